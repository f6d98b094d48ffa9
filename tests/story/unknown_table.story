# A bank file that nobody described: its page proposes what the columns are, a clerk corrects it, sees the rows as they would be booked,
# gives it a name; the next file with these columns is read by itself.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save publisher publisher\.demo\s+(\S+)
file first.csv
< 某某农村合作银行账户流水
< 记录时点,业务,进账数额,出账数额,结存,来往单位,说明,柜员
< 2020-02-01 09:00:11,转账,10.00,,1010.00,王小明,武汉加油,0142
< 2020-02-01 09:01:11,转账,20.00,,1030.00,李华,,0142
< 2020-02-01 09:02:11,手续费,,5.50,1024.50,,,0142
< 2020-02-02 09:03:11,转账,40.00,,1064.50,某某公司,捐款,0142
file second.csv
< 某某农村合作银行账户流水
< 记录时点,业务,进账数额,出账数额,结存,来往单位,说明,柜员
< 2020-02-03 09:00:11,转账,70.00,,1134.50,王小明,武汉加油,0142

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
@ file=first.csv
< csrf=${csrf}
< campaign=warm-wuhan
  save upload "next":"/en/app/imports/uploads/([0-9A-Z]{13})"
> GET /en/app/imports/uploads/${upload}
  Say what its columns are
  /en/app/imports/uploads/${upload}/columns?file=1

# Names in another language stand as they do in the file, blanks and all.
file english.csv
< Booking Moment,Money Received,Money  Spent,Left On Account
< 2020-02-01,10.00,,1010.00
< 2020-02-02,20.00,,1030.00
$ nuan --lang en import statement --campaign warm-wuhan --dry-run english.csv
  exit 1
  No known payment file has these columns: Booking Moment, Money Received, Money Spent, Left On Account
> POST /en/app/imports
+ Accept: application/json
@ file=english.csv
< csrf=${csrf}
< campaign=warm-wuhan
  save english "next":"/en/app/imports/uploads/([0-9A-Z]{13})"
> GET /en/app/imports/uploads/${english}/columns?file=1
  >Booking Moment<
  >Money Spent<

# A file in which nothing stands says so, not only 0.
file empty.csv
< 交易日期,收入,支出,余额,对方户名,摘要,附言
> POST /en/app/imports
+ Accept: application/json
@ file=empty.csv
< csrf=${csrf}
< campaign=warm-wuhan
  save empty "next":"/en/app/imports/uploads/([0-9A-Z]{13})"
> GET /en/app/imports/uploads/${empty}
  No payment stands in this file
> GET /app/imports/uploads/${empty}
  文件里没有收付记录
> GET /en/app/imports/uploads/${upload}
  not No payment stands in this file

# What is proposed, with the names of the file and its first values.
> GET /en/app/imports/uploads/${upload}/columns?file=1
  names of the columns in row 2
  2020-02-01 09:00:11
  by its values
  The rows as they would be booked

# Two columns can't be the same; without the day nothing can be read; a name is needed.
> POST /en/app/imports/uploads/${upload}/columns?file=1
< csrf=${csrf}&act=look&c0=time&c2=in&c3=in&c4=balance
  400
  Two columns are said to be the same; choose one: 出账数额
> POST /en/app/imports/uploads/${upload}/columns?file=1
< csrf=${csrf}&act=look&c2=in&c3=out&c4=balance
  No column is the day of the payment
> POST /en/app/imports/uploads/${upload}/columns?file=1
< csrf=${csrf}&act=save&c0=time&c1=kind&c2=in&c3=out&c4=balance&c5=payer&c6=note
  400
  Give it a name

# Corrected: the rows again, and the balances prove that the choice is right.
> POST /en/app/imports/uploads/${upload}/columns?file=1
< csrf=${csrf}&act=look&c0=time&c1=kind&c2=in&c3=out&c4=balance&c5=payer&c6=note
  running balances fit
  3 gifts
  王小明
  1 payout or charge
  not can&#39;t be read
> POST /en/app/imports/uploads/${upload}/columns?file=1
< csrf=${csrf}&act=look&c0=time&c2=out&c3=in&c4=balance&c5=payer
  By the balances all money went the other way than the columns say
> POST /en/app/imports/uploads/${upload}/columns?file=1
< csrf=${csrf}&act=save&name=某某农村合作银行&c0=time&c1=kind&c2=in&c3=out&c4=balance&c5=payer&c6=note
  303
> GET /en/app/imports/uploads/${upload}
  某某农村合作银行
  Book 3 gifts
  chosen for the account
  not Say what its columns are

# The next file is read by itself, and the kind stands in the list.
> POST /en/app/imports
+ Accept: application/json
@ file=second.csv
< csrf=${csrf}
< campaign=warm-wuhan
  save next "next":"/en/app/imports/uploads/([0-9A-Z]{13})"
> GET /en/app/imports/uploads/${next}
  某某农村合作银行
  Book 1 gift
> GET /en/app/profiles
  某某农村合作银行
  added here
  came with the program
  save code /en/app/profiles/(own-[0-9a-f]{8})
> GET /en/app/profiles/${code}
  进账数额
  As it is kept (JSON)
> GET /en/app/profiles/bank
  not Offer it no more
> GET /en/app/profiles/none-such
  404
$ nuan show profile ${code} --org warm-foundation
  进账数额

# Chosen for the account, and seen so; a known file can be read differently, with what fits and nothing else.
$ nuan profile accounts --format json
  json 0.account = "warm-wuhan.bank"
  json 0.profile = "${code}"
> GET /en/app/imports/uploads/${next}
  chosen for the account
  Read it differently
> GET /en/app/imports/uploads/${next}/columns?file=1
  A kind that is there
  ~ <option value="${code}"
  not <option value="alipay-personal"
> POST /en/app/imports/uploads/${next}/columns?file=1
< csrf=${csrf}&act=choose&kind=alipay-personal
  400
  The file can&#39;t be read so
> POST /en/app/imports/uploads/${next}/columns?file=1
< csrf=${csrf}&act=choose&kind=${code}
  303

# It can be offered no more; what can't be a table gets no page.
> POST /en/app/profiles/${code}/end
< csrf=${csrf}
  303
> GET /en/app/imports/uploads/${next}
  Say what its columns are
! forget
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=publisher.demo&secret=${publisher}&next=
  303
> GET /en/app/imports/uploads/${upload}/columns?file=1
  403
> GET /en/app/profiles
  403
! stop
$ nuan verify
