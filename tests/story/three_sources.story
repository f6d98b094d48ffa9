# One payment that is told by the payment page at once, by the provider's bill the next day, and by a person's export at the end of the
# month is one gift, and its page names all three.

$ nuan init --scenario none
file orgs.csv
< code,parent,kind,name_zh,name_en,region_code,uscc,legal,opened
< charity,,foundation,某市基金会,City Foundation,420100,,self,2020-01-01
$ nuan import orgs orgs.csv
$ nuan add campaign help --org charity --name 抗击疫情 --purpose 购买防护用品 --contact 基金会办公室 --opened 2020-01-23T00:00:00+08:00
$ nuan token add --right donation.notify
  save token ^(\S{20,})$
! serve
> POST /api/v1/campaigns/help/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: a
< {"payment_no": "4200000485202001290000000000", "order_code": "M0", "paid_at": "2020-01-29T10:00:00+08:00", "amount_fen": 10000, "channel": "wechat"}
  201
! stop
file bill.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-01-29 10:00:00,`4200000485202001290000000000,`M0,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `1,`100.00,`0.00,`0.60000
file personal.csv
< 微信支付账单明细,,,,,,,,,,
< 微信昵称：[温暖],,,,,,,,,,
< 起始时间：[2020-01-29 00:00:00] 终止时间：[2020-01-29 23:59:59],,,,,,,,,,
< 共1笔记录,,,,,,,,,,
< ----------------------微信支付账单明细列表--------------------,,,,,,,,,,
< 交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注
< 2020-01-29 10:00:00,二维码收款,立春,收款方备注:捐款,收入,¥100.00,零钱,已收钱,4200000485202001290000000000,M0,/
$ nuan import statement --campaign help --format json bill.csv
  json booked = 0
  json duplicates = 1
$ nuan import statement --campaign help --format json personal.csv
  json booked = 0
  json duplicates = 1
$ nuan show campaign help --format json
  json gifts = 1
  json amount_fen = 10000
$ nuan list donations --campaign help --format csv
  save gift (?m)^([0-9A-Z]{13}),
$ nuan show donation ${gift} --format json
  json sources.2.row = 7
$ nuan verify
