#!/usr/bin/env python3
# Tests of tools/sqlgen and tools/sqlcheck: what they make, and that they refuse what they should.
# SPDX-License-Identifier: Apache-2.0
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

# A query, and words of the fault that it must give.
BAD = [
    ('SELECT sum(amount) FROM transfer WHERE org_id = $1', 'sum() bare'),
    ('SELECT id FROM transfer WHERE id = $1', 'without org_id'),
    ('SELECT id FROM org WHERE is_open = true', 'boolean'),
    ('SELECT id FROM org WHERE code = "a"', 'double quotes'),
    ("SELECT id FROM person WHERE secret = x'00'", 'blob literals'),
    ("SELECT id FROM org WHERE path LIKE '/a/%'", 'no patterns'),
    ('SELECT max(id, $1) FROM org', 'SQLite alone'),
    ('SELECT hex(digest) FROM session', 'hex() is not common'),
    ('SELECT id::text FROM org', 'not common'),
    ('SELECT * FROM org', 'name the columns'),
    ('SELECT id FROM org FOR UPDATE', 'FOR UPDATE'),
    ('SELECT id FROM org ORDER BY closed_day', 'NULLS'),
    ('WITH a AS (DELETE FROM setting RETURNING name) SELECT name FROM a', 'data-modifying'),
    ('INSERT OR IGNORE INTO setting (name, value) VALUES ($1, $2)', 'INSERT OR'),
    ('INSERT INTO setting (name, value) SELECT name, value FROM setting ON CONFLICT DO NOTHING', 'needs a WHERE'),
    ('INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = value || $1',
     'say whose'),
    ('INSERT INTO donation_person (org_id, donation_id) VALUES ($1, $2) ON CONFLICT (donation_id) DO NOTHING',
     'no conflict target'),
    ('SELECT CAST(id AS REAL) FROM org', 'no fractions'),
    ('SELECT no_such_column FROM org', 'no such column'),
]
GOOD = [
    'SELECT CAST(COALESCE(sum(amount), 0) AS BIGINT), count(*) FROM transfer WHERE org_id = $1',
    "SELECT id, 'true \"x\" LIKE' FROM org WHERE path >= $1 AND path < $2 ORDER BY closed_day NULLS FIRST, id",
    'WITH RECURSIVE up(id, parent_id) AS (SELECT id, parent_id FROM org WHERE id = $1 UNION ALL '
    'SELECT o.id, o.parent_id FROM org o JOIN up ON o.id = up.parent_id) SELECT id FROM up ORDER BY id',
    'INSERT INTO setting AS s (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE '
    'SET value = s.value || excluded.value',
]
# Files that sqlgen must refuse.
BROKEN = [
    'SELECT 1;',
    '-- name: Upper\nSELECT 1;',
    '-- name: a\nSELECT 1',
    '-- name: a\nSELECT 1;\n-- name: a\nSELECT 2;',
    '-- name: a\nSELECT $1, $3;',
    '-- name: a\nSELECT 1; SELECT 2;',
    "-- name: a\nSELECT 'x;",
    '-- name: a\nDROP TABLE org;',
]


def run(*args):
    return subprocess.run([str(a) for a in args], capture_output=True, text=True, check=False)


