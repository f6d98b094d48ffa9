# The command line says what is wrong with its use before it does anything, ends with 0, 1, 2 or 3, and gives every answer in
# the format that was asked for.

# A folder with other things in it is no place for books, nor is a database that nuan does not know.
$ mkdir other && touch other/notes.txt
$ nuan --data other init --scenario none
  exit 1
  notes.txt
$ nuan --data other --lang zh init --scenario none
  exit 1
  other 不是空的，里面有 notes.txt。请换一个新的或空的文件夹。
$ ls other
  not keys
$ nuan --data mine --db mysql://root@127.0.0.1/nuan init --scenario none
  exit 2
  nuan keeps its books in SQLite or PostgreSQL, not in mysql
$ test ! -e mine

$ nuan init --scenario beijing-2020
  Imported: 22,767 gifts, ¥3,617,900.00
$ nuan init --scenario beijing-2020
  exit 1
  holds data already

# What is needed and missing, or can't be, is wrong use: 2.  What fails is 1.
$ nuan import statement bill.csv
  exit 2
  The option --campaign is needed
$ nuan user add li --org warm-foundation --role boss --password-stdin
< a-long-secret
  exit 2
  There is no role boss. Roles: administrator, clerk, reviewer, publisher.
$ nuan user add li --org no-such --role clerk --password-stdin
< a-long-secret
  exit 1
  There is no unit no-such
$ nuan --lang zh show accounts --as-of 2020-02-30
  exit 2
  没有 2020-02-30 这一天
$ nuan list
  exit 2
  ~ One of: .*\bdonations\b.*\btokens\b.*\bmatch\b
$ nuan list donations --help
  list donations [--campaign CODE] [--unclaimed] [--limit N]
  not list refunds
$ nuan donation enter --campaign warm-wuhan --amount 5 --day 2020-02-04
  exit 1
  Date received can't be after today (2020-02-03)
$ nuan backup once.nuan && nuan backup once.nuan
  exit 1
  once.nuan is there already. Choose another name
$ nuan list donations --limit many
  exit 2
$ nuan list donations --format pdf
  exit 2
$ nuan token add --right donation.notify --format xlsx
  exit 2
  xlsx is for lists

# One value, one row, many rows: each in the same formats.
$ nuan user add li --org warm-foundation --role clerk --password-stdin --format json
< a-long-secret
  ~ ^\{"id":"[0-9A-Z]{13}"\}$
$ nuan token add --right donation.notify --format csv
  ~ ^token\r?$
# A token is ended by the id that the list tells.
$ nuan list tokens --format json
  json 0.right = "donation.notify"
  json 0.state = "active"
  save id "id":"([0-9A-Z]{13})"
$ nuan token end ${id}
$ nuan list tokens --format csv
  ~ ^${id},donation.notify,donation.notify,warm-foundation,[^,]*,ended
$ nuan show campaign warm-wuhan --format csv
  code,name,gifts,givers,amount,unclaimed,first_24h_gifts,first_24h,refunded,fees
  warm-wuhan,Warm Wuhan,22767,22767,3617900.00
$ nuan show campaign warm-wuhan --format xlsx | head -c 2
  PK
$ nuan --lang zh list donations --limit 1
  微信支付
  待认领
$ nuan list donations --limit 1 --format json
  json 0.channel = "wechat"
  json 0.state = "unclaimed"
  save gift "id":"([0-9A-Z]{13})"
$ nuan show donation ${gift}
  ~ ^gift +campaign +day
  ${gift}
$ nuan show donation ${gift} --format csv
  ~ ^id,campaign,day,paid_at,amount,currency,channel,state,import,row,sources,log_number
$ nuan list imports
  1,512,480.00
$ nuan list imports --format csv
  ,1512480.00,
$ nuan verify
  ~ ^gifts +ok +gifts: 22767$
$ nuan --lang zh verify
  ~ ^gifts +ok +捐款 22767 笔$
$ nuan verify --format csv
  ~ ^part,state,text
$ nuan list donations --format xlsx --out /nowhere/list.xlsx
  exit 1
  not [ERROR]

# A refused file books nothing, and says so in its figures; the others of the same call wait with it.
file good.csv
< 交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注
< `2020-02-03 01:00:00,`wx1,`1500000001,`0,`,`4200000500000000000000000001,`M1,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`10.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`10.00,`0.00,`
< 总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
< `1,`10.00,`0.00,`0.00,`0.00000,`10.00,`0.00
file bad.csv
< 交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注
< `2020-02-03 01:00:00,`wx1,`1500000001,`0,`,`4200000500000000000000000002,`M2,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`10.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`10.00,`0.00,`
< `2020-02-30 01:00:02,`wx1,`1500000001,`0,`,`4200000500000000000000000003,`M3,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`10.00,`0.00,`0,`0,`0.00,`0.00,`,`,`温暖武汉,`,`0.00000,`0.00%,`10.00,`0.00,`
< 总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
< `2,`20.00,`0.00,`0.00,`0.00000,`20.00,`0.00
$ nuan import statement --campaign warm-wuhan --dry-run --format json bad.csv
  exit 1
  json booked = 1
$ nuan import statement --campaign warm-wuhan --format json bad.csv
  exit 1
  json rows = 2
  json booked = 0
  json amount_fen = 0
  json ignored = {"not booked, as other rows have to be mended": 1}
  json rejected.0.row = 3
$ nuan --lang zh import statement --campaign warm-wuhan bad.csv
  exit 1
  没有记账：捐款 0 笔、¥0.00
  第 3 行，交易时间“2020-02-30 01:00:02”：没有这样的日期和时间。
$ nuan import statement --campaign warm-wuhan --format json good.csv bad.csv
  exit 1
  json booked = 0
  json files.0.booked = 0
$ nuan import statement --campaign warm-wuhan --format csv good.csv
  ~ ^good.csv,wechat-merchant,1,1,0,0,0,0,0,0,1,10.00,[0-9A-Z]{13}
$ head -c 700 good.csv > the-bill-of-monday-cut-short.csv
$ nuan import statement --campaign warm-wuhan the-bill-of-monday-cut-short.csv
  exit 1
  the-bill-of-monday-cut-short.csv: The file ends in the middle of row
$ nuan show campaign warm-wuhan --format json
  json gifts = 22768

# Units with a bad row: nothing is imported, and each format says which rows.
file units.csv
< code,parent,kind,name_zh
< unit-1,warm-foundation,union,新单位一
< unit 2,warm-foundation,union,新单位二
$ nuan import orgs units.csv
  exit 1
  row 3, code "unit 2"
  Nothing was imported: mend these rows and try again
$ nuan import orgs --format csv units.csv
  exit 1
  ~ ^3,code,unit 2,
$ nuan import orgs --format json units.csv
  exit 1
  json faults = 1
$ nuan list orgs
  not unit-1
