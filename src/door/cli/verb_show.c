/* Verbs that show and list.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "change/audit.h"
#include "disclose/journal.h"
#include "door/moved.h"
#include "door/reveal.h"
#include "text/json.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { LIST_STEP = 1000 };

static int done_or_fail(verb_call *call, bool is_good, const err *why)
{
    return is_good ? EXIT_DONE : verb_fail(call, why);
}

/* ---- show campaign -------------------------------------------------------------------------- */

static void figures_json(verb_call *call, const campaign *c, const campaign_figures *f)
{
    buffer b = buffer_in(call->home, 4096);
    json_writer w = json_write(&b);
    json_object(&w);
    json_put_string(&w, "code", span_of(c->code));
    json_put_string(&w, "name_zh", c->name_zh);
    json_put_string(&w, "name_en", c->name_en);
    json_put_int(&w, "gifts", f->gifts);
    json_put_int(&w, "givers", f->givers);
    json_put_int(&w, "amount_fen", f->amount_fen);
    json_put_int(&w, "unclaimed_fen", f->unclaimed_fen);
    json_put_int(&w, "first_24h_gifts", f->first_24h_gifts);
    json_put_int(&w, "first_24h_fen", f->first_24h_fen);
    json_put_int(&w, "refunded_fen", f->refunded_fen);
    json_put_int(&w, "fees_fen", f->fees_fen);
    figures_others_json(&w, f);
    json_put_bool(&w, "exercise", c->is_exercise);
    json_object_end(&w);
    buffer_byte(&b, '\n');
    verb_out(call, buffer_span(&b));
}

/* One row, as a list of one. */
int call_record(verb_call *call, const grid_column *columns, int count, const grid_cell *cells)
{
    err why = { 0 };
    grid g = { 0 };
    bool is_good = grid_open(&g, call, columns, count, &why) && grid_row(&g, cells, &why);
    return done_or_fail(call, is_good && grid_close(&g, &why), &why);
}

static int figures_row(verb_call *call, const campaign *c, const campaign_figures *f)
{
    static const grid_column columns[] = { { "code", N_("code"), GRID_TEXT },
        { "name", N_("name"), GRID_TEXT }, { "gifts", N_("number of gifts"), GRID_COUNT },
        { "givers", N_("givers"), GRID_COUNT }, { "amount_fen", N_("received"), GRID_MONEY },
        { "unclaimed_fen", N_("not yet claimed"), GRID_MONEY },
        { "first_24h_gifts", N_("gifts of the first 24 hours"), GRID_COUNT },
        { "first_24h_fen", N_("received in the first 24 hours"), GRID_MONEY },
        { "refunded_fen", N_("given back"), GRID_MONEY }, { "fees_fen", N_("fees"), GRID_MONEY } };
    const grid_cell cells[] = { { .text = span_of(c->code) },
        { .text = verb_name(call, c->name_zh, c->name_en) }, { .number = f->gifts },
        { .number = f->givers }, { .number = f->amount_fen }, { .number = f->unclaimed_fen },
        { .number = f->first_24h_gifts }, { .number = f->first_24h_fen },
        { .number = f->refunded_fen }, { .number = f->fees_fen } };
    return call_record(call, columns, 10, cells);
}

static void figure_line(verb_call *call, const char *label, int64_t value, bool is_money)
{
    buffer b = buffer_in(call->home, 64);
    if (is_money) {
        buffer_text(&b, "¥");
        text_add_money(&b, (money){ value });
    } else {
        text_add_count(&b, value);
    }
    verb_format_out(call, "  %s  %.*s\n", say(call->lang, label), SPAN_PRINT(buffer_span(&b)));
}

