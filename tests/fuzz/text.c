/* Feeds strangers' bytes to the readers of text: the first byte chooses one.  Laws: what is read
 * and written reads back as the same value; a refusal names UTF-8 only; the normal form is a fixed
 * point and UTF-8.
 * SPDX-License-Identifier: Apache-2.0 */
#include "text/say.h"
#include "text/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY_MAX = 8 << 20 };

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void refusal(const err *e)
{
    must(e->code == ERR_INPUT && e->message);
    for (int i = 0; i < e->arg_count; i++) {
        span text = span_of(e->args[i].text);
        must(text_utf8_bad(text) == text.size);
    }
}

static void amount(arena *a, span s)
{
    err e = { 0 };
    money m = { 0 }, back = { 0 };
    if (!text_parse_money(s, &m, &e)) {
        refusal(&e);
        return;
    }
    must(m.fen >= -MONEY_MAX_FEN && m.fen <= MONEY_MAX_FEN);
    buffer b = buffer_in(a, 64);
    text_add_money(&b, m);
    must(text_parse_money(buffer_span(&b), &back, &e) && back.fen == m.fen);
    b = buffer_in(a, 64);
    text_add_money_plain(&b, m);
    must(text_parse_money(buffer_span(&b), &back, &e) && back.fen == m.fen);
    b = buffer_in(a, 64);
    text_add_money_capitals(&b, m);
    must(text_utf8_bad(buffer_span(&b)) == b.used);
}

static void day(arena *a, span s)
{
    err e = { 0 };
    date d = { 0 }, back = { 0 };
    if (!text_parse_date(s, &d, &e)) {
        refusal(&e);
        return;
    }
    must(date_is_valid(d));
    buffer b = buffer_in(a, 16);
    text_add_date(&b, d);
    must(text_parse_date(buffer_span(&b), &back, &e) && back.day == d.day);
}

static void instant(arena *a, span s)
{
    err e = { 0 };
    int64_t us = 0, back = 0;
    if (!text_parse_instant(s, &us, &e)) {
        refusal(&e);
    } else {
        buffer b = buffer_in(a, 64);
        text_add_instant(&b, us, 0);
        /* A day's offset may carry it out of the years that are read. */
        if (text_parse_instant(buffer_span(&b), &back, &e))
            must(back <= us && us - back < 1000000);
    }
    if (text_parse_clock(s, &us, &e))
        must(us >= 0 && us < INT64_C(86400000000));
    else
        refusal(&e);
}

static void id(arena *a, span s)
{
    err e = { 0 };
    int64_t value = 0, back = 0;
    if (!text_parse_id(s, &value, &e)) {
        refusal(&e);
        return;
    }
    must(value > 0);
    buffer b = buffer_in(a, 16);
    text_add_id(&b, value);
    must(text_parse_id(buffer_span(&b), &back, &e) && back == value);
}

static void utf8(arena *a, span s)
{
    size_t good = text_utf8_bad(s);
    must(good <= s.size);
    span rest = span_slice(s, 0, good);
    uint32_t rune = 0;
    size_t count = 0;
    buffer b = buffer_in(a, s.size);
    for (; text_rune(&rest, &rune); count++)
        text_rune_add(&b, rune);
    must(rest.size == 0 && span_equal(buffer_span(&b), span_slice(s, 0, good)));
    must(text_length(span_slice(s, 0, good)) == count);
    must(text_head(s, text_length(s)).size == s.size);
    must(text_head(s, count / 2).size <= good || count == 0);
    span normal = text_normal(a, s);
    if (!normal.at)
        return;
    must(text_utf8_bad(normal) == normal.size);
    span again = text_normal(a, normal);
    must(!again.at || span_equal(again, normal));
}

static void base64(arena *a, span s)
{
    span bytes = { 0 }, back = { 0 };
    buffer b = buffer_in(a, s.size * 2 + 8);
    if (text_parse_base64(a, s, &bytes)) {
        text_add_base64(&b, bytes);
        must(span_equal(buffer_span(&b), s));
    }
    b.used = 0;
    if (text_parse_base64url(a, s, &bytes)) {
        text_add_base64url(&b, bytes);
        must(span_equal(buffer_span(&b), s));
    }
    b.used = 0;
    text_add_base64(&b, s);
    must(text_parse_base64(a, buffer_span(&b), &back) && span_equal(back, s));
    b.used = 0;
    text_add_hex(&b, s);
    uint8_t *raw = arena_take(a, s.size + 1, 1, 1);
    must(raw && text_parse_hex(buffer_span(&b), raw, s.size));
    must(s.size == 0 || memcmp(raw, s.at, s.size) == 0);
}

static void converted(arena *a, span s)
{
    err e = { 0 };
    span out = { 0 };
    if (text_from_gb18030(a, s, &out, &e))
        must(text_utf8_bad(out) == out.size);
    else
        must(e.code == ERR_INPUT);
    buffer b = buffer_in(a, 64);
    text_add_html(&b, s);
    must(span_find(buffer_span(&b), '<') == b.used);
    text_add_csv(&b, s);
    say_lang_accept(s);
    text_uscc_fits(s);
    int64_t number = 0;
    if (text_parse_int(s, &number)) {
        b = buffer_in(a, 32);
        buffer_int(&b, number);
        must(span_equal(buffer_span(&b), s));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const readers[])(
        arena * a, span s) = { amount, day, instant, id, utf8, base64, converted };
    static arena a;
    if ((!a.start && !arena_open(&a, MEMORY_MAX)) || size == 0 || size > 4096)
        return 0;
    arena_reset(&a, 0);
    char *exact = malloc(size > 1 ? size - 1 : 1);
    if (!exact)
        return 0;
    memcpy(exact, data + 1, size - 1);
    readers[data[0] % (sizeof readers / sizeof *readers)](&a, (span){ exact, size - 1 });
    free(exact);
    return 0;
}
