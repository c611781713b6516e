#pragma once
#include <curl/curl.h>

/* libcurl's variadic calls, which Swift cannot make, one typed function for each kind of value. */

typedef size_t (*hotswap_curl_write)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode hotswap_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
/* Copied by libcurl, except for CURLOPT_POSTFIELDS. */
static inline CURLcode hotswap_curl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode hotswap_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode hotswap_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}
/* The list must outlive the transfer. */
static inline CURLcode hotswap_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}
/* The bytes are copied. */
static inline CURLcode hotswap_curl_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(easy, option, &blob);
}
static inline CURLcode hotswap_curl_set_write(CURL *easy, CURLoption option, hotswap_curl_write value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode hotswap_curl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}
/* The pointer set as CURLOPT_PRIVATE. */
static inline void *hotswap_curl_private(CURL *easy) {
    char *value = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &value);
    return value;
}
static inline CURLMcode hotswap_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/* Macros and union members that Swift does not import. */
static const long hotswap_curl_http_1_1 = CURL_HTTP_VERSION_1_1;
static const long hotswap_curl_http_2_tls = CURL_HTTP_VERSION_2TLS;
static const size_t hotswap_curl_pause = CURL_WRITEFUNC_PAUSE;
static const long hotswap_curl_tls_1_2 = CURL_SSLVERSION_TLSv1_2;
static inline CURLcode hotswap_curl_result(const CURLMsg *message) { return message->data.result; }
