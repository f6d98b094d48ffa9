/* A request's body while it arrives: into memory, into a file without a name, or through the
 * form parser.  What is too large or broken is refused at once when its head says so; else the
 * rest is read and dropped up to a bound, so that the sender can read the answer.
 * SPDX-License-Identifier: Apache-2.0 */
#include "net/net_in.h"
#include "net/net_decode_in.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

enum {
    BODY_SIZE_FIRST = 4096,
    FORM_BUFFER_SIZE = 4096,
    FORM_ROOM_FIRST = 16,
    VALUE_SIZE_FIRST = 64
};

static span media_type(const net_request *r)
{
    const span type = net_header(r, "content-type");
    return span_trim(span_slice(type, 0, span_find(type, ';')));
}

static bool is_multipart(const net_request *r)
{
    static const span name = SPAN("multipart/form-data");
    return net_decode_same(media_type(r), name);
}

static bool is_urlencoded(const net_request *r)
{
    static const span name = SPAN("application/x-www-form-urlencoded");
    return net_decode_same(media_type(r), name);
}

/* ---- forms ---------------------------------------------------------------------------------- */

/* Room for one more of `*count` things of `size` bytes: doubled when full. */
static bool room_make(arena *a, void **items, size_t *room, size_t count, size_t size)
{
    if (count < *room)
        return true;
    const size_t next = *room ? *room * 2 : FORM_ROOM_FIRST;
    void *bigger = arena_take(a, next, size, alignof(max_align_t));
    if (!bigger)
        return false;
    if (count > 0)
        memcpy(bigger, *items, count * size);
    *items = bigger;
    *room = next;
    return true;
}

static bool text_keep(net_slot *s, const char *text, span *ret)
{
    const span raw = span_of(text ? text : "");
    if (text_utf8_bad(raw) != raw.size || !net_decode_is_printable(raw)) {
        s->refusal = 400;
        return false;
    }
    *ret = arena_copy(&s->memory, raw);
    if (!ret->at)
        s->refusal = 503;
    return ret->at != NULL;
}

/* Ends the field or file whose bytes were arriving. */
static void piece_end(net_slot *s)
{
    net_form *f = &s->form;
    if (f->is_open && f->is_file && !net_file_rewind(f->parts[f->part_count - 1].fd))
        s->refusal = 503;
    if (f->is_open && !f->is_file) {
        const span value = buffer_span(&f->value);
        const bool has_nul = value.size > 0 && memchr(value.at, 0, value.size);
        if (f->value.is_full)
            s->refusal = 503;
        else if (has_nul || text_utf8_bad(value) != value.size)
            s->refusal = 400;
        f->fields[f->field_count - 1].value = value.at ? value : (span)SPAN("");
    }
    f->is_open = false;
}

/* A file without a name for what comes in; the refusal says why there is none. */
static bool upload_open(net_slot *s, int *ret_fd)
{
    err error = { 0 };
    if (!s->class.folder)
        s->refusal = 415;
    else if (s->home->uploads >= NET_UPLOADS_MAX || !net_file_open(s->class.folder, ret_fd, &error))
        s->refusal = 503;
    else
        s->home->uploads++;
    return s->refusal == 0;
}

static void upload_close(net_slot *s, int fd)
{
    s->home->uploads--;
    sys_fd_close(fd);
}

static bool part_begin(net_slot *s, const char *name, const char *file_name, const char *type)
{
    net_form *f = &s->form;
    void *items = f->parts;
    if (!room_make(&s->memory, &items, &f->part_room, f->part_count, sizeof(net_part))) {
        s->refusal = 503;
        return false;
    }
    f->parts = items;
    net_part part = { .fd = -1 };
    if (!text_keep(s, name, &part.name) || !text_keep(s, file_name, &part.file_name) ||
        !text_keep(s, type, &part.type))
        return false;
    if (!upload_open(s, &part.fd))
        return false;
    f->parts[f->part_count++] = part;
    f->is_file = true;
    f->is_open = true;
    return true;
}

static bool field_begin(net_slot *s, const char *name)
{
    net_form *f = &s->form;
    void *items = f->fields;
    if (!room_make(&s->memory, &items, &f->field_room, f->field_count, sizeof(net_pair))) {
        s->refusal = 503;
        return false;
    }
    f->fields = items;
    net_pair field = { { NULL, 0 }, { NULL, 0 } };
    if (!text_keep(s, name, &field.name))
        return false;
    f->fields[f->field_count++] = field;
    f->value = buffer_in(&s->memory, VALUE_SIZE_FIRST);
    f->is_file = false;
    f->is_open = true;
    return true;
}

static bool piece_add(net_slot *s, const char *data, size_t size)
{
    net_form *f = &s->form;
    if (size == 0)
        return true;
    if (f->is_file) {
        net_part *part = &f->parts[f->part_count - 1];
        part->size += (int64_t)size;
        if (!net_file_write(part->fd, data, size))
            s->refusal = 503;
        return s->refusal == 0;
    }
    f->field_bytes += size;
    if (f->field_bytes > NET_BODY_MEMORY_MAX)
        s->refusal = 413;
    else
        buffer_add(&f->value, (span){ data, size });
    return s->refusal == 0;
}

