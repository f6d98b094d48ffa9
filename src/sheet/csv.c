/* CSV by RFC 4180 over bytes in memory.  64 bytes at a time become one bit mask of the bytes at
 * which a field or row can end; the reader hops from bit to bit, so that long fields cost nothing.
 * GB18030 is safe to split this way: no byte of a double or four byte character is a comma, a quote
 * or a line break.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet.h"

#include <assert.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { BLOCK = 64, SEPARATOR_LINES_MAX = 40, SEPARATOR_BYTES_MAX = 16 * 1024 };

/* Bits of the bytes that may end a field: the separator and everything up to CR. */
#ifdef __SSE2__
static uint64_t block_stops(const char *at, char separator, bool *ret_high)
{
    const __m128i comma = _mm_set1_epi8(separator);
    const __m128i control = _mm_set1_epi8('\r');
    uint64_t stops = 0;
    int high = 0;
    for (int i = 0; i < 4; i++) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(at + i * 16));
        __m128i hit = _mm_or_si128(
            _mm_cmpeq_epi8(bytes, comma), _mm_cmpeq_epi8(_mm_min_epu8(bytes, control), bytes));
        stops |= (uint64_t)(unsigned)_mm_movemask_epi8(hit) << (i * 16);
        high |= _mm_movemask_epi8(bytes);
    }
    *ret_high = high != 0;
    return stops;
}
#else
static uint64_t block_stops(const char *at, char separator, bool *ret_high)
{
    uint64_t stops = 0;
    unsigned char high = 0;
    for (int i = 0; i < BLOCK; i++) {
        unsigned char byte = (unsigned char)at[i];
        stops |= (uint64_t)(at[i] == separator || byte <= '\r') << i;
        high |= byte;
    }
    *ret_high = high >= 0x80;
    return stops;
}
#endif

/* Reads the mask of the block that holds `at`, without the bits before it. */
static void block_load(sheet_csv *c, size_t at)
{
    c->block = at & ~(size_t)(BLOCK - 1);
    size_t left = c->bytes.size - c->block;
    if (left >= BLOCK) {
        c->stops = block_stops(c->bytes.at + c->block, c->separator, &c->has_high);
    } else {
        char last[BLOCK];
        memset(last, 'x', sizeof last);
        memcpy(last, c->bytes.at + c->block, left);
        c->stops = block_stops(last, c->separator, &c->has_high);
    }
    c->stops &= ~UINT64_C(0) << (at - c->block);
}

/* Index of the next stop at or behind `from`, or the size of the bytes. */
static size_t stop_next(sheet_csv *c, sheet_row *row)
{
    while (c->stops == 0) {
        size_t next = c->block + BLOCK;
        if (next >= c->bytes.size)
            return c->bytes.size;
        block_load(c, next);
        row->is_ascii &= !c->has_high;
    }
    size_t at = c->block + (size_t)__builtin_ctzll(c->stops);
    c->stops &= c->stops - 1;
    return at;
}

void sheet_csv_init(sheet_csv *c, span bytes, char separator)
{
    assert(c && (separator == ',' || separator == ';' || separator == '\t'));
    *c = (sheet_csv){ .bytes = bytes, .line = 1, .separator = separator };
    if (span_starts(bytes, (span)SPAN("\xEF\xBB\xBF")))
        c->at = 3;
    if (c->at < bytes.size)
        block_load(c, c->at);
}

static inline bool field_add(sheet_row *row, span field, err *reterr)
{
    if (row->count == SHEET_COLUMNS_MAX)
        return err_set(reterr, ERR_LIMIT, N_("Row %lld has more than %d columns"),
            (long long)row->number, SHEET_COLUMNS_MAX);
    if (field.size > SHEET_FIELD_MAX)
        return err_set(reterr, ERR_LIMIT, N_("Row %lld has a cell of more than %d bytes"),
            (long long)row->number, SHEET_FIELD_MAX);
    row->fields[row->count++] = field;
    return true;
}

/* Line breaks inside a quoted field: CRLF counts as one. */
static int64_t lines_within(span s)
{
    int64_t count = 0;
    for (size_t i = 0; i < s.size; i++)
        count += s.at[i] == '\n' || (s.at[i] == '\r' && !(i + 1 < s.size && s.at[i + 1] == '\n'));
    return count;
}

