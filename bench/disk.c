/* The limits of the disk: how long one fdatasync takes, how many records a bare log appends.
 *
 *   bench-disk sync FOLDER SECONDS             one 4 KiB append and fdatasync after the other
 *   bench-disk append FOLDER SECONDS BATCH     256-byte records, one fdatasync a batch
 * SPDX-License-Identifier: Apache-2.0 */
#include "measure.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RECORD_SIZE = 256, PAGE_SIZE_BYTES = 4096, BATCH_MAX = 4096, FILE_SIZE_MAX = 256 << 20 };

typedef struct log_file {
    int fd;
    off_t used;
} log_file;

/* A file without a name; it starts anew when it is large. */
static void block_append(log_file *f, const char *block, size_t size)
{
    if (f->used > FILE_SIZE_MAX) {
        f->used = 0;
        if (ftruncate(f->fd, 0) != 0)
            measure_stop("disk", "cannot cut the file");
    }
    if (pwrite(f->fd, block, size, f->used) != (ssize_t)size || fdatasync(f->fd) != 0)
        measure_stop("disk", "cannot write");
    f->used += (off_t)size;
}

int main(int argc, char **argv)
{
    static char block[RECORD_SIZE * BATCH_MAX];
    int batch = argc == 5 && strcmp(argv[1], "append") == 0 ? atoi(argv[4]) : 0;
    if (argc < 4 || batch < 0 || batch > BATCH_MAX)
        measure_stop("usage", "bench-disk sync|append FOLDER SECONDS [BATCH]");
    log_file f = { .fd = open(argv[2], O_TMPFILE | O_RDWR, 0600) };
    if (f.fd < 0)
        measure_stop("disk", "cannot make a file there");
    size_t size = batch ? (size_t)batch * RECORD_SIZE : PAGE_SIZE_BYTES;
    int64_t start = measure_now();
    int64_t until = start + atoi(argv[3]) * INT64_C(1000000000);
    int64_t cpu = measure_cpu();
    int64_t before = start;
    measure_times times;
    measure_open(&times);
    while (before < until) {
        block[times.count % size]++;
        block_append(&f, block, size);
        int64_t now = measure_now();
        measure_add(&times, now - before);
        before = now;
    }
    double count = (double)times.count * (batch ? batch : 1);
    printf("rate=%.0f p50_us=%.1f p99_us=%.1f cpu_us=%.3f\n",
        count * 1e9 / (double)(before - start), measure_us(&times, 500), measure_us(&times, 990),
        (double)(measure_cpu() - cpu) / 1000.0 / count);
    measure_close(&times);
    close(f.fd);
    return 0;
}
