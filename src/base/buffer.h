/* Text or bytes under construction, grown inside an arena.
 * Writers never check each call: when the arena's bound is reached the buffer is marked full,
 * drops the rest, and the one who takes the result asks buffer_check.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_BASE_BUFFER_H
#define NUAN_BASE_BUFFER_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

typedef struct buffer {
    arena *home;
    char *at;
    size_t used;
    size_t size;
    bool is_full; /* something was dropped */
} buffer;

/* An empty buffer that grows inside `home`, starting with `size` bytes. */
buffer buffer_in(arena *home, size_t size);
void buffer_add(buffer *b, span s);
void buffer_text(buffer *b, const char *text);
void buffer_byte(buffer *b, char byte);
/* Decimal digits of `number`. */
void buffer_int(buffer *b, int64_t number);
void buffer_format(buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for `size` more bytes to write in place, or NULL; commit them with b->used += n. */
char *buffer_room(buffer *b, size_t size);
/* What stands in the buffer; valid until the buffer grows or its arena is reset. */
span buffer_span(const buffer *b);
/* False with ERR_MEMORY if anything was dropped. */
WARN_UNUSED bool buffer_check(const buffer *b, err *reterr);

#endif
