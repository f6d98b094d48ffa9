/* From a report of flow to what the pages of payment files show.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/import_in.h"

#include "text/text.h"

#include <assert.h>
#include <stdio.h>

enum { TERMS_MAX = 8 + IMPORT_REASONS_MAX, STATED_MAX = 4, SAMPLES_SHOWN = 10 };

/* ---- from a report to its page -------------------------------------------------------------- */

typedef struct term_maker {
    staff *s;
    span rows_url;
    term_item *at;
    size_t count;
} term_maker;

/* Terms of 0 are left out; `kind` as in the address of the rows. */
static term_item *term_add(term_maker *m, const char *label, int64_t count, const char *kind)
{
    if (count == 0 || m->count == TERMS_MAX)
        return NULL;
    term_item *term = &m->at[m->count++];
    *term = (term_item){ .label = label, .count = count };
    if (m->rows_url.size) {
        buffer b = buffer_in(&m->s->memory, 160);
        buffer_format(&b, "%.*skind=%s", SPAN_PRINT(m->rows_url), kind);
        term->url = buffer_span(&b);
    }
    return term;
}

static void term_money(term_item *term, int64_t fen)
{
    if (!term)
        return;
    term->has_amount = true;
    term->amount.fen = fen;
}

static void term_note(term_item *term, const char *note)
{
    if (term)
        term->note = note;
}

static void ignored_fill(term_maker *m, const import_report *p)
{
    int64_t with_reason = 0;
    for (int i = 0; i < p->reason_count; i++) {
        char kind[40];
        snprintf(kind, sizeof kind, "ignored&reason=%d", i + 1);
        term_note(term_add(m, N_("ignored"), p->reasons[i].count, kind), p->reasons[i].reason);
        with_reason += p->reasons[i].count;
    }
    (void)term_add(m, N_("ignored"), p->counts.ignored - with_reason, "ignored");
}

void import_terms_fill(
    staff *s, const import_report *p, bool is_booked, span rows_url, term_list *ret)
{
    term_maker m = {
        .s = s, .rows_url = rows_url, .at = ARENA_NEW(&s->memory, term_item, TERMS_MAX)
    };
    const statement_counts *c = &p->counts;
    if (!m.at)
        return;
    const char *gifts = is_booked ? N_("gifts booked") : N_("to be booked");
    term_money(term_add(&m, gifts, c->booked, "gift"), c->amount_fen);
    term_money(term_add(&m, N_("refunds"), c->refunds, "refund"), c->refund_fen);
    term_note(term_add(&m, N_("booked before"), c->duplicates, "known"), N_("skipped"));
    (void)term_add(&m, N_("settlements"), c->settlements, "settlement");
    ignored_fill(&m, p);
    term_item *bad = term_add(&m, N_("bad"), c->rejected, "rejected");
    term_note(bad, N_("not booked"));
    if (bad)
        bad->is_bad = true;
    *ret = (term_list){ .whole = N_("Rows in the file"),
        .sum = c->rows,
        .is_empty = p->file_totals.rows == 0,
        .items = m.at,
        .count = m.count };
}

static void stated_add(stated_list *v, stated_item *items, const char *label, int64_t of,
    int64_t stated, int64_t counted)
{
    assert(v->count < STATED_MAX);
    v->agrees &= stated == counted;
    items[v->count++] = (stated_item){ .label = label,
        .asset = of,
        .stated = stated,
        .counted = counted,
        .difference = stated - counted };
}

void import_stated_fill(staff *s, const import_report *p, stated_list *v)
{
    stated_item *items = ARENA_NEW(&s->memory, stated_item, STATED_MAX);
    const statement_stated *t = &p->stated;
    const statement_counts *f = &p->file_totals;
    const int64_t of = report_asset(p);
    *v = (stated_list){ .items = items, .agrees = true };
    if (!items)
        return;
    if (t->count >= 0)
        stated_add(v, items, N_("Rows of payments and refunds"), 0, t->count, f->rows);
    if (t->amount_fen >= 0)
        stated_add(v, items, p->states_flows ? N_("Sum of money in") : N_("Sum of gifts"), of,
            t->amount_fen, f->amount_fen);
    if (t->refund_fen >= 0)
        stated_add(v, items, N_("Sum of refunds"), of, t->refund_fen, f->refund_fen);
    if (t->fee_mfen != -1)
        stated_add(v, items, N_("Fees"), of, money_fen_of(t->fee_mfen), money_fen_of(f->fee_mfen));
}

void import_joint_fill(staff *s, const import_report *p, joint_item *ret)
{
    const import_joint *j = &p->joint;
    *ret = (joint_item){ .has_balance = p->balance.count > 1,
        .balance_fits = p->balance.broken_row == 0,
        .balance_row = p->balance.broken_row,
        .gap_first = j->gap_first,
        .gap_last = j->gap_last,
        .overlaps = j->overlaps,
        .has_jump = j->has_jump,
        .closing = { report_asset(p), j->closing.fen },
        .other_account = j->other_account };
    if (j->overlap.value)
        ret->overlap_url = staff_id_url(s, "/app/imports/", j->overlap.value);
    if (p->same_rows.value)
        ret->same_url = staff_id_url(s, "/app/imports/", p->same_rows.value);
}

