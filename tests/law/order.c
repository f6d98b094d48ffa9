/* Files of several kinds that tell of the same money, in any order and each twice, give the same
 * books; undone in any order, they leave nothing.  So it is, too, when a person moves gifts to
 * other campaigns and purposes in between, and whatever of it the public log has told by then.
 * SPDX-License-Identifier: Apache-2.0 */
#include "gifts.h"

#include "flow/move.h"

#include <stdio.h>
#include <string.h>

enum {
    BILL_ROWS = 40,
    EXPORT_EACH = 3,
    FILES = 5,
    ROUNDS = 4,
    FILE_SIZE = 64 * 1024,
    DAYS = 12,
    MOVES = 12 /* at most, between two files */
};

static town the;

/* A small campaign, told by a provider's bill, by his export to a person, by the bank in two files
 * that overlap, and by a roll; and what the books must then hold. */
typedef struct stories {
    arena home;
    span files[FILES];
    int64_t bill_fen, fee_mfen, bank_fen, payout_fen, charge_fen, roll_fen;
} stories;

static void yuan_put(buffer *b, int64_t fen)
{
    buffer_format(b, "%lld.%02d", (long long)(fen / 100), (int)(fen % 100));
}

/* The bill, and every third of its payments as the holder of the account exports them. */
static void bill_tell(stories *s)
{
    bill_text bill;
    buffer own = buffer_in(&s->home, FILE_SIZE);
    buffer_text(&own, "微信支付账单明细,,\n交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,"
                      "当前状态,交易单号,商户单号,备注\n");
    bill_begin(&bill, &s->home);
    for (int i = 0; i < BILL_ROWS; i++) {
        char order[36], merchant[36];
        snprintf(order, sizeof order, "42000000012020020%d%010d", 1 + i % 3, i);
        snprintf(merchant, sizeof merchant, "N%04d", i);
        const bill_line line = { .state = BILL_SUCCESS,
            .day = { 20200201 + i % 3 },
            .second = i,
            .order = order,
            .merchant = merchant,
            .fen = dice_between(1, 50000),
            .fee_mfen = 60000 };
        bill_add(&bill, &line);
        if (i % EXPORT_EACH != 0)
            continue;
        buffer_format(&own, "2020-02-%02d 00:00:%02d,二维码收款,某人,捐款,收入,¥", 1 + i % 3, i);
        yuan_put(&own, line.fen);
        buffer_format(&own, ",零钱,已收钱,%s\t,%s\t,/\n", order, merchant);
    }
    s->bill_fen = bill.fen;
    s->fee_mfen = bill.fee_mfen;
    s->files[0] = bill_end(&bill, 0);
    s->files[1] = buffer_span(&own);
}

static void bank_row(buffer *b, int day, int64_t fen, int64_t *balance, const char *rest)
{
    *balance += fen;
    buffer_format(b, "2020-02-%02d,", day);
    if (fen < 0)
        buffer_byte(b, ',');
    yuan_put(b, fen < 0 ? -fen : fen);
    buffer_text(b, fen < 0 ? "," : ",,");
    yuan_put(b, *balance);
    buffer_format(b, ",%s\n", rest);
}

/* Days of the bank: two equal gifts, the payout of the provider, a charge, an interest. */
static span bank_tell(stories *s, int from, int to)
{
    buffer b = buffer_in(&s->home, FILE_SIZE);
    int64_t balance = (int64_t)(from - 1) * 100000;
    buffer_text(&b, "交易日期,收入,支出,余额,对方户名,摘要,附言\n");
    for (int day = from; day <= to; day++) {
        int64_t start = balance;
        bank_row(&b, day, 1000 + day, &balance, "王小明,转账,捐款");
        bank_row(&b, day, 1000 + day, &balance, "王小明,转账,捐款");
        bank_row(&b, day, 500, &balance, "财付通支付科技有限公司,结算,");
        bank_row(&b, day, -day, &balance, ",手续费,");
        bank_row(&b, day, 37, &balance, ",结息,");
        bank_row(&b, day, start + 100000 - balance, &balance, "某基金会,定期转活期,定期");
    }
    return buffer_span(&b);
}

