/* Hexadecimal and base64, both ways.  Reading is strict, so that one value has one text:
 * a second spelling of a signed text would be a second text under the same signature.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text/text.h"

#include <assert.h>
#include <string.h>

static const char hex_digits[] = "0123456789abcdef";
static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void text_add_hex(buffer *b, span bytes)
{
    char *room = bytes.size > 0 ? buffer_room(b, bytes.size * 2) : NULL;
    for (size_t i = 0; room && i < bytes.size; i++) {
        unsigned char byte = (unsigned char)bytes.at[i];
        room[i * 2] = hex_digits[byte >> 4];
        room[i * 2 + 1] = hex_digits[byte & 15];
    }
    if (room)
        b->used += bytes.size * 2;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool text_parse_hex(span s, uint8_t *into, size_t size)
{
    assert(into || size == 0);
    if (s.size % 2 != 0 || s.size / 2 != size)
        return false;
    for (size_t i = 0; i < s.size; i++) {
        if (hex_value(s.at[i]) < 0)
            return false;
    }
    for (size_t i = 0; i < size; i++)
        into[i] = (uint8_t)(hex_value(s.at[i * 2]) << 4 | hex_value(s.at[i * 2 + 1]));
    return true;
}

static void base64_add(buffer *b, span bytes, const char *alphabet, bool has_padding)
{
    char *out = bytes.size > 0 ? buffer_room(b, (bytes.size + 2) / 3 * 4) : NULL;
    if (!out)
        return;
    const unsigned char *in = (const unsigned char *)bytes.at;
    const char *start = out;
    size_t rest = bytes.size;
    for (; rest >= 3; rest -= 3, in += 3) {
        uint32_t three = (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];
        *out++ = alphabet[three >> 18];
        *out++ = alphabet[three >> 12 & 63];
        *out++ = alphabet[three >> 6 & 63];
        *out++ = alphabet[three & 63];
    }
    if (rest > 0) {
        uint32_t three = (uint32_t)in[0] << 16 | (rest == 2 ? (uint32_t)in[1] << 8 : 0);
        *out++ = alphabet[three >> 18];
        *out++ = alphabet[three >> 12 & 63];
        if (rest == 2)
            *out++ = alphabet[three >> 6 & 63];
        for (size_t i = rest; has_padding && i < 3; i++)
            *out++ = '=';
    }
    b->used += (size_t)(out - start);
}

void text_add_base64(buffer *b, span bytes)
{
    base64_add(b, bytes, standard, true);
}

void text_add_base64url(buffer *b, span bytes)
{
    base64_add(b, bytes, url_safe, false);
}

/* Value of a character with the last two of the alphabet given; -1 when it is none. */
static int32_t base64_value(char c, char last_but_one, char last)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == last_but_one ? 62 : c == last ? 63 : -1;
}

static bool base64_read(span s, const char *alphabet, char *out)
{
    uint32_t bits = 0;
    int bit_count = 0;
    for (size_t i = 0; i < s.size; i++) {
        int32_t value = base64_value(s.at[i], alphabet[62], alphabet[63]);
        if (value < 0)
            return false;
        bits = bits << 6 | (uint32_t)value;
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            *out++ = (char)(bits >> bit_count & 255);
        }
    }
    return (bits & ((1u << bit_count) - 1)) == 0;
}

static bool base64_parse(arena *a, span s, const char *alphabet, span *ret)
{
    assert(a && ret);
    if (s.size % 4 == 1)
        return false;
    size_t size = s.size / 4 * 3 + (s.size % 4 > 0 ? s.size % 4 - 1 : 0);
    size_t mark = a->used;
    char *out = arena_take(a, size + 1, 1, 1);
    if (!out)
        return false;
    if (!base64_read(s, alphabet, out)) {
        arena_reset(a, mark);
        return false;
    }
    *ret = (span){ out, size };
    return true;
}

bool text_parse_base64(arena *a, span s, span *ret)
{
    if (s.size % 4 != 0)
        return false;
    size_t padding = 0;
    while (padding < 2 && padding < s.size && s.at[s.size - 1 - padding] == '=')
        padding++;
    return base64_parse(a, span_slice(s, 0, s.size - padding), standard, ret);
}

bool text_parse_base64url(arena *a, span s, span *ret)
{
    return base64_parse(a, s, url_safe, ret);
}
