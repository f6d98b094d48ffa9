/* Promises, gifts, links and what takes them back, at random: no link takes more than there is on
 * either side, income claimed and unclaimed agrees with the gifts, nothing is counted twice,
 * and the queue says of each gift what looking at it says.
 * SPDX-License-Identifier: Apache-2.0 */
#include "bill.h"
#include "matches.h"

#include "flow/move.h"
#include "text/text.h"

#include <stdio.h>
#include <string.h>

enum { STEPS = 500, CHECK_EVERY = 100, SOME = 3 };

static town the;
static campaign other;
static matches all;

static int64_t amount_draw(void)
{
    static const int64_t amounts[] = { 100, 500, 1000, 1500, 2000 };
    return amounts[dice_between(0, 4)];
}

static const char *id_draw(void)
{
    static const char *const ids[] = { "o1", "o2", "o3" };
    return ids[dice_between(0, 2)];
}

/* ---- what holds whatever was done ----------------------------------------------------------- */

QUERY(GIFTS, "SELECT count(*) FROM donation WHERE state = 1", 0, false);
QUERY(INCOME,
    "SELECT CAST(COALESCE(sum(t.credit - t.debit), 0) AS BIGINT) FROM account_day t "
    "JOIN account a ON a.id = t.account_id WHERE a.role IN (4, 5)",
    0, false);
QUERY(LINKED, "SELECT CAST(COALESCE(sum(fen), 0) AS BIGINT) FROM match_link WHERE promise_id <> 0",
    0, false);
QUERY(GIVEN, "SELECT CAST(COALESCE(sum(given_fen), 0) AS BIGINT) FROM promise", 0, false);
QUERY(TOO_MUCH,
    "SELECT count(*) FROM (SELECT l.donation_id FROM match_link l JOIN donation d ON d.id = "
    "l.donation_id GROUP BY l.donation_id, d.amount_fen HAVING sum(l.fen) > d.amount_fen) x",
    0, false);

static void laws_hold(town *t, const matches *m)
{
    store_conn *conn = house_conn(t->house);
    assert_int_equal(world_number(conn, &GIFTS), m->booked);
    assert_int_equal(world_number(conn, &INCOME), m->booked_fen);
    assert_int_equal(world_number(conn, &LINKED), world_number(conn, &GIVEN));
    assert_int_equal(world_number(conn, &TOO_MUCH), 0);
}

/* ---- steps ---------------------------------------------------------------------------------- */

static void step_notify(town *t, matches *m)
{
    char code[ORDER_CODE_TEXT_SIZE] = "";
    char message[64] = "";
    gift_says says = { 0 };
    int64_t fen = amount_draw();
    if (m->promise_count > 0 && dice_one_in(2)) {
        const promised *p = &m->promises[dice_between(0, m->promise_count - 1)];
        promise now = promise_look(t, p->id);
        order_code_write(code, p->code);
        if (dice_one_in(2) && promise_rest(&now).fen > 0)
            fen = promise_rest(&now).fen;
    }
    if (dice_one_in(2)) {
        says.order = code;
    } else {
        snprintf(message, sizeof message, "捐款 %s 加油", code);
        says.message = message;
    }
    if (dice_one_in(2))
        says.payer_id = id_draw();
    if (dice_one_in(4))
        says.payer = "李华";
    gift_notify(t, m, fen, &says);
}

static int64_t rest_of(town *t, donation_id id)
{
    err error = { 0 };
    match_link links[MATCH_LINKS_MAX];
    size_t count = 0;
    int64_t rest = gift_read(t, id).amount.fen;
    MUST(match_links_get(house_conn(t->house), t->org, id, links, &count, &error));
    for (size_t i = 0; i < count; i++)
        rest -= links[i].part.fen;
    return rest;
}

static bool has_gift(const match_link_input *in, donation_id id)
{
    for (int i = 0; i < in->gift_count; i++) {
        if (in->gifts[i].gift.value == id.value)
            return true;
    }
    return false;
}

static void picks_draw(const matches *m, match_link_input *in)
{
    int gifts = (int)dice_between(1, SOME);
    int promises = (int)dice_between(1, SOME);
    for (int i = 0; i < gifts; i++) {
        donation_id id = m->gifts[dice_between(0, m->gift_count - 1)];
        if (!has_gift(in, id))
            in->gifts[in->gift_count++].gift = id;
    }
    for (int i = 0; i < promises; i++) {
        promise_id id = m->promises[dice_between(0, m->promise_count - 1)].id;
        bool has = false;
        for (int k = 0; k < in->promise_count; k++)
            has |= in->promises[k].value == id.value;
        if (!has)
            in->promises[in->promise_count++] = id;
    }
}

