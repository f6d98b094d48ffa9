/* nuan import rows: rows of a file in the books by what became of them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "door/reveal.h"
#include "door/rows.h"
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
            { .number = row_amount(item).fen },
            { .text = told ? span_of(say(call->lang, told)) : none },
            { .text = is_bad ? row->fault.column : none },
            { .text = is_bad ? row->fault.value : none },
            { .text = hint ? span_of(say(call->lang, hint)) : none }, { .text = row->order_no },
            { .text = row->payer }, { .text = row->note } };
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
static bool look_run(verb_call *call, const statement *s, bool *ret_shown, err *reterr)
{
    reveal_reason reason = 0;
    span text = verb_value(call, "reason");
    *ret_shown = text.at != NULL;
    return !*ret_shown ||
           (reveal_reason_parse(text, &reason, reterr) &&
               reveal_rows_run(call->house, &call->author, s->org, s->id.value, reason, reterr));
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
        !limit_read(call, &ask.limit, &why) || !look_run(call, &s, &is_shown, &why) ||
        !rows_of_statement(call->house, &desk, call->home, &s, &ask, &page, &why))
        return verb_fail(call, &why);
    if (call->format != FORMAT_JSON)
        return rows_grid(call, &page, is_shown);
    buffer b = buffer_in(call->home, 65536);
    json_writer w = json_write(&b);
    rows_json(&w, call->lang, &ask, &page, is_shown);
    buffer_byte(&b, '\n');
    verb_out(call, buffer_span(&b));
    return EXIT_DONE;
}
