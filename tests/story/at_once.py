#!/usr/bin/env python3
# Sends one request several times at the same instant, each on a connection of its own, and prints one line an answer, sorted:
# status and where it leads, or the members of its JSON that are asked for.
#
#   at_once.py COUNT URL [--token TOKEN]... [--login NAME:SECRET]... [--key KEY] [--form NAME=VALUE]... [--file PATH] [--show MEMBER]...
#
# With several tokens or sign-ins they take turns; who signs in does so before.
# SPDX-License-Identifier: Apache-2.0
import argparse
import http.client
import json
import re
import threading
import urllib.parse

asked = argparse.ArgumentParser()
asked.add_argument('count', type=int)
asked.add_argument('url')
asked.add_argument('--token', action='append', default=[])
asked.add_argument('--key')
asked.add_argument('--login', action='append', default=[])
asked.add_argument('--form', action='append', default=[])
asked.add_argument('--file')
asked.add_argument('--show', action='append', default=[])
say = asked.parse_args()
url = urllib.parse.urlsplit(say.url)
path = url.path + ('?' + url.query if url.query else '')


def send(connection, method, to, body=None, headers=()):
    connection.request(method, to, body, dict(headers))
    answer = connection.getresponse()
    return answer, answer.read().decode()


def connect():
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=120)
    connection.connect()
    return connection


def cookies(answer, kept):
    for name, value in answer.getheaders():
        if name.lower() == 'set-cookie':
            one, _, rest = value.split(';')[0].partition('=')
            kept[one] = rest
    return '; '.join(f'{k}={v}' for k, v in kept.items())


def sign_in(login):
    name, _, secret = login.partition(':')
    kept, connection = {}, connect()
    answer, page = send(connection, 'GET', '/en/app/sign-in')
    jar = cookies(answer, kept)
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)[1]
    form = urllib.parse.urlencode({'csrf': csrf, 'login': name, 'secret': secret, 'next': ''})
    kind = {'Content-Type': 'application/x-www-form-urlencoded', 'Cookie': jar}
    answer, _ = send(connection, 'POST', '/en/app/sign-in', form, kind)
    jar = cookies(answer, kept)
    _, page = send(connection, 'GET', '/en/app/imports', None, {'Cookie': jar})
    return jar, re.search(r'name="csrf" value="([^"]+)"', page)[1]


headers, body = {}, b''
signed = [sign_in(login) for login in say.login]
if say.file:
    body = open(say.file, 'rb').read()
elif say.form or say.login:
    headers['Content-Type'] = 'application/x-www-form-urlencoded'
    body = urllib.parse.urlencode([f.split('=', 1) for f in say.form])
if say.key:
    headers['Idempotency-Key'] = say.key
lines = [''] * say.count
start = threading.Barrier(say.count)


def press(i):
    mine = dict(headers)
    if signed:
        mine['Cookie'], mine['X-CSRF'] = signed[i % len(signed)]
    if say.token:
        mine['Authorization'] = 'Bearer ' + say.token[i % len(say.token)]
    connection = connect()
    start.wait()
    answer, text = send(connection, 'POST', path, body, mine)
    lines[i] = str(answer.status)
    if answer.getheader('Location'):
        lines[i] += ' ' + answer.getheader('Location')
    if say.show and 'json' in (answer.getheader('Content-Type') or ''):
        told = json.loads(text)
        lines[i] += ''.join(f' {m}={told.get(m)}' for m in say.show)


threads = [threading.Thread(target=press, args=(i,)) for i in range(say.count)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('\n'.join(sorted(lines)))