/* Other currencies, each by itself. */
static void others_lines(verb_call *call, const campaign_figures *f)
{
    for (size_t i = 0; i < f->other_count; i++) {
        const asset_figures *at = &f->others[i];
        char text[CURRENCY_TEXT_SIZE];
        char gifts[40];
        currency_write(text, at->asset, at->amount);
        snprintf(gifts, sizeof gifts, "%lld", (long long)at->gifts);
        verb_format_out(call, "  %s  %s (%s %s)\n", say(call->lang, N_("also received")), text,
            say(call->lang, N_("number of gifts")), gifts);
    }
}

int run_show_campaign(verb_call *call)
{
    err why = { 0 };
    campaign c = { 0 };
    campaign_figures *f = ARENA_NEW(call->home, campaign_figures, 1);
    if (!f || !call_campaign(call, call->words[0], &c, &why) || !house_figures(call->house, &c, f))
        return verb_fail(call, &why);
    if (call->format == FORMAT_JSON) {
        figures_json(call, &c, f);
        return EXIT_DONE;
    }
    if (call->format != FORMAT_TABLE)
        return figures_row(call, &c, f);
    verb_format_out(call, "%.*s (%s)\n", SPAN_PRINT(verb_name(call, c.name_zh, c.name_en)), c.code);
    figure_line(call, N_("number of gifts"), f->gifts, false);
    figure_line(call, N_("givers"), f->givers, false);
    figure_line(call, N_("received"), f->amount_fen, true);
    figure_line(call, N_("not yet claimed"), f->unclaimed_fen, true);
    figure_line(call, N_("gifts of the first 24 hours"), f->first_24h_gifts, false);
    figure_line(call, N_("received in the first 24 hours"), f->first_24h_fen, true);
    figure_line(call, N_("given back"), f->refunded_fen, true);
    figure_line(call, N_("fees"), f->fees_fen, true);
    others_lines(call, f);
    return EXIT_DONE;
}

/* ---- show accounts -------------------------------------------------------------------------- */

/* A day, or an instant of the civil clock. */
static bool view_read(verb_call *call, ledger_view *ret, err *reterr)
{
    span as_of = verb_value(call, "as-of");
    span known = verb_value(call, "known-at");
    *ret = (ledger_view){ 0 };
    if (as_of.at && !text_parse_date(as_of, &ret->as_of, reterr)) {
        snprintf(reterr->field, sizeof reterr->field, "as-of");
        return false;
    }
    if (!known.at)
        return true;
    err ignored = { 0 };
    if (text_parse_date(known, &ret->known_at, &ignored))
        return true;
    int64_t civil_us = 0;
    if (!text_parse_instant(known, &civil_us, reterr))
        return err_field(reterr, "known-at",
            N_("A day (2020-02-03) or a time (2020-02-03T18:30:00+08:00), not %.*s"),
            SPAN_PRINT(known));
    ret->known_at = sys_zone_local(house_zone(call->house), civil_us).day;
    ret->known_at_us = civil_us - house_civil_offset(call->house);
    return true;
}

static const char *class_name(ledger_class class)
{
    static const char *const names[] = { "", "asset", "liability", "net", "income", "cost" };
    return names[class];
}

