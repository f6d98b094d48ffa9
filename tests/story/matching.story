# A promise is closed before money is booked as unclaimed; what a clerk chooses is used next time, and can be seen and taken back.

$ nuan init --scenario beijing-2020
$ nuan token add --right donation.notify --label shop
  save token ^(\S{20,})$
$ nuan promise make --amount 100 --payer 李小华 --display masked
  save order ([0-9A-Z]{4}-[0-9A-Z]{4})
$ nuan promise make --amount 50 --payer 王芳
  save remark ([0-9A-Z]{4}-[0-9A-Z]{4})
$ nuan promise make --amount 80 --payer 赵强
  save other ([0-9A-Z]{4}-[0-9A-Z]{4})
$ echo ${order} | tr -d -
  save merchant ^(\S{8})$
$ echo ${remark} | tr -d - | tr 'A-Z' 'a-z'
  save typed ^(\S{8})$

# Four payments: the promise's code as the shop's order number, the code in the remark as people type it, a code with another
# amount, and one that tells nothing.
file bill.csv
< 交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注
< `2020-02-03 10:00:00,`wx1,`1500000001,`0,`,`4200000500000000000000000001,`${merchant},`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`100.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`100.00,`0.00,`
< `2020-02-03 10:00:01,`wx1,`1500000001,`0,`,`4200000500000000000000000002,`M2,`o2,`JSAPI,`SUCCESS,`OTHERS,`CNY,`50.00,`0.00,`0,`0,`0.00,`0.00,`,`,`捐款码 ${typed} 加油,`,`0.00000,`0.00%,`50.00,`0.00,`
< `2020-02-03 10:00:02,`wx1,`1500000001,`0,`,`4200000500000000000000000003,`M3,`o3,`JSAPI,`SUCCESS,`OTHERS,`CNY,`30.00,`0.00,`0,`0,`0.00,`0.00,`,`,`${other},`,`0.00000,`0.00%,`30.00,`0.00,`
< `2020-02-03 10:00:03,`wx1,`1500000001,`0,`,`4200000500000000000000000004,`M4,`o4,`JSAPI,`SUCCESS,`OTHERS,`CNY,`7.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`7.00,`0.00,`
< 总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
< `4,`187.00,`0.00,`0.00,`0.00000,`187.00,`0.00
$ nuan import statement --campaign warm-wuhan bill.csv --dry-run --format json
  json booked = 4
  not matched
  not unclaimed
$ nuan import statement --campaign warm-wuhan bill.csv --dry-run --format csv
  not matched
$ nuan import statement --campaign warm-wuhan bill.csv --format json
  json booked = 4
  json matched = 2
  json unclaimed = 2
$ nuan list imports --format csv
  save import ([0-9A-Z]{13}),bill\.csv
$ nuan promise show ${order} --format csv
  kept
$ nuan promise show ${remark} --format csv
  kept
$ nuan promise show ${other} --format csv
  open

# What is not certain waits, with its reasons.
$ nuan match list --lang en --format json
  save gift "id":"([0-9A-Z]{13})"
  "confidence":"0.600"
  ${other}
  The amount is another
$ nuan match show ${gift} --format json
  json 0.confidence_mille = 600
  json 0.promises.0.order_code = "${other}"
  json 0.reasons.0.reason = "code-in-remark"
  json 0.reasons.1.for = false
$ nuan match list --state held --format csv
  not ${other}

# On hold it needs a reason.
$ nuan match hold ${gift}
  exit 2
$ nuan match hold ${gift} --reason " "
  exit 2
$ nuan match hold ${gift} --reason 等银行回单
$ nuan match hold ${gift} --reason 等银行回单
  exit 1
$ nuan match list --state held --format csv
  ${gift}
$ nuan match release ${gift}
$ nuan match release ${gift}
  exit 1

# A person decides: the gift keeps a part of the promise, and its payer is remembered.
$ nuan match link ${gift} 0000-0000
  exit 1
$ nuan match link ${gift} ${remark}
  exit 1
  kept already
$ nuan match link ${gift} ${other}
$ nuan match link ${gift} ${other}
  exit 1
$ nuan promise show ${other} --format csv
  30.00
  open
$ nuan show donation ${gift} --format json
  json state = "claimed"
$ nuan match list --format csv
  not ${gift}
$ nuan match payers --format csv
  赵*
  save payer ([0-9A-Z]{13}),赵
$ nuan verify

# The same payer again: with a promise of that amount it is certain, without one it waits with his name.
$ nuan promise make --amount 20 --payer 赵强
  save next ([0-9A-Z]{4}-[0-9A-Z]{4})
! serve
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: n1
< {"payment_no": "4200000500000000000000000011", "paid_at": "2020-02-03T11:00:00+08:00", "amount_fen": 2000, "channel": "wechat", "payer": {"id": "o3"}}
  201
> GET /api/v1/campaigns/warm-wuhan/promises/${next}
+ Authorization: Bearer ${token}
  json state = "kept"
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: n2
< {"payment_no": "4200000500000000000000000012", "paid_at": "2020-02-03T11:00:05+08:00", "amount_fen": 300, "channel": "wechat", "payer": {"id": "o3"}}
  201
  save again "id":\s*"([0-9A-Z]{13})"
$ nuan match show ${again} --format json
  json 0.confidence_mille = 900
  json 0.reasons.0.reason = "known-payer"
$ nuan match claim ${again}
$ nuan match claim ${again}
  exit 1
$ nuan show donation ${again} --format json
  json state = "claimed"

# Forgotten, he is nobody again: what waits for him waits on, without a suggestion, and so it does when it was laid aside.
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: n25
< {"payment_no": "4200000500000000000000000014", "paid_at": "2020-02-03T11:00:05+08:00", "amount_fen": 300, "channel": "wechat", "payer": {"id": "o3"}}
  201
  save waits "id":\s*"([0-9A-Z]{13})"
$ nuan match list --format json
  "id":"${waits}"
  "confidence":"0.900"
$ nuan match forget ${payer}
$ nuan match list --format json
  "id":"${waits}"
  not "0.900"
$ nuan match hold ${waits} --reason 等银行回单
$ nuan match release ${waits}
$ nuan match list --state waits --format json
  "id":"${waits}"
$ nuan match forget ${payer}
  exit 1
$ nuan match payers --format csv
  not 赵
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: n3
< {"payment_no": "4200000500000000000000000013", "paid_at": "2020-02-03T11:00:06+08:00", "amount_fen": 300, "channel": "wechat", "payer": {"id": "o3"}}
  201
  save third "id":\s*"([0-9A-Z]{13})"
$ nuan match list --format csv
  not ${third}

# A match can be taken back: the money stays in the total, unclaimed, and the promise is open again.
$ nuan match unlink ${gift}
$ nuan match unlink ${gift}
  exit 1
$ nuan show donation ${gift} --format json
  json state = "unclaimed"
$ nuan promise show ${other} --format csv
  ,0.00,open
$ nuan match list --format csv
  ${gift}
> GET /api/v1/campaigns/warm-wuhan
  json unclaimed_fen = 361794300
! stop

# The threshold is a setting; at its highest nothing is matched without a person.
$ nuan match threshold
  0.950
$ nuan match threshold 2
  exit 1
$ nuan match threshold 1.001

# Undoing the file opens its promises, too.
$ nuan import undo ${import}
$ nuan promise show ${order} --format csv
  open
$ nuan promise show ${remark} --format csv
  open
$ nuan match list --format csv
  not ${gift}
$ nuan import statement --campaign warm-wuhan bill.csv --format json
  json matched = 0
  json unclaimed = 4
$ nuan match list --lang en --format csv
  The order number is the promise's code
  The remark has the promise's code
$ nuan verify
