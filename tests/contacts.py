"""What people read as contact details and identity numbers, and what looks alike and is none."""

MAIL = """\
anna.ek@lund.se
ANNA_EK+ks@sub.lund.se
mailto:anna.ek@lund.se
åsa.öberg@höör.se
anna.ek@localhost
anna.ek @ lund.se
anna.ek@ lund.se
anna.ek @lund.se
anna.ek@lund .se
anna . ek @ lund . se
anna.ek (at) lund.se
anna.ek(at)lund.se
anna.ek[at]lund.se
anna.ek{at}lund.se
anna.ek <at> lund.se
anna.ek </at> lund.se
anna.ek |at| lund.se
anna.ek -at- lund.se
anna.ek_at_lund.se
anna.ek AT lund.se
anna.ek at lund.se
anna.ek (a) lund.se
anna.ek[a]lund.se
anna.ek (@) lund.se
anna.ek [@] lund.se
anna.ek ( at ) lund.se
namn AT kommun DOT se
anna dot ek at lund dot se
anna.ek at lund punkt se
anna(dot)ek(at)lund(dot)se
anna [dot] ek [at] lund [dot] se
anna.ek (at) lund (punkt) se
anna punkt ek snabel-a lund punkt se
anna.ek snabel-a lund.se
anna.ek snabela lund.se
anna.ek snabel a lund.se
anna.ek(snabel-a)lund.se
anna.ek alfakrull lund.se
anna.ek＠lund.se
anna.ek﹫lund.se
anna.ekⓐlund.se
ａｎｎａ．ｅｋ＠ｌｕｎｄ．ｓｅ
anna.ek@lund․se
anna.ek@lund。se
anna.ek&#64;lund.se
anna.ek&#x40;lund&#46;se
anna.ek&commat;lund&period;se
anna.ek%40lund.se
anna%2Eek%2540lund%252Ese
anna.ek\u200b@\u200blund.se
anna.ek\u202e@\u202clund.se
anna\u00ad.ek@lu\u00adnd.se
an\u2060na.ek@lund\ufeff.se
a n n a @ l u n d . s e
"anna ek"@lund.se
anna.ek på lund.se
anna.ek "at" lund.se
anna.ek *at* lund.se
anna.ek~at~lund~dot~se
𝐚𝐧𝐧𝐚@𝐥𝐮𝐧𝐝.𝐬𝐞""".splitlines()

TELEPHONE = """\
040-34 10 00
040 - 34 10 00
040-341000
040/34 10 00
(040) 34 10 00
040.34.10.00
040,34,10,00
070,312,34,56
0701234567
070 123 45 67
070-123 45 67
0708-12 34 56
070 – 123 45 67
070—123—45—67
070−123−45−67
070\u00a0123\u00a045\u00a067
070\u2009123\u200945\u200967
070\u202f123\u202f45\u202f67
070\u2011123\u201145\u201167
070\u200b123\u200b45\u200b67
070\u00ad1234567
070\u202d1234567\u202c
070_123_45_67
070*123*45*67
070 / 123 45 67
070·123·45·67
070•123•45•67
0 7 0 1 2 3 4 5 6 7
07 01 23 45 67
070:123 45 67
070|123|45|67
070'123'45'67
08-12 34 56
08-123 456 78
08 12 34 56
0413-621 00
0413 62100
046-35 50 00
+46 40 34 10 00
+46 (0)40-34 10 00
+46(0)40341000
+4640341000
+46-70-123 45 67
(+46) 70 123 45 67
+ 46 70 123 45 67
＋46 70 123 45 67
0046 40 34 10 00
00 46 40 34 10 00
0046-(0)40-341000
+45 33 66 33 66
+1 (212) 555-0100
+44 20 7946 0958
plus 46 70 123 45 67
46 70 123 45 67
46701234567
701234567
70-123 45 67
34 10 00
123 45 67
tel. 34 10 00
Tel 341000
Tel: 34 10 00
TEL.NR 34 10 00
Telefon: 341000
telefonnummer är 34 10 00
tfn 34 10 00
mobil 12 34 56
Mob: 70 12 34
växel 62 50 00
vx. 62 50 00
ankn. 123
anknytning 4567
ankn 12
fax 34 10 01
ring 34 10 00
ring mig på 34 10 00
sms 71 456
sms:a 12 34 56
☎ 34 10 00
📞 341000
T: 34 10 00
M: 70 12 34
tel:+4640341000
tel:0701234567
０７０－１２３ ４５ ６７
٠٧٠١٢٣٤٥٦٧
070-1234567
O7O-123 45 67
07O 123 45 67
o7o1234567
noll sju noll ett två tre fyra fem sex sju
noll-sju-noll, ett två tre, fyra fem, sex sju
nollsjunoll 123 45 67
noll sjuttio 123 45 67
𝟎𝟕𝟎-𝟏𝟐𝟑 𝟒𝟓 𝟔𝟕
⓪⑦⓪①②③④⑤⑥⑦
0️⃣7️⃣0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣
070%20123%2045%2067
&#48;70-1234567
070-123 45 67 ankn 12
040-34 10 00 vx""".splitlines()

