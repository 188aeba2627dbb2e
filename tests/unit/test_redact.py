"""Contact details are taken out of a text, and nothing else is."""

import re
import time
from pathlib import Path

import pytest

from pipeline.redact import DOUBTFUL, REDACTED, redact, redact_lines
from pipeline.redact.reading import Reading, Span
from tests.contacts import HARMLESS, IDENTITY, MAIL, TELEPHONE

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


MAY_STAY = re.compile(r"\b(?:anna|nr|nummer|se|SE|tel|vx|pnr|personnummer|född|e-post|noll|1|XX)\b|\W")


def rest(text: str) -> str:
    return redact(text).replace(REDACTED, "").replace(DOUBTFUL, "")


def test_the_forms_tried_are_many() -> None:
    assert min(len(MAIL), len(TELEPHONE), len(IDENTITY)) >= 80
    assert len(HARMLESS) >= 140


@pytest.mark.parametrize("form", [*MAIL, *TELEPHONE, *IDENTITY])
def test_whatever_a_person_would_read_as_one_is_gone(form: str) -> None:
    assert MAY_STAY.sub("", rest(form)) == "", redact(form)
    sentence = rest(f"Lars Johnson (M), KSO, {form}.")
    assert sentence.startswith("Lars Johnson (M), ")
    assert not re.search(r"\d\d|@|lund", sentence), sentence


@pytest.mark.parametrize(
    "line", ["1:e vice ordförande: Bo Al", "2 ledamöter", "2027: Ekskog", "12 februari", "3. Bo Al"]
)
def test_a_line_of_words_that_begins_with_a_digit_is_no_more_of_a_number_above(line: str) -> None:
    assert redact(f"Anna Ek, tfn 040-34 10 00\n{line}") == f"Anna Ek, {REDACTED}\n{line}"


def test_a_number_beside_two_days_is_gone_and_the_days_stay() -> None:
    assert redact("2023-01-01 2026-12-31 040-34 10 00") == f"2023-01-01 2026-12-31 {REDACTED}"
    assert redact("811218-9876 2023-01-01\n2026-12-31") == f"{REDACTED} 2023-01-01\n2026-12-31"
    assert redact("tel 2023-01-01") == REDACTED


@pytest.mark.parametrize("form", HARMLESS)
def test_what_only_looks_alike_stays(form: str) -> None:
    assert redact(form) == form
    assert redact(f"Mötet: {form}") == f"Mötet: {form}"


@pytest.mark.parametrize(
    "text", ["34 10 00", "850301-1234 eller 1985-03-01 1234", "noll sju noll ett två tre fyra fem"]
)
def test_what_may_be_one_is_told_apart_from_what_is(text: str) -> None:
    assert DOUBTFUL in redact(text)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Skriv till anna.ek@", "lund.se i dag"], [f"Skriv till {DOUBTFUL}", " i dag"]),
        (["Ring 070-123", "45 67 i dag"], [DOUBTFUL, " i dag"]),
        (["850101-", "1234"], [DOUBTFUL, ""]),
        (["År 2023", "10 ledamöter"], ["År 2023", "10 ledamöter"]),
        (["0180", "1280", "1480"], ["0180", "1280", "1480"]),
    ],
)
def test_what_is_broken_across_two_lines_is_read_as_one(lines: list[str], expected: list[str]) -> None:
    assert redact_lines(lines) == expected


@pytest.mark.parametrize(
    "piece",
    ["1 ", "0 70 ", "a", "a@", "a at ", "a . ", "o1", "a.b@c ", "8 5 0 1 0 1 ", "&amp;", "%25", "noll ", "((", "\n"],
)
def test_no_text_takes_more_than_its_length(piece: str) -> None:
    started = time.process_time()
    redact(piece * (20_000 // len(piece)))
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("written", "read", "place"),
    [("åb  c", "åb c", (4, 5)), ("å\u200bb", "åb", (2, 3)), ("&aring;b", "åb", (7, 8)), ("å–b", "å-b", (2, 3))],
)
def test_a_text_is_read_as_it_is_seen_and_each_sign_has_its_place_in_what_was_written(written, read, place):
    reading = Reading(written)
    assert reading.text == read
    assert reading.place(Span(len(read) - 1, len(read), sure=True)) == place
