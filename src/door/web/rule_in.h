/* Inside the pages of rules and of one account.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_WEB_RULE_IN_H
#define NUAN_DOOR_WEB_RULE_IN_H

#include "door/rules.h"
#include "door/web/staff_in.h"
#include "door/web/staff_rule.h"

/* A rule as a line of a list.  Owner: s->memory. */
void rule_item_fill(staff *s, const told_rule *from, rule_item *ret);

#endif
