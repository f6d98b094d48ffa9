/* A receipt as it is handed out: the proof that went into the PDF comes out of it, by either reader,
 * and is proven by the key alone.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "paper/pdf.h"
#include "paper/receipt.h"
#include "sys/sys.h"
#include "text/currency.h"
#include "tlog/receipt.h"

#include <stdlib.h>

enum { MEMORY = 16 << 20 };

static arena house_home; /* of the fonts, which outlive a document */
static arena home;
static paper *house;
static span proof;

static int set_up(void **state)
{
    (void)state;
    err e = { 0 };
    return arena_open(&home, MEMORY) && arena_open(&house_home, MEMORY) &&
                   paper_open(&house_home, NULL, &house, &e) &&
                   sys_file_read(&home, "tests/unit/tlog/receipt.tlog-proof", 65536, &proof, &e)
               ? 0
               : 1;
}

static int tear_down(void **state)
{
    (void)state;
    paper_close(house);
    arena_close(&home);
    arena_close(&house_home);
    return 0;
}

/* A receipt of the gift that the vector proves. */
static span drawn(void)
{
    const paper_file file = { "receipt.tlog-proof", "text/plain", SPAN("证明"), proof };
    const paper_receipt v = { .number = SPAN("HZ-2020-000001"),
        .organisation = SPAN("北京市温暖基金会"),
        .giver = SPAN("王小明"),
        .campaign = SPAN("抗击疫情"),
        .asset = CURRENCY_CNY,
        .amount = { 10000 },
        .given_on = { 20200202 },
        .address = SPAN("https://log.example.org/v#1.5.UR8gCC_IeGu0DHA4hfJ-ygOpwQCDKOIy3Tm57uimy0Q."
                        "AAECAwQFBgcICQoLDA0ODw"),
        .issued_on = { 20200203 } };
    span pdf = { 0 };
    err e = { 0 };
    assert_true(paper_receipt_draw(house, &home, &v, &file, &pdf, &e));
    return pdf;
}

static void test_a_proven(void **state)
{
    (void)state;
    static const char vkey[] =
        "log.example.org/nuan+b090be3b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    tlog_key key = { 0 };
    tlog_receipt r = { 0 };
    err e = { 0 };
    span found = { 0 };
    span embedded = { 0 };
    span pdf = drawn();
    const char *kept = getenv("NUAN_RECEIPT"); /* for whoever wants to look at it */
    if (kept)
        assert_true(sys_file_write(kept, pdf, 0644, &e));
    assert_true(tlog_receipt_find(pdf, &found));
    assert_true(pdf_embedded(pdf, "receipt.tlog-proof", &embedded, &e));
    assert_true(span_equal(found, proof));
    assert_true(span_equal(embedded, proof));
    assert_true(tlog_key_parse(span_of(vkey), &key, &e));
    assert_true(tlog_receipt_parse(&home, found, &r, &e));
    assert_int_equal(tlog_receipt_check(&r, &key, &e), TLOG_RECEIPT_PROVEN);
}

static void test_b_without(void **state)
{
    (void)state;
    const paper_receipt v = { .number = SPAN("HZ-2020-000002"),
        .giver = SPAN("王小明"),
        .asset = CURRENCY_CNY,
        .amount = { 10000 },
        .given_on = { 20200202 },
        .address = SPAN("https://log.example.org/"),
        .issued_on = { 20200203 } };
    span pdf = { 0 };
    span found = { 0 };
    err e = { 0 };
    assert_true(paper_receipt_draw(house, &home, &v, NULL, &pdf, &e));
    assert_false(tlog_receipt_find(pdf, &found));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_proven),
        cmocka_unit_test(test_b_without),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
