/* Profiles as JSON: read strictly (an unknown member is an error: a misspelt one would silently
 * change what rows mean) and written as people keep them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/payfile_in.h"

#include "text/json.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

enum { PROFILE_SCHEMA = 1, NAME_MAX_BYTES = 120, CHANNEL_MAX = 16 };

/* ---- names of the lists --------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *label;
} roles[ROLE_COUNT] = {
    [ROLE_TIME] = { "time", N_("day, or day and time") },
    [ROLE_CLOCK] = { "clock", N_("time of day") },
    [ROLE_IN] = { "in", N_("money in") },
    [ROLE_OUT] = { "out", N_("money out") },
    [ROLE_AMOUNT] = { "amount", N_("amount") },
    [ROLE_MARK] = { "mark", N_("in or out") },
    [ROLE_BALANCE] = { "balance", N_("balance") },
    [ROLE_CURRENCY] = { "currency", N_("currency") },
    [ROLE_NUMBER] = { "number", N_("payment number") },
    [ROLE_MERCHANT] = { "merchant", N_("our order number") },
    [ROLE_REFUND_NO] = { "refund_no", N_("refund number") },
    [ROLE_FEE] = { "fee", N_("fee") },
    [ROLE_STATE] = { "state", N_("state") },
    [ROLE_KIND] = { "kind", N_("kind of business") },
    [ROLE_PAYER] = { "payer", N_("name of the other side") },
    [ROLE_PAYER_ACCOUNT] = { "payer_account", N_("account of the other side") },
    [ROLE_NOTE] = { "note", N_("remark") },
    [ROLE_ACCOUNT] = { "account", N_("our account") },
    [ROLE_SERIAL] = { "serial", N_("number of the row") },
};

static const char *const flows[] = { "any", "in", "out", "none" };

static const struct {
    payfile_kind kind;
    const char *name;
} kinds[] = { { PAYFILE_GIFT, "gift" }, { PAYFILE_REFUND, "refund" },
    { PAYFILE_SETTLEMENT, "settlement" }, { PAYFILE_FEE, "fee" }, { PAYFILE_IGNORED, "ignored" },
    { PAYFILE_REJECTED, "rejected" } };

static const struct {
    const char *name;
    const char *message;
} reasons[] = {
    { "interest", N_("Interest, no gift") },
    { "own-transfer", N_("Money moved between own accounts") },
    { "spending", N_("Money that went out") },
    { "neutral", N_("Neither money in nor money out") },
    { "unpaid", N_("This order was not paid") },
    { "failed", N_("This payment failed: no money moved") },
    { "returned", N_("This payment was given back in full") },
    { "own-refund", N_("Money given back for something that was bought") },
    { "partly-returned", N_("A part of this payment was given back; enter it by hand") },
    { "negative", N_("An amount below 0 in a list of gifts; enter it by hand") },
    { "other", N_("Money that is no gift") },
};

const char *profile_role_name(profile_role role)
{
    return role < ROLE_COUNT ? roles[role].name : "";
}

const char *profile_role_label(profile_role role)
{
    return role < ROLE_COUNT ? roles[role].label : N_("nothing: passed over");
}

bool profile_role_parse(span name, profile_role *ret)
{
    for (int i = 0; i < ROLE_COUNT; i++) {
        if (span_is(name, roles[i].name)) {
            *ret = (profile_role)i;
            return true;
        }
    }
    return false;
}

const char *payfile_kind_name(payfile_kind kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].kind == kind)
            return kinds[i].name;
    }
    return "";
}

static bool kind_parse(span name, payfile_kind *ret)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (span_is(name, kinds[i].name)) {
            *ret = kinds[i].kind;
            return true;
        }
    }
    return false;
}

const char *profile_reason(const char *name)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (strcmp(reasons[i].name, name) == 0)
            return reasons[i].message;
    }
    assert(false);
    return "";
}

static const char *reason_name(const char *message)
{
    for (size_t i = 0; message && i < sizeof reasons / sizeof *reasons; i++) {
        if (strcmp(reasons[i].message, message) == 0)
            return reasons[i].name;
    }
    return "other";
}

/* ---- reading -------------------------------------------------------------------------------- */

typedef struct reading {
    arena *home;
    json_reader json;
    payfile_profile *p;
    err *error;
} reading;

