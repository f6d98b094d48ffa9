/* The writer.  One batch: take what waits; begin; decide each change in order (repeat? right?
 * apply); flush the parts; one audit row a change and one link of the chain; commit; tell
 * everybody.  When a constraint refuses the flush, the batch is rolled back and its changes run one
 * a transaction: only the culprit is refused.
 * SPDX-License-Identifier: Apache-2.0 */
#include "change/writer.h"

#include "access/access.h"
#include "change/chain_in.h"
#include "change/keys_in.h"
#include "change_sql.h"
#include "crypt/crypt.h"

#include <assert.h>
#include <string.h>

enum {
    WRITER_NODE = 1,
    WRITER_HOME_SIZE = 64 << 20,
    KEY_HOURS = 72,
    CROWD_MIN = 16,
    CROWD_WAIT_US_MAX = 2000
};
#define HOUR_US INT64_C(3600000000)

struct writer {
    writer_plan plan;
    store_conn *conn;
    arena home; /* of the current batch */
    arena own;  /* this struct's arena */
    keys keys;
    id_maker ids;
    chain_link chain;
    int64_t seq;       /* last committed */
    int64_t keys_from; /* older changes than this have no keys in memory */
    int64_t forget_us; /* steady time of the next look for keys that are too old */
    /* the outcome of the last commit is not known: settled before anything is written */
    bool is_blind;
    chain_link unsettled; /* its link, and the keys of its changes */
    int unsettled_count;
    uint8_t unsettled_keys[WRITER_BATCH_MAX][CHANGE_KEY_SIZE];
    sys_thread thread;
    sys_mutex lock;    /* guards all below */
    sys_signal filled; /* something waits */
    sys_signal told;   /* somebody's change or job is done */
    change *first, *last;
    writer_task *jobs;
    int waiting;
    int wanted; /* the thread waits until so many wait; 0: for anything */
    bool is_closing;
};

/* ---- deciding one change -------------------------------------------------------------------- */

static void refuse(change *c, const err *e)
{
    c->is_refused = true;
    c->error = *e;
}

/* A key that came before: the first answer again, or 422 when the body differs. */
static bool repeat_answer(writer *w, store_txn *txn, change *c, int64_t seq, err *reterr)
{
    store_rows rows = { 0 };
    const store_value in[] = { store_int(WRITER_NODE), store_int(seq) };
    if (!store_look(txn, &CHANGE_OUTCOME, in, 2, &rows, reterr))
        return false;
    bool is_found = store_rows_next(&rows);
    bool is_same = false;
    if (is_found) {
        span digest = store_rows_text(&rows, 0);
        is_same = crypt_equal(digest, (span){ (const char *)c->digest, CHANGE_DIGEST_SIZE });
        c->object_id = store_rows_int(&rows, 1);
        c->outcome = store_rows_int(&rows, 2);
        c->seq = seq;
    }
    if (!store_rows_close(&rows, reterr))
        return false;
    (void)w;
    if (!is_found)
        return err_set(
            reterr, ERR_DAMAGE, N_("the change %lld of a known key is missing"), (long long)seq);
    c->is_repeat = true;
    return is_same ||
           err_set(reterr, ERR_KEY, N_("This Idempotency-Key came before with another body"));
}

/* A key that another change of this batch carries: it is answered after the commit. */
static bool repeat_in_batch(change **batch, int before, change *c, err *reterr)
{
    for (int i = 0; i < before; i++) {
        change *other = batch[i];
        if (other->is_refused || !other->has_key || other->repeat_of ||
            memcmp(other->key, c->key, CHANGE_KEY_SIZE) != 0)
            continue;
        if (memcmp(other->digest, c->digest, CHANGE_DIGEST_SIZE) != 0)
            return err_set(
                reterr, ERR_KEY, N_("This Idempotency-Key came before with another body"));
        c->repeat_of = other;
        c->is_repeat = true;
        return true;
    }
    return true;
}

