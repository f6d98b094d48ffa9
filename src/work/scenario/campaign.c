/* campaign.json: the campaign of a scenario, as texts; what they mean is decided where campaigns
 * are made.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work/scenario/fields_in.h"

#include <assert.h>
#include <stddef.h>

#define AT(member) offsetof(scenario_campaign, member)

bool scenario_campaign_read(arena *a, span json, scenario_campaign *ret_campaign, err *reterr)
{
    static const field table[] = {
        { "code", FIELD_TEXT, AT(code), 1, 0, NULL },
        { "org", FIELD_TEXT, AT(org), 1, 0, NULL },
        { "chart", FIELD_TEXT, AT(chart), 1, 0, NULL },
        { "name_zh", FIELD_TEXT, AT(name_zh), 1, 0, NULL },
        { "name_en", FIELD_TEXT, AT(name_en), 1, 0, NULL },
        { "purpose_zh", FIELD_TEXT, AT(purpose_zh), 1, 0, NULL },
        { "purpose_en", FIELD_TEXT, AT(purpose_en), 1, 0, NULL },
        { "beneficiary_zh", FIELD_TEXT, AT(beneficiary_zh), 1, 0, NULL },
        { "beneficiary_en", FIELD_TEXT, AT(beneficiary_en), 1, 0, NULL },
        { "contact", FIELD_TEXT, AT(contact), 1, 0, NULL },
        { "surplus_zh", FIELD_TEXT, AT(surplus_zh), 1, 0, NULL },
        { "surplus_en", FIELD_TEXT, AT(surplus_en), 1, 0, NULL },
        { "opened_at", FIELD_MOMENT, AT(opened), 1, 0, NULL },
        { "closes_at", FIELD_MOMENT, AT(closes), 0, 0, NULL },
        { "filing_no", FIELD_TEXT, AT(filing_no), 0, 0, NULL },
        { "filing_days", FIELD_SMALL, AT(filing_days), 0, 366, NULL },
        { "phase", FIELD_TEXT, AT(phase), 1, 0, NULL },
    };
    assert(a && ret_campaign);
    scenario_campaign made = { 0 };
    if (!fields_read_all(a, json, table, sizeof table / sizeof *table, &made, reterr))
        return false;
    *ret_campaign = made;
    return true;
}
