#pragma once
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

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

/* Whether the address is this machine's own by its nature (loopback, unspecified) or of its link alone. */
static inline int hotswap_is_local(const struct sockaddr *address) {
    const unsigned char *four = NULL;
    if (address->sa_family == AF_INET) {
        four = (const unsigned char *)&((const struct sockaddr_in *)address)->sin_addr;
    } else if (address->sa_family == AF_INET6) {
        const struct in6_addr *six = &((const struct sockaddr_in6 *)address)->sin6_addr;
        if (IN6_IS_ADDR_V4MAPPED(six)) four = six->s6_addr + 12;
        else return IN6_IS_ADDR_LOOPBACK(six) || IN6_IS_ADDR_UNSPECIFIED(six) || IN6_IS_ADDR_LINKLOCAL(six);
    } else {
        return 1;
    }
    return four[0] == 127 || four[0] == 0 || (four[0] == 169 && four[1] == 254);
}
/* Opens no socket to such an address, and notes in the context (an int32_t) that it was asked to. */
static inline curl_socket_t hotswap_curl_open_remote(
    void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)purpose;
    if (hotswap_is_local(&address->addr)) {
        *(int32_t *)context = 1;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
static inline CURLcode hotswap_curl_refuse_local(CURL *easy, int32_t *refused) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, refused);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, hotswap_curl_open_remote);
}
