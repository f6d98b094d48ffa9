/* The routes of the API and of the log, and the OpenAPI document made from the same table.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/api/api_in.h"

#include "text/text.h"

#include <stdio.h>
#include <string.h>

const route api_routes[] = {
    { .method = NET_POST,
        .path = "/api/v1/campaigns/{code}/donations",
        .class = ROUTE_MEMORY,
        .gate = GATE_TOKEN,
        .needs = RIGHT_DONATION_NOTIFY,
        .body = NET_BODY_MEMORY,
        .body_max = 65536,
        .summary = "Books a payment that a provider notified",
        .needs_key = true,
        .answers = "201 Booked;202 Held as work to do: it fits several gifts;409 In the books with "
                   "another amount or for another campaign;422 The key came with another body;503 "
                   "The queue is full, try again",
        .request_schema = "DonationNotice",
        .answer_schema = "DonationAnswer",
        .handle = api_donation_post },
    { .method = NET_GET,
        .path = "/api/v1/campaigns/{code}",
        .class = ROUTE_MEMORY,
        .gate = GATE_PUBLIC,
        .summary = "Figures of a campaign, live",
        .answer_schema = "Campaign",
        .handle = api_campaign_get },
    { .method = NET_GET,
        .path = "/api/v1/campaigns",
        .class = ROUTE_READ,
        .gate = GATE_PUBLIC,
        .summary = "Campaigns and their figures",
        .answer_schema = "CampaignList",
        .handle = api_campaigns_get },
    { .method = NET_GET,
        .path = "/api/v1/campaigns/{code}/disclosures",
        .class = ROUTE_READ,
        .gate = GATE_PUBLIC,
        .summary = "Published disclosures of a campaign, newest first",
        .answer_schema = "DisclosureList",
        .handle = api_campaign_disclosures_get },
    { .method = NET_GET,
        .path = "/api/v1/campaigns/{code}/disclosures/{year}/{number}",
        .class = ROUTE_READ,
        .gate = GATE_PUBLIC,
        .summary = "A published disclosure with its frozen figures",
        .answer_schema = "Disclosure",
        .handle = api_campaign_disclosure_get },
    { .method = NET_POST,
        .path = "/api/v1/campaigns/{code}/disclosures",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .body = NET_BODY_MEMORY,
        .body_max = 8192,
        .summary = "Freezes the figures of a campaign for a second person to review",
        .request_schema = "DisclosureNotice",
        .needs_key = true,
        .answers =
            "201 Frozen;409 A file is not confirmed, one is on its way, the total is lower than "
            "before or the campaign is closed;422 The key came with another body",
        .answer_schema = "Disclosure",
        .handle = api_disclosure_post },
    { .method = NET_GET,
        .path = "/api/v1/disclosures",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_READ,
        .summary = "Disclosures in every state, newest first",
        .query = "state,limit,before",
        .answer_schema = "DisclosureList",
        .handle = api_disclosures_get },
    { .method = NET_GET,
        .path = "/api/v1/disclosures/{id}",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_READ,
        .summary = "One disclosure",
        .answer_schema = "Disclosure",
        .handle = api_disclosure_get },
    { .method = NET_POST,
        .path = "/api/v1/disclosures/{id}/review",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DISCLOSE_REVIEW,
        .body = NET_BODY_MEMORY,
        .body_max = 8192,
        .summary = "Reviews a disclosure that another person prepared",
        .answers =
            "403 Who prepared it can't review it;409 The public log doesn't hold it yet, or it was "
            "reviewed before",
        .answer_schema = "Disclosure",
        .handle = api_disclosure_review },
    { .method = NET_POST,
        .path = "/api/v1/disclosures/{id}/publish",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DISCLOSE,
        .body = NET_BODY_MEMORY,
        .body_max = 8192,
        .summary = "Publishes a reviewed disclosure under the next number",
        .answers = "409 It is not reviewed, or was published before;412 Another one was published "
                   "meanwhile",
        .answer_schema = "Disclosure",
        .handle = api_disclosure_publish },
    { .method = NET_POST,
        .path = "/api/v1/disclosures/{id}/return",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DISCLOSE_REVIEW,
        .body = NET_BODY_MEMORY,
        .body_max = 8192,
        .summary = "Sends a disclosure back to who prepared it",
        .request_schema = "DisclosureEnd",
        .answer_schema = "Disclosure",
        .handle = api_disclosure_return },
    { .method = NET_POST,
        .path = "/api/v1/disclosures/{id}/withdraw",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_READ,
        .body = NET_BODY_MEMORY,
        .body_max = 8192,
        .summary = "Withdraws a disclosure that one prepared",
        .request_schema = "DisclosureEnd",
        .answer_schema = "Disclosure",
        .handle = api_disclosure_withdraw },
    { .method = NET_GET,
        .path = "/api/v1/campaigns/{code}/receipts",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_READ,
        .summary = "Receipts of a campaign, newest first",
        .query = "limit,before",
        .answer_schema = "ReceiptList",
        .handle = api_receipts_get },
    { .method = NET_POST,
        .path = "/api/v1/campaigns/{code}/receipts/run",
        .class = ROUTE_JOB,
        .gate = GATE_STAFF,
        .needs = RIGHT_RECEIPT_ENTER,
        .body = NET_BODY_MEMORY,
        .body_max = 1024,
        .summary = "Gives the receipts of all reviewed requests, or the sums of the year",
        .query = "yearly",
        .answer_schema = "ReceiptRun",
        .handle = api_receipts_run },
    { .method = NET_GET,
        .path = "/api/v1/campaigns/{code}/receipts/requests",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_READ,
        .summary = "Requests for receipts, oldest first; `before` is the id to go on behind",
        .query = "state,exact,limit,before",
        .answer_schema = "ReceiptRequestList",
        .handle = api_receipt_requests_get },
    { .method = NET_POST,
        .path = "/api/v1/campaigns/{code}/receipts/requests",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_RECEIPT_ENTER,
        .body = NET_BODY_MEMORY,
        .body_max = 1048576,
        .summary = "Asks for a receipt of a gift, named by its id or by what its payment says",
        .needs_key = true,
        .answers = "201 Entered;409 A receipt of the gift was asked for already, or it was "
                   "reversed;422 The key "
                   "came with another body",
        .request_schema = "ReceiptNotice",
        .answer_schema = "ReceiptRequestState",
        .handle = api_receipt_request_post },
    { .method = NET_POST,
        .path = "/api/v1/campaigns/{code}/receipts/requests/{id}/review",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_RECEIPT_REVIEW,
        .body = NET_BODY_MEMORY,
        .body_max = 4096,
        .summary = "Approves or refuses a request that another person entered",
        .answers =
            "403 Who entered it can't review it, nor can a program;409 It was decided before",
        .request_schema = "ReceiptReview",
        .answer_schema = "ReceiptRequestState",
        .handle = api_receipt_request_review },
    { .method = NET_GET,
        .path = "/api/v1/campaigns/{code}/receipts/{number}",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_READ,
        .summary = "One receipt",
        .answer_schema = "Receipt",
        .handle = api_receipt_get },
    { .method = NET_POST,
        .path = "/api/v1/campaigns/{code}/receipts/{number}/void",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_RECEIPT_REVIEW,
        .body = NET_BODY_MEMORY,
        .body_max = 4096,
        .summary = "Ends a receipt; with `again` its request waits for its review anew",
        .answers = "403 Who gave it can't end it;409 It is void already",
        .request_schema = "ReceiptEnd",
        .answer_schema = "Receipt",
        .handle = api_receipt_void },
    { .method = NET_GET,
        .path = "/api/v1/campaigns/{code}/donations",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_READ,
        .summary = "Gifts of a campaign, newest first",
        .query = "limit,before",
        .answer_schema = "DonationList",
        .handle = api_campaign_donations_get },
    { .method = NET_POST,
        .path = "/api/v1/campaigns/{code}/promises",
        .class = ROUTE_MEMORY,
        .gate = GATE_VISITOR,
        .needs = RIGHT_DONATION_NOTIFY,
        .body = NET_BODY_MEMORY,
        .body_max = 65536,
        .summary = "Keeps a promise: a gift announced, its money not yet seen; without a token by "
                   "the giver herself",
        .needs_key = true,
        .answers = "201 Kept, with the order code for the payment's remark;409 The campaign is "
                   "closed;422 The key came with another body;429 Very many came from one network, "
                   "try again;503 The queue is full, try again",
        .request_schema = "PromiseNotice",
        .answer_schema = "PromiseAnswer",
        .handle = api_promise_post },
    { .method = NET_GET,
        .path = "/api/v1/campaigns/{code}/promises",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_READ,
        .summary = "Promises of a campaign, newest first",
        .query = "state,limit,before",
        .answer_schema = "PromiseList",
        .handle = api_promises_get },
    { .method = NET_GET,
        .path = "/api/v1/campaigns/{code}/promises/{order_code}",
        .class = ROUTE_READ,
        .gate = GATE_TOKEN,
        .needs = RIGHT_DONATION_NOTIFY,
        .summary = "How far a promise is kept",
        .answer_schema = "Promise",
        .handle = api_promise_get },
    { .method = NET_POST,
        .path = "/api/v1/campaigns/{code}/promises/{order_code}/withdraw",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .body = NET_BODY_MEMORY,
        .body_max = 1024,
        .summary = "Withdraws a promise that is open",
        .answers = "409 It was kept or withdrawn before",
        .answer_schema = "Promise",
        .handle = api_promise_withdraw },
    { .method = NET_GET,
        .path = "/api/v1/campaigns/{code}/matches",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .summary = "Payments that wait for their giver, the likeliest first",
        .query = "what,limit,before",
        .answer_schema = "MatchList",
        .handle = api_matches_get },
    { .method = NET_GET,
        .path = "/api/v1/campaigns/{code}/matches/sure",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .summary = "Suggestions that stand alone and may be accepted at once",
        .query = "least",
        .answer_schema = "SureList",
        .handle = api_matches_sure_get },
    { .method = NET_POST,
        .path = "/api/v1/campaigns/{code}/matches/accept",
        .class = ROUTE_JOB,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .body = NET_BODY_MEMORY,
        .body_max = 65536,
        .summary = "Accepts several suggestions, each a match of its own",
        .needs_key = true,
        .request_schema = "Accept",
        .answer_schema = "Accepted",
        .handle = api_matches_accept },
    { .method = NET_GET,
        .path = "/api/v1/matches/{gift}",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .summary = "What a gift may be, and what it is matched with",
        .answer_schema = "Match",
        .handle = api_match_get },
    { .method = NET_POST,
        .path = "/api/v1/matches/{gift}/link",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .body = NET_BODY_MEMORY,
        .body_max = 8192,
        .summary = "The gift, and others with it, keep these promises",
        .needs_key = true,
        .answers = "409 A promise is kept already, or of another campaign or currency;422 The key "
                   "came with another body",
        .request_schema = "Link",
        .answer_schema = "Match",
        .handle = api_match_link },
    { .method = NET_POST,
        .path = "/api/v1/matches/{gift}/claim",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .body = NET_BODY_MEMORY,
        .body_max = 8192,
        .summary =
            "Says whose a gift is that keeps no promise: a giver, or whom a remembered payer "
            "stands for",
        .needs_key = true,
        .answers = "409 Its giver is known already;422 The key came with another body",
        .request_schema = "Claim",
        .answer_schema = "Match",
        .handle = api_match_claim },
    { .method = NET_POST,
        .path = "/api/v1/matches/{gift}/unlink",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .body = NET_BODY_MEMORY,
        .body_max = 1024,
        .summary = "Takes a match back, all of the gift's or that with one promise",
        .answers = "409 It keeps no such promise",
        .request_schema = "Unlink",
        .answer_schema = "Match",
        .handle = api_match_unlink },
    { .method = NET_POST,
        .path = "/api/v1/matches/{gift}/hold",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .body = NET_BODY_MEMORY,
        .body_max = 4096,
        .summary = "Leaves a gift for later, with the reason",
        .answers = "409 It is on hold already, or its giver is known",
        .request_schema = "Hold",
        .answer_schema = "Match",
        .handle = api_match_hold },
    { .method = NET_POST,
        .path = "/api/v1/matches/{gift}/release",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .body = NET_BODY_MEMORY,
        .body_max = 1024,
        .summary = "Takes a gift up again that was on hold",
        .answers = "409 It is not on hold",
        .answer_schema = "Match",
        .handle = api_match_release },
    { .method = NET_GET,
        .path = "/api/v1/campaigns/{code}/payers",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .summary = "Payers that are remembered, newest first",
        .query = "limit,before",
        .answer_schema = "PayerList",
        .handle = api_payers_get },
    { .method = NET_POST,
        .path = "/api/v1/campaigns/{code}/payers/{id}/forget",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .body = NET_BODY_MEMORY,
        .body_max = 1024,
        .summary = "Forgets a payer; matches that were made stay",
        .answer_schema = "State",
        .handle = api_payer_forget },
    { .method = NET_POST,
        .path = "/api/v1/campaigns/{code}/statements",
        .class = ROUTE_JOB,
        .gate = GATE_STAFF,
        .needs = RIGHT_STATEMENT_IMPORT,
        .body = NET_BODY_FILE,
        .body_max = DOOR_UPLOAD_MAX,
        .summary = "Imports payment files: one as the body, or several as parts of a form",
        .query = "name,account,payouts,dry_run,skip_rejected",
        .answers = "201 Booked;400 Rows are rejected and nothing is booked, or no payment file;409 "
                   "Imported for another campaign;413 Too large",
        .request_schema = "File",
        .answer_schema = "ImportReport",
        .handle = api_statement_post },
    { .method = NET_GET,
        .path = "/api/v1/statements/{id}",
        .class = ROUTE_JOB,
        .gate = GATE_STAFF,
        .needs = RIGHT_READ,
        .summary = "Report of an import",
        .answer_schema = "ImportReport",
        .handle = api_statement_get },
    { .method = NET_POST,
        .path = "/api/v1/statements/{id}/confirm",
        .class = ROUTE_JOB,
        .gate = GATE_STAFF,
        .needs = RIGHT_STATEMENT_CONFIRM,
        .body = NET_BODY_MEMORY,
        .body_max = 1024,
        .summary = "Confirms an import as a second person",
        .answer_schema = "State",
        .handle = api_statement_confirm },
    { .method = NET_GET,
        .path = "/api/v1/statements/{id}/rows/{number}",
        .class = ROUTE_JOB,
        .gate = GATE_STAFF,
        .needs = RIGHT_STATEMENT_IMPORT,
        .summary = "A row as it stands in the file",
        .answer_schema = "Row",
        .handle = api_statement_row },
    { .method = NET_GET,
        .path = "/api/v1/statements/{id}/rows",
        .class = ROUTE_JOB,
        .gate = GATE_STAFF,
        .needs = RIGHT_STATEMENT_IMPORT,
        .summary = "Rows of a file by what became of them, without what names payers",
        .query = "kind,reason,after,limit,format",
        .answer_schema = "RowList",
        .handle = api_statement_rows },
    { .method = NET_POST,
        .path = "/api/v1/statements/{id}/rows/show",
        .class = ROUTE_JOB,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONOR_SHOW,
        .body = NET_BODY_MEMORY,
        .body_max = 1024,
        .summary =
            "The same with payers, numbers and remarks; the look and its reason are recorded",
        .query = "kind,reason,after,limit",
        .request_schema = "Look",
        .answer_schema = "RowList",
        .handle = api_statement_rows_show },
    { .method = NET_GET,
        .path = "/api/v1/uploads",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_STATEMENT_IMPORT,
        .summary = "Files that were sent to be looked at and are not booked yet",
        .answer_schema = "UploadList",
        .handle = api_uploads_get },
    { .method = NET_GET,
        .path = "/api/v1/uploads/{id}/rows",
        .class = ROUTE_JOB,
        .gate = GATE_STAFF,
        .needs = RIGHT_STATEMENT_IMPORT,
        .summary = "Rows of a waiting file by what would become of them, without what names payers",
        .query = "file,kind,reason,after,limit,format",
        .answer_schema = "RowList",
        .handle = api_upload_rows },
    { .method = NET_POST,
        .path = "/api/v1/uploads/{id}/rows/show",
        .class = ROUTE_JOB,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONOR_SHOW,
        .body = NET_BODY_MEMORY,
        .body_max = 1024,
        .summary =
            "The same with payers, numbers and remarks; the look and its reason are recorded",
        .query = "file,kind,reason,after,limit",
        .request_schema = "Look",
        .answer_schema = "RowList",
        .handle = api_upload_rows_show },
    { .method = NET_POST,
        .path = "/api/v1/donations/{id}/links",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .body = NET_BODY_MEMORY,
        .body_max = 1024,
        .summary = "Makes a secret link for the giver of a gift; it is told this once",
        .answers = "201 Made",
        .answer_schema = "GiverLink",
        .handle = api_donation_link_post },
    { .method = NET_POST,
        .path = "/api/v1/donations/{id}/links/end",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .body = NET_BODY_MEMORY,
        .body_max = 1024,
        .summary = "Ends all secret links of a gift",
        .answer_schema = "Made",
        .handle = api_donation_links_end },
    { .method = NET_GET,
        .path = "/api/v1/campaigns/{code}/seen",
        .class = ROUTE_READ,
        .gate = GATE_PUBLIC,
        .summary = "What providers' screens showed before their bills were here: in no total",
        .answer_schema = "SeenList",
        .handle = api_seen_get },
    { .method = NET_POST,
        .path = "/api/v1/campaigns/{code}/seen",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .body = NET_BODY_MEMORY,
        .body_max = 4096,
        .summary = "Enters what a provider's screen shows",
        .answers = "201 Entered;409 A later one stands, or the books of its day are here",
        .request_schema = "Seen",
        .answer_schema = "Made",
        .handle = api_seen_post },
    { .method = NET_GET,
        .path = "/api/v1/campaigns/{code}/goods",
        .class = ROUTE_READ,
        .gate = GATE_PUBLIC,
        .summary = "Goods that a campaign takes, and which standard they must meet",
        .answer_schema = "GoodsList",
        .handle = api_wants_get },
    { .method = NET_GET,
        .path = "/api/v1/campaigns/{code}/ways",
        .class = ROUTE_READ,
        .gate = GATE_PUBLIC,
        .summary = "Ways to give to a campaign, as its page shows them",
        .answer_schema = "WayList",
        .handle = api_ways_get },
    { .method = NET_POST,
        .path = "/api/v1/campaigns/{code}/ways",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_CAMPAIGN_EDIT,
        .body = NET_BODY_MEMORY,
        .body_max = 8192,
        .summary = "Adds a way to give",
        .answers = "201 Added",
        .request_schema = "Way",
        .answer_schema = "Made",
        .handle = api_way_post },
    { .method = NET_POST,
        .path = "/api/v1/campaigns/{code}/ways/{id}/end",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_CAMPAIGN_EDIT,
        .body = NET_BODY_MEMORY,
        .body_max = 1024,
        .summary = "Ends a way to give",
        .answer_schema = "Made",
        .handle = api_way_end },
    { .method = NET_GET,
        .path = "/api/v1/rules",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_READ,
        .summary = "Rules of direction and what each caught; ended ones too with ended=1",
        .query = "ended",
        .answer_schema = "RuleList",
        .handle = api_rules_get },
    { .method = NET_POST,
        .path = "/api/v1/rules",
        .class = ROUTE_JOB,
        .gate = GATE_STAFF,
        .needs = RIGHT_CAMPAIGN_EDIT,
        .body = NET_BODY_MEMORY,
        .body_max = 65536,
        .summary = "Adds a rule of direction; with dry_run=1 tries it on the last file",
        .query = "dry_run",
        .answers = "201 Added;409 The same rule stands",
        .request_schema = "RuleNotice",
        .answer_schema = "Made",
        .handle = api_rule_post },
    { .method = NET_POST,
        .path = "/api/v1/rules/{id}/end",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_CAMPAIGN_EDIT,
        .body = NET_BODY_MEMORY,
        .body_max = 1024,
        .summary = "Ends a rule of direction",
        .answer_schema = "Made",
        .handle = api_rule_end },
    { .method = NET_GET,
        .path = "/api/v1/accounts/{code}/settings",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_READ,
        .summary = "By when the daily bill of an account comes, and how its files are read",
        .answer_schema = "AccountSettings",
        .handle = api_account_settings_get },
    { .method = NET_POST,
        .path = "/api/v1/accounts/{code}/daily",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_STATEMENT_IMPORT,
        .body = NET_BODY_MEMORY,
        .body_max = 1024,
        .summary = "Asks for a bill of each day by an hour of the next, or for none",
        .request_schema = "DailyNotice",
        .answer_schema = "AccountSettings",
        .handle = api_account_daily_post },
    { .method = NET_POST,
        .path = "/api/v1/accounts/{code}/profile",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_STATEMENT_IMPORT,
        .body = NET_BODY_MEMORY,
        .body_max = 1024,
        .summary = "Reads the files of an account with a profile from now on, or by their columns",
        .request_schema = "ProfileChoice",
        .answer_schema = "AccountSettings",
        .handle = api_account_profile_post },
    { .method = NET_GET,
        .path = "/api/v1/profiles",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_STATEMENT_IMPORT,
        .summary = "Profiles of payment files: those of a unit, then those of the program",
        .query = "org",
        .answer_schema = "ProfileList",
        .handle = api_profiles_get },
    { .method = NET_GET,
        .path = "/api/v1/profiles/{code}",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_STATEMENT_IMPORT,
        .summary = "A profile as it is kept",
        .query = "org",
        .answer_schema = "Profile",
        .handle = api_profile_get },
    { .method = NET_POST,
        .path = "/api/v1/profiles/suggest",
        .class = ROUTE_JOB,
        .gate = GATE_STAFF,
        .needs = RIGHT_STATEMENT_IMPORT,
        .body = NET_BODY_FILE,
        .body_max = DOOR_UPLOAD_MAX,
        .summary = "Proposes a profile for the table in a file",
        .request_schema = "File",
        .answer_schema = "Profile",
        .handle = api_profile_suggest },
    { .method = NET_POST,
        .path = "/api/v1/profiles",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_STATEMENT_IMPORT,
        .body = NET_BODY_MEMORY,
        .body_max = 65536,
        .summary = "Adds a profile, or a new version of it",
        .query = "org",
        .answers = "201 Added",
        .request_schema = "Profile",
        .answer_schema = "ProfileMade",
        .handle = api_profile_post },
    { .method = NET_POST,
        .path = "/api/v1/profiles/{code}/end",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_STATEMENT_IMPORT,
        .body = NET_BODY_MEMORY,
        .body_max = 1024,
        .summary = "Takes a profile out of use",
        .query = "org",
        .answer_schema = "ProfileMade",
        .handle = api_profile_end },
    { .method = NET_POST,
        .path = "/api/v1/donations/{id}/move",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONATION_ENTER,
        .body = NET_BODY_MEMORY,
        .body_max = 4096,
        .summary = "Moves a gift to another campaign or purpose: reverses it and books it anew",
        .query = "dry_run",
        .needs_key = true,
        .answers =
            "201 Moved: the new gift;409 It was moved (says where it lies now) or reversed, "
            "some of it was given back, or a campaign is closed;412 Somebody changed it since "
            "the version;422 The key came with another body",
        .request_schema = "MoveNotice",
        .answer_schema = "Moved",
        .handle = api_donation_move },
    { .method = NET_POST,
        .path = "/api/v1/donations/{id}/show",
        .class = ROUTE_READ,
        .gate = GATE_STAFF,
        .needs = RIGHT_DONOR_SHOW,
        .body = NET_BODY_MEMORY,
        .body_max = 1024,
        .summary =
            "Opens the sealed name and message of a giver; the look and its reason are recorded",
        .request_schema = "Look",
        .answer_schema = "Donor",
        .handle = api_donor_show },
    { .method = NET_GET,
        .path = "/api/v1/orgs",
        .class = ROUTE_READ,
        .gate = GATE_PUBLIC,
        .summary = "Organisations in tree order",
        .answer_schema = "OrgList",
        .handle = api_orgs_get },
    { .method = NET_GET,
        .path = "/api/v1/accounts/{code}/days",
        .class = ROUTE_JOB,
        .gate = GATE_STAFF,
        .needs = RIGHT_READ,
        .summary = "Files and books of an account, day by day",
        .query = "from,to",
        .answer_schema = "AccountDays",
        .handle = api_account_days_get },
    { .method = NET_GET,
        .path = "/api/v1/accounts",
        .class = ROUTE_READ,
        .gate = GATE_PUBLIC,
        .summary = "Accounts with turnover and balance",
        .query = "as_of,known_at",
        .answer_schema = "AccountList",
        .handle = api_accounts_get },
    { .method = NET_GET,
        .path = "/api/v1/journal",
        .class = ROUTE_JOB,
        .gate = GATE_STAFF,
        .needs = RIGHT_READ,
        .summary = "The books of all units as a journal: hledger, ledger, beancount, csv",
        .query = "format",
        .handle = api_journal_get },
    { .method = NET_GET,
        .path = "/api/v1/health",
        .class = ROUTE_MEMORY,
        .gate = GATE_PUBLIC,
        .summary = "Is the server alive",
        .answer_schema = "Health",
        .handle = api_health_get },
    { .method = NET_GET,
        .path = "/api/openapi.json",
        .class = ROUTE_READ,
        .gate = GATE_PUBLIC,
        .handle = api_openapi_get },
    { .method = NET_GET,
        .path = "/log/vkey",
        .class = ROUTE_MEMORY,
        .gate = GATE_PUBLIC,
        .handle = api_log_vkey },
    { .method = NET_GET,
        .path = "/log/proof/{number}",
        .class = ROUTE_READ,
        .gate = GATE_PUBLIC,
        .handle = api_log_proof },
    { .method = NET_GET,
        .path = "/log/{*}",
        .class = ROUTE_READ,
        .gate = GATE_PUBLIC,
        .handle = api_log_get },
};
const size_t api_route_count = sizeof api_routes / sizeof *api_routes;

/* ---- OpenAPI -------------------------------------------------------------------------------- */

