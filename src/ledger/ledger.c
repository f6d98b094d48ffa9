/* The writer's memory of accounts and balances, and how it follows the batches.
 * Balances are adjusted as legs are decided, with a journal of touches, so that a refusal takes
 * back exactly its own legs and no SQL; account_day gets one upsert a touched row and batch.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger_in.h"

#include "ledger_sql.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { ID_SLOTS = LEDGER_ACCOUNTS_MAX * 2, CELL_SLOTS = LEDGER_CELLS_MAX * 2 };

static uint32_t id_slot(int64_t id)
{
    return (uint32_t)(((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15)) >> 32) % ID_SLOTS;
}

static void id_add(ledger *l, uint32_t index)
{
    uint32_t slot = id_slot(l->accounts[index].account.id.value);
    while (l->by_id[slot] != 0)
        slot = (slot + 1) % ID_SLOTS;
    l->by_id[slot] = index + 1;
}

uint32_t ledger_index(const ledger *l, account_id id)
{
    assert(l);
    for (uint32_t slot = id_slot(id.value); l->by_id[slot] != 0; slot = (slot + 1) % ID_SLOTS) {
        uint32_t index = l->by_id[slot] - 1;
        if (l->accounts[index].account.id.value == id.value)
            return index;
    }
    return UINT32_MAX;
}

/* Reads one row of LEDGER_ACCOUNTS; texts are copied into `a`. */
static bool account_read(store_rows *rows, arena *a, ledger_account *ret, err *reterr)
{
    *ret = (ledger_account){
        .id = { store_rows_int(rows, 0) },
        .org = { store_rows_int(rows, 1) },
        .class = (ledger_class)store_rows_int(rows, 3),
        .role = (ledger_role)store_rows_int(rows, 4),
        .asset = store_rows_int(rows, 5),
        .purpose = store_rows_int(rows, 6),
        .campaign = { store_rows_int(rows, 7) },
        .party = store_rows_int(rows, 8),
        .name_zh = arena_copy(a, store_rows_text(rows, 9)),
        .name_en = arena_copy(a, store_rows_text(rows, 10)),
        .is_guarded = store_rows_int(rows, 11) == 1,
        .opened = { (int32_t)store_rows_int(rows, 12) },
        .closed = { (int32_t)store_rows_int(rows, 13) },
    };
    span code = store_rows_text(rows, 2);
    snprintf(ret->code, sizeof ret->code, "%.*s", SPAN_PRINT(code));
    return (ret->name_zh.at && ret->name_en.at) ||
           err_set(reterr, ERR_MEMORY, N_("too many accounts for the memory of the ledger"));
}

bool ledger_accounts_each(store_conn *conn, arena *a, bool (*each)(void *, const ledger_account *),
    void *self, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(conn, &LEDGER_ACCOUNTS, NULL, 0, &rows, reterr))
        return false;
    bool is_good = true;
    while (is_good && store_rows_next(&rows)) {
        ledger_account account = { 0 };
        is_good = account_read(&rows, a, &account, reterr) && each(self, &account);
    }
    return store_rows_close(&rows, is_good ? reterr : &(err){ 0 }) && is_good;
}

static bool account_add(void *self, const ledger_account *account)
{
    ledger *l = self;
    if (l->account_count == LEDGER_ACCOUNTS_MAX)
        return false;
    l->accounts[l->account_count] = (ledger_live){ .account = *account };
    id_add(l, l->account_count++);
    return true;
}

static bool totals_load(ledger *l, store_conn *conn, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(conn, &LEDGER_TOTALS, NULL, 0, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        uint32_t index = ledger_index(l, (account_id){ store_rows_int(&rows, 0) });
        if (index == UINT32_MAX)
            continue; /* verify names it */
        l->accounts[index].debit = store_rows_int(&rows, 1);
        l->accounts[index].credit = store_rows_int(&rows, 2);
    }
    return store_rows_close(&rows, reterr);
}

