/* Inside the pages of payment files.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_IMPORT_IN_H
#define NUAN_DOOR_WEB_IMPORT_IN_H

#include "door/web/staff_import.h"
#include "door/web/staff_in.h"

enum { IMPORT_FAULTS_SHOWN = 50 };

/* Room for checking a file: only what is used costs memory. */
static inline size_t import_memory(int64_t file_size)
{
    return ((size_t)256 << 20) + (size_t)file_size / 4;
}

/* Parts of a page from a report; terms of 0 are left out.  `rows_url`: the page of rows, to which
 * each number leads with its kind; empty: nobody may look at them.  Owner: s->memory. */
void import_terms_fill(
    staff *s, const import_report *p, bool is_booked, span rows_url, term_list *ret);
void import_stated_fill(staff *s, const import_report *p, stated_list *ret);
void import_joint_fill(staff *s, const import_report *p, joint_item *ret);
/* All listed faults; a page shows the first of them. */
void import_faults_fill(staff *s, const import_report *p, fault_list *ret);
/* The first rows that are money. */
size_t import_samples_fill(staff *s, const import_report *p, const sample_item **ret);
/* All of them, for a file in the books. */
void import_view_fill(staff *s, const import_report *report, span rows_url, import_view *v);
/* Gifts of other currencies: of a report, of a file in the books.  Owner: s->memory. */
other_list import_report_others(staff *s, const import_report *p);
other_list import_others(staff *s, const statement *it);
/* Uploads that still wait and that she may see.  Owner: s->memory. */
WARN_UNUSED bool staff_waiting_fill(staff *s, waiting_list *ret, err *reterr);
/* "18:30:01" of the seconds of a day; empty for -1.  Owner: s->memory. */
span import_second_text(staff *s, int32_t second);
/* Where a person says what the columns of a file are; empty: it is no table.  Owner: s->memory. */
span import_columns_url(staff *s, const upload *file, span bytes);
/* A file of the books as a line of a list. */
void import_item_fill(staff *s, const statement *it, import_item *ret);
/* Name of who brought a file in; a dash when it is not known. */
span import_maker(staff *s, int64_t actor_id);
/* One line a bad row: row, column, value, rule, what to do. */
void import_faults_csv(staff *s, const fault_list *faults, const char *name);
/* Name of a format of a unit's files in the reader's language.  Owner: `s` or the program. */
span import_format_label(staff *s, org_id unit, const char *name);

#endif
