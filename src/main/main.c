/* The program: hands the engines, the texts and the doors down to each other.
 * SPDX-License-Identifier: Apache-2.0 */
#include "catalogue.h"
#include "door/cli/verb.h"
#include "main/serve_in.h"
#include "store/pg/pg.h"
#include "store/sqlite/sqlite.h"

int main(int argc, char **argv)
{
    say_init(catalogue, catalogue_count);
    return cli_main(&store_sqlite, &store_pg, argc, argv, main_serve);
}
