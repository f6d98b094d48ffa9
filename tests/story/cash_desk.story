# A clerk enters cash: mistakes are told at their field and nothing typed is lost; the same form sent twice is one gift.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save administrator administrator\.demo\s+(\S+)
! serve
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303
> GET /en/app/donations/new
  save csrf name="csrf" value="([^"]+)"
  save key name="key" value="([^"]+)"
> POST /en/app/donations/new
< csrf=${csrf}&key=${key}&campaign=warm-wuhan&payer=Li+Ming&amount=12.345&day=2020-02-03&donor=1&display=1
  400
  1 thing to change; what you filled in is still here
  Amount must have at most two decimals
  value="12.345"
  value="Li Ming"
  ${key}
> POST /en/app/donations/new
< csrf=${csrf}&key=${key}&campaign=warm-wuhan&payer=Li+Ming&amount=12.34&day=2020-02-29&donor=1&display=1
  400
  Date received can&#39;t be after today (2020-02-03)
> POST /en/app/donations/new
< csrf=${csrf}&key=${key}&campaign=warm-wuhan&payer=%E6%9D%8E%E5%B0%8F%E6%98%8E&amount=12.34&day=2020-02-03&donor=1&display=1
  303
> POST /en/app/donations/new
< csrf=${csrf}&key=${key}&campaign=warm-wuhan&payer=%E6%9D%8E%E5%B0%8F%E6%98%8E&amount=12.34&day=2020-02-03&donor=1&display=1&confirm=1
  303
> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22768
  json amount_fen = 361791234

# A day before the campaign began is asked about.
> GET /en/app/donations/new
  save key name="key" value="([^"]+)"
> POST /en/app/donations/new
< csrf=${csrf}&key=${key}&campaign=warm-wuhan&payer=&amount=77.00&day=1900-01-01&donor=1&display=0
  400
  Date received is before the campaign began (2020-02-01). Is it right?
  I have checked it; go on

# So it is by the API and on the command line, for what a person entered; what a provider notified was paid and is booked.
$ nuan token add --right donation.notify
  save notifier ^(\S{20,})$
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${notifier}
+ Idempotency-Key: early-1
+ Accept-Language: en
< {"payment_no": "cash-1900-1", "amount_fen": 7700, "paid_at": "1900-01-01T12:00:00+08:00", "channel": "cash"}
  400
  json field = "paid_at"
  Date received is before the campaign began (2020-02-01). Is it right?
  before_campaign
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${notifier}
+ Idempotency-Key: early-1
< {"payment_no": "cash-1900-1", "amount_fen": 7700, "paid_at": "1900-01-01T12:00:00+08:00", "channel": "cash", "before_campaign": 1}
  400
  json field = "before_campaign"
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${notifier}
+ Idempotency-Key: early-2
< {"payment_no": "cash-1900-1", "amount_fen": 7700, "paid_at": "2020-01-31T12:00:00+08:00", "channel": "cash", "before_campaign": true}
  201
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${notifier}
+ Idempotency-Key: early-3
< {"payment_no": "4200000500000000000000009999", "amount_fen": 100, "paid_at": "2020-01-31T12:00:00+08:00", "channel": "wechat"}
  201
$ nuan --lang en donation enter --campaign warm-wuhan --amount 3 --day 2020-01-31
  exit 1
  before the campaign began
  --before-campaign
$ nuan donation enter --campaign warm-wuhan --amount 3 --day 2020-01-31 --before-campaign

# A second gift of the same amount is asked about once, and can be confirmed.
> GET /en/app/donations/new
  save key name="key" value="([^"]+)"
> POST /en/app/donations/new
< csrf=${csrf}&key=${key}&campaign=warm-wuhan&payer=&amount=12.34&day=2020-02-03&donor=1&display=0
  400
  The same amount of this day was entered already: ¥12.34
> POST /en/app/donations/new
< csrf=${csrf}&key=${key}&campaign=warm-wuhan&payer=&amount=12.34&day=2020-02-03&donor=1&display=0&confirm=1
  303

# The giver's choice is what everybody sees, at once.
> GET /c/warm-wuhan
  within 10
  李*明
  爱心人士
  not 李小明
> GET /ledger.json?limit=9
  within 10
  李*明
  not 李小明

# Money given back, at most what was given.
> GET /en/app/donations?channel=cash
  save gift /en/app/donations/([0-9A-Z]{13})
> GET /en/app/donations/${gift}/refund
  save key name="key" value="([^"]+)"
> POST /en/app/donations/${gift}/refund
< csrf=${csrf}&key=${key}&amount=12.35
  409
  12.35
> POST /en/app/donations/${gift}/refund
< csrf=${csrf}&key=${key}&amount=2.34
  303
> POST /en/app/donations/${gift}/refund
< csrf=${csrf}&key=${key}&amount=2.34
  303
> GET /api/v1/campaigns/warm-wuhan
  json refunded_fen = 234
> GET /app/donations.csv?channel=cash
  ~ ^[0-9A-Z]{13},warm-wuhan,2020-02-03,,cash,1234,12\.34,CNY,claimed,,,演示 DEMO
> GET /app/campaigns/new
  403
> POST /app/campaigns/warm-wuhan
< csrf=${csrf}&phase=4
  403

# An administrator opens a campaign; it stands on the site at once.
! forget
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=administrator.demo&secret=${administrator}&next=
  303
> GET /en/app/campaigns/new
  save csrf name="csrf" value="([^"]+)"
  save key name="key" value="([^"]+)"
> POST /en/app/campaigns/new
< csrf=${csrf}&key=${key}&org=warm-foundation&code=masks&name_zh=%E5%8F%A3%E7%BD%A9&contact=010&purpose_zh=
  400
> POST /en/app/campaigns/new
< csrf=${csrf}&key=${key}&org=warm-foundation&code=masks&name_zh=%E5%8F%A3%E7%BD%A9&contact=010&purpose_zh=%E4%B9%B0%E5%8F%A3%E7%BD%A9
  303
  header Location: /en/app/campaigns/masks
> GET /c/masks
  口罩
> GET /
  口罩
> POST /en/app/campaigns/masks
< csrf=${csrf}&filing_no=53110000MJ0175&phase=2&closes=2020-02-30
  400
  There is no
> POST /en/app/campaigns/masks
< csrf=${csrf}&filing_no=53110000MJ0175&phase=2&closes=2020-03-31
  303
> GET /en/c/masks
  53110000MJ0175
> GET /en/app/audit
  campaign opened
! stop
$ nuan verify
