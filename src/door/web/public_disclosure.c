/* Public pages and files of disclosures.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/disclosure.h"

#include "disclosure_gifts_html.h"
#include "disclosure_html.h"
#include "disclosures_html.h"
#include "text/text.h"
#include "web_sql.h"

#include <assert.h>
#include <stdio.h>

enum { LISTED = 200, FILE_MEMORY = 1 << 29, FILE_SLICE = 1000 };

static bool memory_short(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

/* The published one of the address; answers itself when there is none. */
static bool book_find(door_request *r, disclosure_book **ret)
{
    err why = { 0 };
    campaign of = { 0 };
    if (!web_campaign(r, &of))
        return false;
    *ret = ARENA_NEW(r->memory, disclosure_book, 1);
    if (!*ret)
        memory_short(&why);
    else if (disclosure_book_find(
                 r->house, r->conn, r->memory, &of, r->params[1], r->params[2], *ret, &why))
        return true;
    if (why.code == ERR_ABSENT)
        web_absent(r);
    else
        door_error(r, &why);
    return false;
}

static span part_url(door_request *r, const disclosure_book *b, const char *file)
{
    return web_url(r->memory, r->lang, "/d/%s/%d/%lld/%s", b->of.code, b->d.year,
        (long long)b->d.number, file);
}

/* ---- one ------------------------------------------------------------------------------------- */

static void close_fill(door_request *r, const disclosure_book *b, disclosure_view *v)
{
    v->has_close = b->d.log == DISCLOSURE_LOG_CLOSED;
    v->close = b->d.close;
    v->close_next = b->d.close + 1;
    disclosure_close(b->rows, b->count, DISCLOSURE_GIFTS, &v->close_gifts, &v->close_sum.fen);
    disclosure_close(b->rows, b->count, DISCLOSURE_REFUNDS, &v->close_refunds, &v->refund_sum.fen);
    v->close_url = web_url(r->memory, r->lang, "/transfers/%lld/leaf.json", (long long)b->d.close);
    v->refunds_url =
        web_url(r->memory, r->lang, "/transfers/%lld/leaf.json", (long long)b->d.close + 1);
    buffer proof = buffer_in(r->memory, 48);
    buffer_format(&proof, "/log/proof/%lld", (long long)b->d.close);
    v->proof_url = buffer_span(&proof);
}

static void names_fill(door_request *r, const disclosure_book *b, disclosure_view *v)
{
    const kept *k = web_kept_take(web_of(r));
    const kept_campaign *own = kept_campaign_find(k, b->of.id);
    if (own)
        v->organisation = arena_copy(r->memory, web_name_in(own->organisation, r->lang));
    web_kept_give(web_of(r));
}

static void page_address(door_request *r, const disclosure_book *b, disclosure_view *v)
{
    span url = web_public_url(web_of(r));
    buffer whole = buffer_in(r->memory, url.size + 96);
    buffer_add(&whole, url);
    buffer_format(&whole, "/d/%s/%d/%lld", b->of.code, b->d.year, (long long)b->d.number);
    v->page_url = buffer_span(&whole);
}

static bool law_fill(door_request *r, const disclosure_book *b, disclosure_view *v, err *reterr)
{
    deadline rule = { 0 };
    if (!deadline_get(r->conn, r->memory, DEADLINE_DISCLOSURE, web_day(r->house, b->d.published_us),
            &rule, reterr))
        return false;
    v->law = r->lang == SAY_EN ? rule.source_en : rule.source_zh;
    v->law_note = r->lang == SAY_EN ? rule.note_en : rule.note_zh;
    return true;
}

static bool questions_fill(
    door_request *r, const disclosure_book *b, disclosure_view *v, err *reterr)
{
    enum { QUESTIONS = 100 };
    question *list = NULL;
    question_item *items = ARENA_NEW(r->memory, question_item, QUESTIONS);
    if (!items)
        return memory_short(reterr);
    if (!question_published(
            r->conn, r->memory, b->d.id, QUESTIONS, &list, &v->question_count, reterr))
        return false;
    for (size_t i = 0; i < v->question_count; i++) {
        if (!question_item_fill(r, r->memory, &list[i], &items[i], reterr))
            return false;
    }
    v->questions = items;
    v->ask_url = part_url(r, b, "ask");
    return true;
}