IDENTITY = """\
850101-1234
19850101-1234
850101+1234
8501011234
198501011234
850101 1234
19850101 1234
850101/1234
850101.1234
19850101.1234
850101_1234
850101:1234
850101*1234
850101,1234
850101--1234
850101 - 1234
850101–1234
850101—1234
850101−1234
850101‑1234
850101-12 34
850101 12 34
850101 -1234
1985-01-01-1234
1985-01-01 - 1234
1985-01-01 1234
1985.01.01-1234
1985/01/01-1234
1985 01 01 1234
1985 01 01-1234
85-01-01-1234
85 01 01-1234
85.01.01-1234
85/01/01-1234
1985-0101-1234
1985 0101 1234
19 850101-1234
(19)850101-1234
8 5 0 1 0 1 1 2 3 4
8 5 0 1 0 1 - 1 2 3 4
850161-1234
19850161-1234
8501611234
850191-1234
850101-XXXX
850101-xxxx
19850101-****
850101-1XXX
850101-T123
19850101-TF12
850101-R123
850230-1234
851301-1234
850100-1234
310185-1234
８５０１０１－１２３４
٨٥٠١٠١-١٢٣٤
850101\u200b-\u200b1234
850101\u202e-1234
850101\u2009-\u20091234
850101\u00a01234
850101\u00ad-1234
850101%2D1234
&#56;50101-1234
201401014321
010101-0101
pnr 850101-1234
personnummer: 19850101-1234
född 850101-1234
𝟖𝟓𝟎𝟏𝟎𝟏-𝟏𝟐𝟑𝟒
⑧⑤⓪①⓪①-①②③④""".splitlines()

HARMLESS = """\
2035
2023–2026
2023-2026
2019–2022
2018/2019
2018/19
2022-10-15
2022-10-15 2022-11-20
2022-10-15–2022-11-20
2022-10-15 – 2022-11-20
15 oktober 2022
15/10 2022
15/10-2022
15.10.2022
15-10-2022
01-02-2023
05/10/2022
22-10-15
2026-11-23T06:32:00Z
2026-11-23 06:32:00
2026-11-23T063200Z-9a3481b75ff9.html
kl. 08.00
kl 08:00-17:00
08.00-17.00
08.00–16.30
08:00 – 16:30
0800-1630
10.15-11.45
År 2035 är målsättningen
åren 2012, 2013 och 2014
2012 2013 2014
1231
0180
0114, 0115, 0117
0180 1280 1480
1230 1231 1233 1256
212000-1124
222000-0802
556036-0793
16212000-1124
232100-0255
org.nr 212000-1124
802002-8711
p-0001
m-0046
1.0.0
1.20.3
0,5 miljoner
0,75
100 000 000 kronor
1 234 567 kr
1.234.567 kr
12 345 678 kronor
1 400 000 invånare
2 500 kr
2018:218
SFS 2018:218
lagen (2017:725)
2016/679
EU 2016/679
prop. 2018/19:123
KS 2023/123
KS 2023/0123
Dnr KS 2023/123
dnr 2023-00123
STK-2023-456
211 20 Malmö
221 00 Lund
SE-205 80 Malmö
S-211 20
Box 123
Storgatan 12
Drottninggatan 18 B
55.6050, 13.0038
55.605, 13.003
N 55° 36' 18" E 13° 0' 13"
9a3481b75ff96d9ba68bd7a1cf5075354b13e2b1
9a3481b75ff9
Samuel Sköld, t f Kommundirektör
Direktör i 12 kommuner
Direkt 2023
Möte @ Malmö
Läs mer på lund.se
Alternativ (a) gäller. Se nedan
alternativ a, b och c
punkt 3 i dagordningen
Se punkt 2.
en två tre
två av tre
tre platser, två platser, en plats
Ring 112
ring 1177
112
11 kommuner
12 av 33
3-4 år
10–15 %
25 %
100 %
kap. 3 § 12
3 kap. 12 § kommunallagen (2017:725)
§ 12
sid 10-15
s. 123
A4
E6
E22
Agenda 2030
ISO 9001
ISO 27001:2022
5G
CO2
1 m2
20 000 m2
3,5 ton
Lars Johnson (M), KSO
Christer Swahn, (SD)
Katrin Stjernfeldt Jammeh (S), KSO
[raderad p-0020 m-0020]
version 2.0
1/3
2026-10-20
ISBN 978-91-7000-150-6
att planera och att utveckla""".splitlines()


