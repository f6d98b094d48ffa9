/* Booking a gift: transfer, row, payment key, counts; reversing it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/donation/donation_in.h"

#include "crypt/crypt.h"
#include "donation_sql.h"
#include "sys/sys.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

static const int64_t DAY_US = INT64_C(86400000000);

int64_t asset_of(store_txn *txn, account_id account)
{
    return ledger_asset(store_txn_part(txn, STORE_PART_LEDGER), account);
}

/* ---- givers --------------------------------------------------------------------------------- */

/* The number of a known giver, one for each currency, so that the count of one does not hang on
 * gifts of another.  Owner: c->home. */
static bool giver_number(
    store_txn *txn, change *c, const donation_gift *gift, span *ret_no, err *reterr)
{
    donations *d = donations_of(txn);
    span giver = gift->giver;
    int64_t asset = asset_of(txn, gift->account);
    *ret_no = gift->giver_no;
    if (giver.size == 0)
        return true;
    if (asset != LEDGER_CNY) {
        buffer b = buffer_in(c->home, giver.size + 8);
        buffer_add(&b, giver);
        buffer_byte(&b, '\n');
        buffer_text(&b, currency_of(asset)->code);
        if (!buffer_check(&b, reterr))
            return false;
        giver = buffer_span(&b);
    }
    crypt_hash no =
        crypt_hmac_sha256((span){ (const char *)d->seal_key, sizeof d->seal_key }, giver);
    *ret_no = arena_copy(c->home, (span){ (const char *)no.bytes, DONATION_GIVER_SIZE });
    return ret_no->at || err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory"));
}

/* A known giver counts once a campaign; *ret_new is 1 the first time.  Most are new. */
static bool giver_count(store_txn *txn, const campaign *of, span no, int64_t *ret_new, err *reterr)
{
    const store_value row[] = { store_int(of->org.value), store_int(of->id.value),
        store_bytes(no) };
    return store_run(txn, &GIVER_PUT, row, 3, ret_new, reterr) &&
           (*ret_new != 0 || store_run(txn, &GIVER_MORE, row, 3, NULL, reterr));
}

/* One gift of a known giver less; *ret_gone is 1 with his last. */
static bool giver_uncount(store_txn *txn, const donation_row *gift, int64_t *ret_gone, err *reterr)
{
    int64_t changed = 0;
    const store_value row[] = { store_int(gift->org.value), store_int(gift->campaign.value),
        store_bytes((span){ (const char *)gift->giver_no, sizeof gift->giver_no }) };
    if (!store_run(txn, &GIVER_LESS, row, 3, &changed, reterr))
        return false;
    *ret_gone = changed == 0;
    return changed != 0 || store_run(txn, &GIVER_CUT, row, 3, NULL, reterr);
}

/* ---- names ---------------------------------------------------------------------------------- */

/* 王小明 -> 王*, 李华明 -> 李*明: what a giver shows who chose to be shown masked. */
span donation_name_mask(arena *a, span name)
{
    buffer b = buffer_in(a, name.size + 8);
    span rest = name;
    size_t count = text_length(name);
    uint32_t rune = 0;
    for (size_t i = 0; i < count && text_rune(&rest, &rune); i++) {
        if (i == 0 || (count > 2 && i + 1 == count))
            text_rune_add(&b, rune);
        else if (i == 1)
            buffer_byte(&b, '*');
    }
    return buffer_span(&b);
}

bool donation_seal(arena *a, const uint8_t seal_key[32], const donation_person *person,
    donation_sealed *ret_sealed, err *reterr)
{
    assert(a && seal_key && person && ret_sealed);
    *ret_sealed = (donation_sealed){ 0 };
    const struct {
        span clear;
        const char *field;
        span *into;
    } parts[] = { { person->name, "donation_person.name", &ret_sealed->name },
        { person->message, "donation_person.message", &ret_sealed->message },
        { person->payment_no, "donation_person.payment_no", &ret_sealed->payment_no } };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].clear.size > 0 && !crypt_seal(a, seal_key, span_of(parts[i].field),
                                           parts[i].clear, parts[i].into, reterr))
            return false;
    }
    if (person->name.size > 0 && person->display == DISPLAY_FULL)
        ret_sealed->label = person->name;
    if (person->name.size > 0 && person->display == DISPLAY_MASKED)
        ret_sealed->label = donation_name_mask(a, person->name);
    return true;
}

