/* Verbs of ways to give, and of links for givers.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "door/links.h"
#include "door/ways.h"
#include "text/text.h"

int run_way_add(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    way in = { 0 };
    const way_words words = { .kind = verb_value(call, "kind"),
        .place = verb_value(call, "place"),
        .title_zh = call->words[0],
        .title_en = verb_value(call, "title-en"),
        .holder = verb_value(call, "holder"),
        .account_no = verb_value(call, "number"),
        .bank = verb_value(call, "bank"),
        .payload = verb_value(call, "payload"),
        .note_zh = verb_value(call, "note"),
        .note_en = verb_value(call, "note-en") };
    if (!call_campaign_or_only(call, &of, &why) || !way_read(call->home, &of, &words, &in, &why) ||
        !call_change(call, &house_way_add, of.org, &in, &c, &why))
        return verb_fail(call, &why);
    buffer id = buffer_in(call->home, 16);
    text_add_id(&id, c.object_id);
    return verb_answer(call, "way", buffer_span(&id));
}

int run_way_end(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    way_end_input in = { 0 };
    if (!call_id(call->words[0], &in.id, &why) || !call_campaign_or_only(call, &of, &why) ||
        !call_change(call, &house_way_end, of.org, &in, &c, &why))
        return verb_fail(call, &why);
    return verb_answer(call, "way", call->words[0]);
}

int run_list_ways(verb_call *call)
{
    enum { COLUMNS = 9 };
    static const grid_column columns[COLUMNS] = { { "id", N_("way to give"), GRID_ID },
        { "kind", N_("kind"), GRID_TEXT }, { "place", N_("place"), GRID_COUNT },
        { "title", N_("called"), GRID_TEXT }, { "holder", N_("account name"), GRID_TEXT },
        { "account_no", N_("account number"), GRID_TEXT },
        { "bank", N_("name of the bank"), GRID_TEXT },
        { "payload", N_("address or QR text"), GRID_TEXT }, { "ended", N_("ended"), GRID_TIME } };
    err why = { 0 };
    campaign of = { 0 };
    way *rows = NULL;
    size_t count = 0;
    grid g = { 0 };
    bool is_good = call_campaign_or_only(call, &of, &why) &&
                   ways_read(house_conn(call->house), call->home, of.id, verb_flag(call, "all"),
                       &rows, &count, &why) &&
                   grid_open(&g, call, columns, COLUMNS, &why);
    for (size_t i = 0; i < count && is_good; i++) {
        const way *w = &rows[i];
        const grid_cell cells[COLUMNS] = { { .number = w->id },
            { .text = span_of(way_kind_name(w->kind)) }, { .number = w->place },
            { .text = verb_name(call, w->title_zh, w->title_en) }, { .text = w->holder },
            { .text = w->account_no }, { .text = w->bank }, { .text = w->payload },
            { .number = w->ended_us } };
        is_good = grid_row(&g, cells, &why);
    }
    return is_good && grid_close(&g, &why) ? EXIT_DONE : verb_fail(call, &why);
}

int run_donation_link(verb_call *call)
{
    err why = { 0 };
    int64_t id = 0;
    char token[GIVER_TOKEN_SIZE + 1];
    store_conn *conn = house_conn(call->house);
    if (!call_id(call->words[0], &id, &why))
        return verb_fail(call, &why);
    const donation_id gift = { id };
    if (verb_flag(call, "end"))
        return links_end(call->house, conn, &call->author, gift, &why)
                   ? verb_answer(call, "id", call->words[0])
                   : verb_fail(call, &why);
    if (!link_make(call->house, conn, &call->author, gift, token, &why))
        return verb_fail(call, &why);
    buffer link = buffer_in(call->home, 64);
    buffer_format(&link, "/g/%s", token);
    return verb_answer(call, "link", buffer_span(&link));
}
