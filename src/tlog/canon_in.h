/* A cursor over canonical JSON: RFC 8785 cut down to what leaves need.  Each function reads one
 * thing at the cursor and returns false, with the cursor where the form breaks, if it does not
 * stand there in canonical form.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TLOG_CANON_IN_H
#define NUAN_TLOG_CANON_IN_H

#include "base/buffer.h"
#include "base/span.h"

#include <stdint.h>

enum {
    CANON_OBJECTS_MAX = 2, /* objects within each other */
    CANON_ARRAYS_MAX = 2   /* arrays within each other */
};

typedef struct canon {
    span body;
    size_t at;
} canon;

/* The next byte is `byte`; passes over it. */
bool canon_take(canon *c, char byte);
/* The byte at the cursor, or 0 at the end. */
char canon_peek(const canon *c);
/* A string; *ret_raw is what stands between the quotes, escapes untouched. */
bool canon_string(canon *c, span *ret_raw);
/* An integer of at most 2^53 - 1 by absolute value. */
bool canon_int(canon *c, int64_t *ret);
/* The literal text, like true. */
bool canon_word(canon *c, span word);
/* The name of an object's member and its colon. */
bool canon_name(canon *c, span *ret_name);
/* Any value. */
bool canon_value(canon *c);
/* Writes a string with the escapes of the canonical form. */
void canon_string_add(buffer *b, span s);

#endif
