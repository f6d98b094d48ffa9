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
 * "Asia/Shanghai" (as +08:00 for all days) and "UTC" are known without any file.
 * Owner: the process, never closed.  At most 64 zones.
 * Errors: ERR_INPUT no such zone.  Source: RFC 9636. */
WARN_UNUSED bool sys_zone_find(span name, const sys_zone **ret_zone, err *reterr);
/* Local time of an instant; one outside of 1900-01-03..9999-12-30 gives the nearest of these
 * days. */
sys_local sys_zone_local(const sys_zone *zone, int64_t us);
/* The instant of a local time (offset_s is not looked at).  A time that a change of offset skips
 * is taken with the offset before; of a time that comes twice the first is meant. */
int64_t sys_zone_instant(const sys_zone *zone, sys_local local);

/* ---- randomness ----------------------------------------------------------------------------- */

/* Fills `size` bytes from the kernel's generator; ends the process if it has none. */
void sys_random(void *into, size_t size);

/* ---- files ---------------------------------------------------------------------------------- */

/* A file mapped read-only; close with sys_map_close (accepts a zeroed one).  Only for files that
 * nobody cuts short meanwhile. */
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
/* The reader has done with the bytes `from` .. `to` of a map and goes on behind them: their pages
 * are given back, the same number is brought at once.  A map that is none (base NULL) is left
 * alone. What was given back can still be read; it then comes from the file again. */
void sys_map_pass(const sys_map *map, size_t from, size_t to);
/* Writes a whole file so that a crash leaves the old or the new one: temporary file beside it,
 * write, fsync, rename, fsync of the folder.  `mode` is the permission (0600, 0644).
 * Errors: ERR_ABSENT no such folder; ERR_STORE anything else. */
WARN_UNUSED bool sys_file_write(const char *path, span bytes, int mode, err *reterr);
/* A file being written piece by piece; nobody finds it before sys_draft_keep. */
enum { SYS_DRAFT_PATH_MAX = 4096 };
typedef struct sys_draft {
    int fd; /* -1 when there is none */
    char path[SYS_DRAFT_PATH_MAX];
} sys_draft;
/* Begins a file called `beside` with a random ending.  Errors: ERR_ABSENT no such folder;
 * ERR_STORE. */
WARN_UNUSED bool sys_draft_open(const char *beside, sys_draft *ret_draft, err *reterr);
/* Adds bytes, and has the disk begin with them.  Errors: ERR_STORE. */
WARN_UNUSED bool sys_draft_add(sys_draft *d, span bytes, err *reterr);
/* Makes it durable under its name; the draft is closed, whatever comes of it.  Errors: as
 * sys_file_write. */
WARN_UNUSED bool sys_draft_keep(sys_draft *d, const char *path, int mode, err *reterr);
/* Removes it; accepts one that was kept or dropped. */
void sys_draft_drop(sys_draft *d);
/* A file without a name, to write what is too large for memory and map it (sys_map_fd): it is gone
 * when the last descriptor and map are.  It lies in TMPDIR, else /var/tmp, else /tmp.
 * Owner: the caller closes *ret_fd.  Errors: ERR_STORE none of them takes files. */
WARN_UNUSED bool sys_file_nameless(int *ret_fd, err *reterr);
/* Reads a whole small file into the arena, with a NUL behind it.
 * Errors: ERR_ABSENT, ERR_LIMIT, ERR_STORE as above; ERR_MEMORY. */
WARN_UNUSED bool sys_file_read(arena *a, const char *path, size_t size_max, span *ret, err *reterr);
/* Makes a folder (and its parents) with mode 0700; one that is there is fine. */
WARN_UNUSED bool sys_folder_make(const char *path, err *reterr);
/* True if something stands at the path, be it a folder. */
bool sys_file_exists(const char *path);
/* Removes a file or an empty folder; one that is absent is fine.  Errors: ERR_STORE, also for a
 * folder with something in it. */
WARN_UNUSED bool sys_file_remove(const char *path, err *reterr);
/* Calls `each` with every name in a folder, sorted by bytes, without "." and ".."; stops when it
 * returns false, which is no failure.  `each` may add and remove files.  Errors: ERR_ABSENT,
 * ERR_STORE, ERR_LIMIT. */
