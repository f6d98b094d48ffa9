/* Visitors: people of whom nothing but the address is known.  Where they come from when a proxy
 * stands in front, and how many requests of theirs are taken.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/server_in.h"

#include "door/flood.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- addresses ------------------------------------------------------------------------------ */

bool door_proxies_read(door_server *s, span list, err *reterr)
{
    span one = { NULL, 0 };
    while (list.size > 0 && span_split(&list, ',', &one)) {
        one = span_trim(one);
        if (s->proxy_count == DOOR_PROXIES_MAX)
            return err_field(reterr, "proxy", N_("At most %d proxies"), DOOR_PROXIES_MAX);
        if (!span_is(one, "unix") && !net_address_parse(one, s->proxies[s->proxy_count])) {
            err_field(reterr, "proxy", N_("Not an address: %.*s"), SPAN_PRINT(one));
            return err_hint(reterr,
                N_("Write the proxy's own address, as it connects to this server: 127.0.0.1."));
        }
        s->proxy_count++;
    }
    return true;
}

/* A local socket has the address 0. */
static bool is_proxy(const door_server *s, span text)
{
    uint8_t address[16] = { 0 };
    if (!span_is(text, "unix") && !net_address_parse(text, address))
        return false;
    for (size_t i = 0; i < s->proxy_count; i++) {
        if (memcmp(s->proxies[i], address, sizeof address) == 0)
            return true;
    }
    return false;
}

/* Only what a proxy of ours wrote is believed: it adds the address that it saw at the end, so the
 * last one that is no proxy of ours is the visitor's; what stands before it anybody may claim. */
static span forwarded(const door_request *r, span peer)
{
    uint8_t ignored[16];
    span list = net_header_last(r->net, "X-Forwarded-For");
    while (list.size > 0) {
        size_t comma = list.size;
        while (comma > 0 && list.at[comma - 1] != ',')
            comma--;
        span one = span_trim(span_slice(list, comma, list.size));
        list = span_slice(list, 0, comma > 0 ? comma - 1 : 0);
        if (!net_address_parse(one, ignored))
            return peer;
        peer = one;
        if (!is_proxy(r->server, one))
            return peer;
    }
    return peer;
}

span door_peer(const door_request *r)
{
    assert(r);
    span peer = net_peer(r->net);
    return is_proxy(r->server, peer) ? forwarded(r, peer) : peer;
}

actor door_visitor(const door_request *r)
{
    actor visitor = { .kind = ACTOR_VISITOR };
    span peer = door_peer(r);
    snprintf(visitor.address, sizeof visitor.address, "%.*s", SPAN_PRINT(peer));
    return visitor;
}

/* ---- floods --------------------------------------------------------------------------------- */

bool door_flood(door_request *r, flood_kind kind, err *reterr)
{
    uint8_t address[16] = { 0 };
    int64_t wait_us = 0;
    if (!net_address_parse(door_peer(r), address))
        memset(address, 0, sizeof address); /* a local socket */
    if (flood_take(house_flood(r->house), kind, address, sys_steady_us(), &wait_us))
        return true;
    r->retry_s = (int32_t)((wait_us + 999999) / 1000000);
    err_set(reterr, ERR_FLOOD,
        N_("Very many people of your network are here; please try again in %d seconds"),
        (int)r->retry_s);
    return err_hint(reterr, N_("Nothing was lost and nothing was booked."));
}
