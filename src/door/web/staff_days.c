/* Reconciliation: what the files of an account say of each day, what the books say, and what explains
 * the difference; every number leads to what is behind it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_days.h"

#include "day_html.h"
#include "days_html.h"
#include "door/web/import_in.h"
#include "flow/reconcile.h"
#include "text/text.h"
#include "web_sql.h"

#include <assert.h>
#include <stdio.h>

enum { REASONS_MAX = 8, DAY_GIFTS = 50 };

/* ---- the account ---------------------------------------------------------------------------- */

/* Accounts where money arrives: files can tell of them. */
static bool is_told(const staff *s, const ledger_account *a)
{
    return a->class == LEDGER_ASSET && staff_sees(s, a->org) &&
           (a->role == LEDGER_CLEARING || a->role == LEDGER_BANK);
}

static span name_of(const staff *s, const ledger_account *a)
{
    return web_name_in((web_name){ a->name_zh, a->name_en }, s->r->lang);
}

static span days_url(staff *s, const char *code)
{
    return staff_url(s, "/app/accounts/%s/days", code);
}

/* ---- a day as a line ------------------------------------------------------------------------ */

typedef struct reason_maker {
    int64_t asset;
    reason_item *at;
    size_t count;
} reason_maker;

static void reason_add(reason_maker *m, const char *label, int64_t count, int64_t amount)
{
    if (amount == 0 && count == 0)
        return;
    m->at[m->count++] = (reason_item){
        .label = label, .count = count, .has_amount = amount != 0, .amount = { m->asset, amount }
    };
}

static mark_view day_mark(const reconcile_day *d)
{
    if (!d->is_covered && d->books_count == 0)
        return (mark_view){ N_("no file"), TONE_ZERO, ICON_NONE };
    if (!d->is_covered)
        return (mark_view){ N_("no file of the day"), TONE_WARN, ICON_WARN };
    if (d->left != 0)
        return (mark_view){ N_("differs"), TONE_BAD, ICON_WARN };
    return d->difference != 0 ? (mark_view){ N_("explained"), TONE_INFO, ICON_INFO }
                              : (mark_view){ N_("agrees"), TONE_OK, ICON_CHECK };
}

static bool line_fill(staff *s, const ledger_account *of, const reconcile_day *d, days_item *ret)
{
    reason_maker m = { .asset = of->asset, .at = ARENA_NEW(&s->memory, reason_item, REASONS_MAX) };
    if (!m.at)
        return false;
    reason_add(&m, N_("rows not money of ours"), 0, d->ignored);
    reason_add(&m, N_("fees of the provider"), 0, d->fees);
    reason_add(&m, N_("payouts in another account's file"), 0, d->payouts);
    reason_add(&m, N_("gifts in no file"), d->unfiled_count, d->unfiled);
    reason_add(&m, N_("sent elsewhere by a rule"), 0, d->directed);
    reason_add(&m, N_("moved elsewhere by a person"), 0, d->moved);
    reason_add(&m, N_("bad rows, not booked"), d->rejected, 0);
    if (d->left != 0) {
        reason_add(&m, N_("not explained"), 0, d->left);
        m.at[m.count - 1].is_bad = true;
    }
    *ret = (days_item){ .first = d->day,
        .last = d->day,
        .url = staff_url(s, "/app/accounts/%s/days/%d", of->code, (int)d->day.day),
        .is_gap = !d->is_covered,
        .file_count = d->file_count,
        .in = { of->asset, d->in },
        .out = { of->asset, d->out },
        .books_in = { of->asset, d->books_in },
        .books_out = { of->asset, d->books_out },
        .difference = { of->asset, d->difference },
        .left = { of->asset, d->left },
        .has_balance = d->has_balance,
        .balance = { of->asset, d->balance },
        .is_unsure = d->is_unsure,
        .reasons = m.at,
        .reason_count = m.count,
        .mark = day_mark(d) };
    return true;
}

/* ---- the days ------------------------------------------------------------------------------- */

static bool day_read(const staff *s, const char *field, date *ret, err *reterr)
{
    span text = span_trim(net_query(s->r->net, field));
    *ret = (date){ 0 };
    if (text.size == 0)
        return true;
    err ignored = { 0 };
    return text_parse_date(text, ret, &ignored) ||
           err_field(reterr, field, N_("Not a day: %.*s; write 2020-02-03"), SPAN_PRINT(text));
}

