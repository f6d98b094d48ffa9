/* No row of any table can be altered, cut or added from outside without being told, on either
 * engine; and where it is one row, its key is told.  Tables, columns and keys come from the schema
 * as it is.
 * SPDX-License-Identifier: Apache-2.0 */
#include "gifts.h"
#include "matches.h"

#include "door/receipts.h"
#include "store/fingerprint_in.h"
#include "work/disclosure/question.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_SIZE = 4096, NAMES_MAX = 64 };

static town the;
static gifts all;

/* ---- what is told
 * ------------------------------------------------------------------------------ */

typedef struct told {
    int count;
    bool is_named;
    char table[64];
    int64_t rows;
} told;

static void table_told(void *self, const char *table, const char *key, int64_t rows)
{
    told *t = self;
    t->count++;
    t->is_named = key != NULL;
    t->rows = rows;
    snprintf(t->table, sizeof t->table, "%s", table);
}

static told look(store_conn *reader)
{
    err error = { 0 };
    told t = { 0 };
    if (!store_fingerprints_check(reader, table_told, &t, &error) && error.code != ERR_DAMAGE)
        world_fail(__FILE__, __LINE__, &error);
    return t;
}

/* ---- altering
 * ---------------------------------------------------------------------------------- */

/* As world_script; false when a rule of the schema refuses it. */
static bool script_try(const char *text)
{
    const store_driver *driver = world_driver();
    err error = { 0 };
    arena home = { 0 };
    void *link = NULL;
    bool is_unknown = false;
    assert_true(arena_open(&home, driver->link_size + 4096));
    MUST(driver->connect(world_where(), STORE_WRITE, &home, &link, &error));
    MUST(driver->begin(link, &error));
    bool is_done = driver->script(link, text, &error);
    if (is_done)
        MUST(driver->commit(link, &is_unknown, &error));
    else
        driver->rollback(link);
    driver->disconnect(link);
    arena_close(&home);
    return is_done;
}

typedef struct names {
    int count;
    char at[NAMES_MAX][64];
} names;

/* The columns, out of "SELECT a, b FROM t". */
static names names_of(const store_table *t)
{
    names n = { 0 };
    span rest = span_of(t->all->text + strlen("SELECT "));
    rest = span_slice(rest, 0, span_search(rest, (span)SPAN(" FROM ")));
    span name = { NULL, 0 };
    while (n.count < NAMES_MAX && span_split(&rest, ',', &name)) {
        name = span_trim(name);
        snprintf(n.at[n.count++], sizeof n.at[0], "%.*s", SPAN_PRINT(name));
    }
    assert_int_equal(n.count, t->column_count);
    return n;
}

/* The condition of the first row by the key. */
static void row_first(const store_table *t, const names *n, char into[TEXT_SIZE])
{
    char keys[512] = "";
    for (int i = 0; i < t->key_count; i++) {
        size_t used = strlen(keys);
        snprintf(
            keys + used, sizeof keys - used, "%s%s", i > 0 ? ", " : "", n->at[t->keys[i].column]);
    }
    snprintf(into, TEXT_SIZE, "(%s) = (SELECT %s FROM %s ORDER BY %s LIMIT 1)", keys, keys, t->name,
        keys);
}

static void restore(const store_table *t)
{
    char text[TEXT_SIZE];
    snprintf(text, sizeof text,
        "DELETE FROM %s; INSERT INTO %s SELECT * FROM kept; DROP TABLE kept", t->name, t->name);
    world_script(text);
}

static void keep(const store_table *t)
{
    char text[TEXT_SIZE];
    snprintf(text, sizeof text, "CREATE TABLE kept AS SELECT * FROM %s", t->name);
    world_script(text);
}

static bool is_key(const store_table *t, int column)
{
    for (int i = 0; i < t->key_count; i++) {
        if (t->keys[i].column == column)
            return true;
    }
    return false;
}

/* Values that a column may take instead; which of them fit its type and rules is for the
 * database to say. */
