/* Clocks and percentiles.
 * SPDX-License-Identifier: Apache-2.0 */
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int64_t clock_ns(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

int64_t measure_now(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

int64_t measure_cpu(void)
{
    return clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

void measure_open(measure_times *t)
{
    *t = (measure_times){ .at = calloc(MEASURE_MAX, sizeof *t->at) };
    if (!t->at)
        measure_stop("measure", "not enough memory");
}

void measure_add(measure_times *t, int64_t ns)
{
    t->at[t->count++ % MEASURE_MAX] = ns;
}

static int time_order(const void *a, const void *b)
{
    const int64_t *one = a;
    const int64_t *two = b;
    return (*one > *two) - (*one < *two);
}

double measure_us(measure_times *t, int permille)
{
    size_t count = t->count < MEASURE_MAX ? t->count : MEASURE_MAX;
    if (count == 0)
        return 0;
    qsort(t->at, count, sizeof *t->at, time_order);
    return (double)t->at[(count - 1) * (size_t)permille / 1000] / 1000.0;
}

void measure_close(measure_times *t)
{
    free(t->at);
    *t = (measure_times){ 0 };
}

void measure_stop(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}
