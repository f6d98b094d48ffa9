# What the pages of imports do, for programs: rules of direction, what is set of an account, profiles, rows of files that wait.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
$ nuan add campaign rice --org warm-foundation --name 送米 --purpose 为一线职工送米 --contact 010-00000000
$ nuan token add --right statement.import
  save importer ^(\S{20,})$
$ nuan token add --right campaign.edit
  save editor ^(\S{20,})$
$ nuan token add --right read
  save reader ^(\S{20,})$
file bank.csv
< 交易日期,收入,支出,余额,对方户名,摘要,附言
< 2020-02-01,100.00,,100.00,王小明,转账,捐款
< 2020-02-02,30.00,,130.00,李华,转账,送米，辛苦了
< 2020-02-03,20.00,,150.00,赵六,转账,买口罩
< 2020-02-03,x,,150.00,钱七,转账,买口罩
$ nuan import statement --campaign warm-wuhan --skip-rejected bank.csv
! serve

# Rules: tried, added once, listed with what they caught, ended.
> POST /api/v1/rules?dry_run=1
+ Authorization: Bearer ${editor}
< {"words": "米", "campaign": "rice"}
  json gifts = 1
  json all = 3
  json items.0.amount_fen = 3000
> POST /api/v1/rules
+ Authorization: Bearer ${importer}
< {"words": "米", "campaign": "rice"}
  403
> POST /api/v1/rules
+ Authorization: Bearer ${editor}
< {"words": "", "campaign": "rice"}
  400
  json field = "words"
> POST /api/v1/rules
+ Authorization: Bearer ${editor}
< {"words": "米", "campaign": "nowhere"}
  400
  json field = "campaign"
> POST /api/v1/rules
+ Authorization: Bearer ${editor}
< {"words": "米", "campaign": "rice", "color": "red"}
  400
  json field = "body"
> POST /api/v1/rules
+ Authorization: Bearer ${editor}
+ Idempotency-Key: one
< {"words": "米", "campaign": "rice"}
  201
  save rule "id": ?"([0-9A-Z]{13})"
> POST /api/v1/rules
+ Authorization: Bearer ${editor}
+ Idempotency-Key: one
< {"words": "米", "campaign": "rice"}
  201
  json id = "${rule}"
> POST /api/v1/rules
+ Authorization: Bearer ${editor}
< {"words": "米", "campaign": "rice"}
  409
> GET /api/v1/rules
+ Authorization: Bearer ${reader}
  json items.0.words = "米"
  json items.0.campaign = "rice"
  json items.0.gifts = 0
> POST /api/v1/rules/${rule}/end
+ Authorization: Bearer ${importer}
  403
> POST /api/v1/rules/${rule}/end
+ Authorization: Bearer ${editor}
  200
> POST /api/v1/rules/${rule}/end
+ Authorization: Bearer ${editor}
  404
> GET /api/v1/rules
+ Authorization: Bearer ${reader}
  json items = []
> GET /api/v1/rules?ended=1
+ Authorization: Bearer ${reader}
  json items.0.words = "米"

# An account: its daily bill and its profile.
> GET /api/v1/accounts/warm-wuhan.bank/settings
+ Authorization: Bearer ${reader}
  json daily = null
  json profile = null
> POST /api/v1/accounts/warm-wuhan.bank/daily
+ Authorization: Bearer ${importer}
< {"hour": 24}
  400
  json field = "hour"
> POST /api/v1/accounts/warm-wuhan.bank/daily
+ Authorization: Bearer ${editor}
< {"hour": 9}
  403
> POST /api/v1/accounts/warm-wuhan.bank/daily
+ Authorization: Bearer ${importer}
< {"hour": 9}
  json daily.hour = 9
  json daily.last_day = "2020-02-03"
> POST /api/v1/accounts/warm-wuhan.bank/daily
+ Authorization: Bearer ${importer}
< {"hour": null}
  json daily = null
> POST /api/v1/accounts/warm-wuhan.bank/profile
+ Authorization: Bearer ${importer}
< {"profile": "no-such"}
  400
  json field = "profile"
> POST /api/v1/accounts/warm-wuhan.bank/profile
+ Authorization: Bearer ${importer}
< {"profile": "bank"}
  json profile.code = "bank"
