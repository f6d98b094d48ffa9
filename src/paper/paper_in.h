/* Inside of a paper: what is kept between documents.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAPER_PAPER_IN_H
#define NUAN_PAPER_PAPER_IN_H

#include "paper/font_in.h"
#include "paper/paper.h"
#include "sys/sys.h"

#define ZLIB_CONST
#include <zlib.h>

typedef struct pdf_stock pdf_stock;

enum { PAPER_STOCKS = 6, PAPER_STOCK_SIZE = 256 << 10 };

/* A place for the font that a kind of documents shares; the one that is oldest makes room. */
typedef struct paper_stock {
    uint64_t key; /* of its texts; 0 none */
    arena home;   /* a part of the paper's */
    pdf_stock *stock;
} paper_stock;

/* Levels of zlib: for what each document packs anew, and for what is packed once for many.  Level 3
 * for the first would make receipts a fifth faster and 0.6 KB larger. */
typedef enum paper_pack_level { PAPER_PACK_EACH = 6, PAPER_PACK_ONCE = 9 } paper_pack_level;

struct paper {
    arena *home;
    font face;
    sys_map file;
    paper_pack_level level; /* of what is packed now */
    z_stream packer;
    paper_stock stocks[PAPER_STOCKS];
    size_t next_stock;
};

/* Packs bytes (zlib) behind what `out` holds; the number of bytes, 0 when out of memory. */
size_t paper_pack(paper *p, span bytes, paper_pack_level level, buffer *out);

#endif
