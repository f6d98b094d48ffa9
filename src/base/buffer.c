/* Growing text inside an arena.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/buffer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

buffer buffer_in(arena *home, size_t size)
{
    assert(home);
    buffer b = { .home = home, .at = arena_take(home, size, 1, 1), .size = size };
    if (!b.at)
        b = (buffer){ .home = home, .is_full = size > 0 };
    return b;
}

char *buffer_room(buffer *b, size_t size)
{
    assert(b && b->home);
    if (size <= b->size - b->used)
        return b->at + b->used;
    if (size > SIZE_MAX / 4 || b->is_full) {
        b->is_full = true;
        return NULL;
    }
    size_t more = b->size * 2 > b->used + size ? b->size * 2 : b->used + size;
    arena *home = b->home;
    /* The last piece of the arena grows in place; anything else moves. */
    if (b->at && (unsigned char *)b->at + b->size == home->start + home->used &&
        more - b->size <= home->size - home->used) {
        home->used += more - b->size;
        b->size = more;
        return b->at + b->used;
    }
    char *moved = arena_take(home, more, 1, 1);
    if (!moved) {
        b->is_full = true;
        return NULL;
    }
    if (b->used > 0)
        memcpy(moved, b->at, b->used);
    b->at = moved;
    b->size = more;
    return b->at + b->used;
}

void buffer_add(buffer *b, span s)
{
    char *room = s.size == 0 ? NULL : buffer_room(b, s.size);
    if (!room)
        return;
    memcpy(room, s.at, s.size);
    b->used += s.size;
}

void buffer_text(buffer *b, const char *text)
{
    buffer_add(b, span_of(text));
}

void buffer_byte(buffer *b, char byte)
{
    char *room = buffer_room(b, 1);
    if (room) {
        *room = byte;
        b->used++;
    }
}

void buffer_int(buffer *b, int64_t number)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        digits[--at] = '-';
    buffer_add(b, (span){ digits + at, sizeof digits - at });
}

void buffer_format(buffer *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *room = buffer_room(b, 64);
    va_list again;
    va_copy(again, args);
    int size = room ? vsnprintf(room, b->size - b->used, format, args) : -1;
    if (size >= 0 && (size_t)size >= b->size - b->used) {
        room = buffer_room(b, (size_t)size + 1);
        size = room ? vsnprintf(room, (size_t)size + 1, format, again) : -1;
    }
    if (size > 0)
        b->used += (size_t)size;
    va_end(again);
    va_end(args);
}

span buffer_span(const buffer *b)
{
    assert(b);
    return (span){ b->at ? b->at : "", b->used };
}

bool buffer_check(const buffer *b, err *reterr)
{
    assert(b);
    return !b->is_full || err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}
