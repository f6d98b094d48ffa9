/* What doors say of the rows of a payment file: where their index stands, and a page of them as JSON.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_ROWS_H
#define NUAN_DOOR_ROWS_H

#include "door/house.h"
#include "flow/import_rows.h"
#include "text/json.h"
#include "text/say.h"

/* Rows of a file in the books; its index is made when there is none.  Owner: `home`.
 * Errors: ERR_ABSENT the file is missing; those of import_rows_read. */
WARN_UNUSED bool rows_of_statement(house *h, const import_desk *desk, arena *home,
    const statement *s, const import_rows_ask *ask, import_rows_page *ret, err *reterr);
/* What is asked for, from the words of an address or a command; empty: as if not said.
 * Errors: ERR_INPUT with the field. */
WARN_UNUSED bool rows_ask_read(
    span kind, span reason, span after, import_rows_ask *ret, err *reterr);
/* {"kind","rows","items":[...],"next_after"}; without what names a payer unless `is_shown`. */
void rows_json(json_writer *w, say_lang lang, const import_rows_ask *ask,
    const import_rows_page *page, bool is_shown);
/* The same as CSV with its heads; `names`: of the files of an upload by their number, or NULL; `demo`: the
 * mark of demonstration data, may be empty. */
void rows_csv_write(
    buffer *b, say_lang lang, const import_rows_page *page, const span *names, span demo);
/* Its amount; of a row that is not booked what it did to the account. */
money row_amount(const import_row_item *item);
/* Why a row is what it is: a reason or a rule as a message id; NULL when its fate says it all. */
const char *row_why(const import_row_item *item);

#endif
