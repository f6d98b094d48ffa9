/* What the measuring programs share: clocks and percentiles.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_BENCH_MEASURE_H
#define NUAN_BENCH_MEASURE_H

#include <stddef.h>
#include <stdint.h>

/* Nanoseconds of a clock that only runs forward; of the CPU time of this process. */
int64_t measure_now(void);
int64_t measure_cpu(void);

/* A sample of times, at most MEASURE_MAX of them; later ones take the place of earlier ones. */
enum { MEASURE_MAX = 1 << 20 };
typedef struct measure_times {
    int64_t *at;
    size_t count; /* ever added */
} measure_times;

void measure_open(measure_times *t);
void measure_add(measure_times *t, int64_t ns);
/* The time that `permille` of the sample do not exceed, in microseconds. */
double measure_us(measure_times *t, int permille);
void measure_close(measure_times *t);

/* Ends the program with a sentence. */
_Noreturn void measure_stop(const char *what, const char *why);

#endif
