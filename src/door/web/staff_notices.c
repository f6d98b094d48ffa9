/* Notifications that fit several payments: what waits for somebody to ask.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_in.h"

#include "notices_html.h"
#include "web_sql.h"

enum { NOTICES_SHOWN = 200 };

static void notice_fill(staff *s, store_rows *rows, notice_item *ret)
{
    campaign c = { 0 };
    *ret = (notice_item){ .day = { (int32_t)store_rows_int(rows, 3) },
        .amount = { store_rows_int(rows, 6), store_rows_int(rows, 4) },
        .seen_us = id_instant_us(store_rows_int(rows, 1)) + house_civil_offset(s->r->house) };
    if (campaign_get(house_donations(s->r->house), (campaign_id){ store_rows_int(rows, 2) }, &c))
        ret->campaign = arena_copy(&s->memory, web_campaign_name(&c, s->r->lang));
}

/* Names of tokens are read behind the list, when its query is closed. */
static bool notices_fill(staff *s, notices_view *v, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(NOTICES_SHOWN) };
    notice_item *items = ARENA_NEW(&s->memory, notice_item, NOTICES_SHOWN);
    int64_t *tokens = ARENA_NEW(&s->memory, int64_t, NOTICES_SHOWN);
    if (!items || !tokens)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (!store_query_open(s->r->conn, &WEB_DOUBTS, in, 1, &rows, reterr))
        return false;
    while (v->count < NOTICES_SHOWN && store_rows_next(&rows)) {
        if (!staff_sees(s, (org_id){ store_rows_int(&rows, 0) }))
            continue;
        tokens[v->count] = store_rows_int(&rows, 5);
        notice_fill(s, &rows, &items[v->count++]);
    }
    if (!store_rows_close(&rows, reterr))
        return false;
    for (size_t i = 0; i < v->count; i++) {
        staff_total_add(s, items[i].amount, &v->total, &v->others);
        if (!access_name(s->r->conn, &s->memory, tokens[i], &items[i].by, reterr))
            return false;
    }
    v->items = items;
    return true;
}

void staff_notices_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    notices_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_DESK, N_("Notifications to be settled")))
        return;
    if (!notices_fill(&s, &v, &why)) {
        staff_fail(&s, &why);
        return;
    }
    v.staff = s.view;
    notices_html(&s.out, &v);
    staff_answer(&s, 200);
}
