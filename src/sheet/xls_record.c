/* Records of an old workbook and what stands in them: strings, which may go on in the records
 * behind, and numbers.
 * Sources: [MS-XLS] 2.1.4 (records), 2.5.293 (strings), 2.5.217 (packed numbers).
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/xls_in.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNITS = 1024, RUNE_BAD = 0xFFFD, DIGITS_SURE = 15, DIGITS_ALL = 17 };

/* Whole numbers up to here are exact, and written without an exponent. */
#define WHOLE_MAX 9007199254740992.0

bool xls_record_open(const ole_stream *stream, size_t at, xls_record *ret)
{
    unsigned char header[XLS_HEADER];
    if (!ole_read(stream, at, header, sizeof header))
        return false;
    size_t size = xls_u16(header + 2);
    *ret = (xls_record){ .stream = stream, .kind = xls_u16(header), .at = at + XLS_HEADER };
    ret->left = size;
    ret->next = ret->at + size;
    return ret->next <= stream->size;
}

bool xls_take(xls_record *r, void *into, size_t size)
{
    if (size > r->left || !ole_read(r->stream, r->at, into, size))
        return false;
    r->at += size;
    r->left -= size;
    return true;
}

/* Goes over to the record that continues this one, if there is one. */
static bool record_go_on(xls_record *r)
{
    xls_record next;
    if (!xls_record_open(r->stream, r->next, &next) || next.kind != XLS_CONTINUE)
        return false;
    next.kind = r->kind;
    *r = next;
    return true;
}

bool xls_take_on(xls_record *r, void *into, size_t size)
{
    char *out = into;
    while (size > 0) {
        size_t share = size < r->left ? size : r->left;
        if (!xls_take(r, out, share))
            return false;
        out += share;
        size -= share;
        if (size > 0 && !record_go_on(r))
            return false;
    }
    return true;
}

/* One unit of UTF-16; *high is the half of a character that waits for its other half. */
static size_t unit_put(uint32_t unit, uint32_t *high, char *into)
{
    char *out = into;
    uint32_t rune = unit;
    if (*high != 0 && (unit & 0xFC00) == 0xDC00) {
        out -= XLS_RUNE_SIZE; /* over the mark that was put in the first half's place */
        rune = 0x10000 + ((*high & 0x3FF) << 10) + (unit & 0x3FF);
    } else if ((unit & 0xF800) == 0xD800 || unit == 0) {
        rune = RUNE_BAD;
    }
    *high = (unit & 0xFC00) == 0xD800 ? unit : 0;
    if (rune < 0x80) {
        *out++ = (char)rune;
    } else if (rune < 0x800) {
        *out++ = (char)(0xC0 | rune >> 6);
        *out++ = (char)(0x80 | (rune & 0x3F));
    } else if (rune < 0x10000) {
        *out++ = (char)(0xE0 | rune >> 12);
        *out++ = (char)(0x80 | (rune >> 6 & 0x3F));
        *out++ = (char)(0x80 | (rune & 0x3F));
    } else {
        *out++ = (char)(0xF0 | rune >> 18);
        *out++ = (char)(0x80 | (rune >> 12 & 0x3F));
        *out++ = (char)(0x80 | (rune >> 6 & 0x3F));
        *out++ = (char)(0x80 | (rune & 0x3F));
    }
    return (size_t)(out - into);
}

bool xls_take_text(xls_record *r, size_t count, bool is_wide, char *into, size_t *ret_size)
{
    unsigned char units[UNITS * 2];
    uint32_t high = 0;
    size_t used = 0;
    while (count > 0) {
        unsigned char flags = 0;
        if (r->left == 0) {
            if (!record_go_on(r) || !xls_take(r, &flags, 1))
                return false;
            is_wide = flags & 1;
        }
        size_t width = is_wide ? 2 : 1;
        size_t share = r->left / width < count ? r->left / width : count;
        share = share < UNITS ? share : UNITS;
        if (share == 0 || !xls_take(r, units, share * width))
            return false;
        for (size_t i = 0; i < share; i++)
            used += unit_put(is_wide ? xls_u16(units + i * 2) : units[i], &high, into + used);
        count -= share;
    }
    *ret_size = used;
    return true;
}

bool xls_number_text(double number, char *into, size_t *ret_size)
{
    int size = 0;
    if (number != number || number - number != 0)
        return false;
    if (number > -WHOLE_MAX && number < WHOLE_MAX && (double)(int64_t)number == number) {
        size = snprintf(into, XLS_NUMBER_SIZE, "%lld", (long long)number);
    } else {
        for (int digits = DIGITS_SURE; digits <= DIGITS_ALL; digits++) {
            size = snprintf(into, XLS_NUMBER_SIZE, "%.*g", digits, number);
            if (strtod(into, NULL) == number)
                break;
        }
    }
    assert(size > 0 && size < XLS_NUMBER_SIZE);
    *ret_size = (size_t)size;
    return true;
}

/* Whole hundredths without a binary fraction: 1250 is 12.5. */
static int hundredths_write(int64_t hundredths, char *into)
{
    const char *sign = hundredths < 0 ? "-" : "";
    long long cents = hundredths < 0 ? -hundredths : hundredths;
    if (cents % 100 == 0)
        return snprintf(into, XLS_NUMBER_SIZE, "%s%lld", sign, cents / 100);
    if (cents % 10 == 0)
        return snprintf(into, XLS_NUMBER_SIZE, "%s%lld.%lld", sign, cents / 100, cents % 100 / 10);
    return snprintf(into, XLS_NUMBER_SIZE, "%s%lld.%02lld", sign, cents / 100, cents % 100);
}

bool xls_rk_text(uint32_t rk, char *into, size_t *ret_size)
{
    bool is_hundredth = rk & 1;
    if (rk & 2) {
        int64_t whole = (int64_t)(int32_t)(rk & ~3u) / 4;
        *ret_size = (size_t)hundredths_write(is_hundredth ? whole : whole * 100, into);
        return true;
    }
    uint64_t bits = (uint64_t)(rk & ~3u) << 32;
    double number = 0;
    memcpy(&number, &bits, sizeof number);
    return xls_number_text(is_hundredth ? number / 100 : number, into, ret_size);
}
