/* A file's bytes into digest and copy, beside the reading of its rows: both take the time of half a
 * check. The reader says how far it has come; it waits when the passing falls behind, so that few
 * pages are in memory.
 * SPDX-License-Identifier: Apache-2.0 */
#include "flow/import_in.h"

#include <assert.h>

enum { PIECE_SIZE = 4 << 20, BEHIND_MAX = 16 << 20 };

/* What bytes go through; the lock is free. */
static bool piece_pass(byte_pass *p, size_t from, size_t upto, err *reterr)
{
    span piece = span_slice(p->bytes, from, upto);
    crypt_hasher_add(&p->hasher, piece);
    if (p->request->draft && !sys_draft_add(p->request->draft, piece, reterr))
        return false;
    if (p->request->map)
        sys_map_pass(p->request->map, from, upto);
    return true;
}

static void pass_loop(void *self)
{
    byte_pass *p = self;
    sys_mutex_lock(&p->lock);
    while (!p->is_closing && !p->is_failed) {
        if (p->wanted == p->done) {
            sys_signal_wait(&p->moved, &p->lock);
            continue;
        }
        size_t from = p->done;
        size_t upto = p->wanted - from > PIECE_SIZE ? from + PIECE_SIZE : p->wanted;
        err why = { 0 };
        sys_mutex_unlock(&p->lock);
        bool is_good = piece_pass(p, from, upto, &why);
        sys_mutex_lock(&p->lock);
        p->done = upto;
        p->is_failed = !is_good;
        p->error = why;
        sys_signal_wake_all(&p->moved);
    }
    sys_mutex_unlock(&p->lock);
}

bool pass_open(byte_pass *p, const import_request *request, span bytes, err *reterr)
{
    assert(p && request);
    *p = (byte_pass){ .request = request, .bytes = bytes };
    sys_mutex_init(&p->lock);
    sys_signal_init(&p->moved);
    return crypt_hasher_open(&p->hasher, reterr) &&
           sys_thread_start(&p->thread, "pass", pass_loop, p, reterr);
}

/* Moves the aim on and waits until at most `behind` bytes are left before it. */
static bool pass_wait(byte_pass *p, size_t upto, size_t behind, err *reterr)
{
    sys_mutex_lock(&p->lock);
    if (upto > p->wanted)
        p->wanted = upto;
    sys_signal_wake_all(&p->moved);
    while (!p->is_failed && p->wanted - p->done > behind)
        sys_signal_wait(&p->moved, &p->lock);
    bool is_good = !p->is_failed;
    if (!is_good)
        *reterr = p->error;
    sys_mutex_unlock(&p->lock);
    return is_good;
}

bool pass_upto(byte_pass *p, size_t upto, err *reterr)
{
    assert(p && upto <= p->bytes.size);
    return pass_wait(p, upto, BEHIND_MAX, reterr);
}

bool pass_end(byte_pass *p, crypt_hash *ret_digest, err *reterr)
{
    assert(p && ret_digest);
    if (!pass_wait(p, p->bytes.size, 0, reterr))
        return false;
    *ret_digest = crypt_hasher_end(&p->hasher);
    return true;
}

void pass_close(byte_pass *p)
{
    if (!p->request)
        return;
    sys_mutex_lock(&p->lock);
    p->is_closing = true;
    sys_signal_wake_all(&p->moved);
    sys_mutex_unlock(&p->lock);
    sys_thread_join(&p->thread);
    crypt_hasher_close(&p->hasher);
    sys_signal_done(&p->moved);
    sys_mutex_done(&p->lock);
    p->request = NULL;
}
