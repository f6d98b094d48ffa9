# Refusals say field, value, rule and cure, in the reader's language, and leave nothing behind.

$ nuan init --scenario beijing-2020
! serve
$ nuan --lang en token add --right statement.confirm
  exit 2
  No token can be given this right
$ nuan token add --right donation.notify
  save token ^(\S{20,})$

> POST /api/v1/campaigns/warm-wuhan/donations
+ Idempotency-Key: k0
< {"payment_no": "1", "paid_at": "2020-02-03T18:31:00+08:00", "amount_fen": 5000, "channel": "wechat"}
  401
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: k1
+ Accept-Language: en
< {"payment_no": "1", "paid_at": "2020-02-03T18:31:00+08:00", "amount_fen": 0, "channel": "wechat"}
  400
  header Content-Type: application/problem+json
  json field = "amount_fen"
  Amount must be more than 0
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: k1
+ Accept-Language: zh
< {"payment_no": "1", "paid_at": "2020-02-03T18:31:00+08:00", "amount_fen": -1, "channel": "wechat"}
  400
  金额要大于 0
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: k2
< {"payment_no": "1", "paid_at": "2020-02-03T18:31:00+08:00", "amount_fen": 12.5, "channel": "wechat"}
  400
  json field = "amount_fen"
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: k3
< {"payment_no": "1", "payment_no": "2", "paid_at": "2020-02-03T18:31:00+08:00", "amount_fen": 5, "channel": "wechat"}
  400
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
< {"payment_no": "1", "paid_at": "2020-02-03T18:31:00+08:00", "amount_fen": 5, "channel": "wechat"}
  400
> POST /api/v1/campaigns/no-such/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: k4
< {"payment_no": "1", "paid_at": "2020-02-03T18:31:00+08:00", "amount_fen": 5, "channel": "wechat"}
  404
# What is no JSON, or has the wrong type, or asks for a day that is none: the field is named.
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: k5
+ Accept-Language: zh
< {"payment_no": "1",
  400
  json field = "body"
  请发送一个 UTF-8 的 JSON 对象
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: k6
+ Accept-Language: en
< {"payment_no": 1}
  400
  json field = "payment_no"
  Texts and times stand in quotes
> GET /api/v1/accounts?as_of=2020-13-01
  400
  json field = "as_of"
# Before anybody reads the language, both are spoken.
> POST /api/v1/statements/0000000000000/confirm
< xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
  413
  内容或文件超过上限
  Split it.

> GET /no-such-page
  404

# An address that is there says which methods it takes.
> DELETE /ledger
  405
  header Allow: GET, HEAD
> POST /en/ledger
< a=b
  405
  header Allow: GET, HEAD
  This address takes GET, HEAD only
> PUT /api/v1/campaigns/warm-wuhan/donations
+ Accept-Language: en
< {"payment_no": "1"}
  405
  header Allow: GET, HEAD, POST
  header Content-Type: application/problem+json
  json status = 405
> POST /api/v1/health
< {}
  405

$ nuan show campaign no-such --format json
  exit 1
$ nuan dance
  exit 2
$ nuan import statement --campaign warm-wuhan no-such-file.csv
  exit 1
  no-such-file.csv

> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22767
# A stranger's file is refused before it comes in: the answer does not wait for its body.
file head.py
< import socket, sys
< s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
< s.sendall(('POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 400000000\r\n%s\r\n\r\n' % tuple(sys.argv[2:])).encode())
< print(s.recv(4096).decode().split('\r\n')[0])
$ python3 head.py ${PORT} /app/imports 'Content-Type: multipart/form-data; boundary=x'
  HTTP/1.1 401
$ python3 head.py ${PORT} /app/imports 'Cookie: nuan=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
  HTTP/1.1 401
$ python3 head.py ${PORT} /api/v1/campaigns/warm-wuhan/statements 'Authorization: Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
  HTTP/1.1 401

! stop
$ nuan verify
