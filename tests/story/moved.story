# A gift that came for the wrong campaign is moved: it is reversed there and booked anew where it belongs.  Its payment stays known,
# its sources and promises go along, the public log tells where it went, and undoing its file takes it out of its new place.

$ nuan init --scenario none
file orgs.csv
< code,parent,kind,name_zh,name_en,region_code,uscc,legal,opened
< charity,,foundation,某市基金会,City Foundation,420100,,self,2020-01-01
< other,charity,foundation,另一基金会,Other Foundation,420100,,self,2020-01-01
$ nuan import orgs orgs.csv
$ nuan add campaign help --org charity --name 抗击疫情 --purpose 购买防护用品 --contact 010-00000000 --opened 2020-01-23T00:00:00+08:00
$ nuan add campaign rice --org charity --name 送米 --purpose 送米 --contact 010-00000000 --opened 2020-01-23T00:00:00+08:00
$ nuan add campaign past --org charity --name 往年 --purpose 往年 --contact 010-00000000 --opened 2020-01-23T00:00:00+08:00
$ nuan add campaign alien --org other --name 别家 --purpose 别家 --contact 010-00000000 --opened 2020-01-23T00:00:00+08:00
$ nuan edit campaign past --phase closed
$ nuan add purpose masks --campaign help --name 口罩
$ nuan add purpose south --campaign rice --name 南片
$ nuan token add --right donation.notify --org charity
  save token ^(\S{20,})$
$ nuan token add --right donation.enter --org charity
  save staff ^(\S{20,})$
$ nuan promise make --campaign help --amount 66 --payer 李华 --display masked --format json
  save CODE "order_code":"([0-9A-Z-]+)"

file bill.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-01-29 10:00:00,`4200000485202001290000000001,`M1,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 11:00:00,`4200000485202001290000000002,`M2,`SUCCESS,`CNY,`30.00,`0,`0.00,`0.18000
< `2020-01-29 12:00:00,`4200000485202001290000000002,`M2,`REFUND,`CNY,`0.00,`R2,`5.00,`0.00000
< `2020-01-29 13:00:00,`4200000485202001290000000003,`M3,`SUCCESS,`CNY,`7.00,`0,`0.00,`0.04000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `4,`137.00,`5.00,`0.82000
$ nuan import statement --campaign help --format json bill.csv
  json booked = 3
  save IMPORT "import":"([0-9A-Z]{13})","state"
$ nuan list donations --campaign help --format csv
  save GIFT (?m)^([0-9A-Z]{13}),help,2020-01-29,[^,]*,100.00,
  save BACK (?m)^([0-9A-Z]{13}),help,2020-01-29,[^,]*,30.00,
  save SMALL (?m)^([0-9A-Z]{13}),help,2020-01-29,[^,]*,7.00,
$ nuan log publish
$ nuan show donation ${GIFT} --format json
  save ENTRY "log_number":(\d+)

# What can't be.
$ nuan --lang en donation move ${GIFT} --campaign help
  exit 1
  lies in this campaign
$ nuan --lang en donation move ${GIFT} --campaign past
  exit 1
  closed
$ nuan --lang en donation move ${GIFT} --campaign alien
  exit 1
  another organisation
$ nuan --lang en donation move ${GIFT} --campaign help --purpose none
  exit 1
  no purpose none
$ nuan --lang en donation move ${BACK} --campaign rice
  exit 1
  ¥5.00 of this gift was given back
  Undo the import
$ nuan --lang en donation move 0000000000000 --campaign rice
  exit 1

# What would be; then it is.
$ nuan donation move ${GIFT} --campaign rice --purpose south --dry-run --format json
  json campaign = "rice"
  json purpose = "south"
  json amount_fen = 10000
$ nuan show campaign rice --format json
  json gifts = 0
$ nuan donation move ${GIFT} --campaign rice --purpose south --format json
  json moved_from = "${GIFT}"
  save MOVED "id":"([0-9A-Z]{13})"
$ nuan show campaign help --format json
  json gifts = 2
  json amount_fen = 3700
$ nuan show campaign rice --format json
  json gifts = 1
  json amount_fen = 10000
$ nuan show donation ${GIFT} --format json
  json state = "moved"
  json moved_to = "${MOVED}"
