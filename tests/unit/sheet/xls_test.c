/* Old workbooks: cells of every kind, strings that go on in the next record, containers that are
 * other things, and files that are made to do harm.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"
#include "xls_fixture.h"

#include <math.h>
#include <stdlib.h>

static xls_maker maker;

static const char *const strings[] = { "order", "", "caf\xE9" };

static xls_maker *begun(void)
{
    xls_book_begin(&maker);
    xls_strings(&maker, strings, 3);
    xls_sheet_begin(&maker);
    return &maker;
}

static void shows(span bytes, const char *expected)
{
    err e = { 0 };
    const char *shown = book_shown(bytes, &e);
    if (!shown)
        print_message("%s\n", e.message);
    assert_non_null(shown);
    assert_string_equal(shown, expected);
}

static void shared_add(xls_maker *m, unsigned row, unsigned column, uint32_t index)
{
    xls_cell(m, 0x00FD, row, column, 0);
    xls_put32(m, index);
    xls_end(m);
}

static void number_add(xls_maker *m, unsigned row, unsigned column, unsigned style, double number)
{
    xls_cell(m, 0x0203, row, column, style);
    xls_double(m, number);
    xls_end(m);
}

static void rk_add(xls_maker *m, unsigned row, unsigned column, uint32_t packed)
{
    xls_cell(m, 0x027E, row, column, 0);
    xls_put32(m, packed);
    xls_end(m);
}

static void label_add(xls_maker *m, unsigned kind, unsigned column, span text, bool is_wide)
{
    xls_cell(m, kind, 0, column, 0);
    xls_put16(m, (unsigned)(is_wide ? text.size / 2 : text.size));
    xls_u8(m, is_wide);
    xls_bytes(m, text);
    xls_end(m);
}

static void texts_of_every_kind(void **state)
{
    (void)state;
    xls_maker *m = begun();
    shared_add(m, 0, 0, 0);
    shared_add(m, 0, 1, 1);
    shared_add(m, 0, 2, 2);
    label_add(m, 0x0204, 4, (span)SPAN("a\x00\x50\x63"), true);
    label_add(m, 0x00D6, 5, (span)SPAN("b\xE9"), false);
    /* A pair of halves, a half alone, a zero. */
    label_add(m, 0x0204, 6, (span)SPAN("\x3D\xD8\x00\xDE\x3D\xD8x\0\0\0"), true);
    shows(xls_book_end(m), "1:[order][][caf\xC3\xA9][][a捐][b\xC3\xA9][\xF0\x9F\x98\x80"
                           "\xEF\xBF\xBDx\xEF\xBF\xBD]");
}

static void numbers_of_every_kind(void **state)
{
    (void)state;
    xls_maker *m = begun();
    number_add(m, 0, 0, 0, 0.07);
    number_add(m, 0, 1, 0, 0.1 + 0.2);
    number_add(m, 0, 2, 0, -1234567.0);
    number_add(m, 0, 3, 0, 1e22);
    number_add(m, 0, 4, 1, 43864.5);
    number_add(m, 0, 5, 0, 238276.829999999);
    rk_add(m, 1, 0, (uint32_t)(1234 << 2) | 2);
    rk_add(m, 1, 1, (uint32_t)(1234 << 2) | 3);
    rk_add(m, 1, 2, (uint32_t)(-1230 * 4) | 3);
    rk_add(m, 1, 3, (uint32_t)(-5 * 4) | 3);
    rk_add(m, 1, 4, (uint32_t)(420000 << 2) | 3);
    rk_add(m, 1, 5, 0x3FF80000);     /* 1.5 */
    rk_add(m, 1, 6, 0x3FF80000 | 1); /* 1.5 / 100 */
    rk_add(m, 1, 7, 0x80000002);     /* the least whole number */
    xls_begin(m, 0x00BD);
    xls_put16(m, 4);
    xls_put16(m, 1);
    for (unsigned i = 0; i < 3; i++) {
        xls_put16(m, i == 1);
        xls_put32(m, (43864 + i) << 2 | 2);
    }
    xls_put16(m, 3);
    xls_end(m);
    shows(xls_book_end(m),
        "1:[0.07]n[0.30000000000000004]n[-1234567]n[1e+22]n[43864.5]nd[238276.829999999]n "
        "2:[1234]n[12.34]n[-12.3]n[-0.05]n[4200]n[1.5]n[0.015]n[-536870912]n "
        "5:[][43864]n[43865]nd[43866]n");
}