/* The account of the address and its days; answers itself when that fails. */
static bool days_read(staff *s, date from, date to, reconciliation *ret, err *reterr)
{
    ledger_account account = { 0 };
    if (!ledger_account_by_code(
            s->r->conn, &s->memory, (org_id){ 0 }, s->r->params[0], &account, reterr))
        return false;
    if (!is_told(s, &account))
        return err_set(
            reterr, ERR_ABSENT, N_("The address may be mistyped, or it belongs to another unit"));
    return reconcile_run(s->r->conn, &s->memory, &account, from, to, ret, reterr);
}

/* Newest first; days without a file and without a transfer that follow each other are one line. */
static bool lines_fill(staff *s, const reconciliation *r, days_view *v, err *reterr)
{
    days_item *items = ARENA_NEW(&s->memory, days_item, r->count + 1);
    bool is_good = items != NULL;
    for (size_t i = r->count; is_good && i > 0; i--) {
        const reconcile_day *d = &r->days[i - 1];
        bool is_empty = !d->is_covered && d->books_count == 0;
        days_item *before = v->count > 0 ? &items[v->count - 1] : NULL;
        if (is_empty && before && before->is_gap && before->books_in.amount == 0 &&
            before->books_out.amount == 0 && before->url.size == 0) {
            before->first = d->day;
            continue;
        }
        is_good = line_fill(s, &r->account, d, &items[v->count++]);
        if (is_empty)
            items[v->count - 1].url = (span){ NULL, 0 };
    }
    v->items = items;
    return is_good || err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

static bool period_inputs(staff *s, const reconciliation *r, input_view *inputs)
{
    static const char *const names[2] = { "from", "to" };
    static const char *const labels[2] = { N_("First day"), N_("Last day") };
    for (int i = 0; i < 2; i++) {
        buffer b = buffer_in(&s->memory, 16);
        span asked = net_query(s->r->net, names[i]);
        date day = i == 0 ? r->from : r->to;
        if (day.day)
            text_add_date(&b, day);
        inputs[i] = (input_view){ .name = names[i],
            .label = labels[i],
            .kind = INPUT_DAY,
            .is_half = true,
            .value = asked.size > 0 ? asked : buffer_span(&b) };
    }
    return true;
}

void staff_days_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    date from = { 0 };
    date to = { 0 };
    reconciliation rec = { 0 };
    days_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Reconciliation")))
        return;
    input_view *inputs = ARENA_NEW(&s.memory, input_view, 2);
    bool is_period = day_read(&s, "from", &from, &why) && day_read(&s, "to", &to, &why);
    err refused = why;
    why = (err){ 0 };
    bool is_good = inputs && days_read(&s, is_period ? from : (date){ 0 },
                                 is_period ? to : (date){ 0 }, &rec, &why);
    if (inputs && !is_good && is_period && why.code == ERR_INPUT && why.field[0]) {
        /* Days that are no period are told at their field, above all days. */
        is_period = false;
        refused = why;
        why = (err){ 0 };
        is_good = days_read(&s, (date){ 0 }, (date){ 0 }, &rec, &why);
    }
    if (!is_good) {
        staff_fail(&s, &why);
        return;
    }
    period_inputs(&s, &rec, inputs);
    v.period = (form_view){ .inputs = inputs, .input_count = 2 };
    if (!is_period)
        staff_form_error(&s, &v.period, inputs, &refused);
    if (!lines_fill(&s, &rec, &v, &why)) {
        staff_fail(&s, &why);
        return;
    }
    v.account = name_of(&s, &rec.account);
    v.code = span_of(rec.account.code);
    v.organisation = staff_org_name(&s, rec.account.org);
    v.action = days_url(&s, rec.account.code);
    v.in = (worth){ rec.account.asset, rec.in };
    v.out = (worth){ rec.account.asset, rec.out };
    v.books_in = (worth){ rec.account.asset, rec.books_in };
    v.books_out = (worth){ rec.account.asset, rec.books_out };
    v.difference = (worth){ rec.account.asset, rec.difference };
    v.left = (worth){ rec.account.asset, rec.left };
    v.gap_count = rec.gap_count;
    v.overlap_count = rec.overlap_count;
    v.csv_url = staff_url(&s, "/app/accounts/%s/days.csv?from=%d&to=%d", rec.account.code,
        (int)rec.from.day, (int)rec.to.day);
    v.ledger_url = staff_url(&s, "/accounts/%s", rec.account.code);
    v.account_url = staff_url(&s, "/app/accounts/%s", rec.account.code);
    s.view.name = v.account;
    v.staff = s.view;
    days_html(&s.out, &v);
    staff_answer(&s, is_period ? 200 : 400);
}

