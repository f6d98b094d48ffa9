/* Bills that come by e-mail: the files that a mail, or each mail of an mbox, encloses.  What they
 * are is found by payfile_detect, one by one.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAYFILE_ENCLOSED_H
#define NUAN_PAYFILE_ENCLOSED_H

#include "base/err.h"
#include "base/span.h"
#include "sys/sys.h"

enum { ENCLOSED_MAX = 100, ENCLOSED_FAULTS_MAX = 20, ENCLOSED_NAME_SIZE = 120 + 1 };

typedef struct enclosed_file {
    char name[ENCLOSED_NAME_SIZE]; /* as the sender called it, no path */
    sys_map map;
} enclosed_file;

/* What was found.  Pictures, signatures and texts are passed over; anything else that is attached is
 * here, whatever it is. */
typedef struct enclosed {
    int count;
    enclosed_file files[ENCLOSED_MAX];
    /* Mails that are cut, encrypted, or bring no file. */
    int fault_count; /* may be more than are kept */
    err faults[ENCLOSED_FAULTS_MAX];
} enclosed;

/* True if the bytes are a mail or an mbox. */
bool enclosed_is(span bytes);
/* Unpacks all files of all mails.  Faults are no error as long as there is one file.
 * Owner: the caller, enclosed_close.
 * Errors: ERR_INPUT no file at all: the first fault; ERR_LIMIT, ERR_STORE, ERR_MEMORY as mail.h. */
WARN_UNUSED bool enclosed_open(span bytes, enclosed *ret, err *reterr);
/* Accepts a zeroed one. */
void enclosed_close(enclosed *e);

#endif
