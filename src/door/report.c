/* The report of an import as JSON, the same on the command line and in the API.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/report.h"

#include "door/put.h"

#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void report_refuse(import_report *r)
{
    statement_counts *c = &r->counts;
    int64_t held_back = c->booked + c->refunds;
    if (held_back > 0 && r->reason_count < IMPORT_REASONS_MAX)
        r->reasons[r->reason_count++] =
            (import_reason){ .reason = N_("not booked, as other rows have to be mended"),
                .count = held_back };
    c->ignored += held_back;
    r->other_count = 0;
    c->booked = c->refunds = c->matched = c->unclaimed = c->amount_fen = c->refund_fen =
        c->fee_mfen = 0;
}

/* amount_fen of CNY, amount of any other currency. */
static void stated_put(
    json_writer *w, const char *name, const import_report *r, bool has, int64_t value)
{
    bool is_yuan = r->is_mixed || report_asset(r) == LEDGER_CNY;
    char yuan[24];
    snprintf(yuan, sizeof yuan, "%s_fen", name);
    if (has)
        json_put_int(w, is_yuan ? yuan : name, value);
    else
        json_put_null(w, is_yuan ? yuan : name);
}

/* What the file says of itself, or how far that is from its rows. */
static void totals_json(
    json_writer *w, const char *name, const import_report *r, bool is_difference)
{
    const statement_stated *s = &r->stated;
    const statement_counts *f = &r->file_totals;
    json_name(w, name);
    json_object(w);
    if (s->count >= 0)
        json_put_int(w, "count", is_difference ? s->count - f->rows : s->count);
    else
        json_put_null(w, "count");
    stated_put(w, "amount", r, s->amount_fen >= 0,
        is_difference ? s->amount_fen - f->amount_fen : s->amount_fen);
    stated_put(w, "refund", r, s->refund_fen >= 0,
        is_difference ? s->refund_fen - f->refund_fen : s->refund_fen);
    stated_put(w, "fee", r, s->fee_mfen != -1,
        is_difference ? money_fen_of(s->fee_mfen) - money_fen_of(f->fee_mfen)
                      : money_fen_of(s->fee_mfen));
    json_object_end(w);
}

void report_counts_json(json_writer *w, const statement_counts *c, bool is_dry_run)
{
    json_put_int(w, "rows", c->rows);
    json_put_int(w, "booked", c->booked);
    json_put_int(w, "duplicates", c->duplicates);
    json_put_int(w, "refunds", c->refunds);
    json_put_int(w, "settlements", c->settlements);
    if (!is_dry_run) { /* what matches is found as it is booked */
        json_put_int(w, "matched", c->matched);
        json_put_int(w, "unclaimed", c->unclaimed);
    }
    json_put_int(w, "amount_fen", c->amount_fen);
    json_put_int(w, "refund_fen", c->refund_fen);
    json_put_int(w, "fees_fen", money_fen_of(c->fee_mfen));
}

/* What of the booked rows is of other currencies, a line each. */
void report_others_json(json_writer *w, const import_report *reports, int count)
{
    import_other_list sums = { 0 };
    for (int i = 0; i < count; i++)
        import_others_add(&sums, &reports[i]);
    json_name(w, "others");
    json_array(w);
    for (int i = 0; i < sums.count; i++) {
        const statement_asset *at = &sums.at[i];
        json_object(w);
        json_put_string(w, "currency", span_of(currency_of(at->asset)->code));
        json_put_int(w, "scale", currency_of(at->asset)->scale);
        json_put_int(w, "booked", at->booked);
        json_put_int(w, "amount", at->amount);
        json_put_int(w, "refunds", at->refunds);
        json_put_int(w, "refund", at->refund);
        json_put_int(w, "fees", money_fen_of(at->fee_milli));
        json_object_end(w);
    }
    json_array_end(w);
}