/* Links what can be linked: the smaller of both sums; or nothing at all. */
static void step_link(town *t, matches *m)
{
    err error = { 0 };
    match_link_input in = { .forgets = dice_one_in(2) };
    int64_t gifts = 0;
    int64_t wanted = 0;
    if (m->gift_count == 0 || m->promise_count == 0)
        return;
    picks_draw(m, &in);
    for (int i = 0; i < in.gift_count; i++)
        gifts += rest_of(t, in.gifts[i].gift);
    for (int i = 0; i < in.promise_count; i++) {
        promise p = promise_look(t, in.promises[i]);
        wanted += promise_rest(&p).fen;
    }
    int64_t before = world_number(house_conn(t->house), &LINKED);
    change c = { .kind = &match_link_add, .author = &t->clerk, .org = t->org, .input = &in };
    bool is_good = writer_run(house_writer(t->house), &c, &error);
    int64_t after = world_number(house_conn(t->house), &LINKED);
    assert_int_equal(after - before, !is_good ? 0 : gifts < wanted ? gifts : wanted);
    assert_true(is_good || error.code == ERR_CONFLICT);
    for (int i = 0; i < in.gift_count && is_good; i++)
        assert_true(gift_read(t, in.gifts[i].gift).is_claimed);
}

static void step_unlink(town *t, matches *m)
{
    err error = { 0 };
    match_link links[MATCH_LINKS_MAX];
    size_t count = 0;
    if (m->gift_count == 0)
        return;
    match_gift_input in = { .gift.gift = m->gifts[dice_between(0, m->gift_count - 1)] };
    MUST(match_links_get(house_conn(t->house), t->org, in.gift.gift, links, &count, &error));
    bool is_one = count > 1 && dice_one_in(2);
    in.promise = is_one ? links[0].promise : in.promise;
    is_one &= in.promise.value != 0;
    change c = { .kind = &match_unlink, .author = &t->clerk, .org = t->org, .input = &in };
    if (count == 0) {
        REFUSED(writer_run(house_writer(t->house), &c, &error), ERR_CONFLICT);
        return;
    }
    MUST(writer_run(house_writer(t->house), &c, &error));
    size_t left = 0;
    MUST(match_links_get(house_conn(t->house), t->org, in.gift.gift, links, &left, &error));
    assert_int_equal(left, is_one ? count - 1 : 0);
    assert_int_equal(
        gift_read(t, in.gift.gift).is_claimed, left > 0 || (count > 0 && !links[0].claims));
}

static void step_claim(town *t, matches *m)
{
    err error = { 0 };
    if (m->gift_count == 0)
        return;
    match_claim_input in = { .gift.gift = m->gifts[dice_between(0, m->gift_count - 1)] };
    const donation_person person = { .name = SPAN("周老师"), .display = DISPLAY_FULL };
    size_t mark = t->home.used;
    MUST(donation_seal(&t->home, house_seal_key(t->house), &person, &in.giver.sealed, &error));
    bool was_claimed = gift_read(t, in.gift.gift).is_claimed;
    change c = { .kind = &match_claim, .author = &t->clerk, .org = t->org, .input = &in };
    if (was_claimed)
        REFUSED(writer_run(house_writer(t->house), &c, &error), ERR_CONFLICT);
    else
        MUST(writer_run(house_writer(t->house), &c, &error));
    arena_reset(&t->home, mark);
}

static void step_hold(town *t, matches *m)
{
    err error = { 0 };
    if (m->gift_count == 0)
        return;
    match_gift_input in = { .gift.gift = m->gifts[dice_between(0, m->gift_count - 1)],
        .reason = SPAN("再等等") };
    bool was_claimed = gift_read(t, in.gift.gift).is_claimed;
    change c = { .kind = &match_hold_add, .author = &t->clerk, .org = t->org, .input = &in };
    bool is_good = writer_run(house_writer(t->house), &c, &error);
    assert_true(!(is_good && was_claimed));
    c = (change){ .kind = &match_release, .author = &t->clerk, .org = t->org, .input = &in };
    if (is_good && dice_one_in(2))
        MUST(writer_run(house_writer(t->house), &c, &error));
}

static void step_withdraw(town *t, matches *m)
{
    err error = { 0 };
    if (m->promise_count == 0)
        return;
    promise_withdraw_input in = { m->promises[dice_between(0, m->promise_count - 1)].id };
    bool was_open = promise_look(t, in.promise).state == PROMISE_OPEN;
    change c = { .kind = &promise_withdraw, .author = &t->clerk, .org = t->org, .input = &in };
    if (was_open)
        MUST(writer_run(house_writer(t->house), &c, &error));
    else
        REFUSED(writer_run(house_writer(t->house), &c, &error), ERR_CONFLICT);
}

