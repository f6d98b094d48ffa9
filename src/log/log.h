/* The public log in the store: leaves, roots of full tiles and signed checkpoints are rows, and
 * every resource of a tile log is read from them.  Nothing is kept in memory between batches: each
 * one starts from the last checkpoint recorded as signed and first proves that the stored tree
 * still has its root.
 *
 * Publishing takes two steps.  log_compose does the work, on any thread with a reading connection;
 * log_append puts the result and a freshly signed checkpoint into the writer's transaction.  One
 * sequencer at a time: a batch composed on an older size is refused.  A checkpoint can be read, so
 * can get out, only after its commit.
 * Source: docs/format/log.md.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_LOG_LOG_H
#define NUAN_LOG_LOG_H

#include "store/store.h"
#include "tlog/leaf.h"
#include "tlog/note.h"
#include "tlog/receipt.h"

enum {
    LOG_BATCH_MAX = 16384,   /* entries of one batch */
    LOG_DIFFERENCES_MAX = 20 /* after so many a verification stops */
};

/* ---- the sequencer's side ------------------------------------------------------------------- */

/* Who signs.  Owner: the caller keeps the origin's bytes. */
typedef struct log_sequencer {
    tlog_signer signer;
    tlog_key key; /* the public half */
    bool is_demo; /* every leaf is marked 演示 DEMO */
} log_sequencer;

/* What is to be disclosed.  Owner: the caller keeps all bytes until log_append returned. */
typedef struct log_entry {
    int64_t org_id;
    int64_t project_id; /* campaign; 0 for key and note */
    int64_t source_id;  /* record that the leaf discloses */
    leaf what;          /* without seq, sup_hash, is_demo and sd, which log_compose sets */
    uint8_t entry_key[LEAF_KEY_SIZE]; /* salts; counts only if a private value is given */
    span label, name, pay;            /* private values; empty: none */
    bool follows; /* stands directly behind the entry given before it, which is of the same day */
} log_entry;

/* Position of one node's changes up to which all are in the log. */
typedef struct log_cursor {
    int64_t node;
    int64_t seq;
} log_cursor;

/* Leaves of one publisher, project and kind; each series is numbered 1, 2, 3 ... */
typedef struct log_series {
    int64_t org_id;
    int64_t project_id;
    leaf_kind kind;
} log_series;

typedef struct log_row {
    int64_t number; /* in the tree, from 0 */
    int64_t org_id, project_id, source_id;
    leaf_kind kind;
    int64_t seq;
    bool has_sup;
    int64_t sup;
    crypt_hash hash;
    span bytes;
} log_row;

typedef struct log_node {
    int level; /* from 1 */
    int64_t number;
    crypt_hash hash;
} log_node;

/* A composed batch.  Owner: the arena it was composed in. */
typedef struct log_batch {
    bool has_base; /* a checkpoint was there */
    uint64_t base_size;
    crypt_hash base_root;
    uint64_t size; /* after it */
    crypt_hash root;
    size_t row_count;
    log_row *rows; /* in the order of their numbers */
    size_t node_count;
    log_node *nodes;
    /* set by the caller before log_append */
    size_t cursor_count;
    const log_cursor *cursors;
    int64_t now_us; /* real time */
} log_batch;

/* Takes origin (also the key's name) and 32-byte seed.  Errors: ERR_INPUT the origin can't be a
 * name. */
WARN_UNUSED bool log_sequencer_init(
    log_sequencer *s, span origin, const uint8_t seed[CRYPT_KEY_SIZE], bool is_demo, err *reterr);
/* Gives each entry its number and seq, writes leaves and tree.  Order: by (day, random), so that
 * neighbours tell no clock time, but for entries that follow another one; then closes, keys and
 * notes.  Entries that supersede need a target that is already in the log.  A close stands in a
 * batch without entries that it could total, and must state what log_total says.
 * Errors: ERR_INPUT a leaf's field is out of bounds, a target does not fit; ERR_CONFLICT the target
 * is already superseded, a close states other figures, closes are mixed with what they total;
 * ERR_LIMIT more than LOG_BATCH_MAX; ERR_DAMAGE the stored tree does not have the root that was
 * signed; ERR_MEMORY about 1 KiB an entry. */
WARN_UNUSED bool log_compose(store_conn *c, arena *a, const log_sequencer *s,
    const log_entry *entries, size_t count, log_batch **ret_batch, err *reterr);
/* Signs and adds everything to the caller's transaction: rows, tile roots, checkpoint, cursors.  A
 * batch without entries moves cursors only, but for the first checkpoint of an empty log.
 * Errors: ERR_CONFLICT another batch came first; ERR_STALE the log was restored and waits for
 * log_resume. */
WARN_UNUSED bool log_append(
    store_txn *txn, const log_sequencer *s, const log_batch *batch, err *reterr);
/* Position of a node; 0 at the start. */
WARN_UNUSED bool log_cursor_read(store_conn *c, int64_t node, int64_t *ret_seq, err *reterr);

/* A confirmed batch of gifts whose leaves are numbered slice by slice. */
typedef struct log_wait {
    int64_t seq; /* of the change that confirmed it */
    int64_t org_id;
    int64_t statement_id;
    uint8_t order_key[LEAF_KEY_SIZE]; /* random; orders its leaves within a day */
    int64_t done;                     /* leaves numbered so far */
} log_wait;

