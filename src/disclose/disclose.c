/* Figures of campaigns and the board on which readers find them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "disclose/disclose.h"

#include <assert.h>
#include <string.h>

static int64_t credit_of(const ledger *l, const campaign *of, ledger_role role, int64_t asset)
{
    account_id account = ledger_account_find(l, of->org, role, asset, 0, of->id, 0);
    return account.value ? -ledger_balance(l, account) : 0;
}

static void money_places(const ledger *l, const campaign *of, campaign_figures *ret)
{
    for (int channel = 1; channel < CHANNEL_COUNT; channel++) {
        ledger_account account = { 0 };
        account_id id = channel_account_find(l, of, (donation_channel)channel, LEDGER_CNY);
        if (!ledger_account_get(l, id, &account))
            continue;
        int64_t balance = ledger_balance(l, id);
        *(account.role == LEDGER_BANK     ? &ret->bank_fen
            : account.role == LEDGER_CASH ? &ret->cash_fen
                                          : &ret->clearing_fen) += balance;
    }
}

static int64_t balance_of(const ledger *l, const campaign *of, int64_t asset)
{
    int64_t sum = 0;
    for (int channel = 1; channel < CHANNEL_COUNT; channel++) {
        account_id id = channel_account_find(l, of, (donation_channel)channel, asset);
        sum += ledger_balance(l, id);
    }
    return sum;
}

static void others_compute(
    const donations *d, const ledger *l, const campaign *of, campaign_figures *ret)
{
    campaign_hour sums[FIGURES_OTHERS_MAX];
    ret->other_count = campaign_others(d, of->id, sums, FIGURES_OTHERS_MAX);
    for (size_t i = 0; i < ret->other_count; i++) {
        int64_t asset = sums[i].asset;
        ret->others[i] = (asset_figures){ .asset = asset,
            .gifts = sums[i].gifts,
            .amount = sums[i].fen,
            .unclaimed = credit_of(l, of, LEDGER_UNCLAIMED, asset),
            .refunded = -credit_of(l, of, LEDGER_REFUND, asset),
            .fees = -credit_of(l, of, LEDGER_FEE, asset),
            .balance = balance_of(l, of, asset) };
        if (sums[i].last_us > ret->last_paid_us)
            ret->last_paid_us = sums[i].last_us;
    }
}

void figures_compute(const donations *d, const ledger *l, const campaign *of, campaign_figures *ret)
{
    assert(d && l && of && ret);
    *ret = (campaign_figures){ .id = of->id };
    ret->hour_count = campaign_hours(d, of->id, ret->hours, FIGURES_HOURS_MAX);
    for (size_t i = 0; i < ret->hour_count; i++) {
        const campaign_hour *h = &ret->hours[i];
        ret->gifts += h->gifts;
        ret->givers += h->givers;
        ret->amount_fen += h->fen;
        ret->first_24h_gifts += h->first_gifts;
        ret->first_24h_fen += h->first_fen;
        ret->last_paid_us = h->last_us > ret->last_paid_us ? h->last_us : ret->last_paid_us;
        ret->last_day = h->gifts > 0 ? (date){ h->hour / 100 } : ret->last_day;
    }
    ret->unclaimed_fen = credit_of(l, of, LEDGER_UNCLAIMED, LEDGER_CNY);
    ret->refunded_fen = -credit_of(l, of, LEDGER_REFUND, LEDGER_CNY);
    ret->fees_fen = -credit_of(l, of, LEDGER_FEE, LEDGER_CNY);
    others_compute(d, l, of, ret);
    money_places(l, of, ret);
}

void figures_others_json(json_writer *w, const campaign_figures *f)
{
    json_name(w, "others");
    json_array(w);
    for (size_t i = 0; i < f->other_count; i++) {
        const asset_figures *at = &f->others[i];
        json_object(w);
        json_put_string(w, "currency", span_of(currency_of(at->asset)->code));
        json_put_int(w, "scale", currency_of(at->asset)->scale);
        json_put_int(w, "gifts", at->gifts);
        json_put_int(w, "amount", at->amount);
        json_put_int(w, "unclaimed", at->unclaimed);
        json_put_int(w, "refunded", at->refunded);
        json_put_int(w, "fees", at->fees);
        json_put_int(w, "balance", at->balance);
        json_object_end(w);
    }
    json_array_end(w);
}

/* ---- the board ------------------------------------------------------------------------------ */