/* To the other campaign, or back: promises stay kept, and the gift stands under another id. */
static void step_move(town *t, matches *m)
{
    err error = { 0 };
    if (m->gift_count == 0)
        return;
    donation_id *at = &m->gifts[dice_between(0, m->gift_count - 1)];
    donation_row before = gift_read(t, *at);
    donation_move_input in = { .donation = *at,
        .campaign = dice_one_in(2) ? other.id : t->campaign.id,
        .purpose = span_of(dice_one_in(2) ? "rice" : "") };
    int64_t rest = rest_of(t, *at);
    int64_t given = world_number(house_conn(t->house), &GIVEN);
    change c = { .kind = &donation_move, .author = &t->clerk, .org = t->org, .input = &in };
    if (!writer_run(house_writer(t->house), &c, &error)) {
        assert_int_equal(error.code, ERR_CONFLICT); /* it lies there */
        return;
    }
    *at = (donation_id){ c.object_id };
    assert_int_equal(gift_read(t, *at).is_claimed, before.is_claimed);
    assert_int_equal(rest_of(t, *at), rest);
    assert_int_equal(world_number(house_conn(t->house), &GIVEN), given);
    in.donation = before.id;
    REFUSED(writer_run(house_writer(t->house), &c, &error), ERR_CONFLICT);
}

static void gifts_and_promises_in_any_order(void **state)
{
    (void)state;
    dice_roll_new();
    memset(&all, 0, sizeof all);
    town_make(&the);
    other = town_campaign(&the, "cold");
    town_purpose(&the, the.campaign.id, "rice");
    town_purpose(&the, other.id, "rice");
    for (int step = 1; step <= STEPS; step++) {
        size_t mark = the.home.used;
        switch (dice_between(0, 13)) {
        case 0:
        case 1: promise_draw(&the, &all, (int)dice_between(-1, GIVERS - 1), amount_draw()); break;
        case 2:
        case 3:
        case 4: step_notify(&the, &all); break;
        case 5:
        case 6:
        case 7: step_link(&the, &all); break;
        case 8:
        case 9: step_unlink(&the, &all); break;
        case 12:
        case 13: step_move(&the, &all); break;
        case 10: dice_one_in(2) ? step_claim(&the, &all) : step_hold(&the, &all); break;
        default: dice_one_in(4) ? step_withdraw(&the, &all) : step_notify(&the, &all);
        }
        arena_reset(&the.home, mark);
        laws_hold(&the, &all);
        queue_holds(&the, &all);
        if (step % CHECK_EVERY == 0)
            assert_true(town_verifies(&the));
    }
    town_end(&the);
}

/* ---- files ---------------------------------------------------------------------------------- */

enum { ROWS = 200 };

/* A bill of which every second payment has the code of a promise as the merchant's number. */
static span bill_draw(town *t, matches *m, int *ret_coded)
{
    static char orders[ROWS][40];
    static char codes[ROWS][ORDER_CODE_TEXT_SIZE];
    bill_text text;
    *ret_coded = 0;
    bill_begin(&text, &t->home);
    for (int i = 0; i < ROWS; i++) {
        snprintf(orders[i], sizeof orders[i], "42000000002020020900000%05d", i);
        snprintf(codes[i], sizeof codes[i], "M%d", i);
        int64_t fen = amount_draw();
        if (i % 2 == 0) {
            promise_draw(t, m, i % GIVERS, fen);
            order_code_write(codes[i], m->promises[m->promise_count - 1].code);
            (*ret_coded)++;
        }
        const bill_line line = { .state = BILL_SUCCESS,
            .day = { TOWN_NOON - 1 },
            .second = 40000 + i,
            .order = orders[i],
            .merchant = codes[i],
            .fen = fen };
        bill_add(&text, &line);
        m->booked++;
        m->booked_fen += fen;
    }
    return bill_end(&text, 0);
}

static int64_t kept_count(town *t, const matches *m)
{
    int64_t kept = 0;
    for (int i = 0; i < m->promise_count; i++)
        kept += promise_look(t, m->promises[i].id).state == PROMISE_KEPT;
    return kept;
}

static import_report file_book(town *t, span bytes)
{
    err error = { 0 };
    static import_report report;
    import_desk desk = house_desk(t->house, house_conn(t->house), &t->clerk);
    const import_request request = { .campaign = t->campaign, .file_name = SPAN("bill.csv") };
    desk.last_day = (date){ TOWN_NOON };
    MUST(import_run(&desk, &t->home, &request, bytes, &report, &error));
    return report;
}

