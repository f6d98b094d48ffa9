/* Verbs of the public log, of verification, backup and restore.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "door/moved.h"

#include "text/json.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static bool path_of(span text, char into[HOUSE_PATH_MAX], err *reterr)
{
    int size = snprintf(into, HOUSE_PATH_MAX, "%.*s", SPAN_PRINT(text));
    return (size > 0 && size < HOUSE_PATH_MAX) || err_set(reterr, ERR_INPUT, N_("Say which file"));
}

int run_log_checkpoint(verb_call *call)
{
    err why = { 0 };
    log_head head = { 0 };
    if (!log_head_read(house_conn(call->house), call->home, &head, &why))
        return verb_fail(call, &why);
    verb_out(call, head.note);
    return EXIT_DONE;
}

int run_log_vkey(verb_call *call)
{
    buffer b = buffer_in(call->home, 512);
    tlog_key_add(&b, &house_sequencer(call->house)->key);
    buffer_byte(&b, '\n');
    verb_out(call, buffer_span(&b));
    return EXIT_DONE;
}

/* The leaf of a gift by its id, or by its number in the log. */
static bool leaf_of(verb_call *call, span word, int64_t *ret_number, err *reterr)
{
    uint64_t number = 0;
    int64_t id = 0;
    bool is_found = false;
    if (text_parse_uint(word, INT64_MAX, &number) && word.size < 13) {
        *ret_number = (int64_t)number;
        return true;
    }
    if (!call_id(word, &id, reterr) ||
        !log_source_find(house_conn(call->house), id, ret_number, &is_found, reterr))
        return false;
    return is_found || err_set(reterr, ERR_ABSENT, N_("This is not in the public log yet"));
}

/* Of an entry whose gift was moved since: where it stands now, beside the answer. */
static bool move_tell(verb_call *call, const log_row *row, err *reterr)
{
    moved_entry to = { 0 };
    moved_entry from = { 0 };
    campaign in = { 0 };
    buffer b = buffer_in(call->home, 256);
    const org_id unit = { row->org_id };
    if (!moved_entries_read(house_conn(call->house), unit, row->source_id, &to, &from, reterr))
        return false;
    if (!to.is_found || !campaign_get(house_donations(call->house), to.campaign, &in))
        return true;
    err what = { 0 };
    err_set(&what, ERR_INPUT, N_("This gift was moved to the campaign %s: entry %lld"), in.code,
        (long long)to.number);
    say_err(&b, call->lang, &what);
    buffer_byte(&b, '\n');
    call->sink->write(call->sink->self, STREAM_ERR, buffer_span(&b));
    return true;
}

int run_log_proof(verb_call *call)
{
    err why = { 0 };
    int64_t number = 0;
    tlog_proof_file proof = { 0 };
    log_row row = { 0 };
    span out = verb_value(call, "out");
    char path[HOUSE_PATH_MAX];
    store_conn *conn = house_conn(call->house);
    if (!leaf_of(call, call->words[0], &number, &why) ||
        !log_leaf_read(conn, call->home, number, &row, &why) ||
        !log_proof_read(conn, call->home, number, &proof, &why) || !move_tell(call, &row, &why))
        return verb_fail(call, &why);
    /* The exact leaf goes along, so that the file proves by itself. */
    proof.has_extra = true;
    proof.extra = row.bytes;
    buffer b = buffer_in(call->home, 8192);
    tlog_proof_file_add(&b, &proof);
    if (!out.at) {
        verb_out(call, buffer_span(&b));
        return EXIT_DONE;
    }
    if (!path_of(out, path, &why) || !sys_file_write(path, buffer_span(&b), 0644, &why))
        return verb_fail(call, &why);
    return EXIT_DONE;
}

int run_log_export(verb_call *call)
{
    err why = { 0 };
    char path[HOUSE_PATH_MAX];
    if (!path_of(call->words[0], path, &why) || !sys_folder_make(path, &why) ||
        !log_export(house_conn(call->house), call->home, house_sequencer(call->house), path, &why))
        return verb_fail(call, &why);
    return EXIT_DONE;
}

typedef struct resuming {
    verb_call *call;
    span note;
} resuming;

static bool resume_work(void *self, store_txn *txn, err *reterr)
{
    resuming *r = self;
    return log_resume(txn, r->call->home, house_sequencer(r->call->house), r->note, reterr);
}

