/* A picture to draw on, given as PNG: for chats and screens, where nobody opens a PDF.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAPER_IMAGE_IN_H
#define NUAN_PAPER_IMAGE_IN_H

#include "paper/canvas_in.h"

#include <cairo.h>

enum { IMAGE_SIDE_MAX = 4096 /* pixels */ };

typedef struct image {
    const font *face;
    cairo_surface_t *surface;
    cairo_t *cairo;
} image;

/* A white picture of this size with so many pixels a millimetre; *ret_canvas draws on it.
 * Errors: ERR_MEMORY. */
WARN_UNUSED bool image_begin(
    const font *face, canvas_box size, int32_t pixels, image *ret, canvas *ret_canvas, err *reterr);
/* The picture as PNG, appended.  Errors: ERR_MEMORY. */
WARN_UNUSED bool image_write(image *i, buffer *out, err *reterr);
/* Gives its memory back; accepts a zeroed one. */
void image_close(image *i);

#endif
