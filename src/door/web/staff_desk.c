/* The desk: what waits, by when.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/disclosure.h"
#include "door/web/staff_receipt.h"

#include "desk_html.h"
#include "text/text.h"
#include "web_sql.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { TODOS_MAX = 100, CLOCKS_MAX = 6 };

typedef struct desk {
    staff *s;
    desk_view *v;
    todo_item *todos, *elses;
    clock_view *clocks;
} desk;

static todo_item *todo_add(desk *d)
{
    if (d->v->todo_count == TODOS_MAX)
        return NULL;
    todo_item *item = &d->todos[d->v->todo_count++];
    *item = (todo_item){ 0 };
    return item;
}

static todo_item *else_add(desk *d)
{
    return d->v->else_count == TODOS_MAX ? NULL : &d->elses[d->v->else_count++];
}

/* A file waits for who may confirm it; for its maker and the others somebody else does. */
static void import_add(desk *d, const statement *it)
{
    staff *s = d->s;
    buffer count = buffer_in(&s->memory, 32);
    buffer amount = buffer_in(&s->memory, 48);
    bool is_hers = staff_may_confirm(s, it->org, it->made_by);
    todo_item *item = is_hers ? todo_add(d) : else_add(d);
    if (!item)
        return;
    text_add_count(&count, it->counts.booked);
    text_add_money(&amount, (money){ it->counts.amount_fen });
    *item = (todo_item){ .url = staff_id_url(s, "/app/imports/", it->id.value),
        .kind = { N_("import"), is_hers ? TONE_HOT : TONE_PLAIN, ICON_CHECK },
        .reason = statement_doubt_text(it->doubt),
        .act = N_("Look") };
    err_set(&item->what, ERR_INPUT, N_("%s waits for a second person"), it->file_name);
    err_set(&item->why, ERR_INPUT, N_("booked: %.*s, total ¥%.*s."),
        SPAN_PRINT(buffer_span(&count)), SPAN_PRINT(buffer_span(&amount)));
}

static bool imports_add(desk *d, err *reterr)
{
    statement *rows = NULL;
    size_t count = 0;
    if (!statement_list(d->s->r->conn, &d->s->memory, (campaign_id){ 0 }, STATEMENT_BOOKED, 0,
            TODOS_MAX, &rows, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!staff_sees(d->s, rows[i].org))
            continue;
        d->v->pending += rows[i].counts.booked + rows[i].counts.refunds;
        import_add(d, &rows[i]);
    }
    return true;
}

static void held_add(desk *d)
{
    todo_item *item = d->s->view.held_count > 0 ? todo_add(d) : NULL;
    if (!item)
        return;
    *item = (todo_item){ .url = staff_url(d->s, "/app/refunds?view=held"),
        .kind = { N_("refund"), TONE_INFO, ICON_BACK },
        .act = N_("Look") };
    err_set(&item->what, ERR_INPUT, N_("Refunds held: %lld"), (long long)d->s->view.held_count);
    err_set(&item->why, ERR_INPUT, N_("Their gifts are not in the books"));
}

static void doubts_add(desk *d)
{
    todo_item *item = d->s->view.doubt_count > 0 ? todo_add(d) : NULL;
    if (!item)
        return;
    *item = (todo_item){ .url = staff_url(d->s, "/app/notices"),
        .kind = { N_("notification"), TONE_INFO, ICON_SEARCH },
        .act = N_("Look") };
    err_set(&item->what, ERR_INPUT, N_("Notifications that fit several payments: %lld"),
        (long long)d->s->view.doubt_count);
    err_set(&item->why, ERR_INPUT, N_("Which payment each is of has to be asked"));
}

