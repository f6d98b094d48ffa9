/* scenario.json: read, and held against itself, so that a slip in a figure is found before it is
 * booked.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/scenario/fields_in.h"

#include <assert.h>
#include <stddef.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define AT(member) offsetof(scenario_plan, member)
#define PART_AT(member) offsetof(scenario_part, member)

/* ---- nested members ------------------------------------------------------------------------- */

static bool targets_read(json_reader *r, const json_token *first, void *into, err *reterr)
{
    static const field table[] = {
        { "gifts", FIELD_INT, AT(gift_count), 1, SCENARIO_GIFTS_MAX, NULL },
        { "amount_fen", FIELD_MONEY, AT(amount), 1, MONEY_MAX_FEN, NULL },
        { "first_24h_gifts", FIELD_INT, AT(first_gift_count), 0, SCENARIO_GIFTS_MAX, NULL },
        { "first_24h_fen", FIELD_MONEY, AT(first_amount), 0, MONEY_MAX_FEN, NULL },
    };
    return (first->kind == JSON_OBJECT || field_refuse(reterr, "targets")) &&
           fields_read(r, table, COUNT(table), into, reterr);
}

static bool bill_read(json_reader *r, const json_token *first, void *into, err *reterr)
{
    static const field table[] = {
        { "app_id", FIELD_TEXT, AT(app_id), 1, 0, NULL },
        { "merchant_no", FIELD_TEXT, AT(merchant_no), 1, 0, NULL },
        { "order_head", FIELD_TEXT, AT(order_head), 1, 0, NULL },
        { "merchant_order_head", FIELD_TEXT, AT(merchant_order_head), 1, 0, NULL },
        { "goods", FIELD_TEXT, AT(goods), 1, 0, NULL },
    };
    return (first->kind == JSON_OBJECT || field_refuse(reterr, "bill")) &&
           fields_read(r, table, COUNT(table), into, reterr);
}

static bool hours_read(json_reader *r, const json_token *first, void *into, err *reterr)
{
    scenario_part *part = into;
    json_token t = { 0 };
    bool is_array = first->kind == JSON_ARRAY;
    while (is_array) {
        if (!json_next(r, &t, reterr))
            return false;
        if (t.kind == JSON_ARRAY_END)
            return true;
        if (t.kind != JSON_INTEGER || t.integer < 0 || t.integer > SCENARIO_GIFTS_MAX ||
            part->hour_count == 24)
            break;
        part->gifts[part->hour_count++] = (int32_t)t.integer;
        part->gift_count += (int32_t)t.integer;
    }
    return field_refuse(reterr, "gifts");
}

static bool parts_read(json_reader *r, const json_token *first, void *into, err *reterr)
{
    static const field table[] = {
        { "day", FIELD_DAY, PART_AT(day), 1, 0, NULL },
        { "from_hour", FIELD_SMALL, PART_AT(from_hour), 0, 23, NULL },
        { "amount_fen", FIELD_MONEY, PART_AT(amount), 0, MONEY_MAX_FEN, NULL },
        { "is_first", FIELD_BOOL, PART_AT(is_first), 0, 0, NULL },
        { "gifts", FIELD_NEST, 0, 0, 0, hours_read },
    };
    scenario_plan *plan = into;
    json_token t = { 0 };
    bool is_array = first->kind == JSON_ARRAY;
    while (is_array) {
        if (!json_next(r, &t, reterr))
            return false;
        if (t.kind == JSON_ARRAY_END)
            return true;
        if (t.kind != JSON_OBJECT || plan->part_count == SCENARIO_PARTS_MAX)
            break;
        if (!fields_read(r, table, COUNT(table), &plan->parts[plan->part_count++], reterr))
            return false;
    }
    return field_refuse(reterr, "parts");
}

static bool amounts_read(json_reader *r, const json_token *first, void *into, err *reterr)
{
    static const field table[] = {
        { "fen", FIELD_MONEY, offsetof(scenario_amount, amount), 1, SCENARIO_GIFT_FEN_MAX, NULL },
        { "weight", FIELD_SMALL, offsetof(scenario_amount, weight), 1, 1000000, NULL },
    };
    scenario_plan *plan = into;
    json_token t = { 0 };
    bool is_array = first->kind == JSON_ARRAY;
    while (is_array) {
        if (!json_next(r, &t, reterr))
            return false;
        if (t.kind == JSON_ARRAY_END)
            return true;
        if (t.kind != JSON_OBJECT || plan->amount_count == SCENARIO_AMOUNTS_MAX)
            break;
        if (!fields_read(r, table, COUNT(table), &plan->amounts[plan->amount_count++], reterr))
            return false;
    }
    return field_refuse(reterr, "amounts");
}

