/* Inside the web door: its state, and what the handlers share.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_WEB_IN_H
#define NUAN_DOOR_WEB_WEB_IN_H

#include "door/disclosures.h"
#include "door/web/view.h"
#include "door/web/web.h"

enum { WEB_LATEST = 10, WEB_PURPOSES_MAX = 32, WEB_PAGE_ROWS = 50, WEB_URL_MAX = 512 };

typedef struct web web;

web *web_of(const door_request *r);
span web_public_url(const web *w);

/* Wrong tries of sign-ins that do not exist.  They are counted and answered as those of real ones,
 * so that nobody learns here who has a sign-in. */
enum { WEB_DECOYS = 256 };
typedef struct web_decoys {
    sys_mutex lock;
    uint8_t salt[32];
    struct {
        uint64_t key; /* of the login; 0: free */
        int64_t failed, until_us;
    } at[WEB_DECOYS];
} web_decoys;
web_decoys *web_decoys_of(web *w);

/* ---- public transfers ----------------------------------------------------------------------- */

/* A name in both languages. */
typedef struct web_name {
    span zh, en;
} web_name;
span web_name_in(web_name n, say_lang lang);

/* A transfer as the public sees it: no id, no clock time, no order but that of the log. */
typedef struct public_row {
    int64_t number; /* in the log; -1: not in it */
    bool waits;     /* its entry of the log is to come */
    ledger_reason reason;
    bool is_reversal;
    worth amount; /* negative when money went out or an earlier transfer is taken back */
    date day, entered;
    span from_code, to_code; /* credited and debited account */
    web_name from, to;
    donation_channel channel; /* 0: none */
    span label;               /* what the giver agreed to; empty: no choice made */
} public_row;

typedef struct public_list {
    public_row *at;
    size_t count;
} public_list;

/* "logged", "waiting", or "none": a fee and the like has no entry of its own. */
const char *public_row_log(const public_row *row);

/* Reads rows of one of the queries of public transfers, at most `limit`.  Owner: `a`. */
WARN_UNUSED bool public_rows_read(store_conn *conn, arena *a, const store_query *q,
    const store_value *in, int count, size_t limit, public_list *ret, err *reterr);
/* Rows without an entry of the log, at most `limit`, latest day first; account 0: of all. */
WARN_UNUSED bool public_rows_waiting(
    store_conn *conn, arena *a, int64_t account, size_t limit, public_list *ret, err *reterr);
/* What a transfer is: gift, refund ... */
mark_view public_row_mark(const public_row *row);
const char *public_row_said(const public_row *row);
/* Rows as the templates show them.  Owner: the request. */
WARN_UNUSED bool public_items(
    arena *a, say_lang lang, const public_row *rows, size_t count, transfer_list *ret);

/* What a campaign got in other currencies.  Owner: `a`. */
other_list web_others(arena *a, const campaign_figures *f);

/* ---- what is kept for pages from memory ----------------------------------------------------- */

typedef struct kept_campaign {
    campaign_id id;
    web_name organisation;
    public_list latest;
    int64_t refunds, held;
    way *ways;
    size_t way_count;
    disclosure_clock clock;
    disclosure disclosed; /* the last one; id {0}: none */
    money disclosed_sum;
    goods_want *wants;
    size_t want_count;
    seen_figure *seens; /* that stand */
    size_t seen_count;
    size_t purpose_count;
    struct kept_purpose {
        web_name name;
        int64_t gifts, fen;
    } purposes[WEB_PURPOSES_MAX];
} kept_campaign;

typedef struct kept {
    arena own;
    int64_t version; /* grows with each reading */
    bool has_log;
    uint64_t log_size;
    crypt_hash log_root;
    int64_t signed_us;
    web_name root_org;
    int32_t promise_days; /* a new promise stands so long */
    public_list latest;
    size_t campaign_count;
    kept_campaign *campaigns;
} kept;

/* What was read last; nobody changes it until web_kept_give. */
const kept *web_kept_take(web *w);
void web_kept_give(web *w);
const kept_campaign *kept_campaign_find(const kept *k, campaign_id id);
/* Ways to give of a campaign; with the code and amount of a promise their symbols carry them, without
 * (code empty) those that would need it have none.  Owner: `a`. */
WARN_UNUSED bool web_ways(const door_request *r, arena *a, const kept_campaign *of, span code,
    money amount, way_list *ret);

/* ---- pages ---------------------------------------------------------------------------------- */

typedef struct page_cache page_cache;
page_cache *web_page_cache(web *w);
WARN_UNUSED bool page_cache_open(page_cache **ret, err *reterr);
void page_cache_close(page_cache *c);

