/* The first rows of a file, their cells as names: by them a format knows its files.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/payfile_in.h"

enum {
    HEAD_COLUMNS_MAX = 128, /* a header's names stand in the first columns */
    HEAD_NAME_MAX = 240     /* bytes kept of a cell of the head */
};

int head_find(const head_row *row, const char *name)
{
    for (size_t i = 0; i < row->count; i++) {
        if (span_is(row->names[i], name))
            return (int)i;
    }
    return -1;
}

bool head_has(const head *h, const char *name)
{
    for (size_t i = 0; i < h->count; i++) {
        if (head_find(&h->rows[i], name) >= 0)
            return true;
    }
    return false;
}

bool head_contains(const head *h, const char *text)
{
    for (size_t i = 0; i < h->count; i++) {
        for (size_t k = 0; k < h->rows[i].count; k++) {
            span name = h->rows[i].names[k];
            if (name.size > 0 && span_search(name, span_of(text)) < name.size)
                return true;
        }
    }
    return false;
}

/* As it stands in the file, on one line. */
static span name_said(arena *home, source *s, int index)
{
    span cell = cell_text(s, index);
    char *into = arena_take(home, cell.size + 1, 1, 1);
    size_t used = 0;
    for (size_t i = 0; into && i < cell.size; i++) {
        bool is_blank = (unsigned char)cell.at[i] <= ' ';
        if (!is_blank)
            into[used++] = cell.at[i];
        else if (used > 0 && into[used - 1] != ' ')
            into[used++] = ' ';
    }
    return span_head(span_trim((span){ into, used }), HEAD_NAME_MAX);
}

static bool head_row_add(source *s, arena *home, head *ret, err *reterr)
{
    head_row *row = &ret->rows[ret->count++];
    row->number = s->row.number;
    row->count = s->row.count < HEAD_COLUMNS_MAX ? s->row.count : HEAD_COLUMNS_MAX;
    row->names = ARENA_NEW(home, span, row->count);
    row->bare = ARENA_NEW(home, span, row->count);
    row->said = ARENA_NEW(home, span, row->count);
    bool has_room = row->names && row->bare && row->said;
    for (size_t i = 0; has_room && i < row->count; i++) {
        row->names[i] = arena_copy(home, span_head(cell_name(s, (int)i), HEAD_NAME_MAX));
        row->bare[i] = name_bare(row->names[i]);
        row->said[i] = name_said(home, s, (int)i);
        has_room = row->names[i].at && row->said[i].at;
    }
    return has_room || err_set(reterr, ERR_MEMORY, N_("no room for a payment file"));
}

/* Reads the first rows.  What is wrong behind the first row is told when it is read as data. */
bool head_read(source *s, arena *home, head *ret, err *reterr)
{
    ret->count = 0;
    for (int i = 0; i < HEAD_ROWS_MAX; i++) {
        bool is_more = false;
        if (!source_next(s, &is_more, reterr))
            return ret->count > 0;
        if (!is_more)
            return true;
        if (!row_is_blank(&s->row) && !head_row_add(s, home, ret, reterr))
            return false;
    }
    return true;
}
