/* Inside the reading of profiled tables.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_PAYFILE_TABLE_IN_H
#define NUAN_PAYFILE_TABLE_IN_H

#include "payfile/payfile_in.h"

/* table_find.c */
WARN_UNUSED bool table_open(payfile *p, const head *h, int row, err *reterr);

/* table_cell.c */
/* Empty, a dash, or another word for nothing. */
bool cell_says_nothing(span s); /* of cell_is_nothing */
static inline bool cell_is_nothing(span s)
{
    if (s.size == 0)
        return true;
    switch ((unsigned char)s.at[0]) {
    case '-':
    case '/':
    case 'n':
    case 'N':
    case 0xE2: /* — */
    case 0xE6: /* 无 */
    case 0xEF: /* － */ break;
    default: return false;
    }
    return cell_says_nothing(s);
}

/* A text cell in normal form; empty when it holds nothing. */
span role_normal(payfile *p, profile_role role);
/* An amount in the unit of the table; *ret_none when the cell says that there is none.  *rule says
 * why when false. */
bool role_money(payfile *p, profile_role role, bool *ret_none, money *ret, const char **rule);
/* True if one of the words stands in the cell (or is all of it, with = before it). */
bool words_fit(const profile_words *list, span cell);
void table_reject(payfile *p, payfile_row *row, int column, const char *rule);
typedef enum way { WAY_IN, WAY_OUT, WAY_NONE, WAY_BROKEN } way;
/* Which way the money of the row went and how much; row->flow is signed.  WAY_BROKEN: the row is
 * rejected. */
way row_way(payfile *p, payfile_row *row);

/* dress.c: an amount without the currency that stands before or behind it; *ret_currency says which
 * ("$" when only that), empty when none does. */
span amount_undress(arena *a, span s, span *ret_currency);
/* May an amount that names one stand in a row of the other? */
bool currency_agrees(span said, span row);

/* total.c: is the whole text that of a row which adds up others or carries a balance forward? */
bool text_is_total(arena *scratch, span s);
/* The same of a text with more in it. MAYBE: a giver may be called so (总计划处); then it is a total
 * only if its amounts add up others. */
typedef enum total_grade { TOTAL_NOT, TOTAL_MAYBE, TOTAL_SURE } total_grade;
total_grade total_of_label(arena *scratch, span label);
/* What the rows so far add up to, whatever became of them; a block ends with its total. */
void sums_add(table_sums *sums, const payfile_row *row);
void sums_close(table_sums *sums);
/* Are these the sums of all rows, or of the block, of at least so many? NULL: not said. */
bool sums_fit(const table_sums *sums, uint64_t least, const money *in, const money *out);
extern const char total_reason[];  /* why such a row is ignored .. */
extern const char total_unknown[]; /* .. or rejected */
/* Says the kind or remark of a row that money went out? */
bool text_is_out(span s);
/* All words that these look for; the last one only where no column tells the way. */
void total_words_each(bool has_way, void (*each)(void *self, span word), void *self);

/* The words of a row by which its kind is told. */
typedef struct row_words {
    span state, kind, payer, note;
} row_words;

/* table_rule.c */
/* Prepares the rules of the profile. */
void rules_note(table *t);
/* Are the amounts of the row those of a total? False too when one can't be read. */
bool row_adds_up(payfile *p, uint64_t least);
/* Kind, reason and amount of the row; false when it is rejected. */
bool row_kind(payfile *p, payfile_row *row, way which, const row_words *w);

/* table_when.c */
/* A day in the form that most rows have; false for every other form. */
bool when_short(const table *t, span s, date *ret_day, int32_t *ret_second);
/* Day and time of the row; false when it is rejected. */
bool row_when(payfile *p, payfile_row *row);

/* table_key.c: the numbers of the row and what tells it from others.  False: no memory; the row may
 * be rejected. */
WARN_UNUSED bool row_key(payfile *p, payfile_row *row, const row_words *w, err *reterr);

/* table_row.c */
/* Amounts are read in this currency from now on. */
void table_currency(table *t, span code);
/* Reads the current row, which has a day or an amount. */
WARN_UNUSED bool row_money(payfile *p, payfile_row *row, err *reterr);

#endif
