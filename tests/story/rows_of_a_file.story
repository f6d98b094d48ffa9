# From each number of a preview or a report to the rows behind it: page by page, with what each becomes and why; as a file to mend; and
# what names a payer only behind a look that is recorded.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save reviewer reviewer\.demo\s+(\S+)

# 900 rows: 890 gifts of 1.00, of which one stands twice; three unpaid; seven on a day that does not exist, far apart.
$ python3 - > bill.csv
< head = '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
< print(head, end='\r\n')
< for i in range(900):
<     n = 5 if i == 500 else i
<     day = '2020-02-30' if i % 128 == 127 else '2020-02-03'
<     state = 'NOTPAY' if i in (10, 300, 899) else 'SUCCESS'
<     print(f'`{day} 01:00:00,`wx1,`1500000001,`0,`,`42000005{n:020d},`M{n},`payer{n},`JSAPI,`{state},`OTHERS,`CNY,`1.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`1.00,`0.00,`', end='\r\n')
< print('总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额', end='\r\n')
< print('`897,`897.00,`0.00,`0.00,`0.00000,`897.00,`0.00', end='\r\n')

! serve
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303
> GET /en/app/imports/new
  save csrf name="csrf" value="([^"]+)"
> POST /en/app/imports
+ Accept: application/json
@ file=bill.csv
< csrf=${csrf}
< campaign=warm-wuhan
  save upload "next":"/en/app/imports/uploads/([0-9A-Z]{13})"
> GET /en/app/imports/uploads/${upload}
  ~ rows\?file=1&amp;kind=rejected"[^>]*>7<
  ~ rows\?file=1&amp;kind=known"[^>]*>1<
  ~ rows\?file=1&amp;kind=ignored&amp;reason=1"[^>]*>3<

# Before it is booked.
> GET /en/app/imports/uploads/${upload}/rows?file=1&kind=rejected
  2020-02-30
  ~ >129<
  ~ >897<
  This is not a day and time that exist
  not payer127
  save looks name="csrf" value="([^"]+)"
> GET /en/app/imports/uploads/${upload}/rows?file=1&kind=ignored&reason=1
  3 rows of this kind
  ~ >12<
  ~ >901<
> GET /en/app/imports/uploads/${upload}/rows?file=1&kind=known
  The same payment stands above
  ~ >502<
> GET /en/app/imports/uploads/${upload}/rows?file=1&kind=gift&after=870
  ~ >871<
  ~ >900<
  not >870<
  not Next rows
> GET /en/app/imports/uploads/${upload}/rows.csv?file=1&kind=rejected
  ~ ^\ufeffrow,becomes,day,time,amount,currency,why
  ~ 129,rejected,.*2020-02-30 01:00:00
  ~ 129,rejected,[^,]*,[^,]*,,,
  not payer
> GET /en/app/imports/uploads/${upload}/rows?file=1&kind=nothing
  400
  There is no kind of rows nothing
> GET /en/app/imports/uploads/${upload}/rows?file=2&kind=gift
  404

# A look has a reason, and stands in the audit trail.
> POST /en/app/imports/uploads/${upload}/rows/show?file=1&kind=rejected
< csrf=${csrf}
  400
  Choose why you look at it
  not payer127
> POST /en/app/imports/uploads/${upload}/rows/show?file=1&kind=rejected
< csrf=${csrf}&reason=match
  payer127
  The look was recorded.
  header Cache-Control: no-store
> GET /en/app/audit
  looked at names in rows of a file · to find whose payment it is

# In the books: the same rows, as they were booked, in pages, API and command line.
> POST /en/app/imports/uploads/${upload}/book
< csrf=${csrf}&skip_rejected=1
  303
> GET /en/app/imports
  save import /en/app/imports/([0-9A-Z]{13})"
> GET /en/app/imports/${import}
  within 20
  ~ rows\?kind=rejected"[^>]*>7<
> GET /en/app/imports/${import}/rows?kind=rejected
  ~ rows\?row=129"[^>]*>129<
> GET /en/app/imports/${import}/rows?kind=gift
  Next rows
  889 rows of this kind
> GET /en/app/imports/${import}/rows?kind=known
  The payment is in the books
$ nuan token add --right statement.import
  save token ^(\S{20,})$
> GET /api/v1/statements/${import}/rows?kind=rejected&limit=3
+ Authorization: Bearer ${token}
+ Accept-Language: en
  json rows = 7
  json items.0.row = 129
  json items.0.why = "This is not a day and time that exist"
  json next_after = 385
  not payer
> GET /api/v1/statements/${import}/rows?kind=rejected&after=385&limit=200
+ Authorization: Bearer ${token}
  json items.0.row = 513
  json items.3.row = 897
  not next_after
> GET /api/v1/statements/${import}/rows?kind=rejected&limit=9999
+ Authorization: Bearer ${token}
  400
> POST /api/v1/statements/${import}/rows/show?kind=rejected
+ Authorization: Bearer ${token}
< {"reason": "match"}
  403
$ nuan token add --right donor.show
  save looker ^(\S{20,})$
> POST /api/v1/statements/${import}/rows/show?kind=rejected
+ Authorization: Bearer ${looker}
< {"reason": "match"}
  json items.0.payer = "payer127"
$ nuan import rows ${import} --kind known --format json
  json rows = 1
  json items.0.row = 502
  not payer5
$ nuan --lang en import rows ${import} --kind ignored
  This order was not paid
$ nuan import rows ${import} --kind rejected --reason audit --format csv
  payer895
$ nuan import rows ${import} --kind gossip
  exit 1

# Who only confirms sees no row.
! forget
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=reviewer.demo&secret=${reviewer}&next=
  303
> GET /en/app/imports/${import}
  not kind=rejected
> GET /en/app/imports/${import}/rows?kind=gift
  403
! stop
$ nuan verify
