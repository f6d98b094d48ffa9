# Where somebody comes from: an address that anybody can write into a header is believed only from a proxy of ours.

$ nuan init --scenario beijing-2020
$ nuan token add --right donation.notify
  save token ^(\S{20,})$

# Without a proxy the header is nobody's word.
! serve
> POST /api/v1/campaigns/warm-wuhan/promises
+ Authorization: Bearer ${token}
+ X-Forwarded-For: 198.51.100.7
+ Idempotency-Key: p1
< {"amount_fen": 100}
  201
$ nuan changes list --limit 1
  127.0.0.1
  not 198.51.100.7
! stop

# Behind one, the last address that is no proxy of ours counts; what stands before it was sent by the visitor.
! serve --proxy 192.0.2.9,127.0.0.1
> POST /api/v1/campaigns/warm-wuhan/promises
+ Authorization: Bearer ${token}
+ X-Forwarded-For: 10.9.8.7, 198.51.100.7, 192.0.2.9
+ Idempotency-Key: p2
< {"amount_fen": 100}
  201
$ nuan changes list --limit 1
  198.51.100.7
  not 10.9.8.7
> POST /api/v1/campaigns/warm-wuhan/promises
+ Authorization: Bearer ${token}
+ X-Forwarded-For: 198.51.100.7, nonsense
+ Idempotency-Key: p3
< {"amount_fen": 100}
  201
$ nuan changes list --limit 1
  127.0.0.1
> POST /api/v1/campaigns/warm-wuhan/promises
+ Authorization: Bearer ${token}
+ X-Forwarded-For: 2001:db8::7
+ Idempotency-Key: p4
< {"amount_fen": 100}
  201
$ nuan changes list --limit 1
  2001:db8::7

# How many requests of visitors are taken is a setting, in force at once.
$ nuan flood list --format csv
  promise,120,1000
$ nuan flood set promise --burst 2 --every-ms 60000
$ nuan flood list --format csv
  promise,2,60000
$ nuan changes list --limit 1
  flood.set
$ nuan flood set promise --burst 0 --every-ms 60000
  exit 1
$ nuan flood set nothing --burst 1 --every-ms 1
  exit 1
! stop
$ nuan serve --proxy nowhere
  exit 1
  ~ proxy|代理|地址
