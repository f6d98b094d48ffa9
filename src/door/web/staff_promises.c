/* Promises: the list with its files, one promise with what was given for it, and entering one.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_match.h"

#include "promises_html.h"
#include "sheet/sheet.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- what the address asks for -------------------------------------------------------------- */

typedef struct promises_ask {
    campaign of;
    promise_filter filter;
    promise_state state; /* 0: all */
} promises_ask;

static bool ask_read(staff *s, promises_ask *ask, chip_list *ret_campaigns, err *reterr)
{
    span view = net_query(s->r->net, "view");
    if (!staff_campaign_ask(s, "/app/promises", &ask->of, ret_campaigns, reterr))
        return false;
    if (view.size > 0 && !promise_state_parse(view, &ask->state))
        return err_field(reterr, "state",
            N_("The state is open, kept, expired or withdrawn, not %.*s"), SPAN_PRINT(view));
    ask->filter = (promise_filter){ .org = ask->of.org,
        .campaign = ask->of.id,
        .state = ask->state,
        .civil_us = house_civil_us(s->r->house) };
    return staff_before(s, &ask->filter.before, reterr);
}

static span ask_url(staff *s, const promises_ask *ask, const char *path, promise_state state)
{
    return staff_url(s, "%s?campaign=%s%s%s", path, ask->of.code, state ? "&view=" : "",
        state ? promise_state_name(state) : "");
}

/* ---- the list ------------------------------------------------------------------------------- */

static void views_fill(staff *s, const promises_ask *ask, promises_view *v)
{
    static const struct {
        const char *label;
        promise_state state;
    } views[] = { { N_("All"), 0 }, { N_("open"), PROMISE_OPEN }, { N_("kept"), PROMISE_KEPT },
        { N_("expired"), PROMISE_EXPIRED }, { N_("withdrawn"), PROMISE_WITHDRAWN } };
    enum { VIEWS = sizeof views / sizeof *views };
    chip_item *items = ARENA_NEW(&s->memory, chip_item, VIEWS);
    for (size_t i = 0; items && i < VIEWS; i++)
        items[i] = (chip_item){ .url = ask_url(s, ask, "/app/promises", views[i].state),
            .said = views[i].label,
            .count = -1,
            .is_on = ask->state == views[i].state };
    v->views = (chip_list){ items, items ? VIEWS : 0 };
}

static bool list_fill(staff *s, const promises_ask *ask, promises_view *v, err *reterr)
{
    promise *rows = NULL;
    size_t count = 0;
    promise_item *items = ARENA_NEW(&s->memory, promise_item, STAFF_ROWS);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!promise_list(s->r->conn, &s->memory, &ask->filter, STAFF_ROWS + 1, &rows, &count, reterr))
        return false;
    v->count = count < STAFF_ROWS ? count : STAFF_ROWS;
    for (size_t i = 0; i < v->count; i++) {
        if (!promise_item_fill(s, &ask->of, &rows[i], &items[i], reterr))
            return false;
        v->amount.fen += items[i].amount.fen;
        v->rest.fen += items[i].rest.fen;
    }
    v->items = items;
    v->pager.count = (int64_t)v->count;
    if (count > STAFF_ROWS) {
        span url = ask_url(s, ask, "/app/promises", ask->state);
        span last = staff_id_text(s, rows[STAFF_ROWS - 1].id.value);
        buffer b = buffer_in(&s->memory, url.size + 32);
        buffer_format(&b, "%.*s&before=%.*s", SPAN_PRINT(url), SPAN_PRINT(last));
        v->pager.older_url = buffer_span(&b);
    }
    if (ask->filter.before != 0)
        v->pager.newer_url = ask_url(s, ask, "/app/promises", ask->state);
    v->csv_url = ask_url(s, ask, "/app/promises.csv", ask->state);
    v->xlsx_url = ask_url(s, ask, "/app/promises.xlsx", ask->state);
    if (staff_may(s, RIGHT_DONATION_ENTER, ask->of.org))
        v->new_url = staff_url(s, "/app/promises/new?campaign=%s", ask->of.code);
    views_fill(s, ask, v);
    return true;
}

void staff_promises_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    promises_ask ask = { 0 };
    promises_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_PROMISES, N_("Promises")))
        return;
    if (!ask_read(&s, &ask, &v.campaigns, &why) || !list_fill(&s, &ask, &v, &why)) {
        staff_fail(&s, &why);
        return;
    }
    v.staff = s.view;
    promises_html(&s.out, &v);
    staff_answer(&s, 200);
}

/* ---- files ---------------------------------------------------------------------------------- */

typedef bool promise_each(void *self, const promise *p, err *reterr);

