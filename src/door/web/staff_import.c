/* Choosing payment files: any number at once are sent, kept as an upload with an owner and an end,
 * and looked at together (staff_upload.c).
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/import_in.h"

#include "import_new_html.h"
#include "payfile/enclosed.h"
#include "text/json.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { WAITING_MAX = 400 };

/* ---- what waits already --------------------------------------------------------------------- */

static bool is_in_books(staff *s, const upload *u)
{
    statement it = { 0 };
    bool is_known = false;
    err ignored = { 0 };
    return statement_find(s->r->conn, u->org, &u->digest, &it, &is_known, &ignored) && is_known &&
           it.state <= STATEMENT_CONFIRMED;
}

/* Only who may bring files in for the unit sees that any wait. */
static bool upload_sees(staff *s, const upload *u)
{
    return staff_may(s, RIGHT_STATEMENT_IMPORT, u->org);
}

static void waiting_add(staff *s, const upload *u, waiting_item *into)
{
    campaign of = { 0 };
    err ignored = { 0 };
    *into = (waiting_item){ .url = staff_id_url(s, "/app/imports/uploads/", u->id.value),
        .file = span_of(u->file_name),
        .made_us = u->made_us + house_civil_offset(s->r->house),
        .ends_us = u->ends_us + house_civil_offset(s->r->house) };
    if (!access_name(s->r->conn, &s->memory, u->made_by, &into->made_by, &ignored))
        into->made_by = (span)SPAN("—");
    if (campaign_get(house_donations(s->r->house), u->campaign, &of))
        into->campaign = web_campaign_name(&of, s->r->lang);
}

bool staff_waiting_fill(staff *s, waiting_list *ret, err *reterr)
{
    upload *files = NULL;
    size_t count = 0;
    int64_t last = 0;
    int64_t now_us = sys_real_us(house_clock(s->r->house));
    waiting_item *items = ARENA_NEW(&s->memory, waiting_item, WAITING_MAX);
    *ret = (waiting_list){ .items = items };
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!upload_list(s->r->conn, &s->memory, now_us, WAITING_MAX, &files, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!upload_sees(s, &files[i]) || is_in_books(s, &files[i]))
            continue;
        if (files[i].id.value == last)
            items[ret->count - 1].more++;
        else
            waiting_add(s, &files[i], &items[ret->count++]);
        last = files[i].id.value;
    }
    return true;
}

/* ---- choosing ------------------------------------------------------------------------------- */

static void new_page(staff *s, int status, const err *why, span chosen)
{
    choice_item *campaigns = NULL;
    err ignored = { 0 };
    size_t count = staff_campaign_choices(s, chosen, &campaigns);
    input_view inputs[] = {
        { .name = "campaign",
            .label = N_("Campaign"),
            .kind = INPUT_LIST,
            .choices = campaigns,
            .choice_count = count },
        { .name = "file",
            .label = N_("Bills and sheets"),
            .kind = INPUT_FILE,
            .accept = ".csv,.txt,.xls,.xlsx,.zip,.eml,.mbox",
            .is_many = true,
            .hint =
                N_("Of any kind that nuan knows, mixed as they are: each is found by its "
                   "content, not by its name. Of a saved e-mail the attached files are taken.") },
    };
    import_new_view v = { .form = { .inputs = inputs, .input_count = 2 },
        .files_max = IMPORT_FILES_MAX,
        .size_max = DOOR_UPLOAD_MAX,
        .action = staff_url(s, "/app/imports") };
    if (why)
        staff_form_error(s, &v.form, inputs, why);
    if (!staff_waiting_fill(s, &v.waiting, &ignored))
        v.waiting.count = 0;
    v.file = inputs[1];
    v.staff = s->view;
    import_new_html(&s->out, &v);
    staff_answer(s, status);
}

void staff_import_new_get(door_request *r)
{
    STAFF s = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Import files")))
        return;
    new_page(&s, 200, NULL, net_query(r->net, "campaign"));
}

/* ---- what came ------------------------------------------------------------------------------ */

typedef struct arrival {
    staff *s;
    int64_t ends_us;
    upload *files;
    int count;
} arrival;

static bool file_add(arrival *a, span name, span bytes, err *reterr)
{
    if (a->count == IMPORT_FILES_MAX)
        return err_field(reterr, "file", N_("At most %d files at once"), IMPORT_FILES_MAX);
    upload *u = &a->files[a->count];
    snprintf(u->file_name, sizeof u->file_name, "%.*s", SPAN_PRINT(name));
    u->file_size = (int64_t)bytes.size;
    u->ends_us = a->ends_us;
    u->digest = crypt_sha256(bytes);
    bool is_good = file_stage(house_uploads(a->s->r->house), bytes, u->ends_us, u->place, reterr);
    a->count += is_good;
    return is_good;
}

