/* Rows of ways to give.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/way/way.h"

#include "text/text.h"
#include "way_sql.h"

#include <assert.h>

enum { LISTED_MAX = 256 };

static const struct {
    const char *name, *label;
} kinds[WAY_KIND_COUNT] = {
    [WAY_QR] = { "qr", N_("QR code") },
    [WAY_BANK] = { "bank", N_("Bank transfer") },
    [WAY_CASH] = { "cash", N_("Cash") },
    [WAY_PAGE] = { "page", N_("Page of a provider") },
    [WAY_OTHER] = { "other", N_("Other way") },
};

const char *way_kind_name(way_kind kind)
{
    return kind > 0 && kind < WAY_KIND_COUNT ? kinds[kind].name : "";
}

const char *way_kind_label(way_kind kind)
{
    assert(kind > 0 && kind < WAY_KIND_COUNT);
    return kinds[kind].label;
}

bool way_kind_parse(span name, way_kind *ret_kind)
{
    for (int i = 1; i < WAY_KIND_COUNT; i++) {
        if (span_is(name, kinds[i].name)) {
            *ret_kind = (way_kind)i;
            return true;
        }
    }
    return false;
}

void way_add_payload(buffer *b, span payload, span code, money amount)
{
    static const span code_mark = SPAN("{code}");
    static const span amount_mark = SPAN("{amount}");
    while (payload.size > 0) {
        size_t skip = 1;
        if (span_starts(payload, code_mark)) {
            buffer_add(b, code);
            skip = code_mark.size;
        } else if (span_starts(payload, amount_mark)) {
            text_add_money_plain(b, amount);
            skip = amount_mark.size;
        } else {
            buffer_byte(b, payload.at[0]);
        }
        payload = span_slice(payload, skip, payload.size);
    }
}

/* ---- rules ---------------------------------------------------------------------------------- */

static bool field_check(const char *field, span text, int limit, err *reterr)
{
    return text_length(text) <= (size_t)limit ||
           err_field(reterr, field, N_("It has at most %d characters"), limit);
}

static bool payload_check(span payload, err *reterr)
{
    if (payload.size > WAY_PAYLOAD_MAX)
        return err_field(reterr, "payload", N_("It has at most %d characters"), WAY_PAYLOAD_MAX);
    for (size_t i = 0; i < payload.size; i++) {
        if ((unsigned char)payload.at[i] <= ' ')
            return err_field(
                reterr, "payload", N_("An address or the text of a QR code has no blanks"));
    }
    return true;
}

static bool account_check(const way *w, err *reterr)
{
    if (w->kind != WAY_BANK)
        return true;
    if (w->holder.size == 0)
        return err_field(reterr, "holder", N_("Enter in whose name the account is"));
    return w->account_no.size > 0 ||
           err_field(reterr, "account_no", N_("Enter the number of the account"));
}

static bool page_check(const way *w, err *reterr)
{
    static const span schemes[] = { SPAN("https://"), SPAN("http://") };
    if (w->kind != WAY_PAGE || span_starts(w->payload, schemes[0]) ||
        span_starts(w->payload, schemes[1]))
        return true;
    return err_field(reterr, "payload", N_("Enter the address of the page: https://..."));
}

static bool way_check(const way *w, err *reterr)
{
    if (w->kind <= 0 || w->kind >= WAY_KIND_COUNT)
        return err_field(reterr, "kind", N_("Choose a kind"));
    if (w->title_zh.size == 0)
        return err_field(reterr, "title_zh", N_("Enter what the way is called"));
    if (w->place < 0 || w->place > WAY_PLACE_MAX)
        return err_field(reterr, "place", N_("The place is 1 to %d"), WAY_PLACE_MAX);
    return field_check("title_zh", w->title_zh, WAY_TITLE_MAX, reterr) &&
           field_check("title_en", w->title_en, WAY_TITLE_MAX, reterr) &&
           field_check("holder", w->holder, WAY_FIELD_MAX, reterr) &&
           field_check("account_no", w->account_no, WAY_FIELD_MAX, reterr) &&
           field_check("bank", w->bank, WAY_FIELD_MAX, reterr) &&
           field_check("note_zh", w->note_zh, WAY_NOTE_MAX, reterr) &&
           field_check("note_en", w->note_en, WAY_NOTE_MAX, reterr) &&
           payload_check(w->payload, reterr) && account_check(w, reterr) && page_check(w, reterr);
}

