/* Moving a gift: it is reversed and booked anew elsewhere, and what it keeps goes along.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/move.h"

#include "flow/match_in.h"
#include "log/log.h"

#include <assert.h>

/* ---- the change ----------------------------------------------------------------------------- */

/* Promises stay kept: the giver gave, wherever the money lies now.  What waits for its giver waits
 * in the other campaign, where something else may suggest itself. */
static bool matches_follow(store_txn *txn, change *c, const donation_row *gift, donation_id to,
    campaign_id to_campaign, err *reterr)
{
    match_fact fact = { 0 };
    bool is_found = false;
    return match_follow(txn, gift->org, gift->id, to, to_campaign, reterr) &&
           match_fact_read(txn, c->home, gift->org, to, &fact, &is_found, reterr) &&
           (!is_found || fact.state == MATCH_DONE || match_reweigh_gift(txn, c, &fact, reterr));
}

static bool apply_move(store_txn *txn, change *c, err *reterr)
{
    const donation_move_input *in = c->input;
    donations *of = donations_of(txn);
    move_facts facts = { 0 };
    donation_id moved = { 0 };
    const payment_place books = { .txn = txn, .org = c->org };
    move_target to = { .campaign = in->campaign, .version = in->version };
    if (!move_facts_read(&books, of, in->donation, in->campaign, &facts, reterr))
        return false;
    if (facts.gift.org.value != c->org.value)
        return err_set(reterr, ERR_ABSENT, N_("No such gift"));
    if (facts.to.id.value != 0 && !purpose_find(of, in->campaign, in->purpose, &to.purpose, reterr))
        return false;
    if (!move_check(&facts, &to, reterr) ||
        !donation_rebook(txn, c, &facts.gift, &to, &moved, reterr) ||
        !matches_follow(txn, c, &facts.gift, moved, to.campaign, reterr))
        return false;
    c->object_id = moved.value;
    return true;
}

const change_kind donation_move = { 214, "donation.move", RIGHT_DONATION_ENTER, apply_move };

/* ---- what it would do ----------------------------------------------------------------------- */

static bool purpose_look(store_conn *conn, arena *a, campaign_id of, int64_t id, span code,
    purpose_row *ret, err *reterr)
{
    purpose_row *rows = NULL;
    size_t count = 0;
    *ret = (purpose_row){ 0 };
    if (id == 0 && code.size == 0)
        return true;
    if (!purpose_list(conn, a, of, &rows, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (id != 0 ? rows[i].id == id : span_equal(rows[i].code, code)) {
            *ret = rows[i];
            return true;
        }
    }
    return err_field(reterr, "purpose", N_("The campaign has no purpose %.*s"), SPAN_PRINT(code));
}

static bool matches_look(
    store_conn *conn, arena *a, const donation_row *gift, move_plan *plan, err *reterr)
{
    match_link links[MATCH_LINKS_MAX];
    match_fact fact = { 0 };
    size_t count = 0;
    bool is_found = false;
    if (!match_links_get(conn, gift->org, gift->id, links, &count, reterr) ||
        !match_fact_get(conn, a, gift->org, gift->id, &fact, &is_found, reterr))
        return false;
    for (size_t i = 0; i < count; i++)
        plan->promise_count += links[i].promise.value != 0;
    plan->waits = is_found && fact.state >= MATCH_WAITS;
    return true;
}

bool move_plan_make(store_conn *conn, arena *a, donations *of, const donation_move_input *in,
    move_plan *ret, err *reterr)
{
    assert(conn && a && of && in && ret);
    const payment_place books = { .conn = conn };
    *ret = (move_plan){ .target = { .campaign = in->campaign, .version = in->version } };
    move_facts *f = &ret->facts;
    if (!move_facts_read(&books, of, in->donation, in->campaign, f, reterr))
        return false;
    if (!purpose_look(conn, a, f->gift.campaign, f->gift.purpose, (span){ "", 0 },
            &ret->from_purpose, reterr) ||
        (f->to.id.value != 0 &&
            !purpose_look(conn, a, in->campaign, 0, in->purpose, &ret->to_purpose, reterr)))
        return false;
    ret->target.purpose = ret->to_purpose.id;
    return move_check(f, &ret->target, reterr) && matches_look(conn, a, &f->gift, ret, reterr) &&
           log_source_find(conn, in->donation.value, &ret->leaf_number, &ret->is_logged, reterr);
}

bool move_plan_done(
    store_conn *conn, arena *a, donations *of, donation_id id, move_plan *ret, err *reterr)
{
    assert(conn && a && of && ret);
    donation_row made = { 0 };
    donation_id before = { 0 };
    const payment_place books = { .conn = conn };
    move_facts *f = &ret->facts;
    *ret = (move_plan){ 0 };
    if (!donation_get(conn, id, &made, reterr) || !move_before(conn, &made, &before, reterr))
        return false;
    if (before.value == 0)
        return err_set(reterr, ERR_ABSENT, N_("No such gift"));
    ret->target = (move_target){ .campaign = made.campaign, .purpose = made.purpose };
    return move_facts_read(&books, of, before, made.campaign, f, reterr) &&
           purpose_look(conn, a, f->gift.campaign, f->gift.purpose, (span){ "", 0 },
               &ret->from_purpose, reterr) &&
           purpose_look(
               conn, a, made.campaign, made.purpose, (span){ "", 0 }, &ret->to_purpose, reterr) &&
           matches_look(conn, a, &made, ret, reterr);
}

bool move_before(store_conn *conn, const donation_row *gift, donation_id *ret, err *reterr)
{
    assert(conn && gift && ret);
    donation_row at = { .moved_to = gift->origin };
    *ret = gift->origin;
    while (at.moved_to.value != 0 && at.moved_to.value != gift->id.value) {
        *ret = at.moved_to;
        if (!donation_get(conn, at.moved_to, &at, reterr))
            return false;
    }
    return true;
}
