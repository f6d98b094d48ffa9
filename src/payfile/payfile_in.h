/* Inside payfile: the table of formats, and what their readers share.  A new format of the
 * program's own is one file with a table_format and one line in payfile.c; most formats are
 * profiles (profile.h), read by table.c.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAYFILE_PAYFILE_IN_H
#define NUAN_PAYFILE_PAYFILE_IN_H

#include "base/blob.h"
#include "payfile/cell_in.h"

enum { HEAD_ROWS_MAX = 60 }; /* a header stands above this row */

/* ---- formats
 * ------------------------------------------------------------------------------------ */

/* The first rows of a file (for a workbook: of one sheet), their cells as names. */
typedef struct head_row {
    int64_t number;
    size_t count;
    span *names; /* by cell_name: without blanks */
    span *bare;  /* the same by name_bare */
    span *said;  /* as they stand in the file, for messages */
} head_row;

typedef struct head {
    size_t count;
    head_row rows[HEAD_ROWS_MAX];
} head;

typedef struct table_format {
    const char *name;
    const char *channel; /* by which its gifts came */
    /* Index of the head's row that is the header of this format, or -1.  When *ret_is_data is
     * set, it is the first row of data instead, and there is no header. */
    int (*claims)(const head *h, bool *ret_is_data);
    /* Finds the columns in row `row` of the head, which was claimed; the source stands behind
     * it, or at the start. */
    bool (*open)(payfile *p, const head *h, int row, err *reterr);
    bool (*next)(payfile *p, payfile_row *row, bool *ret_more, err *reterr);
    /* Column of a field of the current row, -1 absent. */
    int (*column)(const payfile *p, const payfile_row *row, payfile_field field);
    int (*fee_column)(const payfile *p); /* -1 absent; NULL: such files never have one */
} table_format;

/* head.c: reads the first rows.  What is wrong behind the first row is told when it is read as
 * data. */
WARN_UNUSED bool head_read(source *s, arena *home, head *ret, err *reterr);
/* Column of `name` in the row, or -1. */
int head_find(const head_row *row, const char *name);
/* True if any cell of the head is this name, or contains this text. */
bool head_has(const head *h, const char *name);
bool head_contains(const head *h, const char *text);

extern const table_format wechat_merchant_format;
extern const table_format qr_sheet_format;
extern const table_format profile_format; /* whose `claims` is profile_claims */

/* refuse.c: true if the bytes may be CSV or a workbook; else an error that names what they are. */
WARN_UNUSED bool bytes_check(span bytes, err *reterr);
/* An error that names a table by its words: a kind that nuan can't read yet, or its columns.
 * Always false. */
bool table_refuse(const head *h, err *reterr);
/* Is the row a title that says the table is of money that was given out? */
bool title_tells_of_spending(const head_row *row);

/* currency.c: the asset of a gift or refund, and its amounts, which formats read in hundredths, in
 * the smallest unit of it.  Rejects a row of a currency that is not known, or with decimals that it
 * does not have. */
void row_currency_fit(const payfile *p, payfile_row *row);
/* The same of a row that is not booked, as far as it goes: it is only shown. */
void row_currency_tell(const payfile *p, payfile_row *row);
/* An amount that was read in hundredths, or `is_fine`: in the smallest unit already, in that unit.
 * False when it has decimals that the currency does not have. */
bool currency_exact(const currency *of, bool is_fine, money *amount);
extern const char currency_no_decimals[]; /* the rule that it then breaks */
/* ---- profiles
 * ------------------------------------------------------------------------------------ */

/* Row of the head that is the header of this profile, or -1; how well it fits. */
int profile_claims(const payfile_profile *p, const head *h, int *ret_score);
extern const blob house_profiles[];
extern const size_t house_profiles_count;
/* What a profile must have.  Errors: ERR_INPUT. */
WARN_UNUSED bool profile_check(const payfile_profile *p, err *reterr);
/* The message id of a reason's name, which is one of the house. */
const char *profile_reason(const char *name);

