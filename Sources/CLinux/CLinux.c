#define _GNU_SOURCE
#include "CLinux.h"

#include <pthread.h>
#include <signal.h>

int linux_accept(int listener, struct sockaddr *address, socklen_t *length) {
    return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

void linux_name_thread(const char *name) {
    pthread_setname_np(pthread_self(), name);
}

void linux_block_signals(void) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
}
