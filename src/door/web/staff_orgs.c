/* Units for staff: the list, and bringing in a table of them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_admin.h"
#include "door/web/staff_in.h"

#include "file/file.h"
#include "org_import_html.h"
#include "orgs_html.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { ORG_ROWS = 200, FAULTS_SHOWN = 50, UNITS_SHOWN = 20 };

/* ---- the list ------------------------------------------------------------------------------- */

static void org_fill(const staff *s, int32_t at, org_item *ret)
{
    const org *o = &s->tree.orgs[at];
    *ret = (org_item){ .code = o->code,
        .name = web_name_in((web_name){ o->name_zh, o->name_en }, s->r->lang),
        .kind = org_kind_label(o->kind),
        .level = o->level,
        .is_legal = o->legal.value == o->id.value,
        .region = o->region_code,
        .uscc = o->uscc,
        .opened = o->opened,
        .closed = o->closed,
        .below = o->end - at - 1 };
}

static int64_t orgs_count(const staff *s)
{
    int64_t count = 0;
    for (int32_t i = 0; i < s->tree.count; i++)
        count += staff_sees(s, s->tree.orgs[i].id);
    return count;
}

void staff_orgs_get(door_request *r)
{
    STAFF s = { 0 };
    orgs_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_ORGS, N_("Organisations")))
        return;
    org_item *items = ARENA_NEW(&s.memory, org_item, ORG_ROWS);
    const org *after = org_find_by_code(&s.tree, net_query(r->net, "after"));
    int32_t at = after ? (int32_t)(after - s.tree.orgs) + 1 : 0;
    for (; items && at < s.tree.count && v.count < ORG_ROWS; at++) {
        if (staff_sees(&s, s.tree.orgs[at].id))
            org_fill(&s, at, &items[v.count++]);
    }
    v.items = items;
    v.total = orgs_count(&s);
    v.pager.count = (int64_t)v.count;
    if (at < s.tree.count && at > 0)
        v.pager.older_url =
            staff_url(&s, "/app/orgs?after=%.*s", SPAN_PRINT(s.tree.orgs[at - 1].code));
    if (after)
        v.pager.newer_url = staff_url(&s, "/app/orgs");
    v.csv_url = staff_url(&s, "/app/orgs.csv");
    if (s.view.may_edit_orgs)
        v.import_url = staff_url(&s, "/app/orgs/import");
    v.staff = s.view;
    orgs_html(&s.out, &v);
    staff_answer(&s, 200);
}

/* The columns of the import, so that the file can be mended and brought in again. */
void staff_orgs_csv_get(door_request *r)
{
    STAFF s = { 0 };
    if (!staff_begin(&s, r, STAFF_ORGS, N_("Organisations")))
        return;
    buffer b = buffer_in(&s.memory, 65536);
    buffer_text(
        &b, "code,parent,kind,name_zh,name_en,region_code,uscc,legal,opened,closed,demo\r\n");
    for (int32_t i = 0; i < s.tree.count; i++) {
        const org *o = &s.tree.orgs[i];
        const org *up = org_up(&s.tree, o);
        const org *legal = org_find(&s.tree, o->legal);
        if (!staff_sees(&s, o->id))
            continue;
        const span cells[] = { o->code, up ? up->code : (span)SPAN(""),
            span_of(org_kind_name(o->kind)), o->name_zh, o->name_en, o->region_code, o->uscc,
            legal == o ? (span)SPAN("self")
            : legal    ? legal->code
                       : (span)SPAN("") };
        for (size_t k = 0; k < sizeof cells / sizeof *cells; k++) {
            text_add_csv(&b, cells[k]);
            buffer_byte(&b, ',');
        }
        text_add_date(&b, o->opened);
        buffer_byte(&b, ',');
        if (o->closed.day)
            text_add_date(&b, o->closed);
        buffer_byte(&b, ',');
        buffer_add(&b, web_demo_mark(r->house));
        buffer_text(&b, "\r\n");
    }
    staff_csv(&s, "orgs.csv", &b);
}

/* ---- import --------------------------------------------------------------------------------- */

static void choose_page(staff *s, int status, const err *why)
{
    input_view inputs[] = { { .name = "file",
        .label = N_("File"),
        .kind = INPUT_FILE,
        .accept = ".csv",
        .hint = N_("Columns: code, parent, kind, name_zh; if you have them name_en, region_code, "
                   "uscc, legal, opened, closed.") } };
    org_import_view v = { .step = 1,
        .form = { .inputs = inputs, .input_count = 1 },
        .action = staff_url(s, "/app/orgs/import") };
    if (why)
        staff_form_error(s, &v.form, inputs, why);
    v.staff = s->view;
    org_import_html(&s->out, &v);
    staff_answer(s, status);
}

