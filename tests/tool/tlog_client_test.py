#!/usr/bin/env python3
# Tests of tests/client/tlog_client.py: a judge that accepts everything would be worth nothing.  A small log is made and
# signed here, then spoiled in one way each time.
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib
import importlib.util
import json
import os
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
PATH = pathlib.Path(__file__).resolve().parent.parent / 'client' / 'tlog_client.py'
spec = importlib.util.spec_from_file_location('tlog_client', PATH)
client = importlib.util.module_from_spec(spec)
spec.loader.exec_module(client)

SEED = bytes(range(32))
NAME = 'log.example.org/nuan'
VKEY = 'log.example.org/nuan+b090be3b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4'
NOTE_8 = ('log.example.org/nuan\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n'
          '\u2014 log.example.org/nuan sJC+OxHqBL9y/mSEMs2S+Oa5Ohz1OEyWL2hSwX6266bfy/WM52pZO5Dg9TIb8sDZfnhhdD1ILlxvAzRw'
          'vigdSTjF0Q8=\n').encode()


def point_bytes(p):
    z = pow(p[2], client.P - 2, client.P)
    x, y = p[0] * z % client.P, p[1] * z % client.P
    return (y | (x & 1) << 255).to_bytes(32, 'little')


def sign(message):
    h = hashlib.sha512(SEED).digest()
    a = int.from_bytes(h[:32], 'little') & (2 ** 254 - 8) | 2 ** 254
    public = point_bytes(client.point_times(a, client.BASE))
    r = int.from_bytes(hashlib.sha512(h[32:] + message).digest(), 'little') % client.Q
    first = point_bytes(client.point_times(r, client.BASE))
    k = int.from_bytes(hashlib.sha512(first + public + message).digest(), 'little') % client.Q
    return first + ((r + k * a) % client.Q).to_bytes(32, 'little')


def note_of(size, root, name=NAME):
    text = f'{name}\n{size}\n{base64.b64encode(root).decode()}\n'
    blob = bytes.fromhex('b090be3b') + sign(text.encode())
    return (text + f'\n\u2014 {NAME} {base64.b64encode(blob).decode()}\n').encode()


def digest(n):
    return client.base64url(hashlib.sha256(str(n).encode()).digest())


def leaf(**fields):
    return json.dumps({'v': 1, **fields}, ensure_ascii=False, separators=(',', ':'), sort_keys=True).encode()


def gift(seq, amount=None, **more):
    return leaf(t='gift', d='2020-02-02', org='a', prj='b', seq=seq, amt=amount or seq, ch='qr', cur='CNY',
                _sd=sorted(digest(f'{seq}.{i}') for i in range(4)), **more)


def void(seq, sup, entries):
    return leaf(t='void', d='2020-02-02', org='a', prj='b', seq=seq, sup=sup, why='x',
                suph=client.base64url(client.leaf_hash(entries[sup])))


def close(seq, n, total, of='gift'):
    return leaf(t='close', d='2020-02-02', org='a', prj='b', seq=seq, n=n, sum=total, of=of)


def write(folder, entries, note=None):
    hashes = [client.leaf_hash(e) for e in entries]
    files = {'checkpoint': note or note_of(len(entries), client.root_of(hashes))}
    for name, number, width in client.names_of('entries', len(entries)):
        part = entries[number * 256:number * 256 + width]
        files[name] = b''.join(len(e).to_bytes(2, 'big') + e for e in part)
    level, row = 0, hashes
    while row:
        for name, number, width in client.names_of(level, len(row)):
            files[name] = b''.join(row[number * 256:number * 256 + width])
        row = [client.root_of(row[i:i + 256]) for i in range(0, len(row) - 255, 256)]
        level += 1
    for name, data in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as f:
            f.write(data)


