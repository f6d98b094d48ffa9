/* Mails that are cut, and mails made to do harm.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#define HEAD "From: a@b\nMessage-ID: <1@b>\nMIME-Version: 1.0\n"

enum { BYTES_MAX = 4 * 1024 * 1024 };

typedef struct mail_text {
    char *at;
    size_t used;
} mail_text;

static mail_text text_begin(void)
{
    mail_text t = { malloc(BYTES_MAX), 0 };
    assert_non_null(t.at);
    t.used = (size_t)snprintf(t.at, BYTES_MAX, "%s", HEAD);
    return t;
}

static void put(mail_text *t, const char *format, int i)
{
    t->used += (size_t)snprintf(t->at + t->used, BYTES_MAX - t->used, format, i, i, i);
    assert_true(t->used < BYTES_MAX);
}

static void is_cut_anywhere(void **state)
{
    (void)state;
    static const char whole[] = HEAD
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/csv; name=x.csv\n"
        "Content-Transfer-Encoding: base64\n\nYSxiCjEsMgo=\n--b--\n";
    size_t body = (size_t)(strstr(whole, "\n\n") - whole) + 2;
    for (size_t cut = body; cut < sizeof whole - 4; cut++) {
        const char *shown = mail_shown((span){ whole, cut });
        assert_true(shown[0] == '!' && strstr(shown, "cut") && !strstr(shown, "x.csv"));
    }
    assert_string_equal(
        mail_shown((span){ whole, sizeof whole - 1 }), "1.0 file x.csv text/csv <a,b\n1,2\n>\n");
}

static void base64_ends_in_fours(void **state)
{
    (void)state;
    assert_string_equal(mail_shown((span)SPAN(HEAD "Content-Type: text/csv; name=x.csv\n"
                                                   "Content-Transfer-Encoding: base64\n\nYSxiCjE")),
        "1.0 file x.csv text/csv ! E-mail %d of the file is cut or damaged\n");
}

static void depth_has_a_bound(void **state)
{
    (void)state;
    for (int depth = 2; depth <= 20000; depth *= 10) {
        mail_text t = text_begin();
        put(&t, "Content-Type: multipart/mixed; boundary=b%d\n\n", 0);
        for (int i = 0; i < depth; i++) {
            put(&t, "--b%d\n", i);
            put(&t, "Content-Type: multipart/mixed; boundary=b%d\n\n", i + 1);
        }
        for (int i = depth; i >= 0; i--)
            put(&t, "--b%d--\n", i);
        const char *shown = mail_shown((span){ t.at, t.used });
        assert_true(depth < MAIL_DEPTH_MAX ? shown[0] == '\0' : strstr(shown, "too deep") != NULL);
        free(t.at);
    }
}

static void messages_in_messages_have_a_bound(void **state)
{
    (void)state;
    mail_text t = text_begin();
    for (int i = 0; i < 5000; i++)
        put(&t, "Content-Type: message/rfc822\n\nFrom: x%d\n", i);
    put(&t, "\nhello\n", 0);
    assert_non_null(strstr(mail_shown((span){ t.at, t.used }), "too deep"));
    free(t.at);
}

static void parts_have_a_bound(void **state)
{
    (void)state;
    mail_text t = text_begin();
    put(&t, "Content-Type: multipart/mixed; boundary=b\n\n", 0);
    for (int i = 0; i <= MAIL_PARTS_MAX; i++)
        put(&t, "--b\nContent-Type: image/png\n\n\n", i);
    put(&t, "--b--\n", 0);
    assert_non_null(strstr(mail_shown((span){ t.at, t.used }), "too many parts"));
    free(t.at);
}

static void messages_have_a_bound(void **state)
{
    (void)state;
    mail_text t = text_begin();
    t.used = 0;
    for (int i = 0; i <= MAIL_MESSAGES_MAX; i++)
        put(&t, "From a@b Sat Feb  1 08:00:00 2020\nFrom: a@b\nReceived: x%d\n\nhi\n\n", i);
    assert_non_null(strstr(mail_shown((span){ t.at, t.used }), "too many parts"));
    free(t.at);
}

static void long_names_keep_their_ending(void **state)
{
    (void)state;
    mail_text t = text_begin();
    put(&t, "Content-Disposition: attachment; filename=\"", 0);
    for (int i = 0; i < 100; i++)
        put(&t, "账单", i);
    put(&t, ".csv\"\n\nx", 0);
    mail *m = NULL;
    mail_part part;
    bool more = false;
    err why = { 0 };
    assert_true(mail_open((span){ t.at, t.used }, &m, &why) && mail_next(m, &part, &more, &why));
    assert_true(more && part.name.size <= MAIL_NAME_MAX && part.name.size > MAIL_NAME_MAX - 6);
    assert_true(span_ends(part.name, (span)SPAN("账单.csv")));
    mail_close(m);
    free(t.at);
}

static void empty_parts_are_empty(void **state)
{
    (void)state;
    assert_string_equal(mail_shown((span)SPAN(HEAD)), "1.0 text attachment-1 text/plain <>\n");
    assert_string_equal(mail_shown((span)SPAN(HEAD "Content-Disposition: attachment\n\n")),
        "1.0 file attachment-1 text/plain <>\n");
    assert_string_equal(
        mail_shown((span)SPAN(HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b--\n")), "");
}

int bounds_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_cut_anywhere),
        cmocka_unit_test(base64_ends_in_fours),
        cmocka_unit_test(depth_has_a_bound),
        cmocka_unit_test(messages_in_messages_have_a_bound),
        cmocka_unit_test(parts_have_a_bound),
        cmocka_unit_test(messages_have_a_bound),
        cmocka_unit_test(long_names_keep_their_ending),
        cmocka_unit_test(empty_parts_are_empty),
    };
    return cmocka_run_group_tests_name("bounds", tests, NULL, NULL);
}
