/* Matches as people and programs read them: the same words on pages, in the API and on the command
 * line.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_MATCHES_H
#define NUAN_DOOR_MATCHES_H

#include "door/house.h"
#include "flow/match.h"
#include "text/json.h"
#include "text/say.h"

/* A confidence as a number: 0.970. */
enum { CONFIDENCE_SIZE = 8 };
void confidence_write(char into[CONFIDENCE_SIZE], int32_t confidence);
/* Back, 0.97 -> 970.  Errors: ERR_INPUT field threshold. */
WARN_UNUSED bool confidence_parse(span text, int32_t *ret, err *reterr);

/* What a fact says in clear: the payer masked, the remark.  Owner: `a`. */
typedef struct match_words {
    span payer, remark;
} match_words;
WARN_UNUSED bool match_words_of(
    arena *a, const uint8_t seal_key[32], const match_fact *fact, match_words *ret, err *reterr);

/* "+ The amount is the same; - The remark has no order code". */
void match_reasons_add(buffer *b, say_lang lang, const match_suggestion *s);
/* One reason. */
void match_reason_add(buffer *b, say_lang lang, const match_because *why);
/* Order codes of what is suggested, with blanks between; empty: no promise. */
void match_codes_add(buffer *b, const match_around *around, const match_suggestion *s);
/* {confidence, word, promises: [..], gifts: [..], payer, reasons: [{reason, for, text}]} */
void match_suggestion_json(
    json_writer *w, say_lang lang, const match_around *around, const match_suggestion *s);

/* ---- the queue ------------------------------------------------------------------------------ */

/* Which part of the queue: "very-likely", "likely", "unsure", "held"; empty: all.
 * Errors: ERR_INPUT field what. */
WARN_UNUSED bool match_what_parse(span text, match_filter *into, err *reterr);
/* {gift, day, amount_fen, channel, payer, remark, state, confidence_mille, word, place}; of another
 * currency amount and currency. */
void match_waiting_json(
    json_writer *w, say_lang lang, const match_waiting *waiting, const match_words *words);
/* {order_code, fen, confidence_mille, made_by, made_at}; `code` and `by` empty: none. */
typedef struct match_link_words {
    span code, by;
    campaign_id campaign; /* of the promise: a gift that was moved keeps one of another campaign */
} match_link_words;
WARN_UNUSED bool match_link_words_of(
    store_conn *conn, arena *a, const match_link *link, match_link_words *ret, err *reterr);

/* ---- acts ----------------------------------------------------------------------------------- */

/* One of several that are accepted at once: the gift keeps this promise, or is claimed for whom
 * this learnt payer stands. */
typedef struct match_pair {
    donation_id gift;
    order_code code; /* 0: none */
    int64_t payer;
} match_pair;
/* Who asks, and the key of the whole with the bytes that it stands for; key empty: none. */
typedef struct match_asker {
    house *house;
    store_conn *conn;
    const actor *author;
    span key, asked;
} match_asker;
/* Makes one of several, numbered from 0: a change of its own, with a key made of that of the whole.
 * Errors: those of the change. */
WARN_UNUSED bool match_pair_accept(
    const match_asker *asker, arena *a, const match_pair *pair, int number, err *reterr);

#endif
