"""Signs of damage within cells, found in the text of whole lines: one pattern each."""

import csv
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pipeline.observe.blocks import line_ends
from pipeline.observe.facts import Form
from pipeline.observe.mojibake import MOJIBAKE
from pipeline.wording.plain import cut

_ERROR = (
    r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA"
    r"|REFERENS!|SAKNAS!|VÄRDEFEL!|DIVISION/0!|NAMN\?|SKÄRNING!|OGILTIGT!|SPILL!|BERÄKN!)"
)
_SCIENTIFIC = r"\d[.,]\d{1,9}E\+\d\d"
_BEFORE, _AFTER = r"(?:(?<=[,;\t|\"\r\n])|^)", r"(?=[,;\t|\"\r\n]|\Z)"
ERRORS = re.compile((_BEFORE + _ERROR + _AFTER).encode())
"""Errors of spreadsheets as whole cells, in English and in Swedish."""
SCIENTIFIC = re.compile((_BEFORE + _SCIENTIFIC + _AFTER).encode())
"""Numbers as a spreadsheet shows those of twelve digits and more."""

SIGNS = {
    "spreadsheet_error": re.compile(_BEFORE + _ERROR + _AFTER),
    "garbled_text": MOJIBAKE,
    "lost_letter": re.compile("\ufffd"),
    "control_character": re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]"),
    "direction_character": re.compile("[\u202a-\u202e\u2066-\u2069]"),
    "mark_within": re.compile("\ufeff"),
}
"""By code of observation. NEL (U+0085) is a line break to some."""
_LONGEST = 60  # characters of a cell that are shown


@dataclass(frozen=True)
class Place:
    """One place that has a sign."""

    line: int
    """Counted from 1."""
    column: int | None
    """The place of its cell, from 0; null where the line cannot be read alone."""
    sign: str
    """The characters themselves."""
    cell: str


def signs(text: str, missing: Collection[str]) -> Iterator[tuple[str, list[re.Match[str]]]]:
    """The code of each sign in some text, and where it is; texts that stand for no value are none."""
    for code, pattern in SIGNS.items():
        if found := [match for match in pattern.finditer(text) if match[0] not in missing]:
            yield code, found


def place_of(text: str, match: re.Match[str], lines_before: int, form: Form) -> Place:
    """Where something is that was found in the text of whole lines."""
    position = match.start()
    start = max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1
    ends = [end for end in (text.find("\n", position), text.find("\r", position)) if end >= 0]
    line = text[start : min(ends, default=len(text))]
    number = lines_before + 1 + line_ends(text[:start].encode())
    cells = _cells(line, form) if form.is_plain and line.count('"') % 2 == 0 else []
    for column, cell in enumerate(cells):
        if match[0] in cell:
            return Place(number, column, match[0], shown(cell))
    return Place(number, None, match[0], shown(line[max(0, position - start - _LONGEST // 2) :]))


def shown(cell: str) -> str:
    """A cell as far as it is shown."""
    return cut(cell, _LONGEST)


def _cells(line: str, form: Form) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=form.delimiter), [])
    except csv.Error:
        return []
