/* Workbooks: cells of every kind, numbering, and the files that are made to do harm.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

static sheet_row row;

static void rows_are(const char *rows, const char *strings, const char *expected)
{
    err e = { 0 };
    const char *shown = book_shown(book_of(rows, strings), &e);
    if (!shown)
        print_message("%s\n", e.message);
    assert_non_null(shown);
    assert_string_equal(shown, expected);
}

static void cells_of_every_kind(void **state)
{
    (void)state;
    rows_are("", NULL, "");
    rows_are("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c "
             "r=\"C1\"><v>7.0000000000000007E-2</v></c></row>",
        "<si><t>零</t></si><si><t xml:space=\"preserve\"> 一 </t></si>",
        "1:[ 一 ][][7.0000000000000007E-2]n");
    rows_are("<row><c t=\"inlineStr\"><is><t>a</t><r><t>b</t></r></is></c><c "
             "t=\"str\"><v>&lt;c&#x41;</v></c>"
             "<c t=\"b\"><v>1</v></c><c t=\"e\"><v>#REF!</v></c></row>",
        NULL, "1:[ab][<cA][1]b[#REF!]e");
    rows_are("<row r=\"2\"><c r=\"B2\" s=\"1\"><v>43860</v></c><c r=\"C2\" s=\"2\"><v>43861</v></c>"
             "<c r=\"D2\" s=\"3\"><v>3</v></c><c r=\"E2\" s=\"0\"><v>4</v></c></row>",
        NULL, "2:[][43860]nd[43861]nd[3]n[4]n");
    rows_are("<row><c><f>SUM(C:C)</f><v>210783.19</v></c><c><f>1/0</f></c></row>", NULL,
        "1:[210783.19]nf[]nf");
}

static void rich_and_phonetic_strings(void **state)
{
    (void)state;
    rows_are("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c></row>",
        "<si><r><rPr><rFont val=\"宋体\"/></rPr><t>交易</t></r><r><t>单号</t></r></si><si/>"
        "<si><t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh></si>",
        "1:[交易单号][][東京]");
}

static void rows_keep_their_numbers(void **state)
{
    (void)state;
    rows_are("<row r=\"3\"/><row r=\"7\"><c r=\"B7\" s=\"1\"/></row><row><c><v>1</v></c></row>",
        NULL, "3: 7: 8:[1]n");
}

/* Many rows cross the pieces in which the zip is unpacked. */
static void long_sheets(void **state)
{
    (void)state;
    enum { ROWS = 7000, XML = 900000 };
    char *rows = test_malloc(XML);
    size_t used = 0;
    for (int i = 1; i <= ROWS; i++)
        used += (size_t)snprintf(rows + used, XML - used,
            "<row r=\"%d\" ht=\"14.25\"><c r=\"A%d\" t=\"inlineStr\"><is><t>%d号</t></is></c>"
            "<c r=\"C%d\"><v>%d.5</v></c></row>",
            i * 2, i * 2, i, i * 2, i);
    sheet_book *book = NULL;
    err e;
    assert_true(sheet_book_open(book_of(rows, NULL), &book, &e));
    assert_true(sheet_book_choose(book, 0, &e));
    int count = 0;
    for (bool is_more = true; is_more;) {
        assert_true(sheet_book_next(book, &row, &is_more, &e));
        if (!is_more)
            break;
        char text[32];
        count++;
        assert_int_equal(row.number, count * 2);
        assert_int_equal(row.count, 3);
        snprintf(text, sizeof text, "%d号", count);
        assert_true(text_is(row.fields[0], text));
        snprintf(text, sizeof text, "%d.5", count);
        assert_true(text_is(row.fields[2], text));
    }
    assert_int_equal(count, ROWS);
    assert_true(text_is(sheet_book_name(book, 0), "捐款"));
    sheet_book_close(book);
    test_free(rows);
}

