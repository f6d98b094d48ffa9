/* The books as a journal that other accounting programs read: hledger, ledger, beancount, csv.
 * Account names follow from codes alone: warm-wuhan.bank of class asset is assets:warm-wuhan:bank.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DISCLOSE_JOURNAL_H
#define NUAN_DISCLOSE_JOURNAL_H

#include "base/buffer.h"
#include "ledger/ledger.h"

typedef enum journal_format {
    JOURNAL_HLEDGER,
    JOURNAL_LEDGER,
    JOURNAL_BEANCOUNT,
    JOURNAL_CSV
} journal_format;
/* "hledger", "ledger", "beancount", "csv"; false for any other. */
bool journal_format_parse(span name, journal_format *ret_format);
/* The name of an account in a format. */
void journal_account_add(buffer *b, journal_format format, const ledger_account *account);
/* Writes all entries in the order of their ids, piece by piece.  `write` gets each piece; false
 * stops. */
typedef bool journal_write(void *self, span piece);
WARN_UNUSED bool journal_export(store_conn *conn, arena *home, journal_format format,
    journal_write *write, void *self, err *reterr);

#endif