/* ---- the plan held against itself ----------------------------------------------------------- */

static bool part_check(const scenario_plan *plan, int32_t index, err *reterr)
{
    const scenario_part *part = &plan->parts[index];
    const scenario_part *before = index > 0 ? &plan->parts[index - 1] : NULL;
    int32_t end_hour = part->from_hour + part->hour_count;
    if (part->hour_count == 0 || end_hour > 24)
        return field_refuse(reterr, "gifts");
    if (before && (part->day.day < before->day.day ||
                      (part->day.day == before->day.day &&
                          part->from_hour < before->from_hour + before->hour_count)))
        return field_refuse(reterr, "parts");
    if (part->day.day > plan->clock.day.day ||
        (part->day.day == plan->clock.day.day && (end_hour - 1) * 3600 >= plan->clock.second))
        return err_field(reterr, "parts", N_("The scenario has gifts after its clock"));
    return part->gift_count > 0 || part->amount.fen == 0 || field_refuse(reterr, "amount_fen");
}

static bool plan_check(const scenario_plan *plan, err *reterr)
{
    int64_t gifts[2] = { 0, 0 };
    money sums[2] = { { 0 }, { 0 } };
    if (plan->part_count == 0 || plan->amount_count == 0)
        return field_refuse(reterr, plan->part_count == 0 ? "parts" : "amounts");
    for (int32_t i = 0; i < plan->part_count; i++) {
        const scenario_part *part = &plan->parts[i];
        if (!part_check(plan, i, reterr))
            return false;
        gifts[part->is_first] += part->gift_count;
        if (!money_add(sums[part->is_first], part->amount, &sums[part->is_first]))
            return field_refuse(reterr, "amount_fen");
    }
    money all = { 0 };
    bool fits = money_add(sums[0], sums[1], &all) && all.fen == plan->amount.fen &&
                gifts[0] + gifts[1] == plan->gift_count && gifts[1] == plan->first_gift_count &&
                sums[1].fen == plan->first_amount.fen;
    return fits || err_field(reterr, "targets",
                       N_("The parts of the scenario add up to %lld gifts and %lld fen"),
                       (long long)(gifts[0] + gifts[1]), (long long)all.fen);
}

bool scenario_plan_read(arena *a, span json, scenario_plan *ret_plan, err *reterr)
{
    static const field table[] = {
        { "code", FIELD_TEXT, AT(code), 1, 0, NULL },
        { "name_zh", FIELD_TEXT, AT(name_zh), 1, 0, NULL },
        { "name_en", FIELD_TEXT, AT(name_en), 1, 0, NULL },
        { "notice_zh", FIELD_TEXT, AT(notice_zh), 1, 0, NULL },
        { "notice_en", FIELD_TEXT, AT(notice_en), 1, 0, NULL },
        { "zone", FIELD_TEXT, AT(zone), 1, 0, NULL },
        { "clock", FIELD_MOMENT, AT(clock), 1, 0, NULL },
        { "chart_from", FIELD_DAY, AT(chart_from), 1, 0, NULL },
        { "seed", FIELD_INT, AT(seed), 1, INT64_MAX, NULL },
        { "targets", FIELD_NEST, 0, 0, 0, targets_read },
        { "bill", FIELD_NEST, 0, 0, 0, bill_read },
        { "parts", FIELD_NEST, 0, 0, 0, parts_read },
        { "amounts", FIELD_NEST, 0, 0, 0, amounts_read },
    };
    assert(a && ret_plan);
    scenario_plan *plan = ARENA_NEW(a, scenario_plan, 1);
    if (!plan)
        return err_set(reterr, ERR_MEMORY, N_("the scenario is larger than its memory"));
    if (!fields_read_all(a, json, table, COUNT(table), plan, reterr) || !plan_check(plan, reterr))
        return false;
    *ret_plan = *plan;
    return true;
}
