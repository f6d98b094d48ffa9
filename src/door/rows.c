/* Rows of a payment file as the doors give them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/rows.h"

#include "door/report.h"
#include "file/file.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>

enum { INDEX_HOURS = 24 };

/* The place of the index of a file in the books: it ends like an upload. */
static bool index_place(
    house *h, const statement *s, char path[FILE_PATH_MAX], bool *ret_found, err *reterr)
{
    char ending[32];
    char place[FILE_PLACE_NAME_MAX];
    const char *folder = house_uploads(h);
    int64_t ends_us = sys_real_us(house_clock(h)) + INDEX_HOURS * INT64_C(3600000000);
    snprintf(ending, sizeof ending, "%016llx.rows", (unsigned long long)s->id.value);
    if (!file_staged_find(folder, ending, place, ret_found, reterr))
        return false;
    if (!*ret_found)
        snprintf(place, sizeof place, "%016llx%s", (unsigned long long)ends_us, ending);
    return (file_staged_path(folder, place, path, FILE_PATH_MAX) ||
               err_set(reterr, ERR_STORE, N_("the path of the data folder is too long"))) &&
           sys_folder_make(folder, reterr);
}

bool rows_of_statement(house *h, const import_desk *desk, arena *home, const statement *s,
    const import_rows_ask *ask, import_rows_page *ret, err *reterr)
{
    assert(h && desk && home && s && ask && ret);
    char path[FILE_PATH_MAX];
    bool is_found = false;
    sys_map map = { 0 };
    if (!index_place(h, s, path, &is_found, reterr) ||
        !file_open(house_attachments(h), &s->digest, false, &map, reterr))
        return false;
    bool is_good = (is_found || import_index_booked(desk, home, s, map.bytes, path, reterr)) &&
                   import_rows_read(desk, home, path, map.bytes, ask, ret, reterr);
    sys_map_close(&map);
    return is_good;
}

static bool number_read(const char *field, span text, int64_t *ret, err *reterr)
{
    uint64_t number = 0;
    *ret = 0;
    if (text.size == 0)
        return true;
    if (!text_parse_uint(text, INT64_MAX, &number))
        return err_field(reterr, field, N_("%.*s is not a number"), SPAN_PRINT(text));
    *ret = (int64_t)number;
    return true;
}

bool rows_ask_read(span kind, span reason, span after, import_rows_ask *ret, err *reterr)
{
    int64_t number = 0;
    if (!import_kind_parse(kind, &ret->kind, reterr) ||
        !number_read("reason", reason, &number, reterr) ||
        !number_read("after", after, &ret->after, reterr))
        return false;
    ret->reason = number <= IMPORT_REASONS_MAX ? (int)number : IMPORT_REASONS_MAX + 1;
    return true;
}

money row_amount(const import_row_item *item)
{
    const payfile_row *row = &item->row;
    return row->amount.fen == 0 && row->has_flow ? row->flow : row->amount;
}

const char *row_why(const import_row_item *item)
{
    switch (item->fate) {
    case IMPORT_IGNORED: return item->reason;
    case IMPORT_REJECTED: return item->rule;
    case IMPORT_KNOWN: return N_("The payment is in the books");
    case IMPORT_REPEATED: return N_("The same payment stands above");
    case IMPORT_ELSEWHERE: return N_("A file before this one brings it");
    default: return NULL;
    }
}

static void item_json(json_writer *w, say_lang lang, const import_row_item *item, bool is_shown)
{
    const payfile_row *row = &item->row;
    const char *why = row_why(item);
    unsigned char room[32];
    arena a = { .start = room, .size = sizeof room };
    buffer day = buffer_in(&a, 12);
    json_object(w);
    json_put_int(w, "row", row->number);
    json_put_string(w, "becomes", span_of(import_fate_name(item->fate)));
    if (why)
        json_put_string(w, "why", span_of(say(lang, why)));
    if (item->fate == IMPORT_REJECTED) {
        json_put_string(w, "column", row->fault.column);
        json_put_string(w, "value", row->fault.value);
        if (row->fault.hint)
            json_put_string(w, "hint", span_of(say(lang, row->fault.hint)));
    }
    if (item->file > 0)
        json_put_int(w, "in_file", item->file);
    if (row->day.day != 0) {
        text_add_date(&day, row->day);
        json_put_string(w, "day", buffer_span(&day));
    }
    if (row->second >= 0)
        json_put_int(w, "second", row->second);
    currency_json(w, "amount", row->asset ? row->asset : LEDGER_CNY, row_amount(item).fen);
    json_put_string(w, "currency", row->currency);
    if (is_shown) {
        json_put_string(w, "order_no", row->order_no);
        json_put_string(w, "merchant_no", row->merchant_no);
        json_put_string(w, "refund_no", row->refund_no);
        json_put_string(w, "payer", row->payer);
        json_put_string(w, "payer_name", row->payer_name);
        json_put_string(w, "payer_account", row->payer_account);
        json_put_string(w, "note", row->note);
    }
    json_object_end(w);
}

void rows_json(json_writer *w, say_lang lang, const import_rows_ask *ask,
    const import_rows_page *page, bool is_shown)
{
    json_object(w);
    json_put_string(w, "kind", span_of(import_kind_name(ask->kind)));
    json_put_int(w, "rows", page->total);
    json_name(w, "items");
    json_array(w);
    for (size_t i = 0; i < page->count; i++)
        item_json(w, lang, &page->items[i], is_shown);
    json_array_end(w);
    if (page->has_more)
        json_put_int(w, "next_after", page->items[page->count - 1].row.number);
    json_object_end(w);
}

static void csv_second(buffer *b, int32_t second)
{
    if (second >= 0)
        buffer_format(b, "%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
}

static void csv_row(buffer *b, say_lang lang, const import_row_item *item, span other, span demo)
{
    const payfile_row *row = &item->row;
    const char *why = row_why(item);
    bool is_bad = item->fate == IMPORT_REJECTED;
    static const span none = SPAN("");
    const span cells[] = { why ? span_of(say(lang, why)) : none, is_bad ? row->fault.column : none,
        is_bad ? row->fault.value : none,
        is_bad && row->fault.hint ? span_of(say(lang, row->fault.hint)) : none, other, demo };
    buffer_format(b, "%lld,%s,", (long long)row->number, import_fate_name(item->fate));
    if (date_is_valid(row->day))
        text_add_date(b, row->day);
    buffer_byte(b, ',');
    csv_second(b, row->second);
    buffer_byte(b, ',');
    int64_t of = row->asset ? row->asset : LEDGER_CNY;
    if (row_amount(item).fen) /* a row that can't be read has none */
        text_add_amount_plain(b, of, row_amount(item).fen);
    buffer_format(b, ",%s", row_amount(item).fen ? currency_of(of)->code : "");
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        buffer_byte(b, ',');
        text_add_csv(b, cells[i]);
    }
    buffer_text(b, "\r\n");
}

void rows_csv_write(
    buffer *b, say_lang lang, const import_rows_page *page, const span *names, span demo)
{
    assert(b && page);
    buffer_text(
        b, "row,becomes,day,time,amount,currency,why,column,value,how_to_mend,in_file,demo\r\n");
    for (size_t i = 0; i < page->count; i++) {
        const import_row_item *item = &page->items[i];
        span other = names && item->file > 0 && item->file <= IMPORT_FILES_MAX ? names[item->file]
                                                                               : (span)SPAN("");
        csv_row(b, lang, item, other, demo);
    }
}
