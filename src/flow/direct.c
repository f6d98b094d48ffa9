/* Where the money of a row goes: to the campaign of its file, or where a rule of direction sends
 * it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_in.h"

#include "file/file.h"
#include "text/text.h"

#include <assert.h>

bool directions_open(store_conn *conn, arena *home, org_id org, account_id account, int64_t at_us,
    directions *ret, err *reterr)
{
    *ret = (directions){ .account = account };
    return rule_list(conn, home, org, at_us, &ret->rules, &ret->count, reterr);
}

const direction_rule *direction_of(const directions *d, arena *scratch, const payfile_row *row)
{
    bool is_gift = row->kind == PAYFILE_GIFT || row->kind == PAYFILE_REFUND;
    if (d->count == 0 || !is_gift || row->note.size == 0)
        return NULL;
    size_t mark = scratch->used;
    span note = text_normal(scratch, row->note);
    const direction_rule *found = NULL;
    for (size_t i = 0; i < d->count && !found; i++) {
        const direction_rule *rule = &d->rules[i];
        bool is_here = rule->account.value == 0 || rule->account.value == d->account.value;
        if (is_here && note.size >= rule->words.size && span_search(note, rule->words) < note.size)
            found = rule;
    }
    arena_reset(scratch, mark);
    return found;
}

/* ---- trying --------------------------------------------------------------------------------- */

/* The newest file of the unit, or of the rule's account, in the books. */
static bool last_file(
    store_conn *conn, arena *a, const direction_rule *rule, rule_trial *ret, err *reterr)
{
    enum { FILES_LOOKED_AT = 200 };
    const statement_filter filter = { .account = rule->account };
    statement *files = NULL;
    size_t count = 0;
    if (!statement_search(conn, a, &filter, FILES_LOOKED_AT, &files, &count, reterr))
        return false;
    for (size_t i = 0; i < count && !ret->has_file; i++) {
        ret->has_file =
            files[i].org.value == rule->org.value && files[i].state <= STATEMENT_CONFIRMED;
        ret->file = files[i];
    }
    return true;
}

/* Does the rule of longer words have it, or the one of the account alone? */
static bool is_before(const direction_rule *one, const direction_rule *two)
{
    size_t sizes[] = { text_length(one->words), text_length(two->words) };
    return sizes[0] != sizes[1] ? sizes[0] > sizes[1] : one->account.value >= two->account.value;
}

static void trial_add(rule_trial *t, const payfile_row *row)
{
    other_add(other_at(t->sums, &t->count, row->asset), true, row->amount);
    if (t->gifts++ < RULE_TRIAL_ROWS)
        t->rows[t->row_count++] =
            (rule_trial_row){ row->number, row->day, row->asset, row->amount };
}

static bool rows_try(const import_desk *desk, arena *home, payfile *file,
    const direction_rule *rule, rule_trial *ret, err *reterr)
{
    directions standing = { 0 };
    direction_rule copy = *rule;
    const directions alone = { .account = ret->file.account, .rules = &copy, .count = 1 };
    payfile_row row = { 0 };
    if (!directions_open(desk->conn, home, rule->org, ret->file.account, 0, &standing, reterr))
        return false;
    for (bool more = true; more;) {
        if (!payfile_next(file, &row, &more, reterr))
            return false;
        if (!more || row.kind != PAYFILE_GIFT)
            continue;
        ret->all++;
        if (!direction_of(&alone, home, &row))
            continue;
        const direction_rule *other = direction_of(&standing, home, &row);
        if (other && is_before(other, rule))
            ret->taken++;
        else
            trial_add(ret, &row);
    }
    return true;
}

bool import_rule_try(
    const import_desk *desk, arena *home, const direction_rule *rule, rule_trial *ret, err *reterr)
{
    assert(desk && home && rule && ret);
    direction_rule tried = *rule;
    payfile_format format = { 0 };
    payfile *file = NULL;
    sys_map map = { 0 };
    *ret = (rule_trial){ 0 };
    tried.words = text_normal(home, rule->words);
    if (!rule_words_check(tried.words, reterr) || !last_file(desk->conn, home, &tried, ret, reterr))
        return false;
    if (!ret->has_file)
        return true;
    if (!format_of_statement(desk->conn, home, &ret->file, &format, reterr) ||
        !file_open(desk->folder, &ret->file.digest, false, &map, reterr))
        return false;
    bool is_good = payfile_open(home, &format, map.bytes, &file, reterr) &&
                   rows_try(desk, home, file, &tried, ret, reterr);
    payfile_close(file);
    sys_map_close(&map);
    return is_good;
}

/* ---- changes -------------------------------------------------------------------------------- */

static bool apply_rule_add(store_txn *txn, change *c, err *reterr)
{
    rule_change *in = c->input;
    donations *d = donations_of(txn);
    campaign of = { 0 };
    if (!campaign_get(d, in->rule.campaign, &of) || of.org.value != c->org.value)
        return err_field(reterr, "campaign", N_("The campaign must be of the same organisation"));
    in->rule.org = c->org;
    in->rule.words = text_normal(c->home, in->rule.words);
    if (!purpose_find(d, of.id, in->purpose, &in->rule.purpose, reterr) ||
        !rule_put(txn, c, &in->rule, reterr))
        return false;
    c->object_id = in->rule.id;
    return true;
}

static bool apply_rule_end(store_txn *txn, change *c, err *reterr)
{
    const rule_change *in = c->input;
    c->object_id = in->rule.id;
    return rule_close(txn, c, c->org, in->rule.id, reterr);
}

const change_kind rule_add = { 322, "rule.add", RIGHT_CAMPAIGN_EDIT, apply_rule_add };
const change_kind rule_end = { 323, "rule.end", RIGHT_CAMPAIGN_EDIT, apply_rule_end };
