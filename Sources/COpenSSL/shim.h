#ifndef RESELLER_MOCK_COPENSSL_SHIM_H
#define RESELLER_MOCK_COPENSSL_SHIM_H

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

#endif
