# The files that were brought in: by state, campaign, account, person and days; as csv and as a workbook.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save publisher publisher\.demo\s+(\S+)
file bank.csv
< 交易日期,摘要,收入金额,支出金额,余额,对方户名,对方账号,附言
< 2020-01-10,转账,50.00,,1050.00,王小明,6222020000000000001,捐款
$ nuan import statement --campaign warm-wuhan bank.csv
! serve
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303
> GET /en/app/imports
  bank.csv
  Show
  ~ name="from"
  save account <option value="([0-9A-Z]{13})">Bank
  save by <option value="([0-9A-Z]{13})">os:
  save csrf name="csrf" value="([^"]+)"
> GET /en/app/imports?account=${account}
  bank.csv
  Clear the filters
  ~ <option value="${account}" selected>
  /en/app/imports.csv?account=${account}
> GET /en/app/imports?from=2020-01-01&to=2020-01-31
  bank.csv
> GET /en/app/imports?from=2020-01-11&to=2020-01-31
  No file fits these filters
> GET /en/app/imports?by=${by}&campaign=warm-wuhan&view=undone
  No file fits these filters
> GET /en/app/imports?from=yesterday
  400
  Not a day: yesterday
> GET /en/app/imports?campaign=no-such
  404
> GET /en/app/imports.csv?account=${account}
  ~ ^\ufeffid,file,format,campaign,
  bank.csv,bank,warm-wuhan,2020-01-10,2020-01-10,
  50.00
> GET /en/app/imports.csv?from=2020-01-11&to=2020-01-12
  not bank.csv
> GET /en/app/imports.xlsx
  header Content-Type: spreadsheetml
$ ls ${DATA} | grep -c xlsx || true
  ~ ^0

# What was sent and waits stands below, for those who may bring files in.
file other.csv
< 交易日期,摘要,收入金额,支出金额,余额,对方户名,对方账号,附言
< 2020-01-11,转账,70.00,,1120.00,李华,6222020000000000002,捐款
> POST /en/app/imports
@ file=other.csv
< csrf=${csrf}
< campaign=warm-wuhan
  303
> GET /en/app/imports
  Sent, not yet booked
  other.csv
! forget
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=publisher.demo&secret=${publisher}&next=
  303
> GET /en/app/imports
  bank.csv
  not Sent, not yet booked
! stop
$ nuan verify
