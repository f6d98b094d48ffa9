/* Rules of direction: the list with what each caught, a new one or a trial of it, the end of one.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "door/rules.h"
#include "text/text.h"

static void sums_put(json_writer *w, const told_rule *rule)
{
    int64_t fen = 0;
    for (size_t i = 0; i < rule->sum_count; i++)
        fen += rule->sums[i].asset == LEDGER_CNY ? rule->sums[i].amount : 0;
    json_put_int(w, "amount_fen", fen);
    json_name(w, "others");
    json_array(w);
    for (size_t i = 0; i < rule->sum_count; i++) {
        const rule_catch *sum = &rule->sums[i];
        if (sum->asset == LEDGER_CNY)
            continue;
        json_object(w);
        json_put_string(w, "currency", span_of(currency_of(sum->asset)->code));
        json_put_int(w, "gifts", sum->gifts);
        json_put_int(w, "amount", sum->amount);
        json_object_end(w);
    }
    json_array_end(w);
}

static void rule_put_json(json_writer *w, const told_rule *rule)
{
    json_object(w);
    door_put_id(w, "id", rule->rule.id);
    json_put_string(w, "words", rule->rule.words);
    json_put_string(w, "campaign", span_of(rule->to.code));
    if (rule->purpose.id)
        json_put_string(w, "purpose", rule->purpose.code);
    if (rule->account.size > 0)
        json_put_string(w, "account", rule->account);
    json_put_int(w, "gifts", rule->gifts);
    sums_put(w, rule);
    api_put_instant(w, "since", rule->rule.made_us);
    api_put_instant(w, "until", rule->rule.ended_us);
    json_object_end(w);
}

static bool rules_read(
    door_request *r, arena *home, told_rule **ret, size_t *ret_count, err *reterr)
{
    return (arena_open(home, (size_t)16 << 20) ||
               err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"))) &&
           rules_told(r->house, r->conn, home, (org_id){ 0 }, ret, ret_count, reterr);
}

void api_rules_get(door_request *r)
{
    err why = { 0 };
    ARENA home = { 0 };
    told_rule *rows = NULL;
    size_t count = 0;
    if (!rules_read(r, &home, &rows, &count, &why)) {
        door_error(r, &why);
        return;
    }
    bool has_ended = api_flag(r, "ended");
    buffer b = buffer_in(r->memory, 16384);
    json_writer w = json_write(&b);
    json_object(&w);
    json_name(&w, "items");
    json_array(&w);
    for (size_t i = 0; i < count; i++) {
        err ignored = { 0 };
        bool is_seen = door_may_at(r, RIGHT_READ, rows[i].rule.org, &ignored) &&
                       (has_ended || rows[i].rule.ended_us == 0);
        if (is_seen)
            rule_put_json(&w, &rows[i]);
    }
    json_array_end(&w);
    json_object_end(&w);
    api_answer(r, 200, &b);
}

/* ---- a new one ------------------------------------------------------------------------------ */

static bool member_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    rule_words *words = self;
    (void)j;
    if (span_is(t->name, "words"))
        return api_text_take(t, "words", &words->words, reterr);
    if (span_is(t->name, "campaign"))
        return api_text_take(t, "campaign", &words->campaign, reterr);
    if (span_is(t->name, "purpose"))
        return api_text_take(t, "purpose", &words->purpose, reterr);
    if (span_is(t->name, "account"))
        return api_text_take(t, "account", &words->account, reterr);
    return err_field(reterr, "body", N_("There is no member %.*s"), SPAN_PRINT(t->name));
}

static void trial_answer(door_request *r, const rule_trial *t)
{
    buffer b = buffer_in(r->memory, 8192);
    json_writer w = json_write(&b);
    json_object(&w);
    door_put_id(&w, "import", t->has_file ? t->file.id.value : 0);
    json_put_int(&w, "all", t->all);
    json_put_int(&w, "gifts", t->gifts);
    json_put_int(&w, "taken", t->taken);
    json_name(&w, "items");
    json_array(&w);
    for (size_t i = 0; i < t->row_count; i++) {
        const rule_trial_row *row = &t->rows[i];
        json_object(&w);
        json_put_int(&w, "row", row->row);
        door_put_date(&w, "day", row->day);
        json_put_string(&w, "currency", span_of(currency_of(row->asset)->code));
        currency_json(&w, "amount", row->asset, row->amount.fen);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    api_answer(r, 200, &b);
}

static bool rule_try(door_request *r, const rule_change *in, err *reterr)
{
    ARENA home = { 0 };
    rule_trial *trial = ARENA_NEW(r->memory, rule_trial, 1);
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    bool is_good = door_may_at(r, RIGHT_CAMPAIGN_EDIT, in->rule.org, reterr) &&
                   ((trial && arena_open(&home, (size_t)256 << 20)) ||
                       err_set(reterr, ERR_MEMORY, N_("not enough memory to check the file"))) &&
                   import_rule_try(&desk, &home, &in->rule, trial, reterr);
    if (is_good)
        trial_answer(r, trial);
    return is_good;
}

void api_rule_post(door_request *r)
{
    err why = { 0 };
    change made = { 0 };
    rule_change in = { 0 };
    rule_words words = { 0 };
    bool is_good = api_body_read(r, member_take, &words, &why) &&
                   rule_read(r->house, r->conn, r->memory, &words, &in, &why);
    if (is_good && api_flag(r, "dry_run")) {
        if (!rule_try(r, &in, &why))
            door_error(r, &why);
    } else if (is_good && api_run(r, &rule_add, in.rule.org, &in, &made, &why)) {
        api_id_answer(r, 201, made.object_id);
    } else {
        door_error(r, &why);
    }
}

void api_rule_end(door_request *r)
{
    err why = { 0 };
    change done = { 0 };
    ARENA home = { 0 };
    told_rule *rows = NULL;
    size_t count = 0;
    size_t at = 0;
    int64_t id = 0;
    bool is_good =
        text_parse_id(r->params[0], &id, &why) && rules_read(r, &home, &rows, &count, &why);
    while (is_good && at < count && rows[at].rule.id != id)
        at++;
    is_good = is_good && (at < count || err_set(&why, ERR_ABSENT, N_("No such rule")));
    rule_change in = { .rule.id = id };
    if (is_good && api_run(r, &rule_end, rows[at].rule.org, &in, &done, &why))
        api_id_answer(r, 200, id);
    else
        door_error(r, &why);
}