static bool view_fill(door_request *r, const disclosure_book *b, disclosure_view *v, err *reterr)
{
    if (!disclosure_item_fill(r->memory, r->lang, b, &v->head, reterr) ||
        !figures_part_fill(r->memory, b, &v->part, reterr) || !law_fill(r, b, v, reterr) ||
        !questions_fill(r, b, v, reterr))
        return false;
    v->campaign_url = web_url(r->memory, r->lang, "/c/%s", b->of.code);
    v->list_url = web_url(r->memory, r->lang, "/c/%s/disclosures", b->of.code);
    v->corrects_url = disclosure_url(r->memory, r->lang, &b->of, &b->corrected);
    v->corrected_url = disclosure_url(r->memory, r->lang, &b->of, &b->correction);
    v->reason = r->lang == SAY_EN ? b->d.reason_en : b->d.reason_zh;
    v->known_us = b->d.known_us;
    v->gifts_url = part_url(r, b, "gifts");
    v->csv_url = part_url(r, b, "figures.csv");
    v->json_url = part_url(r, b, "figures.json");
    v->gifts_csv_url = part_url(r, b, "gifts.csv");
    v->text_url = part_url(r, b, "article.txt");
    v->pdf_url = part_url(r, b, "disclosure.pdf");
    close_fill(r, b, v);
    names_fill(r, b, v);
    page_address(r, b, v);
    return true;
}

void web_disclosure_get(door_request *r)
{
    err why = { 0 };
    disclosure_book *b = NULL;
    if (!book_find(r, &b))
        return;
    disclosure_view v = { .page = web_page(r, r->memory, PLACE_CAMPAIGN, N_("Disclosure")) };
    v.page.name = disclosure_name(r->memory, &b->d);
    if (!view_fill(r, b, &v, &why)) {
        door_error(r, &why);
        return;
    }
    buffer out = buffer_in(r->memory, 65536);
    html page = web_html(r, &out);
    disclosure_html(&page, &v);
    web_answer_page(r, 200, &out);
}

/* ---- files ----------------------------------------------------------------------------------- */

static void name_write(char into[96], const disclosure_book *b, const char *file)
{
    snprintf(into, 96, "%s-%d-%lld-%s", b->of.code, b->d.year, (long long)b->d.number, file);
}

void web_disclosure_csv_get(door_request *r)
{
    disclosure_book *b = NULL;
    char name[96];
    if (!book_find(r, &b))
        return;
    buffer out = buffer_in(r->memory, 16384);
    name_write(name, b, "figures.csv");
    disclosure_csv(&out, b, web_demo_mark(r->house));
    web_answer_data(r, "text/csv; charset=utf-8", name, &out);
}

void web_disclosure_json_get(door_request *r)
{
    disclosure_book *b = NULL;
    if (!book_find(r, &b))
        return;
    buffer out = buffer_in(r->memory, 16384);
    json_writer w = json_write(&out);
    json_object(&w);
    disclosure_json(&w, b, sys_zone_local(house_zone(r->house), b->d.published_us).offset_s, false);
    json_object_end(&w);
    web_answer_data(r, "application/json", NULL, &out);
}

static void line_add(buffer *out, say_lang lang, err *what)
{
    say_err(out, lang, what);
    buffer_text(out, "\n");
    *what = (err){ 0 };
}

/* Plain text for an article: the sentences that stand on the page, where it stands, how to check
 * it. */
static void text_write(door_request *r, const disclosure_book *b, buffer *out)
{
    disclosure_item items[BOOK_ITEMS_MAX];
    err what = { 0 };
    disclosure_view v = { 0 };
    span name = web_campaign_name(&b->of, r->lang);
    span number = disclosure_name(r->memory, &b->d);
    size_t count = disclosure_items(b, r->memory, r->lang, items);
    buffer_add(out, web_demo_mark(r->house));
    buffer_text(out, b->of.is_exercise ? "\n" : "");
    err_set(&what, ERR_INPUT, N_("Disclosure %.*s of the campaign %.*s"), SPAN_PRINT(number),
        SPAN_PRINT(name));
    line_add(out, r->lang, &what);
    buffer_text(out, "\n");
    for (size_t i = 0; i < count; i++) {
        buffer_add(out, items[i].sentence);
        buffer_text(out, "\n");
    }
    if (b->corrected.id.value != 0) {
        buffer_add(out, r->lang == SAY_EN ? b->d.reason_en : b->d.reason_zh);
        buffer_text(out, "\n");
    }
    err_set(&what, ERR_INPUT, N_("Spending: these books hold none yet."));
    line_add(out, r->lang, &what);
    page_address(r, b, &v);
    err_set(&what, ERR_INPUT, N_("Entry %lld of the public log says the same. All figures: %.*s"),
        (long long)b->d.close, SPAN_PRINT(v.page_url));
    line_add(out, r->lang, &what);
}