int run_show_accounts(verb_call *call)
{
    static const grid_column columns[] = { { "account", N_("account"), GRID_TEXT },
        { "name", N_("name"), GRID_TEXT }, { "class", N_("class"), GRID_WORD },
        { "chart_code", N_("chart"), GRID_TEXT }, { "currency", N_("currency"), GRID_TEXT },
        { "debit_fen", N_("debit"), GRID_MONEY }, { "credit_fen", N_("credit"), GRID_MONEY },
        { "balance_fen", N_("balance"), GRID_MONEY }, { "transfers", N_("transfers"), GRID_COUNT },
        { "journal", N_("in journals"), GRID_TEXT } };
    err why = { 0 };
    org_id unit = { 0 };
    ledger_view view = { 0 };
    ledger_line *lines = NULL;
    size_t count = 0;
    grid g = { 0 };
    span code = verb_value(call, "org");
    bool is_good =
        (!code.at || call_org(call, code, &unit, &why)) && view_read(call, &view, &why) &&
        ledger_lines(house_conn(call->house), call->home, unit, view, &lines, &count, &why) &&
        grid_open(&g, call, columns, 10, &why);
    for (size_t i = 0; i < count && is_good; i++) {
        const ledger_line *l = &lines[i];
        buffer journal = buffer_in(call->home, 128);
        journal_account_add(&journal, JOURNAL_HLEDGER, &l->account);
        const grid_cell cells[] = { { .text = span_of(l->account.code) },
            { .text = verb_name(call, l->account.name_zh, l->account.name_en) },
            { .text = span_of(class_name(l->account.class)) }, { .text = l->chart_code },
            { .text = span_of(currency_of(l->account.asset)->code) },
            { .number = l->debit, .asset = l->account.asset },
            { .number = l->credit, .asset = l->account.asset },
            { .number = l->debit - l->credit, .asset = l->account.asset }, { .number = l->count },
            { .text = buffer_span(&journal) } };
        is_good = grid_row(&g, cells, &why);
    }
    return done_or_fail(call, is_good && grid_close(&g, &why), &why);
}

/* ---- lists ---------------------------------------------------------------------------------- */

static const char *donation_state_word(const donation_row *d)
{
    return d->moved_to.value != 0          ? "moved"
           : d->state == DONATION_REVERSED ? "reversed"
           : d->is_claimed                 ? "claimed"
                                           : "unclaimed";
}

static bool donation_rows_list(
    verb_call *call, donation_filter *filter, int64_t limit, grid *g, err *reterr)
{
    while (limit > 0) {
        donation_row *rows = NULL;
        size_t count = 0;
        size_t mark = call->home->used;
        size_t step = limit < LIST_STEP ? (size_t)limit : LIST_STEP;
        if (!donation_list(
                house_conn(call->house), call->home, filter, step, &rows, &count, reterr))
            return false;
        for (size_t i = 0; i < count; i++) {
            const donation_row *d = &rows[i];
            campaign c = { 0 };
            if (!campaign_get(house_donations(call->house), d->campaign, &c))
                continue;
            const grid_cell cells[] = { { .number = d->id.value }, { .text = span_of(c.code) },
                { .number = d->day.day }, { .number = d->paid_us == INT64_MIN ? 0 : d->paid_us },
                { .number = d->amount.fen, .asset = d->asset },
                { .text = span_of(currency_of(d->asset)->code) },
                { .text = span_of(donation_channel_name(d->channel)) },
                { .text = span_of(donation_state_word(d)) }, { .number = d->statement.value },
                { .number = d->row_number } };
            if (!grid_row(g, cells, reterr))
                return false;
            filter->before = d->id.value;
        }
        limit -= (int64_t)count;
        if (!g->kept)
            arena_reset(call->home, mark);
        if (count < step)
            return true;
    }
    return true;
}

int run_list_donations(verb_call *call)
{
    static const grid_column columns[] = { { "id", N_("gift"), GRID_ID },
        { "campaign", N_("campaign"), GRID_TEXT }, { "day", N_("day"), GRID_DAY },
        { "paid_at", N_("paid at"), GRID_TIME }, { "amount_fen", N_("amount"), GRID_MONEY },
        { "currency", N_("currency"), GRID_TEXT }, { "channel", N_("channel"), GRID_WORD },
        { "state", N_("state"), GRID_WORD }, { "import", N_("import"), GRID_ID },
        { "row", N_("row"), GRID_COUNT } };
    err why = { 0 };
    grid g = { 0 };
    campaign c = { 0 };
    donation_filter filter = { .only_unclaimed = verb_flag(call, "unclaimed") };
    int64_t limit = 0;
    span code = verb_value(call, "campaign");
    if (code.at && !call_campaign(call, code, &c, &why))
        return verb_fail(call, &why);
    filter.campaign = c.id;
    bool is_good = call_limit(call, &limit, &why) && grid_open(&g, call, columns, 10, &why) &&
                   donation_rows_list(call, &filter, limit, &g, &why) && grid_close(&g, &why);
    return done_or_fail(call, is_good, &why);
}

