/* Files that were brought in: the list with its filters, and the same as files.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/import_in.h"

#include "imports_html.h"
#include "sheet/sheet.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { MAKERS_MAX = 400, FILE_STEP = 500, FILE_ROWS_MAX = 100000 };

/* ---- what the address asks for -------------------------------------------------------------- */

typedef struct imports_ask {
    statement_filter filter;
    campaign only; /* id 0: all */
    span from, to; /* as in the address */
    bool is_filtered;
    staff_faults faults;
} imports_ask;

static const struct {
    statement_state state;
    const char *label, *name;
} views[] = { { 0, N_("All"), "" },
    { STATEMENT_BOOKED, N_("waits for a second person"), "waiting" },
    { STATEMENT_CONFIRMED, N_("confirmed"), "confirmed" },
    { STATEMENT_UNDONE, N_("undone"), "undone" } };
enum { VIEWS = sizeof views / sizeof *views };

static void day_read(staff *s, const char *field, imports_ask *ask, date *into)
{
    err why = { 0 };
    err ignored = { 0 };
    span text = span_trim(net_query(s->r->net, field));
    if (text.size == 0 || text_parse_date(text, into, &ignored))
        return;
    *into = (date){ 0 };
    err_field(&why, field, N_("Not a day: %.*s; write 2020-02-03"), SPAN_PRINT(text));
    staff_fault(&ask->faults, false, &why);
}

static bool ask_read(staff *s, imports_ask *ask, err *reterr)
{
    const net_request *n = s->r->net;
    span code = net_query(n, "campaign");
    int64_t account = 0;
    err ignored = { 0 };
    *ask = (imports_ask){ .from = net_query(n, "from"), .to = net_query(n, "to") };
    if (code.size > 0 && !staff_campaign(s, code, &ask->only))
        return err_set(reterr, ERR_ABSENT, N_("There is no campaign %.*s"), SPAN_PRINT(code));
    for (size_t i = 1; i < VIEWS; i++) {
        if (span_is(net_query(n, "view"), views[i].name))
            ask->filter.state = views[i].state;
    }
    /* An id that is none finds nothing that it would not find without it. */
    if (net_query(n, "by").size > 0 &&
        !text_parse_id(net_query(n, "by"), &ask->filter.made_by, &ignored))
        ask->filter.made_by = 0;
    if (net_query(n, "account").size > 0 &&
        text_parse_id(net_query(n, "account"), &account, &ignored))
        ask->filter.account.value = account;
    ask->filter.campaign = ask->only.id;
    day_read(s, "from", ask, &ask->filter.from);
    day_read(s, "to", ask, &ask->filter.to);
    ask->is_filtered = ask->only.id.value || ask->filter.made_by || ask->filter.account.value ||
                       ask->filter.from.day || ask->filter.to.day || ask->filter.state;
    return staff_before(s, &ask->filter.before, reterr);
}

static void query_add(buffer *b, char *mark, const char *name, span value)
{
    html out = { .out = b };
    if (value.size == 0)
        return;
    buffer_format(b, "%c%s=", *mark, name);
    html_part(&out, value);
    *mark = '&';
}

/* The address of the list, or of its file, with these filters. */
static span ask_url(
    staff *s, const imports_ask *ask, const char *path, const char *view, int64_t before)
{
    buffer b = buffer_in(&s->memory, 256);
    char mark = '?';
    buffer_format(&b, "%s%s", web_base(s->r->lang), path);
    query_add(&b, &mark, "view", span_of(view));
    query_add(&b, &mark, "campaign", span_of(ask->only.code));
    query_add(&b, &mark, "account",
        ask->filter.account.value ? staff_id_text(s, ask->filter.account.value) : (span)SPAN(""));
    query_add(&b, &mark, "by",
        ask->filter.made_by ? staff_id_text(s, ask->filter.made_by) : (span)SPAN(""));
    query_add(&b, &mark, "from", ask->from);
    query_add(&b, &mark, "to", ask->to);
    if (before)
        query_add(&b, &mark, "before", staff_id_text(s, before));
    return buffer_span(&b);
}