static void damaged_sheets_name_the_row(void **state)
{
    (void)state;
    const char *cell = "<c><v>1</v></c>";
    char rows[512];
    snprintf(rows, sizeof rows, "<row r=\"5\">%s</row><row r=\"5\">%s</row>", cell, cell);
    book_refused(book_of(rows, NULL), ERR_INPUT, "damaged at row 5");
    snprintf(rows, sizeof rows, "<row r=\"x\">%s</row>", cell);
    book_refused(book_of(rows, NULL), ERR_INPUT, "damaged at row 0");
    book_refused(
        book_of("<row r=\"2\"><c r=\"B2\"><v>1</v></c><c r=\"A2\"><v>1</v></c></row>", NULL),
        ERR_INPUT, "damaged at row 2");
    book_refused(book_of("<row><c t=\"s\"><v>9</v></c></row>", "<si><t>x</t></si>"), ERR_INPUT,
        "damaged at row 1");
    book_refused(
        book_of("<row><c t=\"s\"><v>-1</v></c></row>", "<si><t>x</t></si>"), ERR_INPUT, "damaged");
    book_refused(book_of("<row r=\"1048577\"/>", NULL), ERR_INPUT, "damaged");
    book_refused(
        book_of("<row><c r=\"SS1\"><v>1</v></c></row>", NULL), ERR_LIMIT, "more than 512 columns");
    rows_are("<row><c r=\"A1\"><v>1</v></c><c r=\"XFD1\" s=\"1\"/></row>", NULL, "1:[1]n");
    book_refused(book_of("<row><c><v>1</c></v></row>", NULL), ERR_INPUT, "damaged or cut off");
    book_refused(
        book_of("<row><c><v>&unknown;</v></c></row>", NULL), ERR_INPUT, "damaged or cut off");
}

static void big_cells_are_refused(void **state)
{
    (void)state;
    enum { SIZE = SHEET_FIELD_MAX + 100 };
    char *rows = test_malloc(SIZE + 100);
    int used = snprintf(rows, SIZE, "<row><c t=\"inlineStr\"><is><t>");
    memset(rows + used, 'x', SHEET_FIELD_MAX + 1);
    strcpy(rows + used + SHEET_FIELD_MAX + 1, "</t></is></c></row>");
    book_refused(book_of(rows, NULL), ERR_LIMIT, "a cell of more than 65536 bytes");
    test_free(rows);
}

static void with_part(int part, const char *text, err_code code, const char *says)
{
    zip_file_text parts[BOOK_PARTS];
    book_parts("<row><c><v>1</v></c></row>", NULL, parts);
    parts[part].text = span_of(text);
    book_refused(zip_of(parts, BOOK_PARTS), code, says);
}

static void entities_and_document_types(void **state)
{
    (void)state;
    static const char laughs[] =
        "<?xml version=\"1.0\"?><!DOCTYPE worksheet [<!ENTITY a \"ha\"><!ENTITY b "
        "\"&a;&a;&a;&a;&a;\">"
        "<!ENTITY c \"&b;&b;&b;&b;&b;&b;\">]><worksheet><sheetData><row><c "
        "t=\"str\"><v>&c;</v></c></row>"
        "</sheetData></worksheet>";
    with_part(PART_SHEET, laughs, ERR_INPUT, "declares a document type");
    with_part(PART_SHEET,
        "<!DOCTYPE x SYSTEM \"file:///etc/hostname\"><worksheet><sheetData/></worksheet>",
        ERR_INPUT, "declares a document type");
    with_part(PART_WORKBOOK,
        "<!DOCTYPE x [<!ENTITY % p SYSTEM \"http://127.0.0.1:9/\"> %p;]><workbook/>", ERR_INPUT,
        "declares a document type");
    with_part(PART_STRINGS, "<!DOCTYPE sst [<!ATTLIST t x CDATA \"y\">]><sst/>", ERR_INPUT,
        "declares a document type");
}

static void deep_nesting(void **state)
{
    (void)state;
    char text[2000] = "<worksheet>";
    for (int i = 0; i < SHEET_DEPTH_MAX; i++)
        strcat(text, "<a>");
    with_part(PART_SHEET, text, ERR_INPUT, "nested deeper");
}

static void missing_and_outside_parts(void **state)
{
    (void)state;
    with_part(PART_SHEET, "", ERR_INPUT, "damaged or cut off");
    with_part(PART_RELATIONS,
        "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/worksheet\" "
        "Target=\"worksheets/none.xml\"/>"
        "</Relationships>",
        ERR_INPUT, "damaged or cut off");
    zip_file_text parts[BOOK_PARTS];
    book_parts("", NULL, parts);
    parts[PART_RELATIONS].text =
        (span)SPAN("<Relationships><Relationship Id=\"rId1\" Type=\"http://x/worksheet\" "
                   "TargetMode=\"External\" "
                   "Target=\"http://127.0.0.1:9/sheet.xml\"/></Relationships>");
    sheet_book *book = NULL;
    err e;
    assert_true(sheet_book_open(zip_of(parts, BOOK_PARTS), &book, &e));
    assert_int_equal(sheet_book_count(book), 0);
    sheet_book_close(book);
    book_refused(zip_of(parts + PART_STYLES, 2), ERR_INPUT, "not an XLSX workbook");
}