int run_list_refunds(verb_call *call)
{
    static const grid_column columns[] = { { "id", N_("refund"), GRID_ID },
        { "day", N_("day"), GRID_DAY }, { "amount_fen", N_("amount"), GRID_MONEY },
        { "currency", N_("currency"), GRID_TEXT }, { "state", N_("state"), GRID_WORD },
        { "donation", N_("gift"), GRID_ID }, { "import", N_("import"), GRID_ID },
        { "row", N_("row"), GRID_COUNT } };
    static const char *const states[] = { "", "held", "booked", "reversed" };
    err why = { 0 };
    grid g = { 0 };
    campaign c = { 0 };
    span code = verb_value(call, "campaign");
    int64_t before = 0;
    size_t count = LIST_STEP;
    if (code.at && !call_campaign(call, code, &c, &why))
        return verb_fail(call, &why);
    bool is_good = grid_open(&g, call, columns, 8, &why);
    while (is_good && count == LIST_STEP) {
        refund_row *rows = NULL;
        is_good = refund_list(house_conn(call->house), call->home, c.id,
            verb_flag(call, "held") ? REFUND_HELD : (refund_state)0, before, LIST_STEP, &rows,
            &count, &why);
        for (size_t i = 0; i < count && is_good; i++) {
            const grid_cell cells[] = { { .number = rows[i].id }, { .number = rows[i].day.day },
                { .number = rows[i].amount.fen, .asset = rows[i].asset },
                { .text = span_of(currency_of(rows[i].asset)->code) },
                { .text = span_of(states[rows[i].state]) }, { .number = rows[i].donation.value },
                { .number = rows[i].statement.value }, { .number = rows[i].row_number } };
            is_good = grid_row(&g, cells, &why);
            before = rows[i].id;
        }
    }
    return done_or_fail(call, is_good && grid_close(&g, &why), &why);
}

int run_list_imports(verb_call *call)
{
    static const grid_column columns[] = { { "id", N_("import"), GRID_ID },
        { "file", N_("file"), GRID_TEXT }, { "format", N_("format"), GRID_WORD },
        { "state", N_("state"), GRID_WORD }, { "rows", N_("rows"), GRID_COUNT },
        { "booked", N_("rows booked"), GRID_COUNT }, { "duplicates", N_("duplicates"), GRID_COUNT },
        { "refunds", N_("refunds"), GRID_COUNT }, { "ignored", N_("ignored"), GRID_COUNT },
        { "rejected", N_("rejected"), GRID_COUNT }, { "amount_fen", N_("amount"), GRID_MONEY },
        { "made_at", N_("imported at"), GRID_TIME } };
    err why = { 0 };
    grid g = { 0 };
    statement *rows = NULL;
    size_t count = LIST_STEP;
    int64_t before = 0;
    bool is_good = grid_open(&g, call, columns, 12, &why);
    while (is_good && count == LIST_STEP) {
        is_good = statement_list(house_conn(call->house), call->home, (campaign_id){ 0 },
            (statement_state)0, before, LIST_STEP, &rows, &count, &why);
        for (size_t i = 0; i < count && is_good; i++) {
            const statement *s = &rows[i];
            const grid_cell cells[] = { { .number = s->id.value },
                { .text = span_of(s->file_name) }, { .text = span_of(s->format) },
                { .text = span_of(statement_state_name(s->state)) }, { .number = s->counts.rows },
                { .number = s->counts.booked }, { .number = s->counts.duplicates },
                { .number = s->counts.refunds }, { .number = s->counts.ignored },
                { .number = s->counts.rejected }, { .number = s->counts.amount_fen },
                { .number = s->made_us } };
            is_good = grid_row(&g, cells, &why);
            before = s->id.value;
        }
    }
    return done_or_fail(call, is_good && grid_close(&g, &why), &why);
}

