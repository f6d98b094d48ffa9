/* Files inside of PDF documents, as paper writes them: a receipt carries its proof.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAPER_PDF_H
#define NUAN_PAPER_PDF_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

enum {
    PDF_PAGES_MAX = 4000,
    PDF_FILES_MAX = 16,        /* files inside of a document that are looked at */
    PDF_SIZE_MAX = 64 << 20,   /* of a document that is read, bytes */
    PDF_EMBEDDED_MAX = 1 << 20 /* of a file inside of it, bytes */
};

/* The bytes of the file `name` inside of a PDF.  Read are documents as paper writes them: one table
 * of objects at the end, files not packed.  One that another program has saved anew is refused.
 * Owner: *ret points into `pdf`.
 * Errors: ERR_INPUT no PDF, cut, or changed by another program; ERR_ABSENT no such file inside;
 * ERR_LIMIT larger than the bounds above.
 * Source: docs/adr/0018. */
WARN_UNUSED bool pdf_embedded(span pdf, const char *name, span *ret, err *reterr);

#endif
