/* Looking at what is sealed of a giver: name, message, number of the payment.  A look is a change:
 * it needs a right, a reason is chosen, and both stand in the audit trail before anything is
 * opened.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_REVEAL_H
#define NUAN_DOOR_REVEAL_H

#include "door/house.h"

/* Why somebody looks; numbers are stored as the outcome of the change. */
typedef enum reveal_reason {
    REVEAL_CONTACT = 1, /* to reach the giver */
    REVEAL_RECEIPT,     /* to issue a receipt */
    REVEAL_MATCH,       /* to find whose payment it is */
    REVEAL_COMPLAINT,   /* to answer a question or complaint */
    REVEAL_AUDIT,       /* for an audit */
    REVEAL_REASON_COUNT
} reveal_reason;

/* "contact", "receipt" ...; "" for none. */
const char *reveal_reason_name(int64_t reason);
/* Message id of a reason; NULL for none. */
const char *reveal_reason_label(int64_t reason);
/* Errors: ERR_INPUT field reason: none given, or none of them. */
WARN_UNUSED bool reveal_reason_parse(span name, reveal_reason *ret_reason, err *reterr);

typedef struct reveal_request {
    store_conn *conn; /* for reading, of this thread */
    arena *home;      /* owner of what is opened */
    const actor *author;
    const donation_row *gift;
    reveal_reason reason;
} reveal_request;

/* Records the look, then opens the seals.  Members are empty where nothing was given.
 * Errors: ERR_DENIED without the right in the gift's unit; those of the writer. */
WARN_UNUSED bool reveal_run(
    house *h, const reveal_request *request, donation_person *ret_person, err *reterr);

/* The same for rows of a payment file, which name payers: records the look; the rows themselves
 * stand in the file.  `object`: the import, or the upload that waits. */
WARN_UNUSED bool reveal_rows_run(
    house *h, const actor *author, org_id unit, int64_t object, reveal_reason reason, err *reterr);

/* donor.show: object_id is the gift, outcome the reason; rows.show: the import or upload. */
extern const change_kind reveal_show, reveal_rows;

#endif
