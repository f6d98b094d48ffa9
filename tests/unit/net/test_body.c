/* Bodies: in memory, in files, forms; too large, broken, chunked.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int64_t sum_of(char byte, size_t size)
{
    int64_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum = (sum * 31 + (unsigned char)byte) % 1000000007;
    return sum;
}

/* Sends a head, `size` bytes of 'u', and a tail. */
static reply upload(const fixture *f, const char *head, size_t size, const char *tail)
{
    char *bytes = malloc(size + 1);
    const int fd = client_open(f);
    memset(bytes, 'u', size + 1);
    client_send(fd, head);
    client_send_bytes(fd, bytes, size);
    client_send(fd, tail);
    const reply r = client_reply(fd, false);
    close(fd);
    free(bytes);
    return r;
}

static void small_bodies_lie_in_memory(void **state)
{
    const int fd = client_open(*state);
    client_send(fd,
        "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhelloPOST /y HTTP/1.1\r\n"
        "Host: h\r\nContent-Length: 0\r\n\r\nPUT /z HTTP/1.1\r\nHost: h\r\n"
        "Content-Length: 1\r\n\r\n!");
    reply r = client_reply(fd, false);
    assert_true(reply_has(&r, "POST [/x]") && reply_has(&r, "body [hello]"));
    r = client_reply(fd, false);
    assert_true(reply_has(&r, "POST [/y]") && reply_has(&r, "size 0 memory 0"));
    r = client_reply(fd, false);
    assert_true(reply_has(&r, "PUT [/z]") && reply_has(&r, "body [!]"));
    close(fd);
}