bool ledger_load(store_conn *conn, arena *home, ledger **ret_ledger, err *reterr)
{
    assert(conn && home && ret_ledger);
    ledger *l = ARENA_NEW(home, ledger, 1);
    if (!l)
        return err_set(reterr, ERR_MEMORY, N_("too many accounts for the memory of the ledger"));
    *l = (ledger){
        .home = home,
        .accounts = ARENA_NEW(home, ledger_live, LEDGER_ACCOUNTS_MAX),
        .by_id = ARENA_NEW(home, uint32_t, ID_SLOTS),
        .cells = ARENA_NEW(home, ledger_cell, LEDGER_CELLS_MAX),
        .cell_slots = ARENA_NEW(home, uint32_t, CELL_SLOTS),
        .touches = ARENA_NEW(home, ledger_touch, LEDGER_TOUCHES_MAX),
    };
    if (!l->accounts || !l->by_id || !l->cells || !l->cell_slots || !l->touches)
        return err_set(reterr, ERR_MEMORY, N_("too many accounts for the memory of the ledger"));
    if (!ledger_accounts_each(conn, home, account_add, l, reterr) || !totals_load(l, conn, reterr))
        return false;
    l->kept_count = l->account_count;
    *ret_ledger = l;
    return true;
}

/* ---- the batch ------------------------------------------------------------------------------ */

static uint32_t cell_slot(uint32_t account, date effective, date entered)
{
    uint64_t mix = ((uint64_t)account << 40) ^ ((uint64_t)(uint32_t)effective.day << 8) ^
                   (uint64_t)entered.day;
    return (uint32_t)((mix * UINT64_C(0x9E3779B97F4A7C15)) >> 32) % CELL_SLOTS;
}

/* The cell of an account and its days, made when new; UINT32_MAX when the batch's bound is
 * reached. */
static uint32_t cell_of(ledger *l, uint32_t account, date effective, date entered)
{
    uint32_t slot = cell_slot(account, effective, entered);
    for (; l->cell_slots[slot] != 0; slot = (slot + 1) % CELL_SLOTS) {
        const ledger_cell *cell = &l->cells[l->cell_slots[slot] - 1];
        if (cell->account == account && cell->effective.day == effective.day &&
            cell->entered.day == entered.day)
            return l->cell_slots[slot] - 1;
    }
    if (l->cell_count == LEDGER_CELLS_MAX)
        return UINT32_MAX;
    l->cells[l->cell_count] =
        (ledger_cell){ .account = account, .effective = effective, .entered = entered };
    l->cell_slots[slot] = l->cell_count + 1;
    return l->cell_count++;
}

/* Adds to one side of an account for the batch; false when the batch is full. */
static bool touch(
    ledger *l, uint32_t account, date effective, date entered, int64_t debit, int64_t credit)
{
    uint32_t index = cell_of(l, account, effective, entered);
    if (index == UINT32_MAX || l->touch_count == LEDGER_TOUCHES_MAX)
        return false;
    ledger_cell *cell = &l->cells[index];
    cell->debit += debit;
    cell->credit += credit;
    cell->count++;
    l->accounts[account].debit += debit;
    l->accounts[account].credit += credit;
    l->touches[l->touch_count++] =
        (ledger_touch){ .cell = index, .debit = debit, .credit = credit };
    return true;
}

static size_t part_mark(void *memory)
{
    const ledger *l = memory;
    return ((size_t)l->account_count << 32) | l->touch_count;
}

static void accounts_cut(ledger *l, uint32_t count)
{
    if (l->account_count == count)
        return;
    l->account_count = count;
    memset(l->by_id, 0, sizeof *l->by_id * ID_SLOTS);
    for (uint32_t i = 0; i < count; i++)
        id_add(l, i);
}

