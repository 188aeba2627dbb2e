"""Contact details are taken out of a text, and nothing else is."""

import re
import time
from pathlib import Path

import contacts
import pytest

from pipeline.redact import DOUBTFUL, REDACTED, redact, without_doubtful

REAL = Path(__file__).parents[2] / "datapackage/sources/om-mlr/snapshots/0000-undated-9a3481b75ff9.txt"


@pytest.mark.parametrize(
    "contact",
    [
        "lars.johnson@burlov.se",
        "mailto:lars.johnson@burlov.se",
        "LARS_J+ks@sub.burlov.se",
        "lars.johnson@localhost",
        "åsa@höör.se",
        "lars.johnson (at) burlov.se",
        "lars.johnson[at]burlov.se",
        "lars.johnson snabel-a burlov.se",
        "lars.johnson @ burlov.se",
        "lars.johnson (at) burlov (punkt) se",
        "040-34 10 00",
        "040 - 34 10 00",
        "040-341000",
        "040/34 10 00",
        "(040) 34 10 00",
        "0708-12 34 56",
        "070 123 45 67",
        "0701234567",
        "070\u00a0123\u00a045\u00a067",
        "070\u2011123\u201145\u201167",
        "0413-621 00",
        "046-35 50 00",
        "+46 40 34 10 00",
        "+46 (0)40-34 10 00",
        "+46(0)40341000",
        "0046 40 34 10 00",
        "+45 33 66 33 66",
        "tel. 34 10 00",
        "Telefon: 341000",
        "mobil 12 34 56",
        "växel 62 50 00",
        "811218-9876",
        "19811218-9876",
        "811218+9876",
        "198112189876",
        "811278-9873",
    ],
)
def test_a_contact_detail_is_replaced_wherever_it_stands(contact: str) -> None:
    assert redact(contact) == REDACTED
    assert redact(f"Lars Johnson (M), KSO, {contact}.") == f"Lars Johnson (M), KSO, {REDACTED}."
    assert redact(f"({contact})") in {f"({REDACTED})", REDACTED, f"{REDACTED})"}


@pytest.mark.parametrize(
    "harmless",
    [
        "2035",
        "2019\u20132022",
        "2018/2019",
        "2022-10-15",
        "2022-10-15 2022-11-20",
        "År 2035 är målsättningen",
        "1231",
        "0180",
        "212000-1124",
        "222000-0802",
        "p-0001",
        "1.0.0",
        "0,5 miljoner",
        "100 000 000 kronor",
        "1 400 000 invånare",
        "kl. 08.00",
        "Samuel Sköld, t f Kommundirektör",
        "Direktör i 12 kommuner",
        "Möte @ Malmö",
        "Alternativ (a) gäller. Se nedan",
        "9a3481b75ff96d9ba68bd7a1cf5075354b13e2b1",
    ],
)
def test_what_is_no_contact_detail_stays(harmless: str) -> None:
    assert redact(harmless) == harmless


def test_nothing_on_the_real_page_is_taken_for_a_contact_detail() -> None:
    page = REAL.read_text(encoding="utf-8")
    assert redact(page) == page


