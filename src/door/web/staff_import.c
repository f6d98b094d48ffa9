/* Bringing in payment files: choosing them, the preview of each, booking.  A chosen file is kept as
 * an attachment at once; addresses of the preview carry its digest, so that nothing waits in memory
 * between two requests.  With several files each is looked at and booked on its own, one after the
 * other.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/import_in.h"

#include "file/file.h"
#include "import_new_html.h"
#include "import_preview_html.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* A file that was chosen and kept. */
typedef struct staged {
    crypt_hash digest;
    span hex;
    span name;
} staged;

typedef struct staged_list {
    size_t count;
    staged at[IMPORT_FILES_MAX];
} staged_list;

/* ---- choosing ------------------------------------------------------------------------------- */

/* `file` could not be read, and `next_url` goes on behind it; both empty when none was chosen
 * yet. */
static void new_page(staff *s, int status, const err *why, span chosen, const import_new_view *left)
{
    choice_item *campaigns = NULL;
    size_t count = staff_campaign_choices(s, chosen, &campaigns);
    input_view inputs[] = {
        { .name = "campaign",
            .label = N_("Campaign"),
            .kind = INPUT_LIST,
            .choices = campaigns,
            .choice_count = count },
        { .name = "file",
            .label = N_("Bill or sheet"),
            .kind = INPUT_FILE,
            .accept = ".csv,.xlsx,.zip",
            .is_many = true,
            .hint = N_("WeChat Pay merchant bill (CSV) or published sheet (XLSX); found by "
                       "content, not by name.") },
    };
    import_new_view v = { .form = { .inputs = inputs, .input_count = 2 },
        .action = staff_url(s, "/app/imports"),
        .file = left->file,
        .next_url = left->next_url };
    if (why)
        staff_form_error(s, &v.form, inputs, why);
    v.staff = s->view;
    import_new_html(&s->out, &v);
    staff_answer(s, status);
}

void staff_import_new_get(door_request *r)
{
    STAFF s = { 0 };
    const import_new_view none = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Import a file")))
        return;
    new_page(&s, 200, NULL, net_query(r->net, "campaign"), &none);
}

static bool part_keep(staff *s, const net_part *part, staged *ret, err *reterr)
{
    sys_map map = { 0 };
    buffer hex = buffer_in(&s->memory, 80);
    bool is_good = sys_map_fd(part->fd, DOOR_UPLOAD_MAX, &map, reterr) &&
                   file_keep(house_attachments(s->r->house), map.bytes, &ret->digest, reterr);
    sys_map_close(&map);
    text_add_hex(&hex, crypt_hash_span(&ret->digest));
    ret->hex = buffer_span(&hex);
    ret->name = staff_file_name(s, part->file_name);
    return is_good;
}

static bool parts_keep(staff *s, staged_list *list, err *reterr)
{
    const net_request *n = s->r->net;
    for (size_t i = 0; i < n->part_count; i++) {
        /* A browser sends a nameless part of 0 bytes where no file was chosen. */
        if (!span_is(n->parts[i].name, "file") ||
            (n->parts[i].size == 0 && n->parts[i].file_name.size == 0))
            continue;
        if (n->parts[i].size == 0) {
            span name = staff_file_name(s, n->parts[i].file_name);
            return err_field(
                reterr, "file", N_("%.*s is empty; download it again"), SPAN_PRINT(name));
        }
        if (list->count == IMPORT_FILES_MAX)
            return err_field(reterr, "file", N_("At most %d files at once"), IMPORT_FILES_MAX);
        if (!part_keep(s, &n->parts[i], &list->at[list->count++], reterr))
            return false;
    }
    return list->count > 0 || err_field(reterr, "file", N_("Choose a file"));
}

static void part_add(buffer *b, span s)
{
    html out = { .out = b };
    html_part(&out, s);
}

/* Address of a page about the files from `first` on. */
static span files_url(
    staff *s, const char *path, const campaign *of, const staged_list *list, size_t first)
{
    buffer b = buffer_in(&s->memory, 512);
    buffer_format(&b, "%s%s?campaign=%s", web_base(s->r->lang), path, of->code);
    for (size_t i = first; i < list->count; i++) {
        buffer_format(&b, "&f=%.*s.", SPAN_PRINT(list->at[i].hex));
        part_add(&b, list->at[i].name);
    }
    return buffer_span(&b);
}