int run_log_resume(verb_call *call)
{
    err why = { 0 };
    sys_map map = { 0 };
    resuming r = { .call = call };
    bool is_read = sys_map_fd(call->files[0], TLOG_NOTE_SIZE_MAX, &map, &why);
    r.note = is_read ? arena_copy(call->home, map.bytes) : (span){ NULL, 0 };
    sys_map_close(&map);
    if (!is_read || !writer_exclusive(house_writer(call->house), resume_work, &r, &why))
        return verb_fail(call, &why);
    house_wake(call->house);
    return EXIT_DONE;
}

/* Publishes all that waits.  The server does it by itself; it is only told. */
int run_log_publish(verb_call *call)
{
    err why = { 0 };
    bool waits = false;
    if (!log_resume_is_required(house_conn(call->house), &waits, &why))
        return verb_fail(call, &why);
    if (waits) {
        err_set(&why, ERR_STALE,
            N_("The log was restored and signs nothing until it is compared with what was "
               "published"));
        err_hint(&why, N_("Run: nuan log resume --last-checkpoint FILE"));
        return verb_fail(call, &why);
    }
    if (house_serves(call->house))
        house_wake(call->house);
    else if (!house_publish(call->house, INT64_MAX, &why))
        return verb_fail(call, &why);
    return EXIT_DONE;
}

/* ---- verification --------------------------------------------------------------------------- */

typedef struct verify_lines {
    verb_call *call;
    json_writer w;
    buffer b;
    grid g; /* csv, xlsx */
    bool is_grid;
    err failure; /* of writing them */
} verify_lines;

static void verify_tell(void *self, bool is_good, const char *part, const err *what)
{
    verify_lines *v = self;
    char text[1024];
    err_render(what, say(v->call->lang, what->message), text, sizeof text);
    if (v->is_grid) {
        const grid_cell cells[] = { { .text = span_of(part) },
            { .text = span_of(is_good ? "ok" : "BAD") }, { .text = span_of(text) } };
        if (v->failure.code == ERR_NONE && !grid_row(&v->g, cells, &v->failure))
            assert(v->failure.code != ERR_NONE);
        return;
    }
    if (v->call->format == FORMAT_JSON) {
        json_object(&v->w);
        json_put_string(&v->w, "part", span_of(part));
        json_put_bool(&v->w, "good", is_good);
        json_put_string(&v->w, "text", span_of(text));
        json_object_end(&v->w);
        return;
    }
    verb_format_out(v->call, "%-12s %s  %s\n", part, is_good ? "ok " : "BAD", text);
}

int run_verify(verb_call *call)
{
    err why = { 0 };
    char path[HOUSE_PATH_MAX] = "";
    span folder = verb_value(call, "log");
    verify_lines v = { .call = call, .b = buffer_in(call->home, 65536) };
    static const grid_column columns[] = { { "part", N_("part"), GRID_TEXT },
        { "state", N_("state"), GRID_TEXT }, { "text", N_("what was found"), GRID_TEXT } };
    v.w = json_write(&v.b);
    v.is_grid = call->format == FORMAT_CSV || call->format == FORMAT_XLSX;
    if ((folder.at && !path_of(folder, path, &why)) ||
        (v.is_grid && !grid_open(&v.g, call, columns, 3, &why)))
        return verb_fail(call, &why);
    if (call->format == FORMAT_JSON)
        json_array(&v.w);
    bool is_good = house_verify(call->house, path[0] ? path : NULL, verify_tell, &v, &why);
    if (call->format == FORMAT_JSON) {
        json_array_end(&v.w);
        buffer_byte(&v.b, '\n');
        verb_out(call, buffer_span(&v.b));
    }
    if (v.is_grid && (v.failure.code != ERR_NONE || !grid_close(&v.g, &v.failure)))
        return verb_fail(call, &v.failure);
    if (is_good)
        return EXIT_DONE;
    verb_fail(call, &why);
    return why.code == ERR_DAMAGE ? EXIT_UNVERIFIED : EXIT_FAILED;
}

int run_backup(verb_call *call)
{
    err why = { 0 };
    char path[HOUSE_PATH_MAX];
    if (!path_of(call->words[0], path, &why) || !house_backup(call->house, path, &why))
        return verb_fail(call, &why);
    return EXIT_DONE;
}

int run_restore(verb_call *call)
{
    err why = { 0 };
    char path[HOUSE_PATH_MAX];
    house_setup setup = *call->setup;
    setup.writes = true;
    if (!path_of(call->words[0], path, &why) || !house_restore(&setup, path, &why))
        return verb_fail(call, &why);
    verb_format_out(call, "%s\n",
        say(call->lang, N_("Restored. The public log signs again after: nuan log resume "
                           "--last-checkpoint FILE")));
    return EXIT_DONE;
}
