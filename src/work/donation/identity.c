/* Is a payment that comes in already in the books?  One rule for notifications and for rows of
 * files, for a preview that only reads and for the booking itself.
 *
 * The provider's full key (order, merchant order, refund number) decides, whatever the day, the
 * account and the campaign.  A payment of which only the order number is known is the same as a
 * gift of that order number if currency and amount fit; a gift that already has another full key can't be
 * the one.  A payment that is in the books with another amount or for another campaign is a
 * conflict: a person decides.
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
    known->object_id = id;
    if (!object->is_found)
        return;
    known->asset = object->asset;
    known->booked = object->amount;
    known->campaign = object->campaign;
    known->conflict = object->campaign.value != fact->campaign.value ? PAYMENT_OTHER_CAMPAIGN
                      : !amount_fits(fact, object)                   ? PAYMENT_OTHER_AMOUNT
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
        if (!reader->object(reader->self, objects[i].id, &object, reterr))
            return false;
        if (objects[i].is_exact) {
            *ret_known = (payment_known){ .is_exact = true, .candidates = 1 };
            object_take(ret_known, fact, objects[i].id, &object);
            return true;
        }
        if (!object.is_gift)
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

static bool place_movement(const payment_place *place, int64_t id, payment_object *ret, err *reterr)
{
    movement m = { 0 };
    bool is_found = place->txn ? movement_read(place->txn, id, &m, reterr)
                               : movement_get(place->conn, id, &m, reterr);
    *ret = (payment_object){ .is_found = is_found && m.state == MOVEMENT_BOOKED,
        .asset = m.asset,
        .amount = m.amount,
        .campaign = m.campaign };
    return is_found || reterr->code == ERR_ABSENT;
}

static bool place_refund(const payment_place *place, int64_t id, payment_object *ret, err *reterr)
{
    refund_row refund = { 0 };
    bool is_found = place->txn ? refund_read(place->txn, id, &refund, reterr)
                               : refund_get(place->conn, id, &refund, reterr);
    if (!is_found)
        return reterr->code == ERR_ABSENT && place_movement(place, id, ret, reterr);
    *ret = (payment_object){ .is_found = refund.state != REFUND_REVERSED,
        .asset = refund.asset,
        .amount = refund.amount,
        .campaign = refund.campaign };
    return true;
}

static bool place_object(void *self, int64_t id, payment_object *ret, err *reterr)
{
    const payment_place *place = self;
    donation_row gift = { 0 };
    bool is_found = place->txn ? donation_read(place->txn, (donation_id){ id }, &gift, reterr)
                               : donation_get(place->conn, (donation_id){ id }, &gift, reterr);
    if (!is_found)
        return reterr->code == ERR_ABSENT && place_refund(place, id, ret, reterr);
    bool is_booked = gift.state == DONATION_BOOKED;
    *ret = (payment_object){ .is_found = is_booked,
        .is_gift = is_booked,
        .asset = gift.asset,
        .amount = gift.amount,
        .campaign = gift.campaign };
    return true;
}

payment_reader payment_reader_of(payment_place *place)
{
    assert(place && (place->txn != NULL) != (place->conn != NULL));
    return (payment_reader){ .self = place, .matches = place_matches, .object = place_object };
}
