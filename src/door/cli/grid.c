/* Lists as table, json, csv or xlsx from one description of columns.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verb.h"

#include "text/currency.h"
#include "text/json.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { BEIJING_S = 28800, FLUSH_SIZE = 32768, TABLE_ROWS_KEPT = 512 };

static int64_t asset_of(const grid_cell *cell)
{
    return cell->asset ? cell->asset : CURRENCY_CNY;
}

/* The text of a cell as people read it. */
static void cell_text(buffer *b, grid_type type, const grid_cell *cell)
{
    switch (type) {
    case GRID_TEXT:
    case GRID_WORD: buffer_add(b, cell->text); break;
    case GRID_COUNT: buffer_int(b, cell->number); break;
    case GRID_MONEY: text_add_amount_plain(b, asset_of(cell), cell->number); break;
    case GRID_DAY:
        if (cell->number != 0)
            text_add_date(b, (date){ (int32_t)cell->number });
        break;
    case GRID_TIME:
        if (cell->number != 0)
            text_add_instant(b, cell->number, BEIJING_S);
        break;
    case GRID_ID:
        if (cell->number != 0)
            text_add_id(b, cell->number);
        break;
    }
}

/* Words of a program that a person reads in her language; their English is the word itself. */
static const char *const words[] = { N_("asset"), N_("liability"), N_("net"), N_("income"),
    N_("cost"), N_("claimed"), N_("unclaimed"), N_("reversed"), N_("moved"), N_("held"),
    N_("booked"), N_("booking"), N_("confirmed"), N_("undoing"), N_("undone"), N_("active"),
    N_("ended"), N_("wechat"), N_("alipay"), N_("bank"), N_("qr"), N_("cash"), N_("other"),
    N_("wechat-merchant"), N_("qr-sheet"), N_("administrator"), N_("clerk"), N_("reviewer"),
    N_("publisher"), N_("operator"), N_("federation"), N_("district"), N_("industry"), N_("bureau"),
    N_("enterprise"), N_("university"), N_("hospital"), N_("foundation"), N_("centre"), N_("union"),
    N_("partner"), N_("open"), N_("kept"), N_("expired"), N_("withdrawn"), N_("waits"),
    N_("prepared"), N_("reviewed"), N_("published"), N_("sent-back") };

static const char *word_said(say_lang lang, span code)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (span_is(code, words[i]))
            return say(lang, words[i]);
    }
    return NULL;
}

/* The same in a table, where figures have their thousands apart and words are said. */
static void cell_show(buffer *b, say_lang lang, grid_type type, const grid_cell *cell)
{
    const char *said = type == GRID_WORD ? word_said(lang, cell->text) : NULL;
    if (said) {
        buffer_text(b, said);
        return;
    }
    if (type == GRID_MONEY)
        text_add_amount(b, asset_of(cell), cell->number);
    else if (type == GRID_COUNT)
        text_add_count(b, cell->number);
    else
        cell_text(b, type, cell);
}

/* Columns that a text fills on a terminal: Chinese characters are two wide. */
static int width_of(span text)
{
    int width = 0;
    uint32_t rune = 0;
    while (text_rune(&text, &rune))
        width += rune >= 0x1100 && (rune <= 0x115F || (rune >= 0x2E80 && rune <= 0xFFDC)) ? 2 : 1;
    return width;
}

static void out_flush(grid *g, bool is_last)
{
    if (g->out.used < FLUSH_SIZE && !is_last)
        return;
    verb_out(g->call, buffer_span(&g->out));
    g->out.used = 0;
}

/* ---- opening -------------------------------------------------------------------------------- */

static bool book_open(grid *g, err *reterr)
{
    sheet_column columns[GRID_COLUMNS_MAX];
    for (int i = 0; i < g->column_count; i++) {
        grid_type type = g->columns[i].type;
        columns[i] = (sheet_column){ .name = span_of(say(g->call->lang, g->columns[i].label)),
            .type = type == GRID_COUNT   ? SHEET_TYPE_INT
                    : type == GRID_MONEY ? SHEET_TYPE_MONEY
                    : type == GRID_DAY   ? SHEET_TYPE_DATE
                                         : SHEET_TYPE_TEXT,
            .width = 18 };
    }
    span out = verb_value(g->call, "out");
    uint64_t random = 0;
    /* A workbook is written back and forth, which a pipe can't: without --out it is made beside
     * the data. */
    sys_random(&random, sizeof random);
    g->book_is_sent = out.at == NULL;
    if (out.at)
        snprintf(g->book_path, sizeof g->book_path, "%.*s", SPAN_PRINT(out));
    else
        snprintf(g->book_path, sizeof g->book_path, "%s/list-%016llx.xlsx",
            house_folder(g->call->house), (unsigned long long)random);
    const sheet_target target = { .path = g->book_path,
        .sheet_name = span_of("nuan"),
        .created_s = 1580515200,
        .columns = columns,
        .column_count = (size_t)g->column_count };
    return sheet_write_open(g->call->home, &target, &g->book, reterr);
}

