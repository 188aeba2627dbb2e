"""However a contact detail is printed it goes, and whatever else is printed stays."""

import datetime as dt
import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.redact import REDACTED, redact

LETTERS = "abcdefghijklmnopqrstuvwxyzåäöéABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ"
NAMES = st.lists(st.text(LETTERS, min_size=1, max_size=10), min_size=1, max_size=4).map(" ".join)
AROUND = st.lists(st.text(LETTERS + " ,.()–&", max_size=20) | st.integers(1000, 9999).map(str), max_size=3).map(
    " ".join
)
GAPS = st.sampled_from(["", " ", "-", " - ", "\u00a0", "\u2011", "/", "."])


@st.composite
def telephones(draw: st.DrawFn) -> str:
    area = draw(st.sampled_from(["040", "046", "0413", "0708", "070", "+46 40", "+46 (0)40", "0046 40", "(040)"]))
    subscriber = draw(st.text("0123456789", min_size=5, max_size=8))
    return area + draw(GAPS) + "".join(digit + draw(GAPS) for digit in subscriber[:-1]) + subscriber[-1]


@given(AROUND, telephones(), AROUND)
def test_no_digits_of_a_telephone_number_are_left(before: str, telephone: str, after: str) -> None:
    cleaned = redact(f"{before}, {telephone}, {after}")
    assert REDACTED in cleaned
    left = re.sub(r"\b\d{4}\b", "", cleaned.replace(REDACTED, ""))
    assert not re.search(r"\d{2}", left)


@given(NAMES, st.emails(), NAMES)
def test_no_e_mail_address_is_left(before: str, address: str, after: str) -> None:
    cleaned = redact(f"{before}, {address} {after}")
    assert "@" not in cleaned
    assert cleaned.startswith(before.rsplit(" ", 1)[0])
    assert cleaned.endswith(after)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31)), st.integers(0, 9999), st.sampled_from(["", "-", "+", " "]))
def test_no_identity_number_is_left(born: dt.date, last: int, sign: str) -> None:
    for form in ("%y%m%d", "%Y%m%d"):
        assert redact(f"Lund {born.strftime(form)}{sign}{last:04d} (M)") == f"Lund {REDACTED} (M)"


@given(NAMES, st.integers(1800, 2199), st.integers(1800, 2199))
def test_names_and_years_stay(name: str, year: int, other: int) -> None:
    for text in (
        name,
        f"{name} (M), {year}",
        f"{year}\u2013{other}",
        f"{year}/{other} {name}",
        f"{name} {year} {other}",
    ):
        assert redact(text) == text


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_dates_stay(day: dt.date) -> None:
    assert redact(f"Möte {day.isoformat()}") == f"Möte {day.isoformat()}"


@given(st.text(max_size=200))
def test_once_is_enough(text: str) -> None:
    assert redact(redact(text)) == redact(text)
