/* Views of the ledger, read from the store: balances by as_of and known_at, lists, the recount.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger_in.h"

#include "ledger_sql.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char CHART[] = "union-2009";
enum { DAY_LAST = 99991231 };

/* ---- balances ------------------------------------------------------------------------------- */

typedef struct line_list {
    arena *home;
    org_id org;
    ledger_line *at;
    size_t count;
    size_t size;
    span codes[LEDGER_ROLE_COUNT];
    err *reterr;
} line_list;

static bool line_add(void *self, const ledger_account *account)
{
    line_list *list = self;
    if (list->org.value && account->org.value != list->org.value)
        return true;
    if (list->count == list->size) {
        size_t size = list->size ? list->size * 2 : 64;
        ledger_line *more = ARENA_NEW(list->home, ledger_line, size);
        if (!more)
            return err_set(list->reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
        if (list->count > 0)
            memcpy(more, list->at, list->count * sizeof *more);
        list->at = more;
        list->size = size;
    }
    list->at[list->count++] =
        (ledger_line){ .account = *account, .chart_code = list->codes[account->role] };
    return true;
}

static ledger_line *line_find(line_list *list, int64_t account)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].account.id.value == account)
            return &list->at[i];
    }
    return NULL;
}

static bool chart_codes(store_conn *conn, line_list *list, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_text(span_of(CHART)) };
    if (!store_query_open(conn, &LEDGER_CHART_ROLES, in, 1, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        int64_t role = store_rows_int(&rows, 0);
        if (role > 0 && role < LEDGER_ROLE_COUNT)
            list->codes[role] = arena_copy(list->home, store_rows_text(&rows, 1));
    }
    return store_rows_close(&rows, reterr);
}

typedef enum view_side { VIEW_BOTH, VIEW_DEBIT, VIEW_CREDIT } view_side;

/* Adds the sums of one query to the lines. */
static bool sums_add(store_conn *conn, line_list *list, const store_query *q, const store_value *in,
    int count, view_side side, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(conn, q, in, count, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        ledger_line *line = line_find(list, store_rows_int(&rows, 0));
        if (!line)
            continue;
        int64_t sum = store_rows_int(&rows, 1);
        line->debit += side == VIEW_CREDIT ? 0 : sum;
        line->credit += side == VIEW_CREDIT ? sum
                        : side == VIEW_BOTH ? store_rows_int(&rows, 2)
                                            : 0;
        line->count += store_rows_int(&rows, side == VIEW_BOTH ? 3 : 2);
    }
    return store_rows_close(&rows, reterr);
}

/* The first id that an instant of the real clock can have given. */
static int64_t id_from(int64_t real_us)
{
    id_maker maker = { 0 };
    return id_next(&maker, real_us) & ~INT64_C(0x3FFFFF);
}

bool ledger_lines(store_conn *conn, arena *a, org_id org, ledger_view view, ledger_line **ret_lines,
    size_t *ret_count, err *reterr)
{
    assert(conn && a && ret_lines && ret_count);
    line_list list = { .home = a, .org = org, .reterr = reterr };
    if (!chart_codes(conn, &list, reterr) ||
        !ledger_accounts_each(conn, a, line_add, &list, reterr))
        return false;
    int32_t as_of = view.as_of.day ? view.as_of.day : DAY_LAST;
    int32_t known = view.known_at.day ? view.known_at.day : DAY_LAST;
    if (view.known_at_us != 0)
        known = date_add(view.known_at, -1).day;
    const store_value days[] = { store_int(as_of), store_int(known) };
    if (!sums_add(conn, &list, &LEDGER_VIEW_DAYS, days, 2, VIEW_BOTH, reterr))
        return false;
    if (view.known_at_us != 0) {
        const store_value in[] = { store_int(as_of), store_int(view.known_at.day),
            store_int(id_from(view.known_at_us + 1000)) };
        if (!sums_add(conn, &list, &LEDGER_VIEW_DEBITS, in, 3, VIEW_DEBIT, reterr) ||
            !sums_add(conn, &list, &LEDGER_VIEW_CREDITS, in, 3, VIEW_CREDIT, reterr))
            return false;
    }
    *ret_lines = list.at;
    *ret_count = list.count;
    return true;
}

