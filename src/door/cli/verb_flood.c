/* Verbs of what visitors may ask for at once.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "text/text.h"

static bool number_read(const verb_call *call, const char *option, int32_t *ret, err *reterr)
{
    uint64_t number = 0;
    span text = verb_value(call, option);
    if (!text_parse_uint(text, INT32_MAX, &number))
        return err_field(reterr, option, N_("Not a number: %.*s"), SPAN_PRINT(text));
    *ret = (int32_t)number;
    return true;
}

int run_flood_set(verb_call *call)
{
    err why = { 0 };
    change done = { 0 };
    house_flood_input in = { 0 };
    if (!flood_kind_parse(call->words[0], &in.kind)) {
        err_field(&why, "kind", N_("There is no kind %.*s"), SPAN_PRINT(call->words[0]));
        err_hint(&why, N_("Kinds: promise, claim, question."));
        return verb_fail(call, &why);
    }
    if (!number_read(call, "burst", &in.rule.burst, &why) ||
        !number_read(call, "every-ms", &in.rule.every_ms, &why) ||
        !call_change(call, &house_flood_set, (org_id){ 0 }, &in, &done, &why))
        return verb_fail(call, &why);
    return verb_answer(call, "kind", call->words[0]);
}

int run_list_floods(verb_call *call)
{
    static const grid_column columns[] = { { "kind", N_("kind"), GRID_TEXT },
        { "burst", N_("at once"), GRID_COUNT }, { "every_ms", N_("one each (ms)"), GRID_COUNT } };
    err why = { 0 };
    grid g = { 0 };
    if (!grid_open(&g, call, columns, 3, &why))
        return verb_fail(call, &why);
    for (int i = 0; i < FLOOD_KIND_COUNT; i++) {
        flood_rule rule = flood_rule_of(house_flood(call->house), (flood_kind)i);
        const grid_cell cells[] = { { .text = span_of(flood_kind_name((flood_kind)i)) },
            { .number = rule.burst }, { .number = rule.every_ms } };
        if (!grid_row(&g, cells, &why))
            return verb_fail(call, &why);
    }
    return grid_close(&g, &why) ? EXIT_DONE : verb_fail(call, &why);
}