static bool place_set(store_txn *txn, way *w, err *reterr)
{
    if (w->place > 0)
        return true;
    store_rows rows = { 0 };
    const store_value in[] = { store_int(w->org.value), store_int(w->campaign.value) };
    if (!store_read(txn, &WAY_LAST_PLACE, in, 2, &rows, reterr))
        return false;
    int64_t last = store_rows_next(&rows) ? store_rows_int(&rows, 0) : 0;
    w->place = last < WAY_PLACE_MAX ? (int32_t)last + 1 : WAY_PLACE_MAX;
    return store_rows_close(&rows, reterr);
}

/* ---- rows ----------------------------------------------------------------------------------- */

bool way_put(store_txn *txn, const change *c, way *w, err *reterr)
{
    assert(txn && c && w && w->org.value && w->campaign.value);
    if (!way_check(w, reterr) || !place_set(txn, w, reterr))
        return false;
    w->id = id_next(c->ids, c->real_us);
    const store_value row[] = { store_int(w->id), store_int(w->org.value),
        store_int(w->campaign.value), store_int(w->kind), store_int(w->place),
        store_text(w->title_zh), store_text(w->title_en.size ? w->title_en : w->title_zh),
        store_text(w->holder), store_text(w->account_no), store_text(w->bank),
        store_text(w->payload), store_text(w->note_zh),
        store_text(w->note_en.size ? w->note_en : w->note_zh), store_int(c->author->id),
        store_int(c->civil_us) };
    return store_run(txn, &WAY_INSERT, row, 15, NULL, reterr);
}

static bool apply_end(store_txn *txn, change *c, err *reterr)
{
    const way_end_input *in = c->input;
    int64_t changed = 0;
    const store_value set[] = { store_int(in->id), store_int(c->org.value),
        store_int(c->author->id), store_int(c->civil_us) };
    c->object_id = in->id;
    return store_run(txn, &WAY_END, set, 4, &changed, reterr) &&
           (changed == 1 ||
               err_set(reterr, ERR_ABSENT, N_("There is no such way to give, or it has ended")));
}

const change_kind way_end = { 443, "way.end", RIGHT_CAMPAIGN_EDIT, apply_end };

static span kept(arena *a, store_rows *rows, int column)
{
    return arena_copy(a, store_rows_text(rows, column));
}

static way row_read(store_rows *rows, arena *a)
{
    return (way){ .id = store_rows_int(rows, 0),
        .org = { store_rows_int(rows, 1) },
        .campaign = { store_rows_int(rows, 2) },
        .kind = (way_kind)store_rows_int(rows, 3),
        .place = (int32_t)store_rows_int(rows, 4),
        .title_zh = kept(a, rows, 5),
        .title_en = kept(a, rows, 6),
        .holder = kept(a, rows, 7),
        .account_no = kept(a, rows, 8),
        .bank = kept(a, rows, 9),
        .payload = kept(a, rows, 10),
        .note_zh = kept(a, rows, 11),
        .note_en = kept(a, rows, 12),
        .made_by = store_rows_int(rows, 13),
        .made_us = store_rows_int(rows, 14),
        .ended_us = store_rows_int(rows, 15) };
}

bool ways_read(store_conn *conn, arena *a, campaign_id campaign, bool also_ended, way **ret_rows,
    size_t *ret_count, err *reterr)
{
    assert(conn && a && ret_rows && ret_count);
    store_rows rows = { 0 };
    size_t limit = also_ended ? LISTED_MAX : WAYS_MAX;
    const store_value in[] = { store_int(campaign.value), store_int(also_ended),
        store_int((int64_t)limit) };
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, way, limit);
    if (!*ret_rows)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!store_query_open(conn, &WAY_ALL, in, 3, &rows, reterr))
        return false;
    while (*ret_count < limit && store_rows_next(&rows))
        (*ret_rows)[(*ret_count)++] = row_read(&rows, a);
    return store_rows_close(&rows, reterr);
}
