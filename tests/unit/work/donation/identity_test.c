/* The identity of payments: keys, and the rule that tells whether a payment is in the books, over books made up by the test.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "work/donation/donation.h"

#include <string.h>

static payment_key key_of(const char *order, const char *merchant, const char *back)
{
    return payment_key_make(span_of(order), span_of(merchant), span_of(back));
}

static bool is_same(payment_key a, payment_key b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* ---- keys ------------------------------------------------------------------------------------- */

static void keys_tell_payments_apart(void **state)
{
    (void)state;
    assert_true(is_same(key_of("42001", "m1", ""), key_of(" 42001\t", "m1 ", "")));
    assert_false(is_same(key_of("42001", "m1", ""), key_of("42001", "m2", "")));
    assert_false(is_same(key_of("42001", "m1", ""), key_of("42002", "m1", "")));
    assert_false(is_same(key_of("42001", "m1", ""), key_of("42001", "m1", "r1")));
    assert_false(is_same(key_of("42001", "m1", "r1"), key_of("42001", "m1", "r2")));
    /* The parts don't run together. */
    assert_false(is_same(key_of("42001", "m1r", "1"), key_of("42001", "m1", "r1")));
    assert_false(is_same(key_of("42001", "", "m1"), key_of("42001", "m1", "")));
    payment_key open = key_of("42001", "", "");
    payment_key full = key_of("42001", "m1", "");
    assert_false(payment_key_is_full(&open));
    assert_true(payment_key_is_full(&full));
    assert_memory_equal(open.order, full.order, sizeof open.order);
}

static void refunds_fit_their_gift(void **state)
{
    (void)state;
    payment_key m1 = key_of("42001", "m1", "");
    payment_key m2 = key_of("42001", "m2", "");
    payment_key open = key_of("42001", "", "");
    payment_key other = key_of("42002", "m1", "");
    assert_true(refund_fits(&m1, &m1));
    assert_false(refund_fits(&m1, &m2));
    assert_true(refund_fits(&m1, &open)); /* of the gift only the order is known */
    assert_true(refund_fits(&open, &m2)); /* of the refund */
    assert_false(refund_fits(&open, &other));
}

/* ---- books of the test ------------------------------------------------------------------------ */

enum { BOOKED_MAX = 16 };

typedef struct booked {
    date day;
    payment_key key;
    int64_t id;
    int64_t fen;
    bool is_gift;
} booked;

typedef struct books {
    int count;
    booked rows[BOOKED_MAX];
    int asked; /* days that were looked at */
    bool fails;
} books;

static void book(books *b, int32_t day, payment_key key, int64_t id, int64_t fen)
{
    assert_true(b->count < BOOKED_MAX);
    b->rows[b->count++] = (booked){ .day = { day }, .key = key, .id = id, .fen = fen, .is_gift = true };
}

static bool books_matches(void *self, date day, const payment_key *key, payment_match *into, size_t *count,
    err *reterr)
{
    books *b = self;
    b->asked++;
    *count = 0;
    if (b->fails)
        return err_set(reterr, ERR_STORE, "the store failed");
    for (int i = 0; i < b->count; i++) {
        const booked *row = &b->rows[i];
        if (row->day.day == day.day && memcmp(row->key.order, key->order, sizeof key->order) == 0)
            into[(*count)++] = (payment_match){ .key = row->key, .object_id = row->id };
    }
    return true;
}

static bool books_gift(void *self, int64_t id, donation_row *ret, bool *ret_is_gift, err *reterr)
{
    const books *b = self;
    (void)reterr;
    *ret_is_gift = false;
    for (int i = 0; i < b->count; i++) {
        if (b->rows[i].id != id)
            continue;
        *ret = (donation_row){ .id = { id }, .amount = { b->rows[i].fen }, .day = b->rows[i].day };
        *ret_is_gift = b->rows[i].is_gift;
    }
    return true;
}

static payment_known ask(books *b, payment_key key, int32_t day, int32_t second, int64_t fen)
{
    err error = { 0 };
    payment_known known = { 0 };
    const payment_reader reader = { .self = b, .matches = books_matches, .gift = books_gift };
    const payment_fact fact = { .key = key, .day = { day }, .second = second, .amount = { fen } };
    b->asked = 0;
    assert_true(payment_identify(&reader, &fact, &known, &error));
    return known;
}

static void a_full_key_decides(void **state)
{
    (void)state;
    books b = { 0 };
    book(&b, 20200203, key_of("1", "m1", ""), 11, 500);
    book(&b, 20200203, key_of("1", "m2", ""), 12, 500);
    payment_known known = ask(&b, key_of("1", "m2", ""), 20200203, 40000, 500);
    assert_true(known.is_exact);
    assert_int_equal(known.object_id, 12);
    /* Another merchant order of the same number is other money, even of the same amount. */
    known = ask(&b, key_of("1", "m3", ""), 20200203, 40000, 500);
    assert_false(known.is_exact);
    assert_int_equal(known.candidates, 0);
    /* The amount doesn't matter to an exact key. */
    assert_true(ask(&b, key_of("1", "m1", ""), 20200203, 40000, 999).is_exact);
    assert_false(ask(&b, key_of("2", "m1", ""), 20200203, 40000, 500).is_exact);
}

