# A clerk drops three files at once: one sentence over all, a block a file, and a payment that stands in two of them counts once.  What is
# sent waits for its owner, with an end, and is never among the attachments before it is booked.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save publisher publisher\.demo\s+(\S+)
file one.csv
< 交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注
< `2020-02-03 01:00:00,`wx1,`1500000001,`0,`,`4200000500000000000000000001,`M1,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`10.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`10.00,`0.00,`
< `2020-02-03 01:00:01,`wx1,`1500000001,`0,`,`4200000500000000000000000002,`M2,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`20.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`20.00,`0.00,`
< 总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
< `2,`30.00,`0.00,`0.00,`0.00000,`30.00,`0.00
file two.csv
< 交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注
< `2020-02-03 01:00:01,`wx1,`1500000001,`0,`,`4200000500000000000000000002,`M2,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`20.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`20.00,`0.00,`
< `2020-02-03 01:00:02,`wx1,`1500000001,`0,`,`4200000500000000000000000003,`M3,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`40.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`40.00,`0.00,`
< 总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
< `2,`60.00,`0.00,`0.00,`0.00000,`60.00,`0.00
file three.csv
< 交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注
< `2020-02-03 01:00:03,`wx1,`1500000001,`0,`,`4200000500000000000000000004,`M4,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`80.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`80.00,`0.00,`
< 总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
< `1,`80.00,`0.00,`0.00,`0.00000,`80.00,`0.00
file other.csv
< 交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注
< `2020-02-03 01:00:03,`wx1,`1500000001,`0,`,`4200000500000000000000000004,`M4,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`81.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`81.00,`0.00,`
< 总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
< `1,`81.00,`0.00,`0.00,`0.00000,`81.00,`0.00

# On the command line: the same payment in two files is told of, and with another amount refused.
$ nuan --lang en import statement --campaign warm-wuhan --dry-run one.csv two.csv three.csv
  All files: gifts 4, ¥150.00; agrees with the files' own totals; rows that need you: 0
$ nuan import statement --campaign warm-wuhan --dry-run --format json one.csv two.csv three.csv
  json booked = 4
  json duplicates = 1
  json files.0.booked = 2
  json files.1.booked = 1
  json files.1.in_files.0.file = 1
  json files.1.in_files.0.rows = 1
$ nuan import statement --campaign warm-wuhan --dry-run --format json two.csv one.csv
  json files.0.booked = 2
  json files.1.booked = 1
$ nuan --lang en import statement --campaign warm-wuhan three.csv other.csv
  exit 1
  The same payment stands in another of these files with ¥80.00
$ nuan show campaign warm-wuhan --format json
  json gifts = 22767

# On the page.
! serve
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303
> GET /en/app/imports/new
  multiple
  save csrf name="csrf" value="([^"]+)"
> POST /en/app/imports
+ Accept: application/json
@ file=one.csv
@ file=two.csv
@ file=three.csv
< csrf=${csrf}
< campaign=warm-wuhan
  save upload "next":"/en/app/imports/uploads/([0-9A-Z]{13})"
> POST /en/app/imports
+ Accept: application/json
< csrf=${csrf}&campaign=warm-wuhan
  400
  json error = "Choose a file"
> GET /en/app/imports/new
  Sent, not yet booked
  and 2 more
$ ls ${DATA}/uploads | grep -vc rows
  ~ ^3
$ find ${DATA}/attachments -type f 2>/dev/null | xargs -r sha256sum | grep -c "$(sha256sum one.csv | cut -c1-64)" || true
  ~ ^0
> GET /en/app/imports/uploads/${upload}
  agrees with the files&#39; own totals
  ~ 4 gifts.*150<small>
  1 payment stands in this file, too, and counts once:
  Book all 3 files
  not need you

# Booked alone, the second one brings what the first would have brought; the first then has one payment less.
> POST /en/app/imports/uploads/${upload}/book
< csrf=${csrf}&file=2
  303
> GET /en/app/imports/uploads/${upload}
  1 file is in the books
  booked before
  Book all 2 files
> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22769
> POST /en/app/imports/uploads/${upload}/book
< csrf=${csrf}
  303
> GET /en/app/imports/uploads/${upload}
  4 gifts booked
  All files are in the books
> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22771
# Pressed twice it is done, not refused.
> POST /en/app/imports/uploads/${upload}/book
< csrf=${csrf}
  303
> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22771

# What is put away is gone, with its bytes.
> POST /en/app/imports
@ file=other.csv
< csrf=${csrf}
< campaign=warm-wuhan
  303
  header Location: /en/app/imports/uploads/
> GET /en/app/imports/new
  save away /en/app/imports/uploads/([0-9A-Z]{13})"
> GET /en/app/imports/uploads/${away}
  This payment is in the books with ¥80.00
> POST /en/app/imports/uploads/${away}/end
< csrf=${csrf}
  303
> GET /en/app/imports/uploads/${away}
  404
  These files are gone
$ ls ${DATA}/uploads | grep -vc rows
  ~ ^3

# Whose role brings no files in sees no upload.
! forget
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=publisher.demo&secret=${publisher}&next=
  303
> GET /en/app/imports/uploads/${upload}
  403

# Several at once through the API: sums, and each.
$ nuan token add --right statement.import
  save token ^(\S{20,})$
> POST /api/v1/campaigns/warm-wuhan/statements?dry_run=1
+ Authorization: Bearer ${token}
@ file=one.csv
@ file=three.csv
  json duplicates = 3
  json files.1.file = "three.csv"
  json files.1.was_imported = true
> POST /api/v1/campaigns/warm-wuhan/statements
+ Authorization: Bearer ${token}
+ Accept-Language: en
@ file=one.csv
@ file=other.csv
  400
  json files.1.rejected.0.rule = "This payment is in the books with ¥80.00"
! stop
$ nuan verify