/* Members of a schema: "name:type,name?:type"; types: s string, i integer, b boolean, o object,
 * a array of objects, t array of strings, m an amount, y a currency. */
static const struct schema {
    const char *name, *members;
} schemas[] = {
    { "DonationNotice",
        "payment_no:s,paid_at:s,amount_fen:m,currency?:y,channel:c,order_code?:s,payer?:p,"
        "message?:s,purpose?:s,before_campaign?:b" },
    { "DonationAnswer", "id:s,state:s,currency:y,amount_fen:m,day:s" },
    { "MoveNotice", "campaign?:s,purpose?:s,version?:i" },
    { "Moved", "id:s,moved_from:s,campaign:s,purpose:s,currency:y,amount_fen?:i,day:s,promises:i,"
               "log_number?:i" },
    { "PromiseNotice", "amount_fen:i,payer?:p,message?:s,purpose?:s,receipt?:b,days?:i" },
    { "GiverLink", "donation:s,link:s" },
    { "WayList", "items:a" },
    { "SeenList", "items:a" },
    { "GoodsList", "items:a" },
    { "Seen", "account:s,gifts:i,amount_fen:i,as_of:s" },
    { "Way", "kind:s,title_zh:s,title_en?:s,place?:i,holder?:s,account_no?:s,bank?:s,payload?:s,"
             "note_zh?:s,note_en?:s" },
    { "PromiseAnswer", "id?:s,order_code:s,state:s,link?:s" },
    { "Promise", "id:s,order_code:s,state:s,amount_fen:i,given_fen:i,made_at:s,expires_at:s" },
    { "PromiseList", "items:a,next_before?:s" },
    { "MatchList", "waiting:i,amount_fen:i,very_likely:i,likely:i,held:i,items:a,next_before?:s" },
    { "SureList", "items:a,amount_fen:i,more:b" },
    { "Accept", "items:a" },
    { "Accepted", "accepted:i,refused:i,items:a" },
    { "Match", "gift:s,state:s,rest_fen?:i,payer:s,remark:s,hold?:o,links:a,suggestions:a" },
    { "Link", "order_codes:t,gifts?:t,forget_payer?:b" },
    { "Claim", "payer?:s,giver?:p,forget_payer?:b" },
    { "Unlink", "order_code?:s" },
    { "Hold", "reason:s" },
    { "PayerList", "items:a,next_before?:s" },
    { "ReceiptNotice",
        "donation?:s,payment_no?:s,amount_fen?:i,day?:s,title:s,payer?:s,way?:s,id_no?:s,email?:s,"
        "phone?:s,address?:s,list?:s" },
    { "ReceiptReview", "approve:b,donation?:s,reason?:s" },
    { "ReceiptRequestState", "id:s,state:s" },
    { "ReceiptRequestList", "items:a,next_before?:s" },
    { "ReceiptRun", "given:i,left:i" },
    { "ReceiptEnd", "reason:s,again?:b" },
    { "ReceiptList", "items:a,next_before?:s" },
    { "Receipt",
        "number:s,state:s,payer:s,label:s,currency:s,amount_fen?:i,gifts:i,issued_on:s,copies:i,"
        "entry?:i,void_reason:s,fiscal_code:s,fiscal_no:s" },
    { "DisclosureNotice", "from?:s,to?:s,corrects?:s,reason?:s,reason_en?:s" },
    { "DisclosureEnd", "why:s" },
    { "DisclosureList", "items:a,next_before?:s" },
    { "Disclosure",
        "id?:s,campaign:s,year?:i,number?:i,state:s,from:s,as_of:s,known_at:s,published_at?:s,"
        "corrects?:s,corrected_by?:s,reason_zh:s,reason_en:s,amount_fen:i,gifts:i,givers:i,"
        "period_amount_fen:i,period_gifts:i,first_24h_fen:i,first_24h_gifts:i,refunded_fen:i,"
        "fees_fen:i,refunds:i,later_gifts:i,later_fen:i,spent_fen?:i,days:a,channels:a,others:a,"
        "previous?:s,difference:a,log:o,exercise:b" },
    { "Campaign",
        "code:s,name_zh:s,name_en:s,opened_at:s,gifts:i,givers:i,amount_fen:i,unclaimed_"
        "fen:i,first_24h_gifts:i,"
        "first_24h_fen:i,refunded_fen:i,fees_fen:i,others:a,books_until?:s,provisional:b,exercise:"
        "b,channels?:a,hours?:a" },
    { "CampaignList", "items:a" },
    { "DonationList", "items:a,next_before?:s" },
    { "OrgList", "items:a" },
    { "AccountList", "items:a" },
    { "State", "id:s,state:s" },
    { "Health", "status:s,changes:i,waiting:i,connections:i,requests:i" },
    { "ImportReport", "file?:s,format?:s,rows:i,booked:i,duplicates:i,refunds:i,settlements:i,"
                      "matched?:i,unclaimed?:"
                      "i,amount_fen:i,refund_fen:i,fees_fen:i,others:a,"
                      "ignored:o,rejected:a,stated?:o,difference?:o,dry_run?:b,was_imported?:b,"
                      "doubt?:s,before_campaign?:i,"
                      "in_files?:a,import?:s,state?:s,files?:a" },
    { "Row", "row:i,kind:s,reason?:s,column?:s,value?:s,rule?:s,day?:s,second?:i,amount_fen?:i,fee_"
             "fen?:i,amount?:i,fee?:i,order_no:s,"
             "merchant_no:s,refund_no:s,currency:s,payer:s,note:s" },
    { "AccountDays",
        "account:s,difference_fen:i,left_fen:i,days_without_file:i,days_in_several:i,days:a" },
    { "RowList", "kind:s,rows:i,items:a,next_after?:i" },
    { "UploadList", "items:a" },
    { "RuleList", "items:a" },
    { "RuleNotice", "words:s,campaign:s,purpose?:s,account?:s" },
    { "Made", "id?:s,import?:s,all?:i,gifts?:i,taken?:i,items?:a" },
    { "AccountSettings", "account:s,daily:o,profile:o" },
    { "DailyNotice", "hour:i" },
    { "ProfileChoice", "profile:s" },
    { "ProfileList", "items:a" },
    { "Profile", "profile:i,code:s,name_zh:s,name_en:s,channel:s,columns:o" },
    { "ProfileMade", "code:s,version?:i" },
    { "Look", "reason:s" },
    { "Donor", "id:s,name:s,message:s,payment_no:s" },
    { "Problem", "type:s,status:i,title:s,detail:s,field?:s,value?:s,hint?:s" },
};

