/* The day and the time of day of a row: its own, that of the rows above it, or of the title.
 * SPDX-License-Identifier: Apache-2.0 */
#include "payfile/table_in.h"

#include <string.h>

/* The day of a row that has none: of the rows above it in its block, or of the title. */
static date day_before(const table *t)
{
    return t->profile->has_day_above && t->last_day.day != 0 ? t->last_day : t->above.day;
}

bool when_short(const table *t, span s, date *ret_day, int32_t *ret_second)
{
    if (cell_usual_when(s, ret_day, ret_second))
        return true;
    *ret_second = -1;
    *ret_day = t->day;
    return s.size > 0 && s.size == t->day_size && memcmp(s.at, t->day_text, s.size) == 0;
}

/* 10:30:05. */
static bool clock_short(span s, int32_t *ret_second)
{
    enum { CLOCK_SIZE = 8 };
    int parts[3];
    if (s.size != CLOCK_SIZE || s.at[2] != ':' || s.at[5] != ':')
        return false;
    for (int i = 0; i < 3; i++) {
        const char *at = s.at + 3 * i;
        if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
            return false;
        parts[i] = (at[0] - '0') * 10 + (at[1] - '0');
    }
    *ret_second = parts[0] * 3600 + parts[1] * 60 + parts[2];
    return parts[0] < 24 && parts[1] < 60 && parts[2] < 60;
}

/* A day alone stands in many rows in the same form. */
static void day_note(table *t, span s, date day, int32_t second)
{
    if (second >= 0 || s.size > DAY_TEXT_MAX)
        return;
    memcpy(t->day_text, s.at, s.size);
    t->day_size = s.size;
    t->day = day;
}

/* Why there is no day. */
static const char *day_rule(const table *t, span cell, span name)
{
    if (cell_is_nothing(cell))
        return t->above.has_days ? N_("Several days stand above the table, and the row doesn't say "
                                      "which is its own")
                                 : N_("The day is missing, and no title tells it");
    if (when_is_unordered(name))
        return N_("It can't be told whether the day or the month stands first");
    if (!when_is_yearless(name))
        return N_("This is not a day and time that exist");
    return t->above.covers.is_month
               ? N_("The year is missing, and the day is outside the month that the title tells")
               : N_("The year is missing, and no period above the table tells it");
}

static bool row_day(payfile *p, payfile_row *row)
{
    table *t = &p->table;
    source *from = &p->source;
    int column = t->columns[ROLE_TIME];
    span s = cell_text(from, column);
    if (t->has_usual_day)
        return true;
    row->second = -1;
    if (cell_is_nothing(s) && day_before(t).day != 0) {
        row->day = day_before(t);
        return true;
    }
    if (t->above.day.day != 0 && clock_read(cell_name(from, column), &row->second)) {
        row->day = t->above.day;
        return true;
    }
    if (cell_marks(from, column) & SHEET_DATE) {
        if (cell_when(from, column, &row->day, &row->second))
            return true;
    } else if (cell_usual_when(s, &row->day, &row->second) ||
               when_read(cell_name(from, column), &t->above.covers, &row->day, &row->second)) {
        day_note(t, s, row->day, row->second);
        return true;
    }
    table_reject(p, row, column, day_rule(t, s, cell_name(from, column)));
    return false;
}

/* The time of day, where it has a column of its own. */
static bool row_clock(payfile *p, payfile_row *row)
{
    table *t = &p->table;
    source *from = &p->source;
    int column = t->columns[ROLE_CLOCK];
    if (column < 0 || row->second > 0)
        return true;
    span s = cell_text(from, column);
    if (cell_is_nothing(s) || (cell_marks(from, column) == 0 && clock_short(s, &row->second)))
        return true;
    date ignored;
    if ((cell_marks(from, column) & SHEET_DATE)
            ? cell_serial_clock(s, &row->second)
            : clock_read(cell_name(from, column), &row->second) ||
                  when_read(cell_name(from, column), &t->above.covers, &ignored, &row->second))
        return true;
    table_reject(p, row, column, N_("This is not a day and time that exist"));
    return false;
}

bool row_when(payfile *p, payfile_row *row)
{
    if (!row_day(p, row))
        return false;
    p->table.last_day = row->day;
    return row_clock(p, row);
}
