/* Rows that add up others, or carry a balance forward: told by their words, also when a day stands
 * in them.
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
/* At the end, or at the beginning, of what stands for the name of a giver. */
static const char *const endings[] = { "合计", "总计", "小计", "共计", "累计", "总额", "总数",
    "总金额", NULL };
static const char *const beginnings[] = { "共收到", "共收捐款", "合计", "总计", NULL };
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

bool name_is_total(arena *scratch, span s)
{
    enum { NAME_MAX_HERE = 48 };
    if (text_is_total(scratch, s))
        return true;
    if (s.size == 0 || s.size > NAME_MAX_HERE)
        return false;
    s = colon_drop(scratch, s);
    bool is = false;
    for (const char *const *word = endings; *word; word++)
        is |= span_ends(s, span_of(*word));
    for (const char *const *word = beginnings; *word; word++)
        is |= span_starts(s, span_of(*word));
    return is;
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
    static const char *const *const lists[] = { whole, endings, beginnings, outs };
    enum { ALL = sizeof lists / sizeof *lists };
    assert(each);
    for (size_t i = 0; i < (has_way ? ALL - 1 : ALL); i++) {
        for (const char *const *word = lists[i]; *word; word++)
            each(self, span_of(*word));
    }
}
