/* Organisations: the tree of a federation, and its import from a table.
 * Laws: a unit is closed, never deleted; its code is stable and stands in URLs and in the public
 * log; a legal entity keeps its own books, a unit that is none keeps those of a legal entity
 * above it; all rows of a file are checked before one is written.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_ORG_ORG_H
#define NUAN_ORG_ORG_H

#include "base/arena.h"
#include "base/err.h"
#include "record/change.h"
#include "record/record.h"
#include "store/store.h"

enum {
    ORG_CODE_MAX = 40,    /* bytes */
    ORG_NAME_MAX = 100,   /* characters */
    ORG_LEVEL_MAX = 15,   /* levels below a root */
    ORG_VALUE_MAX = 60,   /* characters of a value that a fault shows */
    ORG_FAULTS_MAX = 100, /* faults that a report lists; all are counted */
    ORG_ROWS_MAX = 20000  /* rows of one import */
};
#define ORG_FILE_SIZE_MAX (16 * 1024 * 1024) /* bytes of one import */

/* What a unit is; numbers are stored. */
typedef enum org_kind {
    ORG_FEDERATION = 1, /* federation of trade unions of a city or a province */
    ORG_DISTRICT,       /* federation of a district or county */
    ORG_INDUSTRY,       /* industry union */
    ORG_BUREAU,         /* commission, office or bureau */
    ORG_ENTERPRISE,
    ORG_UNIVERSITY,
    ORG_HOSPITAL,
    ORG_FOUNDATION, /* charity with its own books */
    ORG_CENTRE,     /* affiliated institution: service centre, school */
    ORG_UNION,      /* other grass-roots union: subdistrict, public institution */
    ORG_PARTNER,    /* outside of the federation: paired region, other charity */
    ORG_KIND_COUNT
} org_kind;

/* Name in files and the API: "federation". */
const char *org_kind_name(org_kind kind);
/* Message id of what a reader sees. */
const char *org_kind_label(org_kind kind);
/* Reads the name, or the Chinese word that tables use (区总工会, 产业工会 ...). */
bool org_kind_parse(span s, org_kind *ret_kind);

/* One unit as stored. */
typedef struct org {
    org_id id;
    org_id parent; /* {0}: a root */
    org_id legal;  /* whose books it keeps: itself, or a unit above */
    span code;
    span path; /* /root/.../code/ */
    span name_zh, name_en;
    span region_code, uscc; /* empty: not known */
    org_kind kind;
    int32_t level; /* 0: a root */
    date opened;
    date closed; /* 0: open */
    int64_t version;
    int32_t end; /* in a tree: index behind its last descendant */
} org;

/* ---- the tree, for reading ------------------------------------------------------------------ */

/* All units in tree order: a unit stands before those below it, siblings in the order of their
 * making.  The subtree of orgs[i] is orgs[i] .. orgs[orgs[i].end - 1]; its first child, if any,
 * is orgs[i + 1], the sibling of a child orgs[c] is orgs[orgs[c].end].  orgs[0] is the first
 * root ever made: the federation itself.  Immutable after loading, so any thread may read it; a
 * change of the table calls for a new one. */
typedef struct org_tree {
    org *orgs;
    int32_t count;
    int32_t *by_code; /* indexes, sorted by code */
    int32_t *by_id;
} org_tree;

/* Reads the tree.  Owner: `a` holds all of it.
 * Errors: ERR_DAMAGE a parent is missing or a unit stands below itself; ERR_MEMORY. */
WARN_UNUSED bool org_tree_load(store_conn *conn, arena *a, org_tree *ret_tree, err *reterr);
/* A unit, or NULL.  Owner: the tree. */
const org *org_find(const org_tree *tree, org_id id);
const org *org_find_by_code(const org_tree *tree, span code);
/* The unit above, or NULL for a root. */
const org *org_up(const org_tree *tree, const org *o);
/* True if `id` is `head` or stands below it; false when either is unknown. */
bool org_is_within(const org_tree *tree, org_id id, org_id head);

/* ---- import --------------------------------------------------------------------------------- */

/* Something in a row that breaks a rule, or (a warning) that somebody should look at. */
typedef struct org_fault {
    int64_t row; /* line of the file as a person counts: the header's line counts too */
    span column; /* header as in the file */
    span value;  /* as in the file, shortened to ORG_VALUE_MAX characters */
    bool is_warning;
    err rule; /* message with its arguments, and what to do */
} org_fault;

/* A row that became a unit.  `*_draft` is the index of another draft, or -1: the unit is in the
 * store, or none. */
typedef struct org_draft {
    int64_t row;
    span code, parent, name_zh, name_en, region_code, uscc;
    span legal; /* code of the legal entity */
    org_kind kind;
    int32_t level;
    date opened, closed;
    int32_t parent_draft, legal_draft;
} org_draft;

typedef struct org_import {
    size_t row_count;   /* rows with data */
    size_t same_count;  /* of them already in the tree, equal */
    size_t draft_count; /* of them new */
    org_draft *drafts;  /* parents before children, else as in the file */
    size_t fault_count; /* errors found, listed or not */
    size_t warning_count;
    size_t listed_count; /* of both together */
    org_fault *faults;   /* by row */
} org_import;

typedef struct org_source {
    span bytes;   /* CSV with a header; UTF-8 (with or without a byte order mark) or GB18030 */
    org_id scope; /* units may be added below it; {0}: anywhere, roots too */
    date today;   /* taken for units without an opening day */
} org_source;

/* Reads and checks a file without writing: a dry run is to stop after this.  Columns by name (or
 * the Chinese name), in any order: code, parent, kind, name_zh and, if they are there, name_en,
 * region_code, uscc, legal, opened, closed; others are passed over.  `legal` is "self", the code
 * of a legal entity above, or empty: as the unit above it.
 * Owner: *ret lives in `a` and points into source->bytes.
 * Errors (of the file as a whole; faults of rows are in *ret): ERR_INPUT not a table, unreadable
 * text, a column is missing; ERR_LIMIT too large; ERR_MEMORY. */
WARN_UNUSED bool org_import_check(
    arena *a, const org_tree *tree, const org_source *source, org_import *ret, err *reterr);
/* Writes the new units of a checked import.  c->org is the head that they are added below ({0}:
 * anywhere); c->outcome becomes their number, c->object_id the first one's id.
 * Errors: ERR_INPUT the import has faults; ERR_CONFLICT a code was taken or a parent closed
 * meanwhile; ERR_DENIED a unit outside of c->org. */
WARN_UNUSED bool org_import_apply(store_txn *txn, change *c, const org_import *import, err *reterr);
/* The same as a change; its input is an org_import. */
extern const change_kind org_import_add;

/* Adds one unit as it is. */
WARN_UNUSED bool org_put(store_txn *txn, const org *o, err *reterr);

#endif
