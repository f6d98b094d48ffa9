/* GET /api/v1/accounts/{code}/days: files and books of an account, day by day.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "flow/reconcile.h"
#include "text/text.h"

static bool day_read(const door_request *r, const char *name, date *ret, err *reterr)
{
    span text = net_query(r->net, name);
    err ignored = { 0 };
    *ret = (date){ 0 };
    return text.size == 0 || text_parse_date(text, ret, &ignored) ||
           err_field(reterr, name, N_("Not a day: %.*s; write 2020-02-03"), SPAN_PRINT(text));
}

static void files_json(json_writer *w, const reconcile_day *d)
{
    json_name(w, "files");
    json_array(w);
    for (int i = 0; i < d->file_count && i < RECONCILE_FILES_MAX; i++) {
        const reconcile_file *f = &d->files[i];
        json_object(w);
        door_put_id(w, "import", f->id.value);
        json_put_string(w, "file", f->name);
        json_put_int(w, "rows", f->day.rows);
        json_put_int(w, "common", f->common);
        json_put_int(w, "in_fen", f->day.in);
        json_put_int(w, "out_fen", f->day.out);
        json_object_end(w);
    }
    json_array_end(w);
}

static void day_json(json_writer *w, const reconcile_day *d)
{
    json_object(w);
    door_put_date(w, "day", d->day);
    json_put_bool(w, "covered", d->is_covered);
    json_put_bool(w, "sure", !d->is_unsure);
    json_put_int(w, "in_fen", d->in);
    json_put_int(w, "out_fen", d->out);
    if (d->has_balance)
        json_put_int(w, "balance_fen", d->balance);
    json_put_int(w, "books_in_fen", d->books_in);
    json_put_int(w, "books_out_fen", d->books_out);
    json_put_int(w, "difference_fen", d->difference);
    json_put_int(w, "ignored_fen", d->ignored);
    json_put_int(w, "fees_fen", d->fees);
    json_put_int(w, "payouts_fen", d->payouts);
    json_put_int(w, "unfiled_fen", d->unfiled);
    json_put_int(w, "directed_fen", d->directed);
    json_put_int(w, "moved_fen", d->moved);
    json_put_int(w, "rejected", d->rejected);
    json_put_int(w, "left_fen", d->left);
    files_json(w, d);
    json_object_end(w);
}

static void days_answer(door_request *r, const reconciliation *rec)
{
    buffer b = buffer_in(r->memory, 65536);
    json_writer w = json_write(&b);
    json_object(&w);
    json_put_string(&w, "account", span_of(rec->account.code));
    json_put_int(&w, "difference_fen", rec->difference);
    json_put_int(&w, "left_fen", rec->left);
    json_put_int(&w, "days_without_file", rec->gap_count);
    json_put_int(&w, "days_in_several", rec->overlap_count);
    json_name(&w, "days");
    json_array(&w);
    for (size_t i = 0; i < rec->count; i++)
        day_json(&w, &rec->days[i]);
    json_array_end(&w);
    json_object_end(&w);
    api_answer(r, 200, &b);
}

void api_account_days_get(door_request *r)
{
    err why = { 0 };
    date from = { 0 };
    date to = { 0 };
    ARENA home = { 0 };
    ledger_account account = { 0 };
    reconciliation rec = { 0 };
    bool is_good = arena_open(&home, (size_t)16 << 20) ||
                   err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
    is_good = is_good && day_read(r, "from", &from, &why) && day_read(r, "to", &to, &why) &&
              ledger_account_by_code(r->conn, &home, (org_id){ 0 }, r->params[0], &account, &why) &&
              door_may_at(r, RIGHT_READ, account.org, &why) &&
              reconcile_run(r->conn, &home, &account, from, to, &rec, &why);
    if (is_good)
        days_answer(r, &rec);
    else
        door_error(r, &why);
}