> POST /api/v1/accounts/warm-wuhan.bank/profile
+ Authorization: Bearer ${importer}
< {"profile": null}
  json profile = null
> POST /api/v1/accounts/warm-wuhan.bank/profile
+ Authorization: Bearer ${importer}
< {"profile": null}
  404

# With a key the same request is done once, and another one is told apart.
> POST /api/v1/accounts/warm-wuhan.bank/profile
+ Authorization: Bearer ${importer}
+ Idempotency-Key: choose
< {"profile": "bank"}
  json profile.code = "bank"
> POST /api/v1/accounts/warm-wuhan.bank/profile
+ Authorization: Bearer ${importer}
+ Idempotency-Key: choose
< {"profile": null}
  422
> POST /api/v1/accounts/warm-wuhan.bank/profile
+ Authorization: Bearer ${importer}
+ Idempotency-Key: none
< {"profile": null}
  json profile = null
> POST /api/v1/accounts/warm-wuhan.bank/profile
+ Authorization: Bearer ${importer}
+ Idempotency-Key: none
< {"profile": null}
  json profile = null
> POST /api/v1/accounts/warm-wuhan.bank/profile
+ Authorization: Bearer ${importer}
+ Idempotency-Key: choose
< {"profile": "bank"}
  json profile = null
> GET /api/v1/accounts/no.such/settings
+ Authorization: Bearer ${reader}
  404

# Profiles: listed, shown, proposed for a file, added, ended.
> GET /api/v1/profiles
+ Authorization: Bearer ${editor}
  403
> GET /api/v1/profiles?org=warm-foundation
+ Authorization: Bearer ${importer}
  "code":"bank"
> GET /api/v1/profiles/bank
+ Authorization: Bearer ${importer}
  json code = "bank"
> GET /api/v1/profiles/none-such
+ Authorization: Bearer ${importer}
  404
> POST /api/v1/profiles/suggest
+ Authorization: Bearer ${importer}
< 记录时点,进账数额,出账数额,结存
< 2020-02-01,10.00,,10.00
< 2020-02-02,20.00,,30.00
  json profile = 1
  记录时点
> POST /api/v1/profiles/suggest
+ Authorization: Bearer ${importer}
< nothing
  400
> POST /api/v1/profiles?org=warm-foundation
+ Authorization: Bearer ${importer}
< {"profile": 1, "code": "own-bank", "name_zh": "某行", "name_en": "Some bank", "channel": "bank", "columns": {"time": ["记录时点"], "in": ["进账数额"], "out": ["出账数额"]}}
  201
  json code = "own-bank"
  json version = 1
> POST /api/v1/profiles?org=warm-foundation
+ Authorization: Bearer ${importer}
+ Idempotency-Key: second
< {"profile": 1, "code": "own-bank", "name_zh": "某银行", "name_en": "Some bank", "channel": "bank", "columns": {"time": ["记录时点"], "in": ["进账数额"], "out": ["出账数额"]}}
  201
  json version = 2
> POST /api/v1/profiles?org=warm-foundation
+ Authorization: Bearer ${importer}
+ Idempotency-Key: second
< {"profile": 1, "code": "own-bank", "name_zh": "某银行", "name_en": "Some bank", "channel": "bank", "columns": {"time": ["记录时点"], "in": ["进账数额"], "out": ["出账数额"]}}
  201
  json version = 2
> POST /api/v1/profiles?org=warm-foundation
+ Authorization: Bearer ${importer}
+ Idempotency-Key: second
< {"profile": 1, "code": "own-bank", "name_zh": "另一行", "name_en": "Some bank", "channel": "bank", "columns": {"time": ["记录时点"], "in": ["进账数额"], "out": ["出账数额"]}}
  422
> POST /api/v1/profiles?org=warm-foundation
+ Authorization: Bearer ${importer}
< {"profile": 1, "code": "own-bank", "name_zh": "某银行", "name_en": "Some bank", "channel": "bank", "columns": {"time": ["记录时点"], "in": ["进账数额"], "out": ["出账数额"]}}
  201
  json version = 2
> POST /api/v1/profiles?org=warm-foundation
+ Authorization: Bearer ${importer}
< {"profile": 1, "code": "bank"}
  400
