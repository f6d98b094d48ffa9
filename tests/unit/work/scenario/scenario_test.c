/* The scenario's data files and the bills made of them: figures to the fen, the provider's form,
 * one payer a gift.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "payfile/payfile.h"
#include "sys/sys.h"
#include "text/text.h"
#include "work/scenario/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "scenario/beijing-2020/"
#define ARENA_SIZE (64 * 1024 * 1024)

enum { BILL_COLUMNS = 27, ORDERS_MAX = 30000, ORDER_SIZE = 32 };

static void fail_with(const err *e)
{
    char text[500];
    err_render(e, e->message ? e->message : "no message", text, sizeof text);
    fail_msg("%s", text);
}
#define MUST(call)                                                                                 \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_with(&error);                                                                     \
    } while (0)

static span file_of(arena *a, const char *path)
{
    err error = { 0 };
    span bytes = { 0 };
    MUST(sys_file_read(a, path, 1024 * 1024, &bytes, &error));
    return bytes;
}

static scenario_plan *plan_of(arena *a)
{
    err error = { 0 };
    scenario_plan *plan = ARENA_NEW(a, scenario_plan, 1);
    MUST(scenario_plan_read(a, file_of(a, FOLDER "scenario.json"), plan, &error));
    return plan;
}

/* ---- the plan ------------------------------------------------------------------------------- */

static void plan_says_what_the_page_says(void **state)
{
    (void)state;
    ARENA a = { 0 };
    assert_true(arena_open(&a, ARENA_SIZE));
    const scenario_plan *plan = plan_of(&a);
    assert_true(span_is(plan->code, "beijing-2020"));
    assert_int_equal(plan->gift_count, 22767);
    assert_int_equal(plan->amount.fen, 361790000);
    assert_int_equal(plan->first_gift_count, 12840);
    assert_true(plan->first_amount.fen >= 185000000);
    assert_int_equal(plan->clock.day.day, 20200203);
    assert_int_equal(plan->clock.second, 18 * 3600 + 30 * 60);
    assert_int_equal(plan->clock.us, INT64_C(1580725800000000));
    assert_int_equal(plan->chart_from.day, 20100101);
}

/* The plan with one piece of its text exchanged. */
static bool plan_with(arena *a, const char *from, const char *to, err *reterr)
{
    span json = file_of(a, FOLDER "scenario.json");
    size_t at = span_search(json, span_of(from));
    assert_true(at < json.size);
    buffer b = buffer_in(a, json.size + strlen(to) + 1);
    buffer_add(&b, span_slice(json, 0, at));
    buffer_text(&b, to);
    buffer_add(&b, span_slice(json, at + strlen(from), json.size));
    scenario_plan *plan = ARENA_NEW(a, scenario_plan, 1);
    return scenario_plan_read(a, buffer_span(&b), plan, reterr);
}

static void plan_with_a_slip_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *field;
    } slips[] = {
        { "\"gifts\": 22767", "\"gifts\": 22768", "targets" },
        { "\"amount_fen\": 361790000", "\"amount_fen\": 361790001", "targets" },
        { "\"first_24h_gifts\": 12840", "\"first_24h_gifts\": 12841", "targets" },
        { "\"first_24h_fen\": 185231000", "\"first_24h_fen\": 185230999", "targets" },
        { "\"seed\": 20200201", "\"seed\": 0", "seed" },
        { "\"seed\": 20200201", "\"seed\": 1.5", "seed" },
        { "\"seed\"", "\"sead\"", "seed" },
        { "\"from_hour\": 8", "\"from_hour\": 9", "gifts" },
        { "\"day\": \"2020-02-03\"", "\"day\": \"2020-02-04\"", "parts" },
        { "T18:30:00", "T17:59:00", "parts" },
        { "\"day\": \"2020-02-02\", \"from_hour\": 8", "\"day\": \"2020-02-02\", \"from_hour\": 7",
            "parts" },
        { "\"fen\": 100,", "\"fen\": 0,", "fen" },
        { "\"fen\": 5000000", "\"fen\": 5000001", "fen" },
        { "\"weight\": 1350", "\"weight\": \"1350\"", "weight" },
    };
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        ARENA a = { 0 };
        err e = { 0 };
        assert_true(arena_open(&a, ARENA_SIZE));
        if (plan_with(&a, slips[i].from, slips[i].to, &e))
            fail_msg("accepted: %s", slips[i].to);
        assert_int_equal(e.code, ERR_INPUT);
        assert_string_equal(e.field, slips[i].field);
    }
}

