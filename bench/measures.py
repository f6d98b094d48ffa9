"""The measurements: each yields rows of the table, all as ratios of sides that were run alternately.

SPDX-License-Identifier: Apache-2.0
"""
import os
import shutil
import sqlite3
import statistics
import time
import urllib.request

import files
import ground

BATCH, DEPTH, CLIENTS, CONNECTIONS, BESIDE = 256, 512, 32, 256, 32
RECEIPTS = 5000        # a round; a job of 22,767 goes on like them
LEAVES_MIN = 50000     # fewer are published by the import itself


def middle(values):
    return statistics.median(values)


class Row:
    """A line of the table: what was compared, the goal, and the ratio of each round."""
    def __init__(self, what, against, goal, unit=' x'):
        self.what, self.against, self.goal, self.unit = what, against, goal, unit
        self.ratios, self.seen = [], []

    def add(self, ratio, *seen):
        """One round; `seen`: the figures behind it."""
        self.ratios.append(ratio)
        self.seen.append(seen)

    def text(self):
        ratio = middle(self.ratios)
        shown = f'{ratio:,.0f}' if ratio >= 100 else f'{ratio:.2f}'
        figures = ', '.join(f'{middle(column):,.0f}' if middle(column) >= 100 else f'{middle(column):.2f}'
                            for column in zip(*self.seen))
        return f'| {self.what} | {self.against} | {self.goal} | {shown}{self.unit}{f" ({figures})" if figures else ""} |'


def intake(b, rounds, seconds):
    """Inside the program: the path behind the HTTP door."""
    house = b.full_house()
    crowd = Row('intake inside the program, durable, 10^6 stored (gifts/s, theirs)',
                'PostgreSQL, 32 clients, one statement a gift', '>= 8 x')
    log = Row('the same (gifts/s, theirs)', 'a bare append log of the same batches', '>= 0.15 x')
    alone = Row('one gift alone, p50 (us, theirs)', 'one fdatasync', '<= 1.5 x')
    with b.postgres() as conninfo:
        for _ in range(rounds):
            append = b.program('disk', 'append', b.work, seconds, BATCH)
            ours = b.program('intake', house, ground.CAMPAIGN, b.token, DEPTH, seconds)
            theirs = b.program('postgres', conninfo, CLIENTS, seconds)
            sync = b.program('disk', 'sync', b.work, seconds)
            one = b.program('intake', house, ground.CAMPAIGN, b.token, 1, seconds)
            crowd.add(ours['rate'] / theirs['rate'], ours['rate'], theirs['rate'])
            log.add(ours['rate'] / append['rate'], ours['rate'], append['rate'])
            alone.add(one['p50_us'] / sync['p50_us'], one['p50_us'], sync['p50_us'])
    return [crowd, log, alone]


def http(b, rounds, seconds):
    """One gift a request, acknowledged when durable; the load generator shares the cores."""
    rate = Row('intake through HTTP, 256 connections, same cores (gifts/s, theirs)', 'the same PostgreSQL rate',
               '>= 2.5 x, aim 4 x')
    tail = Row('its p99 (ms)', '256 / rate', '<= 2.5 x')
    with b.postgres() as conninfo, b.serve(b.full_house()) as server:
        for _ in range(rounds):
            ours = b.gifts(server, CONNECTIONS, seconds).end()
            theirs = b.program('postgres', conninfo, CLIENTS, seconds)
            rate.add(ours['rate'] / theirs['rate'], ours['rate'], theirs['rate'])
            tail.add(ours['p99_us'] / 1e6 / (CONNECTIONS / ours['rate']), ours['p99_us'] / 1000)
    return [rate, tail]


def bare_import(b, path):
    """Seconds that sqlite3 needs for the same file and a table without keys."""
    database = b.work / 'bare.db'
    database.unlink(missing_ok=True)
    seconds, _ = ground.timed('sqlite3', database, '.mode csv', f'.import {path} bill')
    database.unlink()
    return seconds


def import_(b, rounds, seconds):
    """A whole bill: read, checked, kept, booked, confirmed; then the intake beside another one."""
    whole = Row(f'import of a bill of {b.rows:,} rows, all work done (s, theirs)', '`sqlite3 .import` into a bare table',
                '<= 1.5 x')
    memory = Row('memory of that import', '', '<= 256 MB', ' MB')
    path = b.bill('bill', b.rows)
    for at in range(rounds):
        theirs = bare_import(b, path)
        house = b.house('imported')
        ours, peak = b.import_bill(house, path)
        whole.add(ours / theirs, ours, theirs)
        memory.add(peak)
        if at == 0 and not b.full.exists():     # the other parts go on with it
            b.nuan_run(house, 'log', 'publish')
            os.rename(house, b.full)
    shutil.rmtree(b.work / 'imported', ignore_errors=True)
    return [whole, memory, beside(b, rounds, seconds)]