static const char *view_name(statement_state state)
{
    for (size_t i = 0; i < VIEWS; i++) {
        if (views[i].state == state)
            return views[i].name;
    }
    return "";
}

/* ---- filters -------------------------------------------------------------------------------- */

typedef struct choice_list {
    choice_item *at;
    size_t count;
} choice_list;

static bool choices_open(staff *s, choice_list *ret)
{
    ret->at = ARENA_NEW(&s->memory, choice_item, MAKERS_MAX + 1);
    if (!ret->at)
        return false;
    ret->at[ret->count++] = (choice_item){ .value = SPAN(""), .said = N_("all") };
    return true;
}

static void choice_add(choice_list *list, span value, span text, bool is_chosen)
{
    for (size_t i = 0; i < list->count; i++) {
        if (span_equal(list->at[i].value, value))
            return;
    }
    if (list->count <= MAKERS_MAX)
        list->at[list->count++] =
            (choice_item){ .value = value, .text = text, .is_chosen = is_chosen };
}

static span account_name(staff *s, const ledger_line *lines, size_t count, account_id id)
{
    for (size_t i = 0; i < count; i++) {
        const ledger_account *a = &lines[i].account;
        if (a->id.value == id.value)
            return web_name_in((web_name){ a->name_zh, a->name_en }, s->r->lang);
    }
    return staff_id_text(s, id.value);
}

static bool makers_fill(
    staff *s, const imports_ask *ask, choice_list *accounts, choice_list *makers, err *reterr)
{
    statement_maker *rows = NULL;
    ledger_line *lines = NULL;
    size_t count = 0;
    size_t line_count = 0;
    if (!statement_makers(s->r->conn, &s->memory, MAKERS_MAX, &rows, &count, reterr) ||
        !ledger_lines(
            s->r->conn, &s->memory, (org_id){ 0 }, (ledger_view){ 0 }, &lines, &line_count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!staff_sees(s, rows[i].org))
            continue;
        choice_add(accounts, staff_id_text(s, rows[i].account.value),
            account_name(s, lines, line_count, rows[i].account),
            rows[i].account.value == ask->filter.account.value);
        choice_add(makers, staff_id_text(s, rows[i].made_by), import_maker(s, rows[i].made_by),
            rows[i].made_by == ask->filter.made_by);
    }
    return true;
}

static bool filter_fill(staff *s, const imports_ask *ask, imports_view *v, err *reterr)
{
    enum { INPUTS = 5 };
    campaign *campaigns = NULL;
    choice_list of = { 0 };
    choice_list accounts = { 0 };
    choice_list makers = { 0 };
    input_view *inputs = ARENA_NEW(&s->memory, input_view, INPUTS);
    if (!inputs || !choices_open(s, &of) || !choices_open(s, &accounts) ||
        !choices_open(s, &makers))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    size_t count = staff_campaigns(s, &campaigns);
    for (size_t i = 0; i < count; i++)
        choice_add(&of, arena_copy(&s->memory, span_of(campaigns[i].code)),
            web_campaign_name(&campaigns[i], s->r->lang),
            campaigns[i].id.value == ask->only.id.value);
    if (!makers_fill(s, ask, &accounts, &makers, reterr))
        return false;
    const input_view all[INPUTS] = { { .name = "campaign",
                                         .label = N_("Campaign"),
                                         .kind = INPUT_LIST,
                                         .choices = of.at,
                                         .choice_count = of.count },
        { .name = "account",
            .label = N_("Account"),
            .kind = INPUT_LIST,
            .choices = accounts.at,
            .choice_count = accounts.count },
        { .name = "by",
            .label = N_("By"),
            .kind = INPUT_LIST,
            .choices = makers.at,
            .choice_count = makers.count },
        { .name = "from", .label = N_("First day"), .kind = INPUT_DAY, .value = ask->from },
        { .name = "to", .label = N_("Last day"), .kind = INPUT_DAY, .value = ask->to } };
    memcpy(inputs, all, sizeof all);
    v->filter = (form_view){ .inputs = inputs, .input_count = INPUTS };
    staff_faults_show(s, &v->filter, inputs, &ask->faults);
    return true;
}

