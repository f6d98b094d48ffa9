# A giver asks for her receipt on her own page, and finds it there: as PDF with its proof, counted each time it is fetched.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save reviewer reviewer\.demo\s+(\S+)
$ nuan token add --right donation.notify --label shop
  save token ^(\S{20,})$
! serve
> POST /api/v1/campaigns/warm-wuhan/promises
+ Idempotency-Key: 3f1c9a52-5f0e-4d7e-9d5a-6a1d60a3b0a2
< {"amount_fen": 12345, "payer": {"name": "王明月", "display": "masked"}, "receipt": true}
  201
  save code "order_code":\s*"([0-9A-Z]{4}-[0-9A-Z]{4})"
  save link /g/([\w-]{22})
# Nothing can be asked for before the money is here.
> GET /g/${link}
  not /receipt"
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: pay-1
< {"payment_no": "42000005000000000000000777", "paid_at": "2020-02-03T12:00:00+08:00", "amount_fen": 12345, "channel": "wechat", "message": "${code}"}
  201
> GET /g/${link}
  within 10
  申请回执
  /transfers/
  save key name="key" value="([\w-]{32})"

# No title: the form comes back; a machine is faster than a person.
> POST /g/${link}/receipt
+ Content-Type: application/x-www-form-urlencoded
< key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&part=0&title=x
  400
> POST /g/${link}/receipt
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&part=0&title=
  400
  within 5
  填写回执抬头
> POST /g/${link}/receipt
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&part=7&title=x
  404
> POST /g/${link}/receipt
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&part=0&title=%E7%8E%8B%E6%98%8E%E6%9C%88
  303
> GET /g/${link}
  三个工作日
  not 王明月
  not /receipt"
# Pressed twice it is one request; another one is refused.
> POST /g/${link}/receipt
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&part=0&title=%E7%8E%8B%E6%98%8E%E6%9C%88
  303
> GET /c/warm-wuhan/claim
  save other name="key" value="([\w-]{32})"
> POST /g/${link}/receipt
+ Content-Type: application/x-www-form-urlencoded
< key=${other}&part=0&title=%E7%8E%8B%E6%98%8E%E6%9C%88
  409
  within 5
> GET /g/${link}/receipt/0/pdf
  404
$ nuan changes list --limit 1
  receipt.ask
  a visitor

$ nuan list requests --format json
  json 0.label = "王*月"
  save request "id":"(\w{13})"
$ nuan receipt review ${request} --approve --as reviewer.demo
< ${reviewer}
$ nuan receipt run --as clerk.demo --format json
< ${clerk}
  json given = 1
> GET /g/${link}
  R2020-000001
$ nuan log vkey
  save VKEY (\S+\+[0-9a-f]{8}\+\S+)
$ curl -s ${URL}/g/${link}/receipt/0/pdf > receipt.pdf
$ nuan receipt verify receipt.pdf --vkey ${VKEY} --format json
  json outcome = "proven"
  王明月
$ pdftotext -layout receipt.pdf - | tr -d " \n"
  人民币壹佰贰拾叁元肆角伍分
  王明月
$ nuan receipt show R2020-000001 --format json
  json 0.copies = 1
> GET /g/${link}/receipt/0/proof
  c2sp.org/tlog-proof@v1
$ nuan receipt show R2020-000001 --format json
  json 0.copies = 2
! stop
$ nuan verify
