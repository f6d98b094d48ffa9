/* Floods held back: a bucket of tokens for each kind of thing that a visitor may ask for and each
 * place he may come from.  A place is an IPv4 address or the first 64 bits of an IPv6 address.  Whole
 * cities share one address behind the translation of their carrier, so bursts are generous.
 * Laws: the memory is bounded; who comes after the table is full takes the place of whoever has
 * rested longest; which place falls where is keyed, so nobody can aim at another's bucket.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_FLOOD_H
#define NUAN_DOOR_FLOOD_H

#include "base/err.h"
#include "base/span.h"

#include <stddef.h>
#include <stdint.h>

typedef enum flood_kind {
    FLOOD_PROMISE,  /* to announce a gift */
    FLOOD_CLAIM,    /* to claim a payment as one's own */
    FLOOD_QUESTION, /* to ask about a figure */
    FLOOD_KIND_COUNT
} flood_kind;
const char *flood_kind_name(flood_kind kind); /* "promise" */
bool flood_kind_parse(span name, flood_kind *ret_kind);

/* So many at once, then one each `every_ms`. */
typedef struct flood_rule {
    int32_t burst;
    int32_t every_ms;
} flood_rule;
enum { FLOOD_BURST_MAX = 100000, FLOOD_EVERY_MS_MAX = 3600000, FLOOD_RULE_SIZE = 32 };
/* The rule of a kind as it is without a setting. */
flood_rule flood_rule_default(flood_kind kind);
/* As a setting's text: "120 1000".  Parsing gives false when it is none. */
void flood_rule_write(char into[FLOOD_RULE_SIZE], flood_rule rule);
bool flood_rule_parse(span text, flood_rule *ret_rule);
/* Errors (ERR_INPUT): names field and rule. */
WARN_UNUSED bool flood_rule_check(flood_rule rule, err *reterr);

/* Any thread. */
typedef struct flood flood;
WARN_UNUSED bool flood_open(flood **ret, err *reterr);
void flood_close(flood *f); /* accepts NULL */
void flood_rule_set(flood *f, flood_kind kind, flood_rule rule);
flood_rule flood_rule_of(flood *f, flood_kind kind);
/* Takes one token at a steady time; false when there is none: *ret_wait_us until there is. */
bool flood_take(
    flood *f, flood_kind kind, const uint8_t address[16], int64_t now_us, int64_t *ret_wait_us);

#endif