/* The library's parser has bytes of a piece; offset 0 begins one. */
static enum MHD_Result piece_read(void *self, enum MHD_ValueKind kind, const char *name,
    const char *file_name, const char *type, const char *coding, const char *data, uint64_t offset,
    size_t size)
{
    net_slot *s = self;
    net_form *f = &s->form;
    (void)kind;
    (void)coding;
    if (s->refusal)
        return MHD_NO;
    if (offset == 0) {
        piece_end(s);
        f->is_over = file_name && f->part_count >= NET_PART_MAX;
        f->part_over += f->is_over;
    }
    if (f->is_over)
        return MHD_YES;
    if (offset == 0) {
        if (f->field_count + f->part_count >= NET_FIELD_MAX)
            s->refusal = 413;
        if (s->refusal || !name || (file_name && !part_begin(s, name, file_name, type)) ||
            (!file_name && !field_begin(s, name)))
            return MHD_NO;
    }
    return f->is_open && piece_add(s, data, size) ? MHD_YES : MHD_NO;
}

static int form_begin(net_slot *s)
{
    if (is_urlencoded(&s->request))
        return 0;
    if (!is_multipart(&s->request))
        return 415;
    s->form.parser = MHD_create_post_processor(s->connection, FORM_BUFFER_SIZE, piece_read, s);
    return s->form.parser ? 0 : 400;
}

/* ---- the body as a whole -------------------------------------------------------------------- */

static bool is_in_memory(const net_slot *s)
{
    return s->class.kind == NET_BODY_MEMORY || (s->class.kind == NET_BODY_FORM && !s->form.parser);
}

static int64_t size_max(const net_slot *s)
{
    const bool is_small = is_in_memory(s) && s->class.size_max > NET_BODY_MEMORY_MAX;
    return is_small ? NET_BODY_MEMORY_MAX : s->class.size_max;
}

int net_intake_begin(net_slot *s, int64_t size)
{
    if (s->class.kind == NET_BODY_NONE)
        return 413;
    const int form = s->class.kind == NET_BODY_FORM ? form_begin(s) : 0;
    if (form != 0)
        return form;
    if (size > size_max(s))
        return 413;
    if (is_in_memory(s))
        s->body = buffer_in(&s->memory, size > 0 ? (size_t)size : BODY_SIZE_FIRST);
    return s->class.kind != NET_BODY_FILE || upload_open(s, &s->request.body_fd) ? 0 : s->refusal;
}

bool net_intake_take(net_slot *s, const char *data, size_t size)
{
    s->body_got += (int64_t)size;
    if (s->body_got > size_max(s) && s->refusal == 0)
        s->refusal = 413;
    if (s->refusal)
        return s->body_got <= size_max(s) + NET_DRAIN_MAX;
    if (is_in_memory(s)) {
        buffer_add(&s->body, (span){ data, size });
        if (s->body.is_full)
            s->refusal = 503;
    } else if (s->form.parser) {
        if (MHD_post_process(s->form.parser, data, size) == MHD_NO && s->refusal == 0)
            s->refusal = 400;
    } else if (!net_file_write(s->request.body_fd, data, size)) {
        s->refusal = 503;
    }
    return true;
}

static int form_end(net_slot *s)
{
    net_form *f = &s->form;
    net_request *r = &s->request;
    if (!f->parser) {
        err error = { 0 };
        net_pair *fields;
        if (!net_decode_pairs(
                &s->memory, buffer_span(&s->body), NET_FIELD_MAX, &fields, &r->field_count, &error))
            return error.code == ERR_MEMORY ? 503 : error.code == ERR_LIMIT ? 413 : 400;
        r->fields = fields;
        return 0;
    }
    const bool is_whole = MHD_destroy_post_processor(f->parser) == MHD_YES;
    f->parser = NULL;
    piece_end(s);
    r->fields = f->fields;
    r->field_count = f->field_count;
    r->parts = f->parts;
    r->part_count = f->part_count;
    r->part_over = f->part_over;
    return s->refusal ? s->refusal : is_whole ? 0 : 400;
}

int net_intake_end(net_slot *s)
{
    net_request *r = &s->request;
    if (s->refusal)
        return s->refusal;
    r->body_size = s->body_got;
    if (s->class.kind == NET_BODY_FORM)
        return form_end(s);
    if (s->class.kind == NET_BODY_FILE)
        return net_file_rewind(r->body_fd) ? 0 : 503;
    if (s->class.kind == NET_BODY_MEMORY)
        r->body = buffer_span(&s->body);
    return 0;
}

void net_intake_done(net_slot *s)
{
    if (s->form.parser)
        (void)MHD_destroy_post_processor(s->form.parser);
    s->form.parser = NULL;
    for (size_t i = 0; i < s->form.part_count; i++)
        upload_close(s, s->form.parts[i].fd);
    s->form.part_count = 0;
    if (s->request.body_fd >= 0)
        upload_close(s, s->request.body_fd);
    s->request.body_fd = -1;
}
