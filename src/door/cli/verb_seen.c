/* Verbs of what providers' screens show, and of goods that a campaign takes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "door/seens.h"
#include "text/text.h"

static int made(verb_call *call, const char *name, int64_t id)
{
    buffer b = buffer_in(call->home, 16);
    text_add_id(&b, id);
    return verb_answer(call, name, buffer_span(&b));
}

int run_seen_add(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    org_id unit = { 0 };
    seen_figure in = { 0 };
    const seen_words words = { .account = call->words[0],
        .gifts = verb_value(call, "gifts"),
        .amount = verb_value(call, "amount"),
        .as_of = verb_value(call, "as-of") };
    if (!seen_read(call->house, house_conn(call->house), call->home, &words, &in, &unit, &why) ||
        !call_change(call, &house_seen_add, unit, &in, &c, &why))
        return verb_fail(call, &why);
    return made(call, "seen", c.object_id);
}

int run_seen_end(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    seen_end_input in = { 0 };
    if (!call_id(call->words[0], &in.id, &why) || !call_campaign_or_only(call, &of, &why) ||
        !call_change(call, &house_seen_end, of.org, &in, &c, &why))
        return verb_fail(call, &why);
    return verb_answer(call, "seen", call->words[0]);
}

int run_list_seen(verb_call *call)
{
    enum { COLUMNS = 6 };
    static const grid_column columns[COLUMNS] = { { "id", N_("figure"), GRID_ID },
        { "account", N_("account"), GRID_TEXT }, { "as_of", N_("seen at"), GRID_TIME },
        { "gifts", N_("gifts"), GRID_COUNT }, { "amount_fen", N_("amount"), GRID_MONEY },
        { "state", N_("state"), GRID_TEXT } };
    err why = { 0 };
    campaign of = { 0 };
    seen_figure *rows = NULL;
    size_t count = 0;
    grid g = { 0 };
    bool is_good = call_campaign_or_only(call, &of, &why) &&
                   seen_list(house_conn(call->house), call->home, of.id, &rows, &count, &why) &&
                   grid_open(&g, call, columns, COLUMNS, &why);
    for (size_t i = 0; i < count && is_good; i++) {
        const seen_figure *f = &rows[i];
        const grid_cell cells[COLUMNS] = { { .number = f->id }, { .text = f->account_code },
            { .number = f->as_of_us }, { .number = f->gifts }, { .number = f->amount.fen },
            { .text = span_of(seen_state_name(f->state)) } };
        is_good = grid_row(&g, cells, &why);
    }
    return is_good && grid_close(&g, &why) ? EXIT_DONE : verb_fail(call, &why);
}

static span word(const verb_call *call, const char *name)
{
    span value = verb_value(call, name);
    return value.size > 0 ? text_normal(call->home, value) : (span){ "", 0 };
}

int run_want_add(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    if (!call_campaign_or_only(call, &of, &why))
        return verb_fail(call, &why);
    goods_want in = { .campaign = of.id,
        .name_zh = text_normal(call->home, call->words[0]),
        .name_en = word(call, "name-en"),
        .class_zh = word(call, "class"),
        .class_en = word(call, "class-en"),
        .standard = word(call, "standard") };
    if (!call_change(call, &house_want_add, of.org, &in, &c, &why))
        return verb_fail(call, &why);
    return made(call, "want", c.object_id);
}

int run_want_end(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    want_end_input in = { 0 };
    if (!call_id(call->words[0], &in.id, &why) || !call_campaign_or_only(call, &of, &why) ||
        !call_change(call, &house_want_end, of.org, &in, &c, &why))
        return verb_fail(call, &why);
    return verb_answer(call, "want", call->words[0]);
}

int run_list_wants(verb_call *call)
{
    enum { COLUMNS = 4 };
    static const grid_column columns[COLUMNS] = { { "id", N_("goods"), GRID_ID },
        { "class", N_("heading"), GRID_TEXT }, { "name", N_("called"), GRID_TEXT },
        { "standard", N_("standard"), GRID_TEXT } };
    err why = { 0 };
    campaign of = { 0 };
    goods_want *rows = NULL;
    size_t count = 0;
    grid g = { 0 };
    bool is_good = call_campaign_or_only(call, &of, &why) &&
                   wants_read(house_conn(call->house), call->home, of.id, &rows, &count, &why) &&
                   grid_open(&g, call, columns, COLUMNS, &why);
    for (size_t i = 0; i < count && is_good; i++) {
        const goods_want *w = &rows[i];
        const grid_cell cells[COLUMNS] = { { .number = w->id },
            { .text = verb_name(call, w->class_zh, w->class_en) },
            { .text = verb_name(call, w->name_zh, w->name_en) }, { .text = w->standard } };
        is_good = grid_row(&g, cells, &why);
    }
    return is_good && grid_close(&g, &why) ? EXIT_DONE : verb_fail(call, &why);
}
