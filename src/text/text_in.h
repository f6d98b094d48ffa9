/* What the files of text share: classes of characters and the part of an input fit for a message.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TEXT_TEXT_IN_H
#define NUAN_TEXT_TEXT_IN_H

#include "text/text.h"

#include <stdint.h>

/* Spaces of every width, tab and the line ends. */
bool rune_is_blank(uint32_t rune);
/* Marks without width, direction marks and controls other than blanks. */
bool rune_is_hidden(uint32_t rune);
/* Full-width ASCII (U+FF01..U+FF5E) as ASCII; anything else as it is. */
uint32_t rune_half(uint32_t rune);
/* The front of an input up to the first byte that is not UTF-8: what a message may repeat. */
span text_shown(span s);
/* Copies `s` without blanks and hidden marks, full-width ASCII as ASCII, other characters as
 * `other` gives them (0: refused).  False when something is refused or more than `size` bytes. */
bool text_fold(span s, char (*other)(uint32_t rune), char *into, size_t size, span *ret);
/* An amount as text_parse_money reads it, in units of 10^-scale; its errors. */
WARN_UNUSED bool scaled_parse(span s, int32_t scale, int64_t *ret, err *reterr);
/* An amount in units of 10^-scale; scale 0 has no point. */
void scaled_add(buffer *b, int64_t amount, int32_t scale, bool has_marks);

#endif
