/* The open books: accounts and transfers, as pages and as files.  Transfers stand in the order of
 * the public log, which tells no clock time; those that it does not hold yet come first, without a
 * name.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/web_in.h"

#include "door/put.h"
#include "account_html.h"
#include "ledger_html.h"
#include "text/text.h"
#include "web_sql.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
    WAITING_SHOWN = 20,
    FILE_SLICE = 4096,
    /* room of a file that is being written; only what is used costs memory */
    FILE_MAX = 1 << 30,
    SPARSE = 32, /* an account is that touches less than this part of the transfers */
    JSON_ROWS = 100,
    JSON_ROWS_MAX = 1000
};

static const char *const class_labels[] = { NULL, N_("Assets"), N_("Liabilities"), N_("Net assets"),
    N_("Income"), N_("Costs") };
static const char *const class_names[] = { "", "asset", "liability", "net", "income", "cost" };

/* ---- paging --------------------------------------------------------------------------------- */

/* Where a list begins, and of what it is. */
typedef struct list_ask {
    int64_t before;   /* numbers below; INT64_MAX: the newest */
    int64_t account;  /* 0: all */
    int64_t campaign; /* 0: all */
    leaf_kind kind;   /* 0: all */
    bool has_log;     /* false: nothing of this account is ever in the log */
    bool is_sparse;   /* few transfers touch the account */
} list_ask;

static bool before_read(door_request *r, int64_t *ret, err *reterr)
{
    span before = net_query(r->net, "before");
    uint64_t number = 0;
    *ret = INT64_MAX;
    if (!before.at)
        return true;
    if (!text_parse_uint(before, INT64_MAX, &number))
        return err_field(
            reterr, "before", N_("%.*s is not the number of an entry"), SPAN_PRINT(before));
    *ret = (int64_t)number;
    return true;
}

static bool logged_read(
    door_request *r, arena *a, const list_ask *ask, size_t limit, public_list *ret, err *reterr)
{
    const store_value in[] = { store_int(ask->before), store_int((int64_t)limit),
        store_int(ask->account), store_int(ask->campaign), store_int(ask->kind) };
    *ret = (public_list){ 0 };
    const store_query *q = ask->is_sparse ? &WEB_LOG_SPARSE : &WEB_LOG_PAGE;
    return !ask->has_log || public_rows_read(r->conn, a, q, in, 5, limit, ret, reterr);
}

/* One page: what waits (on the first page only), then the log.  One entry more than shown is read
 * to know if there are older ones. */
static bool page_fill(door_request *r, const list_ask *ask, span where, transfer_list *list,
    pager_view *pager, err *reterr)
{
    public_list waiting = { 0 };
    public_list logged = { 0 };
    arena *a = r->memory;
    bool is_first = ask->before == INT64_MAX;
    if ((is_first &&
            !public_rows_waiting(r->conn, a, ask->account, WAITING_SHOWN, &waiting, reterr)) ||
        !logged_read(r, a, ask, WEB_PAGE_ROWS + 1, &logged, reterr))
        return false;
    bool has_older = logged.count > WEB_PAGE_ROWS;
    size_t shown = has_older ? WEB_PAGE_ROWS : logged.count;
    public_row *rows = ARENA_NEW(a, public_row, waiting.count + shown + 1);
    if (!rows)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    if (waiting.count > 0)
        memcpy(rows, waiting.at, waiting.count * sizeof *rows);
    if (shown > 0)
        memcpy(rows + waiting.count, logged.at, shown * sizeof *rows);
    if (has_older)
        pager->older_url = web_url(a, r->lang, "%.*s?before=%lld#transfers", SPAN_PRINT(where),
            (long long)logged.at[shown - 1].number);
    if (!is_first)
        pager->newer_url = web_url(a, r->lang, "%.*s#transfers", SPAN_PRINT(where));
    pager->count = (int64_t)(waiting.count + shown);
    return public_items(a, r->lang, rows, waiting.count + shown, list) ||
           err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
}

