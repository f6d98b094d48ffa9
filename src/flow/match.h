/* Matching: finds the promise that a gift keeps, or the giver that its payer stands for.
 * Laws: a promise is closed before a gift is booked as unclaimed; what is certain is matched in the
 * change that books it, the rest waits for a person; matching moves income between claimed and
 * unclaimed by transfers of its own and changes no total; every choice can be taken back.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_FLOW_MATCH_H
#define NUAN_FLOW_MATCH_H

#include "flow/promise.h"
#include "work/match/match.h"

enum { MATCH_PICKS_MAX = 16 };

/* ---- what a gift tells ---------------------------------------------------------------------- */

/* As a row of a file or a notification says it; empty: it does not. */
typedef struct gift_words {
    span order_no; /* the merchant's */
    span account;  /* of the payer, or the provider's name for him */
    span name;     /* of the payer */
    span remark;
} gift_words;

/* The same as keys and seals, made outside of the writer. */
typedef struct gift_told {
    int64_t order_code; /* 0: the merchant's number is none */
    int64_t codes[ORDER_CODES_MAX];
    int code_count;
    int64_t payer_key, name_key;
    span payer, remark; /* sealed as a gift's name and message */
} gift_told;
/* The keys alone. */
void gift_told_keys(const uint8_t seal_key[32], const gift_words *words, gift_told *ret);
/* Keys, and the words sealed where they may be wanted.  Owner: `a`. */
WARN_UNUSED bool gift_told_of(
    arena *a, const uint8_t seal_key[32], const gift_words *words, gift_told *ret, err *reterr);

/* ---- when a gift is booked ------------------------------------------------------------------ */

/* By which a gift of the queue is found. */
typedef struct match_keys {
    int64_t name, payer, code;
} match_keys;

/* Promises and payers that the gifts of one change may belong to. */
typedef struct matching {
    store_txn *txn;
    change *c;
    org_id org;
    campaign_id campaign;
    promise *found;
    size_t found_count;
    promise **by_code, **by_name;
    match_payer *payers;
    size_t payer_count;
    promise_kept *kept; /* of which all is given now; written together */
    size_t kept_count;
    bool *is_given;      /* beside `found`: something was given for it here */
    match_keys *waiting; /* of gifts that wait, or may be a part of a promise */
    size_t waiting_count;
} matching;

/* What becomes of one gift. */
typedef struct match_choice {
    const gift_told *told;
    bool is_certain;
    promise *promises[MATCH_SET_MAX]; /* it keeps these .. */
    size_t promise_count;
    const match_payer *payer; /* .. or is claimed for whom he stands for */
    int32_t confidence;       /* of the best suggestion; 0: there is none */
    bool may_be_part;         /* .. but a promise of its name is more than it */
    donation_giver giver;     /* whose it is, when certain */
} match_choice;

/* Looks up all at once what a change's gifts tell; members that are NULL tell nothing. */
WARN_UNUSED bool matching_begin(
    matching *m, const gift_told *const *told, size_t count, err *reterr);
WARN_UNUSED bool matching_find(
    matching *m, const gift_told *told, money amount, date day, match_choice *ret, err *reterr);
/* Keeps links and facts of a gift that was booked with this choice.  `claims`: nobody had claimed
 * it. */
WARN_UNUSED bool matching_put(matching *m, donation_id id, money amount, const match_choice *choice,
    bool claims, err *reterr);
/* A gift that was in the books before tells more now: it is matched if nobody has claimed it. */
WARN_UNUSED bool matching_known(matching *m, donation_id id, const gift_told *told, err *reterr);
/* Writes the promises that are kept, and looks anew at gifts that wait beside what changed. */
WARN_UNUSED bool matching_end(matching *m, err *reterr);

/* Takes all links of a gift back that leaves the books. */
WARN_UNUSED bool match_undo(store_txn *txn, change *c, const donation_row *gift, err *reterr);

typedef struct notify_input { /* donation.notify */
    donation_notice notice;
    gift_told told;
} notify_input;
/* What a notification tells; its texts are clean and sealed. */
void notify_told(const uint8_t seal_key[32], notify_input *in);
extern const change_kind donation_notify;

/* ---- looking for a person ------------------------------------------------------------------- */

/* All that is known around a gift.  Owner: the arena of the call. */
typedef struct match_around {
    match_fact fact;
    match_gift gift;
    int64_t asset;     /* of the gift: promises and other gifts are looked for when it is CNY */
    promise *promises; /* in the order of place.promises */
    match_payer payer; /* has a meaning when place.payer.is_known */
    match_place place;
    match_suggestion suggestions[MATCH_SUGGESTIONS_MAX];
    size_t count;
} match_around;
/* Fact, gift and asset must be filled in. */
WARN_UNUSED bool match_look(store_conn *conn, arena *a, match_around *ret, err *reterr);

