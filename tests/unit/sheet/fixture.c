/* Workbooks for the tests.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>
#include <zip.h>

enum { ZIP_BYTES_MAX = 4 * 1024 * 1024, PART_BYTES_MAX = 1024 * 1024 };

static const char workbook_xml[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
    "<workbook "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"
    "<sheet name=\"捐款\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
static const char relations_xml[] =
    "<Relationships>"
    "<Relationship Id=\"rId1\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"http://x/styles\" Target=\"styles.xml\"/>"
    "<Relationship Id=\"rId3\" Type=\"http://x/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>"
    "</Relationships>";
static const char styles_xml[] =
    "<styleSheet><numFmts><numFmt numFmtId=\"176\" "
    "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/>"
    "<numFmt numFmtId=\"177\" formatCode=\"0.00&quot;days&quot;\"/></numFmts>"
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"176\"/><xf numFmtId=\"177\"/>"
    "</cellXfs></styleSheet>";

span zip_of(const zip_file_text *files, size_t count)
{
    static char bytes[ZIP_BYTES_MAX];
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    assert_non_null(source);
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    assert_non_null(zip);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *text = zip_source_buffer(zip, files[i].text.at, files[i].text.size, 0);
        assert_non_null(text);
        assert_true(zip_file_add(zip, files[i].name, text, ZIP_FL_ENC_UTF_8) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    assert_int_equal(zip_source_open(source), 0);
    zip_int64_t size = zip_source_read(source, bytes, sizeof bytes);
    assert_true(size > 0 && size < (zip_int64_t)sizeof bytes);
    zip_source_close(source);
    zip_source_free(source);
    return (span){ bytes, (size_t)size };
}

void book_parts(const char *rows, const char *strings, zip_file_text parts[BOOK_PARTS])
{
    static char sheet[PART_BYTES_MAX];
    static char shared[PART_BYTES_MAX];
    int size = snprintf(sheet, sizeof sheet,
        "<worksheet><sheetViews/><sheetData>%s</sheetData><mergeCells/></worksheet>", rows);
    assert_true(size > 0 && size < PART_BYTES_MAX);
    int shared_size = snprintf(shared, sizeof shared, "<sst>%s</sst>", strings ? strings : "");
    parts[PART_WORKBOOK] = (zip_file_text){ "xl/workbook.xml", span_of(workbook_xml) };
    parts[PART_RELATIONS] = (zip_file_text){ "xl/_rels/workbook.xml.rels", span_of(relations_xml) };
    parts[PART_STYLES] = (zip_file_text){ "xl/styles.xml", span_of(styles_xml) };
    parts[PART_SHEET] = (zip_file_text){ "xl/worksheets/sheet1.xml", { sheet, (size_t)size } };
    parts[PART_STRINGS] =
        (zip_file_text){ "xl/sharedStrings.xml", { shared, (size_t)shared_size } };
}

span book_of(const char *rows, const char *strings)
{
    zip_file_text parts[BOOK_PARTS];
    book_parts(rows, strings, parts);
    return zip_of(parts, BOOK_PARTS);
}

const char *book_shown(span bytes, err *reterr)
{
    static char shown[16384];
    static sheet_row row;
    size_t used = 0;
    sheet_book *book = NULL;
    shown[0] = '\0';
    if (!sheet_book_open(bytes, &book, reterr))
        return NULL;
    bool is_well = sheet_book_count(book) > 0 ? sheet_book_choose(book, 0, reterr)
                                              : err_set(reterr, ERR_INPUT, "no sheet");
    for (bool is_more = true; is_well && is_more;) {
        is_well = sheet_book_next(book, &row, &is_more, reterr);
        if (!is_well || !is_more)
            break;
        used += (size_t)snprintf(
            shown + used, sizeof shown - used, "%s%d:", used ? " " : "", (int)row.number);
        for (size_t i = 0; i < row.count && used < sizeof shown - 512; i++) {
            uint8_t m = row.marks[i];
            used += (size_t)snprintf(shown + used, sizeof shown - used, "[%.*s]%s%s%s%s%s",
                SPAN_PRINT(row.fields[i]), m & SHEET_NUMBER ? "n" : "", m & SHEET_DATE ? "d" : "",
                m & SHEET_FORMULA ? "f" : "", m & SHEET_ERROR ? "e" : "",
                m & SHEET_BOOL ? "b" : "");
        }
    }
    sheet_book_close(book);
    return is_well ? shown : NULL;
}

bool err_says(const err *e, const char *text)
{
    char shown[512];
    err_render(e, e->message, shown, sizeof shown);
    if (strstr(shown, text))
        return true;
    print_message("the error says: %s\n", shown);
    return false;
}

bool text_is(span s, const char *text)
{
    if (span_is(s, text))
        return true;
    print_message("expected [%s], got [%.*s]\n", text, SPAN_PRINT(s));
    return false;
}

void book_refused(span bytes, err_code code, const char *says)
{
    err e = { 0 };
    const char *shown = book_shown(bytes, &e);
    if (shown)
        print_message("not refused: %s\n", shown);
    assert_null(shown);
    assert_int_equal(e.code, code);
    assert_true(err_says(&e, says));
}
