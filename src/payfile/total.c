/* Rows that add up others, or carry a balance forward: told by their words, and by their amounts where
 * the words may be those of a giver.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/table_in.h"

#include <assert.h>

/* Nothing else, but for a colon. */
static const char *const whole[] = { "合计", "总计", "小计", "共计", "累计", "汇总", "总额", "总数",
    "总金额", "本日合计", "本月合计", "本年合计", "本期合计", "本页合计", "本日累计", "本月累计",
    "本年累计", "当日合计", "当月合计", "月计", "日计", "累计发生额", "期初余额", "期末余额",
    "上年结转", "上期结余", "上月结转", "上月结余", "上年结余", "结转下年", "结转下月", "结转下页",
    "承前页", "过次页", "承前余额", "合 计", "总 计", "小 计", "Total", "TOTAL", "total", "Sum",
    "SUM", "GrandTotal", "Subtotal", NULL };
/* In what stands for the name of a giver, with nothing or only money, marks and such words behind. */
static const char *const parts[] = { "合计", "总计", "小计", "共计", "累计", "总额", "总数",
    "总金额", "页计", "共收到", "共收捐款", "承前页", "过次页", "Total", "TOTAL", NULL };
static const char *const behind[] = { "金额", "人民币", "捐", "善款", "收", "支", "元", "万元",
    "笔", "人", "数", "额", "共", "发生额", "余额", "借方", "贷方", "Amount", "amount", "（", "：",
    "￥", "¥", NULL };
/* Of the kind or remark of a row whose amount has no sign: money went out. */
static const char *const outs[] = { "支出", "转出", "消费", "取款", "支取", "取现", "汇出", "代扣",
    "扣款", "还款", NULL };

static span colon_drop(arena *scratch, span s)
{
    static const span wide = SPAN("：");
    s = name_normal(scratch, s);
    while (span_ends(s, wide))
        s = span_slice(s, 0, s.size - wide.size);
    while (s.size > 0 && s.at[s.size - 1] == ':')
        s = span_slice(s, 0, s.size - 1);
    return s;
}

bool text_is_total(arena *scratch, span s)
{
    enum { WHOLE_MAX = 30 };
    if (s.size == 0 || s.size > WHOLE_MAX)
        return false;
    s = colon_drop(scratch, s);
    for (const char *const *word = whole; *word; word++) {
        if (span_is(s, *word))
            return true;
    }
    return false;
}

static bool starts_any(span s, const char *const *words)
{
    for (; *words; words++) {
        if (span_starts(s, span_of(*words)))
            return true;
    }
    return false;
}

/* Nothing, or what stands behind a word for a total: 合计：1,234.50元, 共计人民币. */
static bool is_bare_end(span s)
{
    if (s.size == 0)
        return true;
    bool is_letter = (unsigned char)s.at[0] >= 0x80 || (s.at[0] >= 'A' && s.at[0] <= 'Z') ||
                     (s.at[0] >= 'a' && s.at[0] <= 'z');
    return !is_letter || starts_any(s, behind);
}

total_grade total_of_label(arena *scratch, span label)
{
    enum { LABEL_MAX = 120 };
    if (label.size == 0 || label.size > LABEL_MAX)
        return TOTAL_NOT;
    if (text_is_total(scratch, label))
        return TOTAL_SURE;
    label = colon_drop(scratch, label);
    total_grade grade = TOTAL_NOT;
    for (const char *const *word = parts; *word; word++) {
        span part = span_of(*word);
        size_t at = span_search(label, part);
        if (at >= label.size)
            continue;
        bool is_end = is_bare_end(span_slice(label, at + part.size, label.size));
        if (at == 0 && is_end)
            return TOTAL_SURE;
        grade = at == 0 || is_end ? TOTAL_MAYBE : grade;
    }
    return grade;
}

/* ---- sums ----------------------------------------------------------------------------------- */

/* Sums may wrap: they are only compared. */
void sums_add(table_sums *sums, const payfile_row *row)
{
    assert(sums && row);
    uint64_t fen = (uint64_t)(row->has_flow ? row->flow.fen : row->amount.fen);
    bool is_in = row->has_flow ? row->flow.fen > 0 : row->amount.fen > 0;
    table_sum *of[] = { &sums->all, &sums->block };
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        of[i]->rows++;
        of[i]->flows += fen;
        of[i]->in += is_in ? fen : 0;
        of[i]->out += is_in ? 0 : -fen;
        of[i]->gifts += row->kind == PAYFILE_GIFT ? fen : 0;
    }
}

void sums_close(table_sums *sums)
{
    sums->block = (table_sum){ 0 };
}

/* A file may have counted what was given back, or not. */
static bool sum_fits(const table_sum *sum, const money *in, const money *out)
{
    uint64_t fen = in ? (uint64_t)in->fen : 0;
    uint64_t gone = out ? (uint64_t)(out->fen < 0 ? -out->fen : out->fen) : 0;
    bool fits_in = !in || fen == sum->in || fen == sum->flows || fen == sum->gifts;
    return fits_in && (!out || gone == sum->out);
}

bool sums_fit(const table_sums *sums, uint64_t least, const money *in, const money *out)
{
    assert(sums);
    return (sums->all.rows >= least && sum_fits(&sums->all, in, out)) ||
           (sums->block.rows >= least && sum_fits(&sums->block, in, out));
}

bool text_is_out(span s)
{
    bool is = false;
    for (const char *const *word = outs; *word && s.size > 0; word++)
        is |= text_has(s, *word);
    return is && !text_has(s, "退") && !text_has(s, "撤销");
}

void total_words_each(bool has_way, void (*each)(void *self, span word), void *self)
{
    static const char *const *const lists[] = { whole, parts, outs };
    enum { ALL = sizeof lists / sizeof *lists };
    assert(each);
    for (size_t i = 0; i < (has_way ? ALL - 1 : ALL); i++) {
        for (const char *const *word = lists[i]; *word; word++)
            each(self, span_of(*word));
    }
}