static bool promises_walk(staff *s, promises_ask *ask, promise_each *each, void *self, err *reterr)
{
    enum { STEP = 1000, WALK_MEMORY = 16 << 20 };
    ARENA step = { 0 };
    size_t count = STEP;
    if (!arena_open(&step, WALK_MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    while (count == STEP) {
        promise *rows = NULL;
        arena_reset(&step, 0);
        if (!promise_list(s->r->conn, &step, &ask->filter, STEP, &rows, &count, reterr))
            return false;
        for (size_t i = 0; i < count; i++) {
            if (!each(self, &rows[i], reterr))
                return false;
        }
        if (count > 0)
            ask->filter.before = rows[count - 1].id.value;
    }
    return true;
}

typedef struct promise_file {
    staff *s;
    promises_ask ask;
    buffer b;
    sheet_writer *w;
} promise_file;

static void instant_add(const staff *s, buffer *b, int64_t civil_us)
{
    text_add_instant(b, civil_us, sys_zone_local(house_zone(s->r->house), civil_us).offset_s);
}

static const char *state_word(const promise_file *f, const promise *p)
{
    return promise_state_name(promise_state_at(p, f->ask.filter.civil_us));
}

static bool csv_each(void *self, const promise *p, err *reterr)
{
    promise_file *f = self;
    buffer *b = &f->b;
    char code[ORDER_CODE_TEXT_SIZE];
    (void)reterr;
    order_code_write(code, p->code);
    buffer_format(b, "%s,%s,", code, f->ask.of.code);
    text_add_money_plain(b, p->amount);
    buffer_byte(b, ',');
    text_add_money_plain(b, p->given);
    buffer_format(b, ",%s,", state_word(f, p));
    text_add_csv(b, p->sealed.label);
    buffer_byte(b, ',');
    instant_add(f->s, b, p->made_us);
    buffer_byte(b, ',');
    instant_add(f->s, b, p->expires_us);
    buffer_byte(b, ',');
    buffer_add(b, web_demo_mark(f->s->r->house));
    buffer_text(b, "\r\n");
    return true;
}

void staff_promises_csv_get(door_request *r)
{
    enum { TEXT_MEMORY = 1 << 29 };
    STAFF s = { 0 };
    ARENA text = { 0 };
    err why = { 0 };
    chip_list ignored = { 0 };
    promise_file f = { .s = &s };
    if (!staff_begin(&s, r, STAFF_PROMISES, N_("Promises")))
        return;
    bool is_good = arena_open(&text, TEXT_MEMORY) ||
                   err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    f.b = buffer_in(&text, 1 << 16);
    buffer_text(&f.b, "order_code,campaign,amount,given,state,label,made_at,expires_at,demo\r\n");
    if (is_good && ask_read(&s, &f.ask, &ignored, &why) &&
        promises_walk(&s, &f.ask, csv_each, &f, &why))
        staff_csv(&s, "promises.csv", &f.b);
    else
        staff_fail(&s, &why);
}

static bool xlsx_each(void *self, const promise *p, err *reterr)
{
    promise_file *f = self;
    char code[ORDER_CODE_TEXT_SIZE];
    unsigned char memory[96];
    arena a = { .start = memory, .size = sizeof memory };
    buffer made = buffer_in(&a, 40);
    buffer expires = buffer_in(&a, 40);
    order_code_write(code, p->code);
    instant_add(f->s, &made, p->made_us);
    instant_add(f->s, &expires, p->expires_us);
    const sheet_value values[] = { { .text = span_of(code) }, { .text = span_of(f->ask.of.code) },
        { .amount = p->amount }, { .amount = p->given }, { .text = span_of(state_word(f, p)) },
        { .text = p->sealed.label }, { .text = buffer_span(&made) },
        { .text = buffer_span(&expires) }, { .text = web_demo_mark(f->s->r->house) } };
    return sheet_write_row(f->w, values, reterr);
}

static bool xlsx_write(promise_file *f, const char *path, err *reterr)
{
    static const sheet_column columns[] = { { SPAN("order_code"), SHEET_TYPE_TEXT, 14 },
        { SPAN("campaign"), SHEET_TYPE_TEXT, 14 }, { SPAN("amount"), SHEET_TYPE_MONEY, 14 },
        { SPAN("given"), SHEET_TYPE_MONEY, 14 }, { SPAN("state"), SHEET_TYPE_TEXT, 12 },
        { SPAN("label"), SHEET_TYPE_TEXT, 20 }, { SPAN("made_at"), SHEET_TYPE_TEXT, 26 },
        { SPAN("expires_at"), SHEET_TYPE_TEXT, 26 }, { SPAN("demo"), SHEET_TYPE_TEXT, 12 } };
    const sheet_target target = { .path = path,
        .sheet_name = span_of("promises"),
        .created_s = sys_real_us(house_clock(f->s->r->house)) / 1000000,
        .columns = columns,
        .column_count = sizeof columns / sizeof *columns };
    chip_list ignored = { 0 };
    err broken = { 0 };
    if (!ask_read(f->s, &f->ask, &ignored, reterr) ||
        !sheet_write_open(&f->s->memory, &target, &f->w, reterr))
        return false;
    bool is_good = promises_walk(f->s, &f->ask, xlsx_each, f, reterr);
    bool is_closed = sheet_write_close(f->w, is_good ? reterr : &broken);
    return is_good && is_closed;
}

void staff_promises_xlsx_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    char path[STAFF_PATH_MAX];
    promise_file f = { .s = &s };
    if (!staff_begin(&s, r, STAFF_PROMISES, N_("Promises")))
        return;
    staff_xlsx_path(&s, path);
    bool is_good = xlsx_write(&f, path, &why);
    staff_xlsx(&s, "promises.xlsx", path, is_good, &why);
}
