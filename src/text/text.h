/* Text as people and machines write it: UTF-8, amounts, days, codes.  No allocation of its own but
 * in a given arena; no locale; ASCII rules unless said.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TEXT_TEXT_H
#define NUAN_TEXT_TEXT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/err.h"
#include "base/money.h"
#include "base/span.h"

#include <stdint.h>

/* ---- UTF-8 ---------------------------------------------------------------------------------- */

/* Takes one code point off the front; false at the end or at bytes that are not UTF-8 (RFC 3629:
 * no surrogates, no overlong forms), which *rest then still begins with. */
bool text_rune(span *rest, uint32_t *ret_rune);
void text_rune_add(buffer *b, uint32_t rune);
/* Offset of the first byte that is not UTF-8, or s.size. */
size_t text_utf8_bad(span s);
/* Number of code points. */
size_t text_length(span s);
/* At most `count` code points from the front, never half of one. */
span text_head(span s, size_t count);
/* As a person typed it -> as nuan keeps it: full-width ASCII becomes ASCII, blanks of any width
 * (U+3000, U+00A0, tab, line ends) become a space, zero-width marks (U+200B..U+200F, U+2060,
 * U+FEFF), marks that turn the direction of writing and control characters go, runs of blanks
 * become one, ends are trimmed.  Chinese punctuation stays, also that of full width: ！（），：；？～.  A
 * byte that is not UTF-8 becomes U+FFFD.
 * Owner: the copy lives in `a`, with a NUL behind it; {NULL, 0} when the arena is full. */
span text_normal(arena *a, span s);
/* GB18030 bytes -> UTF-8 (iconv).  Errors: ERR_INPUT with the offset of the first bad byte. */
WARN_UNUSED bool text_from_gb18030(arena *a, span bytes, span *ret, err *reterr);
/* The characters of two bytes as a table, for those who convert every cell of a large file. */
typedef struct text_gb18030 text_gb18030;
/* Owner: the table lives in `home` (100 KB).  Errors: ERR_MEMORY; ERR_STORE no converter. */
WARN_UNUSED bool text_gb18030_open(arena *home, const text_gb18030 **ret, err *reterr);
/* As text_from_gb18030, by the table where it suffices. */
WARN_UNUSED bool text_gb18030_convert(
    const text_gb18030 *table, arena *a, span bytes, span *ret, err *reterr);

/* ---- numbers, amounts, days ----------------------------------------------------------------- */

/* Strict decimal of a non-negative integer: digits only, no sign, no leading zero (but "0").
 * False when it is anything else or above `max`. */
bool text_parse_uint(span s, uint64_t max, uint64_t *ret);
bool text_parse_int(span s, int64_t *ret); /* optional '-', else as above */
/* An amount of yuan as people and banks write it: 1234.5, 1,234.50, ¥1,234.50, ￥３，６１７，９００．００,
 * 361.79万, 3亿, +5.00, -200.00, (200.00), trailing 元 / 圆 / 整, zero-width marks and blanks inside
 * or around.  More than two decimals are refused unless they are zero (or the unit 万/亿 makes whole
 * fen of them); a thousands mark must stand in threes.  Zero is an amount.  No float.
 * Errors (ERR_INPUT): "Enter the amount", "Amount must have at most two decimals", not an amount,
 * above MONEY_MAX_FEN. */
WARN_UNUSED bool text_parse_money(span s, money *ret, err *reterr);
/* 1,234.50 / -1,234.50 (U+002D; pages use U+2212 themselves); `plain` without thousands marks. */
void text_add_money(buffer *b, money m);
void text_add_money_plain(buffer *b, money m);
/* ¥1,234.50 with its NUL, for sentences. */
enum { TEXT_MONEY_SIZE = 40 };
void text_money_write(char into[TEXT_MONEY_SIZE], money m);
/* 人民币伍拾万元整; 整 behind 元 only; where a 零 is optional it is written; 负 before a negative one.
 * Range: up to MONEY_MAX_FEN.  Source: 正确填写票据和结算凭证的基本规定. */
void text_add_money_capitals(buffer *b, money m);
void text_add_count(buffer *b, int64_t count); /* 22,767 */
/* 2020-02-03, 2020/2/3, 2020.02.03, 20200203, 2020年2月3日, full-width digits too.
 * Errors: not a day; a day that does not exist. */
WARN_UNUSED bool text_parse_date(span s, date *ret, err *reterr);
void text_add_date(buffer *b, date d); /* 2020-02-03 */
/* A clock time 18:30, 18:30:05 or 18:30:05.123456 -> microseconds of the day. */
WARN_UNUSED bool text_parse_clock(span s, int64_t *ret_us, err *reterr);
/* RFC 3339 with an offset (2020-02-03T18:30:00+08:00, Z) -> microseconds UTC. */
WARN_UNUSED bool text_parse_instant(span s, int64_t *ret_us, err *reterr);
/* An instant as RFC 3339 with the given offset in seconds, whole seconds. */
void text_add_instant(buffer *b, int64_t us, int32_t offset_s);

/* ---- codes ---------------------------------------------------------------------------------- */

/* Crockford base32 of a 63-bit id: 13 characters 0-9A-HJKMNP-TV-Z; reading takes lower case, O as
 * 0, I and L as 1.
 * Errors: ERR_INPUT not 13 such characters, above 2^63 - 1, or 0, which is "none". */
void text_add_id(buffer *b, int64_t id);
WARN_UNUSED bool text_parse_id(span s, int64_t *ret_id, err *reterr);
void text_add_hex(buffer *b, span bytes);
bool text_parse_hex(span s, uint8_t *into, size_t size); /* exactly `size` bytes */
void text_add_base64(buffer *b, span bytes);             /* RFC 4648 §4, padded */
void text_add_base64url(buffer *b, span bytes);          /* RFC 4648 §5, no padding */
/* Strict: exact alphabet and padding, zero trailing bits, no blanks. */
bool text_parse_base64(arena *a, span s, span *ret);
bool text_parse_base64url(arena *a, span s, span *ret);
/* Unified social credit code.  True if form and check character fit.  Source: GB 32100-2015. */
bool text_uscc_fits(span s);

/* ---- output of fields ----------------------------------------------------------------------- */

void text_add_html(buffer *b, span s); /* escapes & < > " ' */
/* One CSV field by RFC 4180; a cell that a spreadsheet would run (= + - @ tab CR at its start)
 * gets a leading apostrophe unless it is a plain number. */
void text_add_csv(buffer *b, span s);

#endif
