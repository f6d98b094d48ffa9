/* serve: opens the house for writing, goes on with what a crash interrupted, and serves API, pages,
 * log and the socket of the command line until it is told to stop.
 * SPDX-License-Identifier: Apache-2.0 */
#include "main/serve_in.h"

#include "door/api/api.h"
#include "door/door.h"
#include "door/web/web.h"
#include "text/text.h"

#include <stdio.h>
#include <string.h>

enum { LISTEN_MAX = 4, ADDRESS_MAX = 128 };

typedef struct serving {
    verb_call *call;
    char listen[ADDRESS_MAX];
    const char *addresses[LISTEN_MAX];
    span public_url;
    span proxies;
    int stop_fd;
} serving;

static bool options_read(serving *s, house_setup *setup, err *reterr)
{
    span listen = verb_value(s->call, "listen");
    span clock = verb_value(s->call, "clock");
    span url = verb_value(s->call, "public-url");
    s->proxies = verb_value(s->call, "proxy");
    snprintf(s->listen, sizeof s->listen, "%.*s",
        SPAN_PRINT(listen.at ? listen : span_of("127.0.0.1:8080")));
    s->addresses[0] = s->listen;
    if (clock.at && !text_parse_instant(clock, &setup->civil_us, reterr)) {
        err_field(reterr, "clock", N_("Not a time: %.*s"), SPAN_PRINT(clock));
        return err_hint(reterr, N_("Write it with its offset: 2020-02-03T18:30:00+08:00."));
    }
    buffer b = buffer_in(s->call->home, ADDRESS_MAX + 16);
    buffer_text(&b, "http://");
    buffer_text(&b, s->listen);
    s->public_url = url.at ? url : buffer_span(&b);
    return true;
}

static bool house_serve(serving *s, house *h, err *reterr)
{
    static const route *const tables[] = { api_routes, web_routes };
    const size_t counts[] = { api_route_count, web_route_count };
    door_server *server = NULL;
    void *web = NULL;
    if (!web_open(h, s->public_url, &web, reterr))
        return false;
    const door_plan plan = { .house = h,
        .listen = s->addresses,
        .listen_count = 1,
        .public_url = s->public_url,
        .proxies = s->proxies,
        .tables = tables,
        .table_counts = counts,
        .table_count = 2,
        .error_page = web_error_page,
        .refreshed = web_refreshed,
        .refreshed_self = web,
        .web = web,
        .serve_verb = cli_serve_one };
    if (!door_open(&plan, &server, reterr)) {
        web_close(web);
        return false;
    }
    bool is_good = house_publisher_start(h, reterr);
    if (is_good) {
        verb_format_out(s->call, "nuan  http://%s/\n", s->listen);
        is_good = door_run(server, s->stop_fd, reterr);
    }
    door_close(server);
    web_close(web);
    return is_good;
}

int main_serve(verb_call *call)
{
    err why = { 0 };
    house *h = NULL;
    serving s = { .call = call };
    house_setup setup = *call->setup;
    setup.writes = true;
    sys_open_files_raise();
    bool is_good = options_read(&s, &setup, &why) && sys_stop_signals(&s.stop_fd, &why) &&
                   house_open(&setup, &h, &why) && house_resume(h, &why) &&
                   house_serve(&s, h, &why);
    house_close(h);
    return is_good ? EXIT_DONE : verb_fail(call, &why);
}
