/* Is a payment that comes in already in the books?  One rule for notifications and for rows of
 * files, for a preview that only reads and for the booking itself.
 *
 * The provider's full key (order, merchant order, refund number) decides, whatever the day, the
 * account and the campaign.  A payment of which only the order number is known is the same as a
 * gift of that order number if currency and amount fit; a gift that already has another full key can't be
 * the one.  A payment that is in the books with another amount or for another campaign is a
 * conflict: a person decides.  A gift that a person moved is the same payment in all places where
 * it lay; its keys go on naming the gift that was booked first (docs/adr/0015).
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/donation/donation_in.h"
#include "work/donation/movement.h"

#include <assert.h>
#include <string.h>

/* What the keys say of one object. */
typedef struct object_keys {
    int64_t id;
    bool is_exact; /* carries our key */
    bool is_open;  /* only its order number was known */
    bool is_full;  /* carries another full key */
} object_keys;

static size_t objects_group(
    const payment_match *matches, size_t count, const payment_key *key, object_keys *into)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < used && into[at].id != matches[i].object_id)
            at++;
        if (at == used)
            into[used++] = (object_keys){ .id = matches[i].object_id };
        bool is_ours = memcmp(&matches[i].key, key, sizeof *key) == 0;
        into[at].is_exact |= is_ours;
        into[at].is_open |= !payment_key_is_full(&matches[i].key);
        into[at].is_full |= !is_ours && payment_key_is_full(&matches[i].key);
    }
    return used;
}

static bool amount_fits(const payment_fact *fact, const payment_object *object)
{
    return object->asset == fact->asset && object->amount.fen == fact->amount.fen;
}

/* The payment is this object, if amount and campaign agree. */
static void object_take(
    payment_known *known, const payment_fact *fact, int64_t id, const payment_object *object)
{
    known->object_id = object->id != 0 ? object->id : id;
    known->key_object = id;
    if (!object->is_found)
        return;
    known->asset = object->asset;
    known->booked = object->amount;
    known->campaign = object->campaign;
    known->conflict = !object->belongs             ? PAYMENT_OTHER_CAMPAIGN
                      : !amount_fits(fact, object) ? PAYMENT_OTHER_AMOUNT
                                                   : PAYMENT_AGREES;
}

/* Can the payment be this object, by its keys alone? */
static bool is_candidate(const object_keys *object, bool is_full)
{
    return is_full ? object->is_open && !object->is_full : object->is_full;
}

bool payment_identify(
    const payment_reader *reader, const payment_fact *fact, payment_known *ret_known, err *reterr)
{
    assert(reader && reader->matches && reader->object && fact && fact->asset > 0 && ret_known);
    payment_match matches[PAYMENT_MATCHES_MAX];
    object_keys objects[PAYMENT_MATCHES_MAX];
    size_t count = 0;
    *ret_known = (payment_known){ 0 };
    if (!reader->matches(reader->self, &fact->key, matches, &count, reterr))
        return false;
    bool is_full = payment_key_is_full(&fact->key);
    count = objects_group(matches, count, &fact->key, objects);
    for (size_t i = 0; i < count; i++) {
        payment_object object = { 0 };
        if (!objects[i].is_exact && !is_candidate(&objects[i], is_full))
            continue;
        if (!reader->object(reader->self, objects[i].id, fact->campaign, &object, reterr))
            return false;
        if (objects[i].is_exact) {
            *ret_known = (payment_known){ .is_exact = true, .candidates = 1 };
            object_take(ret_known, fact, objects[i].id, &object);
            return true;
        }
        if (!(fact->is_movement ? object.is_movement : object.is_gift))
            continue;
        ret_known->others++;
        if (!amount_fits(fact, &object))
            continue;
        ret_known->candidates++;
        object_take(ret_known, fact, objects[i].id, &object);
    }
    return true;
}

/* ---- the two readers ------------------------------------------------------------------------ */

