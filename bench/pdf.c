/* Receipts as PDF: ours (A4, all its sentences, QR, a proof of 2 KB inside) against cairo and pango
 * drawing a smaller paper (A5, 13 short texts, QR, nothing inside) with the same font.  CPU time of
 * one thread; the two take turns, so that a busy machine slows both.
 *
 *   bench-pdf RECEIPTS [FILE]      FILE gets the last of ours
 * SPDX-License-Identifier: Apache-2.0 */
#include "measure.h"
#include "pdf_cairo.h"

#include "base/arena.h"
#include "paper/receipt.h"
#include "text/currency.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TURN = 100 /* receipts of one side before the other's turn */, PROOF_BYTES = 2048 };

extern const say_message catalogue[];
extern const size_t catalogue_count;

static const char *const givers[] = { "王小明", "李建国", "欧阳静", "北京市某某有限公司工会",
    "张桂兰", "司马相如", "赵敏", "北京市第一〇一中学", "刘淑珍", "陈思远", "杨帆", "黄丽华",
    "周杰", "吴国强" };
static const char *const places[] = { "武汉市金银潭医院", "驰援湖北医疗队", "一线医护人员慰问",
    "" };

static void fill(paper_receipt *v, int64_t i, char number[32], char address[160])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint64_t state = (uint64_t)i * UINT64_C(0x9E3779B97F4A7C15) + 1;
    (void)snprintf(number, 32, "HZ-2020-%06lld", (long long)i);
    int at = snprintf(address, 160, "https://nuan.example/v#1.%lld.", (long long)i);
    for (int k = 0; k < 66; k++, at++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        address[at] = k == 43 ? '.' : digits[state >> 58];
    }
    address[at] = '\0';
    v->number = span_of(number);
    v->giver = span_of(givers[i % 14]);
    v->purpose = span_of(places[i % 4]);
    v->amount.fen = 10000 + i * 7919 % 1000000;
    v->given_on.day = 20200201 + (int32_t)(i % 28);
    v->entry = i + 1;
    v->fingerprint = (span){ address + at - 20, 20 };
    v->address = span_of(address);
}

static const paper_receipt usual = {
    .lang = SAY_ZH,
    .organisation = SPAN("北京市温暖基金会"),
    .organisation_code = SPAN("统一社会信用代码 53110000MJ00000000"),
    .campaign = SPAN("温暖武汉"),
    .asset = CURRENCY_CNY,
    .given_clock = SPAN("20:14:22"),
    .way = SPAN("微信支付"),
    .code = SPAN("7K3F-92QD"),
    .disclosure = SPAN("2020年2月2日 第 1 期公示"),
    .issued_on = { 20200303 },
    .handler = SPAN("余*"),
    .reviewer = SPAN("陈*"),
    .contact = SPAN("查询与监督 010-0000 0000"),
    .fiscal = SPAN("您申请的公益事业捐赠票据正在开具，开出后另行送达，并在捐款页显示。"),
    .created_us = INT64_C(1583203200000000),
    .offset_s = 28800,
};

static size_t draw(paper *p, arena *home, int64_t i, FILE *out)
{
    char number[32], address[160];
    static char proof[PROOF_BYTES];
    paper_receipt v = usual;
    const paper_file file = { "receipt.tlog-proof", "text/plain", SPAN("证明"),
        { proof, sizeof proof } };
    span pdf = { NULL, 0 };
    err e = { 0 };
    memset(proof, 'a' + (int)(i % 26), sizeof proof);
    arena_reset(home, 0);
    fill(&v, i, number, address);
    if (!paper_receipt_draw(p, home, &v, &file, &pdf, &e))
        measure_stop("a receipt", e.message);
    if (out && fwrite(pdf.at, 1, pdf.size, out) != pdf.size)
        measure_stop("the file", "the disk is full");
    return pdf.size;
}

int main(int argc, char **argv)
{
    const int64_t count = argc > 1 ? atoll(argv[1]) : 0;
    FILE *out = argc > 2 ? fopen(argv[2], "wb") : NULL;
    arena house_home = { 0 }, home = { 0 };
    paper *p = NULL;
    err e = { 0 };
    int64_t ours = 0, theirs = 0, their_count = 0;
    size_t bytes = 0, bytes_max = 0;
    if (count < 1)
        measure_stop("usage", "bench-pdf RECEIPTS [FILE]");
    say_init(catalogue, catalogue_count);
    if (!arena_open(&house_home, 8u << 20) || !arena_open(&home, 4u << 20) ||
        !paper_open(&house_home, NULL, &p, &e))
        measure_stop("paper", e.message ? e.message : "not enough memory");
    pdf_cairo_open();
    for (int64_t done = 0; done < count; done += TURN) {
        int64_t start = measure_cpu();
        for (int64_t i = done; i < done + TURN && i < count; i++) {
            const size_t size = draw(p, &home, i, i + 1 == count ? out : NULL);
            bytes += size;
            bytes_max = size > bytes_max ? size : bytes_max;
        }
        ours += measure_cpu() - start;
        start = measure_cpu();
        for (int64_t i = 0; i < TURN / 10; i++, their_count++)
            pdf_cairo_draw(their_count);
        theirs += measure_cpu() - start;
    }
    printf("receipts=%.0f cairo=%.0f kb=%.1f kb_max=%.1f cairo_kb=%.1f\n",
        (double)count * 1e9 / (double)ours, (double)their_count * 1e9 / (double)theirs,
        (double)bytes / 1024 / (double)count, (double)bytes_max / 1024,
        (double)pdf_cairo_bytes() / 1024 / (double)their_count);
    paper_close(p);
    return out ? fclose(out) : 0;
}
