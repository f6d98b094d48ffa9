/* Verbs of promises: gifts announced, their money not yet seen.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "text/text.h"

#include <assert.h>
#include <stdio.h>

enum { LIST_STEP = 1000 };

static bool days_read(verb_call *call, span text, int32_t *ret, err *reterr)
{
    uint64_t days = 0;
    (void)call;
    if (text.at && (!text_parse_uint(text, PROMISE_DAYS_MAX, &days) || days == 0))
        return err_field(reterr, "days", N_("A promise stands 1 to %d days"), PROMISE_DAYS_MAX);
    *ret = (int32_t)days;
    return true;
}

static span cleaned(verb_call *call, const char *name)
{
    span value = verb_value(call, name);
    return value.at ? text_normal(call->home, value) : (span){ "", 0 };
}

static bool input_read(verb_call *call, promise_input *in, err *reterr)
{
    in->name = cleaned(call, "payer");
    in->message = cleaned(call, "message");
    in->purpose = cleaned(call, "purpose");
    in->donor = verb_flag(call, "organisation") ? DONOR_ORGANISATION
                : in->name.size > 0             ? DONOR_PERSON
                                                : DONOR_UNKNOWN;
    return text_parse_money(verb_value(call, "amount"), &in->amount, reterr) &&
           days_read(call, verb_value(call, "days"), &in->days, reterr) &&
           call_display(call, &in->display, reterr) &&
           promise_input_seal(call->home, house_seal_key(call->house), in, reterr);
}

int run_promise_make(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    promise_input in = { 0 };
    char code[ORDER_CODE_TEXT_SIZE];
    bool is_good = call_campaign_or_only(call, &of, &why) && input_read(call, &in, &why);
    in.campaign = of.id;
    if (!is_good || !call_change(call, &promise_enter, of.org, &in, &c, &why))
        return verb_fail(call, &why);
    order_code_write(code, (order_code){ c.outcome });
    return verb_answer(call, "order_code", span_of(code));
}

/* ---- looking -------------------------------------------------------------------------------- */

static const grid_column columns[] = { { "order_code", N_("order code"), GRID_TEXT },
    { "campaign", N_("campaign"), GRID_TEXT }, { "amount_fen", N_("amount"), GRID_MONEY },
    { "given_fen", N_("given"), GRID_MONEY }, { "state", N_("state"), GRID_WORD },
    { "label", N_("shown as"), GRID_TEXT }, { "made_at", N_("made at"), GRID_TIME },
    { "expires_at", N_("expires"), GRID_TIME }, { "id", N_("promise"), GRID_ID } };
enum { COLUMNS = sizeof columns / sizeof *columns };

static void cells_fill(
    verb_call *call, const campaign *of, const promise *p, grid_cell cells[COLUMNS])
{
    char code[ORDER_CODE_TEXT_SIZE];
    order_code_write(code, p->code);
    const grid_cell filled[COLUMNS] = { { .text = arena_copy(call->home, span_of(code)) },
        { .text = span_of(of->code) }, { .number = p->amount.fen }, { .number = p->given.fen },
        { .text = span_of(promise_state_name(promise_state_at(p, house_civil_us(call->house)))) },
        { .text = p->sealed.label }, { .number = p->made_us }, { .number = p->expires_us },
        { .number = p->id.value } };
    for (int i = 0; i < COLUMNS; i++)
        cells[i] = filled[i];
}

/* The promise of an order code.  Codes are an organisation's own: with --campaign it is that one's,
 * without it the only one that any has. */
static bool promise_of(verb_call *call, campaign *ret_of, promise *ret, err *reterr)
{
    order_code code = { 0 };
    store_conn *conn = house_conn(call->house);
    if (!order_code_parse(call->words[0], &code))
        return err_set(
            reterr, ERR_INPUT, N_("This is not an order code: %.*s"), SPAN_PRINT(call->words[0]));
    return call_campaign_or_only(call, ret_of, reterr) &&
           promise_get_code(conn, call->home, ret_of->org, code, ret, reterr);
}

int run_promise_show(verb_call *call)
{
    err why = { 0 };
    campaign of = { 0 };
    promise p = { 0 };
    grid_cell cells[COLUMNS];
    if (!promise_of(call, &of, &p, &why))
        return verb_fail(call, &why);
    if (!campaign_get(house_donations(call->house), p.campaign, &of))
        return EXIT_FAILED;
    cells_fill(call, &of, &p, cells);
    return call_record(call, columns, COLUMNS, cells);
}

int run_promise_withdraw(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    promise p = { 0 };
    bool is_good = promise_of(call, &of, &p, &why);
    promise_withdraw_input in = { .promise = p.id };
    is_good = is_good && call_change(call, &promise_withdraw, of.org, &in, &c, &why);
    if (!is_good)
        return verb_fail(call, &why);
    return verb_answer(call, "order_code", call->words[0]);
}

static bool filter_read(
    verb_call *call, const campaign *of, promise_filter *ret, int64_t *ret_limit, err *reterr)
{
    span state = verb_value(call, "state");
    *ret = (promise_filter){
        .org = of->org, .campaign = of->id, .civil_us = house_civil_us(call->house)
    };
    if (state.at && !promise_state_parse(state, &ret->state))
        return err_field(reterr, "state",
            N_("The state is open, kept, expired or withdrawn, not %.*s"), SPAN_PRINT(state));
    return call_limit(call, ret_limit, reterr);
}

int run_list_promises(verb_call *call)
{
    err why = { 0 };
    grid g = { 0 };
    campaign of = { 0 };
    promise_filter filter = { 0 };
    int64_t left = 0;
    size_t count = LIST_STEP;
    bool is_good = call_campaign_or_only(call, &of, &why) &&
                   filter_read(call, &of, &filter, &left, &why) &&
                   grid_open(&g, call, columns, COLUMNS, &why);
    while (is_good && count == LIST_STEP && left > 0) {
        promise *rows = NULL;
        is_good = promise_list(
            house_conn(call->house), call->home, &filter, LIST_STEP, &rows, &count, &why);
        for (size_t i = 0; i < count && is_good && left > 0; i++, left--) {
            grid_cell cells[COLUMNS];
            cells_fill(call, &of, &rows[i], cells);
            is_good = grid_row(&g, cells, &why);
            filter.before = rows[i].id.value;
        }
    }
    is_good = is_good && grid_close(&g, &why);
    return is_good ? EXIT_DONE : verb_fail(call, &why);
}

int run_promise_days(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    char text[16];
    promise_days_input in = { 0 };
    bool is_good = call->word_count == 0
                       ? promise_days(house_conn(call->house), &in.days, &why)
                       : days_read(call, call->words[0], &in.days, &why) &&
                             call_change(call, &promise_days_set, (org_id){ 0 }, &in, &c, &why);
    if (!is_good)
        return verb_fail(call, &why);
    snprintf(text, sizeof text, "%d", in.days);
    return verb_answer(call, "days", span_of(text));
}
