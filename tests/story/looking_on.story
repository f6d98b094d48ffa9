# Who confirms and publishes may look at payments without a giver: amounts, suggestions and their reasons, what is on hold; no names, no
# remarks, no files, and nothing to press.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save reviewer reviewer\.demo\s+(\S+)
$ nuan promise make --amount 80 --payer 赵小强
  save code ([0-9A-Z]{4}-[0-9A-Z]{4})
file bank.csv
< 交易日期,收入,支出,余额,对方户名,摘要,附言
< 2020-02-03,30.00,,30.00,赵小强,转账,${code}
< 2020-02-03,7.00,,37.00,钱大伟,转账,给护士们
$ nuan import statement --campaign warm-wuhan bank.csv
! serve
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=reviewer.demo&secret=${reviewer}&next=
  303
> GET /en/app
  href="/en/app/match"
> GET /en/app/match?campaign=warm-wuhan
  You look only
  (not shown)
  ${code}
  The amount is another
  name not told
  not 赵
  not 钱大伟
  not 护士
  not This is it
  not action="/en/app/match/
  not /app/match.csv
  not /app/match/payers
  save gift gift=([0-9A-Z]{13})
> GET /app/match?campaign=warm-wuhan
  您在这里只能查看
> GET /en/app/match.csv?campaign=warm-wuhan
  403
> GET /en/app/match/sure?campaign=warm-wuhan
  403
> GET /en/app/match/payers?campaign=warm-wuhan
  403
> GET /en/app
  save csrf name="csrf" value="([^"]+)"
> POST /en/app/match/hold
< csrf=${csrf}&campaign=warm-wuhan&gift=${gift}&reason=because
  403

# Who matches sees them, masked.
! forget
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303
> GET /en/app/match?campaign=warm-wuhan
  赵*强
  This is it
  not You look only
! stop
