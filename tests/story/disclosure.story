# What a campaign received is frozen, reviewed by a second person and published under a number.  It stands still while money comes
# in, equals what the public log closes with, and a lower total has to say what it corrects.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save reviewer reviewer\.demo\s+(\S+)
  save publisher publisher\.demo\s+(\S+)

# A period may end before today: what the log holds of later days stands apart, and all together is what the log closes with.
$ nuan disclosure prepare --campaign warm-wuhan --to 2020-02-02
  save EARLY ([0-9A-Z]{13})
$ nuan --lang en disclosure withdraw ${EARLY} --why no --as clerk.demo
< ${clerk}
  exit 1
  Only who prepared
$ nuan disclosure show ${EARLY} --format json
  json gifts = 19710
  json later_gifts = 3057
  json as_of = "2020-02-02"
  json log.gifts = 22767
$ nuan disclosure withdraw ${EARLY} --why "日期不对"

# A clerk freezes the figures; who reviews is another person.
$ nuan disclosure prepare --campaign warm-wuhan --as clerk.demo
< ${clerk}
  save FIRST ([0-9A-Z]{13})
$ nuan disclosure show ${FIRST} --format json
  json state = "prepared"
  json gifts = 22767
  json givers = 22767
  json amount_fen = 361790000
  json first_24h_gifts = 12840
  json from = "2020-02-01"
  json as_of = "2020-02-03"
  json log.state = "closed"
  json log.gifts = 22767
  json log.gifts_fen = 361790000
  save CLOSE "close":(\d+)
$ nuan --lang en disclosure prepare --campaign warm-wuhan
  exit 1
  on its way already
$ nuan --lang en disclosure review ${FIRST} --as clerk.demo
< ${clerk}
  exit 1
  disclose.review
$ nuan --lang en disclosure publish ${FIRST} --as publisher.demo
< ${publisher}
  exit 1
  A second person has to review it first
$ nuan disclosure review ${FIRST} --as reviewer.demo
< ${reviewer}
  ${FIRST}
$ nuan --lang en disclosure review ${FIRST} --as reviewer.demo
< ${reviewer}
  exit 1
  It was reviewed before
$ nuan --lang en disclosure publish ${FIRST} --as reviewer.demo
< ${reviewer}
  exit 1
$ nuan disclosure publish ${FIRST} --as publisher.demo
< ${publisher}
  2020/1
$ nuan --lang en disclosure publish ${FIRST} --as publisher.demo
< ${publisher}
  exit 1
  It was published as number 1 of 2020
$ nuan verify

# The close stands in the public log, and anybody can prove it.
$ nuan log proof ${CLOSE} --out proof
$ nuan --lang en disclosure show 2020/1
  ¥3,617,900.00
  22,767
  12,840

# Money comes in; what was published stands still.
$ nuan donation enter --campaign warm-wuhan --amount 100 --day 2020-02-03
$ nuan donation enter --campaign warm-wuhan --amount 50.50 --day 2020-02-02
$ nuan disclosure show 2020/1 --format json
  json amount_fen = 361790000
$ nuan show campaign warm-wuhan --format json
  json amount_fen = 361805050

# One that is not right is sent back, with a reason, and never had a number.
$ nuan disclosure prepare --campaign warm-wuhan --as publisher.demo
< ${publisher}
  save SECOND ([0-9A-Z]{13})
$ nuan --lang en disclosure return ${SECOND} --why "" --as reviewer.demo
< ${reviewer}
  exit 1
  Say why
$ nuan disclosure return ${SECOND} --why "还有一笔没录" --as reviewer.demo
< ${reviewer}
$ nuan --lang en disclosure publish ${SECOND} --as publisher.demo
< ${publisher}
  exit 1
  It was sent back
# Up to an earlier day the total would be lower than what was published.
$ nuan --lang en disclosure prepare --campaign warm-wuhan --to 2020-02-02
  exit 1
  ¥3,020,250.50
  less than ¥3,617,900.00 of number 1 of 2020
$ nuan --lang en disclosure prepare --campaign warm-wuhan --from 2020-02-03 --to 2020-02-02
  exit 1
  can't lie behind
$ nuan --lang en disclosure prepare --campaign warm-wuhan --to 2020-02-04
  exit 1
  today or before
$ nuan disclosure prepare --campaign warm-wuhan --format json
  save FOURTH ([0-9A-Z]{13})
$ nuan disclosure review ${FOURTH} --as reviewer.demo
< ${reviewer}
$ nuan disclosure publish ${FOURTH} --as publisher.demo
< ${publisher}
  2020/2
$ nuan disclosure show 2020/2 --format json
  json gifts = 22769
  json previous = "2020/1"
  json difference.0.gifts = 22767
  json difference.1.step = "new"
  json difference.1.gifts = 2
  json difference.1.amount_fen = 15050
  json difference.5.amount_fen = 361805050