static size_t marks_take(const writer *w, size_t marks[WRITER_PARTS_MAX])
{
    for (int i = 0; i < w->plan.part_count; i++)
        marks[i] = w->plan.parts[i].mark(w->plan.parts[i].memory);
    return (size_t)w->plan.part_count;
}

static void marks_truncate(const writer *w, const size_t marks[WRITER_PARTS_MAX])
{
    for (int i = w->plan.part_count - 1; i >= 0; i--)
        w->plan.parts[i].truncate(w->plan.parts[i].memory, marks[i]);
}

static bool change_audit(writer *w, store_txn *txn, change *c, err *reterr)
{
    const store_value row[] = { store_int(WRITER_NODE), store_int(c->seq), store_int(c->real_us),
        store_int(c->author->id), store_text(span_of(c->author->address)),
        store_int(c->kind->number), store_int(c->org.value), store_int(c->object_id),
        c->has_key ? store_bytes((span){ (const char *)c->key, CHANGE_KEY_SIZE }) : store_null(),
        store_bytes((span){ (const char *)c->digest, CHANGE_DIGEST_SIZE }), store_int(c->outcome) };
    (void)w;
    return store_put(txn, &CHANGE_PUT, row, 11, reterr);
}

/* A visitor makes what is for visitors and nothing else, also where no right is needed: so the
 * trail knows who it was by the kind alone. */
static bool visitor_check(const change *c, err *reterr)
{
    bool is_visitor = c->author->kind == ACTOR_VISITOR;
    assert(!is_visitor || (c->author->id == 0 && c->author->grant_count == 0));
    if (is_visitor == (c->kind->needs == RIGHT_VISITOR))
        return true;
    return err_set(reterr, ERR_DENIED,
        is_visitor ? N_("Somebody who is not signed in can't do this")
                   : N_("This is for visitors alone"));
}

static bool change_apply(writer *w, store_txn *txn, change *c, err *reterr)
{
    if (!visitor_check(c, reterr))
        return false;
    if (c->kind->needs != RIGHT_VISITOR &&
        !w->plan.allows(w->plan.allows_self, c->author, c->kind->needs, c->org))
        return err_set(reterr, ERR_DENIED, N_("This needs the right %s for that unit"),
            access_right_name(c->kind->needs));
    if (!c->kind->apply(txn, c, reterr) || !change_audit(w, txn, c, reterr))
        return false;
    return !c->has_key || keys_set(&w->keys, c->key, c->seq, reterr);
}

/* Decides a change.  False only when the store fails: the whole batch then goes back. */
static bool change_decide(
    writer *w, store_txn *txn, change **batch, int index, int64_t seq, err *reterr)
{
    change *c = batch[index];
    err why = { 0 };
    c->is_refused = c->is_repeat = false;
    c->repeat_of = NULL;
    if (c->has_key) {
        int64_t known = keys_find(&w->keys, c->key);
        bool is_good = known > w->seq ? repeat_in_batch(batch, index, c, &why)
                       : known > 0    ? repeat_answer(w, txn, c, known, &why)
                                      : true;
        if (!is_good)
            refuse(c, &why);
        if (!is_good || c->is_repeat)
            return true;
    }
    c->real_us = sys_real_us(w->plan.clock);
    c->civil_us = sys_civil_us(w->plan.clock);
    c->civil_day = sys_zone_local(w->plan.zone, c->civil_us).day;
    c->ids = &w->ids;
    c->home = &w->home;
    c->seq = seq;
    c->object_id = 0;
    c->outcome = 0;
    size_t marks[WRITER_PARTS_MAX];
    marks_take(w, marks);
    if (!store_mark(txn, reterr))
        return false;
    if (change_apply(w, txn, c, &why))
        return true;
    refuse(c, &why);
    c->seq = 0;
    marks_truncate(w, marks);
    if (store_undo(txn, reterr))
        return true;
    /* Its statement made the database meet a bad row of a change before it: one of them is the
     * culprit. */
    if (why.code == ERR_CONFLICT)
        *reterr = why;
    return false;
}

/* ---- one batch ------------------------------------------------------------------------------ */