/* A file cut at any byte, and a byte changed anywhere, never reads as something else than it
 * was. */
static void cut_and_changed_files(void **state)
{
    (void)state;
    static char copy[65536];
    err e;
    span whole = book_of("<row r=\"1\"><c t=\"s\"><v>0</v></c><c><v>12.50</v></c></row>"
                         "<row r=\"2\"><c t=\"s\"><v>1</v></c><c><v>99</v></c></row>",
        "<si><t>一</t></si><si><t>二</t></si>");
    assert_true(whole.size < sizeof copy);
    memcpy(copy, whole.at, whole.size);
    char expected[256];
    strcpy(expected, book_shown((span){ copy, whole.size }, &e));
    assert_string_equal(expected, "1:[一][12.50]n 2:[二][99]n");
    for (size_t size = 0; size < whole.size; size++)
        assert_null(book_shown((span){ copy, size }, &e));
    for (size_t i = 0; i < whole.size; i++) {
        copy[i] = (char)(copy[i] ^ 0x20);
        const char *shown = book_shown((span){ copy, whole.size }, &e);
        if (shown && strcmp(shown, expected) != 0 && shown[0] != '\0')
            assert_true(strncmp(shown, "1:", 2) == 0 && strstr(shown, "12.50") != NULL);
        copy[i] = (char)(copy[i] ^ 0x20);
    }
}

static void bombs(void **state)
{
    (void)state;
    enum { SIZE = 40 * 1024 * 1024 };
    zip_file_text parts[BOOK_PARTS];
    book_parts("<row/>", NULL, parts);
    char *zeros = calloc(1, SIZE);
    assert_non_null(zeros);
    parts[PART_STRINGS].text = (span){ zeros, SIZE };
    book_refused(zip_of(parts, BOOK_PARTS), ERR_LIMIT, "packed to do harm");
    free(zeros);
    /* A directory that claims more entries than the bound. */
    static char many[65536];
    span whole = book_of("<row/>", NULL);
    memcpy(many, whole.at, whole.size);
    many[whole.size - 22 + 8] = many[whole.size - 22 + 10] = (char)0xFF;
    many[whole.size - 22 + 9] = many[whole.size - 22 + 11] = (char)0x7F;
    book_refused((span){ many, whole.size }, ERR_LIMIT, "more than 4096 files");
}

static void nineteen_hundred_and_four(void **state)
{
    (void)state;
    zip_file_text parts[BOOK_PARTS];
    book_parts("<row/>", NULL, parts);
    sheet_book *book = NULL;
    err e;
    assert_true(sheet_book_open(zip_of(parts, BOOK_PARTS), &book, &e));
    assert_false(sheet_book_is_1904(book));
    sheet_book_close(book);
    parts[PART_WORKBOOK].text =
        (span)SPAN("<workbook xmlns:r=\"x\"><workbookPr date1904=\"true\"/><sheets><sheet "
                   "name=\"a\" r:id=\"rId1\"/>"
                   "<sheet name=\"b\" r:id=\"rId9\"/></sheets></workbook>");
    assert_true(sheet_book_open(zip_of(parts, BOOK_PARTS), &book, &e));
    assert_true(sheet_book_is_1904(book));
    assert_int_equal(sheet_book_count(book), 1);
    sheet_book_close(book);
    sheet_book_close(NULL);
}

int book_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_of_every_kind),
        cmocka_unit_test(rich_and_phonetic_strings),
        cmocka_unit_test(rows_keep_their_numbers),
        cmocka_unit_test(long_sheets),
        cmocka_unit_test(nineteen_hundred_and_four),
        cmocka_unit_test(damaged_sheets_name_the_row),
        cmocka_unit_test(big_cells_are_refused),
        cmocka_unit_test(entities_and_document_types),
        cmocka_unit_test(deep_nesting),
        cmocka_unit_test(missing_and_outside_parts),
        cmocka_unit_test(cut_and_changed_files),
        cmocka_unit_test(bombs),
    };
    return cmocka_run_group_tests_name("sheet book", tests, NULL, NULL);
}
