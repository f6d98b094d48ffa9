/* Moving a gift: what it needs, and how it is done.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/donation/move.h"

#include "donation_sql.h"
#include "text/text.h"
#include "work/donation/donation_in.h"

#include <assert.h>
#include <stdio.h>

/* ---- what is to be known -------------------------------------------------------------------- */

static bool gift_at(const payment_place *at, donation_id id, donation_row *ret, err *reterr)
{
    return at->txn ? donation_read(at->txn, id, ret, reterr)
                   : donation_get(at->conn, id, ret, reterr);
}

/* What the account of a gift holds: the writer's memory knows what the batch decided. */
static bool account_look(const payment_place *at, move_facts *f, err *reterr)
{
    ledger_account account = { 0 };
    store_rows rows = { 0 };
    if (at->txn) {
        const ledger *l = store_txn_part(at->txn, STORE_PART_LEDGER);
        if (!ledger_account_get(l, f->gift.account, &account))
            return err_set(reterr, ERR_ABSENT, N_("No such account"));
        snprintf(f->account, sizeof f->account, "%s", account.code);
        f->is_guarded = account.is_guarded;
        f->left.fen = ledger_balance(l, f->gift.account);
        return true;
    }
    const store_value in[] = { store_int(f->gift.org.value), store_int(f->gift.account.value) };
    if (!store_query_open(at->conn, &DONATION_ACCOUNT_LEFT, in, 2, &rows, reterr))
        return false;
    if (store_rows_next(&rows)) {
        snprintf(f->account, sizeof f->account, "%.*s", SPAN_PRINT(store_rows_text(&rows, 0)));
        f->is_guarded = store_rows_int(&rows, 1) == 1;
        f->left.fen = store_rows_int(&rows, 2);
    }
    return store_rows_close(&rows, reterr);
}

bool move_facts_read(const payment_place *at, donations *of, donation_id id, campaign_id to,
    move_facts *ret, err *reterr)
{
    assert(at && of && ret && (at->txn != NULL) != (at->conn != NULL));
    *ret = (move_facts){ 0 };
    if (!gift_at(at, id, &ret->gift, reterr))
        return false;
    ret->now = ret->gift;
    while (ret->now.moved_to.value != 0) {
        if (!gift_at(at, ret->now.moved_to, &ret->now, reterr))
            return false;
    }
    if (!campaign_get(of, ret->gift.campaign, &ret->from) ||
        !campaign_get(of, ret->now.campaign, &ret->now_in))
        return err_set(reterr, ERR_ABSENT, N_("No such campaign"));
    if (!campaign_get(of, to, &ret->to))
        ret->to = (campaign){ 0 };
    return account_look(at, ret, reterr) && refund_given_back(at, id, &ret->given_back, reterr);
}

/* ---- the rule ------------------------------------------------------------------------------- */

static bool state_check(const move_facts *f, err *reterr)
{
    unsigned char room[32];
    arena a = { .start = room, .size = sizeof room };
    buffer id = buffer_in(&a, 16);
    if (f->gift.state == DONATION_BOOKED)
        return true;
    if (f->gift.moved_to.value == 0)
        return err_set(reterr, ERR_CONFLICT, N_("This gift was reversed before"));
    if (f->now.state != DONATION_BOOKED)
        return err_set(reterr, ERR_CONFLICT,
            N_("This gift was moved to the campaign %s, and was reversed there"), f->now_in.code);
    text_add_id(&id, f->now.id.value);
    err_set(reterr, ERR_CONFLICT,
        N_("This gift was moved already: it lies in the campaign %s as the gift %.*s"),
        f->now_in.code, SPAN_PRINT(buffer_span(&id)));
    return err_hint(reterr, N_("Move that one."));
}

static bool refund_check(const move_facts *f, err *reterr)
{
    char text[CURRENCY_TEXT_SIZE];
    if (f->given_back.fen == 0)
        return true;
    currency_write(text, f->gift.asset, f->given_back.fen);
    err_set(reterr, ERR_CONFLICT, N_("%s of this gift was given back; it can't be moved"), text);
    return err_hint(reterr, N_("Undo the import that tells of the refund, move the gift, then "
                               "import the file again. A refund that a clerk gave stays, and "
                               "the gift with it."));
}

/* Sets the form's field to which a conflict belongs. */
static bool at_field(err *reterr, const char *field)
{
    snprintf(reterr->field, sizeof reterr->field, "%s", field);
    return false;
}

static bool campaigns_check(const move_facts *f, const move_target *to, err *reterr)
{
    if (f->to.id.value == 0)
        return err_field(reterr, "campaign", N_("No such campaign"));
    if (f->from.phase == PHASE_CLOSED)
        return err_set(reterr, ERR_CONFLICT, N_("The campaign %s is closed"), f->from.code);
    if (f->to.org.value != f->gift.org.value)
        err_set(reterr, ERR_CONFLICT,
            N_("The campaign %s belongs to another organisation; a gift stays in the books of "
               "its own"),
            f->to.code);
    else if (f->to.phase == PHASE_CLOSED)
        err_set(reterr, ERR_CONFLICT, N_("The campaign %s is closed"), f->to.code);
    else if (f->to.is_exercise != f->from.is_exercise)
        err_set(reterr, ERR_CONFLICT, N_("One of the campaigns is an exercise"));
    else if (f->to.id.value == f->from.id.value && to->purpose == f->gift.purpose)
        err_set(reterr, ERR_CONFLICT,
            N_("The gift lies in this campaign and is for this purpose already"));
    else
        return true;
    return at_field(reterr, "campaign");
}

