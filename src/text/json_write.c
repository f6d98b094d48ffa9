/* The streaming writer.  Strings go out as they are but for quote, backslash and controls, which
 * is the canonical form of RFC 8785; '/' and other scripts are never escaped.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text/json_in.h"

#include <assert.h>
#include <string.h>

json_writer json_write(buffer *out)
{
    assert(out);
    return (json_writer){ .out = out };
}

/* The comma before an item of an array, or nothing behind a name. */
static void item_begin(json_writer *w)
{
    assert(w && w->out);
    if (w->after_name)
        w->after_name = false;
    else if (w->has_item[w->depth])
        buffer_byte(w->out, ',');
    w->has_item[w->depth] = true;
}

static void level_begin(json_writer *w, char bracket)
{
    item_begin(w);
    assert(w->depth < JSON_WRITE_DEPTH_MAX);
    w->has_item[++w->depth] = false;
    buffer_byte(w->out, bracket);
}

static void level_end(json_writer *w, char bracket)
{
    assert(w && w->depth > 0 && !w->after_name);
    w->depth--;
    buffer_byte(w->out, bracket);
}

void json_object(json_writer *w)
{
    level_begin(w, '{');
}

void json_object_end(json_writer *w)
{
    level_end(w, '}');
}

void json_array(json_writer *w)
{
    level_begin(w, '[');
}

void json_array_end(json_writer *w)
{
    level_end(w, ']');
}

void json_name(json_writer *w, const char *name)
{
    assert(w && name && !w->after_name && w->depth > 0);
    size_t size = strlen(name);
    char *room = buffer_room(w->out, size + 4);
    if (room) {
        char *at = room;
        if (w->has_item[w->depth])
            *at++ = ',';
        *at++ = '"';
        memcpy(at, name, size);
        at += size;
        *at++ = '"';
        *at++ = ':';
        w->out->used += (size_t)(at - room);
    }
    w->has_item[w->depth] = true;
    w->after_name = true;
}

/* Bytes at the front that need no escape; unlike the reader, what is not ASCII passes unchecked. */
static size_t plain_size(const char *at, size_t size)
{
    size_t done = 0;
    for (; size - done >= sizeof(uint64_t); done += sizeof(uint64_t)) {
        uint64_t found = json_specials(json_word(at + done));
        if (found != 0)
            return done + json_first(found);
    }
    for (; done < size; done++) {
        unsigned char c = (unsigned char)at[done];
        if (c < 0x20 || c == '"' || c == '\\')
            break;
    }
    return done;
}

static void escape_add(buffer *out, char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char letters[32] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'
    };
    unsigned char byte = (unsigned char)c;
    char text[6] = { '\\', c, '0', '0', 0, 0 };
    size_t size = 2;
    if (byte < 0x20 && letters[byte]) {
        text[1] = letters[byte];
    } else if (byte < 0x20) {
        text[1] = 'u';
        text[4] = hex[byte >> 4];
        text[5] = hex[byte & 15];
        size = 6;
    }
    buffer_add(out, (span){ text, size });
}

void json_string(json_writer *w, span s)
{
    item_begin(w);
    size_t plain = plain_size(s.at, s.size);
    if (plain == s.size) {
        char *room = buffer_room(w->out, s.size + 2);
        if (!room)
            return;
        room[0] = '"';
        if (s.size > 0)
            memcpy(room + 1, s.at, s.size);
        room[s.size + 1] = '"';
        w->out->used += s.size + 2;
        return;
    }
    buffer_byte(w->out, '"');
    for (;;) {
        buffer_add(w->out, span_slice(s, 0, plain));
        s = span_slice(s, plain, s.size);
        if (s.size == 0)
            break;
        escape_add(w->out, s.at[0]);
        s = span_slice(s, 1, s.size);
        plain = plain_size(s.at, s.size);
    }
    buffer_byte(w->out, '"');
}

void json_int(json_writer *w, int64_t number)
{
    item_begin(w);
    buffer_int(w->out, number);
}

void json_bool(json_writer *w, bool value)
{
    item_begin(w);
    buffer_text(w->out, value ? "true" : "false");
}

void json_null(json_writer *w)
{
    item_begin(w);
    buffer_text(w->out, "null");
}

void json_put_string(json_writer *w, const char *name, span s)
{
    json_name(w, name);
    json_string(w, s);
}

void json_put_int(json_writer *w, const char *name, int64_t number)
{
    json_name(w, name);
    json_int(w, number);
}

void json_put_bool(json_writer *w, const char *name, bool value)
{
    json_name(w, name);
    json_bool(w, value);
}

void json_put_null(json_writer *w, const char *name)
{
    json_name(w, name);
    json_null(w);
}
