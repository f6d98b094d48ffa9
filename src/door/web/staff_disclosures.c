/* The list of disclosures at the desk, and the same as files.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/disclosure.h"

#include "disclosures_desk_html.h"
#include "sheet/sheet.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>

enum { CLOCKS_MAX = 6 };

static bool full(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

static bool ask_read(staff *s, disclosure_filter *ret, err *reterr)
{
    span view = net_query(s->r->net, "view");
    if (view.size > 0 && !disclosure_state_parse(view, &ret->state))
        return err_field(reterr, "state",
            N_("The state is prepared, reviewed, published, sent-back or withdrawn, not %.*s"),
            SPAN_PRINT(view));
    return staff_before(s, &ret->before, reterr);
}

static span ask_url(staff *s, const char *path, disclosure_state state)
{
    return staff_url(
        s, "%s%s%s", path, state ? "?view=" : "", state ? disclosure_state_name(state) : "");
}

static void views_fill(staff *s, disclosure_state state, disclosures_desk_view *v)
{
    static const struct {
        const char *label;
        disclosure_state state;
    } views[] = { { N_("All"), 0 }, { N_("to be reviewed"), DISCLOSURE_PREPARED },
        { N_("to be published"), DISCLOSURE_REVIEWED }, { N_("published"), DISCLOSURE_PUBLISHED },
        { N_("sent back"), DISCLOSURE_RETURNED } };
    enum { VIEWS = sizeof views / sizeof *views };
    chip_item *items = ARENA_NEW(&s->memory, chip_item, VIEWS);
    for (size_t i = 0; items && i < VIEWS; i++)
        items[i] = (chip_item){ .url = ask_url(s, "/app/disclosures", views[i].state),
            .said = views[i].label,
            .count = -1,
            .is_on = state == views[i].state };
    v->views = (chip_list){ items, items ? VIEWS : 0 };
}

static bool item_fill(staff *s, const disclosure *d, disclosure_item_view *ret, err *reterr)
{
    disclosure_book *b = ARENA_NEW(&s->memory, disclosure_book, 1);
    if (!b)
        return full(reterr);
    if (!disclosure_book_get(s->r->house, s->r->conn, &s->memory, d->id, b, reterr) ||
        !disclosure_item_fill(&s->memory, s->r->lang, b, ret, reterr))
        return false;
    ret->url = staff_id_url(s, "/app/disclosures/", d->id.value);
    return access_name(s->r->conn, &s->memory, d->made_by, &ret->by, reterr);
}

static bool clocks_fill(staff *s, disclosures_desk_view *v, err *reterr)
{
    campaign *list = NULL;
    size_t count = staff_campaigns(s, &list);
    clock_view *clocks = ARENA_NEW(&s->memory, clock_view, CLOCKS_MAX);
    if (!clocks)
        return full(reterr);
    for (size_t i = 0; i < count && v->clock_count < CLOCKS_MAX; i++) {
        disclosure_clock clock = { 0 };
        if (!disclosure_clock_read(s->r->house, s->r->conn, &s->memory, &list[i], &clock, reterr))
            return false;
        v->clock_count +=
            disclosure_clock_view(s->r->house, s->r->lang, &clock, &clocks[v->clock_count]);
        if (v->new_url.size == 0 && (staff_may(s, RIGHT_DISCLOSE, list[i].org) ||
                                        staff_may(s, RIGHT_DONATION_ENTER, list[i].org)))
            v->new_url = staff_url(s, "/app/disclosures/new");
    }
    v->clocks = clocks;
    return true;
}

static bool list_fill(staff *s, const disclosure_filter *ask, disclosures_desk_view *v, err *reterr)
{
    disclosure *rows = NULL;
    size_t count = 0;
    disclosure_item_view *items = ARENA_NEW(&s->memory, disclosure_item_view, STAFF_ROWS);
    if (!items)
        return full(reterr);
    if (!disclosure_list(s->r->conn, &s->memory, ask, STAFF_ROWS + 1, &rows, &count, reterr))
        return false;
    for (size_t i = 0; i < count && i < STAFF_ROWS; i++) {
        if (staff_sees(s, rows[i].org) && !item_fill(s, &rows[i], &items[v->count++], reterr))
            return false;
    }
    v->items = items;
    v->pager.count = (int64_t)v->count;
    if (count > STAFF_ROWS) {
        span last = staff_id_text(s, rows[STAFF_ROWS - 1].id.value);
        v->pager.older_url = staff_url(s, "/app/disclosures?%s%s%sbefore=%.*s",
            ask->state ? "view=" : "", ask->state ? disclosure_state_name(ask->state) : "",
            ask->state ? "&" : "", SPAN_PRINT(last));
    }
    if (ask->before != 0)
        v->pager.newer_url = ask_url(s, "/app/disclosures", ask->state);
    v->csv_url = ask_url(s, "/app/disclosures.csv", ask->state);
    v->xlsx_url = ask_url(s, "/app/disclosures.xlsx", ask->state);
    views_fill(s, ask->state, v);
    return clocks_fill(s, v, reterr);
}

void staff_disclosures_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    disclosure_filter ask = { 0 };
    disclosures_desk_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_DISCLOSURES, N_("Disclosures")))
        return;
    if (!ask_read(&s, &ask, &why) || !list_fill(&s, &ask, &v, &why)) {
        staff_fail(&s, &why);
        return;
    }
    v.staff = s.view;
    disclosures_desk_html(&s.out, &v);
    staff_answer(&s, 200);
}

/* ---- files ----------------------------------------------------------------------------------- */

