/* What the files of crypt share: things fetched from OpenSSL once.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_CRYPT_CRYPT_IN_H
#define NUAN_CRYPT_CRYPT_IN_H

#include "crypt/crypt.h"

/* ERR_MEMORY: OpenSSL could not make a context; returns false. */
bool crypt_no_memory(err *e);
/* The bytes of a span for a library that wants a pointer even when there are none. */
const unsigned char *crypt_bytes(span s);

#endif
