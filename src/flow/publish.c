/* The sequencer: one step reads what the changes behind the cursor disclose, composes leaves, and
 * has the writer append them with the cursor in one commit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/publish_in.h"

#include "change/audit.h"
#include "file/file.h"
#include "flow/import_in.h"
#include "flow/match.h"
#include "flow/move.h"
#include "flow_sql.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    NODE = 1,
    FEED_STEP = 1024, /* changes of one step .. */
    /* .. and leaves of it while others' changes wait: they wait for its commit, too */
    ENTRIES_BESIDE = 1024,
    REFUNDS_ROOM = 1024,    /* refunds of other files that are published with one */
    HOME_SIZE = 96 << 20,   /* one step: 1 KiB an entry and the feed */
    BATCH_SIZE = 256 << 20, /* one confirmed file: 24 bytes a gift, its order numbers */
    CODES_MAX = 64,
    PASS_SIZE = 4 << 20
};

/* A record of a confirmed file, in the order in which its leaf will stand. */
typedef struct batch_item {
    int64_t id;
    int64_t row;          /* of the file, 0 for refunds */
    campaign_id campaign; /* of a void */
    int32_t day;
    bool is_refund;
    uint64_t order; /* random within the day */
} batch_item;

/* A row of the file: where the payment number of a gift stands. */
typedef struct batch_number {
    int64_t row;
    span order_no;
} batch_number;

struct publisher {
    publish_desk desk;
    arena own;
    arena home;       /* of one step */
    arena spare;      /* of the step before it, and of the entries that are read ahead */
    log_entry *ahead; /* entries of the next step, in `spare`; NULL: none */
    size_t ahead_count, ahead_at;
    arena batch; /* of the confirmed file that is being published */
    int64_t batch_seq;
    size_t batch_at; /* items that are done */
    bool batch_voids;
    bool batch_is_cut; /* there was no room for all: it is read again when these are done */
    org_id batch_org;
    batch_item *items;
    size_t item_count;
    batch_number *numbers;
    size_t number_count;
    int code_count;
    /* also of campaigns: ids are unique in the house */
    struct {
        int64_t org;
        span code;
    } codes[CODES_MAX];
    int32_t note_day; /* of the last note; 0: not yet looked up */
};

/* One publication on its way to the writer. */
typedef struct publication {
    const publisher *p;
    size_t batch_at; /* of the publisher, once this is in the log */
    log_batch *batch;
    bool has_work;
    bool has_cursor;
    log_cursor cursor;
    bool begins_wait, moves_wait, ends_wait;
    log_wait wait;
    publish_closes closes;
} publication;

/* ---- opening -------------------------------------------------------------------------------- */

bool publisher_open(const publish_desk *desk, publisher **ret, err *reterr)
{
    assert(desk && desk->conn && desk->writer && desk->sequencer && ret);
    arena own = { 0 };
    if (!arena_open(&own, 1 << 20))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory for the public log"));
    publisher *p = ARENA_NEW(&own, publisher, 1);
    p->own = own;
    p->desk = *desk;
    if (!arena_open(&p->home, HOME_SIZE) || !arena_open(&p->spare, HOME_SIZE)) {
        publisher_close(p);
        return err_set(reterr, ERR_MEMORY, N_("not enough memory for the public log"));
    }
    *ret = p;
    return true;
}

store_conn *publisher_conn(const publisher *p)
{
    return p->desk.conn;
}

arena *publisher_home(publisher *p)
{
    return &p->home;
}

date publisher_day(const publisher *p, int64_t civil_us)
{
    return sys_zone_local(p->desk.zone, civil_us).day;
}

void publisher_close(publisher *p)
{
    if (!p)
        return;
    arena_close(&p->batch);
    arena_close(&p->home);
    arena_close(&p->spare);
    arena own = p->own;
    arena_close(&own);
}

/* ---- entries -------------------------------------------------------------------------------- */

static bool memory_short(err *reterr)
{
    return err_set(reterr, ERR_MEMORY, N_("not enough memory for the public log"));
}

static span code_known(const publisher *p, int64_t id)
{
    for (int i = 0; i < p->code_count; i++) {
        if (p->codes[i].org == id)
            return p->codes[i].code;
    }
    return (span){ NULL, 0 };
}

