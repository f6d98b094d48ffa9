/* Accounts that files tell of: what each holds, by when its bills come, how they are read; as a page and
 * as files.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_days.h"

#include "accounts_told_html.h"
#include "door/web/import_in.h"
#include "sheet/sheet.h"
#include "text/text.h"

/* What is read once for all accounts. */
typedef struct accounts_around {
    daily_account *daily;
    account_profile *profiles;
    size_t daily_count, profile_count;
    sys_local now;
} accounts_around;

static void daily_fill(const accounts_around *r, account_id id, told_account *ret)
{
    for (size_t i = 0; i < r->daily_count; i++) {
        if (r->daily[i].account.value != id.value)
            continue;
        const daily_gap gap = daily_missing(&r->daily[i], r->now.day, r->now.hour);
        ret->is_daily = true;
        ret->hour = r->daily[i].hour;
        ret->last = r->daily[i].last;
        ret->missing_first = gap.first;
        ret->missing_last = gap.last;
    }
}

static told_account item_of(staff *s, const accounts_around *r, const ledger_line *line)
{
    const ledger_account *a = &line->account;
    told_account it = { .url = staff_url(s, "/app/accounts/%s", a->code),
        .days_url = staff_url(s, "/app/accounts/%s/days", a->code),
        .name = web_name_in((web_name){ a->name_zh, a->name_en }, s->r->lang),
        .code = span_of(a->code),
        .organisation = staff_org_name(s, a->org),
        .balance = { a->asset, line->debit - line->credit } };
    daily_fill(r, a->id, &it);
    for (size_t i = 0; i < r->profile_count; i++) {
        if (r->profiles[i].account.value == a->id.value)
            it.profile = r->profiles[i].code;
    }
    return it;
}

/* Those where money arrives and that she may see. */
static bool accounts_read(staff *s, told_account **ret, size_t *ret_count, err *reterr)
{
    ledger_line *lines = NULL;
    size_t count = 0;
    accounts_around r = { .now = sys_zone_local(
                              house_zone(s->r->house), house_civil_us(s->r->house)) };
    store_conn *conn = s->r->conn;
    *ret_count = 0;
    if (!ledger_lines(
            conn, &s->memory, (org_id){ 0 }, (ledger_view){ 0 }, &lines, &count, reterr) ||
        !daily_list(conn, &s->memory, &r.daily, &r.daily_count, reterr) ||
        !account_profile_list(
            conn, &s->memory, (org_id){ 0 }, &r.profiles, &r.profile_count, reterr))
        return false;
    *ret = ARENA_NEW(&s->memory, told_account, count + 1);
    for (size_t i = 0; *ret && i < count; i++) {
        const ledger_account *a = &lines[i].account;
        bool is_told = a->class == LEDGER_ASSET && staff_sees(s, a->org) &&
                       (a->role == LEDGER_CLEARING || a->role == LEDGER_BANK);
        if (is_told && (lines[i].count > 0 || a->asset == LEDGER_CNY))
            (*ret)[(*ret_count)++] = item_of(s, &r, &lines[i]);
    }
    return *ret || err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

void staff_accounts_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    told_account *items = NULL;
    told_accounts_view v = { 0 };
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Accounts")))
        return;
    if (!accounts_read(&s, &items, &v.count, &why)) {
        staff_fail(&s, &why);
        return;
    }
    v.items = items;
    v.csv_url = staff_url(&s, "/app/accounts.csv");
    v.xlsx_url = staff_url(&s, "/app/accounts.xlsx");
    v.staff = s.view;
    accounts_told_html(&s.out, &v);
    staff_answer(&s, 200);
}

/* ---- as files ------------------------------------------------------------------------------- */

static span day_text(staff *s, date day)
{
    buffer b = buffer_in(&s->memory, 16);
    if (day.day)
        text_add_date(&b, day);
    return buffer_span(&b);
}

static span hour_text(staff *s, const told_account *it)
{
    buffer b = buffer_in(&s->memory, 8);
    if (it->is_daily)
        buffer_int(&b, it->hour);
    return buffer_span(&b);
}

enum { CELLS = 11 };

