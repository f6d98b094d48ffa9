# An installation of one's own: units from a table, a campaign, and four published sheets of gifts by QR code and card
# terminal, in any order, and once more under another name.
needs ${SHARED}/data/donations-2020

$ nuan init --scenario none
file orgs.csv
< code,parent,kind,name_zh,name_en,region_code,uscc,legal,opened
< city,,federation,某市总工会,City Federation,420100,,self,2020-01-01
< charity,city,foundation,某市基金会,City Foundation,420100,,self,2020-01-01
$ nuan import orgs --dry-run orgs.csv
$ nuan import orgs orgs.csv
$ nuan list orgs --format csv
  charity
$ nuan add campaign help --org charity --name 抗击疫情 --purpose 购买防护用品 --contact 基金会办公室 --opened 2020-01-23T00:00:00+08:00

$ cp ${SHARED}/data/donations-2020/*2020年2月7日.xlsx again.xlsx
$ nuan import statement --campaign help ${SHARED}/data/donations-2020/*2020年2月6日.xlsx
$ nuan import statement --campaign help again.xlsx ${SHARED}/data/donations-2020/*pos机*.xlsx
$ nuan show campaign help --format json
  json gifts = 8729
  json amount_fen = 211769543
  json exercise = false
$ nuan import statement --campaign help ${SHARED}/data/donations-2020/*pos机*.xlsx
$ nuan show campaign help --format json
  json gifts = 8729
$ nuan verify
