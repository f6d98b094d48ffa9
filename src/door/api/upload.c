/* Files that wait: which, and their rows by what would become of them, as the page of the upload has
 * them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "door/rows.h"
#include "door/uploads.h"
#include "text/text.h"

enum { FILES_MAX = 400 };
#define MEMORY_BASE ((size_t)256 << 20)

static void upload_put(door_request *r, json_writer *w, const upload *u)
{
    campaign of = { 0 };
    json_object(w);
    door_put_id(w, "id", u->id.value);
    json_put_int(w, "file", u->number);
    json_put_string(w, "name", span_of(u->file_name));
    json_put_int(w, "size", u->file_size);
    if (campaign_get(house_donations(r->house), u->campaign, &of))
        json_put_string(w, "campaign", span_of(of.code));
    api_put_instant(w, "made_at", u->made_us);
    api_put_instant(w, "ends_at", u->ends_us);
    json_object_end(w);
}

/* Only who may bring files in for the unit sees that any wait. */
void api_uploads_get(door_request *r)
{
    err why = { 0 };
    upload *files = NULL;
    size_t count = 0;
    int64_t now_us = sys_real_us(house_clock(r->house));
    if (!upload_list(r->conn, r->memory, now_us, FILES_MAX, &files, &count, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 16384);
    json_writer w = json_write(&b);
    json_object(&w);
    json_name(&w, "items");
    json_array(&w);
    for (size_t i = 0; i < count; i++) {
        err ignored = { 0 };
        bool is_booked = false;
        bool is_seen = door_may_at(r, RIGHT_STATEMENT_IMPORT, files[i].org, &ignored) &&
                       upload_is_booked(r->conn, &files[i], &is_booked, &ignored) && !is_booked;
        if (is_seen)
            upload_put(r, &w, &files[i]);
    }
    json_array_end(&w);
    json_object_end(&w);
    api_answer(r, 200, &b);
}

/* ---- rows ----------------------------------------------------------------------------------- */

typedef struct waiting_file {
    upload *files;
    size_t count, at;
    size_t size; /* of all of them: they are checked together */
} waiting_file;

/* The file of the address and of `file`, 1 if it is not said. */
static bool file_find(door_request *r, waiting_file *ret, err *reterr)
{
    int64_t id = 0;
    uint64_t number = 1;
    span text = net_query(r->net, "file");
    int64_t now_us = sys_real_us(house_clock(r->house));
    if (text.size > 0 && !text_parse_uint(text, IMPORT_FILES_MAX, &number))
        return err_field(reterr, "file", N_("%.*s is not a number"), SPAN_PRINT(text));
    if (!text_parse_id(r->params[0], &id, reterr) ||
        !upload_get(
            r->conn, r->memory, (upload_id){ id }, now_us, &ret->files, &ret->count, reterr))
        return false;
    for (size_t i = 0; i < ret->count; i++)
        ret->size += (size_t)ret->files[i].file_size;
    while (ret->at < ret->count && ret->files[ret->at].number != (int)number)
        ret->at++;
    return ret->at < ret->count ||
           err_set(reterr, ERR_ABSENT, N_("The upload has no file %.*s"), SPAN_PRINT(text));
}

static void csv_answer(
    door_request *r, arena *home, const waiting_file *f, const import_rows_page *page)
{
    span names[IMPORT_FILES_MAX + 1] = { { 0 } };
    buffer b = buffer_in(home, 32768);
    for (size_t i = 0; i < f->count; i++) {
        if (f->files[i].number <= IMPORT_FILES_MAX)
            names[f->files[i].number] = span_of(f->files[i].file_name);
    }
    api_rows_csv(r, &b, page, names);
}

static void rows_answer(door_request *r, const waiting_file *f, bool is_shown)
{
    err why = { 0 };
    ARENA home = { 0 };
    bool is_csv = false;
    import_rows_ask ask = { .org = f->files[0].org };
    import_rows_page page = { 0 };
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    bool is_good =
        api_rows_ask(r, &ask, &is_csv, &why) &&
        (arena_open(&home, MEMORY_BASE + f->size / 4) ||
            err_set(&why, ERR_MEMORY, N_("not enough memory to check the file"))) &&
        upload_rows(r->house, &desk, &home, f->files, f->count, f->at, &ask, &page, &why);
    if (!is_good) {
        door_error(r, &why);
        return;
    }
    if (is_csv && !is_shown) {
        csv_answer(r, &home, f, &page);
        return;
    }
    buffer b = buffer_in(r->memory, 32768);
    json_writer w = json_write(&b);
    rows_json(&w, r->lang, &ask, &page, is_shown);
    api_answer(r, 200, &b);
}

void api_upload_rows(door_request *r)
{
    err why = { 0 };
    waiting_file f = { 0 };
    if (file_find(r, &f, &why) && door_may_at(r, RIGHT_STATEMENT_IMPORT, f.files[0].org, &why))
        rows_answer(r, &f, false);
    else
        door_error(r, &why);
}

/* The right of a look stands for itself, as with files in the books. */
void api_upload_rows_show(door_request *r)
{
    err why = { 0 };
    waiting_file f = { 0 };
    reveal_reason reason = 0;
    if (file_find(r, &f, &why) && api_reason_read(r, &reason, &why) &&
        reveal_rows_run(r->house, &r->author, f.files[0].org, f.files[0].id.value, reason, &why))
        rows_answer(r, &f, true);
    else
        door_error(r, &why);
}
