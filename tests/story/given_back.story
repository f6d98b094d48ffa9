# Money given back: more than was given is held, a refund above its gift in the file finds it, an undone import comes
# again as it was.

$ nuan init --scenario beijing-2020
file first.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-03 12:00:00,`42000005000000000000000001,`M1,`SUCCESS,`CNY,`20.00,`0,`0.00,`0.12000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `1,`20.00,`0.00,`0.12000
$ nuan import statement --campaign warm-wuhan ${WORK}/first.csv
file second.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-02-03 15:00:00,`42000005000000000000000001,`M1,`REFUND,`CNY,`0.00,`501,`5.00,`-0.03000
< `2020-02-03 15:00:01,`42000005000000000000000001,`M1,`REFUND,`CNY,`0.00,`502,`16.00,`0.00000
< `2020-02-03 15:00:02,`42000005000000000000000008,`M8,`REFUND,`CNY,`0.00,`503,`3.00,`-0.02000
< `2020-02-03 14:00:00,`42000005000000000000000008,`M8,`SUCCESS,`CNY,`9.00,`0,`0.00,`0.00000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `4,`9.00,`24.00,`-0.05000
$ nuan import statement --campaign warm-wuhan --format json ${WORK}/second.csv
  json booked = 1
  json refunds = 3
  json refund_fen = 2400
  save import "import":"(\w+)","state"
$ nuan show campaign warm-wuhan --format json
  json gifts = 22769
  json amount_fen = 361792900
  json refunded_fen = 800
  json fees_fen = 7
$ nuan list refunds --held --format csv
  ~ 1600|16.00
  not ,300,

$ nuan import undo ${import}
$ nuan show campaign warm-wuhan --format json
  json gifts = 22768
  json amount_fen = 361792000
  json refunded_fen = 0
  json fees_fen = 12
$ nuan verify
$ nuan import statement --campaign warm-wuhan --format json ${WORK}/second.csv
  json booked = 1
  json refunds = 3
$ nuan show campaign warm-wuhan --format json
  json gifts = 22769
  json refunded_fen = 800
  json fees_fen = 7
$ nuan verify