static bool column_change(const store_table *t, const names *n, int column)
{
    bool is_sqlite = world_driver()->engine[0] == 's';
    const char *const values[] = { "%s + 1000003", "%s + 1", "%s - 1", "1 - %s", "1",
        is_sqlite ? "CAST(hex(%s) || 'x' AS BLOB)" : "%s || decode('78', 'hex')", "%s || 'x'",
        is_sqlite ? "CAST('x' AS BLOB)" : "decode('78', 'hex')", "'x'" };
    char row[TEXT_SIZE];
    row_first(t, n, row);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char value[256];
        char text[2 * TEXT_SIZE];
        snprintf(value, sizeof value, values[i], n->at[column]);
        /* NULL + 1 changes nothing: a value of its own is tried then. */
        snprintf(text, sizeof text, "UPDATE %s SET %s = %s WHERE %s AND %s IS DISTINCT FROM %s",
            t->name, n->at[column], value, row, n->at[column], value);
        if (!script_try(text))
            continue;
        snprintf(text, sizeof text,
            "SELECT count(*) FROM (SELECT * FROM %s EXCEPT SELECT * FROM kept) x", t->name);
        store_query changed = { .name = "changed", .text = text };
        store *s = NULL;
        store_conn *conn = NULL;
        err error = { 0 };
        MUST(store_open(world_driver(), world_where(), &s, &error));
        MUST(store_connect(s, STORE_READ, &conn, &error));
        int64_t count = world_number(conn, &changed);
        store_disconnect(conn);
        store_close(s);
        if (count == 1)
            return true;
        assert_int_equal(count, 0);
    }
    return false;
}

static void is_told(
    const told *t, const store_table *table, const char *what, bool wants_name, int64_t rows)
{
    if (t->count != 1 || strcmp(t->table, table->name) != 0 || t->rows != rows ||
        (wants_name && !t->is_named))
        fail_msg("%s, %s: %d tables told (%s), named %d, rows %lld", table->name, what, t->count,
            t->table, t->is_named, (long long)t->rows);
}

static void columns_altered(store_conn *reader, const store_table *t, int *count, int *skipped)
{
    names n = names_of(t);
    for (int column = 0; column < t->column_count; column++) {
        /* On PostgreSQL each step is a connection of its own: some columns do, other ones each
         * time. */
        if (world_driver()->engine[0] != 's' && !dice_one_in(4))
            continue;
        keep(t);
        if (column_change(t, &n, column)) {
            told what = look(reader);
            is_told(&what, t, n.at[column], !is_key(t, column), 0);
            ++*count;
        } else {
            ++*skipped;
        }
        restore(t);
    }
}

static void row_cut(store_conn *reader, const store_table *t)
{
    names n = names_of(t);
    char row[TEXT_SIZE];
    char text[2 * TEXT_SIZE];
    keep(t);
    row_first(t, &n, row);
    snprintf(text, sizeof text, "DELETE FROM %s WHERE %s", t->name, row);
    world_script(text);
    told what = look(reader);
    is_told(&what, t, "a row cut", true, -1);
    restore(t);
}

/* ---- the law
 * ----------------------------------------------------------------------------------- */

/* A bank's file: a gift, a payout, a charge, an interest. */
static void bank_import(void)
{
    static const span bank = SPAN("交易日期,收入,支出,余额,对方户名,摘要\n"
                                  "2020-01-29,100.00,,100.00,王小明,送米\n"
                                  "2020-01-30,9.94,,109.94,财付通支付科技有限公司,结算\n"
                                  "2020-01-31,0.37,,110.31,,结息\n"
                                  "2020-02-01,,5.00,105.31,,手续费\n");
    const statement_counts should = {
        .rows = 4, .booked = 1, .settlements = 2, .ignored = 1, .amount_fen = 10000
    };
    bytes_import(&the, bank, "bank.csv", &should);
}

static int64_t change_run_by(const actor *who, const change_kind *kind, void *input)
{
    err error = { 0 };
    change c = { .kind = kind, .author = who, .org = the.campaign.org, .input = input };
    MUST(writer_run(house_writer(the.house), &c, &error));
    return c.object_id;
}

