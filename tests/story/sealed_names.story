# What a giver tells of himself is sealed.  Who has the right opens it for a reason, and the look stands in the audit trail before
# anything is opened; the row of the file that brought a gift is there for those who bring files in.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save publisher publisher\.demo\s+(\S+)
! serve
$ nuan token add --right donation.notify
  save token ^(\S{20,})$
> POST /api/v1/campaigns/warm-wuhan/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: k1
< {"payment_no": "4200000500000000000000000001", "paid_at": "2020-02-03T18:31:00+08:00", "amount_fen": 5000, "channel": "wechat", "payer": {"name": "李小明", "display": "masked"}, "message": "武汉加油"}
  201
  save gift "id":"([0-9A-Z]{13})"

# Through the API: a right of its own, and a reason.
> POST /api/v1/donations/${gift}/show
+ Authorization: Bearer ${token}
+ Accept-Language: en
< {"reason": "receipt"}
  403
  donor.show
$ nuan token add --right donor.show
  save looker ^(\S{20,})$
> POST /api/v1/donations/${gift}/show
+ Authorization: Bearer ${looker}
+ Accept-Language: en
< {"reason": "curiosity"}
  400
  json field = "reason"
  There is no reason curiosity
> POST /api/v1/donations/${gift}/show
+ Authorization: Bearer ${looker}
< {}
  400
$ nuan list changes --limit 1
  not donor.show
> POST /api/v1/donations/${gift}/show
+ Authorization: Bearer ${looker}
< {"reason": "receipt"}
  json name = "李小明"
  json message = "武汉加油"
  json payment_no = "4200000500000000000000000001"
$ nuan list changes --limit 1
  donor.show
  ${gift}
  receipt

# On the command line.
$ nuan show donor ${gift}
  exit 2
  --reason
$ nuan show donor ${gift} --reason gossip
  exit 2
  contact, receipt, match, complaint, audit
$ nuan show donor ${gift} --reason contact --format json
  json 0.name = "李小明"
$ nuan show donor 0000000000000 --reason contact
  exit 1

# On the gift's page: closed, then open in one answer, then closed again.
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303
> GET /en/app/donations/${gift}
  Name and message
  not 李小明
  not 武汉加油
  save csrf name="csrf" value="([^"]+)"
> POST /en/app/donations/${gift}/show
< csrf=${csrf}
  400
  Choose why you look at it
  not 李小明
> POST /en/app/donations/${gift}/show
< csrf=${csrf}&reason=complaint
  李小明
  武汉加油
  The look was recorded.
  header Cache-Control: no-store
> GET /en/app/donations/${gift}
  not 李小明
> GET /en/app/audit
  looked at a giver&#39;s name · to answer a question or complaint

# A gift that a file brought: its row, as the file says it.
> GET /en/app/donations?channel=wechat&before=${gift}
  save filed /en/app/donations/([0-9A-Z]{13})"
> GET /en/app/donations/${filed}
  not Name and message
  save row (/en/app/imports/[0-9A-Z]{13}/rows\?row=\d+)"
  save import /en/app/imports/([0-9A-Z]{13})/rows
> GET ${row}
  As the file says it
  Payment number
  ${filed}
> GET /en/app/imports/${import}/rows?row=99999999
  404
$ nuan show row ${import} 2 --format json
  json row = 2
  json kind = "gift"
> GET /api/v1/statements/${import}/rows/2
  json row = 2
  json kind = "gift"

# Who publishes has nothing to do with names.
! forget
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=publisher.demo&secret=${publisher}&next=
  303
> GET /en/app/donations/${gift}
  not Name and message
  save csrf name="csrf" value="([^"]+)"
> POST /en/app/donations/${gift}/show
< csrf=${csrf}&reason=audit
  403
> GET ${row}
  403
! stop
$ nuan verify
