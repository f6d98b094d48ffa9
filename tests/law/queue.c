/* The queue of payments without a giver: what a person lays aside or takes back waits again, and
 * whatever alters a suggestion alters what the queue says.
 * SPDX-License-Identifier: Apache-2.0 */
#include "bill.h"
#include "matches.h"

#include "text/text.h"

#include <stdio.h>
#include <string.h>

static town the;
static matches all;

QUERY(NEWEST, "SELECT COALESCE(max(id), 0) FROM donation", 0, false);

/* A payment in a file of its own of the bank's; balances tell equal ones apart. */
static donation_id bank_gift(const char *name, const char *account, int64_t fen, const char *remark)
{
    err error = { 0 };
    static import_report report;
    char text[512];
    int64_t before = world_number(house_conn(the.house), &NEWEST);
    all.payments++;
    snprintf(text, sizeof text,
        "交易时间,收入金额,支出金额,余额,对方户名,对方账号,摘要\n"
        "2020-02-10 09:%02d:00,%lld.%02lld,,%d.00,%s,%s,%s\n",
        (int)all.payments, (long long)fen / 100, (long long)fen % 100, 100 + (int)all.payments,
        name, account, remark);
    import_desk desk = house_desk(the.house, house_conn(the.house), &the.clerk);
    const import_request request = { .campaign = the.campaign, .file_name = SPAN("bank.csv") };
    size_t mark = the.home.used;
    desk.last_day = (date){ TOWN_NOON };
    MUST(import_run(&desk, &the.home, &request, span_of(text), &report, &error));
    arena_reset(&the.home, mark);
    donation_id id = { world_number(house_conn(the.house), &NEWEST) };
    assert_true(id.value > before);
    all.gifts[all.gift_count++] = id;
    return id;
}

static void begin(void)
{
    memset(&all, 0, sizeof all);
    town_make(&the);
}

static void end(void)
{
    queue_holds(&the, &all);
    assert_true(town_verifies(&the));
    town_end(&the);
}

static void act(const change_kind *kind, donation_id id)
{
    err error = { 0 };
    match_gift_input in = { .gift.gift = id, .reason = SPAN("再等等") };
    change c = { .kind = kind, .author = &the.clerk, .org = the.org, .input = &in };
    MUST(writer_run(house_writer(the.house), &c, &error));
}

static void link_to(donation_id id, int at, bool forgets)
{
    err error = { 0 };
    match_link_input in = { .gifts = { { .gift = id } },
        .gift_count = 1,
        .promises = { all.promises[at].id },
        .promise_count = 1,
        .forgets = forgets };
    change c = { .kind = &match_link_add, .author = &the.clerk, .org = the.org, .input = &in };
    MUST(writer_run(house_writer(the.house), &c, &error));
}

/* ---- laid aside, taken back ----------------------------------------------------------------- */

/* Nothing suggests itself for two of three any more: they wait all the same. */
static void what_is_laid_aside_waits_again(void **state)
{
    (void)state;
    begin();
    promise_draw(&the, &all, 1, 500);
    donation_id kept = bank_gift("李华", "6222000000000001", 500, "");
    donation_id one = bank_gift("李华", "6222000000000001", 500, "");
    donation_id two = bank_gift("李华", "6222000000000001", 500, "");
    assert_int_equal(queue_state(&the, one), MATCH_WAITS);
    link_to(kept, 0, true);
    assert_int_equal(queue_state(&the, one), MATCH_WAITS);
    act(&match_hold_add, one);
    assert_int_equal(queue_state(&the, one), MATCH_HELD);
    act(&match_release, one);
    assert_int_equal(queue_state(&the, one), MATCH_WAITS);
    assert_int_equal(queue_state(&the, two), MATCH_WAITS);
    end();
}

static void claim(donation_id id, bool forgets)
{
    err error = { 0 };
    match_claim_input in = { .gift.gift = id, .forgets = forgets };
    const donation_person person = { .name = SPAN("周老师"), .display = DISPLAY_FULL };
    size_t mark = the.home.used;
    MUST(donation_seal(&the.home, house_seal_key(the.house), &person, &in.giver.sealed, &error));
    change c = { .kind = &match_claim, .author = &the.clerk, .org = the.org, .input = &in };
    MUST(writer_run(house_writer(the.house), &c, &error));
    arena_reset(&the.home, mark);
}

static void what_is_taken_back_waits_again(void **state)
{
    (void)state;
    begin();
    donation_id one = bank_gift("李华", "6222000000000001", 500, "");
    donation_id two = bank_gift("李华", "6222000000000001", 700, "");
    assert_int_equal(queue_state(&the, one), MATCH_QUIET);
    claim(one, false);
    assert_int_equal(queue_state(&the, two), MATCH_WAITS);
    act(&match_unlink, one);
    assert_int_equal(queue_state(&the, one), MATCH_WAITS);
    assert_int_equal(queue_state(&the, two), MATCH_WAITS);
    promise_draw(&the, &all, 1, 500);
    link_to(one, 0, false);
    act(&match_unlink, one);
    assert_int_equal(queue_state(&the, one), MATCH_WAITS);
    end();
}