enum { BOARD_MAX = 64 };

typedef struct board_row {
    int64_t version;
    campaign_figures figures;
} board_row;

struct figures_board {
    arena own;
    donations *donations;
    const ledger *ledger;
    sys_mutex lock;
    size_t count;
    board_row *rows;
    campaign_figures *fresh; /* the writer's own, computed before the lock is taken */
    campaign *campaigns;
};

static board_row *row_find(figures_board *b, campaign_id id)
{
    for (size_t i = 0; i < b->count; i++) {
        if (b->rows[i].figures.id.value == id.value)
            return &b->rows[i];
    }
    return NULL;
}

static void board_refresh(figures_board *b)
{
    size_t count = campaign_list(b->donations, b->campaigns, BOARD_MAX);
    for (size_t i = 0; i < count; i++) {
        campaign_figures *fresh = b->fresh;
        figures_compute(b->donations, b->ledger, &b->campaigns[i], fresh);
        size_t size =
            offsetof(campaign_figures, hours) + fresh->hour_count * sizeof fresh->hours[0];
        sys_mutex_lock(&b->lock);
        board_row *row = row_find(b, fresh->id);
        if (!row && b->count < BOARD_MAX) {
            row = &b->rows[b->count++];
            row->version = 0;
            row->figures.hour_count = SIZE_MAX;
        }
        if (row && memcmp(&row->figures, fresh, size) != 0) {
            memcpy(&row->figures, fresh, size);
            row->version++;
        }
        sys_mutex_unlock(&b->lock);
    }
}

bool figures_board_open(donations *d, const ledger *l, figures_board **ret, err *reterr)
{
    assert(d && l && ret);
    arena own = { 0 };
    size_t size = sizeof(figures_board) + sizeof(board_row) * BOARD_MAX + sizeof(campaign_figures) +
                  sizeof(campaign) * BOARD_MAX + 4096;
    if (!arena_open(&own, size))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory for the figures"));
    figures_board *b = ARENA_NEW(&own, figures_board, 1);
    b->rows = ARENA_NEW(&own, board_row, BOARD_MAX);
    b->fresh = ARENA_NEW(&own, campaign_figures, 1);
    b->campaigns = ARENA_NEW(&own, campaign, BOARD_MAX);
    assert(b->rows && b->fresh && b->campaigns);
    b->own = own;
    b->donations = d;
    b->ledger = l;
    sys_mutex_init(&b->lock);
    board_refresh(b);
    *ret = b;
    return true;
}

void figures_board_close(figures_board *b)
{
    if (!b)
        return;
    sys_mutex_done(&b->lock);
    arena own = b->own;
    arena_close(&own);
}

static size_t board_mark(void *memory)
{
    (void)memory;
    return 0;
}

static void board_truncate(void *memory, size_t mark)
{
    (void)memory;
    (void)mark;
}

static void board_keep(void *memory)
{
    board_refresh(memory);
}

static void board_drop(void *memory)
{
    (void)memory;
}

batch_part figures_board_part(figures_board *b)
{
    assert(b);
    return (batch_part){ .slot = STORE_PART_FIGURES,
        .memory = b,
        .mark = board_mark,
        .truncate = board_truncate,
        .keep = board_keep,
        .drop = board_drop };
}

bool figures_read(figures_board *b, campaign_id id, campaign_figures *ret, int64_t *ret_version)
{
    assert(b && ret && ret_version);
    sys_mutex_lock(&b->lock);
    const board_row *row = row_find(b, id);
    if (row) {
        memcpy(ret, &row->figures,
            offsetof(campaign_figures, hours) + row->figures.hour_count * sizeof ret->hours[0]);
        *ret_version = row->version;
    }
    sys_mutex_unlock(&b->lock);
    return row != NULL;
}

int64_t figures_version(figures_board *b, campaign_id id)
{
    sys_mutex_lock(&b->lock);
    const board_row *row = row_find(b, id);
    int64_t version = row ? row->version : 0;
    sys_mutex_unlock(&b->lock);
    return version;
}
