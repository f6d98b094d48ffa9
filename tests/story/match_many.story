# Matching through the API: several payments for one promise, one for several, many at once; what is refused; and money of another currency.

$ nuan init --scenario beijing-2020
$ nuan token add --right donation.enter --label desk
  save token ^(\S{20,})$
$ nuan token add --right read --label reader
  save reader ^(\S{20,})$
$ nuan promise make --amount 70 --payer 刘洋
  save sum ([0-9A-Z]{4}-[0-9A-Z]{4})
$ nuan promise make --amount 50 --payer 陈静
  save half ([0-9A-Z]{4}-[0-9A-Z]{4})
$ nuan promise make --amount 60 --payer 陈静
  save other ([0-9A-Z]{4}-[0-9A-Z]{4})
$ nuan promise make --amount 21 --payer 王小明
  save first ([0-9A-Z]{4}-[0-9A-Z]{4})
$ nuan promise make --amount 22 --payer 张大强
  save second ([0-9A-Z]{4}-[0-9A-Z]{4})
file bank.csv
< 交易时间,收入金额,支出金额,余额,对方户名,对方账号,摘要
< 2020-02-03 09:00:00,30.00,,30.00,刘洋,6222000000000000013,温暖
< 2020-02-03 09:01:00,40.00,,70.00,刘洋,6222000000000000013,再捐一笔
< 2020-02-03 09:02:00,110.00,,180.00,陈静,6222000000000000016,两次一起
< 2020-02-03 09:03:00,21.00,,201.00,王小明,6222000000000000017,
< 2020-02-03 09:04:00,22.00,,223.00,张大强,6222000000000000018,
$ nuan import statement --campaign warm-wuhan bank.csv --format json
  json booked = 5
  json matched = 0
  json unclaimed = 5
! serve

# The queue, the likeliest first, in parts and in pages.  Names are masked.
> GET /api/v1/campaigns/warm-wuhan/matches
+ Authorization: Bearer ${token}
  json very_likely = 2
  json items.0.confidence_mille = 850
  not 王小明
> GET /api/v1/campaigns/warm-wuhan/matches?limit=1
+ Authorization: Bearer ${token}
  save place "next_before":\s*"([^"]+)"
