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
    *a = (arena){ .start = calloc(1, size), .size = size, .is_fresh = true };
    return a->start != NULL;
}

void arena_close(arena *a)
{
    assert(a);
    free(a->start);
    *a = (arena){ 0 };
}

/* Room for `count` things, or NULL; what it holds is not known. */
static unsigned char *room_take(arena *a, size_t count, size_t size, size_t align)
{
    assert(a && align != 0 && (align & (align - 1)) == 0);
    assert(a->used <= a->size);
    if (!a->start)
        return NULL;
    size_t pad = (size_t)(-(uintptr_t)(a->start + a->used)) & (align - 1);
    size_t room = a->size - a->used;
    if (pad > room || (size != 0 && count > (room - pad) / size))
        return NULL;
    unsigned char *p = a->start + a->used + pad;
    a->used += pad + count * size;
    return p;
}

void *arena_take(arena *a, size_t count, size_t size, size_t align)
{
    unsigned char *p = room_take(a, count, size, align);
    if (!p || !a->is_fresh)
        return p ? memset(p, 0, count * size) : NULL;
    /* Pages of the system that nobody touched stay untouched. */
    size_t at = (size_t)(p - a->start);
    size_t soiled = a->soiled < a->used ? a->soiled : a->used;
    if (at < soiled)
        memset(p, 0, soiled - at);
    return p;
}

void *arena_room(arena *a, size_t size, size_t align)
{
    return room_take(a, size, 1, align);
}

span arena_copy(arena *a, span s)
{
    char *room = arena_room(a, s.size + 1, 1);
    if (!room)
        return (span){ NULL, 0 };
    if (s.size > 0)
        memcpy(room, s.at, s.size);
    room[s.size] = '\0';
    return (span){ room, s.size };
}

void arena_reset(arena *a, size_t mark)
{
    assert(a && mark <= a->used);
    if (a->used > a->soiled)
        a->soiled = a->used;
    a->used = mark;
}
