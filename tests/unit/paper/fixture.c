/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include "sys/sys.h"
#include "text/currency.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

arena paper_home;
static arena paper_words, house_home;
static paper *house;
static char folder[64];

int paper_home_begin(void **state)
{
    (void)state;
    if (paper_home.start)
        arena_reset(&paper_home, 0);
    else if (!arena_open(&paper_home, 256u << 20))
        return 1;
    return 0;
}

int paper_home_end(void **state)
{
    (void)state;
    arena_close(&paper_home);
    if (folder[0] && getenv("PAPER_KEEP"))
        (void)paper_run(0, "cp %s/* %s", folder, getenv("PAPER_KEEP"));
    if (folder[0])
        (void)paper_run(0, "rm -r %s", folder);
    folder[0] = '\0';
    arena_close(&paper_home);
    return 0;
}

const char *paper_scratch(const char *name)
{
    if (!folder[0]) {
        const char *base = getenv("TMPDIR");
        (void)snprintf(folder, sizeof folder, "%s/paper-test-XXXXXX", base ? base : "/tmp");
        assert_non_null(mkdtemp(folder));
    }
    buffer b = buffer_in(&paper_home, 128);
    buffer_format(&b, "%s/%s%c", folder, name, 0);
    return buffer_span(&b).at;
}

const char *paper_keep(const char *name, span bytes)
{
    const char *path = paper_scratch(name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.at, 1, bytes.size, f), bytes.size);
    assert_int_equal(fclose(f), 0);
    return path;
}

span paper_read(const char *path)
{
    sys_map map = { 0 };
    err e = { 0 };
    if (!sys_map_open(path, 64u << 20, &map, &e))
        fail_msg("%s: %s", path, e.message);
    const span bytes = arena_copy(&paper_home, map.bytes);
    sys_map_close(&map);
    return bytes;
}

span paper_run(int status, const char *format, ...)
{
    char command[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    assert_true(length > 0 && (size_t)length < sizeof command);
    if (!paper_home.start)
        assert_true(arena_open(&paper_home, 1u << 20));
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    buffer b = buffer_in(&paper_home, 4096);
    char piece[4096];
    for (size_t size; (size = fread(piece, 1, sizeof piece, pipe)) > 0;)
        buffer_add(&b, (span){ piece, size });
    int ended = pclose(pipe);
    if (!WIFEXITED(ended) || WEXITSTATUS(ended) != status)
        fail_msg("%s: status %d, %.*s", command, ended, SPAN_PRINT(buffer_span(&b)));
    span out = buffer_span(&b);
    if (out.size > 0 && out.at[out.size - 1] == '\n')
        out.size--;
    return out;
}

bool err_says(const err *e, const char *text)
{
    char line[512];
    err_render(e, e->message, line, sizeof line);
    return strstr(line, text) != NULL;
}

enum { MESSAGES_MAX = 200 };

/* The text between the quotes of a line. */
static const char *unquoted(span line)
{
    const size_t from = span_find(line, '"') + 1;
    return arena_copy(&paper_words, span_slice(line, from, line.size - 1)).at;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const say_message *)a)->id, ((const say_message *)b)->id);
}

void paper_words_read(void)
{
    static say_message messages[MESSAGES_MAX];
    size_t count = 0;
    sys_map po = { 0 };
    err e = { 0 };
    if (paper_words.start)
        return;
    assert_true(arena_open(&paper_words, 1u << 20));
    assert_true(sys_map_open("src/paper/zh.po", 1u << 20, &po, &e));
    span rest = po.bytes, line = { NULL, 0 };
    while (span_split(&rest, '\n', &line)) {
        if (span_starts(line, span_of("msgid ")))
            messages[count].id = unquoted(line);
        else if (span_starts(line, span_of("msgstr ")))
            messages[count++].zh = unquoted(line);
        assert_true(count < MESSAGES_MAX);
    }
    sys_map_close(&po);
    qsort(messages, count, sizeof *messages, by_id);
    say_init(messages, count);
}

paper *paper_house(void)
{
    err e = { 0 };
    if (!house) {
        paper_words_read();
        assert_true(arena_open(&house_home, 8u << 20));
        if (!paper_open(&house_home, NULL, &house, &e))
            fail_msg("%s %s", e.message, e.hint ? e.hint : "");
    }
    return house;
}

paper_receipt paper_usual(void)
{
    return (paper_receipt){
        .lang = SAY_ZH,
        .number = SPAN("HZ-2020-000123"),
        .organisation = SPAN("北京市温暖基金会"),
        .organisation_code = SPAN("统一社会信用代码 53110000MJ00000000"),
        .giver = SPAN("王小明"),
        .campaign = SPAN("温暖武汉"),
        .purpose = SPAN("武汉、北京等地抗击疫情医护人员慰问、帮扶和救助"),
        .asset = CURRENCY_CNY,
        .amount = { 361790000 },
        .given_on = { 20200201 },
        .given_clock = SPAN("20:14:22"),
        .way = SPAN("微信支付"),
        .code = SPAN("7K3F-92QD"),
        .entry = 12205,
        .disclosure = SPAN("2020年2月2日 第 1 期公示"),
        .fingerprint = SPAN("kq0N 3b8Z t1xR 77Lm Q2s4"),
        .address = SPAN("https://nuan.example/"
                        "v#1.12204.zTcHBzVwAQ9iM9DioljVijdH-Zu6UVZtqmE1GcvSoOM.SrBP_a64Y5gi"
                        "necIpFHVYg"),
        .issued_on = { 20200203 },
        .handler = SPAN("余*"),
        .reviewer = SPAN("陈*"),
        .contact = SPAN("查询与监督 010-0000 0000"),
        .fiscal = SPAN("您申请的公益事业捐赠票据正在开具，开出后另行送达，并在捐款页显示。"),
        .created_us = INT64_C(1580725800000000),
        .offset_s = 28800,
    };
}

span paper_drawn(const paper_receipt *v, const paper_file *proof)
{
    err e = { 0 };
    span pdf = { NULL, 0 };
    if (!paper_receipt_draw(paper_house(), &paper_home, v, proof, &pdf, &e))
        fail_msg("%s", e.message);
    return pdf;
}
