/* Rows of a payment file by what becomes of them: of a file in the books, or of one that waits.  They
 * name payers only behind a recorded look.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/import_in.h"

#include "door/reveal.h"
#include "door/rows.h"
#include "door/uploads.h"
#include "import_rows_html.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>

enum { PAGE_ROWS = 50 };

/* The file whose rows are asked for. */
typedef struct rows_source {
    staff *s;
    bool is_booked;
    org_id org;
    int64_t object;
    span file;
    span base;  /* address without its language: /app/imports/.. */
    int number; /* of a file that waits */
    statement it;
    upload *files;
    size_t file_count, at;
    import_rows_ask ask;
    import_rows_page page;
    arena home;
} rows_source;

static void source_end(rows_source *src)
{
    arena_close(&src->home);
}
#define ROWS_SOURCE __attribute__((cleanup(source_end))) rows_source

/* ---- which file ----------------------------------------------------------------------------- */

static bool gone(err *reterr)
{
    bool is_told = reterr->code != ERR_NONE && reterr->code != ERR_ABSENT;
    return !is_told && err_set(reterr, ERR_ABSENT, N_("The file is gone; choose it again"));
}

static bool statement_source(rows_source *src, err *reterr)
{
    staff *s = src->s;
    int64_t id = 0;
    if (!staff_id(s, &id) || !statement_get(s->r->conn, (statement_id){ id }, &src->it, reterr) ||
        !staff_may(s, RIGHT_STATEMENT_IMPORT, src->it.org))
        return gone(reterr);
    src->is_booked = true;
    src->org = src->it.org;
    src->object = id;
    src->file = span_of(src->it.file_name);
    src->base = staff_url(s, "/app/imports/%.*s", SPAN_PRINT(staff_id_text(s, id)));
    return arena_open(&src->home, import_memory(src->it.file_size)) ||
           err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
}

static bool upload_source(rows_source *src, err *reterr)
{
    staff *s = src->s;
    int64_t id = 0;
    int64_t number = staff_number(net_query(s->r->net, "file"));
    int64_t now_us = sys_real_us(house_clock(s->r->house));
    if (!staff_id(s, &id) ||
        !upload_get(s->r->conn, &s->memory, (upload_id){ id }, now_us, &src->files,
            &src->file_count, reterr) ||
        !staff_may(s, RIGHT_STATEMENT_IMPORT, src->files[0].org))
        return gone(reterr);
    while (src->at < src->file_count && src->files[src->at].number != number)
        src->at++;
    if (src->at == src->file_count)
        return gone(reterr);
    src->number = (int)number;
    src->org = src->files[0].org;
    src->object = id;
    src->file = span_of(src->files[src->at].file_name);
    src->base = staff_url(s, "/app/imports/uploads/%.*s", SPAN_PRINT(staff_id_text(s, id)));
    int64_t size = 0;
    for (size_t i = 0; i < src->file_count; i++)
        size += src->files[i].file_size;
    return arena_open(&src->home, import_memory(size)) ||
           err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
}

static bool source_read(rows_source *src, size_t limit, err *reterr)
{
    const net_request *n = src->s->r->net;
    door_request *r = src->s->r;
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    src->ask.limit = limit;
    src->ask.org = src->org;
    src->ask.of = src->is_booked ? &src->it : NULL;
    date day = { (int32_t)staff_number(net_query(n, "day")) };
    src->ask.day = date_is_valid(day) ? day : (date){ 0 };
    if (!rows_ask_read(
            net_query(n, "kind"), net_query(n, "reason"), net_query(n, "after"), &src->ask, reterr))
        return false;
    return src->is_booked ? rows_of_statement(r->house, &desk, &src->home, &src->it, &src->ask,
                                &src->page, reterr)
                          : upload_rows(r->house, &desk, &src->home, src->files, src->file_count,
                                src->at, &src->ask, &src->page, reterr);
}

/* ---- the page ------------------------------------------------------------------------------- */

static const char *kind_label(import_kind kind, bool is_booked)
{
    static const char *const labels[IMPORT_KIND_COUNT] = { N_("All"), N_("to be booked"),
        N_("refunds"), N_("booked before"), N_("settlements"), N_("ignored"), N_("bad") };
    return kind == IMPORT_KIND_GIFT && is_booked ? N_("gifts booked") : labels[kind];
}

/* The address of rows; `path` behind the base: /rows, /rows.csv, /rows/show. */
static span rows_url(
    const rows_source *src, const char *path, import_kind kind, int reason, int64_t after)
{
    buffer b = buffer_in(&src->s->memory, 200);
    buffer_format(&b, "%.*s%s?kind=%s", SPAN_PRINT(src->base), path, import_kind_name(kind));
    if (src->number)
        buffer_format(&b, "&file=%d", src->number);
    if (reason)
        buffer_format(&b, "&reason=%d", reason);
    if (after)
        buffer_format(&b, "&after=%lld", (long long)after);
    if (src->ask.day.day)
        buffer_format(&b, "&day=%d", (int)src->ask.day.day);
    return buffer_span(&b);
}