def beside(b, rounds, seconds):
    row = Row("intake's p99 beside an import (ms, without it)", 'without it', '<= 3 x')
    rows = max(b.rows // 4, 1000)
    house = b.copy(b.full_house(), 'beside')
    with b.serve(house) as server:
        for at in range(rounds):
            quiet = b.gifts(server, BESIDE, seconds).end()
            load = b.gifts(server, BESIDE, 600)
            b.import_bill(house, b.bill(f'beside{at}', rows, first=b.rows + at * rows))
            busy = load.end(now=True)
            row.add(busy['p99_us'] / quiet['p99_us'], busy['p99_us'] / 1000, quiet['p99_us'] / 1000)
    shutil.rmtree(house)
    return row


def parse(b, rounds, _seconds):
    """Payment files of other families: reading them, and importing them whole."""
    return files.parse(b, rounds, Row) + files.imports(b, rounds, Row, bare_import)


def load_cpu(server, path, seconds):
    """Requests a second, and microseconds of the server's CPU for each."""
    before = ground.cpu_seconds(server.pids())
    done = ground.Load(server.url(path), 64, seconds).end()
    return done['rate'], (ground.cpu_seconds(server.pids()) - before) * 1e6 / done['count']


def pages(b, rounds, seconds):
    cpu = Row('campaign JSON, CPU a request (us, theirs)', 'nginx, static file of that size', '<= 0.8 x')
    rate = Row('campaign page, requests/s (ours, theirs)', 'nginx, the same bytes', '>= 0.8 x')
    paths = {'campaign.json': f'/api/v1/campaigns/{ground.CAMPAIGN}', 'campaign.html': f'/c/{ground.CAMPAIGN}'}
    with b.serve(b.full_house()) as server:
        files = {name: urllib.request.urlopen(server.url(path)).read() for name, path in paths.items()}
        with ground.nginx(b.work / 'nginx', files) as other:
            for _ in range(rounds):
                ours = load_cpu(server, paths['campaign.json'], seconds)[1]
                theirs = load_cpu(other, '/campaign.json', seconds)[1]
                cpu.add(ours / theirs, ours, theirs)
                ours = load_cpu(server, paths['campaign.html'], seconds)[0]
                theirs = load_cpu(other, '/campaign.html', seconds)[0]
                rate.add(ours / theirs, ours, theirs)
    return [cpu, rate]


def log(b, rounds, _seconds):
    tree = Row('Merkle tree and tiles from final bytes (leaves/s, theirs)', 'a bare append log', '>= 0.2 x')
    leaves = Row('leaves composed and stored', '', '>= 50,000/s', '/s')
    for _ in range(rounds):
        done = b.program('tree', min(b.rows, 1000000))
        tree.add(done['tiles'] / done['limit'], done['tiles'], done['limit'])
        house = b.house('leaves')
        b.import_bill(house, b.bill('leaves', max(b.rows // 4, LEAVES_MIN)))
        before = leaf_count(house)
        taken, _ = ground.timed(b.nuan, '--data', house, 'log', 'publish')
        leaves.add((leaf_count(house) - before) / taken)
    shutil.rmtree(b.work / 'leaves', ignore_errors=True)
    return [tree, leaves]


def pdf(b, rounds, _seconds):
    rate = Row('receipts as PDF (A4, QR, proof inside), CPU (receipts/s, theirs)', 'cairo and pango, a smaller form', '>= 0.9 x')
    size = Row('the largest of them', '', '<= 30 KB', ' KB')
    ground.run('ninja', '-C', b.build, 'bench-pdf')      # needs pango, which nothing else does
    for _ in range(rounds):
        done = b.program('pdf', min(b.rows, RECEIPTS))
        rate.add(done['receipts'] / done['cairo'], done['receipts'], done['cairo'])
        size.add(done['kb_max'])
    return [rate, size]


def leaf_count(house):
    with sqlite3.connect(f'file:{house}/nuan.db?mode=ro', uri=True) as db:
        return db.execute('SELECT count(*) FROM log_leaf').fetchone()[0]


def scan(house):
    """Seconds for reading every column of every row once."""
    statements = []
    with sqlite3.connect(f'file:{house}/nuan.db?mode=ro', uri=True) as db:
        for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
            columns = [f'sum(length("{column[1]}"))' for column in db.execute(f'PRAGMA table_info("{table}")')]
            statements.append(f'SELECT {", ".join(columns)} FROM "{table}";')
    return ground.timed('sqlite3', f'{house}/nuan.db', ' '.join(statements))[0]


def verify(b, rounds, _seconds):
    row = Row(f'verify of {b.rows:,} gifts (s, theirs)', 'a plain scan of the same tables', '<= 10 x')
    house = b.full_house()
    for _ in range(rounds):
        theirs = scan(house)
        ours, _ = ground.timed(b.nuan, '--data', house, 'verify')
        row.add(ours / theirs, ours, theirs)
    return [row]


def memory(b, _rounds, seconds):
    row = Row(f'memory of a server with {b.rows:,} gifts', '', '< 200 MB', ' MB')
    with b.serve(b.full_house()) as server:
        for path in ('/', f'/c/{ground.CAMPAIGN}', '/ledger', f'/api/v1/campaigns/{ground.CAMPAIGN}'):
            urllib.request.urlopen(server.url(path)).read()
        b.gifts(server, CONNECTIONS, seconds).end()
        time.sleep(1)
        row.add(ground.resident_mb(server.process.pid))
    return [row]


# In the order of the table.
PARTS = {'intake': intake, 'http': http, 'import': import_, 'parse': parse, 'pages': pages, 'log': log, 'verify': verify,
         'pdf': pdf, 'memory': memory}
