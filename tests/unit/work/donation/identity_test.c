/* The identity of payments: keys, and the rule that tells whether a payment is in the books, over
 * books made up by the test.
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

/* ---- keys
 * ------------------------------------------------------------------------------------- */

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

/* ---- books of the test
 * ------------------------------------------------------------------------ */

enum { BOOKED_MAX = 16 };

typedef struct booked {
    payment_key key;
    int64_t id;
    int64_t asset;
    int64_t fen;
    int64_t campaign;
    bool is_gift;
    int64_t moved_to; /* 0: it lies there still */
} booked;

typedef struct books {
    int count;
    booked rows[BOOKED_MAX];
    bool fails;
} books;

enum { HERE = 1, ELSEWHERE = 2 };

static booked *book(books *b, payment_key key, int64_t id, int64_t fen)
{
    assert_true(b->count < BOOKED_MAX);
    b->rows[b->count] =
        (booked){ .key = key, .id = id, .asset = 1, .fen = fen, .campaign = HERE, .is_gift = true };
    return &b->rows[b->count++];
}

static bool books_matches(
    void *self, const payment_key *key, payment_match *into, size_t *count, err *reterr)
{
    books *b = self;
    *count = 0;
    if (b->fails)
        return err_set(reterr, ERR_STORE, "the store failed");
    for (int i = 0; i < b->count; i++) {
        const booked *row = &b->rows[i];
        if (memcmp(row->key.order, key->order, sizeof key->order) == 0)
            into[(*count)++] = (payment_match){ .key = row->key, .object_id = row->id };
    }
    return true;
}

static bool books_object(
    void *self, int64_t id, campaign_id asked, payment_object *ret, err *reterr)
{
    const books *b = self;
    bool belongs = false;
    (void)reterr;
    *ret = (payment_object){ 0 };
    for (int i = 0; i < b->count; i++) {
        if (b->rows[i].id != id)
            continue;
        belongs |= b->rows[i].campaign == asked.value;
        *ret = (payment_object){ .is_found = true,
            .is_gift = b->rows[i].is_gift,
            .id = id,
            .asset = b->rows[i].asset,
            .amount = { b->rows[i].fen },
            .campaign = { b->rows[i].campaign },
            .belongs = belongs };
        if (b->rows[i].moved_to != 0) /* stands below */
            id = b->rows[i].moved_to;
    }
    return true;
}

static payment_known ask_for(books *b, payment_key key, int64_t fen, int64_t in)
{
    err error = { 0 };
    payment_known known = { 0 };
    const payment_reader reader = { .self = b, .matches = books_matches, .object = books_object };
    const payment_fact fact = {
        .key = key, .asset = LEDGER_CNY, .amount = { fen }, .campaign = { in }
    };
    assert_true(payment_identify(&reader, &fact, &known, &error));
    return known;
}

static payment_known ask(books *b, payment_key key, int64_t fen)
{
    return ask_for(b, key, fen, HERE);
}

static void a_full_key_decides(void **state)
{
    (void)state;
    books b = { 0 };
    book(&b, key_of("1", "m1", ""), 11, 500);
    book(&b, key_of("1", "m2", ""), 12, 500);
    payment_known known = ask(&b, key_of("1", "m2", ""), 500);
    assert_true(known.is_exact);
    assert_int_equal(known.object_id, 12);
    assert_int_equal(known.conflict, PAYMENT_AGREES);
    /* Another merchant order of the same number is other money, even of the same amount. */
    known = ask(&b, key_of("1", "m3", ""), 500);
    assert_false(known.is_exact);
    assert_int_equal(known.candidates, 0);
    assert_false(ask(&b, key_of("2", "m1", ""), 500).is_exact);
}

