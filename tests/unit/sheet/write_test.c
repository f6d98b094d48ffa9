/* What the writer writes, the reader reads.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { HOME = 4 * 1024 * 1024, FILE_MAX = 1024 * 1024 };

static const sheet_column columns[] = {
    { SPAN("姓名"), SHEET_TYPE_TEXT, 20 },
    { SPAN("笔数"), SHEET_TYPE_INT, 0 },
    { SPAN("金额"), SHEET_TYPE_MONEY, 14 },
    { SPAN("日期"), SHEET_TYPE_DATE, 12 },
};

static span file_read(const char *path)
{
    static char bytes[FILE_MAX];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return (span){ bytes, size };
}

static void path_make(char *path)
{
    strcpy(path, "/tmp/nuan-sheet-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
}

static void rows_come_back(void **state)
{
    (void)state;
    static sheet_row row;
    ARENA home = { 0 };
    char path[64];
    err e = { 0 };
    sheet_writer *w = NULL;
    path_make(path);
    assert_true(arena_open(&home, HOME));
    const sheet_target target = { path, SPAN("捐款"), 1580725800, columns, 4 };
    assert_true(sheet_write_open(&home, &target, &w, &e));
    const sheet_value first[] = { { .text = SPAN("=1+1 & <王> \x01") }, { .number = -7 },
        { .amount = { 7 } }, { .day = { 20200203 } } };
    const sheet_value second[] = { { .is_empty = true }, { .number = INT64_C(1234567890123456) },
        { .amount = { MONEY_MAX_FEN } }, { .is_empty = true } };
    assert_true(sheet_write_row(w, first, &e) && sheet_write_row(w, second, &e));
    assert_true(sheet_write_close(w, &e));
    sheet_book *book = NULL;
    bool is_more = false;
    assert_true(sheet_book_open(file_read(path), &book, &e) && sheet_book_choose(book, 0, &e));
    unlink(path);
    assert_true(text_is(sheet_book_name(book, 0), "捐款"));
    assert_true(sheet_book_next(book, &row, &is_more, &e) && is_more);
    assert_true(text_is(row.fields[0], "姓名") && row.count == 4);
    assert_true(sheet_book_next(book, &row, &is_more, &e) && is_more);
    assert_true(span_starts(row.fields[0], (span)SPAN("=1+1 & <王> ")));
    assert_int_equal(row.marks[0], 0);
    assert_true(text_is(row.fields[1], "-7"));
    int64_t fen = 0;
    bool is_exact = false;
    assert_true(sheet_number(row.fields[2], 2, &fen, &is_exact) && is_exact);
    assert_int_equal(fen, 7);
    assert_int_equal(row.marks[3], SHEET_NUMBER | SHEET_DATE);
    date day;
    int32_t second_of_day;
    assert_true(sheet_serial(row.fields[3], false, &day, &second_of_day));
    assert_int_equal(day.day, 20200203);
    assert_true(sheet_book_next(book, &row, &is_more, &e) && is_more);
    assert_true(text_is(row.fields[1], "1234567890123456") && row.marks[1] == 0);
    assert_true(text_is(row.fields[2], "90000000000000.00") && row.marks[2] == 0);
    assert_true(sheet_book_next(book, &row, &is_more, &e) && !is_more);
    sheet_book_close(book);
}

/* Every amount of two decimals comes back to the fen. */
static void amounts_survive(void **state)
{
    (void)state;
    static sheet_row row;
    ARENA home = { 0 };
    char path[64];
    err e = { 0 };
    sheet_writer *w = NULL;
    path_make(path);
    assert_true(arena_open(&home, HOME));
    const sheet_target target = { path, SPAN("a"), 1, columns + 2, 1 };
    assert_true(sheet_write_open(&home, &target, &w, &e));
    enum { COUNT = 3000 };
    uint64_t seed = 7;
    static int64_t fen[COUNT];
    for (int i = 0; i < COUNT; i++) {
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        fen[i] = (int64_t)(seed >> 14) % (INT64_C(1) << (i % 50));
        assert_true(sheet_write_row(w, &(sheet_value){ .amount = { fen[i] } }, &e));
    }
    assert_true(sheet_write_close(w, &e));
    sheet_book *book = NULL;
    bool is_more = false;
    assert_true(sheet_book_open(file_read(path), &book, &e) && sheet_book_choose(book, 0, &e));
    unlink(path);
    assert_true(sheet_book_next(book, &row, &is_more, &e));
    for (int i = 0; i < COUNT; i++) {
        int64_t got = -1;
        bool is_exact = false;
        assert_true(sheet_book_next(book, &row, &is_more, &e) && is_more);
        assert_true(sheet_number(row.fields[0], 2, &got, &is_exact) && is_exact);
        assert_int_equal(got, fen[i]);
    }
    sheet_book_close(book);
}

static void failures_are_told(void **state)
{
    (void)state;
    ARENA home = { 0 };
    err e = { 0 };
    sheet_writer *w = NULL;
    assert_true(arena_open(&home, HOME));
    const sheet_target wide = { "/tmp/x", SPAN("a"), 1, columns, SHEET_COLUMNS_MAX + 1 };
    assert_false(sheet_write_open(&home, &wide, &w, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    /* The library itself would tell of these on the error stream. */
    FILE *said = tmpfile();
    const int old = dup(STDERR_FILENO);
    assert_non_null(said);
    dup2(fileno(said), STDERR_FILENO);
    const sheet_target nowhere = { "/nonexistent/x.xlsx", SPAN("a"), 1, columns, 4 };
    const bool is_nowhere_open = sheet_write_open(&home, &nowhere, &w, &e);
    const err_code nowhere_code = e.code;
    const sheet_target named = { "/tmp/x", SPAN("a/b"), 1, columns, 4 };
    const bool is_named_open = sheet_write_open(&home, &named, &w, &e);
    fflush(stderr);
    dup2(old, STDERR_FILENO);
    close(old);
    assert_int_equal(lseek(fileno(said), 0, SEEK_END), 0);
    fclose(said);
    assert_false(is_nowhere_open);
    assert_int_equal(nowhere_code, ERR_ABSENT);
    assert_false(is_named_open);
    assert_int_equal(e.code, ERR_STORE);
}

int write_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_back),
        cmocka_unit_test(amounts_survive),
        cmocka_unit_test(failures_are_told),
    };
    return cmocka_run_group_tests_name("sheet write", tests, NULL, NULL);
}
