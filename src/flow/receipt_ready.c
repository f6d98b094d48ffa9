/* What a receipt will say, frozen with the proof of its entry: outside of the writer.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/receipt.h"

#include "access/access.h"
#include "log/log.h"
#include "text/text.h"

#include <assert.h>

enum { TEXT_SIZE = 2048 };

/* Of the gift's private fields those that its entry binds, as it was published: what became known
 * later is on the receipt, but nothing proves it. */
static bool disclosures_make(const receipt_desk *desk, arena *a, const donation_row *gift,
    const receipt_person *asked, const leaf *what, span texts[TLOG_RECEIPT_DISCLOSURES_MAX],
    size_t *ret_count, err *reterr)
{
    enum { FIELDS = 4 };
    donation_person person = { 0 };
    span label = { NULL, 0 };
    *ret_count = 0;
    if (!gift->has_entry_key)
        return true;
    if (!donation_person_get(
            desk->conn, a, desk->seal_key, gift->org, gift->id, &label, &person, reterr))
        return false;
    const struct {
        const char *field;
        span value;
    } fields[FIELDS] = { { "label", label.size > 0 ? label : span_of("爱心人士") },
        { "name", person.name }, { "pay", person.payment_no }, { "pay", asked->payment_no } };
    for (int i = 0; i < FIELDS && *ret_count < TLOG_RECEIPT_DISCLOSURES_MAX; i++) {
        buffer b = buffer_in(a, TEXT_SIZE);
        if (fields[i].value.size == 0 || fields[i].value.size > LEAF_CLEAR_SIZE_MAX ||
            (i == FIELDS - 1 && person.payment_no.size > 0))
            continue;
        leaf_disclosure_add(&b, gift->entry_key, span_of(fields[i].field), fields[i].value);
        if (!buffer_check(&b, reterr))
            return false;
        if (leaf_discloses(what, buffer_span(&b)))
            texts[(*ret_count)++] = buffer_span(&b);
    }
    return true;
}

static bool proof_make(const receipt_desk *desk, arena *a, const donation_row *gift,
    const receipt_person *asked, receipt_ready *ret, err *reterr)
{
    span texts[TLOG_RECEIPT_DISCLOSURES_MAX];
    size_t count = 0;
    bool is_logged = false;
    log_head head = { 0 };
    log_row row = { 0 };
    leaf what = { 0 };
    span file = { NULL, 0 };
    if (!log_source_find(desk->conn, gift->id.value, &ret->leaf, &is_logged, reterr) ||
        !log_head_read(desk->conn, a, &head, reterr))
        return false;
    if (!is_logged || (uint64_t)ret->leaf >= head.size)
        return err_set(reterr, ERR_CONFLICT,
            N_("The gift is not in the signed public log yet; its receipt can be given then"));
    return log_leaf_read(desk->conn, a, ret->leaf, &row, reterr) &&
           leaf_parse(a, row.bytes, &what, reterr) &&
           disclosures_make(desk, a, gift, asked, &what, texts, &count, reterr) &&
           log_receipt_read(desk->conn, a, ret->leaf, texts, count, &file, reterr) &&
           receipt_proof_seal(a, desk->seal_key, file, &ret->proof, reterr);
}

/* Those who gave together gave the gift. */
static bool list_fits(const receipt_person *asked, const donation_row *gift, err *reterr)
{
    money sum = { 0 };
    span list = asked->list;
    while (list.size > 0) {
        size_t end = span_find(list, '\n');
        span row = span_slice(list, 0, end);
        size_t tab = span_find(row, '\t');
        money part = { 0 };
        list = span_slice(list, end < list.size ? end + 1 : end, list.size);
        if (tab >= row.size)
            continue;
        if (!text_parse_money(span_slice(row, tab + 1, row.size), &part, reterr))
            return false;
        sum.fen += part.fen;
    }
    if (asked->list.size == 0 || sum.fen == gift->amount.fen)
        return true;
    char text[2][TEXT_MONEY_SIZE];
    text_money_write(text[0], sum);
    text_money_write(text[1], gift->amount);
    return err_set(reterr, ERR_CONFLICT,
        N_("The list of those who gave together adds up to %s, the gift is %s"), text[0], text[1]);
}

static bool purpose_read(
    const receipt_desk *desk, arena *a, const donation_row *gift, receipt_body *body, err *reterr)
{
    purpose_row *rows = NULL;
    size_t count = 0;
    if (gift->purpose == 0)
        return true;
    if (!purpose_list(desk->conn, a, gift->campaign, &rows, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].id == gift->purpose) {
            body->purpose_zh = rows[i].name_zh;
            body->purpose_en = rows[i].name_en;
        }
    }
    return true;
}

static bool body_make(const receipt_desk *desk, arena *a, const receipt_request *of,
    const donation_row *gift, const receipt_person *asked, receipt_ready *ret, err *reterr)
{
    campaign at = { 0 };
    const org *unit = org_find(desk->tree, of->org);
    if (!campaign_get(desk->donations, gift->campaign, &at) || !unit)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    receipt_body body = { .title = asked->title,
        .id_no = asked->id_no,
        .org_zh = unit->name_zh,
        .org_en = unit->name_en,
        .campaign_zh = at.name_zh,
        .campaign_en = at.name_en,
        .channel = span_of(donation_channel_name(gift->channel)),
        .list = asked->list };
    int64_t handler = of->entered_by != 0 ? of->entered_by : desk->issuer;
    return purpose_read(desk, a, gift, &body, reterr) &&
           access_person_name(desk->conn, a, handler, &body.handler, reterr) &&
           access_person_name(desk->conn, a, of->reviewed_by, &body.reviewer, reterr) &&
           receipt_body_seal(a, desk->seal_key, &body, &ret->body, reterr);
}

bool receipt_prepare(
    const receipt_desk *desk, arena *a, const receipt_request *of, receipt_ready *ret, err *reterr)
{
    assert(desk && desk->conn && desk->tree && a && of && ret);
    receipt_person asked = { 0 };
    donation_row gift = { 0 };
    *ret = (receipt_ready){ .request = of->id, .version = of->version };
    if (of->donation.value == 0)
        return err_set(reterr, ERR_CONFLICT, N_("Its payment is not found: choose the gift"));
    if (!donation_get(desk->conn, of->donation, &gift, reterr) ||
        !receipt_person_unseal(a, desk->seal_key, of->person, &asked, reterr))
        return false;
    if (gift.state != DONATION_BOOKED)
        return err_set(reterr, ERR_CONFLICT, N_("This gift was reversed: it can't have a receipt"));
    return list_fits(&asked, &gift, reterr) && proof_make(desk, a, &gift, &asked, ret, reterr) &&
           body_make(desk, a, of, &gift, &asked, ret, reterr);
}
