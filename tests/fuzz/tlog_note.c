/* Signed notes, checkpoints and verifier keys from strangers.  The key of the test vectors is known
 * to everybody; only its own notes may verify, and what a checkpoint says is written back to the
 * byte.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tlog/note.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_key(span bytes)
{
    unsigned char scratch[1024];
    arena a = { .start = scratch, .size = sizeof scratch };
    tlog_key key = { 0 };
    err e = { 0 };
    if (!tlog_key_parse(bytes, &key, &e))
        return;
    buffer b = buffer_in(&a, 512);
    tlog_key_add(&b, &key);
    assert(span_equal(buffer_span(&b), bytes));
}

static void check_text(span text)
{
    unsigned char scratch[8192];
    arena a = { .start = scratch, .size = sizeof scratch };
    tlog_checkpoint c = { 0 };
    err e = { 0 };
    if (!tlog_checkpoint_parse(text, &c, &e) || c.origin.size > 1024)
        return;
    buffer b = buffer_in(&a, 2048);
    tlog_checkpoint_add(&b, &c);
    assert(span_starts(text, buffer_span(&b)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char vkey[] =
        "log.example.org/nuan+b090be3b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    const span bytes = { (const char *)data, size };
    static arena a; /* opened once: a large block each time would be most of the work */
    tlog_key key = { 0 };
    tlog_note note = { 0 };
    err e = { 0 };
    bool is_ready = (a.start || arena_open(&a, 1 << 20)) && tlog_key_parse(span_of(vkey), &key, &e);
    assert(is_ready);
    arena_reset(&a, 0);
    check_key(bytes);
    check_text(bytes);
    if (!tlog_note_parse(&a, bytes, &note, &e))
        return 0;
    assert(note.text.size > 0 && note.signature_count <= TLOG_SIGNATURES_MAX);
    check_text(note.text);
    (void)tlog_note_verify(&note, &key, 1, &e);
    return 0;
}