bool grid_open(grid *g, verb_call *call, const grid_column *columns, int count, err *reterr)
{
    assert(g && call && columns && count > 0 && count <= GRID_COLUMNS_MAX);
    *g = (grid){
        .call = call, .columns = columns, .column_count = count, .out = buffer_in(call->home, 65536)
    };
    if (call->format == FORMAT_XLSX)
        return book_open(g, reterr);
    if (call->format == FORMAT_JSON)
        buffer_text(&g->out, "[");
    for (int i = 0; i < count && call->format == FORMAT_CSV; i++) {
        /* Amounts are in yuan here, in fen in json only. */
        static const span fen = SPAN("_fen");
        span name = span_of(columns[i].name);
        if (columns[i].type == GRID_MONEY && span_ends(name, fen))
            name.size -= fen.size;
        buffer_text(&g->out, i > 0 ? "," : "");
        buffer_add(&g->out, name);
    }
    if (call->format == FORMAT_CSV)
        buffer_text(&g->out, "\r\n");
    if (call->format == FORMAT_TABLE) {
        g->kept_size = (size_t)count * TABLE_ROWS_KEPT;
        g->kept = ARENA_NEW(call->home, grid_cell, g->kept_size);
        for (int i = 0; i < count; i++)
            g->widths[i] = width_of(span_of(say(call->lang, columns[i].label)));
    }
    return (call->format != FORMAT_TABLE || g->kept) ||
           err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

/* ---- rows ----------------------------------------------------------------------------------- */

static void json_row(grid *g, const grid_cell *cells)
{
    buffer_text(&g->out, g->row_count > 0 ? ",\n" : "\n");
    json_writer w = json_write(&g->out);
    unsigned char room[512];
    json_object(&w);
    for (int i = 0; i < g->column_count; i++) {
        const grid_column *column = &g->columns[i];
        arena a = { .start = room, .size = sizeof room };
        buffer b = buffer_in(&a, 256);
        span fen = span_of("_fen");
        if (column->type == GRID_MONEY && span_ends(span_of(column->name), fen)) {
            char name[64];
            snprintf(
                name, sizeof name, "%.*s", (int)(strlen(column->name) - fen.size), column->name);
            currency_json(&w, name, asset_of(&cells[i]), cells[i].number);
        } else if (column->type == GRID_COUNT || column->type == GRID_MONEY) {
            json_put_int(&w, column->name, cells[i].number);
        } else if (column->type == GRID_TEXT || column->type == GRID_WORD) {
            json_put_string(&w, column->name, cells[i].text);
        } else if (cells[i].number == 0) {
            json_put_null(&w, column->name);
        } else {
            cell_text(&b, column->type, &cells[i]);
            json_put_string(&w, column->name, buffer_span(&b));
        }
    }
    json_object_end(&w);
}

static void csv_row(grid *g, const grid_cell *cells)
{
    unsigned char room[8192];
    for (int i = 0; i < g->column_count; i++) {
        arena a = { .start = room, .size = sizeof room };
        buffer b = buffer_in(&a, 1024);
        cell_text(&b, g->columns[i].type, &cells[i]);
        buffer_text(&g->out, i > 0 ? "," : "");
        text_add_csv(&g->out, buffer_span(&b));
    }
    buffer_text(&g->out, "\r\n");
}

static bool book_row(grid *g, const grid_cell *cells, err *reterr)
{
    sheet_value values[GRID_COLUMNS_MAX];
    size_t mark = g->call->home->used;
    for (int i = 0; i < g->column_count; i++) {
        buffer b = buffer_in(g->call->home, 64);
        grid_type type = g->columns[i].type;
        values[i] = (sheet_value){ .number = cells[i].number,
            .amount = { cells[i].number },
            .unit = currency_unit(currency_of(asset_of(&cells[i]))),
            .day = { (int32_t)cells[i].number },
            .is_empty = type == GRID_DAY && cells[i].number == 0 };
        if (type == GRID_TEXT || type == GRID_WORD || type == GRID_TIME || type == GRID_ID) {
            cell_text(&b, type, &cells[i]);
            values[i].text = buffer_span(&b);
        }
    }
    bool is_good = sheet_write_row(g->book, values, reterr);
    arena_reset(g->call->home, mark);
    return is_good;
}

static void table_line(grid *g, const grid_cell *cells, bool is_head)
{
    for (int i = 0; i < g->column_count; i++) {
        unsigned char room[8192];
        arena a = { .start = room, .size = sizeof room };
        buffer b = buffer_in(&a, 1024);
        if (is_head)
            buffer_text(&b, say(g->call->lang, g->columns[i].label));
        else
            cell_show(&b, g->call->lang, g->columns[i].type, &cells[i]);
        bool is_number = g->columns[i].type == GRID_COUNT || g->columns[i].type == GRID_MONEY;
        int pad = g->widths[i] - width_of(buffer_span(&b));
        if (is_number)
            buffer_format(&g->out, "%*s", pad > 0 ? pad : 0, "");
        buffer_add(&g->out, buffer_span(&b));
        if (!is_number && i + 1 < g->column_count)
            buffer_format(&g->out, "%*s", pad > 0 ? pad : 0, "");
        buffer_text(&g->out, i + 1 < g->column_count ? "  " : "\n");
    }
    out_flush(g, false);
}

static void table_show(grid *g)
{
    size_t rows = g->kept_count / (size_t)g->column_count;
    table_line(g, NULL, true);
    for (size_t i = 0; i < rows; i++)
        table_line(g, g->kept + i * (size_t)g->column_count, false);
    g->kept_count = 0;
    g->kept = NULL;
}

/* The first rows are kept for the widths of their columns; what comes later uses these. */
static bool table_row(grid *g, const grid_cell *cells, err *reterr)
{
    if (!g->kept) {
        table_line(g, cells, false);
        return true;
    }
    for (int i = 0; i < g->column_count; i++) {
        unsigned char room[4096];
        arena a = { .start = room, .size = sizeof room };
        buffer b = buffer_in(&a, 512);
        cell_show(&b, g->call->lang, g->columns[i].type, &cells[i]);
        int width = width_of(buffer_span(&b));
        g->widths[i] = width > g->widths[i] ? width : g->widths[i];
        grid_cell *kept = &g->kept[g->kept_count++];
        *kept = cells[i];
        bool is_text = g->columns[i].type == GRID_TEXT || g->columns[i].type == GRID_WORD;
        if (is_text && cells[i].text.size > 0)
            kept->text = arena_copy(g->call->home, cells[i].text);
        if (is_text && cells[i].text.size > 0 && !kept->text.at)
            return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    }
    if (g->kept_count == g->kept_size)
        table_show(g);
    return true;
}

bool grid_row(grid *g, const grid_cell *cells, err *reterr)
{
    assert(g && cells);
    switch (g->call->format) {
    case FORMAT_JSON: json_row(g, cells); break;
    case FORMAT_CSV: csv_row(g, cells); break;
    case FORMAT_XLSX:
        if (!book_row(g, cells, reterr))
            return false;
        break;
    case FORMAT_TABLE:
        if (!table_row(g, cells, reterr))
            return false;
        break;
    }
    g->row_count++;
    if (!g->kept)
        out_flush(g, false);
    return buffer_check(&g->out, reterr);
}

static bool book_close(grid *g, err *reterr)
{
    sys_map map = { 0 };
    err ignored = { 0 };
    bool is_good = sheet_write_close(g->book, reterr);
    if (!g->book_is_sent)
        return is_good;
    is_good = is_good && sys_map_open(g->book_path, SIZE_MAX, &map, reterr);
    if (is_good)
        verb_out(g->call, map.bytes);
    sys_map_close(&map);
    return sys_file_remove(g->book_path, is_good ? reterr : &ignored) && is_good;
}

bool grid_close(grid *g, err *reterr)
{
    if (g->book)
        return book_close(g, reterr);
    if (g->kept)
        table_show(g);
    if (g->call->format == FORMAT_JSON)
        buffer_text(&g->out, g->row_count > 0 ? "\n]\n" : "]\n");
    out_flush(g, true);
    return buffer_check(&g->out, reterr);
}
