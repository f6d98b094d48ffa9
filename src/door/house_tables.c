/* Every table beside its fingerprint: what no recount would miss, because nothing else depends on
 * it (settings, names, tokens, places), is missed here.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/house_in.h"

#include <assert.h>
#include <string.h>

/* What a row of a table is called; a table without a word here is told by its own name. */
static const struct table_word {
    const char *table;
    const char *word;
} words[] = {
    { "account", "account" },
    { "account_day", "kept total" },
    { "asset", "asset" },
    { "attachment", "file" },
    { "campaign", "campaign" },
    { "campaign_hour", "kept count" },
    { "change", "change" },
    { "change_batch", "link of the audit chain" },
    { "chart_account", "account of a chart" },
    { "chart_role", "role of a chart" },
    { "deadline", "deadline" },
    { "disclosure", "disclosure" },
    { "disclosure_row", "frozen figure" },
    { "donation", "gift" },
    { "donation_person", "name of gift" },
    { "donation_source", "source of gift" },
    { "giver", "giver" },
    { "log_checkpoint", "checkpoint" },
    { "log_cursor", "place of the log" },
    { "log_leaf", "leaf" },
    { "log_node", "tile root of the log" },
    { "log_wait", "import that waits for the log" },
    { "match_fact", "what a gift tells" },
    { "match_hold", "gift on hold" },
    { "match_link", "match" },
    { "match_payer", "payer" },
    { "org", "organisation" },
    { "payment_doubt", "doubt about a payment" },
    { "payment_seen", "payment key" },
    { "person", "person" },
    { "promise", "promise" },
    { "purpose", "purpose" },
    { "receipt", "receipt" },
    { "receipt_gift", "gift of a receipt" },
    { "receipt_look", "look at a request" },
    { "receipt_request", "request for a receipt" },
    { "receipt_series", "numbers of receipts" },
    { "question", "question" },
    { "refund", "refund" },
    { "role_grant", "role" },
    { "schema_version", "schema" },
    { "session", "session" },
    { "setting", "setting" },
    { "statement", "import" },
    { "statement_asset", "other currency of import" },
    { "statement_row", "kept row of import" },
    { "statement_slice", "slice of import" },
    { "token", "token" },
    { "transfer", "transfer" },
};

static const char *word_of(const char *table)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i].table, table) == 0)
            return words[i].word;
    }
    return "row";
}

typedef struct telling {
    house_check_tell *tell;
    void *self;
} telling;

static void table_differs(void *self, const char *table, const char *key, int64_t rows)
{
    const telling *t = self;
    err what = { 0 };
    const char *word = word_of(table);
    if (!key)
        err_set(&what, ERR_DAMAGE,
            N_("table %s (%s): rows were changed, cut or added by something else than nuan; rows "
               "too many: %lld"),
            table, word, (long long)rows);
    else if (rows == 0)
        err_set(&what, ERR_DAMAGE, N_("%s %s was changed by something else than nuan (table %s)"),
            word, key, table);
    else if (rows < 0)
        err_set(&what, ERR_DAMAGE, N_("%s %s was cut by something else than nuan (table %s)"), word,
            key, table);
    else
        err_set(&what, ERR_DAMAGE, N_("%s %s was added by something else than nuan (table %s)"),
            word, key, table);
    t->tell(t->self, "tables", &what);
}

bool house_tables_check(house *h, house_check_tell *tell, void *self, err *reterr)
{
    assert(h && tell);
    telling t = { tell, self };
    return store_fingerprints_check(h->conn, table_differs, &t, reterr);
}