static void waiting_add(desk *d)
{
    todo_item *item = d->s->view.wait_count > 0 ? todo_add(d) : NULL;
    if (!item)
        return;
    *item = (todo_item){ .url = staff_url(d->s, "/app/match"),
        .kind = { N_("matching"), TONE_INFO, ICON_FORK },
        .act = N_("Match") };
    err_set(&item->what, ERR_INPUT, N_("Payments that wait for their giver: %lld"),
        (long long)d->s->view.wait_count);
    err_set(&item->why, ERR_INPUT, N_("They are in the books and in the totals"));
}

/* The account's name in her language, else its code. */
static span account_name(
    const staff *s, const ledger_line *lines, size_t count, const daily_account *of)
{
    for (size_t i = 0; i < count; i++) {
        const ledger_account *a = &lines[i].account;
        if (a->id.value == of->account.value)
            return web_name_in((web_name){ a->name_zh, a->name_en }, s->r->lang);
    }
    return span_of(of->code);
}

static void bill_add(desk *d, const daily_account *of, span name, daily_gap gap, int64_t now_us)
{
    staff *s = d->s;
    int32_t days = date_to_number(gap.last) - date_to_number(gap.first) + 1;
    const sys_local due = { .day = date_add(gap.first, 1), .hour = of->hour };
    buffer first = buffer_in(&s->memory, 16);
    buffer last = buffer_in(&s->memory, 16);
    todo_item *item = todo_add(d);
    if (!item)
        return;
    text_add_date(&first, gap.first);
    text_add_date(&last, gap.last);
    *item = (todo_item){ .url = staff_url(s, "/app/accounts/%s", of->code),
        .kind = { N_("bill"), TONE_WARN, ICON_FILE },
        .act = N_("Look"),
        .has_left = true,
        .left_us = sys_zone_instant(house_zone(s->r->house), due) - now_us,
        .tone = CLOCK_LATE };
    if (days == 1)
        err_set(&item->what, ERR_INPUT, N_("%.*s: no bill of %.*s"), SPAN_PRINT(name),
            SPAN_PRINT(buffer_span(&first)));
    else
        err_set(&item->what, ERR_INPUT, N_("%.*s: %d days without a bill"), SPAN_PRINT(name),
            (int)days);
    if (days == 1)
        err_set(
            &item->why, ERR_INPUT, N_("%s, due by %d:00 of the next day"), of->code, (int)of->hour);
    else
        err_set(&item->why, ERR_INPUT, N_("%s, %.*s to %.*s; each is due by %d:00 of the next day"),
            of->code, SPAN_PRINT(buffer_span(&first)), SPAN_PRINT(buffer_span(&last)),
            (int)of->hour);
}

