/* The web door: pages for everybody, the desk for staff.  main hands its routes and its state to
 * the server.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_WEB_H
#define NUAN_DOOR_WEB_WEB_H

#include "door/door.h"

extern const route web_routes[];
extern const size_t web_route_count;

/* Opens what the pages keep between requests: a connection and a thread of their own.  Goes into
 * door_plan.web.
 * Owner: `public_url` stays the caller's.  Errors: ERR_MEMORY; ERR_STORE. */
WARN_UNUSED bool web_open(house *h, span public_url, void **ret_state, err *reterr);
/* After the server has been closed; accepts NULL. */
void web_close(void *state);
/* door_plan.refreshed: what the pages keep is read anew soon; any thread, never waits. */
void web_refreshed(void *state);
/* door_plan.error_page.  Who is not signed in is sent to the sign-in. */
void web_error_page(door_request *r, int status, const err *why);

#endif
