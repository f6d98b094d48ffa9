/* Making, checking and finding order codes.
 * The check symbol makes the sum of all symbols, each times another power of a generator of
 * GF(32), zero: a single error changes the sum, and so do two symbols that changed places.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/promise/order_code.h"

#include "text/text.h"

#include <assert.h>
#include <string.h>

enum {
    LETTERS_MIN = 2,
    FIRST_LETTER = 10, /* value of A */
    BITS = 5,
    SYMBOL = 31,
    POLYNOMIAL = 0x25, /* x^5 + x^2 + 1 over GF(2); x generates all 31 */
    REMARK_SYMBOLS_MAX = 256
};

static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* ---- the check ------------------------------------------------------------------------------ */

static uint32_t times_x(uint32_t value)
{
    value <<= 1;
    return value > SYMBOL ? value ^ POLYNOMIAL : value;
}

/* By Horner's rule: the last symbol counts once, the one before it x times, and so on. */
static uint32_t weighed(int64_t code)
{
    uint32_t sum = 0;
    for (int i = ORDER_CODE_SYMBOLS - 1; i >= 0; i--)
        sum = times_x(sum) ^ (uint32_t)(code >> (i * BITS) & SYMBOL);
    return sum;
}

static int letters_of(int64_t code)
{
    int letters = 0;
    for (int i = 0; i < ORDER_CODE_SYMBOLS; i++)
        letters += (code >> (i * BITS) & SYMBOL) >= FIRST_LETTER;
    return letters;
}

bool order_code_fits(order_code code)
{
    return code.value > 0 && code.value >> (ORDER_CODE_SYMBOLS * BITS) == 0 &&
           weighed(code.value) == 0 && letters_of(code.value) >= LETTERS_MIN;
}

order_code order_code_make(uint64_t random)
{
    int64_t data = (int64_t)(random >> (64 - (ORDER_CODE_SYMBOLS - 1) * BITS)) << BITS;
    order_code code = { data | (int64_t)weighed(data) };
    return order_code_fits(code) ? code : (order_code){ 0 };
}

void order_code_write(char into[ORDER_CODE_TEXT_SIZE], order_code code)
{
    assert(into);
    int at = 0;
    for (int i = ORDER_CODE_SYMBOLS - 1; i >= 0; i--) {
        into[at++] = symbols[code.value >> (i * BITS) & SYMBOL];
        if (i == ORDER_CODE_SYMBOLS / 2)
            into[at++] = '-';
    }
    into[at] = '\0';
}

/* ---- reading -------------------------------------------------------------------------------- */

typedef enum rune_kind { RUNE_SYMBOL, RUNE_BLANK, RUNE_OTHER } rune_kind;

static uint32_t narrow(uint32_t rune)
{
    return rune >= 0xFF01 && rune <= 0xFF5E ? rune - 0xFEE0 : rune;
}

/* Blanks, marks without width, hyphens and dashes of every kind. */
static bool is_gap(uint32_t rune)
{
    return rune == ' ' || rune == '\t' || rune == '-' || rune == '_' || rune == 0xA0 ||
           rune == 0x3000 || rune == 0x2212 || rune == 0x30FC || rune == 0xFEFF || rune == 0xFE63 ||
           (rune >= 0x2000 && rune <= 0x2015);
}

static rune_kind rune_read(uint32_t rune, uint32_t *ret_value)
{
    rune = narrow(rune);
    if (rune >= 'a' && rune <= 'z')
        rune -= 'a' - 'A';
    if (is_gap(rune))
        return RUNE_BLANK;
    if (rune == 'O')
        rune = '0';
    if (rune == 'I' || rune == 'L')
        rune = '1';
    const char *found =
        rune > 0 && rune < 0x80 ? memchr(symbols, (int)rune, sizeof symbols - 1) : NULL;
    *ret_value = found ? (uint32_t)(found - symbols) : 0;
    return found ? RUNE_SYMBOL : RUNE_OTHER;
}

bool order_code_parse(span text, order_code *ret_code)
{
    assert(ret_code);
    uint32_t rune = 0;
    uint32_t value = 0;
    int count = 0;
    order_code code = { 0 };
    while (text_rune(&text, &rune)) {
        rune_kind kind = rune_read(rune, &value);
        if (kind == RUNE_BLANK)
            continue;
        if (kind == RUNE_OTHER || count == ORDER_CODE_SYMBOLS)
            return false;
        code.value = code.value << BITS | value;
        count++;
    }
    if (text.size > 0 || count != ORDER_CODE_SYMBOLS || !order_code_fits(code))
        return false;
    *ret_code = code;
    return true;
}

/* Symbols of a remark that stand together, gaps aside. */
typedef struct run {
    int count;
    uint8_t values[REMARK_SYMBOLS_MAX];
    bool has_gap[REMARK_SYMBOLS_MAX + 1]; /* in front of the symbol */
} run;

typedef struct finding {
    order_code *into;
    int scores[ORDER_CODES_MAX];
    size_t count;
} finding;

static void found_add(finding *f, order_code code, int score)
{
    for (size_t i = 0; i < f->count; i++) {
        if (f->into[i].value == code.value)
            return;
    }
    size_t place = f->count;
    while (place > 0 && f->scores[place - 1] < score)
        place--;
    if (place == ORDER_CODES_MAX)
        return;
    size_t last = f->count < ORDER_CODES_MAX ? f->count++ : ORDER_CODES_MAX - 1;
    for (size_t i = last; i > place; i--) {
        f->into[i] = f->into[i - 1];
        f->scores[i] = f->scores[i - 1];
    }
    f->into[place] = code;
    f->scores[place] = score;
}

static void run_search(const run *r, finding *f)
{
    int64_t window = 0;
    const int64_t mask = (INT64_C(1) << (ORDER_CODE_SYMBOLS * BITS)) - 1;
    for (int i = 0; i < r->count; i++) {
        window = (window << BITS | r->values[i]) & mask;
        order_code code = { window };
        int first = i - ORDER_CODE_SYMBOLS + 1;
        if (first >= 0 && order_code_fits(code))
            found_add(f, code, r->has_gap[first] + r->has_gap[i + 1]);
    }
}

size_t order_code_find(span remark, order_code into[ORDER_CODES_MAX])
{
    assert(into);
    uint32_t rune = 0;
    uint32_t value = 0;
    run r;
    finding f = { .into = into };
    r.count = 0;
    r.has_gap[0] = true;
    while (remark.size > 0) {
        rune_kind kind = RUNE_OTHER;
        if (text_rune(&remark, &rune))
            kind = rune_read(rune, &value);
        else
            remark = span_slice(remark, 1, remark.size);
        if (kind == RUNE_BLANK) {
            r.has_gap[r.count] = true;
        } else if (kind == RUNE_SYMBOL && r.count < REMARK_SYMBOLS_MAX) {
            r.values[r.count++] = (uint8_t)value;
            r.has_gap[r.count] = false;
        } else {
            r.has_gap[r.count] = true;
            run_search(&r, &f);
            r.count = 0;
            r.has_gap[0] = true;
        }
    }
    r.has_gap[r.count] = true;
    run_search(&r, &f);
    return f.count;
}
