# Money of other currencies is kept, each as an asset of its own, and never added to yuan.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save reviewer reviewer\.demo\s+(\S+)
$ nuan show campaign warm-wuhan --format json
  json gifts = 22767
  json amount_fen = 361790000
  json others = []

# A bill of a merchant whose payers sit in Hong Kong, Tokyo and Boston, too.  Its own totals add all up, so they prove nothing.
file bill.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-03 09:00:00,`4200000500202002030000000001,`C1,`SUCCESS,`CNY,`10.00,`0,`0.00,`0.06000
< `2020-02-03 09:01:00,`4200000500202002030000000002,`C2,`SUCCESS,`HKD,`1000.00,`0,`0.00,`6.00000
< `2020-02-03 09:02:00,`4200000500202002030000000003,`C3,`SUCCESS,`HKD,`234.50,`0,`0.00,`1.40000
< `2020-02-03 09:03:00,`4200000500202002030000000004,`C4,`SUCCESS,`USD,`50.00,`0,`0.00,`0.30000
< `2020-02-03 09:04:00,`4200000500202002030000000005,`C5,`SUCCESS,`JPY,`3000.00,`0,`0.00,`18.00000
< `2020-02-03 09:05:00,`4200000500202002030000000003,`C3,`REFUND,`HKD,`0.00,`5030000000001,`34.50,`0.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `6,`4294.50,`34.50,`25.76000
$ nuan --lang en import statement --campaign warm-wuhan --dry-run bill.csv
  Not booked yet: gifts 5, ¥10.00
  Of these in another currency: gifts 2, HKD 1,234.50
  Of these in another currency: gifts 1, JPY 3,000
  Of these in another currency: gifts 1, USD 50.00
$ nuan import statement --campaign warm-wuhan --format json bill.csv
  json rows = 6
  json booked = 5
  json refunds = 1
  json amount_fen = 1000
  json refund_fen = 0
  json fees_fen = 6
  json others.0.currency = "HKD"
  json others.0.booked = 2
  json others.0.amount = 123450
  json others.0.refunds = 1
  json others.0.refund = 3450
  json others.0.fees = 740
  json others.1.currency = "JPY"
  json others.1.scale = 0
  json others.1.amount = 3000
  json others.1.fees = 18
  json others.2.currency = "USD"
  json others.2.amount = 5000
  json stated.count = 6
  json stated.amount_fen = null
  json state = "booked"
  save import "import": ?"(\w+)", ?"state"

# The figures of CNY know only CNY; each other currency is a line of its own.
$ nuan show campaign warm-wuhan --format json
  json gifts = 22768
  json amount_fen = 361791000
  json fees_fen = 6
  json refunded_fen = 0
  json others.0.currency = "HKD"
  json others.0.gifts = 2
  json others.0.amount = 123450
  json others.0.refunded = 3450
  json others.0.fees = 740
  json others.0.balance = 119260
  json others.1.currency = "JPY"
  json others.1.amount = 3000
  json others.2.gifts = 1
$ nuan --lang en show campaign warm-wuhan
  also received  HKD 1,234.50 (number of gifts 2)
  also received  JPY 3,000 (number of gifts 1)
$ nuan show accounts --format csv
  warm-wuhan.clearing-wechat.hkd
  ~ warm-wuhan\.clearing-wechat\.jpy,.*,JPY,3000,18,2982,
  ~ warm-wuhan\.fee\.hkd,.*,HKD,7\.40,0\.00,7\.40,
$ nuan list donations --limit 5 --format csv
  ~ ,1000\.00,HKD,wechat,
  ~ ,3000,JPY,wechat,
  ~ ,10\.00,CNY,wechat,

# Other programs read the books with their commodities.
$ nuan export journal --format hledger
  commodity 1000.00 CNY
  commodity 1000.00 HKD
  commodity 1000. JPY
  ~ assets:warm-wuhan:clearing-wechat:hkd  1000\.00 HKD
  ~ assets:warm-wuhan:clearing-wechat:jpy  3000 JPY
$ nuan export journal --format beancount
  ~ 1900-01-01 open Assets:Warm-wuhan:Clearing-wechat:Jpy JPY

# The same payment in another currency is a conflict; so is a currency that nobody knows, and yen with sen.
file again.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-03 09:01:00,`4200000500202002030000000002,`C2,`SUCCESS,`CNY,`1000.00,`0,`0.00,`0.00000
< `2020-02-03 09:10:00,`4200000500202002030000000010,`C10,`SUCCESS,`JPY,`10.50,`0,`0.00,`0.00000
< `2020-02-03 09:11:00,`4200000500202002030000000011,`C11,`SUCCESS,`XAU,`1.00,`0,`0.00,`0.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `3,`1011.50,`0.00,`0.00000
$ nuan --lang en import statement --campaign warm-wuhan --format json again.csv
  exit 1
  json rejected.0.rule = "This payment is in the books with HKD 1,000.00"
  json rejected.1.rule = "This currency has no such decimals"
  json rejected.2.rule = "This currency is not known"
  json rejected.2.value = "XAU"

# A provider notifies, a clerk enters cash.
$ nuan token add --right donation.notify
  save token ^(\S{20,})$
! serve
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: a
+ Accept-Language: en
< {"payment_no": "4200000500202002030000000002", "order_code": "C2", "paid_at": "2020-02-03T09:01:00+08:00", "amount_fen": 100000, "channel": "wechat"}
  409
  HKD 1,000.00
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: b
< {"payment_no": "4200000500202002030000000002", "order_code": "C2", "paid_at": "2020-02-03T09:01:00+08:00", "amount_fen": 100000, "currency": "HKD", "channel": "wechat"}
  200
  json state = "known"
  json currency = "HKD"
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: c
+ Accept-Language: en
< {"payment_no": "77", "paid_at": "2020-02-03T09:01:00+08:00", "amount_fen": 1, "currency": "ZZZ", "channel": "wechat"}
  400
  json field = "currency"
  json value = "ZZZ"
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: d
< {"payment_no": "78", "order_code": "C78", "paid_at": "2020-02-03T09:02:00+08:00", "amount_fen": 500, "currency": "hkd", "channel": "bank"}
  201
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303
> GET /en/app/donations/new
  HKD · Hong Kong dollar
  save csrf name="csrf" value="([^"]+)"
  save key name="key" value="([^"]+)"
> POST /en/app/donations/new
< csrf=${csrf}&key=${key}&campaign=warm-wuhan&payer=&amount=12.5&currency=JPY&day=2020-02-03&donor=1&display=0
  400
  An amount of this currency has at most 0 decimals
> POST /en/app/donations/new
< csrf=${csrf}&key=${key}&campaign=warm-wuhan&payer=Li+Ming&amount=20&currency=USD&day=2020-02-03&donor=1&display=0
  303
> GET /en/app/donations
  ~ USD.20<small>
  ~ also 4 gifts.*HKD|also 3 gifts
> GET /en/app/imports/${import}
  ~ of these.*HKD.1,234<small>\.50
> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22768
  json amount_fen = 361791000
  json others.0.gifts = 3
  json others.0.amount = 123950
  json others.2.amount = 7000
> GET /api/v1/campaigns/warm-wuhan/donations?limit=1
  json items.0.currency = "USD"
  json items.0.amount = 2000
  not amount_fen
> GET /en/c/warm-wuhan
  In other currencies, never added to yuan
> GET /en/figures
  None is added to yuan
> GET /en/c/warm-wuhan
  ~ HKD.1,239<small>\.50
  ~ JPY.3,000
> GET /en/ledger
  ~ also.*HKD
> GET /ledger.csv
  amount_fen,amount,currency,from
  ~ gift,cash,,20\.00,USD,
> GET /c/warm-wuhan/figures.json
  json others.0.currency = "HKD"
> GET /api/openapi.json
  json components.schemas.DonationNotice.properties.currency.type = "string"

# A second person confirms the bill; the leaves then name their currency.
! forget
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=reviewer.demo&secret=${reviewer}&next=
  303
> GET /en/app/imports/${import}
  save csrf name="csrf" value="([^"]+)"
> POST /en/app/imports/${import}/confirm
< csrf=${csrf}
  303
> GET /ledger.json?limit=20
  within 10
  ~ "number": ?\d+, ?"log": ?"logged"[^}]*"currency": ?"JPY", ?"amount": ?3000
! stop
$ nuan log vkey > vkey && nuan log export ${WORK}/log && python3 ${ROOT}/tests/client/tlog_client.py ${WORK}/log vkey
  warm-foundation warm-wuhan gift HKD n=3 sum=123950
  warm-foundation warm-wuhan gift JPY n=1 sum=3000
  warm-foundation warm-wuhan refund HKD n=1 sum=3450
$ cat ${WORK}/log/tile/entries/*/* ${WORK}/log/tile/entries/* 2>/dev/null | tr '{' '\n' | grep -a '"cur":"JPY"'
  "amt":3000
$ nuan verify

# Undone, nothing of it is left in any currency.
$ nuan import undo ${import}
$ nuan show campaign warm-wuhan --format json
  json amount_fen = 361790000
  json fees_fen = 0
  json others.0.currency = "HKD"
  json others.0.amount = 100500
  json others.0.fees = 0
$ nuan verify

# A file of one other currency is like one of yuan: its own totals and balances are of that currency, with its decimals, and its maker
# confirms it when they fit; totals that don't fit wait for a second person.
file hkd.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-05 09:01:00,`4200000500202002050000000001,`D1,`SUCCESS,`HKD,`100.00,`0,`0.00,`0.60000
< `2020-02-05 09:02:00,`4200000500202002050000000002,`D2,`SUCCESS,`HKD,`20.50,`0,`0.00,`0.12000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `2,`120.50,`0.00,`0.72000
$ nuan import statement --campaign warm-wuhan --format json hkd.csv
  json booked = 2
  json stated.amount = 12050
  json difference.amount = 0
  json state = "confirmed"