void report_faults_json(json_writer *w, say_lang lang, const import_report *r)
{
    for (int64_t i = 0; i < r->fault_count && i < IMPORT_FAULTS_MAX; i++) {
        const import_fault *fault = &r->faults[i];
        json_object(w);
        json_put_string(w, "file", r->file_name);
        json_put_int(w, "row", fault->row);
        json_put_string(w, "column", fault->column);
        json_put_string(w, "value", fault->value);
        char rule[512];
        int size = err_render(&fault->rule, say(lang, fault->rule.message), rule, sizeof rule);
        json_put_string(w, "rule", (span){ rule, (size_t)size });
        if (fault->hint)
            json_put_string(w, "hint", span_of(say(lang, fault->hint)));
        json_object_end(w);
    }
}

/* Ignored rows of several files by reason. */
void report_reasons_json(json_writer *w, const import_report *reports, int count)
{
    import_reason sums[IMPORT_REASONS_MAX];
    int used = 0;
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < reports[i].reason_count; k++) {
            int at = 0;
            while (at < used && strcmp(sums[at].reason, reports[i].reasons[k].reason) != 0)
                at++;
            if (at == used && used < IMPORT_REASONS_MAX)
                sums[used++] = (import_reason){ .reason = reports[i].reasons[k].reason };
            if (at < used)
                sums[at].count += reports[i].reasons[k].count;
        }
    }
    for (int i = 0; i < used; i++)
        json_put_int(w, sums[i].reason, sums[i].count);
}

/* Of the duplicates, those that another file of the same call brings, by its number. */
static void elsewhere_json(json_writer *w, const import_report *r)
{
    bool has_any = false;
    for (int i = 0; i < IMPORT_FILES_MAX; i++)
        has_any |= r->elsewhere[i] > 0;
    if (!has_any)
        return;
    json_name(w, "in_files");
    json_array(w);
    for (int i = 0; i < IMPORT_FILES_MAX; i++) {
        if (r->elsewhere[i] == 0)
            continue;
        json_object(w);
        json_put_int(w, "file", i + 1);
        json_put_int(w, "rows", r->elsewhere[i]);
        json_object_end(w);
    }
    json_array_end(w);
}

static void balance_json(json_writer *w, const import_report *r)
{
    const import_balance *balance = &r->balance;
    if (balance->count == 0)
        return;
    json_name(w, "balance");
    json_object(w);
    currency_json(w, "opening", report_asset(r), balance->opening.fen);
    currency_json(w, "closing", report_asset(r), balance->closing.fen);
    json_put_int(w, "rows", balance->count);
    if (balance->broken_row != 0)
        json_put_int(w, "broken_row", balance->broken_row);
    json_object_end(w);
}

/* How the file joins on to the others of its account; what is well is left out. */
static void joint_json(json_writer *w, const import_report *r)
{
    const import_joint *joint = &r->joint;
    json_name(w, "account_before");
    json_object(w);
    if (joint->before.value != 0)
        door_put_id(w, "import", joint->before.value);
    if (joint->gap_first.day != 0) {
        door_put_date(w, "gap_from", joint->gap_first);
        door_put_date(w, "gap_to", joint->gap_last);
    }
    if (joint->overlaps > 0) {
        json_put_int(w, "overlaps", joint->overlaps);
        door_put_id(w, "overlap", joint->overlap.value);
    }
    if (joint->has_jump)
        currency_json(w, "closing", report_asset(r), joint->closing.fen);
    if (joint->other_account)
        json_put_bool(w, "other_account", true);
    json_object_end(w);
}