int run_list_orgs(verb_call *call)
{
    static const grid_column columns[] = { { "code", N_("code"), GRID_TEXT },
        { "name", N_("name"), GRID_TEXT }, { "kind", N_("kind"), GRID_WORD },
        { "parent", N_("upper unit"), GRID_TEXT }, { "legal", N_("legal entity"), GRID_TEXT },
        { "region_code", N_("region"), GRID_TEXT }, { "opened", N_("opened"), GRID_DAY },
        { "closed", N_("closed"), GRID_DAY } };
    err why = { 0 };
    grid g = { 0 };
    org_tree tree = { 0 };
    bool is_good = org_tree_load(house_conn(call->house), call->home, &tree, &why) &&
                   grid_open(&g, call, columns, 8, &why);
    for (int32_t i = 0; i < tree.count && is_good; i++) {
        const org *o = &tree.orgs[i];
        const org *up = org_up(&tree, o);
        const org *legal = org_find(&tree, o->legal);
        const grid_cell cells[] = { { .text = o->code },
            { .text = verb_name(call, o->name_zh, o->name_en) },
            { .text = span_of(org_kind_name(o->kind)) },
            { .text = up ? up->code : (span){ NULL, 0 } },
            { .text = legal ? legal->code : (span){ NULL, 0 } }, { .text = o->region_code },
            { .number = o->opened.day }, { .number = o->closed.day } };
        is_good = grid_row(&g, cells, &why);
    }
    return done_or_fail(call, is_good && grid_close(&g, &why), &why);
}

int run_list_campaigns(verb_call *call)
{
    static const grid_column columns[] = { { "code", N_("code"), GRID_TEXT },
        { "name", N_("name"), GRID_TEXT }, { "opened_at", N_("opened"), GRID_TIME },
        { "gifts", N_("number of gifts"), GRID_COUNT },
        { "amount_fen", N_("received"), GRID_MONEY },
        { "filing_no", N_("filing number"), GRID_TEXT },
        { "filing_due", N_("file by"), GRID_DAY } };
    err why = { 0 };
    grid g = { 0 };
    campaign *rows = ARENA_NEW(call->home, campaign, CAMPAIGNS_MAX);
    campaign_figures *f = ARENA_NEW(call->home, campaign_figures, 1);
    bool is_good = rows && f && grid_open(&g, call, columns, 7, &why);
    size_t count = is_good ? campaign_list(house_donations(call->house), rows, CAMPAIGNS_MAX) : 0;
    for (size_t i = 0; i < count && is_good; i++) {
        if (!house_figures(call->house, &rows[i], f))
            continue;
        const grid_cell cells[] = { { .text = span_of(rows[i].code) },
            { .text = verb_name(call, rows[i].name_zh, rows[i].name_en) },
            { .number = rows[i].opened_us }, { .number = f->gifts }, { .number = f->amount_fen },
            { .text = rows[i].filing_no },
            { .number = rows[i].filing_no.size ? 0 : rows[i].filing_due.day } };
        is_good = grid_row(&g, cells, &why);
    }
    return done_or_fail(call, is_good && grid_close(&g, &why), &why);
}

int run_list_users(verb_call *call)
{
    static const grid_column columns[] = { { "login", N_("user name"), GRID_TEXT },
        { "name", N_("name"), GRID_TEXT }, { "role", N_("role"), GRID_WORD },
        { "org", N_("unit"), GRID_TEXT }, { "state", N_("state"), GRID_WORD } };
    err why = { 0 };
    grid g = { 0 };
    access_person_row *rows = NULL;
    size_t count = 0;
    org_tree tree = { 0 };
    bool is_good = access_persons(house_conn(call->house), call->home, &rows, &count, &why) &&
                   org_tree_load(house_conn(call->house), call->home, &tree, &why) &&
                   grid_open(&g, call, columns, 5, &why);
    for (size_t i = 0; i < count && is_good; i++) {
        const org *o = org_find(&tree, rows[i].role_org);
        const grid_cell cells[] = { { .text = rows[i].login }, { .text = rows[i].name },
            { .text = span_of(access_role_name(rows[i].role)) },
            { .text = o ? o->code : (span){ NULL, 0 } },
            { .text = span_of(rows[i].is_active ? "active" : "ended") } };
        is_good = grid_row(&g, cells, &why);
    }
    return done_or_fail(call, is_good && grid_close(&g, &why), &why);
}