$ nuan show donation ${MOVED} --format json
  json state = "unclaimed"
  json moved_from = "${GIFT}"
  json sources.0.kind = "statement"
  json sources.0.row = 2
$ nuan --lang en donation move ${GIFT} --campaign rice
  exit 1
  lies in the campaign rice as the gift ${MOVED}
$ nuan list changes --format json
  "donation.move"

# To another purpose of the same campaign, and back.
$ nuan donation move ${SMALL} --purpose masks --format json
  save MASKS "id":"([0-9A-Z]{13})"
$ nuan show campaign help --format json
  json gifts = 2
$ nuan donation move ${MASKS} --format json
$ nuan verify

# The log: the old entry is withdrawn, the new one stands directly behind, and the proof of the old one names it.
$ nuan log publish
$ nuan show donation ${MOVED} --format json
  save NEW "log_number":(\d+)
$ nuan --lang en log proof ${ENTRY} 2>&1
  moved to the campaign rice: entry ${NEW}
  c2sp.org/tlog-proof@v1
$ nuan verify

! serve
> GET /transfers/${ENTRY}/leaf.json
  "prj":"help"
> GET /transfers/${NEW}/leaf.json
  "prj":"rice"
> GET /log/proof/${ENTRY}
  header Link: /log/proof/${NEW}
  c2sp.org/tlog-proof@v1
> GET /en/transfers/${ENTRY}
  /en/transfers/${NEW}
  was reversed by this transfer
> GET /en/transfers/${NEW}
  /en/transfers/${ENTRY}

# The same payment once more: a notification, and a person's export.  Both find the gift where it lies.
> POST /api/v1/campaigns/help/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: a
< {"payment_no": "4200000485202001290000000001", "order_code": "M1", "paid_at": "2020-01-29T10:00:00+08:00", "amount_fen": 10000, "channel": "wechat"}
  200
  json id = "${MOVED}"
  json state = "known"
> POST /api/v1/campaigns/past/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: b
< {"payment_no": "4200000485202001290000000001", "order_code": "M1", "paid_at": "2020-01-29T10:00:00+08:00", "amount_fen": 10000, "channel": "wechat"}
  409

# By the API: a promise stays kept, the giver stays known; the same key is the same move.
> POST /api/v1/campaigns/help/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: c
< {"payment_no": "4200000485202001290000000009", "paid_at": "2020-01-29T15:00:00+08:00", "amount_fen": 6600, "channel": "wechat", "message": "${CODE}"}
  201
  save KEPT "id":"([0-9A-Z]{13})"
> POST /api/v1/donations/${KEPT}/move
+ Authorization: Bearer ${token}
+ Idempotency-Key: d
< {"campaign": "rice"}
  403
> POST /api/v1/donations/${KEPT}/move
+ Authorization: Bearer ${staff}
< {"campaign": "rice"}
  400
> POST /api/v1/donations/${KEPT}/move
+ Authorization: Bearer ${staff}
+ Idempotency-Key: e
< {"campaign": "nowhere"}
  400
> POST /api/v1/donations/${KEPT}/move
+ Authorization: Bearer ${staff}
+ Idempotency-Key: f
< {"campaign": "rice", "version": 9}
  412
> POST /api/v1/donations/${KEPT}/move?dry_run=1
+ Authorization: Bearer ${staff}
+ Idempotency-Key: g
< {"campaign": "rice", "purpose": "south"}
  json id = null
  json promises = 1
> POST /api/v1/donations/${KEPT}/move
+ Authorization: Bearer ${staff}
+ Idempotency-Key: h
< {"campaign": "rice", "purpose": "south"}
  201
  json moved_from = "${KEPT}"
  json promises = 1
  save KEPT2 "id":"([0-9A-Z]{13})"
> POST /api/v1/donations/${KEPT}/move
+ Authorization: Bearer ${staff}
+ Idempotency-Key: h
< {"campaign": "rice", "purpose": "south"}
  200
  json id = "${KEPT2}"
> POST /api/v1/donations/${KEPT}/move
+ Authorization: Bearer ${staff}
+ Idempotency-Key: h
< {"campaign": "help"}
  422
> POST /api/v1/donations/${KEPT}/move
+ Authorization: Bearer ${staff}
+ Idempotency-Key: i
< {"campaign": "help"}
  409
  ${KEPT2}
$ nuan promise show ${CODE} --campaign help --format json
  json 0.state = "kept"
