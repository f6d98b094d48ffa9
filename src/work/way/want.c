/* Rows of goods that are taken.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/way/want.h"

#include "text/text.h"
#include "way_sql.h"

#include <assert.h>

static bool text_check(const char *field, span text, bool is_needed, err *reterr)
{
    if (is_needed && text.size == 0)
        return err_field(reterr, field, N_("Enter what it is"));
    return text_length(text) <= WANT_TEXT_MAX ||
           err_field(reterr, field, N_("It has at most %d characters"), WANT_TEXT_MAX);
}

bool want_put(store_txn *txn, const change *c, goods_want *w, err *reterr)
{
    assert(txn && c && w && w->org.value && w->campaign.value);
    if (!text_check("class_zh", w->class_zh, true, reterr) ||
        !text_check("class_en", w->class_en, false, reterr) ||
        !text_check("name_zh", w->name_zh, true, reterr) ||
        !text_check("name_en", w->name_en, false, reterr) ||
        !text_check("standard", w->standard, false, reterr))
        return false;
    w->id = id_next(c->ids, c->real_us);
    const store_value row[] = { store_int(w->id), store_int(w->org.value),
        store_int(w->campaign.value), store_text(w->class_zh),
        store_text(w->class_en.size ? w->class_en : w->class_zh), store_text(w->name_zh),
        store_text(w->name_en.size ? w->name_en : w->name_zh), store_text(w->standard),
        store_int(c->author->id), store_int(c->civil_us) };
    return store_put(txn, &WANT_INSERT, row, 10, reterr);
}

static bool apply_end(store_txn *txn, change *c, err *reterr)
{
    const want_end_input *in = c->input;
    int64_t changed = 0;
    const store_value set[] = { store_int(in->id), store_int(c->org.value),
        store_int(c->author->id), store_int(c->civil_us) };
    c->object_id = in->id;
    return store_run(txn, &WANT_END, set, 4, &changed, reterr) &&
           (changed == 1 || err_set(reterr, ERR_ABSENT,
                                N_("There are no such goods, or they are no longer taken")));
}

const change_kind want_end = { 446, "want.end", RIGHT_CAMPAIGN_EDIT, apply_end };

bool wants_read(store_conn *conn, arena *a, campaign_id campaign, goods_want **ret_rows,
    size_t *ret_count, err *reterr)
{
    assert(conn && a && ret_rows && ret_count);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(campaign.value), store_int(WANTS_MAX) };
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, goods_want, WANTS_MAX);
    if (!*ret_rows)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!store_query_open(conn, &WANT_ALL, in, 2, &rows, reterr))
        return false;
    while (*ret_count < WANTS_MAX && store_rows_next(&rows)) {
        (*ret_rows)[(*ret_count)++] = (goods_want){ .id = store_rows_int(&rows, 0),
            .org = { store_rows_int(&rows, 1) },
            .campaign = { store_rows_int(&rows, 2) },
            .class_zh = arena_copy(a, store_rows_text(&rows, 3)),
            .class_en = arena_copy(a, store_rows_text(&rows, 4)),
            .name_zh = arena_copy(a, store_rows_text(&rows, 5)),
            .name_en = arena_copy(a, store_rows_text(&rows, 6)),
            .standard = arena_copy(a, store_rows_text(&rows, 7)) };
    }
    return store_rows_close(&rows, reterr);
}
