/* Verbs of profiles that were chosen for accounts.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "text/text.h"

int run_profile_set(verb_call *call)
{
    err why = { 0 };
    ledger_account on = { 0 };
    account_profile_change in = { 0 };
    import_desk desk = house_desk(call->house, house_conn(call->house), &call->author);
    if (!call_account(call, (org_id){ 0 }, call->words[0], &on, &why))
        return verb_fail(call, &why);
    in.account = on.id;
    if (!span_is(call->words[1], "none"))
        in.code = call->words[1];
    if (!import_choice_set(&desk, call->home, on.org, &in, &why))
        return verb_fail(call, &why);
    return verb_answer(call, "account", call->words[0]);
}

int run_list_account_profiles(verb_call *call)
{
    static const grid_column columns[] = { { "account", N_("account"), GRID_TEXT },
        { "profile", N_("profile"), GRID_TEXT }, { "tail", N_("number ends in"), GRID_TEXT },
        { "since", N_("since"), GRID_TIME }, { "by", N_("by"), GRID_TEXT } };
    err why = { 0 };
    grid g = { 0 };
    account_profile *rows = NULL;
    size_t count = 0;
    store_conn *conn = house_conn(call->house);
    if (!account_profile_list(conn, call->home, (org_id){ 0 }, &rows, &count, &why) ||
        !grid_open(&g, call, columns, 5, &why))
        return verb_fail(call, &why);
    for (size_t i = 0; i < count; i++) {
        span by = { NULL, 0 };
        err ignored = { 0 };
        if (!access_name(conn, call->home, rows[i].made_by, &by, &ignored))
            by = (span)SPAN("");
        const grid_cell cells[] = { { .text = rows[i].account_code }, { .text = rows[i].code },
            { .text = span_of(rows[i].tail) },
            { .number = rows[i].made_us + house_civil_offset(call->house) }, { .text = by } };
        if (!grid_row(&g, cells, &why))
            return verb_fail(call, &why);
    }
    return grid_close(&g, &why) ? EXIT_DONE : verb_fail(call, &why);
}
