/* Mails as banks and people send them: encodings, names, forwarded mails, mboxes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#define HEAD                                                                                       \
    "From: bank@example.com\nTo: clerk@example.org\nMessage-ID: <1@example.com>\nMIME-Version: "   \
    "1.0\n"
#define MIXED HEAD "Subject: bill\nContent-Type: multipart/mixed; boundary=\"b\"\n\n"
#define TEXT "--b\nContent-Type: text/plain; charset=utf-8\n\nhello\n"

#define SHOWN(bytes, expected) assert_string_equal(mail_shown((span)SPAN(bytes)), expected)

static void is_told_by_its_headers(void **state)
{
    (void)state;
    static const struct {
        span bytes;
        bool is;
    } cases[] = {
        { SPAN(HEAD "\nx"), true },
        { SPAN("\xEF\xBB\xBF\r\n" HEAD "\nx"), true },
        { SPAN("Received: from a\n\tby b; now\nFrom: a@b\n\nx"), true },
        { SPAN("From: a\nDate: b\nSubject: c\n\nx"), true },
        { SPAN("From bank@example.com Sat Feb  1 08:00:00 2020\nReceived: by b\n\nx"), true },
        { SPAN("Date: 2020-02-01\nFrom: 2020-01-01\nTo: 2020-01-31\n\nDate,Amount\n"), false },
        { SPAN("Account: 1\nFrom,To\n"), false },
        { SPAN("日期,金额\n2020-02-01,1.00\n"), false },
        { SPAN("From here on,1\n"), false },
        { SPAN(""), false },
        { SPAN("\n\n\n"), false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(mail_is(cases[i].bytes), cases[i].is);
    SHOWN("a,b\n1,2\n", "! This is no e-mail");
}

static void parts_come_in_order(void **state)
{
    (void)state;
    SHOWN(MIXED TEXT "--b\nContent-Type: text/csv; name=bill.csv\n"
                     "Content-Disposition: attachment; filename=bill.csv\n"
                     "Content-Transfer-Encoding: base64\n\nYSxiCjEs\nMgo=\n"
                     "--b\nContent-Type: image/png; name=logo.png\nContent-Disposition: inline\n"
                     "Content-Transfer-Encoding: base64\n\niVBORw==\n"
                     "--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n--b--\n",
        "1.0 text attachment-1 text/plain <hello>\n"
        "1.0 file bill.csv text/csv <a,b\n1,2\n>\n"
        "1.0 picture logo.png image/png <\x89PNG>\n"
        "1.0 signature smime.p7s application/pkcs7-signature <x>\n");
}

static void quoted_printable_is_decoded(void **state)
{
    (void)state;
    SHOWN(HEAD "Content-Type: text/csv\nContent-Disposition: attachment\n"
               "Content-Transfer-Encoding: quoted-printable\n\n=E6=97=A5,=\n1\n",
        "1.0 file attachment-1 text/csv <日,1\n>\n");
}

static void names_are_decoded(void **state)
{
    (void)state;
    /* RFC 2231 in pieces, RFC 2047 in quotes (GBK and UTF-8), bare GBK bytes, a path, a hidden
     * file, no name. */
    SHOWN(MIXED "--b\nContent-Type: text/csv\nContent-Disposition: attachment;\n"
                " filename*0*=UTF-8''%E8%B4%A6; filename*1*=%E5%8D%95.csv\n\n1\n"
                "--b\nContent-Type: text/csv; name=\"=?GB2312?B?1cu1pS5jc3Y=?=\"\n\n2\n"
                "--b\nContent-Type: text/csv; name=\"=?utf-8?Q?=E8=B4=A6=E5=8D=95=2Ecsv?=\"\n\n3\n"
                "--b\nContent-Type: text/csv; name=\"\xD5\xCB\xB5\xA5.csv\"\n\n4\n"
                "--b\nContent-Type: text/csv; name=\"../../etc/x.csv\"\n\n5\n"
                "--b\nContent-Type: text/csv; name=\"C:\\\\bills\\\\y.csv\"\n\n6\n"
                "--b\nContent-Type: text/csv; name=\".profile\"\n\n7\n"
                "--b\nContent-Type: application/octet-stream; name=\"..\"\n\n8\n--b--\n",
        "1.0 file 账单.csv text/csv <1>\n1.0 file 账单.csv text/csv <2>\n"
        "1.0 file 账单.csv text/csv <3>\n1.0 file 账单.csv text/csv <4>\n"
        "1.0 file x.csv text/csv <5>\n1.0 file y.csv text/csv <6>\n"
        "1.0 file profile text/csv <7>\n1.0 file attachment-8 application/octet-stream <8>\n");
}

