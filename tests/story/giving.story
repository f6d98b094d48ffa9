# Anybody gives: a form without an account becomes a promise with a code and a secret link; the link shows how to pay, and once
# the money is in the books, its way.

$ nuan init --scenario beijing-2020
$ nuan token add --right donation.notify --label shop
  save token ^(\S{20,})$
! serve

> GET /c/warm-wuhan/give
  header Cache-Control: no-store
  给“温暖武汉”捐款
  北京市温暖基金会（演示账户）
  save key name="key" value="([\w-]{32})"
# Each reader has a key of her own.
> GET /c/warm-wuhan/give
  not ${key}

# What is wrong is told at its field, and nothing that was typed is lost.
> POST /c/warm-wuhan/give
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&amount=%E4%B8%80%E7%99%BE&message=%E5%8A%A0%E6%B2%B9
  400
  amount-error
  加油
> POST /c/warm-wuhan/give
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&amount=0
  400
  amount-error
> POST /c/warm-wuhan/give
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&amount=5&display=2
  400
  name-error
# A machine fills in what nobody sees, makes up keys, or is faster than a person: it gets the form again.
> POST /c/warm-wuhan/give
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&amount=5&website=x
  400
> POST /c/warm-wuhan/give
+ Content-Type: application/x-www-form-urlencoded
< key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&amount=5
  400

# The form that a person had before her: full-width digits are digits.
> POST /c/warm-wuhan/give
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&amount=%EF%BC%91%EF%BC%90%EF%BC%90%E5%85%83&name=%E6%9D%8E%E5%B0%8F%E5%8D%8E&display=1&receipt=1&message=%E5%8A%A0%E6%B2%B9
  303
  within 5
  header Location: /g/
  header Cache-Control: no-store
# Pressed twice it is one promise.
> POST /c/warm-wuhan/give
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&amount=%EF%BC%91%EF%BC%90%EF%BC%90%E5%85%83&name=%E6%9D%8E%E5%B0%8F%E5%8D%8E&display=1&receipt=1&message=%E5%8A%A0%E6%B2%B9
  303
$ nuan promises list --format csv | grep -c open
  ~ ^1$
# The same form with another amount asks first.
> POST /c/warm-wuhan/give
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&amount=200
  400
  这张表你已提交过
$ nuan changes list --limit 1
  promise.give
  a visitor

# Through the API the giver needs no token either, but a key that others can't hit on, and only what is hers to say.
> POST /api/v1/campaigns/warm-wuhan/promises
+ Idempotency-Key: p6
< {"amount_fen": 100}
  400
> POST /api/v1/campaigns/warm-wuhan/promises
+ Idempotency-Key: 3f1c9a52-5f0e-4d7e-9d5a-6a1d60a3b001
< {"amount_fen": 100, "days": 300}
  400
> POST /api/v1/campaigns/warm-wuhan/promises
+ Idempotency-Key: 3f1c9a52-5f0e-4d7e-9d5a-6a1d60a3b001
< {"amount_fen": 100, "payer": {"name": "甲", "id": "o1"}}
  400
  json field = "payer.id"
> POST /api/v1/campaigns/warm-wuhan/promises
+ Idempotency-Key: 3f1c9a52-5f0e-4d7e-9d5a-6a1d60a3b002
< {"amount_fen": 12345, "payer": {"name": "王明月", "display": "masked"}, "receipt": true}
  201
  json state = "open"
  not "id"
  save code "order_code":\s*"([0-9A-Z]{4}-[0-9A-Z]{4})"
  save link /g/([\w-]{22})
> POST /api/v1/campaigns/warm-wuhan/promises
+ Idempotency-Key: 3f1c9a52-5f0e-4d7e-9d5a-6a1d60a3b002
< {"amount_fen": 12345, "payer": {"name": "王明月", "display": "masked"}, "receipt": true}
  201
  ${code}
  ${link}
> POST /api/v1/campaigns/warm-wuhan/promises
+ Authorization: Bearer nothing
+ Idempotency-Key: 3f1c9a52-5f0e-4d7e-9d5a-6a1d60a3b003
< {"amount_fen": 100}
  401

# The page behind the link: how to pay, with the code; nobody keeps or finds it.
> GET /g/${link}
  请付
  ¥123
  ${code}
  王*月
  not 王明月
  0000 0000 0000 0000
  header Cache-Control: no-store
  header X-Robots-Tag: noindex
  header Referrer-Policy: no-referrer
> GET /en/g/${link}
  Please pay
  Take it back
> GET /g/AAAAAAAAAAAAAAAAAAAAAA
  404
> GET /g/short
  404

# It counts nowhere until the money is seen.
> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22767

# The money comes with the code, by the provider: the page tells its way.
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: pay-1
< {"payment_no": "42000005000000000000000777", "paid_at": "2020-02-03T12:00:00+08:00", "amount_fen": 12345, "channel": "wechat", "message": "${code}"}
  201
> GET /g/${link}
  within 10
  谢谢你
  支付平台通知
  合并使用
  /transfers/
  not 撤回承诺
# Its log entry is there for everybody.
> GET /g/${link}
  save number /transfers/(\d+)
> GET /transfers/${number}
  ¥123
> POST /g/${link}/withdraw
+ Content-Type: application/x-www-form-urlencoded
< x=1
  409
  已兑现

# What was only promised can be taken back by whoever has the link.
> POST /api/v1/campaigns/warm-wuhan/promises
+ Idempotency-Key: 3f1c9a52-5f0e-4d7e-9d5a-6a1d60a3b009
< {"amount_fen": 500}
  201
  save other /g/([\w-]{22})
> POST /g/${other}/withdraw
+ Content-Type: application/x-www-form-urlencoded
< x=1
  303
> GET /g/${other}
  已撤回
$ nuan changes list --limit 1
  promise.take_back
  a visitor

# A flood from one network is held back; what was typed is still there, and it is said when to come again.
$ nuan flood set promise --burst 1 --every-ms 60000
> POST /api/v1/campaigns/warm-wuhan/promises
+ Idempotency-Key: 3f1c9a52-5f0e-4d7e-9d5a-6a1d60a3b00a
+ Accept-Language: en
< {"amount_fen": 100}
  429
  header Retry-After:
  Nothing was lost
> GET /c/warm-wuhan/give
  save late name="key" value="([\w-]{32})"
> POST /c/warm-wuhan/give
+ Content-Type: application/x-www-form-urlencoded
< key=${late}&amount=77&name=%E7%8E%8B
  429
  within 5
  header Retry-After:
  77
$ nuan verify
! stop