static void formula_add(xls_maker *m, unsigned column, const char *result)
{
    xls_cell(m, 0x0006, 0, column, 0);
    xls_bytes(m, (span){ result, 6 });
    xls_put16(m, 0xFFFF);
    xls_put16(m, 0);
    xls_end(m);
}

/* What the last program kept counts; a total that is computed is never lost. */
static void formulas_and_flags(void **state)
{
    (void)state;
    xls_maker *m = begun();
    xls_cell(m, 0x0006, 0, 0, 0);
    xls_double(m, 210783.19);
    xls_put16(m, 0);
    xls_end(m);
    formula_add(m, 1, "\0\0\0\0\0\0");
    xls_begin(m, 0x0207);
    xls_put16(m, 2);
    xls_u8(m, 0);
    xls_bytes(m, (span)SPAN("ok"));
    xls_end(m);
    formula_add(m, 2, "\1\0\1\0\0\0");
    formula_add(m, 3, "\2\0\x2A\0\0\0");
    formula_add(m, 4, "\3\0\0\0\0\0");
    xls_cell(m, 0x0205, 0, 5, 0);
    xls_put16(m, 0x0001);
    xls_end(m);
    xls_cell(m, 0x0205, 0, 6, 0);
    xls_put16(m, 0x0117);
    xls_end(m);
    shows(xls_book_end(m), "1:[210783.19]nf[ok]f[1]fb[#N/A]fe[]f[1]b[#REF!]e");
}

static void charts_and_other_records_are_passed(void **state)
{
    (void)state;
    xls_maker *m = begun();
    xls_begin(m, 0x0208); /* a row that has a height */
    xls_put32(m, 7);
    xls_end(m);
    xls_cell(m, 0x0201, 3, 0, 0); /* a blank */
    xls_end(m);
    shared_add(m, 5, 0, 0);
    xls_begin(m, 0x0809);
    xls_put16(m, 0x0600);
    xls_put16(m, 0x0020);
    xls_end(m);
    number_add(m, 0, 0, 0, 99);
    xls_begin(m, 0x000A);
    xls_end(m);
    number_add(m, 6, 0, 0, 1);
    shows(xls_book_end(m), "6:[order] 7:[1]n");
}

/* Three strings over five records: a break that changes the width of characters, one between two
 * halves of a character, one before the runs of fonts. */
static void strings_go_on_in_the_next_record(void **state)
{
    (void)state;
    xls_maker *m = &maker;
    xls_book_begin(m);
    xls_begin(m, 0x00FC);
    xls_put32(m, 3);
    xls_put32(m, 3);
    xls_put16(m, 4);
    xls_u8(m, 0);
    xls_bytes(m, (span)SPAN("ab"));
    xls_end(m);
    xls_begin(m, 0x003C);
    xls_u8(m, 1);
    xls_put16(m, 0x6350);
    xls_put16(m, 0x6B3E);
    xls_put16(m, 3);
    xls_u8(m, 1 | 8 | 4);
    xls_put16(m, 1);
    xls_put32(m, 6);
    xls_put16(m, 0xD83D);
    xls_end(m);
    xls_begin(m, 0x003C);
    xls_u8(m, 1);
    xls_put16(m, 0xDE00);
    xls_put16(m, 'z');
    xls_end(m);
    xls_begin(m, 0x003C);
    xls_put32(m, 0);
    xls_bytes(m, (span)SPAN("phon"));
    xls_end(m);
    xls_begin(m, 0x003C);
    xls_bytes(m, (span)SPAN("et"));
    xls_put16(m, 1);
    xls_u8(m, 0);
    xls_bytes(m, (span)SPAN("c"));
    xls_end(m);
    xls_sheet_begin(m);
    for (unsigned i = 0; i < 3; i++)
        shared_add(m, 0, i, i);
    shows(xls_book_end(m), "1:[ab捐款][\xF0\x9F\x98\x80z][c]");
}

