/* Ways to give: how money can come to a campaign, as data that staff keep.
 * Laws: a way that stands is public; one that changes is ended and added anew, so that what was shown on
 * a day can be told.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_WAY_WAY_H
#define NUAN_WORK_WAY_WAY_H

#include "base/buffer.h"
#include "base/money.h"
#include "record/change.h"
#include "store/store.h"

enum {
    WAYS_MAX = 32, /* that stand, of one campaign */
    WAY_PLACE_MAX = 999,
    WAY_TITLE_MAX = 40, /* characters */
    WAY_FIELD_MAX = 80,
    WAY_NOTE_MAX = 300,
    WAY_PAYLOAD_MAX = 500 /* bytes */
};

typedef enum way_kind {
    WAY_QR = 1, /* a symbol that is scanned */
    WAY_BANK,   /* a transfer to an account */
    WAY_CASH,   /* at a desk */
    WAY_PAGE,   /* a page of a provider */
    WAY_OTHER,
    WAY_KIND_COUNT
} way_kind;
const char *way_kind_name(way_kind kind); /* "bank" */
bool way_kind_parse(span name, way_kind *ret_kind);
const char *way_kind_label(way_kind kind); /* message id */

typedef struct way {
    int64_t id;
    org_id org;
    campaign_id campaign;
    way_kind kind;
    int32_t place; /* order on the page; 0 when it is added: behind the others */
    span title_zh, title_en;
    span holder, account_no, bank; /* of an account; empty: none */
    span payload; /* address, or text of the symbol; may hold {code} and {amount} */
    span note_zh, note_en;
    int64_t made_by, made_us;
    int64_t ended_us; /* 0: it stands */
} way;

/* The text of a symbol or the address for one promise.  {code} and {amount} (12.50) are put in. */
void way_add_payload(buffer *b, span payload, span code, money amount);

/* ---- for apply(), through flow -------------------------------------------------------------- */

/* Keeps a new way; gives it id and place.  Errors: ERR_INPUT names field and rule; ERR_LIMIT. */
WARN_UNUSED bool way_put(store_txn *txn, const change *c, way *w, err *reterr);

/* ---- changes -------------------------------------------------------------------------------- */

typedef struct way_end_input {
    int64_t id;
} way_end_input;
/* Errors: ERR_ABSENT no such way of the unit, or ended before. */
extern const change_kind way_end;

/* ---- reading -------------------------------------------------------------------------------- */

/* Ways of a campaign by place; also ended ones behind them.  Owner: `a`. */
WARN_UNUSED bool ways_read(store_conn *conn, arena *a, campaign_id campaign, bool also_ended,
    way **ret_rows, size_t *ret_count, err *reterr);

#endif
