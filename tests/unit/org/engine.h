/* An engine that keeps the table org in memory, for tests of this floor: the real ones are its
 * neighbours and are met in tests/law.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TEST_ORG_ENGINE_H
#define NUAN_TEST_ORG_ENGINE_H

#include "store/store.h"

extern const store_driver engine_driver;

/* Empties the table. */
void engine_wipe(void);
int engine_row_count(void);
/* Alters a number of a row (columns as in org_row_put). */
void engine_set(int row, int column, int64_t number);

#endif
