"""Telephone numbers among the digits of a reading: with an area code, with a word before them, or only looking so."""

import re
from collections.abc import Sequence

from pipeline.redact.digits import Group, Run, is_worded, is_year, run_from, up_to_another
from pipeline.redact.reading import Span

SHORTEST = 7  # digits of a number with its area code: 040-12 34
SHORTEST_OF_A_HOUSE = 5  # without it
LONGEST_NATIONAL = 12  # two more than there are, as some print an extension

_PLUS = re.compile(r"\(?(?:\+|\bplus) ?\(?\Z", re.IGNORECASE)
_DECIMAL = re.compile(r"\d[.,]\Z")
_PUBLIC = frozenset("112 1177 11313 11414".split())  # everybody's numbers, nobody's

# What is said before a number: "tel. 34 10 00", "nås på mobil nr 12 34 56"; before one of a house: "anknytning 123".
_WORDS = (
    r"mobiltelefon|telefon|telefax|tele|tel|tfn|tlf|tln|phone|mobile|mobil|mob|cell|v[aä]xeln?|vx|direkt|fax|sms:a|sms"
    r"|ringer|ringa|ring|jour|whatsapp|signal|swish|slå|n[aå]s|kontakt|lur"
)
_LINKING = (
    r"nummer|nr|no|på|är|till|mig|oss|via|direkt|arb|arbete|arbetet|jobb|hem|bostad|privat|dagtid|kväll|kontor"
    r"|reception|v[aä]xel|vx|mobil|sms|fax|tel|telefon"
)
_INTERNAL = r"anknytnings?|ankn|ank|ext|kort(?=n)|intern(?=n|t)(?:telefon)?"
_LABEL = re.compile(
    rf"(?:(?<![^\W_])(?:(?P<internal>{_INTERNAL})|[^\W\d_]{{0,10}}telefon|{_WORDS})(?:nummer|nummret|numret|nr|en|et)?|(?<!\w)[tmf](?=:)|☎)"
    rf"[ \n.:;,(/=#+-]{{0,4}}(?:(?:{_LINKING})\b[ .:;()/-]{{0,3}}){{0,3}}(?:(?:[^\W\d_]+ ){{1,2}}på )?\Z",
    re.IGNORECASE,
)
LONGEST_LABEL = 48

# Codes of municipalities, in a list; a reference: "dnr 0123/2023".
_CODES = re.compile(r"4( 4){2,}")
_REFERENCE = re.compile(r"(?:d(?:iarie)?nr|diarienummer|ärende|ks|kf|kn|sfs|prop|sou|ds)\.?:?[ -]?\Z", re.IGNORECASE)
_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])([-./ ])(?:0?[1-9]|1[0-2])(?:\1| )(?:19|20)\d\d")
_SHORT_DAY = re.compile(
    r"(?:0[1-9]|[12]\d|3[01])([-./])(?:0[1-9]|1[0-2])\1\d\d|\d\d([-./])(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12]\d|3[01])"
)

_FRACTION = re.compile(r"0[.,]\d+")

# How numbers without an area code, or with one that lost its 0 or its +, are printed.
_LOOKS_SO = frozenset(
    "2 2 2|3 2 2|2 3 2|2 3 2 2|2 2 2 2|2 2 3 2 2|2 2 2 2 2|3 3 2 2|3 3 2|3 2 3|3 6|3 7|2 7|3 3 4|1 3 3 4".split("|")
)
_HYPHENED = frozenset({"3 4"})
_BARE = re.compile(r"(?:460?)?7[02369]\d{7}|460?[1-9]\d{7,8}")
_LABEL_AFTER = re.compile(r" ?[(,]? ?(?:tel|telefon|tfn|mobil|vx|v[aä]xel|fax)\b", re.IGNORECASE)


def telephone_number(reading: str, groups: Sequence[Group], place: int, *, is_of_day: bool = False) -> Span | None:
    """The telephone number that begins with a group of digits; null where none does.

    Digits of a whole day begin one only behind a word that says so: in "2023-01-01 2026-12-31", 01-01 2026 is none.
    """
    for judge in (_labelled,) if is_of_day else (_labelled, _international, _national, _unannounced):
        found = judge(reading, groups, place)
        if found:
            return found
    return None


