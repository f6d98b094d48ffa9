# Ten gifts of ¥100.00 by WeChat Pay, which keeps ¥6.00 and pays ¥994.00 out to the bank: ten gifts, nothing held by the provider any
# more, ¥6.00 of fees. What the bank adds as interest is no gift.

$ nuan init --scenario none
file orgs.csv
< code,parent,kind,name_zh,name_en,region_code,uscc,legal,opened
< charity,,foundation,某市基金会,City Foundation,420100,,self,2020-01-01
$ nuan import orgs orgs.csv
$ nuan add campaign help --org charity --name 抗击疫情 --purpose 购买防护用品 --contact 基金会办公室 --opened 2020-01-23T00:00:00+08:00
file bill.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-01-29 10:00:00,`4200000485202001290000000000,`M0,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:01,`4200000485202001290000000001,`M1,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:02,`4200000485202001290000000002,`M2,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:03,`4200000485202001290000000003,`M3,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:04,`4200000485202001290000000004,`M4,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:05,`4200000485202001290000000005,`M5,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:06,`4200000485202001290000000006,`M6,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:07,`4200000485202001290000000007,`M7,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:08,`4200000485202001290000000008,`M8,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:09,`4200000485202001290000000009,`M9,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `10,`1000.00,`0.00,`6.00000
file bank.csv
< 某银行账户明细
< 账号：0200001019012345678
< 交易日期,摘要,收入,支出,余额,对方户名,附言
< 2020-01-30,转账,994.00,,994.00,财付通支付科技有限公司,微信支付商户提现
< 2020-03-21,结息,0.37,,994.37,,
$ nuan import statement --campaign help --format json bill.csv
  json booked = 10
  json amount_fen = 100000
  json fees_fen = 600
$ nuan import statement --campaign help --format json bank.csv
  json booked = 0
  json settlements = 1
  json amount_fen = 0
$ nuan show campaign help --format json
  json gifts = 10
  json amount_fen = 100000
$ nuan show accounts --format csv
  ~ (?m)^help\.bank,.*,994\.00,1,
  ~ (?m)^help\.clearing-wechat,.*,1000\.00,1000\.00,0\.00,
  ~ (?m)^help\.fee,.*,6\.00,1,
  ~ (?m)^help\.unclaimed,.*,-1000\.00,

# Both once more, under other names: nothing is booked.
$ cp bill.csv bill-again.csv; cp bank.csv bank-again.csv
$ nuan import statement --campaign help --format json bank-again.csv
  json settlements = 0
$ nuan import statement --campaign help --format json bill-again.csv
  json booked = 0
$ nuan show accounts --format csv
  ~ (?m)^help\.bank,.*,994\.00,1,
  ~ (?m)^help\.clearing-wechat,.*,0\.00,\d+,
$ nuan verify
