/* The report of an import as JSON, the same on the command line and in the API.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_REPORT_H
#define NUAN_DOOR_REPORT_H

#include "flow/import.h"
#include "text/json.h"
#include "text/say.h"

/* One file: format, counts, ignored by reason, rejected rows, what the file states and how far
 * its rows are from it. */
void report_json(json_writer *w, say_lang lang, const import_report *r, bool is_dry_run);
/* A file that was refused for its rejected rows booked nothing: what would have been booked is
 * told as ignored. */
void report_refuse(import_report *r);
/* Several files together: sums, then each. */
void report_files_json(
    json_writer *w, say_lang lang, const import_report *reports, int count, bool is_dry_run);
/* Does the file state totals of its own, and do its rows fit them? */
bool report_states(const import_report *r);
bool report_fits(const import_report *r);
/* Members of a report, for several files together. */
void report_counts_json(json_writer *w, const statement_counts *c, bool is_dry_run);
void report_others_json(json_writer *w, const import_report *reports, int count);
void report_faults_json(json_writer *w, say_lang lang, const import_report *r);
void report_reasons_json(json_writer *w, const import_report *reports, int count);

/* One row as it stands in its file. */
void report_row_json(json_writer *w, say_lang lang, const payfile_row *row);

#endif
