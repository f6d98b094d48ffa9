/* CSV: fields, quotes, line ends, bounds; and against a slow reader of the same rules on random
 * bytes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>

enum { SCRATCH = 4 * 1024 * 1024 };

static arena scratch;
static sheet_row row;

static int scratch_open(void **state)
{
    (void)state;
    return arena_open(&scratch, SCRATCH) ? 0 : -1;
}

static int scratch_close(void **state)
{
    (void)state;
    arena_close(&scratch);
    return 0;
}

/* Writes all rows as "line:[a][b]" joined by blanks. */
static const char *rows_shown(span bytes, char separator, err *reterr)
{
    static char shown[8192];
    size_t used = 0;
    sheet_csv c;
    shown[0] = '\0';
    arena_reset(&scratch, 0);
    sheet_csv_init(&c, bytes, separator);
    for (bool is_more = true;;) {
        if (!sheet_csv_next(&c, &scratch, &row, &is_more, reterr))
            return NULL;
        if (!is_more)
            return shown;
        used += (size_t)snprintf(
            shown + used, sizeof shown - used, "%s%d:", used ? " " : "", (int)row.number);
        for (size_t i = 0; i < row.count; i++)
            used += (size_t)snprintf(
                shown + used, sizeof shown - used, "[%.*s]", SPAN_PRINT(row.fields[i]));
        assert_true(used < sizeof shown - 256);
    }
}

static void rows_are(const char *text, const char *expected)
{
    err e = { 0 };
    const char *shown = rows_shown(span_of(text), ',', &e);
    assert_non_null(shown);
    assert_string_equal(shown, expected);
}

static void fields_and_line_ends(void **state)
{
    (void)state;
    rows_are("", "");
    rows_are("a", "1:[a]");
    rows_are("a,b\n", "1:[a][b]");
    rows_are("a,b\r\nc,\r\n", "1:[a][b] 2:[c][]");
    rows_are("a\rb\rc", "1:[a] 2:[b] 3:[c]");
    rows_are("a\r\n\r\nb\n\nc", "1:[a] 2:[] 3:[b] 4:[] 5:[c]");
    rows_are(",\n", "1:[][]");
    rows_are(",,", "1:[][][]");
    rows_are("\xEF\xBB\xBF"
             "a,b\n",
        "1:[a][b]");
    rows_are("\xEF\xBB\xBF", "");
    rows_are("a\tb, c \n", "1:[a\tb][ c ]");
}

static void quotes(void **state)
{
    (void)state;
    rows_are("\"a\",\"b\"\n", "1:[a][b]");
    rows_are("\"a,b\",c\n", "1:[a,b][c]");
    rows_are("\"a\r\nb\nc\",d\ne\n", "1:[a\r\nb\nc][d] 4:[e]");
    rows_are("\"say \"\"hi\"\"\",x", "1:[say \"hi\"][x]");
    rows_are("\"\"", "1:[]");
    rows_are("\"\"\"\"", "1:[\"]");
    rows_are("a\"b,c\"\n", "1:[a\"b][c\"]");
    rows_are("\"a\"\t,\"b\" \n", "1:[a][b]");
    rows_are("\"a\"\r\n\"b\"", "1:[a] 2:[b]");
}

static void other_separators(void **state)
{
    (void)state;
    err e;
    assert_string_equal(rows_shown((span)SPAN("a;b,c\n"), ';', &e), "1:[a][b,c]");
    assert_string_equal(rows_shown((span)SPAN("a\t\tb\n"), '\t', &e), "1:[a][][b]");
    assert_int_equal(sheet_csv_separator((span)SPAN("a,b;c,d\n")), ',');
    assert_int_equal(sheet_csv_separator((span)SPAN("a;b;\"c,d,e,f\"\n")), ';');
    assert_int_equal(sheet_csv_separator((span)SPAN("a\tb\tc,d\n")), '\t');
    assert_int_equal(sheet_csv_separator((span)SPAN("")), ',');
}

static void positions(void **state)
{
    (void)state;
    static const span bytes = SPAN("\xEF\xBB\xBFhead,er\r\n\"x\ny\",z\r\nlast,row");
    sheet_csv c;
    err e;
    bool is_more = false;
    sheet_csv_init(&c, bytes, ',');
    assert_true(sheet_csv_next(&c, &scratch, &row, &is_more, &e));
    assert_int_equal(row.offset, 3);
    assert_int_equal(row.length, 7);
    assert_true(row.has_end);
    assert_true(sheet_csv_next(&c, &scratch, &row, &is_more, &e));
    assert_int_equal(row.number, 2);
    assert_int_equal(row.offset, 12);
    assert_int_equal(row.length, 7);
    assert_true(sheet_csv_next(&c, &scratch, &row, &is_more, &e));
    assert_int_equal(row.number, 4);
    assert_memory_equal(bytes.at + row.offset, "last,row", row.length);
    assert_false(row.has_end);
    assert_true(sheet_csv_next(&c, &scratch, &row, &is_more, &e));
    assert_false(is_more);
}

static void refused(span bytes, err_code code, const char *says)
{
    err e = { 0 };
    assert_null(rows_shown(bytes, ',', &e));
    assert_int_equal(e.code, code);
    assert_true(err_says(&e, says));
}

