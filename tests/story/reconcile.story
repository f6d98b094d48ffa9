# An account day by day: what its files say, what the books say, and what explains the difference.  A bill of ten gifts and the bank's one
# line of their payout; an interest line; days without a file; a file that tells of the same days again; a gift that no file tells of.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
file bill.csv
< 交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注
< `2020-01-28 01:00:00,`wx1,`1500000001,`0,`,`4200000500000000000000000000,`M0,`o0,`JSAPI,`SUCCESS,`OTHERS,`CNY,`100.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.60000,`0.60%,`100.00,`0.00,`
< `2020-01-28 01:00:01,`wx1,`1500000001,`0,`,`4200000500000000000000000001,`M1,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`100.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.60000,`0.60%,`100.00,`0.00,`
< `2020-01-28 01:00:02,`wx1,`1500000001,`0,`,`4200000500000000000000000002,`M2,`o2,`JSAPI,`SUCCESS,`OTHERS,`CNY,`100.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.60000,`0.60%,`100.00,`0.00,`
< `2020-01-28 01:00:03,`wx1,`1500000001,`0,`,`4200000500000000000000000003,`M3,`o3,`JSAPI,`SUCCESS,`OTHERS,`CNY,`100.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.60000,`0.60%,`100.00,`0.00,`
< `2020-01-28 01:00:04,`wx1,`1500000001,`0,`,`4200000500000000000000000004,`M4,`o4,`JSAPI,`SUCCESS,`OTHERS,`CNY,`100.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.60000,`0.60%,`100.00,`0.00,`
< `2020-01-28 01:00:05,`wx1,`1500000001,`0,`,`4200000500000000000000000005,`M5,`o5,`JSAPI,`SUCCESS,`OTHERS,`CNY,`100.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.60000,`0.60%,`100.00,`0.00,`
< `2020-01-28 01:00:06,`wx1,`1500000001,`0,`,`4200000500000000000000000006,`M6,`o6,`JSAPI,`SUCCESS,`OTHERS,`CNY,`100.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.60000,`0.60%,`100.00,`0.00,`
< `2020-01-28 01:00:07,`wx1,`1500000001,`0,`,`4200000500000000000000000007,`M7,`o7,`JSAPI,`SUCCESS,`OTHERS,`CNY,`100.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.60000,`0.60%,`100.00,`0.00,`
< `2020-01-28 01:00:08,`wx1,`1500000001,`0,`,`4200000500000000000000000008,`M8,`o8,`JSAPI,`SUCCESS,`OTHERS,`CNY,`100.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.60000,`0.60%,`100.00,`0.00,`
< `2020-01-28 01:00:09,`wx1,`1500000001,`0,`,`4200000500000000000000000009,`M9,`o9,`JSAPI,`SUCCESS,`OTHERS,`CNY,`100.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.60000,`0.60%,`100.00,`0.00,`
< 总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
< `10,`1000.00,`0.00,`0.00,`6.00000,`1000.00,`0.00
file bank.csv
< 交易日期,摘要,收入金额,支出金额,余额,对方户名,对方账号,附言
< 2020-01-28,转账,50.00,,1050.00,王小明,6222020000000000001,捐款
< 2020-01-29,转账,994.00,,2044.00,财付通支付科技有限公司,243300133,
< 2020-01-29,结息,0.37,,2044.37,,,结息
file again.csv
< 交易日期,摘要,收入金额,支出金额,余额,对方户名,对方账号,附言
< 2020-01-29,转账,994.00,,2044.00,财付通支付科技有限公司,243300133,
< 2020-01-29,结息,0.37,,2044.37,,,结息
file late.csv
< 交易日期,摘要,收入金额,支出金额,余额,对方户名,对方账号,附言
< 2020-01-31,转账,80.00,,2124.37,李华,6222020000000000002,捐款

$ nuan import statement --campaign warm-wuhan bill.csv
$ nuan import statement --campaign warm-wuhan bank.csv
$ nuan import statement --campaign warm-wuhan again.csv
$ nuan import statement --campaign warm-wuhan late.csv

# The clearing account: its bill says 1,000.00, the books keep 0 of it; fee and payout explain all.
$ nuan --lang en reconcile warm-wuhan.clearing-wechat --from 2020-01-28 --to 2020-01-29 --format json
  json 0.in_fen = 100000
  json 0.books_in_fen = 100000
  json 0.books_out_fen = -600
  json 0.fees_fen = 600
  json 0.left_fen = 0
  json 1.payouts_fen = 99400
  json 1.left_fen = 0

# The bank account: interest is explained, the 30th has no file, the 29th stands in two and counts once.
$ nuan --lang en reconcile warm-wuhan.bank
  2020-01-30
  Days without a file: 1; in several: 1; not explained: ¥0.00
$ nuan reconcile warm-wuhan.bank --format json
  json 0.in_fen = 5000
  json 1.files = 2
  json 1.rows = 2
  json 1.in_fen = 99437
  json 1.books_in_fen = 99400
  json 1.ignored_fen = 37
  json 1.difference_fen = 37
  json 1.left_fen = 0
  json 3.books_in_fen = 8000
