#ifndef RESELLER_MOCK_CLINUX_H
#define RESELLER_MOCK_CLINUX_H

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/socket.h>

#endif