# A file whose second person is missing: its gifts are in the books and not in the log.
file roll.csv
< 日期,姓名,金额
< 2020-02-03,王小明,20.00
< 2020-02-03,李华,30.00
$ nuan import statement --campaign warm-wuhan --format json roll.csv
  save IMPORT "import":"([0-9A-Z]{13})","state"
$ nuan --lang en disclosure prepare --campaign warm-wuhan
  exit 1
  roll.csv isn't confirmed
$ nuan undo import ${IMPORT}

# Taken back: the total is lower than number 2, so the next one has to name it and say why.
file bill.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-03 10:00:00,`4200000485202002030000000901,`M1,`SUCCESS,`CNY,`1000.00,`0,`0.00,`6.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `1,`1000.00,`0.00,`6.00000
$ nuan import statement --campaign warm-wuhan --format json bill.csv
  json booked = 1
  save BILL "import":"([0-9A-Z]{13})","state"
$ nuan disclosure prepare --campaign warm-wuhan
  save FIFTH ([0-9A-Z]{13})
$ nuan disclosure review ${FIFTH} --as reviewer.demo
< ${reviewer}
$ nuan disclosure publish ${FIFTH} --as publisher.demo
< ${publisher}
  2020/3
$ nuan undo import ${BILL}
$ nuan --lang en disclosure prepare --campaign warm-wuhan
  exit 1
  ¥3,618,050.50
  less than ¥3,619,050.50 of number 3 of 2020
  Name the disclosure that this one corrects
$ nuan --lang en disclosure prepare --campaign warm-wuhan --corrects 2020/3
  exit 2
  Say what is corrected and why
$ nuan --lang en disclosure prepare --campaign warm-wuhan --corrects 2020/9 --reason 误记
  exit 1
  No disclosure 9 of 2020
$ nuan disclosure prepare --campaign warm-wuhan --corrects 2020/3 --reason "误把另一项目的账单记入，已冲回" --reason-en "a bill of another campaign was booked by mistake"
  save SIXTH ([0-9A-Z]{13})
$ nuan disclosure review ${SIXTH} --as reviewer.demo
< ${reviewer}
$ nuan disclosure publish ${SIXTH} --as publisher.demo
< ${publisher}
  2020/4
$ nuan disclosure show 2020/4 --format json
  json corrects = "2020/3"
  json difference.4.step = "taken_back"
  json difference.4.gifts = -1
  json difference.4.amount_fen = -100000
$ nuan disclosure show 2020/3 --format json
  json corrected_by = "2020/4"
  json amount_fen = 361905050
$ nuan list disclosures --state published --format csv
  2020/1,warm-wuhan,published
  2020/4,warm-wuhan,published

# A closed campaign whose last disclosure counts all it got needs no other one.
$ nuan edit campaign warm-wuhan --phase closed
$ nuan --lang en disclosure prepare --campaign warm-wuhan
  exit 1
  The campaign is closed, and number 4 of 2020 counts all that it got
$ nuan verify

# Through the other doors: a stranger reads what is published, and nothing else.
$ nuan edit campaign warm-wuhan --phase response
$ nuan token add --right donation.enter
  save entering ^(\S{20,})$
$ nuan --lang en token add --right disclose.review
  exit 2
  No token can be given this right
$ nuan token add --right read
  save reading ^(\S{20,})$
! serve
> GET /d/warm-wuhan/2020/1
  header Content-Type: text/html
  3,617,900
  not 误把
  按 2024 年
> GET /en/d/warm-wuhan/2020/3
  3,619,050
  This disclosure was corrected
  /en/d/warm-wuhan/2020/4
> GET /en/d/warm-wuhan/2020/4
  3,618,050
  Corrects number 2020/3
  a bill of another campaign was booked by mistake
  Taken out of the books
> GET /d/warm-wuhan/2020/5
  404
> GET /d/warm-wuhan/2020/01
  404
> GET /d/no-such/2020/1
  404
> GET /en/c/warm-wuhan/disclosures
  2020/1
  2020/4
  Next disclosure
  Charity Law Art. 72
  This exercise applies the law in force since 5 September 2024
> GET /en/c/warm-wuhan
  within 5
  Disclosed last
  2020/4
  Next disclosure
> GET /d/warm-wuhan/2020/2/figures.csv
  header Content-Type: text/csv
  gifts,CNY,2020-02-01,wechat,11281,11281,1512480.00,演示 DEMO
  new,CNY,,,2,0,150.50,演示 DEMO
> GET /d/warm-wuhan/2020/1/figures.json
  json amount_fen = 361790000
  json spent_fen = null
  not "id"
> GET /en/d/warm-wuhan/2020/1/article.txt
  By 2020-02-03 the campaign Warm Wuhan had received gifts of ¥3,617,900.00 (disclosure 2020/1).
  /d/warm-wuhan/2020/1