static void a_file_closes_promises_and_opens_them_again(void **state)
{
    (void)state;
    err error = { 0 };
    int coded = 0;
    dice_roll_new();
    memset(&all, 0, sizeof all);
    town_make(&the);
    span bytes = bill_draw(&the, &all, &coded);
    for (int round = 0; round < 2; round++) {
        import_report report = file_book(&the, bytes);
        assert_int_equal(report.counts.matched, coded);
        assert_int_equal(report.counts.unclaimed, ROWS - coded);
        assert_int_equal(kept_count(&the, &all), coded);
        laws_hold(&the, &all);
        assert_true(town_verifies(&the));
        statement s = { 0 };
        import_desk desk = house_desk(the.house, house_conn(the.house), &the.clerk);
        MUST(statement_get(house_conn(the.house), report.statement, &s, &error));
        MUST(import_undo(&desk, &the.home, &s, &error));
        assert_int_equal(kept_count(&the, &all), 0);
        matches nothing = { 0 };
        laws_hold(&the, &nothing);
        assert_true(town_verifies(&the));
    }
    town_end(&the);
}

/* ---- one thing each ------------------------------------------------------------------------- */

/* A notification and the bill's row of one payment close a promise once, whichever comes first. */
static void one_payment_closes_once(void **state)
{
    (void)state;
    char code[ORDER_CODE_TEXT_SIZE];
    memset(&all, 0, sizeof all);
    town_make(&the);
    promise_draw(&the, &all, 0, 500);
    promise_draw(&the, &all, 0, 500);
    order_code_write(code, all.promises[0].code);
    const gift_says says = { .order = code };
    donation_id id = gift_notify(&the, &all, 500, &says);
    assert_true(gift_read(&the, id).is_claimed);
    bill_text text;
    bill_begin(&text, &the.home);
    const bill_line line = { .state = BILL_SUCCESS,
        .day = { TOWN_NOON - 1 },
        .second = 36000,
        .order = "42000000002020020900000000001",
        .merchant = code,
        .fen = 500 };
    bill_add(&text, &line);
    import_report report = file_book(&the, bill_end(&text, 0));
    assert_int_equal(report.counts.duplicates + report.counts.booked, 1);
    all.booked += report.counts.booked;
    all.booked_fen += report.counts.amount_fen;
    assert_int_equal(kept_count(&the, &all), 1);
    laws_hold(&the, &all);
    assert_true(town_verifies(&the));
    town_end(&the);
}

static void rights_are_needed(void **state)
{
    (void)state;
    err error = { 0 };
    memset(&all, 0, sizeof all);
    town_make(&the);
    promise_draw(&the, &all, 0, 500);
    const gift_says says = { 0 };
    donation_id id = gift_notify(&the, &all, 500, &says);
    match_link_input in = { .gifts = { { .gift = id } },
        .gift_count = 1,
        .promises = { all.promises[0].id },
        .promise_count = 1 };
    actor shop = the.provider;
    shop.grants[0].rights = UINT32_C(1) << RIGHT_DONATION_NOTIFY;
    const change_kind *const kinds[] = { &match_link_add, &match_unlink, &match_claim,
        &match_hold_add, &match_release, &payer_forget, &match_threshold_set, &promise_enter,
        &promise_withdraw, &promise_days_set };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        change c = { .kind = kinds[i], .author = &shop, .org = the.org, .input = &in };
        REFUSED(writer_run(house_writer(the.house), &c, &error), ERR_DENIED);
    }
    match_threshold_input threshold = { 2000 };
    change c = { .kind = &match_threshold_set, .author = &the.clerk, .input = &threshold };
    REFUSED(writer_run(house_writer(the.house), &c, &error), ERR_INPUT);
    threshold.threshold = MATCH_THRESHOLD_MAX;
    c = (change){ .kind = &match_threshold_set, .author = &the.clerk, .input = &threshold };
    MUST(writer_run(house_writer(the.house), &c, &error));
    char code[ORDER_CODE_TEXT_SIZE];
    order_code_write(code, all.promises[0].code);
    const gift_says coded = { .order = code };
    id = gift_notify(&the, &all, 500, &coded);
    assert_false(gift_read(&the, id).is_claimed);
    assert_true(town_verifies(&the));
    town_end(&the);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_payment_closes_once),
        cmocka_unit_test(rights_are_needed),
        cmocka_unit_test(a_file_closes_promises_and_opens_them_again),
        cmocka_unit_test(gifts_and_promises_in_any_order),
    };
    return world_run("matches", tests, sizeof tests / sizeof *tests);
}
