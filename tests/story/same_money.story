# The same money is booked once, whatever file, day, account or campaign it comes with; what differs is told, not guessed.

$ nuan init --scenario beijing-2020
$ nuan add campaign rice --org warm-foundation --name 送米 --purpose 为一线职工送米 --contact 010-00000000
file bill.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-03 12:00:00,`4200000500202002030000000001,`M1,`SUCCESS,`CNY,`10.00,`0,`0.00,`0.00000
< `2020-02-03 12:00:01,`4200000500202002030000000002,`M2,`SUCCESS,`CNY,`20.00,`0,`0.00,`0.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `2,`30.00,`0.00,`0.00000
$ nuan import statement --campaign warm-wuhan --format json bill.csv
  json booked = 2

# Under another campaign the same file is refused, and a file that holds one of its payments, too.
$ nuan --lang en import statement --campaign rice bill.csv
  exit 1
  warm-wuhan
file later.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-03 12:00:00,`4200000500202002030000000001,`M1,`SUCCESS,`CNY,`10.00,`0,`0.00,`0.00000
< `2020-02-03 13:00:00,`4200000500202002030000000003,`M3,`SUCCESS,`CNY,`5.00,`0,`0.00,`0.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `2,`15.00,`0.00,`0.00000
$ nuan --lang en import statement --campaign rice --format json later.csv
  exit 1
  json rejected.0.row = 2
  json rejected.0.column = "微信订单号"
  json rejected.0.value = "4200000500202002030000000001"
  json rejected.0.rule = "This payment is in the books of the campaign warm-wuhan"
$ nuan import statement --campaign rice --skip-rejected --format json later.csv
  json booked = 1
  json amount_fen = 500
$ nuan show campaign rice --format json
  json gifts = 1

# Dated anew, a payment is still the same.
file dated.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-01 08:00:00,`4200000500202002030000000001,`M1,`SUCCESS,`CNY,`10.00,`0,`0.00,`0.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `1,`10.00,`0.00,`0.00000
$ nuan import statement --campaign warm-wuhan --format json dated.csv
  json booked = 0
  json duplicates = 1

# With another amount it is a fault that names both, in the books or in one file.
file amount.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-03 12:00:00,`4200000500202002030000000001,`M1,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.00000
< `2020-02-03 12:10:00,`4200000500202002030000000004,`M4,`SUCCESS,`CNY,`7.00,`0,`0.00,`0.00000
< `2020-02-03 12:10:00,`4200000500202002030000000004,`M4,`SUCCESS,`CNY,`8.00,`0,`0.00,`0.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `3,`115.00,`0.00,`0.00000
$ nuan --lang en import statement --campaign warm-wuhan --format json amount.csv
  exit 1
  json rejected.0.column = "应结订单金额"
  json rejected.0.value = "100.00"
  json rejected.0.rule = "This payment is in the books with ¥10.00"
  json rejected.1.value = "8.00"
  json rejected.1.rule = "The same payment stands above with ¥7.00"
$ nuan import statement --campaign warm-wuhan --skip-rejected --format json amount.csv
  json rows = 3
  json booked = 1
  json amount_fen = 700

# A currency that nobody knows and a day that is still to come stay out.
file strange.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-03 12:20:00,`4200000500202002030000000005,`M5,`SUCCESS,`RMB,`9.00,`0,`0.00,`0.00000
< `2099-01-01 12:20:00,`4200000500202002030000000006,`M6,`SUCCESS,`CNY,`9.00,`0,`0.00,`0.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `2,`18.00,`0.00,`0.00000
$ nuan --lang en import statement --campaign warm-wuhan --format json strange.csv
  exit 1
  json rejected.0.column = "货币种类"
  json rejected.0.value = "RMB"
  json rejected.0.rule = "This currency is not known"
  json rejected.1.value = "2099-01-01 12:20:00"
  json rejected.1.rule = "This day is still to come"

# A notification under another campaign is refused with the campaign's name.
$ nuan token add --right donation.notify
  save token ^(\S{20,})$
! serve
> POST /api/v1/campaigns/rice/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: a
+ Accept-Language: en
< {"payment_no": "4200000500202002030000000001", "order_code": "M1", "paid_at": "2020-02-03T12:00:00+08:00", "amount_fen": 1000, "channel": "wechat"}
  409
  warm-wuhan

# A key that was used for one campaign is no key for another.
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: k
< {"payment_no": "4200000500202002030000000077", "paid_at": "2020-02-03T12:00:00+08:00", "amount_fen": 100, "channel": "wechat"}
  201
> POST /api/v1/campaigns/rice/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: k
< {"payment_no": "4200000500202002030000000077", "paid_at": "2020-02-03T12:00:00+08:00", "amount_fen": 100, "channel": "wechat"}
  422
! stop
$ nuan show campaign warm-wuhan --format json
  json gifts = 22771
  json amount_fen = 361793800
$ nuan verify
