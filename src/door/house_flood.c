/* Rules of floods as settings: read when the house opens, and anew behind a commit that touched them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/house_in.h"

#include "house_sql.h"

#include <stdio.h>

enum { NAME_SIZE = 32 };

static void setting_name(char into[NAME_SIZE], flood_kind kind)
{
    snprintf(into, NAME_SIZE, "flood_%s", flood_kind_name(kind));
}

bool house_flood_read(house *h, store_conn *conn, err *reterr)
{
    char name[NAME_SIZE];
    for (int i = 0; i < FLOOD_KIND_COUNT; i++) {
        store_rows rows = { 0 };
        flood_rule rule = flood_rule_default((flood_kind)i);
        setting_name(name, (flood_kind)i);
        const store_value in[] = { store_text(span_of(name)) };
        if (!store_query_open(conn, &HOUSE_SETTING, in, 1, &rows, reterr))
            return false;
        bool is_good =
            !store_rows_next(&rows) || flood_rule_parse(store_rows_text(&rows, 0), &rule);
        if (!store_rows_close(&rows, reterr))
            return false;
        if (!is_good)
            return err_set(reterr, ERR_DAMAGE, N_("the setting %s is not of its form"), name);
        flood_rule_set(h->flood, (flood_kind)i, rule);
    }
    return true;
}

static bool apply_flood(store_txn *txn, change *c, err *reterr)
{
    const house_flood_input *in = c->input;
    char name[NAME_SIZE];
    char text[FLOOD_RULE_SIZE];
    setting_name(name, in->kind);
    flood_rule_write(text, in->rule);
    const store_value row[] = { store_text(span_of(name)), store_text(span_of(text)) };
    house *h = store_txn_part(txn, STORE_PART_ORG);
    h->watch.touched_flood = true;
    c->outcome = in->rule.burst;
    return flood_rule_check(in->rule, reterr) &&
           store_run(txn, &HOUSE_SETTING_PUT, row, 2, NULL, reterr);
}

const change_kind house_flood_set = { 441, "flood.set", RIGHT_ACCESS_EDIT, apply_flood };
