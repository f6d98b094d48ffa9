/* Payment files through the API: upload, report, confirmation.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "door/report.h"
#include "door/rows.h"
#include "sys/fd.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define MEMORY_BASE ((size_t)256 << 20)

/* What came: one file as the body, or the files of a form. */
typedef struct arrival {
    int count;
    import_file files[IMPORT_FILES_MAX];
    sys_map maps[IMPORT_FILES_MAX];
    import_report *reports;
    size_t size;
} arrival;

static bool arrival_add(arrival *a, int fd, span name, err *reterr)
{
    if (a->count == IMPORT_FILES_MAX)
        return err_set(reterr, ERR_INPUT, N_("At most %d files at once"), IMPORT_FILES_MAX);
    int i = a->count;
    if (!sys_map_fd(fd, DOOR_UPLOAD_MAX, &a->maps[i], reterr))
        return false;
    a->files[i].report = &a->reports[i];
    a->files[i].request.file_name = name.size > 0 ? name : span_of("upload");
    a->files[i].request.map = &a->maps[i];
    a->size += a->maps[i].bytes.size;
    a->count++;
    return true;
}

static bool arrival_read(door_request *r, arrival *a, err *reterr)
{
    span name = net_query(r->net, "name");
    a->reports = ARENA_NEW(r->memory, import_report, IMPORT_FILES_MAX);
    if (!a->reports)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    if (r->net->part_count == 0 && r->net->body_fd >= 0)
        return arrival_add(a, r->net->body_fd, name, reterr);
    if (r->net->part_over > 0)
        return err_set(reterr, ERR_INPUT, N_("At most %d files at once"), IMPORT_FILES_MAX);
    for (size_t i = 0; i < r->net->part_count; i++) {
        const net_part *part = &r->net->parts[i];
        bool is_named = name.at && r->net->part_count == 1;
        if (!arrival_add(a, part->fd, is_named ? name : part->file_name, reterr))
            return false;
    }
    return a->count > 0 ||
           err_set(reterr, ERR_INPUT, N_("Send the file as the body, or as a part of a form"));
}

static void arrival_close(arrival *a)
{
    for (int i = 0; i < a->count; i++)
        sys_map_close(&a->maps[i]);
}

static bool account_find(door_request *r, const campaign *of, account_id *ret, err *reterr)
{
    span code = net_query(r->net, "account");
    ledger_account account = { 0 };
    if (!code.at)
        return true;
    if (!ledger_account_by_code(r->conn, r->memory, of->org, code, &account, reterr) &&
        reterr->code != ERR_ABSENT)
        return false;
    *ret = account.id;
    return account.class == LEDGER_ASSET ||
           err_field(
               reterr, "account", N_("There is no account %.*s to import to"), SPAN_PRINT(code));
}

static void report_answer(door_request *r, int status, const import_report *report, bool is_dry_run)
{
    buffer b = buffer_in(r->memory, 32768);
    json_writer w = json_write(&b);
    report_json(&w, r->lang, report, is_dry_run);
    api_answer(r, status, &b);
}

/* Which of several files it was stands before what is wrong with it. */
static void refusal_answer(door_request *r, const arrival *a, int at, const err *why)
{
    err told = *why;
    if (at >= 0 && a->count > 1) {
        buffer b = buffer_in(r->memory, 512);
        say_err(&b, r->lang, why);
        span text = buffer_span(&b);
        err_set(&told, why->code, "%.*s: %.*s", SPAN_PRINT(a->files[at].request.file_name),
            SPAN_PRINT(text));
    }
    door_error(r, &told);
}

static void reports_answer(door_request *r, int status, const arrival *a, bool is_dry_run)
{
    if (a->count == 1) {
        report_answer(r, status, &a->reports[0], is_dry_run);
        return;
    }
    buffer b = buffer_in(r->memory, 32768);
    json_writer w = json_write(&b);
    report_files_json(&w, r->lang, a->reports, a->count, is_dry_run);
    api_answer(r, status, &b);
}

static bool is_any_booked(const arrival *a)
{
    for (int i = 0; i < a->count; i++) {
        if (a->reports[i].statement.value && !a->reports[i].was_imported)
            return true;
    }
    return false;
}

