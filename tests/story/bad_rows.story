# A file with one bad row books nothing; every bad row is listed with row, column, value, rule and cure.

$ nuan init --scenario beijing-2020
file bill.csv
< 交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注
< `2020-02-03 01:00:00,`wx1,`1500000001,`0,`,`4200000500000000000000000001,`M1,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`10.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`10.00,`0.00,`
< `2020-02-03 01:00:01,`wx1,`1500000001,`0,`,`4200000500000000000000000002,`M2,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`１０．００,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`１０．００,`0.00,`
< `2020-02-30 01:00:02,`wx1,`1500000001,`0,`,`4200000500000000000000000003,`M3,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`10.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`10.00,`0.00,`
< 总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
< `3,`30.00,`0.00,`0.00,`0.00000,`30.00,`0.00

$ nuan --lang en import statement --campaign warm-wuhan bill.csv
  exit 1
  2020-02-30
$ nuan import statement --campaign warm-wuhan --format json bill.csv
  exit 1
  json rows = 3
  json rejected.0.column = "交易时间"
$ nuan show campaign warm-wuhan --format json
  json gifts = 22767
$ nuan import statement --campaign warm-wuhan --skip-rejected --format json bill.csv
$ nuan show campaign warm-wuhan --format json
  ~ "gifts":227(68|69)
$ nuan verify

# A file whose rows have no day that can be read stands before no other file: it has no days.
file dayless.csv
< 交易日期,收入,支出,余额,对方户名,摘要
< 2020-02-31,10.00,,10.00,王小明,捐款
file later.csv
< 交易日期,收入,支出,余额,对方户名,摘要
< 2020-02-03,20.00,,30.00,李华,捐款
$ nuan import statement --campaign warm-wuhan --skip-rejected dayless.csv
$ nuan import statement --campaign warm-wuhan --format json later.csv
  json booked = 1
$ nuan reconcile warm-wuhan.bank --format json
  json 0.day = "2020-02-03"
$ nuan verify