static void views_fill(staff *s, const imports_ask *ask, imports_view *v)
{
    chip_item *items = ARENA_NEW(&s->memory, chip_item, VIEWS);
    carried_item *carried = ARENA_NEW(&s->memory, carried_item, 1);
    if (!items || !carried)
        return;
    for (size_t i = 0; i < VIEWS; i++)
        items[i] = (chip_item){ .url = ask_url(s, ask, "/app/imports", views[i].name, 0),
            .said = views[i].label,
            .count = views[i].state == STATEMENT_BOOKED ? s->view.unconfirmed_count : -1,
            .is_on = views[i].state == ask->filter.state };
    v->views = (chip_list){ items, VIEWS };
    *carried = (carried_item){ SPAN("view"), span_of(view_name(ask->filter.state)), 0 };
    v->carried = carried;
    v->carried_count = ask->filter.state ? 1 : 0;
}

/* ---- the list ------------------------------------------------------------------------------- */

static bool imports_fill(staff *s, const imports_ask *ask, imports_view *v, err *reterr)
{
    statement *rows = NULL;
    size_t count = 0;
    const char *view = view_name(ask->filter.state);
    import_item *items = ARENA_NEW(&s->memory, import_item, STAFF_ROWS);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!statement_search(
            s->r->conn, &s->memory, &ask->filter, STAFF_ROWS + 1, &rows, &count, reterr))
        return false;
    for (size_t i = 0; i < count && i < STAFF_ROWS; i++) {
        if (!staff_sees(s, rows[i].org))
            continue;
        import_item_fill(s, &rows[i], &items[v->count++]);
        bool stands = rows[i].state <= STATEMENT_CONFIRMED;
        v->page_booked += stands ? rows[i].counts.booked : 0;
        v->page_amount.fen += stands ? rows[i].counts.amount_fen : 0;
    }
    if (count > STAFF_ROWS)
        v->pager.older_url = ask_url(s, ask, "/app/imports", view, rows[STAFF_ROWS - 1].id.value);
    if (ask->filter.before != 0)
        v->pager.newer_url = ask_url(s, ask, "/app/imports", view, 0);
    v->pager.count = (int64_t)v->count;
    v->items = items;
    v->is_filtered = ask->is_filtered;
    v->action = staff_url(s, "/app/imports");
    v->clear_url = staff_url(s, "/app/imports");
    v->csv_url = ask_url(s, ask, "/app/imports.csv", view, 0);
    v->xlsx_url = ask_url(s, ask, "/app/imports.xlsx", view, 0);
    views_fill(s, ask, v);
    return filter_fill(s, ask, v, reterr) && staff_waiting_fill(s, &v->waiting, reterr);
}

void staff_imports_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    imports_ask ask = { 0 };
    imports_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Imports")))
        return;
    if (!ask_read(&s, &ask, &why) || !imports_fill(&s, &ask, &v, &why)) {
        staff_fail(&s, &why);
        return;
    }
    v.staff = s.view;
    imports_html(&s.out, &v);
    staff_answer(&s, ask.faults.count > 0 ? 400 : 200);
}

/* ---- as files ------------------------------------------------------------------------------- */

/* A line of a file. */
typedef struct import_line {
    const statement *it;
    span id, campaign, made_by, made_at, confirmed_by, confirmed_at;
} import_line;

typedef bool line_each(void *self, const import_line *line, err *reterr);