static span roll_tell(stories *s)
{
    buffer b = buffer_in(&s->home, FILE_SIZE);
    buffer_text(&b, "某基金会捐赠公示,,\n捐赠日期,捐赠人,捐赠金额（元）\n");
    for (int i = 0; i < BILL_ROWS; i++) {
        int64_t fen = 100 * (1 + i % 7);
        buffer_format(&b, "2020.02.%02d,爱心人士%d,", 1 + i % DAYS, i % 5);
        yuan_put(&b, fen);
        buffer_byte(&b, '\n');
        s->roll_fen += fen;
    }
    return buffer_span(&b);
}

static void stories_tell(stories *s)
{
    *s = (stories){ 0 };
    assert_true(arena_open(&s->home, 4 << 20));
    bill_tell(s);
    s->files[2] = bank_tell(s, 1, 8);
    s->files[3] = bank_tell(s, 6, DAYS); /* both tell of the days 6 to 8 */
    s->files[4] = roll_tell(s);
    for (int day = 1; day <= DAYS; day++) {
        s->bank_fen += 2 * (1000 + day);
        s->payout_fen += 500;
        s->charge_fen += day;
    }
}

/* ---- the books ------------------------------------------------------------------------------ */

static int64_t balance_of(const char *code)
{
    err error = { 0 };
    ledger_line *lines = NULL;
    size_t count = 0;
    size_t mark = the.home.used;
    int64_t balance = 0;
    MUST(ledger_lines(house_conn(the.house), &the.home, the.campaign.org, (ledger_view){ 0 },
        &lines, &count, &error));
    for (size_t i = 0; i < count; i++) {
        /* Those of purposes, too: warm.unclaimed.p1 */
        span account = span_of(lines[i].account.code);
        if (span_search(account, span_of(code)) < account.size)
            balance += lines[i].debit - lines[i].credit;
    }
    arena_reset(&the.home, mark);
    return balance;
}

static void books_are(const stories *s)
{
    int64_t fee = money_fen_of(s->fee_mfen);
    assert_int_equal(balance_of(".bank"), s->bank_fen + s->payout_fen - s->charge_fen);
    assert_int_equal(balance_of(".clearing-wechat"), s->bill_fen - fee - s->payout_fen);
    assert_int_equal(balance_of(".clearing-other"), s->roll_fen);
    assert_int_equal(balance_of(".fee"), fee + s->charge_fen);
    assert_int_equal(balance_of(".unclaimed"), -(s->bill_fen + s->bank_fen + s->roll_fen));
}

static statement_id bytes_take(span bytes, bool *ret_again)
{
    err error = { 0 };
    import_desk desk = town_desk(&the, &the.clerk);
    import_report report = { 0 };
    import_request request = { .campaign = the.campaign, .file_name = SPAN("file.csv") };
    size_t mark = the.home.used;
    MUST(import_run(&desk, &the.home, &request, bytes, &report, &error));
    arena_reset(&the.home, mark);
    *ret_again = report.was_imported;
    return report.statement;
}

static void shuffled(int *order, int count)
{
    for (int i = 0; i < count; i++)
        order[i] = i;
    for (int i = count - 1; i > 0; i--) {
        int with = (int)dice_between(0, i);
        int kept = order[i];
        order[i] = order[with];
        order[with] = kept;
    }
}

static void undo(statement_id id)
{
    err error = { 0 };
    statement s = { 0 };
    import_desk desk = town_desk(&the, &the.clerk);
    size_t mark = the.home.used;
    MUST(statement_get(house_conn(the.house), id, &s, &error));
    MUST(import_undo(&desk, &the.home, &s, &error));
    arena_reset(&the.home, mark);
}

/* ---- moves ---------------------------------------------------------------------------------- */

