/* Uploads: payment files that were sent to be looked at and are not booked yet.  Files that came
 * together have one id and are numbered in the order in which they are checked.
 * Laws: an upload has an owner and an end; its bytes stand in a folder of their own (file.h), never
 * among the attachments, and go with it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_WORK_STATEMENT_UPLOAD_H
#define NUAN_WORK_STATEMENT_UPLOAD_H

#include "file/file.h"
#include "work/statement/statement.h"

enum { UPLOAD_HOURS = 24 };

typedef struct upload {
    org_id org;
    upload_id id;
    int number; /* 1.. */
    campaign_id campaign;
    crypt_hash digest;
    char file_name[STATEMENT_NAME_MAX + 1];
    int64_t file_size;
    char place[FILE_PLACE_SIZE];
    int64_t made_by, made_us, ends_us;
} upload;

/* Files that came together; org, id, number, made_by and made_us are set by the change. */
typedef struct upload_add_input {
    campaign_id campaign;
    upload *files;
    int count;
} upload_add_input;
typedef struct upload_end_input {
    upload_id id; /* {0}: all whose time is over; only the program */
} upload_end_input;

/* object_id is the upload. */
extern const change_kind upload_add, upload_end;

/* The files of an upload that has not ended at `now_us`, in their order.  Errors: ERR_ABSENT. */
WARN_UNUSED bool upload_get(store_conn *conn, arena *a, upload_id id, int64_t now_us,
    upload **ret_files, size_t *ret_count, err *reterr);
/* Files of all uploads that have not ended, newest upload first. */
WARN_UNUSED bool upload_list(store_conn *conn, arena *a, int64_t now_us, size_t limit,
    upload **ret_files, size_t *ret_count, err *reterr);
/* Is there one whose time is over? */
WARN_UNUSED bool upload_over(store_conn *conn, int64_t now_us, bool *ret_any, err *reterr);

#endif