/* All listed faults; a page shows the first of them. */
void import_faults_fill(staff *s, const import_report *p, fault_list *ret)
{
    size_t listed = p->fault_count < IMPORT_FAULTS_MAX ? (size_t)p->fault_count : IMPORT_FAULTS_MAX;
    fault_item *items = ARENA_NEW(&s->memory, fault_item, listed + 1);
    if (!items)
        return;
    for (size_t i = 0; i < listed; i++) {
        items[i] = (fault_item){
            .row = p->faults[i].row, .column = p->faults[i].column, .value = p->faults[i].value
        };
        items[i].rule = p->faults[i].rule;
        if (p->faults[i].hint)
            items[i].hint = (err){ .code = ERR_INPUT, .message = p->faults[i].hint };
    }
    ret->items = items;
    ret->total = p->fault_count;
    ret->count = listed < IMPORT_FAULTS_SHOWN ? listed : IMPORT_FAULTS_SHOWN;
}

static mark_view fate_of(const import_sample *it)
{
    if (it->is_known)
        return (mark_view){ N_("booked before"), TONE_ZERO, ICON_COPY };
    switch (it->kind) {
    case PAYFILE_GIFT: return (mark_view){ N_("gift"), TONE_OK, ICON_CHECK };
    case PAYFILE_REFUND: return (mark_view){ N_("refund"), TONE_INFO, ICON_BACK };
    case PAYFILE_SETTLEMENT: return (mark_view){ N_("settlement"), TONE_PLAIN, ICON_NONE };
    case PAYFILE_FEE: return (mark_view){ N_("charge"), TONE_PLAIN, ICON_NONE };
    case PAYFILE_IGNORED: return (mark_view){ N_("ignored"), TONE_PLAIN, ICON_NONE };
    case PAYFILE_REJECTED: break;
    }
    return (mark_view){ N_("bad"), TONE_BAD, ICON_WARN };
}

size_t import_samples_fill(staff *s, const import_report *p, const sample_item **ret)
{
    size_t count = p->sample_count < SAMPLES_SHOWN ? p->sample_count : SAMPLES_SHOWN;
    sample_item *items = ARENA_NEW(&s->memory, sample_item, count + 1);
    *ret = items;
    if (!items)
        return 0;
    for (size_t i = 0; i < count; i++)
        items[i] = (sample_item){ .row = p->samples[i].row,
            .day = p->samples[i].day,
            .text = p->samples[i].order_no,
            .amount = { p->samples[i].asset, p->samples[i].amount.fen },
            .fate = fate_of(&p->samples[i]) };
    return count;
}

static other_list others_of(staff *s, const statement_asset *at, int count)
{
    other_list list = { .is_part = true };
    for (int i = 0; i < count; i++) {
        const other_item item = { .amount = { at[i].asset, at[i].amount }, .gifts = at[i].booked };
        if (at[i].booked > 0)
            other_add_to(&s->memory, &list, &item);
    }
    return list;
}

other_list import_report_others(staff *s, const import_report *p)
{
    return others_of(s, p->others, p->other_count);
}

other_list import_others(staff *s, const statement *it)
{
    statement_asset others[STATEMENT_ASSETS_MAX];
    int count = 0;
    err ignored = { 0 };
    if (!statement_assets(s->r->conn, it, others, &count, &ignored))
        count = 0;
    return others_of(s, others, count);
}

void import_view_fill(staff *s, const import_report *report, span rows_url, import_view *v)
{
    import_terms_fill(s, report, true, rows_url, &v->terms);
    import_stated_fill(s, report, &v->stated);
    import_faults_fill(s, report, &v->faults);
    import_joint_fill(s, report, &v->joint);
    v->matched = report->counts.matched;
    v->unclaimed = report->counts.unclaimed;
    v->refunds.fen = report->counts.refund_fen;
    v->fees.fen = money_fen_of(report->counts.fee_mfen);
    v->head.rows = report->counts.rows;
    v->head.booked = report->counts.booked;
    v->head.rejected = report->counts.rejected;
    v->head.amount.fen = report->counts.amount_fen;
    v->head.others = import_report_others(s, report);
    v->head.first_day = report->first_day;
    v->head.last_day = report->last_day;
}

void import_faults_csv(staff *s, const fault_list *faults, const char *name)
{
    buffer b = buffer_in(&s->memory, 8192);
    buffer_text(&b, "row,column,value,rule,how_to_mend,demo\r\n");
    for (size_t i = 0; i < faults->count; i++) {
        const fault_item *f = &faults->items[i];
        buffer rule = buffer_in(&s->memory, 128);
        buffer hint = buffer_in(&s->memory, 128);
        say_err(&rule, s->r->lang, &f->rule);
        if (f->hint.code != ERR_NONE)
            say_err(&hint, s->r->lang, &f->hint);
        const span cells[] = { f->column, f->value, buffer_span(&rule), buffer_span(&hint),
            web_demo_mark(s->r->house) };
        buffer_int(&b, f->row);
        for (size_t k = 0; k < sizeof cells / sizeof *cells; k++) {
            buffer_byte(&b, ',');
            text_add_csv(&b, cells[k]);
        }
        buffer_text(&b, "\r\n");
    }
    staff_csv(s, name, &b);
}
