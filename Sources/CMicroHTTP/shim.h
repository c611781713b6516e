#pragma once
#include <microhttpd.h>
#include <stdint.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/* libmicrohttpd's variadic calls, which Swift cannot make, one typed function for each use. */

/* libmicrohttpd's own TLS library; its header is not needed for the one call below. */
extern ssize_t gnutls_record_send(void *session, const void *bytes, size_t count);

/* What a daemon is started with. TLS is off where `certificate` is NULL. */
struct hotswap_mhd_settings {
    MHD_AccessHandlerCallback on_request;
    MHD_RequestCompletedCallback on_completed;
    MHD_NotifyConnectionCallback on_connection;
    void *context; /* handed to the three callbacks */
    unsigned int threads;
    unsigned int connection_limit;
    unsigned int idle_seconds;
    size_t memory_per_connection;
    const char *certificate;
    const char *key;
};

/* Leaves paths and queries as the client sent them; decoding them in place would lose encoded slashes. */
static inline size_t hotswap_mhd_keep_encoded(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    size_t length = 0;
    while (text[length] != '\0') length++;
    return length;
}

/* A daemon without a listening socket of its own: connections are handed in by MHD_add_connection. */
static inline struct MHD_Daemon *hotswap_mhd_start(const struct hotswap_mhd_settings *s) {
    unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC
                         | MHD_USE_NO_LISTEN_SOCKET | (s->certificate ? MHD_USE_TLS : 0);
    struct MHD_OptionItem plain[] = {{MHD_OPTION_END, 0, NULL}};
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)s->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)s->key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)"NORMAL:-VERS-ALL:+VERS-TLS1.3"},
        {MHD_OPTION_END, 0, NULL},
    };
    return MHD_start_daemon(
        flags, 0, NULL, NULL, s->on_request, s->context,
        MHD_OPTION_NOTIFY_COMPLETED, s->on_completed, s->context,
        MHD_OPTION_NOTIFY_CONNECTION, s->on_connection, s->context,
        MHD_OPTION_UNESCAPE_CALLBACK, hotswap_mhd_keep_encoded, NULL,
        MHD_OPTION_THREAD_POOL_SIZE, s->threads,
        MHD_OPTION_CONNECTION_LIMIT, s->connection_limit,
        MHD_OPTION_CONNECTION_TIMEOUT, s->idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, s->memory_per_connection,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_ARRAY, s->certificate ? tls : plain,
        MHD_OPTION_END);
}

/* The connection's socket, or -1. */
static inline int hotswap_mhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

/* What the connection callback stored for this connection, or NULL. */
static inline void *hotswap_mhd_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* The client's address, or NULL; owned by the connection. */
static inline const struct sockaddr *hotswap_mhd_client_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

/* Sends bytes past libmicrohttpd, at a moment when it has nothing of its own to send: in the middle of a
   body it takes no response. Does not block; only from the connection's own thread. */
static inline void hotswap_mhd_send_now(struct MHD_Connection *connection, const void *bytes, size_t count) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    if (info && info->tls_session) {
        (void)gnutls_record_send(info->tls_session, bytes, count);
    } else {
        (void)send(hotswap_mhd_socket(connection), bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
}

/* MHD_SIZE_UNKNOWN and the content reader's two endings, whose macros hold casts. */
static inline uint64_t hotswap_mhd_size_unknown(void) { return MHD_SIZE_UNKNOWN; }
static inline ssize_t hotswap_mhd_end_of_stream(void) { return MHD_CONTENT_READER_END_OF_STREAM; }
static inline ssize_t hotswap_mhd_end_with_error(void) { return MHD_CONTENT_READER_END_WITH_ERROR; }

/* The system calls of the socket thread that Swift's Glibc module leaves out. */

extern int accept4(int listener, struct sockaddr *address, socklen_t *length, int flags);
static inline int hotswap_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }
static inline int hotswap_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
static inline bool hotswap_epoll_add(int epoll, int fd, uint32_t events, uint64_t tag) {
    struct epoll_event event = {.events = events, .data = {.u64 = tag}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}
static inline void hotswap_epoll_remove(int epoll, int fd) { (void)epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL); }
static const uint32_t hotswap_epoll_input = EPOLLIN;
/* A hang-up only, told once: neither data nor room to send wakes the waiting thread. */
static const uint32_t hotswap_epoll_hang_up = EPOLLRDHUP | EPOLLET;
