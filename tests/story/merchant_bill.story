# A merchant bill of WeChat Pay as the provider gives it: refunds whose orders are not in the file are held.
needs ${SHARED}/data/payments/wechatpay-merchant-bill-ALL.csv

$ nuan init --scenario beijing-2020
$ nuan import statement --campaign warm-wuhan --dry-run --format json ${SHARED}/data/payments/wechatpay-merchant-bill-ALL.csv
  json rows = 45
  json booked = 31
$ nuan show campaign warm-wuhan --format json
  json gifts = 22767

$ nuan import statement --campaign warm-wuhan --format json ${SHARED}/data/payments/wechatpay-merchant-bill-ALL.csv
  json rows = 45
  json booked = 31
  json amount_fen = 47
  json refunds = 14
  json duplicates = 0
$ nuan show campaign warm-wuhan --format json
  json gifts = 22798
  json amount_fen = 361790047

# The same file under another name books nothing.
$ cp ${SHARED}/data/payments/wechatpay-merchant-bill-ALL.csv again.csv
$ nuan import statement --campaign warm-wuhan --format json again.csv
  json booked = 0
$ nuan show campaign warm-wuhan --format json
  json gifts = 22798
$ nuan list refunds --campaign warm-wuhan --held --format csv | wc -l
  15
$ nuan verify
