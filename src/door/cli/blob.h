/* The scenarios and the charts of accounts, which the program carries.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_CLI_BLOB_H
#define NUAN_DOOR_CLI_BLOB_H

#include "base/blob.h"

extern const blob scenario_files[];
extern const size_t scenario_files_count;

#endif
