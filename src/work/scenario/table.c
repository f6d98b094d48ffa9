/* The small tables of a scenario: charts, roles, sign-ins.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet.h"
#include "work/scenario/scenario.h"

#include <assert.h>

/* True if the row is exactly the names of the header. */
static bool is_header(const sheet_row *row, span header)
{
    span rest = header, name = { 0 };
    size_t i = 0;
    while (span_split(&rest, ',', &name)) {
        if (i == row->count || !span_equal(row->fields[i++], name))
            return false;
    }
    return i == row->count;
}

static bool row_take(scenario_table *t, const sheet_row *row, err *reterr)
{
    if (row->count == 1 && row->fields[0].size == 0)
        return true;
    if (row->count != t->column_count)
        return err_set(reterr, ERR_INPUT,
            N_("Row %lld of the scenario's table has %zu cells instead of %zu"),
            (long long)row->number, row->count, t->column_count);
    if (t->row_count == SCENARIO_TABLE_ROWS_MAX)
        return err_set(reterr, ERR_LIMIT, N_("The scenario's table has more than %d rows"),
            SCENARIO_TABLE_ROWS_MAX);
    for (size_t i = 0; i < row->count; i++)
        t->cells[t->row_count * t->column_count + i] = row->fields[i];
    t->row_count++;
    return true;
}

bool scenario_table_read(
    arena *a, span csv, const char *header, scenario_table *ret_table, err *reterr)
{
    assert(a && header && ret_table);
    sheet_csv reader;
    sheet_row row;
    bool has_more = false;
    scenario_table t = { 0 };
    sheet_csv_init(&reader, csv, ',');
    if (!sheet_csv_next(&reader, a, &row, &has_more, reterr))
        return false;
    if (!has_more || row.count > SCENARIO_COLUMNS_MAX || !is_header(&row, span_of(header)))
        return err_set(
            reterr, ERR_INPUT, N_("The header of the scenario's table must be %s"), header);
    t.column_count = row.count;
    t.cells = ARENA_NEW(a, span, t.column_count * SCENARIO_TABLE_ROWS_MAX);
    if (!t.cells)
        return err_set(reterr, ERR_MEMORY, N_("the scenario is larger than its memory"));
    while (true) {
        if (!sheet_csv_next(&reader, a, &row, &has_more, reterr))
            return false;
        if (!has_more)
            break;
        if (!row_take(&t, &row, reterr))
            return false;
    }
    *ret_table = t;
    return true;
}

span scenario_cell(const scenario_table *table, size_t row, size_t column)
{
    assert(table && row < table->row_count && column < table->column_count);
    return table->cells[row * table->column_count + column];
}
