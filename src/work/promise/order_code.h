/* Order codes: what a giver types into the remark of a payment so that it finds its promise.
 * Eight symbols of Crockford's base32, shown as 7K3F-92QD; the last one checks the seven before it.
 * Any one wrong symbol and any two symbols that changed places are noticed.
 * A code has at least two letters: so no day, telephone number or amount is one.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_PROMISE_ORDER_CODE_H
#define NUAN_WORK_PROMISE_ORDER_CODE_H

#include "base/buffer.h"
#include "base/span.h"

#include <stddef.h>
#include <stdint.h>

enum {
    ORDER_CODE_SYMBOLS = 8,
    ORDER_CODE_TEXT_SIZE = 10, /* 7K3F-92QD and its NUL */
    ORDER_CODES_MAX = 4        /* that are looked for in one remark */
};

/* 40 bits, five a symbol, the first symbol highest; 0 is "none". */
typedef struct order_code {
    int64_t value;
} order_code;

/* A code from random bits; another draw is needed when it gives {0}: it would have too few
 * letters. */
order_code order_code_make(uint64_t random);
/* True if it is a code: its check symbol fits and it has letters enough. */
bool order_code_fits(order_code code);
/* Writes 7K3F-92QD with a NUL. */
void order_code_write(char into[ORDER_CODE_TEXT_SIZE], order_code code);

/* A text that is a code and nothing else, as a person or a provider writes it: any case and width,
 * O for 0, I and L for 1, blanks and hyphens anywhere.  False when it is none. */
bool order_code_parse(span text, order_code *ret_code);
/* Codes that stand somewhere in a remark, also when blanks and hyphens are missing or misplaced;
 * the likeliest first: those that begin and end where a word does.  Returns the count, at most
 * ORDER_CODES_MAX. */
size_t order_code_find(span remark, order_code into[ORDER_CODES_MAX]);

#endif