static void part_truncate(void *memory, size_t mark)
{
    ledger *l = memory;
    uint32_t touches = (uint32_t)(mark & UINT32_MAX);
    while (l->touch_count > touches) {
        const ledger_touch *t = &l->touches[--l->touch_count];
        ledger_cell *cell = &l->cells[t->cell];
        cell->debit -= t->debit;
        cell->credit -= t->credit;
        cell->count--;
        l->accounts[cell->account].debit -= t->debit;
        l->accounts[cell->account].credit -= t->credit;
    }
    accounts_cut(l, (uint32_t)(mark >> 32));
}

static bool part_flush(void *memory, store_txn *txn, err *reterr)
{
    ledger *l = memory;
    for (uint32_t i = 0; i < l->cell_count; i++) {
        const ledger_cell *cell = &l->cells[i];
        if (cell->count == 0)
            continue;
        const ledger_account *account = &l->accounts[cell->account].account;
        const store_value row[] = { store_int(account->org.value), store_int(account->id.value),
            store_int(cell->effective.day), store_int(cell->entered.day), store_int(1),
            store_int(cell->debit), store_int(cell->credit), store_int(cell->count) };
        if (!store_put(txn, &LEDGER_DAY_ADD, row, 8, reterr))
            return false;
    }
    return true;
}

static void part_clear(ledger *l)
{
    if (l->cell_count > 0)
        memset(l->cell_slots, 0, sizeof *l->cell_slots * CELL_SLOTS);
    l->cell_count = 0;
    l->touch_count = 0;
}

static void part_keep(void *memory)
{
    ledger *l = memory;
    part_clear(l);
    l->kept_count = l->account_count;
}

static void part_drop(void *memory)
{
    ledger *l = memory;
    part_truncate(l, (size_t)l->kept_count << 32);
    part_clear(l);
}

batch_part ledger_part(ledger *l)
{
    assert(l);
    return (batch_part){ .slot = STORE_PART_LEDGER,
        .memory = l,
        .mark = part_mark,
        .truncate = part_truncate,
        .flush = part_flush,
        .keep = part_keep,
        .drop = part_drop };
}

/* ---- posting -------------------------------------------------------------------------------- */

static bool is_open(const ledger_account *account, date day)
{
    return account->opened.day <= day.day &&
           (account->closed.day == 0 || day.day <= account->closed.day);
}

static bool leg_check(
    const ledger *l, const ledger_leg *leg, date day, uint32_t ret_index[2], err *reterr)
{
    if (leg->amount < 1)
        return err_field(reterr, "amount_fen", N_("Amount must be more than 0"));
    if (leg->amount > MONEY_MAX_FEN)
        return err_field(
            reterr, "amount_fen", N_("The amount is larger than any that can be booked"));
    ret_index[0] = ledger_index(l, leg->debit);
    ret_index[1] = ledger_index(l, leg->credit);
    if (ret_index[0] == UINT32_MAX || ret_index[1] == UINT32_MAX)
        return err_set(reterr, ERR_ABSENT, N_("No such account"));
    const ledger_account *debit = &l->accounts[ret_index[0]].account;
    const ledger_account *credit = &l->accounts[ret_index[1]].account;
    if (ret_index[0] == ret_index[1] || debit->asset != credit->asset)
        return err_set(reterr, ERR_INPUT,
            N_("A transfer needs two accounts of one currency: %s, %s"), debit->code, credit->code);
    if (!is_open(debit, day) || !is_open(credit, day))
        return err_set(reterr, ERR_INPUT, N_("The account %s is not open on %d"),
            is_open(debit, day) ? credit->code : debit->code, day.day);
    return true;
}

/* A guarded account may not fall below zero on its own side; nor may totals leave the range of
 * money. */
static bool guard_check(const ledger_live *live, int64_t lowered_by, err *reterr)
{
    bool is_debit_side = live->account.class == LEDGER_ASSET || live->account.class == LEDGER_COST;
    int64_t balance = is_debit_side ? live->debit - live->credit : live->credit - live->debit;
    if (live->debit > INT64_MAX / 4 || live->credit > INT64_MAX / 4)
        return err_set(reterr, ERR_INPUT, N_("The account %s would leave the range of amounts"),
            live->account.code);
    if (!live->account.is_guarded || balance >= 0 || lowered_by == 0)
        return true;
    char has[CURRENCY_TEXT_SIZE];
    char asked[CURRENCY_TEXT_SIZE];
    int64_t before = balance + lowered_by;
    currency_write(has, live->account.asset, before);
    currency_write(asked, live->account.asset, lowered_by);
    return err_set(reterr, ERR_CONFLICT, N_("The account %s has %s, not enough to pay %s"),
        live->account.code, has, asked);
}

