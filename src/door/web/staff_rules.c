/* Rules of direction: the list with what each caught, as a page and as files; a new one, tried on the
 * last file before it stands; ending one.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/rule_in.h"

#include "door/web/import_in.h"
#include "rule_new_html.h"
#include "rules_html.h"
#include "sheet/sheet.h"
#include "text/text.h"

#include <stdio.h>
#include <string.h>

enum { NEW_INPUTS = 4, TARGETS_MAX = 400, TARGET_SIZE = 2 * CAMPAIGN_CODE_MAX + 2 };

/* ---- lines ---------------------------------------------------------------------------------- */

static int64_t shown_us(const staff *s, int64_t us)
{
    return us ? us + house_civil_offset(s->r->house) : 0;
}

void rule_item_fill(staff *s, const told_rule *from, rule_item *ret)
{
    const direction_rule *rule = &from->rule;
    const web_name purpose = { from->purpose.name_zh, from->purpose.name_en };
    *ret = (rule_item){ .words = rule->words,
        .campaign = arena_copy(&s->memory, web_campaign_name(&from->to, s->r->lang)),
        .campaign_url = staff_url(s, "/app/campaigns/%s", from->to.code),
        .account = from->account,
        .gifts = from->gifts,
        .others = { .is_part = true },
        .made_by = import_maker(s, rule->made_by),
        .made_us = shown_us(s, rule->made_us),
        .ended_us = shown_us(s, rule->ended_us) };
    if (from->purpose.id)
        ret->purpose = web_name_in(purpose, s->r->lang);
    if (from->account.size > 0)
        ret->account_url = staff_url(s, "/app/accounts/%.*s", SPAN_PRINT(from->account));
    for (size_t i = 0; i < from->sum_count; i++) {
        const rule_catch *sum = &from->sums[i];
        const other_item other = { .amount = { sum->asset, sum->amount }, .gifts = sum->gifts };
        if (sum->asset == LEDGER_CNY)
            ret->amount.fen = sum->amount;
        else
            other_add_to(&s->memory, &ret->others, &other);
    }
    if (!rule->ended_us && staff_may(s, RIGHT_CAMPAIGN_EDIT, rule->org))
        ret->end_action =
            staff_url(s, "/app/rules/%.*s/end", SPAN_PRINT(staff_id_text(s, rule->id)));
}

/* ---- the list ------------------------------------------------------------------------------- */

static bool wants_ended(const staff *s)
{
    return span_is(net_query(s->r->net, "view"), "ended");
}

/* Those that she may see, of the view of the address. */
static bool rules_seen(staff *s, told_rule **ret, size_t *ret_count, int64_t counts[2], err *reterr)
{
    told_rule *rows = NULL;
    size_t count = 0;
    *ret_count = 0;
    counts[0] = counts[1] = 0;
    if (!rules_told(s->r->house, s->r->conn, &s->memory, (org_id){ 0 }, &rows, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        bool is_ended = rows[i].rule.ended_us != 0;
        if (!staff_sees(s, rows[i].rule.org))
            continue;
        counts[is_ended]++;
        if (is_ended == wants_ended(s))
            rows[(*ret_count)++] = rows[i];
    }
    *ret = rows;
    return true;
}

static void views_fill(staff *s, const int64_t counts[2], rules_view *v)
{
    chip_item *items = ARENA_NEW(&s->memory, chip_item, 2);
    if (!items)
        return;
    items[0] = (chip_item){ .url = staff_url(s, "/app/rules"),
        .said = N_("Standing"),
        .count = counts[0],
        .is_on = !v->shows_ended };
    items[1] = (chip_item){ .url = staff_url(s, "/app/rules?view=ended"),
        .said = N_("Ended rules"),
        .count = counts[1],
        .is_on = v->shows_ended };
    v->views = (chip_list){ items, 2 };
}

void staff_rules_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    told_rule *rows = NULL;
    size_t count = 0;
    int64_t counts[2];
    rules_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Rules of direction")))
        return;
    bool is_good = rules_seen(&s, &rows, &count, counts, &why);
    rule_item *items = is_good ? ARENA_NEW(&s.memory, rule_item, count + 1) : NULL;
    if (!items) {
        if (is_good)
            err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
        staff_fail(&s, &why);
        return;
    }
    v.shows_ended = wants_ended(&s);
    v.may_read_only = !s.view.may_edit_campaigns;
    for (; v.count < count; v.count++)
        rule_item_fill(&s, &rows[v.count], &items[v.count]);
    v.items = items;
    views_fill(&s, counts, &v);
    if (s.view.may_edit_campaigns)
        v.new_url = staff_url(&s, "/app/rules/new");
    v.csv_url = staff_url(&s, "/app/rules.csv%s", v.shows_ended ? "?view=ended" : "");
    v.xlsx_url = staff_url(&s, "/app/rules.xlsx%s", v.shows_ended ? "?view=ended" : "");
    v.staff = s.view;
    rules_html(&s.out, &v);
    staff_answer(&s, 200);
}