static void cells_fill(staff *s, const told_account *it, span cells[CELLS])
{
    buffer amount = buffer_in(&s->memory, 40);
    text_add_amount_plain(&amount, it->balance.asset, it->balance.amount);
    const span all[CELLS] = { it->code, it->name, it->organisation, buffer_span(&amount),
        span_of(currency_of(it->balance.asset)->code), hour_text(s, it), day_text(s, it->last),
        day_text(s, it->missing_first), day_text(s, it->missing_last), it->profile,
        web_demo_mark(s->r->house) };
    for (int i = 0; i < CELLS; i++)
        cells[i] = all[i];
}

void staff_accounts_csv_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    told_account *items = NULL;
    size_t count = 0;
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Accounts")))
        return;
    if (!accounts_read(&s, &items, &count, &why)) {
        staff_fail(&s, &why);
        return;
    }
    buffer b = buffer_in(&s.memory, 8192);
    buffer_text(&b, "account,name,organisation,balance,currency,daily_hour,last_day,missing_from,"
                    "missing_to,profile,demo\r\n");
    for (size_t i = 0; i < count; i++) {
        span cells[CELLS];
        cells_fill(&s, &items[i], cells);
        for (int k = 0; k < CELLS; k++) {
            if (k > 0)
                buffer_byte(&b, ',');
            text_add_csv(&b, cells[k]);
        }
        buffer_text(&b, "\r\n");
    }
    staff_csv(&s, "accounts.csv", &b);
}

static bool xlsx_write(staff *s, const char *path, err *reterr)
{
    static const sheet_column columns[CELLS] = { { SPAN("account"), SHEET_TYPE_TEXT, 28 },
        { SPAN("name"), SHEET_TYPE_TEXT, 32 }, { SPAN("organisation"), SHEET_TYPE_TEXT, 24 },
        { SPAN("balance"), SHEET_TYPE_MONEY, 18 }, { SPAN("currency"), SHEET_TYPE_TEXT, 10 },
        { SPAN("daily_hour"), SHEET_TYPE_TEXT, 10 }, { SPAN("last_day"), SHEET_TYPE_DATE, 12 },
        { SPAN("missing_from"), SHEET_TYPE_DATE, 12 }, { SPAN("missing_to"), SHEET_TYPE_DATE, 12 },
        { SPAN("profile"), SHEET_TYPE_TEXT, 18 }, { SPAN("demo"), SHEET_TYPE_TEXT, 12 } };
    const sheet_target target = { .path = path,
        .sheet_name = span_of("accounts"),
        .created_s = sys_real_us(house_clock(s->r->house)) / 1000000,
        .columns = columns,
        .column_count = CELLS };
    told_account *items = NULL;
    size_t count = 0;
    sheet_writer *w = NULL;
    err broken = { 0 };
    if (!accounts_read(s, &items, &count, reterr) ||
        !sheet_write_open(&s->memory, &target, &w, reterr))
        return false;
    bool is_good = true;
    for (size_t i = 0; i < count && is_good; i++) {
        const told_account *it = &items[i];
        span cells[CELLS];
        cells_fill(s, it, cells);
        const date days[] = { it->last, it->missing_first, it->missing_last };
        sheet_value values[CELLS] = { 0 };
        for (int k = 0; k < CELLS; k++)
            values[k].text = cells[k];
        values[3] = (sheet_value){ .amount = { it->balance.amount },
            .unit = currency_unit(currency_of(it->balance.asset)) };
        for (int k = 0; k < 3; k++)
            values[6 + k] = (sheet_value){ .day = days[k], .is_empty = days[k].day == 0 };
        is_good = sheet_write_row(w, values, reterr);
    }
    bool is_closed = sheet_write_close(w, is_good ? reterr : &broken);
    return is_good && is_closed;
}

void staff_accounts_xlsx_get(door_request *r)
{
    STAFF s = { 0 };
    err why = { 0 };
    char path[STAFF_PATH_MAX];
    if (!staff_begin(&s, r, STAFF_IMPORTS, N_("Accounts")))
        return;
    staff_xlsx_path(&s, path);
    bool is_good = xlsx_write(&s, path, &why);
    staff_xlsx(&s, "accounts.xlsx", path, is_good, &why);
}
