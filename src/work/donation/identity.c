/* Is a payment that comes in already in the books?  One rule for notifications and for rows of files, for a preview that
 * only reads and for the booking itself.
 *
 * The provider's full key (order, merchant order, refund number) decides.  A payment of which only the order number is
 * known is the same as a gift of that order number if day and amount fit; a gift that already has another full key can't
 * be the one.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/donation/donation_in.h"

#include <assert.h>
#include <string.h>

/* Longest difference between two clocks around midnight, seconds. */
enum { MIDNIGHT_SECONDS = 600, DAY_SECONDS = 86400 };

/* What the keys say of one object. */
typedef struct object_keys {
    int64_t id;
    bool is_exact; /* carries our key */
    bool is_open;  /* only its order number was known */
    bool is_full;  /* carries another full key */
} object_keys;

static size_t objects_group(const payment_match *matches, size_t count, const payment_key *key,
    object_keys *into)
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

/* Weighs the objects of one day. */
static bool day_weigh(const payment_reader *reader, const payment_fact *fact, date day, payment_known *known,
    err *reterr)
{
    payment_match matches[PAYMENT_MATCHES_MAX];
    object_keys objects[PAYMENT_MATCHES_MAX];
    size_t count = 0;
    if (!reader->matches(reader->self, day, &fact->key, matches, &count, reterr))
        return false;
    if (count == 0)
        return true;
    bool is_full = payment_key_is_full(&fact->key);
    count = objects_group(matches, count, &fact->key, objects);
    for (size_t i = 0; i < count && !known->is_exact; i++) {
        const object_keys *object = &objects[i];
        if (object->is_exact) {
            *known = (payment_known){ .object_id = object->id, .day = day, .is_exact = true, .candidates = 1 };
            return true;
        }
        donation_row gift = { 0 };
        bool is_gift = false;
        if (is_full ? !object->is_open || object->is_full : !object->is_full)
            continue;
        if (!reader->gift(reader->self, object->id, &gift, &is_gift, reterr))
            return false;
        known->others += is_gift;
        if (!is_gift || gift.amount.fen != fact->amount.fen)
            continue;
        known->candidates++;
        known->object_id = object->id;
        known->day = day;
    }
    return true;
}

bool payment_identify(const payment_reader *reader, const payment_fact *fact, payment_known *ret_known,
    err *reterr)
{
    assert(reader && reader->matches && reader->gift && fact && ret_known);
    *ret_known = (payment_known){ 0 };
    if (!day_weigh(reader, fact, fact->day, ret_known, reterr))
        return false;
    if (ret_known->is_exact || fact->second < 0)
        return true;
    if (fact->second < MIDNIGHT_SECONDS)
        return day_weigh(reader, fact, date_add(fact->day, -1), ret_known, reterr);
    if (fact->second >= DAY_SECONDS - MIDNIGHT_SECONDS)
        return day_weigh(reader, fact, date_add(fact->day, 1), ret_known, reterr);
    return true;
}

/* ---- the two readers ------------------------------------------------------------------------ */

static bool txn_matches(void *self, date day, const payment_key *key, payment_match *into, size_t *count,
    err *reterr)
{
    const payment_place *place = self;
    return payment_find(place->txn, place->org, place->account, day, key, into, count, reterr);
}

static bool conn_matches(void *self, date day, const payment_key *key, payment_match *into, size_t *count,
    err *reterr)
{
    const payment_place *place = self;
    return payment_look(place->conn, place->org, place->account, day, key, into, count, reterr);
}

/* An object that is no gift (a refund) or was reversed is absent here. */
static bool gift_absent(bool is_found, const donation_row *row, bool *ret_is_gift, const err *e)
{
    *ret_is_gift = is_found && row->state == DONATION_BOOKED;
    return is_found || e->code == ERR_ABSENT;
}

static bool txn_gift(void *self, int64_t id, donation_row *ret, bool *ret_is_gift, err *reterr)
{
    const payment_place *place = self;
    bool is_found = donation_read(place->txn, (donation_id){ id }, ret, reterr);
    return gift_absent(is_found, ret, ret_is_gift, reterr);
}

static bool conn_gift(void *self, int64_t id, donation_row *ret, bool *ret_is_gift, err *reterr)
{
    const payment_place *place = self;
    bool is_found = donation_get(place->conn, (donation_id){ id }, ret, reterr);
    return gift_absent(is_found, ret, ret_is_gift, reterr);
}

payment_reader payment_reader_of(payment_place *place)
{
    assert(place && (place->txn != NULL) != (place->conn != NULL));
    return place->txn ? (payment_reader){ .self = place, .matches = txn_matches, .gift = txn_gift }
                      : (payment_reader){ .self = place, .matches = conn_matches, .gift = conn_gift };
}