/* Money that has left the account can't be taken along. */
static bool account_check(const move_facts *f, err *reterr)
{
    char text[2][CURRENCY_TEXT_SIZE];
    if (!f->is_guarded || f->to.id.value == f->from.id.value || f->left.fen >= f->gift.amount.fen)
        return true;
    currency_write(text[0], f->gift.asset, f->left.fen);
    currency_write(text[1], f->gift.asset, f->gift.amount.fen);
    return err_set(reterr, ERR_CONFLICT,
        N_("The account %s holds %s; a gift of %s can't be moved out of it"), f->account, text[0],
        text[1]);
}

bool move_check(const move_facts *facts, const move_target *to, err *reterr)
{
    assert(facts && to);
    if (!state_check(facts, reterr))
        return false;
    if (to->version != 0 && to->version != facts->gift.version)
        return err_set(reterr, ERR_STALE,
            N_("Somebody changed this meanwhile; your changes aren't saved yet"));
    return refund_check(facts, reterr) && campaigns_check(facts, to, reterr) &&
           account_check(facts, reterr);
}

/* ---- doing it ------------------------------------------------------------------------------- */

/* What is kept of the giver, as it is.  Owner: c->home. */
static bool person_read(
    store_txn *txn, change *c, const donation_row *gift, donation_sealed *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(gift->org.value), store_int(gift->id.value) };
    span *const into[] = { &ret->label, &ret->name, &ret->message, &ret->payment_no };
    bool is_good = true;
    *ret = (donation_sealed){ 0 };
    if (!store_read(txn, &DONATION_PERSON_FIND, in, 2, &rows, reterr))
        return false;
    bool is_found = store_rows_next(&rows);
    for (int i = 0; is_found && i < 4; i++) {
        span text = store_rows_text(&rows, i);
        if (text.size == 0)
            continue;
        *into[i] = arena_copy(c->home, text);
        is_good = is_good && into[i]->at;
    }
    return store_rows_close(&rows, reterr) &&
           (is_good || err_set(reterr, ERR_MEMORY, N_("the batch is larger than its memory")));
}

/* All that told of the gift tells of the new one, too; first of all the row that brought it. */
static bool sources_take(store_txn *txn, const donation_row *gift, donation_id to, err *reterr)
{
    const store_value taken[] = { store_int(gift->org.value), store_int(gift->id.value),
        store_int(to.value) };
    const store_value row[] = { taken[0], taken[2], store_int(SOURCE_STATEMENT),
        store_int(gift->statement.value), store_int(gift->row_number),
        store_int(id_instant_us(gift->id.value)) };
    return store_run(txn, &DONATION_SOURCE_TAKE, taken, 3, NULL, reterr) &&
           (gift->statement.value == 0 || store_put(txn, &DONATION_SOURCE_ROW_PUT, row, 6, reterr));
}

/* The old record names the new one and keeps nothing sealed. */
static bool old_end(store_txn *txn, const donation_row *gift, donation_id to, err *reterr)
{
    int64_t changed = 0;
    const store_value set[] = { store_int(gift->org.value), store_int(gift->id.value),
        store_int(to.value) };
    return store_run(txn, &DONATION_MOVED_SET, set, 3, &changed, reterr) &&
           (changed == 1 || err_set(reterr, ERR_CONFLICT, N_("This gift was reversed before"))) &&
           store_run(txn, &DONATION_PERSON_UNNAME, set, 2, NULL, reterr);
}

bool donation_rebook(store_txn *txn, change *c, const donation_row *gift, const move_target *to,
    donation_id *ret_id, err *reterr)
{
    assert(txn && c && gift && to && ret_id);
    donation_gift anew = { .campaign = to->campaign,
        .purpose = to->purpose,
        .amount = gift->amount,
        .day = gift->day,
        .paid_us = gift->paid_us,
        .hour = hour_counted(gift->paid_us),
        .channel = gift->channel,
        .donor = gift->donor,
        .persons = gift->persons,
        .display = gift->display,
        .is_claimed = gift->is_claimed,
        .origin = gift->origin.value != 0 ? gift->origin : gift->id };
    if (gift->has_giver_no)
        anew.giver_no = (span){ (const char *)gift->giver_no, sizeof gift->giver_no };
    return person_read(txn, c, gift, &anew.sealed, reterr) &&
           campaign_account_in(
               txn, c, to->campaign, gift->account, gift->asset, &anew.account, reterr) &&
           donation_reverse(txn, c, gift->id, reterr) &&
           donation_book(txn, c, &anew, ret_id, reterr) &&
           sources_take(txn, gift, *ret_id, reterr) && old_end(txn, gift, *ret_id, reterr);
}