static void channel_schema(json_writer *w)
{
    json_object(w);
    json_put_string(w, "type", span_of("string"));
    json_put_string(
        w, "description", span_of("In the public log: wechat, alipay, qr = qr; bank; cash; other"));
    json_name(w, "enum");
    json_array(w);
    for (int channel = 1; channel < CHANNEL_COUNT; channel++)
        json_string(w, span_of(donation_channel_name((donation_channel)channel)));
    json_array_end(w);
    json_object_end(w);
}

static void member_schema(json_writer *w, char type)
{
    static const char *const names[128] = { ['s'] = "string",
        ['i'] = "integer",
        ['b'] = "boolean",
        ['o'] = "object",
        ['a'] = "array",
        ['t'] = "array",
        ['m'] = "integer",
        ['y'] = "string" };
    if (type == 'c') {
        channel_schema(w);
        return;
    }
    json_object(w);
    if (type == 'p')
        json_put_string(w, "description", span_of("A name, or {name, kind, id, display}"));
    else
        json_put_string(w, "type", span_of(names[(unsigned char)type]));
    if (type == 'm')
        json_put_string(w, "description",
            span_of("In the smallest unit of the currency: fen of CNY, cents of HKD, yen of JPY"));
    if (type == 'y')
        json_put_string(
            w, "description", span_of("Three letters of ISO 4217; CNY where none is given"));
    if (type == 'a' || type == 't') {
        json_name(w, "items");
        json_object(w);
        json_put_string(w, "type", span_of(type == 'a' ? "object" : "string"));
        json_object_end(w);
    }
    json_object_end(w);
}

