#!/usr/bin/env python3
# Tests of tools/tmpl, tools/catalogue and tools/embed: what they make, and that they refuse what they should.
# SPDX-License-Identifier: Apache-2.0
import gzip
import importlib.machinery
import importlib.util
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGE = '{{page a_view "a.h"}}\n'


def load(name):
    """A tool as a module: its checks run without a process for each."""
    loader = importlib.machinery.SourceFileLoader(name, str(ROOT / 'tools' / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


sys.dont_write_bytecode = True
tmpl = load('tmpl')

# A template without its first line, and words of the fault that it must give.
BAD = [
    ('<p>{{text v->a}}', '<p> of line 2 is never closed'),
    ('<p></div>', '</div>, but <p> of line 2 is open'),
    ('</p>', 'nothing is open'),
    ('<blink></blink>', 'unknown tag <blink>'),
    ('<p style="color:red"></p>', 'security policy'),
    ('<p onclick="x()"></p>', 'security policy'),
    ('<style>p{}</style>', 'unknown tag <style>'),
    ('<script>x()</script>', 'security policy'),
    ('<script src="{{asset a}}">x()</script>', 'no script'),
    ('<script src="{{asset a}}">{{text v->a}}</script>', 'script'),
    ('<p class={{text v->a}}></p>', 'double quotes'),
    ("<p class='a'></p>", 'double quotes'),
    ('<p {{text v->a}}></p>', 'between attributes'),
    ('<p {{t "a"}}></p>', "can't stand here"),
    ('<a href="{{text v->a}}">x</a>', 'takes an address'),
    ('<a href="{{t "a"}}">x</a>', "can't stand here"),
    ('<a href="/x{{url v->a}}">x</a>', 'only at the beginning'),
    ('<a href="{{part v->a}}">x</a>', "can't begin"),
    ('<a href="mailto:{{part v->a}}">x</a>', "can't begin"),
    ('<a href="javascript:x">x</a>', "can't stand in href"),
    ('<a href="//example.org">x</a>', "can't stand in href"),
    ('<p class="{{money_plain v->a}}"></p>', 'unknown type'),
    ('<p>{{colour v->a}}</p>', 'unknown type'),
    ('<p class="{{icon ICON_HEART}}"></p>', "can't stand here"),
    ('<p>{{url v->a}}</p>', "can't stand here"),
    ('<title>{{raw v->a}}</title>', "can't stand here"),
    ('<p id="a"></p><p id="a"></p>', 'stands in line 2 already'),
    ('<p class="a" class="b"></p>', 'twice'),
    ('<p class="a"id="b"></p>', 'no blank before id'),
    ('<p{{if v->a}}class="a"{{end}}></p>', 'no blank before class'),
    ('<p {{if v->a}}class="a"{{end}}id="b"></p>', 'no blank before id'),
    ('<p><div></div></p>', "can't stand inside <p>"),
    ('<table><tr></tr></table>', "can't stand inside <table>"),
    ('<a href="/"><button>x</button></a>', "can't stand inside <a>"),
    ('<img src="/x">', 'without alt'),
    ('<svg viewBox="0 0 1 1"></svg>', 'aria-hidden or a role'),
    ('<!-- remark -->', 'comments would be sent'),
    ('a < b', 'begins no tag'),
    ('{{if v->a}}<p>{{end}}', 'must end where it began'),
    ('{{if v->a}}<p>{{else}}<b>{{end}}', 'ends at another place'),
    ('{{for i v->n}}<p>{{end}}', 'ends at another place'),
    ('{{if v->a}}', 'has no {{end}}'),
    ('{{end}}', 'without {{for}} or {{if}}'),
    ('{{for i v->n}}{{else}}{{end}}', 'without {{if}}'),
    ('{{t "%s"}}', '1 %s and 0 arguments'),
    ('{{t "x" text v->a}}', '0 %s and 1 arguments'),
    ('{{t "%s %s %s %s" text a, text b, text c, text d}}', 'arguments'),
    ('{{t "%d"}}', 'only %s'),
    ('{{t "%s" raw v->a}}', None),
    ('<p class="{{t "%s" icon ICON_A}}"></p>', "can't stand here"),
    ('{{n "one" v->a}}', 'singular'),
    ('{{include x}}<title>{{include y v}}</title>', 'only in text'),
    ('{{slot}}{{slot}}', 'once'),
    ('{{if v->a}}{{slot}}{{end}}', 'once'),
    ('<p>x</p>{{layout frame v}}', 'second line'),
    ('{{page b_view}}', 'once, in the first line'),
    ('{{text v->a', 'not closed'),
    ('<p class="a', 'not closed'),
    ('<p', 'not closed'),
]
GOOD = [
    '<p class="n{{if v->a}} on{{end}}">{{t "Paid %s of %s" money v->a, count f(v, 1)}}</p>',
    '<a{{if v->a}} href="{{url v->u}}"{{end}}>x</a>',
    '<a href="{{to "/x"}}/{{part v->c}}?n={{number v->n}}#a">x</a>',
    '{{if v->a}}<tr class="a">{{else if v->b}}<tr>{{else}}<tr id="x">{{end}}</tr>',
    '<input type="checkbox" name="a"{{if v->a}} checked{{end}}><br>',
    '<svg viewBox="0 0 1 1" role="img" aria-label="{{t "%s" money v->m}}"><text x="1">{{money v->m}}</text><rect width="1"/></svg>',
    '<p>{{raw v->markup}} &lt; {{# remark}}</p>',
    '{{for i v->n}}{{let row &v->rows[i]}}<b>{{text row->a}}</b>{{end}}',
]


class Tmpl(unittest.TestCase):
    def run_on(self, text, stem='a_page'):
        compiler = tmpl.Compiler(f'{stem}.html', text)
        try:
            compiler.compile()
        except tmpl.Fault as fault:
            return 1, f'{stem}.html:{compiler.line}: error: {fault}', ('', '')
        with tempfile.TemporaryDirectory() as folder:
            out = [pathlib.Path(folder) / f'{stem}_html.{e}' for e in 'hc']
            compiler.write(*out)
            return 0, '', [o.read_text(encoding='utf-8') for o in out]

    def test_the_program_says_where(self):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / 'a.html'
            source.write_text(PAGE + '<p>', encoding='utf-8')
            done = subprocess.run([ROOT / 'tools/tmpl', source, source.with_suffix('.h'), source.with_suffix('.c')],
                                  capture_output=True, text=True)
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, r'a\.html:2: error: <p> of line 2 is never closed')
            self.assertFalse(source.with_suffix('.c').exists())

    def test_refuses(self):
        for template, words in BAD:
            with self.subTest(template=template):
                code, error, _ = self.run_on(PAGE + template)
                if words is None:
                    self.assertEqual(code, 0, error)
                    continue
                self.assertEqual(code, 1, template)
                self.assertIn(words, error)
                self.assertRegex(error, r'a_page\.html:\d+: error: ')

    def test_refuses_no_type(self):
        self.assertIn('first construct', self.run_on('<p>{{text v->a}}</p>')[1])
        self.assertIn('first construct', self.run_on('<p></p>')[1])

    def test_takes(self):
        for template in GOOD:
            with self.subTest(template=template):
                code, error, _ = self.run_on(PAGE + template)
                self.assertEqual(code, 0, error)

    def test_values_go_through_their_writers(self):
        _, _, (header, source) = self.run_on(PAGE + '<p title="{{money v->a}}">{{money v->b}}</p>')
        self.assertIn('void a_page_html(html *out, const a_view *v);', header)
        self.assertIn('html_money_plain(out, v->a);', source)
        self.assertIn('html_money(out, v->b);', source)

    def test_blanks_before_attributes_survive(self):
        for tag in ('<li {{if v->a}}class="x"{{else}}id="y"{{end}}>', '<li{{if v->a}} class="x"{{else}} id="y"{{end}}>'):
            _, _, (_, source) = self.run_on(PAGE + '<ul>' + tag + '</li></ul>')
            self.assertIn(r'" class=\"x\""', source)
            self.assertIn(r'" id=\"y\""', source)

    def test_leads_back_to_the_template(self):
        _, _, (_, source) = self.run_on(PAGE + '<p>\n\n{{text v->a}}</p>')
        self.assertRegex(source, r'#line 4 "[^"]*a_page\.html"\n    html_text\(out, v->a\);')

    def test_a_frame_has_two_halves(self):
        _, _, (header, source) = self.run_on(PAGE + '<main>{{slot}}</main>', 'frame')
        self.assertIn('frame_html_open', header)
        self.assertIn('frame_html_close', header)
        _, _, (_, source) = self.run_on(PAGE + '{{layout frame &v->f}}\n<p></p>')
        body = source[source.index('{'):]
        self.assertLess(body.index('frame_html_open(out, &v->f)'), body.index('<p></p>'))
        self.assertLess(body.index('<p></p>'), body.index('frame_html_close(out, &v->f)'))

    def test_literals_survive(self):
        _, _, (_, source) = self.run_on(PAGE + '<p title="a\\b">"?? 暖</p>\n' + '<b>x</b>' * 500)
        self.assertIn(r'\"\?\? 暖', source)
        sizes = [int(n) for n in re.findall(r'html_put\(out, ".*", (\d+)\);', source)]
        self.assertTrue(all(s <= 1800 for s in sizes) and sum(sizes) > 4000)


class Catalogue(unittest.TestCase):
    def run_on(self, files, check=False):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / 'src/a').mkdir(parents=True)
            for name, text in files.items():
                (root / 'src/a' / name).write_text(text, encoding='utf-8')
            words = ['--check', root / 'src'] if check else [root / 'c.h', root / 'c.c', root / 'src']
            done = subprocess.run([ROOT / 'tools/catalogue', *words], capture_output=True, text=True)
            made = (root / 'c.c').read_text(encoding='utf-8') if (root / 'c.c').exists() else ''
            return done.returncode, done.stderr, made

    def po(self, *pairs):
        return '\n'.join(f'msgid "{i}"\nmsgstr "{z}"\n' for i, z in pairs)

    def test_compiles_sorted(self):
        code, error, made = self.run_on({
            'x.c': 'f(N_("b %d")); g(N_("long "\n  "text")); /* N_("not this") */ // N_("nor this")\n',
            'x.html': '{{t "a"}} {{n "%s one" "%s many" v->n}}',
            'zh.po': '# remark\n' + self.po(('b %d', '乙 %d'), ('a', '甲'), ('%s many', '%s 个'), ('long text', '长文')),
        })
        self.assertEqual(code, 0, error)
        order = [made.index(t) for t in ('"%s many"', '"a"', '"b %d"', '"long text"')]
        self.assertEqual(order, sorted(order))
        self.assertIn('catalogue_count = 4', made)
        self.assertNotIn('one', made.replace('catalogue', ''))

    def fails(self, words, files):
        code, error, _ = self.run_on(files, check=True)
        self.assertEqual(code, 1, words)
        self.assertIn(words, error)

    def test_refuses(self):
        self.fails('no Chinese for: a', {'x.c': 'N_("a")'})
        self.fails('nobody says: b', {'x.c': 'N_("a")', 'zh.po': self.po(('a', '甲'), ('b', '乙'))})
        self.fails('translated otherwise', {'x.c': 'N_("a")', 'zh.po': self.po(('a', '甲'), ('a', '乙'))})
        self.fails('other arguments', {'x.c': 'N_("a %s")', 'zh.po': self.po(('a %s', '甲'))})
        self.fails('other arguments', {'x.c': 'N_("a %s %d")', 'zh.po': self.po(('a %s %d', '甲 %d %s'))})
        self.fails('no translation', {'x.c': 'N_("a")', 'zh.po': self.po(('a', ''))})
        self.fails('not a line of a po file', {'x.c': '', 'zh.po': 'msgidd "a"\n'})
        for wrong in ('甲,乙', '甲乙.', '甲: 乙', '(甲)', '甲;', '甲!', '甲?'):
            self.fails('half-width', {'x.c': 'N_("a")', 'zh.po': self.po(('a', wrong))})

    def test_takes_what_is_right(self):
        good = [('a %s %d', '%2$d 里的 %1$s'), ('b', '2020-02-03 18:30，共 3,617,900.00 元'), ('c', 'RFC 6962（SHA-256）'),
                ('d', '见 C2SP tlog-tiles、RFC 6962'), ('e', '1.5 倍'), ('f %.*s', '不对：%s'), ('g %zu', '%d 行'), ('h', 'a, b (c)')]
        code, error, _ = self.run_on({'x.c': ' '.join(f'N_("{i}")' for i, _ in good), 'zh.po': self.po(*good)}, check=True)
        self.assertEqual(code, 0, error)