void staff_imports_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    campaign of = { 0 };
    staged_list list = { 0 };
    const import_new_view none = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Import a file")))
        return;
    span code = staff_field(&s, "campaign");
    bool is_good =
        (staff_campaign(&s, code, &of) ||
            err_field(&why, "campaign", N_("There is no campaign %.*s"), SPAN_PRINT(code))) &&
        parts_keep(&s, &list, &why);
    if (is_good)
        door_redirect(r, 303, files_url(&s, "/app/imports/preview", &of, &list, 0));
    else
        new_page(&s, why.code == ERR_INPUT ? 400 : door_status(why.code), &why, code, &none);
}

/* ---- reading the address again -------------------------------------------------------------- */

static bool files_read(staff *s, campaign *ret_campaign, staged_list *list)
{
    enum { HEX = 2 * (int)sizeof(crypt_hash) };
    size_t count = 0;
    const net_pair *pairs = net_query_all(s->r->net, &count);
    for (size_t i = 0; i < count && list->count < IMPORT_FILES_MAX; i++) {
        span value = pairs[i].value;
        staged *to = &list->at[list->count];
        if (!span_is(pairs[i].name, "f") || value.size < HEX + 1 || value.at[HEX] != '.')
            continue;
        to->hex = span_slice(value, 0, HEX);
        to->name = staff_file_name(s, span_slice(value, HEX + 1, value.size));
        if (text_parse_hex(to->hex, to->digest.bytes, sizeof to->digest.bytes))
            list->count++;
    }
    return list->count > 0 && staff_campaign(s, net_query(s->r->net, "campaign"), ret_campaign) &&
           staff_may(s, RIGHT_STATEMENT_IMPORT, ret_campaign->org);
}

/* One checked file with all that its page needs. */
typedef struct checked {
    staff *s;
    campaign of;
    staged_list files;
    sys_map map;
    arena home;
    import_report report;
    import_request request;
} checked;

static void checked_end(checked *c)
{
    sys_map_close(&c->map);
    arena_close(&c->home);
}
#define CHECKED __attribute__((cleanup(checked_end))) checked

static bool checked_open(checked *c, staff *s, err *reterr)
{
    c->s = s;
    if (!files_read(s, &c->of, &c->files))
        return err_set(reterr, ERR_ABSENT, N_("The file is gone; choose it again"));
    if (!file_open(house_attachments(s->r->house), &c->files.at[0].digest, true, &c->map, reterr))
        return false;
    c->request = (import_request){
        .campaign = c->of, .file_name = c->files.at[0].name, .is_kept = true, .map = &c->map
    };
    return arena_open(&c->home, import_memory((int64_t)c->map.bytes.size)) ||
           err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
}

static bool preview_check(checked *c, err *reterr)
{
    import_desk desk = house_desk(c->s->r->house, c->s->r->conn, &c->s->r->author);
    c->request.is_dry_run = true;
    return import_check(&desk, &c->home, &c->request, c->map.bytes, &c->report, reterr);
}

/* ---- preview -------------------------------------------------------------------------------- */

/* What the last booking of several says above the next preview. */
static void booked_note(staff *s)
{
    span booked = net_query(s->r->net, "booked");
    if (!booked.at)
        return;
    s->view.note.tone = TONE_OK;
    err_set(&s->view.note.text, ERR_INPUT, N_("Gifts booked from the file before: %lld"),
        (long long)staff_number(booked));
}

/* The preview of the file after this one, if several were chosen. */
static span next_url(checked *c)
{
    return c->files.count > 1 ? files_url(c->s, "/app/imports/preview", &c->of, &c->files, 1)
                              : (span){ NULL, 0 };
}

/* When the same bytes are in the books, and whose report tells of them. */
static void known_fill(checked *c, import_view *v)
{
    statement it = { 0 };
    err ignored = { 0 };
    bool is_known = false;
    if (!statement_find(c->s->r->conn, c->of.org, &c->report.digest, &it, &is_known, &ignored) ||
        !is_known || it.state == STATEMENT_UNDONE)
        return;
    v->known_url = staff_id_url(c->s, "/app/imports/", it.id.value);
    v->known_us = it.made_us + house_civil_offset(c->s->r->house);
}