static void schema_write(json_writer *w, const struct schema *schema)
{
    for (int pass = 0; pass < 2; pass++) {
        span rest = span_of(schema->members);
        span item = { NULL, 0 };
        if (pass == 0) {
            json_name(w, schema->name);
            json_object(w);
            json_put_string(w, "type", span_of("object"));
            json_name(w, "properties");
            json_object(w);
        } else {
            json_name(w, "required");
            json_array(w);
        }
        while (span_split(&rest, ',', &item)) {
            char name[40];
            size_t colon = span_find(item, ':');
            bool is_optional = colon > 0 && item.at[colon - 1] == '?';
            snprintf(name, sizeof name, "%.*s", (int)(colon - is_optional), item.at);
            if (pass == 0) {
                json_name(w, name);
                member_schema(w, item.at[colon + 1]);
            } else if (!is_optional) {
                json_string(w, span_of(name));
            }
        }
        if (pass == 0)
            json_object_end(w);
        else
            json_array_end(w);
    }
    json_object_end(w);
}

static void content_write(json_writer *w, const char *type, const char *schema)
{
    char reference[80];
    snprintf(reference, sizeof reference, "#/components/schemas/%s", schema);
    json_name(w, "content");
    json_object(w);
    json_name(w, type);
    json_object(w);
    json_name(w, "schema");
    json_object(w);
    json_put_string(w, "$ref", span_of(reference));
    json_object_end(w);
    json_object_end(w);
    json_object_end(w);
}