/* ---- bills ---------------------------------------------------------------------------------- */

typedef struct bill_reader {
    const scenario_plan *plan;
    int64_t opened_second; /* of 2020-02-01 */
    int32_t bills;
    date days[8];
    int64_t gifts, fen, first_gifts, first_fen;
    int64_t round_gifts, largest_fen;
    int32_t hours[4][24];
    char (*orders)[ORDER_SIZE];
    char (*merchants)[ORDER_SIZE];
    char (*payers)[ORDER_SIZE];
} bill_reader;

static void cells_of(span line, span *cells, size_t count)
{
    span rest = line;
    for (size_t i = 0; i < count; i++) {
        assert_true(span_split(&rest, ',', &cells[i]));
        assert_true(cells[i].size >= 1 && cells[i].at[0] == '`');
        cells[i] = span_slice(cells[i], 1, cells[i].size);
    }
    assert_null(rest.at);
}

static int64_t fen_of(span cell)
{
    err error = { 0 };
    money m = { 0 };
    MUST(text_parse_money(cell, &m, &error));
    return m.fen;
}

static void keep(char (*into)[ORDER_SIZE], int64_t at, span s)
{
    assert_true(s.size < ORDER_SIZE && at < ORDERS_MAX);
    memcpy(into[at], s.at, s.size);
}

static void read_row(bill_reader *r, span line, date day)
{
    span c[BILL_COLUMNS];
    err error = { 0 };
    date paid = { 0 };
    int64_t clock_us = 0;
    cells_of(line, c, BILL_COLUMNS);
    MUST(text_parse_date(span_slice(c[0], 0, 10), &paid, &error));
    MUST(text_parse_clock(span_slice(c[0], 11, c[0].size), &clock_us, &error));
    assert_int_equal(paid.day, day.day);
    assert_int_equal(c[5].size, 28);
    assert_true(span_starts(c[5], r->plan->order_head));
    char date_text[9];
    snprintf(date_text, sizeof date_text, "%08d", day.day);
    assert_memory_equal(c[5].at + 10, date_text, 8);
    assert_int_equal(c[7].size, 28);
    assert_true(span_is(c[8], "JSAPI") || span_is(c[8], "NATIVE"));
    assert_true(span_is(c[9], "SUCCESS") && span_is(c[11], "CNY"));
    assert_true(span_is(c[14], "0") && span_is(c[16], "0.00") && span_is(c[18], ""));
    assert_true(span_is(c[22], "0.00000") && span_equal(c[12], c[24]));
    int64_t fen = fen_of(c[24]);
    assert_true(fen > 0 && fen <= SCENARIO_GIFT_FEN_MAX);
    keep(r->orders, r->gifts, c[5]);
    keep(r->merchants, r->gifts, c[6]);
    keep(r->payers, r->gifts, c[7]);
    int64_t second = (int64_t)(day.day - 20200201) * 86400 + clock_us / 1000000;
    assert_true(second >= 8 * 3600);
    assert_true(second < 2 * 86400 + r->plan->clock.second);
    if (second < 8 * 3600 + 86400) {
        r->first_gifts++;
        r->first_fen += fen;
    }
    r->hours[day.day - 20200201][clock_us / 3600000000]++;
    r->round_gifts += fen == 1000 || fen == 2000 || fen == 5000 || fen == 10000 || fen == 20000;
    r->largest_fen = fen > r->largest_fen ? fen : r->largest_fen;
    r->gifts++;
    r->fen += fen;
}

static span line_take(span *rest)
{
    size_t end = span_search(*rest, (span)SPAN("\r\n"));
    assert_true(end < rest->size);
    span line = span_slice(*rest, 0, end);
    *rest = span_slice(*rest, end + 2, rest->size);
    return line;
}

static bool read_bill(void *self, date day, span bytes, err *reterr)
{
    (void)reterr;
    bill_reader *r = self;
    int64_t gifts_before = r->gifts, fen_before = r->fen;
    span rest = bytes, totals[7];
    span header = line_take(&rest);
    assert_true(span_starts(header, (span)SPAN("\xEF\xBB\xBF交易时间,公众账号ID,")));
    assert_true(span_ends(header, (span)SPAN(",申请退款金额,费率备注")));
    span line = line_take(&rest);
    while (line.at[0] == '`') {
        read_row(r, line, day);
        line = line_take(&rest);
    }
    assert_true(span_starts(line, (span)SPAN("总交易单数,应结订单总金额,")));
    cells_of(line_take(&rest), totals, 7);
    assert_int_equal(rest.size, 0);
    uint64_t count = 0;
    assert_true(text_parse_uint(totals[0], UINT32_MAX, &count));
    assert_int_equal(count, r->gifts - gifts_before);
    assert_int_equal(fen_of(totals[1]), r->fen - fen_before);
    assert_int_equal(fen_of(totals[5]), r->fen - fen_before);
    assert_true(span_is(totals[2], "0.00") && span_is(totals[6], "0.00"));
    r->days[r->bills++] = day;
    return true;
}