/* when.c: the days that a file covers. */
typedef struct period {
    date first, last;
    bool is_year_only; /* no more than a year is known .. */
    bool is_month;     /* .. or a month of it */
    day_order order;   /* of days whose year stands last: 25/02/2020 */
} period;
/* A day, perhaps with its time, in a text without blanks; a year that is missing is taken from
 * the period.  *ret_second -1 without a time. */
bool when_read(span text, const period *of, date *ret_day, int32_t *ret_second);
bool clock_read(span text, int32_t *ret_second);
/* Would it be a day if its year were known? */
bool when_is_yearless(span text);
/* Would it be one if it were known whether the day or the month stands first? */
bool when_is_unordered(span text);
/* What a day whose year stands last says of the order; ORDER_UNKNOWN: nothing. */
day_order when_order(span text);
/* The next day with its year in a text; *rest is what stands behind it. */
bool day_scan(span *rest, date *ret);
/* 2020年: a year that a text names. */
bool year_scan(span text, int *ret_year);
/* 2019年12月 without a day, and no other month. */
bool month_scan(span text, int *ret_month);
/* The next 2月5日 in a text, of that year; *rest is what stands behind it. */
bool month_day_scan(span *rest, int year, date *ret);

/* preface.c: what is said above the table. */
typedef struct preface {
    period covers;
    date day;              /* of the title */
    int year;              /* that is named; 0 none */
    int month;             /* of that year, where no day is named; 0 none */
    bool has_days;         /* several are named: none is the day of a row */
    span account;          /* ours */
    span owner;            /* whose account it is, empty: not said */
    span currency;         /* ISO code, or empty: not said */
    span unknown_currency; /* what stands where one is named; lives as long as the head */
    bool is_in_wan;
    payfile_stated said;
} preface;
void preface_read(const head *h, size_t rows, preface *ret);
/* Counts and sums in words: 共746笔，1,234.50元; 收入：1笔 0.35元. */
void said_read(span cell, payfile_stated *into);
/* An account that the cell names by a word before it; `next` is the cell behind it. */
bool account_in(span cell, span next, span *ret);

/* currency.c: makes it an ISO code; false when it is none.  Nothing is CNY. */
bool currency_code(span *s);
/* Bytes of the name of a currency with which the text begins, or ends; 0 none.  元 alone is no
 * name. */
size_t currency_name_first(span s, span *ret_code);
size_t currency_name_last(span s, span *ret_code);

/* seen.c */
typedef struct seen_row {
    uint64_t hash; /* 0: free */
    uint32_t times;
} seen_row;
typedef struct rows_seen {
    arena home;
    seen_row *slots;
    uint64_t size; /* a power of two */
    uint64_t count;
} rows_seen;
/* What a row without a number is told by. */
typedef struct row_facts {
    date day;
    const span *pieces;
    size_t count;
} row_facts;
WARN_UNUSED bool rows_seen_open(rows_seen *set, err *reterr);
void rows_seen_close(rows_seen *set); /* accepts a zeroed one */
/* Owner of the number: `scratch`. */
WARN_UNUSED bool rows_seen_number(
    rows_seen *set, arena *scratch, const row_facts *facts, span *ret, err *reterr);

/* balance.c */
typedef struct balance_chain {
    int64_t count;
    money first, first_flow, last, last_flow;
    int64_t oldest_break, oldest_breaks; /* if the oldest row stands first */
    int64_t newest_break, newest_breaks;
    int64_t oldest_other, newest_other;   /* rows that would not follow with any sign */
    int64_t oldest_turned, newest_turned; /* rows that would with the other sign only */
} balance_chain;
void balance_add(balance_chain *c, const payfile_row *row);
bool balance_fits(const balance_chain *c); /* at least two, and each follows */
/* Would the balances follow if some amounts had the other sign, though they do not as they are? */
bool balance_turns(const balance_chain *c);
/* Would all of them? */
bool balance_turns_all(const balance_chain *c);
void balance_state(const balance_chain *c, payfile_stated *ret);