static void another_amount_or_campaign_is_a_conflict(void **state)
{
    (void)state;
    books b = { 0 };
    book(&b, key_of("1", "m1", ""), 11, 500);
    payment_known known = ask(&b, key_of("1", "m1", ""), 999);
    assert_true(known.is_exact);
    assert_int_equal(known.conflict, PAYMENT_OTHER_AMOUNT);
    assert_int_equal(known.booked.fen, 500);
    b.rows[0].campaign = ELSEWHERE;
    known = ask(&b, key_of("1", "m1", ""), 500);
    assert_int_equal(known.conflict, PAYMENT_OTHER_CAMPAIGN);
    assert_int_equal(known.campaign.value, ELSEWHERE);
    /* Known by its order number alone, it is the same payment still. */
    assert_int_equal(ask(&b, key_of("1", "", ""), 500).conflict, PAYMENT_OTHER_CAMPAIGN);
    /* So is a refund, of which the books know that it is none of a gift. */
    book(&b, key_of("3", "m1", "r1"), 13, 200)->is_gift = false;
    assert_int_equal(ask(&b, key_of("3", "m1", "r1"), 200).conflict, PAYMENT_AGREES);
    assert_int_equal(ask(&b, key_of("3", "m1", "r1"), 100).conflict, PAYMENT_OTHER_AMOUNT);
}

static void another_currency_is_another_amount(void **state)
{
    enum { HKD = 344 };
    (void)state;
    books b = { 0 };
    book(&b, key_of("1", "m1", ""), 11, 500)->asset = HKD;
    payment_known known = ask(&b, key_of("1", "m1", ""), 500);
    assert_true(known.is_exact);
    assert_int_equal(known.conflict, PAYMENT_OTHER_AMOUNT);
    assert_int_equal(known.asset, HKD);
    assert_int_equal(known.booked.fen, 500);
    /* Known by its order number alone, it is no candidate. */
    known = ask(&b, key_of("1", "", ""), 500);
    assert_int_equal(known.candidates, 0);
    assert_int_equal(known.others, 1);
}

static void an_open_key_fits_the_amount(void **state)
{
    (void)state;
    books b = { 0 };
    book(&b, key_of("1", "m1", ""), 11, 500);
    payment_known known = ask(&b, key_of("1", "", ""), 500);
    assert_false(known.is_exact);
    assert_int_equal(known.candidates, 1);
    assert_int_equal(known.object_id, 11);
    known = ask(&b, key_of("1", "", ""), 501);
    assert_int_equal(known.candidates, 0);
    assert_int_equal(known.others, 1);
    assert_int_equal(known.conflict, PAYMENT_AGREES);
    /* Two that fit are a doubt. */
    book(&b, key_of("1", "m2", ""), 12, 500);
    assert_int_equal(ask(&b, key_of("1", "", ""), 500).candidates, 2);
}

static void a_full_key_finds_what_was_known_by_order_alone(void **state)
{
    (void)state;
    books b = { 0 };
    book(&b, key_of("1", "", ""), 11, 500);
    payment_known known = ask(&b, key_of("1", "m1", ""), 500);
    assert_int_equal(known.candidates, 1);
    assert_int_equal(known.object_id, 11);
    assert_int_equal(ask(&b, key_of("1", "m1", ""), 400).candidates, 0);
    /* Once it has a full key, it is no other payment any more. */
    book(&b, key_of("1", "m1", ""), 11, 500);
    assert_int_equal(ask(&b, key_of("1", "m2", ""), 500).candidates, 0);
    assert_true(ask(&b, key_of("1", "m1", ""), 500).is_exact);
}

/* The keys name the gift that was booked first; it lies elsewhere now, and is the same payment for
 * whoever tells of it in either place. */
static void a_moved_gift_is_the_same_payment(void **state)
{
    (void)state;
    enum { FIRST = 11, NOW = 12, NEVER = 3 };
    books b = { 0 };
    book(&b, key_of("1", "m1", ""), FIRST, 500)->moved_to = NOW;
    book(&b, key_of("none", "", ""), NOW, 500)->campaign = ELSEWHERE;
    payment_known known = ask(&b, key_of("1", "m1", ""), 500);
    assert_true(known.is_exact);
    assert_int_equal(known.object_id, NOW);
    assert_int_equal(known.key_object, FIRST);
    assert_int_equal(known.campaign.value, ELSEWHERE);
    assert_int_equal(known.conflict, PAYMENT_AGREES);
    assert_int_equal(ask_for(&b, key_of("1", "m1", ""), 500, ELSEWHERE).conflict, PAYMENT_AGREES);
    assert_int_equal(
        ask_for(&b, key_of("1", "m1", ""), 500, NEVER).conflict, PAYMENT_OTHER_CAMPAIGN);
    assert_int_equal(ask(&b, key_of("1", "m1", ""), 400).conflict, PAYMENT_OTHER_AMOUNT);
    /* Known by its order alone, too; what is put then names the first gift again. */
    known = ask(&b, key_of("1", "", ""), 500);
    assert_int_equal(known.candidates, 1);
    assert_int_equal(known.object_id, NOW);
    assert_int_equal(known.key_object, FIRST);
}

