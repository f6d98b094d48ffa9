"""A server that may be killed, a sender of gifts that remembers what it was told, and a reader of the public log.

SPDX-License-Identifier: Apache-2.0
"""
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / 'client'))
import tlog_client

START_TIMEOUT_S = 60
CAMPAIGN = 'warm-wuhan'


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Server:
    """`nuan serve` on a data folder."""
    def __init__(self, nuan, data, env=None):
        self.nuan, self.data, self.env = nuan, data, {**os.environ, **(env or {})}
        self.port, self.process = free_port(), None

    def start(self):
        self.process = subprocess.Popen(
            [self.nuan, '--data', self.data, 'serve', '--listen', f'127.0.0.1:{self.port}'], env=self.env,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        end = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f'the server ended with {self.process.returncode}: '
                                     f'{self.process.stderr.read().decode(errors="replace")}')
            try:
                socket.create_connection(('127.0.0.1', self.port), 1).close()
                return
            except OSError:
                time.sleep(0.01)
        raise AssertionError('the server does not listen')

    def end(self, how=signal.SIGKILL):
        if self.process is None:
            return None
        self.process.send_signal(how)
        self.process.stderr.close()
        code = self.process.wait(60)
        self.process = None
        return code

    def ask(self, method, path, body=None, headers=None, timeout=20):
        """Status and bytes of one request on a connection of its own."""
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


def run(nuan, data, *words, stdin=None, check=True, env=None):
    done = subprocess.run([nuan, '--data', data, *words], input=stdin, text=True, capture_output=True,
                          env={**os.environ, 'LC_ALL': 'C.UTF-8', 'LANG': 'en_US.UTF-8', **(env or {})}, timeout=600)
    if check and done.returncode != 0:
        raise AssertionError(f'nuan {" ".join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}')
    return done


class Sender:
    """Sends gifts and keeps what was answered."""
    def __init__(self, token, name):
        self.token, self.name = token, name
        self.sent, self.told = {}, {}          # number -> body; number -> answer
        self.lock, self.next = threading.Lock(), 0

    def gift(self, server, number=None):
        """One gift; True when it was answered as done, None when there was no answer."""
        with self.lock:
            if number is None:
                number, self.next = self.next, self.next + 1
        body = self.sent.setdefault(number, json.dumps({
            'payment_no': f'{self.name}{number:018d}', 'order_code': f'{self.name}-{number}',
            'paid_at': f'2020-02-03T{number // 3600 % 18:02d}:{number // 60 % 60:02d}:{number % 60:02d}+08:00',
            'amount_fen': 1000 + number % 7, 'channel': 'wechat'}))
        try:
            status, text = server.ask('POST', f'/api/v1/campaigns/{CAMPAIGN}/donations', body, {
                'Authorization': f'Bearer {self.token}', 'Content-Type': 'application/json',
                'Idempotency-Key': f'{self.name}-{number}'})
        except (OSError, http.client.HTTPException):
            return None
        if status in (200, 201):
            before = self.told.setdefault(number, text)
            if before != text:
                raise AssertionError(f'gift {number} was answered {before}, then {text}')
            return True
        if status in (502, 503):
            return None
        raise AssertionError(f'gift {number}: {status} {text.decode(errors="replace")}')


class Log:
    """The public log as a stranger reads it."""
    def __init__(self, server, vkey):
        self.site, self.key = tlog_client.Site(f'http://127.0.0.1:{server.port}/log'), tlog_client.Key(vkey)

    def checkpoint(self):
        """Size and root that the server signs."""
        return tlog_client.checkpoint_open(self.site.get('checkpoint'), self.key)

    def leaves(self, size):
        """Leaf hashes of the first `size` entries."""
        return [tlog_client.leaf_hash(e) for e in tlog_client.entries_fetch(self.site, size)]


root = tlog_client.root_of


def figures(nuan, data):
    return json.loads(run(nuan, data, 'show', 'campaign', CAMPAIGN, '--format', 'json').stdout)


def program():
    if len(sys.argv) != 2 or not pathlib.Path(sys.argv[1]).exists():
        print('skipped: say which program: build/nuan')
        sys.exit(77)
    return str(pathlib.Path(sys.argv[1]).resolve())
