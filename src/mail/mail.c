/* Walking the parts of mails.  GMime parses; bounds, what a part is and what is cut are decided
 * here.
 * SPDX-License-Identifier: Apache-2.0 */
#include "mail/mail_in.h"

#include "text/text.h"

#include <assert.h>

enum { HOME_SIZE = 1 << 20 };

/* ---- opening -------------------------------------------------------------------------------- */

static void library_start(void)
{
    static gsize once;
    if (g_once_init_enter(&once)) {
        g_mime_init();
        g_once_init_leave(&once, 1);
    }
}

/* Names that come as bare bytes are UTF-8 or Chinese. */
static GMimeParserOptions *options_make(void)
{
    const char *charsets[] = { "utf-8", "gb18030", NULL };
    GMimeParserOptions *ret = g_mime_parser_options_new();
    g_mime_parser_options_set_fallback_charsets(ret, charsets);
    return ret;
}

static void parser_start(mail *m, span bytes)
{
    union {
        const char *in;
        guint8 *out; /* the stream only reads */
    } at = { bytes.at };
    m->bytes = g_byte_array_new_take(at.out, bytes.size);
    m->stream = g_mime_stream_mem_new_with_byte_array(m->bytes);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(m->stream), FALSE);
    m->parser = g_mime_parser_new_with_stream(m->stream);
    m->options = options_make();
    m->is_box = span_starts(bytes, (span)SPAN("From "));
    g_mime_parser_set_format(m->parser, m->is_box ? GMIME_FORMAT_MBOX : GMIME_FORMAT_MESSAGE);
    g_mime_parser_set_persist_stream(m->parser, TRUE);
}

bool mail_open(span bytes, mail **ret, err *reterr)
{
    assert(ret);
    ARENA home = { 0 };
    if (bytes.size > MAIL_SIZE_MAX) {
        (void)err_set(reterr, ERR_LIMIT, N_("This file of e-mails is too large to be read"));
        return err_hint(reterr, N_("Save the attached files and drop those"));
    }
    if (!mail_is(bytes))
        return err_set(reterr, ERR_INPUT, N_("This is no e-mail"));
    mail *m = arena_open(&home, HOME_SIZE) ? ARENA_NEW(&home, mail, 1) : NULL;
    if (!m)
        return err_set(reterr, ERR_MEMORY, N_("no room for an e-mail"));
    library_start();
    parser_start(m, mail_start(bytes));
    m->home = home;
    home = (arena){ 0 };
    m->part_mark = m->home.used;
    *ret = m;
    return true;
}

void mail_close(mail *m)
{
    if (!m)
        return;
    if (m->top)
        g_object_unref(m->top);
    g_object_unref(m->parser);
    g_object_unref(m->stream);
    g_mime_parser_options_free(m->options);
    (void)g_byte_array_steal(m->bytes, NULL); /* they are the caller's */
    g_byte_array_unref(m->bytes);
    arena home = m->home; /* the mail itself lives in it */
    arena_close(&home);
}

/* ---- walking -------------------------------------------------------------------------------- */

bool mail_cut(const mail *m, err *reterr)
{
    (void)err_set(reterr, ERR_INPUT, N_("E-mail %d of the file is cut or damaged"), m->messages);
    return err_hint(reterr, N_("Save the e-mail again, or save its attached files and drop those"));
}

static bool limit_refuse(err *reterr)
{
    (void)err_set(reterr, ERR_LIMIT, N_("The e-mail has too many parts, or they lie too deep"));
    return err_hint(reterr, N_("Save the attached files and drop those"));
}

static bool level_push(mail *m, const mail_level *level, err *reterr)
{
    if (m->level_count == MAIL_DEPTH_MAX)
        return limit_refuse(reterr);
    m->levels[m->level_count++] = *level;
    return true;
}

/* Stands before the parts of a message.  A message without a body has none. */
static bool message_enter(mail *m, GMimeMessage *message, int depth, err *reterr)
{
    GMimeObject *body = message ? g_mime_message_get_mime_part(message) : NULL;
    const mail_level level = { body, 0, message, depth };
    return !body || level_push(m, &level, reterr);
}