WARN_UNUSED bool sys_folder_list(
    const char *path, bool (*each)(void *self, const char *name), void *self, err *reterr);
/* What stands at a path. */
typedef struct sys_file {
    bool is_plain; /* a file; else a folder or something else */
    int64_t size;
    int64_t changed_us; /* real time of its last change */
} sys_file;
/* Errors: ERR_ABSENT, ERR_STORE. */
WARN_UNUSED bool sys_file_look(const char *path, sys_file *ret, err *reterr);
/* Gives a file another name on the same disk; what stood there is lost.  Errors: ERR_STORE. */
WARN_UNUSED bool sys_file_move(const char *from, const char *to, err *reterr);
/* Waits. */
void sys_pause(int64_t us);
/* Bytes free for an ordinary user on the file system of `path`; -1 when it can't be asked. */
int64_t sys_disk_free(const char *path);

/* A lock file held by this process; closing the descriptor gives it back. */
typedef struct sys_lock {
    int fd; /* -1 when not held */
} sys_lock;
/* Errors: ERR_CONFLICT another process holds it. */
WARN_UNUSED bool sys_lock_take(const char *path, sys_lock *ret_lock, err *reterr);
void sys_lock_give(sys_lock *lock);

/* ---- threads -------------------------------------------------------------------------------- */

typedef struct sys_mutex {
    void *inner[8];
} sys_mutex;

/* A condition variable on the steady clock. */
typedef struct sys_signal {
    void *inner[8];
} sys_signal;

typedef struct sys_thread {
    unsigned long inner;
    bool is_running;
} sys_thread;

/* In the caller's memory, which must not move while in use. */
void sys_mutex_init(sys_mutex *m);
/* Nobody holds it. */
void sys_mutex_done(sys_mutex *m);
/* Waits until nobody else holds it; a thread that holds it must not take it again. */
void sys_mutex_lock(sys_mutex *m);
/* By the thread that locked it. */
void sys_mutex_unlock(sys_mutex *m);
/* In the caller's memory, which must not move while in use. */
void sys_signal_init(sys_signal *s);
/* Nobody waits for it. */
void sys_signal_done(sys_signal *s);
/* Wakes at least one of those who wait. */
void sys_signal_wake_one(sys_signal *s);
/* Wakes all who wait. */
void sys_signal_wake_all(sys_signal *s);
/* Unlocks, waits, locks again; may return without a wake, so look at the condition in a loop. */
void sys_signal_wait(sys_signal *s, sys_mutex *m);
/* False when timeout_us passed without a wake. */
bool sys_signal_wait_for(sys_signal *s, sys_mutex *m, int64_t timeout_us);
/* Runs `run(self)` in a new thread that takes no signals; of its name 15 bytes are shown.
 * Errors: ERR_STORE the system has no more threads. */
WARN_UNUSED bool sys_thread_start(
    sys_thread *t, const char *name, void (*run)(void *self), void *self, err *reterr);
/* Waits for its end; accepts a zeroed one. */
void sys_thread_join(sys_thread *t);
/* An eventfd: readable after sys_wake_send, until sys_wake_clear. */
WARN_UNUSED bool sys_wake_open(int *ret_fd, err *reterr);
/* From any thread; several before a clear are as one. */
void sys_wake_send(int fd);
void sys_wake_clear(int fd);
/* Closes any descriptor; -1 is none. */
void sys_fd_close(int fd);

/* ---- the process ---------------------------------------------------------------------------- */

/* Name of the user who runs the process, from the user id; "uid1000" when it has no name. */
span sys_user_name(arena *a);
/* Limit of open files raised to the hard limit; returns what holds now. */
int64_t sys_open_files_raise(void);
bool sys_is_terminal(int fd);
/* After this, SIGINT and SIGTERM only make this descriptor readable (sys_wake_clear resets it);
 * asked again it gives the same descriptor.  Owner: the process. */
WARN_UNUSED bool sys_stop_signals(int *ret_fd, err *reterr);

#endif