int run_list_tokens(verb_call *call)
{
    static const grid_column columns[] = { { "id", N_("token"), GRID_ID },
        { "label", N_("label"), GRID_TEXT }, { "right", N_("right"), GRID_TEXT },
        { "org", N_("unit"), GRID_TEXT }, { "made_at", N_("made at"), GRID_TIME },
        { "state", N_("state"), GRID_WORD } };
    err why = { 0 };
    grid g = { 0 };
    access_token_row *rows = NULL;
    size_t count = 0;
    org_tree tree = { 0 };
    bool is_good = access_token_list(house_conn(call->house), call->home, &rows, &count, &why) &&
                   org_tree_load(house_conn(call->house), call->home, &tree, &why) &&
                   grid_open(&g, call, columns, 6, &why);
    for (size_t i = 0; i < count && is_good; i++) {
        const org *o = org_find(&tree, rows[i].org);
        const grid_cell cells[] = { { .number = rows[i].id }, { .text = rows[i].label },
            { .text = span_of(access_right_name(rows[i].allows)) },
            { .text = o ? o->code : (span){ NULL, 0 } }, { .number = rows[i].made_us },
            { .text = span_of(rows[i].ended_us == 0 ? "active" : "ended") } };
        is_good = grid_row(&g, cells, &why);
    }
    return done_or_fail(call, is_good && grid_close(&g, &why), &why);
}

int run_list_changes(verb_call *call)
{
    static const grid_column columns[] = { { "seq", N_("change"), GRID_COUNT },
        { "at", N_("at"), GRID_TIME }, { "who", N_("who"), GRID_TEXT },
        { "from", N_("from"), GRID_TEXT }, { "kind", N_("kind"), GRID_WORD },
        { "object", N_("object"), GRID_ID }, { "reason", N_("reason"), GRID_TEXT } };
    err why = { 0 };
    grid g = { 0 };
    int64_t limit = 0;
    int64_t before = 0;
    size_t count = LIST_STEP;
    bool is_good = call_limit(call, &limit, &why) && grid_open(&g, call, columns, 7, &why);
    while (is_good && count == LIST_STEP && limit > 0) {
        audit_row *rows = NULL;
        is_good = audit_newest(
            house_conn(call->house), call->home, before, LIST_STEP, &rows, &count, &why);
        for (size_t i = 0; i < count && is_good && limit > 0; i++, limit--) {
            const change_kind *kind = house_change_kind(rows[i].kind);
            span who = { NULL, 0 };
            is_good =
                access_name(house_conn(call->house), call->home, rows[i].actor_id, &who, &why);
            if (house_change_by_visitor(rows[i].kind))
                who = span_of(say(call->lang, N_("a visitor")));
            const grid_cell cells[] = { { .number = rows[i].seq }, { .number = rows[i].at_us },
                { .text = who }, { .text = rows[i].address },
                { .text = span_of(kind ? kind->name : "?") }, { .number = rows[i].object_id },
                { .text = span_of(
                      kind == &reveal_show ? reveal_reason_name(rows[i].outcome) : "") } };
            is_good = is_good && grid_row(&g, cells, &why);
            before = rows[i].seq;
        }
    }
    return done_or_fail(call, is_good && grid_close(&g, &why), &why);
}

/* ---- one thing ------------------------------------------------------------------------------ */