static bool parts_flush(writer *w, store_txn *txn, err *reterr)
{
    for (int i = 0; i < w->plan.part_count; i++) {
        const batch_part *part = &w->plan.parts[i];
        if (part->flush && !part->flush(part->memory, txn, reterr))
            return false;
    }
    return true;
}

static void parts_end(writer *w, bool is_kept)
{
    for (int i = 0; i < w->plan.part_count; i++) {
        const batch_part *part = &w->plan.parts[i];
        (is_kept ? part->keep : part->drop)(part->memory);
    }
}

static store_txn *txn_begin(writer *w, err *reterr)
{
    arena_reset(&w->home, 0);
    store_txn *txn = NULL;
    if (!store_begin(w->conn, &w->home, &txn, reterr))
        return NULL;
    for (int i = 0; i < w->plan.part_count; i++)
        store_txn_part_set(txn, (store_part)w->plan.parts[i].slot, w->plan.parts[i].memory);
    return txn;
}

/* Keys of a batch that did not come to be. */
static void keys_back(writer *w, change **batch, int count)
{
    for (int i = 0; i < count; i++) {
        if (batch[i]->has_key && !batch[i]->is_refused && !batch[i]->is_repeat)
            keys_cut(&w->keys, batch[i]->key);
    }
}

/* Nothing is known of this commit: memory and keys stay as they are until it is settled. */
static void unsettled_keep(writer *w, change **batch, int count, const chain_link *link)
{
    w->is_blind = true;
    w->unsettled = *link;
    w->unsettled_count = 0;
    for (int i = 0; i < count; i++) {
        if (batch[i]->has_key && !batch[i]->is_refused && !batch[i]->is_repeat)
            memcpy(w->unsettled_keys[w->unsettled_count++], batch[i]->key, CHANGE_KEY_SIZE);
    }
}

/* Decides as many of the batch as the time allows; *ret_count of them. */
static bool batch_decide(writer *w, store_txn *txn, change **batch, int count, int *ret_count,
    chain_link *link, err *reterr)
{
    int64_t until = sys_steady_us() + WRITER_DECIDE_US_MAX;
    int64_t seq = w->seq;
    int decided = 0;
    for (; decided < count && (decided == 0 || sys_steady_us() < until); decided++) {
        *ret_count = decided + 1;
        if (!change_decide(w, txn, batch, decided, seq + 1, reterr))
            return false;
        change *c = batch[decided];
        /* The batch has no room for it: it comes first in the next one. */
        if (decided > 0 && c->is_refused &&
            (c->error.code == ERR_STORE || c->error.code == ERR_MEMORY))
            break;
        if (c->is_refused || c->is_repeat)
            continue;
        seq++;
        chain_add(link, c);
    }
    *ret_count = decided;
    return true;
}

static bool chain_put(store_txn *txn, const chain_link *link, err *reterr)
{
    if (link->count == 0)
        return true;
    const store_value row[] = { store_int(WRITER_NODE), store_int(link->number),
        store_int(link->first_seq), store_int(link->count),
        store_bytes(crypt_hash_span(&link->hash)) };
    return store_put(txn, &CHANGE_BATCH_PUT, row, 5, reterr);
}

/* Runs changes in one transaction.  False: nothing of it happened (or it is not known). */
static bool batch_try(writer *w, change **batch, int count, int *ret_count, err *reterr)
{
    *ret_count = 0;
    store_txn *txn = txn_begin(w, reterr);
    if (!txn)
        return false;
    chain_link link = chain_next(&w->chain);
    bool is_unknown = false;
    bool is_good =
        batch_decide(w, txn, batch, count, ret_count, &link, reterr) && parts_flush(w, txn, reterr);
    if (is_good) {
        chain_close(&link, WRITER_NODE);
        is_good = chain_put(txn, &link, reterr);
    }
    if (!is_good)
        store_rollback(txn);
    else if (link.count > 0)
        is_good = store_commit(txn, &is_unknown, reterr);
    else
        store_rollback(txn);
    if (!is_good && is_unknown) {
        unsettled_keep(w, batch, *ret_count, &link);
        return false;
    }
    if (!is_good) {
        keys_back(w, batch, *ret_count);
        parts_end(w, false);
        return false;
    }
    parts_end(w, true);
    if (link.count > 0) {
        w->seq += link.count;
        w->chain = link;
    }
    return true;
}