/* The head below which she may add units. */
static org_id edit_head(const staff *s)
{
    for (int i = 0; i < s->r->author.grant_count; i++) {
        const actor_grant *grant = &s->r->author.grants[i];
        if (grant->rights & (UINT32_C(1) << RIGHT_ORG_EDIT))
            return grant->org;
    }
    return (org_id){ 0 };
}

typedef struct org_file {
    crypt_hash digest;
    span hex;
    sys_map map;
    org_import import;
} org_file;

static void org_file_end(org_file *f)
{
    sys_map_close(&f->map);
}
#define ORG_FILE __attribute__((cleanup(org_file_end))) org_file

static bool org_file_check(staff *s, org_file *f, err *reterr)
{
    if (!text_parse_hex(f->hex, f->digest.bytes, sizeof f->digest.bytes))
        return err_set(reterr, ERR_ABSENT, N_("The file is gone; choose it again"));
    if (!file_open(house_attachments(s->r->house), &f->digest, true, &f->map, reterr))
        return false;
    const org_source source = { .bytes = f->map.bytes,
        .scope = edit_head(s),
        .today = web_day(s->r->house, house_civil_us(s->r->house)) };
    return org_import_check(&s->memory, &s->tree, &source, &f->import, reterr);
}

static void faults_fill(staff *s, const org_import *import, fault_list *ret)
{
    size_t count = import->listed_count < FAULTS_SHOWN ? import->listed_count : FAULTS_SHOWN;
    fault_item *items = ARENA_NEW(&s->memory, fault_item, count + 1);
    if (!items)
        return;
    for (size_t i = 0; i < import->listed_count && ret->count < count; i++) {
        const org_fault *f = &import->faults[i];
        if (f->is_warning && import->fault_count > 0)
            continue;
        fault_item *item = &items[ret->count++];
        *item =
            (fault_item){ .row = f->row, .column = f->column, .value = f->value, .rule = f->rule };
        item->rule.hint = NULL;
        if (f->rule.hint)
            item->hint = (err){ .code = ERR_INPUT, .message = f->rule.hint };
    }
    ret->items = items;
    ret->total = (int64_t)import->fault_count;
    for (size_t i = 0; i < import->listed_count; i++) {
        bool is_first = !import->faults[i].is_warning;
        for (size_t k = 0; k < i && is_first; k++)
            is_first =
                import->faults[k].is_warning || import->faults[k].row != import->faults[i].row;
        ret->rows += is_first;
    }
}

/* True if a fault of the row is listed. */
static bool row_is_bad(const org_import *import, int64_t row)
{
    for (size_t i = 0; i < import->listed_count; i++) {
        if (!import->faults[i].is_warning && import->faults[i].row == row)
            return true;
    }
    return false;
}

static void terms_fill(staff *s, const org_import *import, term_list *ret)
{
    enum { TERMS = 3 };
    term_item *terms = ARENA_NEW(&s->memory, term_item, TERMS);
    size_t bad_drafts = 0;
    for (size_t i = 0; i < import->draft_count; i++)
        bad_drafts += row_is_bad(import, import->drafts[i].row);
    size_t new_count = import->draft_count - bad_drafts;
    const struct {
        const char *label;
        size_t count;
        bool is_bad;
    } rows[TERMS] = { { N_("new"), new_count, false },
        { N_("as they are"), import->same_count, false },
        { N_("bad"), import->row_count - new_count - import->same_count, true } };
    ret->whole = N_("Rows in the file");
    ret->sum = (int64_t)import->row_count;
    for (int i = 0; terms && i < TERMS; i++) {
        if (rows[i].count > 0)
            terms[ret->count++] = (term_item){
                .label = rows[i].label, .count = (int64_t)rows[i].count, .is_bad = rows[i].is_bad
            };
    }
    ret->items = terms;
}

/* An address with the name of the chosen file at its end. */
static span named_url(staff *s, const char *path, span name)
{
    buffer b = buffer_in(&s->memory, 256);
    html out = { .out = &b };
    buffer_format(&b, "%s%sname=", web_base(s->r->lang), path);
    html_part(&out, name);
    return buffer_span(&b);
}