> POST /api/v1/profiles/own-bank/end?org=warm-foundation
+ Authorization: Bearer ${editor}
  403
> POST /api/v1/profiles/own-bank/end?org=warm-foundation
+ Authorization: Bearer ${importer}
  200
> POST /api/v1/profiles/own-bank/end?org=warm-foundation
+ Authorization: Bearer ${importer}
  404

# A file that waits: its rows by kind, in pages, as CSV; payers behind a recorded look; gone from here once it is booked.
file wait.csv
< 交易日期,收入,支出,余额,对方户名,摘要,附言
< 2020-02-03,20.00,,150.00,赵六,转账,买口罩
< 2020-02-04,7.00,,157.00,孙七,转账,大米
< 2020-02-04,8.00,,165.00,周八,转账,捐款
< 2020-02-04,,1.00,164.00,,手续费,
< 2020-02-04,y,,164.00,吴九,转账,
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303
> GET /en/app/imports/new
  save csrf name="csrf" value="([^"]+)"
> POST /en/app/imports
+ Accept: application/json
@ file=wait.csv
< csrf=${csrf}
< campaign=warm-wuhan
  save upload "next":"/en/app/imports/uploads/([0-9A-Z]{13})"
! forget
> GET /api/v1/uploads
+ Authorization: Bearer ${importer}
  json items.0.id = "${upload}"
  json items.0.name = "wait.csv"
> GET /api/v1/uploads
+ Authorization: Bearer ${editor}
  403
> GET /api/v1/uploads/${upload}/rows?kind=gift&limit=1
+ Authorization: Bearer ${importer}
  json rows = 2
  json items.0.amount_fen = 700
  json next_after = 3
  not 孙七
> GET /api/v1/uploads/${upload}/rows?kind=gift&after=3
+ Authorization: Bearer ${importer}
  json items.0.amount_fen = 800
> GET /api/v1/uploads/${upload}/rows?kind=rejected
+ Authorization: Bearer ${importer}
  json items.0.row = 6
> GET /api/v1/uploads/${upload}/rows?format=csv
+ Authorization: Bearer ${importer}
  header Content-Type: text/csv
  ~ \A[^\ufeff]
  ~ 3,gift,2020-02-04,,7\.00,CNY
  ~ 2,known,
> GET /api/v1/uploads/${upload}/rows?format=pdf
+ Authorization: Bearer ${importer}
  400
  json field = "format"
> GET /api/v1/uploads/${upload}/rows?file=2
+ Authorization: Bearer ${importer}
  404
> GET /api/v1/uploads/0000000000001/rows
+ Authorization: Bearer ${importer}
  404
> POST /api/v1/uploads/${upload}/rows/show?kind=gift
+ Authorization: Bearer ${importer}
< {"reason": "match"}
  403
$ nuan token add --right donor.show
  save looker ^(\S{20,})$
> POST /api/v1/uploads/${upload}/rows/show?kind=gift
+ Authorization: Bearer ${looker}
< {"reason": "curiosity"}
  400
> POST /api/v1/uploads/${upload}/rows/show?kind=gift
+ Authorization: Bearer ${looker}
< {"reason": "match"}
  json items.0.payer_name = "孙七"
$ nuan upload list --format json
  json 0.id = "${upload}"
  json 0.name = "wait.csv"
$ nuan upload rows ${upload} --kind gift --format json
  json rows = 2
  not 孙七
$ nuan upload rows ${upload} --kind gift --reason match --format csv
  孙七
$ nuan --lang en upload rows ${upload} --kind none
  exit 1
$ nuan --lang en upload rows ${upload} --file 9
  exit 1
  The upload has no file 9
$ nuan list changes --format json
  "rows.show"
$ nuan import statement --campaign warm-wuhan --skip-rejected wait.csv
> GET /api/v1/uploads
+ Authorization: Bearer ${importer}
  json items = []
> GET /api/v1/uploads/${upload}/rows
+ Authorization: Bearer ${importer}
+ Accept-Language: en
  404
  waits no more
> GET /api/openapi.json
  /api/v1/uploads/{id}/rows
  /api/v1/rules/{id}/end
! stop
$ nuan verify
