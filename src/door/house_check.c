/* Checks that cross the borders of the domains: what one of them keeps must be what another one
 * says. Part of verification; each check is one query or one walk in the order of a key.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/house_in.h"

#include "house_sql.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { LEAF_MEMORY = 1 << 20, DISCLOSURE_MEMORY = 16 << 20 };

/* Queries that count what must not be; 0 is right. */
typedef struct check_row {
    const store_query *query;
    const char *part;
    const char *message;
} check_row;

static const check_row checks[] = {
    { &HOUSE_REFUNDS_LOST, "refunds",
        N_("booked refunds whose transfer is missing or differs: %lld") },
    { &HOUSE_REFUND_TRANSFERS_STRAY, "refunds", N_("refund transfers without their refund: %lld") },
    { &HOUSE_ACCOUNTS_MISSING, "accounts",
        N_("transfers between accounts that are missing: %lld") },
    { &HOUSE_ASSETS_MIXED, "accounts",
        N_("transfers between accounts of other currencies than theirs: %lld") },
    { &HOUSE_HOURS_DIFFER, "gifts",
        N_("campaigns and currencies whose kept counts differ from their gifts: %lld") },
    { &HOUSE_GIVER_COUNTS_DIFFER, "gifts",
        N_("campaigns whose kept counts of givers differ from their gifts: %lld") },
    { &HOUSE_GIVERS_DIFFER, "gifts",
        N_("known givers whose gifts are not as many as is kept: %lld") },
    { &HOUSE_MOVES_DIFFER, "gifts",
        N_("moved gifts that differ from what they were moved to, or came from no gift: %lld") },
    { &HOUSE_OTHERS_DIFFER, "imports",
        N_("imports that say another sum of a foreign currency than their gifts: %lld") },
    { &HOUSE_PROMISES_STRAY, "matches",
        N_("promises that differ from what their links give: %lld") },
    { &HOUSE_LINKS_STRAY, "matches",
        N_("matches of gifts that are not claimed, or for more than they are: %lld") },
    { &HOUSE_FACTS_STRAY, "matches",
        N_("gifts in the queue of matching that are not there or have a giver: %lld") },
    { &HOUSE_INCOME_DIFFERS, "gifts",
        N_("income accounts that differ from the gifts in them: %lld") },
    { &HOUSE_RECEIPTS_STRAY, "receipts",
        N_("receipts whose numbers have a gap, whose reviewer entered them, or whose gift has two: "
           "%lld") },
    { &HOUSE_DISCLOSURES_STRAY, "disclosures",
        N_("disclosures whose numbers have a gap, whose reviewer prepared them, or whose closes "
           "the "
           "log doesn't hold: %lld") },
    { &HOUSE_ORGS_STRAY, "units",
        N_("units whose upper unit or legal entity is missing, or whose path is wrong: %lld") },
    { &HOUSE_GRANTS_STRAY, "sign-ins", N_("roles of persons or units that do not exist: %lld") },
};

/* These hold when nothing waits for the log. */
static const check_row log_checks[] = {
    { &HOUSE_GIFTS_UNLOGGED, "log",
        N_("gifts that should be in the public log and are not: %lld") },
    { &HOUSE_GIFTS_UNVOIDED, "log",
        N_("gifts that were reversed and still count in the public log: %lld") },
    { &HOUSE_MOVES_APART, "log",
        N_("withdrawn entries of moved gifts without the new entry behind them: %lld") },
    { &HOUSE_REFUNDS_UNLOGGED, "log",
        N_("refunds that should be in the public log and are not: %lld") },
};

static bool counts_tell(
    house *h, const check_row *rows, size_t size, house_check_tell *tell, void *self, err *reterr)
{
    for (size_t i = 0; i < size; i++) {
        int64_t count = 0;
        bool is_found = false;
        if (!store_find_int(h->conn, rows[i].query, NULL, 0, &count, &is_found, reterr))
            return false;
        if (count == 0)
            continue;
        err what = { 0 };
        err_set(&what, ERR_DAMAGE, rows[i].message, (long long)count);
        tell(self, rows[i].part, &what);
    }
    return true;
}

/* ---- the log beside the books --------------------------------------------------------------- */

static bool leaf_fits(arena *a, store_rows *rows)
{
    leaf what = { 0 };
    err ignored = { 0 };
    arena_reset(a, 0);
    if (store_rows_is_null(rows, 2) || !leaf_parse(a, store_rows_text(rows, 1), &what, &ignored))
        return false;
    const char *channel = donation_channel_leaf((donation_channel)store_rows_int(rows, 4));
    return what.amount == store_rows_int(rows, 2) && what.day.day == store_rows_int(rows, 3) &&
           span_is(what.currency, currency_of(store_rows_int(rows, 5))->code) &&
           strcmp(leaf_channel_name(what.channel), channel) == 0;
}

/* Every gift in the log is a gift in the books, of the same amount, currency, day and
 * channel. */
static bool leaves_check(house *h, house_check_tell *tell, void *self, err *reterr)
{
    ARENA a = { 0 };
    store_rows rows = { 0 };
    int64_t bad = 0;
    int64_t first = -1;
    if (!arena_open(&a, LEAF_MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to recount the books"));
    if (!store_query_open(h->conn, &HOUSE_GIFT_LEAVES, NULL, 0, &rows, reterr))
        return false;
    while (store_rows_next(&rows)) {
        if (leaf_fits(&a, &rows))
            continue;
        first = bad++ == 0 ? store_rows_int(&rows, 0) : first;
    }
    if (!store_rows_close(&rows, reterr))
        return false;
    if (bad > 0) {
        err what = { 0 };
        err_set(&what, ERR_DAMAGE,
            N_("entries of the log that differ from the books: %lld, the first is %lld"),
            (long long)bad, (long long)first);
        tell(self, "log", &what);
    }
    return true;
}

/* When nothing waits for the log, every gift that should be in it is, and none that should not. */
static bool unlogged_check(house *h, house_check_tell *tell, void *self, err *reterr)
{
    int64_t waiting = 0;
    bool is_found = false;
    if (!store_find_int(h->conn, &HOUSE_LOG_WAITING, NULL, 0, &waiting, &is_found, reterr))
        return false;
    return waiting > 0 ||
           counts_tell(h, log_checks, sizeof log_checks / sizeof *log_checks, tell, self, reterr);
}

/* ---- disclosures ------------------------------------------------------------------------------ */

typedef struct disclosure_telling {
    house_check_tell *tell;
    void *self;
} disclosure_telling;

static void disclosure_told(void *self, const disclosure *d, const err *what)
{
    const disclosure_telling *t = self;
    (void)d;
    t->tell(t->self, "disclosures", what);
}

static bool disclosures_check(house *h, house_check_tell *tell, void *self, err *reterr)
{
    ARENA a = { 0 };
    disclosure_telling t = { tell, self };
    if (!arena_open(&a, DISCLOSURE_MEMORY))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to recount the books"));
    return disclosures_verify(h->conn, &a, disclosure_told, &t, reterr);
}

bool house_check(house *h, house_check_tell *tell, void *self, err *reterr)
{
    assert(h && tell);
    const size_t size = sizeof checks / sizeof *checks;
    return house_gifts_check(h->conn, tell, self, reterr) &&
           counts_tell(h, checks, size, tell, self, reterr) &&
           leaves_check(h, tell, self, reterr) && unlogged_check(h, tell, self, reterr) &&
           disclosures_check(h, tell, self, reterr);
}
