/* Signed notes, the checkpoint they carry, the keys that verify them and the proof file that a
 * donor keeps. Parsers are strict and bounded: what is read is exactly what would be written.
 * Errors of all parsers: ERR_INPUT not in form, ERR_LIMIT longer than its bound, ERR_MEMORY; of
 * checks:
 * ERR_DAMAGE a signature, root or path does not fit.
 * Source: C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof; docs/format/log.md.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TLOG_NOTE_H
#define NUAN_TLOG_NOTE_H

#include "tlog/tlog.h"

enum {
    TLOG_NOTE_SIZE_MAX = 65536, /* bytes of a signed note */
    TLOG_SIGNATURES_MAX = 64,   /* signature lines of a note */
    TLOG_NAME_SIZE_MAX = 255,   /* bytes of a key name */
    TLOG_FILE_SIZE_MAX = 131072 /* bytes of a proof file */
};

/* ---- keys ----------------------------------------------------------------------------------- */

typedef enum tlog_key_type {
    TLOG_KEY_LOG = 0x01,    /* Ed25519, signs the note's text */
    TLOG_KEY_WITNESS = 0x04 /* Ed25519, signs a time and the text */
} tlog_key_type;

/* A public key under its name.  Owner: whoever owns the bytes of `name`. */
typedef struct tlog_key {
    span name;
    tlog_key_type type;
    uint32_t id;
    uint8_t public_key[CRYPT_KEY_SIZE];
} tlog_key;

/* A log's own key: its name, which is the log's origin, and the private seed.  Owner: the caller.
 * */
typedef struct tlog_signer {
    span name;
    uint8_t seed[CRYPT_KEY_SIZE];
} tlog_signer;

/* True for a name that a key may carry: not empty, no Unicode space, no control character, no plus
 * sign. */
bool tlog_name_fits(span name);
/* The key with its id. */
tlog_key tlog_key_of(span name, tlog_key_type type, const uint8_t public_key[CRYPT_KEY_SIZE]);
/* The public half of a signer.  Errors: those of crypt_public_key. */
WARN_UNUSED bool tlog_signer_key(const tlog_signer *signer, tlog_key *ret_key, err *reterr);
/* Reads <name>+<id>+<base64>; the id must fit name and key.  Owner: the name points into `vkey`. */
WARN_UNUSED bool tlog_key_parse(span vkey, tlog_key *ret_key, err *reterr);
void tlog_key_add(buffer *b, const tlog_key *key);

/* ---- notes ---------------------------------------------------------------------------------- */

typedef struct tlog_signature {
    span name;
    uint32_t id;
    span bytes; /* without the id */
} tlog_signature;

/* A note taken apart.  Owner: text and names point into the bytes read, the rest lives in the
 * arena. */
typedef struct tlog_note {
    span text; /* with its final newline */
    size_t signature_count;
    const tlog_signature *signatures;
} tlog_note;

/* Reads a signed note; checks its form, not its signatures.  Owner: `a`.  Errors: ERR_INPUT. */
WARN_UNUSED bool tlog_note_parse(arena *a, span bytes, tlog_note *ret_note, err *reterr);
/* Succeeds if at least one of the keys has signed and no line of any of them is wrong; lines of
 * other keys are passed over.  Errors: ERR_DAMAGE. */
WARN_UNUSED bool tlog_note_verify(
    const tlog_note *note, const tlog_key *keys, size_t key_count, err *reterr);
/* Adds text, empty line and one signature line.  The text ends in a newline. */
WARN_UNUSED bool tlog_note_sign(buffer *b, span text, const tlog_signer *signer, err *reterr);

/* ---- checkpoint ----------------------------------------------------------------------------- */

typedef struct tlog_checkpoint {
    span origin;
    uint64_t size;
    crypt_hash root;
} tlog_checkpoint;

/* Reads the text of a checkpoint; extension lines are passed over.  The root of size 0 must be that
 * of nothing. */
WARN_UNUSED bool tlog_checkpoint_parse(span text, tlog_checkpoint *ret, err *reterr);
/* Writes the three lines of the text. */
void tlog_checkpoint_add(buffer *b, const tlog_checkpoint *c);
/* Reads a signed checkpoint and verifies it: the first key is the log's, its name must be the
 * origin. */
WARN_UNUSED bool tlog_checkpoint_open(
    arena *a, span note, const tlog_key *keys, size_t key_count, tlog_checkpoint *ret, err *reterr);
/* Writes and signs a checkpoint; the signer's name is the origin. */
WARN_UNUSED bool tlog_checkpoint_sign(
    buffer *b, uint64_t size, const crypt_hash *root, const tlog_signer *signer, err *reterr);

/* ---- proof file ----------------------------------------------------------------------------- */

/* A proof that stands alone.  Owner of a parsed one: `extra` in the arena, the checkpoint in the
 * bytes read. */
typedef struct tlog_proof_file {
    bool has_extra;
    span extra;      /* decoded; of a receipt: the leaf and one disclosure a line */
    uint64_t number; /* leaf number in the tree */
    tlog_proof path;
    span checkpoint; /* the signed note, verbatim */
} tlog_proof_file;

/* Reads and writes the file of a proof.  Owner: `a`.  Errors: ERR_INPUT where its form breaks. */
WARN_UNUSED bool tlog_proof_file_parse(arena *a, span bytes, tlog_proof_file *ret, err *reterr);
void tlog_proof_file_add(buffer *b, const tlog_proof_file *f);
/* Verifies signature and path for a leaf's hash; *ret_checkpoint as tlog_checkpoint_open gives it.
 * */
WARN_UNUSED bool tlog_proof_file_verify(arena *a, const tlog_proof_file *f, const crypt_hash *leaf,
    const tlog_key *log_key, tlog_checkpoint *ret_checkpoint, err *reterr);

#endif