/* ---- accounts ------------------------------------------------------------------------------- */

static int64_t balance_of(const ledger_line *l)
{
    bool grows_by_debit = l->account.class == LEDGER_ASSET || l->account.class == LEDGER_COST;
    return grows_by_debit ? l->debit - l->credit : l->credit - l->debit;
}

/* Names of the few units that keep books. */
typedef struct unit_names {
    int count;
    struct {
        int64_t id;
        web_name name;
    } at[16];
} unit_names;

static span unit_name(door_request *r, unit_names *names, org_id id, err *reterr)
{
    enum { NAMES_MAX = sizeof names->at / sizeof *names->at };
    for (int i = 0; i < names->count; i++) {
        if (names->at[i].id == id.value)
            return web_name_in(names->at[i].name, r->lang);
    }
    store_rows rows = { 0 };
    web_name name = { { NULL, 0 }, { NULL, 0 } };
    const store_value in[] = { store_int(id.value) };
    if (!store_query_open(r->conn, &WEB_ORG_NAMES, in, 1, &rows, reterr))
        return (span){ NULL, 0 };
    if (store_rows_next(&rows)) {
        name.zh = arena_copy(r->memory, store_rows_text(&rows, 0));
        name.en = arena_copy(r->memory, store_rows_text(&rows, 1));
    }
    if (!store_rows_close(&rows, reterr))
        return (span){ NULL, 0 };
    if (names->count < NAMES_MAX) {
        names->at[names->count].id = id.value;
        names->at[names->count++].name = name;
    }
    return web_name_in(name, r->lang);
}

static void account_fill(
    door_request *r, const ledger_line *l, unit_names *names, account_item *ret)
{
    err ignored = { 0 };
    *ret = (account_item){ .url = web_url(r->memory, r->lang, "/accounts/%s", l->account.code),
        .code = span_of(l->account.code),
        .name = web_name_in((web_name){ l->account.name_zh, l->account.name_en }, r->lang),
        .organisation = unit_name(r, names, l->account.org, &ignored),
        .chart_code = l->chart_code,
        .class_label = class_labels[l->account.class],
        .count = l->count,
        .debit = { l->account.asset, l->debit },
        .credit = { l->account.asset, l->credit },
        .balance = { l->account.asset, balance_of(l) } };
}

/* Income and balance of another currency, for its own line. */
static void other_sum(arena *a, const ledger_line *l, books_view *v)
{
    other_item item = { .amount.asset = l->account.asset, .balance.asset = l->account.asset };
    ledger_role role = l->account.role;
    if (role == LEDGER_GIFT || role == LEDGER_UNCLAIMED)
        item.amount.amount = l->credit - l->debit;
    else if (role == LEDGER_BANK || role == LEDGER_CLEARING || role == LEDGER_CASH)
        item.balance.amount = l->debit - l->credit;
    other_add_to(a, &v->others, &item);
}

static void books_sum(arena *a, const ledger_line *l, books_view *v)
{
    v->transfers_total += l->count; /* each transfer is counted on both of its sides */
    if (l->account.asset != LEDGER_CNY) {
        other_sum(a, l, v);
        return;
    }
    switch (l->account.role) {
    case LEDGER_GIFT:
    case LEDGER_UNCLAIMED: v->received.fen += l->credit - l->debit; break;
    case LEDGER_REFUND:
    case LEDGER_FEE:
        v->spent.fen -= l->debit - l->credit;
        v->spent_count += l->count;
        break;
    case LEDGER_BANK:
    case LEDGER_CLEARING:
    case LEDGER_CASH: v->balance.fen += l->debit - l->credit; break;
    case LEDGER_HELD:
    case LEDGER_TRANSIT:
    case LEDGER_ROLE_COUNT: break;
    }
}

