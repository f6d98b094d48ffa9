/* The routes of the web door.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/web/web_in.h"

#define PAGE(where, how, what) { .method = NET_GET, .path = where, .class = how, .gate = GATE_PUBLIC, .handle = what }

const route web_routes[] = {
    PAGE("/", ROUTE_MEMORY, web_home_get),
    PAGE("/c/{code}", ROUTE_MEMORY, web_campaign_get),
    PAGE("/assets/{file}", ROUTE_MEMORY, web_asset_get),
    PAGE("/favicon.ico", ROUTE_MEMORY, web_icon_get),
    PAGE("/robots.txt", ROUTE_MEMORY, web_robots_get),
    PAGE("/c/{code}/figures.json", ROUTE_READ, web_campaign_json_get),
    PAGE("/c/{code}/hours.csv", ROUTE_READ, web_campaign_hours_get),
    PAGE("/c/{code}/days.csv", ROUTE_READ, web_campaign_days_get),
    PAGE("/ledger", ROUTE_READ, web_ledger_get),
    PAGE("/ledger.csv", ROUTE_READ, web_ledger_csv_get),
    PAGE("/ledger.json", ROUTE_READ, web_ledger_json_get),
    PAGE("/accounts.csv", ROUTE_READ, web_accounts_csv_get),
    PAGE("/accounts/{code}", ROUTE_READ, web_account_get),
    PAGE("/accounts/{code}/transfers.csv", ROUTE_READ, web_account_csv_get),
    PAGE("/accounts/{code}/transfers.json", ROUTE_READ, web_account_json_get),
    PAGE("/transfers/{number}", ROUTE_READ, web_transfer_get),
    PAGE("/transfers/{number}/leaf.json", ROUTE_READ, web_leaf_get),
    PAGE("/verify", ROUTE_READ, web_verify_get),
    PAGE("/figures", ROUTE_READ, web_figures_get),
    PAGE("/about/figures", ROUTE_READ, web_figures_get),
};
const size_t web_route_count = sizeof web_routes / sizeof *web_routes;
