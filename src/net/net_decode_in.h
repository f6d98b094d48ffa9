/* What strangers write into a request line and into headers, read strictly: percent escapes,
 * queries, urlencoded forms, cookies, preferences, entity tags.  Pure functions over spans, so
 * that they can be fuzzed without a socket.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_NET_NET_DECODE_IN_H
#define NUAN_NET_NET_DECODE_IN_H

#include "net/net.h"

/* Undoes percent escapes once; with `has_plus` a '+' is a space.  What needs no change is not
 * copied: the result lies in `raw` or in the arena.
 * Errors: ERR_INPUT an escape that is none, a NUL, not UTF-8; ERR_MEMORY. */
WARN_UNUSED bool net_decode(arena *a, span raw, bool has_plus, span *ret, err *reterr);
/* The path of a request target: absolute-form is cut to its path, escapes are undone, dot segments
 * and control bytes are refused.  "*" is left as it is.
 * Errors: ERR_INPUT, ERR_MEMORY.  Source: RFC 9112 §3.2. */
WARN_UNUSED bool net_decode_path(arena *a, span target, span *ret, err *reterr);
/* name=value&name=value, as in a query or an urlencoded body; empty pieces are skipped.
 * Errors: as net_decode; ERR_LIMIT more than count_max pairs. */
WARN_UNUSED bool net_decode_pairs(
    arena *a, span raw, size_t count_max, net_pair **ret_pairs, size_t *ret_count, err *reterr);
/* Value of the first cookie with that name, without quotes; {NULL, 0} if absent. */
span net_decode_cookie(span header, span name);
/* Accept-Encoding: is gzip welcome?  Source: RFC 9110 §12.5.3. */
bool net_decode_gzip(span header);
/* If-None-Match: does it name `etag` (weak comparison) or '*'?  Source: RFC 9110 §13.1.2. */
bool net_decode_etag(span header, span etag);
/* True for a token: the letters a header's name may have.  Source: RFC 9110 §5.6.2. */
bool net_decode_is_token(span s);
/* True if no control byte but the tab is in it. */
bool net_decode_is_printable(span s);
/* Equal but for the case of ASCII letters. */
bool net_decode_same(span a, span b);

#endif
