/* Arenas: the only home of malloc and free outside of the drivers of external libraries.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool arena_open(arena *a, size_t size)
{
    assert(a && size > 0);
    *a = (arena){ .start = malloc(size), .size = size };
    return a->start != NULL;
}

void arena_close(arena *a)
{
    assert(a);
    free(a->start);
    *a = (arena){ 0 };
}

void *arena_take(arena *a, size_t count, size_t size, size_t align)
{
    assert(a && align != 0 && (align & (align - 1)) == 0);
    assert(a->used <= a->size);
    size_t pad = (size_t)(-(uintptr_t)(a->start + a->used)) & (align - 1);
    size_t room = a->size - a->used;
    if (!a->start || pad > room || (size != 0 && count > (room - pad) / size))
        return NULL;
    unsigned char *p = a->start + a->used + pad;
    a->used += pad + count * size;
    return memset(p, 0, count * size);
}

span arena_copy(arena *a, span s)
{
    char *room = arena_take(a, s.size + 1, 1, 1);
    if (!room)
        return (span){ NULL, 0 };
    if (s.size > 0)
        memcpy(room, s.at, s.size);
    return (span){ room, s.size };
}

void arena_reset(arena *a, size_t mark)
{
    assert(a && mark <= a->used);
    a->used = mark;
}
