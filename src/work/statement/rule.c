/* Rows of rules of direction.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/statement/rule.h"

#include "statement_sql.h"
#include "text/text.h"

#include <assert.h>

bool rule_words_check(span words, err *reterr)
{
    if (words.size == 0)
        return err_field(reterr, "words", N_("Enter the words that stand in the remark"));
    return text_length(words) <= RULE_WORDS_MAX ||
           err_field(
               reterr, "words", N_("Words of a rule have at most %d characters"), RULE_WORDS_MAX);
}

bool rule_put(store_txn *txn, change *c, direction_rule *rule, err *reterr)
{
    assert(txn && c && rule);
    if (!rule_words_check(rule->words, reterr))
        return false;
    const store_value same[] = { store_int(rule->org.value), store_int(rule->account.value),
        store_text(rule->words) };
    store_rows rows = { 0 };
    if (!store_read(txn, &RULE_SAME, same, 3, &rows, reterr))
        return false;
    bool is_there = store_rows_next(&rows);
    if (!store_rows_close(&rows, reterr))
        return false;
    if (is_there)
        return err_set(reterr, ERR_CONFLICT, N_("A rule for the words %.*s stands already"),
            SPAN_PRINT(rule->words));
    rule->id = id_next(c->ids, c->real_us);
    const store_value row[] = { store_int(rule->id), store_int(rule->org.value),
        store_int(rule->account.value), store_text(rule->words), store_int(rule->campaign.value),
        store_int(rule->purpose), store_int(c->author->id), store_int(c->real_us) };
    return store_run(txn, &RULE_INSERT, row, 8, NULL, reterr);
}

bool rule_close(store_txn *txn, change *c, org_id org, int64_t id, err *reterr)
{
    const store_value in[] = { store_int(org.value), store_int(id), store_int(c->real_us) };
    int64_t changed = 0;
    return store_run(txn, &RULE_END, in, 3, &changed, reterr) &&
           (changed == 1 || err_set(reterr, ERR_ABSENT, N_("No such rule")));
}

bool rule_list(store_conn *conn, arena *a, org_id org, int64_t at_us, direction_rule **ret_rules,
    size_t *ret_count, err *reterr)
{
    assert(conn && a && ret_rules && ret_count);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(at_us == 0 ? INT64_MAX - 1 : at_us),
        store_int(RULES_MAX) };
    *ret_count = 0;
    *ret_rules = ARENA_NEW(a, direction_rule, RULES_MAX);
    if (!*ret_rules)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!store_query_open(conn, &RULE_LIST, in, 3, &rows, reterr))
        return false;
    while (*ret_count < RULES_MAX && store_rows_next(&rows)) {
        (*ret_rules)[(*ret_count)++] = (direction_rule){ .id = store_rows_int(&rows, 0),
            .org = org,
            .account = { store_rows_int(&rows, 1) },
            .words = arena_copy(a, store_rows_text(&rows, 2)),
            .campaign = { store_rows_int(&rows, 3) },
            .purpose = store_rows_int(&rows, 4),
            .made_by = store_rows_int(&rows, 5),
            .made_us = store_rows_int(&rows, 6) };
    }
    return store_rows_close(&rows, reterr);
}

bool rule_catch_add(
    store_txn *txn, org_id org, statement_id file, const rule_catch *added, err *reterr)
{
    assert(txn && added);
    const store_value row[] = { store_int(org.value), store_int(added->rule), store_int(file.value),
        store_int(added->asset), store_int(added->gifts), store_int(added->amount) };
    return store_run(txn, &RULE_CATCH_ADD, row, 6, NULL, reterr);
}

bool rule_all(store_conn *conn, arena *a, org_id org, direction_rule **ret_rules, size_t *ret_count,
    err *reterr)
{
    assert(conn && a && ret_rules && ret_count);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value), store_int(RULES_MAX) };
    *ret_count = 0;
    *ret_rules = ARENA_NEW(a, direction_rule, RULES_MAX);
    if (!*ret_rules)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!store_query_open(conn, &RULE_ALL, in, 2, &rows, reterr))
        return false;
    while (*ret_count < RULES_MAX && store_rows_next(&rows)) {
        (*ret_rules)[(*ret_count)++] = (direction_rule){ .id = store_rows_int(&rows, 0),
            .org = { store_rows_int(&rows, 1) },
            .account = { store_rows_int(&rows, 2) },
            .words = arena_copy(a, store_rows_text(&rows, 3)),
            .campaign = { store_rows_int(&rows, 4) },
            .purpose = store_rows_int(&rows, 5),
            .made_by = store_rows_int(&rows, 6),
            .made_us = store_rows_int(&rows, 7),
            .ended_us = store_rows_int(&rows, 8) };
    }
    return store_rows_close(&rows, reterr);
}

bool rule_catches(
    store_conn *conn, arena *a, org_id org, rule_catch **ret_rows, size_t *ret_count, err *reterr)
{
    enum { CATCHES_MAX = 4 * RULES_MAX };
    assert(conn && a && ret_rows && ret_count);
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value) };
    *ret_count = 0;
    *ret_rows = ARENA_NEW(a, rule_catch, CATCHES_MAX);
    if (!*ret_rows)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!store_query_open(conn, &RULE_CATCHES, in, 1, &rows, reterr))
        return false;
    while (*ret_count < CATCHES_MAX && store_rows_next(&rows)) {
        const rule_catch it = { store_rows_int(&rows, 0), store_rows_int(&rows, 1),
            store_rows_int(&rows, 2), store_rows_int(&rows, 3) };
        if (it.gifts != 0)
            (*ret_rows)[(*ret_count)++] = it;
    }
    return store_rows_close(&rows, reterr);
}
