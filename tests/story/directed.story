# 定向: gifts whose remark holds certain words go to another campaign or to a purpose; the file stays one file.

$ nuan init --scenario beijing-2020
$ nuan add campaign rice --org warm-foundation --name 送米 --purpose 为一线职工送米 --contact 010-00000000
$ nuan add purpose masks --campaign warm-wuhan --name 口罩
$ nuan rule add 米 --campaign rice
  save RULE ([0-9A-Z]{13})
$ nuan rule add 口罩 --campaign warm-wuhan --purpose masks
$ nuan rule list --format json
  json 0.words = "口罩"
  json 1.words = "米"
  json 1.campaign = "rice"
  json 1.gifts = 0

# The same words twice, no words, a purpose that is not there: each is refused.
$ nuan --lang en rule add 米 --campaign warm-wuhan
  exit 1
  stands already
$ nuan --lang en rule add "" --campaign warm-wuhan
  exit 1
  Enter the words
$ nuan --lang en rule add 面 --campaign warm-wuhan --purpose none
  exit 1
  no purpose none

file bank.csv
< 交易日期,收入,支出,余额,对方户名,摘要,附言
< 2020-02-01,100.00,,100.00,王小明,转账,捐款
< 2020-02-02,30.00,,130.00,李华,转账,送米，辛苦了
< 2020-02-03,20.00,,150.00,赵六,转账,买口罩
$ nuan import statement --campaign warm-wuhan --dry-run --format json bank.csv
  json booked = 3
  json directed = 2
$ nuan import statement --campaign warm-wuhan --format json bank.csv
  json booked = 3
  save IMPORT "import":"([0-9A-Z]{13})","state"
$ nuan show campaign rice --format json
  json gifts = 1
  json amount_fen = 3000
$ nuan show accounts --format json
  "rice.bank"
  "rice.unclaimed"
  ~ warm-wuhan.unclaimed.p\d+

# The same file again brings nothing; an overlapping one brings what is new.
file more.csv
< 交易日期,收入,支出,余额,对方户名,摘要,附言
< 2020-02-02,30.00,,130.00,李华,转账,送米，辛苦了
< 2020-02-03,20.00,,150.00,赵六,转账,买口罩
< 2020-02-04,7.00,,157.00,孙七,转账,大米
$ nuan import statement --campaign warm-wuhan --format json more.csv
  json booked = 1
  json duplicates = 2
$ nuan show campaign rice --format json
  json gifts = 2

# The accounts of both campaigns know where the money went: nothing is left unexplained.
$ nuan reconcile warm-wuhan.bank --from 2020-02-02 --to 2020-02-02 --format json
  json 0.in_fen = 3000
  json 0.directed_fen = 3000
  json 0.left_fen = 0
$ nuan reconcile rice.bank --from 2020-02-02 --to 2020-02-02 --format json
  json 0.books_in_fen = 3000
  json 0.directed_fen = -3000
  json 0.left_fen = 0

# Tried on the last file before it is added: what it would catch, and what longer words keep from it.
$ nuan --lang en rule add 大米 --campaign warm-wuhan --dry-run
  Of more.csv it would catch 1 of 3 gifts; 0 more have another rule
$ nuan --lang en rule add 罩 --campaign rice --dry-run
  Of more.csv it would catch 0 of 3 gifts; 1 more have another rule
$ nuan --lang en rule add "" --campaign rice --dry-run
  exit 1
  Enter the words
$ nuan rule list --format csv
  not 大米

# An ended rule directs nothing new; what was booked by it is undone with its file.
$ nuan rule end ${RULE}
$ nuan --lang en rule end ${RULE}
  exit 1
  No such rule
file after.csv
< 交易日期,收入,支出,余额,对方户名,摘要,附言
< 2020-02-05,9.00,,166.00,周八,转账,小米
$ nuan import statement --campaign warm-wuhan --format json after.csv
  json booked = 1
  json directed = 0

# An overlapping file is known whatever rule stands now: where a gift lies was decided when it came.
file week.csv
< 交易日期,收入,支出,余额,对方户名,摘要,附言
< 2020-02-04,7.00,,157.00,孙七,转账,大米
< 2020-02-05,9.00,,166.00,周八,转账,小米
< 2020-02-06,1.00,,167.00,吴九,转账,捐款
$ nuan import statement --campaign warm-wuhan --format json week.csv
  json booked = 1
  json duplicates = 2
$ nuan rule add 小米 --campaign rice
$ nuan import statement --campaign warm-wuhan --format json --dry-run after.csv
  json duplicates = 1
$ nuan undo import ${IMPORT}
$ nuan show campaign rice --format json
  json gifts = 2
$ nuan list changes --format json
  "rule.add"
  "rule.end"
$ nuan verify

# What each rule caught, in the books now: the undone file's gifts no longer count.
$ nuan rule list --all --format json
  json 1.words = "口罩"
  json 1.gifts = 1
  json 2.words = "米"
  json 2.gifts = 2