/* A multipart without its closing line was cut; nobody knows what followed. */
static bool object_is_whole(GMimeObject *object, int depth)
{
    if (GMIME_IS_MESSAGE_PART(object) && depth < MAIL_DEPTH_MAX) {
        GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        object = inner ? g_mime_message_get_mime_part(inner) : NULL;
        return !object || object_is_whole(object, depth + 1);
    }
    if (!GMIME_IS_MULTIPART(object) || depth == MAIL_DEPTH_MAX)
        return true;
    GMimeMultipart *parts = GMIME_MULTIPART(object);
    bool is_whole = parts->write_end_boundary != 0;
    for (int i = 0; i < g_mime_multipart_get_count(parts) && is_whole; i++)
        is_whole = object_is_whole(g_mime_multipart_get_part(parts, i), depth + 1);
    return is_whole;
}

/* The next message of the file; *ret_more false when there is none. */
static bool message_read(mail *m, bool *ret_more, err *reterr)
{
    if (m->top)
        g_object_unref(m->top);
    m->top = NULL;
    m->part = NULL;
    *ret_more = m->messages == 0 || (m->is_box && !g_mime_parser_eos(m->parser));
    if (!*ret_more)
        return true;
    if (m->messages == MAIL_MESSAGES_MAX)
        return limit_refuse(reterr);
    m->top = g_mime_parser_construct_message(m->parser, m->options);
    GMimeObject *body = m->top ? g_mime_message_get_mime_part(m->top) : NULL;
    m->messages++;
    if (!m->top || (body && !object_is_whole(body, 0)))
        return mail_cut(m, reterr);
    return message_enter(m, m->top, 0, reterr);
}

/* What stands at the level comes next: a leaf is given back. */
static bool level_step(mail *m, GMimeObject **ret_leaf, err *reterr)
{
    mail_level *at = &m->levels[m->level_count - 1];
    GMimeObject *object = at->object;
    int count = 1;
    *ret_leaf = NULL;
    if (GMIME_IS_MULTIPART(object))
        count = g_mime_multipart_get_count(GMIME_MULTIPART(object));
    if (at->next >= count) {
        m->level_count--;
        return true;
    }
    GMimeObject *next = GMIME_IS_MULTIPART(object)
                            ? g_mime_multipart_get_part(GMIME_MULTIPART(object), at->next)
                            : object;
    at->next++;
    if (++m->parts > MAIL_PARTS_MAX)
        return limit_refuse(reterr);
    if (GMIME_IS_MESSAGE_PART(next))
        return message_enter(
            m, g_mime_message_part_get_message(GMIME_MESSAGE_PART(next)), at->depth + 1, reterr);
    if (GMIME_IS_MULTIPART(next)) {
        const mail_level inner = { next, 0, at->of, at->depth };
        return level_push(m, &inner, reterr);
    }
    *ret_leaf = next;
    return true;
}

bool mail_next(mail *m, mail_part *ret, bool *ret_more, err *reterr)
{
    assert(m && ret && ret_more);
    GMimeObject *leaf = NULL;
    arena_reset(&m->home, m->part_mark);
    *ret_more = true;
    while (!leaf || !GMIME_IS_PART(leaf)) {
        if (m->level_count == 0) {
            if (!message_read(m, ret_more, reterr))
                return false;
            if (!*ret_more)
                return true;
            continue;
        }
        if (!level_step(m, &leaf, reterr))
            return false;
        if (leaf) {
            const mail_level *at = &m->levels[m->level_count - 1];
            *ret = (mail_part){ .message = m->messages, .depth = at->depth };
            m->part_of = at->of;
        }
    }
    m->part = GMIME_PART(leaf);
    return part_describe(m, m->part, ret, reterr);
}

span mail_header(const mail *m, arena *a, const char *name)
{
    assert(m && a && name);
    const char *raw = m->part_of ? g_mime_object_get_header(GMIME_OBJECT(m->part_of), name) : NULL;
    if (!raw)
        return (span){ "", 0 };
    char *decoded = g_mime_utils_header_decode_text(m->options, raw);
    span ret = text_normal(a, span_of(decoded));
    g_free(decoded);
    return ret;
}
