#pragma once
#include <malloc.h>

/* glibc makes heaps for threads, eight for each processor, and what one of them has free no other can use. */
static inline int hotswap_limit_heaps(int count) { return mallopt(M_ARENA_MAX, count); }
