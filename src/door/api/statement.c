/* Payment files through the API: upload, report, confirmation.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "door/report.h"
#include "sys/fd.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define MEMORY_BASE ((size_t)256 << 20)

/* The file of a request: its body, or the first file of its form. */
static bool file_find(door_request *r, int *ret_fd, span *ret_name, err *reterr)
{
    span name = net_query(r->net, "name");
    *ret_name = name.at ? name : span_of("upload");
    *ret_fd = r->net->body_fd;
    if (r->net->part_count > 0) {
        *ret_fd = r->net->parts[0].fd;
        if (!name.at && r->net->parts[0].file_name.size > 0)
            *ret_name = r->net->parts[0].file_name;
    }
    return *ret_fd >= 0 ||
           err_set(reterr, ERR_INPUT, N_("Send the file as the body, or as a part of a form"));
}

static bool flag(const door_request *r, const char *name)
{
    span value = net_query(r->net, name);
    if (!value.at)
        value = net_field(r->net, name);
    return span_is(value, "1") || span_is(value, "true");
}

static bool account_find(door_request *r, const campaign *of, account_id *ret, err *reterr)
{
    span code = net_query(r->net, "account");
    ledger_line *lines = NULL;
    size_t count = 0;
    if (!code.at)
        return true;
    if (!ledger_lines(r->conn, r->memory, of->org, (ledger_view){ 0 }, &lines, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (span_is(code, lines[i].account.code) && lines[i].account.class == LEDGER_ASSET)
            *ret = lines[i].account.id;
    }
    return ret->value || err_field(reterr, "account", N_("There is no account %.*s to import to"),
                             SPAN_PRINT(code));
}

static void report_answer(door_request *r, int status, const import_report *report, bool is_dry_run)
{
    buffer b = buffer_in(r->memory, 32768);
    json_writer w = json_write(&b);
    report_json(&w, r->lang, report, is_dry_run);
    api_answer(r, status, &b);
}

void api_statement_post(door_request *r)
{
    err why = { 0 };
    campaign of = { 0 };
    ARENA home = { 0 };
    sys_map map = { 0 };
    int fd = -1;
    import_report *report = ARENA_NEW(r->memory, import_report, 1);
    import_request request = { .is_dry_run = flag(r, "dry_run"),
        .skips_rejected = flag(r, "skip_rejected") };
    if (!api_campaign(r, &of))
        return;
    request.campaign = of;
    request.map = &map;
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    bool is_good = report && door_may_at(r, RIGHT_STATEMENT_IMPORT, of.org, &why) &&
                   file_find(r, &fd, &request.file_name, &why) &&
                   account_find(r, &of, &request.account, &why) &&
                   sys_map_fd(fd, DOOR_UPLOAD_MAX, &map, &why);
    if (is_good && !arena_open(&home, MEMORY_BASE + map.bytes.size / 4))
        is_good = err_set(&why, ERR_MEMORY, N_("not enough memory to check the file"));
    is_good = is_good && import_run(&desk, &home, &request, map.bytes, report, &why);
    if (is_good)
        report_answer(r, report->statement.value && !report->was_imported ? 201 : 200, report,
            request.is_dry_run);
    else if (report && report->fault_count > 0) {
        report_refuse(report); /* every bad row is in it; nothing was booked */
        report_answer(r, 400, report, request.is_dry_run);
    } else
        door_error(r, &why);
    sys_map_close(&map);
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
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    if (!statement_find_by_id(r, &s, &why) || !import_confirm(&desk, &s, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 128);
    json_writer w = json_write(&b);
    json_object(&w);
    api_put_id(&w, "id", s.id.value);
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
