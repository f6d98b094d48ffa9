/* Words of receipts, and what is known of the giver.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/receipt/receipt.h"

#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
    FIELDS = 6,
    BODY_FIELDS = 11,
    NUMBER_DIGITS = 6,
    ID_CARD_SIZE = 18,
    YEAR_FIRST = 2000,
    YEAR_LAST = 9999
};
#define NUMBER_LAST UINT64_C(999999999)

static const span about = SPAN("receipt.person");
static const span about_body = SPAN("receipt.body");
static const span about_proof = SPAN("receipt.proof");

/* ---- words ---------------------------------------------------------------------------------- */

static const char *const payers[] = { "", "person", "organisation", "collective" };
static const char *const ways[] = { "", "link", "mail", "post" };
static const char *const requests[] = { "", "open", "reviewed", "yearly", "done", "refused" };
static const char *const states[] = { "", "given", "void" };

static int word_find(span name, const char *const *words, int count)
{
    for (int i = 1; i < count; i++) {
        if (span_is(name, words[i]))
            return i;
    }
    return 0;
}

const char *receipt_payer_name(receipt_payer payer)
{
    assert(payer >= RECEIPT_PERSON && payer <= RECEIPT_COLLECTIVE);
    return payers[payer];
}

bool receipt_payer_parse(span name, receipt_payer *ret)
{
    *ret = (receipt_payer)word_find(name, payers, 4);
    return *ret != 0;
}

const char *receipt_way_name(receipt_way way)
{
    assert(way >= RECEIPT_BY_LINK && way <= RECEIPT_BY_POST);
    return ways[way];
}

bool receipt_way_parse(span name, receipt_way *ret)
{
    *ret = (receipt_way)word_find(name, ways, 4);
    return *ret != 0;
}

const char *request_state_name(request_state state)
{
    assert(state >= REQUEST_OPEN && state <= REQUEST_REFUSED);
    return requests[state];
}

bool request_state_parse(span name, request_state *ret)
{
    *ret = (request_state)word_find(name, requests, 6);
    return *ret != 0;
}

const char *receipt_state_name(receipt_state state)
{
    assert(state == RECEIPT_GIVEN || state == RECEIPT_VOID);
    return states[state];
}

void receipt_number_write(char into[RECEIPT_NUMBER_TEXT_SIZE], int32_t year, int64_t number)
{
    snprintf(into, RECEIPT_NUMBER_TEXT_SIZE, "R%d-%0*lld", year, NUMBER_DIGITS, (long long)number);
}

bool receipt_number_parse(span text, int32_t *ret_year, int64_t *ret_number)
{
    uint64_t year = 0;
    uint64_t number = 0;
    text = span_trim(text);
    if (text.size > 0 && (text.at[0] == 'R' || text.at[0] == 'r'))
        text = span_slice(text, 1, text.size);
    size_t dash = span_search(text, (span)SPAN("-"));
    if (dash >= text.size || !text_parse_uint(span_slice(text, 0, dash), YEAR_LAST, &year) ||
        year < YEAR_FIRST)
        return false;
    text = span_slice(text, dash + 1, text.size);
    while (text.size > 1 && text.at[0] == '0')
        text = span_slice(text, 1, text.size);
    if (!text_parse_uint(text, NUMBER_LAST, &number) || number == 0)
        return false;
    *ret_year = (int32_t)year;
    *ret_number = (int64_t)number;
    return true;
}

date receipt_due(date asked)
{
    enum { SATURDAY = 5, WEEK = 7 };
    const date monday = { 20000103 };
    date day = asked;
    for (int left = RECEIPT_WORKING_DAYS; left > 0;) {
        day = date_add(day, 1);
        int32_t at = (date_to_number(day) - date_to_number(monday)) % WEEK;
        left -= (at < 0 ? at + WEEK : at) < SATURDAY;
    }
    return day;
}

static span line_take(span *text)
{
    size_t end = span_find(*text, '\n');
    span line = span_slice(*text, 0, end);
    *text = span_slice(*text, end < text->size ? end + 1 : end, text->size);
    return line;
}

/* ---- checks --------------------------------------------------------------------------------- */