static bool accounts_fill(door_request *r, books_view *v, err *reterr)
{
    ledger_line *lines = NULL;
    size_t count = 0;
    unit_names names = { 0 };
    const ledger_view view = { 0 };
    if (!ledger_lines(r->conn, r->memory, (org_id){ 0 }, view, &lines, &count, reterr))
        return false;
    account_item *items = ARENA_NEW(r->memory, account_item, count + 1);
    if (!items)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    for (size_t i = 0; i < count; i++) {
        books_sum(r->memory, &lines[i], v);
        if (lines[i].count > 0)
            account_fill(r, &lines[i], &names, &items[v->account_count++]);
    }
    v->accounts = items;
    v->transfers_total /= 2;
    return true;
}

/* Gifts and the time up to which the books run, of all campaigns. */
static bool figures_sum(door_request *r, int64_t *ret_gifts, other_list *others,
    int64_t *ret_asof_us, span *ret_name, err *reterr)
{
    enum { LIST_MAX = 64 };
    campaign *list = ARENA_NEW(r->memory, campaign, LIST_MAX);
    campaign_figures *f = ARENA_NEW(r->memory, campaign_figures, 1);
    int64_t version = 0;
    *ret_gifts = *ret_asof_us = 0;
    if (!list || !f)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    size_t count = campaign_list(house_donations(r->house), list, LIST_MAX);
    for (size_t i = 0; i < count; i++) {
        if (!figures_read(house_board(r->house), list[i].id, f, &version))
            continue;
        *ret_gifts += f->gifts;
        for (size_t k = 0; k < f->other_count; k++) {
            const other_item item = { .amount.asset = f->others[k].asset,
                .balance.asset = f->others[k].asset,
                .gifts = f->others[k].gifts };
            other_add_to(r->memory, others, &item);
        }
        *ret_asof_us = f->last_paid_us > *ret_asof_us ? f->last_paid_us : *ret_asof_us;
    }
    *ret_asof_us = web_minute(*ret_asof_us ? *ret_asof_us : house_civil_us(r->house));
    if (count == 1)
        *ret_name = web_campaign_name(&list[0], r->lang);
    return true;
}

/* ---- pages ---------------------------------------------------------------------------------- */

static bool books_fill(door_request *r, books_view *v, err *reterr)
{
    list_ask ask = { .has_log = true };
    v->scope = v->page.site;
    if (!before_read(r, &ask.before, reterr) || !accounts_fill(r, v, reterr) ||
        !figures_sum(r, &v->gift_count, &v->others, &v->asof_us, &v->scope, reterr) ||
        !page_fill(r, &ask, span_of("/ledger"), &v->transfers, &v->pager, reterr))
        return false;
    const kept *k = web_kept_take(web_of(r));
    v->log_size = (int64_t)k->log_size;
    v->signed_us = k->has_log ? web_minute(k->signed_us + house_civil_offset(r->house)) : 0;
    web_kept_give(web_of(r));
    v->csv_url = web_url(r->memory, r->lang, "/ledger.csv");
    v->json_url = web_url(r->memory, r->lang, "/ledger.json");
    v->accounts_csv_url = web_url(r->memory, r->lang, "/accounts.csv");
    return true;
}

void web_ledger_get(door_request *r)
{
    err why = { 0 };
    books_view v = { .page = web_page(r, r->memory, PLACE_LEDGER, N_("Open books")) };
    buffer b = buffer_in(r->memory, 65536);
    html out = web_html(r, &b);
    if (!books_fill(r, &v, &why)) {
        door_error(r, &why);
        return;
    }
    ledger_html(&out, &v);
    web_answer_page(r, 200, &b);
}

/* An account, and how many transfers all of them have, each counted on both of its sides. */
typedef struct account_line {
    ledger_line line;
    int64_t touches;
} account_line;

/* The account that the address names; answers itself when there is none. */
static bool account_find(door_request *r, account_line *ret)
{
    err why = { 0 };
    ledger_line *lines = NULL;
    size_t count = 0;
    bool is_found = false;
    const ledger_view view = { 0 };
    if (!ledger_lines(r->conn, r->memory, (org_id){ 0 }, view, &lines, &count, &why)) {
        door_error(r, &why);
        return false;
    }
    ret->touches = 0;
    for (size_t i = 0; i < count; i++) {
        ret->touches += lines[i].count;
        if (!span_is(r->params[0], lines[i].account.code))
            continue;
        ret->line = lines[i];
        is_found = true;
    }
    if (is_found)
        return true;
    err_set(&why, ERR_ABSENT, N_("There is no account %.*s"), SPAN_PRINT(r->params[0]));
    door_error(r, &why);
    return false;
}