/* Below 4096 bytes a stream lies in short sectors, above in its own. */
static void long_sheets(void **state)
{
    (void)state;
    enum { ROWS = 20000 };
    static sheet_row row;
    xls_maker *m = begun();
    for (unsigned i = 0; i < ROWS; i++) {
        rk_add(m, i, 0, i << 2 | 2);
        shared_add(m, i, 1, i % 2 * 2);
    }
    span bytes = xls_book_end(m);
    sheet_book *book = NULL;
    err e;
    assert_true(sheet_book_is(bytes));
    assert_false(sheet_zip_is(bytes));
    assert_true(sheet_book_open(bytes, &book, &e));
    assert_int_equal(sheet_book_count(book), 1);
    assert_true(text_is(sheet_book_name(book, 0), "捐款"));
    for (int pass = 0; pass < 2; pass++) {
        bool is_more = true;
        assert_true(sheet_book_choose(book, 0, &e));
        for (unsigned i = 0; i < ROWS; i++) {
            int64_t number;
            bool is_exact;
            assert_true(sheet_book_next(book, &row, &is_more, &e) && is_more);
            assert_int_equal(row.number, i + 1);
            assert_int_equal(row.count, 2);
            assert_true(sheet_number(row.fields[0], 0, &number, &is_exact));
            assert_int_equal(number, i);
            assert_true(text_is(row.fields[1], i % 2 ? "caf\xC3\xA9" : "order"));
        }
        assert_true(sheet_book_next(book, &row, &is_more, &e) && !is_more);
        assert_true(sheet_book_next(book, &row, &is_more, &e) && !is_more);
    }
    sheet_book_close(book);
}

static void days_from_1904_and_sheets_that_are_charts(void **state)
{
    (void)state;
    xls_maker *m = &maker;
    xls_book_begin(m);
    xls_begin(m, 0x0022);
    xls_put16(m, 1);
    xls_end(m);
    xls_begin(m, 0x0085);
    xls_put32(m, 0);
    xls_put16(m, 0x0200);
    xls_u8(m, 1);
    xls_u8(m, 0);
    xls_u8(m, 'c');
    xls_end(m);
    xls_sheet_begin(m);
    sheet_book *book = NULL;
    err e;
    assert_true(sheet_book_open(xls_book_end(m), &book, &e));
    assert_true(sheet_book_is_1904(book));
    assert_int_equal(sheet_book_count(book), 1);
    sheet_book_close(book);
}

static void damaged_sheets_name_the_row(void **state)
{
    (void)state;
    xls_maker *m = begun();
    shared_add(m, 4, 0, 0);
    shared_add(m, 3, 0, 0);
    book_refused(xls_book_end(m), ERR_INPUT, "Behind row 5");
    m = begun();
    shared_add(m, 4, 0, 0);
    shared_add(m, 4, 0, 0);
    book_refused(xls_book_end(m), ERR_INPUT, "damaged at row 5");
    m = begun();
    shared_add(m, 4, 0, 3);
    book_refused(xls_book_end(m), ERR_INPUT, "damaged at row 5");
    m = begun();
    number_add(m, 0, 256, 0, 1);
    book_refused(xls_book_end(m), ERR_INPUT, "damaged at row 1");
    m = begun();
    number_add(m, 0, 0, 0, (double)NAN);
    book_refused(xls_book_end(m), ERR_INPUT, "damaged at row 1");
    m = begun();
    number_add(m, 0, 0, 0, (double)INFINITY);
    book_refused(xls_book_end(m), ERR_INPUT, "damaged at row 1");
    m = begun();
    shared_add(m, 8, 0, 0);
    book_refused(
        xls_packed("Workbook", (span){ m->stream, m->used }), ERR_INPUT, "damaged at row 9");
    book_refused(
        xls_packed("Workbook", (span){ m->stream, m->used - 3 }), ERR_INPUT, "damaged at row");
    m = begun();
    xls_cell(m, 0x0204, 0, 0, 0);
    xls_put16(m, 9);
    xls_u8(m, 0);
    xls_bytes(m, (span)SPAN("short"));
    xls_end(m);
    book_refused(xls_book_end(m), ERR_INPUT, "damaged at row 1");
}

