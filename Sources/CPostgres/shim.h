#pragma once
#include <libpq-fe.h>

/* Server notices would go to stderr, beside our structured log; nothing in them needs a reader. */
static inline void hotswap_pq_ignore_notice(void *context, const PGresult *notice) {
    (void)context;
    (void)notice;
}

/* Function pointers of C cross into Swift with a calling convention that is easy to get wrong: done here instead. */
static inline void hotswap_pq_silence_notices(PGconn *connection) {
    PQsetNoticeReceiver(connection, hotswap_pq_ignore_notice, (void *)0);
}

/* Macros of character literals do not reach Swift: the fields of an error that are read. */
static const int hotswap_pq_field_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int hotswap_pq_field_sqlstate = PG_DIAG_SQLSTATE;
static const int hotswap_pq_field_message = PG_DIAG_MESSAGE_PRIMARY;
static const int hotswap_pq_field_constraint = PG_DIAG_CONSTRAINT_NAME;
