/* Inside flow: one step of a booking or of an undoing, on the writer's thread.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_BOOK_IN_H
#define NUAN_FLOW_BOOK_IN_H

#include "flow/import_in.h"

enum { CATCHES_MAX = 64 }; /* of a step; more are written as they come */

typedef struct booking {
    store_txn *txn;
    change *c;
    const statement *s;
    const book_slice *slice;
    donation_channel channel;
    payment_place place;
    payment_reader reader;
    matching matching;
    bool needs_no_look;
    bool has_held; /* refunds wait for their gifts */
    statement_counts added;
    int other_count; /* of other currencies */
    statement_asset others[STATEMENT_ASSETS_MAX];
    int catch_count; /* what rules of direction sent elsewhere */
    rule_catch catches[CATCHES_MAX];
    int64_t first_id, last_id;
    date last_day;
} booking;

/* Money is in the books as long as one of these stands for it: a file that is not undone, a
 * notification, a clerk. */
typedef struct standing {
    /* row of the file of this booking that brought it, or told of it first; 0 none */
    int64_t ours;
    /* the oldest other file that stands for it; 0 none */
    int64_t first;
    int64_t fee_first; /* the oldest of them that tells fees: it bears this one; 0 none */
    int64_t our_fee;   /* row of the file of this booking that tells the fee alone; 0 none */
    bool has_other;    /* a notification or a clerk stands for it */
} standing;

/* A provider's fee that a statement bears, in thousandths of the smallest unit of an asset. */
typedef struct statement_fee {
    int64_t asset, mfen;
    date day;
} statement_fee;

/* book_step.c: what a step adds up to, what the books know of its rows. */
/* Where its money goes: of its file, or where a rule sends it. */
campaign_id campaign_of(const booking *b, const book_row *row);
payment_fact fact_of(const booking *b, const book_row *row);
WARN_UNUSED bool row_look(booking *b, const book_row *row, books_known *ret, err *reterr);
/* The fee of a step stands on the last day of its rows. */
void fee_note(booking *b, int64_t asset, int64_t fee_mfen, date day);
/* A gift that a rule sent elsewhere comes into the books (1) or goes (-1). */
WARN_UNUSED bool catch_note(booking *b, const book_row *row, int sign, err *reterr);
WARN_UNUSED bool catches_put(booking *b, err *reterr);

/* book_stand.c: who stands for an object, which file bears a fee. */
/* `origin`: the file that brought it and where in it, {0} for a notification or a clerk. */
WARN_UNUSED bool standing_read(booking *b, int64_t object, statement_id origin, int64_t origin_row,
    standing *ret, err *reterr);
WARN_UNUSED bool gift_standing(booking *b, donation_id id, standing *ret, err *reterr);
/* Books what the rounded fee of a statement grows by when `added` comes to it. */
WARN_UNUSED bool fee_grow(booking *b, const statement *of, const statement_fee *added, err *reterr);
/* One more fee of another file that is booked. */
WARN_UNUSED bool fee_add(booking *b, statement_id file, const statement_fee *added, err *reterr);

/* book_states.c: a statement in the state that a change needs. */
WARN_UNUSED bool statement_in(
    store_txn *txn, change *c, statement_state needed, statement *ret, err *reterr);

#endif
