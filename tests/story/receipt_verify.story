# Whoever holds a receipt checks it with the key of the log alone; beside the data folder the log is compared, too.

$ nuan init --scenario none
file orgs.csv
< code,parent,kind,name_zh,name_en,region_code,uscc,legal,opened
< charity,,foundation,某市基金会,City Foundation,420100,,self,2020-01-01
$ nuan import orgs orgs.csv
$ nuan add campaign help --org charity --name 抗击疫情 --purpose 购买防护用品 --contact 010-00000000 --opened 2020-01-23T00:00:00+08:00
$ nuan token add --right donation.notify --org charity
  save token ^(\S{20,})$
! serve
> POST /api/v1/campaigns/help/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: a
< {"payment_no": "4200000485202001290000000001", "paid_at": "2020-01-29T10:00:00+08:00", "amount_fen": 10000, "channel": "wechat"}
  201
  save GIFT "id":"([0-9A-Z]{13})"
> POST /api/v1/campaigns/help/donations
+ Authorization: Bearer ${token}
+ Idempotency-Key: b
< {"payment_no": "4200000485202001290000000002", "paid_at": "2020-01-30T10:00:00+08:00", "amount_fen": 2000, "channel": "wechat"}
  201

# Anybody gets the proof of an entry, with nothing private in it.
> GET /log/proof/2
  within 10
  c2sp.org/tlog-proof@v1
  header Content-Type: text/plain
  header Access-Control-Allow-Origin: *
> GET /log/proof/900
  404
> GET /log/proof/01
  404
> GET /log/proof/x
  404
$ nuan show donation ${GIFT} --format json
  save NUMBER "log_number":(\d+)
$ curl -s ${URL}/log/proof/${NUMBER} > gift.tlog-proof
$ nuan log proof ${GIFT} | diff - gift.tlog-proof
$ nuan log vkey > key.txt

# While a server runs, beside the data: everything is compared.
$ nuan --lang en receipt verify gift.tlog-proof --format json
  json outcome = "proven"
  json signed = "holds"
  json entry = "holds"
  json private = "unchecked"
  json log = "holds"
  json number = ${NUMBER}
! stop

# Elsewhere: no data, no server, the key alone, in both languages.
$ nuan --data nowhere --lang en receipt verify gift.tlog-proof --key key.txt
  Proven: the entry of this receipt
  "amt":10000
  can't be taken out unseen, not that the money
$ nuan --data nowhere --lang zh verify receipt gift.tlog-proof --vkey "$(cat key.txt)"
  验证通过
$ nuan --data nowhere --lang en receipt verify gift.tlog-proof 2>&1
  exit 1
  --vkey KEY, as the organisation published it

# The same inside of a PDF.
$ { printf '%%PDF-1.7\n1 0 obj\n<</Type /EmbeddedFile>>\nstream\n'; cat gift.tlog-proof; printf '\nendstream\nendobj\n'; } > gift.pdf
$ nuan --data nowhere --lang en receipt verify gift.pdf --key key.txt
  Proven
$ printf '%%PDF-1.7\nnothing\n' > empty.pdf && nuan --lang en receipt verify empty.pdf 2>&1
  exit 2
  There is no proof in this file

# What was altered is told apart: the receipt, the signature, the key of somebody else.
$ sed 's/^index .*/index 0/' gift.tlog-proof > other.tlog-proof && nuan --lang en receipt verify other.tlog-proof
  exit 3
  Not proven: the receipt was changed
$ python3 -c "import base64,re;t=open('gift.tlog-proof').read();e=re.search('extra (.*)',t)[1];n=base64.b64encode(base64.b64decode(e).replace(b'10000',b'90000')).decode();open('more.tlog-proof','w').write(t.replace(e,n))"
$ nuan --lang en receipt verify more.tlog-proof
  exit 3
  Not proven: the receipt was changed
  "amt":90000
$ python3 -c "t=open('gift.tlog-proof').read();i=t.rindex(' ')+20;open('signed.tlog-proof','w').write(t[:i]+('A' if t[i]!='A' else 'B')+t[i+1:])"
$ nuan --lang en receipt verify signed.tlog-proof
  exit 3
  is not signed by this key
$ nuan --lang en receipt verify gift.tlog-proof --vkey log.example.org/nuan+b090be3b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4
  exit 3
  this is a receipt of another log
$ nuan --lang en receipt verify gift.tlog-proof --vkey nonsense 2>&1
  exit 2
  is not the key of a log

