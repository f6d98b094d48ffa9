/* Inside the API: its handlers.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_API_API_IN_H
#define NUAN_DOOR_API_API_IN_H

#include "door/put.h"
#include "door/api/api.h"
#include "door/reveal.h"
#include "flow/import_rows.h"

void api_donation_post(door_request *r);
void api_campaigns_get(door_request *r);
void api_campaign_get(door_request *r);
void api_campaign_donations_get(door_request *r);
void api_promise_post(door_request *r);
void api_promise_get(door_request *r);
void api_promises_get(door_request *r);
void api_promise_withdraw(door_request *r);
void api_matches_get(door_request *r);
void api_matches_sure_get(door_request *r);
void api_matches_accept(door_request *r);
void api_match_get(door_request *r);
void api_match_link(door_request *r);
void api_match_claim(door_request *r);
void api_match_unlink(door_request *r);
void api_match_hold(door_request *r);
void api_match_release(door_request *r);
void api_payers_get(door_request *r);
void api_payer_forget(door_request *r);
void api_campaign_disclosures_get(door_request *r);
void api_campaign_disclosure_get(door_request *r);
void api_disclosures_get(door_request *r);
void api_disclosure_get(door_request *r);
void api_disclosure_post(door_request *r);
void api_disclosure_review(door_request *r);
void api_disclosure_publish(door_request *r);
void api_disclosure_return(door_request *r);
void api_disclosure_withdraw(door_request *r);
void api_receipt_request_post(door_request *r);
void api_receipt_requests_get(door_request *r);
void api_receipt_request_review(door_request *r);
void api_receipts_run(door_request *r);
void api_receipts_get(door_request *r);
void api_receipt_get(door_request *r);
void api_receipt_void(door_request *r);
void api_statement_post(door_request *r);
void api_statement_get(door_request *r);
void api_statement_confirm(door_request *r);
void api_statement_row(door_request *r);
void api_statement_rows(door_request *r);
void api_statement_rows_show(door_request *r);
void api_uploads_get(door_request *r);
void api_upload_rows(door_request *r);
void api_upload_rows_show(door_request *r);
void api_rules_get(door_request *r);
void api_rule_post(door_request *r);
void api_rule_end(door_request *r);
void api_account_settings_get(door_request *r);
void api_account_daily_post(door_request *r);
void api_account_profile_post(door_request *r);
void api_profiles_get(door_request *r);
void api_profile_get(door_request *r);
void api_profile_suggest(door_request *r);
void api_profile_post(door_request *r);
void api_profile_end(door_request *r);
void api_donor_show(door_request *r);
void api_donation_link_post(door_request *r);
void api_donation_links_end(door_request *r);
void api_seen_get(door_request *r);
void api_seen_post(door_request *r);
void api_wants_get(door_request *r);
void api_ways_get(door_request *r);
void api_way_post(door_request *r);
void api_way_end(door_request *r);
void api_donation_move(door_request *r);
void api_orgs_get(door_request *r);
void api_accounts_get(door_request *r);
void api_account_days_get(door_request *r);
void api_journal_get(door_request *r);
void api_health_get(door_request *r);
void api_openapi_get(door_request *r);
void api_log_get(door_request *r);
void api_log_vkey(door_request *r);
void api_log_proof(door_request *r);

/* Answers JSON that stands in `b`. */
void api_answer(door_request *r, int status, buffer *b);
/* The campaign of the first parameter; answers 404 itself when there is none. */
bool api_campaign(door_request *r, campaign *ret);
/* RFC 3339 in the zone of the house; null for 0. */
void api_put_instant(json_writer *w, const char *name, int64_t us);
/* {"id": ..} of what was made or ended. */
void api_id_answer(door_request *r, int status, int64_t id);
/* Is a flag of the query, or of the form, 1 or true? */
bool api_flag(const door_request *r, const char *name);
/* Kind, reason, after, limit and format of rows of a file; *ret_csv: they go out as CSV, at most
 * IMPORT_ROWS_EXPORT_MAX of them.  Errors: ERR_INPUT with the field. */
WARN_UNUSED bool api_rows_ask(
    const door_request *r, import_rows_ask *ret, bool *ret_csv, err *reterr);
/* Answers rows as CSV; `names`: of the files of an upload by their number, or NULL. */
void api_rows_csv(door_request *r, buffer *b, const import_rows_page *page, const span *names);
/* limit and before of a list's query. */
WARN_UNUSED bool api_page_read(
    door_request *r, size_t *ret_limit, int64_t *ret_before, err *reterr);

/* ---- bodies --------------------------------------------------------------------------------- */

/* Who gave: a name, or {name, kind, id, display}. */
typedef struct api_payer {
    span name, id;
    donor_kind donor;
    donation_display display;
} api_payer;
WARN_UNUSED bool api_payer_read(
    json_reader *j, const json_token *first, api_payer *ret, err *reterr);
WARN_UNUSED bool api_text_take(const json_token *t, const char *field, span *into, err *reterr);
WARN_UNUSED bool api_amount_take(const json_token *t, money *ret, err *reterr);
/* Takes one member of a request's body. */
typedef bool api_member(json_reader *j, const json_token *t, void *self, err *reterr);
/* Reads the body, one object of which only `payer` is an object, member by member.
 * Errors: ERR_INPUT what is wrong with the text as JSON; those of `take`. */
WARN_UNUSED bool api_body_read(door_request *r, api_member *take, void *self, err *reterr);
/* The same; objects and arrays may stand in the members that `nested` names, with blanks between:
 * `take` reads them to their end. */
WARN_UNUSED bool api_body_read_with(
    door_request *r, const char *nested, api_member *take, void *self, err *reterr);
/* Author and key of a change; the key's header is needed.  Errors: ERR_INPUT. */
WARN_UNUSED bool api_key(door_request *r, change *c, err *reterr);
/* The same where a request may come without one. */
WARN_UNUSED bool api_key_any(door_request *r, change *c, err *reterr);

/* Runs a change by the author at once; with the header's key the same request is done once. */
WARN_UNUSED bool api_run(
    door_request *r, const change_kind *kind, org_id unit, void *input, change *ret, err *reterr);

/* {"reason": "receipt"}.  Errors: ERR_INPUT. */
WARN_UNUSED bool api_reason_read(door_request *r, reveal_reason *ret, err *reterr);

#endif
