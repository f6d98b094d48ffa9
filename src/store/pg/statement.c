/* Queries as prepared statements of one connection; a new connection prepares them anew.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/pg/pg_in.h"

#include <assert.h>
#include <stdio.h>

static bool statement_prepare(pg_link *link, const char *name, pg_statement *s, err *reterr)
{
    if (!PQsendPrepare(link->conn, name, s->query->text, 0, NULL))
        return pg_lost(link, reterr);
    PGresult *result = pg_answer(link, PG_WAIT_S, reterr);
    PQclear(result);
    if (!result)
        return false;
    if (!PQsendDescribePrepared(link->conn, name))
        return pg_lost(link, reterr);
    result = pg_answer(link, PG_WAIT_S, reterr);
    if (!result)
        return false;
    bool is_known = PQnparams(result) == s->query->param_count;
    for (int i = 0; is_known && i < s->query->param_count; i++) {
        s->types[i] = PQparamtype(result, i);
        is_known = pg_array_of(s->types[i]) != 0;
    }
    PQclear(result);
    if (!is_known)
        return err_set(reterr, ERR_STORE,
            N_("query %s has a parameter of a type that the store does not know"), s->query->name);
    s->generation = link->generation;
    return true;
}

bool pg_statement_find(
    pg_link *link, const store_query *q, char name[PG_NAME_SIZE], pg_statement **ret, err *reterr)
{
    size_t slot = (size_t)(((uintptr_t)q >> 4) * 0x9E3779B1u) % STORE_STATEMENTS_MAX;
    while (link->statements[slot].query && link->statements[slot].query != q)
        slot = (slot + 1) % STORE_STATEMENTS_MAX;
    pg_statement *s = &link->statements[slot];
    if (!s->query) {
        assert(link->statement_count < STORE_STATEMENTS_MAX / 4 * 3);
        link->statement_count++;
        s->query = q;
    }
    snprintf(name, PG_NAME_SIZE, "q%zu", slot);
    *ret = s;
    return s->generation == link->generation || statement_prepare(link, name, s, reterr);
}

bool pg_statement_send(pg_link *link, const store_query *q, const store_value *in, err *reterr)
{
    pg_statement *s = NULL;
    pg_params p = { 0 };
    char name[PG_NAME_SIZE];
    if (!pg_free(link, reterr) || !pg_statement_find(link, q, name, &s, reterr) ||
        !pg_params_fill(&p, s->types, in, q->param_count, reterr))
        return false;
    return PQsendQueryPrepared(link->conn, name, p.count, p.values, p.sizes, p.formats, 1) ||
           pg_lost(link, reterr);
}