class Log(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.TemporaryDirectory(prefix='nuan-client-')
        self.folder = self.home.name
        self.key = client.Key(VKEY)
        self.entries = [gift(i + 1) for i in range(300)]
        self.entries += [void(1, 3, self.entries), close(1, 299, 300 * 301 // 2 - 4)]

    def tearDown(self):
        self.home.cleanup()

    def check(self, old=None):
        return client.log_check(client.Folder(self.folder), self.key, old)

    def refused(self, words, old=None):
        with self.assertRaises(client.Bad) as caught:
            self.check(old)
        self.assertIn(words, str(caught.exception))

    def entries_refused(self, words, *more):
        write(self.folder, self.entries + list(more))
        self.refused(words)

    def change(self, name, at, byte=None):
        path = os.path.join(self.folder, name)
        data = bytearray(pathlib.Path(path).read_bytes())
        data[at] ^= 1 if byte is None else byte
        pathlib.Path(path).write_bytes(data)

    def test_good(self):
        write(self.folder, self.entries)
        _, size, _, book = self.check()
        self.assertEqual(size, 302)
        self.assertEqual(book.totals[('a', 'b', 'gift')], (299, 45146))

    def test_sizes(self):
        for size in (0, 1, 255, 256, 257):
            with tempfile.TemporaryDirectory() as folder:
                write(folder, self.entries[:size])
                client.log_check(client.Folder(folder), self.key, None)

    def test_vectors(self):
        size, root = client.checkpoint_open(NOTE_8, self.key)
        self.assertEqual((size, root.hex()[:16]), (8, '5dc9da79a70659a9'))
        self.assertEqual(note_of(8, root), NOTE_8)
        self.assertEqual(client.root_of([]).hex()[:8], 'e3b0c442')
        for size, start in ((255, '32f85bca'), (256, '828515d0'), (257, '1eda049a')):
            hashes = [client.leaf_hash(str(i).encode()) for i in range(size)]
            self.assertEqual(client.root_of(hashes).hex()[:8], start)

    def test_signature(self):
        write(self.folder, self.entries)
        for at in (0, 22, 30, 80, 120, 160):
            with self.subTest(at=at):
                self.change('checkpoint', at)
                with self.assertRaises(client.Bad):
                    self.check()
                self.change('checkpoint', at)
        self.check()

    def test_root(self):
        write(self.folder, self.entries, note_of(302, bytes(32)))
        self.refused('root of the entries')

    def test_origin(self):
        write(self.folder, self.entries, note_of(302, bytes(32), 'other.example.org'))
        self.refused('of another log')

    def test_size_form(self):
        for size in ('0302', '+302', ' 302', '302 ', '-1', str(2 ** 63)):
            write(self.folder, self.entries, note_of(size, bytes(32)))
            self.refused('checkpoint: size')

    def test_empty_root(self):
        write(self.folder, [], note_of(0, bytes(32)))
        self.refused('size 0 with another root')

    def test_tiles(self):
        write(self.folder, self.entries)
        for name in ('tile/0/000', 'tile/0/001.p/46', 'tile/1/000.p/1'):
            self.change(name, 5)
            self.refused('does not fit')
            self.change(name, 5)
        path = pathlib.Path(self.folder, 'tile/0/001.p/46')
        path.write_bytes(path.read_bytes() + b'x')
        self.refused('bytes, not')
        path.unlink()
        self.refused('No such file')

    def test_bundles(self):
        write(self.folder, self.entries)
        path = pathlib.Path(self.folder, 'tile/entries/001.p/46')
        whole = path.read_bytes()
        path.write_bytes(whole + b'x')
        self.refused('too many')
        path.write_bytes(whole[:-1])
        self.refused('cut short')
        path.write_bytes(whole.replace(b'"amt":300', b'"amt":301'))
        self.refused('closes gift')

    def test_consistency(self):
        write(self.folder, self.entries[:200])
        old = self.check()[0]
        write(self.folder, self.entries)
        new = self.check(old)[0]
        write(self.folder, self.entries[:200])
        self.refused('shrank', new)
        other = [gift(1, 7)] + self.entries[1:300]
        write(self.folder, other)
        self.refused('does not continue', old)

    def test_seq(self):
        self.entries_refused('seq 302, not 301', gift(302))

    def test_sup(self):
        self.entries_refused('already superseded', void(2, 3, self.entries))

    def test_sup_forward(self):
        bad = leaf(t='void', d='2020-02-02', org='a', prj='b', seq=2, sup=302, why='x', suph=digest(1))
        self.entries_refused('does not stand before', bad)

    def test_sup_hash(self):
        bad = leaf(t='void', d='2020-02-02', org='a', prj='b', seq=2, sup=4, why='x', suph=digest(1))
        self.entries_refused('not the hash', bad)

    def test_sup_kind(self):
        bad = leaf(t='close', d='2020-02-02', org='a', prj='b', seq=2, n=1, sum=0, of='void', sup=4, why='x',
                   suph=client.base64url(client.leaf_hash(self.entries[4])))
        self.entries_refused('a close supersedes a gift', bad)

    def test_close(self):
        self.entries_refused('closes gift', close(2, 300, 45146))
        self.entries_refused('closes refund', close(2, 1, 0, 'refund'))

    def test_digest_twice(self):
        bad = gift(301).replace(digest('301.1').encode(), digest('5.1').encode())
        value = json.loads(bad)
        value['_sd'].sort()
        bad = json.dumps(value, separators=(',', ':'), sort_keys=True).encode()
        self.entries_refused('twice', bad)

    def test_form(self):
        for words, bad in (
                ('canonical', gift(301).replace(b'":301', b'": 301')),
                ('canonical', gift(301).replace(b'"gift"', b'"gif\\u0074"')),
                ('number out of form', gift(301).replace(b'"amt":301', b'"amt":301.0')),
                ('unknown', gift(301, name='王小明')),
                ('missing', leaf(t='gift', d='2020-02-02', org='a', prj='b', seq=301)),
                ('not JSON', b'{'),
                ('not an object', b'[]'),
                ('twice', gift(301).replace(b'"amt":301', b'"amt":301,"amt":301')),
                ('org', gift(301).replace(b'"org":"a"', b'"org":"Wang Xiaoming"')),
                ('day', gift(301).replace(b'2020-02-02', b'2020-02-30')),
                ('amt', gift(301).replace(b'"amt":301', b'"amt":-1')),
                ('bytes', b'[' * 5000)):
            with self.subTest(bad=bad):
                self.entries_refused(words, bad)


class Receipt(unittest.TestCase):
    """The vector of docs/format/receipt.md, and what may not pass for it."""
    vector = (PATH.parent.parent / 'unit' / 'tlog' / 'receipt.tlog-proof').read_bytes()

    def refused(self, words, data, vkey=VKEY):
        with self.assertRaisesRegex(client.Bad, words):
            client.receipt_check(data, client.Key(vkey))

    def test_vector(self):
        for data in (self.vector, b'%PDF-1.7\n<<>>\nstream\r\n' + self.vector + b'\r\nendstream'):
            size, index, what, disclosures = client.receipt_check(data, client.Key(VKEY))
            self.assertEqual((size, index, what['amt']), (8, 5, 10000))
            self.assertEqual([d[1:] for d in disclosures], [['label', '王*'], ['name', '王小明']])

    def test_refused(self):
        lines = self.vector.split(b'\n')
        extra = base64.b64decode(lines[1][6:])
        other = base64.b64encode(extra.replace(b'10000', b'90000'))
        name = base64.b64encode(extra[:-4] + b'AAAA')
        self.refused('another root', self.vector.replace(lines[1][6:], other))
        self.refused('not one of its entry', self.vector.replace(lines[1][6:], name))
        self.refused('another root', self.vector.replace(b'index 5', b'index 4'))
        self.refused('another root|too', self.vector.replace(lines[3] + b'\n', b''))
        self.refused('first line', b'x' + self.vector)
        self.refused('no proof in the PDF', b'%PDF-1.7\n' + self.vector)
        self.refused('', self.vector.replace(b'NZRg4=', b'NZRg4'))
        self.refused('', self.vector.replace(b'sJC+O2I3', b'sJC+O2I4'))
        self.refused('', self.vector.replace(b'log.example.org', b'log.example.com'))


if __name__ == '__main__':
    unittest.main()