static bool member_unknown(reading *r, const json_token *t)
{
    return err_set(
        r->error, ERR_INPUT, N_("A profile has no member \"%.*s\" here"), SPAN_PRINT(t->name));
}

static bool next(reading *r, json_token *ret)
{
    return json_next(&r->json, ret, r->error);
}

static bool text_take(reading *r, const json_token *t, size_t most, span *ret)
{
    if (t->kind != JSON_STRING || t->text.size > most)
        return err_set(r->error, ERR_INPUT, N_("\"%.*s\" must be a text of at most %d bytes"),
            SPAN_PRINT(t->name), (int)most);
    *ret = arena_copy(r->home, t->text);
    return ret->at || err_set(r->error, ERR_MEMORY, N_("no room for a profile"));
}

typedef span word_normal(arena *a, span s);

/* A list of texts whose first token was just read. */
static bool words_take(reading *r, const json_token *first, word_normal *normal, profile_words *ret)
{
    json_token t = { 0 };
    span words[PROFILE_WORDS_MAX];
    size_t count = 0;
    if (first->kind != JSON_ARRAY)
        return err_set(
            r->error, ERR_INPUT, N_("\"%.*s\" must be a list of texts"), SPAN_PRINT(first->name));
    while (next(r, &t) && t.kind != JSON_ARRAY_END) {
        if (count == PROFILE_WORDS_MAX || t.kind != JSON_STRING || t.text.size > NAME_MAX_BYTES)
            return err_set(
                r->error, ERR_INPUT, N_("A list has at most %d short texts"), PROFILE_WORDS_MAX);
        words[count] = normal(r->home, t.text);
        if (words[count].size == 0)
            return err_set(r->error, ERR_INPUT, N_("A word of a profile is empty"));
        count++;
    }
    if (t.kind != JSON_ARRAY_END)
        return false;
    ret->words = ARENA_NEW(r->home, span, count + 1);
    if (!ret->words)
        return err_set(r->error, ERR_MEMORY, N_("no room for a profile"));
    memcpy(ret->words, words, count * sizeof *words);
    ret->count = count;
    return true;
}

static bool columns_take(reading *r, const json_token *first)
{
    json_token t = { 0 };
    if (first->kind != JSON_OBJECT)
        return member_unknown(r, first);
    while (next(r, &t) && t.kind != JSON_OBJECT_END) {
        profile_role role = ROLE_COUNT;
        if (!profile_role_parse(t.name, &role))
            return member_unknown(r, &t);
        if (!words_take(r, &t, name_normal, &r->p->names[role]))
            return false;
    }
    return t.kind == JSON_OBJECT_END;
}

/* A list of roles. */
static bool needs_take(reading *r, const json_token *first)
{
    json_token t = { 0 };
    if (first->kind != JSON_ARRAY)
        return member_unknown(r, first);
    while (next(r, &t) && t.kind != JSON_ARRAY_END) {
        profile_role role = ROLE_COUNT;
        if (t.kind != JSON_STRING || !profile_role_parse(t.text, &role))
            return err_set(r->error, ERR_INPUT, N_("A column is not \"%.*s\""), SPAN_PRINT(t.text));
        r->p->needs_one |= UINT32_C(1) << role;
    }
    return t.kind == JSON_ARRAY_END;
}

static bool marks_take(reading *r, const json_token *first)
{
    json_token t = { 0 };
    if (first->kind != JSON_OBJECT)
        return member_unknown(r, first);
    while (next(r, &t) && t.kind != JSON_OBJECT_END) {
        profile_words *into = span_is(t.name, "in")     ? &r->p->marks_in
                              : span_is(t.name, "out")  ? &r->p->marks_out
                              : span_is(t.name, "none") ? &r->p->marks_none
                                                        : NULL;
        if (!into)
            return member_unknown(r, &t);
        if (!words_take(r, &t, text_normal, into))
            return false;
    }
    return t.kind == JSON_OBJECT_END;
}

static profile_words *rule_list(profile_rule *rule, span name)
{
    return span_is(name, "state")     ? &rule->state
           : span_is(name, "kind")    ? &rule->kind
           : span_is(name, "payer")   ? &rule->payer
           : span_is(name, "note")    ? &rule->note
           : span_is(name, "text")    ? &rule->text
           : span_is(name, "without") ? &rule->without
                                      : NULL;
}

