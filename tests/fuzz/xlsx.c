/* Workbooks from strangers.  The input is taken twice: as a whole zip, and (so that the fuzzer gets
 * past the checksums) as the XML of a sheet, shared strings and styles that are packed here without
 * compression.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
            assert(row.number > last && row.number <= SHEET_ROWS_MAX &&
                   row.count <= SHEET_COLUMNS_MAX);
            last = row.number;
            for (size_t k = 0; k < row.count; k++) {
                date day;
                int32_t second;
                assert(row.fields[k].size <= SHEET_FIELD_MAX);
                if (row.marks[k] & SHEET_DATE)
                    (void)sheet_serial(row.fields[k], sheet_book_is_1904(book), &day, &second);
            }
        }
    }
    sheet_book_close(book);
}

static void part_add(zip_t *zip, const char *name, const char *text, size_t size)
{
    zip_source_t *source = zip_source_buffer(zip, text, size, 0);
    if (!source || zip_file_add(zip, name, source, 0) < 0)
        abort();
    zip_set_file_compression(zip, (zip_uint64_t)zip_name_locate(zip, name, 0), ZIP_CM_STORE, 0);
}

/* Parts are separated by a 0 byte: sheet, strings, styles, workbook. */
static void parts_read(const char *text, size_t size)
{
    static const char workbook[] =
        "<workbook><sheets><sheet name=\"a\" id=\"r1\"/></sheets></workbook>";
    static const char relations[] =
        "<Relationships><Relationship Id=\"r1\" Type=\"/worksheet\" Target=\"s.xml\"/>"
        "<Relationship Id=\"r2\" Type=\"/styles\" Target=\"t.xml\"/>"
        "<Relationship Id=\"r3\" Type=\"/sharedStrings\" Target=\"u.xml\"/></Relationships>";
    static const char *const names[] = { "xl/s.xml", "xl/u.xml", "xl/t.xml", "xl/workbook.xml" };
    static char bytes[1 << 20];
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    if (!zip)
        abort();
    int count = 0;
    for (; count < 4 && size > 0; count++) {
        const char *end = memchr(text, '\0', size);
        size_t length = end ? (size_t)(end - text) : size;
        part_add(zip, names[count], text, length);
        size -= end ? length + 1 : length;
        text += end ? length + 1 : length;
    }
    if (count < 4)
        part_add(zip, "xl/workbook.xml", workbook, sizeof workbook - 1);
    part_add(zip, "xl/_rels/workbook.xml.rels", relations, sizeof relations - 1);
    if (zip_close(zip) != 0 || zip_source_open(source) != 0)
        abort();
    zip_int64_t packed = zip_source_read(source, bytes, sizeof bytes);
    zip_source_close(source);
    zip_source_free(source);
    if (packed > 0 && packed < (zip_int64_t)sizeof bytes)
        book_read((span){ bytes, (size_t)packed });
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 256 * 1024)
        return 0;
    book_read((span){ (const char *)data, size });
    parts_read((const char *)data, size);
    return 0;
}
