/* What a provider's screen shows before its bill is here: entered at the desk, listed, taken back.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_in.h"

#include "door/seens.h"
#include "seen_html.h"
#include "text/text.h"
#include "web_sql.h"

#include <string.h>

enum { SEEN_INPUTS = 4, ACCOUNTS_MAX = 32 };

/* Accounts of the campaign into which gifts in yuan come. */
static size_t account_choices(staff *s, const campaign *of, choice_item **ret)
{
    store_rows rows = { 0 };
    err ignored = { 0 };
    size_t count = 0;
    span chosen = staff_field(s, "account");
    const store_value in[] = { store_int(of->org.value), store_int(of->id.value),
        store_int(ACCOUNTS_MAX) };
    *ret = ARENA_NEW(&s->memory, choice_item, ACCOUNTS_MAX);
    if (!*ret || !store_query_open(s->r->conn, &WEB_SEEN_ACCOUNTS, in, 3, &rows, &ignored))
        return 0;
    while (count < ACCOUNTS_MAX && store_rows_next(&rows)) {
        const web_name name = { arena_copy(&s->memory, store_rows_text(&rows, 1)),
            arena_copy(&s->memory, store_rows_text(&rows, 2)) };
        (*ret)[count] = (choice_item){ .value = arena_copy(&s->memory, store_rows_text(&rows, 0)),
            .text = web_name_in(name, s->r->lang) };
        (*ret)[count].is_chosen = span_equal((*ret)[count].value, chosen);
        count++;
    }
    return store_rows_close(&rows, &ignored) ? count : 0;
}

static void inputs_fill(staff *s, const campaign *of, input_view inputs[SEEN_INPUTS])
{
    choice_item *accounts = NULL;
    size_t count = account_choices(s, of, &accounts);
    const input_view made[SEEN_INPUTS] = {
        { .name = "account",
            .label = N_("Whose screen"),
            .kind = INPUT_LIST,
            .choices = accounts,
            .choice_count = count },
        { .name = "gifts", .label = N_("Gifts"), .kind = INPUT_NUMBER, .is_half = true },
        { .name = "amount", .label = N_("Amount (yuan)"), .kind = INPUT_MONEY, .is_half = true },
        { .name = "as_of",
            .label = N_("Time of the screen"),
            .kind = INPUT_CODE,
            .hint = N_("18:40 today, or 2020-02-03 18:40.") },
    };
    memcpy(inputs, made, sizeof made);
    staff_form_keep(s, inputs, SEEN_INPUTS);
}

static bool items_fill(staff *s, const campaign *of, seen_view *v, err *reterr)
{
    seen_figure *rows = NULL;
    bool may = staff_may(s, RIGHT_DONATION_ENTER, of->org);
    if (!seen_list(s->r->conn, &s->memory, of->id, &rows, &v->count, reterr))
        return false;
    seen_item *items = ARENA_NEW(&s->memory, seen_item, v->count + 1);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (size_t i = 0; i < v->count; i++) {
        const seen_figure *f = &rows[i];
        buffer id = buffer_in(&s->memory, 16);
        text_add_id(&id, f->id);
        items[i] = (seen_item){
            .account = web_name_in((web_name){ f->account_zh, f->account_en }, s->r->lang),
            .as_of_us = f->as_of_us,
            .gifts = f->gifts,
            .amount = f->amount,
            .state = seen_state_label(f->state),
        };
        if (!access_name(s->r->conn, &s->memory, f->made_by, &items[i].by, reterr))
            return false;
        if (may && f->state != SEEN_ENDED)
            items[i].end_action = staff_url(
                s, "/app/campaigns/%s/seen/%.*s/end", of->code, SPAN_PRINT(buffer_span(&id)));
    }
    v->items = items;
    return true;
}

static void seen_page(staff *s, const campaign *of, int status, const err *why)
{
    err broken = { 0 };
    input_view inputs[SEEN_INPUTS];
    seen_view v = { .back_url = staff_url(s, "/app/campaigns/%s", of->code) };
    s->view.name = web_campaign_name(of, s->r->lang);
    v.campaign = s->view.name;
    if (!items_fill(s, of, &v, &broken)) {
        staff_fail(s, &broken);
        return;
    }
    if (staff_may(s, RIGHT_DONATION_ENTER, of->org)) {
        inputs_fill(s, of, inputs);
        v.add = (form_view){ .inputs = inputs, .input_count = SEEN_INPUTS };
        v.add_action = staff_url(s, "/app/campaigns/%s/seen", of->code);
        staff_key_fill(s);
        v.key = s->key;
        if (why)
            staff_form_error(s, &v.add, inputs, why);
    }
    v.staff = s->view;
    seen_html(&s->out, &v);
    staff_answer(s, status);
}

static bool campaign_of(staff *s, campaign *ret)
{
    if (staff_campaign(s, s->r->params[0], ret))
        return true;
    staff_absent(s);
    return false;
}

void staff_seen_get(door_request *r)
{
    STAFF s = { 0 };
    campaign of = { 0 };
    if (staff_begin(&s, r, STAFF_CAMPAIGNS, N_("Seen at the provider")) && campaign_of(&s, &of))
        seen_page(&s, &of, 200, NULL);
}

void staff_seen_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    org_id unit = { 0 };
    seen_figure in = { 0 };
    if (!staff_begin(&s, r, STAFF_CAMPAIGNS, N_("Seen at the provider")) || !campaign_of(&s, &of))
        return;
    const seen_words words = { .account = staff_field(&s, "account"),
        .gifts = staff_field(&s, "gifts"),
        .amount = staff_field(&s, "amount"),
        .as_of = staff_field(&s, "as_of") };
    if (seen_read(r->house, r->conn, &s.memory, &words, &in, &unit, &why) &&
        staff_change(&s, &house_seen_add, unit, &in, &c, &why))
        staff_go(&s, "/app/campaigns/%s/seen", of.code);
    else
        seen_page(&s, &of, door_status(why.code), &why);
}

void staff_seen_end_post(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    change c = { 0 };
    campaign of = { 0 };
    seen_end_input in = { 0 };
    if (!staff_begin(&s, r, STAFF_CAMPAIGNS, N_("Seen at the provider")) || !campaign_of(&s, &of))
        return;
    if (text_parse_id(r->params[1], &in.id, &why) &&
        staff_change(&s, &house_seen_end, of.org, &in, &c, &why))
        staff_go(&s, "/app/campaigns/%s/seen", of.code);
    else
        staff_fail(&s, &why);
}
