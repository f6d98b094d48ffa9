/* The proof that a giver keeps: one entry with the private fields that are laid open to her, its
 * path, and the signed state of the log.  It is a C2SP proof file whose `extra` holds the exact
 * entry and then one disclosure a line, and it needs nothing but the log's key to be checked.
 *
 * A receipt that was handed out as proven stays so for ever, whatever happens to the log.  So what
 * fails here tells of the receipt alone; whether the log still is what it was can only be told by
 * comparing (src/log, the verify page).
 * Source: C2SP tlog-proof; docs/format/receipt.md.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TLOG_RECEIPT_H
#define NUAN_TLOG_RECEIPT_H

#include "tlog/leaf.h"
#include "tlog/note.h"

enum { TLOG_RECEIPT_DISCLOSURES_MAX = 8 };

/* What a check came to.  The words of tlog_receipt_outcome_name are those of API and command. */
typedef enum tlog_receipt_outcome {
    TLOG_RECEIPT_PROVEN,
    TLOG_RECEIPT_CHANGED,  /* signed, but entry, path or a disclosure does not lead there */
    TLOG_RECEIPT_UNSIGNED, /* its state of the log does not carry a signature of the key */
    TLOG_RECEIPT_FOREIGN,  /* it is of a log of another name */
    TLOG_RECEIPT_OUTCOMES
} tlog_receipt_outcome;

/* A receipt read, not checked yet.  Owner: the arena and the bytes that were read. */
typedef struct tlog_receipt {
    tlog_proof_file file;
    span bytes; /* exact entry */
    crypt_hash hash;
    leaf what;
    size_t disclosure_count;
    span texts[TLOG_RECEIPT_DISCLOSURES_MAX]; /* as they are hashed */
    leaf_disclosure disclosures[TLOG_RECEIPT_DISCLOSURES_MAX];
    tlog_note note;
    tlog_checkpoint checkpoint; /* what the note says, signed or not */
} tlog_receipt;

/* proven, changed, unsigned, foreign. */
const char *tlog_receipt_outcome_name(tlog_receipt_outcome outcome);
/* True if the bytes begin as a proof file does: others are no receipt at all. */
bool tlog_receipt_begins(span bytes);
/* The receipt inside of a file: the file itself, or what stands in a PDF as an embedded stream that
 * is not compressed.  False when there is none. */
bool tlog_receipt_find(span file, span *ret);
/* Adds the file of a receipt: the proof with entry and disclosures as its `extra`.
 * Errors: ERR_INPUT the entry is not in form, or a disclosure is not one of it. */
WARN_UNUSED bool tlog_receipt_add(buffer *b, const tlog_proof_file *proof, span bytes,
    const span *disclosures, size_t count, err *reterr);
/* Reads a receipt.  Owner: `a`.  Errors: ERR_INPUT what is not in form, ERR_LIMIT, ERR_MEMORY. */
WARN_UNUSED bool tlog_receipt_parse(arena *a, span file, tlog_receipt *ret, err *reterr);
/* Checks a receipt with the log's key alone; *reterr says what does not fit (ERR_DAMAGE). */
tlog_receipt_outcome tlog_receipt_check(const tlog_receipt *r, const tlog_key *key, err *reterr);

#endif
