/* The program: hands the engines, the texts and the doors down to each other.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verb.h"
#include "main/serve_in.h"
#include "store/pg/pg.h"
#include "store/sqlite/sqlite.h"

int main(int argc, char **argv)
{
    return cli_main(&store_sqlite, &store_pg, argc, argv, main_serve);
}