static void preview_write(checked *c, int status)
{
    staff *s = c->s;
    import_view v = { .file_size = (int64_t)c->map.bytes.size };
    import_view_fill(s, &c->report, false, &v);
    booked_note(s);
    v.head.file = c->files.at[0].name;
    v.head.format = import_format_label(c->report.format);
    v.head.campaign = web_campaign_name(&c->of, s->r->lang);
    v.book_action = files_url(s, "/app/imports/book", &c->of, &c->files, 0);
    v.cancel_url = staff_url(s, "/app/imports/new?campaign=%s", c->of.code);
    v.staged = c->files.at[0].hex;
    v.files_left = (int64_t)c->files.count - 1;
    v.next_url = next_url(c);
    known_fill(c, &v);
    v.may_skip = c->report.fault_count > 0;
    if (v.faults.total > 0)
        v.faults.csv_url = files_url(s, "/app/imports/preview.csv", &c->of, &c->files, 0);
    v.staff = s->view;
    import_preview_html(&s->out, &v);
    staff_answer(s, status);
}

void staff_import_preview_get(door_request *r)
{
    STAFF s = { 0 };
    CHECKED c = { 0 };
    err why = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Preview")))
        return;
    if (!checked_open(&c, &s, &why)) {
        staff_fail(&s, &why);
        return;
    }
    if (preview_check(&c, &why)) {
        preview_write(&c, 200);
        return;
    }
    /* The file as a whole can't be read: said where another one is chosen. */
    if (why.code == ERR_INPUT && !why.field[0])
        snprintf(why.field, sizeof why.field, "file");
    const import_new_view left = { .file = c.files.at[0].name, .next_url = next_url(&c) };
    if (why.code == ERR_INPUT)
        new_page(&s, 400, &why, span_of(c.of.code), &left);
    else
        staff_fail(&s, &why);
}

void staff_import_rejected_get(door_request *r)
{
    STAFF s = { 0 };
    CHECKED c = { 0 };
    err why = { 0 };
    import_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Preview")))
        return;
    if (!checked_open(&c, &s, &why) || !preview_check(&c, &why)) {
        staff_fail(&s, &why);
        return;
    }
    import_view_fill(&s, &c.report, false, &v);
    v.faults.count =
        (size_t)(v.faults.total < IMPORT_FAULTS_MAX ? v.faults.total : IMPORT_FAULTS_MAX);
    import_faults_csv(&s, &v.faults, "bad-rows.csv");
}

/* ---- booking -------------------------------------------------------------------------------- */

/* After a file: the next one's preview, else the report. */
static void booked_go(checked *c)
{
    staff *s = c->s;
    if (c->files.count > 1) {
        buffer b = buffer_in(&s->memory, 512);
        buffer_add(&b, files_url(s, "/app/imports/preview", &c->of, &c->files, 1));
        buffer_format(
            &b, "&booked=%lld", (long long)(c->report.was_imported ? 0 : c->report.counts.booked));
        door_redirect(s->r, 303, buffer_span(&b));
        return;
    }
    if (c->report.statement.value)
        door_redirect(s->r, 303, staff_id_url(s, "/app/imports/", c->report.statement.value));
    else
        staff_go(s, "/app/imports");
}

void staff_import_book_post(door_request *r)
{
    STAFF s = { 0 };
    CHECKED c = { 0 };
    err why = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Preview")))
        return;
    bool is_good = checked_open(&c, &s, &why) &&
                   (span_equal(staff_field(&s, "staged"), c.files.at[0].hex) ||
                       err_set(&why, ERR_INPUT, N_("The file is gone; choose it again")));
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    c.request.skips_rejected = staff_field(&s, "skip_rejected").size > 0;
    if (is_good && import_run(&desk, &c.home, &c.request, c.map.bytes, &c.report, &why)) {
        booked_go(&c);
        return;
    }
    if (is_good && why.code == ERR_INPUT && c.report.fault_count > 0) {
        s.view.note.tone = TONE_WARN;
        err_set(&s.view.note.text, ERR_INPUT,
            N_("Nothing was booked: rows need you. Tick the box to book the rest"));
        preview_write(&c, 400);
        return;
    }
    staff_fail(&s, &why);
}