void web_disclosure_text_get(door_request *r)
{
    disclosure_book *b = NULL;
    if (!book_find(r, &b))
        return;
    buffer out = buffer_in(r->memory, 4096);
    text_write(r, b, &out);
    web_answer_data(r, "text/plain; charset=utf-8", NULL, &out);
}

void web_disclosure_pdf_get(door_request *r)
{
    enum { PAPER_MEMORY = 64 << 20 };
    err why = { 0 };
    ARENA home = { 0 };
    span bytes = { NULL, 0 };
    disclosure_book *b = NULL;
    char name[96];
    if (!book_find(r, &b))
        return;
    bool is_good = arena_open(&home, PAPER_MEMORY) || memory_short(&why);
    if (!is_good || !disclosure_pdf(r, &home, b, &bytes, &why)) {
        door_error(r, &why);
        return;
    }
    buffer out = buffer_in(&home, bytes.size + 1);
    buffer_add(&out, bytes);
    name_write(name, b, "disclosure.pdf");
    web_answer_data(r, "application/pdf", name, &out);
}

/* ---- gifts ----------------------------------------------------------------------------------- */

static bool gifts_read(door_request *r, arena *a, const disclosure_book *b, int64_t after,
    size_t limit, disclosure_gift **ret, size_t *ret_count, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(b->of.id.value), store_int(b->d.close), store_int(after),
        store_int(b->d.as_of.day), store_int((int64_t)limit) };
    disclosure_gift *list = ARENA_NEW(a, disclosure_gift, limit);
    *ret_count = 0;
    *ret = list;
    if (!list)
        return memory_short(reterr);
    if (!store_query_open(r->conn, &WEB_DISCLOSURE_GIFTS, in, 5, &rows, reterr))
        return false;
    while (*ret_count < limit && store_rows_next(&rows))
        list[(*ret_count)++] = (disclosure_gift){ .number = store_rows_int(&rows, 0),
            .url = web_url(a, r->lang, "/transfers/%lld", (long long)store_rows_int(&rows, 0)),
            .day = { (int32_t)store_rows_int(&rows, 1) },
            .amount = { store_rows_int(&rows, 3), store_rows_int(&rows, 2) },
            .channel = donation_channel_label((donation_channel)store_rows_int(&rows, 4)),
            .label = arena_copy(a, store_rows_text(&rows, 5)) };
    return store_rows_close(&rows, reterr);
}

static int64_t after_read(const door_request *r)
{
    uint64_t after = 0;
    span text = net_query(r->net, "after");
    return text.at && text_parse_uint(text, INT64_MAX, &after) ? (int64_t)after : -1;
}

void web_disclosure_gifts_get(door_request *r)
{
    err why = { 0 };
    disclosure_book *b = NULL;
    disclosure_gift *list = NULL;
    size_t count = 0;
    if (!book_find(r, &b))
        return;
    int64_t after = after_read(r);
    if (!gifts_read(r, r->memory, b, after, WEB_PAGE_ROWS + 1, &list, &count, &why)) {
        door_error(r, &why);
        return;
    }
    disclosure_gifts_view v = { .page = web_page(r, r->memory, PLACE_CAMPAIGN, N_("List of gifts")),
        .number = disclosure_name(r->memory, &b->d),
        .url = disclosure_url(r->memory, r->lang, &b->of, &b->d),
        .csv_url = part_url(r, b, "gifts.csv"),
        .items = list,
        .count = count < WEB_PAGE_ROWS ? count : WEB_PAGE_ROWS };
    v.page.name = v.number;
    v.pager.count = (int64_t)v.count;
    if (count > WEB_PAGE_ROWS)
        v.pager.older_url =
            web_url(r->memory, r->lang, "/d/%s/%d/%lld/gifts?after=%lld", b->of.code, b->d.year,
                (long long)b->d.number, (long long)list[WEB_PAGE_ROWS - 1].number);
    if (after >= 0)
        v.pager.newer_url = part_url(r, b, "gifts");
    buffer out = buffer_in(r->memory, 65536);
    html page = web_html(r, &out);
    disclosure_gifts_html(&page, &v);
    web_answer_page(r, 200, &out);
}

