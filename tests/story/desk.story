# What the desk says to somebody who chose the wrong file, left fields empty, or came to a page of another role.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save administrator administrator\.demo\s+(\S+)
file bill.csv
< 交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注
< `2020-02-03 01:00:00,`wx1,`1500000001,`0,`,`4200000500000000000000000001,`M1,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`10.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`10.00,`0.00,`
< `2020-02-03 01:00:01,`wx1,`1500000001,`0,`,`4200000500000000000000000009,`M9,`o1,`JSAPI,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`5000000500000000000000000009,`R9,`1.00,`0.00,`ORIGINAL,`SUCCESS,`温暖武汉,`,`0.00000,`0.00%,`0.00,`1.00,`
< 总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
< `2,`10.00,`1.00,`0.00,`0.00000,`10.00,`1.00
file notice.pdf
< %PDF-1.4
file units.csv
< code,parent,kind,name_zh
< unit-1,warm-foundation,union,新单位一
< unit 2,warm-foundation,spaceship,新单位二
$ : > nothing.csv

! serve
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303
> GET /en/app
  save csrf name="csrf" value="([^"]+)"

# A file that can't be read is named, and what was chosen with it is not lost.
> POST /en/app/imports
@ file=nothing.csv
< csrf=${csrf}
< campaign=warm-wuhan
  400
  nothing.csv is empty; download it again
> POST /en/app/imports
@ file=notice.pdf
@ file=bill.csv
< csrf=${csrf}
< campaign=warm-wuhan
  303
  header Location: /en/app/imports/uploads/
> GET /en/app/imports/new
  save upload /en/app/imports/uploads/([0-9A-Z]{13})"

# A preview says what kind of file each is and that refunds may wait; the report says which do.
> GET /en/app/imports/uploads/${upload}
  1 file can&#39;t be read
  It can&#39;t be booked; nothing of it will be.
  This is a PDF
  WeChat Pay merchant bill
  A refund is held until its gift is in the books
  not was brought in before
> POST /en/app/imports/uploads/${upload}/book
< csrf=${csrf}
  303
> GET /en/app/imports
  save import /en/app/imports/([0-9A-Z]{13})"
> GET /en/app/imports/${import}
  1 refund is held: its gift isn&#39;t in the books.
  /en/app/refunds?view=held
> POST /en/app/imports
+ Accept: application/json
@ file=bill.csv
< csrf=${csrf}
< campaign=warm-wuhan
  save again "next":"/en/app/imports/uploads/([0-9A-Z]{13})"
> GET /en/app/imports/uploads/${again}
  This file was brought in before
  /en/app/imports/${import}"
  Nothing new to book

# A page of another role says so in words, and whom to ask.
> GET /app/campaigns/new
  403
  你的角色不能改捐款项目。需要权限请找本单位管理员。
  not campaign.edit

# Everything that is wrong with a form is told at once.
! forget
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=administrator.demo&secret=${administrator}&next=
  303
> GET /en/app/campaigns/new
  save csrf name="csrf" value="([^"]+)"
> POST /en/app/campaigns/new
< csrf=${csrf}&org=warm-foundation&closes=2020-02-30
  400
  5 things to change; what you filled in is still here
  Enter a code
  Enter the name in Chinese
  Enter what the money is for
  Enter whom people can ask
  2020-02-30
> POST /en/app/people/new
< csrf=${csrf}&org=warm-foundation&role=clerk&login=Li+Ming&secret=short
  400
  3 things to change

# Units: the file by its name, rows counted once however many faults they have.
> POST /en/app/orgs/import
@ file=notice.pdf
< csrf=${csrf}
  400
  This is no CSV file.
> POST /en/app/orgs/import
@ file=units.csv
< csrf=${csrf}
  303
  header Location: &name=units.csv
$ sha256sum units.csv | cut -c1-64
  save units ^(\S{64})$
> GET /en/app/orgs/import?f=${units}&name=units.csv
  units.csv
  1 row needs you
! stop