/* All that she sees and that fits, newest first: a disclosure every few days is few rows. */
static bool walk(staff *s, disclosure_book **ret, size_t *ret_count, err *reterr)
{
    enum { FILE_ROWS = 2000 };
    disclosure_filter ask = { 0 };
    disclosure *rows = NULL;
    size_t count = 0;
    disclosure_book *books = ARENA_NEW(&s->memory, disclosure_book, FILE_ROWS);
    if (!books)
        return full(reterr);
    if (!ask_read(s, &ask, reterr) ||
        !disclosure_list(s->r->conn, &s->memory, &ask, FILE_ROWS, &rows, &count, reterr))
        return false;
    *ret = books;
    *ret_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!staff_sees(s, rows[i].org))
            continue;
        if (!disclosure_book_get(
                s->r->house, s->r->conn, &s->memory, rows[i].id, &books[(*ret_count)++], reterr))
            return false;
    }
    return true;
}

static void instant_add(const staff *s, buffer *b, int64_t civil_us)
{
    if (civil_us != 0)
        text_add_instant(b, civil_us, sys_zone_local(house_zone(s->r->house), civil_us).offset_s);
}

void staff_disclosures_csv_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    disclosure_book *books = NULL;
    size_t count = 0;
    if (!staff_begin(&s, r, STAFF_DISCLOSURES, N_("Disclosures")))
        return;
    if (!walk(&s, &books, &count, &why)) {
        staff_fail(&s, &why);
        return;
    }
    buffer b = buffer_in(&s.memory, 16384);
    buffer_text(&b,
        "number,campaign,state,from,as_of,gifts,givers,amount,refunded,fees,published_at,"
        "demo\r\n");
    for (size_t i = 0; i < count; i++) {
        const disclosure_book *book = &books[i];
        buffer_format(&b, "%.*s,%s,%s,", SPAN_PRINT(disclosure_name(&s.memory, &book->d)),
            book->of.code, disclosure_state_name(book->d.state));
        text_add_date(&b, book->d.from);
        buffer_byte(&b, ',');
        text_add_date(&b, book->d.as_of);
        buffer_format(
            &b, ",%lld,%lld,", (long long)book->f.total.count, (long long)book->f.total.givers);
        text_add_money_plain(&b, (money){ book->f.total.amount });
        buffer_byte(&b, ',');
        text_add_money_plain(&b, (money){ book->f.refunds.amount });
        buffer_byte(&b, ',');
        text_add_money_plain(&b, (money){ book->f.fees.amount });
        buffer_byte(&b, ',');
        instant_add(&s, &b, book->d.published_us);
        buffer_byte(&b, ',');
        buffer_add(&b, web_demo_mark(r->house));
        buffer_text(&b, "\r\n");
    }
    staff_csv(&s, "disclosures.csv", &b);
}

