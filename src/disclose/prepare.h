/* Freezing the figures of a campaign into a disclosure: as kept in the writer's memory at that
 * instant, so that nothing is counted twice and nothing left out; and counting them again from the
 * transfers.
 * Laws: what is not confirmed is not disclosed; a lower total than the one published before needs
 * the name of what it corrects and a reason; one disclosure of a campaign is on its way at a time.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DISCLOSE_PREPARE_H
#define NUAN_DISCLOSE_PREPARE_H

#include "disclose/disclose.h"
#include "work/disclosure/disclosure.h"

typedef struct prepare_input { /* disclosure.prepare, disclosure.enter */
    campaign_id campaign;
    date from, as_of;      /* the period; {0}: since the last one, until today */
    date opened;           /* civil day on which the campaign began */
    int32_t corrects_year; /* 0: it corrects none */
    int64_t corrects_number;
    span reason_zh, reason_en;
} prepare_input;

/* By who publishes; by a clerk.  The disclosure is the object. */
extern const change_kind disclosure_prepare, disclosure_enter;

/* Why a disclosure is not what the transfers say. */
typedef void disclosure_differs(void *self, const disclosure *d, const err *what);
/* Counts the gifts, refunds and fees of every disclosure again from the transfers that were entered
 * before it; `differs` is told each difference.
 * Errors: ERR_MEMORY, ERR_STORE. */
WARN_UNUSED bool disclosures_verify(
    store_conn *conn, arena *a, disclosure_differs *differs, void *self, err *reterr);

#endif
