/* Transfers as the public sees them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/web_in.h"

#include "web_sql.h"

#include <assert.h>
#include <string.h>

enum { ROWS_FIRST = 64, WAIT_LOOK = 200 };

span web_name_in(web_name n, say_lang lang)
{
    return lang == SAY_EN && n.en.size > 0 ? n.en : n.zh;
}

static bool memory_short(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

static public_row *row_add(arena *a, public_list *list, size_t *room)
{
    if (list->count == *room) {
        size_t size = *room ? *room * 2 : ROWS_FIRST;
        public_row *more = ARENA_NEW(a, public_row, size);
        if (!more)
            return NULL;
        if (list->count > 0)
            memcpy(more, list->at, list->count * sizeof *more);
        list->at = more;
        *room = size;
    }
    return &list->at[list->count++];
}

/* Names of accounts come in long runs of the same one. */
static bool text_keep(arena *a, store_rows *rows, int column, span before, span *ret)
{
    span text = store_rows_text(rows, column);
    *ret = before.at && span_equal(text, before) ? before
                                                 : arena_copy(a, text.at ? text : span_of(""));
    return ret->at != NULL;
}

static bool row_read(arena *a, store_rows *rows, const public_row *before, public_row *ret)
{
    static const public_row none = { 0 };
    const public_row *last = before ? before : &none;
    int64_t amount = store_rows_int(rows, 2);
    *ret = (public_row){ .number = store_rows_is_null(rows, 0) ? -1 : store_rows_int(rows, 0),
        .reason = (ledger_reason)store_rows_int(rows, 11),
        .is_reversal = store_rows_int(rows, 12) != 0,
        .day = { (int32_t)store_rows_int(rows, 3) },
        .entered = { (int32_t)store_rows_int(rows, 4) },
        .channel = (donation_channel)store_rows_int(rows, 13) };
    ret->waits = ret->number < 0 && store_rows_int(rows, 1) == 1;
    bool goes_out =
        ret->is_reversal || ret->reason == LEDGER_REASON_REFUND || ret->reason == LEDGER_REASON_FEE;
    ret->amount = (worth){ store_rows_int(rows, 15), goes_out ? -amount : amount };
    return text_keep(a, rows, 5, last->to_code, &ret->to_code) &&
           text_keep(a, rows, 6, last->to.zh, &ret->to.zh) &&
           text_keep(a, rows, 7, last->to.en, &ret->to.en) &&
           text_keep(a, rows, 8, last->from_code, &ret->from_code) &&
           text_keep(a, rows, 9, last->from.zh, &ret->from.zh) &&
           text_keep(a, rows, 10, last->from.en, &ret->from.en) &&
           text_keep(a, rows, 14, last->label, &ret->label);
}

bool public_rows_read(store_conn *conn, arena *a, const store_query *q, const store_value *in,
    int count, size_t limit, public_list *ret, err *reterr)
{
    assert(conn && a && q && ret);
    store_rows rows = { 0 };
    size_t room = 0;
    bool is_full = false;
    *ret = (public_list){ 0 };
    if (!store_query_open(conn, q, in, count, &rows, reterr))
        return false;
    while (!is_full && ret->count < limit && store_rows_next(&rows)) {
        public_row *row = row_add(a, ret, &room);
        is_full = !row || !row_read(a, &rows, ret->count > 1 ? row - 1 : NULL, row);
    }
    return store_rows_close(&rows, reterr) && (!is_full || memory_short(reterr));
}