/* Codes never change.  {NULL, 0}: not enough memory. */
static span code_keep(publisher *p, int64_t id, span code)
{
    bool keeps = p->code_count < CODES_MAX;
    span kept = arena_copy(keeps ? &p->own : &p->home, code);
    if (keeps && kept.at) {
        p->codes[p->code_count].org = id;
        p->codes[p->code_count++].code = kept;
    }
    return kept;
}

static bool org_code(publisher *p, org_id org, span *ret, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(org.value) };
    *ret = code_known(p, org.value);
    if (ret->at)
        return true;
    if (!store_query_open(p->desk.conn, &FLOW_ORG_CODE, in, 1, &rows, reterr))
        return false;
    if (store_rows_next(&rows))
        *ret = code_keep(p, org.value, store_rows_text(&rows, 0));
    if (!store_rows_close(&rows, reterr))
        return false;
    return ret->at ||
           err_set(reterr, ERR_DAMAGE, N_("the unit %lld is missing"), (long long)org.value);
}

static bool campaign_code(publisher *p, campaign_id of, span *ret, err *reterr)
{
    campaign c = { 0 };
    *ret = code_known(p, of.value);
    if (ret->at)
        return true;
    if (!campaign_get(p->desk.donations, of, &c))
        return err_set(reterr, ERR_DAMAGE, N_("the campaign %lld is missing"), (long long)of.value);
    *ret = code_keep(p, of.value, span_of(c.code));
    return ret->at != NULL || memory_short(reterr);
}

bool entry_begin(
    publisher *p, org_id org, campaign_id of, entry_list *list, log_entry **ret, err *reterr)
{
    span unit = { NULL, 0 };
    span project = { NULL, 0 };
    if (!org_code(p, org, &unit, reterr) || !campaign_code(p, of, &project, reterr))
        return false;
    log_entry *e = &list->at[list->count++];
    *e = (log_entry){ .org_id = org.value, .project_id = of.value };
    e->what.org = unit;
    e->what.project = project;
    *ret = e;
    return true;
}

static leaf_channel channel_of(donation_channel channel)
{
    const char *name = donation_channel_leaf(channel);
    for (int c = LEAF_QR; c < LEAF_CHANNEL_COUNT; c++) {
        if (strcmp(leaf_channel_name((leaf_channel)c), name) == 0)
            return (leaf_channel)c;
    }
    return LEAF_OTHER;
}

static int number_order(const void *a, const void *b)
{
    const batch_number *one = a;
    const batch_number *two = b;
    return (one->row > two->row) - (one->row < two->row);
}

/* The payment number of a gift that came from the file being published. */
static span number_find(const publisher *p, int64_t row)
{
    const batch_number key = { .row = row };
    const batch_number *found =
        p->number_count == 0 ? NULL
                             : bsearch(&key, p->numbers, p->number_count, sizeof key, number_order);
    return found ? found->order_no : (span){ NULL, 0 };
}

bool gift_entry(publisher *p, donation_id id, int64_t row, entry_list *list, err *reterr)
{
    donation_row gift = { 0 };
    donation_person person = { 0 };
    span label = { NULL, 0 };
    log_entry *e = NULL;
    if (!donation_get(p->desk.conn, id, &gift, reterr))
        return false;
    if (gift.state != DONATION_BOOKED)
        return true;
    if (!entry_begin(p, gift.org, gift.campaign, list, &e, reterr) ||
        ((row == 0 || gift.is_claimed) &&
            !donation_person_get(
                p->desk.conn, &p->home, p->desk.seal_key, gift.org, id, &label, &person, reterr)))
        return false;
    e->source_id = id.value;
    e->what.kind = LEAF_GIFT;
    e->what.day = gift.day;
    e->what.amount = gift.amount.fen;
    e->what.currency = span_of(currency_of(gift.asset)->code);
    e->what.channel = channel_of(gift.channel);
    if (gift.has_entry_key) {
        memcpy(e->entry_key, gift.entry_key, sizeof e->entry_key);
        e->label = label.size > 0 ? label : span_of("爱心人士");
        e->name = person.name;
        e->pay = row != 0 ? number_find(p, row) : person.payment_no;
    }
    return true;
}