/* ---- a file that is read
 * ------------------------------------------------------------------------ */

enum { TABLE_NOTES_MAX = 4 };

/* State of a table that a profile describes. */
enum { WORD_BITS = 1 << 16, DAY_TEXT_MAX = 12, PLAIN_CELL_MAX = 48 };

/* What rows add up to. */
typedef struct table_sum {
    uint64_t rows, flows, in, out, gifts;
} table_sum;

typedef struct table_sums {
    table_sum all, block;
} table_sums;

/* A cell of the row before in which no word of a rule stands. */
typedef struct plain_cell {
    char text[PLAIN_CELL_MAX];
    size_t size;
} plain_cell;

typedef struct table {
    const payfile_profile *profile;
    /* Rules are looked at only for rows in which the first characters of one of their words stand;
     * all others have the rule that asks for no word. */
    bool has_short_words; /* too short for that */
    uint64_t word_bits[WORD_BITS / 64];
    uint64_t start_bits[WORD_BITS / 64]; /* of their first three bytes alone */
    const profile_rule *plain_rules[3];  /* by way */
    plain_cell plain_state, plain_kind, plain_note;
    span currency;               /* of rows whose table has no column for it */
    char day_text[DAY_TEXT_MAX]; /* of the last row that had its day in this form .. */
    size_t day_size;
    date day;                /* .. and what day it is */
    bool has_usual_day;      /* the current row has one, and it stands in the row */
    int columns[ROLE_COUNT]; /* index in the row, -1 absent */
    int notes[TABLE_NOTES_MAX];
    int note_count;
    int count; /* columns that have a name */
    preface above;
    bool is_in_wan;        /* amounts in ten thousands */
    bool has_positive_out; /* money out is written without a sign */
    bool has_end;          /* the closing line was read */
    span said;             /* currency that the amount of the row names, or empty */
    bool has_sign;         /* an amount less than 0 was read */
    bool is_turned;        /* the amount of the row stands as money in, and is less than 0 */
    bool is_foreign;       /* no Chinese name in the header: nothing says that it is yuan */
    int64_t rows;
    table_sums sums;
    date last_day;       /* of the row before */
    size_t account_size; /* of ours, in the row before */
    bool has_two_headers, has_two_accounts,
        has_two_tables; /* what was met in the last row that is no payment */
    rows_seen seen;
    balance_chain chain;
    const currency *fine;  /* of the row at hand, if it has more than two decimals; else NULL */
    const currency *money; /* of the row whose balance was read last */
} table;

enum { BILL_COLUMNS = 15 };

/* State of a WeChat Pay merchant bill. */
typedef struct bill {
    int columns[BILL_COLUMNS]; /* index in the row, -1 absent */
    size_t count;              /* columns of the header */
    bool has_totals;
    bool is_summed; /* the file has no last line break: its last total must agree with the rows */
    money amount, refund, asked;
    int64_t fee_mfen;
} bill;

/* State of a published sheet. */
typedef struct qr {
    int number, amount, when, total; /* columns, -1 absent */
    int last_named;                  /* of the header; numbers behind it are totals */
    money sum;
    int64_t count;
} qr;

struct payfile {
    arena *home;
    const table_format *format;
    const payfile_profile *profile; /* or NULL */
    source source;
    span names[SHEET_COLUMNS_MAX]; /* header as in the file */
    size_t name_count;
    payfile_stated stated;
    union {
        bill bill;
        qr qr;
        table table;
    };
};

/* Header of a column, empty when absent. */
span name_of(const payfile *p, int column);
/* ERR_INPUT: the file ends in the middle of the current row. */
bool row_cut(const payfile *p, err *reterr);

#endif
