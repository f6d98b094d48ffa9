/* The signed tree head, and the proof file that carries one to a reader without a net.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog/note.h"

#include "text/text.h"

#include <assert.h>
#include <string.h>

enum {
    CHECKPOINT_SCRATCH_SIZE = 1024,
    HASH_TEXT_SIZE = 44 /* base64 of 32 bytes */
};

static const span file_head = SPAN("c2sp.org/tlog-proof@v1");

/* Reads exactly one hash in base64. */
static bool hash_parse(span line, crypt_hash *ret)
{
    unsigned char scratch[HASH_TEXT_SIZE * 2];
    arena a = { .start = scratch, .size = sizeof scratch };
    span bytes = { 0 };
    if (line.size != HASH_TEXT_SIZE || !text_parse_base64(&a, line, &bytes) ||
        bytes.size != CRYPT_HASH_SIZE)
        return false;
    memcpy(ret->bytes, bytes.at, CRYPT_HASH_SIZE);
    return true;
}

static bool form_refuse(int line, err *reterr)
{
    return err_set(reterr, ERR_INPUT, N_("line %d of the checkpoint is not in form"), line);
}

bool tlog_checkpoint_parse(span text, tlog_checkpoint *ret, err *reterr)
{
    assert(ret);
    tlog_checkpoint c = { 0 };
    span line = { 0 };
    if (text.size == 0 || text.at[text.size - 1] != '\n')
        return err_set(reterr, ERR_INPUT, N_("the checkpoint does not end with a newline"));
    span rest = span_slice(text, 0, text.size - 1);
    if (!span_split(&rest, '\n', &c.origin) || c.origin.size == 0 ||
        text_utf8_bad(c.origin) != c.origin.size)
        return form_refuse(1, reterr);
    if (!span_split(&rest, '\n', &line) || !text_parse_uint(line, TLOG_SIZE_MAX, &c.size))
        return form_refuse(2, reterr);
    if (!span_split(&rest, '\n', &line) || !hash_parse(line, &c.root))
        return form_refuse(3, reterr);
    for (int number = 4; span_split(&rest, '\n', &line); number++) {
        if (line.size == 0)
            return form_refuse(number, reterr);
    }
    tlog_tree nothing = { 0 };
    crypt_hash root = tlog_tree_root(&nothing);
    if (c.size == 0 && memcmp(&root, &c.root, sizeof root) != 0)
        return err_set(reterr, ERR_INPUT, N_("a log of size 0 has another root"));
    *ret = c;
    return true;
}

void tlog_checkpoint_add(buffer *b, const tlog_checkpoint *c)
{
    assert(b && c && c->size <= TLOG_SIZE_MAX);
    buffer_add(b, c->origin);
    buffer_byte(b, '\n');
    buffer_int(b, (int64_t)c->size);
    buffer_byte(b, '\n');
    text_add_base64(b, crypt_hash_span(&c->root));
    buffer_byte(b, '\n');
}

bool tlog_checkpoint_open(
    arena *a, span note, const tlog_key *keys, size_t key_count, tlog_checkpoint *ret, err *reterr)
{
    assert(a && keys && key_count > 0 && ret);
    tlog_note parsed = { 0 };
    tlog_checkpoint c = { 0 };
    if (!tlog_note_parse(a, note, &parsed, reterr) ||
        !tlog_note_verify(&parsed, keys, key_count, reterr) ||
        !tlog_checkpoint_parse(parsed.text, &c, reterr))
        return false;
    if (!span_equal(c.origin, keys[0].name))
        return err_set(reterr, ERR_DAMAGE, N_("the checkpoint is that of another log: %.*s"),
            SPAN_PRINT(c.origin));
    *ret = c;
    return true;
}

bool tlog_checkpoint_sign(
    buffer *b, uint64_t size, const crypt_hash *root, const tlog_signer *signer, err *reterr)
{
    assert(b && root && signer && size <= TLOG_SIZE_MAX);
    unsigned char scratch[CHECKPOINT_SCRATCH_SIZE];
    arena a = { .start = scratch, .size = sizeof scratch };
    buffer text = buffer_in(&a, CHECKPOINT_SCRATCH_SIZE / 2);
    tlog_checkpoint_add(&text, &(tlog_checkpoint){ signer->name, size, *root });
    return buffer_check(&text, reterr) && tlog_note_sign(b, buffer_span(&text), signer, reterr);
}

