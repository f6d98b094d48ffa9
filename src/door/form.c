/* Keys of forms.  24 bytes: 6 of milliseconds, 8 of chance, 10 of an HMAC over them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/form.h"

#include "crypt/crypt.h"
#include "text/text.h"

#include <assert.h>
#include <string.h>

enum { TIME_BYTES = 6, CHANCE_BYTES = 8, STAMP_BYTES = 10, SAID_BYTES = TIME_BYTES + CHANCE_BYTES };
static const int64_t early_ms = 800, old_ms = INT64_C(24) * 3600 * 1000;

static crypt_hash stamp_of(const door_request *r, const uint8_t said[SAID_BYTES])
{
    static const char label[] = "door.form:";
    char room[sizeof label - 1 + SAID_BYTES];
    memcpy(room, label, sizeof label - 1);
    memcpy(room + sizeof label - 1, said, SAID_BYTES);
    return crypt_hmac_sha256(
        (span){ (const char *)house_seal_key(r->house), 32 }, (span){ room, sizeof room });
}

void door_form_key(const door_request *r, char into[DOOR_FORM_KEY_SIZE + 1])
{
    uint8_t bytes[SAID_BYTES + STAMP_BYTES];
    unsigned char room[64];
    arena a = { .start = room, .size = sizeof room };
    buffer b = buffer_in(&a, DOOR_FORM_KEY_SIZE + 2);
    int64_t ms = sys_real_us(house_clock(r->house)) / 1000;
    for (int i = 0; i < TIME_BYTES; i++)
        bytes[i] = (uint8_t)((uint64_t)ms >> (8 * (TIME_BYTES - 1 - i)));
    sys_random(bytes + TIME_BYTES, CHANCE_BYTES);
    crypt_hash stamp = stamp_of(r, bytes);
    memcpy(bytes + SAID_BYTES, stamp.bytes, STAMP_BYTES);
    text_add_base64url(&b, (span){ (const char *)bytes, sizeof bytes });
    assert(b.used == DOOR_FORM_KEY_SIZE);
    memcpy(into, buffer_span(&b).at, DOOR_FORM_KEY_SIZE);
    into[DOOR_FORM_KEY_SIZE] = '\0';
}

/* The age of a key of ours; false when it is none. */
static bool age_of(const door_request *r, span key, int64_t *ret_ms)
{
    span bytes = { NULL, 0 };
    int64_t made_ms = 0;
    if (key.size != DOOR_FORM_KEY_SIZE || !text_parse_base64url(r->memory, key, &bytes))
        return false;
    const uint8_t *said = (const uint8_t *)bytes.at;
    crypt_hash stamp = stamp_of(r, said);
    if (!crypt_equal((span){ (const char *)stamp.bytes, STAMP_BYTES },
            span_slice(bytes, SAID_BYTES, bytes.size)))
        return false;
    for (int i = 0; i < TIME_BYTES; i++)
        made_ms = made_ms << 8 | said[i];
    *ret_ms = sys_real_us(house_clock(r->house)) / 1000 - made_ms;
    return true;
}

void door_form_key_keep(const door_request *r, char into[DOOR_FORM_KEY_SIZE + 1])
{
    int64_t age_ms = 0;
    span key = net_field(r->net, "key");
    if (!age_of(r, key, &age_ms) || age_ms < 0 || age_ms > old_ms) {
        door_form_key(r, into);
        return;
    }
    memcpy(into, key.at, DOOR_FORM_KEY_SIZE);
    into[DOOR_FORM_KEY_SIZE] = '\0';
}

bool door_form_check(const door_request *r, err *reterr)
{
    int64_t age_ms = 0;
    bool is_ours = age_of(r, net_field(r->net, "key"), &age_ms);
    bool is_filled_by_machine = net_field(r->net, "website").size > 0;
    if (is_ours && !is_filled_by_machine && age_ms >= early_ms && age_ms <= old_ms)
        return true;
    err_set(reterr, ERR_INPUT, N_("Please look it over once more and press again"));
    return err_hint(reterr, N_("Nothing was lost. We ask so that machines don't fill in forms."));
}
