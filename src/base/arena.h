/* Memory of one request, job or process: taken piece by piece, given back as a whole.
 * Every arena has a stated bound; reaching it is an answer (NULL), not an accident.
 * malloc and free stand in arena.c only.  Large arenas cost nothing until used: the pages of a
 * block above 128 KiB come from the kernel when first touched.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_BASE_ARENA_H
#define NUAN_BASE_ARENA_H

#include "base/span.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct arena {
    unsigned char *start;
    size_t size; /* the bound, bytes */
    size_t used;
    size_t soiled; /* bytes from the start that may hold old values; the rest is zero .. */
    bool is_fresh; /* .. if the memory came zeroed from the system */
} arena;

/* Makes an arena of at most `size` bytes.  Returns false when the system has no memory. */
bool arena_open(arena *a, size_t size);
/* Gives the memory back; accepts a zeroed arena. */
void arena_close(arena *a);
/* Takes zeroed room for `count` things of `size` bytes, or NULL when the bound is reached
 * (the caller says ERR_MEMORY).  Owner: the arena. */
void *arena_take(arena *a, size_t count, size_t size, size_t align);
/* Room for `count` of a type, typed. */
#define ARENA_NEW(a, type, count) ((type *)arena_take((a), (count), sizeof(type), alignof(type)))
/* The same without zeroing, for bytes that the caller writes before anybody reads them. */
void *arena_room(arena *a, size_t size, size_t align);
/* Copies bytes into the arena, with a NUL behind them that the span does not count.
 * Returns {NULL, 0} when the bound is reached. */
span arena_copy(arena *a, span s);
/* Everything taken after `mark` (an earlier a->used) is given back at once. */
void arena_reset(arena *a, size_t mark);

/* Closes an arena when it leaves scope; declare it as ARENA a = { 0 }. */
#define ARENA __attribute__((cleanup(arena_close))) arena

#endif
