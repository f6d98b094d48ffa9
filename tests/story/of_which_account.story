# A file that names no account, of a campaign with several: on the preview the clerk says of which it is, as --account does.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
file roll.csv
< 日期,收入,支出,余额,对方户名,附言
< 2020-02-03,30.00,,30.00,王小明,捐款
< 2020-02-03,7.00,,37.00,李华,捐款
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
@ file=roll.csv
< csrf=${csrf}
< campaign=warm-wuhan
  save upload "next":"/en/app/imports/uploads/([0-9A-Z]{13})"
> GET /en/app/imports/uploads/${upload}
  Of the account
  <option value="warm-wuhan.cash">
  not type="hidden" name="account1"
> GET /app/imports/uploads/${upload}
  属于账户
> GET /en/app/imports/uploads/${upload}?account1=no.such
  404
> GET /en/app/imports/uploads/${upload}?account1=warm-wuhan.cash
  <option value="warm-wuhan.cash" selected>
  type="hidden" name="account1" value="warm-wuhan.cash"
  Book 2 gifts
> POST /en/app/imports/uploads/${upload}/book
< csrf=${csrf}&account1=warm-wuhan.gift
  404
> POST /en/app/imports/uploads/${upload}/book
< csrf=${csrf}&account1=warm-wuhan.cash
  303
! stop
$ nuan show accounts --format csv
  ~ (?m)^warm-wuhan\.cash,.*,37\.00,2,
$ nuan verify
