/* What is set of an account: by when its bill of a day comes, how its files are read.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "flow/import.h"
#include "text/text.h"

static bool account_find(door_request *r, ledger_account *ret, err *reterr)
{
    return ledger_account_by_code(r->conn, r->memory, (org_id){ 0 }, r->params[0], ret, reterr);
}

static void daily_put(door_request *r, json_writer *w, account_id account)
{
    daily_account *rows = NULL;
    size_t count = 0;
    err ignored = { 0 };
    sys_local now = sys_zone_local(house_zone(r->house), house_civil_us(r->house));
    if (!daily_list(r->conn, r->memory, &rows, &count, &ignored))
        count = 0;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].account.value != account.value)
            continue;
        const daily_gap gap = daily_missing(&rows[i], now.day, now.hour);
        json_name(w, "daily");
        json_object(w);
        json_put_int(w, "hour", rows[i].hour);
        door_put_date(w, "since", rows[i].since);
        door_put_date(w, "last_day", rows[i].last);
        door_put_date(w, "missing_from", gap.first);
        door_put_date(w, "missing_to", gap.last);
        json_object_end(w);
        return;
    }
    json_put_null(w, "daily");
}

static void profile_put(door_request *r, json_writer *w, account_id account)
{
    account_profile p = { 0 };
    bool is_found = false;
    err ignored = { 0 };
    if (!account_profile_find(r->conn, r->memory, account, &p, &is_found, &ignored) || !is_found) {
        json_put_null(w, "profile");
        return;
    }
    json_name(w, "profile");
    json_object(w);
    json_put_string(w, "code", p.code);
    json_put_string(w, "number_ends_in", span_of(p.tail));
    api_put_instant(w, "since", p.made_us);
    json_object_end(w);
}

static void settings_answer(door_request *r, const ledger_account *a)
{
    buffer b = buffer_in(r->memory, 1024);
    json_writer w = json_write(&b);
    json_object(&w);
    json_put_string(&w, "account", span_of(a->code));
    daily_put(r, &w, a->id);
    profile_put(r, &w, a->id);
    json_object_end(&w);
    api_answer(r, 200, &b);
}

void api_account_settings_get(door_request *r)
{
    err why = { 0 };
    ledger_account a = { 0 };
    if (account_find(r, &a, &why) && door_may_at(r, RIGHT_READ, a.org, &why))
        settings_answer(r, &a);
    else
        door_error(r, &why);
}

/* ---- the daily bill ------------------------------------------------------------------------- */

static bool hour_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    daily_change *in = self;
    (void)j;
    if (!span_is(t->name, "hour"))
        return err_field(reterr, "body", N_("There is no member %.*s"), SPAN_PRINT(t->name));
    if (t->kind == JSON_NULL)
        return true;
    uint64_t hour = 0;
    if (t->kind != JSON_INTEGER || !text_parse_uint(t->text, 23, &hour))
        return err_field(reterr, "hour", N_("The hour is 0 to 23, or null to ask for none"));
    in->hour = (int32_t)hour;
    return true;
}

void api_account_daily_post(door_request *r)
{
    err why = { 0 };
    change done = { 0 };
    ledger_account a = { 0 };
    daily_change in = { .hour = DAILY_NONE };
    if (!account_find(r, &a, &why) || !api_body_read(r, hour_take, &in, &why)) {
        door_error(r, &why);
        return;
    }
    in.account = a.id;
    if (api_run(r, &account_daily, a.org, &in, &done, &why))
        settings_answer(r, &a);
    else
        door_error(r, &why);
}

/* ---- the profile ---------------------------------------------------------------------------- */

static bool code_take(json_reader *j, const json_token *t, void *self, err *reterr)
{
    account_profile_change *in = self;
    (void)j;
    return span_is(t->name, "profile")
               ? api_text_take(t, "profile", &in->code, reterr)
               : err_field(reterr, "body", N_("There is no member %.*s"), SPAN_PRINT(t->name));
}

void api_account_profile_post(door_request *r)
{
    err why = { 0 };
    ledger_account a = { 0 };
    account_profile_change in = { 0 };
    change asked = { 0 };
    import_desk desk = house_desk(r->house, r->conn, &r->author);
    desk.asked = &asked;
    if (!account_find(r, &a, &why) || !api_key_any(r, &asked, &why) ||
        !api_body_read(r, code_take, &in, &why)) {
        door_error(r, &why);
        return;
    }
    in.account = a.id;
    if (import_choice_set(&desk, r->memory, a.org, &in, &why))
        settings_answer(r, &a);
    else
        door_error(r, &why);
}
