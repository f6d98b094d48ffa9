/* Strict reading of escapes, queries, cookies, preferences and tags.
 * SPDX-License-Identifier: Apache-2.0 */
#include "net/net_decode_in.h"

#include "text/text.h"

#include <assert.h>
#include <string.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool net_decode_same(span a, span b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++)
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    return true;
}

bool net_decode_is_token(span s)
{
    static const char allowed[] = "!#$%&'*+-.^_`|~";
    for (size_t i = 0; i < s.size; i++) {
        const char c = s.at[i];
        const bool is_word = (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
        if (!is_word && (c == '\0' || !strchr(allowed, c)))
            return false;
    }
    return s.size > 0;
}

bool net_decode_is_printable(span s)
{
    for (size_t i = 0; i < s.size; i++) {
        const unsigned char c = (unsigned char)s.at[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

/* ---- escapes -------------------------------------------------------------------------------- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (lower(c) >= 'a' && lower(c) <= 'f')
        return lower(c) - 'a' + 10;
    return -1;
}

/* Writes the decoded bytes; returns how many, or SIZE_MAX at a broken escape. */
static size_t unescape(span raw, bool has_plus, char *into)
{
    size_t used = 0;
    for (size_t i = 0; i < raw.size; i++) {
        char c = raw.at[i];
        if (c == '%') {
            if (raw.size - i < 3)
                return SIZE_MAX;
            const int high = hex_digit(raw.at[i + 1]);
            const int low = hex_digit(raw.at[i + 2]);
            if (high < 0 || low < 0)
                return SIZE_MAX;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (has_plus && c == '+') {
            c = ' ';
        }
        into[used++] = c;
    }
    return used;
}

bool net_decode(arena *a, span raw, bool has_plus, span *ret, err *reterr)
{
    assert(a && ret);
    bool is_plain = true;
    for (size_t i = 0; i < raw.size && is_plain; i++)
        is_plain = raw.at[i] != '%' && !(has_plus && raw.at[i] == '+');
    span out = raw.at ? raw : (span)SPAN("");
    if (!is_plain) {
        char *into = arena_take(a, raw.size, 1, 1);
        if (!into)
            return err_set(reterr, ERR_MEMORY, N_("The request is too large"));
        const size_t used = unescape(raw, has_plus, into);
        if (used == SIZE_MAX)
            return err_set(reterr, ERR_INPUT, N_("The address has a broken percent escape"));
        out = (span){ into, used };
    }
    if (out.size > 0 && memchr(out.at, 0, out.size))
        return err_set(reterr, ERR_INPUT, N_("The address holds a NUL byte"));
    if (text_utf8_bad(out) != out.size)
        return err_set(reterr, ERR_INPUT, N_("The address is not valid UTF-8"));
    *ret = out;
    return true;
}

/* True if a segment of the path is "." or "..": clients resolve these before they send. */
static bool has_dot_segment(span path)
{
    span rest = path;
    span segment;
    while (span_split(&rest, '/', &segment))
        if (span_is(segment, ".") || span_is(segment, ".."))
            return true;
    return false;
}

/* Cuts "http://host" off; origin-form stays. */
static span path_of_target(span target)
{
    static const span scheme_end = SPAN("://");
    if (target.size == 0 || target.at[0] == '/')
        return target;
    const size_t colon = span_search(target, scheme_end);
    if (colon == target.size)
        return target;
    const span after = span_slice(target, colon + scheme_end.size, target.size);
    const span path = span_slice(after, span_find(after, '/'), after.size);
    return path.size == 0 ? (span)SPAN("/") : path;
}

bool net_decode_path(arena *a, span target, span *ret, err *reterr)
{
    assert(a && ret);
    if (span_is(target, "*")) {
        *ret = target;
        return true;
    }
    span path;
    if (!net_decode(a, path_of_target(target), false, &path, reterr))
        return false;
    if (path.size == 0 || path.at[0] != '/')
        return err_set(reterr, ERR_INPUT, N_("The path must begin with a slash"));
    if (!net_decode_is_printable(path) || memchr(path.at, '\t', path.size))
        return err_set(reterr, ERR_INPUT, N_("The path holds a control byte"));
    if (has_dot_segment(path))
        return err_set(reterr, ERR_INPUT, N_("The path holds a dot segment"));
    *ret = path;
    return true;
}

bool net_decode_pairs(
    arena *a, span raw, size_t count_max, net_pair **ret_pairs, size_t *ret_count, err *reterr)
{
    assert(a && ret_pairs && ret_count);
    size_t room = raw.size > 0 ? 1 : 0;
    for (size_t i = 0; i < raw.size; i++)
        room += raw.at[i] == '&';
    if (room > count_max)
        return err_set(reterr, ERR_LIMIT, N_("The request has more than %zu fields"), count_max);
    net_pair *pairs = ARENA_NEW(a, net_pair, room);
    if (!pairs)
        return err_set(reterr, ERR_MEMORY, N_("The request is too large"));
    size_t count = 0;
    span rest = raw;
    span piece;
    while (count < room && span_split(&rest, '&', &piece)) {
        if (piece.size == 0)
            continue;
        const size_t equals = span_find(piece, '=');
        net_pair *pair = &pairs[count++];
        if (!net_decode(a, span_slice(piece, 0, equals), true, &pair->name, reterr) ||
            !net_decode(a, span_slice(piece, equals + 1, piece.size), true, &pair->value, reterr))
            return false;
    }
    *ret_pairs = pairs;
    *ret_count = count;
    return true;
}

/* ---- headers -------------------------------------------------------------------------------- */

span net_decode_cookie(span header, span name)
{
    span rest = header;
    span piece;
    while (span_split(&rest, ';', &piece)) {
        const size_t equals = span_find(piece, '=');
        if (equals == piece.size || !span_equal(span_trim(span_slice(piece, 0, equals)), name))
            continue;
        span value = span_trim(span_slice(piece, equals + 1, piece.size));
        if (value.size >= 2 && value.at[0] == '"' && value.at[value.size - 1] == '"')
            value = span_slice(value, 1, value.size - 1);
        return value;
    }
    return (span){ NULL, 0 };
}

/* True if the parameters of one coding say q=0, in any number of decimals. */
static bool is_refused(span parameters)
{
    span rest = parameters;
    span piece;
    while (span_split(&rest, ';', &piece)) {
        const span p = span_trim(piece);
        if (p.size < 3 || lower(p.at[0]) != 'q' || p.at[1] != '=')
            continue;
        for (size_t i = 2; i < p.size; i++)
            if (p.at[i] != '0' && p.at[i] != '.')
                return false;
        return true;
    }
    return false;
}

bool net_decode_gzip(span header)
{
    static const span gzip = SPAN("gzip");
    static const span gzip_old = SPAN("x-gzip");
    bool is_any = false;
    span rest = header;
    span item;
    while (span_split(&rest, ',', &item)) {
        const size_t semicolon = span_find(item, ';');
        const span coding = span_trim(span_slice(item, 0, semicolon));
        const bool is_wanted = !is_refused(span_slice(item, semicolon + 1, item.size));
        if (net_decode_same(coding, gzip) || net_decode_same(coding, gzip_old))
            return is_wanted;
        if (span_is(coding, "*"))
            is_any = is_wanted;
    }
    return is_any;
}

static span strong(span etag)
{
    static const span weak = SPAN("W/");
    return span_starts(etag, weak) ? span_slice(etag, weak.size, etag.size) : etag;
}

bool net_decode_etag(span header, span etag)
{
    const span wanted = strong(etag);
    span rest = span_trim(header);
    if (span_is(rest, "*"))
        return true;
    while (rest.size > 0) {
        rest = strong(rest);
        if (rest.size > 0 && rest.at[0] == '"') {
            const span inner = span_slice(rest, 1, rest.size);
            const size_t end = span_find(inner, '"');
            if (end == inner.size)
                return false;
            if (span_equal(span_slice(rest, 0, end + 2), wanted))
                return true;
            rest = span_slice(rest, end + 2, rest.size);
        } else {
            rest = span_slice(rest, 1, rest.size);
        }
    }
    return false;
}
