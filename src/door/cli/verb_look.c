/* Verbs that look closely: a row of a kept file, and what is sealed of a giver.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "door/report.h"
#include "door/reveal.h"
#include "text/json.h"
#include "text/text.h"

int run_show_donor(verb_call *call)
{
    static const grid_column columns[] = { { "id", N_("gift"), GRID_ID },
        { "name", N_("name"), GRID_TEXT }, { "message", N_("message"), GRID_TEXT },
        { "payment_no", N_("payment number"), GRID_TEXT } };
    err why = { 0 };
    int64_t id = 0;
    donation_row gift = { 0 };
    donation_person person = { 0 };
    store_conn *conn = house_conn(call->house);
    reveal_request look = {
        .conn = conn, .home = call->home, .author = &call->author, .gift = &gift
    };
    if (!call_id(call->words[0], &id, &why) ||
        !donation_get(conn, (donation_id){ id }, &gift, &why) ||
        !reveal_reason_parse(verb_value(call, "reason"), &look.reason, &why) ||
        !reveal_run(call->house, &look, &person, &why))
        return verb_fail(call, &why);
    const grid_cell cells[] = { { .number = id }, { .text = person.name },
        { .text = person.message }, { .text = person.payment_no } };
    return call_record(call, columns, 4, cells);
}

static int row_grid(verb_call *call, const payfile_row *row)
{
    static const grid_column columns[] = { { "row", N_("row"), GRID_COUNT },
        { "kind", N_("kind"), GRID_WORD }, { "day", N_("day"), GRID_DAY },
        { "amount_fen", N_("amount"), GRID_MONEY }, { "currency", N_("currency"), GRID_TEXT },
        { "order_no", N_("payment number"), GRID_TEXT },
        { "merchant_no", N_("own order number"), GRID_TEXT },
        { "refund_no", N_("refund number"), GRID_TEXT }, { "payer", N_("payer"), GRID_TEXT },
        { "note", N_("remark"), GRID_TEXT } };
    const grid_cell cells[] = { { .number = row->number },
        { .text = span_of(payfile_kind_name(row->kind)) }, { .number = row->day.day },
        { .number = row->amount.fen, .asset = row->asset }, { .text = row->currency },
        { .text = row->order_no }, { .text = row->merchant_no }, { .text = row->refund_no },
        { .text = row->payer }, { .text = row->note } };
    return call_record(call, columns, 10, cells);
}

int run_show_row(verb_call *call)
{
    err why = { 0 };
    int64_t id = 0;
    uint64_t number = 0;
    statement s = { 0 };
    payfile_row row = { 0 };
    const actor nobody = { 0 };
    store_conn *conn = house_conn(call->house);
    import_desk desk = house_desk(call->house, conn, &nobody);
    bool is_good = call_id(call->words[0], &id, &why) &&
                   (text_parse_uint(call->words[1], INT64_MAX, &number) ||
                       err_set(&why, ERR_ABSENT, N_("The file has no row %.*s"),
                           SPAN_PRINT(call->words[1]))) &&
                   statement_get(conn, (statement_id){ id }, &s, &why) &&
                   import_row(&desk, call->home, &s, (int64_t)number, &row, &why);
    if (!is_good)
        return verb_fail(call, &why);
    if (call->format != FORMAT_JSON)
        return row_grid(call, &row);
    buffer b = buffer_in(call->home, 1024);
    json_writer w = json_write(&b);
    report_row_json(&w, call->lang, &row);
    buffer_byte(&b, '\n');
    verb_out(call, buffer_span(&b));
    return EXIT_DONE;
}