static bool flow_take(reading *r, const json_token *t, profile_flow *ret)
{
    for (size_t i = 0; i < sizeof flows / sizeof *flows; i++) {
        if (t->kind == JSON_STRING && span_is(t->text, flows[i])) {
            *ret = (profile_flow)i;
            return true;
        }
    }
    return err_set(r->error, ERR_INPUT, N_("A flow is any, in, out or none"));
}

static bool reason_take(reading *r, const json_token *t, const char **ret)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (t->kind == JSON_STRING && span_is(t->text, reasons[i].name)) {
            *ret = reasons[i].message;
            return true;
        }
    }
    return err_set(r->error, ERR_INPUT, N_("There is no reason \"%.*s\" to ignore a row"),
        SPAN_PRINT(t->text));
}

static bool rule_member(reading *r, const json_token *t, profile_rule *rule, bool *ret_becomes)
{
    profile_words *list = rule_list(rule, t->name);
    if (list)
        return words_take(r, t, text_normal, list);
    if (span_is(t->name, "flow"))
        return flow_take(r, t, &rule->flow);
    if (span_is(t->name, "reason"))
        return reason_take(r, t, &rule->reason);
    if (span_is(t->name, "settles"))
        return text_take(r, t, CHANNEL_MAX, &rule->settles);
    if (!span_is(t->name, "becomes"))
        return member_unknown(r, t);
    *ret_becomes = t->kind == JSON_STRING && kind_parse(t->text, &rule->becomes);
    return *ret_becomes ||
           err_set(r->error, ERR_INPUT,
               N_("A row becomes gift, refund, settlement, fee, ignored or rejected"));
}

static bool rule_take(reading *r, profile_rule *rule)
{
    json_token t = { 0 };
    bool becomes = false;
    *rule = (profile_rule){ 0 };
    while (next(r, &t) && t.kind != JSON_OBJECT_END) {
        if (!rule_member(r, &t, rule, &becomes))
            return false;
    }
    if (t.kind != JSON_OBJECT_END)
        return false;
    if (!becomes)
        return err_set(r->error, ERR_INPUT, N_("A rule must say what the row becomes"));
    bool needs_reason = rule->becomes == PAYFILE_IGNORED || rule->becomes == PAYFILE_REJECTED;
    if (needs_reason && !rule->reason)
        rule->reason = profile_reason("other");
    return true;
}

static bool rules_take(reading *r, const json_token *first)
{
    json_token t = { 0 };
    profile_rule *rules = ARENA_NEW(r->home, profile_rule, PROFILE_RULES_MAX);
    if (!rules)
        return err_set(r->error, ERR_MEMORY, N_("no room for a profile"));
    if (first->kind != JSON_ARRAY)
        return member_unknown(r, first);
    r->p->rules = rules;
    while (next(r, &t) && t.kind != JSON_ARRAY_END) {
        if (t.kind != JSON_OBJECT || r->p->rule_count == PROFILE_RULES_MAX)
            return err_set(
                r->error, ERR_INPUT, N_("A profile has at most %d rules"), PROFILE_RULES_MAX);
        if (!rule_take(r, &rules[r->p->rule_count]))
            return false;
        r->p->rule_count++;
    }
    return t.kind == JSON_ARRAY_END;
}

/* One of two words. */
static bool choice_take(reading *r, const json_token *t, const char *no, const char *yes, bool *ret)
{
    *ret = t->kind == JSON_STRING && span_is(t->text, yes);
    return *ret || (t->kind == JSON_STRING && span_is(t->text, no)) ||
           err_set(r->error, ERR_INPUT, N_("\"%.*s\" is %s or %s"), SPAN_PRINT(t->name), no, yes);
}

static bool order_take(reading *r, const json_token *t)
{
    bool is_month_first = false;
    if (!choice_take(r, t, "day-first", "month-first", &is_month_first))
        return false;
    r->p->order = is_month_first ? ORDER_MONTH_FIRST : ORDER_DAY_FIRST;
    return true;
}

static bool schema_take(reading *r, const json_token *t)
{
    return (t->kind == JSON_INTEGER && t->integer == PROFILE_SCHEMA) ||
           err_set(
               r->error, ERR_INPUT, N_("This program reads profiles of schema %d"), PROFILE_SCHEMA);
}

