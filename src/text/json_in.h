/* What the JSON reader's files share: strings, read and checked.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TEXT_JSON_IN_H
#define NUAN_TEXT_JSON_IN_H

#include "text/json.h"

#include <stdint.h>

#define JSON_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* True if no byte of the word is a control, a quote or a backslash: subtracting sets the high bit of
 * a byte only if it was smaller or had it set, and those that had it are masked out.  A borrow can
 * only begin at a byte that is itself special, so the answer for the whole word is exact. */
static inline bool json_word_is_plain(uint64_t word)
{
    uint64_t quote = word ^ JSON_EACH('"');
    uint64_t slash = word ^ JSON_EACH('\\');
    uint64_t low = (word - JSON_EACH(0x20)) & ~word;
    uint64_t found = low | ((quote - JSON_EACH(1)) & ~quote) | ((slash - JSON_EACH(1)) & ~slash);
    return (found & JSON_EACH(0x80)) == 0;
}

/* Bytes from `at` on that stand for themselves in a string: whole UTF-8 code points, no control,
 * no quote, no backslash. */
size_t json_plain(const char *at, size_t size);
/* Reads the string whose opening quote stands at r->at; leaves r->at behind the closing one. */
WARN_UNUSED bool json_string_read(json_reader *r, span *ret, err *reterr);

#endif
