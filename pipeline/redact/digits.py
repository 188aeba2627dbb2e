"""The digits of a reading: groups that stand together, and runs of groups that could be one number."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

_DIGITS = re.compile(r"\d+")
_GAP = re.compile(r"(?:[^\w§°%€$]|_){0,6}")  # what people print between two digits of one number
_NEW_MATTER = re.compile(r"[,;] |\n\n|\) ?\(")
_WORDS_AFTER = re.compile(r"[.:)]? ?[^\W\d_]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?P<gap>[ .',])\d{3}(?:(?P=gap)\d{3})*")
_HOURS = re.compile(r"(?:[01]\d|2[0-4])[.:][0-5]\d ?- ?(?:[01]\d|2[0-4])[.:][0-5]\d")
_HOURS_CLOSE = re.compile(r"(?:0[6-9]|1\d)[0-5]0 ?- ?(?:1\d|2[0-3])[0-5]0")
_UNIT = re.compile(
    r" ?(?:kr|kronor|sek|tkr|mkr|msek|miljon\w*|miljard\w*|procent|invånare|personer|anställda|elever|ton|km|m2|kvm|st"
    r"|år|gånger|timmar|platser)\b| ?%",
    re.IGNORECASE,
)
_ISO = r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_DOTTED = r"(?:0?[1-9]|[12]\d|3[01])(?:\.(?:0?[1-9]|1[0-2])\.|-(?:0?[1-9]|1[0-2])-|/(?:0?[1-9]|1[0-2])/)(?:19|20)\d\d"
_DAYS = re.compile(  # one, or from one to another; with four digits after it, 1985-01-01-1234 is somebody's number
    rf"(?<!\d)(?<!\d[./-])(?:{_ISO}(?: ?- ?{_ISO})?|{_DOTTED}(?: ?- ?{_DOTTED})?)(?! ?[-+/] ?\d|\d)"
)
_AREA_CODE = re.compile(r"0[1-9](?:[ ()/.-]{0,3}\d){5}")
_STUCK_TO = re.compile(r"(?:[^\W_]+|(?<!\w)[a-z]-)\Z")
_A_WORD = re.compile(r"(?=.*[^a-fA-F])[^\W\d_]{2,}")  # letters alone, and not only those of hexadecimal numbers
LONGEST_NUMBER = 15  # digits, of any telephone number in the world (E.164)


@dataclass(frozen=True)
class Group:
    """Digits that stand together."""

    digits: str
    start: int
    end: int
    gap: str | None
    """What stands between these and those before; null where it is more than one number has between its digits."""


@dataclass(frozen=True)
class Run:
    """Groups that could be one number."""

    reading: str
    groups: tuple[Group, ...]

    @cached_property
    def digits(self) -> str:
        """All of them."""
        return "".join(group.digits for group in self.groups)

    @cached_property
    def shape(self) -> str:
        """How they are grouped: "6 4" for 850101-1234."""
        return " ".join(str(len(group.digits)) for group in self.groups)

    @cached_property
    def gaps(self) -> tuple[str, ...]:
        """What stands between its groups."""
        return tuple(group.gap or "" for group in self.groups[1:])

    @property
    def start(self) -> int:
        """Where it begins in the reading."""
        return self.groups[0].start

    @property
    def end(self) -> int:
        """Where it ends in the reading."""
        return self.groups[-1].end

    @property
    def text(self) -> str:
        """The run as it is read."""
        return self.reading[self.start : self.end]

    @property
    def is_amount(self) -> bool:
        """Whether it is grouped by threes, as amounts are: 1 234 567."""
        return bool(_AMOUNT.fullmatch(self.text))

    @property
    def is_hours(self) -> bool:
        """Whether it is from one hour to another: 08.00-17.00, 0800-1630."""
        return bool(_HOURS.fullmatch(self.text) or _HOURS_CLOSE.fullmatch(self.text))

    @property
    def has_unit(self) -> bool:
        """Whether something is counted: a unit follows."""
        return bool(_UNIT.match(self.reading, self.end))

    @property
    def is_within_a_word(self) -> bool:
        """Whether a letter follows: the digits are those of a code."""
        return self.reading[self.end : self.end + 1].isalpha()

    def first(self, count: int) -> "Run":
        """Its first groups."""
        return Run(self.reading, self.groups[:count])


def digit_groups(reading: str) -> Iterator[Group]:
    """The digits of a reading, in order."""
    end: int | None = None
    for found in _DIGITS.finditer(reading):
        between = None if end is None else reading[end : found.start()]
        gap = between if between is not None and _GAP.fullmatch(between) else None
        yield Group(found[0], found.start(), found.end(), gap)
        end = found.end()


def run_from(reading: str, groups: Sequence[Group], place: int, most: int = LONGEST_NUMBER) -> Run:
    """The groups from one on that could be one number of at most so many digits."""
    run = [groups[place]]
    total = len(run[0].digits)
    for group in groups[place + 1 : place + most]:
        total += len(group.digits)
        if group.gap is None or total > most:
            break
        run.append(group)
    return Run(reading, tuple(run))


def up_to_another(run: Run, least: int) -> Run:
    """A run without what begins anew once there are `least` digits: a line of words, a year, another area code."""
    total = 0
    for count, group in enumerate(run.groups):
        gap = group.gap or ""
        if count and total >= least:
            another = len(group.digits) > 1 and gap.strip("-") and _AREA_CODE.match(run.reading, group.start)
            is_of_line = "\n" in gap and _WORDS_AFTER.match(run.reading, group.end)  # "1:e vice ordförande"
            if _NEW_MATTER.match(gap) or (is_year(group.digits) and " " in gap) or another or is_of_line:
                return run.first(count)
        total += len(group.digits)
    return run


def digits_of_days(reading: str) -> frozenset[int]:
    """The places of all digits that are those of whole days: 2023-01-01, 01.01.2023."""
    return frozenset(place for found in _DAYS.finditer(reading) for place in range(*found.span()))


def is_year(digits: str) -> bool:
    """Whether digits are a year of this century or the last."""
    return bool(_YEAR.fullmatch(digits))


def is_worded(reading: str, start: int) -> bool:
    """Whether digits are those of a code, as in m12, m-0046 or 9a3481b75ff9; a word that they stick to makes none."""
    before = _STUCK_TO.search(reading, max(0, start - 32), start)
    return bool(before and not _A_WORD.fullmatch(before[0]))
