# One payment that comes by the provider's notification and in the bill is one gift with two sources, in either order.

$ nuan init --scenario beijing-2020
$ nuan token add --right donation.notify
  save token ^(\S{20,})$
! serve

# The notification first: booked, and named again by the same key; another body under the same key is refused.
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: a
< {"payment_no": "42000005000000000000000001", "order_code": "M1", "paid_at": "2020-02-03T12:00:00+08:00", "amount_fen": 1000, "channel": "wechat"}
  201
  save gift "id":"(\w+)"
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: a
< {"payment_no": "42000005000000000000000001", "order_code": "M1", "paid_at": "2020-02-03T12:00:00+08:00", "amount_fen": 1000, "channel": "wechat"}
  201
  json id = "${gift}"
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: a
< {"payment_no": "42000005000000000000000001", "order_code": "M1", "paid_at": "2020-02-03T12:00:00+08:00", "amount_fen": 1001, "channel": "wechat"}
  422
# Under a new key it is known; with another amount it is refused, and both amounts are named.
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: b
< {"payment_no": "42000005000000000000000001", "order_code": "M1", "paid_at": "2020-02-03T04:00:00Z", "amount_fen": 1000, "channel": "wechat"}
  200
  json id = "${gift}"
  json state = "known"
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: c
+ Accept-Language: en
< {"payment_no": "42000005000000000000000001", "order_code": "M1", "paid_at": "2020-02-03T12:00:00+08:00", "amount_fen": 999, "channel": "wechat"}
  409
  ¥10.00
  ¥9.99

# The bill brings it, a gift that was notified without the merchant's number, and one that nobody notified.
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: d
< {"payment_no": "42000005000000000000000002", "paid_at": "2020-02-03T12:00:05+08:00", "amount_fen": 2000, "channel": "wechat", "payer": "张三"}
  201
  save named "id":"(\w+)"
file bill.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-03 12:00:00,`42000005000000000000000001,`M1,`SUCCESS,`CNY,`10.00,`0,`0.00,`0.00000
< `2020-02-03 11:59:58,`42000005000000000000000002,`M2,`SUCCESS,`CNY,`20.00,`0,`0.00,`0.00000
< `2020-02-03 13:00:00,`42000005000000000000000003,`M3,`SUCCESS,`CNY,`30.00,`0,`0.00,`0.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `3,`60.00,`0.00,`0.00000
$ nuan import statement --campaign warm-wuhan --format json ${WORK}/bill.csv
  json rows = 3
  json booked = 1
  json duplicates = 2
  json amount_fen = 3000
  json state = "confirmed"
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: e
< {"payment_no": "42000005000000000000000003", "order_code": "M3", "paid_at": "2020-02-03T13:00:00+08:00", "amount_fen": 3000, "channel": "wechat"}
  200
  save late "id":"(\w+)"

$ nuan show donation ${named} --format json
  json sources.0.kind = "notice"
  json sources.1.kind = "statement"
  json sources.1.row = 3
  json state = "claimed"
$ nuan show donation ${late} --format json
  json sources.0.kind = "statement"
  json sources.0.row = 4
  json sources.1.kind = "notice"
$ nuan show campaign warm-wuhan --format json
  json gifts = 22770
  json amount_fen = 361796000
$ nuan verify

# A refusal names the field, its value, the rule and the cure.
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: z
+ Accept-Language: en
< {"payment_no": "42000005000000000000000009", "paid_at": "2020-02-03T12:00:00+08:00", "amount_fen": 0, "channel": "wechat"}
  400
  json field = "amount_fen"
  json value = "0"
  json title = "Amount must be more than 0"
  json hint = "Write 12.50 yuan as 1250."