/* ---- as files ------------------------------------------------------------------------------- */

static span instant_text(staff *s, int64_t us)
{
    buffer b = buffer_in(&s->memory, 40);
    if (us)
        text_add_instant(&b, us, sys_zone_local(house_zone(s->r->house), us).offset_s);
    return buffer_span(&b);
}

static int64_t fen_of(const told_rule *rule)
{
    for (size_t i = 0; i < rule->sum_count; i++) {
        if (rule->sums[i].asset == LEDGER_CNY)
            return rule->sums[i].amount;
    }
    return 0;
}

static void csv_rule(staff *s, const told_rule *t, buffer *b)
{
    const span cells[] = { staff_id_text(s, t->rule.id), t->rule.words, t->account,
        span_of(t->to.code), t->purpose.code };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        text_add_csv(b, cells[i]);
        buffer_byte(b, ',');
    }
    buffer_format(b, "%lld,", (long long)t->gifts);
    text_add_amount_plain(b, LEDGER_CNY, fen_of(t));
    const span rest[] = { import_maker(s, t->rule.made_by), instant_text(s, t->rule.made_us),
        instant_text(s, t->rule.ended_us), web_demo_mark(s->r->house) };
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
        buffer_byte(b, ',');
        text_add_csv(b, rest[i]);
    }
    buffer_text(b, "\r\n");
}

void staff_rules_csv_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    told_rule *rows = NULL;
    size_t count = 0;
    int64_t counts[2];
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Rules of direction")))
        return;
    if (!rules_seen(&s, &rows, &count, counts, &why)) {
        staff_fail(&s, &why);
        return;
    }
    buffer b = buffer_in(&s.memory, 8192);
    buffer_text(
        &b, "rule,words,account,campaign,purpose,gifts,amount,made_by,since,until,demo\r\n");
    for (size_t i = 0; i < count; i++)
        csv_rule(&s, &rows[i], &b);
    staff_csv(&s, "rules.csv", &b);
}

static bool xlsx_rule(staff *s, sheet_writer *w, const told_rule *t, err *reterr)
{
    const sheet_value values[] = { { .text = staff_id_text(s, t->rule.id) },
        { .text = t->rule.words }, { .text = t->account }, { .text = span_of(t->to.code) },
        { .text = t->purpose.code }, { .number = t->gifts }, { .amount = { fen_of(t) } },
        { .text = import_maker(s, t->rule.made_by) }, { .text = instant_text(s, t->rule.made_us) },
        { .text = instant_text(s, t->rule.ended_us) }, { .text = web_demo_mark(s->r->house) } };
    return sheet_write_row(w, values, reterr);
}