static bool profile_member(reading *r, const json_token *t)
{
    payfile_profile *p = r->p;
    span name = t->name;
    return span_is(name, "profile")     ? schema_take(r, t)
           : span_is(name, "code")      ? text_take(r, t, PROFILE_CODE_MAX, &p->code)
           : span_is(name, "name_zh")   ? text_take(r, t, NAME_MAX_BYTES, &p->name_zh)
           : span_is(name, "name_en")   ? text_take(r, t, NAME_MAX_BYTES, &p->name_en)
           : span_is(name, "channel")   ? text_take(r, t, CHANNEL_MAX, &p->channel)
           : span_is(name, "end")       ? text_take(r, t, NAME_MAX_BYTES, &p->end)
           : span_is(name, "signs")     ? words_take(r, t, name_normal, &p->signs)
           : span_is(name, "without")   ? words_take(r, t, name_normal, &p->without)
           : span_is(name, "needs_one") ? needs_take(r, t)
           : span_is(name, "columns")   ? columns_take(r, t)
           : span_is(name, "marks")     ? marks_take(r, t)
           : span_is(name, "totals")    ? words_take(r, t, name_normal, &p->totals)
           : span_is(name, "rules")     ? rules_take(r, t)
           : span_is(name, "day")       ? choice_take(r, t, "rows", "title", &p->has_day_above)
           : span_is(name, "day_order") ? order_take(r, t)
           : span_is(name, "numbers")   ? choice_take(r, t, "world", "account", &p->has_own_numbers)
                                        : member_unknown(r, t);
}

static bool code_is_well(span code)
{
    bool is_well = code.size > 0;
    for (size_t i = 0; i < code.size; i++) {
        char c = code.at[i];
        is_well &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && i > 0);
    }
    return is_well;
}

bool profile_check(const payfile_profile *p, err *reterr)
{
    const profile_words *names = p->names;
    if (!code_is_well(p->code))
        return err_field(reterr, "code", N_("A code has lower-case letters, digits and -"));
    if (p->name_zh.size == 0 || p->name_en.size == 0)
        return err_field(reterr, "name", N_("A profile needs a name in Chinese and in English"));
    if (p->channel.size == 0)
        return err_field(reterr, "channel", N_("A profile must say by what way its gifts come"));
    if (names[ROLE_TIME].count == 0 && !p->has_day_above)
        return err_field(reterr, "columns", N_("No column is the day of the payment"));
    if (names[ROLE_IN].count == 0 && names[ROLE_AMOUNT].count == 0)
        return err_field(reterr, "columns", N_("No column is the amount that came in"));
    if (names[ROLE_MARK].count > 0 && p->marks_in.count == 0)
        return err_field(reterr, "marks", N_("No mark says that money came in"));
    return true;
}

bool profile_parse(arena *home, span json, payfile_profile **ret, err *reterr)
{
    assert(home && ret);
    if (json.size > PROFILE_SIZE_MAX)
        return err_set(reterr, ERR_LIMIT, N_("A profile has at most %d bytes"), PROFILE_SIZE_MAX);
    reading r = { .home = home, .p = ARENA_NEW(home, payfile_profile, 1), .error = reterr };
    if (!r.p)
        return err_set(reterr, ERR_MEMORY, N_("no room for a profile"));
    r.json = json_read(home, json);
    json_token t = { 0 };
    if (!next(&r, &t))
        return false;
    if (t.kind != JSON_OBJECT)
        return err_set(reterr, ERR_INPUT, N_("A profile is a JSON object"));
    while (next(&r, &t) && t.kind != JSON_OBJECT_END) {
        if (!profile_member(&r, &t))
            return false;
    }
    if (t.kind != JSON_OBJECT_END || !next(&r, &t) || !profile_check(r.p, reterr))
        return false;
    r.p->end = r.p->end.size > 0 ? name_normal(home, r.p->end) : r.p->end;
    r.p->json = arena_copy(home, json);
    *ret = r.p;
    return r.p->json.at || err_set(reterr, ERR_MEMORY, N_("no room for a profile"));
}

/* ---- writing -------------------------------------------------------------------------------- */

static void string_print(buffer *out, span s)
{
    json_writer w = json_write(out);
    json_string(&w, s);
}

static void words_print(buffer *out, const profile_words *list)
{
    buffer_byte(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        buffer_text(out, i > 0 ? ", " : "");
        string_print(out, list->words[i]);
    }
    buffer_byte(out, ']');
}

