# A provider's money at the bank whose remark says only 捐款: the payout of gifts that his bill told already, or somebody's gift. Where the
# provider's account holds that much it is nobody's guess: a person says which. Where it holds nothing, it is a gift, as it was.

$ nuan init --scenario none
file orgs.csv
< code,parent,kind,name_zh,name_en,region_code,uscc,legal,opened
< charity,,foundation,某市基金会,City Foundation,420100,,self,2020-01-01
$ nuan import orgs orgs.csv
$ nuan add campaign help --org charity --name 抗击疫情 --purpose 购买防护用品 --contact 基金会办公室 --opened 2020-01-23T00:00:00+08:00
file bill.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-01-29 10:00:00,`4200000485202001290000000000,`M0,`SUCCESS,`CNY,`600.00,`0,`0.00,`3.60000
< `2020-01-29 10:00:01,`4200000485202001290000000001,`M1,`SUCCESS,`CNY,`400.00,`0,`0.00,`2.40000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `2,`1000.00,`0.00,`6.00000
file before.csv
< 账号：0200001019012345678
< 交易日期,摘要,收入,支出,余额,对方户名,附言
< 2020-01-28,转账,20.00,,20.00,财付通支付科技有限公司,捐款
file bank.csv
< 账号：0200001019012345678
< 交易日期,摘要,收入,支出,余额,对方户名,附言
< 2020-01-28,转账,20.00,,20.00,财付通支付科技有限公司,捐款
< 2020-01-30,转账,994.00,,1014.00,财付通支付科技有限公司,捐款
< 2020-01-30,转账,5000.00,,6014.00,财付通支付科技有限公司,爱心捐款
< 2020-01-30,转账,7.00,,6021.00,王小明,捐款

# Nothing is held by the provider: no alarm.
$ nuan import statement --campaign help --format json before.csv
  json booked = 1

# Both in one upload: the bill is first, and what it brings is held.
$ nuan --lang en import statement --campaign help --dry-run bill.csv bank.csv
  exit 1
  row 4
  It may be the payout of your merchant account
  not row 5
$ nuan import statement --campaign help bill.csv
$ nuan --lang en import statement --campaign help bank.csv
  exit 1
  It may be the payout of your merchant account
$ nuan --lang zh import statement --campaign help --dry-run bank.csv
  exit 1
  这可能是商户号的结算款
$ nuan --lang en import statement --campaign help --payouts maybe bank.csv
  exit 1
  Such rows are gifts or payouts, not maybe

# Said to be a payout: the gifts are the two of the bill, and what is known stays what it is.
$ nuan import statement --campaign help --payouts payouts --dry-run --format json bank.csv
  json settlements = 2
  json booked = 1
  json duplicates = 1

# Left out: work to do, nothing booked of it.
$ nuan import statement --campaign help --skip-rejected --format json bank.csv
  json rejected.0.row = 4
  json booked = 2
  json duplicates = 1
  save left "import": ?"([0-9A-Z]{13})"
$ nuan verify
$ nuan import undo ${left}
$ nuan show accounts --format csv
  ~ (?m)^help\.bank,.*,20\.00,\d+,

# Said to be gifts.
$ nuan import statement --campaign help --payouts gifts --format json bank.csv
  json booked = 3
  save gifts "import": ?"([0-9A-Z]{13})"
$ nuan import undo ${gifts}

# On the page she says it with one press, and sees what is booked then.
$ nuan user add desk --org charity --role clerk --name 出纳 --password-stdin
< a-long-secret-of-hers
! serve
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=desk&secret=a-long-secret-of-hers&next=
  303
> GET /en/app/imports/new
  save csrf name="csrf" value="([^"]+)"
> POST /en/app/imports
+ Accept: application/json
@ file=bank.csv
< csrf=${csrf}
< campaign=help
  save upload "next":"/en/app/imports/uploads/([0-9A-Z]{13})"
> GET /en/app/imports/uploads/${upload}
  1 row may be the payout of your merchant account, or a gift
  uploads/${upload}?payouts=payouts
> GET /app/imports/uploads/${upload}
  可能是商户号的结算款
> GET /en/app/imports/uploads/${upload}?payouts=payouts
  read as you said
  name="payouts" value="payouts"
  Book 1 gift
  not may be the payout
> POST /en/app/imports/uploads/${upload}/book
< csrf=${csrf}
  400
> POST /en/app/imports/uploads/${upload}/book
< csrf=${csrf}&payouts=payouts
  303
! stop
$ nuan show accounts --format csv
  ~ (?m)^help\.bank,.*,6021\.00,\d+,
$ nuan list imports --format csv
  save page ([0-9A-Z]{13}),bank\.csv
$ nuan import undo ${page}

# A shorter file first, of which a payout is booked; then the whole, without a word: what the books hold tells.
file short.csv
< 账号：0200001019012345678
< 交易日期,摘要,收入,支出,余额,对方户名,附言
< 2020-01-30,转账,994.00,,1014.00,财付通支付科技有限公司,捐款
$ nuan import statement --campaign help --payouts payouts --format json short.csv
  json settlements = 1
  json booked = 0
$ nuan show accounts --format csv
  ~ (?m)^help\.clearing-wechat,.*,0\.00,\d+,
$ nuan import statement --campaign help --format json bank.csv
  json booked = 2
  json duplicates = 2
  save all "import": ?"([0-9A-Z]{13})"
$ nuan show campaign help --format json
  json gifts = 5
$ nuan verify
$ nuan import undo ${all}
$ nuan show accounts --format csv
  ~ (?m)^help\.bank,.*,1014\.00,\d+,
$ nuan verify
