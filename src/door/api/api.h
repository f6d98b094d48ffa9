/* The HTTP/JSON interface under /api/v1 and the public log under /log.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_API_API_H
#define NUAN_DOOR_API_API_H

#include "door/door.h"

extern const route api_routes[];
extern const size_t api_route_count;

/* Figures of a campaign as JSON, the same under /api/v1/campaigns/{code} and beside its page. */
void api_figures_json(buffer *out, const campaign *c, const campaign_figures *f);

#endif
