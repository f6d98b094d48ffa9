# The pages of an account and of rules of direction: by when its bills come, how its files are read, which gifts go elsewhere.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save admin administrator\.demo\s+(\S+)
$ nuan add campaign rice --org warm-foundation --name 送米 --purpose 为一线职工送米 --contact 010-00000000
$ nuan add purpose masks --campaign warm-wuhan --name 口罩
file bank.csv
< 交易日期,收入,支出,余额,对方户名,摘要,附言
< 2020-02-01,100.00,,100.00,王小明,转账,捐款
< 2020-02-02,30.00,,130.00,李华,转账,送米，辛苦了
< 2020-02-03,20.00,,150.00,赵六,转账,买口罩
$ nuan import statement --campaign warm-wuhan bank.csv

! serve
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303

# A clerk sets, changes and ends the daily bill of an account.
> GET /en/app/accounts
  warm-wuhan.bank
  none asked for
  by its columns
> GET /en/app/campaigns/warm-wuhan
  /en/app/accounts/warm-wuhan.bank
  /en/app/rules
> GET /en/app/accounts/warm-wuhan.bank/days
  /en/app/accounts/warm-wuhan.bank"
> GET /en/app/accounts/warm-wuhan.bank
  No bill is asked for
  save csrf name="csrf" value="([^"]+)"
  not Ask no more
> POST /en/app/accounts/warm-wuhan.bank/daily
< csrf=${csrf}&hour=24
  400
  Choose an hour from 0 to 23
> POST /en/app/accounts/warm-wuhan.bank/daily
< csrf=${csrf}&hour=9
  303
> POST /en/app/accounts/warm-wuhan.bank/daily
< csrf=${csrf}&hour=11
  303
> GET /en/app/accounts/warm-wuhan.bank
  by 11:00 of the next day
  Change the hour
> GET /en/app/accounts
  by 11:00
> GET /en/app/accounts.csv
  ~ warm-wuhan\.bank,.*,150\.00,CNY,11,2020-02-03,
> GET /en/app/accounts.xlsx
  header Content-Type: spreadsheetml
> POST /en/app/accounts/warm-wuhan.bank/daily/end
< csrf=${csrf}
  303
> GET /en/app/accounts/warm-wuhan.bank
  No bill is asked for
> GET /en/app/accounts/warm-wuhan.fee
  404
> GET /en/app/accounts/no.such
  404

# How its files are read: chosen, seen with since when and by whom, taken back.
> POST /en/app/accounts/warm-wuhan.bank/profile
< csrf=${csrf}&profile=no-such
  400
  Unknown format no-such
> POST /en/app/accounts/warm-wuhan.bank/profile
< csrf=${csrf}&profile=bank
  303
> GET /en/app/accounts/warm-wuhan.bank
  /en/app/profiles/bank"
  经办人（演示）
  Take it back
$ nuan profile accounts --format csv
  warm-wuhan.bank,bank
> POST /en/app/accounts/warm-wuhan.bank/profile/end
< csrf=${csrf}
  303
> POST /en/app/accounts/warm-wuhan.bank/profile/end
< csrf=${csrf}
  404
  No profile is remembered

# Rules: a clerk sees them, an administrator sets them.
> GET /en/app/rules
  No rule yet
  An administrator adds and ends rules
  not Add a rule
> GET /en/app/rules/new
  403
> POST /en/app/rules/new
< csrf=${csrf}&act=add&words=米&to=rice&account=
  403
! forget
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=administrator.demo&secret=${admin}&next=
  303
> GET /en/app/rules/new
  ~ value="warm-wuhan/masks"
  save csrf name="csrf" value="([^"]+)"
  save key name="key" value="([^"]+)"
> POST /en/app/rules/new
< csrf=${csrf}&key=${key}&act=try&words=&to=rice&account=
  400
  Enter the words
> POST /en/app/rules/new
< csrf=${csrf}&key=${key}&act=try&words=米&to=rice&account=
  It would have sent 1 gift
  3 gifts in the file
  ~ 30<small>
> GET /en/app/rules
  No rule yet
> POST /en/app/rules/new
< csrf=${csrf}&key=${key}&act=add&words=米&to=nowhere&account=
  400
  No such campaign: nowhere
> POST /en/app/rules/new
< csrf=${csrf}&key=${key}&act=add&words=米&to=rice&account=warm-wuhan.fee
  400
  There is no account warm-wuhan.fee
> POST /en/app/rules/new
< csrf=${csrf}&key=${key}&act=add&words=米&to=rice&account=
  303
> POST /en/app/rules/new
< csrf=${csrf}&key=${key}2&act=add&words=米&to=rice&account=
  409
  stands already
> POST /en/app/rules/new
< csrf=${csrf}&key=${key}3&act=add&words=口罩&to=warm-wuhan/masks&account=warm-wuhan.bank
  303
> POST /en/app/accounts/warm-wuhan.bank/daily
< csrf=${csrf}&hour=9
  403

file more.csv
< 交易日期,收入,支出,余额,对方户名,摘要,附言
< 2020-02-04,7.00,,157.00,孙七,转账,大米
< 2020-02-05,8.00,,165.00,周八,转账,口罩
$ nuan import statement --campaign warm-wuhan more.csv
> GET /en/app/rules
  ~ 米.*送米
  for 口罩
  ~ 1 gift.*7<small>
  save end /en/app/rules/([0-9A-Z]{13})/end
> GET /en/app/rules.csv
  ~ ,口罩,warm-wuhan\.bank,warm-wuhan,masks,1,8\.00,
  ~ ,米,,rice,,1,7\.00,
> GET /en/app/rules.xlsx
  header Content-Type: spreadsheetml
> GET /en/app/accounts/warm-wuhan.bank
  口罩
  Rules of direction for its files
> POST /en/app/rules/0000000000000/end
< csrf=${csrf}
  404
> POST /en/app/rules/${end}/end
< csrf=${csrf}
  303
> POST /en/app/rules/${end}/end
< csrf=${csrf}
  404
> GET /en/app/rules?view=ended
  口罩
  until
! stop
$ nuan list changes --format json
  "rule.add"
  "rule.end"
  "account.daily"
  "account.profile"
$ nuan verify
