/* One row of a payment file, as it stands in the file that was kept.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/import_in.h"

#include "import_row_html.h"
#include "text/text.h"
#include "web_sql.h"

#include <assert.h>
#include <stdio.h>

span staff_row_url(staff *s, const statement *of, int64_t row_number)
{
    if (row_number <= 0 || !staff_may(s, RIGHT_STATEMENT_IMPORT, of->org))
        return (span){ NULL, 0 };
    span id = staff_id_text(s, of->id.value);
    return staff_url(s, "/app/imports/%.*s/rows?row=%lld", SPAN_PRINT(id), (long long)row_number);
}

static mark_view row_fate(const payfile_row *row, bool is_gift)
{
    switch (row->kind) {
    case PAYFILE_GIFT:
        return is_gift ? (mark_view){ N_("in the books"), TONE_OK, ICON_CHECK }
                       : (mark_view){ N_("in the books by another file or door"), TONE_ZERO,
                             ICON_COPY };
    case PAYFILE_REFUND: return (mark_view){ N_("refund"), TONE_INFO, ICON_BACK };
    case PAYFILE_SETTLEMENT: return (mark_view){ N_("settlement"), TONE_PLAIN, ICON_NONE };
    case PAYFILE_FEE: return (mark_view){ N_("charge"), TONE_PLAIN, ICON_NONE };
    case PAYFILE_IGNORED: return (mark_view){ N_("ignored"), TONE_PLAIN, ICON_NONE };
    case PAYFILE_REJECTED: break;
    }
    return (mark_view){ N_("bad"), TONE_BAD, ICON_WARN };
}

span import_second_text(staff *s, int32_t second)
{
    enum { HOUR = 3600, MINUTE = 60 };
    buffer b = buffer_in(&s->memory, 16);
    if (second < 0)
        return (span){ NULL, 0 };
    buffer_format(&b, "%02d:%02d:%02d", second / HOUR, second / MINUTE % MINUTE, second % MINUTE);
    return buffer_span(&b);
}

static bool row_gift(staff *s, const statement *it, int64_t number, int64_t *ret, err *reterr)
{
    bool is_found = false;
    const store_value in[] = { store_int(it->org.value), store_int(it->id.value),
        store_int(number) };
    *ret = 0;
    return store_find_int(s->r->conn, &WEB_ROW_GIFT, in, 3, ret, &is_found, reterr);
}

static void row_fill(
    staff *s, const statement *it, const payfile_row *row, int64_t gift, import_row_view *v)
{
    *v = (import_row_view){ .file = span_of(it->file_name),
        .row = row->number,
        .fate = row_fate(row, gift != 0),
        .reason = row->kind == PAYFILE_IGNORED ? row->reason : NULL,
        .day = row->day,
        .time = import_second_text(s, row->second),
        .amount = { row->asset, row->amount.fen },
        .fee = { row->asset, money_fen_of(row->fee_mfen) },
        .order_no = row->order_no,
        .merchant_no = row->merchant_no,
        .refund_no = row->refund_no,
        .payer = row->payer,
        .note = row->note };
    if (row->kind == PAYFILE_REJECTED) {
        v->rule = (err){ .code = ERR_INPUT, .message = row->fault.rule };
        v->hint = row->fault.hint;
        v->column = row->fault.column;
        v->value = row->fault.value;
    }
    v->report_url = staff_id_url(s, "/app/imports/", it->id.value);
    if (gift)
        v->gift_url = staff_id_url(s, "/app/donations/", gift);
    /* Row 1 is the header, and there are no more rows than the file has. */
    if (row->number > 2)
        v->before_url = staff_row_url(s, it, row->number - 1);
    if (row->number <= it->counts.rows)
        v->after_url = staff_row_url(s, it, row->number + 1);
}

/* It names a payer, so only those who bring files in see it. */
void staff_import_row_get(door_request *r)
{
    STAFF s = { 0 };
    ARENA home = { 0 };
    err why = { 0 };
    int64_t id = 0;
    int64_t gift = 0;
    statement it = { 0 };
    payfile_row row = { 0 };
    import_row_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Row of a file")))
        return;
    if (!net_query(r->net, "row").at) {
        s.view.title = N_("Rows of the file");
        staff_rows_get(&s);
        return;
    }
    int64_t number = staff_number(net_query(r->net, "row"));
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    if (!staff_id(&s, &id) || !statement_get(r->conn, (statement_id){ id }, &it, &why) ||
        !staff_may(&s, RIGHT_STATEMENT_IMPORT, it.org)) {
        staff_absent(&s);
        return;
    }
    bool is_good = arena_open(&home, import_memory(it.file_size)) ||
                   err_set(&why, ERR_MEMORY, N_("not enough memory to check the file"));
    if (!is_good || !import_row(&desk, &home, &it, number, &row, &why) ||
        !row_gift(&s, &it, number, &gift, &why)) {
        staff_fail(&s, &why);
        return;
    }
    row_fill(&s, &it, &row, gift, &v);
    s.view.name = v.file;
    v.staff = s.view;
    import_row_html(&s.out, &v);
    staff_answer(&s, 200);
}