static span instant_text(staff *s, int64_t us)
{
    buffer b = buffer_in(&s->memory, 40);
    if (us)
        text_add_instant(&b, us, sys_zone_local(house_zone(s->r->house), us).offset_s);
    return buffer_span(&b);
}

static import_line line_of(staff *s, const statement *it)
{
    campaign c = { 0 };
    import_line line = { .it = it,
        .id = staff_id_text(s, it->id.value),
        .made_by = import_maker(s, it->made_by),
        .made_at = instant_text(s, it->made_us),
        .confirmed_at = instant_text(s, it->confirmed_us) };
    if (campaign_get(house_donations(s->r->house), it->campaign, &c))
        line.campaign = arena_copy(&s->memory, span_of(c.code));
    if (it->confirmed_us)
        line.confirmed_by = import_maker(s, it->confirmed_by);
    return line;
}

/* All that fit, in steps, so that no reading takes long. */
static bool lines_walk(staff *s, imports_ask *ask, line_each *each, void *self, err *reterr)
{
    ARENA step = { 0 };
    statement *rows = NULL;
    size_t count = FILE_STEP;
    if (!arena_open(&step, FILE_STEP * sizeof(statement) + 4096))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (int64_t seen = 0; count == FILE_STEP && seen < FILE_ROWS_MAX; seen += FILE_STEP) {
        arena_reset(&step, 0);
        if (!statement_search(s->r->conn, &step, &ask->filter, FILE_STEP, &rows, &count, reterr))
            return false;
        for (size_t i = 0; i < count; i++) {
            if (!staff_sees(s, rows[i].org))
                continue;
            const import_line line = line_of(s, &rows[i]);
            if (!each(self, &line, reterr))
                return false;
        }
        if (count > 0)
            ask->filter.before = rows[count - 1].id.value;
    }
    return true;
}

typedef struct csv_file {
    staff *s;
    buffer b;
} csv_file;

static bool csv_each(void *self, const import_line *line, err *reterr)
{
    csv_file *f = self;
    buffer *b = &f->b;
    const statement *it = line->it;
    const statement_counts *c = &it->counts;
    const int64_t counts[] = { c->rows, c->booked, c->refunds, c->duplicates, c->settlements,
        c->ignored, c->rejected };
    const span ends[] = { line->made_by, line->made_at, line->confirmed_by, line->confirmed_at,
        web_demo_mark(f->s->r->house) };
    (void)reterr;
    buffer_add(b, line->id);
    buffer_byte(b, ',');
    text_add_csv(b, span_of(it->file_name));
    buffer_format(b, ",%s,%.*s,", it->format, SPAN_PRINT(line->campaign));
    text_add_date(b, it->first_day);
    buffer_byte(b, ',');
    text_add_date(b, it->last_day);
    buffer_format(b, ",%s", statement_state_name(it->state));
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        buffer_format(b, ",%lld", (long long)counts[i]);
    buffer_byte(b, ',');
    text_add_money_plain(b, (money){ c->amount_fen });
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        buffer_byte(b, ',');
        text_add_csv(b, ends[i]);
    }
    buffer_text(b, "\r\n");
    return true;
}

void staff_imports_csv_get(door_request *r)
{
    enum { TEXT_MEMORY = 1 << 28 };
    STAFF s = { 0 };
    ARENA text = { 0 };
    err why = { 0 };
    imports_ask ask = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Imports")))
        return;
    csv_file f = { .s = &s };
    bool is_good = arena_open(&text, TEXT_MEMORY) ||
                   err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    f.b = buffer_in(&text, 1 << 16);
    buffer_text(&f.b, "id,file,format,campaign,first_day,last_day,state,rows,booked,refunds,"
                      "duplicates,settlements,ignored,rejected,amount,made_by,made_at,"
                      "confirmed_by,confirmed_at,demo\r\n");
    if (is_good && ask_read(&s, &ask, &why) && lines_walk(&s, &ask, csv_each, &f, &why))
        staff_csv(&s, "imports.csv", &f.b);
    else
        staff_fail(&s, &why);
}