/* Copies a quoted field with its doubled quotes made single. */
static bool field_unquote(arena *scratch, span *field, err *reterr)
{
    char *into = arena_take(scratch, field->size, 1, 1);
    if (!into)
        return err_set(reterr, ERR_MEMORY, N_("no room for a quoted cell"));
    size_t used = 0;
    for (size_t i = 0; i < field->size; i++) {
        into[used++] = field->at[i];
        if (field->at[i] == '"')
            i++;
    }
    *field = (span){ into, used };
    return true;
}

/* What stands before the next quote. */
typedef struct quote_scan {
    bool has_control; /* bytes up to CR: line breaks, tabs, zeros */
    bool has_high;    /* bytes above 0x7F */
} quote_scan;

/* The next quote in `at` .. `end`, or NULL. */
static const char *quote_find(const char *at, const char *end, quote_scan *seen)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i control = _mm_set1_epi8('\r');
    for (; end - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
        unsigned hit = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, quote));
        unsigned before = (hit & (0U - hit)) - 1U; /* all when there is none */
        unsigned low =
            (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(bytes, control), bytes));
        seen->has_control |= (low & before) != 0;
        seen->has_high |= ((unsigned)_mm_movemask_epi8(bytes) & before) != 0;
        if (hit != 0)
            return at + __builtin_ctz(hit);
    }
#endif
    for (; at < end && *at != '"'; at++) {
        seen->has_control |= (unsigned char)*at <= '\r';
        seen->has_high |= (unsigned char)*at >= 0x80;
    }
    return at < end ? at : NULL;
}

/* Finds the quote that closes the field whose first byte (behind its quote) is at `start`. */
static bool quote_end(
    const sheet_csv *c, size_t start, quote_scan *seen, size_t *ret_end, bool *ret_doubled)
{
    size_t most = c->bytes.size - start;
    if (most > SHEET_RECORD_MAX)
        most = SHEET_RECORD_MAX;
    const char *end = c->bytes.at + start + most;
    const char *at = c->bytes.at + start;
    *ret_doubled = false;
    for (;;) {
        at = at < end ? quote_find(at, end, seen) : NULL;
        if (!at)
            return false;
        if (at + 1 >= end || at[1] != '"')
            break;
        *ret_doubled = true;
        at += 2;
    }
    *ret_end = (size_t)(at - c->bytes.at);
    return true;
}

/* Goes on behind the stop at `at`, which lies outside of the mask or in it. */
static void stop_pass(sheet_csv *c, sheet_row *row, size_t at)
{
    if (at >= c->bytes.size) {
        c->stops = 0;
        return;
    }
    if (at - c->block >= BLOCK) {
        block_load(c, at);
        row->is_ascii &= !c->has_high;
    }
    /* All up to it; in two steps, as a shift by the whole width is none. */
    c->stops &= ~UINT64_C(0) << (at - c->block) << 1;
}

/* Takes the quoted field that starts at `quote`; *ret_at is the stop behind it. */
static bool field_quoted(
    sheet_csv *c, arena *scratch, sheet_row *row, size_t quote, size_t *ret_at, err *reterr)
{
    size_t end = 0;
    bool is_doubled = false;
    quote_scan seen = { 0 };
    if (!quote_end(c, quote + 1, &seen, &end, &is_doubled))
        return err_set(reterr, ERR_INPUT,
            N_("Row %lld opens a quote that is not closed; download the file again"),
            (long long)row->number);
    span field = span_slice(c->bytes, quote + 1, end);
    if (seen.has_control && memchr(field.at, '\0', field.size))
        return err_set(reterr, ERR_INPUT, N_("Row %lld holds a zero byte: this is not a text file"),
            (long long)row->number);
    if (seen.has_control)
        c->line += lines_within(field);
    row->is_ascii &= !seen.has_high;
    if (is_doubled && !field_unquote(scratch, &field, reterr))
        return false;
    /* Blanks behind the closing quote are common in bank files and mean nothing. */
    size_t at = end + 1;
    while (at < c->bytes.size && at - end <= SHEET_FIELD_MAX && c->bytes.at[at] != c->separator &&
           (c->bytes.at[at] == ' ' || c->bytes.at[at] == '\t'))
        at++;
    char stop = at < c->bytes.size ? c->bytes.at[at] : '\n';
    if (stop != c->separator && stop != '\n' && stop != '\r')
        return err_set(reterr, ERR_INPUT, N_("Row %lld has text behind a closing quote"),
            (long long)row->number);
    stop_pass(c, row, at);
    *ret_at = at;
    return field_add(row, field, reterr);
}

