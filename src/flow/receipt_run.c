/* Giving many receipts: prepared in slices beside the writer, numbered by it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/receipt.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { SLICE_MEMORY = 32 << 20, YEARLY_MEMORY = 256 << 20, YEARLY_STEP = 4096, GROUP_MAX = 1000 };

static void failed(receipt_run *run, const err *why)
{
    run->left++;
    if (run->first.code == ERR_NONE)
        run->first = *why;
}

static bool failed_hard(const err *why, err *reterr)
{
    *reterr = *why;
    return false;
}

static void told(const receipt_run *run)
{
    if (run->progress)
        run->progress(run->progress_self, run->given + run->left, run->total);
}

static bool total_count(receipt_run *run, err *reterr)
{
    request_counts counts = { 0 };
    if (!request_count(run->desk->conn, run->org, run->campaign, &counts, reterr))
        return false;
    run->total = counts.by_state[run->is_yearly ? REQUEST_YEARLY : REQUEST_REVIEWED];
    return true;
}

/* ---- one receipt a request ------------------------------------------------------------------ */

static bool slice_give(receipt_run *run, const receipt_ready *ready, size_t count, err *reterr)
{
    receipt_issue_input in = { .ready = ready, .count = count };
    change c = { .kind = &receipt_issue, .author = run->author, .org = run->org, .input = &in };
    err why = { 0 };
    if (count == 0)
        return true;
    if (!writer_run(run->writer, &c, &why)) {
        if (why.code != ERR_STALE)
            return failed_hard(&why, reterr);
        failed(run, &why);
        return true;
    }
    run->given += c.outcome;
    return true;
}

static bool slice_run(
    receipt_run *run, arena *memory, int64_t *after, size_t *ret_count, err *reterr)
{
    receipt_request *of = NULL;
    receipt_ready ready[RECEIPT_SLICE_MAX];
    size_t used = 0;
    const request_filter filter = {
        .org = run->org, .campaign = run->campaign, .state = REQUEST_REVIEWED, .after = *after
    };
    if (!request_list(run->desk->conn, memory, &filter, RECEIPT_SLICE_MAX, &of, ret_count, reterr))
        return false;
    for (size_t i = 0; i < *ret_count; i++) {
        err why = { 0 };
        *after = of[i].id;
        if (receipt_prepare(run->desk, memory, &of[i], &ready[used], &why))
            used++;
        else if (why.code == ERR_CONFLICT || why.code == ERR_ABSENT)
            failed(run, &why);
        else
            return failed_hard(&why, reterr);
    }
    return slice_give(run, ready, used, reterr);
}

