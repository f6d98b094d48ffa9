/* What people write around an amount: CNY 1,234.00, HK$100, 5000美元, ￥-20.  A currency that is
 * named there counts: it is never dropped.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/table_in.h"

#include "text/currency.h"
#include "text/text.h"

#include <assert.h>

/* A dollar alone may be that of many countries. */
static const char any_dollar[] = "$";

typedef struct sign {
    span text, code;
} sign;

static const sign signs[] = { { SPAN("HK$"), SPAN("HKD") }, { SPAN("US$"), SPAN("USD") },
    { SPAN("S$"), SPAN("SGD") }, { SPAN("A$"), SPAN("AUD") }, { SPAN("NT$"), SPAN("TWD") },
    { SPAN("$"), SPAN("$") }, { SPAN("€"), SPAN("EUR") }, { SPAN("£"), SPAN("GBP") },
    { SPAN("人民币"), SPAN("CNY") } };

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Three letters that stand alone and are a currency. */
static bool letters_are(span s, bool is_alone, span *ret_code)
{
    *ret_code = s;
    return s.size == 3 && is_alone && is_capital(s.at[0]) && currency_code(ret_code) &&
           currency_find(*ret_code) != NULL;
}

/* The currency with which the text begins; its bytes are taken off. */
static bool take_first(span *s, span *ret_code)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (span_starts(*s, signs[i].text)) {
            *ret_code = signs[i].code;
            *s = span_trim(span_slice(*s, signs[i].text.size, s->size));
            return true;
        }
    }
    size_t size = currency_name_first(*s, ret_code);
    if (size == 0 && s->size > 3 &&
        letters_are(span_slice(*s, 0, 3), !is_capital(s->at[3]), ret_code))
        size = 3;
    *s = span_trim(span_slice(*s, size, s->size));
    return size > 0;
}

static bool take_last(span *s, span *ret_code)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (s->size > signs[i].text.size && span_ends(*s, signs[i].text)) {
            *ret_code = signs[i].code;
            *s = span_trim(span_slice(*s, 0, s->size - signs[i].text.size));
            return true;
        }
    }
    size_t size = currency_name_last(*s, ret_code);
    if (size == 0 && s->size > 3 &&
        letters_are(
            span_slice(*s, s->size - 3, s->size), !is_capital(s->at[s->size - 4]), ret_code))
        size = 3;
    *s = span_trim(span_slice(*s, 0, s->size - size));
    return size > 0;
}

span amount_undress(arena *a, span s, span *ret_currency)
{
    assert(a && ret_currency);
    static const span minus[] = { SPAN("-"), SPAN("−"), SPAN("－") };
    span first = { "", 0 }, last = { "", 0 };
    *ret_currency = (span){ "", 0 };
    s = text_normal(a, s);
    bool is_negative = false;
    span rest = s;
    for (size_t i = 0; i < sizeof minus / sizeof *minus && !is_negative; i++) {
        is_negative = span_starts(rest, minus[i]);
        rest = is_negative ? span_trim(span_slice(rest, minus[i].size, rest.size)) : rest;
    }
    bool has_first = take_first(&rest, &first), has_last = take_last(&rest, &last);
    if (has_first && has_last && !span_equal(first, last) && !span_is(first, any_dollar))
        return s; /* two at once: no amount */
    *ret_currency = has_last ? last : has_first ? first : *ret_currency;
    /* ￥ stands as well for yen: it says nothing. */
    if (!is_negative)
        return rest;
    buffer b = buffer_in(a, rest.size + 2);
    buffer_byte(&b, '-');
    buffer_add(&b, rest);
    return b.is_full ? s : buffer_span(&b);
}

bool currency_agrees(span said, span row)
{
    static const char *const dollars[] = { "HKD", "USD", "SGD", "AUD", "CAD", "NZD", "TWD", "MOP",
        NULL };
    if (!span_is(said, any_dollar))
        return span_equal(said, row);
    for (const char *const *code = dollars; *code; code++) {
        if (span_is(row, *code))
            return true;
    }
    return false;
}
