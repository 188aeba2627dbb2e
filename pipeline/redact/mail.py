"""E-mail addresses in a reading: as they are, and as people hide them from programs.

What stands for a sign, "(at)", "[dot]", "snabel-a", is read as that sign first; then an address is an address.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from pipeline.redact.reading import Span

_ENDINGS = (
    "se|nu|com|org|net|eu|info|dk|no|fi|de|uk|io|biz|name|is|fr|nl|gov|edu|app|dev|me|online|email|cloud|ax|pl|es|it"
)
_OPEN, _CLOSE = r"[(\[{<|\"']{1,3}\s?/?", r"\s?[)\]}>|\"']{1,3}"
_RULE = r"[*_~/=+#:^!-]{1,3}"  # as in "-at-"
_SNABEL = r"(?:snabel(?:[- ]?a(?:et)?)?|at-tecken|at-sign|alfakrull|kanelbulle|elefantöra)"
_DOT = r"(?:dot|punkt|prick)"
_LETTER = "a-zåäöé"
AT, PERHAPS = "\x01", "\x02"  # what is a sign only if a host follows; and what is then still no sure one
_STANDS_FOR = re.compile(
    rf"(?P<at>\s?{_OPEN}(?:at|@|{_SNABEL}){_CLOSE}\s?|\s?(?:{_RULE})?\s?{_SNABEL}\s?(?:{_RULE})?\s?)"
    rf"|(?P<dot>\s?{_OPEN}(?:{_DOT}|\.){_CLOSE}\s?|\s?{_RULE}\s?{_DOT}\s?{_RULE}\s?|\s{_DOT}\s|\s\.\s"
    rf"|\s\.(?=(?:{_ENDINGS})\b)|(?<=[{_LETTER}])(?-i:DOT|PUNKT|PRICK)(?=[{_LETTER}]))"
    rf"|(?P<word>\s?{_OPEN}(?:a|et|ad|ät|æt){_CLOSE}\s?|\s?{_RULE}\s?at\s?{_RULE}\s?|\sat\s"
    rf"|(?<=[{_LETTER}])(?-i:AT)(?=[{_LETTER}]))"
    r"|(?P<vague>\s(?:a|på|hos|vid)\s)",
    re.IGNORECASE,
)
_SIGNS = {"at": "@", "dot": ".", "word": AT, "vague": PERHAPS}

_ATOM = rf"[^\s<>()\[\],;:\"@{AT}{PERHAPS}]"
_LOCAL = rf"(?:mailto:\s?)?(?:\"[^\"]{{1,64}}\"|{_ATOM}{{1,64}})"
_LABEL = r"\w[\w-]{0,62}"
_PART = rf"(?:\.(?:\s(?=(?:{_ENDINGS})\b))?{_LABEL})"
_ADDRESS = re.compile(
    rf"(?P<sure>{_LOCAL}(?:(?:@{{1,3}}\s?|\s@{{1,3}})\[?{_LABEL}{_PART}*|\s@{{1,3}}\s{_LABEL}{_PART}+|{AT}{_LABEL}(?:\.{_LABEL})+))"
    rf"|(?P<vague>(?<![\w+-])[\w+-]{{1,32}}(?:\.[\w+-]{{1,32}}){{1,4}}{PERHAPS}(?:{_LABEL}\.){{1,4}}(?:{_ENDINGS})\b)",
    re.IGNORECASE,
)
# Letter by letter: "a n n a @ l u n d . s e".
_SPACED_OUT = re.compile(r"(?:(?<!\w)\w[ .\-_]{1,3}){3,32}@(?:[ .\-_]{0,3}\w(?!\w)){3,32}")


def mail_addresses(reading: str) -> Iterator[Span]:
    """The parts of a reading that are, or could be, e-mail addresses."""
    plain, signs = _with_signs(reading)
    for found in _ADDRESS.finditer(plain):
        start, end = _place(signs, found.start())[0], _place(signs, found.end() - 1)[1]
        yield Span(start, end, sure=found.lastgroup == "sure")
    for found in _SPACED_OUT.finditer(reading):
        yield Span(*found.span(), sure=True)


def _with_signs(reading: str) -> tuple[str, list[tuple[int, tuple[int, int]]]]:
    """A reading with each sign in place of what stands for it: where each sign is, and what it stands for there."""
    parts, signs = [], []
    position = length = 0
    for found in _STANDS_FOR.finditer(reading):
        length += found.start() - position
        signs.append((length, found.span()))
        parts += [reading[position : found.start()], _SIGNS[found.lastgroup or ""]]
        position, length = found.end(), length + 1
    return "".join([*parts, reading[position:]]), signs


def _place(signs: list[tuple[int, tuple[int, int]]], position: int) -> tuple[int, int]:
    """Where a character of a reading with signs begins and ends in the reading itself."""
    before = bisect_right(signs, position, key=lambda sign: sign[0]) - 1
    if before < 0:
        return position, position + 1
    at, (start, end) = signs[before]
    return (start, end) if at == position else (end + position - at - 1, end + position - at)
