/* The rate of PostgreSQL: clients that each book a gift with one prepared statement at a time, as
 * well as it can be done over a connection: gift with a unique payment number, transfer, audit row
 * and balance in one round trip.  The balances are spread over many rows, so that the clients do
 * not wait for each other.
 *
 *   bench-postgres CONNINFO CLIENTS SECONDS
 * SPDX-License-Identifier: Apache-2.0 */
#include "measure.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { CLIENTS_MAX = 64, BALANCE_ROWS = 64, NUMBER_SIZE = 40 };

static const char schema[] = "DROP TABLE IF EXISTS gift, transfer, audit, balance;"
                             "CREATE TABLE gift (id bigserial PRIMARY KEY, payment_no text NOT "
                             "NULL UNIQUE, amount bigint NOT NULL,"
                             "  day int NOT NULL, channel int NOT NULL, name text NOT NULL);"
                             "CREATE TABLE transfer (id bigint PRIMARY KEY, debit bigint NOT NULL, "
                             "credit bigint NOT NULL, amount bigint NOT NULL,"
                             "  day int NOT NULL);"
                             "CREATE TABLE audit (id bigint PRIMARY KEY, at timestamptz NOT NULL, "
                             "actor bigint NOT NULL, key text NOT NULL);"
                             "CREATE TABLE balance (id int PRIMARY KEY, debit bigint NOT NULL, "
                             "credit bigint NOT NULL) WITH (fillfactor = 10);"
                             "INSERT INTO balance SELECT i, 0, 0 FROM generate_series(0, 63) AS i;";

static const char book[] = "WITH g AS (INSERT INTO gift (payment_no, amount, day, channel, name) "
                           "VALUES ($1, $2, 20200203, 1, $3)"
                           "    ON CONFLICT DO NOTHING RETURNING id, amount),"
                           "  t AS (INSERT INTO transfer SELECT id, 1, 2, amount, 20200203 FROM g),"
                           "  a AS (INSERT INTO audit SELECT id, now(), 7, $1 FROM g),"
                           "  b AS (UPDATE balance SET debit = debit + $2 WHERE id = $4)"
                           "SELECT id FROM g";

typedef struct client {
    pthread_t thread;
    const char *conninfo;
    int number;
    int64_t until;
    measure_times times;
} client;

static PGconn *connection_open(const char *conninfo)
{
    PGconn *c = PQconnectdb(conninfo);
    if (PQstatus(c) != CONNECTION_OK)
        measure_stop("postgres", PQerrorMessage(c));
    return c;
}

static void result_check(PGconn *c, PGresult *result, ExecStatusType expected)
{
    if (PQresultStatus(result) != expected)
        measure_stop("postgres", PQerrorMessage(c));
    PQclear(result);
}

static void *client_loop(void *self)
{
    client *me = self;
    PGconn *c = connection_open(me->conninfo);
    result_check(c, PQprepare(c, "book", book, 4, NULL), PGRES_COMMAND_OK);
    char payment[NUMBER_SIZE];
    char balance[NUMBER_SIZE];
    snprintf(balance, sizeof balance, "%d", me->number % BALANCE_ROWS);
    const char *const values[] = { payment, "5000", "\xE7\x8E\x8B\xE5\xB0\x8F\xE6\x98\x8E",
        balance };
    int64_t before = measure_now();
    for (long i = 0; before < me->until; i++) {
        snprintf(payment, sizeof payment, "4200000%03d20200203%08ld", me->number, i);
        result_check(c, PQexecPrepared(c, "book", 4, values, NULL, NULL, 0), PGRES_TUPLES_OK);
        int64_t now = measure_now();
        measure_add(&me->times, now - before);
        before = now;
    }
    PQfinish(c);
    return NULL;
}

int main(int argc, char **argv)
{
    static client clients[CLIENTS_MAX];
    int count = argc == 4 ? atoi(argv[2]) : 0;
    if (count < 1 || count > CLIENTS_MAX)
        measure_stop("usage", "bench-postgres CONNINFO CLIENTS SECONDS");
    PGconn *c = connection_open(argv[1]);
    result_check(c, PQexec(c, "SET client_min_messages = error"), PGRES_COMMAND_OK);
    result_check(c, PQexec(c, schema), PGRES_COMMAND_OK);
    PQfinish(c);
    int64_t start = measure_now();
    measure_times all;
    measure_open(&all);
    for (int i = 0; i < count; i++) {
        clients[i] = (client){
            .conninfo = argv[1], .number = i, .until = start + atoi(argv[3]) * INT64_C(1000000000)
        };
        measure_open(&clients[i].times);
        if (pthread_create(&clients[i].thread, NULL, client_loop, &clients[i]) != 0)
            measure_stop("postgres", "cannot start a client");
    }
    for (int i = 0; i < count; i++) {
        pthread_join(clients[i].thread, NULL);
        for (size_t k = 0; k < clients[i].times.count && k < MEASURE_MAX; k++)
            measure_add(&all, clients[i].times.at[k]);
        measure_close(&clients[i].times);
    }
    double seconds = (double)(measure_now() - start) / 1e9;
    printf("rate=%.0f p50_us=%.1f p99_us=%.1f\n", (double)all.count / seconds,
        measure_us(&all, 500), measure_us(&all, 990));
    measure_close(&all);
    return 0;
}