$ nuan show donation ${KEPT2} --format json
  json state = "claimed"
$ nuan match unlink ${KEPT2}
$ nuan promise show ${CODE} --campaign help --format json
  json 0.state = "open"
$ nuan show donation ${KEPT2} --format json
  json state = "unclaimed"
! stop
$ nuan verify
file personal.csv
< 微信支付账单明细,,,,,,,,,,
< 微信昵称：[温暖],,,,,,,,,,
< 起始时间：[2020-01-29 00:00:00] 终止时间：[2020-01-29 23:59:59],,,,,,,,,,
< 共1笔记录,,,,,,,,,,
< ----------------------微信支付账单明细列表--------------------,,,,,,,,,,
< 交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注
< 2020-01-29 13:00:00,二维码收款,立春,收款方备注:捐款,收入,¥7.00,零钱,已收钱,4200000485202001290000000003,M3,/
$ nuan import statement --campaign help --format json personal.csv
  json booked = 0
  json duplicates = 1
  save EXPORT "import":"([0-9A-Z]{13})","state"

# A refund of it that a later bill tells goes out where it lies, and keeps it there.
file later.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-01-30 12:00:00,`4200000485202001290000000001,`M1,`REFUND,`CNY,`0.00,`R1,`4.00,`0.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `1,`0.00,`4.00,`0.00000
$ nuan import statement --campaign help --format json later.csv
  json refunds = 1
  save LATER "import":"([0-9A-Z]{13})","state"
$ nuan show campaign rice --format json
  json refunded_fen = 400
$ nuan show campaign help --format json
  json refunded_fen = 500
$ nuan --lang en donation move ${MOVED} --campaign help
  exit 1
  ¥4.00 of this gift was given back
$ nuan log publish
$ nuan verify
$ nuan import undo ${LATER}
$ nuan show campaign rice --format json
  json refunded_fen = 0
$ nuan verify

# Undoing the bill: what the notification stands for stays in its new place; the rest goes, wherever it lies.
$ nuan import undo ${IMPORT}
$ nuan show campaign rice --format json
  json gifts = 2
$ nuan show campaign help --format json
  json gifts = 1
  json amount_fen = 700
$ nuan import undo ${EXPORT}
$ nuan show campaign help --format json
  json gifts = 0
  json amount_fen = 0
$ nuan log publish
$ nuan verify

# Files and books of an account still agree: a gift that lies elsewhere is named, and counts once though two files tell of it.
file bank.csv
< 交易日期,收入,支出,余额,对方户名,摘要,附言
< 2020-02-01,100.00,,100.00,王小明,转账,捐款
< 2020-02-01,30.00,,130.00,李华,转账,捐款
file more.csv
< 交易日期,收入,支出,余额,对方户名,摘要,附言
< 2020-02-01,100.00,,100.00,王小明,转账,捐款
< 2020-02-01,30.00,,130.00,李华,转账,捐款
< 2020-02-01,9.00,,139.00,赵六,转账,捐款
$ nuan import statement --campaign help --format json bank.csv
  save BANK "import":"([0-9A-Z]{13})","state"
$ nuan list donations --campaign help --format csv
  save FAR (?m)^([0-9A-Z]{13}),help,2020-02-01,[^,]*,100.00,
$ nuan donation move ${FAR} --purpose masks --format json
  save FAR2 "id":"([0-9A-Z]{13})"
$ nuan donation move ${FAR2} --campaign rice
$ nuan import statement --campaign help --format json more.csv
  json booked = 1
  json duplicates = 2
  save MORE "import":"([0-9A-Z]{13})","state"
$ nuan reconcile help.bank --from 2020-02-01 --to 2020-02-01 --format json
  json 0.in_fen = 13900
  json 0.moved_fen = 10000
  json 0.left_fen = 0
$ nuan reconcile rice.bank --from 2020-02-01 --to 2020-02-01 --format json
  json 0.moved_fen = -10000
  json 0.left_fen = 0
$ nuan import undo ${BANK}
$ nuan show accounts --format json
  ~ "account":"rice.bank"[^}]*"balance_fen":10000
$ nuan import undo ${MORE}
$ nuan show accounts --format json
  ~ "account":"rice.bank"[^}]*"balance_fen":0
  ~ "account":"help.bank"[^}]*"balance_fen":0
$ nuan verify
