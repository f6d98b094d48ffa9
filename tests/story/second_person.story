# Why a file waits for somebody other than its maker: said before it is booked, on the desk and in its report, in words, and truly.
# A button pressed twice is one booking.  More files than the bound are refused by their number.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save reviewer reviewer\.demo\s+(\S+)
$ nuan token add --right statement.import
  save token ^(\S{20,})$
file plain.csv
< 交易日期,摘要,收入金额,支出金额,对方户名,对方账号,附言
< 2020-02-02,转账,1234.00,,王小明,6222020000000000001,捐款
file second.csv
< 交易日期,摘要,收入金额,支出金额,对方户名,对方账号,附言
< 2020-02-02,转账,8.00,,李华,6222020000000000002,捐款
file broken.csv
< 交易日期,摘要,收入金额,支出金额,余额,对方户名,对方账号,附言
< 2020-02-02,转账,50.00,,1050.00,王小明,6222020000000000001,捐款
< 2020-02-02,转账,10.00,,1061.00,王小明,6222020000000000001,捐款
file mixed.csv
< 交易日期,摘要,币种,收入金额,支出金额,对方户名,对方账号,附言
< 2020-02-02,转账,CNY,50.00,,王小明,6222020000000000001,捐款
< 2020-02-02,转账,USD,10.00,,王小明,6222020000000000001,捐款

# On the command line and in the API.
$ nuan --lang en import statement --campaign warm-wuhan --dry-run plain.csv
  A second person will have to confirm it.
  The file states no totals of its own with which its rows could be compared.
  not differ
$ nuan import statement --campaign warm-wuhan --dry-run --format json plain.csv
  json doubt = "no-totals"
$ nuan import statement --campaign warm-wuhan --dry-run --format json broken.csv
  json doubt = "balance-broken"
$ nuan import statement --campaign warm-wuhan --dry-run --format json mixed.csv
  json doubt = "currencies-mixed"

# On the pages: the preview says it beforehand.
! serve
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303
> GET /en/app/imports/new
  save csrf name="csrf" value="([^"]+)"
> POST /en/app/imports
+ Accept: application/json
@ file=plain.csv
@ file=second.csv
< csrf=${csrf}
< campaign=warm-wuhan
  save upload "next":"/en/app/imports/uploads/([0-9A-Z]{13})"
> GET /en/app/imports/uploads/${upload}
  A second person will have to confirm it: The file states no totals of its own
  not don&#39;t agree
> POST /en/app/imports/uploads/${upload}/book
< csrf=${csrf}
  303
  header Location: /en/app/imports/uploads/${upload}

# The same button again, for all and for one of them: her booking has succeeded.
> POST /en/app/imports/uploads/${upload}/book
< csrf=${csrf}
  303
  header Location: /en/app/imports/uploads/${upload}
> POST /en/app/imports/uploads/${upload}/book
< csrf=${csrf}&file=2
  303
> GET /en/app/imports/uploads/${upload}
  2 gifts booked
> GET /app/imports/uploads/${upload}
  已入账
  not >笔<
$ nuan --lang zh list imports
  已入账

# What needs somebody is said on a phone, too, and is hidden there only when it is nothing.
> GET /en/app/imports
  ~ class="num hide">0<

# Sent again later, the same files hold nothing new.
> POST /en/app/imports
+ Accept: application/json
@ file=plain.csv
@ file=second.csv
< csrf=${csrf}
< campaign=warm-wuhan
  save later "next":"/en/app/imports/uploads/([0-9A-Z]{13})"
> POST /en/app/imports/uploads/${later}/book
< csrf=${csrf}
  409
  There is nothing new to book

# Who may not confirm it sees it wait for somebody else, and why.
> GET /en/app
  ~ Waits for somebody else[\s\S]*plain\.csv waits for a second person[\s\S]*booked: 1, total ¥1,234\.00\.\s+The file states no totals
  ~ Nothing to do now|id="todo"(?![\s\S]*plain\.csv[\s\S]*id="elses")
  not don&#39;t agree
> GET /en/app/imports
  save import /en/app/imports/([0-9A-Z]{13})"
> GET /en/app/imports/${import}
  The file states no totals of its own
  You brought this file in, so someone else confirms it.
! forget
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=reviewer.demo&secret=${reviewer}&next=
  303
> GET /en/app
  ~ id="todo"[\s\S]*plain\.csv waits for a second person
  not Waits for somebody else
> GET /en/app/imports/${import}
  The file states no totals of its own
  A second person confirms it.
  /confirm"

# Days that can't be of this campaign are told of beforehand, and so are days that the clock of the demo has not reached.
file days.csv
< 交易日期,摘要,收入金额,支出金额,对方户名,对方账号,附言
< 1999-02-03,转账,5.00,,王小明,6222020000000000001,捐款
< 2020-02-02,转账,6.00,,王小明,6222020000000000001,捐款
< 2020-02-05,转账,7.00,,王小明,6222020000000000001,捐款
! forget
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303
> GET /en/app/imports/new
  save csrf name="csrf" value="([^"]+)"
> POST /en/app/imports
+ Accept: application/json
@ file=days.csv
< csrf=${csrf}
< campaign=warm-wuhan
  save days "next":"/en/app/imports/uploads/([0-9A-Z]{13})"
> GET /en/app/imports/uploads/${days}
  1 gift is dated before the campaign began: <time
  1 gift is dated after the clock of this exercise: <time
$ nuan import statement --campaign warm-wuhan --dry-run --format json days.csv
  json before_campaign = 1
