/* Inside the API: its handlers.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_API_API_IN_H
#define NUAN_DOOR_API_API_IN_H

#include "door/api/api.h"

void api_donation_post(door_request *r);
void api_campaigns_get(door_request *r);
void api_campaign_get(door_request *r);
void api_campaign_donations_get(door_request *r);
void api_statement_post(door_request *r);
void api_statement_get(door_request *r);
void api_statement_confirm(door_request *r);
void api_statement_row(door_request *r);
void api_donor_show(door_request *r);
void api_orgs_get(door_request *r);
void api_accounts_get(door_request *r);
void api_journal_get(door_request *r);
void api_health_get(door_request *r);
void api_openapi_get(door_request *r);
void api_log_get(door_request *r);
void api_log_vkey(door_request *r);
void api_log_proof(door_request *r);

/* Answers JSON that stands in `b`. */
void api_answer(door_request *r, int status, buffer *b);
/* The campaign of the first parameter; answers 404 itself when there is none. */
bool api_campaign(door_request *r, campaign *ret);
/* An id as the API writes it. */
void api_put_id(json_writer *w, const char *name, int64_t id);
void api_put_date(json_writer *w, const char *name, date day);

#endif