typedef struct match_waiting { /* a gift of the queue */
    match_fact fact;
    int64_t asset;
    money amount; /* smallest unit of the asset */
    date day;
    int64_t paid_us; /* INT64_MIN: only the day is known */
    donation_channel channel;
    statement_id statement;
    int64_t row_number;
} match_waiting;
typedef struct match_filter {
    org_id org;
    campaign_id campaign;
    match_state state;          /* 0: waits and on hold */
    int32_t best_min, best_max; /* confidence from .. up to, not including; 0: all */
    int32_t before_best;        /* place behind which it goes on; 0: from the start */
    int64_t before;
} match_filter;
/* The queue, the likeliest first, at most `limit` of it.  Owner: `a`. */
WARN_UNUSED bool match_queue(store_conn *conn, arena *a, const match_filter *filter, size_t limit,
    match_waiting **ret_rows, size_t *ret_count, err *reterr);
typedef struct match_counts {
    int64_t waiting, fen; /* fen: of CNY */
    int64_t very_likely, likely, held;
} match_counts;
/* How much waits in an organisation's queue, or in that of one campaign. */
WARN_UNUSED bool match_count(
    store_conn *conn, org_id org, campaign_id of, match_counts *ret, err *reterr);
/* A place in the queue as a text, "850-0123456789ABC": where a page ends and the next begins. */
enum { MATCH_PLACE_SIZE = 24 };
void match_place_write(char into[MATCH_PLACE_SIZE], const match_waiting *at);
/* Errors: ERR_INPUT field before. */
WARN_UNUSED bool match_place_parse(span text, match_filter *into, err *reterr);
/* A gift of which one suggestion stands alone from a confidence on. */
typedef struct match_sure {
    match_waiting waiting;
    match_suggestion best;
    promise promise;   /* id {0}: none, it is claimed .. */
    match_payer payer; /* .. for whom this payer stands */
} match_sure;
enum { MATCH_SURE_MAX = 200 };
/* What may be accepted at once, the likeliest first: at most MATCH_SURE_MAX of the gifts that the
 * filter lets through; no promise stands there twice.  *ret_more: there may be others behind.
 * Errors: ERR_INPUT `least` is below MATCH_VERY_LIKELY.  Owner: `a`. */
WARN_UNUSED bool match_sure_list(store_conn *conn, arena *a, match_filter filter, int32_t least,
    match_sure **ret_rows, size_t *ret_count, bool *ret_more, err *reterr);
/* What a gift of the queue may be. */
WARN_UNUSED bool match_look_waiting(
    store_conn *conn, arena *a, const match_waiting *waiting, match_around *ret, err *reterr);

/* ---- changes of a person -------------------------------------------------------------------- */

/* A gift, with what it tells if the queue does not know it (from its kept file). */
typedef struct match_pick {
    donation_id gift;
    bool has_told;
    gift_told told;
} match_pick;

struct import_desk;
/* Picks a gift; reads what it tells from its kept file when the queue does not know it, as far as
 * the file is there.  Errors: ERR_ABSENT no such gift. */
WARN_UNUSED bool match_pick_make(const struct import_desk *desk, arena *home, donation_id id,
    match_pick *ret, donation_row *ret_gift, err *reterr);
/* All that is known around a gift, in the queue or not. */
WARN_UNUSED bool match_look_gift(const struct import_desk *desk, arena *home, donation_id id,
    match_around *ret, donation_row *ret_gift, err *reterr);

typedef struct match_link_input { /* match.link */
    match_pick gifts[MATCH_PICKS_MAX];
    int gift_count;
    promise_id promises[MATCH_PICKS_MAX];
    int promise_count;
    bool forgets; /* the payer is not remembered for next time */
} match_link_input;
typedef struct match_claim_input { /* match.claim */
    match_pick gift;
    donation_giver giver; /* purpose 0 */
    int64_t name_key;
    int64_t payer; /* id of a payer that was learnt: the giver is his; 0: as given above */
    bool forgets;
} match_claim_input;
typedef struct match_gift_input { /* match.unlink, match.hold, match.release */
    match_pick gift;
    promise_id promise; /* unlink: of this one; {0}: all */
    span reason;        /* hold */
} match_gift_input;

typedef struct payer_forget_input { /* payer.forget; its object is the payer */
    int64_t id;
} payer_forget_input;

/* Their object is the gift. */
extern const change_kind match_link_add, match_unlink, match_claim, match_hold_add, match_release;
extern const change_kind payer_forget;

#endif
