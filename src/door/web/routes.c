/* The routes of the web door.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/staff_receipt.h"
#include "door/web/web_in.h"

#define PAGE(where, how, what)                                                                     \
    {                                                                                              \
        .method = NET_GET, .path = where, .class = how, .gate = GATE_PUBLIC, .handle = what        \
    }
/* A form that a visitor sends. */
#define FORM(where, how, what)                                                                     \
    {                                                                                              \
        .method = NET_POST, .path = where, .class = how, .gate = GATE_PUBLIC,                      \
        .body = NET_BODY_FORM, .body_max = VISITOR_FORM_MAX, .handle = what                        \
    }
#define STAFF_GET(where, how, right_needed, what)                                                  \
    {                                                                                              \
        .method = NET_GET, .path = where, .class = how, .gate = GATE_SESSION,                      \
        .needs = right_needed, .handle = what                                                      \
    }
#define STAFF_POST(where, how, right_needed, what)                                                 \
    {                                                                                              \
        .method = NET_POST, .path = where, .class = how, .gate = GATE_SESSION,                     \
        .needs = right_needed, .body = NET_BODY_FORM, .body_max = FORM_MAX, .handle = what         \
    }
#define STAFF_UPLOAD(where, right_needed, size, what)                                              \
    {                                                                                              \
        .method = NET_POST, .path = where, .class = ROUTE_JOB, .gate = GATE_SESSION,               \
        .needs = right_needed, .body = NET_BODY_FORM, .body_max = size, .handle = what             \
    }

enum { FORM_MAX = 65536, VISITOR_FORM_MAX = 8192, ORG_UPLOAD_MAX = 17 << 20 };

