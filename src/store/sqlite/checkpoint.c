/* Checkpoints.  A thread with its own connection copies the pages of the log into the file while
 * the writer goes on, so that commits seldom wait for it.  A log that is written all the time is
 * never copied to its end in this way and grows; at LOG_PAGES_MAX the writer copies the little that
 * is left itself, and then begins the log anew. A checkpoint that fails does no harm: the log still
 * holds everything, and the next one tries again.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite/checkpoint_in.h"

#include <assert.h>

enum { LOG_PAGES_STEP = 1000, LOG_PAGES_MAX = 8000 };

static void checkpoint_loop(void *self)
{
    checkpointer *c = self;
    sys_mutex_lock(&c->lock);
    for (;;) {
        while (!c->is_wanted && !c->is_closing)
            sys_signal_wait(&c->wanted, &c->lock);
        if (c->is_closing)
            break;
        c->is_wanted = false;
        sys_mutex_unlock(&c->lock);
        (void)sqlite3_wal_checkpoint_v2(c->own, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
        sys_mutex_lock(&c->lock);
    }
    sys_mutex_unlock(&c->lock);
}

/* True once the thread is at work. */
static bool thread_start(checkpointer *c)
{
    err ignored = { 0 };
    const char *path = sqlite3_db_filename(c->writer, NULL);
    if (c->own)
        return true;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(path, &c->own, flags, NULL) == SQLITE_OK &&
        sqlite3_exec(c->own, "PRAGMA synchronous = FULL", NULL, NULL, NULL) == SQLITE_OK &&
        sys_thread_start(&c->thread, "checkpoint", checkpoint_loop, c, &ignored))
        return true;
    sqlite3_close_v2(c->own);
    c->own = NULL;
    return false;
}

/* Called by SQLite on the writer's thread behind each commit; `pages`: of the log. */
static int committed(void *self, sqlite3 *writer, const char *name, int pages)
{
    checkpointer *c = self;
    c->last = pages < c->last ? 0 : c->last; /* the log was begun anew */
    if (pages - c->last < LOG_PAGES_STEP)
        return SQLITE_OK;
    c->last = pages;
    bool has_thread = thread_start(c);
    if (!has_thread || pages >= LOG_PAGES_MAX)
        (void)sqlite3_wal_checkpoint_v2(writer, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if (!has_thread)
        return SQLITE_OK;
    sys_mutex_lock(&c->lock);
    c->is_wanted = true;
    sys_signal_wake_one(&c->wanted);
    sys_mutex_unlock(&c->lock);
    return SQLITE_OK;
}

void checkpointer_open(checkpointer *c, sqlite3 *writer)
{
    assert(c && writer);
    *c = (checkpointer){ .writer = writer };
    sys_mutex_init(&c->lock);
    sys_signal_init(&c->wanted);
    sqlite3_wal_hook(writer, committed, c);
}

void checkpointer_close(checkpointer *c)
{
    if (!c->writer)
        return;
    sqlite3_wal_hook(c->writer, NULL, NULL);
    if (c->own) {
        sys_mutex_lock(&c->lock);
        c->is_closing = true;
        sys_signal_wake_one(&c->wanted);
        sys_mutex_unlock(&c->lock);
        sys_thread_join(&c->thread);
        sqlite3_close_v2(c->own);
    }
    sys_signal_done(&c->wanted);
    sys_mutex_done(&c->lock);
    *c = (checkpointer){ 0 };
}
