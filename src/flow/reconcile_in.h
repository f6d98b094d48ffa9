/* Inside reconciliation: what the files of an account say of each day.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_RECONCILE_IN_H
#define NUAN_FLOW_RECONCILE_IN_H

#include "flow/reconcile.h"

/* The day of a reconciliation, NULL outside of it. */
reconcile_day *reconcile_day_at(const reconciliation *r, int64_t day);
/* Reads what files say and adds it up, rows that two of them tell of once.  Owner: `a`. */
WARN_UNUSED bool reconcile_files_read(store_conn *conn, arena *a, reconciliation *r, err *reterr);

#endif
