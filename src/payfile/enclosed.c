/* Files in mails.  Nothing is passed over that might be a bill: a mail without a file is told, with
 * what to do instead.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/enclosed.h"

#include "mail/mail.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>

/* What was met in the mail that is read. */
typedef struct letter {
    int number, files;
    bool is_sealed, has_picture, has_link;
} letter;

bool enclosed_is(span bytes)
{
    return mail_is(bytes);
}

void enclosed_close(enclosed *e)
{
    for (int i = 0; e && i < e->count; i++)
        sys_map_close(&e->files[i].map);
    if (e)
        e->count = 0;
}

static void fault_add(enclosed *e, const err *why)
{
    if (e->fault_count < ENCLOSED_FAULTS_MAX)
        e->faults[e->fault_count] = *why;
    e->fault_count++;
}

/* Why the mail brings no file, and what to do. */
static void letter_fault(const letter *l, err *ret)
{
    if (l->is_sealed) {
        (void)err_set(ret, ERR_INPUT, N_("E-mail %d is encrypted"), l->number);
        (void)err_hint(
            ret, N_("Open it in your mail program, save the attached file and drop that"));
    } else if (l->has_link) {
        (void)err_set(ret, ERR_INPUT, N_("E-mail %d has no file attached, only a link"), l->number);
        (void)err_hint(ret, N_("Open the link, download the bill and drop that file"));
    } else {
        (void)err_set(ret, ERR_INPUT,
            l->has_picture ? N_("E-mail %d has pictures, but no file attached that could be a bill")
                           : N_("E-mail %d has no file attached"),
            l->number);
        (void)err_hint(ret, N_("Ask the sender for the bill as CSV or XLSX"));
    }
}

static void letter_end(enclosed *e, const letter *l)
{
    err why = { 0 };
    if (l->number == 0 || l->files > 0)
        return;
    letter_fault(l, &why);
    fault_add(e, &why);
}

/* A text that is too large or broken has no link that matters. */
static bool text_links(mail *m, arena *a)
{
    err ignored = { 0 };
    span text = { NULL, 0 };
    size_t mark = a->used;
    bool is_read = mail_part_text(m, a, &text, &ignored);
    bool has = is_read && (span_search(text, (span)SPAN("http://")) < text.size ||
                              span_search(text, (span)SPAN("https://")) < text.size);
    arena_reset(a, mark);
    return has;
}

static bool file_add(enclosed *e, mail *m, letter *l, const mail_part *part, err *reterr)
{
    l->files++;
    if (e->count == ENCLOSED_MAX) {
        (void)err_set(reterr, ERR_LIMIT, N_("The e-mails bring more than %d files"), ENCLOSED_MAX);
        return err_hint(reterr, N_("Save the attached files and drop those"));
    }
    enclosed_file *f = &e->files[e->count];
    *f = (enclosed_file){ 0 };
    snprintf(f->name, sizeof f->name, "%.*s", SPAN_PRINT(part->name));
    if (!mail_part_map(m, &f->map, reterr)) {
        if (reterr->code != ERR_INPUT)
            return false;
        fault_add(e, reterr);
        return true;
    }
    e->count++;
    return true;
}

static bool part_take(enclosed *e, mail *m, arena *a, letter *l, const mail_part *part, err *reterr)
{
    if (part->message != l->number) {
        letter_end(e, l);
        *l = (letter){ .number = part->message };
    }
    switch (part->kind) {
    case MAIL_FILE: return file_add(e, m, l, part, reterr);
    case MAIL_PICTURE: l->has_picture = true; break;
    case MAIL_SEALED: l->is_sealed = true; break;
    case MAIL_TEXT:
    case MAIL_HTML: l->has_link = l->has_link || text_links(m, a); break;
    case MAIL_SIGNATURE: break;
    }
    return true;
}

static bool mails_read(enclosed *e, mail *m, arena *a, err *reterr)
{
    letter l = { 0 };
    bool more = true;
    while (more) {
        mail_part part;
        err why = { 0 };
        bool is_read = mail_next(m, &part, &more, &why);
        if (!is_read && why.code != ERR_INPUT) {
            *reterr = why;
            return false;
        }
        if (!is_read) {
            letter_end(e, &l);
            l = (letter){ 0 };
            fault_add(e, &why);
            more = true;
        } else if (more && !part_take(e, m, a, &l, &part, reterr)) {
            return false;
        }
    }
    letter_end(e, &l);
    return true;
}

bool enclosed_open(span bytes, enclosed *ret, err *reterr)
{
    assert(ret);
    ARENA home = { 0 };
    mail *m = NULL;
    ret->count = 0;
    ret->fault_count = 0;
    if (!arena_open(&home, 4 * MAIL_TEXT_MAX))
        return err_set(reterr, ERR_MEMORY, N_("no room for an e-mail"));
    bool is_good = mail_open(bytes, &m, reterr) && mails_read(ret, m, &home, reterr);
    mail_close(m);
    if (is_good && ret->count == 0) {
        is_good = false;
        *reterr = ret->faults[0];
        if (ret->fault_count == 0)
            (void)err_set(reterr, ERR_INPUT, N_("This is no e-mail"));
    }
    if (!is_good)
        enclosed_close(ret);
    return is_good;
}