static void forwarded_mails_are_opened(void **state)
{
    (void)state;
    SHOWN(MIXED TEXT "--b\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\n"
                     "From: a@example.com\nSubject: inner\n"
                     "Content-Type: multipart/mixed; boundary=c\n\n"
                     "--c\nContent-Type: text/html\n\n<p>\n"
                     "--c\nContent-Type: text/csv; name=in.csv\n\n1,2\n--c--\n\n"
                     "--b\nContent-Type: text/csv; name=out.csv\n\n3\n--b--\n",
        "1.0 text attachment-1 text/plain <hello>\n"
        "1.1 html attachment-3 text/html <<p>>\n"
        "1.1 file in.csv text/csv <1,2>\n"
        "1.0 file out.csv text/csv <3>\n");
}

static void boxes_hold_many(void **state)
{
    (void)state;
    SHOWN("From a@b Sat Feb  1 08:00:00 2020\n" HEAD "\none\n\n"
          "From a@b Sat Feb  1 09:00:00 2020\n" MIXED TEXT "--b--\n\n"
          "From a@b Sat Feb  1 10:00:00 2020\n" MIXED TEXT "\n\n"
          "From a@b Sat Feb  1 11:00:00 2020\n" HEAD "\nlast\n",
        "1.0 text attachment-1 text/plain <one\n>\n"
        "2.0 text attachment-2 text/plain <hello>\n"
        "! E-mail %d of the file is cut or damaged\n"
        "4.0 text attachment-3 text/plain <last\n>\n");
}

static void sealed_mail_is_told(void **state)
{
    (void)state;
    mail *m = NULL;
    mail_part part;
    bool more = false;
    err why = { 0 };
    const span bytes = SPAN(HEAD "Content-Type: application/pkcs7-mime; name=smime.p7m\n"
                                 "Content-Transfer-Encoding: base64\n\nAAAA\n");
    assert_true(mail_open(bytes, &m, &why) && mail_next(m, &part, &more, &why) && more);
    assert_int_equal(part.kind, MAIL_SEALED);
    mail_close(m);
}

static void headers_and_texts_are_read(void **state)
{
    (void)state;
    ARENA a = { 0 };
    mail *m = NULL;
    mail_part part;
    bool more = false;
    err why = { 0 };
    span text = { NULL, 0 };
    assert_true(arena_open(&a, 4 * MAIL_TEXT_MAX));
    const span bytes = SPAN(
        "From: =?GBK?B?0qbQocT4?= <a@b>\nMessage-ID: <1@b>\nSubject: =?utf-8?B?6LSm5Y2V?=\n two\n"
        "Content-Type: text/plain; charset=gb2312\n\n\xC4\xFA\xBA\xC3\nline \xFF\n");
    assert_true(mail_open(bytes, &m, &why) && mail_next(m, &part, &more, &why) && more);
    span subject = mail_header(m, &a, "subject");
    assert_true(span_is(subject, "账单 two"));
    assert_int_equal(mail_header(m, &a, "Cc").size, 0);
    assert_true(mail_part_text(m, &a, &text, &why));
    assert_true(span_search(text, (span)SPAN("\nline ")) < text.size);
    mail_close(m);
    const span latin = SPAN(HEAD "Content-Type: text/plain; charset=iso-8859-1\n\ncaf\xE9");
    assert_true(mail_open(latin, &m, &why) && mail_next(m, &part, &more, &why) && more);
    assert_true(mail_part_text(m, &a, &text, &why) && span_is(text, "café"));
    mail_close(m);
}

int mail_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_told_by_its_headers),
        cmocka_unit_test(parts_come_in_order),
        cmocka_unit_test(quoted_printable_is_decoded),
        cmocka_unit_test(names_are_decoded),
        cmocka_unit_test(forwarded_mails_are_opened),
        cmocka_unit_test(boxes_hold_many),
        cmocka_unit_test(sealed_mail_is_told),
        cmocka_unit_test(headers_and_texts_are_read),
    };
    return cmocka_run_group_tests_name("mail", tests, NULL, NULL);
}