static void answers_give(writer *w, change **batch, int count)
{
    for (int i = 0; i < count; i++) {
        change *c = batch[i];
        if (c->repeat_of) {
            c->object_id = c->repeat_of->object_id;
            c->outcome = c->repeat_of->outcome;
            c->seq = c->repeat_of->seq;
        }
    }
    for (int i = 0; i < count; i++)
        batch[i]->done(batch[i]);
    if (w->plan.answered)
        w->plan.answered(w->plan.answered_self);
}

/* Where the store stands: its last change and its last link. */
static bool position_read(writer *w, int64_t *ret_seq, chain_link *ret_chain, err *reterr)
{
    const store_value node[] = { store_int(WRITER_NODE) };
    bool is_found = false;
    if (!store_find_int(w->conn, &CHANGE_LAST, node, 1, ret_seq, &is_found, reterr))
        return false;
    store_rows rows = { 0 };
    if (!store_query_open(w->conn, &CHANGE_BATCH_LAST, node, 1, &rows, reterr))
        return false;
    *ret_chain = (chain_link){ 0 };
    int64_t last = 0;
    if (store_rows_next(&rows)) {
        ret_chain->number = store_rows_int(&rows, 0);
        last = store_rows_int(&rows, 1);
        span hash = store_rows_text(&rows, 2);
        if (hash.size == CRYPT_HASH_SIZE)
            memcpy(ret_chain->hash.bytes, hash.at, CRYPT_HASH_SIZE);
    }
    if (!store_rows_close(&rows, reterr))
        return false;
    return last == *ret_seq || err_set(reterr, ERR_DAMAGE,
                                   N_("the audit chain ends at change %lld, the changes at %lld"),
                                   (long long)last, (long long)*ret_seq);
}

/* Was the commit made whose outcome was not known?  Memory and keys follow what the store holds. */
static bool settle(writer *w, err *reterr)
{
    int64_t seq = 0;
    chain_link *chain = ARENA_NEW(&w->home, chain_link, 1);
    if (!chain)
        return err_set(reterr, ERR_MEMORY, N_("not enough memory for the writer"));
    if (!position_read(w, &seq, chain, reterr))
        return false;
    bool is_made = seq == w->seq + w->unsettled.count && chain->number == w->unsettled.number &&
                   memcmp(&chain->hash, &w->unsettled.hash, sizeof chain->hash) == 0;
    if (!is_made && seq != w->seq)
        return err_set(reterr, ERR_DAMAGE,
            N_("the audit chain ends at change %lld, the changes at %lld"), (long long)w->seq,
            (long long)seq);
    for (int i = 0; i < w->unsettled_count && !is_made; i++)
        keys_cut(&w->keys, w->unsettled_keys[i]);
    parts_end(w, is_made);
    w->seq = seq;
    w->chain = *chain;
    w->is_blind = false;
    return true;
}

/* Runs a batch, and when that fails its changes one by one; every change has an answer
 * afterwards. */
static void batch_run(writer *w, change **batch, int count)
{
    while (count > 0) {
        err why = { 0 };
        int done = 0;
        if (batch_try(w, batch, count, &done, &why)) {
            answers_give(w, batch, done);
            batch += done;
            count -= done;
            continue;
        }
        if (w->is_blind || count == 1 || why.code != ERR_CONFLICT) {
            for (int i = 0; i < count; i++)
                refuse(batch[i], &why);
            answers_give(w, batch, count);
            return;
        }
        for (int i = 0; i < count; i++, batch++) {
            if (w->is_blind || !batch_try(w, batch, 1, &done, &why))
                refuse(batch[0], &why);
            answers_give(w, batch, 1);
        }
        return;
    }
}