static bool xlsx_row(staff *s, sheet_writer *w, const disclosure_book *book, err *reterr)
{
    buffer from = buffer_in(&s->memory, 16);
    buffer to = buffer_in(&s->memory, 16);
    buffer at = buffer_in(&s->memory, 40);
    buffer counts = buffer_in(&s->memory, 48);
    text_add_date(&from, book->d.from);
    text_add_date(&to, book->d.as_of);
    instant_add(s, &at, book->d.published_us);
    buffer_format(&counts, "%lld", (long long)book->f.total.count);
    const sheet_value values[] = { { .text = disclosure_name(&s->memory, &book->d) },
        { .text = span_of(book->of.code) },
        { .text = span_of(disclosure_state_name(book->d.state)) }, { .text = buffer_span(&from) },
        { .text = buffer_span(&to) }, { .text = buffer_span(&counts) },
        { .amount = { book->f.total.amount } }, { .amount = { book->f.refunds.amount } },
        { .amount = { book->f.fees.amount } }, { .text = buffer_span(&at) },
        { .text = web_demo_mark(s->r->house) } };
    return sheet_write_row(w, values, reterr);
}

static bool xlsx_write(staff *s, const char *path, err *reterr)
{
    static const sheet_column columns[] = { { SPAN("number"), SHEET_TYPE_TEXT, 10 },
        { SPAN("campaign"), SHEET_TYPE_TEXT, 14 }, { SPAN("state"), SHEET_TYPE_TEXT, 12 },
        { SPAN("from"), SHEET_TYPE_TEXT, 12 }, { SPAN("as_of"), SHEET_TYPE_TEXT, 12 },
        { SPAN("gifts"), SHEET_TYPE_TEXT, 10 }, { SPAN("amount"), SHEET_TYPE_MONEY, 16 },
        { SPAN("refunded"), SHEET_TYPE_MONEY, 14 }, { SPAN("fees"), SHEET_TYPE_MONEY, 14 },
        { SPAN("published_at"), SHEET_TYPE_TEXT, 26 }, { SPAN("demo"), SHEET_TYPE_TEXT, 12 } };
    const sheet_target target = { .path = path,
        .sheet_name = span_of("disclosures"),
        .created_s = sys_real_us(house_clock(s->r->house)) / 1000000,
        .columns = columns,
        .column_count = sizeof columns / sizeof *columns };
    disclosure_book *books = NULL;
    size_t count = 0;
    sheet_writer *w = NULL;
    err broken = { 0 };
    if (!walk(s, &books, &count, reterr) || !sheet_write_open(&s->memory, &target, &w, reterr))
        return false;
    bool is_good = true;
    for (size_t i = 0; i < count && is_good; i++)
        is_good = xlsx_row(s, w, &books[i], reterr);
    bool is_closed = sheet_write_close(w, is_good ? reterr : &broken);
    return is_good && is_closed;
}

void staff_disclosures_xlsx_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    char path[STAFF_PATH_MAX];
    if (!staff_begin(&s, r, STAFF_DISCLOSURES, N_("Disclosures")))
        return;
    staff_xlsx_path(&s, path);
    bool is_good = xlsx_write(&s, path, &why);
    staff_xlsx(&s, "disclosures.xlsx", path, is_good, &why);
}
