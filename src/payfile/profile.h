/* Profiles: what the columns of a table of payments are called, which way its money went and what
 * its rows mean, as data.  A bank file, a wallet's export, a donation roll is one profile; those
 * of the house come with the program, a clerk adds others.
 * Form of a profile: docs/format/profile.md.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAYFILE_PROFILE_H
#define NUAN_PAYFILE_PROFILE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/err.h"
#include "base/span.h"
#include "payfile/payfile.h"

#include <stdint.h>

/* What a column holds. */
typedef enum profile_role {
    ROLE_TIME,    /* day, or day and time */
    ROLE_CLOCK,   /* time of day, where it stands apart */
    ROLE_IN,      /* money that came in .. */
    ROLE_OUT,     /* .. and that went out, in two columns */
    ROLE_AMOUNT,  /* one amount: signed, or its way told by a mark */
    ROLE_MARK,    /* which way */
    ROLE_BALANCE, /* of the account behind the row */
    ROLE_CURRENCY,
    ROLE_NUMBER,   /* the provider's of the payment */
    ROLE_MERCHANT, /* our order number */
    ROLE_REFUND_NO,
    ROLE_FEE,
    ROLE_STATE,         /* succeeded, closed .. */
    ROLE_KIND,          /* of business: what the bank calls the row */
    ROLE_PAYER,         /* name of the other side */
    ROLE_PAYER_ACCOUNT, /* its account */
    ROLE_NOTE,          /* remarks; all such columns are read */
    ROLE_ACCOUNT,       /* ours */
    ROLE_SERIAL,        /* numbers of rows: passed over */
    ROLE_COUNT
} profile_role;
/* "time", "clock" ... as in the JSON. */
const char *profile_role_name(profile_role role);
/* For people; a message id. */
const char *profile_role_label(profile_role role);
bool profile_role_parse(span name, profile_role *ret);

enum {
    PROFILE_WORDS_MAX = 64, /* of one list */
    PROFILE_RULES_MAX = 48,
    PROFILE_SIZE_MAX = 64 * 1024, /* bytes of its JSON */
    PROFILE_CODE_MAX = PAYFILE_NAME_MAX,
};

/* Names or words, in normal form without blanks. */
typedef struct profile_words {
    size_t count;
    span *words;
} profile_words;

/* What stands first in a day whose year stands last. */
typedef enum day_order { ORDER_UNKNOWN, ORDER_DAY_FIRST, ORDER_MONTH_FIRST } day_order;

typedef enum profile_flow { FLOW_ANY, FLOW_IN, FLOW_OUT, FLOW_NONE } profile_flow;

/* A row on which all given conditions hold is of this kind; the first rule that fits decides.
 * A word that begins with = must be all of the cell. */
typedef struct profile_rule {
    profile_flow flow;
    profile_words state, kind, payer, note, text; /* text: in kind, payer or note */
    profile_words without;                        /* in none of kind, payer, note */
    payfile_kind becomes;
    const char *reason; /* message id, of ignored rows */
    span settles;       /* channel whose clearing account a payout settles, or empty */
} profile_rule;

struct payfile_profile {
    span code;
    span name_zh, name_en;
    span channel;          /* of its gifts: bank, alipay, wechat ... */
    profile_words signs;   /* each must stand in the head */
    profile_words without; /* names of columns of which the header must have none */
    uint32_t needs_one;    /* bits of roles: one of these columns must be there; 0: none */
    profile_words names[ROLE_COUNT];
    profile_words marks_in, marks_out, marks_none;
    profile_words totals; /* how a row of totals begins */
    span end;             /* text of the line behind the last row; without it the file is cut */
    bool has_day_above;   /* the day stands in the title, not in the rows */
    day_order order;      /* unknown: as the file itself tells it */
    bool has_own_numbers; /* numbers are unique in the account and day only */
    size_t rule_count;
    profile_rule *rules;
    span json; /* as written, for keeping */
};

/* Reads a profile.  Owner: `home`.
 * Errors: ERR_INPUT what is wrong and where: an unknown member, role, kind or reason, a needed one
 * that is missing, a code out of form. */
WARN_UNUSED bool profile_parse(arena *home, span json, payfile_profile **ret, err *reterr);
/* Writes it as JSON, indented, as people keep it. */
void profile_print(buffer *out, const payfile_profile *p);

enum { PROFILE_HOUSE_SIZE = 1024 * 1024 }; /* room that the profiles of the house need */
/* The profiles that come with the program.  Owner: `home`. */
WARN_UNUSED bool profile_house(arena *home, payfile_profiles *ret, err *reterr);

/* ---- proposing ------------------------------------------------------------------------------ */

enum { SUGGEST_COLUMNS_MAX = 64, SUGGEST_SAMPLE_ROWS = 12 };

/* What a column of an unknown table seems to be. */
typedef struct suggest_column {
    span name;  /* of the header, as it stands */
    span plain; /* as profiles compare it */
    bool is_taken;
    profile_role role;   /* if is_taken */
    const char *because; /* message id: by its name, by its values .. */
    span values[SUGGEST_SAMPLE_ROWS];
} suggest_column;

typedef struct suggestion {
    int64_t header; /* row number */
    size_t column_count;
    suggest_column columns[SUGGEST_COLUMNS_MAX];
    size_t row_count;         /* of the sample */
    payfile_profile *profile; /* needs a code and a name */
    bool asks_order;          /* day or month first? The days of the sample don't tell */
    const char *lacks;        /* message id: what a person must still say, or NULL */
} suggestion;

/* Proposes a profile for the table in a file, from the names of its columns and the values of its
 * first rows.  Owner: `home`.
 * Errors: ERR_INPUT the bytes are no table, or no row looks like a header. */
WARN_UNUSED bool profile_suggest(arena *home, span bytes, suggestion *ret, err *reterr);
/* Gives a column another role, or none (ROLE_COUNT), as a person corrects it. */
WARN_UNUSED bool suggestion_set(
    arena *home, suggestion *s, size_t column, profile_role role, err *reterr);

#endif