class SqlTest(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.TemporaryDirectory()
        self.addCleanup(self.home.cleanup)
        self.folder = pathlib.Path(self.home.name)

    def file(self, text):
        path = self.folder / 'case.sql'
        path.write_text(text, encoding='utf-8')
        return path

    def check(self, sql, comment=''):
        return run(ROOT / 'tools/sqlcheck', self.file(f'-- name: query_one\n{comment}{sql};\n'))

    def test_each_rule_can_fail(self):
        for sql, words in BAD:
            with self.subTest(sql):
                done = self.check(sql)
                self.assertEqual(done.returncode, 1)
                self.assertIn(words, done.stdout)
                self.assertIn('case.sql:1: query_one', done.stdout)

    def test_good_queries_pass(self):
        for sql in GOOD:
            with self.subTest(sql):
                done = self.check(sql)
                self.assertEqual((done.returncode, done.stderr), (0, ''), done.stdout)

    def test_the_mark_for_all_organisations(self):
        done = self.check('SELECT count(*) FROM transfer', '-- all-orgs: verification\n')
        self.assertEqual(done.returncode, 0, done.stdout)

    def generate(self, text):
        return run(ROOT / 'tools/sqlgen', self.file(text), self.folder / 'case_sql.h', self.folder / 'case_sql.c')

    def test_broken_files_are_refused(self):
        for text in BROKEN:
            with self.subTest(text):
                done = self.generate(text)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn('case.sql:', done.stderr)

    def test_parts_of_an_insert(self):
        self.generate('-- name: day_add\n-- Adds.\nINSERT INTO setting AS s (name,  -- key; of it\n value)\n'
                      'VALUES ($1, $2)\nON CONFLICT (name) DO UPDATE SET value = excluded.value;\n')
        text = (self.folder / 'case_sql.c').read_text(encoding='utf-8')
        self.assertIn('.insert_head = "INSERT INTO setting AS s (name, value) VALUES "', text)
        self.assertIn('.insert_tail = " ON CONFLICT (name) DO UPDATE SET value = excluded.value"', text)
        self.assertIn('.param_count = 2', text)
        self.assertIn('.writes = true', text)
        head = (self.folder / 'case_sql.h').read_text(encoding='utf-8')
        self.assertIn('/* Adds. */\nextern const store_query DAY_ADD;', head)

    def test_inserts_without_parts(self):
        for values in ('($2, $1)', '($1, 1 + $2)', '($1, $2), ($1, $2)'):
            with self.subTest(values):
                self.generate(f'-- name: a\nINSERT INTO setting (name, value) VALUES {values};\n')
                self.assertNotIn('insert_head', (self.folder / 'case_sql.c').read_text(encoding='utf-8'))

    def test_what_writes(self):
        for sql, writes in (('WITH a AS (SELECT 1) SELECT 1', 'false'), ('UPDATE setting SET name = $1', 'true'),
                            ("SELECT 'UPDATE'", 'false')):
            with self.subTest(sql):
                self.generate(f'-- name: a\n{sql};\n')
                self.assertIn(f'.writes = {writes}', (self.folder / 'case_sql.c').read_text(encoding='utf-8'))

    def effect(self, sql):
        done = self.generate(f'-- name: a\n{sql};\n')
        return (self.folder / 'case_sql.c').read_text(encoding='utf-8') if done.returncode == 0 else done.stderr

    def test_effects_of_what_writes(self):
        plain = self.effect('INSERT INTO attachment (size, digest, kind, made_us) VALUES ($1, $2, $3, $4)')
        self.assertIn('A_places[] = { 2, 1, 3, 4 }', plain)
        self.assertNotIn('_after', plain)
        met = self.effect('INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING')
        self.assertIn('ON CONFLICT DO NOTHING RETURNING name, value', met)
        self.assertNotIn('_before', met)
        upsert = self.effect('INSERT INTO setting (name, value) VALUES ($1, $2) '
                             'ON CONFLICT (name) DO UPDATE SET value = excluded.value')
        self.assertIn('SELECT name, value FROM setting WHERE name = $1"', upsert)
        self.assertIn('A_before_takes[] = { 0 }', upsert)
        update = self.effect('UPDATE setting SET value = $1 WHERE name = $2')
        self.assertIn('SELECT name, value FROM setting WHERE name = $1"', update)
        self.assertIn('A_before_takes[] = { 1 }', update)
        self.assertIn('.kind = STORE_CHANGES', update)
        self.assertIn('DELETE FROM setting WHERE name = $1 RETURNING name, value',
                      self.effect('DELETE FROM setting WHERE name = $1'))
        self.assertNotIn('.effect', self.effect('SELECT 1'))

    def test_what_cannot_be_followed_is_refused(self):
        for sql, words in (('DELETE FROM nowhere WHERE a = $1', 'no table nowhere'),
                           ('WITH a AS (SELECT 1) DELETE FROM setting', 'begins with'),
                           ('DELETE FROM setting RETURNING name', 'returns nothing'),
                           ('UPDATE setting AS s SET value = $1 WHERE name = $2', 'UPDATE table SET'),
                           ('INSERT INTO setting (name, value) SELECT name, value FROM setting WHERE 1 = 1 '
                            'ON CONFLICT (name) DO UPDATE SET value = excluded.value', 'plain values')):
            with self.subTest(sql):
                self.assertIn(words, self.effect(sql))

    def schema(self, text):
        path = self.folder / '0001.sql'
        path.write_text(text, encoding='utf-8')
        done = run(ROOT / 'tools/sqlgen', '--migrations', self.folder / 'out.c', path)
        return done

    def test_unknown_tokens_are_refused(self):
        for text in ('CREATE TABLE a (b @TINY@);', '@ONLY(oracle)@ SELECT 1;', 'CREATE TABLE 表 (a @INT@);'):
            with self.subTest(text):
                self.assertNotEqual(self.schema(text).returncode, 0)
        self.assertEqual(self.schema('CREATE TABLE a (b @INT@ NOT NULL, @KEY(c,b)@) @STRICT@;').returncode, 0)


if __name__ == '__main__':
    unittest.main()
