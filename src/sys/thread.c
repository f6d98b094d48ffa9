/* Threads, mutexes and condition variables over pthread; a failed call here is a programmer's
 * error and asserts, but for starting a thread, which may meet a limit of the system.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sys/sys_in.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <time.h>

_Static_assert(sizeof(pthread_mutex_t) <= sizeof(sys_mutex), "a mutex must fit");
_Static_assert(alignof(pthread_mutex_t) <= alignof(sys_mutex), "a mutex must be aligned");
_Static_assert(sizeof(pthread_cond_t) <= sizeof(sys_signal), "a condition must fit");
_Static_assert(alignof(pthread_cond_t) <= alignof(sys_signal), "a condition must be aligned");
_Static_assert(sizeof(pthread_t) <= sizeof(unsigned long), "a thread's id must fit");

enum { THREAD_NAME_MAX = 16 };

/* The build keeps asserts in releases too; the result is still used when it does not. */
static void must(int failed)
{
    assert(!failed);
    (void)failed;
}

static pthread_mutex_t *mutex_of(sys_mutex *m)
{
    assert(m);
    return (pthread_mutex_t *)(void *)m->inner;
}

static pthread_cond_t *signal_of(sys_signal *s)
{
    assert(s);
    return (pthread_cond_t *)(void *)s->inner;
}

void sys_mutex_init(sys_mutex *m)
{
    must(pthread_mutex_init(mutex_of(m), NULL));
}

void sys_mutex_done(sys_mutex *m)
{
    must(pthread_mutex_destroy(mutex_of(m)));
}

void sys_mutex_lock(sys_mutex *m)
{
    must(pthread_mutex_lock(mutex_of(m)));
}

void sys_mutex_unlock(sys_mutex *m)
{
    must(pthread_mutex_unlock(mutex_of(m)));
}

void sys_signal_init(sys_signal *s)
{
    pthread_condattr_t how;
    must(pthread_condattr_init(&how));
    must(pthread_condattr_setclock(&how, CLOCK_MONOTONIC));
    must(pthread_cond_init(signal_of(s), &how));
    must(pthread_condattr_destroy(&how));
}

void sys_signal_done(sys_signal *s)
{
    must(pthread_cond_destroy(signal_of(s)));
}

void sys_signal_wake_one(sys_signal *s)
{
    must(pthread_cond_signal(signal_of(s)));
}

void sys_signal_wake_all(sys_signal *s)
{
    must(pthread_cond_broadcast(signal_of(s)));
}

void sys_signal_wait(sys_signal *s, sys_mutex *m)
{
    must(pthread_cond_wait(signal_of(s), mutex_of(m)));
}

bool sys_signal_wait_for(sys_signal *s, sys_mutex *m, int64_t timeout_us)
{
    assert(timeout_us >= 0);
    int64_t until_us = 0;
    if (__builtin_add_overflow(sys_steady_us(), timeout_us, &until_us))
        until_us = INT64_MAX;
    const struct timespec until = { .tv_sec = until_us / 1000000,
        .tv_nsec = (until_us % 1000000) * 1000 };
    int result = pthread_cond_timedwait(signal_of(s), mutex_of(m), &until);
    assert(result == 0 || result == ETIMEDOUT);
    return result == 0;
}

/* Lives on the stack of the starter, who waits until the new thread has taken it over. */
typedef struct thread_start {
    char name[THREAD_NAME_MAX];
    void (*run)(void *self);
    void *self;
    sem_t is_taken;
} thread_start;

static void *thread_run(void *start_of)
{
    thread_start *start = start_of;
    void (*run)(void *self) = start->run;
    void *self = start->self;
    pthread_setname_np(pthread_self(), start->name);
    sem_post(&start->is_taken);
    run(self);
    return NULL;
}

bool sys_thread_start(
    sys_thread *t, const char *name, void (*run)(void *self), void *self, err *reterr)
{
    assert(t && name && run && !t->is_running);
    thread_start start = { .run = run, .self = self };
    size_t size = strnlen(name, sizeof start.name - 1);
    memcpy(start.name, name, size);
    must(sem_init(&start.is_taken, 0, 0));
    /* Signals are the main thread's business: the new thread inherits a mask that stops all. */
    sigset_t all, before;
    sigfillset(&all);
    must(pthread_sigmask(SIG_SETMASK, &all, &before));
    pthread_t id = 0;
    int failed = pthread_create(&id, NULL, thread_run, &start);
    must(pthread_sigmask(SIG_SETMASK, &before, NULL));
    while (!failed && sem_wait(&start.is_taken))
        assert(errno == EINTR);
    sem_destroy(&start.is_taken);
    if (failed)
        return err_set(
            reterr, ERR_STORE, N_("cannot start thread %s: %s"), name, strerrordesc_np(failed));
    *t = (sys_thread){ .inner = id, .is_running = true };
    return true;
}

void sys_thread_join(sys_thread *t)
{
    assert(t);
    if (t->is_running)
        must(pthread_join(t->inner, NULL));
    *t = (sys_thread){ 0 };
}
