/* The clock of a deadline: one cell a day, soon in its last two fifths, late in the last day.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/view.h"

#include <assert.h>

static const int64_t day_us = INT64_C(86400000000);

void clock_fill(clock_view *clock, int64_t from_us, int64_t now_us, date due, int32_t offset_s)
{
    assert(clock && date_is_valid(due));
    /* A deadline is the end of its day. */
    int64_t end_us = (date_to_number(due) + INT64_C(1)) * day_us - offset_s * INT64_C(1000000);
    clock->due = due;
    clock->left_us = end_us - now_us;
    int64_t whole = end_us > from_us ? end_us - from_us : day_us;
    clock->tone = CLOCK_OK;
    if (clock->left_us < whole * 2 / 5)
        clock->tone = CLOCK_SOON;
    if (clock->left_us < day_us)
        clock->tone = CLOCK_LATE;
    int64_t days = (whole + day_us - 1) / day_us;
    clock->cell_count = days < CLOCK_CELLS_MAX ? (int)days : CLOCK_CELLS_MAX;
    int64_t used = now_us > from_us ? now_us - from_us : 0;
    int64_t cell = whole / clock->cell_count;
    for (int i = 0; i < clock->cell_count; i++) {
        int64_t inside = used - i * cell;
        clock->filled[i] = inside <= 0 ? 0 : inside >= cell ? 100 : (int)(inside * 100 / cell);
    }
}
