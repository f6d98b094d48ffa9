/* A day's merchant bill as WeChat Pay writes it.
 * Source: WeChat Pay, "download the bill of a day", the columns of 2019 and later.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/scenario/scenario_in.h"
#include "base/buffer.h"
#include "text/text.h"

#include <assert.h>
#include <stdlib.h>

enum { ROW_SIZE_MAX = 512, BILL_SIZE_MIN = 4096 };

#define ORDERS INT64_C(10000000000) /* order numbers of one day: the last ten digits */

static const char header[] =
    "\xEF\xBB\xBF交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,"
    "交易类型,交易状态,"
    "付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,"
    "退款类型,"
    "退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\r\n";
static const char totals_header[] = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,"
                                    "手续费总金额,订单总金额,申请退款总金额\r\n";

/* How people paid, and how often of a hundred. */
static const struct source_of_money {
    const char *name;
    uint32_t weight;
} banks[] = { { "OTHERS", 34 }, { "CFT", 26 }, { "ICBC_DEBIT", 11 }, { "CCB_DEBIT", 8 },
    { "ABC_DEBIT", 6 }, { "BOC_DEBIT", 5 }, { "CMB_DEBIT", 6 }, { "PSBC_DEBIT", 2 },
    { "BOB_DEBIT", 2 } };

/* The gifts of one day. */
typedef struct day_plan {
    date day;
    int32_t count;
    int64_t total;
    int32_t *seconds; /* of the day, in order */
    int64_t *amounts;
} day_plan;

typedef struct billing {
    arena *home;
    const scenario_plan *plan;
    dice dice;
    buffer out;
} billing;

/* ---- a day's gifts -------------------------------------------------------------------------- */

static int compare_seconds(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Seconds of one hour, the last one cut by the clock of the plan. */
static void seconds_make(billing *b, date day, int32_t hour, int32_t *into, int32_t count)
{
    int32_t room = 3600;
    int32_t start = hour * 3600;
    if (day.day == b->plan->clock.day.day && start + room > b->plan->clock.second)
        room = b->plan->clock.second - start;
    assert(room > 0 || count == 0);
    for (int32_t i = 0; i < count; i++)
        into[i] = start + (int32_t)dice_below(&b->dice, (uint32_t)room);
    if (count > 0)
        qsort(into, (size_t)count, sizeof *into, compare_seconds);
}

/* Adds the gifts of a part to its day. */
static bool part_make(billing *b, const scenario_part *part, day_plan *day, err *reterr)
{
    int32_t at = day->count;
    for (int32_t i = 0; i < part->hour_count; i++) {
        seconds_make(b, part->day, part->from_hour + i, day->seconds + at, part->gifts[i]);
        at += part->gifts[i];
    }
    if (part->gift_count > 0 && !amounts_make(b->plan, &b->dice, part->amount,
                                    day->amounts + day->count, part->gift_count, reterr))
        return false;
    day->count = at;
    day->total += part->amount.fen;
    return true;
}

/* ---- a day's bill --------------------------------------------------------------------------- */

static void cell(buffer *out, span s)
{
    buffer_text(out, ",`");
    buffer_add(out, s);
}

static void money_cell(buffer *out, int64_t fen)
{
    buffer_format(out, ",`%lld.%02lld", (long long)(fen / 100), (long long)(fen % 100));
}

static const char *bank_draw(dice *d)
{
    uint32_t at = dice_below(d, 100);
    size_t i = 0;
    while (i + 1 < sizeof banks / sizeof *banks && at >= banks[i].weight)
        at -= banks[i++].weight;
    return banks[i].name;
}

/* An identity of a payer in the provider's form: o, six letters of the merchant's app, 21 of the
 * payer. */
static void payer_cell(buffer *out, dice *d)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    buffer_text(out, ",`oDEMO00");
    for (int i = 0; i < 21; i++)
        buffer_byte(out, letters[dice_below(d, 64)]);
}

static void time_add(buffer *out, const char *format, date day, int32_t second)
{
    buffer_format(out, format, day.day / 10000, day.day / 100 % 100, day.day % 100, second / 3600,
        second / 60 % 60, second % 60);
}

