/* Members of JSON answers that every door writes the same way.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_PUT_H
#define NUAN_DOOR_PUT_H

#include "base/money.h"
#include "text/json.h"

/* An id as people write it; null for 0. */
void door_put_id(json_writer *w, const char *name, int64_t id);
/* 2020-02-03; null for no day. */
void door_put_date(json_writer *w, const char *name, date day);

#endif