MAIL += """\
anna.ek«at»lund.se
anna.ek （at） lund.se
anna.ek “at” lund.se
anna.ek(AT)lund(DOT)se
anna.ek[@]lund[.]se
anna.ek AT lund PUNKT se
annaDOTekATlundDOTse
anna-dot-ek-at-lund-dot-se
anna.ek[snabel-a]lund.se
anna.ek (ät) lund.se
anna.ek@lund<dot>se
anna.ek (at-tecken) lund.se
anna ek snabel-a lund.se
anna.ek snabel-a lund
anna.ek a lund.se
anna.ek hos lund.se
anna.ek @@ lund.se
anna@[192.168.0.1]
anna.ek@xn--hr-tkaa.se
anna.ek@lund. se
anna.ek [at] lund [punkt] se
anna . ek [at] lund . se
anna.ek=at=lund.se
anna.ek #at# lund.se""".splitlines()
TELEPHONE += """\
070-123  45   67
070 1 2 3 4 5 6 7
+46.70.123.45.67
+46/70/1234567
46 (0) 70 123 45 67
4670-123 45 67
[070] 123 45 67
0 70-123 45 67
0701-23 45 67
07O-I23 45 67
anna0701234567
tel0701234567
tel hem 34 10 00
tel arb: 341000
tel, växel: 62 50 00
Tel (dagtid) 34 10 00
mobil/sms 12 34 56
341000 (tel)
62 50 00 (vx)
34-10-00
33 66 33 66
212 555 0100
1-800-555-0100
020 7946 0958
noll sju noll - 123 45 67
sju noll ett två tre fyra fem sex sju
zero seven zero one two three four five six seven
fyrtiosex sjuttio ett två tre fyra fem
070\t123\t45\t67""".splitlines()
IDENTITY += """\
850101, 1234
1985-01-01, 1234
850101-123 4
850101-1 234
85 01 01 12 34
8501 01-1234
85-0101-1234
1985-01-01/1234
1985-01-01 -1234
85O101-1234
8501O1-I234
pnr850101-1234
nr850101-1234
SE850101-1234
850101—12—34
850101 - XXXX
19 85 01 01 12 34
åttiofem noll ett noll ett ett två tre fyra""".splitlines()
HARMLESS += """\
2023-01-01 2026-12-31
2023-01-01 - 2026-12-31
2023-01-01–2026-12-31, 2019-01-01–2022-12-31
2023-01-01, 2026-12-31
01.01.2023 31.12.2026
01-01-2023 31-12-2026
2022-10-15 kl. 18
tisdag 18 oktober 2022 kl. 18.30
den 15:e
2 (4)
sid. 2 (14)
20221015
2019/20, 2020/21
mandatperioden 2022–2026
mandatperioden 2022-10-15–2026-10-14
Telefontid 9–11
Direktivet (EU) 2016/679
Strategi för mobilitet 2030
vid Lund
hos kommunen
på Lund.
MalmöLundregionen
rev. 3
Mål 1.2.3
tabell 12.4
1 000–2 000 kr
10 000 – 20 000 kronor
växel 1 av 3
mobil 2025
kontakt 2023-2026
dotterbolag
en punkt i taget
Vi har punkt och prick""".splitlines()
MAIL += """\
anna.ek (at) lund
e-post anna.ek(at)lund (punkt) se
anna.ek @ lund(.)se
anna.ek[ at ]lund[ dot ]se
anna.ek {snabel-a} lund {punkt} se
anna.ek (snabel a) lund.se
anna.ek [snabel-a] lund [punkt] se
anna.ek snabel lund.se
Anna.Ek(AT)Lund.se
anna.ek<at>lund<dot>se
anna_ek(a)lund.se
anna.ek [ät] lund.se
anna.ek(et)lund.se
anna,ek@lund,se
anna.ek@lund,se
anna.ek@lund;se
anna.ek ＠ lund．se
anna.ek (at)lund dot se
anna.ek/at/lund/dot/se
anna.ek AT-sign lund.se
anna.ek @ lund punkt se
anna.ek at lund (dot) com
info[at]lund.se
info at lund.se
info(at)lund(punkt)se
a@b.se
anna.ek&#0064;lund.se
anna.ek&amp;#64;lund.se
anna.ek\\u0040lund.se""".splitlines()
TELEPHONE += """\
070.1234567
070-12345 67
Tfn 070 - 12 34 567
0046(0)701234567
+46 (70) 123 45 67
+46-(0)70-1234567
+46 070 123 45 67
(0)70-123 45 67
0 (7) 0 1 2 3 4 5 6 7
070-123.45.67
070 1234567
070~123~45~67
070=123=45=67
070#123#45#67
070 123 45 67.
070;123;45;67
070 · 123 · 45 · 67
070<123>45<67>
{070} 123 45 67
070\\123\\45\\67
telefon 12345
tel.nr. 12 34 56
telefon-nr: 123456
tel nr: 123456
mobilnr 123456
mobilnummer: 70 12 34
ring oss på 123456
ring Anna på 34 10 00
ring Anna på 341000
anknytning: 12 34
ankn nr 1234
telefon (vx) 123456
Tel. växel 123456
tel=123456
telefon är 341000
direkttelefon 341000
direktnummer 34 10 00
direktnr: 341000
jourtelefon 341000
växeltelefon: 341000
hemtelefon 341000
noll fyra noll trettiofyra tio noll noll
noll 70 123 45 67
nollsjuttio ett två tre fyra fem sex sju
nummer 34 10 00""".splitlines()
IDENTITY += """\
850101-l234
8501 01 1234
85 0101 1234
1985 01-01 1234
1985.01.01.1234
1985,01,01,1234
1985/01/01/1234
1985_01_01_1234
19850101:1234
850101;1234
850101=1234
850101#1234
850101~1234
850101\\1234
850101(1234)
(850101) 1234
850101 [1234]
850101 nr 1234
850101 ... 1234
850101....1234
850101…1234
850101 — 1234
850101 - - 1234
19850101-T234
850101TF12
850161+1234
01/01/1985-1234
01-01-1985-1234
010185 1234
1 januari 1985-1234
personnummer 1985 0101-1234
XX0101-1234
8501XX-1234
850101-____
850101-••••
850101-nnnn
850101-NNNN
850101 xxxx""".splitlines()
HARMLESS += """\
Protokoll 2023-05-12 § 45
2023-05-12, kl 13
den 12 maj 2023 kl. 13.00-15.00
2022-10-15 08:00-17:00
budget 2023 1 234 567 kr
10 000
10 000 000
1 000 000
123 456 invånare
37 000 000 kr
350 000 invånare i 12 kommuner
2023-2026, 12 kommuner, 33 kommuner
postgiro 12 34 56-7
bg 5050-1055
Org.nr: 212000-1124, postadress 205 80 Malmö
262 32 Ängelholm
Box 123, 221 00 Lund
ID 1234567
diarienummer STK-2023-001234
Dnr 2023/001234
KS2023/00123
ärende 2023:45
HSLF-FS 2021:52
T 3187-22
mål nr 1234-22
(EU) 2021/2115
0,123456
12,5 procent
55.60498, 13.00382
6171700, 373550
SWEREF 99 TM 6164000 375000
1:10 000
1:50 000
skala 1:2 000
20 000-25 000
2 000 000-2 500 000 kr
år 2035 och 2045
2018, 2019, 2020, 2021
1,4 miljoner
10-12 platser
10, 20, 30
1, 2, 3, 4, 5, 6, 7
5 6 7 8
kl 9-16
mån-fre 8-16
1912 års män
ISSN 1400-1234
978-91-7000-150-6
9789170001506
ver 2023.1.2
v. 42
vecka 42
5 § andra stycket
kap 12-14
E.ON
m.fl.
t.ex. vid behov
bl.a. hos kommunen.
Se vidare på sidan 12
att.se
SOU 2020:46
Prop. 2016/17:171
anna.ek
Malmö-Lund
2023–2026 (2027)
12.5 km
0-5 år
0 till 100
007
0046
01
2030-målen
mobil 2023–2026
direkt 12
20221015-20221120
2022/23 2023/24
100-årsjubileum""".splitlines()