static void an_open_key_fits_day_and_amount(void **state)
{
    (void)state;
    books b = { 0 };
    book(&b, 20200203, key_of("1", "m1", ""), 11, 500);
    payment_known known = ask(&b, key_of("1", "", ""), 20200203, 40000, 500);
    assert_false(known.is_exact);
    assert_int_equal(known.candidates, 1);
    assert_int_equal(known.object_id, 11);
    known = ask(&b, key_of("1", "", ""), 20200203, 40000, 501);
    assert_int_equal(known.candidates, 0);
    assert_int_equal(known.others, 1);
    known = ask(&b, key_of("1", "", ""), 20200204, 40000, 500);
    assert_int_equal(known.candidates + known.others, 0);
    /* Two that fit are a doubt. */
    book(&b, 20200203, key_of("1", "m2", ""), 12, 500);
    assert_int_equal(ask(&b, key_of("1", "", ""), 20200203, 40000, 500).candidates, 2);
}

static void a_full_key_finds_what_was_known_by_order_alone(void **state)
{
    (void)state;
    books b = { 0 };
    book(&b, 20200203, key_of("1", "", ""), 11, 500);
    payment_known known = ask(&b, key_of("1", "m1", ""), 20200203, 40000, 500);
    assert_int_equal(known.candidates, 1);
    assert_int_equal(known.object_id, 11);
    assert_int_equal(ask(&b, key_of("1", "m1", ""), 20200203, 40000, 400).candidates, 0);
    /* Once it has a full key, it is no other payment any more. */
    book(&b, 20200203, key_of("1", "m1", ""), 11, 500);
    assert_int_equal(ask(&b, key_of("1", "m2", ""), 20200203, 40000, 500).candidates, 0);
    assert_true(ask(&b, key_of("1", "m1", ""), 20200203, 40000, 500).is_exact);
}

static void what_is_no_gift_is_no_candidate(void **state)
{
    (void)state;
    books b = { 0 };
    book(&b, 20200203, key_of("1", "m1", "r1"), 11, 500);
    b.rows[0].is_gift = false; /* a refund, or reversed */
    payment_known known = ask(&b, key_of("1", "", ""), 20200203, 40000, 500);
    assert_int_equal(known.candidates + known.others, 0);
}

static void midnight_has_two_days(void **state)
{
    (void)state;
    books b = { 0 };
    book(&b, 20200201, key_of("1", "m1", ""), 11, 500);
    assert_true(ask(&b, key_of("1", "m1", ""), 20200131, 86399, 500).is_exact);
    assert_true(ask(&b, key_of("1", "m1", ""), 20200202, 0, 500).is_exact);
    assert_true(ask(&b, key_of("1", "m1", ""), 20200202, 599, 500).is_exact);
    assert_false(ask(&b, key_of("1", "m1", ""), 20200202, 600, 500).is_exact);
    assert_int_equal(b.asked, 1);
    assert_false(ask(&b, key_of("1", "m1", ""), 20200131, 86399 - 600, 500).is_exact);
    /* Only the day is known: only that day is looked at. */
    assert_false(ask(&b, key_of("1", "m1", ""), 20200202, -1, 500).is_exact);
    assert_int_equal(b.asked, 1);
}

static void a_failing_store_is_no_answer(void **state)
{
    (void)state;
    err error = { 0 };
    payment_known known = { 0 };
    books b = { .fails = true };
    const payment_reader reader = { .self = &b, .matches = books_matches, .gift = books_gift };
    const payment_fact fact = { .key = key_of("1", "m1", ""), .day = { 20200203 }, .amount = { 1 } };
    assert_false(payment_identify(&reader, &fact, &known, &error));
    assert_int_equal(error.code, ERR_STORE);
}

/* ---- names ------------------------------------------------------------------------------------ */

static void labels_are_the_givers_choice(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        donation_display display;
        const char *label;
    } cases[] = {
        { "王小明", DISPLAY_MASKED, "王*明" }, { "李明", DISPLAY_MASKED, "李*" }, { "李", DISPLAY_MASKED, "李" },
        { "欧阳小明", DISPLAY_MASKED, "欧*明" }, { "王小明", DISPLAY_FULL, "王小明" }, { "王小明", DISPLAY_NONE, "" },
        { "王小明", DISPLAY_ANONYMOUS, "" }, { "", DISPLAY_FULL, "" },
    };
    ARENA a = { 0 };
    const uint8_t key[32] = { 1 };
    assert_true(arena_open(&a, 1 << 16));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        err error = { 0 };
        donation_sealed sealed = { 0 };
        const donation_person person = { .name = span_of(cases[i].name), .display = cases[i].display };
        assert_true(donation_seal(&a, key, &person, &sealed, &error));
        assert_true(span_is(sealed.label, cases[i].label));
        assert_int_equal(sealed.name.size > 0, cases[i].name[0] != '\0');
        assert_true(span_search(sealed.name, span_of("王小明")) == sealed.name.size || sealed.name.size == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_tell_payments_apart),
        cmocka_unit_test(refunds_fit_their_gift),
        cmocka_unit_test(a_full_key_decides),
        cmocka_unit_test(an_open_key_fits_day_and_amount),
        cmocka_unit_test(a_full_key_finds_what_was_known_by_order_alone),
        cmocka_unit_test(what_is_no_gift_is_no_candidate),
        cmocka_unit_test(midnight_has_two_days),
        cmocka_unit_test(a_failing_store_is_no_answer),
        cmocka_unit_test(labels_are_the_givers_choice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