static void job_run(writer *w, writer_task *job)
{
    store_txn *txn = txn_begin(w, &job->error);
    job->is_good = txn != NULL && job->work(job->self, txn, &job->error);
    if (job->is_good)
        job->is_good = parts_flush(w, txn, &job->error) && store_commit(txn, NULL, &job->error);
    else
        store_rollback(txn);
    parts_end(w, job->is_good);
}

/* The first seq within the last 72 hours, by bisection over the gapless seq. */
static bool keys_first(writer *w, int64_t *ret_seq, err *reterr)
{
    int64_t since = sys_real_us(w->plan.clock) - HOUR_US * KEY_HOURS;
    int64_t low = 1;
    int64_t high = w->seq + 1;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        int64_t at = 0;
        bool is_found = false;
        const store_value in[] = { store_int(WRITER_NODE), store_int(middle) };
        if (!store_find_int(w->conn, &CHANGE_AT, in, 2, &at, &is_found, reterr))
            return false;
        if (is_found && at >= since)
            high = middle;
        else
            low = middle + 1;
    }
    *ret_seq = low;
    return true;
}

/* Once an hour: lets go of keys that are too old, when that makes room. */
static void keys_forget_old(writer *w)
{
    int64_t now = sys_steady_us();
    int64_t from = 0;
    err ignored = { 0 };
    if (now < w->forget_us)
        return;
    w->forget_us = now + HOUR_US;
    if (keys_first(w, &from, &ignored) && (uint64_t)(from - w->keys_from) * 4 >= w->keys.count &&
        from > w->keys_from && keys_forget(&w->keys, from, &ignored))
        w->keys_from = from;
}

/* ---- the thread ----------------------------------------------------------------------------- */

/* Takes up to a batch off the queue; the lock is held. */
static int batch_take(writer *w, change *batch[WRITER_BATCH_MAX])
{
    int count = 0;
    while (count < WRITER_BATCH_MAX && w->first) {
        batch[count++] = w->first;
        w->first = w->first->next;
    }
    if (!w->first)
        w->last = NULL;
    w->waiting -= count;
    return count;
}

/* Runs what was taken, or one exclusive job; the lock is free. */
static void round_run(writer *w, change **batch, int count, writer_task *job)
{
    err why = { 0 };
    arena_reset(&w->home, 0);
    bool is_settled = !w->is_blind || settle(w, &why);
    for (int i = 0; i < count && !is_settled; i++)
        refuse(batch[i], &why);
    if (count > 0 && is_settled)
        batch_run(w, batch, count);
    else if (count > 0)
        answers_give(w, batch, count);
    if (job && !w->is_blind)
        job_run(w, job);
    else if (job)
        err_set(&job->error, ERR_STORE, N_("Many people are here; try again in a few seconds"));
    keys_forget_old(w);
}

/* Behind a crowded batch those who were answered are about to come again, and waiting for most of
 * them saves a whole commit.  Never longer than half of what the batch took; the lock is held. */
static void crowd_wait(writer *w, int answered, int64_t took_us)
{
    int crowd = answered + w->waiting;
    int wanted = crowd / 4 * 3 < WRITER_BATCH_MAX ? crowd / 4 * 3 : WRITER_BATCH_MAX;
    int64_t left = took_us / 2 < CROWD_WAIT_US_MAX ? took_us / 2 : CROWD_WAIT_US_MAX;
    int64_t until = sys_steady_us() + left;
    if (crowd < CROWD_MIN)
        return;
    w->wanted = wanted;
    for (; w->waiting < wanted && !w->jobs && !w->is_closing && left > 0;
         left = until - sys_steady_us())
        sys_signal_wait_for(&w->filled, &w->lock, left);
    w->wanted = 0;
}