/* Accounts that only one kind of entry touches need not look at the others; fees never stand in
 * the log. */
static list_ask account_ask(const account_line *at)
{
    const ledger_line *l = &at->line;
    return (list_ask){ .before = INT64_MAX,
        .account = l->account.id.value,
        .campaign = l->account.campaign.value,
        .kind = l->account.role == LEDGER_REFUND ? LEAF_REFUND : (leaf_kind)0,
        .has_log = l->account.role != LEDGER_FEE && l->count > 0,
        .is_sparse = l->count < at->touches / 2 / SPARSE };
}

static bool account_page_fill(door_request *r, const account_line *at, account_view *v, err *reterr)
{
    const ledger_line *l = &at->line;
    unit_names names = { 0 };
    int64_t gifts = 0;
    other_list others = { 0 };
    span ignored = { NULL, 0 };
    list_ask ask = account_ask(at);
    span where = web_url(r->memory, SAY_ZH, "/accounts/%s", l->account.code);
    account_fill(r, l, &names, &v->head);
    v->page.name = v->head.name;
    v->is_guarded = l->account.is_guarded;
    v->opened = l->account.opened;
    v->csv_url = web_url(r->memory, r->lang, "/accounts/%s/transfers.csv", l->account.code);
    v->json_url = web_url(r->memory, r->lang, "/accounts/%s/transfers.json", l->account.code);
    return before_read(r, &ask.before, reterr) &&
           figures_sum(r, &gifts, &others, &v->asof_us, &ignored, reterr) &&
           page_fill(r, &ask, where, &v->transfers, &v->pager, reterr);
}

void web_account_get(door_request *r)
{
    err why = { 0 };
    account_line line = { 0 };
    if (!account_find(r, &line))
        return;
    account_view v = { .page = web_page(r, r->memory, PLACE_LEDGER, N_("Account")) };
    buffer b = buffer_in(r->memory, 65536);
    html out = web_html(r, &b);
    if (!account_page_fill(r, &line, &v, &why)) {
        door_error(r, &why);
        return;
    }
    account_html(&out, &v);
    web_answer_page(r, 200, &b);
}

/* ---- files ---------------------------------------------------------------------------------- */

static void csv_row(door_request *r, buffer *b, const public_row *row)
{
    if (row->number >= 0)
        buffer_int(b, row->number);
    buffer_byte(b, ',');
    text_add_date(b, row->day);
    buffer_byte(b, ',');
    text_add_date(b, row->entered);
    buffer_format(b, ",%s,%s,", row->is_reversal ? "reversal" : ledger_reason_name(row->reason),
        donation_channel_name(row->channel));
    if (row->amount.asset == LEDGER_CNY)
        buffer_int(b, row->amount.amount);
    buffer_byte(b, ',');
    text_add_amount_plain(b, row->amount.asset, row->amount.amount);
    buffer_format(b, ",%s,", currency_of(row->amount.asset)->code);
    text_add_csv(b, row->from_code);
    buffer_byte(b, ',');
    text_add_csv(b, row->to_code);
    buffer_byte(b, ',');
    bool is_gift = row->reason == LEDGER_REASON_GIFT && !row->is_reversal;
    text_add_csv(b, !is_gift || row->label.size > 0 ? row->label : span_of("爱心人士"));
    buffer_format(b, ",%s,", public_row_log(row));
    buffer_add(b, web_demo_mark(r->house));
    buffer_text(b, "\r\n");
}

