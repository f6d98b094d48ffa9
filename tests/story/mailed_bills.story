# Bills that come by e-mail: the mail is dropped as a file, and what is attached is imported as if it had been dropped itself.

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
$ mkdir in
! serve

# As a bank sends it: text, a picture, a signature, the table in base64 with a name in GBK.
file in/bank.eml
< Received: from mail.example.com
< From: =?GBK?B?0vjQ0A==?= <bank@example.com>
< To: clerk@example.org
< MIME-Version: 1.0
< Content-Type: multipart/mixed; boundary="b"
<
< --b
< Content-Type: text/html; charset=utf-8
<
< <p>https://bank.example.com</p>
< --b
< Content-Type: image/png; name="logo.png"
< Content-Disposition: inline
< Content-Transfer-Encoding: base64
<
< iVBORw==
< --b
< Content-Type: application/octet-stream; name="=?GBK?B?1cu1pS5jc3Y=?="
< Content-Disposition: attachment
< Content-Transfer-Encoding: base64
<
< vbvS18jVxtosytXI6yzWp7P2LNPgtu4sttS3vbunw/ss1arSqiy4vdHUCjIwMjAtMDItMDEsMTAw
< LjAwLCwxMDAuMDAszfXQocP3LNeq1cssvui/7go=
< --b
< Content-Type: application/pkcs7-signature; name="smime.p7s"
< Content-Transfer-Encoding: base64
<
< AAAA
< --b--
# Its bill is behind a link.
file in/link.eml
< Received: from mail.example.com
< From: =?GBK?B?0vjQ0A==?= <bank@example.com>
< To: clerk@example.org
< MIME-Version: 1.0
< Content-Type: text/plain; charset=utf-8
<
< 您的账单：https://bank.example.com/bill
# One bill of two is broken, and a PDF stands beside them.
file in/two.eml
< Received: from mail.example.com
< From: =?GBK?B?0vjQ0A==?= <bank@example.com>
< To: clerk@example.org
< MIME-Version: 1.0
< Content-Type: multipart/mixed; boundary="b"
<
< --b
< Content-Type: text/html; charset=utf-8
<
< <p>https://bank.example.com</p>
< --b
< Content-Type: application/octet-stream; name="good.csv"
< Content-Disposition: attachment
< Content-Transfer-Encoding: base64
<
< 5Lqk5piT5pel5pyfLOaUtuWFpSzmlK/lh7os5L2Z6aKdLOWvueaWueaIt+WQjSzmkZjopoEs6ZmE
< 6KiACjIwMjAtMDItMDIsMjUwLjAwLCwzNTAuMDAs5p2O5bCP57qiLOi9rOi0pizmjZDmrL4K
< --b
< Content-Type: application/octet-stream; name="bad.csv"
< Content-Disposition: attachment
< Content-Transfer-Encoding: base64
<
< 5Lqk5piT5pel5pyfLOaUtuWFpSzmlK/lh7os5L2Z6aKdLOWvueaWueaIt+WQjSzmkZjopoEs6ZmE
< 6KiACjIwMjAtMDItMzIsMTAwLjAwLCwxMDAuMDAs546L5bCP5piOLOi9rOi0pizmjZDmrL4K
< --b
< Content-Type: application/octet-stream; name="receipt.pdf"
< Content-Disposition: attachment
< Content-Transfer-Encoding: base64
<
< JVBERi0xLjcK
< --b--
# It was cut.
file in/cut.eml
< Received: from mail.example.com
< From: =?GBK?B?0vjQ0A==?= <bank@example.com>
< To: clerk@example.org
< MIME-Version: 1.0
< Content-Type: multipart/mixed; boundary="b"
<
< --b
< Content-Type: text/html; charset=utf-8
<
< <p>https://bank.example.com</p>
< --b
< Content-Type: application/octet-stream; name="x.csv"
< Content-Disposition: attachment
< Content-Transfer-Encoding: base64
<
< 5Lqk5piT5pel5pyfLOaUtuWFpSzmlK/lh7os5L2Z6aKdLOWvueaWueaIt+WQjSzmkZjopoEs6ZmE
$ nuan --lang en import watch ${WORK}/in --campaign warm-wuhan --once
  exit 1
  账单.csv
  Booked: gifts 1, ¥100.00
  good.csv
  Booked: gifts 1, ¥250.00
$ ls -A ${WORK}/in/done ${WORK}/in
  bank.eml
  not .mail
  not good.csv
$ cat ${WORK}/in/refused/link.eml.txt
  only a link
  download the bill