/* ---- labels and counts ---------------------------------------------------------------------- */

static match_counts counted(void)
{
    err error = { 0 };
    match_counts counts = { 0 };
    MUST(match_count(house_conn(the.house), the.org, the.campaign.id, &counts, &error));
    return counts;
}

/* The other gift keeps it, gives it back; the promise is withdrawn. */
static void a_promise_suggests_itself_while_it_is_open(void **state)
{
    (void)state;
    err error = { 0 };
    char code[ORDER_CODE_TEXT_SIZE];
    begin();
    promise_draw(&the, &all, 1, 500);
    order_code_write(code, all.promises[0].code);
    donation_id named = bank_gift("李华", "6222000000000001", 500, "");
    donation_id coded = bank_gift("周芳", "6222000000000002", 400, code);
    donation_id nobody = bank_gift("赵强", "6222000000000003", 500, "");
    assert_int_equal(counted().very_likely, 1);
    assert_int_equal(counted().likely, 1);
    link_to(nobody, 0, true);
    queue_holds(&the, &all);
    assert_int_equal(counted().waiting, 2);
    assert_int_equal(counted().very_likely + counted().likely, 0);
    act(&match_unlink, nobody);
    assert_int_equal(counted().waiting, 3);
    assert_int_equal(counted().very_likely, 1);
    promise_withdraw_input in = { all.promises[0].id };
    change c = { .kind = &promise_withdraw, .author = &the.clerk, .org = the.org, .input = &in };
    MUST(writer_run(house_writer(the.house), &c, &error));
    assert_int_equal(counted().very_likely + counted().likely, 0);
    assert_int_equal(queue_state(&the, named), MATCH_WAITS);
    assert_int_equal(queue_state(&the, coded), MATCH_WAITS);
    end();
}

/* By a file, in the change that books it. */
static void booking_alters_what_suggests_itself(void **state)
{
    (void)state;
    char code[ORDER_CODE_TEXT_SIZE];
    begin();
    promise_draw(&the, &all, 1, 500);
    order_code_write(code, all.promises[0].code);
    bank_gift("李华", "6222000000000001", 500, "");
    assert_int_equal(counted().very_likely, 1);
    bank_gift("李华", "6222000000000001", 500, "");
    assert_int_equal(counted().very_likely, 0);
    assert_int_equal(counted().likely, 2);
    queue_holds(&the, &all);
    donation_id certain = bank_gift("周芳", "6222000000000002", 500, code);
    assert_true(gift_read(&the, certain).is_claimed);
    assert_int_equal(counted().waiting, 2);
    assert_int_equal(counted().likely, 0);
    end();
}

static void forget(void)
{
    err error = { 0 };
    match_payer *rows = NULL;
    size_t count = 0;
    size_t mark = the.home.used;
    store_conn *conn = house_conn(the.house);
    MUST(match_payer_list(conn, &the.home, the.org, 0, 10, &rows, &count, &error));
    for (size_t i = 0; i < count; i++) {
        payer_forget_input in = { rows[i].id };
        change c = { .kind = &payer_forget, .author = &the.clerk, .org = the.org, .input = &in };
        MUST(writer_run(house_writer(the.house), &c, &error));
        REFUSED(writer_run(house_writer(the.house), &c, &error), ERR_ABSENT);
    }
    assert_int_equal(count, 1);
    arena_reset(&the.home, mark);
}

/* Learnt from one gift, a payer suggests himself for his others, with what his giver promised. */
static void a_payer_is_learnt_and_forgotten(void **state)
{
    (void)state;
    begin();
    donation_id first = bank_gift("李华家人", "6222000000000001", 300, "");
    bank_gift("李华家人", "6222000000000001", 700, "");
    promise_draw(&the, &all, 1, 300);
    promise_draw(&the, &all, 1, 900);
    assert_int_equal(counted().waiting, 0);
    link_to(first, 0, false);
    queue_holds(&the, &all);
    assert_int_equal(counted().very_likely, 1);
    promise_draw(&the, &all, 1, 700);
    queue_holds(&the, &all);
    forget();
    assert_int_equal(counted().waiting, 1);
    assert_int_equal(counted().very_likely + counted().likely, 0);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_laid_aside_waits_again),
        cmocka_unit_test(what_is_taken_back_waits_again),
        cmocka_unit_test(a_promise_suggests_itself_while_it_is_open),
        cmocka_unit_test(booking_alters_what_suggests_itself),
        cmocka_unit_test(a_payer_is_learnt_and_forgotten),
    };
    return world_run("queue", tests, sizeof tests / sizeof *tests);
}
