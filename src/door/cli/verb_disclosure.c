/* Verbs of disclosures: what a campaign received, frozen, reviewed, published.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "door/disclosures.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>

enum { LIST_STEP = 1000 };

static int id_answer(verb_call *call, int64_t id)
{
    buffer b = buffer_in(call->home, 16);
    text_add_id(&b, id);
    return verb_answer(call, "id", buffer_span(&b));
}

/* ---- changes --------------------------------------------------------------------------------- */

static bool day_option(verb_call *call, const char *name, date *ret, err *reterr)
{
    span text = verb_value(call, name);
    return !text.at || text_parse_date(text, ret, reterr);
}

static span text_option(verb_call *call, const char *name)
{
    span text = verb_value(call, name);
    return text.at ? text_normal(call->home, text) : (span){ "", 0 };
}

/* Who publishes prepares by that right; a clerk by that of who enters gifts. */
static const change_kind *prepare_kind(const verb_call *call)
{
    for (int i = 0; i < call->author.grant_count; i++) {
        if (call->author.grants[i].rights >> RIGHT_DISCLOSE & 1)
            return &disclosure_prepare;
    }
    return &disclosure_enter;
}

int run_disclosure_prepare(verb_call *call)
{
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    prepare_input in = { 0 };
    span corrects = verb_value(call, "corrects");
    bool is_good =
        call_campaign_or_only(call, &of, &why) && day_option(call, "from", &in.from, &why) &&
        day_option(call, "to", &in.as_of, &why) &&
        (!corrects.at ||
            disclosure_number_parse(corrects, &in.corrects_year, &in.corrects_number, &why));
    in.campaign = of.id;
    in.opened = sys_zone_local(house_zone(call->house), of.opened_us).day;
    in.reason_zh = text_option(call, "reason");
    in.reason_en = text_option(call, "reason-en");
    if (!is_good || !call_change(call, prepare_kind(call), of.org, &in, &c, &why))
        return verb_fail(call, &why);
    return id_answer(call, c.object_id);
}

/* The disclosure of the first word, by its id. */
static bool disclosure_of(verb_call *call, disclosure *ret, err *reterr)
{
    int64_t id = 0;
    return call_id(call->words[0], &id, reterr) &&
           disclosure_get(house_conn(call->house), call->home, (disclosure_id){ id }, ret, reterr);
}

static int run_on(verb_call *call, const change_kind *kind)
{
    err why = { 0 };
    change c = { 0 };
    disclosure d = { 0 };
    bool is_good = disclosure_of(call, &d, &why);
    disclosure_input in = { .id = d.id };
    if (!is_good || !call_change(call, kind, d.org, &in, &c, &why))
        return verb_fail(call, &why);
    if (kind != &disclosure_publish)
        return id_answer(call, d.id.value);
    char text[40];
    date today = sys_zone_local(house_zone(call->house), house_civil_us(call->house)).day;
    snprintf(text, sizeof text, "%d/%lld", today.day / 10000, (long long)c.outcome);
    return verb_answer(call, "number", span_of(text));
}

int run_disclosure_review(verb_call *call)
{
    return run_on(call, &disclosure_review);
}

int run_disclosure_publish(verb_call *call)
{
    return run_on(call, &disclosure_publish);
}

static int run_end(verb_call *call, const change_kind *kind)
{
    err why = { 0 };
    change c = { 0 };
    disclosure d = { 0 };
    bool is_good = disclosure_of(call, &d, &why);
    disclosure_end_input in = { .id = d.id, .why = text_option(call, "why") };
    if (!is_good || !call_change(call, kind, d.org, &in, &c, &why))
        return verb_fail(call, &why);
    return id_answer(call, d.id.value);
}

int run_disclosure_return(verb_call *call)
{
    return run_end(call, &disclosure_return);
}

int run_disclosure_withdraw(verb_call *call)
{
    return run_end(call, &disclosure_withdraw);
}

/* ---- looking --------------------------------------------------------------------------------- */

static bool book_of(verb_call *call, disclosure_book *ret, err *reterr)
{
    store_conn *conn = house_conn(call->house);
    span word = call->words[0];
    span year = { NULL, 0 };
    span number = word;
    if (span_search(word, (span)SPAN("/")) == word.size) {
        int64_t id = 0;
        return call_id(word, &id, reterr) && disclosure_book_get(call->house, conn, call->home,
                                                 (disclosure_id){ id }, ret, reterr);
    }
    campaign of = { 0 };
    return call_campaign_or_only(call, &of, reterr) && span_split(&number, '/', &year) &&
           disclosure_book_find(call->house, conn, call->home, &of, year, number, ret, reterr);
}

static const grid_column columns[] = { { "number", N_("number"), GRID_TEXT },
    { "campaign", N_("campaign"), GRID_TEXT }, { "state", N_("state"), GRID_WORD },
    { "from", N_("from"), GRID_DAY }, { "as_of", N_("until"), GRID_DAY },
    { "gifts", N_("number of gifts"), GRID_COUNT }, { "givers", N_("givers"), GRID_COUNT },
    { "amount_fen", N_("received"), GRID_MONEY }, { "refunded_fen", N_("given back"), GRID_MONEY },
    { "published_at", N_("published"), GRID_TIME }, { "id", N_("disclosure"), GRID_ID } };
