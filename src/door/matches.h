/* Matches as people and programs read them: the same words on pages, in the API and on the command
 * line.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_MATCHES_H
#define NUAN_DOOR_MATCHES_H

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

#endif