static void parameter_write(json_writer *w, span name, const char *where, bool is_required)
{
    json_object(w);
    json_put_string(w, "name", name);
    json_put_string(w, "in", span_of(where));
    json_put_bool(w, "required", is_required);
    json_name(w, "schema");
    json_object(w);
    json_put_string(w, "type", span_of("string"));
    json_object_end(w);
    json_object_end(w);
}

static void parameters_write(json_writer *w, const route *r)
{
    span rest = span_of(r->path);
    span part = { NULL, 0 };
    json_name(w, "parameters");
    json_array(w);
    while (span_split(&rest, '/', &part)) {
        if (part.size >= 3 && part.at[0] == '{')
            parameter_write(w, span_slice(part, 1, part.size - 1), "path", true);
    }
    rest = span_of(r->query ? r->query : "");
    while (r->query && span_split(&rest, ',', &part))
        parameter_write(w, part, "query", false);
    if (r->needs_key)
        parameter_write(w, (span)SPAN("Idempotency-Key"), "header", true);
    json_array_end(w);
}

/* One answer: "409 why". */
static void answer_write(json_writer *w, const route *r, span said)
{
    char code[8];
    snprintf(code, sizeof code, "%.*s", 3, said.at);
    json_name(w, code);
    json_object(w);
    json_put_string(w, "description", span_slice(said, 4, said.size));
    if (code[0] != '2')
        content_write(w, "application/problem+json", "Problem");
    else if (r->answer_schema)
        content_write(w, "application/json", r->answer_schema);
    json_object_end(w);
}