/* Accounts of which the bill of a day is due and not there: work of who brings files in. */
static bool bills_add(desk *d, err *reterr)
{
    staff *s = d->s;
    daily_account *rows = NULL;
    ledger_line *lines = NULL;
    size_t count = 0, line_count = 0;
    int64_t now_us = house_civil_us(s->r->house);
    sys_local now = sys_zone_local(house_zone(s->r->house), now_us);
    if (!daily_list(s->r->conn, &s->memory, &rows, &count, reterr))
        return false;
    if (count > 0 && !ledger_lines(s->r->conn, &s->memory, (org_id){ 0 }, (ledger_view){ 0 },
                         &lines, &line_count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        daily_gap gap = daily_missing(&rows[i], now.day, now.hour);
        if (gap.first.day != 0 && staff_may(s, RIGHT_STATEMENT_IMPORT, rows[i].org))
            bill_add(d, &rows[i], account_name(s, lines, line_count, &rows[i]), gap, now_us);
    }
    return true;
}

/* What has a limit first, the most pressing of it before the rest; else as they came. */
static void todos_order(desk *d)
{
    for (size_t i = 1; i < d->v->todo_count; i++) {
        todo_item moved = d->todos[i];
        size_t at = i;
        for (; at > 0 && moved.has_left; at--) {
            const todo_item *before = &d->todos[at - 1];
            if (before->has_left && before->left_us <= moved.left_us)
                break;
            d->todos[at] = *before;
        }
        d->todos[at] = moved;
    }
}

/* The five days: their clock, and work for who prepares. */
static bool disclosure_clock_add(desk *d, const campaign *c, err *reterr)
{
    staff *s = d->s;
    disclosure_clock clock = { 0 };
    clock_view shown = { 0 };
    if (!disclosure_clock_read(s->r->house, s->r->conn, &s->memory, c, &clock, reterr))
        return false;
    if (!disclosure_clock_view(s->r->house, s->r->lang, &clock, &shown))
        return true;
    if (d->v->clock_count < CLOCKS_MAX)
        d->clocks[d->v->clock_count++] = shown;
    bool is_hers =
        staff_may(s, RIGHT_DISCLOSE, c->org) || staff_may(s, RIGHT_DONATION_ENTER, c->org);
    todo_item *item = is_hers && shown.tone != CLOCK_OK ? todo_add(d) : NULL;
    if (!item)
        return true;
    *item = (todo_item){ .url = staff_url(s, "/app/disclosures/new?campaign=%s", c->code),
        .kind = { N_("disclosure"), TONE_WARN, ICON_FILE },
        .act = N_("Prepare"),
        .has_left = true,
        .left_us = shown.left_us,
        .tone = shown.tone };
    err_set(&item->what, ERR_INPUT, N_("The next disclosure of %.*s is due"),
        SPAN_PRINT(web_campaign_name(c, s->r->lang)));
    err_set(&item->why, ERR_INPUT, N_("By %.*s"), SPAN_PRINT(shown.said));
    return true;
}

/* What waits for its second person or for who publishes. */
static void disclosure_add(desk *d, const disclosure *it)
{
    staff *s = d->s;
    campaign of = { 0 };
    bool is_prepared = it->state == DISCLOSURE_PREPARED;
    bool is_hers =
        is_prepared ? it->made_by != s->r->author.id && staff_may(s, RIGHT_DISCLOSE_REVIEW, it->org)
                    : staff_may(s, RIGHT_DISCLOSE, it->org);
    todo_item *item = is_hers ? todo_add(d) : else_add(d);
    if (!item || !campaign_get(house_donations(s->r->house), it->campaign, &of))
        return;
    *item = (todo_item){ .url = staff_id_url(s, "/app/disclosures/", it->id.value),
        .kind = { N_("disclosure"), is_hers ? TONE_HOT : TONE_PLAIN, ICON_FILE },
        .act = is_prepared ? N_("Review") : N_("Publish") };
    err_set(&item->what, ERR_INPUT,
        is_prepared ? N_("A disclosure of %.*s waits for a second person")
                    : N_("A disclosure of %.*s is reviewed and can be published"),
        SPAN_PRINT(web_campaign_name(&of, s->r->lang)));
}

/* Questions that wait for an answer, by when the first is due. */
static bool questions_add(desk *d, err *reterr)
{
    staff *s = d->s;
    question *list = NULL;
    size_t count = 0;
    int64_t open = 0;
    int64_t due_us = 0;
    if (!question_list(s->r->conn, &s->memory, TODOS_MAX, &list, &count, reterr))
        return false;
    for (size_t i = 0; i < count && list[i].answered_us == 0; i++) {
        bool is_hers = staff_may(s, RIGHT_DISCLOSE, list[i].org);
        due_us = is_hers && open == 0 ? list[i].due_us : due_us;
        open += is_hers;
    }
    todo_item *item = open > 0 ? todo_add(d) : NULL;
    if (!item)
        return true;
    int64_t left_us = due_us - house_civil_us(s->r->house);
    *item = (todo_item){ .url = staff_url(s, "/app/questions"),
        .kind = { N_("question"), TONE_INFO, ICON_SEARCH },
        .act = N_("Answer"),
        .has_left = true,
        .left_us = left_us,
        .tone = left_us < 0 ? CLOCK_LATE : CLOCK_OK };
    err_set(&item->what, ERR_INPUT, N_("Questions about figures: %lld"), (long long)open);
    return true;
}

static bool disclosures_add(desk *d, err *reterr)
{
    static const disclosure_state states[] = { DISCLOSURE_PREPARED, DISCLOSURE_REVIEWED };
    for (int at = 0; at < 2; at++) {
        const disclosure_filter ask = { .state = states[at] };
        disclosure *rows = NULL;
        size_t count = 0;
        if (!disclosure_list(d->s->r->conn, &d->s->memory, &ask, TODOS_MAX, &rows, &count, reterr))
            return false;
        for (size_t i = 0; i < count; i++) {
            if (staff_sees(d->s, rows[i].org))
                disclosure_add(d, &rows[i]);
        }
    }
    campaign *list = NULL;
    size_t count = staff_campaigns(d->s, &list);
    for (size_t i = 0; i < count; i++) {
        if (!disclosure_clock_add(d, &list[i], reterr))
            return false;
    }
    return true;
}

static void filing_add(desk *d, const campaign *c, int64_t now)
{
    int32_t offset = sys_zone_local(house_zone(d->s->r->house), now).offset_s;
    clock_view clock = { .title = N_("Filing of the campaign"),
        .why = N_("An emergency campaign may be filed within ten days of its start.") };
    if (c->filing_no.size > 0 || c->phase == PHASE_CLOSED || !date_is_valid(c->filing_due))
        return;
    clock_fill(&clock, c->opened_us, now, c->filing_due, offset);
    if (d->v->clock_count < CLOCKS_MAX)
        d->clocks[d->v->clock_count++] = clock;
    todo_item *item = todo_add(d);
    if (!item)
        return;
    *item = (todo_item){ .url = staff_url(d->s, "/app/campaigns/%s", c->code),
        .kind = { N_("filing"), TONE_WARN, ICON_FILE },
        .act = N_("Fill in"),
        .has_left = true,
        .left_us = clock.left_us,
        .tone = clock.tone };
    err_set(&item->what, ERR_INPUT, N_("The filing number of %.*s is missing"),
        SPAN_PRINT(web_campaign_name(c, d->s->r->lang)));
}

static void receipts_todo(desk *d, const campaign *c, int64_t count, date due, bool is_review)
{
    todo_item *item = count > 0 ? todo_add(d) : NULL;
    if (!item)
        return;
    const sys_local end = { .day = date_add(due, 1) }; /* the deadline is the end of its day */
    int64_t left_us =
        sys_zone_instant(house_zone(d->s->r->house), end) - house_civil_us(d->s->r->house);
    *item = (todo_item){ .url = staff_url(d->s, "/app/receipts?campaign=%s&view=%s", c->code,
                             is_review ? "open" : "reviewed"),
        .kind = { N_("receipt"), left_us < 0 ? TONE_WARN : TONE_INFO, ICON_FILE },
        .act = is_review ? N_("Look") : N_("Give"),
        .has_left = true,
        .left_us = left_us,
        .tone = left_us < 0 ? CLOCK_LATE : CLOCK_OK };
    err_set(&item->what, ERR_INPUT,
        is_review ? N_("Requests for receipts that wait for a second person: %lld")
                  : N_("Receipts to give: %lld"),
        (long long)count);
    err_set(&item->why, ERR_INPUT, N_("%.*s: three working days from request to receipt"),
        SPAN_PRINT(web_campaign_name(c, d->s->r->lang)));
}

/* Requests that she may review, receipts that she may give. */
static bool receipts_add(desk *d, err *reterr)
{
    campaign *list = NULL;
    size_t count = staff_campaigns(d->s, &list);
    for (size_t i = 0; i < count; i++) {
        request_counts counts = { 0 };
        if (!request_count(d->s->r->conn, list[i].org, list[i].id, &counts, reterr))
            return false;
        if (staff_may(d->s, RIGHT_RECEIPT_REVIEW, list[i].org))
            receipts_todo(d, &list[i], counts.by_state[REQUEST_OPEN], counts.first_due, true);
        if (staff_may(d->s, RIGHT_RECEIPT_ENTER, list[i].org))
            receipts_todo(d, &list[i], counts.by_state[REQUEST_REVIEWED], counts.first_due, false);
    }
    return true;
}

/* Figures of the campaigns that she sees, and their filings. */
static void campaigns_add(desk *d)
{
    campaign *list = NULL;
    staff *s = d->s;
    campaign_figures *f = ARENA_NEW(&s->memory, campaign_figures, 1);
    int64_t now = house_civil_us(s->r->house);
    date today = web_day(s->r->house, now);
    int64_t version = 0;
    size_t count = staff_campaigns(s, &list);
    for (size_t i = 0; f && i < count; i++) {
        filing_add(d, &list[i], now);
        if (!figures_read(house_board(s->r->house), list[i].id, f, &version))
            continue;
        d->v->unclaimed.fen += f->unclaimed_fen;
        d->v->balance.fen += f->clearing_fen + f->bank_fen + f->cash_fen;
        const other_list others = web_others(&s->memory, f);
        for (size_t k = 0; k < others.count; k++)
            other_add_to(&s->memory, &d->v->others, &others.items[k]);
        for (size_t h = 0; h < f->hour_count; h++) {
            if (f->hours[h].hour / 100 != today.day)
                continue;
            d->v->today_gifts += f->hours[h].gifts;
            d->v->today.fen += f->hours[h].fen;
        }
    }
}

static bool sums_read(desk *d, err *reterr)
{
    store_rows rows = { 0 };
    staff *s = d->s;
    if (!store_query_open(s->r->conn, &WEB_HELD_COUNTS, NULL, 0, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        if (staff_sees(s, (org_id){ store_rows_int(&rows, 0) }))
            d->v->held.fen += store_rows_int(&rows, 2);
    }
    if (!store_rows_close(&rows, reterr))
        return false;
    ledger_line *lines = NULL;
    size_t count = 0;
    if (!ledger_lines(
            s->r->conn, &s->memory, (org_id){ 0 }, (ledger_view){ 0 }, &lines, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (staff_sees(s, lines[i].account.org))
            d->v->unclaimed_count += staff_unclaimed(s, &lines[i]);
    }
    const kept *k = web_kept_take(web_of(s->r));
    d->v->log_size = (int64_t)k->log_size;
    d->v->signed_us = k->has_log ? k->signed_us + house_civil_offset(s->r->house) : 0;
    web_kept_give(web_of(s->r));
    d->v->held_count = s->view.held_count;
    return true;
}

void staff_desk_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    if (!staff_begin(&s, r, STAFF_DESK, N_("To do")))
        return;
    desk_view v = { 0 };
    desk d = { .s = &s,
        .v = &v,
        .todos = ARENA_NEW(&s.memory, todo_item, TODOS_MAX),
        .elses = ARENA_NEW(&s.memory, todo_item, TODOS_MAX),
        .clocks = ARENA_NEW(&s.memory, clock_view, CLOCKS_MAX) };
    if (!d.todos || !d.elses || !d.clocks)
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    else {
        campaigns_add(&d);
        if (imports_add(&d, &why) && disclosures_add(&d, &why) && questions_add(&d, &why) &&
            receipts_add(&d, &why) && bills_add(&d, &why)) {
            waiting_add(&d);
            held_add(&d);
            doubts_add(&d);
        }
    }
    if (why.code != ERR_NONE || !sums_read(&d, &why)) {
        staff_fail(&s, &why);
        return;
    }
    todos_order(&d);
    if (v.todo_count > 0)
        d.todos[0].is_first = true;
    v.todos = d.todos;
    v.elses = d.elses;
    v.clocks = d.clocks;
    s.view.todo_count = (int64_t)v.todo_count;
    v.staff = s.view;
    desk_html(&s.out, &v);
    staff_answer(&s, 200);
}