> GET /d/warm-wuhan/2020/1/article.txt
  截至 2020-02-03，“温暖武汉”项目共收到捐款 ¥3,617,900.00（第 2020/1 号公示）。
> GET /en/d/warm-wuhan/2020/2/disclosure.pdf
  header Content-Type: application/pdf
$ curl -s -o d.pdf ${URL}/d/warm-wuhan/2020/4/disclosure.pdf && pdftotext -layout d.pdf - | tr -d ' '
  2020/4
  3,618,050.50
  误把另一项目的账单记入
  与上一号公示相比

# The list of gifts names each by its entry of the log; what was booked later is not in it.
> GET /d/warm-wuhan/2020/1/gifts.csv
  entry,day,currency,amount,channel,label,demo
  ~ (?m)^1,2020-02-01,CNY,
  not 现金
> GET /d/warm-wuhan/2020/2/gifts.csv
  ~ (?m)^\d+,2020-02-03,CNY,100.00,现金,
> GET /en/d/warm-wuhan/2020/1/gifts?after=22760
  2020-02-03
  2020-02-03
  not 22,771

# The same for programs.
> GET /api/v1/campaigns/warm-wuhan/disclosures
  json items.0.number = 4
  json items.3.number = 1
  json items.3.amount_fen = 361790000
  not "id"
> GET /api/v1/campaigns/warm-wuhan/disclosures/2020/3
  json corrected_by = "2020/4"
  json log.state = "closed"
> GET /api/v1/campaigns/warm-wuhan/disclosures/2020/9
  404
> POST /api/v1/campaigns/warm-wuhan/disclosures
< {}
  401
> POST /api/v1/campaigns/warm-wuhan/disclosures
+ Authorization: Bearer ${reading}
+ Idempotency-Key: one
< {}
  403
> POST /api/v1/campaigns/warm-wuhan/disclosures
+ Authorization: Bearer ${entering}
+ Idempotency-Key: two
< {"to": "2020-02-30"}
  400
> POST /api/v1/campaigns/warm-wuhan/disclosures
+ Authorization: Bearer ${entering}
+ Idempotency-Key: three
< {"to": "2020-02-03"}
  201
  json state = "prepared"
  save API "id":"([0-9A-Z]{13})"
> POST /api/v1/campaigns/warm-wuhan/disclosures
+ Authorization: Bearer ${entering}
+ Idempotency-Key: three
< {"to": "2020-02-03"}
  201
  json id = "${API}"
> POST /api/v1/campaigns/warm-wuhan/disclosures
+ Authorization: Bearer ${entering}
+ Idempotency-Key: four
< {}
  409
# What approves is done by a person: no token reviews or publishes.
> POST /api/v1/disclosures/${API}/publish
+ Authorization: Bearer ${entering}
  403
> POST /api/v1/disclosures/${API}/review
+ Authorization: Bearer ${entering}
  403
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=reviewer.demo&secret=${reviewer}
  303
> GET /en/app
  A disclosure of Warm Wuhan waits for a second person
  save csrf name="csrf" value="([^"]+)"
> GET /api/v1/disclosures/${API}
  within 5
  json log.state = "closed"
> POST /en/app/disclosures/${API}/review
< csrf=not-mine
  403
> POST /en/app/disclosures/${API}/return
< csrf=${csrf}&why=
  400
  Say why
> POST /en/app/disclosures/${API}/review
< csrf=${csrf}
  303
> POST /en/app/disclosures/${API}/publish
< csrf=${csrf}
  403
! forget
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=publisher.demo&secret=${publisher}
  303
> GET /en/app
  is reviewed and can be published
  save csrf name="csrf" value="([^"]+)"
> POST /en/app/disclosures/${API}/publish
< csrf=${csrf}
  303
> POST /en/app/disclosures/${API}/publish
< csrf=${csrf}
  409
  It was published as number 5 of 2020
> GET /en/app/disclosures.csv?view=published
  2020/5,warm-wuhan,published,2020-02-03,2020-02-03,22769,
> GET /en/app/disclosures.xlsx
  header Content-Type: spreadsheetml
! forget
> GET /api/v1/disclosures?state=sent-back
+ Authorization: Bearer ${reading}
  json items.0.state = "sent-back"
> GET /api/v1/disclosures/${API}
  401
> GET /d/warm-wuhan/2020/5
  第 2020/5 号公示
! stop
$ nuan verify

# The clock: four days after the last publication it is soon, after five it is over.
! serve --clock 2020-02-07T20:00:00+08:00
> GET /en/c/warm-wuhan
  n-clock soon
  Next disclosure
! stop
! serve --clock 2020-02-08T20:00:00+08:00
> GET /en/c/warm-wuhan
  n-clock late
  over
! stop