static void operation_write(json_writer *w, const route *r)
{
    static const char *const methods[] = { [NET_GET] = "get",
        [NET_POST] = "post",
        [NET_PUT] = "put",
        [NET_PATCH] = "patch",
        [NET_DELETE] = "delete" };
    json_name(w, methods[r->method]);
    json_object(w);
    json_put_string(w, "summary", span_of(r->summary));
    parameters_write(w, r);
    if (r->gate != GATE_PUBLIC) {
        json_put_string(w, "x-right", span_of(access_right_name(r->needs)));
        json_name(w, "security");
        json_array(w);
        if (r->gate == GATE_VISITOR) {
            json_object(w);
            json_object_end(w);
        }
        json_object(w);
        json_name(w, "token");
        json_array(w);
        json_array_end(w);
        json_object_end(w);
        json_array_end(w);
    }
    if (r->request_schema) {
        bool is_file = strcmp(r->request_schema, "File") == 0;
        json_name(w, "requestBody");
        json_object(w);
        json_put_bool(w, "required", true);
        if (!is_file)
            content_write(w, "application/json", r->request_schema);
        else {
            json_name(w, "content");
            json_object(w);
            json_name(w, "application/octet-stream");
            json_object(w);
            json_object_end(w);
            json_object_end(w);
        }
        json_object_end(w);
    }
    json_name(w, "responses");
    json_object(w);
    answer_write(w, r, (span)SPAN("200 Done"));
    span answers = span_of(r->answers ? r->answers : "");
    span said = { NULL, 0 };
    while (r->answers && span_split(&answers, ';', &said))
        answer_write(w, r, said);
    json_name(w, "default");
    json_object(w);
    json_put_string(w, "description", span_of("What is wrong, and what to do"));
    content_write(w, "application/problem+json", "Problem");
    json_object_end(w);
    json_object_end(w);
    json_object_end(w);
}