static bool xlsx_write(staff *s, const char *path, err *reterr)
{
    static const sheet_column columns[] = { { SPAN("rule"), SHEET_TYPE_TEXT, 16 },
        { SPAN("words"), SHEET_TYPE_TEXT, 24 }, { SPAN("account"), SHEET_TYPE_TEXT, 24 },
        { SPAN("campaign"), SHEET_TYPE_TEXT, 16 }, { SPAN("purpose"), SHEET_TYPE_TEXT, 16 },
        { SPAN("gifts"), SHEET_TYPE_INT, 10 }, { SPAN("amount"), SHEET_TYPE_MONEY, 16 },
        { SPAN("made_by"), SHEET_TYPE_TEXT, 16 }, { SPAN("since"), SHEET_TYPE_TEXT, 26 },
        { SPAN("until"), SHEET_TYPE_TEXT, 26 }, { SPAN("demo"), SHEET_TYPE_TEXT, 12 } };
    const sheet_target target = { .path = path,
        .sheet_name = span_of("rules"),
        .created_s = sys_real_us(house_clock(s->r->house)) / 1000000,
        .columns = columns,
        .column_count = sizeof columns / sizeof *columns };
    told_rule *rows = NULL;
    size_t count = 0;
    int64_t counts[2];
    sheet_writer *w = NULL;
    err broken = { 0 };
    if (!rules_seen(s, &rows, &count, counts, reterr) ||
        !sheet_write_open(&s->memory, &target, &w, reterr))
        return false;
    bool is_good = true;
    for (size_t i = 0; i < count && is_good; i++)
        is_good = xlsx_rule(s, w, &rows[i], reterr);
    bool is_closed = sheet_write_close(w, is_good ? reterr : &broken);
    return is_good && is_closed;
}

void staff_rules_xlsx_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    char path[STAFF_PATH_MAX];
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Rules of direction")))
        return;
    staff_xlsx_path(&s, path);
    bool is_good = xlsx_write(&s, path, &why);
    staff_xlsx(&s, "rules.xlsx", path, is_good, &why);
}

/* ---- a new one ------------------------------------------------------------------------------ */

/* Campaigns, and the purposes of each below it: "code" and "code/purpose". */
static size_t target_choices(staff *s, span chosen, choice_item **ret)
{
    campaign *list = NULL;
    size_t shown = 0;
    size_t count = staff_campaigns(s, &list);
    *ret = ARENA_NEW(&s->memory, choice_item, TARGETS_MAX);
    for (size_t i = 0; *ret && i < count && shown < TARGETS_MAX; i++) {
        purpose_row *purposes = NULL;
        size_t purpose_count = 0;
        err ignored = { 0 };
        if (list[i].phase == PHASE_CLOSED || !staff_may(s, RIGHT_CAMPAIGN_EDIT, list[i].org))
            continue;
        span name = arena_copy(&s->memory, web_campaign_name(&list[i], s->r->lang));
        span code = arena_copy(&s->memory, span_of(list[i].code));
        (*ret)[shown++] =
            (choice_item){ .value = code, .text = name, .is_chosen = span_equal(code, chosen) };
        if (!purpose_list(s->r->conn, &s->memory, list[i].id, &purposes, &purpose_count, &ignored))
            continue;
        for (size_t k = 0; k < purpose_count && shown < TARGETS_MAX; k++) {
            buffer value = buffer_in(&s->memory, TARGET_SIZE);
            buffer text = buffer_in(&s->memory, 200);
            const web_name purpose = { purposes[k].name_zh, purposes[k].name_en };
            buffer_format(&value, "%.*s/%.*s", SPAN_PRINT(code), SPAN_PRINT(purposes[k].code));
            buffer_format(&text, "%.*s · %.*s", SPAN_PRINT(name),
                SPAN_PRINT(web_name_in(purpose, s->r->lang)));
            (*ret)[shown++] = (choice_item){ .value = buffer_span(&value),
                .text = buffer_span(&text),
                .is_chosen = span_equal(buffer_span(&value), chosen) };
        }
    }
    return shown;
}

