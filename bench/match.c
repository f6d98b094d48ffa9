/* Matching as gifts are booked: a bill of which every payment has the code of an open promise among
 * many, beside a bill of the same size that tells nothing.
 *   bench-match FOLDER CAMPAIGN PROMISES ROWS ROUNDS
 * SPDX-License-Identifier: Apache-2.0 */
#include "measure.h"

#include "door/house.h"
#include "store/pg/pg.h"
#include "store/sqlite/sqlite.h"
#include "text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { CHUNK = 20000, CHANGE_MEMORY = 64 << 20, IMPORT_MEMORY = 256 << 20, ROW_SIZE = 320 };

typedef struct bench {
    house *house;
    campaign campaign;
    actor author;
    int64_t promises, rows;
    order_code *codes; /* of the promises that the next bill keeps */
    int64_t made, taken;
    arena memory; /* of one import */
} bench;

static void must(bool is_good, const err *e)
{
    char text[400] = "failed";
    if (is_good)
        return;
    if (e->message)
        err_render(e, e->message, text, sizeof text);
    measure_stop("match", text);
}

/* Up to CHUNK promises in one transaction. */
static bool promises_put(void *self, store_txn *txn, err *reterr)
{
    bench *b = self;
    arena home = { 0 };
    id_maker ids = { .node = 900, .last_ms = 0 };
    if (!arena_open(&home, CHANGE_MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    change c = { .author = &b->author,
        .home = &home,
        .ids = &ids,
        .real_us = sys_real_us(house_clock(b->house)),
        .civil_us = house_civil_us(b->house) };
    bool is_good = true;
    for (int i = 0; is_good && i < CHUNK && b->made < b->promises; i++) {
        promise p = { .org = b->campaign.org, .campaign = b->campaign.id, .amount = { 5000 } };
        is_good = promise_put(txn, &c, &p, PROMISE_DAYS_MAX, reterr);
        b->codes[b->made++] = p.code;
    }
    match_hints_of(txn)->has_promises = true;
    arena_close(&home);
    return is_good;
}

/* A bill of an own day's numbers, so that no payment need be looked up; codes of promises stand as
 * the merchant's numbers. */
static span bill_write(bench *b, char *into, int64_t run, bool has_codes)
{
    char *at = into;
    int day = date_of_number(date_to_number((date){ 20010101 }) + (int32_t)(run % 5000)).day;
    at += sprintf(at, "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,"
                      "交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,"
                      "商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
                      "手续费,费率,订单金额,申请退款金额,费率备注\r\n");
    for (int64_t i = 0; i < b->rows; i++) {
        char code[ORDER_CODE_TEXT_SIZE];
        snprintf(code, sizeof code, "M%07u", (unsigned)i % 10000000);
        if (has_codes)
            order_code_write(code, b->codes[b->taken++]);
        at += sprintf(at,
            "`2020-02-03 12:%02d:%02d,`wx1,`1500000001,`0,`,`4200%06lld%08d%010lld,`%s,`o%lld,"
            "`JSAPI,`SUCCESS,`OTHERS,`CNY,`50.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,"
            "`0.00%%,`50.00,`0.00,`\r\n",
            (int)(i / 60 % 60), (int)(i % 60), (long long)run, day,
            (long long)(i * 7919 % 10000000000), code, (long long)i);
    }
    at += sprintf(at,
        "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,"
        "订单总金额,申请退款总金额\r\n"
        "`%lld,`%lld.00,`0.00,`0.00,`0.00000,`%lld.00,`0.00\r\n",
        (long long)b->rows, (long long)b->rows * 50, (long long)b->rows * 50);
    return (span){ into, (size_t)(at - into) };
}

/* Seconds. */
typedef struct spent {
    double wall, cpu;
} spent;

/* What importing a bill takes. */
static spent bill_import(bench *b, span bytes, int64_t matched)
{
    err why = { 0 };
    static import_report report;
    import_desk desk = house_desk(b->house, house_conn(b->house), &b->author);
    const import_request request = { .campaign = b->campaign, .file_name = SPAN("bench.csv") };
    arena_reset(&b->memory, 0);
    int64_t start = measure_now();
    int64_t cpu = measure_cpu();
    must(import_run(&desk, &b->memory, &request, bytes, &report, &why), &why);
    spent ret = { (double)(measure_now() - start) / 1e9, (double)(measure_cpu() - cpu) / 1e9 };
    if (report.counts.booked != b->rows || report.counts.matched != matched)
        measure_stop("match", "not as many matched as should be");
    return ret;
}

int main(int argc, char **argv)
{
    static bench b;
    err why = { 0 };
    if (argc != 6)
        measure_stop("usage", "bench-match FOLDER CAMPAIGN PROMISES ROWS ROUNDS");
    const house_setup setup = {
        .folder = argv[1], .sqlite = &store_sqlite, .postgres = &store_pg, .writes = true
    };
    int rounds = atoi(argv[5]);
    b.promises = atoll(argv[3]);
    b.rows = atoll(argv[4]);
    b.codes = calloc((size_t)b.promises, sizeof *b.codes);
    char *text = malloc((size_t)b.rows * ROW_SIZE + 4096);
    must(house_open(&setup, &b.house, &why) && house_operator(b.house, &b.author, &why), &why);
    if (!b.codes || !text || !arena_open(&b.memory, IMPORT_MEMORY) ||
        b.rows * rounds > b.promises ||
        !campaign_find(house_donations(b.house), span_of(argv[2]), &b.campaign))
        measure_stop("match", "no such campaign, no memory, or too few promises");
    while (b.made < b.promises)
        must(writer_exclusive(house_writer(b.house), promises_put, &b, &why), &why);
    int64_t run = getpid() % 1000 * INT64_C(1000);
    for (int round = 0; round < rounds; round++) {
        spent plain = bill_import(&b, bill_write(&b, text, ++run, false), 0);
        spent coded = bill_import(&b, bill_write(&b, text, ++run, true), b.rows);
        printf("plain=%.3f coded=%.3f ratio=%.3f plain_cpu=%.3f coded_cpu=%.3f ratio_cpu=%.3f\n",
            plain.wall, coded.wall, coded.wall / plain.wall, plain.cpu, coded.cpu,
            coded.cpu / plain.cpu);
        fflush(stdout);
    }
    house_close(b.house);
    return 0;
}