/* `order` is different for each gift of the day. */
static void row_add(billing *b, const day_plan *day, int32_t i, int64_t order)
{
    const scenario_plan *plan = b->plan;
    buffer *out = &b->out;
    buffer_byte(out, '`');
    time_add(out, "%04d-%02d-%02d %02d:%02d:%02d", day->day, day->seconds[i]);
    cell(out, plan->app_id);
    cell(out, plan->merchant_no);
    buffer_text(out, ",`0,`");
    cell(out, plan->order_head);
    buffer_format(
        out, "%02d%08d%010lld", (int)(order / 1000003 % 90 + 10), day->day.day, (long long)order);
    cell(out, plan->merchant_order_head);
    time_add(out, "%04d%02d%02d%02d%02d%02d", day->day, day->seconds[i]);
    buffer_format(out, "%06d", i + 1);
    payer_cell(out, &b->dice);
    buffer_text(out, dice_below(&b->dice, 10) < 7 ? ",`JSAPI,`SUCCESS,`" : ",`NATIVE,`SUCCESS,`");
    buffer_text(out, bank_draw(&b->dice));
    buffer_text(out, ",`CNY");
    money_cell(out, day->amounts[i]);
    buffer_text(out, ",`0.00,`0,`0,`0.00,`0.00,`,`");
    cell(out, plan->goods);
    buffer_text(out, ",`,`0.00000,`0.00%");
    money_cell(out, day->amounts[i]);
    buffer_text(out, ",`0.00,`\r\n");
}

static bool bill_make(billing *b, const day_plan *day, err *reterr)
{
    /* Runs through all numbers below ORDERS before it meets one again: ORDERS has the divisors 2
     * and 5 only, `times` leaves 1 when divided by 20, `plus` has no divisor in common with it
     * (Hull and Dobell, 1962). */
    int64_t times = (int64_t)dice_below(&b->dice, 40000000) * 20 + 1;
    int64_t plus = (int64_t)dice_below(&b->dice, 900000000) * 10 + 7;
    int64_t order = (int64_t)dice_below(&b->dice, UINT32_MAX);
    buffer_text(&b->out, header);
    for (int32_t i = 0; i < day->count; i++) {
        row_add(b, day, i, order);
        order = (order * times + plus) % ORDERS;
    }
    buffer_text(&b->out, totals_header);
    buffer_format(&b->out, "`%d", day->count);
    money_cell(&b->out, day->total);
    buffer_text(&b->out, ",`0.00,`0.00,`0.00000");
    money_cell(&b->out, day->total);
    buffer_text(&b->out, ",`0.00\r\n");
    return buffer_check(&b->out, reterr);
}

static int32_t gifts_of_day(const scenario_plan *plan, date day)
{
    int32_t count = 0;
    for (int32_t i = 0; i < plan->part_count; i++)
        count += plan->parts[i].day.day == day.day ? plan->parts[i].gift_count : 0;
    return count;
}

/* Makes the bill of the day of parts[first]; *ret_next is the first part of another day. */
static bool day_make(billing *b, int32_t first, day_plan *day, int32_t *ret_next, err *reterr)
{
    *day = (day_plan){ .day = b->plan->parts[first].day };
    size_t room = (size_t)gifts_of_day(b->plan, day->day) + 1;
    day->seconds = ARENA_NEW(b->home, int32_t, room);
    day->amounts = ARENA_NEW(b->home, int64_t, room);
    if (!day->seconds || !day->amounts)
        return err_set(reterr, ERR_MEMORY, N_("the scenario is larger than its memory"));
    int32_t i = first;
    for (; i < b->plan->part_count && b->plan->parts[i].day.day == day->day.day; i++) {
        if (!part_make(b, &b->plan->parts[i], day, reterr))
            return false;
    }
    *ret_next = i;
    b->out = buffer_in(b->home, room * ROW_SIZE_MAX + BILL_SIZE_MIN);
    return bill_make(b, day, reterr);
}

size_t scenario_bills_size(const scenario_plan *plan)
{
    assert(plan);
    size_t most = 0;
    for (int32_t i = 0; i < plan->part_count; i++) {
        size_t gifts = (size_t)gifts_of_day(plan, plan->parts[i].day);
        most = gifts > most ? gifts : most;
    }
    return (most + 2) * (ROW_SIZE_MAX + sizeof(int32_t) + sizeof(int64_t)) + BILL_SIZE_MIN + 64;
}

bool scenario_bills(
    arena *a, const scenario_plan *plan, scenario_bill_take *take, void *self, err *reterr)
{
    assert(a && plan && take);
    assert(plan->part_count > 0 && plan->part_count <= SCENARIO_PARTS_MAX);
    billing b = { .home = a, .plan = plan };
    for (int32_t part = 0; part < plan->part_count;) {
        size_t mark = a->used;
        day_plan day = { 0 };
        b.dice = dice_make((uint64_t)plan->seed, (uint64_t)plan->parts[part].day.day);
        bool is_done = day_make(&b, part, &day, &part, reterr) &&
                       take(self, day.day, buffer_span(&b.out), reterr);
        arena_reset(a, mark);
        if (!is_done)
            return false;
    }
    return true;
}
