/* E-mails as files (.eml, mbox): their parts one after the other, headers and texts as UTF-8,
 * decoded bytes.  Everything in a mail is a stranger's word: sizes, depth and numbers have bounds,
 * and a mail that was cut is an error, never a shorter one.  Knows nothing of money files.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_MAIL_MAIL_H
#define NUAN_MAIL_MAIL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"
#include "sys/sys.h"

#include <stdint.h>

enum {
    MAIL_MESSAGES_MAX = 1000, /* of an mbox */
    MAIL_PARTS_MAX = 2000,    /* of all messages together */
    MAIL_DEPTH_MAX = 16,      /* messages and multiparts inside of each other */
    MAIL_NAME_MAX = 120       /* bytes of a part's file name */
};
#define MAIL_SIZE_MAX ((size_t)256 << 20)    /* of the file, */
#define MAIL_DECODED_MAX ((size_t)256 << 20) /* of all its parts that are read, */
#define MAIL_TEXT_MAX ((size_t)1 << 20)      /* and of a part as text */

/* What a part is to a reader of mails. */
typedef enum mail_kind {
    MAIL_TEXT,      /* what the sender wrote: plain text .. */
    MAIL_HTML,      /* .. or a web page */
    MAIL_PICTURE,   /* inside of the text or beside it */
    MAIL_SIGNATURE, /* S/MIME, PGP, a calling card, a date for the calendar */
    MAIL_SEALED,    /* encrypted: nobody but the receiver can read it */
    MAIL_FILE       /* anything else, and whatever has the name of a file but pictures */
} mail_kind;

typedef struct mail_part {
    mail_kind kind;
    int message;     /* of the file, 1 is the first */
    int depth;       /* 0: of a message of the file itself, 1: of one enclosed in it .. */
    bool is_named;   /* the sender gave it a file name */
    bool is_inline;  /* to be shown in the text, by what its sender said */
    span name;       /* UTF-8 in normal form, without a path; made up when it has none */
    span media_type; /* "text/csv", lower case */
} mail_part;

typedef struct mail mail;

/* True if the bytes begin like a mail or an mbox, whatever follows. */
bool mail_is(span bytes);
/* Opens a file of mails before its first part.  The bytes stay until mail_close.
 * Owner: the caller, who closes it.  Errors: ERR_INPUT no mail, ERR_LIMIT too large, ERR_MEMORY. */
WARN_UNUSED bool mail_open(span bytes, mail **ret, err *reterr);
/* The next part, multiparts and enclosed messages opened; *ret_more false behind the last.  Spans
 * live until the next call.
 * Errors: ERR_INPUT a message is cut, with its number: none of its parts were given, and the next
 * call goes on behind it; ERR_LIMIT a bound above: the walk is over. */
WARN_UNUSED bool mail_next(mail *m, mail_part *ret, bool *ret_more, err *reterr);
/* A header of the message that holds the part last read, as UTF-8 in normal form; empty if it has
 * none of this name.  Owner: `a`; {NULL, 0} when it is full. */
span mail_header(const mail *m, arena *a, const char *name);
/* The part last read, decoded, as a file without a name.  Owner: the caller, sys_map_close.
 * Errors: ERR_LIMIT; ERR_INPUT its encoding is broken; ERR_STORE the disk is full. */
WARN_UNUSED bool mail_part_map(mail *m, sys_map *ret, err *reterr);
/* The part last read as UTF-8, whatever its character set; characters that it does not have become
 * U+FFFD.  Owner: `a`.  Errors: as above; ERR_LIMIT also beyond MAIL_TEXT_MAX; ERR_MEMORY. */
WARN_UNUSED bool mail_part_text(mail *m, arena *a, span *ret, err *reterr);
/* Accepts NULL. */
void mail_close(mail *m);

#endif