static bool refund_entry(publisher *p, int64_t id, entry_list *list, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(id) };
    if (!store_query_open(p->desk.conn, &FLOW_REFUND, in, 1, &rows, reterr))
        return false;
    bool is_found = store_rows_next(&rows) && store_rows_int(&rows, 4) == REFUND_BOOKED;
    org_id org = { is_found ? store_rows_int(&rows, 0) : 0 };
    campaign_id of = { is_found ? store_rows_int(&rows, 1) : 0 };
    int64_t amount = is_found ? store_rows_int(&rows, 2) : 0;
    date day = { is_found ? (int32_t)store_rows_int(&rows, 3) : 0 };
    int64_t asset = is_found ? store_rows_int(&rows, 5) : 0;
    if (!store_rows_close(&rows, reterr))
        return false;
    log_entry *e = NULL;
    if (!is_found)
        return true;
    if (!entry_begin(p, org, of, list, &e, reterr))
        return false;
    e->source_id = id;
    e->what.kind = LEAF_REFUND;
    e->what.day = day;
    e->what.amount = amount;
    e->what.currency = span_of(currency_of(asset)->code);
    return true;
}

bool leaf_standing(publisher *p, int64_t source, int64_t *ret_number, bool *ret_found, err *reterr)
{
    const store_value in[] = { store_int(source) };
    return store_find_int(p->desk.conn, &FLOW_LEAF_STANDING, in, 1, ret_number, ret_found, reterr);
}

bool void_entry(publisher *p, const void_item *item, entry_list *list, err *reterr)
{
    int64_t number = 0;
    bool is_found = false;
    log_entry *e = NULL;
    if (!leaf_standing(p, item->source, &number, &is_found, reterr))
        return false;
    if (!is_found)
        return true;
    if (!entry_begin(p, item->org, item->campaign, list, &e, reterr))
        return false;
    e->source_id = item->source;
    e->what.kind = LEAF_VOID;
    e->what.day = item->day;
    e->what.has_sup = true;
    e->what.sup = number;
    e->what.why = span_of(item->why);
    return true;
}

static bool undone_entry(publisher *p, const batch_item *item, entry_list *list, err *reterr)
{
    const void_item what = { .org = p->batch_org,
        .campaign = item->campaign,
        .source = item->id,
        .day = { item->day },
        .why = "import-undone" };
    return void_entry(p, &what, list, reterr);
}

/* ---- a confirmed file ----------------------------------------------------------------------- */

static int item_order(const void *a, const void *b)
{
    const batch_item *one = a;
    const batch_item *two = b;
    if (one->day != two->day)
        return one->day < two->day ? -1 : 1;
    if (one->order != two->order)
        return one->order < two->order ? -1 : 1;
    return (one->id > two->id) - (one->id < two->id);
}

static uint64_t random_order(const log_wait *wait, int64_t id)
{
    uint8_t pieces[LEAF_KEY_SIZE + sizeof id];
    memcpy(pieces, wait->order_key, LEAF_KEY_SIZE);
    memcpy(pieces + LEAF_KEY_SIZE, &id, sizeof id);
    crypt_hash hash = crypt_sha256((span){ (const char *)pieces, sizeof pieces });
    uint64_t order = 0;
    memcpy(&order, hash.bytes, sizeof order);
    return order;
}

/* Adds what a query names: id, day, row. */
static bool items_read(publisher *p, const log_wait *wait, const store_query *q,
    const store_value *in, int count, bool is_refund, size_t room, err *reterr)
{
    store_rows rows = { 0 };
    if (!store_query_open(p->desk.conn, q, in, count, &rows, reterr))
        return false;
    while (p->item_count < room && store_rows_next(&rows)) {
        batch_item *item = &p->items[p->item_count++];
        *item = (batch_item){ .id = store_rows_int(&rows, 0),
            .day = (int32_t)store_rows_int(&rows, 1),
            .row = store_rows_int(&rows, 2),
            .is_refund = is_refund };
        if (p->batch_voids)
            item->campaign.value = store_rows_int(&rows, 3);
        item->order = random_order(wait, item->id);
    }
    return store_rows_close(&rows, reterr);
}

/* Payment numbers by row, from the kept file.  A file that is gone costs the proofs by number,
 * not the leaves. */
