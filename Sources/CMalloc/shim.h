#pragma once
#include <malloc.h>

/* glibc makes heaps for threads, eight for each processor, and what one of them has free no other can use. */
static inline int hotswap_limit_heaps(int count) { return mallopt(M_ARENA_MAX, count); }

/* From so many bytes on an allocation is pages of its own, which go back when it is freed. Left alone, glibc raises the
   limit to the largest allocation that it has seen freed. */
static inline int hotswap_map_from(int bytes) { return mallopt(M_MMAP_THRESHOLD, bytes); }

/* Gives the system back every whole page that is free, wherever it lies. */
static inline int hotswap_give_back(void) { return malloc_trim(0); }
