#ifndef CURL_TRUST_H
#define CURL_TRUST_H

/// Which certificates this process's URL sessions trust from the next request on.
///
/// Foundation on Linux has no way to say it: it ignores server trust challenges and the environment, and hands every
/// request to libcurl with the system's certificates. So this module stands between the two: it defines
/// `curl_multi_add_handle`, which the dynamic linker finds before libcurl's, sets two of libcurl's options on the
/// request, and passes it on.
///
/// `certificates` is the path of a file in PEM, or NULL for the system's alone. With `verifies` 0 no certificate is
/// checked at all.
void curl_trust_set(const char *certificates, int verifies);

#endif