/* A confirmed file begins to wait for its leaves. */
WARN_UNUSED bool log_wait_add(store_txn *txn, const log_wait *w, err *reterr);
/* The oldest that waits; *ret_found false when there is none. */
WARN_UNUSED bool log_wait_first(store_conn *c, log_wait *ret, bool *ret_found, err *reterr);
WARN_UNUSED bool log_wait_set(store_txn *txn, int64_t seq, int64_t done, err *reterr);
WARN_UNUSED bool log_wait_end(store_txn *txn, int64_t seq, err *reterr);

/* ---- reading -------------------------------------------------------------------------------- */

/* The last checkpoint that may be served.  Owner of the note: the arena. */
typedef struct log_head {
    uint64_t size;
    crypt_hash root;
    span note;
    int64_t signed_us;
} log_head;

/* Errors of all readers: ERR_ABSENT not in the log, or beyond its signed size. */
WARN_UNUSED bool log_head_read(store_conn *c, arena *a, log_head *ret_head, err *reterr);
/* The exact bytes of checkpoint, tile or bundle. */
WARN_UNUSED bool log_resource_read(
    store_conn *c, arena *a, const tlog_resource *r, span *ret_bytes, err *reterr);
WARN_UNUSED bool log_leaf_read(
    store_conn *c, arena *a, int64_t number, log_row *ret_row, err *reterr);
/* Number of the newest leaf that discloses a record; *ret_found false when it is not in the log
 * yet. */
WARN_UNUSED bool log_source_find(
    store_conn *c, int64_t source_id, int64_t *ret_number, bool *ret_found, err *reterr);
/* Stored hashes for proofs. */
tlog_source log_source(store_conn *c);
/* Root of the tree that the log had at `size`.  Errors: ERR_ABSENT rows are missing. */
WARN_UNUSED bool log_root_read(store_conn *c, uint64_t size, crypt_hash *ret_root, err *reterr);
/* Number and sum (leaf_value: of CNY) of the effective leaves of a series; what a close states. */
WARN_UNUSED bool log_total(store_conn *c, arena *a, const log_series *series, int64_t *ret_count,
    int64_t *ret_sum, err *reterr);
/* Proof of a leaf against the last checkpoint; no `extra`. */
WARN_UNUSED bool log_proof_read(
    store_conn *c, arena *a, int64_t number, tlog_proof_file *ret_proof, err *reterr);
/* The proof file of a receipt against the last checkpoint, which stands for ever: leaf, disclosures
 * (each must be one of the leaf's, at most TLOG_RECEIPT_DISCLOSURES_MAX), path, checkpoint.
 * Errors: ERR_INPUT a disclosure is not one of this leaf. */
WARN_UNUSED bool log_receipt_read(store_conn *c, arena *a, int64_t number, const span *disclosures,
    size_t count, span *ret_file, err *reterr);

/* Succeeds if this log still is what a receipt that was proven says: its entry stands under its
 * number, and the signed state is one that this log went through.  Errors: ERR_DAMAGE the log
 * differs. */
WARN_UNUSED bool log_receipt_fits(store_conn *c, arena *a, const tlog_receipt *r, err *reterr);

/* ---- the log as files ----------------------------------------------------------------------- */

/* Writes bundles, tiles and, last, the checkpoint into a folder, each file whole or not at all;
 * files that are there with the same bytes stay untouched, so a broken run goes on where it
 * stopped.
 * Errors: ERR_CONFLICT the folder holds a larger log; ERR_DAMAGE it holds another one; ERR_STORE.
 * */
WARN_UNUSED bool log_export(
    store_conn *c, arena *a, const log_sequencer *s, const char *folder, err *reterr);

/* ---- verification --------------------------------------------------------------------------- */

/* `add` is called for each difference found, with ERR_DAMAGE; `step`, if not NULL, now and then
 * with the entries done. */
typedef struct log_report {
    void *self;
    void (*add)(void *self, const err *what);
    void (*step)(void *self, int64_t done, int64_t total);
} log_report;

/* Recounts everything from the bytes of the leaves: hashes, tree, tile roots, roots and signatures
 * of all checkpoints, fields, seq without gaps, superseding, closes, digests that come once.
 * `keys`: the log's own first, then earlier ones. Uses up to 100 bytes a leaf of the arena, and 8
 * MiB.
 * Errors: ERR_DAMAGE there were differences. */
WARN_UNUSED bool log_verify(store_conn *c, arena *a, const tlog_key *keys, size_t key_count,
    const log_report *report, err *reterr);
/* Compares an exported folder with the store, byte by byte, up to the size of its checkpoint; a
 * checkpoint that is missing, not ours or not a prefix of this log is a difference, too.  Errors:
 * ERR_DAMAGE there were differences, each reported. */
WARN_UNUSED bool log_export_verify(store_conn *c, arena *a, const tlog_key *keys, size_t key_count,
    const char *folder, const log_report *report, err *reterr);

/* ---- after a restore ------------------------------------------------------------------------ */

/* Forbids signing until log_resume: the restored log may be older than what the world has seen. */
WARN_UNUSED bool log_resume_require(store_txn *txn, err *reterr);
WARN_UNUSED bool log_resume_is_required(store_conn *c, bool *ret, err *reterr);
/* Compares with the last checkpoint known outside and allows signing again.
 * Errors: ERR_CONFLICT the outside log is larger: its entries must be brought in first; ERR_DAMAGE
 * the outside checkpoint is not a prefix of ours, or not signed by our key. */
WARN_UNUSED bool log_resume(
    store_txn *txn, arena *a, const log_sequencer *s, span outside_note, err *reterr);

#endif
