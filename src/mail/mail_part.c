/* What a part of a mail is, and what it holds.
 * SPDX-License-Identifier: Apache-2.0 */
#include "mail/mail_in.h"

#include "sys/fd.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { PIECE = 64 * 1024 };

/* ---- kind and name -------------------------------------------------------------------------- */

static bool type_is(GMimePart *part, const char *type, const char *subtype)
{
    GMimeContentType *is = g_mime_object_get_content_type(GMIME_OBJECT(part));
    return g_mime_content_type_is_type(is, type, subtype) != 0;
}

/* Parts that mail programs add by themselves. */
static bool is_signature(GMimePart *part)
{
    static const char *const types[][2] = { { "application", "pgp-signature" },
        { "application", "pkcs7-signature" }, { "application", "x-pkcs7-signature" },
        { "application", "pgp-keys" }, { "text", "vcard" }, { "text", "x-vcard" },
        { "text", "calendar" }, { "message", "delivery-status" },
        { "message", "disposition-notification" }, { "text", "rfc822-headers" } };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (type_is(part, types[i][0], types[i][1]))
            return true;
    }
    return false;
}

static bool is_sealed(GMimePart *part)
{
    return type_is(part, "application", "pkcs7-mime") ||
           type_is(part, "application", "x-pkcs7-mime") ||
           type_is(part, "application", "pgp-encrypted");
}

static mail_kind kind_of(GMimePart *part, bool is_named, bool is_attached)
{
    if (type_is(part, "image", "*"))
        return MAIL_PICTURE;
    if (is_signature(part))
        return MAIL_SIGNATURE;
    if (is_sealed(part))
        return MAIL_SEALED;
    if (is_named || is_attached)
        return MAIL_FILE;
    if (type_is(part, "text", "html"))
        return MAIL_HTML;
    bool is_plain = type_is(part, "text", "plain") || type_is(part, "text", "enriched");
    return is_plain ? MAIL_TEXT : MAIL_FILE;
}

/* Names of members of folders, of other systems, too. */
static span name_last(span name)
{
    for (size_t i = name.size; i > 0; i--) {
        if (name.at[i - 1] == '/' || name.at[i - 1] == '\\')
            return span_slice(name, i, name.size);
    }
    return name;
}

/* A name that can be a file's anywhere: no path, no hidden file, its ending kept when it is long. */
static bool name_make(mail *m, const char *given, span *ret, err *reterr)
{
    char made[32];
    span name = name_last(text_normal(&m->home, span_of(given)));
    while (name.size > 0 && name.at[0] == '.')
        name = span_slice(name, 1, name.size);
    if (name.at && name.size == 0) {
        int size = snprintf(made, sizeof made, "attachment-%d", m->parts);
        name = arena_copy(&m->home, (span){ made, (size_t)size });
    }
    if (name.at && name.size > MAIL_NAME_MAX) {
        span end = name;
        while (end.size > MAIL_NAME_MAX / 2)
            end = span_slice(end, 1, end.size);
        while (end.size > 0 && ((unsigned char)end.at[0] & 0xC0) == 0x80)
            end = span_slice(end, 1, end.size);
        buffer b = buffer_in(&m->home, MAIL_NAME_MAX);
        buffer_add(&b, span_head(name, MAIL_NAME_MAX - end.size));
        buffer_add(&b, end);
        name = buffer_span(&b);
        if (!buffer_check(&b, reterr))
            return false;
    }
    *ret = name;
    return name.at || err_set(reterr, ERR_MEMORY, N_("no room for an e-mail"));
}

bool part_describe(mail *m, GMimePart *part, mail_part *ret, err *reterr)
{
    const char *name = g_mime_part_get_filename(part);
    const char *shown = g_mime_object_get_disposition(GMIME_OBJECT(part));
    char *type =
        g_mime_content_type_get_mime_type(g_mime_object_get_content_type(GMIME_OBJECT(part)));
    bool is_attached = shown && g_ascii_strcasecmp(shown, "attachment") == 0;
    ret->is_named = name && name[0];
    ret->is_inline = shown && g_ascii_strcasecmp(shown, "inline") == 0;
    ret->kind = kind_of(part, ret->is_named, is_attached);
    char *lower = g_ascii_strdown(type, -1);
    ret->media_type = text_normal(&m->home, span_head(span_of(lower), MAIL_NAME_MAX));
    g_free(lower);
    g_free(type);
    return name_make(m, name ? name : "", &ret->name, reterr) &&
           (ret->media_type.at || err_set(reterr, ERR_MEMORY, N_("no room for an e-mail")));
}

/* ---- content -------------------------------------------------------------------------------- */

/* Where the decoded bytes of a part go. */
typedef struct sink {
    mail *of;
    size_t size, size_max;
    bool (*take)(void *self, span piece, err *reterr);
    void *self;
} sink;

static bool piece_take(sink *to, span piece, err *reterr)
{
    to->size += piece.size;
    to->of->decoded += piece.size;
    if (to->size > to->size_max || to->of->decoded > MAIL_DECODED_MAX) {
        (void)err_set(reterr, ERR_LIMIT, N_("A part of the e-mail is too large to be read"));
        return err_hint(reterr, N_("Save the attached files and drop those"));
    }
    return to->take(to->self, piece, reterr);
}

