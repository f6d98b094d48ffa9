/* Signed notes: text, an empty line, signature lines.  The last empty line splits, because the text
 * may hold empty lines of its own.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog/note.h"

#include "text/text.h"

#include <assert.h>
#include <string.h>

enum {
    NOTE_ID_SIZE = 4,
    NOTE_TIME_SIZE = 8,             /* of a witness' signature: seconds, big-endian */
    NOTE_SIGNATURE_SIZE_MAX = 8192, /* bytes of one signature; the largest known type has 2,420 */
    NOTE_SCRATCH_SIZE = 512
};

/* An em dash and a space begin each signature line. */
static const span line_start = SPAN("\xE2\x80\x94 ");

static bool rune_is_space(uint32_t rune)
{
    return rune == 0x20 || (rune >= 0x09 && rune <= 0x0D) || rune == 0x85 || rune == 0xA0 ||
           rune == 0x1680 || (rune >= 0x2000 && rune <= 0x200A) || rune == 0x2028 ||
           rune == 0x2029 || rune == 0x202F || rune == 0x205F || rune == 0x3000;
}

bool tlog_name_fits(span name)
{
    uint32_t rune = 0;
    if (name.size == 0 || name.size > TLOG_NAME_SIZE_MAX)
        return false;
    while (text_rune(&name, &rune)) {
        if (rune < 0x20 || rune == 0x7F || rune == '+' || rune_is_space(rune))
            return false;
    }
    return name.size == 0;
}

