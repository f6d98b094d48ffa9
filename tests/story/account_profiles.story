# Two banks whose files have the same columns and mean the opposite by them: a person says once with which profile the files of an account
# are read; the next file of that account is read so, unless it names another account.

$ nuan init --scenario beijing-2020
$ nuan add campaign rice --org warm-foundation --name 送米 --purpose 为一线职工送米 --contact 010-00000000
$ nuan token add --right statement.import
  save token ^(\S{20,})$

file north.json
< {"profile": 1, "code": "own-north", "name_zh": "北方银行", "name_en": "Bank of the North", "channel": "bank",
<  "columns": {"time": ["日子"], "in": ["甲额"], "out": ["乙额"], "payer": ["对方"], "note": ["话"]}}
file south.json
< {"profile": 1, "code": "own-south", "name_zh": "南方银行", "name_en": "Bank of the South", "channel": "bank",
<  "columns": {"time": ["日子"], "in": ["乙额"], "out": ["甲额"], "payer": ["对方"], "note": ["话"]}}
$ nuan profile add --org warm-foundation north.json
$ nuan profile add --org warm-foundation south.json
# The same again is the version that it was.
$ nuan profile add --org warm-foundation --format json south.json
  json 0.version = 1

# By their columns both fit, and the first is taken.
file one.csv
< 账号：6222000000000011
< 日子,甲额,乙额,对方,话
< 2020-02-01,,10.00,王小明,捐款
$ nuan import statement --campaign warm-wuhan --dry-run --format json one.csv
  json format = "own-north"
  json booked = 0
  json chosen_for_account = false

# Said for one import, and from then on for the account; a second account is read as before.
$ nuan import statement --campaign warm-wuhan --profile own-south --format json one.csv
  json format = "own-south"
  json booked = 1
$ nuan profile accounts --format json
  json 0.account = "warm-wuhan.bank"
  json 0.profile = "own-south"
  json 0.tail = "0011"
file two.csv
< 账号：6222000000000011
< 日子,甲额,乙额,对方,话
< 2020-02-02,,20.00,李华,捐款
$ nuan --lang en import statement --campaign warm-wuhan --dry-run two.csv
  two.csv (own-south, chosen for the account)
$ nuan import statement --campaign warm-wuhan --format json two.csv
  json format = "own-south"
  json chosen_for_account = true
  json booked = 1
file rice.csv
< 日子,甲额,乙额,对方,话
< 2020-02-02,30.00,,赵六,捐款
$ nuan import statement --campaign rice --format json rice.csv
  json format = "own-north"
  json booked = 1

# A file that names another account is not this account's; one that names none is.
file other.csv
< 账号：6222000000000099
< 日子,甲额,乙额,对方,话
< 2020-02-03,40.00,,孙七,捐款
$ nuan import statement --campaign warm-wuhan --dry-run --format json other.csv
  json format = "own-north"
  json chosen_for_account = false
file nameless.csv
< 日子,甲额,乙额,对方,话
< 2020-02-03,,50.00,周八,捐款
$ nuan import statement --campaign warm-wuhan --dry-run --format json nameless.csv
  json format = "own-south"

# A new version of the profile is the account's at once; one that is ended no longer.
$ nuan profile end --org warm-foundation own-south
$ nuan import statement --campaign warm-wuhan --dry-run --format json nameless.csv
  json format = "own-north"
$ nuan profile add --org warm-foundation south.json
$ nuan import statement --campaign warm-wuhan --dry-run --format json nameless.csv
  json format = "own-south"

# Chosen by hand, refused, taken back.
$ nuan --lang en profile set warm-wuhan.bank no-such
  exit 2
  Unknown format no-such
$ nuan --lang en profile set warm-wuhan.bank wechat-merchant
  exit 2
  read by the program itself
$ nuan --lang en profile set warm-wuhan.gift own-south
  exit 1
$ nuan --lang en profile set no.such.account own-south
  exit 1
  There is no account no.such.account
$ nuan profile set rice.bank own-south
$ nuan import statement --campaign rice --account rice.bank --dry-run --format json nameless.csv
  json format = "own-south"
$ nuan profile set rice.bank none
$ nuan --lang en profile set rice.bank none
  exit 1
  No profile is remembered
$ nuan profile accounts --format csv
  warm-wuhan.bank,own-south,0011
  not rice.bank
$ nuan list changes --format json
  "account.profile"
$ nuan verify
