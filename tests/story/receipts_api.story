# Receipts through the API: a program asks and gives, a person reviews.

$ nuan init --scenario beijing-2020
  save reviewer reviewer\.demo\s+(\S+)
$ nuan token add --right receipt.enter --label office
  save token ^(\S{20,})$
$ nuan token add --right read --label looker
  save looker ^(\S{20,})$
$ nuan token add --right receipt.review --label program
  save program ^(\S{20,})$
file bill.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-03 12:00:00,`42000005000000000000000001,`M1,`SUCCESS,`CNY,`20.00,`0,`0.00,`0.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `1,`20.00,`0.00,`0.00000
$ nuan import statement --campaign warm-wuhan bill.csv
! serve
> POST /api/v1/campaigns/warm-wuhan/receipts/requests
+ Idempotency-Key: r0
< {"title": "李明"}
  401
> POST /api/v1/campaigns/warm-wuhan/receipts/requests
+ Authorization: Bearer ${token}
+ Idempotency-Key: r1
< {"title": "李明", "payment_no": "42000005000000000000000001"}
  400
  json field = "payment_no"
> POST /api/v1/campaigns/warm-wuhan/receipts/requests
+ Authorization: Bearer ${token}
+ Idempotency-Key: r2
< {"title": "李明", "payment_no": "42000005000000000000000001", "amount_fen": 2000, "day": "2020-02-03", "payer": "cat"}
  400
  json field = "payer"
> POST /api/v1/campaigns/warm-wuhan/receipts/requests
+ Authorization: Bearer ${token}
+ Idempotency-Key: r3
< {"title": "李明", "payment_no": "42000005000000000000000001", "amount_fen": 2000, "day": "2020-02-03"}
  201
  json state = "open"
  save request "id":\s*"(\w{13})"
# The same key is the same request; another body under it is refused.
> POST /api/v1/campaigns/warm-wuhan/receipts/requests
+ Authorization: Bearer ${token}
+ Idempotency-Key: r3
< {"title": "李明", "payment_no": "42000005000000000000000001", "amount_fen": 2000, "day": "2020-02-03"}
  201
  ${request}
> POST /api/v1/campaigns/warm-wuhan/receipts/requests
+ Authorization: Bearer ${token}
+ Idempotency-Key: r3
< {"title": "王明", "payment_no": "42000005000000000000000001", "amount_fen": 2000, "day": "2020-02-03"}
  422
> POST /api/v1/campaigns/warm-wuhan/receipts/requests
+ Authorization: Bearer ${token}
+ Idempotency-Key: r4
< {"title": "李明", "payment_no": "42000005000000000000000001", "amount_fen": 2000, "day": "2020-02-03"}
  409
> GET /api/v1/campaigns/warm-wuhan/receipts/requests?state=open
+ Authorization: Bearer ${looker}
  json items.0.exact = true
  json items.0.label = "李*"

# A program reviews nothing.
> POST /api/v1/campaigns/warm-wuhan/receipts/requests/${request}/review
+ Authorization: Bearer ${program}
< {"approve": true}
  403
$ nuan receipt review ${request} --approve --as reviewer.demo
< ${reviewer}
> POST /api/v1/campaigns/warm-wuhan/receipts/run
+ Authorization: Bearer ${token}
  json given = 1
> GET /api/v1/campaigns/warm-wuhan/receipts/R2020-000001
+ Authorization: Bearer ${looker}
  json amount_fen = 2000
  json state = "given"
> GET /api/v1/campaigns/warm-wuhan/receipts
+ Authorization: Bearer ${looker}
  json items.0.number = "R2020-000001"
> GET /api/v1/campaigns/warm-wuhan/receipts/R2020-000009
+ Authorization: Bearer ${looker}
  404
> POST /api/v1/campaigns/warm-wuhan/receipts/R2020-000001/void
+ Authorization: Bearer ${program}
< {"reason": "x"}
  403
> GET /api/v1/campaigns/warm-wuhan/receipts
  401
! stop
$ nuan verify
