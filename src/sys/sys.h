/* The system seen through a narrow window: clock, randomness, files, locks, threads, zones.
 * The only folder that includes system headers with side effects (tools/floors checks it).
 * Clock and randomness go through a struct, so that stories are deterministic.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_SYS_SYS_H
#define NUAN_SYS_SYS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/money.h"
#include "base/span.h"

#include <stddef.h>
#include <stdint.h>

/* ---- clock ---------------------------------------------------------------------------------- */

/* Two clocks: `real` for audit, ids and signatures; `civil` for what pages and deadlines call
 * now.  A scenario sets the civil clock back; it ticks on from there. */
typedef struct sys_clock {
    int64_t civil_offset_us; /* civil = real + offset; 0 outside of scenarios */
    int64_t fixed_us;        /* tests: both clocks stand here when not 0 */
} sys_clock;

/* Microseconds since 1970-01-01 UTC. */
int64_t sys_real_us(const sys_clock *clock);
int64_t sys_civil_us(const sys_clock *clock);
/* Microseconds of a clock that never goes back; for durations only. */
int64_t sys_steady_us(void);

/* ---- zones ---------------------------------------------------------------------------------- */

typedef struct sys_zone sys_zone;

typedef struct sys_local {
    date day;
    int32_t hour, minute, second, microsecond;
    int32_t offset_s; /* seconds east of Greenwich */
} sys_local;

/* Reads a zone ("Asia/Shanghai") from the system's TZif files; the file is kept in memory.
 * "Asia/Shanghai" and "UTC" are known without any file.  Owner: the process, never closed.
 * Errors: ERR_INPUT no such zone.  Source: RFC 9636. */
WARN_UNUSED bool sys_zone_find(span name, const sys_zone **ret_zone, err *reterr);
sys_local sys_zone_local(const sys_zone *zone, int64_t us);
/* The instant of a local time; a time that a change of offset skips is taken with the offset before. */
int64_t sys_zone_instant(const sys_zone *zone, sys_local local);

/* ---- randomness ----------------------------------------------------------------------------- */

/* Fills `size` bytes from the kernel's generator; ends the process if it has none. */
void sys_random(void *into, size_t size);

/* ---- files ---------------------------------------------------------------------------------- */

/* A file mapped read-only; close with sys_map_close (accepts a zeroed one). */
typedef struct sys_map {
    span bytes;
    void *base;
    size_t length;
} sys_map;

/* Errors: ERR_ABSENT no such file; ERR_LIMIT larger than size_max; ERR_STORE unreadable. */
WARN_UNUSED bool sys_map_open(const char *path, size_t size_max, sys_map *ret_map, err *reterr);
/* The same from an open descriptor, which stays open. */
WARN_UNUSED bool sys_map_fd(int fd, size_t size_max, sys_map *ret_map, err *reterr);
void sys_map_close(sys_map *map);
/* Writes a whole file so that a crash leaves the old or the new one: temporary file beside it,
 * write, fsync, rename, fsync of the folder.  `mode` is the permission (0600, 0644). */
WARN_UNUSED bool sys_file_write(const char *path, span bytes, int mode, err *reterr);
/* Reads a whole small file into the arena. */
WARN_UNUSED bool sys_file_read(arena *a, const char *path, size_t size_max, span *ret, err *reterr);
/* Makes a folder (and its parents) with mode 0700; one that is there is fine. */
WARN_UNUSED bool sys_folder_make(const char *path, err *reterr);
bool sys_file_exists(const char *path);
WARN_UNUSED bool sys_file_remove(const char *path, err *reterr); /* absent is fine */
/* Calls `each` with every name in a folder, sorted; stops when it returns false. */
WARN_UNUSED bool sys_folder_list(const char *path, bool (*each)(void *self, const char *name), void *self,
    err *reterr);
/* Bytes free for an ordinary user on the file system of `path`. */
int64_t sys_disk_free(const char *path);

/* A lock file held by this process; closing the descriptor gives it back. */
typedef struct sys_lock {
    int fd; /* -1 when not held */
} sys_lock;
/* Errors: ERR_CONFLICT another process holds it. */
WARN_UNUSED bool sys_lock_take(const char *path, sys_lock *ret_lock, err *reterr);
void sys_lock_give(sys_lock *lock);

/* ---- threads -------------------------------------------------------------------------------- */

typedef struct sys_mutex { void *inner[8]; } sys_mutex;
typedef struct sys_signal { void *inner[8]; } sys_signal; /* a condition variable, steady clock */
typedef struct sys_thread { unsigned long inner; bool is_running; } sys_thread;

void sys_mutex_init(sys_mutex *m);
void sys_mutex_done(sys_mutex *m);
void sys_mutex_lock(sys_mutex *m);
void sys_mutex_unlock(sys_mutex *m);
void sys_signal_init(sys_signal *s);
void sys_signal_done(sys_signal *s);
void sys_signal_wake_one(sys_signal *s);
void sys_signal_wake_all(sys_signal *s);
void sys_signal_wait(sys_signal *s, sys_mutex *m);
/* False when timeout_us passed without a wake. */
bool sys_signal_wait_for(sys_signal *s, sys_mutex *m, int64_t timeout_us);
WARN_UNUSED bool sys_thread_start(sys_thread *t, const char *name, void (*run)(void *self), void *self,
    err *reterr);
void sys_thread_join(sys_thread *t);
/* An eventfd: readable after sys_wake_send, until sys_wake_clear. */
WARN_UNUSED bool sys_wake_open(int *ret_fd, err *reterr);
void sys_wake_send(int fd);
void sys_wake_clear(int fd);
void sys_fd_close(int fd);

/* ---- the process ---------------------------------------------------------------------------- */

/* Name of the user who runs the process, from the user id; "uid1000" when it has no name. */
span sys_user_name(arena *a);
/* Limit of open files raised to the hard limit; returns what holds now. */
int64_t sys_open_files_raise(void);
bool sys_is_terminal(int fd);
/* After this, SIGINT and SIGTERM only make this descriptor readable. */
WARN_UNUSED bool sys_stop_signals(int *ret_fd, err *reterr);

#endif