E_MAIL = [
    "anna.ek@lund.se",
    "Anna.Ek@LUND.SE",
    "anna.ek @ lund.se",
    "anna.ek@ lund.se",
    "anna.ek (at) lund.se",
    "anna.ek[at]lund.se",
    "anna.ek {at} lund.se",
    "anna.ek <at> lund.se",
    "namn AT kommun DOT se",
    "anna.ek at lund dot se",
    "anna ek at lund punkt se",
    "anna.ek snabel-a lund.se",
    "anna.ek snabela lund.se",
    "anna.ek snabel a lund.se",
    "anna.ek (snabel-a) lund (punkt) se",
    "anna.ek(a)lund.se",
    "anna.ek[a]lund.se",
    "anna(dot)ek(at)lund(dot)se",
    "anna dot ek at lund dot se",
    "anna.ek\uff20lund.se",
    "anna.ek\u24d0lund.se",
    "anna.ek&#64;lund.se",
    "anna.ek&#x40;lund.se",
    "anna.ek&commat;lund.se",
    "anna.ek%40lund.se",
    "anna.ek%2540lund.se",
    "anna.ek@\u200blund.se",
    "anna\u200b.ek\u200b@lund.se",
    "anna.ek\xad@lund.se",
    "anna.ek@\nlund.se",
    "mailto:anna.ek@lund.se",
    "mailto:anna.ek%40lund.se?subject=x",
    '"Anna Ek"@lund.se',
    "anna.ek@[192.168.0.1]",
    "åsa@höör.se",
    "anna.ek@localhost",
    "anna_ek+mlr@sub.lund.se",
    "anna.ek -at- lund -dot- se",
    "anna.ek-at-lund.se",
    "anna.ek_at_lund.se",
    "anna.ek*at*lund.se",
    "anna.ek /at/ lund.se",
    "anna . ek @ lund . se",
    "anna.ek@lund\u3002se",
    "E-post:anna.ek@lund.se",
    "anna.ek@lund.se,",
    "anna.ek (at) lund (dot) se",
    "anna.ek [at] lund [dot] se",
    "a.ek@ lund.se",
    "anna.ek ät lund.se",
]
IDENTITY_NUMBERS = [
    "19850101-1234",
    "850101-1234",
    "8501011234",
    "198501011234",
    "850101+1234",
    "850101 1234",
    "850101/1234",
    "850101.1234",
    "850101_1234",
    "850101:1234",
    "1985-01-01-1234",
    "1985-01-01 1234",
    "85-01-01-1234",
    "1985.01.01-1234",
    "1985/01/01-1234",
    "1985 01 01 1234",
    "85 01 01 1234",
    "19850101 - 1234",
    "850101\u20131234",
    "850101\u20141234",
    "850101\u22121234",
    "19850101.1234",
    "850101-12 34",
    "850101-1 234",
    "850101-12-34",
    "850161-1234",
    "850161 1234",
    "19850161-1234",
    "850101-XXXX",
    "850101-xxxx",
    "850101-****",
    "850101-T123",
    "\uff18\uff15\uff10\uff11\uff10\uff11-\uff11\uff12\uff13\uff14",
    "٨٥٠١٠١-١٢٣٤",
    "850101\u200b-1234",
    "8 5 0 1 0 1 - 1 2 3 4",
    "85O1O1-1234",
    "850101 -1234",
    "850101- 1234",
    "pnr:850101-1234",
    "(850101-1234)",
    "850101,1234",
    "1985-0101-1234",
    "19 850101-1234",
    "850101%2D1234",
    "850101&#45;1234",
]
TELEPHONES = [
    "040-34 10 00",
    "040 - 34 10 00",
    "040-341000",
    "040/34 10 00",
    "(040) 34 10 00",
    "(040)341000",
    "0708-12 34 56",
    "070 123 45 67",
    "0701234567",
    "070.123.45.67",
    "070,312,34,56",
    "070_312_34_56",
    "070|312|34|56",
    "070·312·34·56",
    "070\xa0123\xa045\xa067",
    "070\u2009123\u200945\u200967",
    "070\u2011123\u201145\u201167",
    "070\u2013123 45 67",
    "070\u20141234567",
    "+46 40 34 10 00",
    "+46 (0)40-34 10 00",
    "+46(0)40341000",
    "+4640341000",
    "0046 40 34 10 00",
    "0046-40-341000",
    "00 46 40 34 10 00",
    "+ 46 40 34 10 00",
    "+45 33 66 33 66",
    "+47 22 00 00 00",
    "tel. 34 10 00",
    "Telefon: 341000",
    "mobil 12 34 56",
    "växel 62 50 00",
    "tfn 34 10 00",
    "tlf. 34 10 00",
    "ankn. 1234",
    "anknytning 1234",
    "ankn 12 34",
    "Tel: 1177",
    "ring 34 10 00",
    "sms 71 120",
    "\u260e 34 10 00",
    "\U0001f4de 040-34 10 00",
    "O40-34 10 00",
    "07O-123 45 67",
    "\uff10\uff17\uff10-\uff11\uff12\uff13 \uff14\uff15 \uff16\uff17",
    "٠٧٠١٢٣٤٥٦٧",
    "Lund,040-34 10 00",
    "tel.040-341000",
    "070\u200b1234567",
    "0 7 0 1 2 3 4 5 6 7",
    "070 12 345 67 st",
    "040-34 10 00/070-123 45 67",
    "070~123~45~67",
    "tel:+4640341000",
    "0413-621 00",
    "08-508 00 000",
    "direkt 34 10 00",
]
LOOK_ALIKES = [
    "2035",
    "2019\u20132022",
    "2018/2019",
    "2022-10-15",
    "2022-10-15 2022-11-20",
    "2022-10-15\u20132022-11-20",
    "År 2035 är målsättningen",
    "1231",
    "0180",
    "212000-1124",
    "222000-0802",
    "2120001124",
    "p-0001",
    "1.0.0",
    "0,5 miljoner",
    "100 000 000 kronor",
    "1 400 000 invånare",
    "kl. 08.00",
    "kl. 08.00-12.00",
    "08.00\u201316.30",
    "kl 13:00-15:30",
    "Samuel Sköld, t f Kommundirektör",
    "Direktör i 12 kommuner",
    "Möte @ Malmö",
    "Alternativ (a) gäller. Se nedan",
    "9a3481b75ff96d9ba68bd7a1cf5075354b13e2b1",
    "2019, 2020, 2021 och 2022",
    "SFS 2018:218",
    "KS 2023/123",
    "dnr KS 2023/00123",
    "205 80 Malmö",
    "SE-205 80 Malmö",
    "55.60498, 13.00382",
    "§ 12",
    "§§ 12-15",
    "1,5 miljarder kronor",
    "12 345 kr",
    "1 234 567 kr",
    "25 %",
    "v. 34-36",
    "nr 4/2023",
    "2023-04",
    "2023",
    "1985",
    "2022-10-15 kl. 13.00",
    "2022-10-15T13:00:00Z",
    "5G",
    "CO2",
    "Covid-19",
    "Agenda 2030",
    "EU 2021/1060",
    "2014-2020 och 2021-2027",
    "mandatperioden 2023\u20132026",
    "Mobilstrategi 2030",
    "telefonpolicy 2022",
    "direkt 2023",
    "växel 2022",
    "ISO 9001",
    "E22",
    "E6",
    "RV 11",
    "12 kommuner, 38 platser",
    "Anna Ek (S), KSO",
    "at",
    "Look at the site",
    "Per, Anna och Åke",
    "f.d. ordförande",
    "3 av 12",
    "mlr-organisation 1.0.0",
    "om-mlr-9a3481b75ff9",
    "2023-01-01--2023-12-31",
    "den 1 januari 2024 och 15 mars 2025",
    "1/1 2024",
    "01/02 2024",
    "Malmö 1280, Lund 1281",
    "0180 Stockholm",
]
AROUND = ["{}", "Anna Ek (S), KSO, {}.", "Kontakt {} eller besök oss"]


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("contact", [*E_MAIL, *IDENTITY_NUMBERS, *TELEPHONES])
def test_however_a_person_would_write_it_nothing_of_it_is_left(contact: str, around: str) -> None:
    text = redact(around.format(contact))
    assert REDACTED in text
    assert len(re.findall(r"[\d@]", text)) <= 2
    assert redact(text) == text


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_what_only_looks_like_one_stays_and_is_not_in_doubt(text: str, around: str) -> None:
    whole = around.format(text)
    assert redact(whole) == whole
    assert without_doubtful(whole) == whole