static void kinds_fill(rows_source *src, rows_view *v)
{
    chip_item *items = ARENA_NEW(&src->s->memory, chip_item, IMPORT_KIND_COUNT);
    chip_item *reasons = ARENA_NEW(&src->s->memory, chip_item, IMPORT_REASONS_MAX);
    size_t count = 0;
    if (!items || !reasons)
        return;
    for (int i = 0; i < IMPORT_KIND_COUNT; i++) {
        import_kind kind = (import_kind)i;
        if (src->page.counts[i] == 0 && kind != src->ask.kind && kind != IMPORT_KIND_ALL)
            continue;
        items[count++] = (chip_item){ .url = rows_url(src, "/rows", kind, 0, 0),
            .said = kind_label(kind, src->is_booked),
            .count = src->page.counts[i],
            .is_on = kind == src->ask.kind };
    }
    v->kinds = (chip_list){ items, count };
    if (src->ask.kind != IMPORT_KIND_IGNORED)
        return;
    for (int i = 0; i < src->page.reason_count; i++) {
        bool is_on = src->ask.reason == i + 1;
        reasons[i] =
            (chip_item){ .url = rows_url(src, "/rows", IMPORT_KIND_IGNORED, is_on ? 0 : i + 1, 0),
                .said = src->page.reasons[i],
                .count = src->page.reason_counts[i],
                .is_on = is_on };
    }
    v->reasons = (chip_list){ reasons, (size_t)src->page.reason_count };
}

static mark_view fate_mark(import_fate fate, bool is_booked)
{
    switch (fate) {
    case IMPORT_GIFT:
        return (mark_view){ is_booked ? N_("in the books") : N_("gift"), TONE_OK, ICON_CHECK };
    case IMPORT_REFUND: return (mark_view){ N_("refund"), TONE_INFO, ICON_BACK };
    case IMPORT_KNOWN:
    case IMPORT_REPEATED:
    case IMPORT_ELSEWHERE: return (mark_view){ N_("counts once"), TONE_ZERO, ICON_COPY };
    case IMPORT_SETTLED: return (mark_view){ N_("settlement"), TONE_PLAIN, ICON_NONE };
    case IMPORT_IGNORED: return (mark_view){ N_("ignored"), TONE_PLAIN, ICON_NONE };
    default: return (mark_view){ N_("bad"), TONE_BAD, ICON_WARN };
    }
}

static span other_name(const rows_source *src, const import_row_item *item)
{
    for (size_t i = 0; item->file && i < src->file_count; i++) {
        if (src->files[i].number == item->file)
            return span_of(src->files[i].file_name);
    }
    return (span){ NULL, 0 };
}

static row_item item_of(const rows_source *src, const import_row_item *from, bool is_shown)
{
    staff *s = src->s;
    const payfile_row *row = &from->row;
    row_item to = { .row = row->number,
        .day = date_is_valid(row->day) ? row->day : (date){ 0 },
        .time = import_second_text(s, date_is_valid(row->day) ? row->second : -1),
        .amount = { row->asset, row_amount(from).fen },
        .fate = fate_mark(from->fate, src->is_booked),
        .why = row_why(from),
        .is_bad = from->fate == IMPORT_REJECTED,
        .other = other_name(src, from) };
    if (src->is_booked)
        to.url = staff_row_url(s, &src->it, row->number);
    if (to.is_bad) {
        to.column = row->fault.column;
        to.value = row->fault.value;
        to.hint = row->fault.hint;
    }
    if (is_shown) {
        to.payer = row->payer_name.size > 0 ? row->payer_name : row->payer;
        to.number = row->order_no;
        to.note = row->note;
    }
    return to;
}

static void go_fill(const rows_source *src, rows_view *v)
{
    enum { FIELDS = 4 };
    carried_item *go = ARENA_NEW(&src->s->memory, carried_item, FIELDS);
    const net_request *n = src->s->r->net;
    static const char *const names[FIELDS] = { "kind", "file", "reason", "day" };
    for (int i = 0; go && i < FIELDS; i++) {
        span value = net_query(n, names[i]);
        if (value.size > 0)
            go[v->go_count++] = (carried_item){ span_of(names[i]), value, 0 };
    }
    v->go = go;
    buffer b = buffer_in(&src->s->memory, 100);
    buffer_format(&b, "%.*s/rows", SPAN_PRINT(src->base));
    v->go_action = buffer_span(&b);
}

static bool page_fill(rows_source *src, bool is_shown, rows_view *v, input_view **ret, err *reterr)
{
    staff *s = src->s;
    const import_rows_page *page = &src->page;
    const import_rows_ask *ask = &src->ask;
    row_item *items = ARENA_NEW(&s->memory, row_item, page->count + 1);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (size_t i = 0; i < page->count; i++)
        items[i] = item_of(src, &page->items[i], is_shown);
    *v = (rows_view){ .file = src->file,
        .report_url = src->base,
        .is_booked = src->is_booked,
        .is_shown = is_shown,
        .day = ask->day,
        .items = items,
        .count = page->count,
        .total = page->total };
    kinds_fill(src, v);
    go_fill(src, v);
    if (page->count > 0)
        v->csv_url = rows_url(src, "/rows.csv", ask->kind, ask->reason, 0);
    if (ask->after)
        v->first_url = rows_url(src, "/rows", ask->kind, ask->reason, 0);
    if (page->has_more)
        v->next_url =
            rows_url(src, "/rows", ask->kind, ask->reason, page->items[page->count - 1].row.number);
    if (!is_shown && page->count > 0 && staff_may(s, RIGHT_DONOR_SHOW, src->org)) {
        if (!staff_look_form(s, &v->show, ret, reterr))
            return false;
        v->show_action = rows_url(src, "/rows/show", ask->kind, ask->reason, ask->after);
    }
    s->view.name = src->file;
    return true;
}

