/* Verbs of rules of direction.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "door/rules.h"
#include "text/text.h"

/* Rows of the last file that the rule would catch; the sum on the other stream. */
static int trial_tell(verb_call *call, const rule_trial *t)
{
    static const grid_column columns[] = { { "row", N_("row"), GRID_COUNT },
        { "day", N_("day"), GRID_DAY }, { "amount_fen", N_("amount"), GRID_MONEY } };
    err why = { 0 };
    grid g = { 0 };
    buffer b = buffer_in(call->home, 256);
    bool is_good = grid_open(&g, call, columns, 3, &why);
    for (size_t i = 0; i < t->row_count && is_good; i++) {
        const grid_cell cells[] = { { .number = t->rows[i].row }, { .number = t->rows[i].day.day },
            { .number = t->rows[i].amount.fen, .asset = t->rows[i].asset } };
        is_good = grid_row(&g, cells, &why);
    }
    if (!is_good || !grid_close(&g, &why))
        return verb_fail(call, &why);
    if (t->has_file)
        err_set(&why, ERR_INPUT,
            N_("Of %s it would catch %lld of %lld gifts; %lld more have another rule"),
            t->file.file_name, (long long)t->gifts, (long long)t->all, (long long)t->taken);
    else
        err_set(&why, ERR_INPUT, N_("No file is in the books yet to try it on"));
    say_err(&b, call->lang, &why);
    buffer_byte(&b, '\n');
    call->sink->write(call->sink->self, STREAM_ERR, buffer_span(&b));
    return EXIT_DONE;
}

static int rule_try(verb_call *call, const direction_rule *rule)
{
    err why = { 0 };
    rule_trial *trial = ARENA_NEW(call->home, rule_trial, 1);
    import_desk desk = house_desk(call->house, house_conn(call->house), &call->author);
    if (!trial)
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!trial || !import_rule_try(&desk, call->home, rule, trial, &why))
        return verb_fail(call, &why);
    return trial_tell(call, trial);
}

int run_rule_add(verb_call *call)
{
    err why = { 0 };
    change made = { 0 };
    rule_change in = { 0 };
    const rule_words words = { call->words[0], verb_value(call, "campaign"),
        verb_value(call, "purpose"), verb_value(call, "account") };
    if (!rule_read(call->house, house_conn(call->house), call->home, &words, &in, &why))
        return verb_fail(call, &why);
    if (verb_flag(call, "dry-run"))
        return rule_try(call, &in.rule);
    if (!call_change(call, &rule_add, in.rule.org, &in, &made, &why))
        return verb_fail(call, &why);
    buffer id = buffer_in(call->home, 16);
    text_add_id(&id, made.object_id);
    return verb_answer(call, "rule", buffer_span(&id));
}

/* The unit of --org, or of the only campaign's. */
static bool rule_unit(verb_call *call, org_id *ret, err *reterr)
{
    span code = verb_value(call, "org");
    campaign one = { 0 };
    if (code.at)
        return call_org(call, code, ret, reterr);
    if (campaign_list(house_donations(call->house), &one, 1) == 0)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    *ret = one.org;
    return true;
}

int run_rule_end(verb_call *call)
{
    err why = { 0 };
    org_id unit = { 0 };
    change done = { 0 };
    rule_change in = { 0 };
    if (!call_id(call->words[0], &in.rule.id, &why) || !rule_unit(call, &unit, &why) ||
        !call_change(call, &rule_end, unit, &in, &done, &why))
        return verb_fail(call, &why);
    return verb_answer(call, "rule", call->words[0]);
}

static bool rule_put_row(verb_call *call, grid *g, const told_rule *told, err *reterr)
{
    const direction_rule *rule = &told->rule;
    int64_t fen = 0;
    for (size_t i = 0; i < told->sum_count; i++)
        fen += told->sums[i].asset == LEDGER_CNY ? told->sums[i].amount : 0;
    const grid_cell cells[] = { { .number = rule->id }, { .text = rule->words },
        { .text = told->account }, { .text = span_of(told->to.code) },
        { .text = told->purpose.code }, { .number = told->gifts }, { .number = fen },
        { .number = rule->made_us + house_civil_offset(call->house) },
        { .number = rule->ended_us ? rule->ended_us + house_civil_offset(call->house) : 0 } };
    return grid_row(g, cells, reterr);
}

int run_list_rules(verb_call *call)
{
    enum { COLUMNS = 9 };
    static const grid_column columns[COLUMNS] = { { "id", N_("rule"), GRID_ID },
        { "words", N_("words of the remark"), GRID_TEXT }, { "account", N_("account"), GRID_TEXT },
        { "campaign", N_("campaign"), GRID_TEXT }, { "purpose", N_("purpose"), GRID_TEXT },
        { "gifts", N_("gifts caught"), GRID_COUNT }, { "amount_fen", N_("amount"), GRID_MONEY },
        { "since", N_("since"), GRID_TIME }, { "ended", N_("ended"), GRID_TIME } };
    err why = { 0 };
    org_id unit = { 0 };
    told_rule *rows = NULL;
    size_t count = 0;
    grid g = { 0 };
    if (!rule_unit(call, &unit, &why) ||
        !rules_told(call->house, house_conn(call->house), call->home, unit, &rows, &count, &why) ||
        !grid_open(&g, call, columns, COLUMNS, &why))
        return verb_fail(call, &why);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].rule.ended_us != 0 && !verb_flag(call, "all"))
            continue;
        if (!rule_put_row(call, &g, &rows[i], &why))
            return verb_fail(call, &why);
    }
    return grid_close(&g, &why) ? EXIT_DONE : verb_fail(call, &why);
}