const route web_routes[] = {
    PAGE("/", ROUTE_MEMORY, web_home_get),
    PAGE("/c/{code}", ROUTE_MEMORY, web_campaign_get),
    PAGE("/c/{code}/give", ROUTE_MEMORY, web_give_get),
    FORM("/c/{code}/give", ROUTE_MEMORY, web_give_post),
    PAGE("/c/{code}/goods", ROUTE_MEMORY, web_goods_get),
    PAGE("/c/{code}/poster.pdf", ROUTE_FILE, web_poster_get),
    PAGE("/c/{code}/card.png", ROUTE_FILE, web_card_get),
    PAGE("/g/{token}", ROUTE_READ, web_gift_get),
    PAGE("/c/{code}/claim", ROUTE_READ, web_claim_get),
    FORM("/c/{code}/claim", ROUTE_READ, web_claim_post),
    FORM("/g/{token}/withdraw", ROUTE_READ, web_gift_withdraw_post),
    FORM("/g/{token}/receipt", ROUTE_READ, web_gift_receipt_post),
    PAGE("/g/{token}/receipt/{part}/proof", ROUTE_READ, web_gift_receipt_proof_get),
    PAGE("/g/{token}/receipt/{part}/pdf", ROUTE_JOB, web_gift_receipt_pdf_get),
    PAGE("/assets/{file}", ROUTE_MEMORY, web_asset_get),
    PAGE("/favicon.ico", ROUTE_MEMORY, web_icon_get),
    PAGE("/robots.txt", ROUTE_MEMORY, web_robots_get),
    PAGE("/c/{code}/figures.json", ROUTE_READ, web_campaign_json_get),
    PAGE("/c/{code}/hours.csv", ROUTE_READ, web_campaign_hours_get),
    PAGE("/c/{code}/days.csv", ROUTE_READ, web_campaign_days_get),
    PAGE("/c/{code}/disclosures", ROUTE_READ, web_disclosures_get),
    PAGE("/d/{code}/{year}/{number}", ROUTE_READ, web_disclosure_get),
    PAGE("/d/{code}/{year}/{number}/ask", ROUTE_READ, web_ask_get),
    FORM("/d/{code}/{year}/{number}/ask", ROUTE_READ, web_ask_post),
    PAGE("/q/{token}", ROUTE_READ, web_question_get),
    PAGE("/d/{code}/{year}/{number}/figures.csv", ROUTE_READ, web_disclosure_csv_get),
    PAGE("/d/{code}/{year}/{number}/figures.json", ROUTE_READ, web_disclosure_json_get),
    PAGE("/d/{code}/{year}/{number}/article.txt", ROUTE_READ, web_disclosure_text_get),
    PAGE("/d/{code}/{year}/{number}/disclosure.pdf", ROUTE_FILE, web_disclosure_pdf_get),
    PAGE("/d/{code}/{year}/{number}/gifts", ROUTE_READ, web_disclosure_gifts_get),
    PAGE("/d/{code}/{year}/{number}/gifts.csv", ROUTE_FILE, web_disclosure_gifts_csv_get),
    PAGE("/ledger", ROUTE_READ, web_ledger_get),
    PAGE("/ledger.csv", ROUTE_FILE, web_ledger_csv_get),
    PAGE("/ledger.json", ROUTE_FILE, web_ledger_json_get),
    PAGE("/accounts.csv", ROUTE_READ, web_accounts_csv_get),
    PAGE("/accounts/{code}", ROUTE_READ, web_account_get),
    PAGE("/accounts/{code}/transfers.csv", ROUTE_FILE, web_account_csv_get),
    PAGE("/accounts/{code}/transfers.json", ROUTE_FILE, web_account_json_get),
    PAGE("/transfers/{number}", ROUTE_READ, web_transfer_get),
    PAGE("/transfers/{number}/leaf.json", ROUTE_READ, web_leaf_get),
    PAGE("/verify", ROUTE_READ, web_verify_get),
    PAGE("/v", ROUTE_READ, web_verify_get), /* of QR codes; the rest stands behind its # */
    PAGE("/figures", ROUTE_READ, web_figures_get),
    PAGE("/about/figures", ROUTE_READ, web_figures_get),

    PAGE("/app/sign-in", ROUTE_READ, staff_sign_in_get),
    { .method = NET_POST,
        .path = "/app/sign-in",
        .class = ROUTE_SIGN,
        .gate = GATE_PUBLIC,
        .body = NET_BODY_FORM,
        .body_max = FORM_MAX,
        .handle = staff_sign_in_post },
    STAFF_POST("/app/sign-out", ROUTE_READ, RIGHT_READ, staff_sign_out_post),
    STAFF_GET("/app", ROUTE_READ, RIGHT_READ, staff_desk_get),
    STAFF_GET("/app/imports", ROUTE_READ, RIGHT_READ, staff_imports_get),
    STAFF_GET("/app/imports.csv", ROUTE_JOB, RIGHT_READ, staff_imports_csv_get),
    STAFF_GET("/app/imports.xlsx", ROUTE_JOB, RIGHT_READ, staff_imports_xlsx_get),
    STAFF_UPLOAD("/app/imports", RIGHT_STATEMENT_IMPORT, DOOR_UPLOAD_MAX, staff_imports_post),
    STAFF_GET("/app/imports/new", ROUTE_READ, RIGHT_STATEMENT_IMPORT, staff_import_new_get),
    STAFF_GET("/app/imports/uploads/{id}", ROUTE_JOB, RIGHT_STATEMENT_IMPORT, staff_upload_get),
    STAFF_GET("/app/imports/uploads/{id}/bad-rows.csv", ROUTE_JOB, RIGHT_STATEMENT_IMPORT,
        staff_upload_rejected_get),
    STAFF_GET(
        "/app/imports/uploads/{id}/rows", ROUTE_JOB, RIGHT_STATEMENT_IMPORT, staff_upload_rows_get),
    STAFF_GET("/app/imports/uploads/{id}/rows.csv", ROUTE_JOB, RIGHT_STATEMENT_IMPORT,
        staff_upload_rows_csv_get),
    STAFF_POST("/app/imports/uploads/{id}/rows/show", ROUTE_JOB, RIGHT_DONOR_SHOW,
        staff_upload_rows_show_post),
    STAFF_GET(
        "/app/imports/uploads/{id}/columns", ROUTE_JOB, RIGHT_STATEMENT_IMPORT, staff_columns_get),
    STAFF_POST(
        "/app/imports/uploads/{id}/columns", ROUTE_JOB, RIGHT_STATEMENT_IMPORT, staff_columns_post),
    STAFF_GET("/app/accounts", ROUTE_READ, RIGHT_READ, staff_accounts_get),
    STAFF_GET("/app/accounts.csv", ROUTE_READ, RIGHT_READ, staff_accounts_csv_get),
    STAFF_GET("/app/accounts.xlsx", ROUTE_JOB, RIGHT_READ, staff_accounts_xlsx_get),
    STAFF_GET("/app/accounts/{code}", ROUTE_READ, RIGHT_READ, staff_account_get),
    STAFF_POST(
        "/app/accounts/{code}/daily", ROUTE_READ, RIGHT_STATEMENT_IMPORT, staff_account_daily_post),
    STAFF_POST("/app/accounts/{code}/daily/end", ROUTE_READ, RIGHT_STATEMENT_IMPORT,
        staff_account_daily_end_post),
    STAFF_POST("/app/accounts/{code}/profile", ROUTE_READ, RIGHT_STATEMENT_IMPORT,
        staff_account_profile_post),
    STAFF_POST("/app/accounts/{code}/profile/end", ROUTE_READ, RIGHT_STATEMENT_IMPORT,
        staff_account_profile_end_post),
    STAFF_GET("/app/rules", ROUTE_READ, RIGHT_READ, staff_rules_get),
    STAFF_GET("/app/rules.csv", ROUTE_READ, RIGHT_READ, staff_rules_csv_get),
    STAFF_GET("/app/rules.xlsx", ROUTE_JOB, RIGHT_READ, staff_rules_xlsx_get),
    STAFF_GET("/app/rules/new", ROUTE_READ, RIGHT_CAMPAIGN_EDIT, staff_rule_new_get),
    STAFF_POST("/app/rules/new", ROUTE_JOB, RIGHT_CAMPAIGN_EDIT, staff_rule_new_post),
    STAFF_POST("/app/rules/{id}/end", ROUTE_READ, RIGHT_CAMPAIGN_EDIT, staff_rule_end_post),
    STAFF_GET("/app/accounts/{code}/days", ROUTE_JOB, RIGHT_READ, staff_days_get),
    STAFF_GET("/app/accounts/{code}/days.csv", ROUTE_JOB, RIGHT_READ, staff_days_csv_get),
    STAFF_GET("/app/accounts/{code}/days/{day}", ROUTE_JOB, RIGHT_READ, staff_day_get),
    STAFF_GET("/app/profiles", ROUTE_READ, RIGHT_STATEMENT_IMPORT, staff_profiles_get),
    STAFF_GET("/app/profiles/{code}", ROUTE_READ, RIGHT_STATEMENT_IMPORT, staff_profile_get),
    STAFF_POST(
        "/app/profiles/{code}/end", ROUTE_READ, RIGHT_STATEMENT_IMPORT, staff_profile_end_post),
    STAFF_POST("/app/imports/uploads/{id}/book", ROUTE_JOB, RIGHT_STATEMENT_IMPORT,
        staff_upload_book_post),
    STAFF_POST(
        "/app/imports/uploads/{id}/end", ROUTE_READ, RIGHT_STATEMENT_IMPORT, staff_upload_end_post),
    STAFF_GET("/app/imports/{id}", ROUTE_READ, RIGHT_READ, staff_import_get),
    STAFF_GET("/app/imports/{id}/bad-rows.csv", ROUTE_READ, RIGHT_STATEMENT_IMPORT,
        staff_import_faults_get),
    STAFF_GET("/app/imports/{id}/rows", ROUTE_JOB, RIGHT_STATEMENT_IMPORT, staff_import_row_get),
    STAFF_GET("/app/imports/{id}/rows.csv", ROUTE_JOB, RIGHT_STATEMENT_IMPORT, staff_rows_csv_get),
    STAFF_POST("/app/imports/{id}/rows/show", ROUTE_JOB, RIGHT_DONOR_SHOW, staff_rows_show_post),
    STAFF_GET("/app/imports/{id}/file", ROUTE_READ, RIGHT_STATEMENT_IMPORT, staff_import_file_get),
    STAFF_POST(
        "/app/imports/{id}/confirm", ROUTE_JOB, RIGHT_STATEMENT_CONFIRM, staff_import_confirm_post),
    STAFF_POST("/app/imports/{id}/undo", ROUTE_JOB, RIGHT_STATEMENT_IMPORT, staff_import_undo_post),
    STAFF_GET("/app/donations", ROUTE_READ, RIGHT_READ, staff_gifts_get),
    STAFF_GET("/app/donations.csv", ROUTE_JOB, RIGHT_READ, staff_gifts_csv_get),
    STAFF_GET("/app/donations.xlsx", ROUTE_JOB, RIGHT_READ, staff_gifts_xlsx_get),
    STAFF_GET("/app/donations/new", ROUTE_READ, RIGHT_DONATION_ENTER, staff_gift_new_get),
    STAFF_POST("/app/donations/new", ROUTE_READ, RIGHT_DONATION_ENTER, staff_gift_new_post),
    STAFF_GET("/app/donations/{id}", ROUTE_READ, RIGHT_READ, staff_gift_get),
    STAFF_POST("/app/donations/{id}/link", ROUTE_READ, RIGHT_DONATION_ENTER, staff_gift_link_post),
    STAFF_POST("/app/donations/{id}/links/end", ROUTE_READ, RIGHT_DONATION_ENTER,
        staff_gift_links_end_post),
    STAFF_POST("/app/donations/{id}/show", ROUTE_READ, RIGHT_DONOR_SHOW, staff_gift_show_post),
    STAFF_GET("/app/donations/{id}/refund", ROUTE_READ, RIGHT_REFUND_BOOK, staff_refund_get),
    STAFF_POST("/app/donations/{id}/refund", ROUTE_READ, RIGHT_REFUND_BOOK, staff_refund_post),
    STAFF_GET("/app/match", ROUTE_READ, RIGHT_READ, staff_match_get),
    STAFF_GET("/app/match.csv", ROUTE_JOB, RIGHT_DONATION_ENTER, staff_match_csv_get),
    STAFF_GET("/app/match.xlsx", ROUTE_JOB, RIGHT_DONATION_ENTER, staff_match_xlsx_get),
    STAFF_POST("/app/match/link", ROUTE_READ, RIGHT_DONATION_ENTER, staff_match_link_post),
    STAFF_POST("/app/match/claim", ROUTE_READ, RIGHT_DONATION_ENTER, staff_match_claim_post),
    STAFF_POST("/app/match/unlink", ROUTE_READ, RIGHT_DONATION_ENTER, staff_match_unlink_post),
    STAFF_POST("/app/match/hold", ROUTE_READ, RIGHT_DONATION_ENTER, staff_match_hold_post),
    STAFF_POST("/app/match/release", ROUTE_READ, RIGHT_DONATION_ENTER, staff_match_release_post),
    STAFF_GET("/app/match/sure", ROUTE_READ, RIGHT_DONATION_ENTER, staff_match_sure_get),
    STAFF_POST("/app/match/sure", ROUTE_JOB, RIGHT_DONATION_ENTER, staff_match_sure_post),
    STAFF_GET("/app/match/payers", ROUTE_READ, RIGHT_DONATION_ENTER, staff_payers_get),
    STAFF_POST(
        "/app/match/payers/{id}/forget", ROUTE_READ, RIGHT_DONATION_ENTER, staff_payer_forget_post),
    STAFF_GET("/app/receipts", ROUTE_READ, RIGHT_READ, staff_receipts_get),
    STAFF_GET("/app/receipts.csv", ROUTE_JOB, RIGHT_READ, staff_receipts_csv_get),
    STAFF_POST(
        "/app/receipts/review", ROUTE_READ, RIGHT_RECEIPT_REVIEW, staff_receipts_review_post),
    STAFF_POST("/app/receipts/run", ROUTE_JOB, RIGHT_RECEIPT_ENTER, staff_receipts_run_post),
    STAFF_GET("/app/receipts/requests/new", ROUTE_READ, RIGHT_RECEIPT_ENTER, staff_request_new_get),
    STAFF_POST(
        "/app/receipts/requests/new", ROUTE_READ, RIGHT_RECEIPT_ENTER, staff_request_new_post),
    STAFF_GET("/app/receipts/requests/{id}", ROUTE_READ, RIGHT_READ, staff_request_get),
    STAFF_POST(
        "/app/receipts/requests/{id}/open", ROUTE_READ, RIGHT_DONOR_SHOW, staff_request_open_post),
    STAFF_POST("/app/receipts/requests/{id}/review", ROUTE_READ, RIGHT_RECEIPT_REVIEW,
        staff_request_review_post),
    STAFF_POST("/app/receipts/requests/{id}/issue", ROUTE_READ, RIGHT_RECEIPT_ENTER,
        staff_request_issue_post),
    STAFF_GET("/app/receipts/{number}", ROUTE_READ, RIGHT_READ, staff_receipt_get),
    STAFF_GET("/app/receipts/{number}/receipt.tlog-proof", ROUTE_READ, RIGHT_RECEIPT_ENTER,
        staff_receipt_proof_get),
    STAFF_GET("/app/receipts/{number}/receipt.pdf", ROUTE_JOB, RIGHT_RECEIPT_ENTER,
        staff_receipt_pdf_get),
    STAFF_POST(
        "/app/receipts/{number}/void", ROUTE_READ, RIGHT_RECEIPT_REVIEW, staff_receipt_void_post),
    STAFF_POST("/app/receipts/{number}/fiscal", ROUTE_READ, RIGHT_RECEIPT_ENTER,
        staff_receipt_fiscal_post),
    STAFF_GET("/app/promises", ROUTE_READ, RIGHT_READ, staff_promises_get),
    STAFF_GET("/app/promises.csv", ROUTE_JOB, RIGHT_READ, staff_promises_csv_get),
    STAFF_GET("/app/promises.xlsx", ROUTE_JOB, RIGHT_READ, staff_promises_xlsx_get),
    STAFF_GET("/app/promises/new", ROUTE_READ, RIGHT_DONATION_ENTER, staff_promise_new_get),
    STAFF_POST("/app/promises/new", ROUTE_READ, RIGHT_DONATION_ENTER, staff_promise_new_post),
    STAFF_GET("/app/promises/{campaign}/{code}", ROUTE_READ, RIGHT_READ, staff_promise_get),
    STAFF_POST("/app/promises/{campaign}/{code}/withdraw", ROUTE_READ, RIGHT_DONATION_ENTER,
        staff_promise_withdraw_post),
    STAFF_GET("/app/donations/{id}/move", ROUTE_READ, RIGHT_DONATION_ENTER, staff_move_get),
    STAFF_POST("/app/donations/{id}/move", ROUTE_READ, RIGHT_DONATION_ENTER, staff_move_post),
    STAFF_GET("/app/disclosures", ROUTE_READ, RIGHT_READ, staff_disclosures_get),
    STAFF_GET("/app/questions", ROUTE_READ, RIGHT_READ, staff_questions_get),
    STAFF_POST("/app/questions/{id}", ROUTE_READ, RIGHT_DISCLOSE, staff_question_post),
    STAFF_GET("/app/disclosures.csv", ROUTE_JOB, RIGHT_READ, staff_disclosures_csv_get),
    STAFF_GET("/app/disclosures.xlsx", ROUTE_JOB, RIGHT_READ, staff_disclosures_xlsx_get),
    STAFF_GET("/app/disclosures/new", ROUTE_READ, RIGHT_READ, staff_disclosure_new_get),
    STAFF_POST("/app/disclosures/new", ROUTE_READ, RIGHT_READ, staff_disclosure_new_post),
    STAFF_GET("/app/disclosures/{id}", ROUTE_READ, RIGHT_READ, staff_disclosure_get),
    STAFF_POST("/app/disclosures/{id}/review", ROUTE_READ, RIGHT_DISCLOSE_REVIEW,
        staff_disclosure_review_post),
    STAFF_POST(
        "/app/disclosures/{id}/publish", ROUTE_READ, RIGHT_DISCLOSE, staff_disclosure_publish_post),
    STAFF_POST("/app/disclosures/{id}/return", ROUTE_READ, RIGHT_DISCLOSE_REVIEW,
        staff_disclosure_return_post),
    STAFF_POST(
        "/app/disclosures/{id}/withdraw", ROUTE_READ, RIGHT_READ, staff_disclosure_withdraw_post),
    STAFF_GET("/app/refunds", ROUTE_READ, RIGHT_READ, staff_refunds_get),
    STAFF_GET("/app/notices", ROUTE_READ, RIGHT_READ, staff_notices_get),
    STAFF_GET("/app/campaigns", ROUTE_READ, RIGHT_READ, staff_campaigns_get),
    STAFF_GET("/app/campaigns/new", ROUTE_READ, RIGHT_CAMPAIGN_EDIT, staff_campaign_new_get),
    STAFF_POST("/app/campaigns/new", ROUTE_READ, RIGHT_CAMPAIGN_EDIT, staff_campaign_new_post),
    STAFF_GET("/app/campaigns/{code}", ROUTE_READ, RIGHT_READ, staff_campaign_get),
    STAFF_POST("/app/campaigns/{code}", ROUTE_READ, RIGHT_CAMPAIGN_EDIT, staff_campaign_post),
    STAFF_GET("/app/campaigns/{code}/seen", ROUTE_READ, RIGHT_READ, staff_seen_get),
    STAFF_POST("/app/campaigns/{code}/seen", ROUTE_READ, RIGHT_DONATION_ENTER, staff_seen_post),
    STAFF_POST("/app/campaigns/{code}/seen/{id}/end", ROUTE_READ, RIGHT_DONATION_ENTER,
        staff_seen_end_post),
    STAFF_GET("/app/campaigns/{code}/ways", ROUTE_READ, RIGHT_READ, staff_ways_get),
    STAFF_POST("/app/campaigns/{code}/ways", ROUTE_READ, RIGHT_CAMPAIGN_EDIT, staff_ways_post),
    STAFF_POST(
        "/app/campaigns/{code}/ways/{id}/end", ROUTE_READ, RIGHT_CAMPAIGN_EDIT, staff_way_end_post),
    STAFF_POST(
        "/app/campaigns/{code}/purposes", ROUTE_READ, RIGHT_CAMPAIGN_EDIT, staff_purpose_post),
    STAFF_GET("/app/orgs", ROUTE_READ, RIGHT_READ, staff_orgs_get),
    STAFF_GET("/app/orgs.csv", ROUTE_READ, RIGHT_READ, staff_orgs_csv_get),
    STAFF_GET("/app/orgs/import", ROUTE_READ, RIGHT_ORG_EDIT, staff_org_import_get),
    STAFF_UPLOAD("/app/orgs/import", RIGHT_ORG_EDIT, ORG_UPLOAD_MAX, staff_org_import_post),
    STAFF_POST("/app/orgs/import/book", ROUTE_JOB, RIGHT_ORG_EDIT, staff_org_book_post),
    STAFF_GET("/app/people", ROUTE_READ, RIGHT_READ, staff_people_get),
    STAFF_GET("/app/people/new", ROUTE_READ, RIGHT_ACCESS_EDIT, staff_person_new_get),
    STAFF_POST("/app/people/new", ROUTE_READ, RIGHT_ACCESS_EDIT, staff_person_new_post),
    STAFF_POST("/app/people/{id}/end", ROUTE_READ, RIGHT_ACCESS_EDIT, staff_person_end_post),
    STAFF_POST("/app/tokens/{id}/end", ROUTE_READ, RIGHT_ACCESS_EDIT, staff_token_end_post),
    STAFF_GET("/app/audit", ROUTE_READ, RIGHT_READ, staff_audit_get),
    STAFF_GET("/app/audit.csv", ROUTE_JOB, RIGHT_READ, staff_audit_csv_get),
};
const size_t web_route_count = sizeof web_routes / sizeof *web_routes;