class Embed(unittest.TestCase):
    def run_on(self, css, name='a.css'):
        with tempfile.TemporaryDirectory() as folder:
            source, out = pathlib.Path(folder) / 'in.css', pathlib.Path(folder) / 'out.c'
            source.write_text(css, encoding='utf-8')
            done = subprocess.run([ROOT / 'tools/embed', out, f'{name}={source}'], capture_output=True, text=True)
            made = out.read_text(encoding='utf-8') if out.exists() else ''
            return done, made

    def bytes_of(self, made, name):
        found = re.search(name + r'\[\] = \{(.*?)\};', made, re.S)
        return bytes(int(n) for n in found.group(1).replace('\n', ' ').split(',')) if found else None

    def test_makes_small_and_packs(self):
        done, made = self.run_on('/* remark */\n' + 'a > b:not(c) :hover {\n  color: red;\n  margin: 0 1px;\n}\n' * 9)
        self.assertEqual(done.returncode, 0, done.stderr)
        plain = self.bytes_of(made, 'plain_a_css')
        self.assertEqual(plain, b'a > b:not(c) :hover{color:red;margin:0 1px}' * 9 + b'\n')
        self.assertEqual(gzip.decompress(self.bytes_of(made, 'gzip_a_css')), plain)
        self.assertRegex(made, r'\.path = "/assets/a-[0-9a-f]{8}\.css"')

    def test_name_follows_content(self):
        paths = {re.search(r'/assets/[^"]*', self.run_on(css)[1]).group() for css in ('a{b:c}', 'a{b:d}', 'a { b: c }')}
        self.assertEqual(len(paths), 2)

    def test_writes_dark_twice(self):
        _, made = self.run_on('/* @also @media (x) { :root:not(y) } */\n:root[d] {\n  --a: #000;\n}\n')
        self.assertEqual(self.bytes_of(made, 'plain_a_css'),
                         b':root[d]{--a:#000}@media (x){:root:not(y){--a:#000}}\n')

    def test_refuses(self):
        self.assertIn('fetches', self.run_on('a { background: url(/x) }')[0].stderr)
        self.assertIn('not a name', self.run_on('', 'A.css')[0].stderr)
        self.assertIn('not a name', self.run_on('', 'a.exe')[0].stderr)