bool public_rows_waiting(
    store_conn *conn, arena *a, int64_t account, size_t limit, public_list *ret, err *reterr)
{
    const store_value in[] = { store_int(WAIT_LOOK), store_int(account) };
    public_list other = { 0 };
    public_list gifts = { 0 };
    if (!public_rows_read(conn, a, &WEB_WAIT_OTHER, in, 2, limit, &other, reterr) ||
        !public_rows_read(conn, a, &WEB_WAIT_NEWEST, in, 2, limit, &gifts, reterr))
        return false;
    *ret = (public_list){ .at = ARENA_NEW(a, public_row, other.count + gifts.count + 1) };
    if (!ret->at)
        return memory_short(reterr);
    for (size_t o = 0, g = 0; ret->count < limit && (o < other.count || g < gifts.count);) {
        bool is_gift =
            o == other.count || (g < gifts.count && gifts.at[g].day.day > other.at[o].day.day);
        ret->at[ret->count++] = is_gift ? gifts.at[g++] : other.at[o++];
    }
    return true;
}

const char *public_row_log(const public_row *row)
{
    return row->number >= 0 ? "logged" : row->waits ? "waiting" : "none";
}

/* ---- words ---------------------------------------------------------------------------------- */

mark_view public_row_mark(const public_row *row)
{
    static const mark_view marks[LEDGER_REASON_COUNT] = {
        [LEDGER_REASON_GIFT] = { N_("Gift"), TONE_PLAIN, ICON_NONE },
        [LEDGER_REASON_FEE] = { N_("Fee"), TONE_ZERO, ICON_NONE },
        [LEDGER_REASON_REFUND] = { N_("Refund"), TONE_WARN, ICON_BACK },
        [LEDGER_REASON_CLAIM] = { N_("Claimed"), TONE_INFO, ICON_NONE },
        [LEDGER_REASON_SETTLE] = { N_("Settlement"), TONE_PLAIN, ICON_NONE },
        [LEDGER_REASON_REVERSAL] = { N_("Correction"), TONE_BAD, ICON_BACK },
    };
    bool is_known = row->reason > 0 && row->reason < LEDGER_REASON_COUNT;
    return row->is_reversal ? marks[LEDGER_REASON_REVERSAL]
           : is_known       ? marks[row->reason]
                            : (mark_view){ 0 };
}

const char *public_row_said(const public_row *row)
{
    static const char *const said[LEDGER_REASON_COUNT] = {
        [LEDGER_REASON_GIFT] = N_("A kind person"),
        [LEDGER_REASON_FEE] = N_("Fee of the provider"),
        [LEDGER_REASON_REFUND] = N_("Given back to the giver"),
        [LEDGER_REASON_CLAIM] = N_("The giver was found"),
        [LEDGER_REASON_SETTLE] = N_("Paid over by the provider"),
        [LEDGER_REASON_REVERSAL] = N_("Reverses a transfer"),
    };
    if (row->is_reversal)
        return said[LEDGER_REASON_REVERSAL];
    return row->reason > 0 && row->reason < LEDGER_REASON_COUNT ? said[row->reason] : NULL;
}

bool public_items(arena *a, say_lang lang, const public_row *rows, size_t count, transfer_list *ret)
{
    transfer_item *items = ARENA_NEW(a, transfer_item, count + 1);
    if (!items)
        return false;
    for (size_t i = 0; i < count; i++) {
        const public_row *row = &rows[i];
        bool is_gift = row->reason == LEDGER_REASON_GIFT && !row->is_reversal;
        transfer_item *item = &items[i];
        *item = (transfer_item){ .day = row->day,
            .kind = public_row_mark(row),
            .amount = row->amount,
            .what = is_gift ? row->label : (span){ NULL, 0 },
            .what_said = public_row_said(row),
            .from = web_name_in(row->from, lang),
            .to = web_name_in(row->to, lang),
            .is_reversal = row->is_reversal };
        if (is_gift && row->channel > 0 && row->channel < CHANNEL_COUNT)
            item->channel = donation_channel_label(row->channel);
        item->seal.state = row->number >= 0 ? SEAL_PROVEN : row->waits ? SEAL_WAIT : SEAL_NONE;
        if (row->number < 0)
            continue;
        item->url = web_url(a, lang, "/transfers/%lld", (long long)row->number);
        item->seal.number = row->number;
        item->seal.url = item->url;
    }
    *ret = (transfer_list){ .items = items, .count = count };
    return true;
}
