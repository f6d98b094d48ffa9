# A giver who has no link finds her gift by the number that her app shows and the amount; nothing else tells her anything.

$ nuan init --scenario beijing-2020
file bill.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-03 12:00:00,`42000005000000000000000001,`M1,`SUCCESS,`CNY,`20.00,`0,`0.00,`0.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `1,`20.00,`0.00,`0.00000
$ nuan import statement --campaign warm-wuhan bill.csv
! serve
> GET /c/warm-wuhan/claim
  查我的捐款
  save key name="key" value="([\w-]{32})"
# What is missing or can't be a number is told at its field; a wrong amount and an unknown number are told alike.
> POST /c/warm-wuhan/claim
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&number=123&amount=20
  400
  within 5
  付款单号有
> POST /c/warm-wuhan/claim
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&number=42000005000000000000000001&amount=
  400
  填写金额
> POST /c/warm-wuhan/claim
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&number=42000005000000000000000001&amount=21
  404
  账上没有这个单号和金额的付款
> POST /c/warm-wuhan/claim
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&number=42000005000000000000000009&amount=20
  404
  账上没有这个单号和金额的付款
> POST /c/warm-wuhan/claim
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&number=42000005000000000000000001&amount=20&website=x
  400

# Full-width digits and blanks are what people paste.
> POST /c/warm-wuhan/claim
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&number=+42000005000000000000000001+&amount=%EF%BC%92%EF%BC%90
  303
  header Location: /g/
$ nuan changes list --limit 1
  claim.make
  a visitor
# Pressed twice it is one link.
> POST /c/warm-wuhan/claim
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&number=+42000005000000000000000001+&amount=%EF%BC%92%EF%BC%90
  303
$ nuan changes list --limit 2 --format csv | grep -c claim.make
  ~ ^1$

# By the order code of a promise, too.
> POST /api/v1/campaigns/warm-wuhan/promises
+ Idempotency-Key: 3f1c9a52-5f0e-4d7e-9d5a-6a1d60a3b0c2
< {"amount_fen": 5000}
  201
  save code "order_code":\s*"([0-9A-Z]{4}-[0-9A-Z]{4})"
> GET /c/warm-wuhan/claim
  save key name="key" value="([\w-]{32})"
> POST /c/warm-wuhan/claim
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&number=${code}&amount=50
  303
  within 5
  header Location: /g/

# Guessing is slowed down.
$ nuan flood set claim --burst 1 --every-ms 60000
> GET /c/warm-wuhan/claim
  save key name="key" value="([\w-]{32})"
> POST /c/warm-wuhan/claim
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&number=42000005000000000000000002&amount=20
  429
  within 5
! stop
$ nuan verify