static void page_write(staff *s, int status, rows_view *v)
{
    v->staff = s->view;
    import_rows_html(&s->out, v);
    staff_answer(s, status);
}

static void rows_get(rows_source *src, bool (*find)(rows_source *src, err *reterr))
{
    err why = { 0 };
    rows_view v = { 0 };
    input_view *input = NULL;
    if (find(src, &why) && source_read(src, PAGE_ROWS, &why) &&
        page_fill(src, false, &v, &input, &why))
        page_write(src->s, 200, &v);
    else
        staff_fail(src->s, &why);
}

void staff_rows_get(staff *s)
{
    ROWS_SOURCE src = { .s = s };
    rows_get(&src, statement_source);
}

void staff_upload_rows_get(door_request *r)
{
    STAFF s = { 0 };
    ROWS_SOURCE src = { .s = &s };
    if (staff_begin(&s, r, STAFF_IMPORTS, N_("Rows of the file")))
        rows_get(&src, upload_source);
}

/* ---- the look ------------------------------------------------------------------------------- */

static void rows_show(rows_source *src, bool (*find)(rows_source *src, err *reterr))
{
    err why = { 0 };
    err refused = { 0 };
    rows_view v = { 0 };
    input_view *input = NULL;
    reveal_reason reason = 0;
    door_request *r = src->s->r;
    if (!find(src, &why) || !source_read(src, PAGE_ROWS, &why)) {
        staff_fail(src->s, &why);
        return;
    }
    bool is_shown = reveal_reason_parse(staff_field(src->s, "reason"), &reason, &refused) &&
                    reveal_rows_run(r->house, &r->author, src->org, src->object, reason, &refused);
    bool is_filled =
        (is_shown || refused.code == ERR_INPUT) && page_fill(src, is_shown, &v, &input, &why);
    if (!is_filled) {
        staff_fail(src->s, why.code != ERR_NONE ? &why : &refused);
        return;
    }
    if (!is_shown && input) {
        refused.hint = NULL; /* the reasons stand below */
        staff_form_error(src->s, &v.show, input, &refused);
    }
    page_write(src->s, is_shown ? 200 : 400, &v);
}

void staff_rows_show_post(door_request *r)
{
    STAFF s = { 0 };
    ROWS_SOURCE src = { .s = &s };
    if (staff_begin(&s, r, STAFF_IMPORTS, N_("Rows of the file")))
        rows_show(&src, statement_source);
}

void staff_upload_rows_show_post(door_request *r)
{
    STAFF s = { 0 };
    ROWS_SOURCE src = { .s = &s };
    if (staff_begin(&s, r, STAFF_IMPORTS, N_("Rows of the file")))
        rows_show(&src, upload_source);
}

/* ---- as a file ------------------------------------------------------------------------------ */

/* Names of the files of an upload, by their number. */
static const span *names_of(const rows_source *src)
{
    span *names = ARENA_NEW(&src->s->memory, span, IMPORT_FILES_MAX + 1);
    for (size_t i = 0; names && i < src->file_count; i++) {
        if (src->files[i].number > 0 && src->files[i].number <= IMPORT_FILES_MAX)
            names[src->files[i].number] = span_of(src->files[i].file_name);
    }
    return names;
}

static void rows_csv(rows_source *src, bool (*find)(rows_source *src, err *reterr))
{
    err why = { 0 };
    char name[48];
    buffer b = buffer_in(&src->s->memory, 1 << 16);
    if (!find(src, &why) || !source_read(src, IMPORT_ROWS_EXPORT_MAX, &why)) {
        staff_fail(src->s, &why);
        return;
    }
    rows_csv_write(&b, src->s->r->lang, &src->page, names_of(src), web_demo_mark(src->s->r->house));
    snprintf(name, sizeof name, "rows-%s.csv", import_kind_name(src->ask.kind));
    staff_csv(src->s, name, &b);
}

void staff_rows_csv_get(door_request *r)
{
    STAFF s = { 0 };
    ROWS_SOURCE src = { .s = &s };
    if (staff_begin(&s, r, STAFF_IMPORTS, N_("Rows of the file")))
        rows_csv(&src, statement_source);
}

void staff_upload_rows_csv_get(door_request *r)
{
    STAFF s = { 0 };
    ROWS_SOURCE src = { .s = &s };
    if (staff_begin(&s, r, STAFF_IMPORTS, N_("Rows of the file")))
        rows_csv(&src, upload_source);
}