> GET /api/v1/campaigns/warm-wuhan/matches?what=very-likely&before=${place}
+ Authorization: Bearer ${token}
  json next_before = null
  ~ "items":\[.*very|很可能
  not ${place}
> GET /api/v1/campaigns/warm-wuhan/matches?what=likely
+ Authorization: Bearer ${token}
  save both "gift":"([0-9A-Z]{13})","day":"2020-02-03","amount_fen":11000
  save thirty "gift":"([0-9A-Z]{13})","day":"2020-02-03","amount_fen":3000
  save forty "gift":"([0-9A-Z]{13})","day":"2020-02-03","amount_fen":4000
> GET /api/v1/campaigns/warm-wuhan/matches?what=nothing
+ Authorization: Bearer ${token}
  400
  json field = "what"
> GET /api/v1/campaigns/warm-wuhan/matches?before=1
+ Authorization: Bearer ${token}
  400
  json field = "before"
> GET /api/v1/campaigns/warm-wuhan/matches
+ Authorization: Bearer ${reader}
  403
> GET /api/v1/campaigns/warm-wuhan/matches
  401

# One payment that keeps two promises together.
> GET /api/v1/matches/${both}
+ Authorization: Bearer ${token}
  json state = "unclaimed"
  json rest_fen = 11000
  json suggestions.0.confidence_mille = 700
  json suggestions.0.reasons.0.reason = "sum-of-promises"
> GET /api/v1/matches/0000000000000
+ Authorization: Bearer ${token}
  404
> POST /api/v1/matches/${both}/link
+ Authorization: Bearer ${token}
< {"order_codes": ["${half}", "${other}"]}
  400
  Idempotency-Key
> POST /api/v1/matches/${both}/link
+ Authorization: Bearer ${token}
+ Idempotency-Key: l0
< {"order_codes": ["${half}", 7]}
  400
  json field = "order_codes"
> POST /api/v1/matches/${both}/link
+ Authorization: Bearer ${token}
+ Idempotency-Key: l0
< {"order_codes": ["0000-0000"]}
  400
  json field = "order_codes"
> POST /api/v1/matches/${both}/link
+ Authorization: Bearer ${token}
+ Idempotency-Key: l0
< {"order_codes": []}
  400
  json field = "promises"
> POST /api/v1/matches/${both}/link
+ Authorization: Bearer ${token}
+ Idempotency-Key: l0
< {"order_codes": ["${half}"], "amount": 5}
  400
  json field = "body"
> POST /api/v1/matches/${both}/link
+ Authorization: Bearer ${reader}
+ Idempotency-Key: l1
< {"order_codes": ["${half}", "${other}"]}
  403
> POST /api/v1/matches/${both}/link
+ Authorization: Bearer ${token}
+ Idempotency-Key: l1
< {"order_codes": ["${half}", "${other}"]}
  json state = "claimed"
  json rest_fen = 0
  ${other}
  json suggestions = []
> POST /api/v1/matches/${both}/link
+ Authorization: Bearer ${token}
+ Idempotency-Key: l1
< {"order_codes": ["${half}", "${other}"]}
  json state = "claimed"
> POST /api/v1/matches/${both}/link
+ Authorization: Bearer ${token}
+ Idempotency-Key: l1
< {"order_codes": ["${half}"]}
  422
> POST /api/v1/matches/${both}/link
+ Authorization: Bearer ${token}
+ Idempotency-Key: l2
< {"order_codes": ["${half}"]}
  409
> GET /api/v1/campaigns/warm-wuhan/promises/${half}
+ Authorization: Bearer ${token}
  403
$ nuan promise show ${half} --format csv
  50.00,50.00,kept

# Two payments that keep one promise together, and came so: neither is enough, both are.
> GET /api/v1/matches/${forty}
+ Authorization: Bearer ${token}
  json suggestions.0.reasons.0.reason = "sum-of-gifts"
  json suggestions.0.gifts.0 = "${thirty}"
> POST /api/v1/matches/${thirty}/link
+ Authorization: Bearer ${token}
+ Idempotency-Key: l3
< {"order_codes": ["${sum}"], "gifts": ["${thirty}"]}
  400
  json field = "gifts"
> POST /api/v1/matches/${thirty}/link
+ Authorization: Bearer ${token}
+ Idempotency-Key: l3
< {"order_codes": ["${sum}"]}
  json links.0.amount_fen = 3000
$ nuan promise show ${sum} --format csv
  70.00,30.00,open
> GET /api/v1/matches/${forty}
+ Authorization: Bearer ${token}
  json suggestions.0.promises.0.order_code = "${sum}"
  json suggestions.0.promises.0.rest_fen = 4000
> POST /api/v1/matches/${thirty}/unlink
+ Authorization: Bearer ${token}
< {"order_code": "${half}"}
  409
> POST /api/v1/matches/${thirty}/unlink
+ Authorization: Bearer ${token}
  json state = "unclaimed"
> POST /api/v1/matches/${thirty}/unlink
+ Authorization: Bearer ${token}
  409
> GET /api/v1/matches/${thirty}
+ Authorization: Bearer ${token}
  json suggestions.0.reasons.0.reason = "sum-of-gifts"
  json suggestions.0.gifts.0 = "${forty}"
> POST /api/v1/matches/${thirty}/link
+ Authorization: Bearer ${token}
+ Idempotency-Key: l4
< {"order_codes": ["${sum}"], "gifts": ["${forty}"], "forget_payer": true}
  json state = "claimed"
> GET /api/v1/matches/${forty}
+ Authorization: Bearer ${token}
  json links.0.order_code = "${sum}"
  json links.0.amount_fen = 4000
$ nuan promise show ${sum} --format csv
  70.00,70.00,kept

# On hold with a reason, and taken up again.
> GET /api/v1/campaigns/warm-wuhan/matches?what=very-likely
+ Authorization: Bearer ${token}
  save zhang "gift":"([0-9A-Z]{13})","day":"2020-02-03","amount_fen":2200
> POST /api/v1/matches/${zhang}/hold
+ Authorization: Bearer ${token}
< {"reason": " "}
  400
  json field = "reason"
> POST /api/v1/matches/${zhang}/hold
+ Authorization: Bearer ${token}
< {"reason": "已向银行查询"}
  json state = "held"
  json hold.reason = "已向银行查询"
> POST /api/v1/matches/${zhang}/hold
+ Authorization: Bearer ${token}
< {"reason": "再问一次"}
  409
> GET /api/v1/campaigns/warm-wuhan/matches?what=held
+ Authorization: Bearer ${token}
  json held = 1
  json items.0.gift = "${zhang}"
> GET /api/v1/campaigns/warm-wuhan/matches/sure
+ Authorization: Bearer ${token}
  json amount_fen = 2100
> POST /api/v1/matches/${zhang}/release
+ Authorization: Bearer ${token}
  json hold = null
> POST /api/v1/matches/${zhang}/release
+ Authorization: Bearer ${token}
  409

# What is very likely, at once: first it is told, then what was told is accepted, each by itself.
> GET /api/v1/campaigns/warm-wuhan/matches/sure?least=500
+ Authorization: Bearer ${token}
  400
  json field = "least"
> GET /api/v1/campaigns/warm-wuhan/matches/sure
+ Authorization: Bearer ${token}
  json amount_fen = 4300
  json more = false
  ${second}
  ${first}
  save wang "gift":"([0-9A-Z]{13})","amount_fen":2100
> POST /api/v1/campaigns/warm-wuhan/matches/accept
+ Authorization: Bearer ${token}
< {"items": [{"gift": "${zhang}", "order_code": "${second}"}]}
  400
> POST /api/v1/campaigns/warm-wuhan/matches/accept
+ Authorization: Bearer ${token}
+ Idempotency-Key: a0
< {"items": [{"gift": "${zhang}"}]}
  400
  json field = "items"
> POST /api/v1/campaigns/warm-wuhan/matches/accept
+ Authorization: Bearer ${reader}
+ Idempotency-Key: a1
< {"items": [{"gift": "${zhang}", "order_code": "${second}"}]}
  403
> POST /api/v1/campaigns/warm-wuhan/matches/accept
+ Authorization: Bearer ${token}
+ Idempotency-Key: a1
< {"items": [{"gift": "${zhang}", "order_code": "${second}"}, {"gift": "${wang}", "order_code": "${sum}"}]}
  json accepted = 1
  json refused = 1
  json items.0.state = "matched"
  json items.1.status = 409
> POST /api/v1/campaigns/warm-wuhan/matches/accept
+ Authorization: Bearer ${token}
+ Idempotency-Key: a1
< {"items": [{"gift": "${zhang}", "order_code": "${second}"}, {"gift": "${wang}", "order_code": "${sum}"}]}
  json accepted = 1
  json refused = 1
> POST /api/v1/campaigns/warm-wuhan/matches/accept
+ Authorization: Bearer ${token}
+ Idempotency-Key: a2
< {"items": [{"gift": "${wang}", "order_code": "${first}"}]}
  json accepted = 1

# What was learnt: from whom, by whom; it can be forgotten.  That of the two payments was not to be remembered.
> GET /api/v1/campaigns/warm-wuhan/payers
+ Authorization: Bearer ${token}
  json items.0.gift = "${wang}"
  json items.0.giver = "王*明"
  json items.0.by = "desk"
  not 刘
  save payer "id":\s*"([0-9A-Z]{13})"
> POST /api/v1/campaigns/warm-wuhan/payers/${payer}/forget
+ Authorization: Bearer ${reader}
  403
> POST /api/v1/campaigns/warm-wuhan/payers/${payer}/forget
+ Authorization: Bearer ${token}
  json state = "forgotten"
> POST /api/v1/campaigns/warm-wuhan/payers/${payer}/forget
+ Authorization: Bearer ${token}
  404

# Promises are of yuan: 100.00 HKD with the code of a promise of 100.00 yuan keep nothing, and are in no sum of payments.
$ nuan promise make --amount 100 --payer 何生
  save hundred ([0-9A-Z]{4}-[0-9A-Z]{4})
$ echo ${hundred} | tr -d -
  save plain ^(\S{8})$
file bill.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-03 09:01:00,`4200000500202002030000000002,`${plain},`SUCCESS,`HKD,`100.00,`0,`0.00,`0.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `1,`100.00,`0.00,`0.00000
$ nuan import statement --campaign warm-wuhan --format json bill.csv
  json booked = 1
  json matched = 0
$ nuan promise show ${hundred} --format csv
  ,0.00,open
$ nuan list donations --campaign warm-wuhan --limit 1 --format csv
  save foreign ([0-9A-Z]{13}),
> GET /api/v1/matches/${foreign}
+ Authorization: Bearer ${token}
  json currency = "HKD"
  json amount = 10000
  json suggestions = []
> POST /api/v1/matches/${foreign}/link
+ Authorization: Bearer ${token}
+ Idempotency-Key: f1
< {"order_codes": ["${hundred}"]}
  409
> POST /api/v1/matches/${foreign}/hold
+ Authorization: Bearer ${token}
< {"reason": "等香港的回单"}
  json state = "held"
> GET /api/v1/campaigns/warm-wuhan/matches
+ Authorization: Bearer ${token}
  json waiting = 1
  json amount_fen = 0
  json items.0.currency = "HKD"
> POST /api/v1/matches/${foreign}/claim
+ Authorization: Bearer ${token}
+ Idempotency-Key: f2
< {"giver": {"name": ""}}
  400
  json field = "name"
> POST /api/v1/matches/${foreign}/claim
+ Authorization: Bearer ${token}
+ Idempotency-Key: f2
< {"giver": {"name": "何生", "display": "masked"}}
  json state = "claimed"
  json links.0.order_code = null
> POST /api/v1/matches/${foreign}/claim
+ Authorization: Bearer ${token}
+ Idempotency-Key: f3
< {"giver": {"name": "何生"}}
  409
file hkd.csv
< 交易时间,币种,收入金额,支出金额,余额,对方户名,对方账号,摘要
< 2020-02-03 10:00:00,HKD,60.00,,60.00,何生,6222000000000000099,温暖
file yuan.csv
< 交易时间,收入金额,支出金额,余额,对方户名,对方账号,摘要
< 2020-02-03 10:01:00,40.00,,40.00,何生,6222000000000000098,温暖
$ nuan import statement --campaign warm-wuhan hkd.csv --format json
  json booked = 1
$ nuan list donations --campaign warm-wuhan --limit 1 --format csv
  HKD
  save sixty ([0-9A-Z]{13}),
> POST /api/v1/matches/${sixty}/hold
+ Authorization: Bearer ${token}
< {"reason": "等香港的回单"}
  json state = "held"
$ nuan import statement --campaign warm-wuhan yuan.csv --format json
  json booked = 1
$ nuan list donations --campaign warm-wuhan --limit 1 --format csv
  save forty ([0-9A-Z]{13}),[^\n]*,40\.00,CNY
> GET /api/v1/matches/${forty}
+ Authorization: Bearer ${token}
  json suggestions = []
> GET /api/openapi.json
  /api/v1/matches/{gift}/link
  json components.schemas.Link.properties.order_codes.items.type = "string"
! stop
$ nuan verify
