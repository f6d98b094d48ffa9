/* One receipt: what it says, its proof, ending it, the number of the fiscal document beside it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_receipt.h"

#include "receipt_html.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>

/* The receipt of the number in the address, in a unit that she sees. */
static bool receipt_find(staff *s, receipt *ret)
{
    int32_t year = 0;
    int64_t number = 0;
    err ignored = { 0 };
    campaign *list = NULL;
    size_t count = staff_campaigns(s, &list);
    if (receipt_number_parse(s->r->params[0], &year, &number)) {
        for (size_t i = 0; i < count; i++) {
            if (receipt_get_number(
                    s->r->conn, &s->memory, list[i].org, year, number, ret, &ignored))
                return true;
            ignored = (err){ 0 };
        }
    }
    staff_absent(s);
    return false;
}

static bool other_fill(
    staff *s, const receipt *r, int64_t id, span *ret_number, span *ret_url, err *reterr)
{
    receipt other = { 0 };
    if (id == 0)
        return true;
    if (!receipt_get(s->r->conn, &s->memory, r->org, id, &other, reterr))
        return false;
    *ret_number = receipt_number_text(s, &other);
    *ret_url = staff_url(s, "/app/receipts/%.*s", SPAN_PRINT(*ret_number));
    return true;
}

static bool names_fill(staff *s, const receipt *r, receipt_view *v, err *reterr)
{
    return access_person_name(s->r->conn, &s->memory, r->issued_by, &v->issued_by, reterr) &&
           access_person_name(s->r->conn, &s->memory, r->reviewed_by, &v->reviewed_by, reterr) &&
           (r->void_by == 0 ||
               access_person_name(s->r->conn, &s->memory, r->void_by, &v->void_by, reterr));
}

static void acts_fill(staff *s, const receipt *r, receipt_view *v)
{
    const char *const path = "/app/receipts/%.*s/%s";
    bool stands = r->state == RECEIPT_GIVEN;
    if (staff_may(s, RIGHT_RECEIPT_ENTER, r->org))
        v->pdf_url = staff_url(s, path, SPAN_PRINT(v->number), "receipt.pdf");
    if (r->leaf >= 0) {
        v->leaf_url = staff_url(s, "/transfers/%lld", (long long)r->leaf);
        v->proof_url = staff_url(s, path, SPAN_PRINT(v->number), "receipt.tlog-proof");
    }
    if (stands && staff_may(s, RIGHT_RECEIPT_REVIEW, r->org) && r->issued_by != s->r->author.id)
        v->void_action = staff_url(s, path, SPAN_PRINT(v->number), "void");
    if (stands && staff_may(s, RIGHT_RECEIPT_ENTER, r->org))
        v->fiscal_action = staff_url(s, path, SPAN_PRINT(v->number), "fiscal");
}

static void receipt_page(staff *s, const receipt *r, int status, const err *why)
{
    err broken = { 0 };
    receipt_view v = { .number = receipt_number_text(s, r),
        .title = r->label,
        .state = receipt_mark(r->state),
        .payer = request_payer_label(r->payer),
        .amount = { r->asset, r->amount.fen },
        .first_day = r->first_day,
        .last_day = r->last_day,
        .issued = r->issued_day,
        .gifts = r->gifts,
        .copies = r->copies,
        .void_reason = r->void_reason,
        .request_url = staff_id_url(s, "/app/receipts/requests/", r->request),
        .leaf = r->leaf,
        .fiscal_code = r->fiscal_code,
        .fiscal_no = r->fiscal_no,
        .fiscal_check = r->fiscal_check,
        .error = why };
    acts_fill(s, r, &v);
    if (!names_fill(s, r, &v, &broken) ||
        !other_fill(s, r, r->replaces, &v.replaces_number, &v.replaces_url, &broken) ||
        !other_fill(s, r, r->replaced_by, &v.replaced_number, &v.replaced_url, &broken)) {
        staff_fail(s, &broken);
        return;
    }
    s->view.name = v.number;
    v.staff = s->view;
    receipt_html(&s->out, &v);
    staff_answer(s, status);
}