static void chunked_bodies_are_joined(void **state)
{
    const int fd = client_open(*state);
    client_send(fd, "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "5\r\nhello\r\n1;ext=1\r\n \r\n00006\r\nworld!\r\n0\r\n\r\n"
                    "GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
    reply r = client_reply(fd, false);
    assert_true(reply_has(&r, "body [hello world!]"));
    r = client_reply(fd, false);
    assert_true(reply_has(&r, "GET [/next]"));
    close(fd);
}

static void broken_chunks_are_refused(void **state)
{
    fixture *f = *state;
    static const char *const chunks[] = { "zz\r\nhello\r\n0\r\n\r\n", "5\r\nhelloX\r\n0\r\n\r\n",
        "fffffffffffffffff\r\n", "-5\r\nhello\r\n0\r\n\r\n", "\r\n\r\n" };
    for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++) {
        const int before = atomic_load(&f->handled);
        const int fd = client_open(f);
        client_send(fd, "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
        client_send(fd, chunks[i]);
        const reply r = client_reply(fd, false);
        assert_true(r.status == 0 || r.status == 400 || r.status == 413);
        close(fd);
        assert_int_equal(atomic_load(&f->handled), before);
    }
}

static void the_bound_of_memory_holds(void **state)
{
    fixture *f = *state;
    reply r = upload(f, "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 65536\r\n\r\n", 65536, "");
    assert_true(reply_has(&r, "size 65536 memory 65536"));
    r = upload(f, "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 65537\r\n\r\n", 65537, "");
    assert_int_equal(r.status, 413);
    r = upload(f, "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n",
        65537, "\r\n0\r\n\r\n");
    assert_int_equal(r.status, 413);
    r = upload(f, "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n",
        65536, "\r\n0\r\n\r\n");
    assert_true(reply_has(&r, "size 65536 memory 65536"));
}

static void uploads_go_to_files(void **state)
{
    fixture *f = *state;
    char wanted[64];
    snprintf(wanted, sizeof(wanted), "sum %lld\n", (long long)sum_of('u', 300000));
    reply r =
        upload(f, "PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n", 300000, "");
    assert_true(reply_has(&r, "size 300000 memory 0\n") && reply_has(&r, wanted));
    r = upload(f, "PUT /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n493e0\r\n",
        300000, "\r\n0\r\n\r\n");
    assert_true(reply_has(&r, "size 300000 memory 0\n") && reply_has(&r, wanted));
    r = upload(f, "PUT /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n493e1\r\n",
        300001, "\r\n0\r\n\r\n");
    assert_int_equal(r.status, 413);
}

/* The head alone is refused; and whoever sends on can still read why. */
static void a_length_beyond_is_refused_at_once(void **state)
{
    fixture *f = *state;
    int fd = client_open(f);
    client_send(fd, "PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 300001\r\n\r\n");
    assert_int_equal(client_reply(fd, false).status, 413);
    close(fd);
    for (int i = 0; i < 20; i++) {
        const reply r = upload(
            f, "PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n", 2000000, "");
        assert_int_equal(r.status, 413);
    }
    assert_int_equal(atomic_load(&f->handled), 0);
}

static void a_flood_in_chunks_is_cut(void **state)
{
    fixture *f = *state;
    const reply r = upload(f,
        "PUT /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1000000\r\n",
        16777216, "\r\n0\r\n\r\n");
    assert_int_equal(r.status, 0);
    assert_int_equal(atomic_load(&f->handled), 0);
}

static void bodies_are_refused_where_none_is_allowed(void **state)
{
    fixture *f = *state;
    reply r = ask(f, "POST /no-body HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
    assert_int_equal(r.status, 413);
    r = ask(f, "POST /no-body HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
    assert_int_equal(r.status, 200);
    r = ask(f, "GET /no-body HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(r.status, 200);
}

static void the_owner_may_refuse_before_the_body(void **state)
{
    fixture *f = *state;
    const reply r = upload(
        f, "POST /refused HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n", 1000000, "");
    assert_int_equal(r.status, 403);
    assert_true(reply_has(&r, "refused before the body"));
    assert_int_equal(atomic_load(&f->handled), 0);
}

static void continue_is_said_when_asked(void **state)
{
    int fd = client_open(*state);
    client_send(
        fd, "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    assert_int_equal(client_reply(fd, false).status, 100);
    client_send(fd, "hello");
    const reply r = client_reply(fd, false);
    assert_true(reply_has(&r, "body [hello]"));
    close(fd);
    fd = client_open(*state);
    client_send(fd, "PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999\r\n"
                    "Expect: 100-continue\r\n\r\n");
    assert_int_equal(client_reply(fd, false).status, 413);
    close(fd);
}

static reply post_form(const fixture *f, const char *path, const char *type, const char *body)
{
    char head[512];
    const int fd = client_open(f);
    snprintf(head, sizeof(head),
        "POST %s HTTP/1.1\r\nHost: h\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", path,
        type, strlen(body));
    client_send(fd, head);
    client_send(fd, body);
    const reply r = client_reply(fd, false);
    close(fd);
    return r;
}

static const char urlencoded[] = "application/x-www-form-urlencoded";
static const char multipart[] = "multipart/form-data; boundary=XyZ";

static void urlencoded_forms_are_read(void **state)
{
    fixture *f = *state;
    reply r = post_form(f, "/form", "Application/X-WWW-form-urlencoded; charset=utf-8",
        "name=%E6%9A%96+a&amount=12.50&empty=&name=second");
    assert_true(reply_has(&r, "field [name]=[暖 a]\nfield [amount]=[12.50]\nfield [empty]=[]\n"
                              "field [name]=[second]\n"));
    assert_int_equal(post_form(f, "/form", urlencoded, "a=%zz").status, 400);
    assert_int_equal(post_form(f, "/form", urlencoded, "a=%00").status, 400);
    assert_int_equal(post_form(f, "/form", urlencoded, "a=%ff").status, 400);
    assert_int_equal(post_form(f, "/form", "application/json", "{}").status, 415);
    assert_int_equal(post_form(f, "/form", "multipart/form-data", "x").status, 400);
    static char many[8192];
    for (size_t i = 0; i < 2 * (NET_FIELD_MAX + 1); i++)
        many[i] = i % 2 ? '&' : 'a';
    assert_int_equal(post_form(f, "/form", urlencoded, many).status, 413);
}

static void two_files_and_fields_arrive(void **state)
{
    fixture *f = *state;
    char body[1024];
    char wanted[256];
    snprintf(body, sizeof(body),
        "--XyZ\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n暖 and more\r\n"
        "--XyZ\r\nContent-Disposition: form-data; name=\"bill\"; filename=\"账单.csv\"\r\n"
        "Content-Type: text/csv\r\n\r\n%s\r\n"
        "--XyZ\r\nContent-Disposition: form-data; name=\"bill\"; filename=\"b.csv\"\r\n"
        "Content-Type: text/csv\r\n\r\n%s\r\n"
        "--XyZ\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n"
        "--XyZ\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nline\r\n\r\n--Xy\r\n"
        "--XyZ--\r\n",
        "uuuuu", "uuuuuuuuuu");
    const reply r = post_form(f, "/form", multipart, body);
    assert_int_equal(r.status, 200);
    assert_true(reply_has(&r, "field [title]=[暖 and more]\n"));
    assert_true(reply_has(&r, "field [empty]=[]\n"));
    assert_true(reply_has(&r, "field [note]=[line\r\n\r\n--Xy]\n"));
    snprintf(wanted, sizeof(wanted), "part [bill] [账单.csv] [text/csv] size 5 sum %lld\n",
        (long long)sum_of('u', 5));
    assert_true(reply_has(&r, wanted));
    snprintf(wanted, sizeof(wanted), "part [bill] [b.csv] [text/csv] size 10 sum %lld\n",
        (long long)sum_of('u', 10));
    assert_true(reply_has(&r, wanted));
}

static void a_large_file_part_is_streamed(void **state)
{
    fixture *f = *state;
    static const char before[] =
        "--XyZ\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n"
        "\r\n";
    static const char after[] = "\r\n--XyZ--\r\n";
    char head[512];
    char wanted[128];
    snprintf(head, sizeof(head),
        "POST /form HTTP/1.1\r\nHost: h\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n%s",
        multipart, sizeof(before) - 1 + 250000 + sizeof(after) - 1, before);
    const reply r = upload(f, head, 250000, after);
    snprintf(wanted, sizeof(wanted), "part [f] [f] [] size 250000 sum %lld\n",
        (long long)sum_of('u', 250000));
    assert_true(reply_has(&r, wanted));
}

static void broken_multiparts_are_refused(void **state)
{
    fixture *f = *state;
    static char huge[200000];
    int at =
        snprintf(huge, sizeof(huge), "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n");
    memset(huge + at, 'v', 70000);
    strcpy(huge + at + 70000, "\r\n--XyZ--\r\n");
    assert_int_equal(post_form(f, "/form", multipart, huge).status, 413);
    assert_int_equal(
        post_form(f, "/form", multipart,
            "--XyZ\r\nContent-Disposition: form-data; name=\"a\xff\"\r\n\r\nv\r\n--XyZ--\r\n")
            .status,
        400);
    assert_int_equal(
        post_form(f, "/form", multipart,
            "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\r\n--XyZ--\r\n")
            .status,
        400);
    assert_int_equal(post_form(f, "/form", multipart,
                         "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nnever ended")
                         .status,
        400);
    assert_int_equal(
        post_form(f, "/form-only", multipart,
            "--XyZ\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x\"\r\n\r\nv\r\n"
            "--XyZ--\r\n")
            .status,
        415);
    at = 0;
    for (int i = 0; i <= NET_FIELD_MAX; i++)
        at += snprintf(huge + at, sizeof(huge) - (size_t)at,
            "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv\r\n");
    strcpy(huge + at, "--XyZ--\r\n");
    assert_int_equal(post_form(f, "/form", multipart, huge).status, 413);
    at = 0;
    for (int i = 0; i <= NET_PART_MAX; i++)
        at += snprintf(huge + at, sizeof(huge) - (size_t)at,
            "--XyZ\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x\"\r\n\r\nv\r\n");
    strcpy(huge + at, "--XyZ--\r\n");
    assert_int_equal(atomic_load(&f->handled), 0);
    const reply r = post_form(f, "/form", multipart, huge);
    assert_int_equal(r.status, 200);
    assert_true(
        reply_has(&r, "over 1\n")); /* dropped and counted: whoever answers says the bound */
}

static void a_sender_that_leaves_costs_nothing(void **state)
{
    fixture *f = *state;
    for (int i = 0; i < 50; i++) {
        const int fd = client_open(f);
        client_send(
            fd, "PUT /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\nsome bytes");
        close(fd);
    }
    const int64_t end = sys_steady_us() + 10000000; /* far below the clock of a body */
    while (net_count(f->server).left_total < 50 && sys_steady_us() < end)
        usleep(10000);
    assert_int_equal(net_count(f->server).left_total, 50);
    assert_int_equal(atomic_load(&f->handled), 0);
}

const struct CMUnitTest body_tests[] = {
    SERVED(small_bodies_lie_in_memory),
    SERVED(chunked_bodies_are_joined),
    SERVED(broken_chunks_are_refused),
    SERVED(the_bound_of_memory_holds),
    SERVED(uploads_go_to_files),
    SERVED(a_length_beyond_is_refused_at_once),
    SERVED(a_flood_in_chunks_is_cut),
    SERVED(bodies_are_refused_where_none_is_allowed),
    SERVED(the_owner_may_refuse_before_the_body),
    SERVED(continue_is_said_when_asked),
    SERVED(urlencoded_forms_are_read),
    SERVED(two_files_and_fields_arrive),
    SERVED(a_large_file_part_is_streamed),
    SERVED(broken_multiparts_are_refused),
    SERVED(a_sender_that_leaves_costs_nothing),
};
const size_t body_count = sizeof(body_tests) / sizeof(body_tests[0]);
