/* Verbs of accounts with a daily bill.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "text/text.h"

/* An hour, or none. */
static bool hour_parse(span text, int32_t *ret, err *reterr)
{
    uint64_t hour = 0;
    *ret = DAILY_NONE;
    if (span_is(text, "none"))
        return true;
    if (!text_parse_uint(text, 23, &hour))
        return err_field(reterr, "hour", N_("The hour is 0 to 23, or none"));
    *ret = (int32_t)hour;
    return true;
}

int run_daily_set(verb_call *call)
{
    err why = { 0 };
    change done = { 0 };
    daily_change in = { 0 };
    ledger_account on = { 0 };
    if (!hour_parse(call->words[1], &in.hour, &why) ||
        !call_account(call, (org_id){ 0 }, call->words[0], &on, &why))
        return verb_fail(call, &why);
    in.account = on.id;
    if (!call_change(call, &account_daily, on.org, &in, &done, &why))
        return verb_fail(call, &why);
    return verb_answer(call, "account", call->words[0]);
}

int run_list_daily(verb_call *call)
{
    static const grid_column columns[] = { { "account", N_("account"), GRID_TEXT },
        { "hour", N_("by the hour"), GRID_COUNT },
        { "last_day", N_("last day with a file"), GRID_DAY },
        { "missing_from", N_("missing from"), GRID_DAY }, { "missing_to", N_("to"), GRID_DAY } };
    err why = { 0 };
    grid g = { 0 };
    daily_account *rows = NULL;
    size_t count = 0;
    sys_local now = sys_zone_local(house_zone(call->house), house_civil_us(call->house));
    if (!daily_list(house_conn(call->house), call->home, &rows, &count, &why) ||
        !grid_open(&g, call, columns, 5, &why))
        return verb_fail(call, &why);
    for (size_t i = 0; i < count; i++) {
        daily_gap gap = daily_missing(&rows[i], now.day, now.hour);
        const grid_cell cells[] = { { .text = span_of(rows[i].code) }, { .number = rows[i].hour },
            { .number = rows[i].last.day }, { .number = gap.first.day },
            { .number = gap.last.day } };
        if (!grid_row(&g, cells, &why))
            return verb_fail(call, &why);
    }
    return grid_close(&g, &why) ? EXIT_DONE : verb_fail(call, &why);
}