void staff_receipt_get(door_request *r)
{
    STAFF s = { 0 };
    receipt of = { 0 };
    if (staff_begin(&s, r, STAFF_RECEIPTS, N_("Receipt")) && receipt_find(&s, &of))
        receipt_page(&s, &of, 200, NULL);
}

/* Handing it out counts as a copy. */
void staff_receipt_proof_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    receipt of = { 0 };
    span proof = { "", 0 };
    char disposition[96];
    if (!staff_begin(&s, r, STAFF_RECEIPTS, N_("Receipt")) || !receipt_find(&s, &of))
        return;
    receipt_change_input in = { .id = of.id };
    bool is_good =
        receipt_proof_unseal(&s.memory, house_seal_key(r->house), of.proof, &proof, &why) &&
        (proof.size > 0 ||
            err_set(&why, ERR_ABSENT, N_("A receipt of several gifts has no single proof"))) &&
        staff_change(&s, &receipt_copy, of.org, &in, &c, &why);
    if (!is_good) {
        receipt_page(&s, &of, door_status(why.code), &why);
        return;
    }
    snprintf(disposition, sizeof disposition, "attachment; filename=\"%.*s.tlog-proof\"",
        SPAN_PRINT(receipt_number_text(&s, &of)));
    const net_pair headers[] = { { SPAN("Content-Type"), SPAN("text/plain; charset=utf-8") },
        { SPAN("X-Content-Type-Options"), SPAN("nosniff") },
        { SPAN("Cache-Control"), SPAN("no-store") },
        { SPAN("Content-Disposition"), span_of(disposition) } };
    door_answer_with(r, 200, headers, 4, proof);
}

/* The paper; handing it out counts as a copy. */
void staff_receipt_pdf_get(door_request *r)
{
    STAFF s = { 0 };
    ARENA work = { 0 };
    err why = { 0 };
    change c = { 0 };
    receipt of = { 0 };
    if (!staff_begin(&s, r, STAFF_RECEIPTS, N_("Receipt")) || !receipt_find(&s, &of))
        return;
    receipt_change_input in = { .id = of.id };
    const web_paper asked = { .conn = r->conn,
        .lang = r->lang,
        .copy = (int32_t)of.copies,
        .name = receipt_number_text(&s, &of) };
    if (!staff_change(&s, &receipt_copy, of.org, &in, &c, &why) ||
        !web_receipt_pdf(r, &work, &asked, &of, &why))
        receipt_page(&s, &of, door_status(why.code), &why);
}

void staff_receipt_void_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    receipt of = { 0 };
    if (!staff_begin(&s, r, STAFF_RECEIPTS, N_("Receipt")) || !receipt_find(&s, &of))
        return;
    receipt_void_input in = { .receipt = of.id,
        .reason = text_normal(&s.memory, staff_field(&s, "reason")),
        .again = staff_field(&s, "again").size > 0 };
    if (!staff_change(&s, &receipt_void, of.org, &in, &c, &why))
        receipt_page(&s, &of, door_status(why.code), &why);
    else if (in.again)
        door_redirect(r, 303, staff_id_url(&s, "/app/receipts/requests/", c.outcome));
    else
        staff_go(&s, "/app/receipts/%.*s", SPAN_PRINT(receipt_number_text(&s, &of)));
}

void staff_receipt_fiscal_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    receipt of = { 0 };
    if (!staff_begin(&s, r, STAFF_RECEIPTS, N_("Receipt")) || !receipt_find(&s, &of))
        return;
    receipt_fiscal_input in = { .id = of.id,
        .code = text_normal(&s.memory, staff_field(&s, "fiscal_code")),
        .number = text_normal(&s.memory, staff_field(&s, "fiscal_no")),
        .check = text_normal(&s.memory, staff_field(&s, "fiscal_check")) };
    if (staff_change(&s, &receipt_fiscal, of.org, &in, &c, &why))
        staff_go(&s, "/app/receipts/%.*s", SPAN_PRINT(receipt_number_text(&s, &of)));
    else
        receipt_page(&s, &of, door_status(why.code), &why);
}