static bool arrival_run(door_request *r, arrival *a, import_request *like, int *ret_at, err *reterr)
{
    ARENA home = { 0 };
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    *ret_at = -1;
    if (!arrival_read(r, a, reterr))
        return false;
    for (int i = 0; i < a->count; i++) {
        import_request *request = &a->files[i].request;
        like->file_name = request->file_name;
        like->map = request->map;
        *request = *like;
    }
    if (!arena_open(&home, MEMORY_BASE + a->size / 4))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"));
    bool is_good = import_files_run(&desk, &home, a->files, a->count, ret_at, reterr);
    /* Every bad row is in the answer; nothing was booked. */
    bool is_told = is_good || (*ret_at >= 0 && a->reports[*ret_at].fault_count > 0);
    for (int i = 0; i < a->count && is_told && !is_good; i++)
        report_refuse(&a->reports[i]);
    if (is_told)
        reports_answer(r, !is_good ? 400 : is_any_booked(a) ? 201 : 200, a, like->is_dry_run);
    return is_told;
}

void api_statement_post(door_request *r)
{
    err why = { 0 };
    int at = -1;
    campaign of = { 0 };
    arrival *a = ARENA_NEW(r->memory, arrival, 1);
    import_request like = { .is_dry_run = api_flag(r, "dry_run"),
        .skips_rejected = api_flag(r, "skip_rejected") };
    if (!a || !api_campaign(r, &of))
        return;
    like.campaign = of;
    bool is_said = statement_payouts_parse(net_query(r->net, "payouts"), &like.payouts) ||
                   err_field(&why, "payouts", N_("Such rows are gifts or payouts, not %.*s"),
                       SPAN_PRINT(net_query(r->net, "payouts")));
    if (!is_said || !door_may_at(r, RIGHT_STATEMENT_IMPORT, of.org, &why) ||
        !account_find(r, &of, &like.account, &why) || !arrival_run(r, a, &like, &at, &why))
        refusal_answer(r, a, at, &why);
    arrival_close(a);
}

static bool statement_find_by_id(door_request *r, statement *ret, err *reterr)
{
    int64_t id = 0;
    return text_parse_id(r->params[0], &id, reterr) &&
           statement_get(r->conn, (statement_id){ id }, ret, reterr);
}

/* Cells of bad rows may name a payer: they are for those who bring files in. */
static void values_hide(import_report *report)
{
    for (int64_t i = 0; i < report->fault_count && i < IMPORT_FAULTS_MAX; i++)
        report->faults[i].value = (span)SPAN("");
}

void api_statement_get(door_request *r)
{
    err why = { 0 };
    statement s = { 0 };
    ARENA home = { 0 };
    import_report *report = ARENA_NEW(r->memory, import_report, 1);
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    bool is_good = report && statement_find_by_id(r, &s, &why) &&
                   door_may_at(r, RIGHT_READ, s.org, &why) &&
                   (arena_open(&home, MEMORY_BASE + (size_t)s.file_size / 4) ||
                       err_set(&why, ERR_MEMORY, N_("not enough memory to check the file"))) &&
                   import_report_of(&desk, &home, &s, report, &why);
    err ignored = { 0 };
    if (is_good && !door_may_at(r, RIGHT_STATEMENT_IMPORT, s.org, &ignored))
        values_hide(report);
    if (is_good)
        report_answer(r, 200, report, false);
    else
        door_error(r, &why);
}

void api_statement_confirm(door_request *r)
{
    err why = { 0 };
    statement s = { 0 };
    change asked = { 0 };
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    desk.asked = &asked;
    if (!statement_find_by_id(r, &s, &why) || !api_key_any(r, &asked, &why) ||
        !import_confirm(&desk, &s, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 128);
    json_writer w = json_write(&b);
    json_object(&w);
    door_put_id(&w, "id", s.id.value);
    json_put_string(&w, "state", span_of("confirmed"));
    json_object_end(&w);
    api_answer(r, 200, &b);
}

/* It names a payer: the right holds where the file belongs. */
void api_statement_row(door_request *r)
{
    err why = { 0 };
    statement s = { 0 };
    ARENA home = { 0 };
    payfile_row row = { 0 };
    uint64_t number = 0;
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    bool is_good =
        (text_parse_uint(r->params[1], INT64_MAX, &number) ||
            err_set(&why, ERR_ABSENT, N_("The file has no row %.*s"), SPAN_PRINT(r->params[1]))) &&
        statement_find_by_id(r, &s, &why) && door_may_at(r, RIGHT_STATEMENT_IMPORT, s.org, &why) &&
        (arena_open(&home, MEMORY_BASE + (size_t)s.file_size / 4) ||
            err_set(&why, ERR_MEMORY, N_("not enough memory to check the file"))) &&
        import_row(&desk, &home, &s, (int64_t)number, &row, &why);
    if (!is_good) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 1024);
    json_writer w = json_write(&b);
    report_row_json(&w, r->lang, &row);
    api_answer(r, 200, &b);
}

