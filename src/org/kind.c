/* The kinds of units: numbers, names, labels and the words of Chinese tables, in one list.
 * SPDX-License-Identifier: Apache-2.0 */
#include "org/org.h"

#include <assert.h>

static const struct kind_row {
    const char *name;
    const char *label;
    const char *words[3]; /* as tables in Chinese say it */
} kinds[ORG_KIND_COUNT] = {
    [ORG_FEDERATION] = { "federation", N_("Federation of trade unions"),
        { "总工会", "市总工会", "省总工会" } },
    [ORG_DISTRICT] = { "district", N_("District federation"), { "区总工会", "县总工会", "区" } },
    [ORG_INDUSTRY] = { "industry", N_("Industry union"), { "产业工会", "产业" } },
    [ORG_BUREAU] = { "bureau", N_("Commission or bureau"), { "委办局", "机关" } },
    [ORG_ENTERPRISE] = { "enterprise", N_("Enterprise"), { "企业", "公司" } },
    [ORG_UNIVERSITY] = { "university", N_("University"), { "高校", "高等学校", "大学" } },
    [ORG_HOSPITAL] = { "hospital", N_("Hospital"), { "医院", "医疗机构" } },
    [ORG_FOUNDATION] = { "foundation", N_("Foundation"), { "基金会" } },
    [ORG_CENTRE] = { "centre", N_("Affiliated institution"), { "直属单位", "中心" } },
    [ORG_UNION] = { "union", N_("Grass-roots union"), { "基层工会", "工会", "街道" } },
    [ORG_PARTNER] = { "partner", N_("Partner outside of the federation"),
        { "协作单位", "对口单位" } },
};

const char *org_kind_name(org_kind kind)
{
    assert(kind > 0 && kind < ORG_KIND_COUNT);
    return kinds[kind].name;
}

const char *org_kind_label(org_kind kind)
{
    assert(kind > 0 && kind < ORG_KIND_COUNT);
    return kinds[kind].label;
}

static bool is_word_of(span s, const struct kind_row *row)
{
    for (size_t i = 0; i < sizeof row->words / sizeof *row->words && row->words[i]; i++) {
        if (span_is(s, row->words[i]))
            return true;
    }
    return span_is(s, row->name);
}

bool org_kind_parse(span s, org_kind *ret_kind)
{
    assert(ret_kind);
    for (int kind = 1; kind < ORG_KIND_COUNT; kind++) {
        if (is_word_of(s, &kinds[kind])) {
            *ret_kind = (org_kind)kind;
            return true;
        }
    }
    return false;
}