/* Accounts that files tell of; the first choice is any. */
static size_t account_choices(staff *s, span chosen, choice_item **ret)
{
    enum { CHOICES_MAX = 300 };
    ledger_line *lines = NULL;
    size_t count = 0;
    size_t shown = 0;
    err ignored = { 0 };
    *ret = ARENA_NEW(&s->memory, choice_item, CHOICES_MAX);
    if (!*ret || !ledger_lines(s->r->conn, &s->memory, (org_id){ 0 }, (ledger_view){ 0 }, &lines,
                     &count, &ignored))
        return 0;
    (*ret)[shown++] = (choice_item){ .said = N_("any account"), .is_chosen = chosen.size == 0 };
    for (size_t i = 0; i < count && shown < CHOICES_MAX; i++) {
        const ledger_account *a = &lines[i].account;
        bool is_told = a->class == LEDGER_ASSET && a->asset == LEDGER_CNY &&
                       (a->role == LEDGER_CLEARING || a->role == LEDGER_BANK);
        if (!is_told || !staff_may(s, RIGHT_CAMPAIGN_EDIT, a->org))
            continue;
        span code = arena_copy(&s->memory, span_of(a->code));
        (*ret)[shown++] = (choice_item){ .value = code,
            .text = web_name_in((web_name){ a->name_zh, a->name_en }, s->r->lang),
            .is_chosen = span_equal(code, chosen) };
    }
    return shown;
}

/* Of the form, or of the address that led here. */
static span asked(const staff *s, const char *name)
{
    span value = net_field(s->r->net, name);
    return value.at ? value : span_trim(net_query(s->r->net, name));
}

static void new_inputs(staff *s, input_view *inputs)
{
    choice_item *targets = NULL;
    choice_item *accounts = NULL;
    size_t target_count = target_choices(s, asked(s, "to"), &targets);
    size_t account_count = account_choices(s, asked(s, "account"), &accounts);
    inputs[0] = (input_view){ .name = "words",
        .label = N_("Words of the remark"),
        .hint = N_("As givers write it; full and half width count as the same."),
        .kind = INPUT_TEXT,
        .value = asked(s, "words") };
    inputs[1] = (input_view){ .name = "to",
        .label = N_("Such gifts go to"),
        .kind = INPUT_LIST,
        .choices = targets,
        .choice_count = target_count };
    inputs[2] = (input_view){ .name = "account",
        .label = N_("In files of"),
        .kind = INPUT_LIST,
        .choices = accounts,
        .choice_count = account_count };
}

static void trial_fill(staff *s, const rule_trial *t, rule_new_view *v)
{
    trial_item *rows = ARENA_NEW(&s->memory, trial_item, t->row_count + 1);
    v->is_tried = true;
    v->has_file = t->has_file;
    v->all = t->all;
    v->gifts = t->gifts;
    v->taken = t->taken;
    v->others.is_part = true;
    for (int i = 0; i < t->count; i++) {
        const statement_asset *sum = &t->sums[i];
        const other_item other = { .amount = { sum->asset, sum->amount }, .gifts = sum->booked };
        if (sum->asset == LEDGER_CNY)
            v->amount.fen = sum->amount;
        else
            other_add_to(&s->memory, &v->others, &other);
    }
    if (!t->has_file || !rows)
        return;
    v->file = arena_copy(&s->memory, span_of(t->file.file_name));
    v->file_url = staff_id_url(s, "/app/imports/", t->file.id.value);
    for (; v->row_count < t->row_count; v->row_count++) {
        const rule_trial_row *row = &t->rows[v->row_count];
        rows[v->row_count] = (trial_item){ .row = row->row,
            .day = row->day,
            .amount = { row->asset, row->amount.fen },
            .url = staff_row_url(s, &t->file, row->row) };
    }
    v->rows = rows;
}

