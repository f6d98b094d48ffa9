/* Currencies: what money of an asset is called, and how its amounts are written.  Each is an asset
 * of its own in the ledger; amounts of two currencies are never added.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_TEXT_CURRENCY_H
#define NUAN_TEXT_CURRENCY_H

#include "text/json.h"
#include "text/text.h"

enum { CURRENCY_CNY = 1, CURRENCIES_MAX = 80, CURRENCY_TEXT_SIZE = 48 };

typedef struct currency {
    int64_t asset;  /* id in table asset: CNY 1, any other its ISO 4217 number */
    char code[4];   /* ISO 4217: "HKD" */
    int32_t scale;  /* decimals of the printed unit: JPY 0, CNY 2, KWD 3 */
    const char *zh; /* 港元 */
    const char *en; /* Hong Kong dollar */
} currency;

/* All that nuan knows, CNY first; *ret_count of them, at most CURRENCIES_MAX. */
const currency *currency_all(size_t *ret_count);
/* Smallest units of one printed unit: 1 of JPY, 100 of CNY, 1000 of KWD. */
int32_t currency_unit(const currency *of);
/* By its code, capital letters only; NULL when it is not known. */
const currency *currency_find(span code);
/* By the id of its asset; one that is not known is "XXX" with two decimals, as ISO 4217 has it. */
const currency *currency_of(int64_t asset);
/* The currency that a person or program names: any case, blanks around; empty is CNY.
 * Errors: ERR_INPUT the code is not known. */
WARN_UNUSED bool currency_parse(span code, const currency **ret, err *reterr);

/* An amount in the smallest unit of an asset: 1,234.50; 1,235 of JPY; `plain` without thousands
 * marks. */
void text_add_amount(buffer *b, int64_t asset, int64_t amount);
void text_add_amount_plain(buffer *b, int64_t asset, int64_t amount);
/* For sentences, with its NUL: ¥1,234.50, HKD 1,234.50. */
void currency_write(char into[CURRENCY_TEXT_SIZE], int64_t asset, int64_t amount);
/* A member of a JSON object: amount_fen of CNY, amount (smallest unit) of any other currency, so that
 * who sums one name never adds two currencies. */
void currency_json(json_writer *w, const char *name, int64_t asset, int64_t amount);
/* An amount as people write it, in the smallest unit.  Errors: as text_parse_money, with the
 * decimals of the currency. */
WARN_UNUSED bool currency_amount_parse(span s, const currency *of, int64_t *ret, err *reterr);
/* An amount that was read as if its unit had two decimals (thousandths of its hundredths for fees:
 * `parts` 1000) in the smallest unit of the currency.  False when that would not be whole or leaves
 * the range of money. */
bool currency_fit(const currency *of, int64_t hundredths, int64_t *ret);
/* Thousandths of a hundredth in thousandths of the smallest unit, half away from zero. */
int64_t currency_fee_fit(const currency *of, int64_t milli);

#endif