static bool place_matches(
    void *self, const payment_key *key, payment_match *into, size_t *count, err *reterr)
{
    const payment_place *place = self;
    return place->txn ? payment_find(place->txn, place->org, key, into, count, reterr)
                      : payment_look(place->conn, place->org, key, into, count, reterr);
}

static bool place_movement(
    const payment_place *place, int64_t id, campaign_id asked, payment_object *ret, err *reterr)
{
    movement m = { 0 };
    bool is_found = place->txn ? movement_read(place->txn, id, &m, reterr)
                               : movement_get(place->conn, id, &m, reterr);
    bool is_booked = is_found && m.state == MOVEMENT_BOOKED;
    *ret = (payment_object){ .is_found = is_booked,
        .is_movement = is_booked,
        .id = id,
        .asset = m.asset,
        .amount = m.amount,
        .campaign = m.campaign,
        .belongs = m.campaign.value == asked.value };
    return is_found || reterr->code == ERR_ABSENT;
}

static bool place_gift(const payment_place *place, donation_id id, donation_row *ret, err *reterr)
{
    return place->txn ? donation_read(place->txn, id, ret, reterr)
                      : donation_get(place->conn, id, ret, reterr);
}

/* Follows a gift to where it lies now; *belongs is set when it was in the campaign on the way. */
static bool gift_follow(
    const payment_place *place, campaign_id asked, donation_row *gift, bool *belongs, err *reterr)
{
    *belongs |= gift->campaign.value == asked.value;
    while (gift->moved_to.value != 0) {
        if (!place_gift(place, gift->moved_to, gift, reterr))
            return false;
        *belongs |= gift->campaign.value == asked.value;
    }
    return true;
}

/* A refund of a moved gift is told by files of the campaigns in which the gift lay. */
static bool refund_belongs(
    const payment_place *place, const refund_row *refund, campaign_id asked, bool *ret, err *reterr)
{
    donation_row gift = { 0 };
    *ret = refund->state == REFUND_HELD || refund->campaign.value == asked.value;
    if (*ret || refund->donation.value == 0)
        return true;
    return place_gift(place, refund->donation, &gift, reterr) &&
           (gift.origin.value == 0 || place_gift(place, gift.origin, &gift, reterr)) &&
           gift_follow(place, asked, &gift, ret, reterr);
}

static bool place_refund(
    const payment_place *place, int64_t id, campaign_id asked, payment_object *ret, err *reterr)
{
    refund_row refund = { 0 };
    bool is_found = place->txn ? refund_read(place->txn, id, &refund, reterr)
                               : refund_get(place->conn, id, &refund, reterr);
    if (!is_found)
        return reterr->code == ERR_ABSENT && place_movement(place, id, asked, ret, reterr);
    *ret = (payment_object){ .is_found = refund.state != REFUND_REVERSED,
        .id = id,
        .asset = refund.asset,
        .amount = refund.amount,
        .campaign = refund.campaign };
    return refund_belongs(place, &refund, asked, &ret->belongs, reterr);
}

static bool place_object(
    void *self, int64_t id, campaign_id asked, payment_object *ret, err *reterr)
{
    const payment_place *place = self;
    donation_row gift = { 0 };
    bool belongs = false;
    if (!place_gift(place, (donation_id){ id }, &gift, reterr))
        return reterr->code == ERR_ABSENT && place_refund(place, id, asked, ret, reterr);
    if (!gift_follow(place, asked, &gift, &belongs, reterr))
        return false;
    bool is_booked = gift.state == DONATION_BOOKED;
    *ret = (payment_object){ .is_found = is_booked,
        .is_gift = is_booked,
        .id = gift.id.value,
        .asset = gift.asset,
        .amount = gift.amount,
        .campaign = gift.campaign,
        .belongs = belongs };
    return true;
}

payment_reader payment_reader_of(payment_place *place)
{
    assert(place && (place->txn != NULL) != (place->conn != NULL));
    return (payment_reader){ .self = place, .matches = place_matches, .object = place_object };
}