static bool text_check(span text, const char *field, size_t most, err *reterr)
{
    for (size_t i = 0; i < text.size; i++) {
        if ((unsigned char)text.at[i] < ' ')
            return err_field(reterr, field, N_("A text is one line, without control characters"));
    }
    return text_length(text) <= most ||
           err_field(reterr, field, N_("A text has at most %d characters"), (int)most);
}

static bool mail_check(span address, err *reterr)
{
    size_t at = span_search(address, (span)SPAN("@"));
    span host = at < address.size ? span_slice(address, at + 1, address.size) : (span){ "", 0 };
    bool is_well = at > 0 && host.size > 2 && span_search(host, (span)SPAN(".")) < host.size &&
                   span_search(host, (span)SPAN("@")) >= host.size &&
                   span_search(address, (span)SPAN(" ")) >= address.size;
    return is_well || err_field(reterr, "email", N_("This is not an e-mail address: %.*s"),
                          SPAN_PRINT(address));
}

/* GB 11643: the last character of an identity card's number checks the others. */
static bool id_card_fits(span no)
{
    static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    static const char checks[] = "10X98765432";
    int sum = 0;
    if (no.size != ID_CARD_SIZE)
        return false;
    for (int i = 0; i < ID_CARD_SIZE - 1; i++) {
        if (no.at[i] < '0' || no.at[i] > '9')
            return false;
        sum += (no.at[i] - '0') * weights[i];
    }
    char last = no.at[ID_CARD_SIZE - 1] == 'x' ? 'X' : no.at[ID_CARD_SIZE - 1];
    return last == checks[sum % 11];
}

static bool id_check(const receipt_person *p, receipt_payer payer, err *reterr)
{
    if (p->id_no.size == 0)
        return true;
    if (payer == RECEIPT_PERSON)
        return id_card_fits(p->id_no) ||
               err_field(reterr, "id_no",
                   N_("This is no number of an identity card: it has 18 characters of which the "
                      "last one checks the others"));
    return (p->id_no.size == ID_CARD_SIZE && text_uscc_fits(p->id_no)) ||
           err_field(reterr, "id_no",
               N_("The credit code has 18 characters of which the last one checks the others"));
}

/* A line a person: name, tab, amount; together the gift, which the review compares. */
static bool list_check(span list, err *reterr)
{
    int64_t line = 0;
    if (list.size > RECEIPT_LIST_SIZE_MAX)
        return err_field(reterr, "list", N_("A list has at most %d persons"), RECEIPT_LIST_MAX);
    while (list.size > 0) {
        span row = line_take(&list);
        size_t tab = span_search(row, (span)SPAN("\t"));
        money part = { 0 };
        err ignored = { 0 };
        if (span_trim(row).size == 0)
            continue;
        if (++line > RECEIPT_LIST_MAX)
            return err_field(reterr, "list", N_("A list has at most %d persons"), RECEIPT_LIST_MAX);
        if (tab == 0 || tab >= row.size ||
            !text_parse_money(span_slice(row, tab + 1, row.size), &part, &ignored) ||
            part.fen <= 0 || text_length(span_slice(row, 0, tab)) > RECEIPT_TITLE_RUNES_MAX)
            return err_field(reterr, "list",
                N_("Row %lld of the list: a name and an amount in two columns"), (long long)line);
    }
    return true;
}

bool receipt_person_check(
    const receipt_person *p, receipt_payer payer, receipt_way way, err *reterr)
{
    assert(p && reterr);
    if (p->title.size == 0)
        return err_field(reterr, "title", N_("Enter to whom the receipt is made out"));
    if (way == RECEIPT_BY_MAIL && p->email.size == 0)
        return err_field(reterr, "email", N_("Enter the e-mail address that the receipt goes to"));
    if (way == RECEIPT_BY_POST && p->address.size == 0)
        return err_field(
            reterr, "address", N_("Enter the postal address that the receipt goes to"));
    if (payer == RECEIPT_COLLECTIVE && p->list.size == 0)
        return err_field(reterr, "list", N_("Add the list of those who gave together"));
    return text_check(p->title, "title", RECEIPT_TITLE_RUNES_MAX, reterr) &&
           text_check(p->address, "address", RECEIPT_TEXT_RUNES_MAX, reterr) &&
           text_check(p->phone, "phone", 40, reterr) &&
           text_check(p->email, "email", RECEIPT_TEXT_RUNES_MAX, reterr) &&
           text_check(p->id_no, "id_no", ID_CARD_SIZE, reterr) &&
           text_check(p->payment_no, "payment_no", 64, reterr) &&
           (p->email.size == 0 || mail_check(p->email, reterr)) && id_check(p, payer, reterr) &&
           list_check(p->list, reterr);
}

