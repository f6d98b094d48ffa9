# A gift that is announced is a promise: it has an order code, is in no total, and can be withdrawn.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
$ nuan token add --right donation.notify --label shop
  save token ^(\S{20,})$
$ nuan token add --right read --label reader
  save reader ^(\S{20,})$
! serve
> POST /api/v1/campaigns/warm-wuhan/promises
+ Authorization: Bearer ${token}
+ Idempotency-Key: p1
< {"amount_fen": 10000, "payer": {"name": "李小华", "display": "masked"}, "message": "武汉加油"}
  201
  json state = "open"
  save code "order_code":\s*"([0-9A-Z]{4}-[0-9A-Z]{4})"
  save id "id":\s*"([0-9A-Z]{13})"

# The same key once more is the same promise; with another body it is a fault.
> POST /api/v1/campaigns/warm-wuhan/promises
+ Authorization: Bearer ${token}
+ Idempotency-Key: p1
< {"amount_fen": 10000, "payer": {"name": "李小华", "display": "masked"}, "message": "武汉加油"}
  201
  ${code}
  ${id}
> POST /api/v1/campaigns/warm-wuhan/promises
+ Authorization: Bearer ${token}
+ Idempotency-Key: p1
< {"amount_fen": 20000}
  422

# What is wrong is told at its field.
> POST /api/v1/campaigns/warm-wuhan/promises
+ Authorization: Bearer ${token}
+ Idempotency-Key: p2
< {"amount_fen": 0}
  400
  json field = "amount_fen"
> POST /api/v1/campaigns/warm-wuhan/promises
+ Authorization: Bearer ${token}
+ Idempotency-Key: p3
< {"amount_fen": 100, "purpose": "nothing"}
  400
  json field = "purpose"
> POST /api/v1/campaigns/warm-wuhan/promises
+ Authorization: Bearer ${token}
+ Idempotency-Key: p4
< {"amount_fen": 100, "days": 0}
  400
  json field = "days"
> POST /api/v1/campaigns/warm-wuhan/promises
+ Authorization: Bearer ${token}
< {"amount_fen": 100}
  400
> POST /api/v1/campaigns/warm-wuhan/promises
+ Authorization: Bearer ${reader}
+ Idempotency-Key: p5
< {"amount_fen": 100}
  403
> POST /api/v1/campaigns/warm-wuhan/promises
+ Idempotency-Key: p6
< {"amount_fen": 100}
  400

# It is in no total, and nothing of the giver is told.
> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22767
> GET /api/v1/campaigns/warm-wuhan/promises/${code}
+ Authorization: Bearer ${token}
  json state = "open"
  json amount_fen = 10000
  json given_fen = 0
  ~ "expires_at":"2020-02-10T18:3
  not 李
> GET /api/v1/campaigns/warm-wuhan/promises/0000-0000
+ Authorization: Bearer ${token}
  404
> GET /api/v1/campaigns/warm-wuhan/promises
+ Authorization: Bearer ${reader}
  json items.0.amount_fen = 10000

# The desk makes one, too; withdrawing ends it, once.
$ nuan promise make --amount 50 --payer 王芳 --days 3
  save other ([0-9A-Z]{4}-[0-9A-Z]{4})
$ nuan promise show ${other} --format json
  "state":"open"
$ nuan promise make --amount nothing
  exit 1
$ nuan promise withdraw ${other}
$ nuan promise withdraw ${other}
  exit 1
  withdrawn before
$ nuan list promises --state open --format csv
  ${code}
  not ${other}
$ nuan list promises --state withdrawn --format csv
  ${other}
$ nuan list promises --state lost
  exit 2
> POST /api/v1/campaigns/warm-wuhan/promises/${code}/withdraw
+ Authorization: Bearer ${token}
  403

# How long a promise stands is a setting; the clock alone ends it.
$ nuan promise days
  7
$ nuan promise days 400
  exit 1
$ nuan promise days 1
$ nuan promise make --amount 8
  save short ([0-9A-Z]{4}-[0-9A-Z]{4})
! stop
$ nuan list changes --limit 5
  promise.days
  promise.withdraw
! serve --clock 2020-02-05T08:00:00+08:00
> GET /api/v1/campaigns/warm-wuhan/promises?state=expired
+ Authorization: Bearer ${reader}
  ${short}
  not ${code}
> GET /api/v1/campaigns/warm-wuhan/promises?state=open
+ Authorization: Bearer ${reader}
  ${code}
  not ${short}
> GET /api/v1/campaigns/warm-wuhan/promises?state=lost
+ Authorization: Bearer ${reader}
  400
$ nuan verify
