# Whoever reads a disclosure asks about a figure: without a name, with a number, a clock and a link of her own.  Who publishes
# answers; question and answer stand on the disclosure's page only if she agreed.

$ nuan init --scenario beijing-2020
  save reviewer reviewer\.demo\s+(\S+)
  save publisher publisher\.demo\s+(\S+)
$ nuan disclosure prepare --campaign warm-wuhan
  save ID ([0-9A-Z]{13})
! serve
> GET /d/warm-wuhan/2020/1/ask
  404
$ nuan disclosure review ${ID} --as reviewer.demo
< ${reviewer}
$ nuan disclosure publish ${ID} --as publisher.demo
< ${publisher}
> GET /en/d/warm-wuhan/2020/1
  No answered question is public
  /en/d/warm-wuhan/2020/1/ask
> GET /en/d/warm-wuhan/2020/1/ask
  header Cache-Control: no-store
  an answer within 3 days
  save key name="key" value="([\w-]{32})"

# An empty form, a machine that fills in what nobody sees, a key that is not ours: the form comes back with what was written.
> POST /en/d/warm-wuhan/2020/1/ask
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&text=+
  400
  Write what you want to know
> POST /en/d/warm-wuhan/2020/1/ask
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&text=why&website=x
  400
  >why</textarea>
> POST /en/d/warm-wuhan/2020/1/ask
+ Content-Type: application/x-www-form-urlencoded
< key=abcdefghijabcdefghijabcdefghijab&text=why
  400

# Asked, and the same form again: one question, one link.
> POST /en/d/warm-wuhan/2020/1/ask
+ Content-Type: application/x-www-form-urlencoded
< key=${key}&figure=givers&text=Are+couples+one+giver%3F&publish=1
  303
  within 10
  header Location: /en/q/
$ curl -s -o /dev/null -D - -d "key=${key}&figure=givers&text=Are+couples+one+giver%3F&publish=1" ${URL}/en/d/warm-wuhan/2020/1/ask
  save token /en/q/([\w-]{22})
> GET /en/q/${token}
  Question 1
  Are couples one giver?
  n-clock
  Givers
> GET /en/q/AAAAAAAAAAAAAAAAAAAAAA
  404
# Another one, which stays between her and the house.
> GET /en/d/warm-wuhan/2020/1/ask
  save other name="key" value="([\w-]{32})"
> POST /en/d/warm-wuhan/2020/1/ask
+ Content-Type: application/x-www-form-urlencoded
< key=${other}&text=Is+my+gift+in+it%3F
  303
  within 10
  header Location: /en/q/
$ curl -s -o /dev/null -D - -d "key=${other}&text=Is+my+gift+in+it%3F" ${URL}/en/d/warm-wuhan/2020/1/ask
  save second /en/q/([\w-]{22})
> GET /en/d/warm-wuhan/2020/1
  not couples

# Staff see both, open ones by when they are due; only who publishes answers.
> GET /en/app/questions
  303
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=publisher.demo&secret=${publisher}
  303
> GET /en/app
  Questions about figures: 2
  save csrf name="csrf" value="([^"]+)"
> GET /en/app/questions
  Are couples one giver?
  Is my gift in it?
  save first action="/en/app/questions/([0-9A-Z]{13})"
  save last (?s).*action="/en/app/questions/([0-9A-Z]{13})"
> POST /en/app/questions/${first}
< csrf=${csrf}&answer=
  400
  Write an answer
> POST /en/app/questions/${first}
< csrf=${csrf}&answer=No%3A+each+payment+account+is+one.
  303
> POST /en/app/questions/${first}
< csrf=${csrf}&answer=again
  409
  It was answered before
> POST /en/app/questions/${last}
< csrf=${csrf}&answer=Yes%2C+entry+12.
  303
! forget
> GET /en/d/warm-wuhan/2020/1
  Are couples one giver?
  each payment account is one
  not Is my gift in it?
  not entry 12
> GET /en/q/${token}
  each payment account is one
> GET /en/q/${second}
  entry 12
$ nuan list changes
  question.ask
  question.answer
! stop
$ nuan verify
