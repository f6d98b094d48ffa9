# The same files in any order, together or one by one, and each of them twice, give the same books.

$ nuan init --scenario none
file orgs.csv
< code,parent,kind,name_zh,name_en,region_code,uscc,legal,opened
< charity,,foundation,某市基金会,City Foundation,420100,,self,2020-01-01
$ nuan import orgs orgs.csv
$ nuan add campaign help --org charity --name 抗击疫情 --purpose 购买防护用品 --contact 基金会办公室 --opened 2020-01-23T00:00:00+08:00
file bill.csv
< 交易时间,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,手续费
< `2020-01-29 10:00:00,`4200000485202001290000000000,`M0,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:01,`4200000485202001290000000001,`M1,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:02,`4200000485202001290000000002,`M2,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:03,`4200000485202001290000000003,`M3,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:04,`4200000485202001290000000004,`M4,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:05,`4200000485202001290000000005,`M5,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:06,`4200000485202001290000000006,`M6,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:07,`4200000485202001290000000007,`M7,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:08,`4200000485202001290000000008,`M8,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< `2020-01-29 10:00:09,`4200000485202001290000000009,`M9,`SUCCESS,`CNY,`100.00,`0,`0.00,`0.60000
< 总交易单数,应结订单总金额,退款总金额,手续费总金额
< `10,`1000.00,`0.00,`6.00000
file bank.csv
< 某银行账户明细
< 账号：0200001019012345678
< 交易日期,摘要,收入,支出,余额,对方户名,附言
< 2020-01-30,转账,994.00,,994.00,财付通支付科技有限公司,微信支付商户提现
< 2020-03-21,结息,0.37,,994.37,,
file roll.csv
< 某市基金会2020年1月29日接收捐赠明细,,
< 序号,捐赠人,金额（元）
< 1,惊蛰,10.00
< 2,春分,20.00
< 合计,,30.00
$ nuan import statement --campaign help bill.csv bank.csv roll.csv
$ nuan show accounts --format csv | cut -d, -f1,5-8 | tee first.txt
  ~ (?m)^help\.clearing-wechat,CNY,
$ cp bill.csv bill2.csv; cp bank.csv bank2.csv; cp roll.csv roll2.csv
$ nuan import statement --campaign help roll2.csv bill2.csv bank2.csv
$ nuan show accounts --format csv | cut -d, -f1,5-8 | diff - first.txt
$ nuan verify

# In another house the bank's line comes before the bill that explains it.
$ nuan --data ${WORK}/other init --scenario none
$ nuan --data ${WORK}/other import orgs orgs.csv
$ nuan --data ${WORK}/other add campaign help --org charity --name 抗击疫情 --purpose 购买防护用品 --contact 基金会办公室 --opened 2020-01-23T00:00:00+08:00
$ nuan --data ${WORK}/other import statement --campaign help roll.csv
$ nuan --data ${WORK}/other import statement --campaign help bank.csv
$ nuan --data ${WORK}/other import statement --campaign help bill.csv
$ nuan --data ${WORK}/other show accounts --format csv | cut -d, -f1,5-8 | diff - first.txt
$ nuan --data ${WORK}/other verify