/* ---- rows by what became of them ------------------------------------------------------------ */

static bool rows_limit(const door_request *r, size_t *ret, err *reterr)
{
    uint64_t limit = 50;
    span text = net_query(r->net, "limit");
    if (text.at && (!text_parse_uint(text, IMPORT_ROWS_MAX, &limit) || limit == 0))
        return err_field(reterr, "limit", N_("A number from 1 to %d, not %.*s"), IMPORT_ROWS_MAX,
            SPAN_PRINT(text));
    *ret = (size_t)limit;
    return true;
}

bool api_rows_ask(const door_request *r, import_rows_ask *ret, bool *ret_csv, err *reterr)
{
    const net_request *n = r->net;
    span format = net_query(n, "format");
    *ret_csv = span_is(format, "csv");
    if (format.size > 0 && !*ret_csv && !span_is(format, "json"))
        return err_field(
            reterr, "format", N_("The format is json or csv, not %.*s"), SPAN_PRINT(format));
    if (!rows_ask_read(
            net_query(n, "kind"), net_query(n, "reason"), net_query(n, "after"), ret, reterr))
        return false;
    ret->limit = IMPORT_ROWS_EXPORT_MAX;
    return *ret_csv || rows_limit(r, &ret->limit, reterr);
}

void api_rows_csv(door_request *r, buffer *b, const import_rows_page *page, const span *names)
{
    err why = { 0 };
    static const span demo = SPAN("demo"), none = SPAN("");
    rows_csv_write(b, r->lang, page, names, house_is_exercise(r->house) ? demo : none);
    if (buffer_check(b, &why))
        door_answer(r, 200, "text/csv; charset=utf-8", buffer_span(b));
    else
        door_error(r, &why);
}

/* `s`: the file, whose right was checked. */
static void rows_answer(door_request *r, const statement *s, bool is_shown)
{
    err why = { 0 };
    ARENA home = { 0 };
    import_rows_ask ask = { .of = s };
    import_rows_page page = { 0 };
    bool is_csv = false;
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    bool is_good = api_rows_ask(r, &ask, &is_csv, &why) &&
                   (arena_open(&home, MEMORY_BASE + (size_t)s->file_size / 4) ||
                       err_set(&why, ERR_MEMORY, N_("not enough memory to check the file"))) &&
                   rows_of_statement(r->house, &desk, &home, s, &ask, &page, &why);
    if (!is_good) {
        door_error(r, &why);
        return;
    }
    if (is_csv && !is_shown) {
        buffer csv = buffer_in(&home, 32768);
        api_rows_csv(r, &csv, &page, NULL);
        return;
    }
    buffer b = buffer_in(r->memory, 32768);
    json_writer w = json_write(&b);
    rows_json(&w, r->lang, &ask, &page, is_shown);
    api_answer(r, 200, &b);
}

void api_statement_rows(door_request *r)
{
    err why = { 0 };
    statement s = { 0 };
    if (statement_find_by_id(r, &s, &why) && door_may_at(r, RIGHT_STATEMENT_IMPORT, s.org, &why))
        rows_answer(r, &s, false);
    else
        door_error(r, &why);
}

/* The right of a look stands for itself: who reconciles a payer need not bring files in. */
void api_statement_rows_show(door_request *r)
{
    err why = { 0 };
    statement s = { 0 };
    reveal_reason reason = 0;
    if (statement_find_by_id(r, &s, &why) && api_reason_read(r, &reason, &why) &&
        reveal_rows_run(r->house, &r->author, s.org, s.id.value, reason, &why))
        rows_answer(r, &s, true);
    else
        door_error(r, &why);
}
