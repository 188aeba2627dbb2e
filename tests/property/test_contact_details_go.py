"""However a contact detail is printed it goes, and whatever else is printed stays."""

import datetime as dt
import re

from hypothesis import assume, example, given
from hypothesis import strategies as st

from pipeline.redact import DOUBTFUL, REDACTED, redact

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
@example("", "0400 0000", "")
def test_no_digits_of_a_telephone_number_are_left(before: str, telephone: str, after: str) -> None:
    cleaned = redact(f"{before}, {telephone}, {after}")
    assert REDACTED in cleaned or DOUBTFUL in cleaned  # in doubt, as 0400 0000 is, a person is asked; it is gone
    left = re.sub(r"\b\d{4}\b", "", cleaned.replace(REDACTED, "").replace(DOUBTFUL, ""))
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


UNSEEN = st.sampled_from(["", "\u200b", "\u00ad", "\u2060", "\ufeff", "\u202e", "\u2066"])
BETWEEN = st.sampled_from(
    ["", " ", "-", " - ", ".", "/", "_", "\u2009", "\u202f", "\u2013", "\u2212", "\u00b7", "*", "|"]
)
SCRIPTS = st.sampled_from(["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"])
SIGNS = st.sampled_from(
    ["@", " @ ", "＠", "(at)", " (at) ", "[at]", " [a] ", "{at}", " snabel-a ", " AT ", " at ", "%40", "&#64;", "ⓐ"]
)
DOTS = st.sampled_from([".", "(dot)", " [dot] ", " dot ", " punkt ", " DOT ", "．", "%2E", "&#46;", " (punkt) "])
ASCII_NAMES = st.text("abcdefghijklmnoprstuvwxyz", min_size=3, max_size=10)


def gone(text: str) -> str:
    return redact(text).replace(REDACTED, "").replace(DOUBTFUL, "")


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31)),
    st.integers(0, 9999),
    BETWEEN,
    UNSEEN,
    SCRIPTS,
    st.sampled_from([0, 60]),
)
def test_no_identity_number_is_left_in_any_script_with_anything_between(
    born: dt.date, last: int, between: str, unseen: str, script: str, added: int
) -> None:
    day = born.day + added
    written = f"{born:%Y%m}{day:02d}{unseen}{between}{unseen}{last:04d}".translate(str.maketrans("0123456789", script))
    assert not re.search(r"\d", gone(f"Lund, {written}, ordförande"))


@given(
    st.sampled_from(["07012", "0413", "046", "+4670", "004670"]),
    st.text("0123456789", min_size=6, max_size=7),
    st.lists(BETWEEN, min_size=14, max_size=14),
    UNSEEN,
    SCRIPTS,
)
def test_no_telephone_number_is_left_in_any_script_with_anything_between(
    area: str, subscriber: str, between: list[str], unseen: str, script: str
) -> None:
    digits = (area + subscriber).translate(str.maketrans("0123456789", script))
    written = digits[0] + "".join(gap + unseen + digit for gap, digit in zip(between, digits[1:], strict=False))
    assume(not re.fullmatch(r"\d[.·]\d+", written.replace(unseen, "") if unseen else written))  # a fraction: 0.7
    assert len(re.findall(r"\d", gone(f"Lund: {written}"))) <= 2, written


@given(ASCII_NAMES, ASCII_NAMES, ASCII_NAMES, SIGNS, DOTS, UNSEEN)
def test_no_hidden_e_mail_address_is_left(first: str, last: str, host: str, sign: str, dot: str, unseen: str) -> None:
    left = gone(f"Skriv: {first}.{last}{unseen}{sign}{unseen}{host}{dot}se!")
    assert last not in left.removeprefix("Skriv: ")
    assert host not in left.removeprefix("Skriv: ")