static bool leg_put(store_txn *txn, const change *c, const ledger_entry *entry, int64_t id,
    int64_t entry_id, const ledger_leg *leg, const ledger_account *debit, err *reterr)
{
    const store_value row[] = { store_int(debit->org.value), store_int(id), store_int(entry_id),
        store_int(leg->debit.value), store_int(leg->credit.value), store_int(debit->asset),
        store_int(leg->amount), store_int(entry->effective.day), store_int(c->civil_day.day),
        store_int(entry->reason), store_int(entry->source),
        leg->reverses.value ? store_int(leg->reverses.value) : store_null() };
    return store_put(txn, &LEDGER_TRANSFER_PUT, row, 12, reterr);
}

bool ledger_post(
    store_txn *txn, const change *c, int64_t first_id, const ledger_entry *entry, err *reterr)
{
    assert(txn && c && entry && entry->leg_count >= 1 && entry->leg_count <= LEDGER_LEGS_MAX);
    assert(entry->reason > 0 && entry->reason < LEDGER_REASON_COUNT);
    ledger *l = store_txn_part(txn, STORE_PART_LEDGER);
    assert(l);
    uint32_t index[LEDGER_LEGS_MAX][2];
    for (int i = 0; i < entry->leg_count; i++) {
        const ledger_leg *leg = &entry->legs[i];
        if (!leg_check(l, leg, entry->effective, index[i], reterr))
            return false;
        if (!touch(l, index[i][0], entry->effective, c->civil_day, leg->amount, 0) ||
            !touch(l, index[i][1], entry->effective, c->civil_day, 0, leg->amount))
            return err_set(reterr, ERR_STORE, N_("the batch touches too many accounts"));
        if (!leg_put(txn, c, entry, first_id + i, first_id, leg, &l->accounts[index[i][0]].account,
                reterr))
            return false;
    }
    /* After all legs: only the entry as a whole must leave a guarded account covered. */
    for (int i = 0; i < entry->leg_count; i++) {
        const ledger_live *debit = &l->accounts[index[i][0]];
        const ledger_live *credit = &l->accounts[index[i][1]];
        bool debit_lowers =
            debit->account.class != LEDGER_ASSET && debit->account.class != LEDGER_COST;
        bool credit_lowers =
            credit->account.class == LEDGER_ASSET || credit->account.class == LEDGER_COST;
        int64_t amount = entry->legs[i].amount;
        if (entry->is_fact)
            continue;
        if (!guard_check(debit, debit_lowers ? amount : 0, reterr) ||
            !guard_check(credit, credit_lowers ? amount : 0, reterr))
            return false;
    }
    return true;
}

bool ledger_reverse(store_txn *txn, change *c, int64_t entry_id, date day, err *reterr)
{
    assert(txn && c && entry_id > 0);
    ledger_leg legs[LEDGER_LEGS_MAX];
    int count = 0;
    store_rows rows = { 0 };
    const store_value in[] = { store_int(entry_id) };
    if (!store_read(txn, &LEDGER_ENTRY_LEGS, in, 1, &rows, reterr))
        return false;
    while (count < LEDGER_LEGS_MAX && store_rows_next(&rows)) {
        legs[count++] = (ledger_leg){ .reverses = { store_rows_int(&rows, 0) },
            .debit = { store_rows_int(&rows, 2) },
            .credit = { store_rows_int(&rows, 1) },
            .amount = store_rows_int(&rows, 3) };
    }
    if (!store_rows_close(&rows, reterr))
        return false;
    if (count == 0)
        return err_set(
            reterr, ERR_DAMAGE, N_("the transfers of entry %lld are missing"), (long long)entry_id);
    const ledger_entry entry = { .effective = day,
        .reason = LEDGER_REASON_REVERSAL,
        .source = entry_id,
        .is_fact = true,
        .leg_count = count,
        .legs = legs };
    return ledger_post(txn, c, id_next_run(c->ids, c->real_us, count), &entry, reterr);
}

