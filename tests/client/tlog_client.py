#!/usr/bin/env python3
"""An independent client of the public log: fetches all of it and believes nothing.

    tlog_client.py WHERE VKEY [--state FILE] [--format text|json]
    tlog_client.py --receipt FILE VKEY

WHERE is a URL prefix or a folder with the exported files; VKEY the log's verifier key, or a file that holds it.
Checked: signature, origin, every tile and bundle of the size and their layout, the root, consistency with the checkpoint
kept in FILE by an earlier run (then replaced by the new one), and the rules of the leaves: form, seq without gaps, what
supersedes what, closes, digests that come once.  Over HTTP also the headers, and that other spellings of paths and
what lies beyond the size are not found.  Prints totals by publisher, project and
kind: how many, and the sum of CNY; what is of another currency once more by itself.
Exit code 0 all is good, 1 with the reason, 2 wrong usage.

Written from the standards (RFC 8032, RFC 6962, C2SP tlog-tiles, signed-note, tlog-proof) and from the leaf profile, not
from the program: it shares no line with it.  Python's standard library only.
SPDX-License-Identifier: Apache-2.0"""
import argparse
import base64
import binascii
import datetime
import hashlib
import json
import os
import re
import sys
import urllib.error
import urllib.request

TILE = 256
SIZE_MAX = 2 ** 63 - 1
INTEGER_MAX = 2 ** 53 - 1
LEAF_MAX = 4096
NOTE_MAX = 65536
FILE_MAX = TILE * (LEAF_MAX + 2)
DASH = '\u2014'


class Bad(Exception):
    """Why the log can't be believed."""


def need(condition, why):
    if not condition:
        raise Bad(why)


# ---- Ed25519 (RFC 8032, section 5.1) -------------------------------------------------------------

