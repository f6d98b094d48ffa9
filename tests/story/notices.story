# A notification that fits two payments of a bill books nothing and is not forgotten: it waits on the desk.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
file bill.csv
< 交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注
< `2020-02-03 01:00:00,`wx1,`1500000001,`0,`,`4200000500000000000000000001,`M1,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`10.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`10.00,`0.00,`
< `2020-02-03 01:00:01,`wx1,`1500000001,`0,`,`4200000500000000000000000001,`M2,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`10.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`10.00,`0.00,`
< 总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
< `2,`20.00,`0.00,`0.00,`0.00000,`20.00,`0.00
$ nuan import statement --campaign warm-wuhan bill.csv
! serve
$ nuan token add --right donation.notify --label wallet
  save token ^(\S{20,})$
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: k1
< {"payment_no": "4200000500000000000000000001", "paid_at": "2020-02-03T01:00:00+08:00", "amount_fen": 1000, "channel": "wechat"}
  202
  json state = "held"
> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22769
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303
> GET /en/app
  Notifications that fit several payments: 1
  /en/app/notices
> GET /en/app/notices
  wallet
  2020-02-03
  ~ value="1000"
