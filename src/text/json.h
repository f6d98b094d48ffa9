/* JSON in and out without a tree: a pull parser over bytes in memory and a streaming writer.
 * Source: RFC 8259.  Bounds: depth JSON_DEPTH_MAX; the caller bounds the size of the body.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TEXT_JSON_H
#define NUAN_TEXT_JSON_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/err.h"
#include "base/span.h"

enum { JSON_DEPTH_MAX = 8, JSON_WRITE_DEPTH_MAX = 16, JSON_MEMBERS_MAX = 256 };

typedef enum json_kind {
    JSON_END,
    JSON_OBJECT,
    JSON_OBJECT_END,
    JSON_ARRAY,
    JSON_ARRAY_END,
    JSON_STRING,
    JSON_INTEGER,
    JSON_NUMBER,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL
} json_kind;

/* One token.  In an object `name` is the member's name (unescaped).  `text` is the unescaped
 * string or the literal text of a number or word; `integer` its value for JSON_INTEGER (fits
 * int64; 1e3, 1.0 and -0 are JSON_NUMBER). */
typedef struct json_token {
    json_kind kind;
    span name;
    span text;
    int64_t integer;
    size_t offset; /* of the value in the body */
} json_token;

typedef struct json_reader {
    arena *home;
    span body;
    size_t at;
    int depth;
    struct {
        bool is_object;
        int member_count;
        span *names;
    } level[JSON_DEPTH_MAX + 1];
    bool is_done;
} json_reader;

/* Reads `body`; strings with escapes are unescaped into `home`, others point into the body. */
json_reader json_read(arena *home, span body);
/* The next token; JSON_END behind the one value of the body, as often as asked.
 * Errors: ERR_INPUT with what is wrong and the offset: duplicate member names, invalid UTF-8,
 * trailing bytes, lone surrogates, \u0000 (databases can't keep it), numbers out of form, too
 * much depth, more than JSON_MEMBERS_MAX members; ERR_MEMORY when `home` is full.  A reader that
 * refused is not asked again. */
WARN_UNUSED bool json_next(json_reader *r, json_token *ret, err *reterr);
/* Passes over the value whose first token was just read. */
WARN_UNUSED bool json_skip(json_reader *r, const json_token *first, err *reterr);

/* Writer: commas and quotes are its business; names are ASCII literals of the program. */
typedef struct json_writer {
    buffer *out;
    int depth;
    bool has_item[JSON_WRITE_DEPTH_MAX + 1];
    bool after_name;
} json_writer;

/* Writes one value, of at most JSON_DEPTH_MAX levels, to the end of `out`. */
json_writer json_write(buffer *out);
/* Begins an object, ends it; the same for an array. */
void json_object(json_writer *w);
void json_object_end(json_writer *w);
void json_array(json_writer *w);
void json_array_end(json_writer *w);
/* The name of the member that comes next: an ASCII literal without anything to escape. */
void json_name(json_writer *w, const char *name);
/* A string of UTF-8; escapes " \ and controls only. */
void json_string(json_writer *w, span s);
/* The other values. */
void json_int(json_writer *w, int64_t number);
void json_bool(json_writer *w, bool value);
void json_null(json_writer *w);
/* Name and value in one call. */
void json_put_string(json_writer *w, const char *name, span s);
void json_put_int(json_writer *w, const char *name, int64_t number);
void json_put_bool(json_writer *w, const char *name, bool value);
void json_put_null(json_writer *w, const char *name);

#endif
