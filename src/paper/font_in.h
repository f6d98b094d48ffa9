/* A TrueType font as paper needs it: which glyph a character has, how wide it is, its outline, and
 * a smaller font that holds a few of its glyphs.  Characters stand one behind the other: no
 * kerning, no ligatures, no writing that needs shaping.
 * Source: ISO/IEC 14496-22 (OpenType).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAPER_FONT_IN_H
#define NUAN_PAPER_FONT_IN_H

#include "base/buffer.h"
#include "base/err.h"
#include "base/span.h"

enum {
    FONT_COMMON = 0x10000,  /* the first plane of Unicode */
    FONT_EM = 1000,         /* widths are given in thousandths of the font size */
    FONT_POINTS_MAX = 4096, /* of one glyph */
    FONT_PARTS_MAX = 64,    /* of one compound glyph, parts of parts counted */
    FONT_DEPTH_MAX = 6      /* parts of parts of .. */
};

/* Read-only once it is read; any number of threads may use it. */
typedef struct font {
    span head, hhea, maxp, loca, glyf, hmtx;
    const uint16_t *common; /* glyphs of the characters below FONT_COMMON, or NULL */
    span groups;            /* of the character map, format 12: 12 bytes each */
    uint32_t glyph_count;
    uint32_t wide_count; /* glyphs with a width of their own; the others have the last one's */
    int32_t units;       /* of the em square */
    int32_t ascent, descent, box[4]; /* thousandths; descent is negative */
    bool has_long_loca;
} font;

/* Reads the first font of a TrueType file or collection.  Owner: the caller keeps `bytes`.
 * Errors: ERR_INPUT it is no such font, or has no outlines or characters as nuan needs them. */
WARN_UNUSED bool font_read(span bytes, font *ret, err *reterr);
/* Makes a table of the characters that nearly all texts are made of (128 KB in `home`), so that each
 * is one look.  False when there is no room. */
WARN_UNUSED bool font_common_make(arena *home, font *f);
/* The glyph of a character, 0 when the font has none. */
uint32_t font_glyph(const font *f, uint32_t rune);
/* Its width, thousandths of the size. */
int32_t font_width(const font *f, uint32_t glyph);
/* The bytes of a glyph; empty for a blank one, or one that lies outside of the table. */
span font_outline(const font *f, uint32_t glyph);

/* One part of a compound glyph. */
typedef struct font_part {
    uint32_t glyph;
    size_t at;                 /* of its number in the outline's bytes */
    int32_t move[2], scale[4]; /* font units; 1/16384 */
} font_part;
/* The parts of a compound glyph; 0 for any other.  *ret_end (or NULL) is where its last part ends. */
size_t font_parts(span outline, font_part parts[FONT_PARTS_MAX], size_t *ret_end);

/* Points of an outline as TrueType has them, for those who draw it. */
typedef struct font_point {
    int32_t x, y; /* font units */
    bool is_on;   /* on the curve; else the control point of a quadratic one */
    bool is_last; /* of its contour */
} font_point;
/* Appends the points of a glyph, compound ones put together; the new count, at most
 * FONT_POINTS_MAX. */
size_t font_points(const font *f, uint32_t glyph, font_point points[FONT_POINTS_MAX]);

/* Who draws an outline: each contour is begun, goes on and is closed.  Numbers are sixths of font
 * units, so that all points of cubic curves are whole. */
enum { FONT_PART = 6 };
typedef struct font_walker {
    void (*move)(void *to, int32_t x, int32_t y);
    void (*line)(void *to, int32_t x, int32_t y);
    void (*curve)(void *to, const int32_t points[6]); /* two control points, the end */
    void (*close)(void *to);
} font_walker;
void font_walk(const font *f, uint32_t glyph, const font_walker *walker, void *to);

/* Appends a TrueType font with these glyphs, in this order, 0 (the missing character) first; parts
 * of compound glyphs follow.  Instructions for the pixels of old screens are left out.
 * Errors: ERR_MEMORY. */
WARN_UNUSED bool font_subset(
    const font *f, const uint32_t *glyphs, size_t count, buffer *out, err *reterr);

/* Numbers of the file, big-endian; 0 beyond the end. */
static inline uint32_t font_u16(span s, size_t at)
{
    if (at + 2 > s.size)
        return 0;
    return (uint32_t)(uint8_t)s.at[at] << 8 | (uint8_t)s.at[at + 1];
}

static inline int32_t font_i16(span s, size_t at)
{
    return (int16_t)font_u16(s, at);
}

static inline uint32_t font_u32(span s, size_t at)
{
    return font_u16(s, at) << 16 | font_u16(s, at + 2);
}

#endif
