/* The schema files as tools/sqlgen compiled them in.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_STORE_MIGRATION_IN_H
#define NUAN_STORE_MIGRATION_IN_H

#include <stdint.h>

enum { STORE_DIGEST_SIZE = 32 };

typedef struct store_migration {
    int number; /* 1.. without a gap */
    const char *name;
    const char *sqlite;
    const char *postgresql;
    uint8_t digest[STORE_DIGEST_SIZE]; /* SHA-256 of the file */
} store_migration;

extern const store_migration STORE_MIGRATIONS[];
extern const int STORE_MIGRATION_COUNT;

#endif
