/* What a change is, seen by the domains that carry it out and by the writer that runs it.
 * A domain exports constant change_kind rows; a change points to its kind, so the writer calls
 * nothing up.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_RECORD_CHANGE_H
#define NUAN_RECORD_CHANGE_H

#include "record/record.h"

/* ---- rights and actors ---------------------------------------------------------------------- */

/* What a role allows; a right is held in the subtree of an organisation. */
typedef enum right {
    RIGHT_NONE = 0,
    RIGHT_READ,              /* staff pages and lists */
    RIGHT_ORG_EDIT,          /* organisations */
    RIGHT_ACCESS_EDIT,       /* sign-ins, roles, tokens */
    RIGHT_CAMPAIGN_EDIT,     /* campaigns, their accounts and purposes */
    RIGHT_DONATION_NOTIFY,   /* book a payment that a provider notified */
    RIGHT_DONATION_ENTER,    /* enter cash gifts */
    RIGHT_STATEMENT_IMPORT,  /* import and undo payment files */
    RIGHT_STATEMENT_CONFIRM, /* confirm a batch that another person imported */
    RIGHT_REFUND_BOOK,       /* give money back */
    RIGHT_DISCLOSE,          /* publish; resume the log */
    RIGHT_SYSTEM,            /* the program itself: jobs, migrations */
    /* look at a giver's sealed name and message, with a reason; each look is recorded */
    RIGHT_DONOR_SHOW,
    RIGHT_DISCLOSE_REVIEW, /* review a disclosure that another person prepared */
    RIGHT_RECEIPT_ENTER,   /* ask for receipts, give those that were reviewed */
    RIGHT_RECEIPT_REVIEW,  /* review requests that another person entered; end a receipt */
    RIGHT_COUNT,
    /* no right that anybody holds: what visitors ask for, and only they (change_kind.needs) */
    RIGHT_VISITOR
} right;

/* A visitor is somebody of whom nothing but the address is known: id 0, no grants. */
typedef enum actor_kind { ACTOR_PROGRAM, ACTOR_PERSON, ACTOR_TOKEN, ACTOR_VISITOR } actor_kind;

enum { ACTOR_GRANTS_MAX = 16, ACTOR_ADDRESS_MAX = 48 };

/* Rights held in one subtree, as bits 1 << right. */
typedef struct actor_grant {
    org_id org;
    uint32_t rights;
} actor_grant;

/* Who does something: found by the door from session, token or system user; re-checked by the
 * writer. */
typedef struct actor {
    actor_kind kind;
    int64_t id; /* person or token; 0 the program or a visitor */
    char address[ACTOR_ADDRESS_MAX];
    int grant_count;
    actor_grant grants[ACTOR_GRANTS_MAX];
} actor;

/* ---- changes -------------------------------------------------------------------------------- */

struct store_txn;
typedef struct change change;

/* One kind of change.  `number` is stable for ever: it stands in the audit trail. */
typedef struct change_kind {
    int32_t number;
    const char *name; /* donation.notify: audit lists, API */
    /* In the subtree of change.org.  RIGHT_VISITOR: visitors and nobody else; the trail tells them by
     * the kind. */
    right needs;
    /* Decides and applies: rows into the buffers of txn, or a refusal in *reterr with nothing to
     * undo but what the writer truncates.  Sets c->object_id and c->outcome. */
    bool (*apply)(struct store_txn *txn, change *c, err *reterr);
} change_kind;

enum { CHANGE_KEY_SIZE = 16, CHANGE_DIGEST_SIZE = 32 };

/* One request that alters data, with its author, key and outcome. */
struct change {
    /* in */
    const change_kind *kind;
    const actor *author;
    org_id org;
    void *input; /* the domain's struct, read only by its apply() */
    bool has_key;
    uint8_t key[CHANGE_KEY_SIZE];
    uint8_t digest[CHANGE_DIGEST_SIZE]; /* of what was asked with the key; zeros without one */
    /* set by the writer before apply() */
    int64_t real_us;
    int64_t civil_us;
    date civil_day; /* of civil_us in the zone of the house */
    id_maker *ids;
    arena *home; /* memory of the batch */
    /* out */
    int64_t seq;
    int64_t object_id;
    int64_t outcome; /* what the answer is rendered from, again on a repeat; 0 = done */
    bool is_repeat;  /* the key came before: object_id and outcome are those of the first time */
    bool is_refused;
    err error;
    /* the waiter */
    void (*done)(change *c); /* on the writer's thread, after the commit */
    void *waiter;
    /* the writer's own */
    change *next;
    change *repeat_of;
};

/* Memory of a domain that follows the batches of the writer (balances, sets of keys).  The writer
 * marks it before each change, truncates it on a refusal, and keeps or drops it with the commit. */
typedef struct batch_part {
    int slot; /* store_part */
    void *memory;
    size_t (*mark)(void *memory);
    void (*truncate)(void *memory, size_t mark);
    /* puts its rows; may be NULL */
    bool (*flush)(void *memory, struct store_txn *txn, err *reterr);
    void (*keep)(void *memory); /* after the commit */
    void (*drop)(void *memory); /* after a rollback */
} batch_part;

#endif
