/* Threads, mutexes, signals, wakes.
 * SPDX-License-Identifier: Apache-2.0 */
#include "sys_test.h"

#include "sys/sys.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

typedef struct shared {
    sys_mutex mutex;
    sys_signal signal;
    int count;
    int waiting;
    bool is_open;
    char name[16];
    sigset_t mask;
} shared;

static void shared_init(shared *s)
{
    *s = (shared){ 0 };
    sys_mutex_init(&s->mutex);
    sys_signal_init(&s->signal);
}

static void shared_done(shared *s)
{
    sys_signal_done(&s->signal);
    sys_mutex_done(&s->mutex);
}

static void count_up(void *self)
{
    shared *s = self;
    for (int i = 0; i < 10000; i++) {
        sys_mutex_lock(&s->mutex);
        s->count++;
        sys_mutex_unlock(&s->mutex);
    }
}

static void mutexes_exclude(void **state)
{
    (void)state;
    shared s;
    shared_init(&s);
    sys_thread threads[4] = { 0 };
    err e = { 0 };
    for (int i = 0; i < 4; i++)
        assert_true(sys_thread_start(&threads[i], "count", count_up, &s, &e));
    for (int i = 0; i < 4; i++)
        sys_thread_join(&threads[i]);
    assert_int_equal(s.count, 40000);
    assert_false(threads[0].is_running);
    sys_thread_join(&threads[0]);
    shared_done(&s);
}

static void wait_for_opening(void *self)
{
    shared *s = self;
    sys_mutex_lock(&s->mutex);
    s->waiting++;
    while (!s->is_open)
        sys_signal_wait(&s->signal, &s->mutex);
    s->count++;
    sys_mutex_unlock(&s->mutex);
}

static void signals_wake_all(void **state)
{
    (void)state;
    shared s;
    shared_init(&s);
    sys_thread threads[3] = { 0 };
    err e = { 0 };
    for (int i = 0; i < 3; i++)
        assert_true(sys_thread_start(&threads[i], "wait", wait_for_opening, &s, &e));
    bool are_waiting = false;
    for (int i = 0; i < 5000 && !are_waiting; i++) {
        sys_mutex_lock(&s.mutex);
        are_waiting = s.waiting == 3;
        sys_mutex_unlock(&s.mutex);
        usleep(1000);
    }
    assert_true(are_waiting);
    sys_mutex_lock(&s.mutex);
    assert_int_equal(s.count, 0);
    s.is_open = true;
    sys_signal_wake_one(&s.signal);
    sys_signal_wake_all(&s.signal);
    sys_mutex_unlock(&s.mutex);
    for (int i = 0; i < 3; i++)
        sys_thread_join(&threads[i]);
    assert_int_equal(s.count, 3);
    shared_done(&s);
}

static void a_wait_ends_in_time(void **state)
{
    (void)state;
    shared s;
    shared_init(&s);
    sys_mutex_lock(&s.mutex);
    int64_t start = sys_steady_us();
    bool is_woken = true;
    /* A wake out of nothing is allowed, but not for ever. */
    for (int i = 0; i < 100 && is_woken; i++)
        is_woken = sys_signal_wait_for(&s.signal, &s.mutex, 20000);
    assert_false(is_woken);
    assert_true(sys_steady_us() - start >= 19000);
    assert_false(sys_signal_wait_for(&s.signal, &s.mutex, 0));
    sys_mutex_unlock(&s.mutex);
    shared_done(&s);
}

static void open_soon(void *self)
{
    shared *s = self;
    sys_mutex_lock(&s->mutex);
    s->is_open = true;
    sys_signal_wake_one(&s->signal);
    sys_mutex_unlock(&s->mutex);
}

static void a_wait_without_end_is_woken(void **state)
{
    (void)state;
    shared s;
    shared_init(&s);
    sys_thread t = { 0 };
    err e = { 0 };
    sys_mutex_lock(&s.mutex);
    assert_true(sys_thread_start(&t, "open", open_soon, &s, &e));
    while (!s.is_open)
        assert_true(sys_signal_wait_for(&s.signal, &s.mutex, INT64_MAX) || s.is_open);
    sys_mutex_unlock(&s.mutex);
    sys_thread_join(&t);
    shared_done(&s);
}

static void look_around(void *self)
{
    shared *s = self;
    pthread_getname_np(pthread_self(), s->name, sizeof s->name);
    pthread_sigmask(SIG_SETMASK, NULL, &s->mask);
}

static void threads_have_names_and_no_signals(void **state)
{
    (void)state;
    shared s = { 0 };
    sys_thread t = { 0 };
    err e = { 0 };
    assert_true(sys_thread_start(&t, "a name that is too long", look_around, &s, &e));
    sys_thread_join(&t);
    assert_string_equal(s.name, "a name that is ");
    assert_int_equal(sigismember(&s.mask, SIGTERM), 1);
    sigset_t mine;
    pthread_sigmask(SIG_SETMASK, NULL, &mine);
    assert_int_equal(sigismember(&mine, SIGTERM), 0);
}

static bool is_readable(int fd)
{
    struct pollfd look = { .fd = fd, .events = POLLIN };
    return poll(&look, 1, 0) == 1;
}

static void wakes_stay_until_cleared(void **state)
{
    (void)state;
    int fd = -1;
    err e = { 0 };
    assert_true(sys_wake_open(&fd, &e));
    assert_false(is_readable(fd));
    sys_wake_clear(fd);
    sys_wake_send(fd);
    sys_wake_send(fd);
    assert_true(is_readable(fd));
    sys_wake_clear(fd);
    assert_false(is_readable(fd));
    sys_fd_close(fd);
}

static void stop_signals_only_wake(void **state)
{
    (void)state;
    int fd = -1, again = -1;
    err e = { 0 };
    assert_true(sys_stop_signals(&fd, &e));
    assert_true(sys_stop_signals(&again, &e));
    assert_int_equal(fd, again);
    static const int numbers[] = { SIGINT, SIGTERM };
    for (size_t i = 0; i < 2; i++) {
        assert_false(is_readable(fd));
        assert_int_equal(raise(numbers[i]), 0);
        assert_true(is_readable(fd));
        sys_wake_clear(fd);
    }
}

int thread_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mutexes_exclude),
        cmocka_unit_test(signals_wake_all),
        cmocka_unit_test(a_wait_ends_in_time),
        cmocka_unit_test(a_wait_without_end_is_woken),
        cmocka_unit_test(threads_have_names_and_no_signals),
        cmocka_unit_test(wakes_stay_until_cleared),
        cmocka_unit_test(stop_signals_only_wake),
    };
    return cmocka_run_group_tests_name("thread", tests, NULL, NULL);
}