/* "name": [..] with what stands before it, unless the list is empty; true if it was written. */
static bool member_print(
    buffer *out, bool is_first, const char *before, const char *name, const profile_words *list)
{
    if (list->count == 0)
        return false;
    buffer_format(out, "%s%s\"%s\": ", is_first ? "" : ",", before, name);
    words_print(out, list);
    return true;
}

static void text_print(buffer *out, const char *name, span s)
{
    if (s.size == 0)
        return;
    buffer_format(out, ",\n  \"%s\": ", name);
    string_print(out, s);
}

static void rule_print(buffer *out, const profile_rule *rule)
{
    buffer_format(out, "{\"flow\": \"%s\"", flows[rule->flow]);
    (void)member_print(out, false, " ", "state", &rule->state);
    (void)member_print(out, false, " ", "kind", &rule->kind);
    (void)member_print(out, false, " ", "payer", &rule->payer);
    (void)member_print(out, false, " ", "note", &rule->note);
    (void)member_print(out, false, " ", "text", &rule->text);
    (void)member_print(out, false, " ", "without", &rule->without);
    buffer_format(out, ", \"becomes\": \"%s\"", payfile_kind_name(rule->becomes));
    if (rule->reason)
        buffer_format(out, ", \"reason\": \"%s\"", reason_name(rule->reason));
    if (rule->settles.size > 0)
        buffer_format(out, ", \"settles\": \"%.*s\"", SPAN_PRINT(rule->settles));
    buffer_byte(out, '}');
}

static void columns_print(buffer *out, const payfile_profile *p)
{
    bool is_first = true;
    buffer_text(out, ",\n  \"columns\": {");
    for (int i = 0; i < ROLE_COUNT; i++)
        is_first &= !member_print(out, is_first, "\n    ", roles[i].name, &p->names[i]);
    buffer_text(out, "\n  }");
}

static void needs_print(buffer *out, uint32_t needs)
{
    const char *before = "";
    buffer_text(out, ",\n  \"needs_one\": [");
    for (int i = 0; i < ROLE_COUNT; i++) {
        if (needs & UINT32_C(1) << i) {
            buffer_format(out, "%s\"%s\"", before, roles[i].name);
            before = ", ";
        }
    }
    buffer_byte(out, ']');
}

static void marks_print(buffer *out, const payfile_profile *p)
{
    bool is_first = true;
    if (p->marks_in.count + p->marks_out.count + p->marks_none.count == 0)
        return;
    buffer_text(out, ",\n  \"marks\": {");
    is_first &= !member_print(out, is_first, "\n    ", "in", &p->marks_in);
    is_first &= !member_print(out, is_first, "\n    ", "out", &p->marks_out);
    (void)member_print(out, is_first, "\n    ", "none", &p->marks_none);
    buffer_text(out, "\n  }");
}

void profile_print(buffer *out, const payfile_profile *p)
{
    assert(out && p);
    buffer_format(out, "{\n  \"profile\": %d", PROFILE_SCHEMA);
    text_print(out, "code", p->code);
    text_print(out, "name_zh", p->name_zh);
    text_print(out, "name_en", p->name_en);
    text_print(out, "channel", p->channel);
    (void)member_print(out, false, "\n  ", "signs", &p->signs);
    (void)member_print(out, false, "\n  ", "without", &p->without);
    if (p->needs_one != 0)
        needs_print(out, p->needs_one);
    columns_print(out, p);
    marks_print(out, p);
    (void)member_print(out, false, "\n  ", "totals", &p->totals);
    text_print(out, "end", p->end);
    if (p->has_day_above)
        buffer_text(out, ",\n  \"day\": \"title\"");
    if (p->order != ORDER_UNKNOWN)
        buffer_format(out, ",\n  \"day_order\": \"%s\"",
            p->order == ORDER_DAY_FIRST ? "day-first" : "month-first");
    if (p->has_own_numbers)
        buffer_text(out, ",\n  \"numbers\": \"account\"");
    if (p->rule_count > 0)
        buffer_text(out, ",\n  \"rules\": [");
    for (size_t i = 0; i < p->rule_count; i++) {
        buffer_text(out, i > 0 ? ",\n    " : "\n    ");
        rule_print(out, &p->rules[i]);
    }
    buffer_text(out, p->rule_count > 0 ? "\n  ]\n}\n" : "\n}\n");
}