static void what_is_no_gift_is_no_candidate(void **state)
{
    (void)state;
    books b = { 0 };
    book(&b, key_of("1", "m1", "r1"), 11, 500)->is_gift = false; /* a refund, or reversed */
    payment_known known = ask(&b, key_of("1", "", ""), 500);
    assert_int_equal(known.candidates + known.others, 0);
}

static void keys_stand_by_the_day_in_the_number(void **state)
{
    (void)state;
    payment_key first = key_of("4200000263202002017700134212", "m1", "");
    payment_key next = key_of("4200000263202002027700134212", "m1", "");
    payment_key none = key_of("12345", "m1", "");
    assert_int_equal(payment_key_day(&next), payment_key_day(&first) + 1);
    assert_true(memcmp(first.order, next.order, PAYMENT_DAY_SIZE) < 0);
    assert_int_equal(payment_key_day(&none), 0);
    payment_key last = key_of("20991231", "", "");
    assert_int_equal(payment_key_day(&last), 36525);
    payment_key no_day = key_of("20200230", "", "");
    assert_int_equal(payment_key_day(&no_day), 0);
}

static void a_failing_store_is_no_answer(void **state)
{
    (void)state;
    err error = { 0 };
    payment_known known = { 0 };
    books b = { .fails = true };
    const payment_reader reader = { .self = &b, .matches = books_matches, .object = books_object };
    const payment_fact fact = {
        .key = key_of("1", "m1", ""), .asset = LEDGER_CNY, .amount = { 1 }
    };
    assert_false(payment_identify(&reader, &fact, &known, &error));
    assert_int_equal(error.code, ERR_STORE);
}

/* ---- names
 * ------------------------------------------------------------------------------------ */

static void labels_are_the_givers_choice(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        donation_display display;
        const char *label;
    } cases[] = {
        { "王小明", DISPLAY_MASKED, "王*明" },
        { "李明", DISPLAY_MASKED, "李*" },
        { "李", DISPLAY_MASKED, "李" },
        { "欧阳小明", DISPLAY_MASKED, "欧*明" },
        { "王小明", DISPLAY_FULL, "王小明" },
        { "王小明", DISPLAY_NONE, "" },
        { "王小明", DISPLAY_ANONYMOUS, "" },
        { "", DISPLAY_FULL, "" },
    };
    ARENA a = { 0 };
    const uint8_t key[32] = { 1 };
    assert_true(arena_open(&a, 1 << 16));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        err error = { 0 };
        donation_sealed sealed = { 0 };
        const donation_person person = { .name = span_of(cases[i].name),
            .display = cases[i].display };
        assert_true(donation_seal(&a, key, &person, &sealed, &error));
        assert_true(span_is(sealed.label, cases[i].label));
        assert_int_equal(sealed.name.size > 0, cases[i].name[0] != '\0');
        assert_true(span_search(sealed.name, span_of("王小明")) == sealed.name.size ||
                    sealed.name.size == 0);
    }
}

int mark_tests(void);
int move_tests(void);

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_tell_payments_apart),
        cmocka_unit_test(refunds_fit_their_gift),
        cmocka_unit_test(a_full_key_decides),
        cmocka_unit_test(another_amount_or_campaign_is_a_conflict),
        cmocka_unit_test(another_currency_is_another_amount),
        cmocka_unit_test(an_open_key_fits_the_amount),
        cmocka_unit_test(a_full_key_finds_what_was_known_by_order_alone),
        cmocka_unit_test(a_moved_gift_is_the_same_payment),
        cmocka_unit_test(what_is_no_gift_is_no_candidate),
        cmocka_unit_test(keys_stand_by_the_day_in_the_number),
        cmocka_unit_test(a_failing_store_is_no_answer),
        cmocka_unit_test(labels_are_the_givers_choice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) + mark_tests() + move_tests();
}
