#define _GNU_SOURCE
#include "CURLTrust.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// Part of libcurl's binary interface, which never changes (curl/curl.h).
enum { CURLOPT_SSL_VERIFYPEER = 64, CURLOPT_SSL_VERIFYHOST = 81, CURLOPT_CAINFO = 10065 };
enum { CURLM_INTERNAL_ERROR = 4 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *certificates;
static int verifies = 1;

void curl_trust_set(const char *path, int verify) {
    pthread_mutex_lock(&lock);
    free(certificates);
    certificates = path ? strdup(path) : NULL;
    verifies = verify;
    pthread_mutex_unlock(&lock);
}

__attribute__((visibility("default"))) int curl_multi_add_handle(void *multi, void *easy) {
    int (*next)(void *, void *) = (int (*)(void *, void *))dlsym(RTLD_NEXT, "curl_multi_add_handle");
    int (*setopt)(void *, int, ...) = (int (*)(void *, int, ...))dlsym(RTLD_NEXT, "curl_easy_setopt");
    if (!next || !setopt) return CURLM_INTERNAL_ERROR;
    pthread_mutex_lock(&lock);
    // libcurl copies the path.
    if (certificates) setopt(easy, CURLOPT_CAINFO, certificates);
    if (!verifies) {
        setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    pthread_mutex_unlock(&lock);
    return next(multi, easy);
}
