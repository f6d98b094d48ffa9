/* The canonical form: no blanks, names sorted, integers only, one way to escape each character.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog/canon_in.h"

#include "text/text.h"
#include "tlog/leaf.h"

#include <assert.h>

enum { CANON_DIGITS_MAX = 16 /* of 2^53 - 1 */ };

static const char hex_digits[] = "0123456789abcdef";

char canon_peek(const canon *c)
{
    assert(c && c->at <= c->body.size);
    return c->at < c->body.size ? c->body.at[c->at] : '\0';
}

bool canon_take(canon *c, char byte)
{
    if (c->at >= c->body.size || c->body.at[c->at] != byte)
        return false;
    c->at++;
    return true;
}

bool canon_word(canon *c, span word)
{
    if (!span_starts(span_slice(c->body, c->at, c->body.size), word))
        return false;
    c->at += word.size;
    return true;
}

/* The letter behind the backslash for a character that has a short escape, or 0. */
static char short_escape(unsigned char byte)
{
    switch (byte) {
    case '"': return '"';
    case '\\': return '\\';
    case '\b': return 'b';
    case '\t': return 't';
    case '\n': return 'n';
    case '\f': return 'f';
    case '\r': return 'r';
    default: return '\0';
    }
}

/* Behind a backslash: the one escape that the canonical form has for some character. */
static bool escape_pass(canon *c)
{
    static const char letters[] = "\"\\btnfr";
    for (size_t i = 0; letters[i]; i++) {
        if (canon_take(c, letters[i]))
            return true;
    }
    for (unsigned char byte = 0; byte < 0x20; byte++) {
        const char word[] = { 'u', '0', '0', hex_digits[byte >> 4], hex_digits[byte & 15] };
        if (!short_escape(byte) && canon_word(c, (span){ word, sizeof word }))
            return true;
    }
    return false;
}

bool canon_string(canon *c, span *ret_raw)
{
    assert(c && ret_raw);
    if (!canon_take(c, '"'))
        return false;
    size_t from = c->at;
    bool is_ascii = true;
    while (c->at < c->body.size && c->body.at[c->at] != '"') {
        unsigned char byte = (unsigned char)c->body.at[c->at];
        if (byte < 0x20)
            return false;
        is_ascii &= byte < 0x80;
        c->at++;
        if (byte == '\\' && !escape_pass(c))
            return false;
    }
    span raw = span_slice(c->body, from, c->at);
    if (!is_ascii && text_utf8_bad(raw) != raw.size) {
        c->at = from + text_utf8_bad(raw);
        return false;
    }
    *ret_raw = raw;
    return canon_take(c, '"');
}

bool canon_int(canon *c, int64_t *ret)
{
    assert(c && ret);
    bool is_negative = canon_take(c, '-');
    size_t from = c->at;
    int64_t number = 0;
    while (canon_peek(c) >= '0' && canon_peek(c) <= '9') {
        if (c->at - from == CANON_DIGITS_MAX)
            return false;
        number = number * 10 + (canon_peek(c) - '0');
        c->at++;
    }
    size_t count = c->at - from;
    bool has_zero_front = count > 0 && c->body.at[from] == '0' && (count > 1 || is_negative);
    if (count == 0 || has_zero_front || number > LEAF_INT_MAX)
        return false;
    *ret = is_negative ? -number : number;
    return true;
}

/* _?[a-z][a-z0-9_]* */
static bool name_fits(span name)
{
    size_t from = name.size > 0 && name.at[0] == '_' ? 1 : 0;
    if (from >= name.size || name.at[from] < 'a' || name.at[from] > 'z')
        return false;
    for (size_t i = from; i < name.size; i++) {
        char byte = name.at[i];
        if (!(byte >= 'a' && byte <= 'z') && !(byte >= '0' && byte <= '9') && byte != '_')
            return false;
    }
    return true;
}

bool canon_name(canon *c, span *ret_name)
{
    return canon_string(c, ret_name) && name_fits(*ret_name) && canon_take(c, ':');
}

static bool value_pass(canon *c, int object_depth, int array_depth);

static bool object_pass(canon *c, int object_depth, int array_depth)
{
    span before = { 0 };
    if (object_depth == CANON_OBJECTS_MAX)
        return false;
    if (canon_take(c, '}'))
        return true;
    do {
        span name = { 0 };
        if (!canon_name(c, &name) || span_compare(before, name) >= 0 ||
            !value_pass(c, object_depth + 1, array_depth))
            return false;
        before = name;
    } while (canon_take(c, ','));
    return canon_take(c, '}');
}

static bool array_pass(canon *c, int object_depth, int array_depth)
{
    if (array_depth == CANON_ARRAYS_MAX)
        return false;
    if (canon_take(c, ']'))
        return true;
    do {
        if (!value_pass(c, object_depth, array_depth + 1))
            return false;
    } while (canon_take(c, ','));
    return canon_take(c, ']');
}

static bool value_pass(canon *c, int object_depth, int array_depth)
{
    span raw = { 0 };
    int64_t number = 0;
    switch (canon_peek(c)) {
    case '"': return canon_string(c, &raw);
    case 't': return canon_word(c, (span)SPAN("true"));
    case 'f': return canon_word(c, (span)SPAN("false"));
    case '{': c->at++; return object_pass(c, object_depth, array_depth);
    case '[': c->at++; return array_pass(c, object_depth, array_depth);
    default: return canon_int(c, &number);
    }
}

bool canon_value(canon *c)
{
    assert(c);
    return value_pass(c, 0, 0);
}

bool leaf_json_is_canonical(span bytes)
{
    canon c = { .body = bytes };
    return canon_value(&c) && c.at == bytes.size;
}

void canon_string_add(buffer *b, span s)
{
    assert(b);
    buffer_byte(b, '"');
    size_t from = 0;
    for (size_t i = 0; i < s.size; i++) {
        unsigned char byte = (unsigned char)s.at[i];
        char letter = short_escape(byte);
        if (byte >= 0x20 && !letter)
            continue;
        buffer_add(b, span_slice(s, from, i));
        from = i + 1;
        buffer_byte(b, '\\');
        if (letter) {
            buffer_byte(b, letter);
            continue;
        }
        buffer_text(b, "u00");
        buffer_byte(b, hex_digits[byte >> 4]);
        buffer_byte(b, hex_digits[byte & 15]);
    }
    buffer_add(b, span_slice(s, from, s.size));
    buffer_byte(b, '"');
}
