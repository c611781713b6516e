#pragma once
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/* EVP_PKEY_Q_keygen is variadic. A new key on the curve P-256, or NULL. */
static inline EVP_PKEY *hotswap_generate_p256(void) {
    return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
}

/* The same for RSA; `bits` is the modulus' length. */
static inline EVP_PKEY *hotswap_generate_rsa(size_t bits) {
    return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", bits);
}

/* BIO_get_mem_data is a macro. How many bytes the memory BIO holds; `*data` points at them until it is freed. */
static inline long hotswap_bio_contents(BIO *bio, char **data) {
    return BIO_get_mem_data(bio, data);
}

/* Sets the AES-GCM tag that decryption is to check (EVP_CIPHER_CTX_ctrl with a macro's number). */
static inline int hotswap_gcm_set_tag(EVP_CIPHER_CTX *ctx, int length, void *tag) {
    return EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, length, tag);
}

/* Reads the AES-GCM tag after encryption. */
static inline int hotswap_gcm_get_tag(EVP_CIPHER_CTX *ctx, int length, void *tag) {
    return EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, length, tag);
}

/* Readies an HMAC context for SHA-256. In C because OSSL_PARAM keeps the pointers that it is given. */
static inline int hotswap_hmac_sha256_init(EVP_MAC_CTX *ctx, const unsigned char *key, size_t length) {
    char digest[] = "SHA256";
    OSSL_PARAM params[2];
    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0);
    params[1] = OSSL_PARAM_construct_end();
    return EVP_MAC_init(ctx, key, length, params);
}