/* ---- one account ---------------------------------------------------------------------------- */

typedef struct account_search {
    org_id org;
    span code;
    ledger_account *ret;
    bool is_found;
} account_search;

static bool account_compare(void *self, const ledger_account *account)
{
    account_search *search = self;
    bool is_of = search->org.value == 0 || account->org.value == search->org.value;
    if (is_of && span_is(search->code, account->code)) {
        *search->ret = *account;
        search->is_found = true;
    }
    return true;
}

bool ledger_account_by_code(
    store_conn *conn, arena *a, org_id org, span code, ledger_account *ret, err *reterr)
{
    assert(conn && a && ret);
    account_search search = { .org = org, .code = code, .ret = ret };
    return ledger_accounts_each(conn, a, account_compare, &search, reterr) &&
           (search.is_found ||
               err_set(reterr, ERR_ABSENT, N_("There is no account %.*s"), SPAN_PRINT(code)));
}

/* ---- transfers ------------------------------------------------------------------------------ */

static ledger_row row_read(store_rows *rows)
{
    return (ledger_row){
        .id = { store_rows_int(rows, 0) },
        .entry = store_rows_int(rows, 1),
        .debit = { store_rows_int(rows, 2) },
        .credit = { store_rows_int(rows, 3) },
        .amount = store_rows_int(rows, 4),
        .effective = { (int32_t)store_rows_int(rows, 5) },
        .entered = { (int32_t)store_rows_int(rows, 6) },
        .reason = (ledger_reason)store_rows_int(rows, 7),
        .source = store_rows_int(rows, 8),
        .reverses = { store_rows_int(rows, 9) },
    };
}

bool ledger_each(
    store_conn *conn, bool (*each)(void *self, const ledger_row *row), void *self, err *reterr)
{
    assert(conn && each);
    store_rows rows = { 0 };
    if (!store_query_open(conn, &LEDGER_ROWS_ALL, NULL, 0, &rows, reterr))
        return false;
    bool goes_on = true;
    while (goes_on && store_rows_next(&rows)) {
        ledger_row row = row_read(&rows);
        goes_on = each(self, &row);
    }
    return store_rows_close(&rows, reterr);
}

/* ---- the recount ---------------------------------------------------------------------------- */

enum { RECOUNT_SLOTS = 1 << 20, RECOUNT_MAX = RECOUNT_SLOTS / 2 };

typedef struct recount_cell {
    int64_t account;
    date effective, entered;
    int64_t debit, credit, count;
} recount_cell;

typedef struct recount {
    recount_cell *cells;
    uint32_t *slots; /* index + 1 */
    uint32_t count;
    bool is_full;
} recount;

static recount_cell *recount_at(recount *r, int64_t account, date effective, date entered)
{
    uint64_t mix = (uint64_t)account * UINT64_C(0x9E3779B97F4A7C15) ^
                   (uint64_t)(uint32_t)effective.day << 20 ^ (uint64_t)(uint32_t)entered.day;
    uint32_t slot = (uint32_t)((mix * UINT64_C(0xBF58476D1CE4E5B9)) >> 40) % RECOUNT_SLOTS;
    for (; r->slots[slot] != 0; slot = (slot + 1) % RECOUNT_SLOTS) {
        recount_cell *cell = &r->cells[r->slots[slot] - 1];
        if (cell->account == account && cell->effective.day == effective.day &&
            cell->entered.day == entered.day)
            return cell;
    }
    if (r->count == RECOUNT_MAX) {
        r->is_full = true;
        return NULL;
    }
    recount_cell *cell = &r->cells[r->count++];
    *cell = (recount_cell){ .account = account, .effective = effective, .entered = entered };
    r->slots[slot] = r->count;
    return cell;
}

static void recount_add(recount *r, const ledger_row *row)
{
    recount_cell *debit = recount_at(r, row->debit.value, row->effective, row->entered);
    if (debit) {
        debit->debit += row->amount;
        debit->count++;
    }
    recount_cell *credit = recount_at(r, row->credit.value, row->effective, row->entered);
    if (credit) {
        credit->credit += row->amount;
        credit->count++;
    }
}

