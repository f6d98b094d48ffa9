/* The other side of bench-pdf: a receipt by cairo and pango.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_BENCH_PDF_CAIRO_H
#define NUAN_BENCH_PDF_CAIRO_H

#include <stddef.h>
#include <stdint.h>

void pdf_cairo_open(void);
/* Draws the receipt of this number and counts its bytes. */
void pdf_cairo_draw(int64_t number);
size_t pdf_cairo_bytes(void);

#endif
