/* ZIP of plain files: names in every encoding, members whole and damaged, and ZIPs that are made to
 * do harm.  Members are packed here by hand, because libzip writes no ZIP as careless as the ones
 * that come.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

enum { BYTES_MAX = 1 << 20, FLAG_UTF8 = 0x800, FLAG_LOCKED = 1 };

/* 业务明细.csv and 业务汇总.csv in GBK. */
#define GBK_DETAIL "\xD2\xB5\xCE\xF1\xC3\xF7\xCF\xB8.csv"
#define GBK_SUMMARY "\xD2\xB5\xCE\xF1\xBB\xE3\xD7\xDC.csv"

typedef struct member {
    span name;
    span extra;
    span bytes;
    unsigned flags;
    unsigned method;
} member;

typedef struct packer {
    char bytes[BYTES_MAX];
    size_t used;
} packer;

static void put(packer *p, uint64_t value, int size)
{
    for (int i = 0; i < size; i++)
        p->bytes[p->used++] = i < 8 ? (char)(value >> 8 * i & 0xFF) : 0;
}

static void put_span(packer *p, span s)
{
    assert_true(p->used + s.size < sizeof p->bytes);
    if (s.size > 0)
        memcpy(p->bytes + p->used, s.at, s.size);
    p->used += s.size;
}

