/* Growing text inside an arena.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/buffer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

buffer buffer_in(arena *home, size_t size)
{
    assert(home);
    buffer b = { .home = home, .at = arena_room(home, size, 1), .size = size };
    if (!b.at)
        b = (buffer){ .home = home, .is_full = size > 0 };
    return b;
}

/* Grows to `size` bytes; false when the arena has no room for them.  The last piece of the arena
 * grows in place; anything else moves. */
static bool buffer_grow(buffer *b, size_t size)
{
    arena *home = b->home;
    if (b->at && (unsigned char *)b->at + b->size == home->start + home->used) {
        if (size - b->size > home->size - home->used)
            return false;
        home->used += size - b->size;
        b->size = size;
        return true;
    }
    char *moved = arena_room(home, size, 1);
    if (!moved)
        return false;
    if (b->used > 0)
        memcpy(moved, b->at, b->used);
    b->at = moved;
    b->size = size;
    return true;
}

char *buffer_room(buffer *b, size_t size)
{
    assert(b && b->home && b->used <= b->size);
    if (size <= b->size - b->used)
        return b->at ? b->at + b->used : NULL;
    if (size > SIZE_MAX / 4 || b->is_full) {
        b->is_full = true;
        return NULL;
    }
    /* Doubling keeps the copying small; near the bound the bytes that are needed must do. */
    size_t least = b->used + size;
    if (!(b->size * 2 > least && buffer_grow(b, b->size * 2)) && !buffer_grow(b, least)) {
        b->is_full = true;
        return NULL;
    }
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

/* Two digits at a time: half as many divisions. */
static const char digit_pairs[] = "00010203040506070809101112131415161718192021222324"
                                  "25262728293031323334353637383940414243444546474849"
                                  "50515253545556575859606162636465666768697071727374"
                                  "75767778798081828384858687888990919293949596979899";

void buffer_int(buffer *b, int64_t number)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    while (rest >= 100) {
        at -= 2;
        memcpy(digits + at, digit_pairs + rest % 100 * 2, 2);
        rest /= 100;
    }
    if (rest >= 10) {
        at -= 2;
        memcpy(digits + at, digit_pairs + rest * 2, 2);
    } else {
        digits[--at] = (char)('0' + rest);
    }
    if (number < 0)
        digits[--at] = '-';
    buffer_add(b, (span){ digits + at, sizeof digits - at });
}

void buffer_format(buffer *b, const char *format, ...)
{
    assert(b && format);
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    size_t room = b->size - b->used;
    int size = vsnprintf(room > 0 ? b->at + b->used : NULL, room, format, args);
    /* A second try with the room that the first one asked for; one byte more for its NUL. */
    if (size >= 0 && (size_t)size >= room) {
        char *at = buffer_room(b, (size_t)size + 1);
        size = at ? vsnprintf(at, (size_t)size + 1, format, again) : 0;
    }
    assert(size >= 0);
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
