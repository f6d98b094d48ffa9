/* What a move of a gift discloses.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/publish_in.h"

#include "flow_sql.h"

/* Which of a gift's records the log shows, and which one lies in the books. */
typedef struct move_trace {
    donation_row first, shown, now;
    bool is_shown; /* one before the last has a leaf that stands */
} move_trace;

static bool trace_read(publisher *p, donation_id id, move_trace *ret, err *reterr)
{
    donation_row at = { 0 };
    int64_t number = 0;
    *ret = (move_trace){ 0 };
    if (!donation_get(publisher_conn(p), id, &at, reterr) ||
        !donation_get(publisher_conn(p), at.origin, &at, reterr))
        return false;
    for (ret->first = at; at.moved_to.value != 0;) {
        bool is_found = false;
        if (!leaf_standing(p, at.id.value, &number, &is_found, reterr))
            return false;
        if (is_found)
            ret->shown = at;
        ret->is_shown |= is_found;
        if (!donation_get(publisher_conn(p), at.moved_to, &at, reterr))
            return false;
    }
    ret->now = at;
    return true;
}

/* A gift that the log has never shown comes into it when whoever told of it first would bring it
 * there: a confirmed file, a notification, a clerk. */
static bool is_told(publisher *p, const move_trace *t, bool *ret, err *reterr)
{
    int64_t count = 0;
    bool is_found = false;
    const store_value in[] = { store_int(t->now.org.value), store_int(t->now.id.value) };
    if (!store_find_int(publisher_conn(p), &FLOW_GIFT_TELLERS, in, 2, &count, &is_found, reterr))
        return false;
    *ret = t->first.statement.value == 0 || count > 0;
    return true;
}

bool move_entries(publisher *p, donation_id id, entry_list *list, err *reterr)
{
    move_trace t = { 0 };
    bool is_known = false;
    bool is_public = false;
    if (!trace_read(p, id, &t, reterr) || !is_disclosed(p, list, t.now.id.value, &is_known, reterr))
        return false;
    if (is_known || (t.is_shown && in_list(list, t.shown.id.value)))
        return true;
    bool is_booked = t.now.state == DONATION_BOOKED;
    const void_item old = { .org = t.shown.org,
        .campaign = t.shown.campaign,
        .source = t.shown.id.value,
        .day = t.shown.day,
        .why = is_booked ? "moved" : "import-undone" };
    if (!is_told(p, &t, &is_public, reterr) || (t.is_shown && !void_entry(p, &old, list, reterr)))
        return false;
    if (!is_booked || (!t.is_shown && !is_public))
        return true;
    if (!gift_entry(p, t.now.id, 0, list, reterr))
        return false;
    list->at[list->count - 1].follows = t.is_shown;
    return true;
}
