/* Leaves as bytes.  One table says, for each field, its form and which kinds need or may have it;
 * writer and reader walk the same table in the same order, which is the canonical one, so they
 * can't disagree.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog/leaf.h"

#include "text/text.h"
#include "tlog/canon_in.h"
#include "tlog/note.h"

#include <assert.h>
#include <string.h>

#define KIND(kind) (1u << (kind))

enum {
    KINDS_ALL = (1 << LEAF_KIND_COUNT) - 2,
    KINDS_MONEY = KIND(LEAF_GIFT) | KIND(LEAF_ALLOC) | KIND(LEAF_PAY) | KIND(LEAF_REFUND),
    KINDS_PRIVATE = KIND(LEAF_GIFT) | KIND(LEAF_GOODS) | KIND(LEAF_PAY) | KIND(LEAF_REFUND),
    KINDS_SERIES = KINDS_ALL & ~(KIND(LEAF_KEY) | KIND(LEAF_NOTE)),
    KINDS_CLOSED = KINDS_SERIES & ~KIND(LEAF_CLOSE)
};

typedef enum form {
    FORM_ONE,      /* the version, 1 */
    FORM_KIND,     /* leaf_kind: what the leaf is */
    FORM_OF,       /* leaf_kind: what it totals */
    FORM_DAY,      /* date */
    FORM_DEMO,     /* bool: the mark of an exercise */
    FORM_CODE,     /* span */
    FORM_CURRENCY, /* span */
    FORM_CHANNEL,  /* leaf_channel */
    FORM_INT,      /* int64_t from 0 */
    FORM_COUNT,    /* int64_t from 1 */
    FORM_HASH,     /* crypt_hash */
    FORM_DIGESTS,  /* leaf_digest[] */
    FORM_HEADS,    /* leaf_head[] */
    FORM_VKEY      /* span */
} form;

typedef struct field {
    const char *name;
    form form;
    size_t offset;
    unsigned needs; /* kinds that must have it */
    unsigned may;   /* kinds that have it when it is given: superseding, not empty, not 0 */
} field;

#define AT(member) offsetof(leaf, member)

/* Sorted by name: the order of the canonical form. */
static const field fields[] = {
    { "_sd", FORM_DIGESTS, AT(sd), KINDS_PRIVATE, 0 },
    { "amt", FORM_INT, AT(amount), KINDS_MONEY, 0 },
    { "cat", FORM_CODE, AT(category), KIND(LEAF_GOODS), 0 },
    { "ch", FORM_CHANNEL, AT(channel), KIND(LEAF_GIFT), 0 },
    { "cur", FORM_CURRENCY, AT(currency), KINDS_MONEY, 0 },
    { "d", FORM_DAY, AT(day), KINDS_ALL, 0 },
    { "demo", FORM_DEMO, AT(is_demo), 0, KINDS_ALL },
    { "heads", FORM_HEADS, AT(heads), KIND(LEAF_NOTE), 0 },
    { "n", FORM_INT, AT(count), KIND(LEAF_CLOSE), KIND(LEAF_PAY) },
    { "of", FORM_OF, AT(of), KIND(LEAF_CLOSE), 0 },
    { "org", FORM_CODE, AT(org), KINDS_SERIES, 0 },
    { "prj", FORM_CODE, AT(project), KINDS_SERIES, 0 },
    { "pur", FORM_CODE, AT(purpose), 0, KIND(LEAF_ALLOC) | KIND(LEAF_PAY) },
    { "qty", FORM_INT, AT(quantity), KIND(LEAF_GOODS), 0 },
    { "seq", FORM_COUNT, AT(seq), KINDS_SERIES, 0 },
    { "sum", FORM_INT, AT(sum), KIND(LEAF_CLOSE), 0 },
    { "sup", FORM_INT, AT(sup), KIND(LEAF_VOID), KINDS_ALL },
    { "suph", FORM_HASH, AT(sup_hash), KIND(LEAF_VOID), KINDS_ALL },
    { "t", FORM_KIND, AT(kind), KINDS_ALL, 0 },
    { "to", FORM_CODE, AT(to), KIND(LEAF_ALLOC), KIND(LEAF_PAY) },
    { "unit", FORM_CODE, AT(unit), KIND(LEAF_GOODS), 0 },
    { "v", FORM_ONE, 0, KINDS_ALL, 0 },
    { "vkey", FORM_VKEY, AT(vkey), KIND(LEAF_KEY), 0 },
    { "why", FORM_CODE, AT(why), KIND(LEAF_VOID), KINDS_ALL },
};

