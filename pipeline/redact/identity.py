"""Swedish identity and coordination numbers among the digits of a reading.

Ten or twelve digits are one if they begin with a day that there can be (sixty more for a coordination number). The
"month" of an organisation number is 20 or more, so those are left alone. The check digit is not asked for: a number
with a slip in it is still somebody's.
"""

import re
from collections.abc import Sequence

from pipeline.redact.digits import Group, Run, is_worded, is_year, run_from
from pipeline.redact.reading import Span

_BIRTHDAY = re.compile(r"(?:1[89]|20)?\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])")
# The last four signs where they are hidden, or those that are lent: 850101-XXXX, 850101-T123.
_OTHER_TAIL = re.compile(
    r"(?: ?[-+/.] ?| )(?=\d{0,2}[xX*#_?])[\dxX*#_?]{3,4}(?!\w)"
    r"| ?[-+/] ?(?:[nN]{4}|\.{4})(?!\w)|[-+/.]?[A-Z](?:[A-Z]\d{2}|\d{3})(?!\w)"
)
_APART = re.compile(r"(?<!\.)[.:;] |\n\n")
_DAY_GOES_ON = re.compile(r"[-:.]\d{1,2}(?!\d)")

_OF_A_DAY = frozenset({6, 8})
_OF_A_NUMBER = frozenset({10, 12})

# How the day and the four signs are grouped where there is no doubt; all else with these digits may be one.
_WHOLE = frozenset({"10", "12", "6 4", "8 4", "6 2 2", "8 2 2", "2 6 4"})
_DAY_IN_PARTS = frozenset({"4 2 2 4", "2 2 2 4", "4 4 4", "2 2 2 2 4"})


def identity_number(reading: str, groups: Sequence[Group], place: int) -> Span | None:
    """The identity number that begins with a group of digits; null where none does."""
    if is_worded(reading, groups[place].start):
        return None
    run = run_from(reading, groups, place, most=12)
    for count in range(1, len(run.groups) + 1):
        part = run.first(count)
        tail = _OTHER_TAIL.match(reading, part.end)
        if tail and len(part.digits) in _OF_A_DAY and _BIRTHDAY.fullmatch(part.digits):
            return Span(part.start, tail.end(), sure=True)
        if len(part.digits) in _OF_A_NUMBER and not part.is_within_a_word and not _DAY_GOES_ON.match(reading, part.end):
            verdict = _verdict(part)
            if verdict is not None:
                return Span(part.start, part.end, verdict)
    return None


def _verdict(run: Run) -> bool | None:
    """Whether ten or twelve digits are an identity number: surely, perhaps (false), or not (null)."""
    day = run.digits[:-4]
    digit_by_digit = set(run.shape) == {"1", " "}
    listed = any(", " in gap for gap in run.gaps) and not digit_by_digit
    if run.is_amount or run.has_unit or any(_APART.search(gap) for gap in run.gaps):
        return None
    if not _BIRTHDAY.fullmatch(day):
        return False if _is_formed_like_one(run) else None
    if listed:  # 850101, 1234; but not a day and a year, nor three numbers
        return None if is_year(run.groups[-1].digits) or run.shape not in _WHOLE | _DAY_IN_PARTS else False
    if run.shape in _WHOLE:
        return True
    if run.shape in _DAY_IN_PARTS:  # 1985-01-01-1234 is one; 2022-10-15 1200 may be a day and an hour
        *within, last = run.gaps
        return len(set(within)) == 1 and bool(last.strip())
    return None if run.gaps[-1].strip() == ":" else False  # an hour: 2026-11-23 06:32


def _is_formed_like_one(run: Run) -> bool:
    """Whether it has the form of one, on a day that there is not; organisation numbers have 2 to 9 there."""
    return run.shape in {"6 4", "8 4"} and run.gaps[0].strip() in {"-", "+"} and run.digits[-8] in "01"
