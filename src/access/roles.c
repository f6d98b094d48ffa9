/* Roles and rights as tables.
 * SPDX-License-Identifier: Apache-2.0 */
#include "access/access.h"

#include <assert.h>
#include <stddef.h>

#define BIT(name) (UINT32_C(1) << (name))

static const struct role_row {
    const char *name;
    uint32_t rights;
} roles[ACCESS_ROLE_COUNT] = {
    [ACCESS_ADMINISTRATOR] = { "administrator",
        BIT(RIGHT_READ) | BIT(RIGHT_ORG_EDIT) | BIT(RIGHT_ACCESS_EDIT) | BIT(RIGHT_CAMPAIGN_EDIT) },
    [ACCESS_CLERK] = { "clerk", BIT(RIGHT_READ) | BIT(RIGHT_DONATION_ENTER) |
                                    BIT(RIGHT_STATEMENT_IMPORT) | BIT(RIGHT_REFUND_BOOK) |
                                    BIT(RIGHT_DONOR_SHOW) | BIT(RIGHT_RECEIPT_ENTER) },
    [ACCESS_REVIEWER] = { "reviewer", BIT(RIGHT_READ) | BIT(RIGHT_STATEMENT_CONFIRM) |
                                          BIT(RIGHT_DONOR_SHOW) | BIT(RIGHT_DISCLOSE_REVIEW) |
                                          BIT(RIGHT_RECEIPT_REVIEW) },
    [ACCESS_PUBLISHER] = { "publisher", BIT(RIGHT_READ) | BIT(RIGHT_DISCLOSE) },
    [ACCESS_OPERATOR] = { "operator",
        BIT(RIGHT_READ) | BIT(RIGHT_ORG_EDIT) | BIT(RIGHT_ACCESS_EDIT) | BIT(RIGHT_CAMPAIGN_EDIT) |
            BIT(RIGHT_DONATION_ENTER) | BIT(RIGHT_STATEMENT_IMPORT) | BIT(RIGHT_REFUND_BOOK) |
            BIT(RIGHT_DONOR_SHOW) | BIT(RIGHT_RECEIPT_ENTER) },
};

static const char *const rights[RIGHT_COUNT] = { "", "read", "org.edit", "access.edit",
    "campaign.edit", "donation.notify", "donation.enter", "statement.import", "statement.confirm",
    "refund.book", "disclose", "system", "donor.show", "disclose.review", "receipt.enter",
    "receipt.review" };

const char *access_role_name(access_role role)
{
    return role > 0 && role < ACCESS_ROLE_COUNT ? roles[role].name : "";
}

bool access_role_parse(span name, access_role *ret_role)
{
    for (int role = 1; role < ACCESS_ROLE_COUNT; role++) {
        if (span_is(name, roles[role].name)) {
            *ret_role = (access_role)role;
            return true;
        }
    }
    return false;
}

uint32_t access_role_rights(access_role role)
{
    return role > 0 && role < ACCESS_ROLE_COUNT ? roles[role].rights : 0;
}

const char *access_right_name(right r)
{
    assert(r < RIGHT_COUNT);
    return rights[r];
}

bool access_right_parse(span name, right *ret_right)
{
    for (int r = 1; r < RIGHT_COUNT; r++) {
        if (span_is(name, rights[r])) {
            *ret_right = (right)r;
            return true;
        }
    }
    return false;
}
