# On the first day no bill is here: a person enters what the provider's screen shows.  It stands beside the books, dated, is in no
# total, and the books of its day take its place.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
$ nuan token add --right donation.enter
  save desk ^(\S{20,})$
$ nuan token add --right donation.notify
  save shop ^(\S{20,})$

# Where the books of the day are here already nothing is only seen; what can't be is told at its field.
$ nuan seen add warm-wuhan.clearing-wechat --gifts 10 --amount 100 --as-of 2020-02-03T18:00:00+08:00
  exit 1
  The books of this account run to that day already
! serve --clock 2020-02-04T18:45:00+08:00
$ nuan seen add warm-wuhan.clearing-wechat --gifts 10 --amount 100 --as-of 2020-02-04T18:50:00+08:00
  exit 1
  still to come
$ nuan seen add warm-wuhan.gift --gifts 10 --amount 100 --as-of 18:40
  exit 1
  Choose an account
$ nuan seen add warm-wuhan.clearing-wechat --gifts 0 --amount 100 --as-of 18:40
  exit 1
  An amount without a gift
$ nuan seen add warm-wuhan.clearing-wechat --gifts 10 --amount 100
  exit 2
$ nuan seen add warm-wuhan.clearing-wechat --gifts 10 --amount 100 --as-of soon
  exit 1
$ nuan seen add nothing --gifts 10 --amount 100 --as-of 18:40
  exit 1

$ nuan seen add warm-wuhan.clearing-wechat --gifts 8123 --amount 1,234,567.80 --as-of 18:40
  save first ^(\w{13})$
> GET /c/warm-wuhan
  within 5
  2月4日 18:40
  8,123
  不计入合计
  ¥3,617,900
> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22767
> GET /api/v1/campaigns/warm-wuhan/seen
  json items.0.gifts = 8123
  json items.0.state = "stands"
# An earlier one is refused, a later one takes its place; both are kept.
> POST /api/v1/campaigns/warm-wuhan/seen
+ Authorization: Bearer ${desk}
< {"account": "warm-wuhan.clearing-wechat", "gifts": 8000, "amount_fen": 100, "as_of": "2020-02-04T18:30:00+08:00"}
  409
> POST /api/v1/campaigns/warm-wuhan/seen
+ Authorization: Bearer ${shop}
< {"account": "warm-wuhan.clearing-wechat", "gifts": 9000, "amount_fen": 100, "as_of": "2020-02-04T18:44:00+08:00"}
  403
> POST /api/v1/campaigns/warm-wuhan/seen
+ Authorization: Bearer ${desk}
+ Idempotency-Key: s1
< {"account": "warm-wuhan.clearing-wechat", "gifts": 9000, "amount_fen": 200000000, "as_of": "2020-02-04T18:44:00+08:00"}
  201
> GET /c/warm-wuhan
  within 5
  9,000
  not 8,123
$ nuan seen list --format csv
  stands
  later
$ nuan changes list --limit 1
  seen.add

# At the desk: the clerk enters one for the bank, and takes it back.
> GET /app/sign-in
  save gate name="csrf" value="([\w-]+)"
> POST /app/sign-in
+ Content-Type: application/x-www-form-urlencoded
< csrf=${gate}&login=clerk.demo&secret=${clerk}
  303
> GET /app/campaigns/warm-wuhan/seen
  9,000
  save csrf name="csrf" value="([\w-]+)"
  save key name="key" value="([\w-]+)"
> POST /app/campaigns/warm-wuhan/seen
+ Content-Type: application/x-www-form-urlencoded
< csrf=${csrf}&key=${key}&account=warm-wuhan.bank&gifts=many&amount=1&as_of=18:40
  400
  gifts-error
> POST /app/campaigns/warm-wuhan/seen
+ Content-Type: application/x-www-form-urlencoded
< csrf=${csrf}&key=${key}&account=warm-wuhan.bank&gifts=77&amount=7000&as_of=18:40
  303
> GET /app/campaigns/warm-wuhan/seen
  save bank 7,000[^\n]*?seen/(\w{13})/end
> POST /app/campaigns/warm-wuhan/seen/${bank}/end
+ Content-Type: application/x-www-form-urlencoded
< csrf=${csrf}
  303
$ nuan seen end ${bank}
  exit 1

# The bank's file of that day arrives: what was seen of the account no longer stands.
$ nuan seen add warm-wuhan.bank --gifts 5 --amount 500 --as-of 18:41
> GET /c/warm-wuhan
  within 5
  18:41
file bank.csv
< 起始日期：2020-01-01 终止日期：2020-02-04,,,,
< 交易日期,收入,支出,余额,对方户名
< 2020-02-04,100.00,,100.00,王小明
$ nuan import statement --campaign warm-wuhan --account warm-wuhan.bank bank.csv
$ nuan seen list --format csv
  booked
> GET /c/warm-wuhan
  within 10
  not 18:41
  9,000

# Goods that are taken stand as a list, and are data.
> GET /c/warm-wuhan/goods
  医用外科口罩
  GB 19083-2010
  先打电话
> GET /en/c/warm-wuhan/goods
  Surgical masks
$ nuan want add 呼吸机 --class 设备类
  save want ^(\w{13})$
> GET /c/warm-wuhan/goods
  within 5
  呼吸机
$ nuan want end ${want}
> GET /c/warm-wuhan/goods
  within 5
  not 呼吸机
$ nuan want add --class 设备类 ""
  exit 1
> GET /api/v1/campaigns/warm-wuhan/goods
  json items.0.standard = "GB 19083-2010"

# A poster of a union carries its code; what comes by it is told to that union alone.
> GET /c/warm-wuhan/poster.pdf?from=dongcheng
  header Content-Type: application/pdf
  %PDF
> GET /c/warm-wuhan/card.png
  header Content-Type: image/png
> GET /c/warm-wuhan
  og:image
  /c/warm-wuhan/card.png
> GET /c/warm-wuhan/give?from=warm-foundation
  save form name="key" value="([\w-]{32})"
  name="from" value="warm-foundation"
> POST /c/warm-wuhan/give
+ Content-Type: application/x-www-form-urlencoded
< key=${form}&amount=20&from=warm-foundation
  303
  within 5
> GET /app/campaigns/warm-wuhan
  北京市温暖基金会的海报
  由它来的承诺 1 个
$ nuan verify
! stop
