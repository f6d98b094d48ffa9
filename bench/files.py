"""Payment files of each family, and what reading and importing them costs.

SPDX-License-Identifier: Apache-2.0
"""
import shutil

import ground

NAMES = ('王小明', '李华', '张三丰', '赵六', '某某科技有限公司', '爱心人士')


def yuan(fen, marks=False):
    return f'{fen // 100:,}.{fen % 100:02d}' if marks else f'{fen // 100}.{fen % 100:02d}'


def clock(i):
    return f'{i // 3600 % 24:02d}:{i // 60 % 60:02d}:{i % 60:02d}'


def day(i):
    """A day of February to June 2020, later ones further down."""
    month, rest = divmod(i // 8000 % 140, 28)
    return f'2020-{month + 2:02d}-{rest + 1:02d}'


def bank(rows):
    yield '交易明细\n账号：6222000000001234\n交易日期,交易时间,收入,支出,余额,对方户名,对方账号,摘要,附言,流水号\n'
    balance = 0
    for i in range(rows):
        fen = 100 + i * 7919 % 500000
        balance += fen
        yield (f'{day(i)},{clock(i)},"{yuan(fen, True)}",,"{yuan(balance, True)}",{NAMES[i % 6]},6217****{i % 10000:04d},'
               f'转账,捐款,20200200{i:08d}\n')


def wechat(rows):
    yield ('微信支付账单明细,,\n微信昵称：[测试],,\n' f'共{rows}笔记录,,\n\n'
           '交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n')
    for i in range(rows):
        yield (f'"{day(i)} {clock(i)}","二维码收款","{NAMES[i % 6]}","收款方备注:捐款，武汉加油","收入","¥{yuan(100 + i * 7919 % 50000)}",'
               f'"零钱","已收钱","10000500012020{i * 7368787 % 10**14:014d}\t","/","/"\n')


def roll(rows):
    yield '捐赠公示\n序号,捐赠日期,捐赠人,捐赠金额（元）,备注\n'
    for i in range(rows):
        yield f'{i + 1},{day(i).replace("-", ".")},{NAMES[i % 6]}{i},{yuan(100 + i * 7919 % 50000)},\n'


def alipay(rows):
    yield ('#支付宝业务明细查询\n#账号：[20889012345678900156]\n#起始日期：[2020年02月01日 00:00:00]   终止日期：[2020年07月01日 00:00:00]\n'
           '#-----------------------------------------业务明细列表----------------------------------------\n'
           '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,'
           '支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,'
           '退款批次号/请求号,服务费（元）,分润（元）,备注\n')
    total = fees = 0
    for i in range(rows):
        fen = 100 + i * 7919 % 50000
        fee = fen * 6 // 1000
        total += fen
        fees += fee
        when = f'{day(i)} {clock(i)}'
        yield (f'2020012922001400{i * 7368787 % 10**12:012d}\t,NUAN{i:010d}\t,交易\t,驰援湖北,{when},{when},\t,\t,\t,\t,'
               f'*{NAMES[i % 6][:1]}(137****{i % 10000:04d}),{yuan(fen)},{yuan(fen)},0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,\t,'
               f'-{yuan(fee)},0.00,武汉加油\n')
    yield ('#-----------------------------------------业务明细列表结束------------------------------------\n'
           f'#交易合计：{rows}笔，商家实收共{yuan(total)}元，商家优惠共0.00元\n#退款合计：0笔，商家实收退款共0.00元，商家优惠退款共0.00元\n')


# name: rows, encoding, column of the amount
FAMILIES = {'bank': (bank, 'utf-8', 2), 'WeChat, quoted': (wechat, 'utf-8', 5), 'roll': (roll, 'utf-8', 3),
            'Alipay, GB18030': (alipay, 'gb18030', 11)}


def family_file(b, name):
    write, encoding, _ = FAMILIES[name]
    path = b.work / f'{write.__name__}-{b.rows}.csv'
    if not path.exists():
        with open(path, 'w', encoding=encoding, newline='', buffering=1 << 20) as out:
            out.writelines(write(b.rows))
    return path


def parse(b, rounds, row):
    """Rows of the table: CPU of our reader against a parser that only looks for separators."""
    table = []
    for name, (_, _, column) in FAMILIES.items():
        rows = row(f'{name}: rows found (million rows/s, theirs)', 'a parser that only looks for separators', '>= 0.3 x')
        whole = row(f'{name}: the same and all understood (million rows/s)', 'the same', '>= 0.3 x')
        path = family_file(b, name)
        for _ in range(rounds):
            seen = b.program('parse', path, column)
            rows.add(seen['rows'] / seen['bare'], seen['rows'], seen['bare'])
            whole.add(seen['whole'] / seen['bare'], seen['whole'])
        table += [rows, whole]
    return table


def imports(b, rounds, row, bare_import):
    """Rows of the table: a whole import of each family, and its memory."""
    table = []
    for name in FAMILIES:
        whole = row(f'{name}: import of {b.rows:,} rows (s, theirs)', '`sqlite3 .import` into a bare table', '<= 1.5 x')
        memory = row(f'{name}: memory of that import', '', '<= 256 MB', ' MB')
        path = family_file(b, name)
        for _ in range(rounds):
            theirs = bare_import(b, path)
            ours, peak = b.import_bill(b.house('family'), path)
            whole.add(ours / theirs, ours, theirs)
            memory.add(peak)
        table += [whole, memory]
    shutil.rmtree(b.work / 'family', ignore_errors=True)
    return table