static void writer_loop(void *self)
{
    writer *w = self;
    change *batch[WRITER_BATCH_MAX];
    sys_mutex_lock(&w->lock);
    for (;;) {
        while (!w->first && !w->jobs && !w->is_closing)
            sys_signal_wait(&w->filled, &w->lock);
        if (!w->first && !w->jobs)
            break;
        int count = batch_take(w, batch);
        writer_task *job = w->jobs;
        if (job)
            w->jobs = job->next;
        sys_mutex_unlock(&w->lock);
        int64_t began_us = sys_steady_us();
        round_run(w, batch, count, job);
        int64_t took_us = sys_steady_us() - began_us;
        sys_mutex_lock(&w->lock);
        if (job)
            job->is_done = true;
        sys_signal_wake_all(&w->told);
        crowd_wait(w, count, took_us);
    }
    sys_mutex_unlock(&w->lock);
}

static bool keys_load(writer *w, err *reterr)
{
    int64_t from = 1;
    if (!keys_first(w, &from, reterr) ||
        !keys_open(&w->keys, (uint64_t)(w->seq - from + 1), reterr))
        return false;
    w->keys_from = from;
    w->forget_us = sys_steady_us() + HOUR_US;
    store_rows rows = { 0 };
    const store_value in[] = { store_int(WRITER_NODE), store_int(from) };
    if (!store_query_open(w->conn, &CHANGE_KEYS_SINCE, in, 2, &rows, reterr))
        return false;
    bool is_good = true;
    while (is_good && store_rows_next(&rows)) {
        span key = store_rows_text(&rows, 0);
        if (key.size == CHANGE_KEY_SIZE)
            is_good = keys_set(&w->keys, (const uint8_t *)key.at, store_rows_int(&rows, 1), reterr);
    }
    return store_rows_close(&rows, is_good ? reterr : &(err){ 0 }) && is_good;
}

static bool writer_start(writer *w, err *reterr)
{
    return store_connect(w->plan.store, STORE_WRITE, &w->conn, reterr) &&
           store_writer_claim(w->conn, reterr) && position_read(w, &w->seq, &w->chain, reterr) &&
           keys_load(w, reterr) && sys_thread_start(&w->thread, "writer", writer_loop, w, reterr);
}

bool writer_open(const writer_plan *plan, writer **ret_writer, err *reterr)
{
    assert(plan && plan->store && plan->clock && plan->zone && plan->allows && ret_writer);
    assert(plan->part_count <= WRITER_PARTS_MAX);
    arena own = { 0 };
    if (!arena_open(&own, sizeof(writer) + 64))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory for the writer"));
    writer *w = ARENA_NEW(&own, writer, 1);
    w->plan = *plan;
    w->own = own;
    w->ids.node = WRITER_NODE;
    sys_mutex_init(&w->lock);
    sys_signal_init(&w->filled);
    sys_signal_init(&w->told);
    if (!arena_open(&w->home, WRITER_HOME_SIZE))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory for the writer"));
    if (!writer_start(w, reterr)) {
        writer_close(w);
        return false;
    }
    *ret_writer = w;
    return true;
}

void writer_close(writer *w)
{
    if (!w)
        return;
    sys_mutex_lock(&w->lock);
    w->is_closing = true;
    sys_signal_wake_all(&w->filled);
    sys_mutex_unlock(&w->lock);
    if (w->thread.is_running)
        sys_thread_join(&w->thread);
    store_disconnect(w->conn);
    keys_close(&w->keys);
    arena_close(&w->home);
    sys_signal_done(&w->told);
    sys_signal_done(&w->filled);
    sys_mutex_done(&w->lock);
    arena own = w->own;
    arena_close(&own);
}

/* ---- the callers' side ---------------------------------------------------------------------- */

bool writer_submit(writer *w, change *c, err *reterr)
{
    assert(w && c && c->kind && c->author && c->done);
    c->next = NULL;
    sys_mutex_lock(&w->lock);
    bool has_room = w->waiting < WRITER_QUEUE_MAX && !w->is_closing;
    if (has_room) {
        if (w->last)
            w->last->next = c;
        else
            w->first = c;
        w->last = c;
        if (++w->waiting == (w->wanted > 0 ? w->wanted : 1))
            sys_signal_wake_one(&w->filled);
    }
    sys_mutex_unlock(&w->lock);
    return has_room ||
           err_set(reterr, ERR_STORE, N_("Many people are here; try again in a few seconds"));
}