file jpy.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-05 10:01:00,`4200000500202002050000000011,`E1,`SUCCESS,`JPY,`1000.00,`0,`0.00,`6.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `1,`1001.00,`0.00,`6.00000
$ nuan --lang en import statement --campaign warm-wuhan jpy.csv
  Gifts add up to JPY 1,000, the file says JPY 1,001
  It waits for a second person to confirm it.
file kwd.csv
< 记账日期,币别,金额,余额,对方账户名
< 2020-02-05,KWD,1.250,"1,001.250",甲
< 2020-02-06,KWD,0.005,"1,001.255",乙
$ nuan import statement --campaign warm-wuhan --format json kwd.csv
  json others.0.currency = "KWD"
  json others.0.amount = 1255
  json balance.opening = 1000000
  json balance.closing = 1001255
  json state = "confirmed"
$ nuan reconcile warm-wuhan.bank.kwd --format json
  json 0.in_fen = 1250
  json 1.left_fen = 0
file kwd_later.csv
< 记账日期,币别,金额,余额,对方账户名
< 2020-02-07,KWD,2,"1,004.255",丙
< 2020-02-07,KWD,1,"1,005.255",丁
$ nuan --lang en import statement --campaign warm-wuhan kwd_later.csv
  The file before ended with KWD 1,001.255, this one begins with KWD 1,002.255
$ nuan verify