enum { FIELD_COUNT = sizeof fields / sizeof fields[0] };

static const char *const kind_names[LEAF_KIND_COUNT] = { NULL, "gift", "goods", "alloc", "pay",
    "refund", "void", "close", "key", "note" };
static const char *const channel_names[LEAF_CHANNEL_COUNT] = { NULL, "qr", "bank", "cash",
    "other" };
static const span demo_mark = SPAN("\xE6\xBC\x94\xE7\xA4\xBA DEMO");

/* ---- small questions ------------------------------------------------------------------------ */

const char *leaf_kind_name(leaf_kind kind)
{
    assert(kind >= LEAF_GIFT && kind < LEAF_KIND_COUNT);
    return kind_names[kind];
}

bool leaf_kind_find(span name, leaf_kind *ret)
{
    assert(ret);
    for (int kind = LEAF_GIFT; kind < LEAF_KIND_COUNT; kind++) {
        if (span_is(name, kind_names[kind])) {
            *ret = (leaf_kind)kind;
            return true;
        }
    }
    return false;
}

const char *leaf_channel_name(leaf_channel channel)
{
    assert(channel >= LEAF_QR && channel < LEAF_CHANNEL_COUNT);
    return channel_names[channel];
}

static bool channel_find(span name, leaf_channel *ret)
{
    for (int channel = LEAF_QR; channel < LEAF_CHANNEL_COUNT; channel++) {
        if (span_is(name, channel_names[channel])) {
            *ret = (leaf_channel)channel;
            return true;
        }
    }
    return false;
}

static bool is_alphanumeric(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z');
}

bool leaf_code_fits(span code)
{
    if (code.size == 0 || code.size > LEAF_CODE_SIZE_MAX || !is_alphanumeric(code.at[0]))
        return false;
    for (size_t i = 1; i < code.size; i++) {
        char byte = code.at[i];
        if (!is_alphanumeric(byte) && byte != '.' && byte != '_' && byte != '-')
            return false;
    }
    return true;
}

static bool currency_fits(span currency)
{
    if (currency.size != 3)
        return false;
    for (size_t i = 0; i < 3; i++) {
        if (currency.at[i] < 'A' || currency.at[i] > 'Z')
            return false;
    }
    return true;
}

static bool vkey_fits(span vkey)
{
    tlog_key key = { 0 };
    err ignored = { 0 };
    if (span_find(vkey, '"') < vkey.size || span_find(vkey, '\\') < vkey.size)
        return false;
    return tlog_key_parse(vkey, &key, &ignored) && key.type == TLOG_KEY_LOG;
}

/* A bit for each character of base64url: - 0-9, A-Z _ a-z. */
static const uint64_t base64url_bits[4] = { 0x03FF200000000000, 0x07FFFFFE87FFFFFE, 0, 0 };

/* base64url of exactly 32 bytes: 43 characters, the two spare bits of the last one zero. */
static bool digest_fits(const leaf_digest *digest)
{
    static const char lasts[] = "AEIMQUYcgkosw048";
    uint64_t good = 1;
    for (size_t i = 0; i < LEAF_DIGEST_SIZE; i++) {
        unsigned char byte = (unsigned char)digest->text[i];
        good &= base64url_bits[byte >> 6] >> (byte & 63);
    }
    return good && memchr(lasts, digest->text[LEAF_DIGEST_SIZE - 1], sizeof lasts - 1) != NULL;
}

bool leaf_has_private(leaf_kind kind)
{
    return (KIND(kind) & KINDS_PRIVATE) != 0;
}

int64_t leaf_value(const leaf *l)
{
    assert(l);
    if (KIND(l->kind) & KINDS_MONEY)
        return span_is(l->currency, "CNY") ? l->amount : 0;
    return l->kind == LEAF_GOODS ? l->quantity : 0;
}

