/* The desk where receipts are prepared, and their paper.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/receipts.h"

#include "paper/receipt.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

enum { TEXT_SIZE = 512 };

bool receipt_desk_open(
    house *h, store_conn *conn, arena *a, int64_t issuer, receipt_desk *ret, err *reterr)
{
    assert(h && conn && a && ret);
    org_tree *tree = ARENA_NEW(a, org_tree, 1);
    if (!tree)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    *ret = (receipt_desk){ .conn = conn,
        .donations = house_donations(h),
        .tree = tree,
        .seal_key = house_seal_key(h),
        .issuer = issuer };
    return org_tree_load(conn, a, tree, reterr);
}

/* ---- paper ---------------------------------------------------------------------------------- */

/* A receipt on its way to paper. */
typedef struct printing {
    const receipt_press *press;
    arena *a;
    const receipt *of;
    receipt_body body;
    span proof;
    paper_receipt values;
} printing;

static span in_lang(const printing *p, span zh, span en)
{
    return p->press->lang == SAY_ZH || en.size == 0 ? zh : en;
}

static span number_of(arena *a, const receipt *r)
{
    char text[RECEIPT_NUMBER_TEXT_SIZE];
    receipt_number_write(text, r->year, r->number);
    return arena_copy(a, span_of(text));
}

/* The address of the site, or the one that the log is named after. */
static void site_add(const printing *p, buffer *b)
{
    span origin = house_sequencer(p->press->house)->key.name;
    if (p->press->site.size > 0) {
        buffer_add(b, p->press->site);
        return;
    }
    buffer_text(b, "https://");
    buffer_add(b, span_slice(origin, 0, span_find(origin, '/')));
}

/* What stands behind the # never leaves the reader's device: the entry's hash, so that an exchanged
 * entry is noticed, and the key with which her own fields can be recomputed. */
static bool address_make(printing *p, const crypt_hash *hash, err *reterr)
{
    donation_id *gifts = NULL;
    size_t count = 0;
    donation_row gift = { 0 };
    buffer b = buffer_in(p->a, TEXT_SIZE);
    if (!receipt_gifts(p->press->conn, p->a, p->of->org, p->of->id, &gifts, &count, reterr) ||
        (count > 0 && !donation_get(p->press->conn, gifts[0], &gift, reterr)))
        return false;
    site_add(p, &b);
    buffer_format(&b, "/v#1.%lld.", (long long)p->of->leaf);
    text_add_base64url(&b, (span){ (const char *)hash->bytes, sizeof hash->bytes });
    if (gift.has_entry_key) {
        buffer_byte(&b, '.');
        text_add_base64url(&b, (span){ (const char *)gift.entry_key, sizeof gift.entry_key });
    }
    p->values.address = buffer_span(&b);
    return buffer_check(&b, reterr);
}

static bool proof_fill(printing *p, err *reterr)
{
    tlog_receipt proof = { 0 };
    buffer b = buffer_in(p->a, TEXT_SIZE);
    if (p->proof.size == 0) { /* several gifts: the page where entries are looked up */
        site_add(p, &b);
        buffer_text(&b, "/verify");
        p->values.address = buffer_span(&b);
        return buffer_check(&b, reterr);
    }
    if (!tlog_receipt_parse(p->a, p->proof, &proof, reterr))
        return false;
    text_add_hex(&b, (span){ (const char *)proof.hash.bytes, sizeof proof.hash.bytes });
    p->values.entry = p->of->leaf;
    p->values.fingerprint = buffer_span(&b);
    return buffer_check(&b, reterr) && address_make(p, &proof.hash, reterr);
}

static bool members_fill(printing *p, err *reterr)
{
    span list = p->body.list;
    paper_receipt_member *members = NULL;
    if (list.size == 0)
        return true;
    members = ARENA_NEW(p->a, paper_receipt_member, RECEIPT_LIST_MAX);
    if (!members)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    while (list.size > 0 && p->values.member_count < RECEIPT_LIST_MAX) {
        size_t end = span_find(list, '\n');
        span row = span_slice(list, 0, end);
        size_t tab = span_find(row, '\t');
        list = span_slice(list, end < list.size ? end + 1 : end, list.size);
        if (tab >= row.size)
            continue;
        paper_receipt_member *m = &members[p->values.member_count++];
        m->name = span_slice(row, 0, tab);
        if (!text_parse_money(span_slice(row, tab + 1, row.size), &m->amount, reterr))
            return false;
    }
    p->values.members = members;
    return true;
}

/* A way to give, in words. */
static span channel_said(const printing *p)
{
    donation_channel channel = CHANNEL_OTHER;
    (void)donation_channel_parse(p->body.channel, &channel);
    return span_of(say(p->press->lang, donation_channel_label(channel)));
}

static bool fiscal_fill(printing *p, err *reterr)
{
    buffer b = buffer_in(p->a, TEXT_SIZE);
    if (p->of->fiscal_no.size == 0)
        return true;
    buffer_format(&b, say(p->press->lang, N_("Fiscal document %.*s No. %.*s was made out for it.")),
        SPAN_PRINT(p->of->fiscal_code), SPAN_PRINT(p->of->fiscal_no));
    p->values.fiscal = buffer_span(&b);
    return buffer_check(&b, reterr);
}

static void values_fill(printing *p, const org *unit, const campaign *of)
{
    const receipt *r = p->of;
    const receipt_body *body = &p->body;
    p->values = (paper_receipt){ .lang = p->press->lang,
        .number = number_of(p->a, r),
        .organisation = in_lang(p, body->org_zh, body->org_en),
        .organisation_code = unit ? unit->uscc : (span){ "", 0 },
        .giver = body->title,
        .campaign = in_lang(p, body->campaign_zh, body->campaign_en),
        .purpose = in_lang(p, body->purpose_zh, body->purpose_en),
        .asset = r->asset,
        .amount = r->amount,
        .given_on = r->last_day,
        .way = r->gifts == 1 ? channel_said(p) : (span){ "", 0 },
        .issued_on = r->issued_day,
        .handler = body->handler,
        .reviewer = body->reviewer,
        .contact = of->contact,
        .copy = p->press->copy,
        .is_void = r->state == RECEIPT_VOID,
        .void_reason = r->void_reason,
        .is_demo = house_is_exercise(p->press->house),
        .created_us = r->issued_us,
        .offset_s = sys_zone_local(house_zone(p->press->house), r->issued_us).offset_s };
}

bool receipt_print(
    const receipt_press *press, arena *a, const receipt *of, span *ret_pdf, err *reterr)
{
    assert(press && press->house && press->conn && press->paper && a && of && ret_pdf);
    printing p = { .press = press, .a = a, .of = of };
    campaign at = { 0 };
    org_tree tree = { 0 };
    const uint8_t *key = house_seal_key(press->house);
    if (!receipt_body_unseal(a, key, of->body, &p.body, reterr) ||
        !receipt_proof_unseal(a, key, of->proof, &p.proof, reterr) ||
        !org_tree_load(press->conn, a, &tree, reterr))
        return false;
    (void)campaign_get(house_donations(press->house), of->campaign, &at);
    values_fill(&p, org_find(&tree, of->org), &at);
    const paper_file proof = { .name = "receipt.tlog-proof",
        .media = "text/plain",
        .description = span_of(say(press->lang, N_("Proof of the entry in the public log"))),
        .bytes = p.proof };
    return proof_fill(&p, reterr) && members_fill(&p, reterr) && fiscal_fill(&p, reterr) &&
           paper_receipt_draw(
               press->paper, a, &p.values, p.proof.size > 0 ? &proof : NULL, ret_pdf, reterr);
}