static void new_page(staff *s, const staff_faults *faults, const rule_trial *trial)
{
    input_view inputs[NEW_INPUTS] = { 0 };
    new_inputs(s, inputs);
    staff_key_fill(s);
    rule_new_view v = { .form = { .inputs = inputs, .input_count = NEW_INPUTS - 1 },
        .action = staff_url(s, "/app/rules/new"),
        .back_url = staff_url(s, "/app/rules"),
        .key = s->key };
    staff_faults_show(s, &v.form, inputs, faults);
    if (trial)
        trial_fill(s, trial, &v);
    v.staff = s->view;
    rule_new_html(&s->out, &v);
    staff_answer(s, staff_faults_status(faults));
}

void staff_rule_new_get(door_request *r)
{
    STAFF s = { 0 };
    if (staff_begin(&s, r, STAFF_IMPORTS, N_("New rule")))
        new_page(&s, &(staff_faults){ 0 }, NULL);
}

/* What the form says; the unit is the campaign's, where she must have the right. */
static bool form_read(staff *s, rule_change *ret, err *reterr)
{
    span to = staff_field(s, "to");
    size_t slash = span_find(to, '/');
    const rule_words words = { .words = span_trim(text_normal(&s->memory, staff_field(s, "words"))),
        .campaign = span_slice(to, 0, slash < to.size ? slash : to.size),
        .purpose = slash < to.size ? span_slice(to, slash + 1, to.size) : (span)SPAN(""),
        .account = staff_field(s, "account") };
    if (!rule_read(s->r->house, s->r->conn, &s->memory, &words, ret, reterr))
        return false;
    return staff_may(s, RIGHT_CAMPAIGN_EDIT, ret->rule.org) ||
           err_field(reterr, "campaign", N_("Choose where such gifts go"));
}

/* A field of the domain in the form. */
static void field_fit(err *why)
{
    if (strcmp(why->field, "campaign") == 0 || strcmp(why->field, "purpose") == 0)
        snprintf(why->field, sizeof why->field, "to");
    if (why->code == ERR_CONFLICT && !why->field[0])
        snprintf(why->field, sizeof why->field, "words");
}

void staff_rule_new_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change made = { 0 };
    rule_change in = { 0 };
    staff_faults faults = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("New rule")))
        return;
    bool tries = span_is(staff_field(&s, "act"), "try");
    rule_trial *trial = tries ? ARENA_NEW(&s.memory, rule_trial, 1) : NULL;
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    bool is_good = form_read(&s, &in, &why);
    if (is_good && trial)
        is_good = import_rule_try(&desk, &s.memory, &in.rule, trial, &why);
    else if (is_good)
        is_good = staff_change(&s, &rule_add, in.rule.org, &in, &made, &why);
    if (!is_good) {
        field_fit(&why);
        staff_fault(&faults, false, &why);
    }
    if (is_good && !trial)
        staff_go(&s, "/app/rules");
    else
        new_page(&s, &faults, is_good ? trial : NULL);
}

/* ---- ending --------------------------------------------------------------------------------- */

void staff_rule_end_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change done = { 0 };
    told_rule *rows = NULL;
    size_t count = 0;
    int64_t id = 0;
    int64_t counts[2];
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Rules of direction")))
        return;
    if (!rules_seen(&s, &rows, &count, counts, &why)) {
        staff_fail(&s, &why);
        return;
    }
    size_t at = 0;
    bool is_id = staff_id(&s, &id);
    while (is_id && at < count && rows[at].rule.id != id)
        at++;
    if (!is_id || at == count) {
        staff_absent(&s);
        return;
    }
    rule_change in = { .rule.id = id };
    if (staff_change(&s, &rule_end, rows[at].rule.org, &in, &done, &why))
        staff_go(&s, "/app/rules");
    else
        staff_fail(&s, &why);
}