static bool numbers_read(publisher *p, const statement *s, err *reterr)
{
    sys_map map = { 0 };
    payfile *file = NULL;
    payfile_format format = { 0 };
    size_t room = (size_t)s->counts.rows;
    p->numbers = ARENA_NEW(&p->batch, batch_number, room);
    if (!p->numbers)
        return memory_short(reterr);
    err why = { 0 };
    if (!format_of_statement(p->desk.conn, &p->batch, s, &format, reterr))
        return false;
    if (!file_open(p->desk.folder, &s->digest, false, &map, &why)) {
        if (why.code == ERR_ABSENT || why.code == ERR_DAMAGE)
            return true;
        *reterr = why;
        return false;
    }
    bool is_good = payfile_open(&p->batch, &format, map.bytes, &file, reterr);
    payfile_row row = { 0 };
    size_t passed = 0;
    bool more = is_good;
    while (is_good && more && p->number_count < room) {
        is_good = payfile_next(file, &row, &more, reterr);
        if (is_good && row.offset >= passed + PASS_SIZE) {
            sys_map_pass(&map, passed, row.offset);
            passed = row.offset;
        }
        if (!is_good || !more || row.kind != PAYFILE_GIFT)
            continue;
        span kept = arena_copy(&p->batch, row.order_no);
        is_good = kept.at != NULL || memory_short(reterr);
        p->numbers[p->number_count++] = (batch_number){ .row = row.number, .order_no = kept };
    }
    payfile_close(file);
    sys_map_close(&map);
    return is_good;
}

/* Reads what the waiting file discloses and is not in the log yet: once, and again after a
 * restart. */
static bool batch_load(publisher *p, const log_wait *wait, err *reterr)
{
    statement s = { 0 };
    int64_t first = 0;
    int64_t last = 0;
    arena_close(&p->batch);
    p->item_count = p->number_count = p->batch_at = 0;
    p->batch_seq = 0;
    if (!statement_get(p->desk.conn, (statement_id){ wait->statement_id }, &s, reterr) ||
        !statement_ids(p->desk.conn, s.org, s.id, &first, &last, reterr))
        return false;
    if (!arena_open(&p->batch, BATCH_SIZE + (size_t)s.counts.rows * 128))
        return memory_short(reterr);
    size_t room = (size_t)s.counts.rows + REFUNDS_ROOM;
    p->items = ARENA_NEW(&p->batch, batch_item, room);
    if (!p->items)
        return memory_short(reterr);
    p->batch_voids = s.state == STATEMENT_UNDOING || s.state == STATEMENT_UNDONE;
    p->batch_org = s.org;
    const store_value gifts[] = { store_int(s.org.value), store_int(first), store_int(last),
        store_int(s.id.value) };
    const store_value seen[] = { gifts[0], gifts[3] };
    bool is_good =
        s.state == STATEMENT_BOOKED /* only refunds that its gifts set free */
            ? items_read(p, wait, &FLOW_REFUNDS_UNLOGGED, gifts, 1, true, room, reterr)
            : p->batch_voids
                  ? items_read(p, wait, &FLOW_GIFTS_VOID, gifts, 1, false, room, reterr) &&
                        items_read(p, wait, &FLOW_REFUNDS_VOID, gifts, 1, true, room, reterr)
                  : items_read(p, wait, &FLOW_STATEMENT_GIFTS, gifts, 4, false, room, reterr) &&
                        items_read(p, wait, &FLOW_STATEMENT_SEEN, seen, 2, false, room, reterr) &&
                        items_read(p, wait, &FLOW_REFUNDS_UNLOGGED, gifts, 1, true, room, reterr) &&
                        numbers_read(p, &s, reterr);
    if (!is_good)
        return false;
    qsort(p->items, p->item_count, sizeof *p->items, item_order);
    p->batch_is_cut = p->item_count == room;
    p->batch_seq = wait->seq;
    return true;
}

/* Entries of the batch from item `at` on; *ret_at is the first that is not among them. */
static bool items_take(publisher *p, size_t at, entry_list *list, size_t *ret_at, err *reterr)
{
    size_t most = writer_waiting(p->desk.writer) > 0 ? ENTRIES_BESIDE : PUBLISH_ENTRIES_MAX;
    for (; at < p->item_count && list->count < most; at++) {
        const batch_item *item = &p->items[at];
        bool is_good = p->batch_voids ? undone_entry(p, item, list, reterr)
                       : item->is_refund
                           ? refund_entry(p, item->id, list, reterr)
                           : gift_entry(p, (donation_id){ item->id }, item->row, list, reterr);
        if (!is_good)
            return false;
    }
    *ret_at = at;
    return true;
}