enum { COLUMNS = sizeof columns / sizeof *columns };

static void cells_fill(verb_call *call, const disclosure_book *b, grid_cell cells[COLUMNS])
{
    char number[40] = "";
    if (b->d.number > 0)
        snprintf(number, sizeof number, "%d/%lld", b->d.year, (long long)b->d.number);
    const grid_cell filled[COLUMNS] = { { .text = arena_copy(call->home, span_of(number)) },
        { .text = arena_copy(call->home, span_of(b->of.code)) },
        { .text = span_of(disclosure_state_name(b->d.state)) }, { .number = b->d.from.day },
        { .number = b->d.as_of.day }, { .number = b->f.total.count },
        { .number = b->f.total.givers }, { .number = b->f.total.amount },
        { .number = b->f.refunds.amount }, { .number = b->d.published_us },
        { .number = b->d.id.value } };
    for (int i = 0; i < COLUMNS; i++)
        cells[i] = filled[i];
}

static int table_show(verb_call *call, const disclosure_book *b)
{
    disclosure_item items[BOOK_ITEMS_MAX];
    size_t count = disclosure_items(b, call->home, call->lang, items);
    verb_format_out(call, "%.*s  %d/%lld  %s\n",
        SPAN_PRINT(verb_name(call, b->of.name_zh, b->of.name_en)), b->d.year,
        (long long)b->d.number, say(call->lang, disclosure_state_name(b->d.state)));
    for (size_t i = 0; i < count; i++) {
        buffer text = buffer_in(call->home, 64);
        if (items[i].is_money) {
            buffer_text(&text, "¥");
            text_add_money(&text, (money){ items[i].value });
        } else {
            text_add_count(&text, items[i].value);
        }
        verb_format_out(
            call, "  %s  %.*s\n", say(call->lang, items[i].label), SPAN_PRINT(buffer_span(&text)));
    }
    if (b->d.log == DISCLOSURE_LOG_CLOSED)
        verb_format_out(call, "  %s  %lld\n", say(call->lang, N_("entry of the public log")),
            (long long)b->d.close);
    return EXIT_DONE;
}

int run_disclosure_show(verb_call *call)
{
    err why = { 0 };
    disclosure_book *b = ARENA_NEW(call->home, disclosure_book, 1);
    if (!b || !book_of(call, b, &why))
        return verb_fail(call, &why);
    if (call->format == FORMAT_TABLE)
        return table_show(call, b);
    buffer out = buffer_in(call->home, 16384);
    if (call->format == FORMAT_CSV) {
        disclosure_csv(&out, b, b->of.is_exercise ? (span)SPAN("演示 DEMO") : (span)SPAN(""));
    } else if (call->format == FORMAT_XLSX) {
        grid_cell cells[COLUMNS];
        cells_fill(call, b, cells);
        return call_record(call, columns, COLUMNS, cells);
    } else {
        int64_t now = house_civil_us(call->house);
        json_writer w = json_write(&out);
        json_object(&w);
        disclosure_json(&w, b, sys_zone_local(house_zone(call->house), now).offset_s, true);
        json_object_end(&w);
        buffer_byte(&out, '\n');
    }
    verb_out(call, buffer_span(&out));
    return EXIT_DONE;
}

static bool filter_read(verb_call *call, disclosure_filter *ret, int64_t *ret_limit, err *reterr)
{
    campaign of = { 0 };
    span code = verb_value(call, "campaign");
    span state = verb_value(call, "state");
    if (code.at && !call_campaign(call, code, &of, reterr))
        return false;
    *ret = (disclosure_filter){ .campaign = of.id };
    if (state.at && !disclosure_state_parse(state, &ret->state))
        return err_field(reterr, "state",
            N_("The state is prepared, reviewed, published, sent-back or withdrawn, not %.*s"),
            SPAN_PRINT(state));
    return call_limit(call, ret_limit, reterr);
}

int run_list_disclosures(verb_call *call)
{
    err why = { 0 };
    grid g = { 0 };
    disclosure_filter filter = { 0 };
    int64_t left = 0;
    size_t count = LIST_STEP;
    bool is_good =
        filter_read(call, &filter, &left, &why) && grid_open(&g, call, columns, COLUMNS, &why);
    while (is_good && count == LIST_STEP && left > 0) {
        disclosure *rows = NULL;
        is_good = disclosure_list(
            house_conn(call->house), call->home, &filter, LIST_STEP, &rows, &count, &why);
        for (size_t i = 0; i < count && is_good && left > 0; i++, left--) {
            grid_cell cells[COLUMNS];
            disclosure_book *b = ARENA_NEW(call->home, disclosure_book, 1);
            is_good = b && disclosure_book_get(call->house, house_conn(call->house), call->home,
                               rows[i].id, b, &why);
            if (is_good)
                cells_fill(call, b, cells);
            is_good = is_good && grid_row(&g, cells, &why);
            filter.before = rows[i].id.value;
        }
    }
    is_good = is_good && grid_close(&g, &why);
    return is_good ? EXIT_DONE : verb_fail(call, &why);
}