bool donation_unseal(arena *a, const uint8_t seal_key[32], span name, span message,
    donation_person *ret_person, err *reterr)
{
    assert(a && seal_key && ret_person);
    *ret_person = (donation_person){ 0 };
    return (name.size == 0 || crypt_unseal(a, seal_key, span_of("donation_person.name"), name,
                                  &ret_person->name, reterr)) &&
           (message.size == 0 || crypt_unseal(a, seal_key, span_of("donation_person.message"),
                                     message, &ret_person->message, reterr));
}

static bool has_person(const donation_sealed *sealed)
{
    return sealed->name.size > 0 || sealed->message.size > 0 || sealed->payment_no.size > 0;
}

static store_value sealed_or_null(span sealed)
{
    return sealed.size > 0 ? store_bytes(sealed) : store_null();
}

bool person_keep(store_txn *txn, org_id org, donation_id id, const donation_sealed *sealed,
    bool is_new, err *reterr)
{
    if (!has_person(sealed))
        return true;
    const store_value row[] = { store_int(org.value), store_int(id.value),
        sealed->label.size ? store_text(sealed->label) : store_null(), sealed_or_null(sealed->name),
        sealed_or_null(sealed->message), sealed_or_null(sealed->payment_no) };
    return store_put(txn, is_new ? &DONATION_PERSON_ADD : &DONATION_PERSON_PUT, row, 6, reterr);
}

/* ---- booking -------------------------------------------------------------------------------- */

/* Random bytes for the salts, drawn from the kernel a page at a time. */
static void entry_key_make(uint8_t into[16])
{
    static _Thread_local uint8_t pool[4096];
    static _Thread_local size_t left;
    if (left < 16) {
        sys_random(pool, sizeof pool);
        left = sizeof pool;
    }
    left -= 16;
    memcpy(into, pool + left, 16);
    memset(pool + left, 0, 16);
}

static bool row_put(store_txn *txn, const campaign *of, donation_id id, const donation_gift *gift,
    span giver_no, err *reterr)
{
    uint8_t entry_key[16];
    entry_key_make(entry_key);
    const store_value row[] = { store_int(of->org.value), store_int(id.value),
        store_int(of->id.value), store_int(gift->purpose), store_int(gift->account.value),
        store_int(asset_of(txn, gift->account)), store_int(gift->amount.fen),
        store_int(gift->day.day),
        gift->paid_us == INT64_MIN ? store_null() : store_int(gift->paid_us),
        store_int(gift->channel), store_int(gift->donor), store_int(gift->persons),
        store_int(gift->display), store_int(DONATION_BOOKED), store_int(gift->is_claimed),
        gift->statement.value ? store_int(gift->statement.value) : store_null(),
        gift->statement.value ? store_int(gift->row_number) : store_null(),
        store_bytes((span){ (const char *)entry_key, sizeof entry_key }), store_int(1),
        giver_no.size > 0 ? store_bytes(giver_no) : store_null(),
        gift->origin.value != 0 ? store_int(gift->origin.value) : store_null() };
    return store_put(txn, &DONATION_PUT, row, 21, reterr);
}

/* What a gift adds to the kept counts. */
static campaign_hour hour_of(
    const campaign *of, const donation_gift *gift, int64_t asset, int64_t givers)
{
    campaign_hour added = { .hour = gift->day.day * 100 + gift->hour,
        .channel = gift->channel,
        .asset = asset,
        .gifts = 1,
        .fen = gift->amount.fen,
        .givers = givers,
        .last_us = gift->paid_us == INT64_MIN ? 0 : gift->paid_us };
    int64_t since = gift->paid_us == INT64_MIN ? -1 : gift->paid_us - of->opened_us;
    if (since >= 0 && since < DAY_US) {
        added.first_gifts = 1;
        added.first_fen = gift->amount.fen;
    }
    return added;
}

