/* Inside the command line: the functions behind the verbs, and what several of them share.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_CLI_VERBS_IN_H
#define NUAN_DOOR_CLI_VERBS_IN_H

#include "door/cli/verb.h"

#define VERB_RUN(name) int name(verb_call *call)
VERB_RUN(run_help);
VERB_RUN(run_version);
VERB_RUN(run_init);
VERB_RUN(run_import_statement);
VERB_RUN(run_import_rows);
VERB_RUN(run_reconcile);
VERB_RUN(run_import_confirm);
VERB_RUN(run_import_undo);
VERB_RUN(run_import_orgs);
VERB_RUN(run_import_watch);
VERB_RUN(run_profile_try);
VERB_RUN(run_daily_set);
VERB_RUN(run_list_daily);
VERB_RUN(run_flood_set);
VERB_RUN(run_way_add);
VERB_RUN(run_seen_add);
VERB_RUN(run_seen_end);
VERB_RUN(run_list_seen);
VERB_RUN(run_want_add);
VERB_RUN(run_want_end);
VERB_RUN(run_list_wants);
VERB_RUN(run_way_end);
VERB_RUN(run_list_ways);
VERB_RUN(run_donation_link);
VERB_RUN(run_list_floods);
VERB_RUN(run_rule_add);
VERB_RUN(run_list_uploads);
VERB_RUN(run_upload_rows);
VERB_RUN(run_profile_set);
VERB_RUN(run_list_account_profiles);
VERB_RUN(run_rule_end);
VERB_RUN(run_list_rules);
VERB_RUN(run_profile_suggest);
VERB_RUN(run_profile_add);
VERB_RUN(run_profile_end);
VERB_RUN(run_list_profiles);
VERB_RUN(run_show_profile);
VERB_RUN(run_show_campaign);
VERB_RUN(run_show_accounts);
VERB_RUN(run_show_import);
VERB_RUN(run_show_donation);
VERB_RUN(run_show_donor);
VERB_RUN(run_show_row);
VERB_RUN(run_list_donations);
/* Prints a list of one row; exit code. */
int call_record(verb_call *call, const grid_column *columns, int count, const grid_cell *cells);
VERB_RUN(run_list_refunds);
VERB_RUN(run_list_imports);
VERB_RUN(run_list_orgs);
VERB_RUN(run_list_campaigns);
VERB_RUN(run_list_users);
VERB_RUN(run_list_tokens);
VERB_RUN(run_list_changes);
VERB_RUN(run_export_journal);
VERB_RUN(run_log_checkpoint);
VERB_RUN(run_log_vkey);
VERB_RUN(run_log_proof);
VERB_RUN(run_log_export);
VERB_RUN(run_receipt_verify);
VERB_RUN(run_receipt_request);
VERB_RUN(run_receipt_review);
VERB_RUN(run_receipt_open);
VERB_RUN(run_receipt_issue);
VERB_RUN(run_receipt_run);
VERB_RUN(run_receipt_void);
VERB_RUN(run_receipt_show);
VERB_RUN(run_receipt_threshold);
VERB_RUN(run_list_receipts);
VERB_RUN(run_list_requests);
VERB_RUN(run_log_resume);
VERB_RUN(run_log_publish);
VERB_RUN(run_user_add);
VERB_RUN(run_user_end);
VERB_RUN(run_token_add);
VERB_RUN(run_token_end);
VERB_RUN(run_campaign_add);
VERB_RUN(run_campaign_edit);
VERB_RUN(run_purpose_add);
VERB_RUN(run_donation_enter);
VERB_RUN(run_donation_refund);
VERB_RUN(run_donation_move);
VERB_RUN(run_promise_make);
VERB_RUN(run_promise_show);
VERB_RUN(run_promise_withdraw);
VERB_RUN(run_promise_days);
VERB_RUN(run_list_promises);
VERB_RUN(run_match_list);
VERB_RUN(run_match_show);
VERB_RUN(run_match_link);
VERB_RUN(run_match_unlink);
VERB_RUN(run_match_claim);
VERB_RUN(run_match_hold);
VERB_RUN(run_match_release);
VERB_RUN(run_match_payers);
VERB_RUN(run_match_forget);
VERB_RUN(run_match_threshold);
VERB_RUN(run_disclosure_prepare);
VERB_RUN(run_disclosure_review);
VERB_RUN(run_disclosure_return);
VERB_RUN(run_disclosure_withdraw);
VERB_RUN(run_disclosure_publish);
VERB_RUN(run_disclosure_show);
VERB_RUN(run_list_disclosures);
VERB_RUN(run_backup);
VERB_RUN(run_restore);
VERB_RUN(run_verify);

/* Runs another command with the folder, database and author of this call; what it says goes to
 * `sink`.  Exit code. */
int call_again(const verb_call *like, const verb_sink *sink, const span *words, int count);
/* The campaign of an option or word.  Errors: ERR_ABSENT; ERR_INPUT not given. */
WARN_UNUSED bool call_campaign(verb_call *call, span code, campaign *ret, err *reterr);
/* The campaign of --campaign, or the only one there is. */
WARN_UNUSED bool call_campaign_or_only(verb_call *call, campaign *ret, err *reterr);
/* --display: how a giver wants to be shown. */
WARN_UNUSED bool call_display(verb_call *call, donation_display *ret, err *reterr);
/* The account of a code; unit {0}: of any unit.  Errors: ERR_ABSENT. */
WARN_UNUSED bool call_account(
    verb_call *call, org_id unit, span code, ledger_account *ret, err *reterr);
/* The same, of accounts that money comes in to. */
WARN_UNUSED bool call_asset(verb_call *call, org_id unit, span code, account_id *ret, err *reterr);
/* The unit of a code. */
WARN_UNUSED bool call_org(verb_call *call, span code, org_id *ret, err *reterr);
/* --limit: a number of rows; without it, all. */
WARN_UNUSED bool call_limit(verb_call *call, int64_t *ret_limit, err *reterr);
/* An id as people write it. */
WARN_UNUSED bool call_id(span text, int64_t *ret, err *reterr);
/* Runs a change by the call's author. */
WARN_UNUSED bool call_change(
    verb_call *call, const change_kind *kind, org_id unit, void *input, change *ret, err *reterr);
/* Draws progress on a terminal. */
import_progress verb_progress;
/* Reports of imports in the format that was asked for; rejected rows of csv and xlsx go to the
 * error stream.  Exit code. */
int import_reports_show(verb_call *call, const import_report *reports, int count, bool is_dry_run);

#endif
