# The demonstration: the figures that a newspaper printed, in books, pages, API and log, and again after one more gift.

$ nuan init --scenario beijing-2020

$ nuan show campaign warm-wuhan --format json
  json gifts = 22767
  json givers = 22767
  json amount_fen = 361790000
  json first_24h_gifts = 12840
  json refunded_fen = 0
  json exercise = true

$ nuan verify

! serve
> GET /
  header Content-Type: text/html
  3,617,900
  演示
> GET /en/c/warm-wuhan
  3,617,900
  22,767
  12,840
  DEMO
> GET /api/v1/campaigns/warm-wuhan
  header Content-Type: application/json
  json amount_fen = 361790000
  json exercise = true

# One more gift, told by a provider.
$ nuan token add --right donation.notify
  save token ^(\S{20,})$
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: one-more
< {"payment_no": "4200000500202002030000000001", "paid_at": "2020-02-03T18:31:00+08:00", "amount_fen": 5000, "channel": "wechat"}
  201
  save answer (.*)
> GET /api/v1/campaigns/warm-wuhan
  within 10
  json gifts = 22768
  json amount_fen = 361795000
> GET /c/warm-wuhan
  within 10
  3,617,950

# The same request again is the same answer, and nothing more.
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: one-more
< {"payment_no": "4200000500202002030000000001", "paid_at": "2020-02-03T18:31:00+08:00", "amount_fen": 5000, "channel": "wechat"}
  201
  ${answer}
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: one-more
< {"payment_no": "4200000500202002030000000001", "paid_at": "2020-02-03T18:31:00+08:00", "amount_fen": 5001, "channel": "wechat"}
  422

# Killed, and started again: nothing that was told is missing.
! kill -9
$ nuan verify
! serve
> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22768
  json amount_fen = 361795000
! stop
