/* Which profile a file is read with: the one that was chosen for its account stands before what its
 * columns look like, unless the file names another account.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_in.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void account_tail_of(span account, char into[STATEMENT_TAIL_MAX + 1])
{
    size_t size = account.size;
    span tail =
        span_slice(account, size > STATEMENT_TAIL_MAX ? size - STATEMENT_TAIL_MAX : 0, size);
    /* A wallet's account may be a name: no half of a character. */
    while (tail.size > 0 && ((unsigned char)tail.at[0] & 0xC0) == 0x80)
        tail = span_slice(tail, 1, tail.size);
    snprintf(into, STATEMENT_TAIL_MAX + 1, "%.*s", SPAN_PRINT(tail));
}

bool import_account_tail(arena *home, const payfile_format *format, span bytes,
    char into[STATEMENT_TAIL_MAX + 1], err *reterr)
{
    payfile *file = NULL;
    payfile_row row = { 0 };
    bool more = false;
    into[0] = '\0';
    if (!payfile_open(home, format, bytes, &file, reterr))
        return false;
    bool is_good = payfile_next(file, &row, &more, reterr);
    const payfile_stated stated = payfile_totals(file);
    if (is_good)
        account_tail_of(stated.account.size > 0 || !more ? stated.account : row.account, into);
    payfile_close(file);
    return is_good;
}

/* ---- choosing ------------------------------------------------------------------------------- */

/* A file whose format is looked for. */
typedef struct choosing {
    const import_desk *desk;
    arena *home;
    const import_request *request;
    span bytes;
    payfile_profiles profiles;
} choosing;

static const payfile_profile *profile_of(const choosing *c, span code)
{
    for (size_t i = 0; i < c->profiles.count; i++) {
        if (span_equal(c->profiles.list[i]->code, code))
            return c->profiles.list[i];
    }
    return NULL;
}

static payfile_format format_of(const payfile_profile *profile)
{
    payfile_format format = { .profile = profile };
    snprintf(format.name, sizeof format.name, "%.*s", SPAN_PRINT(profile->code));
    return format;
}

/* The account on which a file of the format would be booked. */
static account_id account_for(const choosing *c, const payfile_format *format)
{
    account_id account = c->request->account;
    err ignored = { 0 };
    if (account.value == 0 &&
        !import_account(c->desk->conn, &c->request->campaign, format, &account, &ignored))
        account.value = 0;
    return account;
}

/* How well a choice fits the file: 0 it does not; 1 the file does not name its account; 2 it names
 * this one. */
static int choice_fits(const choosing *c, const account_profile *p, payfile_format *ret)
{
    const payfile_profile *profile = profile_of(c, p->code);
    char tail[STATEMENT_TAIL_MAX + 1];
    err ignored = { 0 };
    if (!profile)
        return 0;
    *ret = format_of(profile);
    if (account_for(c, ret).value != p->account.value)
        return 0;
    size_t mark = c->home->used;
    bool is_read = import_account_tail(c->home, ret, c->bytes, tail, &ignored);
    arena_reset(c->home, mark);
    bool is_named = tail[0] && p->tail[0];
    if (!is_read || (is_named && strcmp(tail, p->tail) != 0))
        return 0;
    return is_named ? 2 : 1;
}

static bool choice_find(const choosing *c, payfile_format *ret, bool *ret_found, err *reterr)
{
    account_profile *rows = NULL;
    size_t count = 0;
    int best = 0;
    *ret_found = false;
    if (!account_profile_list(
            c->desk->conn, c->home, c->request->campaign.org, &rows, &count, reterr))
        return false;
    for (size_t i = 0; i < count; i++) {
        payfile_format format = { 0 };
        int fits = choice_fits(c, &rows[i], &format);
        if (fits <= best)
            continue;
        best = fits;
        *ret = format;
        *ret_found = true;
    }
    return true;
}

