# Buttons pressed by two people, or twice by one, at the same instant: one booking and one confirmation; everybody else gets the same
# answer, or is told that it is done.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save reviewer reviewer\.demo\s+(\S+)
$ nuan token add --right statement.import --label one
  save one ^(\S{20,})$
$ nuan user add second --org warm-foundation --role reviewer --name 第二位 --password-stdin
< a-long-secret-of-hers
file bank.csv
< 交易日期,收入,支出,对方户名,摘要,附言
< 2020-02-03,30.00,,王小明,转账,捐款
< 2020-02-03,7.00,,李华,转账,捐款
file other.csv
< 交易日期,收入,支出,对方户名,摘要,附言
< 2020-02-02,11.00,,赵六,转账,捐款
< 2020-02-02,12.00,,孙七,转账,捐款
! serve

# A file that waits is booked by six presses.
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303
> GET /en/app/imports/new
  save csrf name="csrf" value="([^"]+)"
> POST /en/app/imports
+ Accept: application/json
@ file=bank.csv
< csrf=${csrf}
< campaign=warm-wuhan
  save upload "next":"/en/app/imports/uploads/([0-9A-Z]{13})"
$ ${ROOT}/tests/story/at_once.py 6 ${URL}/en/app/imports/uploads/${upload}/book --login clerk.demo:${clerk} | uniq -c
  save import 6 303 /en/app/imports/([0-9A-Z]{13})\n
$ nuan list imports --format csv
  ~ (?s)^(?!.*bank\.csv.*bank\.csv).*bank\.csv
> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22769

# The same file by the API, six times at once, then by six at once with a key.
$ ${ROOT}/tests/story/at_once.py 6 ${URL}/api/v1/campaigns/warm-wuhan/statements?name=other.csv --token ${one} --file other.csv --show import
  ~ ^(20[01] import=[0-9A-Z]{13}\n|409 import=None\n)+$
  ~ 201 import
> GET /api/v1/campaigns/warm-wuhan
  json gifts = 22771
$ nuan list imports --format csv
  ~ (?s)^(?!.*other\.csv.*other\.csv).*other\.csv
  save other ([0-9A-Z]{13}),other\.csv

# Two people confirm at once: one did, and everybody is shown who.
$ ${ROOT}/tests/story/at_once.py 6 ${URL}/en/app/imports/${import}/confirm --login reviewer.demo:${reviewer} --login second:a-long-secret-of-hers | uniq -c
  ~ 6 303 /en/app/imports/${import}
$ nuan list changes --format csv
  ~ (?s)^(?!.*statement\.confirm.*statement\.confirm).*statement\.confirm
# By the API with a key, from a button that sends again: the same answer each time; without one the others are told that it is done.
$ ${ROOT}/tests/story/at_once.py 6 ${URL}/api/v1/statements/${other}/confirm --login reviewer.demo:${reviewer} --key again --show state | uniq -c
  ~ 6 200 state=confirmed
$ ${ROOT}/tests/story/at_once.py 3 ${URL}/api/v1/statements/${other}/confirm --login second:a-long-secret-of-hers --show state --show title | uniq -c
  ~ 3 409
! stop
$ nuan verify
