# What everybody can read: pages, files and proofs of the demonstration, without a clock time of any gift.

$ nuan init --scenario beijing-2020
! serve
> GET /en/ledger
  3,617,900
  ~ in the books until <time datetime="2020-02-03T18:\d\d:00
  /en/transfers/22767
  /en/ledger?before=
  DEMO
> GET /ledger.json?limit=3
  json exercise = true
  json items.0.number = 22767
  json items.2.number = 22765
  json items.0.log = "logged"
  json next_before = 22765
  not paid
> GET /ledger.json?limit=3&before=22765
  json items.0.number = 22764
> GET /ledger.json?limit=2000
  400
> GET /ledger?before=x
  400
> GET /ledger.csv
  header Content-Disposition: ledger.csv
  ~ \A\ufeffnumber,
  ~ ^22767,2020-02-0\d,2020-02-03,gift,wechat,\d+,[\d.]+,CNY,warm-wuhan.unclaimed,warm-wuhan.clearing-wechat,爱心人士,logged,演示 DEMO
> GET /accounts/warm-wuhan.unclaimed
  3,617,900
> GET /accounts/warm-wuhan.unclaimed/transfers.json?limit=1
  json items.0.number = 22767
> GET /accounts/no.such
  404
> GET /accounts.csv
  ~ \A\ufeff
  ~ ^warm-wuhan.fee,
> GET /c/warm-wuhan/figures.json
  json gifts = 22767
  json first_24h_gifts = 12840
  json demo = "演示 DEMO"
  json hours.0.gifts = 65
  ~ "books_until":"2020-02-03T18:\d\d:00\+08:00"
> GET /c/warm-wuhan/days.csv
  ~ ^2020-02-01,11281,151248000,1512480.00,演示 DEMO
> GET /c/warm-wuhan/hours.csv
  ~ ^2020-02-01,8,1,65,
> GET /c/no-such
  404
> GET /transfers/22767
  warm-wuhan-22767
> GET /transfers/22767/leaf.json
  header Cache-Control: immutable
  "prj":"warm-wuhan"
> GET /transfers/99999999
  404
> GET /verify?n=22,767
  303
  header Location: /transfers/22767
> GET /en/verify?n=no+number
  404
  no number is not the number of an entry
> GET /about/figures
> GET /figures
> GET /robots.txt
  Disallow: /
> GET /favicon.ico
  header Content-Type: image/svg+xml
> GET /
  save style (/assets/public-[0-9a-f]+\.css)
  header ETag: "
> GET ${style}
  header Cache-Control: immutable
> GET /assets/public-00000000.css
  404
> GET /en/nowhere
  404
  header Content-Type: text/html
> GET /api/v1/nowhere
  404
  header Content-Type: application/problem+json
! stop