/* Takes one line off the front; false without its newline. */
static bool line_next(span *rest, span *ret_line)
{
    size_t cut = span_find(*rest, '\n');
    if (cut == rest->size)
        return false;
    *ret_line = span_slice(*rest, 0, cut);
    *rest = span_slice(*rest, cut + 1, rest->size);
    return true;
}

/* The lines before the empty one. */
static bool file_head_parse(arena *a, span *rest, tlog_proof_file *f, int *line_number)
{
    static const span extra = SPAN("extra ");
    static const span index = SPAN("index ");
    span line = { 0 };
    if (!line_next(rest, &line) || !span_equal(line, file_head))
        return false;
    ++*line_number;
    f->has_extra = span_starts(*rest, extra);
    if (f->has_extra) {
        if (!line_next(rest, &line) ||
            !text_parse_base64(a, span_slice(line, extra.size, line.size), &f->extra))
            return false;
        ++*line_number;
    }
    if (!line_next(rest, &line) || !span_starts(line, index) ||
        !text_parse_uint(span_slice(line, index.size, line.size), TLOG_SIZE_MAX - 1, &f->number))
        return false;
    for (++*line_number; line_next(rest, &line); ++*line_number) {
        if (line.size == 0)
            return true;
        /* A path longer than 63 hashes fits no tree. */
        if (f->path.count == TLOG_PROOF_MAX - 1 ||
            !hash_parse(line, &f->path.hashes[f->path.count]))
            return false;
        f->path.count++;
    }
    return false;
}

bool tlog_proof_file_parse(arena *a, span bytes, tlog_proof_file *ret, err *reterr)
{
    assert(a && ret);
    if (bytes.size > TLOG_FILE_SIZE_MAX)
        return err_set(
            reterr, ERR_LIMIT, N_("the proof file is longer than %d bytes"), TLOG_FILE_SIZE_MAX);
    tlog_proof_file f = { 0 };
    span rest = bytes;
    int line_number = 1;
    if (!file_head_parse(a, &rest, &f, &line_number) || rest.size == 0)
        return err_set(
            reterr, ERR_INPUT, N_("line %d of the proof file is not in form"), line_number);
    f.checkpoint = rest;
    *ret = f;
    return true;
}

void tlog_proof_file_add(buffer *b, const tlog_proof_file *f)
{
    assert(b && f && f->number < TLOG_SIZE_MAX);
    assert(f->path.count >= 0 && f->path.count < TLOG_PROOF_MAX);
    buffer_add(b, file_head);
    buffer_byte(b, '\n');
    if (f->has_extra) {
        buffer_text(b, "extra ");
        text_add_base64(b, f->extra);
        buffer_byte(b, '\n');
    }
    buffer_text(b, "index ");
    buffer_int(b, (int64_t)f->number);
    buffer_byte(b, '\n');
    for (int i = 0; i < f->path.count; i++) {
        text_add_base64(b, crypt_hash_span(&f->path.hashes[i]));
        buffer_byte(b, '\n');
    }
    buffer_byte(b, '\n');
    buffer_add(b, f->checkpoint);
}

bool tlog_proof_file_verify(arena *a, const tlog_proof_file *f, const crypt_hash *leaf,
    const tlog_key *log_key, tlog_checkpoint *ret_checkpoint, err *reterr)
{
    assert(a && f && leaf && log_key && ret_checkpoint);
    tlog_checkpoint c = { 0 };
    if (!tlog_checkpoint_open(a, f->checkpoint, log_key, 1, &c, reterr))
        return false;
    if (!tlog_inclusion_fits(f->number, c.size, leaf, &f->path, &c.root))
        return err_set(
            reterr, ERR_DAMAGE, N_("the proof does not lead to the root of the checkpoint"));
    *ret_checkpoint = c;
    return true;
}
