#define _GNU_SOURCE
#include "CURLTrust.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Part of libcurl's binary interface, which never changes (curl/curl.h).
enum { CURLOPT_SSL_VERIFYPEER = 64, CURLOPT_SSL_VERIFYHOST = 81, CURLOPT_URL = 10002, CURLOPT_CAINFO_BLOB = 40309 };
enum { CURLINFO_EFFECTIVE_URL = 0x100001 };
struct curl_blob {
    void *data;
    size_t length;
    unsigned int flags;
};
enum { CURL_BLOB_COPY = 1 };
enum { CURLM_INTERNAL_ERROR = 4 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *certificates;
static int verifies = 1;

void curl_trust_set(const char *pem, int verify) {
    pthread_mutex_lock(&lock);
    free(certificates);
    certificates = pem ? strdup(pem) : NULL;
    verifies = verify;
    pthread_mutex_unlock(&lock);
}

/// The URL with the literal that a stand-in host is made of in its place, to be freed; NULL when it has none.
static char *with_literal(const char *url) {
    const char *suffix = "." CURL_IPV6_SUFFIX;
    const char *host = strstr(url, "://");
    if (!host) return NULL;
    host += 3;
    size_t length = strcspn(host, ":/?#");
    size_t tail = strlen(suffix);
    if (length <= tail || strncmp(host + length - tail, suffix, tail) != 0) return NULL;
    char *result;
    int literal = (int)(length - tail);
    if (asprintf(&result, "%.*s[%.*s]%s", (int)(host - url), url, literal, host, host + length) < 0) return NULL;
    for (int i = 0; i < literal; i++) {
        char *character = result + (host - url) + 1 + i;
        if (*character == '-') *character = ':';
    }
    return result;
}

__attribute__((visibility("default"))) int curl_multi_add_handle(void *multi, void *easy) {
    int (*next)(void *, void *) = (int (*)(void *, void *))dlsym(RTLD_NEXT, "curl_multi_add_handle");
    int (*setopt)(void *, int, ...) = (int (*)(void *, int, ...))dlsym(RTLD_NEXT, "curl_easy_setopt");
    int (*getinfo)(void *, int, ...) = (int (*)(void *, int, ...))dlsym(RTLD_NEXT, "curl_easy_getinfo");
    if (!next || !setopt || !getinfo) return CURLM_INTERNAL_ERROR;
    const char *url = NULL;
    if (getinfo(easy, CURLINFO_EFFECTIVE_URL, &url) == 0 && url) {
        char *changed = with_literal(url);
        // libcurl copies it.
        if (changed) setopt(easy, CURLOPT_URL, changed);
        free(changed);
    }
    pthread_mutex_lock(&lock);
    int isRefused = 0;
    if (certificates) {
        struct curl_blob blob = {certificates, strlen(certificates), CURL_BLOB_COPY};
        isRefused = setopt(easy, CURLOPT_CAINFO_BLOB, &blob) != 0;
    }
    if (!verifies) {
        setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    pthread_mutex_unlock(&lock);
    // A libcurl before 7.77 would go on with the system's certificates.
    if (isRefused) return CURLM_INTERNAL_ERROR;
    return next(multi, easy);
}
