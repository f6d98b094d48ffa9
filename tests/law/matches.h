/* Promises and gifts of a few givers, made in a town at random.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TEST_LAW_MATCHES_H
#define NUAN_TEST_LAW_MATCHES_H

#include "world.h"

enum { GIVERS = 4, PROMISED_MAX = 400, GIVEN_MAX = 600 };

typedef struct promised {
    promise_id id;
    order_code code;
} promised;

typedef struct matches {
    int promise_count, gift_count;
    promised promises[PROMISED_MAX];
    donation_id gifts[GIVEN_MAX];
    int64_t payments;           /* numbers given out */
    int64_t booked, booked_fen; /* that must be in the books */
} matches;

/* `giver`: 0..GIVERS-1, -1 nobody. */
void promise_draw(town *t, matches *m, int giver, int64_t fen);
/* What a notification says beside the amount: order code, payer, message; NULL: nothing. */
typedef struct gift_says {
    const char *order, *payer_id, *payer, *message;
} gift_says;
donation_id gift_notify(town *t, matches *m, int64_t fen, const gift_says *says);
donation_row gift_read(town *t, donation_id id);
promise promise_look(town *t, promise_id id);
/* State of a gift in the queue; 0: it is not known there. */
match_state queue_state(town *t, donation_id id);
/* Every gift of the queue is said to be as likely as looking at it says. */
void queue_holds(town *t, const matches *m);

#endif