int run_show_import(verb_call *call)
{
    err why = { 0 };
    int64_t id = 0;
    statement s = { 0 };
    import_report *r = ARENA_NEW(call->home, import_report, 1);
    actor nobody = { 0 };
    import_desk desk = house_desk(call->house, house_conn(call->house), &nobody);
    if (!r || !call_id(call->words[0], &id, &why) ||
        !statement_get(house_conn(call->house), (statement_id){ id }, &s, &why) ||
        !import_report_of(&desk, call->home, &s, r, &why))
        return verb_fail(call, &why);
    return import_reports_show(call, r, 1, false);
}

/* A gift with the places where it was seen. */
typedef struct gift_seen {
    donation_row d;
    source_row *sources;
    size_t count;
    bool is_logged;
    int64_t leaf_number;
    donation_id before; /* {0}: it was not moved here .. */
    donation_row first; /* .. else the gift that was booked first */
} gift_seen;

static void source_json(json_writer *w, buffer *id, const source_row *source)
{
    static const char *const kinds[] = { "", "statement", "notice", "clerk", "charge" };
    json_object(w);
    json_put_string(w, "kind", span_of(kinds[source->kind]));
    if (source->source != 0) {
        id->used = 0;
        text_add_id(id, source->source);
        json_put_string(w, "id", buffer_span(id));
        json_put_int(w, "row", source->row_number);
    }
    json_object_end(w);
}

static bool sources_have(const source_row *sources, size_t count, source_kind kind)
{
    for (size_t i = 0; i < count; i++) {
        if (sources[i].kind == kind)
            return true;
    }
    return false;
}

/* The gift's origin first: its row of a file stands in the gift itself, and what neither a file nor
 * a clerk brought was notified. */
static void sources_json(json_writer *w, buffer *id, const gift_seen *g)
{
    const donation_row *d = &g->d;
    const donation_row *first = &g->first;
    const source_row *sources = g->sources;
    size_t count = g->count;
    const source_row origin = { .kind = d->statement.value != 0 ? SOURCE_STATEMENT : SOURCE_NOTICE,
        .source = d->statement.value,
        .row_number = d->row_number };
    json_name(w, "sources");
    json_array(w);
    bool is_noticed = d->channel != CHANNEL_CASH && !sources_have(sources, count, SOURCE_NOTICE) &&
                      (d->origin.value == 0 || first->statement.value == 0);
    if (d->statement.value != 0 || is_noticed)
        source_json(w, id, &origin);
    for (size_t i = 0; i < count; i++)
        source_json(w, id, &sources[i]);
    json_array_end(w);
}

static bool gift_read(verb_call *call, gift_seen *ret, err *reterr)
{
    int64_t id = 0;
    store_conn *conn = house_conn(call->house);
    return call_id(call->words[0], &id, reterr) &&
           donation_get(conn, (donation_id){ id }, &ret->d, reterr) &&
           donation_sources(
               conn, call->home, ret->d.org, ret->d.id, &ret->sources, &ret->count, reterr) &&
           move_before(conn, &ret->d, &ret->before, reterr) &&
           (ret->before.value == 0 || donation_get(conn, ret->d.origin, &ret->first, reterr)) &&
           log_source_find(conn, id, &ret->leaf_number, &ret->is_logged, reterr);
}

