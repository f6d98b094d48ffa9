/* Tables of units from strangers: whatever the bytes are, the import that comes out is whole, or
 * every fault says what is wrong and what to do.
 * SPDX-License-Identifier: Apache-2.0 */
#include "org/org.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void draft_check(const org_import *in, size_t index)
{
    const org_draft *d = &in->drafts[index];
    assert(d->row > 0 && d->code.size > 0 && d->code.size <= ORG_CODE_MAX);
    assert(d->name_zh.size > 0 && d->name_en.size > 0 && d->legal.size > 0);
    assert(d->kind > 0 && d->kind < ORG_KIND_COUNT);
    assert(d->level >= 0 && d->level <= ORG_LEVEL_MAX && (d->level == 0) == (d->parent.size == 0));
    assert(d->parent_draft < (int32_t)index && d->legal_draft <= (int32_t)index);
    assert((d->parent_draft >= 0) == (d->level > 0)); /* the tree is empty */
    assert(d->legal_draft >= 0 && span_equal(in->drafts[d->legal_draft].code, d->legal));
    assert(date_is_valid(d->opened) && (d->closed.day == 0 || d->closed.day >= d->opened.day));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const org_tree empty = { 0 };
    const org_source source = { .bytes = { (const char *)data, size }, .today = { 20200203 } };
    org_import in = { 0 };
    err e = { 0 };
    ARENA home = { 0 };
    if (!arena_open(&home, 2 << 20))
        return 0;
    if (!org_import_check(&home, &empty, &source, &in, &e)) {
        assert(e.code != ERR_NONE && e.message);
        return 0;
    }
    assert(
        in.listed_count <= ORG_FAULTS_MAX && in.listed_count <= in.fault_count + in.warning_count);
    for (size_t i = 0; i < in.listed_count; i++)
        assert(in.faults[i].row > 0 && in.faults[i].rule.message && in.faults[i].column.at);
    assert(in.same_count == 0 && (in.fault_count > 0 || in.draft_count == in.row_count));
    for (size_t i = 0; in.fault_count == 0 && i < in.draft_count; i++)
        draft_check(&in, i);
    return 0;
}