/* ---- writing -------------------------------------------------------------------------------- */

static const void *member_of(const leaf *l, const field *f)
{
    return (const char *)l + f->offset;
}

static bool int_fits(int64_t number, int64_t min)
{
    return number >= min && number <= LEAF_INT_MAX;
}

int leaf_digest_compare(const leaf_digest *a, const leaf_digest *b)
{
    assert(a && b);
    return memcmp(a->text, b->text, LEAF_DIGEST_SIZE);
}

static bool digests_fit(const leaf_digest *digests)
{
    for (size_t i = 0; i < LEAF_SD_COUNT; i++) {
        if (!digest_fits(&digests[i]) ||
            (i > 0 && leaf_digest_compare(&digests[i - 1], &digests[i]) >= 0))
            return false;
    }
    return true;
}

static bool heads_fit(const leaf *l)
{
    if (l->head_count == 0 || l->head_count > LEAF_HEADS_MAX)
        return false;
    for (size_t i = 0; i < l->head_count; i++) {
        if (!int_fits(l->heads[i].node, 0) || !int_fits(l->heads[i].number, 0))
            return false;
    }
    return true;
}

/* True if the member holds a value that a leaf may say. */
static bool member_fits(const leaf *l, const field *f)
{
    const void *member = member_of(l, f);
    switch (f->form) {
    case FORM_ONE: return true;
    case FORM_KIND: return l->kind >= LEAF_GIFT && l->kind < LEAF_KIND_COUNT;
    case FORM_OF:
        return l->of >= LEAF_GIFT && l->of < LEAF_KIND_COUNT && KIND(l->of) & KINDS_CLOSED;
    case FORM_DAY: return date_is_valid(*(const date *)member);
    case FORM_DEMO: return *(const bool *)member;
    case FORM_CODE: return leaf_code_fits(*(const span *)member);
    case FORM_CURRENCY: return currency_fits(*(const span *)member);
    case FORM_CHANNEL: return l->channel >= LEAF_QR && l->channel < LEAF_CHANNEL_COUNT;
    case FORM_INT: return int_fits(*(const int64_t *)member, 0);
    case FORM_COUNT: return int_fits(*(const int64_t *)member, 1);
    case FORM_HASH: return true;
    case FORM_DIGESTS: return digests_fit(l->sd);
    case FORM_HEADS: return heads_fit(l);
    case FORM_VKEY: return vkey_fits(l->vkey);
    }
    return false;
}

/* True if an optional field has something to say. */
static bool member_is_given(const leaf *l, const field *f)
{
    if (f->form == FORM_DEMO)
        return l->is_demo;
    if (f->offset == AT(sup) || f->offset == AT(sup_hash) || f->offset == AT(why))
        return l->has_sup;
    if (f->form == FORM_CODE)
        return ((const span *)member_of(l, f))->size > 0;
    return *(const int64_t *)member_of(l, f) != 0;
}

static void quoted_add(buffer *b, span s)
{
    buffer_byte(b, '"');
    buffer_add(b, s);
    buffer_byte(b, '"');
}

static void digests_add(buffer *b, const leaf_digest *digests)
{
    for (size_t i = 0; i < LEAF_SD_COUNT; i++) {
        buffer_byte(b, i == 0 ? '[' : ',');
        quoted_add(b, (span){ digests[i].text, LEAF_DIGEST_SIZE });
    }
    buffer_byte(b, ']');
}

static void heads_add(buffer *b, const leaf *l)
{
    for (size_t i = 0; i < l->head_count; i++) {
        buffer_text(b, i == 0 ? "[{\"hash\":\"" : ",{\"hash\":\"");
        text_add_base64url(b, crypt_hash_span(&l->heads[i].hash));
        buffer_text(b, "\",\"node\":");
        buffer_int(b, l->heads[i].node);
        buffer_text(b, ",\"number\":");
        buffer_int(b, l->heads[i].number);
        buffer_byte(b, '}');
    }
    buffer_byte(b, ']');
}

static void day_add(buffer *b, date day)
{
    buffer_byte(b, '"');
    text_add_date(b, day);
    buffer_byte(b, '"');
}

