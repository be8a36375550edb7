#ifndef RESELLER_MOCK_COPENSSL_SHIM_H
#define RESELLER_MOCK_COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// Swift cannot call function-like macros; each of these gives one a name.

static inline int COpenSSL_BN_num_bytes(const BIGNUM *number) { return BN_num_bytes(number); }

static inline long COpenSSL_BIO_get_mem_data(BIO *bio, const char **bytes) {
    return BIO_get_mem_data(bio, (char **)bytes);
}

static inline EVP_PKEY *COpenSSL_EVP_RSA_gen(unsigned int bits) { return EVP_RSA_gen(bits); }

#endif