static void preview_page(staff *s, const org_file *f, int step)
{
    span name = staff_file_name(s, net_query(s->r->net, "name"));
    org_import_view v = { .step = step,
        .staged = f->hex,
        .file = name,
        .book_action = named_url(s, "/app/orgs/import/book?", name),
        .cancel_url = staff_url(s, "/app/orgs/import"),
        .book_count = (int64_t)f->import.draft_count };
    org_item *items = ARENA_NEW(&s->memory, org_item, UNITS_SHOWN);
    terms_fill(s, &f->import, &v.terms);
    faults_fill(s, &f->import, &v.faults);
    for (size_t i = 0; items && i < f->import.draft_count && v.count < UNITS_SHOWN; i++) {
        const org_draft *d = &f->import.drafts[i];
        items[v.count++] = (org_item){ .code = d->code,
            .name = web_name_in((web_name){ d->name_zh, d->name_en }, s->r->lang),
            .level = d->level };
        if (d->kind > 0) /* of a row with a fault it may be unknown */
            items[v.count - 1].kind = org_kind_label(d->kind);
    }
    v.items = items;
    v.staff = s->view;
    org_import_html(&s->out, &v);
    staff_answer(s, 200);
}

/* Without a file the choice, with one its preview. */
void staff_org_import_get(door_request *r)
{
    STAFF s = { 0 };
    ORG_FILE f = { 0 };
    err why = { 0 };
    if (!staff_begin(&s, r, STAFF_ORGS, N_("Import units")))
        return;
    f.hex = net_query(r->net, "f");
    if (!f.hex.at)
        choose_page(&s, 200, NULL);
    else if (org_file_check(&s, &f, &why))
        preview_page(&s, &f, span_is(net_query(r->net, "done"), "1") ? 3 : 2);
    else
        choose_page(&s, door_status(why.code), &why);
}

/* What people choose by mistake: a document, a picture, a workbook. */
static bool is_no_table(span bytes)
{
    static const span heads[] = { SPAN("%PDF"), SPAN("PK\x03\x04"), SPAN("GIF8"), SPAN("\x89PNG"),
        SPAN("\xFF\xD8\xFF"), SPAN("\xD0\xCF\x11\xE0") };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (span_starts(bytes, heads[i]))
            return true;
    }
    return false;
}

void staff_org_import_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    sys_map map = { 0 };
    crypt_hash digest = { { 0 } };
    if (!staff_begin(&s, r, STAFF_ORGS, N_("Import units")))
        return;
    const net_part *part = net_part_find(r->net, "file");
    bool is_good = ((part && part->size > 0) || err_field(&why, "file", N_("Choose a file"))) &&
                   sys_map_fd(part->fd, ORG_FILE_SIZE_MAX, &map, &why) &&
                   (!is_no_table(map.bytes) ||
                       err_field(&why, "file",
                           N_("This is no CSV file. Save the table as CSV and choose that"))) &&
                   file_keep(house_attachments(r->house), map.bytes, &digest, &why);
    sys_map_close(&map);
    if (!is_good) {
        choose_page(&s, door_status(why.code), &why);
        return;
    }
    buffer hex = buffer_in(&s.memory, 80);
    text_add_hex(&hex, crypt_hash_span(&digest));
    char path[160];
    snprintf(path, sizeof path, "/app/orgs/import?f=%.*s&", SPAN_PRINT(buffer_span(&hex)));
    door_redirect(r, 303, named_url(&s, path, staff_file_name(&s, part->file_name)));
}

static void done_go(staff *s, span hex)
{
    char path[160];
    snprintf(path, sizeof path, "/app/orgs/import?f=%.*s&done=1&", SPAN_PRINT(hex));
    door_redirect(s->r, 303, named_url(s, path, staff_file_name(s, net_query(s->r->net, "name"))));
}

void staff_org_book_post(door_request *r)
{
    STAFF s = { 0 };
    ORG_FILE f = { 0 };
    err why = { 0 };
    change c = { 0 };
    if (!staff_begin(&s, r, STAFF_ORGS, N_("Import units")))
        return;
    f.hex = staff_field(&s, "staged");
    if (!org_file_check(&s, &f, &why)) {
        choose_page(&s, door_status(why.code), &why);
        return;
    }
    if (f.import.fault_count > 0) {
        preview_page(&s, &f, 2);
        return;
    }
    if (staff_change(&s, &house_org_add, edit_head(&s), &f.import, &c, &why))
        done_go(&s, f.hex);
    else
        staff_fail(&s, &why);
}
