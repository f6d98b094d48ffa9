/* Old workbooks from strangers.  The input is taken twice: as a whole file, and (so that the fuzzer
 * gets past the container) as the stream of records, packed here.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

enum {
    SECTOR = 512,
    SECTORS_MAX = 250,
    TABLES = 2,
    STREAM_MAX = (SECTORS_MAX - TABLES - 1) * SECTOR
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void row_check(const sheet_book *book, const sheet_row *row)
{
    assert(row->number <= SHEET_ROWS_MAX && row->count <= SHEET_COLUMNS_MAX);
    for (size_t k = 0; k < row->count; k++) {
        date day;
        int32_t second;
        int64_t number;
        bool is_exact;
        span text = row->fields[k];
        assert(text.size <= SHEET_FIELD_MAX && text_utf8_bad(text) == text.size);
        if (row->marks[k] & SHEET_DATE)
            (void)sheet_serial(text, sheet_book_is_1904(book), &day, &second);
        if (row->marks[k] & SHEET_NUMBER)
            (void)sheet_number(text, 2, &number, &is_exact);
    }
}

static void book_read(span bytes)
{
    static sheet_row row;
    sheet_book *book = NULL;
    err e = { 0 };
    if (!sheet_book_open(bytes, &book, &e)) {
        assert(e.code != ERR_NONE && e.message);
        return;
    }
    for (size_t i = 0; i < sheet_book_count(book); i++) {
        int64_t last = 0;
        if (!sheet_book_choose(book, i, &e))
            continue;
        for (bool is_more = true; is_more;) {
            if (!sheet_book_next(book, &row, &is_more, &e) || !is_more)
                break;
            assert(row.number > last);
            last = row.number;
            row_check(book, &row);
        }
    }
    sheet_book_close(book);
}

static void set(unsigned char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> 8 * i);
}

/* Two sectors of table, one of directory, then the stream, in order; no short sectors. */
static void records_read(const uint8_t *data, size_t size)
{
    static unsigned char file[(SECTORS_MAX + 1) * SECTOR];
    unsigned char *table = file + SECTOR;
    unsigned char *root = file + (1 + TABLES) * SECTOR;
    size_t sectors = TABLES + 1 + (size + SECTOR - 1) / SECTOR;
    memset(file, 0, sizeof file);
    memcpy(file, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    file[30] = 9;
    file[32] = 6;
    file[44] = TABLES;
    file[48] = TABLES;
    file[76 + 4] = 1;
    for (size_t i = 0; i < sectors; i++)
        set(table + i * 4, i == TABLES || i + 1 == sectors ? 0xFFFFFFFE : (uint32_t)i + 1);
    set(root + 76, 1);
    unsigned char *entry = root + 128;
    for (size_t i = 0; i < 8; i++)
        entry[i * 2] = (unsigned char)"Workbook"[i];
    entry[64] = 18;
    set(entry + 68, 0xFFFFFFFF);
    set(entry + 72, 0xFFFFFFFF);
    set(entry + 116, size > 0 ? TABLES + 1 : 0xFFFFFFFE);
    set(entry + 120, (uint32_t)size);
    memcpy(root + SECTOR, data, size);
    book_read((span){ (const char *)file, (1 + sectors) * SECTOR });
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > STREAM_MAX)
        return 0;
    span bytes = { (const char *)data, size };
    if (sheet_book_is(bytes))
        book_read(bytes);
    else
        records_read(data, size);
    return 0;
}
