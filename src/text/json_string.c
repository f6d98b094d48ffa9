/* Strings of the JSON reader.  Plain runs are passed over eight bytes at a time: a byte needs a
 * look if it is above 0x7F, below 0x20, a quote or a backslash.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text/json_in.h"

#include "text/text.h"
#include "text/utf8_in.h"

#include <assert.h>
#include <string.h>

size_t json_plain(const char *at, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)at;
    size_t done = 0;
    while (done < size) {
        if (size - done >= sizeof(uint64_t)) {
            uint64_t word = json_word(at + done);
            uint64_t found = json_specials(word) | (word & JSON_HIGH);
            if (found == 0) {
                done += sizeof word;
                continue;
            }
            done += json_first(found);
        }
        if (bytes[done] < 0x20 || bytes[done] == '"' || bytes[done] == '\\')
            break;
        do {
            uint32_t rune = 0;
            size_t taken = rune_take(bytes + done, size - done, &rune);
            if (taken == 0)
                return done;
            done += taken;
        } while (done < size && bytes[done] >= 0x80);
    }
    return done;
}

static bool refuse(const json_reader *r, err *reterr, const char *message)
{
    return err_set(reterr, ERR_INPUT, message, r->at);
}

static bool hex_read(json_reader *r, uint32_t *ret, err *reterr)
{
    uint8_t bytes[2];
    if (!text_parse_hex(span_slice(r->body, r->at, r->at + 4), bytes, sizeof bytes))
        return refuse(r, reterr, N_("JSON: \\u needs four hexadecimal digits at byte %zu"));
    *ret = (uint32_t)bytes[0] << 8 | bytes[1];
    r->at += 4;
    return true;
}

/* The code point of \uXXXX, or of the two that make a pair; r->at stands behind the first 'u'. */
static bool unicode_read(json_reader *r, uint32_t *ret, err *reterr)
{
    uint32_t first = 0, second = 0;
    if (!hex_read(r, &first, reterr))
        return false;
    if (first == 0)
        return refuse(r, reterr, N_("JSON: a text must not hold \\u0000, before byte %zu"));
    if (first < 0xD800 || first > 0xDFFF) {
        *ret = first;
        return true;
    }
    bool is_followed = first < 0xDC00 && r->body.size - r->at >= 2 && r->body.at[r->at] == '\\' &&
                       r->body.at[r->at + 1] == 'u';
    if (is_followed) {
        r->at += 2;
        if (!hex_read(r, &second, reterr))
            return false;
    }
    if (second < 0xDC00 || second > 0xDFFF)
        return refuse(r, reterr, N_("JSON: half of a surrogate pair before byte %zu"));
    *ret = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
    return true;
}

static char escape_value(char c)
{
    switch (c) {
    case '"':
    case '\\':
    case '/': return c;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return '\0';
    }
}

/* Reads an escape, r->at behind its backslash, and appends what it stands for. */
static bool escape_read(json_reader *r, buffer *out, err *reterr)
{
    char c = r->at < r->body.size ? r->body.at[r->at] : '\0';
    if (c == 'u') {
        uint32_t rune = 0;
        r->at++;
        if (!unicode_read(r, &rune, reterr))
            return false;
        text_rune_add(out, rune);
        return true;
    }
    char value = escape_value(c);
    if (value == '\0')
        return refuse(r, reterr, N_("JSON: unknown escape at byte %zu"));
    r->at++;
    buffer_byte(out, value);
    return true;
}

/* The string from `start` on, when the plain run up to r->at ends with an escape. */
static bool escaped_read(json_reader *r, size_t start, span *ret, err *reterr)
{
    buffer out = buffer_in(r->home, (r->at - start) * 2 + 32);
    buffer_add(&out, span_slice(r->body, start, r->at));
    while (r->at < r->body.size && r->body.at[r->at] == '\\') {
        r->at++;
        if (!escape_read(r, &out, reterr))
            return false;
        size_t plain = json_plain(r->body.at + r->at, r->body.size - r->at);
        buffer_add(&out, span_slice(r->body, r->at, r->at + plain));
        r->at += plain;
    }
    *ret = buffer_span(&out);
    return buffer_check(&out, reterr);
}

bool json_string_read(json_reader *r, span *ret, err *reterr)
{
    assert(r && ret && r->at < r->body.size && r->body.at[r->at] == '"');
    size_t start = ++r->at;
    r->at += json_plain(r->body.at + r->at, r->body.size - r->at);
    span text = span_slice(r->body, start, r->at);
    if (r->at < r->body.size && r->body.at[r->at] == '\\' && !escaped_read(r, start, &text, reterr))
        return false;
    if (r->at == r->body.size)
        return refuse(r, reterr, N_("JSON: the text ends inside a string, at byte %zu"));
    unsigned char c = (unsigned char)r->body.at[r->at];
    if (c < 0x20)
        return refuse(r, reterr, N_("JSON: a control character must be escaped at byte %zu"));
    if (c != '"')
        return refuse(r, reterr, N_("JSON: not UTF-8 at byte %zu"));
    r->at++;
    *ret = text;
    return true;
}