$ nuan reconcile warm-wuhan.bank --from 2020-02-01 --to 2020-01-01
  exit 1
$ nuan reconcile no.such.account
  exit 1

! serve
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303

# A gift that no file tells of is a difference with a name.
$ nuan token add --right donation.notify
  save token ^(\S{20,})$
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: k1
< {"payment_no": "4200000500000000000000000077", "paid_at": "2020-01-28T18:31:00+08:00", "amount_fen": 5000, "channel": "wechat", "payer": {"name": "李小明", "display": "masked"}}
  201
> GET /en/app/accounts
  warm-wuhan.bank
  /en/app/accounts/warm-wuhan.clearing-wechat/days
> GET /en/app/accounts/warm-wuhan.clearing-wechat/days?from=2020-01-28&to=2020-01-29
  gifts in no file
  all of it is explained
> GET /en/app/accounts/warm-wuhan.bank/days
  Files and books differ by
  1 day without a file
  1 day in several files
  save csv ([^"]*days\.csv\?[^"]*)
# Days that are no period are told at their field.
> GET /en/app/accounts/warm-wuhan.bank/days?from=2020-02-03&to=2020-02-01
  400
  The first day can&#39;t be after the last
  value="2020-02-03"
> GET /en/app/accounts/warm-wuhan.bank/days.csv
  ~ 2020-01-29,2,2,0,994.37,
> GET /en/app/accounts/warm-wuhan.bank/days?from=nonsense
  400
  Not a day: nonsense

# The report of a file says how it stands beside the others of its account.
> GET /en/app/imports
  save late /en/app/imports/([0-9A-Z]{13})">late.csv
  save again /en/app/imports/([0-9A-Z]{13})">again.csv
> GET /en/app/imports/${late}
  No file of this account covers
> GET /en/app/imports/${again}
  1 file in the books tells of some of its days, too

# Every number opens what is behind it.
> GET /en/app/accounts/warm-wuhan.bank/days/20200129
  2 rows stand in files before it, too, and count there
  payout
  rows not money of ours
  save rows (/en/app/imports/[0-9A-Z]{13}/rows\?kind=all&amp;day=20200129)
  save import /en/app/imports/([0-9A-Z]{13})/rows
> GET /en/app/imports/${import}/rows?kind=all&day=20200129
  Only rows of
  ~ 0<small>\.37
  not 50<small>
> GET /en/app/accounts/warm-wuhan.bank/days/20200130
  No file covers this day
> GET /en/app/accounts/warm-wuhan.bank/days/20200230
  404
> GET /en/app/accounts/warm-wuhan.fee/days
  404
$ nuan token add --right read
  save reader ^(\S{20,})$
> GET /api/v1/accounts/warm-wuhan.bank/days
+ Authorization: Bearer ${reader}
  json left_fen = 0
  json days_without_file = 1
  json days.1.files.0.rows = 2
  json days.1.files.0.common = 0
  json days.1.files.1.common = 2
  json days.1.sure = true
> GET /api/v1/accounts/warm-wuhan.bank/days?from=x
+ Authorization: Bearer ${reader}
  400
! forget
> GET /api/v1/accounts/warm-wuhan.bank/days
  401
! stop

# Two files of a day without a common row are parts of it; one that tells a row of each and a row of its own adds only that.  A row that
# could not be booked is a difference, whatever else of the day fits.
file morning.csv
< 交易日期,摘要,收入金额,支出金额,余额,对方户名,对方账号,附言
< 2020-02-05,转账,10.00,,2134.37,王小明,6222020000000000001,捐款
< 2020-02-05,结息,0.50,,2134.87,,,结息
file evening.csv
< 交易日期,摘要,收入金额,支出金额,余额,对方户名,对方账号,附言
< 2020-02-05,转账,20.00,,2154.87,李华,6222020000000000002,捐款
file whole.csv
< 交易日期,摘要,收入金额,支出金额,余额,对方户名,对方账号,附言
< 2020-02-05,转账,10.00,,2134.37,王小明,6222020000000000001,捐款
< 2020-02-05,结息,0.50,,2134.87,,,结息
< 2020-02-05,转账,20.00,,2154.87,李华,6222020000000000002,捐款
< 2020-02-05,转账,40.00,,2194.87,赵六,6222020000000000003,捐款
< 2020-02-05,转账,5.005,,2199.87,孙七,6222020000000000004,捐款
$ nuan import statement --campaign warm-wuhan morning.csv
$ nuan import statement --campaign warm-wuhan evening.csv
$ nuan reconcile warm-wuhan.bank --from 2020-02-05 --to 2020-02-05 --format json
  json 0.in_fen = 3050
  json 0.rows = 3
  json 0.left_fen = 0
$ nuan import statement --campaign warm-wuhan --skip-rejected whole.csv
$ nuan reconcile warm-wuhan.bank --from 2020-02-05 --to 2020-02-05 --format json
  json 0.files = 3
  json 0.rows = 5
  json 0.rejected = 1
  json 0.in_fen = 7050
  json 0.ignored_fen = 50
  json 0.books_in_fen = 7000
  json 0.left_fen = 0
$ nuan verify
