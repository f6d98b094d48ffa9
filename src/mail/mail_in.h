/* Inside mail: the state of a walk.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_MAIL_MAIL_IN_H
#define NUAN_MAIL_MAIL_IN_H

#include "mail/mail.h"

#include <gmime/gmime.h>

/* A multipart or an enclosed message that the walk stands in. */
typedef struct mail_level {
    GMimeObject *object; /* a multipart, or the body of a message */
    int next;            /* of its parts */
    GMimeMessage *of;    /* the message in which it stands */
    int depth;           /* of that message in others */
} mail_level;

struct mail {
    arena home;
    size_t part_mark; /* of the arena, behind which the part last read lies */
    GByteArray *bytes;
    GMimeStream *stream;
    GMimeParser *parser;
    GMimeParserOptions *options;
    GMimeMessage *top; /* the message of the file that is walked, or NULL */
    bool is_box;
    int messages, parts;
    size_t decoded; /* of all parts so far */
    mail_level levels[MAIL_DEPTH_MAX];
    int level_count;
    GMimePart *part; /* last read; lives in `top` */
    GMimeMessage *part_of;
};

/* The bytes without a mark and empty lines before them. */
span mail_start(span bytes);
/* What a leaf is: kind, name, media type.  *ret's spans live in m->home. */
WARN_UNUSED bool part_describe(mail *m, GMimePart *part, mail_part *ret, err *reterr);
/* ERR_INPUT: the message that is walked ends too early. */
bool mail_cut(const mail *m, err *reterr);

#endif
