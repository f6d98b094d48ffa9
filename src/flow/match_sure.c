/* What a person may accept at once: gifts of the queue of which one suggestion stands alone.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/match_in.h"

#include "text/text.h"

#include <assert.h>
#include <stdio.h>

enum { STEP = 100, LOOKED_MAX = 1000 };

void match_place_write(char into[MATCH_PLACE_SIZE], const match_waiting *at)
{
    unsigned char room[16];
    arena a = { .start = room, .size = sizeof room };
    buffer id = buffer_in(&a, sizeof room);
    text_add_id(&id, at->fact.donation.value);
    snprintf(into, MATCH_PLACE_SIZE, "%d-%.*s", at->fact.best, SPAN_PRINT(buffer_span(&id)));
}

bool match_place_parse(span text, match_filter *into, err *reterr)
{
    uint64_t best = 0;
    err ignored = { 0 };
    size_t dash = span_find(text, '-');
    if (dash < text.size && text_parse_uint(span_slice(text, 0, dash), 1000, &best) &&
        text_parse_id(span_slice(text, dash + 1, text.size), &into->before, &ignored)) {
        into->before_best = (int32_t)best;
        return true;
    }
    return err_field(reterr, "before", N_("This is no place in the queue: %.*s"), SPAN_PRINT(text));
}

typedef struct sure_list {
    match_sure *at;
    size_t count;
} sure_list;

/* One promise can't be kept twice: the likelier gift has it. */
static bool is_taken(const sure_list *list, promise_id id)
{
    for (size_t i = 0; i < list->count; i++) {
        if (id.value != 0 && list->at[i].promise.id.value == id.value)
            return true;
    }
    return false;
}

static void sure_add(
    sure_list *list, const match_waiting *waiting, const match_around *around, int32_t least)
{
    const match_suggestion *best = &around->suggestions[0];
    if (!match_is_certain(around->suggestions, around->count, least) || best->promise_count > 1)
        return;
    match_sure *into = &list->at[list->count];
    *into = (match_sure){ .waiting = *waiting, .best = *best };
    if (best->promise_count == 1)
        into->promise = around->promises[best->promises[0]];
    else
        into->payer = around->payer;
    list->count += !is_taken(list, into->promise.id);
}

bool match_sure_list(store_conn *conn, arena *a, match_filter filter, int32_t least,
    match_sure **ret_rows, size_t *ret_count, bool *ret_more, err *reterr)
{
    assert(conn && a && ret_rows && ret_count && ret_more);
    size_t looked = 0;
    size_t count = STEP;
    sure_list list = { .at = ARENA_NEW(a, match_sure, MATCH_SURE_MAX) };
    match_around *around = ARENA_NEW(a, match_around, 1);
    if (least < MATCH_VERY_LIKELY)
        return err_field(reterr, "least", N_("At once only what is very likely can be accepted"));
    if (!list.at || !around)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    filter.state = MATCH_WAITS;
    filter.best_min = least;
    while (count == STEP && list.count < MATCH_SURE_MAX && looked < LOOKED_MAX) {
        match_waiting *rows = NULL;
        if (!match_queue(conn, a, &filter, STEP, &rows, &count, reterr))
            return false;
        for (size_t i = 0; i < count && list.count < MATCH_SURE_MAX; i++, looked++) {
            if (!match_look_waiting(conn, a, &rows[i], around, reterr))
                return false;
            sure_add(&list, &rows[i], around, least);
            filter.before = rows[i].fact.donation.value;
            filter.before_best = rows[i].fact.best;
        }
    }
    *ret_rows = list.at;
    *ret_count = list.count;
    *ret_more = list.count == MATCH_SURE_MAX || count == STEP;
    return true;
}
