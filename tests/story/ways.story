# How one can give is data: shown as it stands, ended instead of changed; and links that staff make for a giver.

$ nuan init --scenario beijing-2020
  save admin administrator\.demo\s+(\S+)
  save clerk clerk\.demo\s+(\S+)
$ nuan token add --right campaign.edit
  save editor ^(\S{20,})$
$ nuan token add --right donation.enter
  save desk ^(\S{20,})$
$ nuan token add --right donation.notify
  save shop ^(\S{20,})$
! serve

> GET /c/warm-wuhan
  演示银行（不存在）
> GET /api/v1/campaigns/warm-wuhan/ways
  json items.1.kind = "bank"
  json items.1.bank = "演示银行（不存在）"
  save bank "id":"(\w{13})","kind":"bank"

# A new one stands on the page at once; what is wrong is told at its field.
> POST /api/v1/campaigns/warm-wuhan/ways
+ Authorization: Bearer ${editor}
< {"kind": "bank", "title_zh": "对公账户", "holder": "温暖基金会"}
  400
  json field = "account_no"
> POST /api/v1/campaigns/warm-wuhan/ways
+ Authorization: Bearer ${editor}
< {"kind": "page", "title_zh": "网页", "payload": "javascript:alert(1)"}
  400
  json field = "payload"
> POST /api/v1/campaigns/warm-wuhan/ways
+ Authorization: Bearer ${editor}
< {"kind": "smoke", "title_zh": "烟"}
  400
  json field = "kind"
> POST /api/v1/campaigns/warm-wuhan/ways
+ Authorization: Bearer ${desk}
< {"kind": "cash", "title_zh": "现金"}
  403
> POST /api/v1/campaigns/warm-wuhan/ways
< {"kind": "cash", "title_zh": "现金"}
  401
> POST /api/v1/campaigns/warm-wuhan/ways
+ Authorization: Bearer ${editor}
+ Idempotency-Key: w1
< {"kind": "bank", "title_zh": "对公账户", "holder": "温暖基金会", "account_no": "1234 5678", "place": 1}
  201
  save made "id":"(\w{13})"
> POST /api/v1/campaigns/warm-wuhan/ways
+ Authorization: Bearer ${editor}
+ Idempotency-Key: w1
< {"kind": "bank", "title_zh": "对公账户", "holder": "温暖基金会", "account_no": "1234 5678", "place": 1}
  201
  ${made}
> GET /c/warm-wuhan
  within 5
  1234 5678
> POST /api/v1/campaigns/warm-wuhan/ways/${bank}/end
+ Authorization: Bearer ${editor}
  200
> GET /c/warm-wuhan
  within 5
  not 演示银行（不存在）
> POST /api/v1/campaigns/warm-wuhan/ways/${bank}/end
+ Authorization: Bearer ${editor}
  404

# From the command line, too.
$ nuan way add 网上捐款 --kind page --payload "https://pay.example/?c={code}"
  save page ^(\w{13})$
$ nuan way list --format csv
  网上捐款
  not 演示银行
$ nuan way list --all --format csv
  演示银行
$ nuan way end ${page}
$ nuan way end ${page}
  exit 1
$ nuan changes list --limit 1
  way.end

# At the desk: an administrator adds one, a clerk only reads.
! forget
> GET /app/sign-in
  save gate name="csrf" value="([\w-]+)"
> POST /app/sign-in
+ Content-Type: application/x-www-form-urlencoded
< csrf=${gate}&login=administrator.demo&secret=${admin}
  303
> GET /app/campaigns/warm-wuhan/ways
  1234 5678
  save csrf name="csrf" value="([\w-]+)"
  save key name="key" value="([\w-]+)"
> POST /app/campaigns/warm-wuhan/ways
+ Content-Type: application/x-www-form-urlencoded
< csrf=${csrf}&key=${key}&kind=bank&title_zh=
  400
  title_zh-error
> POST /app/campaigns/warm-wuhan/ways
+ Content-Type: application/x-www-form-urlencoded
< csrf=${csrf}&key=${key}&kind=cash&title_zh=%E7%AA%97%E5%8F%A3
  303
> GET /app/campaigns/warm-wuhan/ways
  窗口

# A link for the giver of a gift that is there: told once, ended by staff, in the audit trail.
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${shop}
+ Idempotency-Key: pay-2
< {"payment_no": "42000005000000000000000778", "paid_at": "2020-02-03T12:00:00+08:00", "amount_fen": 4200, "channel": "wechat"}
  201
  save gift "id":"(\w{13})"
> POST /api/v1/donations/${gift}/links
+ Authorization: Bearer ${shop}
  403
> POST /api/v1/donations/${gift}/links
+ Authorization: Bearer ${desk}
  201
  save link /g/([\w-]{22})
> GET /g/${link}
  ¥42
  支付平台通知
  爱心人士
$ nuan changes list --limit 1
  giver.link
$ nuan donation link ${gift}
  ~ ^/g/[\w-]{22}$
> POST /api/v1/donations/${gift}/links/end
+ Authorization: Bearer ${desk}
  200
> GET /g/${link}
  404
> POST /api/v1/donations/${gift}/links/end
+ Authorization: Bearer ${desk}
  404
$ nuan donation link 0000000000009
  exit 1
$ nuan verify
! stop
