# The same charge, and the same refund, told by two kinds of file of one account: each is in the books once, in
# whatever order the files come, and stays there as long as one of them stands.

$ nuan init --scenario beijing-2020
$ nuan add campaign help --org warm-foundation --name 互助 --purpose 互助 --contact 010-00000000 --opened 2020-01-01T00:00:00+08:00

# The trade bill tells the charge beside the gift, the fund bill as a row of its own.
file trade.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-01-29 10:00:00,`4200000485202001290000000100,`M0,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:01,`4200000485202001290000000101,`M1,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 12:00:00,`4200000485202001290000000101,`M1,`REFUND,`CNY,`0.00,`50300806962020012905978994100,`30.00,`0.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `3,`200.00,`30.00,`1.20000
file fund.csv
< 记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号
< `2020-01-29 10:00:00,`4200000485202001290000000100,`4200000920202001290000000001,`交易,`交易,`收入,`100.00,`100.00,`system,`x,`M0
< `2020-01-29 10:00:00,`4200000485202001290000000100,`4200000920202001290000000002,`扣除交易手续费,`扣除交易手续费,`支出,`0.60,`99.40,`system,`x,`M0
< `2020-01-29 10:00:01,`4200000485202001290000000101,`4200000920202001290000000003,`交易,`交易,`收入,`100.00,`199.40,`system,`x,`M1
< `2020-01-29 10:00:01,`4200000485202001290000000101,`4200000920202001290000000004,`扣除交易手续费,`扣除交易手续费,`支出,`0.60,`198.80,`system,`x,`M1
< `2020-01-29 12:00:00,`50300806962020012905978994100,`4200000920202001290000000005,`退款,`退款,`支出,`30.00,`168.80,`api,`x,`R1
< 资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额
< `5,`2,`200.00,`3,`31.20
# A preview of both says what will be booked.
$ nuan import statement --campaign help --dry-run --format json trade.csv fund.csv
  json files.0.refunds = 1
  json files.1.duplicates = 5
$ nuan import statement --campaign help --dry-run --format json fund.csv trade.csv
  json files.0.refunds = 1
  json files.1.duplicates = 3
$ nuan import statement --campaign help --format json trade.csv
  json booked = 2
  json refunds = 1
  save TRADE "import":"(\w+)","state"
$ nuan import statement --campaign help --dry-run --format json fund.csv
  json duplicates = 5
$ nuan import statement --campaign help --format json fund.csv
  json booked = 0
  json duplicates = 5
  save FUND "import":"(\w+)","state"
$ nuan show campaign help --format json
  json amount_fen = 20000
  json fees_fen = 120
  json refunded_fen = 3000

# The charge passes on to the file that still tells it; with the last one it goes.
$ nuan undo import ${TRADE}
$ nuan show campaign help --format json
  json fees_fen = 120
  json refunded_fen = 3000
$ nuan verify
$ nuan undo import ${FUND}
$ nuan show campaign help --format json
  json gifts = 0
  json fees_fen = 0
  json refunded_fen = 0
$ nuan verify

# The other way round: what the fund bill calls by its own number finds its gift when the trade bill names both.
$ nuan import statement --campaign help --format json fund.csv
  json booked = 2
  json settlements = 2
  json refunds = 1
  save FUND "import":"(\w+)","state"
$ nuan list refunds --held --format csv
  30.00
$ nuan import statement --campaign help --format json trade.csv
  json booked = 0
  json duplicates = 3
  save TRADE "import":"(\w+)","state"
$ nuan show campaign help --format json
  json fees_fen = 120
  json refunded_fen = 3000
$ nuan list refunds --held --format csv
  not 30.00
$ nuan undo import ${FUND}
$ nuan show campaign help --format json
  json amount_fen = 20000
  json fees_fen = 120
  json refunded_fen = 3000
$ nuan import statement --campaign help --format json fund.csv
  json duplicates = 5
$ nuan show campaign help --format json
  json fees_fen = 120
  json refunded_fen = 3000
$ nuan verify

# Alipay: the trade bill numbers its refunds, the account statement does not.  Two of one amount are two.
file ali-trade.csv
< #支付宝业务明细查询
< #账号：[20881234567890120156]
< #-----业务明细列表-----
< 支付宝交易号,商户订单号,业务类型,商品名称,完成时间,对方账户,订单金额（元）,商家实收（元）,退款批次号/请求号,服务费（元）,备注
< 2020012922001400000000000001,A1,交易,爱心捐赠,2020-01-29 10:00:00,a***,400.00,400.00,,-2.40,
< 2020012922001400000000000001,A1,退款,爱心捐赠,2020-01-29 11:00:00,a***,-50.00,-50.00,R1,0.00,
< 2020012922001400000000000001,A1,退款,爱心捐赠,2020-01-29 12:00:00,a***,-50.00,-50.00,R2,0.00,
< #-----业务明细列表结束-----
file ali-account.csv
< #支付宝账务明细查询
< #账号：[20881234567890120156]
< #-----账务明细列表-----
< 账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注
< 80000001,2020012922001400000000000001,A1,爱心捐赠,2020-01-29 10:00:00,a***,400.00,,400.00,支付宝,在线支付,
< 80000002,2020012922001400000000000001,A1,服务费,2020-01-29 10:00:01,,,-2.40,397.60,支付宝,收费,
< 80000003,2020012922001400000000000001,A1,爱心捐赠,2020-01-29 11:00:00,a***,,-50.00,347.60,支付宝,退款,
< 80000004,2020012922001400000000000001,A1,爱心捐赠,2020-01-29 12:00:00,a***,,-50.00,297.60,支付宝,退款,
< #-----账务明细列表结束-----
$ nuan add campaign warm --org warm-foundation --name 送暖 --purpose 送暖 --contact 010-00000000 --opened 2020-01-01T00:00:00+08:00
$ nuan import statement --campaign warm --format json ali-trade.csv
  json refunds = 2
  save ALI "import":"(\w+)","state"
$ nuan import statement --campaign warm --dry-run --format json ali-account.csv
  json duplicates = 4
$ nuan import statement --campaign warm --format json ali-account.csv
  json duplicates = 4
$ nuan show campaign warm --format json
  json refunded_fen = 10000
  json fees_fen = 240
$ nuan undo import ${ALI}
$ nuan show campaign warm --format json
  json refunded_fen = 10000
  json fees_fen = 240
$ nuan verify

# An account that one file names and another does not: its rows count once, in a preview as in the books.
file named.csv
< 账号：6222000000000011
< 交易日期,摘要,收入,支出,余额,对方户名,附言
< 2020-02-01,转账,10.00,,10.00,甲,捐
< 2020-02-01,转账,10.00,,20.00,甲,捐
file plain.csv
< 交易日期,摘要,收入,支出,余额,对方户名,附言
< 2020-02-01,转账,10.00,,10.00,甲,捐
< 2020-02-01,转账,10.00,,20.00,甲,捐
< 2020-02-02,转账,5.00,,25.00,乙,捐
$ nuan import statement --campaign help --dry-run --format json named.csv plain.csv
  json files.1.booked = 1
  json files.1.duplicates = 2
$ nuan import statement --campaign help --dry-run --format json plain.csv named.csv
  json files.0.booked = 3
  json files.1.duplicates = 2
$ nuan import statement --campaign help --format json named.csv plain.csv
  json files.0.booked = 2
  json files.1.booked = 1
