/* nuan import rows, nuan upload list and rows: rows of a file in the books by what became of them, of one
 * that waits by what would.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "door/reveal.h"
#include "door/rows.h"
#include "door/uploads.h"
#include "text/json.h"
#include "text/text.h"

#include <stdio.h>

enum { ROWS_LIMIT = 1000, COLUMNS = 11 };

static int rows_grid(verb_call *call, const import_rows_page *page, bool is_shown)
{
    static const grid_column columns[COLUMNS] = { { "row", N_("row"), GRID_COUNT },
        { "becomes", N_("becomes"), GRID_WORD }, { "day", N_("day"), GRID_DAY },
        { "amount_fen", N_("amount"), GRID_MONEY }, { "why", N_("why"), GRID_TEXT },
        { "column", N_("column"), GRID_TEXT }, { "value", N_("value"), GRID_TEXT },
        { "hint", N_("how to mend it"), GRID_TEXT },
        { "order_no", N_("payment number"), GRID_TEXT }, { "payer", N_("payer"), GRID_TEXT },
        { "note", N_("remark"), GRID_TEXT } };
    err why = { 0 };
    grid g = { 0 };
    bool is_good = grid_open(&g, call, columns, is_shown ? COLUMNS : COLUMNS - 3, &why);
    for (size_t i = 0; i < page->count && is_good; i++) {
        const import_row_item *item = &page->items[i];
        const payfile_row *row = &item->row;
        const char *told = row_why(item);
        bool is_bad = item->fate == IMPORT_REJECTED;
        static const span none = SPAN("");
        const char *hint = is_bad ? row->fault.hint : NULL;
        const grid_cell cells[COLUMNS] = { { .number = row->number },
            { .text = span_of(import_fate_name(item->fate)) }, { .number = row->day.day },
            { .number = row_amount(item).fen, .asset = row->asset },
            { .text = told ? span_of(say(call->lang, told)) : none },
            { .text = is_bad ? row->fault.column : none },
            { .text = is_bad ? row->fault.value : none },
            { .text = hint ? span_of(say(call->lang, hint)) : none }, { .text = row->order_no },
            { .text = row->payer_name.size > 0 ? row->payer_name : row->payer },
            { .text = row->note } };
        is_good = grid_row(&g, cells, &why);
    }
    return is_good && grid_close(&g, &why) ? EXIT_DONE : verb_fail(call, &why);
}

static bool limit_read(verb_call *call, size_t *ret, err *reterr)
{
    uint64_t limit = ROWS_LIMIT;
    span text = verb_value(call, "limit");
    if (text.at && (!text_parse_uint(text, IMPORT_ROWS_EXPORT_MAX, &limit) || limit == 0))
        return err_field(reterr, "limit", N_("%.*s is not a number"), SPAN_PRINT(text));
    *ret = (size_t)limit;
    return true;
}

/* With a reason, what names payers is shown, and the look recorded before. */
static bool look_run(verb_call *call, org_id unit, int64_t object, bool *ret_shown, err *reterr)
{
    reveal_reason reason = 0;
    span text = verb_value(call, "reason");
    *ret_shown = text.at != NULL;
    return !*ret_shown ||
           (reveal_reason_parse(text, &reason, reterr) &&
               reveal_rows_run(call->house, &call->author, unit, object, reason, reterr));
}

static int rows_tell(
    verb_call *call, const import_rows_ask *ask, const import_rows_page *page, bool is_shown)
{
    if (call->format != FORMAT_JSON)
        return rows_grid(call, page, is_shown);
    buffer b = buffer_in(call->home, 65536);
    json_writer w = json_write(&b);
    rows_json(&w, call->lang, ask, page, is_shown);
    buffer_byte(&b, '\n');
    verb_out(call, buffer_span(&b));
    return EXIT_DONE;
}

int run_import_rows(verb_call *call)
{
    err why = { 0 };
    int64_t id = 0;
    bool is_shown = false;
    statement s = { 0 };
    import_rows_ask ask = { 0 };
    import_rows_page page = { 0 };
    import_desk desk = house_desk(call->house, house_conn(call->house), &call->author);
    static const span none = { NULL, 0 };
    ask.of = &s;
    if (!call_id(call->words[0], &id, &why) ||
        !statement_get(desk.conn, (statement_id){ id }, &s, &why) ||
        !rows_ask_read(verb_value(call, "kind"), none, verb_value(call, "after"), &ask, &why) ||
        !limit_read(call, &ask.limit, &why) ||
        !look_run(call, s.org, s.id.value, &is_shown, &why) ||
        !rows_of_statement(call->house, &desk, call->home, &s, &ask, &page, &why))
        return verb_fail(call, &why);
    return rows_tell(call, &ask, &page, is_shown);
}