/* ---- sealing -------------------------------------------------------------------------------- */

/* A line a field; the list is what is left. */
static bool fields_seal(arena *a, const uint8_t seal_key[32], span of, const span *fields,
    int count, span list, span *ret, err *reterr)
{
    size_t size = list.size + (size_t)count;
    for (int i = 0; i < count; i++)
        size += fields[i].size;
    buffer b = buffer_in(a, size);
    for (int i = 0; i < count; i++) {
        buffer_add(&b, fields[i]);
        buffer_byte(&b, '\n');
    }
    buffer_add(&b, list);
    return buffer_check(&b, reterr) && crypt_seal(a, seal_key, of, buffer_span(&b), ret, reterr);
}

static bool fields_unseal(arena *a, const uint8_t seal_key[32], span of, span sealed,
    span *const *fields, int count, span *ret_list, err *reterr)
{
    span clear = { NULL, 0 };
    if (sealed.size == 0)
        return true; /* erased */
    if (!crypt_unseal(a, seal_key, of, sealed, &clear, reterr))
        return false;
    for (int i = 0; i < count; i++)
        *fields[i] = line_take(&clear);
    *ret_list = clear;
    return true;
}

bool receipt_person_seal(
    arena *a, const uint8_t seal_key[32], const receipt_person *p, span *ret, err *reterr)
{
    assert(a && seal_key && p && ret);
    const span fields[FIELDS] = { p->title, p->id_no, p->email, p->phone, p->address,
        p->payment_no };
    return fields_seal(a, seal_key, about, fields, FIELDS, p->list, ret, reterr);
}

bool receipt_person_unseal(
    arena *a, const uint8_t seal_key[32], span sealed, receipt_person *ret, err *reterr)
{
    assert(a && seal_key && ret);
    *ret = (receipt_person){ 0 };
    span *const fields[FIELDS] = { &ret->title, &ret->id_no, &ret->email, &ret->phone,
        &ret->address, &ret->payment_no };
    return fields_unseal(a, seal_key, about, sealed, fields, FIELDS, &ret->list, reterr);
}

bool receipt_body_seal(
    arena *a, const uint8_t seal_key[32], const receipt_body *b, span *ret, err *reterr)
{
    assert(a && seal_key && b && ret);
    const span fields[BODY_FIELDS] = { b->title, b->id_no, b->org_zh, b->org_en, b->campaign_zh,
        b->campaign_en, b->purpose_zh, b->purpose_en, b->channel, b->handler, b->reviewer };
    return fields_seal(a, seal_key, about_body, fields, BODY_FIELDS, b->list, ret, reterr);
}

bool receipt_body_unseal(
    arena *a, const uint8_t seal_key[32], span sealed, receipt_body *ret, err *reterr)
{
    assert(a && seal_key && ret);
    *ret = (receipt_body){ 0 };
    span *const fields[BODY_FIELDS] = { &ret->title, &ret->id_no, &ret->org_zh, &ret->org_en,
        &ret->campaign_zh, &ret->campaign_en, &ret->purpose_zh, &ret->purpose_en, &ret->channel,
        &ret->handler, &ret->reviewer };
    return fields_unseal(a, seal_key, about_body, sealed, fields, BODY_FIELDS, &ret->list, reterr);
}

bool receipt_proof_seal(arena *a, const uint8_t seal_key[32], span proof, span *ret, err *reterr)
{
    return crypt_seal(a, seal_key, about_proof, proof, ret, reterr);
}

bool receipt_proof_unseal(arena *a, const uint8_t seal_key[32], span sealed, span *ret, err *reterr)
{
    *ret = (span){ "", 0 };
    return sealed.size == 0 || crypt_unseal(a, seal_key, about_proof, sealed, ret, reterr);
}