/* "" or "/en": stands before every address of a page in the reader's language. */
const char *web_base(say_lang lang);
/* An address of this site: base, then the format.  Owner: `a`; empty when it has no room. */
span web_url(arena *a, say_lang lang, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The frame of a public page, from what is kept and the request's path, query and cookie.
 * Owner: `a`. */
page_view web_page(door_request *r, arena *a, page_place place, const char *title);
page_theme web_theme(const door_request *r);
/* A writer of HTML into `out` in the reader's language. */
html web_html(const door_request *r, buffer *out);
/* Answers a page whose bytes stand in `out`. */
void web_answer_page(door_request *r, int status, buffer *out);
/* The same for a page with a form of a visitor: no copy of it is kept, as it has a key in it. */
void web_answer_form(door_request *r, int status, buffer *out);
/* The same for a page that only its reader may see: kept nowhere, found by no search engine, and what
 * it links to does not learn its address. */
void web_answer_private(door_request *r, int status, buffer *out);
/* The same for a page whose script asks this server for more. */
void web_answer_asking(door_request *r, int status, buffer *out);
/* Answers a file, JSON for a program or CSV for a workbook; `name` is what a browser calls it, or NULL. */
void web_answer_data(door_request *r, const char *type, const char *name, buffer *out);
/* Puts a byte order mark before a csv: a workbook program in Chinese takes one without it for GBK. */
void web_csv_mark(buffer *b);
/* The campaign of the first parameter; answers itself when there is none. */
bool web_campaign(door_request *r, campaign *ret);
void web_absent(door_request *r);
/* A time of the books for everybody: no second of it may tell whose payment was the last. */
int64_t web_minute(int64_t us);
/* The civil day of an instant in the zone of the house. */
date web_day(const house *h, int64_t us);
/* Names in the reader's language. */
span web_campaign_name(const campaign *c, say_lang lang);
/* Fills a card or the head of a campaign's page. */
void web_campaign_item(door_request *r, arena *a, const campaign *c, const campaign_figures *f,
    const kept *k, campaign_item *ret);
/* One line of a CSV file that says that all of it is a demo; nothing otherwise. */
span web_demo_mark(const house *h);

/* ---- handlers ------------------------------------------------------------------------------- */

void web_home_get(door_request *r);
void web_campaign_get(door_request *r);
void web_give_get(door_request *r);
void web_goods_get(door_request *r);
void web_poster_get(door_request *r);
void web_card_get(door_request *r);
void web_give_post(door_request *r);
void web_gift_get(door_request *r);
void web_gift_withdraw_post(door_request *r);
void web_claim_get(door_request *r);
void web_claim_post(door_request *r);
void web_gift_receipt_post(door_request *r);
void web_gift_receipt_proof_get(door_request *r);
void web_gift_receipt_pdf_get(door_request *r);
/* Draws a receipt and answers with it; `work` is opened here and holds the bytes until the answer is
 * sent.  False, and nothing is answered, if it can't be drawn. */
typedef struct web_paper {
    store_conn *conn;
    say_lang lang;
    int32_t copy;
    span name; /* of the file */
} web_paper;
struct receipt;
WARN_UNUSED bool web_receipt_pdf(
    door_request *r, arena *work, const web_paper *how, const struct receipt *of, err *reterr);
void web_campaign_json_get(door_request *r);
void web_campaign_hours_get(door_request *r);
void web_campaign_days_get(door_request *r);
void web_ledger_get(door_request *r);
void web_ledger_csv_get(door_request *r);
void web_ledger_json_get(door_request *r);
void web_accounts_csv_get(door_request *r);
void web_account_get(door_request *r);
void web_account_csv_get(door_request *r);
void web_account_json_get(door_request *r);
void web_transfer_get(door_request *r);
void web_leaf_get(door_request *r);
void web_disclosures_get(door_request *r);
void web_disclosure_get(door_request *r);
void web_ask_get(door_request *r);
void web_ask_post(door_request *r);
void web_question_get(door_request *r);
void web_disclosure_csv_get(door_request *r);
void web_disclosure_json_get(door_request *r);
void web_disclosure_text_get(door_request *r);
void web_disclosure_pdf_get(door_request *r);
void web_disclosure_gifts_get(door_request *r);
void web_disclosure_gifts_csv_get(door_request *r);
void web_verify_get(door_request *r);
void web_figures_get(door_request *r);
void web_asset_get(door_request *r);
void web_robots_get(door_request *r);
void web_icon_get(door_request *r);

#endif