/* All transfers: what waits, then the log, slice by slice so that no reading takes long. */
static bool csv_write(door_request *r, arena *a, list_ask ask, buffer *b, err *reterr)
{
    public_list rows = { 0 };
    ARENA slice = { 0 };
    const store_value in[] = { store_int(ask.account) };
    const store_value other[] = { store_int(INT32_MAX), store_int(ask.account) };
    buffer_text(
        b, "number,day,entered,kind,channel,amount_fen,amount,currency,from,to,label,log,demo\r\n");
    if (!public_rows_read(r->conn, a, &WEB_WAIT_OTHER, other, 2, SIZE_MAX, &rows, reterr))
        return false;
    for (size_t i = 0; i < rows.count; i++)
        csv_row(r, b, &rows.at[i]);
    if (!public_rows_read(r->conn, a, &WEB_WAIT_GIFTS, in, 1, SIZE_MAX, &rows, reterr))
        return false;
    for (size_t i = 0; i < rows.count; i++)
        csv_row(r, b, &rows.at[i]);
    if (!arena_open(&slice, 32 << 20))
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    do {
        arena_reset(&slice, 0);
        if (!logged_read(r, &slice, &ask, FILE_SLICE, &rows, reterr))
            return false;
        for (size_t i = 0; i < rows.count; i++)
            csv_row(r, b, &rows.at[i]);
        if (rows.count > 0)
            ask.before = rows.at[rows.count - 1].number;
    } while (rows.count == FILE_SLICE);
    return buffer_check(b, reterr);
}