static void member_add(buffer *b, const leaf *l, const field *f)
{
    const void *member = member_of(l, f);
    switch (f->form) {
    case FORM_ONE: buffer_byte(b, '1'); break;
    case FORM_KIND:
    case FORM_OF: quoted_add(b, span_of(leaf_kind_name(*(const leaf_kind *)member))); break;
    case FORM_DAY: day_add(b, l->day); break;
    case FORM_DEMO: quoted_add(b, demo_mark); break;
    case FORM_CODE:
    case FORM_CURRENCY:
    case FORM_VKEY: quoted_add(b, *(const span *)member); break;
    case FORM_CHANNEL: quoted_add(b, span_of(leaf_channel_name(l->channel))); break;
    case FORM_INT:
    case FORM_COUNT: buffer_int(b, *(const int64_t *)member); break;
    case FORM_HASH:
        buffer_byte(b, '"');
        text_add_base64url(b, crypt_hash_span(member));
        buffer_byte(b, '"');
        break;
    case FORM_DIGESTS: digests_add(b, l->sd); break;
    case FORM_HEADS: heads_add(b, l); break;
    }
}

bool leaf_add(buffer *b, const leaf *l, err *reterr)
{
    assert(b && l);
    assert(l->kind >= LEAF_GIFT && l->kind < LEAF_KIND_COUNT);
    size_t from = b->used;
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        const field *f = &fields[i];
        bool is_needed = f->needs & KIND(l->kind);
        if (!is_needed && !(f->may & KIND(l->kind) && member_is_given(l, f)))
            continue;
        if (!member_fits(l, f))
            return err_field(reterr, f->name,
                N_("field %s of the leaf is missing or out of its bounds"), f->name);
        buffer_byte(b, b->used == from ? '{' : ',');
        buffer_byte(b, '"');
        buffer_text(b, f->name);
        buffer_text(b, "\":");
        member_add(b, l, f);
    }
    buffer_byte(b, '}');
    if (b->used - from > LEAF_SIZE_MAX)
        return err_set(reterr, ERR_LIMIT, N_("the leaf is longer than %d bytes"), LEAF_SIZE_MAX);
    return buffer_check(b, reterr);
}

/* ---- reading -------------------------------------------------------------------------------- */

static bool day_parse(span text, date *ret)
{
    int32_t number = 0;
    if (text.size != 10 || text.at[4] != '-' || text.at[7] != '-')
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (i == 4 || i == 7)
            continue;
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        number = number * 10 + (text.at[i] - '0');
    }
    ret->day = number;
    return date_is_valid(*ret);
}

static bool hash_parse(span text, crypt_hash *ret)
{
    unsigned char scratch[2 * LEAF_DIGEST_SIZE];
    arena a = { .start = scratch, .size = sizeof scratch };
    span bytes = { 0 };
    if (text.size != LEAF_DIGEST_SIZE || !text_parse_base64url(&a, text, &bytes) ||
        bytes.size != CRYPT_HASH_SIZE)
        return false;
    memcpy(ret->bytes, bytes.at, CRYPT_HASH_SIZE);
    return true;
}

static bool digests_parse(canon *c, leaf_digest *into)
{
    for (size_t i = 0; i < LEAF_SD_COUNT; i++) {
        span text = { 0 };
        if (!canon_take(c, i == 0 ? '[' : ',') || !canon_string(c, &text) ||
            text.size != LEAF_DIGEST_SIZE)
            return false;
        memcpy(into[i].text, text.at, LEAF_DIGEST_SIZE);
    }
    return canon_take(c, ']');
}

static bool head_parse(canon *c, leaf_head *into)
{
    span hash = { 0 };
    return canon_word(c, (span)SPAN("{\"hash\":")) && canon_string(c, &hash) &&
           hash_parse(hash, &into->hash) && canon_word(c, (span)SPAN(",\"node\":")) &&
           canon_int(c, &into->node) && canon_word(c, (span)SPAN(",\"number\":")) &&
           canon_int(c, &into->number) && canon_take(c, '}');
}

