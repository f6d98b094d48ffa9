#!/usr/bin/env python3
"""The runner of the payment files sees what is wrong: each way in which an answer can differ from its case.

SPDX-License-Identifier: Apache-2.0
"""
import importlib.machinery
import importlib.util
import io
import pathlib
import sys
import tempfile
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True


def loaded(path):
    spec = importlib.util.spec_from_loader('payfile_run', importlib.machinery.SourceFileLoader('payfile_run', str(path)))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


run = loaded(ROOT / 'tests/payfile/run')

TEXT = '''# Two gifts and what is none.
make csv gb18030 crlf
head account=1
end balance=fits
| 账号：1
| 交易日期,收入,支出,对方户名
| 2020-02-03,"1,000.00",,立春
= gift 2020-02-03 1000.00 payer=立春
| 2020-02-04,,5.00,某店
= ignored spen
| 2020-02-05,1.005,,雨水
= rejected column=收入 value=1.005
| 合计,1000.00,5.00,
'''
HEAD = {'format': 'bank', 'account': '1'}
GIFT = {'row': 3, 'kind': 'gift', 'day': '2020-02-03', 'amount': '1000.00', 'currency': 'CNY', 'payer': '立春'}
SPENT = {'row': 4, 'kind': 'ignored', 'reason': 'Spending'}
WRONG = {'row': 5, 'kind': 'rejected', 'rule': 'r', 'column': '收入', 'value': '1.005'}
END = {'rows': 3, 'sums': {'gift': '1000.00', 'refund': '0.00'}, 'balance': 'fits'}


class Compare(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.case = self.case_of(TEXT)

    def case_of(self, text):
        path = pathlib.Path(self.folder.name) / 'x.case'
        path.write_text(text, encoding='utf-8')
        run.HERE = path.parent
        return run.Case(path)

    def wrong(self, *said, code=0):
        return run.compare(self.case, code, [HEAD, *said, END])

    def test_right(self):
        self.assertEqual(self.wrong(GIFT, SPENT, WRONG), [])

    def test_amount(self):
        self.assertIn('amount=100.00 instead of 1000.00', self.wrong({**GIFT, 'amount': '100.00'}, SPENT, WRONG)[0])

    def test_currency_day_and_payer(self):
        for field, value in (('currency', 'HKD'), ('day', '2020-03-02'), ('payer', '')):
            self.assertIn(f'{field}={value} instead of', self.wrong({**GIFT, field: value}, SPENT, WRONG)[0])

    def test_lost_row(self):
        self.assertIn('got nothing', self.wrong(SPENT, WRONG)[0])

    def test_total_that_was_booked(self):
        total = {**GIFT, 'row': 6}
        self.assertTrue(any('row 6: expected no money' in w for w in self.wrong(GIFT, SPENT, WRONG, total)))

    def test_kind_and_reason(self):
        self.assertIn('expected ignored', self.wrong(GIFT, {**GIFT, 'row': 4, 'amount': '5.00'}, WRONG)[0])
        self.assertIn('because spen', self.wrong(GIFT, {**SPENT, 'reason': 'Interest'}, WRONG)[0])
        self.assertIn('without a reason', self.wrong(GIFT, {'row': 4, 'kind': 'ignored'}, WRONG)[0])

    def test_fault_without_its_rule_or_column(self):
        self.assertIn('without a rule', self.wrong(GIFT, SPENT, {**WRONG, 'rule': ''})[0])
        self.assertIn('column=', self.wrong(GIFT, SPENT, {**WRONG, 'column': ''})[0])

    def test_sums(self):
        end = {**END, 'sums': {'gift': '999.00'}}
        self.assertIn('its rows make 1000.00', run.compare(self.case, 0, [HEAD, GIFT, SPENT, WRONG, end])[0])

    def test_refusals(self):
        self.assertIn('refused: no', run.compare(self.case, 1, [{'error': 'no', 'hint': 'h'}])[0])
        self.case = self.case_of('refused pdf\n| x\n')
        self.assertEqual(run.compare(self.case, 1, [{'error': 'This is a PDF', 'hint': 'Bring another'}]), [])
        self.assertTrue(run.compare(self.case, 1, [{'error': 'This is a PDF', 'hint': ''}]))
        self.assertTrue(run.compare(self.case, 0, [{'error': 'This is a PDF', 'hint': 'h'}]))
        self.assertTrue(run.compare(self.case, 0, [HEAD, GIFT, END]))

    def test_cut(self):
        whole = [GIFT, WRONG]
        refused, hint = [{'error': 'The file ends in row 3', 'hint': 'Download it again'}], {'error': 'No', 'hint': ''}
        self.assertEqual(run.check_cut(whole, 1, refused, True), [])
        self.assertTrue(run.check_cut(whole, 1, [hint], True))
        self.assertTrue(run.check_cut(whole, 0, [HEAD, GIFT, END], True))
        self.assertEqual(run.check_cut(whole, 0, [HEAD, GIFT, END], False), [])
        self.assertTrue(run.check_cut(whole, 0, [HEAD, {**GIFT, 'amount': '1000.05'}, END], False))


class Forms(unittest.TestCase):
    def test_names_in_gbk(self):
        packed = run.forms.make(['zip', 'gbk-names', 'gb18030'], [('明细.csv', ['一,二']), ('明细(汇总).csv', ['三'])])
        with zipfile.ZipFile(io.BytesIO(packed)) as z:
            self.assertEqual([i.filename.encode('cp437').decode('gb18030') for i in z.infolist()],
                             ['明细.csv', '明细(汇总).csv'])
            self.assertEqual([i.flag_bits & 0x800 for i in z.infolist()], [0, 0])
            self.assertEqual(z.read(z.infolist()[0]).decode('gb18030'), '一,二\n')

    def test_rows_keep_their_lines(self):
        self.assertEqual(run.forms.records(['a,"b', 'c"', '', 'd']), [(1, ['a', 'b\nc']), (3, []), (4, ['d'])])

    def test_cuts_that_must_be_seen(self):
        self.assertTrue(run.is_shorter('2020-02-03,100.00,x', 12))
        self.assertFalse(run.is_shorter('2020-02-03,100.00,abc', 19))


if __name__ == '__main__':
    unittest.main()
