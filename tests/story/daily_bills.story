# An account whose bill must come each day: what is missing is work to do, on the desk and on the command line.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
$ nuan --lang en set daily warm-wuhan.bank 25
  exit 1
  The hour is 0 to 23
$ nuan --lang en set daily warm-wuhan.gift 10
  exit 1
  no account of this organisation
$ nuan set daily warm-wuhan.bank 10
$ nuan list daily --format json
  json 0.account = "warm-wuhan.bank"
  json 0.hour = 10

# A month on, at noon: the bills of the days before are due.
! serve --clock 2020-03-04T12:00:00+08:00
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303
> GET /en/app
  days without a bill
  /en/app/accounts/warm-wuhan.bank"
  to 2020-03-03; each is due by 10:00 of the next day
  over

# At nine the bill of yesterday is not yet due.
! stop
! serve --clock 2020-03-04T09:00:00+08:00
> GET /en/app
  to 2020-03-02; each is due

# A bank's file that reaches up to that day: nothing is missing.
file bank.csv
< 起始日期：2020-01-01 终止日期：2020-03-02,,,,
< 交易日期,收入,支出,余额,对方户名
< 2020-02-01,100.00,,100.00,王小明
$ nuan import statement --campaign warm-wuhan bank.csv
> GET /en/app
  not days without a bill
# One day of it: named, not counted.
$ nuan set daily warm-wuhan.bank 8
> GET /en/app
  no bill of 2020-03-03

$ nuan set daily warm-wuhan.bank none
$ nuan list daily --format json
  []
$ nuan list changes --format json
  "account.daily"