static bool gifts_write(door_request *r, const disclosure_book *b, buffer *out, err *reterr)
{
    ARENA slice = { 0 };
    disclosure_gift *list = NULL;
    size_t count = FILE_SLICE;
    int64_t after = -1;
    if (!arena_open(&slice, 4 << 20))
        return memory_short(reterr);
    buffer_text(out, "entry,day,currency,amount,channel,label,demo\r\n");
    while (count == FILE_SLICE) {
        arena_reset(&slice, 0);
        if (!gifts_read(r, &slice, b, after, FILE_SLICE, &list, &count, reterr))
            return false;
        for (size_t i = 0; i < count; i++) {
            after = list[i].number;
            buffer_format(out, "%lld,", (long long)after);
            text_add_date(out, list[i].day);
            buffer_format(out, ",%s,", currency_of(list[i].amount.asset)->code);
            text_add_amount_plain(out, list[i].amount.asset, list[i].amount.amount);
            buffer_format(out, ",%s,", say(r->lang, list[i].channel));
            text_add_csv(out, list[i].label.size > 0 ? list[i].label
                                                     : span_of(say(r->lang, N_("A kind person"))));
            buffer_byte(out, ',');
            buffer_add(out, web_demo_mark(r->house));
            buffer_text(out, "\r\n");
        }
    }
    return buffer_check(out, reterr);
}

void web_disclosure_gifts_csv_get(door_request *r)
{
    err why = { 0 };
    ARENA text = { 0 };
    disclosure_book *b = NULL;
    char name[96];
    if (!book_find(r, &b))
        return;
    if (!arena_open(&text, FILE_MEMORY)) {
        memory_short(&why);
        door_error(r, &why);
        return;
    }
    buffer out = buffer_in(&text, 1 << 16);
    name_write(name, b, "gifts.csv");
    if (gifts_write(r, b, &out, &why))
        web_answer_data(r, "text/csv; charset=utf-8", name, &out);
    else
        door_error(r, &why);
}

/* ---- all of a campaign ----------------------------------------------------------------------- */

static bool list_fill(door_request *r, const campaign *of, disclosures_view *v, err *reterr)
{
    const disclosure_filter all = { .campaign = of->id, .state = DISCLOSURE_PUBLISHED };
    disclosure *list = NULL;
    disclosure_item_view *items = ARENA_NEW(r->memory, disclosure_item_view, LISTED);
    disclosure_book *b = ARENA_NEW(r->memory, disclosure_book, 1);
    disclosure_clock clock = { 0 };
    if (!items || !b)
        return memory_short(reterr);
    if (!disclosure_clock_read(r->house, r->conn, r->memory, of, &clock, reterr) ||
        !disclosure_list(r->conn, r->memory, &all, LISTED, &list, &v->count, reterr))
        return false;
    for (size_t i = 0; i < v->count; i++) {
        if (!disclosure_book_get(r->house, r->conn, r->memory, list[i].id, b, reterr) ||
            !disclosure_item_fill(r->memory, r->lang, b, &items[i], reterr))
            return false;
    }
    v->items = items;
    v->has_clock = disclosure_clock_view(r->house, r->lang, &clock, &v->clock);
    return true;
}

void web_disclosures_get(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    if (!web_campaign(r, &of))
        return;
    disclosures_view v = { .page = web_page(r, r->memory, PLACE_CAMPAIGN, N_("Disclosures")),
        .campaign = web_campaign_name(&of, r->lang),
        .campaign_url = web_url(r->memory, r->lang, "/c/%s", of.code) };
    v.page.name = v.campaign;
    if (!list_fill(r, &of, &v, &why)) {
        door_error(r, &why);
        return;
    }
    buffer out = buffer_in(r->memory, 65536);
    html page = web_html(r, &out);
    disclosures_html(&page, &v);
    web_answer_page(r, 200, &out);
}