/* Only the columns that count: a third less than the rows of an export. */
static bool transfers_recount(store_conn *conn, recount *r, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(conn, &LEDGER_RECOUNT_ROWS, NULL, 0, &rows, reterr))
        return false;
    while (!r->is_full && store_rows_next(&rows)) {
        const ledger_row row = { .debit = { store_rows_int(&rows, 0) },
            .credit = { store_rows_int(&rows, 1) },
            .amount = store_rows_int(&rows, 2),
            .effective = { (int32_t)store_rows_int(&rows, 3) },
            .entered = { (int32_t)store_rows_int(&rows, 4) } };
        recount_add(r, &row);
    }
    return store_rows_close(&rows, reterr);
}

typedef struct code_find {
    int64_t account;
    char code[LEDGER_CODE_MAX];
} code_find;

static bool code_of(void *self, const ledger_account *account)
{
    code_find *find = self;
    if (account->id.value == find->account)
        snprintf(find->code, sizeof find->code, "%s", account->code);
    return true;
}

/* Tells a difference with the account's code. */
static void difference_tell(store_conn *conn, arena *a, ledger_differs *differs, void *self,
    int64_t account, date day, int64_t kept, int64_t counted)
{
    code_find find = { .account = account };
    snprintf(find.code, sizeof find.code, "?%lld", (long long)account);
    size_t mark = a->used;
    err ignored = { 0 };
    if (!ledger_accounts_each(conn, a, code_of, &find, &ignored))
        ignored.code = ERR_NONE;
    arena_reset(a, mark);
    if (differs)
        differs(self, find.code, day, kept, counted);
}

/* Takes what is kept from what was counted; tells the rows where something is left. */
static bool kept_compare(store_conn *conn, arena *a, recount *r, ledger_differs *differs,
    void *self, int *ret_bad, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(conn, &LEDGER_DAYS_KEPT, NULL, 0, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        date effective = { (int32_t)store_rows_int(&rows, 1) };
        recount_cell *cell = recount_at(
            r, store_rows_int(&rows, 0), effective, (date){ (int32_t)store_rows_int(&rows, 2) });
        if (!cell)
            break;
        cell->debit -= store_rows_int(&rows, 3);
        cell->credit -= store_rows_int(&rows, 4);
        cell->count -= store_rows_int(&rows, 5);
    }
    if (!store_rows_close(&rows, reterr))
        return false;
    for (uint32_t i = 0; i < r->count; i++) {
        const recount_cell *cell = &r->cells[i];
        if (cell->debit == 0 && cell->credit == 0 && cell->count == 0)
            continue;
        ++*ret_bad;
        difference_tell(
            conn, a, differs, self, cell->account, cell->effective, 0, cell->debit - cell->credit);
    }
    return true;
}

bool ledger_verify(store_conn *conn, ledger_differs *differs, void *self, err *reterr)
{
    assert(conn);
    ARENA a = { 0 };
    if (!arena_open(&a,
            sizeof(recount_cell) * RECOUNT_MAX + sizeof(uint32_t) * RECOUNT_SLOTS + (16U << 20)))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to recount the books"));
    recount r = { .cells = ARENA_NEW(&a, recount_cell, RECOUNT_MAX),
        .slots = ARENA_NEW(&a, uint32_t, RECOUNT_SLOTS) };
    if (!r.cells || !r.slots)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to recount the books"));
    int bad = 0;
    if (!transfers_recount(conn, &r, reterr) ||
        !kept_compare(conn, &a, &r, differs, self, &bad, reterr))
        return false;
    if (r.is_full)
        return err_set(
            reterr, ERR_LIMIT, N_("more than %d accounts and days to recount"), RECOUNT_MAX);
    int64_t reversal = 0;
    bool is_found = false;
    if (!store_find_int(conn, &LEDGER_REVERSALS_BAD, NULL, 0, &reversal, &is_found, reterr))
        return false;
    if (is_found)
        return err_set(reterr, ERR_DAMAGE, N_("transfer %lld reverses another one wrongly"),
            (long long)reversal);
    return bad == 0 ||
           err_set(reterr, ERR_DAMAGE, N_("kept totals differ from the transfers: rows: %d"), bad);
}