static void long_texts_are_refused(void **state)
{
    (void)state;
    enum { CHARS = 32000, A_RECORD = 4000 };
    xls_maker *m = begun();
    formula_add(m, 0, "\0\0\0\0\0\0");
    xls_begin(m, 0x0207);
    xls_put16(m, CHARS);
    xls_u8(m, 1);
    for (unsigned i = 0; i < CHARS; i++) {
        if (i > 0 && i % A_RECORD == 0) {
            xls_end(m);
            xls_begin(m, 0x003C);
            xls_u8(m, 1);
        }
        xls_put16(m, 0x6350);
    }
    xls_end(m);
    book_refused(xls_book_end(m), ERR_LIMIT, "a cell of more than 65536 bytes");
}

static void locked_and_older_workbooks(void **state)
{
    (void)state;
    xls_maker *m = &maker;
    xls_book_begin(m);
    xls_begin(m, 0x002F);
    xls_put32(m, 0);
    xls_end(m);
    xls_sheet_begin(m);
    book_refused(xls_book_end(m), ERR_INPUT, "protected by a password");
    m = begun();
    m->stream[5] = 5;
    book_refused(xls_book_end(m), ERR_INPUT, "Excel 95 or older");
    book_refused(xls_packed("Workbook", (span)SPAN("no records")), ERR_INPUT, "damaged or cut off");
}

static void other_programs_files(void **state)
{
    (void)state;
    static const struct {
        const char *stream, *says;
    } others[] = {
        { "EncryptedPackage", "protected by a password" },
        { "Book", "Excel 95 or older" },
        { "WordDocument", "a Word document" },
        { "PowerPoint Document", "a presentation" },
        { "__properties_version1.0", "an e-mail" },
        { "Contents", "another program's file" },
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        sheet_book *book = NULL;
        err e = { 0 };
        assert_false(sheet_book_open(xls_packed(others[i].stream, (span)SPAN("x")), &book, &e));
        assert_int_equal(e.code, ERR_INPUT);
        assert_true(err_says(&e, others[i].says));
        assert_non_null(e.hint);
    }
    char *large = calloc(1, SHEET_XLS_MAX + 1);
    assert_non_null(large);
    memcpy(large, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    book_refused((span){ large, SHEET_XLS_MAX + 1 }, ERR_LIMIT, "may have 64 MB");
    free(large);
}

/* Cut anywhere, it is refused; with a byte changed, it ends in rows or in an error, and chains that
 * go round in a circle end, too. */
static void cut_and_changed_files(void **state)
{
    (void)state;
    static char copy[64 * 1024];
    err e;
    xls_maker *m = begun();
    for (unsigned i = 0; i < 150; i++) {
        shared_add(m, i, 0, 0);
        number_add(m, i, 1, 1, 43864.25);
    }
    span whole = xls_book_end(m);
    size_t used = m->used;
    assert_true(whole.size < sizeof copy && used > 4096);
    memcpy(copy, whole.at, whole.size);
    assert_non_null(book_shown((span){ copy, whole.size }, &e));
    size_t end = whole.size - (512 - used % 512);
    for (size_t size = 0; size < end; size += size < 600 || size + 600 > end ? 1 : 97)
        assert_null(book_shown((span){ copy, size }, &e));
    /* Every byte of header, table and directory, one in eleven of the records. */
    for (size_t i = 0; i < whole.size; i += i < 2048 ? 1 : 11) {
        int flip = 1 << i % 8 | 0x80;
        copy[i] = (char)(copy[i] ^ flip);
        (void)book_shown((span){ copy, whole.size }, &e);
        copy[i] = (char)(copy[i] ^ flip);
    }
    /* The stream's second sector leads back to its first. */
    uint32_t first = 2;
    memcpy(copy + 512 + 3 * 4, &first, sizeof first);
    book_refused((span){ copy, whole.size }, ERR_INPUT, "damaged or cut off");
}

int xls_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_every_kind),
        cmocka_unit_test(numbers_of_every_kind),
        cmocka_unit_test(formulas_and_flags),
        cmocka_unit_test(charts_and_other_records_are_passed),
        cmocka_unit_test(strings_go_on_in_the_next_record),
        cmocka_unit_test(days_from_1904_and_sheets_that_are_charts),
        cmocka_unit_test(long_sheets),
        cmocka_unit_test(damaged_sheets_name_the_row),
        cmocka_unit_test(long_texts_are_refused),
        cmocka_unit_test(locked_and_older_workbooks),
        cmocka_unit_test(other_programs_files),
        cmocka_unit_test(cut_and_changed_files),
    };
    return cmocka_run_group_tests_name("sheet xls", tests, NULL, NULL);
}