static bool batch_entries(
    publisher *p, const log_wait *wait, entry_list *list, publication *pub, err *reterr)
{
    if (p->batch_seq != wait->seq && !batch_load(p, wait, reterr))
        return false;
    if (p->ahead) {
        *list = (entry_list){ .at = p->ahead, .count = p->ahead_count };
        pub->batch_at = p->ahead_at;
    } else if (!items_take(p, p->batch_at, list, &pub->batch_at, reterr)) {
        return false;
    }
    pub->wait = *wait;
    pub->wait.done += (int64_t)list->count;
    pub->ends_wait = pub->batch_at == p->item_count && !p->batch_is_cut;
    pub->moves_wait = !pub->ends_wait;
    return true;
}

static void homes_swap(publisher *p)
{
    arena home = p->home;
    p->home = p->spare;
    p->spare = home;
}

/* While the writer stores a step, the entries of the next one are read: half of the work.  What
 * can't be read now is read by the next step, which then tells why. */
static void batch_ahead(publisher *p, size_t at)
{
    err ignored = { 0 };
    p->ahead = NULL;
    homes_swap(p);
    arena_reset(&p->home, 0);
    entry_list list = { .at = ARENA_NEW(&p->home, log_entry, PUBLISH_ENTRIES_MAX + 2) };
    bool is_good = list.at && store_snapshot(p->desk.conn, true, &ignored);
    if (is_good) {
        is_good = items_take(p, at, &list, &p->ahead_at, &ignored);
        is_good = store_snapshot(p->desk.conn, false, &ignored) && is_good;
    }
    homes_swap(p);
    p->ahead = is_good ? list.at : NULL;
    p->ahead_count = list.count;
}

/* ---- the feed ------------------------------------------------------------------------------- */

bool in_list(const entry_list *list, int64_t id)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].source_id == id)
            return true;
    }
    return false;
}

bool is_disclosed(publisher *p, const entry_list *list, int64_t id, bool *ret_is, err *reterr)
{
    int64_t number = 0;
    if (!log_source_find(p->desk.conn, id, &number, ret_is, reterr))
        return false;
    *ret_is = *ret_is || in_list(list, id);
    return true;
}

/* A file whose booking has ended may have brought gifts that refunds of confirmed files had waited
 * for.  Those of a file that is confirmed go along with its gifts. */
static bool refunds_wait(publisher *p, statement_id id, bool *ret_any, err *reterr)
{
    statement s = { 0 };
    store_rows rows = { 0 };
    *ret_any = false;
    if (!statement_get(p->desk.conn, id, &s, reterr))
        return false;
    if (s.state == STATEMENT_CONFIRMED)
        return true;
    const store_value in[] = { store_int(s.org.value) };
    if (!store_query_open(p->desk.conn, &FLOW_REFUNDS_UNLOGGED, in, 1, &rows, reterr))
        return false;
    *ret_any = store_rows_next(&rows);
    return store_rows_close(&rows, reterr);
}

/* ---- a change ------------------------------------------------------------------------------- */

static bool feed_row(
    publisher *p, const audit_row *row, entry_list *list, publication *pub, err *reterr)
{
    const donation_id gift = { row->object_id };
    bool is_known = false;
    bool is_new_gift = (row->kind == donation_notify.number && row->outcome == NOTICE_BOOKED) ||
                       row->kind == donation_enter.number;
    bool is_merged = row->kind == donation_notify.number && row->outcome == NOTICE_MERGED;
    bool is_refund = row->kind == donation_refund.number;
    if (is_new_gift)
        return gift_entry(p, gift, 0, list, reterr);
    if (row->kind == donation_move.number)
        return move_entries(p, gift, list, reterr);
    if (is_merged || is_refund)
        return is_disclosed(p, list, row->object_id, &is_known, reterr) &&
               (is_known || (is_refund ? refund_entry(p, row->object_id, list, reterr)
                                       : gift_entry(p, gift, 0, list, reterr)));
    bool is_batch = false;
    if (row->kind == statement_finish.number &&
        !refunds_wait(p, (statement_id){ row->object_id }, &is_batch, reterr))
        return false;
    is_batch = is_batch || row->kind == statement_confirm.number ||
               row->kind == statement_accept.number || row->kind == statement_unbooked.number;
    if (!is_batch)
        return true;
    pub->begins_wait = true;
    pub->wait =
        (log_wait){ .seq = row->seq, .org_id = row->org.value, .statement_id = row->object_id };
    sys_random(pub->wait.order_key, sizeof pub->wait.order_key);
    return true;
}