void report_json(json_writer *w, say_lang lang, const import_report *r, bool is_dry_run)
{
    json_object(w);
    json_put_string(w, "file", r->file_name);
    json_put_string(w, "format", span_of(r->format.name));
    json_put_bool(w, "chosen_for_account", r->is_remembered);
    report_counts_json(w, &r->counts, is_dry_run);
    report_others_json(w, r, 1);
    json_name(w, "ignored");
    json_object(w);
    for (int i = 0; i < r->reason_count; i++)
        json_put_int(w, r->reasons[i].reason, r->reasons[i].count);
    json_object_end(w);
    json_name(w, "rejected");
    json_array(w);
    report_faults_json(w, lang, r);
    json_array_end(w);
    totals_json(w, "stated", r, false);
    totals_json(w, "difference", r, true);
    json_put_int(w, "directed", r->directed);
    json_put_int(w, "before_campaign", r->early);
    balance_json(w, r);
    joint_json(w, r);
    json_put_bool(w, "dry_run", is_dry_run);
    json_put_bool(w, "was_imported", r->was_imported);
    if (r->doubt != STATEMENT_SURE)
        json_put_string(w, "doubt", span_of(statement_doubt_name(r->doubt)));
    elsewhere_json(w, r);
    if (r->statement.value) {
        unsigned char room[64];
        arena a = { .start = room, .size = sizeof room };
        buffer id = buffer_in(&a, 16);
        text_add_id(&id, r->statement.value);
        json_put_string(w, "import", buffer_span(&id));
        json_put_string(w, "state", span_of(statement_state_name(r->state)));
    }
    json_object_end(w);
}

bool report_states(const import_report *r)
{
    const statement_stated *t = &r->stated;
    return t->count >= 0 || t->amount_fen >= 0 || t->refund_fen >= 0 || t->fee_mfen != -1;
}

bool report_fits(const import_report *r)
{
    const statement_stated *t = &r->stated;
    const statement_counts *f = &r->file_totals;
    return (t->count < 0 || t->count == f->rows) &&
           (t->amount_fen < 0 || t->amount_fen == f->amount_fen) &&
           (t->refund_fen < 0 || t->refund_fen == f->refund_fen) &&
           (t->fee_mfen == -1 || money_fen_of(t->fee_mfen) == money_fen_of(f->fee_mfen));
}

void report_files_json(
    json_writer *w, say_lang lang, const import_report *reports, int count, bool is_dry_run)
{
    statement_counts total = { 0 };
    for (int i = 0; i < count; i++)
        import_counts_add(&total, &reports[i].counts);
    json_object(w);
    report_counts_json(w, &total, is_dry_run);
    report_others_json(w, reports, count);
    json_name(w, "ignored");
    json_object(w);
    report_reasons_json(w, reports, count);
    json_object_end(w);
    json_name(w, "rejected");
    json_array(w);
    for (int i = 0; i < count; i++)
        report_faults_json(w, lang, &reports[i]);
    json_array_end(w);
    json_name(w, "files");
    json_array(w);
    for (int i = 0; i < count; i++)
        report_json(w, lang, &reports[i], is_dry_run);
    json_array_end(w);
    json_object_end(w);
}

void report_row_json(json_writer *w, say_lang lang, const payfile_row *row)
{
    unsigned char room[32];
    arena a = { .start = room, .size = sizeof room };
    buffer day = buffer_in(&a, 12);
    json_object(w);
    json_put_int(w, "row", row->number);
    json_put_string(w, "kind", span_of(payfile_kind_name(row->kind)));
    if (row->kind == PAYFILE_IGNORED && row->reason)
        json_put_string(w, "reason", span_of(say(lang, row->reason)));
    if (row->kind == PAYFILE_REJECTED) {
        json_put_string(w, "column", row->fault.column);
        json_put_string(w, "value", row->fault.value);
        json_put_string(w, "rule", span_of(say(lang, row->fault.rule)));
    }
    if (row->day.day != 0) {
        text_add_date(&day, row->day);
        json_put_string(w, "day", buffer_span(&day));
    }
    if (row->second >= 0)
        json_put_int(w, "second", row->second);
    int64_t asset = row->asset ? row->asset : LEDGER_CNY;
    currency_json(w, "amount", asset, row->amount.fen);
    currency_json(w, "fee", asset, money_fen_of(row->fee_mfen));
    json_put_string(w, "order_no", row->order_no);
    json_put_string(w, "merchant_no", row->merchant_no);
    json_put_string(w, "refund_no", row->refund_no);
    json_put_string(w, "currency", row->currency);
    json_put_string(w, "payer", row->payer);
    json_put_string(w, "note", row->note);
    json_object_end(w);
}