static void broken_files_name_the_row(void **state)
{
    (void)state;
    refused((span)SPAN("a\nb,\"c\nd\ne"), ERR_INPUT, "Row 2 opens a quote");
    refused((span)SPAN("a\n\"b\"c\n"), ERR_INPUT, "Row 2 has text behind");
    refused((span)SPAN("a\nb\n\0c\n"), ERR_INPUT, "Row 3 holds a zero byte");
    refused((span)SPAN("a\n\"b\0\"\n"), ERR_INPUT, "Row 2 holds a zero byte");
}

static void bounds(void **state)
{
    (void)state;
    static char big[SHEET_RECORD_MAX + SHEET_FIELD_MAX];
    memset(big, ',', sizeof big);
    err e;
    assert_non_null(rows_shown((span){ big, SHEET_COLUMNS_MAX - 1 }, ',', &e));
    assert_int_equal(row.count, SHEET_COLUMNS_MAX);
    refused((span){ big, SHEET_COLUMNS_MAX }, ERR_LIMIT, "Row 1 has more than 512 columns");
    memset(big, 'x', sizeof big);
    big[SHEET_FIELD_MAX] = ',';
    sheet_csv c;
    bool is_more = false;
    sheet_csv_init(&c, (span){ big, SHEET_FIELD_MAX + 2 }, ',');
    assert_true(sheet_csv_next(&c, &scratch, &row, &is_more, &e));
    big[SHEET_FIELD_MAX] = 'x';
    refused(
        (span){ big, SHEET_FIELD_MAX + 2 }, ERR_LIMIT, "Row 1 has a cell of more than 65536 bytes");
    for (size_t i = 0; i < sizeof big; i += SHEET_FIELD_MAX)
        big[i] = ',';
    refused((span){ big, sizeof big }, ERR_LIMIT, "Row 1 is longer than");
}

static void quoted_cells_need_room(void **state)
{
    (void)state;
    static const span bytes = SPAN("\"a\"\"b\"\n");
    char room[2];
    arena small = { .start = (unsigned char *)room, .size = sizeof room };
    sheet_csv c;
    err e = { 0 };
    bool is_more = false;
    sheet_csv_init(&c, bytes, ',');
    assert_false(sheet_csv_next(&c, &small, &row, &is_more, &e));
    assert_int_equal(e.code, ERR_MEMORY);
}

/* A byte-by-byte reader of the same rules; false when the text breaks one. */
static bool slow_rows(span s, char *shown, size_t size)
{
    size_t used = 0, at = 0;
    int line = 1;
    while (at < s.size) {
        used += (size_t)snprintf(shown + used, size - used, "%s%d:", used ? " " : "", line);
        for (bool is_end = false; !is_end;) {
            char field[256];
            size_t length = 0;
            if (at < s.size && s.at[at] == '"') {
                for (at++;; at++) {
                    if (at >= s.size)
                        return false;
                    if (s.at[at] == '"' && !(at + 1 < s.size && s.at[at + 1] == '"'))
                        break;
                    at += s.at[at] == '"';
                    line += s.at[at] == '\n' || (s.at[at] == '\r' && s.at[at + 1] != '\n');
                    field[length++] = s.at[at];
                }
                for (at++; at < s.size && (s.at[at] == ' ' || s.at[at] == '\t');)
                    at++;
                if (at < s.size && s.at[at] != ',' && s.at[at] != '\n' && s.at[at] != '\r')
                    return false;
            } else {
                while (at < s.size && s.at[at] != ',' && s.at[at] != '\n' && s.at[at] != '\r')
                    field[length++] = s.at[at++];
            }
            used += (size_t)snprintf(shown + used, size - used, "[%.*s]", (int)length, field);
            is_end = at >= s.size || s.at[at] != ',';
            at += at < s.size && s.at[at] == '\r' && at + 1 < s.size && s.at[at + 1] == '\n';
            at++;
        }
        line++;
    }
    shown[used] = '\0';
    return true;
}

static void random_texts_read_the_same(void **state)
{
    (void)state;
    static const char alphabet[] = ",,,\n\r\"\"ab \t\xE6";
    uint64_t seed = 20200203;
    for (int round = 0; round < 60000; round++) {
        char text[200];
        char expected[4096] = "";
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        size_t size = (size_t)(seed >> 33) % sizeof text;
        for (size_t i = 0; i < size; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
            /* Mostly plain bytes, so that fields cross the blocks of 64. */
            uint64_t pick = seed >> 33;
            text[i] = pick % 4 != 0 ? 'x' : alphabet[pick / 4 % (sizeof alphabet - 1)];
        }
        err e;
        const char *shown = rows_shown((span){ text, size }, ',', &e);
        bool is_well = slow_rows((span){ text, size }, expected, sizeof expected);
        assert_int_equal(shown != NULL, is_well);
        if (shown)
            assert_string_equal(shown, expected);
    }
}

int csv_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_and_line_ends),
        cmocka_unit_test(quotes),
        cmocka_unit_test(other_separators),
        cmocka_unit_test(positions),
        cmocka_unit_test(broken_files_name_the_row),
        cmocka_unit_test(bounds),
        cmocka_unit_test(quoted_cells_need_room),
        cmocka_unit_test(random_texts_read_the_same),
    };
    return cmocka_run_group_tests_name("sheet csv", tests, scratch_open, scratch_close);
}
