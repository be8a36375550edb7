#ifndef RESELLER_MOCK_CLINUX_H
#define RESELLER_MOCK_CLINUX_H

#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/socket.h>

/// accept4 with SOCK_NONBLOCK and SOCK_CLOEXEC; a declaration of GNU's that Glibc's module map does not show.
int linux_accept(int listener, struct sockaddr *address, socklen_t *length);

/// The name of a thread in debuggers and profilers, at most 15 bytes.
void linux_name_thread(pthread_t thread, const char *name);

/// Makes the calling thread deaf to signals, so that they reach the program's own threads.
void linux_block_signals(void);

/// The processors that the calling thread may run on, at least 1.
int linux_processor_count(void);

#endif