def _labelled(reading: str, groups: Sequence[Group], place: int) -> Span | None:
    """A number behind a word that announces one."""
    start = groups[place].start
    label = _LABEL.search(reading, max(0, start - LONGEST_LABEL), start)
    if label is None:
        return None
    run = up_to_another(run_from(reading, groups, place), SHORTEST_OF_A_HOUSE)
    of_the_house = bool(label["internal"])
    years = all(is_year(group.digits) for group in run.groups) and not of_the_house
    if run.digits in _PUBLIC or years or run.has_unit:
        return None
    if of_the_house or len(run.digits) >= SHORTEST_OF_A_HOUSE:
        return Span(label.start(), run.end, sure=True)
    return Span(label.start(), run.end, sure=False) if re.fullmatch(r"\d{3,}", run.digits) else None


def _international(reading: str, groups: Sequence[Group], place: int) -> Span | None:
    """A number with the code of a country: +46, 0046."""
    group = groups[place]
    plus = _PLUS.search(reading, max(0, group.start - SHORTEST), group.start)
    run = run_from(reading, groups, place)
    if plus is None and (is_worded(reading, group.start) or not _has_exit_code(run)):
        return None
    run = up_to_another(run, SHORTEST + 2)
    if len(run.digits.lstrip("0")) < SHORTEST:
        return None
    return Span(plus.start() if plus else group.start, run.end, sure=not run.is_amount or len(run.digits) > SHORTEST)


def _has_exit_code(run: Run) -> bool:
    return bool(re.match(r"00[1-9]", run.digits)) and run.groups[0].digits.startswith("00") and not run.is_hours


def _national(reading: str, groups: Sequence[Group], place: int) -> Span | None:
    """A number with an area code, which begins with 0 and a digit from 1."""
    group = groups[place]
    if is_worded(reading, group.start) or _DECIMAL.search(reading, max(0, group.start - 2), group.start):
        return None
    run = run_from(reading, groups, place, LONGEST_NATIONAL)
    run = up_to_another(run, SHORTEST)
    if not re.match(r"0[1-9]", run.digits) or len(run.digits) < SHORTEST or (run.is_within_a_word and not run.gaps):
        return None
    verdict = _verdict(run)
    return None if verdict is None else Span(run.start, run.end, verdict)


def _verdict(run: Run) -> bool | None:
    """Whether digits that begin like an area code are a telephone number: surely, perhaps (false), or not (null)."""
    if run.is_hours or _DAY.fullmatch(run.text) or _CODES.fullmatch(run.shape):
        return None
    if run.shape == "4 4":
        reference = _REFERENCE.search(run.reading, max(0, run.start - 16), run.start)
        return None if (reference and is_year(run.groups[1].digits)) or "," in run.gaps[0] else False
    if _FRACTION.fullmatch(run.text):
        return None
    return not (run.shape.startswith("1 ") or run.shape == "2 2 2" or any(":" in gap for gap in run.gaps))


def _follows_a_number(groups: Sequence[Group], place: int) -> bool:
    """Whether only a space parts a group from one before it that is no year: 20 000-25 000."""
    return bool(place and groups[place].gap == " " and not is_year(groups[place - 1].digits))


def _unannounced(reading: str, groups: Sequence[Group], place: int) -> Span | None:
    """Digits grouped as telephone numbers are, without area code: a person must look."""
    group = groups[place]
    if _follows_a_number(groups, place):
        return None
    if is_worded(reading, group.start) or re.search(r"[\d\w][-/.,]\Z", reading[max(0, group.start - 2) : group.start]):
        return None
    run = up_to_another(run_from(reading, groups, place), SHORTEST_OF_A_HOUSE)
    goes_on = re.match(r"[^\W_]|[°%'\"]|[-/:.,]\d", reading[run.end : run.end + 2])
    if goes_on or run.has_unit or run.is_amount or run.is_hours or any(":" in gap or ", " in gap for gap in run.gaps):
        return None
    looks_so = run.shape in _LOOKS_SO or (run.shape in _HYPHENED and run.gaps[0].strip() == "-")
    bare = _BARE.fullmatch(run.digits) and run.shape not in {"6 4", "8 4"}
    told = len(run.digits) >= SHORTEST_OF_A_HOUSE and _LABEL_AFTER.match(reading, run.end)
    if not (looks_so or bare or told) or _SHORT_DAY.fullmatch(run.text):
        return None
    return Span(run.start, run.end, sure=False)