static uint32_t crc_of(span s)
{
    uint32_t crc = 0xFFFFFFFF;
    for (size_t i = 0; i < s.size; i++) {
        crc ^= (unsigned char)s.at[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

/* What local header and directory say alike. */
static void put_facts(packer *p, const member *m)
{
    put(p, m->flags, 2);
    put(p, m->method, 2);
    put(p, 0x50440000, 4);
    put(p, crc_of(m->bytes), 4);
    put(p, m->bytes.size, 4);
    put(p, m->bytes.size, 4);
    put(p, m->name.size, 2);
    put(p, m->extra.size, 2);
}

/* Stored, not compressed.  Lives until the next call. */
static span packed(const member *members, size_t count)
{
    static packer p;
    size_t at[16];
    p.used = 0;
    for (size_t i = 0; i < count; i++) {
        at[i] = p.used;
        put(&p, 0x04034B50, 4);
        put(&p, 20, 2);
        put_facts(&p, &members[i]);
        put_span(&p, members[i].name);
        put_span(&p, members[i].extra);
        put_span(&p, members[i].bytes);
    }
    size_t directory = p.used;
    for (size_t i = 0; i < count; i++) {
        put(&p, 0x02014B50, 4);
        put(&p, 20 | 20 << 16, 4);
        put_facts(&p, &members[i]);
        put(&p, 0, 10);
        put(&p, at[i], 4);
        put_span(&p, members[i].name);
        put_span(&p, members[i].extra);
    }
    size_t size = p.used - directory;
    put(&p, 0x06054B50, 4);
    put(&p, 0, 4);
    put(&p, count | count << 16, 4);
    put(&p, size, 4);
    put(&p, directory, 4);
    put(&p, 0, 2);
    return (span){ p.bytes, p.used };
}

static sheet_zip *opened(span bytes)
{
    sheet_zip *zip = NULL;
    err e = { 0 };
    assert_true(sheet_zip_is(bytes));
    assert_false(sheet_book_is(bytes));
    bool is_open = sheet_zip_open(bytes, &zip, &e);
    if (!is_open)
        print_message("%s\n", e.message);
    assert_true(is_open);
    return zip;
}

static void named(member m, const char *name)
{
    sheet_zip *zip = opened(packed(&m, 1));
    assert_int_equal(sheet_zip_count(zip), 1);
    assert_true(text_is(sheet_zip_name(zip, 0), name));
    sheet_zip_close(zip);
}

static void names_of_every_encoding(void **state)
{
    (void)state;
    named((member){ .name = SPAN("bill.csv") }, "bill.csv");
    named((member){ .name = SPAN(GBK_DETAIL) }, "业务明细.csv");
    named((member){ .name = SPAN("2088\\" GBK_SUMMARY) }, "2088\\业务汇总.csv");
    named((member){ .name = SPAN("业务明细.csv") }, "业务明细.csv");
    named((member){ .name = SPAN("业务明细.csv"), .flags = FLAG_UTF8 }, "业务明细.csv");
    /* Four bytes of GB18030 for a character that GBK has not: 㐂. */
    named((member){ .name = SPAN("\x81\x39\xEF\x31.csv") }, "\xE3\x90\x82.csv");
    named((member){ .name = SPAN("a\xFF.csv") }, "a\xEF\xBF\xBD.csv");
    named((member){ .name = SPAN("a\nb.csv") }, "a b.csv");
}

/* Info-ZIP's field: version, CRC-32 of the name that it replaces, the name in UTF-8. */
static void unicode_path_fields(void **state)
{
    (void)state;
    static packer extra;
    span name = SPAN(GBK_DETAIL);
    span path = SPAN("支付宝/业务明细.csv");
    for (unsigned right = 0; right <= 1; right++) {
        extra.used = 0;
        put(&extra, 0x7075, 2);
        put(&extra, 5 + path.size, 2);
        put(&extra, 1, 1);
        put(&extra, crc_of(name) ^ (right ? 0 : 1), 4);
        put_span(&extra, path);
        named((member){ .name = name, .extra = { extra.bytes, extra.used } },
            right ? "支付宝/业务明细.csv" : "业务明细.csv");
    }
}

static void junk_is_left_out(void **state)
{
    (void)state;
    const member members[] = {
        { .name = SPAN("bills/") },
        { .name = SPAN("bills/a.csv"), .bytes = SPAN("1") },
        { .name = SPAN("__MACOSX/bills/._a.csv"), .bytes = SPAN("x") },
        { .name = SPAN("bills/._a.csv"), .bytes = SPAN("x") },
        { .name = SPAN("bills/.DS_Store"), .bytes = SPAN("x") },
        { .name = SPAN("old\\"), .bytes = SPAN("") },
        { .name = SPAN("old\\Thumbs.db"), .bytes = SPAN("x") },
        { .name = SPAN("b.csv"), .bytes = SPAN("22") },
    };
    err e;
    span bytes;
    sheet_zip *zip = opened(packed(members, 8));
    assert_int_equal(sheet_zip_count(zip), 2);
    assert_true(text_is(sheet_zip_name(zip, 0), "bills/a.csv"));
    assert_true(text_is(sheet_zip_name(zip, 1), "b.csv"));
    assert_true(sheet_zip_member(zip, 1, &bytes, &e));
    assert_true(text_is(bytes, "22"));
    assert_true(sheet_zip_member(zip, 0, &bytes, &e));
    assert_true(text_is(bytes, "1"));
    sheet_zip_close(zip);
    zip = opened(packed(members, 0));
    assert_int_equal(sheet_zip_count(zip), 0);
    sheet_zip_close(zip);
    sheet_zip_close(NULL);
}

/* Many pieces, packed by libzip; both members stay readable side by side and after a pass. */
static void large_members(void **state)
{
    (void)state;
    enum { ROWS = 60000 };
    char *text = test_malloc(ROWS * 12 + 1);
    for (int i = 0; i < ROWS; i++)
        snprintf(text + (size_t)i * 12, 13, "%010d\r\n", i);
    span whole = { text, (size_t)ROWS * 12 };
    const zip_file_text files[] = { { "a.csv", whole }, { "b.csv", SPAN("x,y\n") } };
    err e;
    span first, second, again;
    sheet_zip *zip = opened(zip_of(files, 2));
    assert_true(sheet_zip_member(zip, 0, &first, &e));
    assert_true(sheet_zip_member(zip, 1, &second, &e));
    assert_true(span_equal(first, whole));
    assert_true(text_is(second, "x,y\n"));
    sheet_zip_pass(zip, 0, 0, first.size / 2);
    sheet_zip_pass(zip, 1, 0, second.size);
    assert_true(span_equal(first, whole));
    assert_true(sheet_zip_member(zip, 0, &again, &e));
    assert_ptr_equal(again.at, first.at);
    sheet_zip_close(zip);
    test_free(text);
}

static void workbooks_are_no_plain_zips(void **state)
{
    (void)state;
    span book = book_of("<row/>", NULL);
    assert_true(sheet_book_is(book));
    assert_false(sheet_zip_is(book));
    /* Without its directory it is told by its first file. */
    assert_true(sheet_book_is(span_slice(book, 0, book.size / 2)));
    assert_false(sheet_zip_is(span_slice(book, 0, book.size / 2)));
    const member document[] = { { .name = SPAN("[Content_Types].xml"), .bytes = SPAN("<x/>") },
        { .name = SPAN("word/document.xml"), .bytes = SPAN("<x/>") } };
    sheet_book *opened_book = NULL;
    err e;
    span other = packed(document, 2);
    assert_true(sheet_book_is(other));
    assert_false(sheet_book_open(other, &opened_book, &e));
    assert_true(err_says(&e, "an office file of another kind"));
    assert_false(sheet_zip_is((span)SPAN("a,b\n")));
    assert_false(sheet_book_is((span)SPAN("PK\x03\x04")));
    assert_true(sheet_zip_is((span)SPAN("PK\x03\x04")));
}

static void member_fails(span bytes, err_code code, const char *says)
{
    sheet_zip *zip = opened(bytes);
    err e = { 0 };
    span ignored;
    assert_false(sheet_zip_member(zip, 0, &ignored, &e));
    assert_int_equal(e.code, code);
    assert_true(err_says(&e, says));
    assert_non_null(e.hint);
    sheet_zip_close(zip);
}

static void damaged_and_locked_members(void **state)
{
    (void)state;
    member m = { .name = SPAN(GBK_DETAIL), .bytes = SPAN("1,2,3\n") };
    span bytes = packed(&m, 1);
    size_t at = span_search(bytes, m.bytes);
    char *changed = test_malloc(bytes.size);
    memcpy(changed, bytes.at, bytes.size);
    changed[at + 2] = '9';
    member_fails((span){ changed, bytes.size }, ERR_INPUT, "业务明细.csv in the ZIP is damaged");
    test_free(changed);
    m.flags = FLAG_LOCKED;
    member_fails(packed(&m, 1), ERR_INPUT, "业务明细.csv in the ZIP is protected by a password");
    m.flags = 0;
    m.method = 97;
    member_fails(packed(&m, 1), ERR_INPUT, "packed in a way that nuan does not know");
}

static void zip_fails(span bytes, err_code code, const char *says)
{
    sheet_zip *zip = NULL;
    err e = { 0 };
    assert_false(sheet_zip_open(bytes, &zip, &e));
    assert_int_equal(e.code, code);
    assert_true(err_says(&e, says));
}

/* At whatever byte it is cut, nothing of it is read; with a byte changed, a member is what it was
 * or is refused. */
static void cut_and_changed_zips(void **state)
{
    (void)state;
    const member members[] = { { .name = SPAN(GBK_DETAIL), .bytes = SPAN("1,2,3\n") },
        { .name = SPAN(GBK_SUMMARY), .bytes = SPAN("4,5\n") } };
    span bytes = packed(members, 2);
    char *copy = test_malloc(bytes.size);
    memcpy(copy, bytes.at, bytes.size);
    for (size_t size = 4; size < bytes.size; size++)
        zip_fails((span){ copy, size }, ERR_INPUT, size > bytes.size - 4 ? "is " : "cut off");
    for (size_t i = 0; i < bytes.size; i++) {
        sheet_zip *zip = NULL;
        err e;
        span got = { NULL, 0 };
        copy[i] = (char)(copy[i] ^ 0x20);
        if (sheet_zip_open((span){ copy, bytes.size }, &zip, &e)) {
            for (size_t k = 0; k < sheet_zip_count(zip); k++) {
                if (sheet_zip_member(zip, k, &got, &e))
                    assert_true(span_is(got, "1,2,3\n") || span_is(got, "4,5\n"));
            }
            sheet_zip_close(zip);
        }
        copy[i] = (char)(copy[i] ^ 0x20);
    }
    test_free(copy);
}

static void zip_bombs(void **state)
{
    (void)state;
    enum { SIZE = 40 * 1024 * 1024 };
    char *zeros = calloc(1, SIZE);
    assert_non_null(zeros);
    zip_fails(
        zip_of(&(zip_file_text){ "a.csv", { zeros, SIZE } }, 1), ERR_LIMIT, "packed to do harm");
    free(zeros);
    /* The directory says less than what comes. */
    member m = { .name = SPAN("a.csv"), .bytes = SPAN("1,2,3\n") };
    span bytes = packed(&m, 1);
    char *copy = test_malloc(bytes.size);
    memcpy(copy, bytes.at, bytes.size);
    size_t directory = span_search(bytes, (span)SPAN("PK\x01\x02"));
    copy[directory + 24] = 3;
    sheet_zip *zip = NULL;
    err e;
    span ignored;
    if (sheet_zip_open((span){ copy, bytes.size }, &zip, &e)) {
        assert_false(sheet_zip_member(zip, 0, &ignored, &e));
        sheet_zip_close(zip);
    }
    copy[directory + 24] = 6;
    copy[bytes.size - 22 + 9] = copy[bytes.size - 22 + 11] = 0x7F;
    zip_fails((span){ copy, bytes.size }, ERR_LIMIT, "more than 4096 files");
    test_free(copy);
    char name[SHEET_NAME_MAX + 1];
    memset(name, 'a', sizeof name);
    m.name = (span){ name, sizeof name };
    zip_fails(packed(&m, 1), ERR_LIMIT, "more than 1024 bytes");
}

int zip_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_every_encoding),
        cmocka_unit_test(unicode_path_fields),
        cmocka_unit_test(junk_is_left_out),
        cmocka_unit_test(large_members),
        cmocka_unit_test(workbooks_are_no_plain_zips),
        cmocka_unit_test(damaged_and_locked_members),
        cmocka_unit_test(cut_and_changed_zips),
        cmocka_unit_test(zip_bombs),
    };
    return cmocka_run_group_tests_name("sheet zip", tests, NULL, NULL);
}