static void ticket_done(change *c)
{
    writer_ticket *ticket = c->waiter;
    sys_mutex_lock(&ticket->w->lock);
    ticket->is_done = true;
    sys_signal_wake_all(&ticket->w->told);
    sys_mutex_unlock(&ticket->w->lock);
}

bool writer_begin(writer *w, change *c, writer_ticket *ticket, err *reterr)
{
    assert(w && c && ticket);
    *ticket = (writer_ticket){ .w = w, .c = c };
    c->done = ticket_done;
    c->waiter = ticket;
    return writer_submit(w, c, reterr);
}

bool writer_begin_patient(writer *w, change *c, writer_ticket *ticket, err *reterr)
{
    assert(w && c && ticket);
    bool is_begun = false;
    bool is_closing = false;
    while (!is_begun && !is_closing) {
        sys_mutex_lock(&w->lock);
        while (w->waiting >= WRITER_QUEUE_MAX && !w->is_closing)
            sys_signal_wait(&w->told, &w->lock);
        is_closing = w->is_closing;
        sys_mutex_unlock(&w->lock);
        is_begun = writer_begin(w, c, ticket, reterr);
    }
    return is_begun;
}

bool writer_wait(writer_ticket *ticket, err *reterr)
{
    assert(ticket && ticket->w && ticket->c);
    writer *w = ticket->w;
    sys_mutex_lock(&w->lock);
    while (!ticket->is_done)
        sys_signal_wait(&w->told, &w->lock);
    sys_mutex_unlock(&w->lock);
    if (ticket->c->is_refused)
        *reterr = ticket->c->error;
    return !ticket->c->is_refused;
}

bool writer_run(writer *w, change *c, err *reterr)
{
    writer_ticket ticket = { 0 };
    return writer_begin(w, c, &ticket, reterr) && writer_wait(&ticket, reterr);
}

void writer_exclusive_begin(writer *w, writer_work *work, void *self, writer_task *task)
{
    assert(w && work && task);
    *task = (writer_task){ .w = w, .work = work, .self = self };
    sys_mutex_lock(&w->lock);
    writer_task **end = &w->jobs;
    while (*end)
        end = &(*end)->next;
    *end = task;
    sys_signal_wake_one(&w->filled);
    sys_mutex_unlock(&w->lock);
}

bool writer_exclusive_wait(writer_task *task, err *reterr)
{
    assert(task && task->w);
    writer *w = task->w;
    sys_mutex_lock(&w->lock);
    while (!task->is_done)
        sys_signal_wait(&w->told, &w->lock);
    sys_mutex_unlock(&w->lock);
    if (!task->is_good)
        *reterr = task->error;
    return task->is_good;
}

bool writer_exclusive(writer *w, writer_work *work, void *self, err *reterr)
{
    writer_task task;
    writer_exclusive_begin(w, work, self, &task);
    return writer_exclusive_wait(&task, reterr);
}

void writer_key(const writer *w, change *c, span key, span body)
{
    assert(w && c);
    /* What is asked, of which unit, with which body: the same key for anything else is a
     * mistake. */
    const int64_t asked[] = { c->kind ? c->kind->number : 0, c->org.value };
    const span digest[] = { { (const char *)w->plan.secret, sizeof w->plan.secret },
        { (const char *)asked, sizeof asked }, body };
    crypt_hash hash = crypt_sha256_joined(digest, 3);
    memcpy(c->digest, hash.bytes, CHANGE_DIGEST_SIZE);
    c->has_key = key.size > 0;
    if (!c->has_key)
        return;
    int64_t scope[2] = { c->author->kind, c->author->id };
    const span pieces[] = { { (const char *)scope, sizeof scope }, key };
    hash = crypt_sha256_joined(pieces, 2);
    memcpy(c->key, hash.bytes, CHANGE_KEY_SIZE);
}

int64_t writer_seq(const writer *w)
{
    return w->seq;
}

int writer_waiting(const writer *w)
{
    return w->waiting;
}