/* The files of a mail in its place.  One with something wrong comes itself, too: the preview says
 * what. */
static bool mail_add(arrival *a, span name, span bytes, err *reterr)
{
    err ignored = { 0 };
    enclosed *inside = ARENA_NEW(&a->s->memory, enclosed, 1);
    if (!inside)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    bool is_open = enclosed_open(bytes, inside, &ignored), is_good = true;
    for (int i = 0; is_open && i < inside->count && is_good; i++) {
        const enclosed_file *f = &inside->files[i];
        is_good = file_add(a, span_of(f->name), f->map.bytes, reterr);
    }
    if (is_good && (!is_open || inside->fault_count > 0))
        is_good = file_add(a, name, bytes, reterr);
    enclosed_close(inside);
    return is_good;
}

static bool part_keep(arrival *a, const net_part *part, err *reterr)
{
    sys_map map = { 0 };
    span name = staff_file_name(a->s, part->file_name);
    if (!sys_map_fd(part->fd, DOOR_UPLOAD_MAX, &map, reterr))
        return false;
    bool is_good = enclosed_is(map.bytes) ? mail_add(a, name, map.bytes, reterr)
                                          : file_add(a, name, map.bytes, reterr);
    sys_map_close(&map);
    return is_good;
}

static bool parts_keep(arrival *a, err *reterr)
{
    const net_request *n = a->s->r->net;
    if (n->part_over > 0)
        return err_field(reterr, "file", N_("At most %d files at once"), IMPORT_FILES_MAX);
    for (size_t i = 0; i < n->part_count; i++) {
        /* A browser sends a nameless part of 0 bytes where no file was chosen. */
        if (!span_is(n->parts[i].name, "file") ||
            (n->parts[i].size == 0 && n->parts[i].file_name.size == 0))
            continue;
        if (n->parts[i].size == 0) {
            span name = staff_file_name(a->s, n->parts[i].file_name);
            return err_field(
                reterr, "file", N_("%.*s is empty; download it again"), SPAN_PRINT(name));
        }
        if (!part_keep(a, &n->parts[i], reterr))
            return false;
    }
    return a->count > 0 || err_field(reterr, "file", N_("Choose a file"));
}

/* What was kept of files that came in vain. */
static void arrival_drop(const arrival *a)
{
    for (int i = 0; i < a->count; i++)
        file_staged_drop(house_uploads(a->s->r->house), a->files[i].place);
}

static bool arrival_take(staff *s, const campaign *of, int64_t *ret_id, err *reterr)
{
    arrival a = { .s = s,
        .ends_us = sys_real_us(house_clock(s->r->house)) + UPLOAD_HOURS * INT64_C(3600000000),
        .files = ARENA_NEW(&s->memory, upload, IMPORT_FILES_MAX) };
    if (!a.files)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    change c = { 0 };
    bool is_good = parts_keep(&a, reterr);
    upload_add_input in = { .campaign = of->id, .files = a.files, .count = a.count };
    is_good = is_good && staff_change(s, &upload_add, of->org, &in, &c, reterr);
    if (!is_good)
        arrival_drop(&a);
    *ret_id = c.object_id;
    return is_good;
}

/* For the script of the drop zone: where to go on, or what is wrong. */
static void script_answer(staff *s, int status, span next, const err *why)
{
    buffer b = buffer_in(&s->memory, 512);
    buffer text = buffer_in(&s->memory, 512);
    json_writer w = json_write(&b);
    json_object(&w);
    if (why) {
        say_err(&text, s->r->lang, why);
        json_put_string(&w, "error", buffer_span(&text));
    } else {
        json_put_string(&w, "next", next);
    }
    json_object_end(&w);
    const net_pair headers[] = { { SPAN("Content-Type"), SPAN("application/json") },
        { SPAN("Cache-Control"), SPAN("no-store") },
        { SPAN("X-Content-Type-Options"), SPAN("nosniff") } };
    door_answer_with(s->r, status, headers, 3, buffer_span(&b));
}

void staff_imports_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    campaign of = { 0 };
    int64_t id = 0;
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Import files")))
        return;
    bool by_script = span_is(net_header(r->net, "Accept"), "application/json");
    span code = staff_field(&s, "campaign");
    bool is_good =
        (staff_campaign(&s, code, &of) ||
            err_field(&why, "campaign", N_("There is no campaign %.*s"), SPAN_PRINT(code))) &&
        arrival_take(&s, &of, &id, &why);
    int status = why.code == ERR_INPUT ? 400 : door_status(why.code);
    span next = is_good ? staff_id_url(&s, "/app/imports/uploads/", id) : (span){ NULL, 0 };
    if (by_script)
        script_answer(&s, is_good ? 200 : status, next, is_good ? NULL : &why);
    else if (is_good)
        door_redirect(r, 303, next);
    else
        new_page(&s, status, &why, code);
}