static bool run_each(receipt_run *run, err *reterr)
{
    ARENA memory = { 0 };
    int64_t after = 0;
    size_t count = RECEIPT_SLICE_MAX;
    if (!arena_open(&memory, SLICE_MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    while (count == RECEIPT_SLICE_MAX) {
        arena_reset(&memory, 0);
        if (!slice_run(run, &memory, &after, &count, reterr))
            return false;
        told(run);
    }
    return true;
}

/* ---- one receipt a giver and year ----------------------------------------------------------- */

typedef struct small_gift {
    const receipt_request *of;
    receipt_person person;
    int32_t year; /* in which it was given */
} small_gift;

static int span_order(span a, span b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size > 0 ? memcmp(a.at, b.at, size) : 0;
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/* By year, campaign and giver: title and, where it is given, number of identity. */
static int giver_order(const void *a, const void *b)
{
    const small_gift *one = a;
    const small_gift *two = b;
    int order = (one->year > two->year) - (one->year < two->year);
    if (order != 0)
        return order;
    order = (one->of->campaign.value > two->of->campaign.value) -
            (one->of->campaign.value < two->of->campaign.value);
    order = order != 0 ? order : (int)one->of->payer - (int)two->of->payer;
    order = order != 0 ? order : span_order(one->person.title, two->person.title);
    order = order != 0 ? order : span_order(one->person.id_no, two->person.id_no);
    return order != 0 ? order : (one->of->id > two->of->id) - (one->of->id < two->of->id);
}

static bool is_same_giver(const small_gift *a, const small_gift *b)
{
    return a->year == b->year && a->of->campaign.value == b->of->campaign.value &&
           a->of->payer == b->of->payer && span_equal(a->person.title, b->person.title) &&
           span_equal(a->person.id_no, b->person.id_no);
}

static bool group_give(
    receipt_run *run, arena *memory, const small_gift *gifts, size_t count, err *reterr)
{
    err why = { 0 };
    receipt_ready *ready = ARENA_NEW(memory, receipt_ready, count);
    receipt_yearly_input in = { .ready = ready, .count = count };
    change c = { .kind = &receipt_yearly, .author = run->author, .org = run->org, .input = &in };
    if (!ready)
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    for (size_t i = 0; i < count; i++)
        ready[i] = (receipt_ready){ .request = gifts[i].of->id, .version = gifts[i].of->version };
    bool is_given = receipt_prepare(run->desk, memory, gifts[0].of, &ready[0], &why);
    if (is_given && count > 1) { /* no single entry proves a sum */
        ready[0].proof = (span){ "", 0 };
        ready[0].leaf = -1;
    }
    is_given = is_given && writer_run(run->writer, &c, &why);
    if (is_given) {
        run->given++;
        run->total -= (int64_t)count - 1;
    } else if (why.code == ERR_CONFLICT || why.code == ERR_STALE || why.code == ERR_ABSENT) {
        failed(run, &why);
    } else {
        return failed_hard(&why, reterr);
    }
    told(run);
    return true;
}

static bool small_gift_read(
    receipt_run *run, arena *memory, const receipt_request *of, small_gift *ret, err *reterr)
{
    enum { YEAR = 10000 };
    donation_row gift = { 0 };
    if (!donation_get(run->desk->conn, of->donation, &gift, reterr))
        return false;
    *ret = (small_gift){ .of = of, .year = gift.day.day / YEAR };
    return receipt_person_unseal(memory, run->desk->seal_key, of->person, &ret->person, reterr);
}

static bool small_gifts_read(
    receipt_run *run, arena *memory, small_gift **ret, size_t *ret_count, err *reterr)
{
    size_t size = (size_t)run->total;
    int64_t after = 0;
    size_t count = YEARLY_STEP;
    *ret_count = 0;
    *ret = ARENA_NEW(memory, small_gift, size + 1);
    if (!*ret)
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    while (count == YEARLY_STEP && *ret_count < size) {
        receipt_request *of = NULL;
        const request_filter filter = {
            .org = run->org, .campaign = run->campaign, .state = REQUEST_YEARLY, .after = after
        };
        if (!request_list(run->desk->conn, memory, &filter, YEARLY_STEP, &of, &count, reterr))
            return false;
        for (size_t i = 0; i < count && *ret_count < size; i++) {
            small_gift *gift = &(*ret)[(*ret_count)++];
            after = of[i].id;
            if (!small_gift_read(run, memory, &of[i], gift, reterr))
                return false;
        }
    }
    return true;
}

static bool run_yearly(receipt_run *run, err *reterr)
{
    ARENA memory = { 0 };
    small_gift *gifts = NULL;
    size_t count = 0;
    if (!arena_open(&memory, YEARLY_MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
    if (!small_gifts_read(run, &memory, &gifts, &count, reterr))
        return false;
    qsort(gifts, count, sizeof *gifts, giver_order);
    for (size_t at = 0; at < count;) {
        size_t same = 1;
        while (
            at + same < count && same < GROUP_MAX && is_same_giver(&gifts[at], &gifts[at + same]))
            same++;
        if (!group_give(run, &memory, &gifts[at], same, reterr))
            return false;
        at += same;
    }
    return true;
}

bool receipt_run_all(receipt_run *run, err *reterr)
{
    assert(run && run->desk && run->writer && run->author && run->org.value);
    run->given = run->left = 0;
    run->first = (err){ 0 };
    return total_count(run, reterr) &&
           (run->is_yearly ? run_yearly(run, reterr) : run_each(run, reterr));
}
