/* Buckets of tokens, kept as the one instant at which each is full again.
 * Source: the generic cell rate algorithm, ITU-T I.371 annex A.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/flood.h"

#include "base/arena.h"
#include "crypt/sip.h"
#include "sys/sys.h"
#include "text/text.h"

#include <assert.h>
#include <stdio.h>

enum { SETS = 8192, WAYS = 8 };

/* A place of the table; key 0: nobody's. */
typedef struct flood_bucket {
    uint64_t key;
    int64_t full_us; /* steady time at which all tokens are back */
} flood_bucket;

struct flood {
    arena own;
    sys_mutex lock; /* guards all below */
    uint8_t secret[CRYPT_SIP_KEY_SIZE];
    flood_rule rules[FLOOD_KIND_COUNT];
    flood_bucket sets[SETS][WAYS];
};

static const struct {
    const char *name;
    flood_rule rule;
} kinds[FLOOD_KIND_COUNT] = {
    [FLOOD_PROMISE] = { "promise", { 120, 1000 } },
    [FLOOD_CLAIM] = { "claim", { 60, 2000 } },
    [FLOOD_QUESTION] = { "question", { 30, 10000 } },
};

const char *flood_kind_name(flood_kind kind)
{
    assert(kind < FLOOD_KIND_COUNT);
    return kinds[kind].name;
}

bool flood_kind_parse(span name, flood_kind *ret_kind)
{
    for (int i = 0; i < FLOOD_KIND_COUNT; i++) {
        if (span_is(name, kinds[i].name)) {
            *ret_kind = (flood_kind)i;
            return true;
        }
    }
    return false;
}

flood_rule flood_rule_default(flood_kind kind)
{
    assert(kind < FLOOD_KIND_COUNT);
    return kinds[kind].rule;
}

void flood_rule_write(char into[FLOOD_RULE_SIZE], flood_rule rule)
{
    snprintf(into, FLOOD_RULE_SIZE, "%d %d", rule.burst, rule.every_ms);
}

bool flood_rule_parse(span text, flood_rule *ret_rule)
{
    span burst = { NULL, 0 };
    uint64_t numbers[2];
    err ignored = { 0 };
    if (!span_split(&text, ' ', &burst) || !text_parse_uint(burst, FLOOD_BURST_MAX, &numbers[0]) ||
        !text_parse_uint(text, FLOOD_EVERY_MS_MAX, &numbers[1]))
        return false;
    const flood_rule rule = { (int32_t)numbers[0], (int32_t)numbers[1] };
    if (!flood_rule_check(rule, &ignored))
        return false;
    *ret_rule = rule;
    return true;
}

bool flood_rule_check(flood_rule rule, err *reterr)
{
    if (rule.burst < 1 || rule.burst > FLOOD_BURST_MAX)
        return err_field(reterr, "burst", N_("At once 1 to %d may come"), FLOOD_BURST_MAX);
    return (rule.every_ms >= 1 && rule.every_ms <= FLOOD_EVERY_MS_MAX) ||
           err_field(reterr, "every_ms", N_("The next one may come after 1 to %d milliseconds"),
               FLOOD_EVERY_MS_MAX);
}

bool flood_open(flood **ret, err *reterr)
{
    arena own = { 0 };
    if (!arena_open(&own, sizeof(flood) + 64))
        return err_set(reterr, ERR_MEMORY, N_("not enough memory to serve"));
    flood *f = ARENA_NEW(&own, flood, 1);
    f->own = own;
    sys_mutex_init(&f->lock);
    sys_random(f->secret, sizeof f->secret);
    for (int i = 0; i < FLOOD_KIND_COUNT; i++)
        f->rules[i] = kinds[i].rule;
    *ret = f;
    return true;
}

void flood_close(flood *f)
{
    if (!f)
        return;
    sys_mutex_done(&f->lock);
    arena own = f->own;
    arena_close(&own);
}

void flood_rule_set(flood *f, flood_kind kind, flood_rule rule)
{
    assert(f && kind < FLOOD_KIND_COUNT);
    sys_mutex_lock(&f->lock);
    f->rules[kind] = rule;
    sys_mutex_unlock(&f->lock);
}

flood_rule flood_rule_of(flood *f, flood_kind kind)
{
    assert(f && kind < FLOOD_KIND_COUNT);
    sys_mutex_lock(&f->lock);
    flood_rule rule = f->rules[kind];
    sys_mutex_unlock(&f->lock);
    return rule;
}

/* An IPv4 address counts whole, an IPv6 one by its network: one household has 2^64 of them. */
static uint64_t place_key(
    const flood *f, flood_kind kind, const uint8_t address[16], size_t *ret_set)
{
    static const uint8_t mapped[12] = { [10] = 0xFF, [11] = 0xFF };
    uint64_t words[2];
    uint64_t halves[2];
    memcpy(words, address, sizeof words);
    if (memcmp(address, mapped, sizeof mapped) != 0)
        words[1] = 0;
    crypt_sip s = crypt_sip_begin(f->secret);
    crypt_sip_add(&s, (uint64_t)kind);
    crypt_sip_add(&s, words[0]);
    crypt_sip_add(&s, words[1]);
    crypt_sip_end(&s, halves);
    *ret_set = halves[1] % SETS;
    return halves[0] ? halves[0] : 1;
}

/* The place's own bucket, or the one of its set that has rested longest. */
static flood_bucket *bucket_find(flood_bucket set[WAYS], uint64_t key)
{
    flood_bucket *oldest = &set[0];
    for (int i = 0; i < WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (set[i].full_us < oldest->full_us)
            oldest = &set[i];
    }
    *oldest = (flood_bucket){ .key = key };
    return oldest;
}

bool flood_take(
    flood *f, flood_kind kind, const uint8_t address[16], int64_t now_us, int64_t *ret_wait_us)
{
    assert(f && kind < FLOOD_KIND_COUNT && address && ret_wait_us);
    size_t set = 0;
    sys_mutex_lock(&f->lock);
    uint64_t key = place_key(f, kind, address, &set);
    flood_bucket *b = bucket_find(f->sets[set], key);
    int64_t every_us = (int64_t)f->rules[kind].every_ms * 1000;
    int64_t full_us = (b->full_us > now_us ? b->full_us : now_us) + every_us;
    int64_t wait_us = full_us - now_us - every_us * f->rules[kind].burst;
    if (wait_us <= 0)
        b->full_us = full_us;
    sys_mutex_unlock(&f->lock);
    *ret_wait_us = wait_us > 0 ? wait_us : 0;
    return wait_us <= 0;
}