/* All operations of one path stand together. */
static void paths_write(json_writer *w, const door_server *s)
{
    size_t count = door_route_count(s);
    for (size_t i = 0; i < count; i++) {
        const route *r = door_route(s, i);
        bool is_first = r->summary != NULL;
        for (size_t k = 0; k < i && is_first; k++)
            is_first = !door_route(s, k)->summary || strcmp(door_route(s, k)->path, r->path) != 0;
        if (!is_first)
            continue;
        json_name(w, r->path);
        json_object(w);
        for (size_t k = i; k < count; k++) {
            if (door_route(s, k)->summary && strcmp(door_route(s, k)->path, r->path) == 0)
                operation_write(w, door_route(s, k));
        }
        json_object_end(w);
    }
}

void api_openapi_get(door_request *r)
{
    buffer b = buffer_in(r->memory, 65536);
    json_writer w = json_write(&b);
    json_object(&w);
    json_put_string(&w, "openapi", span_of("3.1.0"));
    json_name(&w, "info");
    json_object(&w);
    json_put_string(&w, "title", span_of("nuan"));
    json_put_string(&w, "version", span_of("1"));
    json_object_end(&w);
    json_name(&w, "paths");
    json_object(&w);
    paths_write(&w, r->server);
    json_object_end(&w);
    json_name(&w, "components");
    json_object(&w);
    json_name(&w, "securitySchemes");
    json_object(&w);
    json_name(&w, "token");
    json_object(&w);
    json_put_string(&w, "type", span_of("http"));
    json_put_string(&w, "scheme", span_of("bearer"));
    json_object_end(&w);
    json_object_end(&w);
    json_name(&w, "schemas");
    json_object(&w);
    for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++)
        schema_write(&w, &schemas[i]);
    json_object_end(&w);
    json_object_end(&w);
    json_object_end(&w);
    api_answer(r, 200, &b);
}
