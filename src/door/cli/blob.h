/* Data files that the program carries: the scenarios and the charts of accounts.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_CLI_BLOB_H
#define NUAN_DOOR_CLI_BLOB_H

#include "base/span.h"

typedef struct blob {
    const char *name; /* beijing-2020/orgs.csv */
    span bytes;
} blob;

extern const blob blobs[];
extern const size_t blob_count;

#endif