@pytest.mark.parametrize("doubtful", ["1-800-555-1234", "noll sju noll ett två tre fyra fem sex sju", "12345678"])
def test_what_may_be_one_is_taken_out_and_said_to_be_in_doubt(doubtful: str) -> None:
    text = without_doubtful(redact(f"Ring {doubtful}, tack"))
    assert DOUBTFUL in text or REDACTED in text
    assert not re.search(r"\d|\bfem\b", text)


@pytest.mark.parametrize(
    "piece", ["a.", "a-", "1 ", "0", "a dot ", "(at) ", "a@", "1985-01-01 ", "_-_-", "a-a.a-a at "]
)
def test_no_text_takes_long(piece: str) -> None:
    """A line has at most 5,000 characters; what could take minutes takes a fraction of a second."""
    text = piece * (5000 // len(piece))
    start = time.process_time()
    without_doubtful(redact(text))
    assert time.process_time() - start < 5


CODES = {"0180 1280 1480", "1230 1231 1233 1256"}  # in a row, codes of municipalities look like a telephone number


@pytest.mark.parametrize("contact", [*contacts.MAIL, *contacts.TELEPHONE, *contacts.IDENTITY])
def test_what_a_second_reader_took_for_a_contact_detail_is_taken_out_or_in_doubt(contact: str) -> None:
    text = without_doubtful(redact(f"Anna Ek (S), KSO, {contact}."))
    assert REDACTED in text or DOUBTFUL in text
    assert len(re.findall(r"\d", text)) <= 2
    assert "lund" not in text


@pytest.mark.parametrize("harmless", sorted(set(contacts.HARMLESS) - CODES))
def test_what_a_second_reader_took_for_harmless_stays(harmless: str) -> None:
    assert without_doubtful(redact(harmless)) == harmless
