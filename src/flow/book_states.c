/* A statement comes, is finished, confirmed, and begins to be undone.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/book_in.h"

#include "file/file.h"
#include "work/statement/profile.h"

static bool apply_add(store_txn *txn, change *c, err *reterr)
{
    statement_add_input *in = c->input;
    profile_record profile = {
        .org = c->org, .code = span_of(in->data.format), .origin = PROFILE_CAME, .body = in->profile
    };
    if (in->profile.size > 0 && !profile_put(txn, c, &profile, reterr))
        return false;
    in->data.profile = profile.id;
    if (!file_put(txn, c, &in->data.digest, in->data.file_size, in->kind, reterr) ||
        !statement_put(txn, c, &in->data, reterr) ||
        !statement_days_put(txn, &in->data, in->days, in->day_count, reterr))
        return false;
    c->object_id = in->data.id.value;
    return true;
}

/* A statement in the state that a change needs. */
bool statement_in(store_txn *txn, change *c, statement_state needed, statement *ret, err *reterr)
{
    const statement_change_input *in = c->input;
    if (!statement_read(txn, c->org, in->statement, ret, reterr))
        return false;
    c->object_id = in->statement.value;
    return ret->state == needed || statement_state_refuse(ret->state, reterr);
}

static bool apply_finish(store_txn *txn, change *c, err *reterr)
{
    statement s = { 0 };
    return statement_in(txn, c, STATEMENT_BOOKING, &s, reterr) &&
           statement_move(txn, c, &s, STATEMENT_BOOKED, reterr);
}

static bool apply_confirm(store_txn *txn, change *c, err *reterr)
{
    statement s = { 0 };
    if (!statement_in(txn, c, STATEMENT_BOOKED, &s, reterr))
        return false;
    if (c->author->kind != ACTOR_PERSON)
        return err_set(reterr, ERR_DENIED, N_("A person confirms an import, not a program"));
    if (s.made_by == c->author->id)
        return err_set(reterr, ERR_DENIED, N_("You imported this, so someone else confirms it"));
    return statement_move(txn, c, &s, STATEMENT_CONFIRMED, reterr);
}

/* A file that agrees with itself in currency and all totals is confirmed by its maker. */
static bool apply_accept(store_txn *txn, change *c, err *reterr)
{
    statement s = { 0 };
    if (!statement_in(txn, c, STATEMENT_BOOKED, &s, reterr))
        return false;
    if (s.doubt != STATEMENT_SURE) {
        err_set(reterr, ERR_DENIED, N_("A second person has to confirm this file"));
        return err_hint(reterr, N_("A second person compares and confirms the import."));
    }
    return statement_move(txn, c, &s, STATEMENT_CONFIRMED, reterr);
}

static bool apply_undo(store_txn *txn, change *c, err *reterr)
{
    const statement_change_input *in = c->input;
    statement s = { 0 };
    c->object_id = in->statement.value;
    if (!statement_read(txn, c->org, in->statement, &s, reterr))
        return false;
    if (s.state == STATEMENT_UNDOING || s.state == STATEMENT_UNDONE)
        return statement_state_refuse(s.state, reterr);
    return statement_move(txn, c, &s, STATEMENT_UNDOING, reterr);
}

const change_kind statement_add = { 301, "statement.add", RIGHT_STATEMENT_IMPORT, apply_add };
const change_kind statement_finish = { 303, "statement.finish", RIGHT_STATEMENT_IMPORT,
    apply_finish };
const change_kind statement_confirm = { 304, "statement.confirm", RIGHT_STATEMENT_CONFIRM,
    apply_confirm };
const change_kind statement_undo = { 305, "statement.undo", RIGHT_STATEMENT_IMPORT, apply_undo };
const change_kind statement_accept = { 308, "statement.accept", RIGHT_STATEMENT_IMPORT,
    apply_accept };
