/* Goods that a campaign takes: what is needed and which standard it must meet, as data.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_WAY_WANT_H
#define NUAN_WORK_WAY_WANT_H

#include "record/change.h"
#include "store/store.h"

enum { WANTS_MAX = 128, WANT_TEXT_MAX = 60 };

typedef struct goods_want {
    int64_t id;
    org_id org;
    campaign_id campaign;
    span class_zh, class_en; /* heading */
    span name_zh, name_en;
    span standard; /* GB 19083-2010; empty: none */
} goods_want;

/* For apply(), through flow: keeps a new one and gives it its id.  Errors (ERR_INPUT): names field. */
WARN_UNUSED bool want_put(store_txn *txn, const change *c, goods_want *w, err *reterr);

typedef struct want_end_input {
    int64_t id;
} want_end_input;
/* Errors: ERR_ABSENT no such goods of the unit, or no longer taken. */
extern const change_kind want_end;

/* Goods that are taken, by heading.  Owner: `a`. */
WARN_UNUSED bool wants_read(store_conn *conn, arena *a, campaign_id campaign, goods_want **ret_rows,
    size_t *ret_count, err *reterr);

#endif