bool format_choose(const import_desk *desk, arena *home, const import_request *request, span bytes,
    import_report *r, err *reterr)
{
    assert(desk && home && request && r);
    choosing c = { .desk = desk, .home = home, .request = request, .bytes = bytes };
    err unknown = { 0 };
    payfile_format format = { 0 };
    if (!import_profiles(desk, home, request->campaign.org, &c.profiles, reterr))
        return false;
    bool is_known = payfile_detect(bytes, c.profiles, &r->format, &unknown);
    /* The program's own formats are told by more than their columns. */
    if (is_known && !r->format.profile)
        return true;
    if (!choice_find(&c, &format, &r->is_remembered, reterr))
        return false;
    if (r->is_remembered)
        r->format = format;
    else if (!is_known)
        *reterr = unknown;
    return is_known || r->is_remembered;
}

bool import_profiles_fit(const import_desk *desk, arena *home, org_id org, span bytes,
    payfile_profiles *ret, err *reterr)
{
    payfile_profiles all = { 0 };
    if (!import_profiles(desk, home, org, &all, reterr))
        return false;
    const payfile_profile **list = ARENA_NEW(home, const payfile_profile *, all.count + 1);
    if (!list)
        return err_set(reterr, ERR_MEMORY, N_("the answer is larger than its bound"));
    *ret = (payfile_profiles){ .list = list };
    for (size_t i = 0; i < all.count; i++) {
        char tail[STATEMENT_TAIL_MAX + 1];
        err ignored = { 0 };
        payfile_format format = format_of(all.list[i]);
        size_t mark = home->used;
        if (import_account_tail(home, &format, bytes, tail, &ignored))
            list[ret->count++] = all.list[i];
        arena_reset(home, mark);
    }
    return true;
}

/* ---- changes -------------------------------------------------------------------------------- */

/* Of an account of the organisation that money comes in to. */
bool apply_account(store_txn *txn, const change *c, account_id id, err *reterr)
{
    const ledger *l = store_txn_part(txn, STORE_PART_LEDGER);
    ledger_account account = { 0 };
    return (ledger_account_get(l, id, &account) && account.org.value == c->org.value &&
               account.class == LEDGER_ASSET) ||
           err_field(reterr, "account",
               N_("There is no account of this organisation that files tell of"));
}

static bool apply_choice(store_txn *txn, change *c, err *reterr)
{
    const account_profile_change *in = c->input;
    account_profile p = { .org = c->org, .account = in->account, .code = in->code };
    memcpy(p.tail, in->tail, sizeof p.tail);
    c->object_id = in->account.value;
    return apply_account(txn, c, in->account, reterr) &&
           (in->code.size > 0 ? account_profile_put(txn, c, &p, reterr)
                              : account_profile_close(txn, c, c->org, in->account, reterr));
}

bool import_choice_set(
    const import_desk *desk, arena *home, org_id org, const account_profile_change *in, err *reterr)
{
    assert(desk && desk->writer && home && in);
    payfile_format format = { 0 };
    account_profile_change input = *in;
    if (in->code.size > 0 && !import_format(desk, home, org, in->code, &format, reterr))
        return false;
    if (in->code.size > 0 && !format.profile) {
        err_field(reterr, "profile", N_("%s is read by the program itself, without a profile"),
            format.name);
        return err_hint(reterr, N_("Such files are always known; nothing has to be chosen"));
    }
    change c = change_asked(desk, &account_profile_set, org, &input);
    return writer_run(desk->writer, &c, reterr);
}

/* A file came with a profile that a person named: the next files of its account are read so, too. */
bool choice_keep(const import_desk *desk, arena *home, const import_request *request,
    account_id account, const import_report *r, err *reterr)
{
    account_profile known = { 0 };
    bool is_found = false;
    if (!request->is_chosen || !r->format.profile)
        return true;
    if (!account_profile_find(desk->conn, home, account, &known, &is_found, reterr))
        return false;
    if (is_found && span_is(known.code, r->format.name))
        return true;
    account_profile_change in = { .account = account, .code = span_of(r->format.name) };
    memcpy(in.tail, r->account_tail, sizeof in.tail);
    return import_choice_set(desk, home, request->campaign.org, &in, reterr);
}

const change_kind account_profile_set = { 325, "account.profile", RIGHT_STATEMENT_IMPORT,
    apply_choice };