static int64_t change_run(const change_kind *kind, void *input)
{
    return change_run_by(&the.clerk, kind, input);
}

/* What files are read by: a rule of direction, an account with a bill a day, a profile chosen for an
 * account. */
static void rules_fill(void)
{
    err error = { 0 };
    const payfile_format sheet = { .name = "qr-sheet" };
    rule_change rule = { .rule = { .words = SPAN("米"), .campaign = the.campaign.id } };
    daily_change daily = { .hour = 10 };
    MUST(import_account(house_conn(the.house), &the.campaign, &sheet, &daily.account, &error));
    change_run(&rule_add, &rule);
    change_run(&account_daily, &daily);
    account_profile_change choice = {
        .account = daily.account, .code = SPAN("bank"), .tail = "0011"
    };
    change_run(&account_profile_set, &choice);
}

/* Ways to give, and a visitor's promise with its link. */
static void visitors_fill(void)
{
    static const actor visitor = { .kind = ACTOR_VISITOR, .address = "203.0.113.7" };
    way w = { .campaign = the.campaign.id,
        .kind = WAY_BANK,
        .title_zh = SPAN("银行转账"),
        .holder = SPAN("基金会"),
        .account_no = SPAN("0000") };
    change_run(&house_way_add, &w);
    goods_want goods = {
        .campaign = w.campaign, .class_zh = SPAN("防护类"), .name_zh = SPAN("口罩")
    };
    change_run(&house_want_add, &goods);
    promise_give_input given = { .promise = { .campaign = w.campaign, .amount = { 700 } } };
    change_run_by(&visitor, &promise_by_visitor, &given);
}

/* A promise, a gift that keeps a part of it and whose payer is remembered, one that waits, one on
 * hold. */
static void givers_fill(void)
{
    static matches some;
    char code[ORDER_CODE_TEXT_SIZE];
    promise_draw(&the, &some, 0, 900);
    order_code_write(code, some.promises[0].code);
    const gift_says says = { .message = code, .payer_id = "o1" };
    match_link_input link = { .gift_count = 1, .promises = { some.promises[0].id } };
    link.promise_count = 1;
    link.gifts[0].gift = gift_notify(&the, &some, 500, &says);
    change_run(&match_link_add, &link);
    gift_notify(&the, &some, 100, &says);
    match_gift_input hold = { .reason = SPAN("wait") };
    hold.gift.gift = gift_notify(&the, &some, 200, &says);
    change_run(&match_hold_add, &hold);
}

/* A published disclosure, and one that corrects it and was sent back. */
static void disclosures_fill(void)
{
    err error = { 0 };
    prepare_input prepare = { .campaign = the.campaign.id, .opened = { 20200101 } };
    disclosure_input disclosed = { { change_run(&disclosure_prepare, &prepare) } };
    MUST(house_publish(the.house, 100000, &error));
    change_run_by(&the.reviewer, &disclosure_review, &disclosed);
    change_run(&disclosure_publish, &disclosed);
    prepare.corrects_year = 2020;
    prepare.corrects_number = 1;
    prepare.reason_zh = (span)SPAN("更正");
    question_ask_input ask = { .disclosure = disclosed.id,
        .figure = SPAN("gifts"),
        .text = SPAN("为什么"),
        .may_publish = true,
        .answer_us = 1000 };
    const actor visitor = { .kind = ACTOR_VISITOR, .address = "test" };
    question_answer_input answer = { change_run_by(&visitor, &question_ask, &ask), SPAN("因为") };
    change_run(&question_answer, &answer);
    disclosure_end_input back = { .id = { change_run(&disclosure_prepare, &prepare) },
        .why = SPAN("再看") };
    change_run_by(&the.reviewer, &disclosure_return, &back);
}