static void csv_day(const staff *s, int64_t kind, const reconcile_day *d, buffer *b)
{
    const int64_t sums[] = { d->in, d->out, d->books_in, d->books_out, d->difference, d->ignored,
        d->fees, d->payouts, d->unfiled, d->directed, d->moved, d->left };
    text_add_date(b, d->day);
    buffer_format(b, ",%d,%lld,%lld", d->file_count, (long long)d->rows, (long long)d->rejected);
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        buffer_byte(b, ',');
        text_add_amount_plain(b, kind, sums[i]);
    }
    buffer_byte(b, ',');
    if (d->has_balance)
        text_add_amount_plain(b, kind, d->balance);
    buffer_byte(b, ',');
    buffer_add(b, web_demo_mark(s->r->house));
    buffer_text(b, "\r\n");
}

void staff_days_csv_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    reconciliation rec = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Reconciliation")))
        return;
    date from = { (int32_t)staff_number(net_query(r->net, "from")) };
    date to = { (int32_t)staff_number(net_query(r->net, "to")) };
    if (!days_read(&s, date_is_valid(from) ? from : (date){ 0 },
            date_is_valid(to) ? to : (date){ 0 }, &rec, &why)) {
        staff_fail(&s, &why);
        return;
    }
    buffer b = buffer_in(&s.memory, 1 << 16);
    buffer_text(&b, "day,files,rows,bad_rows,file_in,file_out,books_in,books_out,difference,"
                    "not_ours,fees,payouts_elsewhere,in_no_file,sent_elsewhere,moved_elsewhere,not_"
                    "explained,balance,demo\r\n");
    for (size_t i = 0; i < rec.count; i++)
        csv_day(&s, rec.account.asset, &rec.days[i], &b);
    staff_csv(&s, "reconciliation.csv", &b);
}

/* ---- one day -------------------------------------------------------------------------------- */

static bool told_fill(staff *s, const reconciliation *r, day_view *v)
{
    const reconcile_day *d = &r->days[0];
    const int64_t kind = r->account.asset;
    size_t count =
        (size_t)(d->file_count < RECONCILE_FILES_MAX ? d->file_count : RECONCILE_FILES_MAX);
    told_item *items = ARENA_NEW(&s->memory, told_item, count + 1);
    for (size_t i = 0; items && i < count; i++) {
        const reconcile_file *f = &d->files[i];
        span id = staff_id_text(s, f->id.value);
        items[i] = (told_item){ .file = f->name,
            .report_url = staff_id_url(s, "/app/imports/", f->id.value),
            .common = f->common,
            .rows = f->day.rows,
            .rejected = f->day.rejected,
            .in = { kind, f->day.in },
            .out = { kind, f->day.out },
            .ignored = { kind, f->day.ignored_in + f->day.ignored_out },
            .has_balance = f->day.has_balance,
            .balance = { kind, f->day.balance } };
        if (staff_may(s, RIGHT_STATEMENT_IMPORT, r->account.org))
            items[i].rows_url = staff_url(
                s, "/app/imports/%.*s/rows?kind=all&day=%d", SPAN_PRINT(id), (int)d->day.day);
    }
    v->files = items;
    v->file_count = items ? count : 0;
    return items != NULL;
}

static const char *reason_label(ledger_reason reason)
{
    static const char *const labels[LEDGER_REASON_COUNT] = { NULL, N_("gift"), N_("fee"),
        N_("refund"), N_("claim"), N_("payout"), N_("reversal") };
    return reason > 0 && reason < LEDGER_REASON_COUNT ? labels[reason] : N_("transfer");
}