/* Closes the row at its line break or at the end of the bytes. */
static bool row_end(sheet_csv *c, sheet_row *row, size_t at, err *reterr)
{
    row->length = at - row->offset;
    row->has_end = at < c->bytes.size;
    c->after_cr = row->has_end && c->bytes.at[at] == '\r';
    c->at = row->has_end ? at + 1 : at;
    c->line++;
    if (row->length > SHEET_RECORD_MAX)
        return err_set(reterr, ERR_LIMIT, N_("Row %lld is longer than %d bytes"),
            (long long)row->number, SHEET_RECORD_MAX);
    return true;
}

/* Skips the LF of a CRLF; its bit is the lowest one that is left, unless its block is yet to
 * come. */
static void skip_lf(sheet_csv *c)
{
    bool is_lf = c->after_cr && c->at < c->bytes.size && c->bytes.at[c->at] == '\n';
    c->after_cr = false;
    if (!is_lf)
        return;
    c->at++;
    if (c->at - 1 < c->block + BLOCK)
        c->stops &= c->stops - 1;
    else if (c->at < c->bytes.size)
        block_load(c, c->at);
}

static bool is_line_end(char byte)
{
    return byte == '\n' || byte == '\r';
}

/* Takes the field without quotes that starts at `start`; *ret_at is the stop behind it.  Tabs
 * and other control characters stop the mask, but not the field. */
static bool field_plain(sheet_csv *c, sheet_row *row, size_t start, size_t *ret_at, err *reterr)
{
    size_t at = 0;
    char byte = 0;
    do {
        at = stop_next(c, row);
        byte = at < c->bytes.size ? c->bytes.at[at] : '\n';
    } while (byte != c->separator && !is_line_end(byte) && byte != '\0');
    if (byte == '\0')
        return err_set(reterr, ERR_INPUT, N_("Row %lld holds a zero byte: this is not a text file"),
            (long long)row->number);
    *ret_at = at;
    return field_add(row, (span){ c->bytes.at + start, at - start }, reterr);
}

static void row_begin(sheet_csv *c, sheet_row *row)
{
    row->number = c->line;
    row->offset = c->at;
    row->count = 0;
    if (c->block + BLOCK <= c->at)
        block_load(c, c->at);
    row->is_ascii = !c->has_high;
}

bool sheet_csv_next(sheet_csv *c, arena *scratch, sheet_row *row, bool *ret_more, err *reterr)
{
    assert(c && scratch && row && ret_more);
    skip_lf(c);
    *ret_more = c->at < c->bytes.size;
    if (!*ret_more)
        return true;
    row_begin(c, row);
    for (size_t start = c->at;;) {
        size_t at = 0;
        bool is_quoted = start < c->bytes.size && c->bytes.at[start] == '"';
        if (!(is_quoted ? field_quoted(c, scratch, row, start, &at, reterr)
                        : field_plain(c, row, start, &at, reterr)))
            return false;
        if (at >= c->bytes.size || is_line_end(c->bytes.at[at]))
            return row_end(c, row, at, reterr);
        start = at + 1;
    }
}

char sheet_csv_separator(span bytes)
{
    const char marks[] = { ',', ';', '\t' };
    int counts[] = { 0, 0, 0 };
    int lines = 0;
    bool is_quoted = false;
    for (size_t i = 0; i < bytes.size && i < SEPARATOR_BYTES_MAX && lines < SEPARATOR_LINES_MAX;
         i++) {
        is_quoted ^= bytes.at[i] == '"';
        if (is_quoted)
            continue;
        lines += bytes.at[i] == '\n';
        for (int k = 0; k < 3; k++)
            counts[k] += bytes.at[i] == marks[k];
    }
    if (counts[1] > counts[0] && counts[1] >= counts[2])
        return ';';
    return counts[2] > counts[0] ? '\t' : ',';
}