static int compare_texts(const void *a, const void *b)
{
    return memcmp(a, b, ORDER_SIZE);
}

static void assert_all_different(char (*texts)[ORDER_SIZE], int64_t count)
{
    qsort(texts, (size_t)count, ORDER_SIZE, compare_texts);
    for (int64_t i = 1; i < count; i++)
        assert_memory_not_equal(texts[i - 1], texts[i], ORDER_SIZE);
}

static void bills_have_the_figures_of_the_page(void **state)
{
    (void)state;
    ARENA a = { 0 }, room = { 0 };
    err error = { 0 };
    assert_true(arena_open(&a, ARENA_SIZE));
    const scenario_plan *plan = plan_of(&a);
    assert_true(arena_open(&room, scenario_bills_size(plan)));
    bill_reader r = { .plan = plan,
        .orders = arena_take(&a, ORDERS_MAX, ORDER_SIZE, 1),
        .merchants = arena_take(&a, ORDERS_MAX, ORDER_SIZE, 1),
        .payers = arena_take(&a, ORDERS_MAX, ORDER_SIZE, 1) };
    MUST(scenario_bills(&room, plan, read_bill, &r, &error));
    assert_int_equal(r.bills, 3);
    assert_int_equal(r.days[0].day, 20200201);
    assert_int_equal(r.days[2].day, 20200203);
    assert_int_equal(r.gifts, 22767);
    assert_int_equal(r.fen, 361790000);
    assert_int_equal(r.first_gifts, 12840);
    assert_int_equal(r.first_fen, 185231000);
    assert_true(r.round_gifts * 10 > r.gifts * 6);
    assert_true(r.largest_fen >= 1000000);
    for (int32_t i = 0; i < plan->part_count; i++) {
        const scenario_part *part = &plan->parts[i];
        for (int32_t hour = 0; hour < part->hour_count; hour++)
            assert_int_equal(
                r.hours[part->day.day - 20200201][part->from_hour + hour], part->gifts[hour]);
    }
    assert_all_different(r.orders, r.gifts);
    assert_all_different(r.merchants, r.gifts);
    assert_all_different(r.payers, r.gifts);
}

/* What the house's own reader makes of a bill. */
static bool import_bill(void *self, date day, span bytes, err *reterr)
{
    bill_reader *r = self;
    ARENA home = { 0 };
    payfile_format format = { 0 };
    const payfile_profiles none = { 0 };
    payfile *file = NULL;
    payfile_row row;
    bool has_more = true;
    int64_t count = 0, fen = 0;
    assert_true(arena_open(&home, ARENA_SIZE));
    if (!payfile_detect(bytes, none, &format, reterr) ||
        !payfile_open(&home, &format, bytes, &file, reterr))
        return false;
    assert_string_equal(format.name, "wechat-merchant");
    while (payfile_next(file, &row, &has_more, reterr) && has_more) {
        assert_int_equal(row.kind, PAYFILE_GIFT);
        assert_int_equal(row.day.day, day.day);
        assert_true(row.second >= 0 && row.fee_mfen == 0 && span_is(row.currency, "CNY"));
        assert_true(row.order_no.size == 28 && row.payer.size == 28 && row.merchant_no.size > 0);
        count++;
        fen += row.amount.fen;
    }
    assert_false(has_more);
    payfile_stated stated = payfile_totals(file);
    assert_true(stated.has_count && stated.count == count);
    assert_true(stated.has_amount && stated.amount.fen == fen);
    assert_true(!stated.has_refund || stated.refund.fen == 0);
    assert_true(!stated.has_fee || stated.fee_mfen == 0);
    payfile_close(file);
    r->gifts += count;
    r->fen += fen;
    return true;
}

static void bills_are_read_by_the_import(void **state)
{
    (void)state;
    ARENA a = { 0 };
    err error = { 0 };
    bill_reader r = { 0 };
    assert_true(arena_open(&a, ARENA_SIZE));
    MUST(scenario_bills(&a, plan_of(&a), import_bill, &r, &error));
    assert_int_equal(r.gifts, 22767);
    assert_int_equal(r.fen, 361790000);
}

