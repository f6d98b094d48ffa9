/* What the files of sys share: how a failed system call is told, and the parts of a zone.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_SYS_SYS_IN_H
#define NUAN_SYS_SYS_IN_H

#include "sys/sys.h"

enum { SYS_PATH_MAX = 4096 };

/* Sets *e from errno for a path: ERR_ABSENT when there is none, else ERR_STORE; returns false. */
bool sys_fault(err *e, const char *path);

enum { ZONE_NAME_MAX = 64, ZONE_TRANSITIONS_MAX = 2000, ZONE_TYPES_MAX = 256 };

/* One turn of the year in a zone: "the w-th day d of month m at s seconds of local time". */
typedef struct zone_turn {
    int32_t month, week, weekday; /* 1..12, 1..5 (5 = last), 0 = Sunday */
    int32_t second;               /* may be negative or beyond a day */
} zone_turn;

/* Offsets after the last transition: one, or two that alternate each year. */
typedef struct zone_rule {
    bool is_known;
    bool has_summer;
    int32_t standard_s, summer_s; /* seconds east of Greenwich */
    zone_turn begin, end;         /* of summer time */
} zone_rule;

struct sys_zone {
    char name[ZONE_NAME_MAX];
    size_t transition_count;
    int64_t *at_s;     /* seconds since 1970 UTC, rising */
    int32_t *offset_s; /* that holds from at_s[i] on */
    int32_t first_s;   /* before the first transition */
    zone_rule rule;
};

/* Reads a TZif file of version 2 or later.  Owner: the tables of *ret_zone live in `a`.
 * Errors: ERR_INPUT not such a file.  Source: RFC 9636. */
WARN_UNUSED bool zone_read(arena *a, span file, sys_zone *ret_zone, err *reterr);
/* Seconds east of Greenwich at an instant. */
int32_t zone_offset(const sys_zone *zone, int64_t at_s);

#endif
