/* Small WeChat Pay merchant bills, written by the test.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TEST_LAW_BILL_H
#define NUAN_TEST_LAW_BILL_H

#include "base/buffer.h"
#include "base/money.h"

typedef enum bill_state { BILL_SUCCESS, BILL_REFUND, BILL_NOTPAY, BILL_BAD_AMOUNT } bill_state;

typedef struct bill_line {
    bill_state state;
    date day;
    int32_t second;
    const char *order, *merchant, *refund;
    const char *currency; /* NULL: CNY */
    int64_t fen;          /* hundredths of its unit, as bills write every amount */
    int64_t fee_mfen;
} bill_line;

typedef struct bill_text {
    buffer text;
    int64_t count, fen, refund_fen, fee_mfen;
} bill_text;

void bill_begin(bill_text *b, arena *home);
void bill_add(bill_text *b, const bill_line *line);
/* `lie_fen` is added to the stated sum of gifts. */
span bill_end(bill_text *b, int64_t lie_fen);

#endif
