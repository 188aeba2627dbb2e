"""Contact details are taken out of a text, and nothing else is."""

from pathlib import Path

import pytest

from pipeline.redact import REDACTED, redact

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