$ cat ${WORK}/in/refused/two.eml.txt
  Booked: gifts 1, ¥250.00
  bad.csv
  2020-02-32
  receipt.pdf
  This is a PDF
$ cat ${WORK}/in/refused/cut.eml.txt
  is cut
$ nuan show campaign warm-wuhan --format json
  json gifts = 22769
$ nuan list imports --format json
  账单.csv

# The same mail again, and the file that was in it, bring nothing.
$ cp ${WORK}/in/done/bank.eml ${WORK}/in/again.eml
$ nuan --lang en import watch ${WORK}/in --campaign warm-wuhan --once
  imported before
$ nuan show campaign warm-wuhan --format json
  json gifts = 22769

# An mbox: each mail by itself, a forwarded one opened.  One of them has nothing attached.
file in/box.mbox
< From a@example.com Sat Feb  1 08:00:00 2020
< Received: from mail.example.com
< From: =?GBK?B?0vjQ0A==?= <bank@example.com>
< To: clerk@example.org
< MIME-Version: 1.0
< Content-Type: multipart/mixed; boundary="f"
<
< --f
< Content-Type: message/rfc822
<
< From: bank@example.com
< MIME-Version: 1.0
< Content-Type: multipart/mixed; boundary="b"
<
< --b
< Content-Type: application/octet-stream; name="day.csv"
< Content-Disposition: attachment
< Content-Transfer-Encoding: base64
<
< 5Lqk5piT5pel5pyfLOaUtuWFpSzmlK/lh7os5L2Z6aKdLOWvueaWueaIt+WQjSzmkZjopoEs6ZmE
< 6KiACjIwMjAtMDItMDMsMzAuMDAsLDM4MC4wMCzmnY7lsI/nuqIs6L2s6LSmLOaNkOasvgo=
< --b--
< --f--
<
< From a@example.com Sat Feb  1 09:00:00 2020
< Received: from mail.example.com
< From: =?GBK?B?0vjQ0A==?= <bank@example.com>
< To: clerk@example.org
< MIME-Version: 1.0
<
< Thank you.
$ nuan --lang en import watch ${WORK}/in --campaign warm-wuhan --once
  exit 1
  Booked: gifts 1, ¥30.00
  E-mail 2 has no file attached

# On the command line a mail is one more way to name its files: all of them must be well, or nothing is booked.
file whole.eml
< Received: from mail.example.com
< From: =?GBK?B?0vjQ0A==?= <bank@example.com>
< To: clerk@example.org
< MIME-Version: 1.0
< Content-Type: multipart/mixed; boundary="b"
<
< --b
< Content-Type: application/octet-stream; name="one.csv"
< Content-Disposition: attachment
< Content-Transfer-Encoding: base64
<
< 5Lqk5piT5pel5pyfLOaUtuWFpSzmlK/lh7os5L2Z6aKdLOWvueaWueaIt+WQjSzmkZjopoEs6ZmE
< 6KiACjIwMjAtMDItMDUsMTAwLjAwLCwxMDAuMDAs546L5bCP5piOLOi9rOi0pizmjZDmrL4K
< --b
< Content-Type: application/octet-stream; name="two.csv"
< Content-Disposition: attachment
< Content-Transfer-Encoding: base64
<
< 5Lqk5piT5pel5pyfLOaUtuWFpSzmlK/lh7os5L2Z6aKdLOWvueaWueaIt+WQjSzmkZjopoEs6ZmE
< 6KiACjIwMjAtMDItMDYsMjAuMDAsLDEyMC4wMCznjovlsI/mmI4s6L2s6LSmLOaNkOasvgo=
< --b--
$ nuan --lang en import statement --campaign warm-wuhan --dry-run --format json whole.eml
  json booked = 2
  json files.0.file = "one.csv"
  json files.1.file = "two.csv"
$ nuan --lang en import statement --campaign warm-wuhan ${WORK}/in/refused/two.eml
  exit 1
  receipt.pdf
$ nuan --lang en profile try whole.eml
  exit 1
  This is an e-mail with files attached

# On the page: the files of the mail stand in its place; of one without a file the preview says why.
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=${clerk}&next=
  303
> GET /en/app/imports/new
  .eml
  save csrf name="csrf" value="([^"]+)"
> POST /en/app/imports
+ Accept: application/json
@ file=whole.eml
@ file=in/refused/link.eml
< csrf=${csrf}
< campaign=warm-wuhan
  save upload "next":"/en/app/imports/uploads/([0-9A-Z]{13})"
> GET /en/app/imports/uploads/${upload}
  one.csv
  two.csv
  link.eml
  only a link
  not whole.eml
