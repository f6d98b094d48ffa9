# The run that gives receipts is killed in the middle: begun again it goes on where it stopped; the numbers are 1..n, none twice.
only sqlite

$ nuan init --scenario beijing-2020
  save clerk clerk\.demo\s+(\S+)
  save reviewer reviewer\.demo\s+(\S+)
$ nuan token add --right receipt.enter --label office
  save token ^(\S{20,})$
$ { echo '交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费'; for i in $(seq 100 339); do echo "\`2020-02-03 12:00:00,\`42000005000000000000000$i,\`M$i,\`SUCCESS,\`CNY,\`20.00,\`0,\`0.00,\`0.00000"; done; echo '总交易单数,应结订单总金额,退款总金额,手续费总金额'; echo '`240,`4800.00,`0.00,`0.00000'; } > bill.csv
$ nuan import statement --campaign warm-wuhan --format json bill.csv
  json booked = 240
! serve
$ for i in $(seq 100 339); do curl -sf -o /dev/null -X POST -H "Authorization: Bearer ${token}" -H "Idempotency-Key: r$i" -d "{\"title\": \"李明$i\", \"payment_no\": \"42000005000000000000000$i\", \"amount_fen\": 2000, \"day\": \"2020-02-03\"}" ${URL}/api/v1/campaigns/warm-wuhan/receipts/requests || echo failed; done
  not failed
$ nuan list requests --state open --exact --format csv | tail -n +2 | cut -d, -f1 > ids; wc -l < ids
  ~ ^\s*240$

# Three times eighty are reviewed together, after two of each were opened.
$ S=$(cat); for part in 1 81 161; do for at in $part $((part + 1)); do echo $S | nuan receipt open $(sed -n "$at"p ids) --as reviewer.demo > opened || echo failed; done; echo $S | nuan receipt review $(sed -n $part,$((part + 79))p ids) --approve --as reviewer.demo; done
< ${reviewer}
  not failed
  ~ 80\s+80\s+80

$ S=$(cat); (echo $S | nuan receipt run --as clerk.demo > first 2>&1 &); while [ "$(sqlite3 -readonly ${DATA}/nuan.db 'SELECT count(*) FROM receipt')" -lt 64 ]; do :; done
< ${clerk}
! kill -9
! serve
$ nuan list receipts --format csv | tail -n +2 | cut -d, -f1 | sort > before; wc -l < before
$ nuan receipt run --as clerk.demo --format json
< ${clerk}
  json left = 0
$ nuan receipt run --as clerk.demo --format json
< ${clerk}
  json given = 0
# As many numbers as requests, each one once; those of before the kill are still those.
$ nuan list receipts --format csv | tail -n +2 | cut -d, -f1 | sort > after; wc -l < after; sort -u after | wc -l; tail -n 1 after; comm -23 before after | wc -l
  ~ ^240\s+240\s+R2020-000240\s+0$
$ nuan list requests --state done --format csv | tail -n +2 | wc -l
  ~ ^\s*240$
! stop
$ nuan verify
