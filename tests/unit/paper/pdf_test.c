/* Files inside of a PDF: byte-exact, found by other programs, and by ours alone where ours wrote.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include "paper/pdf.h"

static paper_file every_byte(void)
{
    static char bytes[2048];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7 + i / 256);
    memcpy(bytes + 100, "\nendstream\nendobj\n5 0 obj\n<<", 28); /* must mislead nobody */
    return (
        paper_file){ "receipt.tlog-proof", "text/plain", SPAN("证明"), { bytes, sizeof bytes } };
}

static span with_file(void)
{
    paper_receipt v = paper_usual();
    paper_file file = every_byte();
    return paper_drawn(&v, &file);
}

static void ours_reads_it(void **state)
{
    (void)state;
    err e = { 0 };
    span bytes = { NULL, 0 };
    assert_true(pdf_embedded(with_file(), "receipt.tlog-proof", &bytes, &e));
    assert_true(span_equal(bytes, every_byte().bytes));
}

static void others_read_it(void **state)
{
    (void)state;
    const char *path = paper_keep("with.pdf", with_file());
    assert_contains(paper_run(0, "pdfdetach -list %s", path), "1: receipt.tlog-proof");
    (void)paper_run(0, "cd %s && pdfdetach -saveall %s", paper_scratch(""), path);
    assert_true(span_equal(paper_read(paper_scratch("receipt.tlog-proof")), every_byte().bytes));
    assert_contains(paper_run(0, "qpdf --check %s", path), "No syntax or stream encoding errors");
    assert_contains(paper_run(0, "qpdf --list-attachments %s", path), "receipt.tlog-proof");
}

static void refused(span pdf, err_code code, const char *says)
{
    err e = { 0 };
    span bytes = { NULL, 0 };
    assert_false(pdf_embedded(pdf, "receipt.tlog-proof", &bytes, &e));
    assert_int_equal(e.code, code);
    if (!err_says(&e, says))
        fail_msg("%s, not %s", e.message, says);
    assert_null(bytes.at);
}

static void without_one(void **state)
{
    (void)state;
    paper_receipt v = paper_usual();
    paper_file file = every_byte();
    refused(paper_drawn(&v, NULL), ERR_ABSENT, "no file receipt.tlog-proof");
    file.name = "other.txt";
    refused(paper_drawn(&v, &file), ERR_ABSENT, "no file");
    refused((span)SPAN("hello"), ERR_INPUT, "no PDF");
    refused((span){ NULL, 0 }, ERR_INPUT, "no PDF");
    refused((span)SPAN("%PDF-1.7\n"), ERR_INPUT, "cut");
}

/* Every cut is told; nothing is ever half read. */
static void cut_anywhere(void **state)
{
    (void)state;
    const span pdf = with_file();
    for (size_t size = 5; size < pdf.size; size += size < pdf.size - 1200 ? 97 : 1)
        refused(span_slice(pdf, 0, size), ERR_INPUT, "cut");
}

/* A flipped byte changes the file, or is told, or lies where no file is. */
static void changed_anywhere(void **state)
{
    (void)state;
    const span pdf = with_file();
    char *copy = arena_room(&paper_home, pdf.size, 1);
    assert_non_null(copy);
    memcpy(copy, pdf.at, pdf.size);
    for (size_t i = 0; i < pdf.size; i += i < pdf.size - 1500 ? 13 : 1) {
        err e = { 0 };
        span bytes = { NULL, 0 };
        copy[i] ^= 0x15;
        if (pdf_embedded((span){ copy, pdf.size }, "receipt.tlog-proof", &bytes, &e))
            assert_true(bytes.at >= copy && bytes.at + bytes.size <= copy + pdf.size);
        else
            assert_non_null(e.message);
        copy[i] ^= 0x15;
    }
}

/* Saved anew by another program: its bytes may stand elsewhere, packed; it is refused, not guessed. */
static void saved_anew(void **state)
{
    (void)state;
    const char *path = paper_keep("with.pdf", with_file());
    const char *other = paper_scratch("anew.pdf");
    (void)paper_run(0, "qpdf --object-streams=generate %s %s", path, other);
    refused(paper_read(other), ERR_INPUT, "another program");
}

/* A proof of the log inside of a receipt is believed by a client that shares nothing with nuan. */
static void a_proof_passes_a_strangers_client(void **state)
{
    (void)state;
    static const char key[] =
        "log.example.org/nuan+b090be3b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    const span bytes = paper_read("tests/unit/tlog/receipt.tlog-proof");
    const paper_file file = { "receipt.tlog-proof", "text/plain", SPAN("证明"), bytes };
    paper_receipt v = paper_usual();
    const char *path = paper_keep("proof.pdf", paper_drawn(&v, &file));
    (void)paper_run(0, "python3 tests/client/tlog_client.py --receipt %s '%s' 2>&1", path, key);
    err e = { 0 };
    span back = { NULL, 0 };
    assert_true(pdf_embedded(paper_read(path), "receipt.tlog-proof", &back, &e));
    assert_true(span_equal(back, bytes));
}

int pdf_tests(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(ours_reads_it, paper_home_begin),
        cmocka_unit_test_setup(others_read_it, paper_home_begin),
        cmocka_unit_test_setup(a_proof_passes_a_strangers_client, paper_home_begin),
        cmocka_unit_test_setup(without_one, paper_home_begin),
        cmocka_unit_test_setup(cut_anywhere, paper_home_begin),
        cmocka_unit_test_setup(changed_anywhere, paper_home_begin),
        cmocka_unit_test_setup(saved_anew, paper_home_begin),
    };
    return cmocka_run_group_tests_name("pdf", tests, NULL, paper_home_end);
}