QUERY(STANDING, "SELECT count(*) FROM donation WHERE state = 1", 0, false);
QUERY(STANDING_AT,
    "SELECT d.id FROM donation d WHERE d.state = 1 AND (SELECT count(*) FROM donation b "
    "WHERE b.state = 1 AND b.id < d.id) = $1",
    1, false);
QUERY(MOVED, "SELECT count(*) FROM donation WHERE moved_to IS NOT NULL", 0, false);

static campaign other;
static const char *const purposes[] = { "", "masks", "rice" };

/* A gift goes somewhere, if it is not there already and its money is at hand. */
static void gift_move(void)
{
    err error = { 0 };
    int64_t id = 0;
    bool is_found = false;
    store_conn *conn = house_conn(the.house);
    int64_t count = world_number(conn, &STANDING);
    if (count == 0)
        return;
    const store_value at = store_int(dice_between(0, count - 1));
    MUST(store_find_int(conn, &STANDING_AT, &at, 1, &id, &is_found, &error));
    donation_move_input in = { .donation = { id },
        .campaign = dice_one_in(2) ? other.id : the.campaign.id,
        .purpose = span_of(purposes[dice_between(0, 2)]) };
    change c = { .kind = &donation_move, .author = &the.clerk, .org = the.org, .input = &in };
    int64_t before = world_number(conn, &MOVED);
    bool is_good = writer_run(house_writer(the.house), &c, &error);
    assert_true(is_good || error.code == ERR_CONFLICT);
    assert_int_equal(world_number(conn, &MOVED), before + is_good);
    assert_int_equal(world_number(conn, &STANDING), count);
}

static void some_moves(void)
{
    err error = { 0 };
    for (int64_t i = dice_between(0, MOVES); i > 0; i--)
        gift_move();
    if (dice_one_in(2))
        MUST(house_publish(the.house, INT64_C(1) << 40, &error));
}

static void confirm(statement_id id)
{
    err error = { 0 };
    statement s = { 0 };
    import_desk desk = town_desk(&the, &the.reviewer);
    MUST(statement_get(house_conn(the.house), id, &s, &error));
    if (s.state == STATEMENT_BOOKED)
        MUST(import_confirm(&desk, &s, &error));
}

static void town_of_two(void)
{
    town_make(&the);
    other = town_campaign(&the, "cold");
    for (int i = 1; i < 3; i++) {
        town_purpose(&the, the.campaign.id, purposes[i]);
        town_purpose(&the, other.id, purposes[i]);
    }
}

static void one_round(bool moves)
{
    static stories s;
    err error = { 0 };
    int order[2 * FILES];
    statement_id ids[FILES] = { { 0 } };
    dice_roll_new();
    stories_tell(&s);
    town_of_two();
    shuffled(order, 2 * FILES);
    for (int i = 0; i < 2 * FILES; i++) {
        bool is_again = false;
        int at = order[i] % FILES;
        bool was_there = ids[at].value != 0;
        statement_id id = bytes_take(s.files[at], &is_again);
        assert_int_equal(is_again, was_there);
        ids[at] = id;
        if (moves && dice_one_in(2))
            confirm(id);
        if (moves)
            some_moves();
    }
    books_are(&s);
    assert_true(town_verifies(&the));
    shuffled(order, FILES);
    for (int i = 0; i < FILES; i++) {
        undo(ids[order[i]]);
        if (moves)
            some_moves();
    }
    if (moves)
        MUST(house_publish(the.house, INT64_C(1) << 40, &error));
    static const char *const codes[] = { ".bank", ".clearing-wechat", ".clearing-other", ".fee",
        ".unclaimed" };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        assert_int_equal(balance_of(codes[i]), 0);
    assert_true(town_verifies(&the));
    town_end(&the);
    arena_close(&s.home);
}

static void any_order_gives_the_same_books(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++)
        one_round(false);
}

static void moves_in_between_change_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++)
        one_round(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(any_order_gives_the_same_books),
        cmocka_unit_test(moves_in_between_change_nothing) };
    return world_run("order", tests, sizeof tests / sizeof *tests);
}