static uint32_t id_read(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

tlog_key tlog_key_of(span name, tlog_key_type type, const uint8_t public_key[CRYPT_KEY_SIZE])
{
    assert(tlog_name_fits(name) && public_key);
    const char mark[] = { '\n', (char)type };
    const span pieces[] = { name, { mark, 2 }, { (const char *)public_key, CRYPT_KEY_SIZE } };
    crypt_hash hash = crypt_sha256_joined(pieces, 3);
    tlog_key key = { .name = name, .type = type, .id = id_read((const char *)hash.bytes) };
    memcpy(key.public_key, public_key, CRYPT_KEY_SIZE);
    return key;
}

bool tlog_signer_key(const tlog_signer *signer, tlog_key *ret_key, err *reterr)
{
    assert(signer && ret_key);
    uint8_t public_key[CRYPT_KEY_SIZE];
    if (!tlog_name_fits(signer->name))
        return err_set(reterr, ERR_INPUT, N_("the name of the log can't be used: %.*s"),
            SPAN_PRINT(signer->name));
    if (!crypt_public_key(signer->seed, public_key, reterr))
        return false;
    *ret_key = tlog_key_of(signer->name, TLOG_KEY_LOG, public_key);
    return true;
}

bool tlog_key_parse(span vkey, tlog_key *ret_key, err *reterr)
{
    assert(ret_key);
    unsigned char scratch[NOTE_SCRATCH_SIZE];
    arena a = { .start = scratch, .size = sizeof scratch };
    span rest = vkey;
    span name = { 0 };
    span id_text = { 0 };
    span bytes = { 0 };
    uint8_t id[NOTE_ID_SIZE];
    bool is_upper = false;
    if (!span_split(&rest, '+', &name) || !span_split(&rest, '+', &id_text) ||
        !tlog_name_fits(name) || !text_parse_hex(id_text, id, sizeof id) || rest.size > 64 ||
        !text_parse_base64(&a, rest, &bytes))
        return err_set(reterr, ERR_INPUT, N_("the verifier key is not in form"));
    for (size_t i = 0; i < id_text.size; i++)
        is_upper |= id_text.at[i] >= 'A' && id_text.at[i] <= 'F';
    if (is_upper || bytes.size != 1 + CRYPT_KEY_SIZE)
        return err_set(reterr, ERR_INPUT, N_("the verifier key is not in form"));
    if (bytes.at[0] != TLOG_KEY_LOG && bytes.at[0] != TLOG_KEY_WITNESS)
        return err_set(
            reterr, ERR_INPUT, N_("the verifier key is of an unknown type: %d"), bytes.at[0]);
    tlog_key key = tlog_key_of(name, (tlog_key_type)bytes.at[0], (const uint8_t *)bytes.at + 1);
    if (key.id != id_read((const char *)id))
        return err_set(
            reterr, ERR_INPUT, N_("the id of the verifier key does not fit its name and key"));
    *ret_key = key;
    return true;
}

void tlog_key_add(buffer *b, const tlog_key *key)
{
    assert(b && key);
    char bytes[1 + CRYPT_KEY_SIZE];
    bytes[0] = (char)key->type;
    memcpy(bytes + 1, key->public_key, CRYPT_KEY_SIZE);
    buffer_add(b, key->name);
    buffer_format(b, "+%08x+", (unsigned)key->id);
    text_add_base64(b, (span){ bytes, sizeof bytes });
}

/* Bytes of the note up to and with the newline that ends its text; 0 when there is no empty line.
 * */
static size_t text_size_of(span bytes)
{
    for (size_t end = bytes.size; end >= 2; end--) {
        if (bytes.at[end - 1] == '\n' && bytes.at[end - 2] == '\n')
            return end - 1;
    }
    return 0;
}

static bool bytes_fit(span bytes)
{
    for (size_t i = 0; i < bytes.size; i++) {
        if ((unsigned char)bytes.at[i] < 0x20 && bytes.at[i] != '\n')
            return false;
    }
    return text_utf8_bad(bytes) == bytes.size;
}

static bool signature_parse(arena *a, span line, tlog_signature *ret)
{
    span name = { 0 };
    span bytes = { 0 };
    if (!span_starts(line, line_start))
        return false;
    span rest = span_slice(line, line_start.size, line.size);
    if (!span_split(&rest, ' ', &name) || !tlog_name_fits(name) ||
        rest.size > NOTE_SIGNATURE_SIZE_MAX / 3 * 4 || !text_parse_base64(a, rest, &bytes) ||
        bytes.size <= NOTE_ID_SIZE)
        return false;
    *ret = (tlog_signature){
        .name = name,
        .id = id_read(bytes.at),
        .bytes = span_slice(bytes, NOTE_ID_SIZE, bytes.size),
    };
    return true;
}

static bool signatures_parse(arena *a, span rest, tlog_note *note, err *reterr)
{
    tlog_signature *signatures = ARENA_NEW(a, tlog_signature, TLOG_SIGNATURES_MAX);
    if (!signatures)
        return err_set(reterr, ERR_MEMORY, N_("the signed note needs more memory than its bound"));
    span line = { 0 };
    while (rest.size > 0 && span_split(&rest, '\n', &line)) {
        if (note->signature_count == TLOG_SIGNATURES_MAX)
            return err_set(reterr, ERR_LIMIT, N_("the signed note has more than %d signatures"),
                TLOG_SIGNATURES_MAX);
        if (!signature_parse(a, line, &signatures[note->signature_count]))
            return err_set(reterr, ERR_INPUT, N_("signature line %d of the note is not in form"),
                (int)note->signature_count + 1);
        note->signature_count++;
    }
    note->signatures = signatures;
    return true;
}

bool tlog_note_parse(arena *a, span bytes, tlog_note *ret_note, err *reterr)
{
    assert(a && ret_note);
    if (bytes.size > TLOG_NOTE_SIZE_MAX)
        return err_set(
            reterr, ERR_LIMIT, N_("the signed note is longer than %d bytes"), TLOG_NOTE_SIZE_MAX);
    if (!bytes_fit(bytes))
        return err_set(
            reterr, ERR_INPUT, N_("the signed note is not UTF-8 or holds control characters"));
    size_t text_size = text_size_of(bytes);
    if (text_size == 0 || text_size + 1 == bytes.size || bytes.at[bytes.size - 1] != '\n')
        return err_set(reterr, ERR_INPUT,
            N_("the signed note is not a text, an empty line and signature lines"));
    tlog_note note = { .text = span_slice(bytes, 0, text_size) };
    if (!signatures_parse(a, span_slice(bytes, text_size + 1, bytes.size), &note, reterr))
        return false;
    *ret_note = note;
    return true;
}

/* A witness signs a header with its time before the text. */
static bool witness_fits(const tlog_key *key, span text, span signature)
{
    unsigned char scratch[TLOG_NOTE_SIZE_MAX + NOTE_SCRATCH_SIZE];
    if (signature.size != NOTE_TIME_SIZE + CRYPT_SIGNATURE_SIZE)
        return false;
    uint64_t seconds = (uint64_t)id_read(signature.at) << 32 | id_read(signature.at + 4);
    if (seconds > INT64_MAX)
        return false;
    arena a = { .start = scratch, .size = sizeof scratch };
    buffer b = buffer_in(&a, 64 + text.size);
    buffer_text(&b, "cosignature/v1\ntime ");
    buffer_int(&b, (int64_t)seconds);
    buffer_byte(&b, '\n');
    buffer_add(&b, text);
    return !b.is_full && crypt_verify(key->public_key, buffer_span(&b),
                             (const uint8_t *)signature.at + NOTE_TIME_SIZE);
}

static bool signature_fits(const tlog_key *key, span text, span signature)
{
    if (key->type == TLOG_KEY_WITNESS)
        return witness_fits(key, text, signature);
    return signature.size == CRYPT_SIGNATURE_SIZE &&
           crypt_verify(key->public_key, text, (const uint8_t *)signature.at);
}

static const tlog_key *key_find(const tlog_key *keys, size_t key_count, const tlog_signature *s)
{
    for (size_t i = 0; i < key_count; i++) {
        if (keys[i].id == s->id && span_equal(keys[i].name, s->name))
            return &keys[i];
    }
    return NULL;
}

bool tlog_note_verify(const tlog_note *note, const tlog_key *keys, size_t key_count, err *reterr)
{
    assert(note && keys && key_count > 0);
    size_t good_count = 0;
    for (size_t i = 0; i < note->signature_count; i++) {
        const tlog_signature *s = &note->signatures[i];
        const tlog_key *key = key_find(keys, key_count, s);
        if (!key)
            continue;
        if (!signature_fits(key, note->text, s->bytes))
            return err_set(reterr, ERR_DAMAGE, N_("the signature of %.*s does not fit the text"),
                SPAN_PRINT(s->name));
        good_count++;
    }
    if (good_count == 0)
        return err_set(reterr, ERR_DAMAGE, N_("no known key has signed the note"));
    return true;
}

bool tlog_note_sign(buffer *b, span text, const tlog_signer *signer, err *reterr)
{
    assert(b && signer && text.size > 0 && text.at[text.size - 1] == '\n');
    tlog_key key = { 0 };
    uint8_t bytes[NOTE_ID_SIZE + CRYPT_SIGNATURE_SIZE];
    if (!tlog_signer_key(signer, &key, reterr) ||
        !crypt_sign(signer->seed, text, bytes + NOTE_ID_SIZE, reterr))
        return false;
    for (int i = 0; i < NOTE_ID_SIZE; i++)
        bytes[i] = (uint8_t)(key.id >> (24 - 8 * i));
    buffer_add(b, text);
    buffer_byte(b, '\n');
    buffer_add(b, line_start);
    buffer_add(b, signer->name);
    buffer_byte(b, ' ');
    text_add_base64(b, (span){ (const char *)bytes, sizeof bytes });
    buffer_byte(b, '\n');
    return buffer_check(b, reterr);
}
