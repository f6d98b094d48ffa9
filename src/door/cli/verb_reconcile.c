/* nuan reconcile: files and books of an account, day by day.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "flow/reconcile.h"
#include "text/text.h"

enum { COLUMNS = 16 };

static bool day_read(verb_call *call, const char *option, date *ret, err *reterr)
{
    span text = verb_value(call, option);
    *ret = (date){ 0 };
    return !text.at || text_parse_date(text, ret, reterr);
}

static int days_grid(verb_call *call, const reconciliation *r)
{
    static const grid_column columns[COLUMNS] = { { "day", N_("day"), GRID_DAY },
        { "files", N_("files"), GRID_COUNT }, { "rows", N_("rows"), GRID_COUNT },
        { "rejected", N_("rejected"), GRID_COUNT }, { "in_fen", N_("files: in"), GRID_MONEY },
        { "out_fen", N_("files: out"), GRID_MONEY },
        { "books_in_fen", N_("books: in"), GRID_MONEY },
        { "books_out_fen", N_("books: out"), GRID_MONEY },
        { "difference_fen", N_("difference"), GRID_MONEY },
        { "ignored_fen", N_("not ours"), GRID_MONEY }, { "fees_fen", N_("fees"), GRID_MONEY },
        { "payouts_fen", N_("payouts elsewhere"), GRID_MONEY },
        { "unfiled_fen", N_("in no file"), GRID_MONEY },
        { "directed_fen", N_("directed"), GRID_MONEY }, { "moved_fen", N_("moved"), GRID_MONEY },
        { "left_fen", N_("not explained"), GRID_MONEY } };
    err why = { 0 };
    grid g = { 0 };
    bool is_good = grid_open(&g, call, columns, COLUMNS, &why);
    for (size_t i = 0; i < r->count && is_good; i++) {
        const reconcile_day *d = &r->days[i];
        const grid_cell cells[COLUMNS] = { { .number = d->day.day }, { .number = d->file_count },
            { .number = d->rows }, { .number = d->rejected }, { .number = d->in },
            { .number = d->out }, { .number = d->books_in }, { .number = d->books_out },
            { .number = d->difference }, { .number = d->ignored }, { .number = d->fees },
            { .number = d->payouts }, { .number = d->unfiled }, { .number = d->directed },
            { .number = d->moved }, { .number = d->left } };
        is_good = grid_row(&g, cells, &why);
    }
    return is_good && grid_close(&g, &why) ? EXIT_DONE : verb_fail(call, &why);
}

/* Days without a file, and what nothing explains, are told on the other stream: they are what
 * somebody looks for. */
static void rest_tell(verb_call *call, const reconciliation *r)
{
    buffer b = buffer_in(call->home, 256);
    err line = { 0 };
    char text[TEXT_MONEY_SIZE];
    text_money_write(text, (money){ r->left });
    err_set(&line, ERR_INPUT, N_("Days without a file: %lld; in several: %lld; not explained: %s"),
        (long long)r->gap_count, (long long)r->overlap_count, text);
    say_err(&b, call->lang, &line);
    buffer_byte(&b, '\n');
    call->sink->write(call->sink->self, STREAM_ERR, buffer_span(&b));
}

int run_reconcile(verb_call *call)
{
    err why = { 0 };
    date from = { 0 };
    date to = { 0 };
    ledger_account account = { 0 };
    reconciliation r = { 0 };
    store_conn *conn = house_conn(call->house);
    if (!day_read(call, "from", &from, &why) || !day_read(call, "to", &to, &why) ||
        !call_account(call, (org_id){ 0 }, call->words[0], &account, &why) ||
        !reconcile_run(conn, call->home, &account, from, to, &r, &why))
        return verb_fail(call, &why);
    int code = days_grid(call, &r);
    if (code == EXIT_DONE)
        rest_tell(call, &r);
    return code;
}
