# A clerk brings a bill in through the pages, sees what it would do, books it; a reviewer confirms it; the clerk takes it back.
# Nobody does what their role does not allow, and no form is taken that this browser was not given.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save reviewer reviewer\.demo\s+(\S+)
file bill.csv
< 交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注
< `2020-02-03 01:00:00,`wx1,`1500000001,`0,`,`4200000500000000000000000001,`M1,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`10.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`10.00,`0.00,`
< `2020-02-03 01:00:01,`wx1,`1500000001,`0,`,`4200000500000000000000000002,`M2,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`20.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`20.00,`0.00,`
< `2020-02-30 01:00:02,`wx1,`1500000001,`0,`,`4200000500000000000000000003,`M3,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`30.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`30.00,`0.00,`
< 总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
< `3,`60.00,`0.00,`0.00,`0.00000,`60.00,`0.00
file picture.csv
< GIF89a

! serve

# Who is not signed in is asked to, and comes back to where she wanted to go.
> GET /en/app/imports?view=waiting
  303
  header Location: /en/app/sign-in?next=/app/imports%3Fview%3Dwaiting
> POST /app/sign-in
< csrf=guessed&login=clerk.demo&secret=${clerk}
  403
  header Set-Cookie: HttpOnly; SameSite=Lax
> GET /en/app/sign-in?next=/en/app/imports
  header Cache-Control: no-store
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=not+this+one&next=/en/app/imports
  401
  User name or password is wrong
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=//elsewhere.example/
  303
  header Location: /en/app
  header Set-Cookie: nuan=
> GET /en/app
  To do
  save csrf name="csrf" value="([^"]+)"

# A file is looked at before anything is booked.
> POST /en/app/imports
@ file=picture.csv
< csrf=${csrf}
< campaign=warm-wuhan
  303
  header Location: /en/app/imports/uploads/
> POST /en/app/imports
@ file=bill.csv
< csrf=not-mine
< campaign=warm-wuhan
  403
> POST /en/app/imports
@ file=bill.csv
< csrf=${csrf}
< campaign=no-such
  400
  There is no campaign no-such
> POST /en/app/imports
@ file=bill.csv
< csrf=${csrf}
< campaign=warm-wuhan
  303
  header Location: /en/app/imports/uploads/
> GET /en/app/imports/new
  save upload /en/app/imports/uploads/([0-9A-Z]{13})"
> GET /en/app/imports/uploads/${upload}
  Preview: nothing is booked yet
  2020-02-30 01:00:02
  Book 2 gifts
> GET /en/app/imports/uploads/${upload}/bad-rows.csv?file=1
  ~ ^4,交易时间,2020-02-30 01:00:02,
> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22767

# With a bad row nothing is booked until the clerk says so.
> POST /en/app/imports/uploads/${upload}/book
< csrf=${csrf}
  400
  Nothing was booked
> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22767
> POST /en/app/imports/uploads/${upload}/book
< csrf=${csrf}&skip_rejected=1
  303
> GET /en/app/imports
  waits for a second person
  save import /en/app/imports/([0-9A-Z]{13})
> GET /en/app/imports/${import}
  2 gifts booked
  You brought this file in, so someone else confirms it.
  not /confirm"
> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22769
> GET /en/ledger
  ~ not in the log yet
  not 01:00:01
> POST /en/app/imports/${import}/confirm
< csrf=${csrf}
  403
> GET /en/app/imports/${import}/bad-rows.csv
  2020-02-30 01:00:02
> GET /en/app/imports/${import}/file
  4200000500000000000000000003

# Somebody else confirms it; then its gifts are in the public log.
! forget
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=reviewer.demo&secret=${reviewer}&next=
  303
> GET /en/app
  bill.csv waits for a second person
  save theirs name="csrf" value="([^"]+)"
> GET /en/app/imports/${import}/file
  403
> GET /en/app/donations/new
  403
> POST /en/app/imports/${import}/undo
< csrf=${theirs}
  403
> POST /en/app/imports/${import}/confirm
< csrf=${theirs}
  303
> GET /en/app/imports/${import}
  within 10
  entries 22,768 to 22,769 of the public log

# Signing out ends the session here and on the server.
> POST /en/app/sign-out
< csrf=${theirs}
  303
> GET /en/app
  303

# What was brought in is taken back as a whole; both stay visible.
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303
> GET /en/app
  save csrf name="csrf" value="([^"]+)"
> POST /en/app/imports/${import}/undo
< csrf=${csrf}
  303
> GET /en/app/imports/${import}
  Undone: all its gifts were reversed.
> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22767
  json amount_fen = 361790000
> GET /en/transfers/22768
  within 10
  was reversed by this transfer
! stop
$ nuan verify