/* ---- accounts ------------------------------------------------------------------------------- */

bool ledger_account_open(store_txn *txn, const change *c, ledger_account *account, err *reterr)
{
    assert(txn && c && account && account->org.value && account->code[0]);
    ledger *l = store_txn_part(txn, STORE_PART_LEDGER);
    if (l->account_count == LEDGER_ACCOUNTS_MAX)
        return err_set(
            reterr, ERR_LIMIT, N_("There can be at most %d accounts"), LEDGER_ACCOUNTS_MAX);
    for (uint32_t i = 0; i < l->account_count; i++) {
        if (strcmp(l->accounts[i].account.code, account->code) == 0)
            return err_set(
                reterr, ERR_CONFLICT, N_("An account %s is there already"), account->code);
    }
    account->id = (account_id){ id_next(c->ids, c->real_us) };
    const store_value row[] = { store_int(account->id.value), store_int(account->org.value),
        store_text(span_of(account->code)), store_int(account->class), store_int(account->role),
        store_int(account->asset), store_int(account->purpose), store_int(account->campaign.value),
        store_int(account->party), store_text(account->name_zh), store_text(account->name_en),
        store_int(account->is_guarded), store_int(account->opened.day) };
    if (!store_put(txn, &LEDGER_ACCOUNT_PUT, row, 13, reterr))
        return false;
    ledger_account kept = *account;
    kept.name_zh = arena_copy(l->home, account->name_zh);
    kept.name_en = arena_copy(l->home, account->name_en);
    if (!kept.name_zh.at || !kept.name_en.at)
        return err_set(reterr, ERR_MEMORY, N_("too many accounts for the memory of the ledger"));
    return account_add(l, &kept);
}

account_id ledger_account_find(const ledger *l, org_id org, ledger_role role, int64_t asset,
    int64_t purpose, campaign_id campaign, int64_t party)
{
    assert(l);
    for (uint32_t i = 0; i < l->account_count; i++) {
        const ledger_account *a = &l->accounts[i].account;
        if (a->org.value == org.value && a->role == role && a->asset == asset &&
            a->purpose == purpose && a->campaign.value == campaign.value && a->party == party)
            return a->id;
    }
    return (account_id){ 0 };
}

int64_t ledger_asset(const ledger *l, account_id account)
{
    uint32_t index = ledger_index(l, account);
    return index == UINT32_MAX ? 0 : l->accounts[index].account.asset;
}

int64_t ledger_balance(const ledger *l, account_id account)
{
    uint32_t index = ledger_index(l, account);
    return index == UINT32_MAX ? 0 : l->accounts[index].debit - l->accounts[index].credit;
}

bool ledger_account_get(const ledger *l, account_id account, ledger_account *ret_account)
{
    uint32_t index = ledger_index(l, account);
    if (index == UINT32_MAX)
        return false;
    *ret_account = l->accounts[index].account;
    return true;
}

const char *ledger_role_name(ledger_role role)
{
    static const char *const names[LEDGER_ROLE_COUNT] = { "", "bank", "clearing", "cash", "gift",
        "unclaimed", "refund", "fee", "held", "transit" };
    return role > 0 && role < LEDGER_ROLE_COUNT ? names[role] : "";
}

const char *ledger_reason_name(ledger_reason reason)
{
    static const char *const names[LEDGER_REASON_COUNT] = { "", "gift", "fee", "refund", "claim",
        "settle", "reversal" };
    return reason > 0 && reason < LEDGER_REASON_COUNT ? names[reason] : "";
}