static void csv_answer(door_request *r, const list_ask *ask, const char *name)
{
    err why = { 0 };
    ARENA a = { 0 };
    ARENA text = { 0 };
    if (!arena_open(&a, FILE_MAX) || !arena_open(&text, FILE_MAX)) {
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(&text, 1 << 20);
    if (csv_write(r, &a, *ask, &b, &why))
        web_answer_data(r, "text/csv; charset=utf-8", name, &b);
    else
        door_error(r, &why);
}

void web_ledger_csv_get(door_request *r)
{
    const list_ask ask = { .before = INT64_MAX, .has_log = true };
    csv_answer(r, &ask, "ledger.csv");
}

void web_account_csv_get(door_request *r)
{
    account_line line = { 0 };
    char name[LEDGER_CODE_MAX + 8];
    if (!account_find(r, &line))
        return;
    const list_ask ask = account_ask(&line);
    snprintf(name, sizeof name, "%s.csv", line.line.account.code);
    csv_answer(r, &ask, name);
}

/* Columns .._fen hold CNY alone, so that who adds one up never adds two currencies. */
static void csv_sums(buffer *b, const ledger_line *l)
{
    const int64_t sums[] = { l->debit, l->credit, balance_of(l) };
    int64_t of = l->account.asset;
    for (int i = 0; i < 3; i++) {
        if (of == LEDGER_CNY)
            buffer_int(b, sums[i]);
        buffer_byte(b, ',');
    }
    buffer_text(b, currency_of(of)->code);
    for (int i = 0; i < 3; i++) {
        buffer_byte(b, ',');
        text_add_amount_plain(b, of, sums[i]);
    }
    buffer_byte(b, ',');
}

void web_accounts_csv_get(door_request *r)
{
    err why = { 0 };
    ledger_line *lines = NULL;
    size_t count = 0;
    const ledger_view view = { 0 };
    if (!ledger_lines(r->conn, r->memory, (org_id){ 0 }, view, &lines, &count, &why)) {
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(r->memory, 8192);
    buffer_text(&b, "account,chart_code,name_zh,name_en,class,transfers,debit_fen,credit_fen,"
                    "balance_fen,currency,debit,credit,balance,demo\r\n");
    for (size_t i = 0; i < count; i++) {
        const ledger_line *l = &lines[i];
        buffer_format(&b, "%s,%.*s,", l->account.code, SPAN_PRINT(l->chart_code));
        text_add_csv(&b, l->account.name_zh);
        buffer_byte(&b, ',');
        text_add_csv(&b, l->account.name_en);
        buffer_format(&b, ",%s,%lld,", class_names[l->account.class], (long long)l->count);
        csv_sums(&b, l);
        buffer_add(&b, web_demo_mark(r->house));
        buffer_text(&b, "\r\n");
    }
    web_answer_data(r, "text/csv; charset=utf-8", "accounts.csv", &b);
}

static void json_row(json_writer *w, const public_row *row)
{
    bool is_gift = row->reason == LEDGER_REASON_GIFT && !row->is_reversal;
    json_object(w);
    if (row->number >= 0)
        json_put_int(w, "number", row->number);
    else
        json_put_null(w, "number");
    json_put_string(w, "log", span_of(public_row_log(row)));
    door_put_date(w, "day", row->day);
    door_put_date(w, "entered", row->entered);
    json_put_string(
        w, "kind", span_of(row->is_reversal ? "reversal" : ledger_reason_name(row->reason)));
    if (row->channel > 0 && row->channel < CHANNEL_COUNT)
        json_put_string(w, "channel", span_of(donation_channel_name(row->channel)));
    json_put_string(w, "currency", span_of(currency_of(row->amount.asset)->code));
    currency_json(w, "amount", row->amount.asset, row->amount.amount);
    json_put_string(w, "from", row->from_code);
    json_put_string(w, "to", row->to_code);
    if (is_gift)
        json_put_string(w, "label", row->label.size > 0 ? row->label : span_of("爱心人士"));
    json_object_end(w);
}

/* One page of transfers: limit, before; the first page begins with those that wait. */
static bool json_fill(door_request *r, arena *a, list_ask ask, buffer *b, err *reterr)
{
    span text = net_query(r->net, "limit");
    uint64_t limit = JSON_ROWS;
    public_list waiting = { 0 };
    public_list logged = { 0 };
    if (text.at && (!text_parse_uint(text, JSON_ROWS_MAX, &limit) || limit == 0))
        return err_field(reterr, "limit", N_("A number from 1 to %d, not %.*s"), JSON_ROWS_MAX,
            SPAN_PRINT(text));
    if (!before_read(r, &ask.before, reterr) ||
        (ask.before == INT64_MAX &&
            !public_rows_waiting(r->conn, a, ask.account, (size_t)limit, &waiting, reterr)) ||
        !logged_read(r, a, &ask, (size_t)limit, &logged, reterr))
        return false;
    json_writer w = json_write(b);
    json_object(&w);
    json_put_bool(&w, "exercise", house_is_exercise(r->house));
    if (house_is_exercise(r->house))
        json_put_string(&w, "demo", web_demo_mark(r->house));
    json_name(&w, "items");
    json_array(&w);
    for (size_t i = 0; i < waiting.count; i++)
        json_row(&w, &waiting.at[i]);
    for (size_t i = 0; i < logged.count; i++)
        json_row(&w, &logged.at[i]);
    json_array_end(&w);
    if (logged.count == limit)
        json_put_int(&w, "next_before", logged.at[logged.count - 1].number);
    else
        json_put_null(&w, "next_before");
    json_object_end(&w);
    return buffer_check(b, reterr);
}

static void json_answer(door_request *r, const list_ask *ask)
{
    enum { MEMORY = 8 << 20 };
    err why = { 0 };
    ARENA a = { 0 };
    if (!arena_open(&a, MEMORY)) {
        err_set(&why, ERR_MEMORY, N_("the answer is larger than its bound"));
        door_error(r, &why);
        return;
    }
    buffer b = buffer_in(&a, 65536);
    if (json_fill(r, &a, *ask, &b, &why))
        web_answer_data(r, "application/json; charset=utf-8", NULL, &b);
    else
        door_error(r, &why);
}

void web_ledger_json_get(door_request *r)
{
    const list_ask ask = { .before = INT64_MAX, .has_log = true };
    json_answer(r, &ask);
}

void web_account_json_get(door_request *r)
{
    account_line line = { 0 };
    if (!account_find(r, &line))
        return;
    const list_ask ask = account_ask(&line);
    json_answer(r, &ask);
}
