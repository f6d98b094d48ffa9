/* What one entry of our log says: the leaf profile "nuan leaf v1", and the salted disclosures that
 * bind private fields without showing them.  A leaf is one canonical JSON object; its bytes are
 * hashed, stored and served as first written.  The list of fields is closed: no leaf can carry a
 * name, a number of a person or typed text.
 * Source: RFC 8785, RFC 9901; docs/format/log.md.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TLOG_LEAF_H
#define NUAN_TLOG_LEAF_H

#include "base/money.h"
#include "tlog/tlog.h"

/* Largest integer in a leaf: every JSON reader keeps it exact. */
#define LEAF_INT_MAX INT64_C(9007199254740991)

enum {
    LEAF_SIZE_MAX = 4096, /* bytes of a leaf */
    LEAF_CODE_SIZE_MAX = 64,
    LEAF_SD_COUNT =
        4, /* digests in each leaf that has any: always as many, so that the count tells nothing */
    LEAF_DIGEST_SIZE = 43, /* base64url of 32 bytes */
    LEAF_SALT_SIZE = 22,   /* base64url of 16 bytes */
    LEAF_KEY_SIZE = 16,    /* entry key: the salts of one leaf are made from it */
    LEAF_HEADS_MAX = 32,
    LEAF_CLEAR_SIZE_MAX = 1024 /* bytes of one private value */
};

/* Types of leaves; stored as numbers, stable for ever. */
typedef enum leaf_kind {
    LEAF_GIFT = 1,
    LEAF_GOODS,
    LEAF_ALLOC,
    LEAF_PAY,
    LEAF_REFUND,
    LEAF_VOID,
    LEAF_CLOSE,
    LEAF_KEY,
    LEAF_NOTE,
    LEAF_KIND_COUNT
} leaf_kind;

typedef enum leaf_channel {
    LEAF_QR = 1,
    LEAF_BANK,
    LEAF_CASH,
    LEAF_OTHER,
    LEAF_CHANNEL_COUNT
} leaf_channel;

typedef struct leaf_digest {
    char text[LEAF_DIGEST_SIZE];
} leaf_digest;

/* Head of one audit chain, put into a note. */
typedef struct leaf_head {
    int64_t node;
    int64_t number; /* of the last batch in the chain */
    crypt_hash hash;
} leaf_head;

/* The content of a leaf; which members count depends on the kind.  Amounts in fen.  Owner of spans:
 * a parsed leaf points into its bytes, and into the arena for heads. */
typedef struct leaf {
    leaf_kind kind;
    date day;
    bool is_demo;      /* marked 演示 DEMO */
    span org, project; /* codes */
    int64_t seq;
    int64_t amount;       /* gift alloc pay refund */
    span currency;        /* ISO 4217 */
    leaf_channel channel; /* gift */
    span category;        /* goods */
    int64_t quantity;
    span unit;
    span to;       /* alloc; pay, or empty */
    int64_t count; /* close; pay, or 0 */
    span purpose;  /* alloc pay, or empty */
    bool has_sup;  /* supersedes another leaf; always in a void */
    int64_t sup;   /* its number */
    crypt_hash sup_hash;
    span why;     /* reason code */
    leaf_kind of; /* close: the kind that is totalled */
    int64_t sum;
    leaf_digest sd[LEAF_SD_COUNT]; /* gift goods pay refund; sorted by bytes */
    size_t head_count;             /* note */
    const leaf_head *heads;
    span vkey; /* key: the verifier key from now on */
} leaf;

/* ---- leaves --------------------------------------------------------------------------------- */

/* gift, goods ...: as in the leaf's `t`. */
const char *leaf_kind_name(leaf_kind kind);
/* The kind of that name; false for another word. */
bool leaf_kind_find(span name, leaf_kind *ret);
/* qr, bank ...: as in the leaf's `ch`. */
const char *leaf_channel_name(leaf_channel channel);
/* True for a code of 1..64 letters, digits, and . _ - inside. */
bool leaf_code_fits(span code);
/* True if leaves of this kind carry salted digests. */
bool leaf_has_private(leaf_kind kind);
/* What a leaf adds to the sum of its kind: amount of CNY, quantity of goods, or 0: amounts of other
 * currencies are never added to it. */
int64_t leaf_value(const leaf *l);

/* Adds the canonical bytes of a leaf whose every field is set.  Errors: ERR_INPUT a field is
 * missing or out of its bounds (the field is named), ERR_LIMIT the leaf would be longer than
 * LEAF_SIZE_MAX. */
WARN_UNUSED bool leaf_add(buffer *b, const leaf *l, err *reterr);
/* Reads a leaf; whatever leaf_add would not write is refused.  Errors: ERR_INPUT, ERR_LIMIT,
 * ERR_MEMORY. */
WARN_UNUSED bool leaf_parse(arena *a, span bytes, leaf *ret, err *reterr);
/* True if the bytes are one value in the canonical form that leaves use. */
bool leaf_json_is_canonical(span bytes);
/* Orders digests as `_sd` holds them. */
int leaf_digest_compare(const leaf_digest *a, const leaf_digest *b);

/* ---- disclosures ---------------------------------------------------------------------------- */

/* One private field laid open. */
typedef struct leaf_disclosure {
    span salt, field, value;
} leaf_disclosure;

/* The salt of a field: the first 16 bytes of HMAC-SHA256(entry key, "nuan salt v1" || 0 || field),
 * as text. */
void leaf_salt(const uint8_t entry_key[LEAF_KEY_SIZE], span field, char ret_salt[LEAF_SALT_SIZE]);
/* Adds the disclosure of a field, as given to its donor. */
void leaf_disclosure_add(buffer *b, const uint8_t entry_key[LEAF_KEY_SIZE], span field, span value);
/* base64url(SHA-256(text of the disclosure)). */
leaf_digest leaf_disclosure_digest(span disclosure);
/* The digest of random bytes that stands where a field has no value. */
leaf_digest leaf_filler_digest(const uint8_t random_bytes[32]);
/* Reads a disclosure for display.  Owner: the texts live in `a`.  Errors: ERR_INPUT. */
WARN_UNUSED bool leaf_disclosure_parse(
    arena *a, span disclosure, leaf_disclosure *ret, err *reterr);
/* True if the leaf commits to this disclosure. */
bool leaf_discloses(const leaf *l, span disclosure);

#endif
