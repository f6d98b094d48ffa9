# One bank account, exported in several shapes: with the number of the account, without, masked, with serial numbers. Day, amount and
# balance tell the rows; each is booked once, in any order, and goes when no file tells of it any more.

$ nuan init --scenario none
file orgs.csv
< code,parent,kind,name_zh,name_en,region_code,uscc,legal,opened
< charity,,foundation,某市基金会,City Foundation,420100,,self,2020-01-01
$ nuan import orgs orgs.csv
$ nuan add campaign help --org charity --name 抗击疫情 --purpose 购买防护用品 --contact 基金会办公室 --opened 2020-01-23T00:00:00+08:00
file named.csv
< 账号：6222000000000011
< 交易日期,摘要,收入,支出,余额,对方户名,附言
< 2020-02-01,转账,10.00,,10.00,甲,捐
< 2020-02-01,转账,10.00,,20.00,甲,捐
< 2020-02-02,转账,5.00,,25.00,财付通支付科技有限公司,
file plain.csv
< 交易日期,摘要,收入,支出,余额,对方户名,附言
< 2020-02-01,转账,10.00,,10.00,甲,捐
< 2020-02-01,转账,10.00,,20.00,甲,捐
< 2020-02-02,转账,5.00,,25.00,财付通支付科技有限公司,
file masked.csv
< 账号：62220000000****
< 交易日期,摘要,收入,支出,余额,对方户名,附言
< 2020-02-01,转账,10.00,,10.00,甲,捐
< 2020-02-01,转账,10.00,,20.00,甲,捐
< 2020-02-02,转账,5.00,,25.00,财付通支付科技有限公司,
file numbered.csv
< 交易日期,流水号,摘要,收入,支出,余额,对方户名,附言
< 2020-02-01,12345678901,转账,10.00,,10.00,甲,捐
< 2020-02-01,12345678902,转账,10.00,,20.00,甲,捐
$ nuan import statement --campaign help --format json plain.csv
  json booked = 2
  json settlements = 1
  save PLAIN "import": ?"([^"]+)"
$ nuan import statement --campaign help --format json named.csv
  json booked = 0
  json duplicates = 3
  save NAMED "import": ?"([^"]+)"
$ nuan import statement --campaign help --format json numbered.csv
  json booked = 0
  json duplicates = 2
  save NUMBERED "import": ?"([^"]+)"
$ nuan import statement --campaign help --format json masked.csv
  json duplicates = 3
  save MASKED "import": ?"([^"]+)"
$ nuan show accounts --format csv
  ~ (?m)^help\.bank,.*,25\.00,\d+,
  ~ (?m)^help\.clearing-wechat,.*,-5\.00,\d+,

# The first file goes; the others still tell of the money. The last one takes it along.
$ nuan undo import ${PLAIN}
$ nuan undo import ${NAMED}
$ nuan show accounts --format csv
  ~ (?m)^help\.bank,.*,25\.00,\d+,
$ nuan undo import ${NUMBERED}
$ nuan undo import ${MASKED}
$ nuan show accounts --format csv
  ~ (?m)^help\.bank,.*,0\.00,\d+,
  ~ (?m)^help\.clearing-wechat,.*,0\.00,\d+,
$ nuan verify

# Another account may have the same day, amount and balance: it is another payment.
file other.csv
< 账号：6222000000009922
< 交易日期,摘要,收入,支出,余额,对方户名,附言
< 2020-02-01,转账,10.00,,10.00,甲,捐
$ cp named.csv named-again.csv
$ nuan import statement --campaign help --format json named-again.csv
  json booked = 2
$ nuan import statement --campaign help --format json other.csv
  json booked = 1

# One number for a batch, and a charge with the number of its payment: each row is a payment of its own.
file batch.csv
< 交易日期,流水号,摘要,收入,支出,余额,对方户名,附言
< 2020-02-05,2020020500012345,批量转账,10.00,,10.00,员工甲,捐
< 2020-02-05,2020020500012345,批量转账,10.00,,20.00,员工乙,捐
< 2020-02-05,2020020500012345,批量转账,10.00,,30.00,员工丙,捐
< 2020-02-06,2020020600000009,转账,100.00,,130.00,甲,捐
< 2020-02-06,2020020600000009,手续费,,1.00,129.00,,
$ nuan import statement --campaign help --format json batch.csv
  json booked = 4
  json settlements = 1
file batch2.csv
< 交易日期,流水号,摘要,收入,支出,对方户名,附言
< 2020-03-05,2020030500012345,批量转账,10.00,,员工甲,捐
< 2020-03-05,2020030500012345,批量转账,10.00,,员工乙,捐
< 2020-03-05,2020030500012345,批量转账,30.00,,员工丙,捐
$ nuan import statement --campaign help --format json batch2.csv
  json booked = 3
  json amount_fen = 5000

# A bill of the provider's account: the charge has the number of its trade.
file fund.csv
< 记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号
< `2020-01-29 13:00:00,`4200000485202001290000000001,`4200000485202001290000000001,`交易,`交易,`收入,`900.00,`900.00,`system,`结算总金额 900.00 元;含手续费 5.40 元,`E1
< `2020-01-29 13:00:00,`4200000485202001290000000001,`4200000485202001290000000001,`扣除交易手续费,`扣除交易手续费,`支出,`5.40,`894.60,`system,`,`E1
< 资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额
< `2.0,`1.0,`900.00,`1.0,`5.40
$ nuan import statement --campaign help --format json fund.csv
  json booked = 1
  json settlements = 1
$ nuan verify
