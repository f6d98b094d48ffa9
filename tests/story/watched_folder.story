# A folder is watched: bills that something else fetches are imported as they come, each once.

$ nuan init --scenario beijing-2020
$ mkdir in
! serve
file in/bank.csv
< 交易日期,收入,支出,余额,对方户名,摘要,附言
< 2020-02-01,100.00,,100.00,王小明,转账,捐款
file in/broken.csv
< 交易日期,收入,支出,余额,对方户名,摘要,附言
< 2020-02-32,100.00,,100.00,王小明,转账,捐款
file in/photo.pdf
< %PDF-1.7
file in/late.csv.part
< 交易日期,收入

# One pass: what is well lies in done, what is not in refused with what is wrong beside it.
$ nuan --lang en import watch ${WORK}/in --campaign warm-wuhan --once
  exit 1
  Booked: gifts 1
$ ls ${WORK}/in/done ${WORK}/in/refused ${WORK}/in
  bank.csv
  broken.csv.txt
  photo.pdf.txt
  late.csv.part
$ cat ${WORK}/in/refused/broken.csv.txt
  2020-02-32
$ cat ${WORK}/in/refused/photo.pdf.txt
  This is a PDF

# The same file dropped again brings nothing and lies beside the first.
$ cp ${WORK}/in/done/bank.csv ${WORK}/in/bank.csv
$ nuan --lang en import watch ${WORK}/in --campaign warm-wuhan --once
  imported before
$ ls ${WORK}/in/done
  2-bank.csv
$ nuan show campaign warm-wuhan --format json
  json gifts = 22768

# Without a campaign, or with a folder that is not there, it says so.
$ nuan --lang en import watch ${WORK}/in --once
  exit 2
  --campaign
$ nuan --lang en import watch ${WORK}/nowhere --campaign warm-wuhan --once
  exit 1