typedef struct xlsx_file {
    staff *s;
    sheet_writer *w;
} xlsx_file;

static bool xlsx_each(void *self, const import_line *line, err *reterr)
{
    xlsx_file *f = self;
    const statement *it = line->it;
    const statement_counts *c = &it->counts;
    const sheet_value values[] = { { .text = line->id }, { .text = span_of(it->file_name) },
        { .text = import_format_label(f->s, it->org, it->format) }, { .text = line->campaign },
        { .day = it->first_day, .is_empty = it->first_day.day == 0 },
        { .day = it->last_day, .is_empty = it->last_day.day == 0 },
        { .text = span_of(statement_state_name(it->state)) }, { .number = c->rows },
        { .number = c->booked }, { .number = c->refunds }, { .number = c->duplicates },
        { .number = c->settlements }, { .number = c->ignored }, { .number = c->rejected },
        { .amount = { c->amount_fen } }, { .text = line->made_by }, { .text = line->made_at },
        { .text = line->confirmed_by }, { .text = line->confirmed_at },
        { .text = web_demo_mark(f->s->r->house) } };
    return sheet_write_row(f->w, values, reterr);
}

static bool xlsx_write(xlsx_file *f, const char *path, err *reterr)
{
    static const sheet_column columns[] = { { SPAN("id"), SHEET_TYPE_TEXT, 16 },
        { SPAN("file"), SHEET_TYPE_TEXT, 32 }, { SPAN("format"), SHEET_TYPE_TEXT, 22 },
        { SPAN("campaign"), SHEET_TYPE_TEXT, 14 }, { SPAN("first_day"), SHEET_TYPE_DATE, 12 },
        { SPAN("last_day"), SHEET_TYPE_DATE, 12 }, { SPAN("state"), SHEET_TYPE_TEXT, 12 },
        { SPAN("rows"), SHEET_TYPE_INT, 10 }, { SPAN("booked"), SHEET_TYPE_INT, 10 },
        { SPAN("refunds"), SHEET_TYPE_INT, 10 }, { SPAN("duplicates"), SHEET_TYPE_INT, 10 },
        { SPAN("settlements"), SHEET_TYPE_INT, 10 }, { SPAN("ignored"), SHEET_TYPE_INT, 10 },
        { SPAN("rejected"), SHEET_TYPE_INT, 10 }, { SPAN("amount"), SHEET_TYPE_MONEY, 16 },
        { SPAN("made_by"), SHEET_TYPE_TEXT, 16 }, { SPAN("made_at"), SHEET_TYPE_TEXT, 26 },
        { SPAN("confirmed_by"), SHEET_TYPE_TEXT, 16 },
        { SPAN("confirmed_at"), SHEET_TYPE_TEXT, 26 }, { SPAN("demo"), SHEET_TYPE_TEXT, 12 } };
    const sheet_target target = { .path = path,
        .sheet_name = span_of("imports"),
        .created_s = sys_real_us(house_clock(f->s->r->house)) / 1000000,
        .columns = columns,
        .column_count = sizeof columns / sizeof *columns };
    imports_ask ask = { 0 };
    err broken = { 0 };
    if (!ask_read(f->s, &ask, reterr) || !sheet_write_open(&f->s->memory, &target, &f->w, reterr))
        return false;
    bool is_good = lines_walk(f->s, &ask, xlsx_each, f, reterr);
    bool is_closed = sheet_write_close(f->w, is_good ? reterr : &broken);
    return is_good && is_closed;
}

void staff_imports_xlsx_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    char path[STAFF_PATH_MAX];
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Imports")))
        return;
    xlsx_file f = { .s = &s };
    staff_xlsx_path(&s, path);
    bool is_good = xlsx_write(&f, path, &why);
    staff_xlsx(&s, "imports.xlsx", path, is_good, &why);
}
