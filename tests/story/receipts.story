# Receipts: asked for, reviewed by a second person, numbered without a gap, void and given again; the proof of each is
# checked with the log's key alone.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save reviewer reviewer\.demo\s+(\S+)
file bill.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-03 12:00:00,`42000005000000000000000001,`M1,`SUCCESS,`CNY,`99.99,`0,`0.00,`0.00000
< `2020-02-03 12:00:01,`42000005000000000000000002,`M2,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.00000
< `2020-02-03 12:00:02,`42000005000000000000000003,`M3,`SUCCESS,`CNY,`500.00,`0,`0.00,`0.00000
< `2020-02-03 12:00:03,`42000005000000000000000004,`M4,`SUCCESS,`CNY,`88.00,`0,`0.00,`0.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `4,`787.99,`0.00,`0.00000
$ nuan import statement --campaign warm-wuhan bill.csv
$ nuan publish log

# Without a threshold every gift may have one.  With 100.00 that amount has its own, 99.99 waits for the sum of the year.
$ nuan --lang en receipt threshold
  ¥0.00
$ nuan receipt threshold 100
$ nuan receipt request --payment 42000005000000000000000001 --amount 99.99 --day 2020-02-03 --title 王小明 --as clerk.demo
< ${clerk}
  save SMALL (\w{13})
$ nuan receipt request --payment 42000005000000000000000002 --amount 100.00 --day 2020-02-03 --title 李明 --email liming@example.org --as clerk.demo
< ${clerk}
  save FIRST (\w{13})
$ nuan receipt request --payment 42000005000000000000000003 --amount 5000.00 --day 2020-02-03 --title 赵六 --as clerk.demo
< ${clerk}
  save OTHER (\w{13})
$ nuan list requests --format json
  json 0.state = "yearly"
  json 1.state = "open"
  json 1.exact = "yes"
  json 1.label = "李*"
  json 1.due = "2020-02-06"
  json 2.exact = "no"

# What is refused: no title, no payment, the same gift again, an address that is none, a card whose last digit is wrong.
$ nuan --lang en receipt request --payment 42000005000000000000000002 --amount 100.00 --day 2020-02-03 --title 李明 --as clerk.demo
< ${clerk}
  exit 1
  asked for already
$ nuan --lang en receipt request --title 李明 --as clerk.demo
< ${clerk}
  exit 1
  its number, amount and day
$ nuan --lang en receipt request --payment 1 --amount 1 --day 2020-02-03 --title 李明 --email nobody --as clerk.demo
< ${clerk}
  exit 1
  This is not an e-mail
$ nuan --lang en receipt request --payment 1 --amount 1 --day 2020-02-03 --title 李明 --id-no 110105194912310021 --as clerk.demo
< ${clerk}
  exit 1
  identity card
$ nuan --lang en receipt review ${FIRST} --approve --as clerk.demo
< ${clerk}
  exit 1
$ nuan --lang en receipt issue ${FIRST} --as clerk.demo
< ${clerk}
  exit 1
  waits for no receipt

# A second person reviews; alone, or those together whose number, amount and day are those of one gift, after a sample.
$ nuan --lang en receipt review ${FIRST} ${OTHER} --approve --as reviewer.demo
< ${reviewer}
  exit 1
  Open one of every 50
$ nuan receipt open ${FIRST} --as reviewer.demo --format json
< ${reviewer}
  json 0.title = "李明"
  json 0.email = "liming@example.org"
$ nuan --lang en receipt review ${FIRST} ${OTHER} --approve --as reviewer.demo
< ${reviewer}
  exit 1
  review it alone
$ nuan receipt review ${FIRST} --approve --as reviewer.demo
< ${reviewer}
  reviewed
$ nuan --lang en receipt review ${OTHER} --refuse "" --as reviewer.demo
< ${reviewer}
  exit 2
  Say why
$ nuan receipt review ${OTHER} --refuse 金额不对 --as reviewer.demo
< ${reviewer}
$ nuan list changes --format json
  "receipt.look"
  "receipt.review"

# Given: number 1 of the year.
$ nuan receipt issue ${FIRST} --as clerk.demo
< ${clerk}
  R2020-000001
$ nuan receipt show R2020-000001 --format json
  json 0.state = "given"
  json 0.amount_fen = 10000
  json 0.label = "李*"
$ nuan receipt show R2020-000001 --proof --as clerk.demo > proof.tlog-proof
< ${clerk}
$ nuan log vkey
  save VKEY (\S+\+[0-9a-f]{8}\+\S+)
$ nuan receipt verify proof.tlog-proof --vkey ${VKEY} --format json
  json outcome = "proven"
$ nuan receipt show R2020-000001 --format json
  json 0.copies = 1

# The paper, with the proof inside: the command checks the PDF as well.
$ nuan --lang zh receipt show R2020-000001 --pdf --site https://example.org --as clerk.demo > receipt.pdf
< ${clerk}
$ nuan receipt verify receipt.pdf --vkey ${VKEY} --format json
  json outcome = "proven"
$ pdftotext -layout receipt.pdf - | tr -d " \n"
  人民币壹佰元整

# Void, and given again under a new number; both are kept.
$ nuan --lang en receipt void R2020-000001 --reason 抬头写错 --as clerk.demo
< ${clerk}
  exit 1
$ nuan receipt void R2020-000001 --reason 抬头写错 --again --as reviewer.demo
< ${reviewer}
  save AGAIN (\w{13})
$ nuan --lang en receipt void R2020-000001 --reason 抬头写错 --as reviewer.demo
< ${reviewer}
  exit 1
  void already
$ nuan --lang en receipt review ${AGAIN} --approve --as reviewer.demo
< ${reviewer}
  exit 1
  someone else
$ nuan receipt show R2020-000001 --format json
  json 0.state = "void"
  json 0.void_reason = "抬头写错"

# Several who gave together: one receipt with a list that adds up.
file list.csv
< 甲,300.00
< 乙,200.00
file short.csv
< 甲,300.00
$ nuan receipt request --payment 42000005000000000000000003 --amount 500.00 --day 2020-02-03 --title 某车间职工 --list short.csv --as clerk.demo
< ${clerk}
  save SHORT (\w{13})
$ nuan receipt review ${SHORT} --approve --as reviewer.demo
< ${reviewer}
$ nuan --lang en receipt issue ${SHORT} --as clerk.demo
< ${clerk}
  exit 1
  adds up to ¥300.00, the gift is ¥500.00
$ nuan receipt review ${SHORT} --refuse 名单不全 --as reviewer.demo
< ${reviewer}
$ nuan receipt request --payment 42000005000000000000000003 --amount 500.00 --day 2020-02-03 --title 某车间职工 --list list.csv --as clerk.demo
< ${clerk}
  save TOGETHER (\w{13})
$ nuan receipt review ${TOGETHER} --approve --as reviewer.demo
< ${reviewer}

# The job gives what was reviewed, then the sums of the year; run again it gives nothing.
$ nuan receipt request --payment 42000005000000000000000004 --amount 88.00 --day 2020-02-03 --title 王小明 --as clerk.demo
< ${clerk}
$ nuan receipt run --as clerk.demo --format json
< ${clerk}
  json given = 1
  json left = 0
$ nuan receipt run --as clerk.demo --format json
< ${clerk}
  json given = 0
$ nuan receipt run --yearly --as clerk.demo --format json
< ${clerk}
  json given = 1
$ nuan list receipts --format json
  json 0.number = "R2020-000003"
  json 0.amount_fen = 18799
  json 0.gifts = 2
  json 1.number = "R2020-000002"
  json 1.payer = "collective"
$ nuan verify