static void gift_json(verb_call *call, const gift_seen *g)
{
    const donation_row *d = &g->d;
    buffer b = buffer_in(call->home, 4096);
    buffer text = buffer_in(call->home, 64);
    json_writer w = json_write(&b);
    json_object(&w);
    text_add_id(&text, d->id.value);
    json_put_string(&w, "id", buffer_span(&text));
    json_put_string(&w, "currency", span_of(currency_of(d->asset)->code));
    currency_json(&w, "amount", d->asset, d->amount.fen);
    text.used = 0;
    text_add_date(&text, d->day);
    json_put_string(&w, "day", buffer_span(&text));
    json_put_string(&w, "channel", span_of(donation_channel_name(d->channel)));
    json_put_string(&w, "state", span_of(donation_state_word(d)));
    if (d->statement.value) {
        text.used = 0;
        text_add_id(&text, d->statement.value);
        json_put_string(&w, "import", buffer_span(&text));
        json_put_int(&w, "row", d->row_number);
    }
    const struct {
        const char *name;
        donation_id id;
    } moves[] = { { "moved_from", g->before }, { "moved_to", d->moved_to } };
    for (int i = 0; i < 2; i++) {
        text.used = 0;
        text_add_id(&text, moves[i].id.value);
        if (moves[i].id.value != 0)
            json_put_string(&w, moves[i].name, buffer_span(&text));
    }
    sources_json(&w, &text, g);
    if (g->is_logged)
        json_put_int(&w, "log_number", g->leaf_number);
    json_object_end(&w);
    buffer_byte(&b, '\n');
    verb_out(call, buffer_span(&b));
}

int run_show_donation(verb_call *call)
{
    static const grid_column columns[] = { { "id", N_("gift"), GRID_ID },
        { "campaign", N_("campaign"), GRID_TEXT }, { "day", N_("day"), GRID_DAY },
        { "paid_at", N_("paid at"), GRID_TIME }, { "amount_fen", N_("amount"), GRID_MONEY },
        { "currency", N_("currency"), GRID_TEXT }, { "channel", N_("channel"), GRID_WORD },
        { "state", N_("state"), GRID_WORD }, { "import", N_("import"), GRID_ID },
        { "row", N_("row"), GRID_COUNT }, { "sources", N_("places where it was seen"), GRID_COUNT },
        { "log_number", N_("entry of the log"), GRID_TEXT },
        { "moved_from", N_("moved from gift"), GRID_ID },
        { "moved_to", N_("moved to gift"), GRID_ID } };
    err why = { 0 };
    campaign c = { 0 };
    gift_seen g = { 0 };
    if (!gift_read(call, &g, &why))
        return verb_fail(call, &why);
    if (call->format == FORMAT_JSON) {
        gift_json(call, &g);
        return EXIT_DONE;
    }
    const donation_row *d = &g.d;
    buffer number = buffer_in(call->home, 32);
    if (g.is_logged)
        buffer_int(&number, g.leaf_number);
    bool is_named = campaign_get(house_donations(call->house), d->campaign, &c);
    const grid_cell cells[] = { { .number = d->id.value },
        { .text = span_of(is_named ? c.code : "") }, { .number = d->day.day },
        { .number = d->paid_us == INT64_MIN ? 0 : d->paid_us },
        { .number = d->amount.fen, .asset = d->asset },
        { .text = span_of(currency_of(d->asset)->code) },
        { .text = span_of(donation_channel_name(d->channel)) },
        { .text = span_of(donation_state_word(d)) }, { .number = d->statement.value },
        { .number = d->row_number }, { .number = (int64_t)g.count + (d->statement.value != 0) },
        { .text = buffer_span(&number) }, { .number = g.before.value },
        { .number = d->moved_to.value } };
    return call_record(call, columns, 14, cells);
}

/* ---- export journal ------------------------------------------------------------------------- */

static bool journal_piece(void *self, span piece)
{
    verb_out(self, piece);
    return true;
}

int run_export_journal(verb_call *call)
{
    err why = { 0 };
    journal_format format = JOURNAL_HLEDGER;
    span name = verb_value(call, "format");
    if (name.at && !journal_format_parse(name, &format)) {
        err_field(&why, "format", N_("The format is hledger, ledger, beancount or csv, not %.*s"),
            SPAN_PRINT(name));
        verb_fail(call, &why);
        return EXIT_USAGE;
    }
    return done_or_fail(call,
        journal_export(house_conn(call->house), call->home, format, journal_piece, call, &why),
        &why);
}
