#ifndef CURL_TRUST_H
#define CURL_TRUST_H

/// Which certificates this process's URL sessions trust from the next request on.
///
/// Foundation on Linux has no way to say it: it ignores server trust challenges and the environment, and hands every
/// request to libcurl with the system's certificates. So this module stands between the two: it defines
/// `curl_multi_add_handle`, which the dynamic linker finds before libcurl's, sets two of libcurl's options on the
/// request, and passes it on.
///
/// `certificates` is a text in PEM, or NULL for the system's alone. With `verifies` 0 no certificate is
/// checked at all.
void curl_trust_set(const char *certificates, int verifies);

/// The end of a host that stands in for an IPv6 literal: `--1.ipv6-literal.invalid` goes to libcurl as `[::1]`.
///
/// Foundation on Linux refuses every URL with such a literal as malformed (Swift 6.3), and libcurl does not.
#define CURL_IPV6_SUFFIX "ipv6-literal.invalid"

#endif