P = 2 ** 255 - 19
Q = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def point_add(a, b):
    """Extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return i * j % P, k * m % P, j * k % P, i * m % P


def point_times(n, a):
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = point_add(total, a)
        a = point_add(a, a)
        n >>= 1
    return total


def point_equal(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def point_read(data):
    """The point of 32 bytes, or None."""
    y = int.from_bytes(data, 'little')
    sign, y = y >> 255, y & (2 ** 255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point_read((4 * pow(5, P - 2, P) % P).to_bytes(32, 'little'))


def ed25519_verify(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r = point_read(public), point_read(signature[:32])
    s = int.from_bytes(signature[32:], 'little')
    if a is None or r is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), 'little') % Q
    return point_equal(point_times(s, BASE), point_add(r, point_times(h, a)))


# ---- strict decoding -----------------------------------------------------------------------------

def base64_read(text, what):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Bad(f'{what}: not base64') from None
    need(base64.b64encode(data).decode() == text, f'{what}: base64 with another spelling')
    return data


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip('=')


def base64url_read(text, what):
    need(re.fullmatch(r'[A-Za-z0-9_-]*', text), f'{what}: not base64url')
    try:
        data = base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise Bad(f'{what}: not base64url') from None
    need(base64url(data) == text, f'{what}: base64url with another spelling')
    return data


def decimal_read(text, limit, what):
    need(re.fullmatch(r'0|[1-9][0-9]{0,18}', text), f'{what}: not a plain decimal: {text!r}')
    number = int(text)
    need(number <= limit, f'{what}: too large: {text}')
    return number


# ---- hashes --------------------------------------------------------------------------------------

def leaf_hash(data):
    return hashlib.sha256(b'\x00' + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b'\x01' + left + right).digest()


def root_of(hashes):
    """RFC 6962 2.1, level by level: a last node without a sibling rises unchanged."""
    if not hashes:
        return hashlib.sha256(b'').digest()
    while len(hashes) > 1:
        pairs = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes) - 1, 2)]
        hashes = pairs + ([hashes[-1]] if len(hashes) % 2 else [])
    return hashes[0]


def inclusion_root(index, size, leaf, path):
    """The root that a path leads to; Bad if its length does not fit."""
    need(index < size, 'proof: the index is not below the size')
    fn, sn, result = index, size - 1, leaf
    for other in path:
        need(sn != 0, 'proof: too long')
        if fn & 1 or fn == sn:
            result = node_hash(other, result)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            result = node_hash(result, other)
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0, 'proof: too short')
    return result


# ---- notes and keys ------------------------------------------------------------------------------

class Key:
    def __init__(self, vkey):
        parts = vkey.split('+', 2)
        need(len(parts) == 3 and parts[0] and not re.search(r'\s', parts[0]), 'vkey: not name+id+key')
        need(re.fullmatch(r'[0-9a-f]{8}', parts[1]), 'vkey: the id is not 8 hex digits')
        data = base64_read(parts[2], 'vkey')
        need(len(data) == 33 and data[0] == 1, 'vkey: not an Ed25519 log key')
        self.name, self.id, self.public = parts[0], bytes.fromhex(parts[1]), data[1:]
        computed = hashlib.sha256(self.name.encode() + b'\n' + data).digest()[:4]
        need(computed == self.id, 'vkey: the id does not fit')


def note_open(data, key):
    """The text of a note that the key has signed."""
    need(len(data) <= NOTE_MAX, 'note: too long')
    try:
        text = data.decode('utf-8')
    except UnicodeDecodeError:
        raise Bad('note: not UTF-8') from None
    need(not re.search(r'[\x00-\x09\x0b-\x1f]', text), 'note: control characters')
    cut = text.rfind('\n\n')
    need(cut >= 0 and text.endswith('\n') and cut + 2 < len(text), 'note: no signatures')
    body, lines = text[:cut + 1], text[cut + 2:-1].split('\n')
    is_signed = False
    for line in lines:
        match = re.fullmatch(DASH + r' ([^\s+]+) ([A-Za-z0-9+/]+={0,2})', line)
        need(match, f'note: signature line out of form: {line!r}')
        blob = base64_read(match.group(2), 'signature line')
        need(len(blob) > 4, 'note: signature line without a signature')
        if match.group(1) == key.name and blob[:4] == key.id:
            need(ed25519_verify(key.public, body.encode(), blob[4:]), 'note: the signature of the log does not fit')
            is_signed = True
    need(is_signed, 'note: the log has not signed it')
    return body


def checkpoint_open(data, key):
    """(size, root) of a signed checkpoint of this log."""
    lines = note_open(data, key).split('\n')
    need(lines.pop() == '' and len(lines) >= 3 and all(lines), 'checkpoint: not three lines')
    need(lines[0] == key.name, f'checkpoint: of another log: {lines[0]}')
    size = decimal_read(lines[1], SIZE_MAX, 'checkpoint: size')
    root = base64_read(lines[2], 'checkpoint: root')
    need(len(root) == 32, 'checkpoint: the root is not 32 bytes')
    need(size > 0 or root == root_of([]), 'checkpoint: size 0 with another root')
    return size, root


# ---- where the log lies --------------------------------------------------------------------------

class Folder:
    is_http = False

    def __init__(self, path):
        self.path = path

    def get(self, name):
        path = os.path.join(self.path, *name.split('/'))
        try:
            with open(path, 'rb') as f:
                data = f.read(FILE_MAX + 1)
        except OSError as e:
            raise Bad(f'{name}: {e.strerror}') from None
        need(len(data) <= FILE_MAX, f'{name}: too large')
        return data


class Site:
    is_http = True

    def __init__(self, prefix):
        self.prefix = prefix.rstrip('/') + '/'

    def open(self, name):
        request = urllib.request.Request(self.prefix + name, headers={'Accept-Encoding': 'identity'})
        return urllib.request.urlopen(request, timeout=60)

    def get(self, name):
        try:
            with self.open(name) as answer:
                data, headers = answer.read(FILE_MAX + 1), answer.headers
        except urllib.error.HTTPError as e:
            raise Bad(f'{name}: status {e.code}') from None
        except (urllib.error.URLError, OSError) as e:
            raise Bad(f'{name}: {e}') from None
        need(len(data) <= FILE_MAX, f'{name}: too large')
        self.check_headers(name, headers)
        return data

    @staticmethod
    def check_headers(name, headers):
        kind = headers.get('Content-Type', '').replace(' ', '').lower()
        cache = headers.get('Cache-Control', '').lower()
        need('Set-Cookie' not in headers, f'{name}: sets a cookie')
        if name == 'checkpoint':
            need(kind == 'text/plain;charset=utf-8', f'{name}: Content-Type {kind!r}')
            age = re.search(r'max-age=(\d+)', cache)
            need('no-cache' in cache or 'no-store' in cache or (age and int(age.group(1)) <= 60),
                 f'{name}: Cache-Control {cache!r}')
            need('immutable' not in cache, f'{name}: called immutable')
            return
        need(kind == 'application/octet-stream', f'{name}: Content-Type {kind!r}')
        need('immutable' in cache and 'max-age=31536000' in cache, f'{name}: Cache-Control {cache!r}')

    def absent(self, name):
        """The name must answer 404, and must not be kept for long."""
        try:
            with self.open(name):
                raise Bad(f'{name}: is served')
        except urllib.error.HTTPError as e:
            need(e.code == 404, f'{name}: status {e.code}, not 404')
            age = re.search(r'max-age=(\d+)', e.headers.get('Cache-Control', '').lower())
            need(not age or int(age.group(1)) <= 60, f'{name}: its absence is kept for long')
        except (urllib.error.URLError, OSError) as e:
            raise Bad(f'{name}: {e}') from None


# ---- tiles and bundles ---------------------------------------------------------------------------

def number_text(number):
    groups = [f'{number % 1000:03d}']
    while number >= 1000:
        number //= 1000
        groups.insert(0, f'x{number % 1000:03d}')
    return '/'.join(groups)


def names_of(level, count):
    """(name, number, width) of all tiles of a level that has `count` hashes."""
    for number in range((count + TILE - 1) // TILE):
        width = min(TILE, count - number * TILE)
        partial = '' if width == TILE else f'.p/{width}'
        yield f'tile/{level}/{number_text(number)}{partial}', number, width


def bundle_split(data, width, name):
    entries, at = [], 0
    for _ in range(width):
        need(at + 2 <= len(data), f'{name}: cut short')
        end = at + 2 + int.from_bytes(data[at:at + 2], 'big')
        need(end <= len(data), f'{name}: cut short')
        entries.append(data[at + 2:end])
        at = end
    need(at == len(data), f'{name}: {len(data) - at} bytes too many')
    return entries


def tiles_check(place, size, hashes):
    """Every tile of every level says what the entries say."""
    level = 0
    while hashes:
        full_roots = []
        for name, number, width in names_of(level, len(hashes)):
            data = place.get(name)
            wanted = hashes[number * TILE:number * TILE + width]
            need(len(data) == 32 * width, f'{name}: {len(data)} bytes, not {32 * width}')
            for i, one in enumerate(wanted):
                need(data[32 * i:32 * i + 32] == one, f'{name}: hash {i} does not fit')
            if width == TILE:
                full_roots.append(root_of(wanted))
        need(len(hashes) == size >> (8 * level), 'tiles: wrong number of hashes')
        hashes, level = full_roots, level + 1


def refusals_check(place, size):
    """What must not be there: other spellings, and all beyond the size."""
    for name in ('tile/0/0', 'tile/00/000', 'tile/0/000.p/0', 'tile/0/000.p/256', 'tile/0/000.p/007', 'tile/0/x000/000',
                 'tile/64/000', 'tile/-1/000', 'tile/entries/0', 'tile/entries/000.p/0'):
        place.absent(name)
    for level in range(4):
        count = size >> (8 * level)
        number, width = divmod(count, TILE)
        place.absent(f'tile/{level}/{number_text(number)}')
        if width < TILE - 1:
            place.absent(f'tile/{level}/{number_text(number)}.p/{width + 1}')
        if level == 0:
            place.absent(f'tile/entries/{number_text(number)}')
            place.absent(f'tile/entries/{number_text(number + 1)}.p/1')


def entries_fetch(place, size):
    entries = []
    for name, _, width in names_of('entries', size):
        entries += bundle_split(place.get(name), width, name)
    return entries


# ---- leaves --------------------------------------------------------------------------------------

COMMON = {'v', 't', 'd'}
SERIES = COMMON | {'org', 'prj', 'seq'}
NEEDED = {
    'gift': SERIES | {'amt', 'cur', 'ch', '_sd'},
    'goods': SERIES | {'cat', 'qty', 'unit', '_sd'},
    'alloc': SERIES | {'amt', 'cur', 'to'},
    'pay': SERIES | {'amt', 'cur', '_sd'},
    'refund': SERIES | {'amt', 'cur', '_sd'},
    'void': SERIES | {'sup', 'suph', 'why'},
    'close': SERIES | {'n', 'of', 'sum'},
    'key': COMMON | {'vkey'},
    'note': COMMON | {'heads'},
}
OPTIONAL = {'alloc': {'pur'}, 'pay': {'pur', 'to', 'n'}}
SUPERSEDES = {'sup', 'suph', 'why'}
INTEGERS = {'amt', 'n', 'qty', 'seq', 'sum', 'sup', 'v'}
CODES = {'org', 'prj', 'cat', 'unit', 'to', 'pur', 'why'}
VALUE = {'gift': 'amt', 'alloc': 'amt', 'pay': 'amt', 'refund': 'amt', 'goods': 'qty'}
CODE = re.compile(r'[A-Za-z0-9][A-Za-z0-9._-]{0,63}')
NAME = re.compile(r'_?[a-z][a-z0-9_]*')


def refuse_number(text):
    raise Bad(f'number out of form: {text}')


def pairs_read(pairs):
    names = [name for name, _ in pairs]
    need(len(set(names)) == len(names), 'a name stands twice')
    need(all(NAME.fullmatch(name) for name in names), 'a name is out of form')
    return dict(pairs)


def leaf_read(data):
    """The object of a leaf in canonical form."""
    need(0 < len(data) <= LEAF_MAX, f'{len(data)} bytes')
    try:
        text = data.decode('utf-8')
        value = json.loads(text, object_pairs_hook=pairs_read, parse_float=refuse_number, parse_constant=refuse_number)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as e:
        raise Bad(f'not JSON: {e}') from None
    need(isinstance(value, dict), 'not an object')
    again = json.dumps(value, ensure_ascii=False, separators=(',', ':'), sort_keys=True)
    need(again == text, 'not in canonical form')
    return value


def digest_check(text, what):
    need(isinstance(text, str) and len(base64url_read(text, what)) == 32, f'{what}: not a digest')


def fields_check(leaf):
    kind = leaf.get('t')
    need(isinstance(kind, str) and kind in NEEDED, f'unknown kind {kind!r}')
    given = set(leaf) - {'demo'}
    allowed = NEEDED[kind] | OPTIONAL.get(kind, set())
    if given & SUPERSEDES:
        allowed = allowed | SUPERSEDES
        need(SUPERSEDES <= given, 'sup, suph and why go together')
    need(not NEEDED[kind] - given, f'missing: {sorted(NEEDED[kind] - given)}')
    need(not given - allowed, f'unknown: {sorted(given - allowed)}')
    for name in given & INTEGERS:
        value = leaf[name]
        need(type(value) is int and 0 <= value <= INTEGER_MAX, f'{name}: {value!r}')
    for name in given & CODES:
        need(isinstance(leaf[name], str) and CODE.fullmatch(leaf[name]), f'{name}: {leaf[name]!r}')
    need(leaf['v'] == 1, f'version {leaf["v"]}')
    need(leaf.get('demo', '演示 DEMO') == '演示 DEMO', 'demo: another mark')


def values_check(leaf):
    day = leaf['d']
    try:
        need(isinstance(day, str) and datetime.date.fromisoformat(day).isoformat() == day, f'day {day!r}')
    except ValueError:
        raise Bad(f'day {day!r}') from None
    if 'cur' in leaf:
        need(isinstance(leaf['cur'], str) and re.fullmatch(r'[A-Z]{3}', leaf['cur']), f'currency {leaf["cur"]!r}')
    if 'ch' in leaf:
        need(leaf['ch'] in ('qr', 'bank', 'cash', 'other'), f'channel {leaf["ch"]!r}')
    if 'of' in leaf:
        need(leaf['of'] in set(NEEDED) - {'close', 'key', 'note'}, f'of {leaf["of"]!r}')
    if 'suph' in leaf:
        digest_check(leaf['suph'], 'suph')
    if 'vkey' in leaf:
        Key(leaf['vkey'])
    if 'heads' in leaf:
        need(isinstance(leaf['heads'], list) and leaf['heads'], 'heads: none')
        for head in leaf['heads']:
            need(isinstance(head, dict) and set(head) == {'hash', 'node', 'number'}, 'heads: out of form')
            digest_check(head['hash'], 'heads')
    if '_sd' in leaf:
        digests = leaf['_sd']
        need(isinstance(digests, list) and digests, '_sd: none')
        for digest in digests:
            digest_check(digest, '_sd')
        need(digests == sorted(set(digests)), '_sd: not sorted')


class Book:
    """What the leaves add up to, in their order."""

    def __init__(self):
        self.leaves, self.hashes = [], []
        self.seqs, self.totals, self.others = {}, {}, {}
        self.superseded, self.digests, self.digest_counts = {}, set(), {}

    def add(self, data):
        leaf = leaf_read(data)
        fields_check(leaf)
        values_check(leaf)
        self.check_digests(leaf)
        series = (leaf.get('org'), leaf.get('prj'), leaf['t'])
        if 'seq' in leaf:
            wanted = self.seqs.get(series, 0) + 1
            need(leaf['seq'] == wanted, f'seq {leaf["seq"]}, not {wanted}')
            self.seqs[series] = wanted
        if 'sup' in leaf:
            self.supersede(leaf)
        if leaf['t'] == 'close':
            stated, counted = (leaf['n'], leaf['sum']), self.totals.get(series[:2] + (leaf['of'],), (0, 0))
            need(stated == counted, f'closes {leaf["of"]} with {stated}, the entries say {counted}')
        self.leaves.append(leaf)
        self.hashes.append(leaf_hash(data))
        self.count(leaf, 1)

    def count(self, leaf, sign):
        if 'seq' in leaf:
            series = (leaf['org'], leaf['prj'], leaf['t'])
            n, total = self.totals.get(series, (0, 0))
            value = sign * leaf.get(VALUE.get(leaf['t']), 0)
            if leaf.get('cur', 'CNY') != 'CNY':   # stands by itself: no sum holds two currencies
                other = series + (leaf['cur'],)
                n_other, total_other = self.others.get(other, (0, 0))
                self.others[other] = n_other + sign, total_other + value
                value = 0
            self.totals[series] = n + sign, total + value

    def check_digests(self, leaf):
        digests = leaf.get('_sd', [])
        if digests:
            count = self.digest_counts.setdefault(leaf['t'], len(digests))
            need(len(digests) == count, f'_sd: {len(digests)} digests, elsewhere {count}')
        for digest in digests:
            need(digest not in self.digests, '_sd: a digest stands in the log twice')
            self.digests.add(digest)

    def supersede(self, leaf):
        number, index = leaf['sup'], len(self.leaves)
        need(number < index, f'sup {number} does not stand before it')
        need(number not in self.superseded, f'sup {number} is already superseded by {self.superseded.get(number)}')
        old = self.leaves[number]
        need(base64url(self.hashes[number]) == leaf['suph'], f'suph is not the hash of entry {number}')
        need(leaf['t'] in ('void', old['t']), f'a {leaf["t"]} supersedes a {old["t"]}')
        self.superseded[number] = index
        self.count(old, -1)


def book_read(entries):
    book = Book()
    for index, data in enumerate(entries):
        try:
            book.add(data)
        except Bad as e:
            raise Bad(f'entry {index}: {e}') from None
    return book


# ---- the whole log -------------------------------------------------------------------------------

def log_check(place, key, old_note):
    note = place.get('checkpoint')
    size, root = checkpoint_open(note, key)
    entries = entries_fetch(place, size)
    book = book_read(entries)
    need(root_of(book.hashes) == root, 'the root of the entries is not that of the checkpoint')
    tiles_check(place, size, book.hashes)
    if place.is_http:
        refusals_check(place, size)
    if old_note is not None:
        old_size, old_root = checkpoint_open(old_note, key)
        need(old_size <= size, f'the log shrank: {old_size} entries before, {size} now')
        need(root_of(book.hashes[:old_size]) == old_root, f'the log does not continue what it was at size {old_size}')
    return note, size, root, book


def receipt_find(data):
    """The proof file that a PDF holds as an embedded stream; other bytes as they are."""
    if not data.startswith(b'%PDF-'):
        return data
    found = re.search(rb'stream\r?\n(c2sp\.org/tlog-proof@v1\n.*?\n)\r?\n?endstream', data, re.S)
    need(found, 'receipt: no proof in the PDF')
    return found.group(1)


def receipt_check(data, key):
    """(size, index, leaf, disclosures) of a proof file with a leaf inside, or of a PDF that holds one."""
    data = receipt_find(data)
    need(len(data) <= 131072, 'receipt: too long')
    head, gap, note = data.partition(b'\n\n')
    need(gap, 'receipt: no checkpoint')
    lines = head.decode('ascii', 'replace').split('\n')
    need(len(lines) >= 3 and lines[0] == 'c2sp.org/tlog-proof@v1', 'receipt: another first line')
    need(lines[1].startswith('extra ') and lines[2].startswith('index '), 'receipt: no extra or index')
    extra = base64_read(lines[1][6:], 'receipt: extra').split(b'\n')
    index = decimal_read(lines[2][6:], SIZE_MAX, 'receipt: index')
    path = [base64_read(line, 'receipt: path') for line in lines[3:]]
    need(all(len(one) == 32 for one in path), 'receipt: a hash of another size')
    size, root = checkpoint_open(note, key)
    need(inclusion_root(index, size, leaf_hash(extra[0]), path) == root, 'receipt: leads to another root')
    leaf = leaf_read(extra[0])
    fields_check(leaf)
    values_check(leaf)
    disclosures = []
    for text in extra[1:]:
        digest = base64url(hashlib.sha256(text).digest())
        need(digest in leaf.get('_sd', []), 'receipt: a disclosure is not one of its entry')
        disclosures.append(json.loads(base64url_read(text.decode('ascii', 'replace'), 'receipt: disclosure')))
    return size, index, leaf, disclosures


def totals_print(size, root, book, form):
    rows = [dict(zip(('org', 'prj', 't', 'n', 'sum'), series + total))
            for series, total in sorted(book.totals.items())]
    others = [dict(zip(('org', 'prj', 't', 'cur', 'n', 'sum'), series + total))
              for series, total in sorted(book.others.items())]
    if form == 'json':
        print(json.dumps({'size': size, 'root': base64.b64encode(root).decode(), 'totals': rows, 'others': others},
                         ensure_ascii=False))
        return
    print(f'size {size} root {base64.b64encode(root).decode()}')
    for row in rows:
        print(f'{row["org"]} {row["prj"]} {row["t"]} n={row["n"]} sum={row["sum"]}')
    for row in others:
        print(f'{row["org"]} {row["prj"]} {row["t"]} {row["cur"]} n={row["n"]} sum={row["sum"]}')


def state_read(path):
    try:
        with open(path, 'rb') as f:
            return f.read()
    except FileNotFoundError:
        return None


def state_write(path, note):
    with open(path + '.new', 'wb') as f:
        f.write(note)
    os.replace(path + '.new', path)


def main():
    parser = argparse.ArgumentParser(description='Checks a public log, or a receipt, with its verifier key alone.')
    parser.add_argument('where', nargs='?', help='URL prefix or folder of the log')
    parser.add_argument('vkey', help='verifier key, or a file that holds it')
    parser.add_argument('--receipt', metavar='FILE', help='a .tlog-proof file, or a PDF that holds one, to check instead of a log')
    parser.add_argument('--state', metavar='FILE', help='checkpoint of the last run, compared and replaced')
    parser.add_argument('--format', choices=('text', 'json'), default='text')
    a = parser.parse_args()
    if (a.where is None) == (a.receipt is None):
        parser.error('give either WHERE or --receipt')
    try:
        vkey = a.vkey
        if os.path.isfile(vkey):
            with open(vkey, encoding='utf-8') as f:
                vkey = f.read().strip()
        key = Key(vkey)
        if a.receipt:
            with open(a.receipt, 'rb') as f:
                size, index, leaf, disclosures = receipt_check(f.read(), key)
            print(json.dumps({'size': size, 'index': index, 'leaf': leaf, 'disclosures': disclosures},
                             ensure_ascii=False))
            return 0
        place = Site(a.where) if re.match(r'https?://', a.where) else Folder(a.where)
        note, size, root, book = log_check(place, key, state_read(a.state) if a.state else None)
        totals_print(size, root, book, a.format)
        if a.state:
            state_write(a.state, note)
    except (Bad, OSError) as e:
        print(f'tlog_client: {e}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