static bool is_disclosure(const audit_row *row)
{
    return row->kind == DISCLOSURE_PREPARE || row->kind == DISCLOSURE_ENTER;
}

/* Closes stand in a step of their own: behind all that was entered before them. */
static bool feed_closes(
    publisher *p, const audit_row *row, entry_list *list, publication *pub, err *reterr)
{
    return close_entries(p, (disclosure_id){ row->object_id }, list, &pub->closes, reterr);
}

/* Reads changes up to the first that confirms a file, whose leaves come after those before it, or
 * that freezes a disclosure. */
static bool feed_entries(
    publisher *p, entry_list *list, publication *pub, bool *ret_more, err *reterr)
{
    audit_row *rows = NULL;
    size_t count = 0;
    int64_t after = 0;
    if (!log_cursor_read(p->desk.conn, NODE, &after, reterr) ||
        !audit_feed(p->desk.conn, &p->home, after, FEED_STEP, &rows, &count, reterr))
        return false;
    size_t at = 0;
    for (; at < count && !pub->begins_wait && list->count < PUBLISH_ENTRIES_MAX; at++) {
        bool is_frozen = is_disclosure(&rows[at]);
        if (pub->closes.is_new || (is_frozen && list->count > 0))
            break;
        if (!(is_frozen ? feed_closes : feed_row)(p, &rows[at], list, pub, reterr))
            return false;
    }
    pub->has_cursor = at > 0;
    pub->cursor = (log_cursor){ .node = NODE, .seq = at > 0 ? rows[at - 1].seq : after };
    *ret_more = at < count || count == FEED_STEP || pub->begins_wait;
    return true;
}

/* ---- notes: the heads of the audit chain, once a day ----------------------------------------- */

static bool note_day_read(publisher *p, err *reterr)
{
    int64_t number = 0;
    bool is_found = false;
    log_row row = { 0 };
    leaf what = { 0 };
    p->note_day = 19000101;
    if (!store_find_int(p->desk.conn, &FLOW_NOTE_LAST, NULL, 0, &number, &is_found, reterr))
        return false;
    if (!is_found)
        return true;
    if (!log_leaf_read(p->desk.conn, &p->home, number, &row, reterr) ||
        !leaf_parse(&p->home, row.bytes, &what, reterr))
        return false;
    p->note_day = what.day.day;
    return true;
}

static bool note_entry(publisher *p, entry_list *list, int32_t *ret_day, err *reterr)
{
    date today = sys_zone_local(p->desk.zone, sys_real_us(p->desk.clock)).day;
    *ret_day = p->note_day;
    if (p->note_day == 0 && !note_day_read(p, reterr))
        return false;
    leaf_head *head = ARENA_NEW(&p->home, leaf_head, 1);
    if (!head)
        return memory_short(reterr);
    if (p->note_day >= today.day)
        return true;
    if (!audit_head(p->desk.conn, head->hash.bytes, &head->number, reterr))
        return false;
    if (head->number == 0)
        return true;
    head->node = NODE;
    log_entry *e = &list->at[list->count++];
    *e = (log_entry){ .source_id = head->number };
    e->what.kind = LEAF_NOTE;
    e->what.day = today;
    e->what.heads = head;
    e->what.head_count = 1;
    *ret_day = today.day;
    return true;
}

/* ---- a step --------------------------------------------------------------------------------- */

static bool publication_write(void *self, store_txn *txn, err *reterr)
{
    publication *pub = self;
    return log_append(txn, pub->p->desk.sequencer, pub->batch, reterr) &&
           (!pub->closes.is_new || closes_write(txn, &pub->closes, pub->batch, reterr)) &&
           (!pub->begins_wait || log_wait_add(txn, &pub->wait, reterr)) &&
           (!pub->moves_wait || log_wait_set(txn, pub->wait.seq, pub->wait.done, reterr)) &&
           (!pub->ends_wait || log_wait_end(txn, pub->wait.seq, reterr));
}