/* FNV-1a over all bills: the same plan must give the same bytes, another seed others. */
static bool digest_bill(void *self, date day, span bytes, err *reterr)
{
    (void)day;
    (void)reterr;
    uint64_t *digest = self;
    for (size_t i = 0; i < bytes.size; i++)
        *digest = (*digest ^ (uint8_t)bytes.at[i]) * UINT64_C(0x100000001B3);
    return true;
}

static uint64_t digest_of(arena *a, const scenario_plan *plan)
{
    err error = { 0 };
    uint64_t digest = UINT64_C(0xCBF29CE484222325);
    size_t mark = a->used;
    MUST(scenario_bills(a, plan, digest_bill, &digest, &error));
    assert_int_equal(a->used, mark);
    return digest;
}

static void bills_depend_on_the_seed_alone(void **state)
{
    (void)state;
    ARENA a = { 0 };
    assert_true(arena_open(&a, ARENA_SIZE));
    scenario_plan *plan = plan_of(&a);
    uint64_t first = digest_of(&a, plan);
    assert_true(first == digest_of(&a, plan));
    plan->seed++;
    assert_false(first == digest_of(&a, plan));
}

static void totals_hold_for_many_seeds(void **state)
{
    (void)state;
    for (int64_t seed = 1; seed <= 5; seed++) {
        ARENA a = { 0 };
        err error = { 0 };
        assert_true(arena_open(&a, ARENA_SIZE));
        scenario_plan *plan = plan_of(&a);
        plan->seed = seed * 7919;
        bill_reader r = { .plan = plan,
            .orders = arena_take(&a, ORDERS_MAX, ORDER_SIZE, 1),
            .merchants = arena_take(&a, ORDERS_MAX, ORDER_SIZE, 1),
            .payers = arena_take(&a, ORDERS_MAX, ORDER_SIZE, 1) };
        MUST(scenario_bills(&a, plan, read_bill, &r, &error));
        assert_int_equal(r.fen, 361790000);
        assert_int_equal(r.first_fen, 185231000);
        assert_all_different(r.orders, r.gifts);
    }
}

/* One part of one hour. */
static scenario_plan *small_plan(arena *a, int32_t gifts, int64_t fen)
{
    scenario_plan *plan = plan_of(a);
    plan->part_count = 1;
    plan->parts[0] = (scenario_part){ .day = { 20200203 },
        .from_hour = 18,
        .hour_count = 1,
        .gifts = { gifts },
        .gift_count = gifts,
        .amount = { fen } };
    return plan;
}

static void amounts_reach_any_sum_within_bounds(void **state)
{
    (void)state;
    static const struct {
        int32_t gifts;
        int64_t fen;
        bool is_possible;
    } cases[] = { { 1, 1, true }, { 1, 5000000, true }, { 1, 5000001, false }, { 3, 3, true },
        { 3, 2, false }, { 10, 12345, true }, { 10, 49999999, true }, { 0, 0, true } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ARENA a = { 0 };
        err e = { 0 };
        uint64_t digest = 0;
        assert_true(arena_open(&a, ARENA_SIZE));
        scenario_plan *plan = small_plan(&a, cases[i].gifts, cases[i].fen);
        bool is_made = scenario_bills(&a, plan, digest_bill, &digest, &e);
        if (is_made != cases[i].is_possible)
            fail_msg("%d gifts of %lld fen", cases[i].gifts, (long long)cases[i].fen);
        assert_true(is_made || e.code == ERR_INPUT);
    }
}

static bool refuse_bill(void *self, date day, span bytes, err *reterr)
{
    (void)bytes;
    (void)day;
    ++*(int *)self;
    return err_set(reterr, ERR_STORE, "asked to fail");
}

static void bills_end_when_one_is_refused(void **state)
{
    (void)state;
    ARENA a = { 0 };
    err e = { 0 };
    int calls = 0;
    assert_true(arena_open(&a, ARENA_SIZE));
    assert_false(scenario_bills(&a, plan_of(&a), refuse_bill, &calls, &e));
    assert_int_equal(calls, 1);
    assert_int_equal(e.code, ERR_STORE);
    ARENA small = { 0 };
    assert_true(arena_open(&small, 64 * 1024));
    e = (err){ 0 };
    assert_false(scenario_bills(&small, plan_of(&a), refuse_bill, &calls, &e));
    assert_int_equal(e.code, ERR_MEMORY);
    assert_int_equal(calls, 1);
}

