/* Inside the pages of payment files.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_IMPORT_IN_H
#define NUAN_DOOR_WEB_IMPORT_IN_H

#include "door/web/staff_import.h"
#include "door/web/staff_in.h"

enum { IMPORT_FILES_MAX = 12, IMPORT_FAULTS_SHOWN = 50 };

/* Room for checking a file: only what is used costs memory. */
static inline size_t import_memory(int64_t file_size)
{
    return ((size_t)256 << 20) + (size_t)file_size / 4;
}

/* Fills terms, totals, faults and samples from a report.  Owner: s->memory. */
void import_view_fill(staff *s, const import_report *report, bool is_booked, import_view *v);
/* One line a bad row: row, column, value, rule, what to do. */
void import_faults_csv(staff *s, const fault_list *faults, const char *name);
/* Message id of a format's name. */
const char *import_format_label(payfile_format format);

#endif