def contrast(one, two):
    """WCAG 2 contrast of two #rrggbb."""
    def light(colour):
        parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        parts = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    a, b = sorted((light(one), light(two)), reverse=True)
    return (a + 0.05) / (b + 0.05)


class Colours(unittest.TestCase):
    TEXT = [('text', g) for g in ('bg', 'surface', 'sunken', 'hover', 'band')] \
        + [('muted', g) for g in ('bg', 'surface', 'sunken', 'hover', 'band')] \
        + [('on-accent', 'accent'), ('accent-ink', 'accent-soft'), ('accent-ink', 'surface'), ('link', 'surface'),
           ('link', 'link-soft'), ('link', 'bg'), ('link', 'band')] \
        + [(s, g) for s in ('ok', 'warn', 'bad', 'zero') for g in ('surface', s + '-soft')] + [('on-accent', 'accent-hover')]
    SHAPES = [('line-strong', 'surface'), ('focus', 'surface'), ('focus', 'bg')] + [(f'c{i}', 'surface') for i in range(1, 7)]

    def test_every_pair(self):
        css = (ROOT / 'web/tokens.css').read_text(encoding='utf-8')
        light, dark = css.split('@also')
        for name, part in (('light', light), ('dark', dark)):
            tokens = dict(re.findall(r'--n-([a-z0-9-]+): (#[0-9a-f]{6});', part))
            for fore, back in self.TEXT:
                with self.subTest(theme=name, pair=(fore, back)):
                    self.assertGreaterEqual(contrast(tokens[fore], tokens[back]), 4.5)
            for fore, back in self.SHAPES:
                with self.subTest(theme=name, pair=(fore, back)):
                    self.assertGreaterEqual(contrast(tokens[fore], tokens[back]), 3.0)


if __name__ == '__main__':
    unittest.main()