/* ---- the other files ------------------------------------------------------------------------ */

static void campaign_is_read(void **state)
{
    (void)state;
    ARENA a = { 0 };
    err error = { 0 };
    scenario_campaign c = { 0 };
    assert_true(arena_open(&a, ARENA_SIZE));
    MUST(scenario_campaign_read(&a, file_of(&a, FOLDER "campaign.json"), &c, &error));
    assert_true(span_is(c.code, "warm-wuhan") && span_is(c.org, "warm-foundation"));
    assert_true(span_is(c.name_zh, "温暖武汉") && span_is(c.phase, "response"));
    assert_int_equal(c.opened.us, INT64_C(1580515200000000));
    assert_int_equal(c.opened.day.day, 20200201);
    assert_int_equal(c.opened.second, 8 * 3600);
    assert_int_equal(c.closes.us, 0);
    assert_int_equal(c.filing_no.size, 0);
    assert_int_equal(c.filing_days, 10);
    static const char *const broken[] = { "", "[]", "{", "{}", "{\"code\":null}", "{\"code\":7}",
        "{} {}" };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        err e = { 0 };
        assert_false(scenario_campaign_read(&a, span_of(broken[i]), &c, &e));
        assert_int_equal(e.code, ERR_INPUT);
    }
}

static bool has_code(const scenario_table *table, size_t column, span code)
{
    for (size_t row = 0; row < table->row_count; row++) {
        if (span_equal(scenario_cell(table, row, column), code))
            return true;
    }
    return false;
}

static void tables_hang_together(void **state)
{
    (void)state;
    ARENA a = { 0 };
    err error = { 0 };
    scenario_table chart = { 0 }, roles = { 0 }, signins = { 0 }, orgs = { 0 };
    assert_true(arena_open(&a, ARENA_SIZE));
    MUST(scenario_table_read(&a, file_of(&a, FOLDER "chart-union-2009.csv"),
        "code,name_zh,name_en,class", &chart, &error));
    MUST(scenario_table_read(
        &a, file_of(&a, FOLDER "roles.csv"), "role,chart,code,why", &roles, &error));
    MUST(scenario_table_read(
        &a, file_of(&a, FOLDER "signins.csv"), "login,role,org,name_zh,name_en", &signins, &error));
    MUST(scenario_table_read(&a, file_of(&a, FOLDER "orgs.csv"),
        "code,parent,kind,name_zh,name_en,region_code,uscc,legal,opened", &orgs, &error));
    for (size_t row = 0; row < chart.row_count; row++) {
        span code = scenario_cell(&chart, row, 0), class = scenario_cell(&chart, row, 3);
        assert_true(class.size == 1 && class.at[0] == code.at[0]);
        assert_true(code.size == 3 || has_code(&chart, 0, span_slice(code, 0, 3)));
    }
    assert_int_equal(roles.row_count, 9);
    for (size_t row = 0; row < roles.row_count; row++)
        assert_true(has_code(&chart, 0, scenario_cell(&roles, row, 2)));
    assert_int_equal(signins.row_count, 4);
    for (size_t row = 0; row < signins.row_count; row++)
        assert_true(has_code(&orgs, 0, scenario_cell(&signins, row, 2)));
    assert_true(orgs.row_count > 180);
}

static void tables_out_of_form_are_refused(void **state)
{
    (void)state;
    static const char *const broken[] = { "", "a\n1\n", "a,b,c\n", "b,a\n1,2\n", "a,b\n1\n",
        "a,b\n1,2,3\n", "a,b\n\"1,2\n" };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        ARENA a = { 0 };
        err e = { 0 };
        scenario_table t = { 0 };
        assert_true(arena_open(&a, ARENA_SIZE));
        if (scenario_table_read(&a, span_of(broken[i]), "a,b", &t, &e))
            fail_msg("accepted: %s", broken[i]);
        assert_int_equal(e.code, ERR_INPUT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plan_says_what_the_page_says),
        cmocka_unit_test(plan_with_a_slip_is_refused),
        cmocka_unit_test(bills_have_the_figures_of_the_page),
        cmocka_unit_test(bills_are_read_by_the_import),
        cmocka_unit_test(bills_depend_on_the_seed_alone),
        cmocka_unit_test(totals_hold_for_many_seeds),
        cmocka_unit_test(amounts_reach_any_sum_within_bounds),
        cmocka_unit_test(bills_end_when_one_is_refused),
        cmocka_unit_test(campaign_is_read),
        cmocka_unit_test(tables_hang_together),
        cmocka_unit_test(tables_out_of_form_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
