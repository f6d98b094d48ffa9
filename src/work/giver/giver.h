/* Givers: the secret link by which somebody sees her own gift.
 * Laws: a token is 128 bits that nobody can guess; the house keeps its keyed hash and never the token;
 * whoever has it sees that one gift and nothing else; it can be ended.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_GIVER_GIVER_H
#define NUAN_WORK_GIVER_GIVER_H

#include "record/change.h"
#include "store/store.h"

enum { GIVER_TOKEN_SIZE = 22, GIVER_DIGEST_SIZE = 16 };

/* What a link leads to: a promise, and through it its gift; or a gift that nobody promised. */
typedef struct giver_link {
    org_id org;
    promise_id promise;   /* {0}: none */
    donation_id donation; /* {0}: none */
    int64_t made_us;
} giver_link;

/* A token from random bits, base64url with a NUL. */
void giver_token_make(char into[GIVER_TOKEN_SIZE + 1]);
/* The token that belongs to the key of a form or request: who sends the same again gets the same link.
 * The key must be one that others can't guess. */
void giver_token_of(const uint8_t seal_key[32], span key, char into[GIVER_TOKEN_SIZE + 1]);
/* What is kept of a token; false when the text is none. */
bool giver_token_digest(
    const uint8_t seal_key[32], span token, uint8_t ret_digest[GIVER_DIGEST_SIZE]);

/* ---- for apply(), through flow -------------------------------------------------------------- */

WARN_UNUSED bool giver_link_put(store_txn *txn, const change *c, const giver_link *link,
    const uint8_t digest[GIVER_DIGEST_SIZE], err *reterr);
/* A link as this transaction sees it.  Errors: as giver_link_find. */
WARN_UNUSED bool giver_link_read(
    store_txn *txn, const uint8_t digest[GIVER_DIGEST_SIZE], giver_link *ret, err *reterr);
/* Ends all links of a gift.  Errors: ERR_ABSENT it has none. */
WARN_UNUSED bool giver_links_close(
    store_txn *txn, const change *c, donation_id donation, err *reterr);

/* ---- reading -------------------------------------------------------------------------------- */

/* Errors: ERR_ABSENT no such link, or ended. */
WARN_UNUSED bool giver_link_find(
    store_conn *conn, const uint8_t digest[GIVER_DIGEST_SIZE], giver_link *ret, err *reterr);
/* Links of a gift that stand. */
WARN_UNUSED bool giver_links_of(
    store_conn *conn, org_id org, donation_id donation, int64_t *ret_count, err *reterr);

#endif