static bool heads_parse(arena *a, canon *c, leaf *l)
{
    leaf_head *heads = ARENA_NEW(a, leaf_head, LEAF_HEADS_MAX);
    if (!heads || !canon_take(c, '['))
        return false;
    do {
        if (l->head_count == LEAF_HEADS_MAX || !head_parse(c, &heads[l->head_count]))
            return false;
        l->head_count++;
    } while (canon_take(c, ','));
    l->heads = heads;
    return canon_take(c, ']');
}

/* Reads a string into the member that it stands for. */
static bool text_parse_member(const field *f, span text, void *member)
{
    switch (f->form) {
    case FORM_KIND:
    case FORM_OF: return leaf_kind_find(text, member);
    case FORM_DAY: return day_parse(text, member);
    case FORM_DEMO: *(bool *)member = true; return span_equal(text, demo_mark);
    case FORM_CHANNEL: return channel_find(text, member);
    case FORM_HASH: return hash_parse(text, member);
    default: *(span *)member = text; return true;
    }
}

/* Reads the value of one field; what it may be is checked afterwards, by the writer's rule. */
static bool member_parse(arena *a, canon *c, const field *f, leaf *l)
{
    void *member = (char *)l + f->offset;
    span text = { 0 };
    int64_t number = 0;
    switch (f->form) {
    case FORM_ONE: return canon_int(c, &number) && number == 1;
    case FORM_INT:
    case FORM_COUNT: return canon_int(c, member);
    case FORM_DIGESTS: return digests_parse(c, l->sd);
    case FORM_HEADS: return heads_parse(a, c, l);
    default: return canon_string(c, &text) && text_parse_member(f, text, member);
    }
}

static bool form_refuse(const canon *c, err *reterr)
{
    return err_set(reterr, ERR_INPUT, N_("the leaf is not in form at byte %zu"), c->at);
}

/* Reads the members; *ret_seen has a bit for each field met.  The table is walked once beside them,
 * so a name that is unknown, repeated or out of order is not found any more. */
static bool members_parse(arena *a, canon *c, leaf *l, uint32_t *ret_seen, err *reterr)
{
    size_t next = 0;
    if (!canon_take(c, '{'))
        return form_refuse(c, reterr);
    do {
        span name = { 0 };
        if (!canon_name(c, &name))
            return form_refuse(c, reterr);
        while (next < FIELD_COUNT && !span_is(name, fields[next].name))
            next++;
        if (next == FIELD_COUNT)
            return err_set(reterr, ERR_INPUT,
                N_("field %.*s of the leaf is unknown or out of order"), SPAN_PRINT(name));
        if (!member_parse(a, c, &fields[next], l))
            return form_refuse(c, reterr);
        l->has_sup |= fields[next].offset == AT(sup);
        *ret_seen |= 1u << next++;
    } while (canon_take(c, ','));
    if (!canon_take(c, '}') || c->at != c->body.size)
        return form_refuse(c, reterr);
    return true;
}

/* The fields met are those, and only those, that the writer would write for this content. */
static bool members_check(const leaf *l, uint32_t seen, err *reterr)
{
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        const field *f = &fields[i];
        bool is_seen = seen & 1u << i;
        bool is_needed = f->needs & KIND(l->kind);
        bool is_given = f->may & KIND(l->kind) && member_is_given(l, f);
        if (is_seen != (is_needed || is_given) || (is_seen && !member_fits(l, f)))
            return err_field(reterr, f->name,
                N_("field %s of the leaf is missing or out of its bounds"), f->name);
    }
    return true;
}

bool leaf_parse(arena *a, span bytes, leaf *ret, err *reterr)
{
    static_assert(FIELD_COUNT <= 32, "a bit a field");
    assert(a && ret);
    leaf l = { 0 };
    uint32_t seen = 0;
    canon c = { .body = bytes };
    if (bytes.size > LEAF_SIZE_MAX)
        return err_set(reterr, ERR_LIMIT, N_("the leaf is longer than %d bytes"), LEAF_SIZE_MAX);
    if (!members_parse(a, &c, &l, &seen, reterr))
        return false;
    if (l.kind == 0)
        return err_field(
            reterr, "t", N_("field %s of the leaf is missing or out of its bounds"), "t");
    if (!members_check(&l, seen, reterr))
        return false;
    *ret = l;
    return true;
}