/* Transfers of the day that are no gifts; money that left the account is less than 0. */
static bool transfers_fill(staff *s, const reconciliation *r, day_view *v, err *reterr)
{
    enum { TRANSFERS = 200 };
    store_rows rows = { 0 };
    transfer_item *items = ARENA_NEW(&s->memory, transfer_item, TRANSFERS);
    const store_value in[] = { store_int(r->account.org.value), store_int(r->account.id.value),
        store_int(r->from.day), store_int(TRANSFERS) };
    if (!items || !store_query_open(s->r->conn, &WEB_DAY_TRANSFERS, in, 4, &rows, reterr))
        return false;
    while (v->transfer_count < TRANSFERS && store_rows_next(&rows)) {
        ledger_reason reason = (ledger_reason)store_rows_int(&rows, 0);
        items[v->transfer_count++] = (transfer_item){ .day = r->from,
            .kind = { reason_label(reason), TONE_PLAIN, ICON_NONE },
            .amount = { r->account.asset, store_rows_int(&rows, 1) },
            .from = arena_copy(&s->memory, store_rows_text(&rows, s->r->lang == SAY_ZH ? 2 : 3)) };
    }
    v->transfers = items;
    return store_rows_close(&rows, reterr);
}

static bool gifts_fill(staff *s, const reconciliation *r, day_view *v, err *reterr)
{
    store_rows rows = { 0 };
    int64_t after = 0;
    int64_t last = 0;
    span asked = net_query(s->r->net, "after");
    gift_item *items = ARENA_NEW(&s->memory, gift_item, DAY_GIFTS + 1);
    if (asked.size > 0 && !text_parse_id(asked, &after, reterr))
        return false;
    const store_value in[] = { store_int(r->account.org.value), store_int(r->account.id.value),
        store_int(r->from.day), store_int(after), store_int(DAY_GIFTS + 1) };
    if (!items || !store_query_open(s->r->conn, &WEB_DAY_GIFTS, in, 5, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        v->has_more = v->gift_count == DAY_GIFTS;
        if (v->has_more)
            break;
        last = store_rows_int(&rows, 0);
        bool is_null = store_rows_is_null(&rows, 2);
        items[v->gift_count++] = (gift_item){ .url = staff_id_url(s, "/app/donations/", last),
            .day = r->from,
            .amount = { r->account.asset, store_rows_int(&rows, 1) },
            .paid_us = is_null ? 0 : store_rows_int(&rows, 2),
            .channel = donation_channel_label((donation_channel)store_rows_int(&rows, 3)) };
    }
    v->gifts = items;
    if (v->has_more)
        v->more_url = staff_url(s, "/app/accounts/%s/days/%d?after=%.*s", r->account.code,
            (int)r->from.day, SPAN_PRINT(staff_id_text(s, last)));
    return store_rows_close(&rows, reterr);
}

static bool day_fill(staff *s, const reconciliation *r, day_view *v, err *reterr)
{
    const reconcile_day *d = &r->days[0];
    int32_t number = date_to_number(r->from);
    const char *code = r->account.code;
    if (!told_fill(s, r, v) || !line_fill(s, &r->account, d, &v->head))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    v->account = name_of(s, &r->account);
    v->code = span_of(code);
    v->day = r->from;
    v->days_url = days_url(s, code);
    v->before_url =
        staff_url(s, "/app/accounts/%s/days/%d", code, (int)date_of_number(number - 1).day);
    v->after_url =
        staff_url(s, "/app/accounts/%s/days/%d", code, (int)date_of_number(number + 1).day);
    v->books_count = d->books_count;
    s->view.name = v->account;
    return transfers_fill(s, r, v, reterr) && gifts_fill(s, r, v, reterr);
}

void staff_day_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    reconciliation rec = { 0 };
    day_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Day of an account")))
        return;
    date day = { (int32_t)staff_number(r->params[1]) };
    if (!date_is_valid(day)) {
        staff_absent(&s);
        return;
    }
    if (!days_read(&s, day, day, &rec, &why) || !day_fill(&s, &rec, &v, &why)) {
        staff_fail(&s, &why);
        return;
    }
    v.staff = s.view;
    day_html(&s.out, &v);
    staff_answer(&s, 200);
}