/* Base64 comes in fours; what is left over was cut. */
typedef struct base64_count {
    bool is_base64;
    size_t symbols;
} base64_count;

static void base64_add(base64_count *c, span piece)
{
    for (size_t i = 0; c->is_base64 && i < piece.size; i++) {
        char s = piece.at[i];
        c->symbols += (s >= 'A' && s <= 'Z') || (s >= 'a' && s <= 'z') || (s >= '0' && s <= '9') ||
                      s == '+' || s == '/' || s == '=';
    }
}

static bool part_copy(GMimePart *part, GMimeStream *from, sink *to, err *reterr)
{
    char raw[PIECE];
    GMimeContentEncoding encoding = g_mime_part_get_content_encoding(part);
    GMimeEncoding state;
    base64_count count = { encoding == GMIME_CONTENT_ENCODING_BASE64, 0 };
    g_mime_encoding_init_decode(&state, encoding);
    char *decoded = g_malloc(g_mime_encoding_outlen(&state, PIECE) + 8);
    bool is_good = true;
    for (ssize_t size = 1; size > 0 && is_good;) {
        size = g_mime_stream_read(from, raw, sizeof raw);
        size_t got = 0;
        if (size > 0) {
            base64_add(&count, (span){ raw, (size_t)size });
            got = g_mime_encoding_step(&state, raw, (size_t)size, decoded);
        } else {
            got = g_mime_encoding_flush(&state, "", 0, decoded);
        }
        is_good = piece_take(to, (span){ decoded, got }, reterr);
    }
    g_free(decoded);
    return is_good && (count.symbols % 4 == 0 || mail_cut(to->of, reterr));
}

static bool part_decode(sink *to, err *reterr)
{
    GMimePart *part = to->of->part;
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeStream *from = content ? g_mime_data_wrapper_get_stream(content) : NULL;
    if (!from)
        return true;
    g_mime_stream_reset(from);
    return part_copy(part, from, to, reterr);
}

static bool map_take(void *self, span piece, err *reterr)
{
    const int *fd = self;
    return sys_fd_write(*fd, piece) ||
           err_set(reterr, ERR_STORE, N_("The e-mail can't be unpacked: the disk is full"));
}

bool mail_part_map(mail *m, sys_map *ret, err *reterr)
{
    assert(m && m->part && ret);
    int fd = -1;
    if (!sys_file_nameless(&fd, reterr))
        return false;
    sink to = { .of = m, .size_max = MAIL_DECODED_MAX, .take = map_take, .self = &fd };
    bool is_good = part_decode(&to, reterr) && sys_map_fd(fd, MAIL_DECODED_MAX, ret, reterr);
    sys_fd_close(fd);
    return is_good;
}

static bool text_take(void *self, span piece, err *reterr)
{
    (void)reterr;
    buffer_add(self, piece);
    return true;
}

/* By a character set that the part names; {NULL, 0} if it is not known. */
static span text_from_charset(arena *a, const char *charset, span bytes)
{
    iconv_t how = g_mime_iconv_open("utf-8", charset);
    if (how == (iconv_t)-1)
        return (span){ NULL, 0 };
    char *made = g_mime_iconv_strndup(how, bytes.at, bytes.size);
    span ret = made ? arena_copy(a, span_of(made)) : (span){ NULL, 0 };
    g_free(made);
    g_mime_iconv_close(how);
    return ret;
}

/* UTF-8 is told by its bytes, whatever the part says; else what it says counts, else it is
 * Chinese. */
static span text_convert(GMimePart *part, arena *a, span bytes)
{
    err ignored = { 0 };
    span ret = bytes;
    const char *charset = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
    if (text_utf8_bad(bytes) == bytes.size)
        return bytes;
    bool is_other = charset && g_ascii_strncasecmp(charset, "gb", 2) != 0 &&
                    g_ascii_strncasecmp(charset, "utf", 3) != 0;
    if (is_other)
        ret = text_from_charset(a, charset, bytes);
    if (!is_other || !ret.at)
        return text_from_gb18030(a, bytes, &ret, &ignored) ? ret : bytes;
    return ret;
}

/* Bytes that are no UTF-8 become U+FFFD. */
static span text_clean(arena *a, span text)
{
    static const char bad[] = "\xEF\xBF\xBD";
    buffer b = buffer_in(a, text.size + 1);
    while (text.size > 0) {
        size_t good = text_utf8_bad(text);
        buffer_add(&b, span_slice(text, 0, good));
        if (good < text.size)
            buffer_text(&b, bad);
        text = span_slice(text, good + 1, text.size);
    }
    return b.is_full ? (span){ NULL, 0 } : buffer_span(&b);
}

bool mail_part_text(mail *m, arena *a, span *ret, err *reterr)
{
    assert(m && m->part && a && ret);
    buffer b = buffer_in(a, PIECE);
    sink to = { .of = m, .size_max = MAIL_TEXT_MAX, .take = text_take, .self = &b };
    if (!part_decode(&to, reterr) || !buffer_check(&b, reterr))
        return false;
    *ret = text_clean(a, text_convert(m->part, a, buffer_span(&b)));
    return ret->at || err_set(reterr, ERR_MEMORY, N_("no room for an e-mail"));
}
