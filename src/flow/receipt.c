/* Requests for receipts and their gifts: finding, reviewing, giving, ending.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/receipt.h"

#include <assert.h>
#include <string.h>

bool receipt_request_seal(arena *a, const uint8_t seal_key[32], const receipt_person *person,
    receipt_request_input *in, err *reterr)
{
    assert(a && seal_key && person && in && in->payer && in->way);
    static const span none = SPAN("");
    if (!receipt_person_check(person, in->payer, in->way, reterr))
        return false;
    in->label = in->payer == RECEIPT_PERSON ? donation_name_mask(a, person->title) : person->title;
    in->has_stated = person->payment_no.size > 0;
    if (in->has_stated)
        in->stated_no = payment_key_make(person->payment_no, none, none);
    return receipt_person_seal(a, seal_key, person, &in->person, reterr);
}

/* ---- the gift of a request ------------------------------------------------------------------ */

/* What somebody states of a payment. */
typedef struct stated {
    payment_key no;
    money amount;
    date day;
} stated;

/* The one gift of the stated number; of several the one whose amount and day fit, too. */
static bool gift_find(
    payment_place *at, const stated *of, donation_id *ret, bool *ret_exact, err *reterr)
{
    payment_match matches[PAYMENT_MATCHES_MAX];
    payment_reader reader = payment_reader_of(at);
    size_t count = 0;
    int found = 0;
    *ret = (donation_id){ 0 };
    *ret_exact = false;
    if (!reader.matches(reader.self, &of->no, matches, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        payment_object gift = { 0 };
        donation_row row = { 0 };
        if (!reader.object(reader.self, matches[i].object_id, (campaign_id){ 0 }, &gift, reterr))
            return false;
        if (!gift.is_gift || gift.id == ret->value)
            continue;
        if (!(at->txn ? donation_read(at->txn, (donation_id){ gift.id }, &row, reterr)
                      : donation_get(at->conn, (donation_id){ gift.id }, &row, reterr)))
            return false;
        bool is_exact = row.amount.fen == of->amount.fen && row.day.day == of->day.day;
        if (*ret_exact && is_exact) { /* two fit: a person decides */
            *ret = (donation_id){ 0 };
            *ret_exact = false;
            return true;
        }
        if (is_exact || !*ret_exact)
            ret->value = gift.id;
        *ret_exact |= is_exact;
        found++;
    }
    if (found > 1 && !*ret_exact)
        *ret = (donation_id){ 0 };
    return true;
}

static payment_key key_of(const uint8_t no[16])
{
    payment_key key = { 0 };
    memcpy(key.order, no, sizeof key.order);
    return key;
}

bool receipt_gift_look(
    store_conn *conn, const receipt_request *of, donation_id *ret, bool *ret_exact, err *reterr)
{
    payment_place at = { .conn = conn, .org = of->org };
    const stated told = { key_of(of->stated_no), of->stated, of->stated_day };
    *ret = of->donation;
    *ret_exact = of->is_exact;
    return of->donation.value != 0 || !of->has_stated ||
           gift_find(&at, &told, ret, ret_exact, reterr);
}

/* A gift can have a receipt: it stands, in the unit, and no other request is for it. */
static bool gift_check(store_txn *txn, const change *c, donation_id id, int64_t request,
    donation_row *ret, err *reterr)
{
    int64_t other = 0;
    if (!donation_read(txn, id, ret, reterr))
        return false;
    if (ret->org.value != c->org.value)
        return err_set(reterr, ERR_ABSENT, N_("No such gift"));
    if (ret->state != DONATION_BOOKED)
        return err_set(reterr, ERR_CONFLICT, N_("This gift was reversed: it can't have a receipt"));
    if (!request_of_gift(txn, c->org, id, &other, reterr))
        return false;
    return other == 0 || other == request ||
           err_set(reterr, ERR_CONFLICT,
               N_("A receipt of this gift was asked for already; a void one is given anew from its "
                  "page"));
}

/* A gift of yuan under the threshold waits for the sum of the year. */
static bool state_of(store_txn *txn, const donation_row *gift, request_state otherwise,
    request_state *ret, err *reterr)
{
    money least = { 0 };
    if (!receipt_threshold_at(txn, &least, reterr))
        return false;
    *ret = gift->asset == LEDGER_CNY && gift->amount.fen < least.fen ? REQUEST_YEARLY : otherwise;
    return true;
}

static bool apply_request(store_txn *txn, change *c, err *reterr)
{
    const receipt_request_input *in = c->input;
    payment_place books = { .txn = txn, .org = c->org };
    campaign of = { 0 };
    donation_row gift = { 0 };
    if (!campaign_get(donations_of(txn), in->campaign, &of) || of.org.value != c->org.value)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    receipt_request r = { .org = c->org,
        .campaign = in->campaign,
        .donation = in->donation,
        .state = REQUEST_OPEN,
        .payer = in->payer,
        .way = in->way,
        .label = in->label,
        .person = in->person,
        .has_stated = in->has_stated,
        .stated = in->stated,
        .stated_day = in->stated_day,
        .has_picture = in->has_picture,
        .picture = in->picture };
    memcpy(r.stated_no, in->stated_no.order, sizeof r.stated_no);
    const stated told = { in->stated_no, in->stated, in->stated_day };
    if (r.donation.value == 0 && in->has_stated &&
        !gift_find(&books, &told, &r.donation, &r.is_exact, reterr))
        return false;
    if (r.donation.value == 0 && !in->has_stated)
        return err_field(
            reterr, "payment_no", N_("Say which payment it is: its number, amount and day"));
    if (r.donation.value != 0) {
        if (!gift_check(txn, c, r.donation, 0, &gift, reterr) ||
            !state_of(txn, &gift, REQUEST_OPEN, &r.state, reterr))
            return false;
        r.campaign = gift.campaign;
    }
    if (!request_put(txn, c, &r, reterr))
        return false;
    c->outcome = r.state;
    return true;
}

/* ---- reviewing ------------------------------------------------------------------------------ */

static bool review_gift(store_txn *txn, change *c, receipt_request *r, donation_id chosen,
    request_state *ret_to, err *reterr)
{
    donation_row gift = { 0 };
    bool is_exact = r->is_exact;
    donation_id found = chosen.value != 0 ? chosen : r->donation;
    payment_place books = { .txn = txn, .org = c->org };
    const stated told = { key_of(r->stated_no), r->stated, r->stated_day };
    if (found.value == 0 && r->has_stated && !gift_find(&books, &told, &found, &is_exact, reterr))
        return false;
    if (found.value == 0)
        return err_field(reterr, "donation", N_("Its payment is not found: choose the gift"));
    if (!gift_check(txn, c, found, r->id, &gift, reterr) ||
        !state_of(txn, &gift, REQUEST_REVIEWED, ret_to, reterr))
        return false;
    if (found.value == r->donation.value)
        return true;
    if (!request_gift_set(txn, r, found, is_exact && chosen.value == 0, reterr))
        return false;
    r->version++;
    return true;
}

static bool apply_review(store_txn *txn, change *c, err *reterr)
{
    const receipt_review_input *in = c->input;
    receipt_request r = { 0 };
    request_state to = REQUEST_REFUSED;
    c->object_id = in->request;
    if (!request_read(txn, c->home, c->org, in->request, &r, reterr) ||
        (in->approves && !review_gift(txn, c, &r, in->donation, &to, reterr)))
        return false;
    c->outcome = to;
    return request_review(txn, c, &r, to, in->reason, reterr);
}

static bool apply_review_many(store_txn *txn, change *c, err *reterr)
{
    const receipt_reviews_input *in = c->input;
    bool is_sampled = false;
    if (in->count == 0 || in->count > RECEIPT_REVIEW_MAX)
        return err_field(
            reterr, "requests", N_("1 to %d requests are reviewed together"), RECEIPT_REVIEW_MAX);
    if (!request_sampled(txn, c, in->requests, in->count, &is_sampled, reterr))
        return false;
    if (!is_sampled)
        return err_set(reterr, ERR_DENIED, N_("Open one of every %d of these requests first"),
            RECEIPT_SAMPLE_OF);
    for (size_t i = 0; i < in->count; i++) {
        receipt_request r = { 0 };
        request_state to = REQUEST_REVIEWED;
        if (!request_read(txn, c->home, c->org, in->requests[i], &r, reterr))
            return false;
        if (!r.is_exact)
            return err_set(reterr, ERR_CONFLICT,
                N_("Number, amount and day of the request of %.*s are not those of one gift: "
                   "review it alone"),
                SPAN_PRINT(r.label));
        if (!review_gift(txn, c, &r, (donation_id){ 0 }, &to, reterr) ||
            !request_review(txn, c, &r, to, (span){ "", 0 }, reterr))
            return false;
        c->object_id = r.id;
    }
    c->outcome = (int64_t)in->count;
    return true;
}

/* ---- giving --------------------------------------------------------------------------------- */

static void receipt_add(receipt *into, const donation_row *gift)
{
    into->amount.fen += gift->amount.fen;
    if (into->first_day.day == 0 || gift->day.day < into->first_day.day)
        into->first_day = gift->day;
    if (gift->day.day > into->last_day.day)
        into->last_day = gift->day;
    into->asset = gift->asset;
}

static receipt receipt_begin(const receipt_request *r, const receipt_ready *ready)
{
    return (receipt){ .org = r->org,
        .campaign = r->campaign,
        .payer = r->payer,
        .label = r->label,
        .body = ready->body,
        .proof = ready->proof,
        .leaf = ready->leaf,
        .request = r->id,
        .reviewed_by = r->reviewed_by,
        .replaces = r->replaces };
}

/* One receipt; *ret_given is false for a request that is no longer as it was prepared. */
static bool issue_one(
    store_txn *txn, change *c, const receipt_ready *ready, bool *ret_given, err *reterr)
{
    receipt_request r = { 0 };
    donation_row gift = { 0 };
    *ret_given = false;
    if (!request_read(txn, c->home, c->org, ready->request, &r, reterr))
        return false;
    if (r.state != REQUEST_REVIEWED || r.version != ready->version)
        return true;
    if (!donation_read(txn, r.donation, &gift, reterr))
        return false;
    if (gift.state != DONATION_BOOKED)
        return true;
    receipt given = receipt_begin(&r, ready);
    receipt_add(&given, &gift);
    *ret_given = true;
    return receipt_put(txn, c, &given, &r, 1, reterr);
}

static bool apply_issue(store_txn *txn, change *c, err *reterr)
{
    const receipt_issue_input *in = c->input;
    assert(in->count > 0 && in->count <= RECEIPT_SLICE_MAX);
    for (size_t i = 0; i < in->count; i++) {
        bool is_given = false;
        if (!issue_one(txn, c, &in->ready[i], &is_given, reterr))
            return false;
        c->outcome += is_given;
    }
    return c->outcome > 0 || err_set(reterr, ERR_STALE, N_("The request changed meanwhile"));
}

static bool apply_yearly(store_txn *txn, change *c, err *reterr)
{
    const receipt_yearly_input *in = c->input;
    receipt_request *of = ARENA_NEW(c->home, receipt_request, in->count);
    receipt given = { 0 };
    if (!of || in->count == 0)
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    for (size_t i = 0; i < in->count; i++) {
        donation_row gift = { 0 };
        if (!request_read(txn, c->home, c->org, in->ready[i].request, &of[i], reterr) ||
            !donation_read(txn, of[i].donation, &gift, reterr))
            return false;
        if (of[i].state != REQUEST_YEARLY || of[i].version != in->ready[i].version ||
            gift.state != DONATION_BOOKED)
            return err_set(reterr, ERR_STALE, N_("The request changed meanwhile"));
        if (i == 0)
            given = receipt_begin(&of[0], &in->ready[0]);
        receipt_add(&given, &gift);
    }
    c->outcome = 1;
    return receipt_put(txn, c, &given, of, in->count, reterr);
}

/* ---- ending --------------------------------------------------------------------------------- */

static bool apply_void(store_txn *txn, change *c, err *reterr)
{
    const receipt_void_input *in = c->input;
    receipt r = { 0 };
    receipt_request old = { 0 };
    c->object_id = in->receipt;
    if (c->author->kind != ACTOR_PERSON)
        return err_set(reterr, ERR_DENIED, N_("A person ends a receipt, not a program"));
    if (!receipt_read(txn, c->home, c->org, in->receipt, &r, reterr) ||
        !request_read(txn, c->home, c->org, r.request, &old, reterr))
        return false;
    if (r.issued_by == c->author->id)
        return err_set(reterr, ERR_DENIED, N_("You gave this receipt, so someone else ends it"));
    if (in->again && r.gifts > 1)
        return err_set(
            reterr, ERR_CONFLICT, N_("A receipt of several gifts is given anew from new requests"));
    if (!receipt_end(txn, c, &r, in->reason, reterr))
        return false;
    if (!in->again)
        return true;
    receipt_request anew = old;
    anew.state = REQUEST_OPEN;
    anew.replaces = r.id;
    anew.receipt = 0;
    bool is_put = request_put(txn, c, &anew, reterr);
    c->outcome = anew.id;
    c->object_id = in->receipt;
    return is_put;
}

const change_kind receipt_request_enter = { 501, "receipt.request", RIGHT_RECEIPT_ENTER,
    apply_request };
const change_kind receipt_review = { 502, "receipt.review", RIGHT_RECEIPT_REVIEW, apply_review };
const change_kind receipt_review_many = { 503, "receipt.review_many", RIGHT_RECEIPT_REVIEW,
    apply_review_many };
const change_kind receipt_issue = { 504, "receipt.issue", RIGHT_RECEIPT_ENTER, apply_issue };
const change_kind receipt_void = { 505, "receipt.void", RIGHT_RECEIPT_REVIEW, apply_void };
const change_kind receipt_yearly = { 510, "receipt.yearly", RIGHT_RECEIPT_ENTER, apply_yearly };
const change_kind receipt_ask = { 511, "receipt.ask", RIGHT_VISITOR, apply_request };
