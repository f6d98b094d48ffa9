/* Inside the staff pages: the frame, forms, and what a person may see.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_STAFF_IN_H
#define NUAN_DOOR_WEB_STAFF_IN_H

#include "door/web/staff.h"
#include "door/web/web_in.h"

enum { STAFF_ROWS = 50, STAFF_KEY_SIZE = 24, STAFF_CAMPAIGNS_MAX = 64 };

/* One staff page on its way: everything it is made of lives in its own arena, for trees and lists
 * may be larger than a request's. */
typedef struct staff {
    door_request *r;
    arena memory;
    org_tree tree;
    buffer body;
    html out;
    staff_view view;
    char key[STAFF_KEY_SIZE]; /* for a form: the same form sent twice is done once */
} staff;
#define STAFF __attribute__((cleanup(staff_end))) staff
void staff_end(staff *s);

/* Loads the tree and fills the frame.  Answers itself and returns false when that fails. */
bool staff_begin(staff *s, door_request *r, staff_place place, const char *title);
/* Answers with what stands in s->body. */
void staff_answer(staff *s, int status);
/* Answers with the page of an error, in the frame of staff. */
void staff_fail(staff *s, const err *why);
void staff_absent(staff *s);
/* Sends the browser on after a change; `format` is an address of this site without its language. */
void staff_go(staff *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* An address of a page. */
span staff_url(staff *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* An address with an id at its end. */
span staff_id_url(staff *s, const char *path, int64_t id);
span staff_id_text(staff *s, int64_t id);
/* The id in the address.  False without an answer when it is none. */
bool staff_id(const staff *s, int64_t *ret);

/* True if a right is held at the unit or above it. */
bool staff_may(const staff *s, right needed, org_id unit);
/* True if she may confirm a file that `made_by` brought in: never her own. */
bool staff_may_confirm(const staff *s, org_id unit, int64_t made_by);
/* True if the person may read what belongs to the unit. */
bool staff_sees(const staff *s, org_id unit);
/* True if she may read everything. */
bool staff_sees_all(const staff *s);
/* Campaigns that she may see; at most STAFF_CAMPAIGNS_MAX. */
size_t staff_campaigns(staff *s, campaign **ret);
/* The campaign of a code that she may see; false when there is none. */
bool staff_campaign(staff *s, span code, campaign *ret);
/* The campaign that the address names, or the first that she sees; chips for all, at `path`. */
WARN_UNUSED bool staff_campaign_ask(
    staff *s, const char *path, campaign *ret, chip_list *ret_chips, err *reterr);
span staff_org_name(const staff *s, org_id unit);
const char *staff_role_label(access_role role);

/* ---- changes -------------------------------------------------------------------------------- */

/* Runs a change by the person; with a form's key the same form is done once. */
WARN_UNUSED bool staff_change(
    staff *s, const change_kind *kind, org_id unit, void *input, change *ret, err *reterr);
/* Makes a key for the form that is about to be shown, or keeps the one that came. */
void staff_key_fill(staff *s);

/* ---- forms ---------------------------------------------------------------------------------- */

/* Text of a field of the form that came, as a person typed it; "" when it is absent. */
span staff_field(const staff *s, const char *name);
/* Puts an error at its field, or at the form as a whole; keeps a copy of it. */
void staff_form_error(staff *s, form_view *form, input_view *inputs, const err *why);
/* What is wrong with a form, all of it at once. */
enum { STAFF_FAULTS_MAX = 8 };
typedef struct staff_faults {
    err at[STAFF_FAULTS_MAX];
    size_t count;
} staff_faults;
/* Adds one; `is_good` true adds nothing.  Returns is_good. */
bool staff_fault(staff_faults *faults, bool is_good, const err *why);
/* A field that has to be filled; `message` says so. */
void staff_need(staff_faults *faults, const char *field, span value, const char *message);
/* Puts all of them at their fields. */
void staff_faults_show(staff *s, form_view *form, input_view *inputs, const staff_faults *faults);
/* The status that fits them. */
int staff_faults_status(const staff_faults *faults);
/* The name of a file that was sent, without its folders and cut to a sensible length. */
span staff_file_name(staff *s, span name);
/* Fills values of all inputs from the form that came. */
void staff_form_keep(staff *s, input_view *inputs, size_t count);
/* The form that asks for the reason of a look at what is sealed.  Owner: s->memory. */
WARN_UNUSED bool staff_look_form(
    staff *s, form_view *ret_form, input_view **ret_input, err *reterr);
/* Choices of campaigns that are open. */
size_t staff_campaign_choices(staff *s, span chosen, choice_item **ret);

/* ---- lists ---------------------------------------------------------------------------------- */

/* The id below which a list goes on; 0: from the newest. */
WARN_UNUSED bool staff_before(const staff *s, int64_t *ret, err *reterr);
/* Answers a file for a program or a spreadsheet. */
void staff_csv(staff *s, const char *name, buffer *b);
/* A path for a workbook on its way, beside the data; then the answer: the file is sent and has no name
 * any more.  `is_good` false: `why` is told instead. */
enum { STAFF_PATH_MAX = HOUSE_PATH_MAX + 64 };
void staff_xlsx_path(const staff *s, char into[STAFF_PATH_MAX]);
void staff_xlsx(staff *s, const char *name, const char *path, bool is_good, const err *why);
/* A number of a form or query; 0 for anything else. */
int64_t staff_number(span text);
/* Gifts that nobody has claimed: an account of them counts each once when it comes and once when
 * it goes. */
int64_t staff_unclaimed(staff *s, const ledger_line *l);

/* Address of a row of a payment file; empty for those who don't bring files in. */
span staff_row_url(staff *s, const statement *of, int64_t row_number);

/* ---- handlers ------------------------------------------------------------------------------- */

void staff_sign_in_get(door_request *r);
void staff_sign_in_post(door_request *r);
void staff_sign_out_post(door_request *r);
void staff_desk_get(door_request *r);
void staff_imports_get(door_request *r);
void staff_imports_csv_get(door_request *r);
void staff_imports_xlsx_get(door_request *r);
void staff_import_new_get(door_request *r);
void staff_imports_post(door_request *r);
void staff_upload_get(door_request *r);
void staff_upload_rejected_get(door_request *r);
void staff_upload_book_post(door_request *r);
void staff_columns_get(door_request *r);
void staff_columns_post(door_request *r);
void staff_accounts_get(door_request *r);
void staff_accounts_csv_get(door_request *r);
void staff_accounts_xlsx_get(door_request *r);
void staff_account_get(door_request *r);
void staff_account_daily_post(door_request *r);
void staff_account_daily_end_post(door_request *r);
void staff_account_profile_post(door_request *r);
void staff_account_profile_end_post(door_request *r);
void staff_rules_get(door_request *r);
void staff_rules_csv_get(door_request *r);
void staff_rules_xlsx_get(door_request *r);
void staff_rule_new_get(door_request *r);
void staff_rule_new_post(door_request *r);
void staff_rule_end_post(door_request *r);
void staff_days_get(door_request *r);
void staff_days_csv_get(door_request *r);
void staff_day_get(door_request *r);
void staff_profiles_get(door_request *r);
void staff_profile_get(door_request *r);
void staff_profile_end_post(door_request *r);
void staff_upload_end_post(door_request *r);
void staff_import_get(door_request *r);
void staff_import_faults_get(door_request *r);
void staff_import_row_get(door_request *r);
void staff_rows_get(staff *s);
void staff_rows_csv_get(door_request *r);
void staff_rows_show_post(door_request *r);
void staff_upload_rows_get(door_request *r);
void staff_upload_rows_csv_get(door_request *r);
void staff_upload_rows_show_post(door_request *r);
void staff_import_file_get(door_request *r);
void staff_import_confirm_post(door_request *r);
void staff_import_undo_post(door_request *r);
void staff_gifts_get(door_request *r);
void staff_gifts_csv_get(door_request *r);
void staff_gifts_xlsx_get(door_request *r);
void staff_gift_get(door_request *r);
void staff_gift_show_post(door_request *r);
void staff_gift_link_post(door_request *r);
void staff_gift_links_end_post(door_request *r);
void staff_seen_get(door_request *r);
void staff_seen_post(door_request *r);
void staff_seen_end_post(door_request *r);
void staff_ways_get(door_request *r);
void staff_ways_post(door_request *r);
void staff_way_end_post(door_request *r);
void staff_gift_new_get(door_request *r);
void staff_gift_new_post(door_request *r);
void staff_refund_get(door_request *r);
void staff_move_get(door_request *r);
void staff_move_post(door_request *r);
void staff_refund_post(door_request *r);
void staff_refunds_get(door_request *r);
void staff_match_get(door_request *r);
void staff_match_csv_get(door_request *r);
void staff_match_xlsx_get(door_request *r);
void staff_match_link_post(door_request *r);
void staff_match_claim_post(door_request *r);
void staff_match_unlink_post(door_request *r);
void staff_match_hold_post(door_request *r);
void staff_match_release_post(door_request *r);
void staff_match_sure_get(door_request *r);
void staff_match_sure_post(door_request *r);
void staff_payers_get(door_request *r);
void staff_payer_forget_post(door_request *r);
void staff_promises_get(door_request *r);
void staff_promises_csv_get(door_request *r);
void staff_promises_xlsx_get(door_request *r);
void staff_promise_new_get(door_request *r);
void staff_promise_new_post(door_request *r);
void staff_promise_get(door_request *r);
void staff_promise_withdraw_post(door_request *r);
void staff_disclosures_get(door_request *r);
void staff_questions_get(door_request *r);
void staff_question_post(door_request *r);
void staff_disclosures_csv_get(door_request *r);
void staff_disclosures_xlsx_get(door_request *r);
void staff_disclosure_new_get(door_request *r);
void staff_disclosure_new_post(door_request *r);
void staff_disclosure_get(door_request *r);
void staff_disclosure_review_post(door_request *r);
void staff_disclosure_publish_post(door_request *r);
void staff_disclosure_return_post(door_request *r);
void staff_disclosure_withdraw_post(door_request *r);
void staff_notices_get(door_request *r);
void staff_campaigns_get(door_request *r);
void staff_campaign_new_get(door_request *r);
void staff_campaign_new_post(door_request *r);
void staff_campaign_get(door_request *r);
void staff_campaign_post(door_request *r);
void staff_purpose_post(door_request *r);
void staff_orgs_get(door_request *r);
void staff_orgs_csv_get(door_request *r);
void staff_org_import_get(door_request *r);
void staff_org_import_post(door_request *r);
void staff_org_book_post(door_request *r);
void staff_people_get(door_request *r);
void staff_person_new_get(door_request *r);
void staff_person_new_post(door_request *r);
void staff_person_end_post(door_request *r);
void staff_token_end_post(door_request *r);
void staff_audit_get(door_request *r);
void staff_audit_csv_get(door_request *r);
/* Adds to a sum of yuan, or to the line of another currency. */
void staff_total_add(staff *s, worth added, money *yuan, other_list *others);

#endif
