/* serve: one process with pages, API and the socket of the command line.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_MAIN_SERVE_IN_H
#define NUAN_MAIN_SERVE_IN_H

#include "door/cli/verb.h"

int main_serve(verb_call *call);

#endif