/* A receipt that was given, a request that waits. */
static void receipts_fill(void)
{
    err error = { 0 };
    ARENA home = { 0 };
    receipt_desk desk = { 0 };
    receipt_request asked = { 0 };
    receipt_ready ready = { 0 };
    donation_row *rows = NULL;
    size_t count = 0;
    assert_true(arena_open(&home, 64 << 20));
    const donation_filter filter = { .campaign = the.campaign.id };
    MUST(donation_list(house_conn(the.house), &home, &filter, 2, &rows, &count, &error));
    assert_int_equal(count, 2);
    int64_t ids[2] = { 0 };
    for (size_t i = 0; i < 2; i++) {
        receipt_request_input ask = { .campaign = the.campaign.id,
            .donation = rows[i].id,
            .payer = RECEIPT_PERSON,
            .way = RECEIPT_BY_LINK };
        const receipt_person person = { .title = SPAN("王小明") };
        MUST(receipt_request_seal(&home, house_seal_key(the.house), &person, &ask, &error));
        ids[i] = change_run(&receipt_request_enter, &ask);
    }
    receipt_change_input look = { .id = ids[0] };
    receipt_review_input review = { .request = ids[0], .approves = true };
    change_run_by(&the.reviewer, &receipt_look, &look);
    change_run_by(&the.reviewer, &receipt_review, &review);
    MUST(receipt_desk_open(the.house, house_conn(the.house), &home, the.clerk.id, &desk, &error));
    MUST(request_get(desk.conn, &home, the.campaign.org, ids[0], &asked, &error));
    MUST(receipt_prepare(&desk, &home, &asked, &ready, &error));
    receipt_issue_input issue = { .ready = &ready, .count = 1 };
    change_run(&receipt_issue, &issue);
}

/* What a provider's screen shows before its files are here. */
static void seen_fill(void)
{
    err error = { 0 };
    const payfile_format bill = { .name = "wechat-merchant" };
    seen_figure figure = { .gifts = 3,
        .amount = { 900 },
        .day = { TOWN_NOON },
        .as_of_us = house_civil_us(the.house) - 1000000 };
    MUST(import_account(house_conn(the.house), &the.campaign, &bill, &figure.account, &error));
    change_run(&house_seen_add, &figure);
}

static void town_fill(void)
{
    dice_roll_new();
    town_make(&the);
    gifts_draw(&all, 400, 12);
    seen_fill();
    err error = { 0 };
    int whole = file_draw(&all, 0, false);
    file_import(&the, &all, whole, false);
    file_confirm(&the, &all, whole);
    disclosures_fill();
    file_import(&the, &all, file_draw(&all, 60, true), true);
    for (int i = 0; i < 20; i++)
        payment_notify(&the, &all, i * 7, true, true);
    rules_fill();
    bank_import();
    givers_fill();
    visitors_fill();
    MUST(house_publish(the.house, 100000, &error));
    receipts_fill();
    assert_true(town_verifies(&the));
}

static void every_table(void **state)
{
    (void)state;
    err error = { 0 };
    store_conn *reader = NULL;
    int count = 0;
    int skipped = 0;
    int empty = 0;
    town_fill();
    world_unguard();
    MUST(store_connect(house_store(the.house), STORE_READ, &reader, &error));
    for (int i = 0; i < STORE_TABLE_COUNT; i++) {
        const store_table *t = &STORE_TABLES[i];
        char text[256];
        snprintf(text, sizeof text, "SELECT count(*) FROM %s", t->name);
        store_query rows = { .name = "rows", .text = text };
        store_conn *fresh = NULL;
        MUST(store_connect(house_store(the.house), STORE_READ, &fresh, &error));
        bool is_empty = world_number(fresh, &rows) == 0;
        store_disconnect(fresh);
        empty += is_empty;
        if (is_empty)
            print_message("%s is empty\n", t->name);
        if (is_empty)
            continue;
        columns_altered(reader, t, &count, &skipped);
        row_cut(reader, t);
        count++;
    }
    assert_int_equal(look(reader).count, 0);
    store_disconnect(reader);
    print_message(
        "%d alterations told, %d columns that hold one value only; %d of %d tables are empty\n",
        count, skipped, empty, STORE_TABLE_COUNT);
    assert_true(count > 50 && empty < 13);
    gifts_end(&all);
    town_end(&the);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_table) };
    return world_run("every table", tests, sizeof tests / sizeof *tests);
}