/* Reads what waits and composes its leaves, all from one state of the store. */
static bool step_compose(publisher *p, publication *pub, size_t *ret_entries, int32_t *ret_note_day,
    bool *ret_more, err *reterr)
{
    entry_list list = { 0 };
    log_wait wait = { 0 };
    bool is_waiting = false;
    if (!log_wait_first(p->desk.conn, &wait, &is_waiting, reterr))
        return false;
    if (!is_waiting || wait.seq != p->batch_seq)
        p->ahead = NULL;
    if (!p->ahead)
        list.at = ARENA_NEW(&p->home, log_entry, PUBLISH_ENTRIES_MAX + 2);
    if (!p->ahead && !list.at)
        return memory_short(reterr);
    if (is_waiting ? !batch_entries(p, &wait, &list, pub, reterr)
                   : !feed_entries(p, &list, pub, ret_more, reterr))
        return false;
    *ret_more = *ret_more || is_waiting;
    if (!note_entry(p, &list, ret_note_day, reterr))
        return false;
    *ret_entries = list.count;
    pub->has_work = list.count > 0 || pub->has_cursor || is_waiting;
    return !pub->has_work || log_compose(p->desk.conn, &p->home, p->desk.sequencer, list.at,
                                 list.count, &pub->batch, reterr);
}

bool publish_step(publisher *p, bool *ret_more, int64_t *ret_count, err *reterr)
{
    assert(p && ret_more && ret_count);
    *ret_more = false;
    *ret_count = 0;
    homes_swap(p);
    if (!p->ahead)
        arena_reset(&p->home, 0);
    publication pub = { .p = p };
    size_t entries = 0;
    int32_t note_day = 0;
    err other = { 0 };
    if (!store_snapshot(p->desk.conn, true, reterr))
        return false;
    bool is_good = step_compose(p, &pub, &entries, &note_day, ret_more, reterr);
    p->ahead = NULL;
    is_good = store_snapshot(p->desk.conn, false, is_good ? reterr : &other) && is_good;
    if (!is_good || !pub.has_work)
        return is_good;
    pub.batch->cursors = &pub.cursor;
    pub.batch->cursor_count = pub.has_cursor;
    pub.batch->now_us = sys_real_us(p->desk.clock);
    writer_task task;
    writer_exclusive_begin(p->desk.writer, publication_write, &pub, &task);
    if (pub.moves_wait)
        batch_ahead(p, pub.batch_at);
    if (!writer_exclusive_wait(&task, reterr)) {
        p->ahead = NULL;
        return false;
    }
    p->note_day = note_day;
    p->batch_at = pub.batch_at;
    *ret_count = (int64_t)entries;
    if (p->batch_is_cut && p->batch_at == p->item_count)
        p->batch_seq = 0;
    if (pub.ends_wait) {
        arena_close(&p->batch);
        p->batch_seq = 0;
        p->item_count = p->number_count = 0;
    }
    return true;
}

/* Entries of the file that comes next, and of those behind it only that there are some. */
static bool backlog_read(publisher *p, int64_t *ret_left, err *reterr)
{
    log_wait wait = { 0 };
    statement s = { 0 };
    bool is_found = false;
    *ret_left = 0;
    if (!log_wait_first(p->desk.conn, &wait, &is_found, reterr))
        return false;
    if (!is_found)
        return true;
    if (!statement_get(p->desk.conn, (statement_id){ wait.statement_id }, &s, reterr))
        return false;
    *ret_left = s.counts.booked + s.counts.refunds - wait.done;
    if (*ret_left < 1 || s.state == STATEMENT_BOOKED)
        *ret_left = 1;
    return true;
}

bool publish_all(publisher *p, int64_t limit, int64_t *ret_left, err *reterr)
{
    int64_t done = 0;
    bool more = true;
    while (more) {
        int64_t count = 0;
        if (!backlog_read(p, ret_left, reterr))
            return false;
        /* Beginning with a file costs as much as reading it: one that is too large for now is
         * left whole. */
        if (*ret_left > limit - done || done >= limit)
            return true;
        if (!publish_step(p, &more, &count, reterr))
            return false;
        done += count;
    }
    return true;
}