/* ---- files that wait ------------------------------------------------------------------------ */

enum { UPLOADS_MAX = 400 };

int run_list_uploads(verb_call *call)
{
    static const grid_column columns[] = { { "id", N_("upload"), GRID_ID },
        { "file", N_("number"), GRID_COUNT }, { "name", N_("file"), GRID_TEXT },
        { "size", N_("size"), GRID_COUNT }, { "campaign", N_("campaign"), GRID_TEXT },
        { "made_at", N_("sent"), GRID_TIME }, { "ends_at", N_("kept until"), GRID_TIME } };
    err why = { 0 };
    grid g = { 0 };
    upload *files = NULL;
    size_t count = 0;
    store_conn *conn = house_conn(call->house);
    int64_t offset = house_civil_offset(call->house);
    int64_t now_us = sys_real_us(house_clock(call->house));
    bool is_good = upload_list(conn, call->home, now_us, UPLOADS_MAX, &files, &count, &why) &&
                   grid_open(&g, call, columns, 7, &why);
    for (size_t i = 0; i < count && is_good; i++) {
        const upload *u = &files[i];
        campaign of = { 0 };
        bool is_booked = false;
        (void)campaign_get(house_donations(call->house), u->campaign, &of);
        const grid_cell cells[] = { { .number = u->id.value }, { .number = u->number },
            { .text = span_of(u->file_name) }, { .number = u->file_size },
            { .text = span_of(of.code) }, { .number = u->made_us + offset },
            { .number = u->ends_us + offset } };
        is_good =
            upload_is_booked(conn, u, &is_booked, &why) && (is_booked || grid_row(&g, cells, &why));
    }
    return is_good && grid_close(&g, &why) ? EXIT_DONE : verb_fail(call, &why);
}

/* The file of --file, the first if it is not said. */
static bool upload_find(
    verb_call *call, upload **ret_files, size_t *ret_count, size_t *ret_at, err *reterr)
{
    int64_t id = 0;
    uint64_t number = 1;
    span text = verb_value(call, "file");
    int64_t now_us = sys_real_us(house_clock(call->house));
    if (text.at && !text_parse_uint(text, IMPORT_FILES_MAX, &number))
        return err_field(reterr, "file", N_("%.*s is not a number"), SPAN_PRINT(text));
    if (!call_id(call->words[0], &id, reterr) ||
        !upload_get(house_conn(call->house), call->home, (upload_id){ id }, now_us, ret_files,
            ret_count, reterr))
        return false;
    for (*ret_at = 0; *ret_at < *ret_count; ++*ret_at) {
        if ((*ret_files)[*ret_at].number == (int)number)
            return true;
    }
    return err_field(reterr, "file", N_("The upload has no file %.*s"), SPAN_PRINT(text));
}

static bool upload_room(const upload *files, size_t count, arena *home, err *reterr)
{
    size_t size = (size_t)256 << 20;
    for (size_t i = 0; i < count; i++)
        size += (size_t)files[i].file_size / 4;
    return arena_open(home, size) ||
           err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
}

int run_upload_rows(verb_call *call)
{
    err why = { 0 };
    ARENA home = { 0 };
    upload *files = NULL;
    size_t count = 0, at = 0;
    bool is_shown = false;
    import_rows_ask ask = { 0 };
    import_rows_page page = { 0 };
    import_desk desk = house_desk(call->house, house_conn(call->house), &call->author);
    static const span none = { NULL, 0 };
    if (!upload_find(call, &files, &count, &at, &why) ||
        !rows_ask_read(verb_value(call, "kind"), none, verb_value(call, "after"), &ask, &why) ||
        !limit_read(call, &ask.limit, &why) || !upload_room(files, count, &home, &why) ||
        !look_run(call, files[at].org, files[at].id.value, &is_shown, &why))
        return verb_fail(call, &why);
    ask.org = files[at].org;
    return upload_rows(call->house, &desk, &home, files, count, at, &ask, &page, &why)
               ? rows_tell(call, &ask, &page, is_shown)
               : verb_fail(call, &why);
}