static bool gift_check(const campaign *of, const donation_gift *gift, err *reterr)
{
    if (!of)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    if (gift->amount.fen <= 0)
        return err_field(reterr, "amount_fen", N_("Amount must be more than 0"));
    if (gift->amount.fen > MONEY_MAX_FEN)
        return err_field(
            reterr, "amount_fen", N_("The amount is larger than any that can be booked"));
    if (!date_is_valid(gift->day))
        return err_field(reterr, "day", N_("There is no day %d"), gift->day.day);
    return true;
}

bool donation_book(
    store_txn *txn, change *c, const donation_gift *gift, donation_id *ret_id, err *reterr)
{
    assert(txn && c && gift && ret_id && gift->persons >= 1 && gift->hour >= 0 && gift->hour <= 24);
    donations *d = donations_of(txn);
    const campaign *of = campaign_at(d, gift->campaign);
    if (!gift_check(of, gift, reterr))
        return false;
    account_id income = { 0 };
    ledger_role role = gift->is_claimed ? LEDGER_GIFT : LEDGER_UNCLAIMED;
    const account_place place = { .purpose = gift->purpose, .asset = asset_of(txn, gift->account) };
    if (place.asset == 0)
        return err_set(reterr, ERR_ABSENT, N_("No such account"));
    if (!campaign_account(txn, c, of, role, &place, &income, reterr))
        return false;
    int64_t givers = gift->persons;
    span giver_no = { NULL, 0 };
    if (!giver_number(txn, c, gift, &giver_no, reterr) ||
        (giver_no.size > 0 && !giver_count(txn, of, giver_no, &givers, reterr)))
        return false;
    donation_id id = { id_next(c->ids, c->real_us) };
    const ledger_leg leg = { .debit = gift->account, .credit = income, .amount = gift->amount.fen };
    const ledger_entry entry = { .effective = gift->day,
        .reason = LEDGER_REASON_GIFT,
        .source = id.value,
        .leg_count = 1,
        .legs = &leg };
    const campaign_hour added = hour_of(of, gift, place.asset, givers);
    if (!ledger_post(txn, c, id.value, &entry, reterr) ||
        !row_put(txn, of, id, gift, giver_no, reterr) || !hour_add(d, of->id, &added, reterr))
        return false;
    if (gift->has_key && !payment_put(txn, of->org, &gift->key, id.value, reterr))
        return false;
    *ret_id = id;
    return person_keep(txn, of->org, id, &gift->sealed, true, reterr);
}

bool donation_source_put(store_txn *txn, change *c, org_id org, donation_id id, source_kind kind,
    int64_t source, int64_t row_number, err *reterr)
{
    const store_value row[] = { store_int(org.value), store_int(id.value), store_int(kind),
        store_int(source), store_int(row_number), store_int(c->real_us) };
    return store_put(txn, &DONATION_SOURCE_ROW_PUT, row, 6, reterr);
}

bool donation_fee_book(store_txn *txn, change *c, campaign_id id, account_id account, int64_t fen,
    date day, int64_t source, err *reterr)
{
    assert(fen != 0);
    const campaign *of = campaign_at(donations_of(txn), id);
    const account_place place = { .asset = asset_of(txn, account) };
    account_id cost = { 0 };
    if (!of)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    if (!campaign_account(txn, c, of, LEDGER_FEE, &place, &cost, reterr))
        return false;
    const ledger_leg leg = { .debit = fen > 0 ? cost : account,
        .credit = fen > 0 ? account : cost,
        .amount = fen > 0 ? fen : -fen };
    const ledger_entry entry = { .effective = day,
        .reason = LEDGER_REASON_FEE,
        .source = source,
        .leg_count = 1,
        .legs = &leg };
    return ledger_post(txn, c, id_next(c->ids, c->real_us), &entry, reterr);
}

