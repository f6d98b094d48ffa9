/* Data files that the program carries, made by tools/blob: scenarios, profiles of payment files.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_BASE_BLOB_H
#define NUAN_BASE_BLOB_H

#include "base/span.h"

typedef struct blob {
    const char *name; /* beijing-2020/orgs.csv */
    span bytes;
} blob;

#endif
