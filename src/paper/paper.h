/* What drawing needs: the font, a packer, and the fonts that many documents share.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAPER_PAPER_H
#define NUAN_PAPER_PAPER_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

/* Where Debian's fonts-wqy-microhei puts its font. */
#define PAPER_FONT "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"

/* One for each thread that draws; opened once, then used for any number of documents. */
typedef struct paper paper;

/* Opens the font at a path (NULL: PAPER_FONT).  Owner: *ret lives in `home` (about 2 MB of it are
 * taken, the font is mapped) until paper_close.
 * Errors: ERR_ABSENT there is no font, with the package's name; ERR_INPUT it is no TrueType font
 * with Chinese characters; ERR_MEMORY. */
WARN_UNUSED bool paper_open(arena *home, const char *path, paper **ret, err *reterr);
/* Unmaps the font; accepts NULL. */
void paper_close(paper *p);
/* True if the font has every character of a text; else *ret_lacking is the first it has not, which
 * would be drawn as 〓. */
bool paper_shows(const paper *p, span text, span *ret_lacking);

/* A file to put into a document. */
typedef struct paper_file {
    const char *name;  /* ASCII: proof.tlog-proof */
    const char *media; /* ASCII: text/plain */
    span description;  /* what a viewer shows beside the name; may be empty */
    span bytes;        /* kept as they are, not packed */
} paper_file;

#endif