bool donation_fees_undo(
    store_txn *txn, change *c, campaign_id id, account_id account, int64_t source, err *reterr)
{
    struct {
        date day;
        int64_t fen;
    } days[DONATION_FEE_DAYS_MAX];
    int count = 0;
    account_id cost = { 0 };
    store_rows rows = { 0 };
    const campaign *of = campaign_at(donations_of(txn), id);
    const account_place place = { .asset = asset_of(txn, account) };
    if (!of)
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    if (!campaign_account(txn, c, of, LEDGER_FEE, &place, &cost, reterr))
        return false;
    const store_value in[] = { store_int(cost.value), store_int(source) };
    if (!store_read(txn, &FEES_OF_SOURCE, in, 2, &rows, reterr))
        return false;
    bool is_more = false;
    while ((is_more = store_rows_next(&rows)) && count < DONATION_FEE_DAYS_MAX) {
        days[count].day.day = (int32_t)store_rows_int(&rows, 0);
        days[count++].fen = store_rows_int(&rows, 1);
    }
    if (!store_rows_close(&rows, reterr))
        return false;
    if (is_more)
        return err_set(
            reterr, ERR_LIMIT, N_("fees of more than %d days at once"), DONATION_FEE_DAYS_MAX);
    for (int i = 0; i < count; i++) {
        if (days[i].fen != 0 &&
            !donation_fee_book(txn, c, id, account, -days[i].fen, days[i].day, source, reterr))
            return false;
    }
    return true;
}

/* ---- reversing ------------------------------------------------------------------------------ */

/* One gift as it stands in this transaction. */
static bool gift_read(
    store_txn *txn, donation_id id, donation_gift *ret, donation_row *ret_row, err *reterr)
{
    if (!donation_read(txn, id, ret_row, reterr))
        return false;
    *ret = (donation_gift){ .campaign = ret_row->campaign,
        .amount = ret_row->amount,
        .day = ret_row->day,
        .paid_us = ret_row->paid_us,
        .channel = ret_row->channel,
        .persons = ret_row->persons };
    return true;
}

int32_t hour_counted(int64_t paid_us)
{
    if (paid_us == INT64_MIN)
        return 24;
    err ignored = { 0 };
    const sys_zone *zone = NULL;
    static const span beijing = SPAN("Asia/Shanghai");
    return sys_zone_find(beijing, &zone, &ignored) ? sys_zone_local(zone, paid_us).hour : 24;
}

bool donation_reverse(store_txn *txn, change *c, donation_id id, err *reterr)
{
    donations *d = donations_of(txn);
    donation_gift gift = { 0 };
    donation_row row = { 0 };
    if (!gift_read(txn, id, &gift, &row, reterr))
        return false;
    const campaign *of = campaign_at(d, gift.campaign);
    if (!of || row.state != DONATION_BOOKED)
        return err_set(reterr, ERR_CONFLICT, N_("This gift was reversed before"));
    int64_t givers = gift.persons;
    if (row.has_giver_no && !giver_uncount(txn, &row, &givers, reterr))
        return false;
    gift.hour = hour_counted(gift.paid_us);
    campaign_hour added = hour_of(of, &gift, row.asset, givers);
    added.last_us = 0;
    added.gifts = -added.gifts;
    added.fen = -added.fen;
    added.givers = -added.givers;
    added.first_gifts = -added.first_gifts;
    added.first_fen = -added.first_fen;
    const store_value set[] = { store_int(of->org.value), store_int(id.value),
        store_int(DONATION_REVERSED), store_int(DONATION_BOOKED) };
    int64_t changed = 0;
    return refunds_hold(txn, c, of->org, id, reterr) && income_return(txn, c, id, reterr) &&
           ledger_reverse(txn, c, id.value, gift.day, reterr) &&
           store_run(txn, &DONATION_STATE_SET, set, 4, &changed, reterr) &&
           (changed == 1 || err_set(reterr, ERR_CONFLICT, N_("This gift was reversed before"))) &&
           hour_add(d, of->id, &added, reterr);
}
