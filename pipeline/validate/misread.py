"""Cells that a loose format reads as something else than they say: a sign, a point or a part of a date is passed over.

Frictionless takes `(15)` and `15-` for 15 where a field has `bareNumber: false`; `12.34` for 1234 where `groupChar` is
the point; and where a `format` is `any`, it takes from today what a date lacks, and a day for a month.
"""

import contextlib
import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from pipeline.model import Observation
from pipeline.observe.blocks import UNREADABLE
from pipeline.observe.cells import shown
from pipeline.observe.encoding import utf8_blocks
from pipeline.observe.facts import MISREAD, Form, Packing

if TYPE_CHECKING:
    import frictionless

_EXAMPLES = 3  # lines that are told
_NEGATIVE = re.compile(r"[^\d(]*\([^\d)]*\d[^)]*\)\D*|.*\d\s*[-−–]\s*|\D*[−–]\s*\d.*")
"""As accountants write one. `15:-` and `15,-` are none."""
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_DAY_OR_MONTH = re.compile(r"\s*(\d{1,2})[/.\s-](\d{1,2})[/.\s-]\d{2,4}\b")
_DATES, _NUMBERS = {"date", "datetime"}, {"integer", "number"}
_MONTHS = 12

Doubt = Callable[[str, object], bool]
"""Whether a cell, which was read as this value, says something else."""


def misread(packing: Packing, encoding: str, form: Form, schema: "frictionless.Schema") -> Iterator[Observation]:
    """The cells of a file that are misread, as one observation; nothing where no field of its schema is loose.

    Args:
        packing: where the bytes are.
        encoding: of the text.
        form: how it is cut into cells.
        schema: of the table, each field in its place.
    """
    doubts = [(place, field, doubt) for place, field in enumerate(schema.fields) if (doubt := _doubt(field))]
    if not doubts or not form.is_plain:
        return
    found: list[tuple[int, str, str, object]] = []
    count = 0
    rows = csv.reader(_lines(packing, encoding), delimiter=form.delimiter)
    with contextlib.suppress(csv.Error, *UNREADABLE):  # frictionless says so
        for row in rows:  # a header is read as nothing, and so not as something else
            for place, field, doubt in doubts:
                cell = row[place] if place < len(row) else ""
                if cell and cell not in form.missing and doubt(cell, value := field.read_cell(cell)[0]):
                    count += 1
                    found += [(rows.line_num, field.name, cell, value)] if count <= _EXAMPLES else []
    if found:
        line, name, cell, value = found[0]
        lines = tuple(dict.fromkeys(each[0] for each in found))
        yield Observation(MISREAD, line, name, shown(cell), count, lines, {"value": str(value)})


def _lines(packing: Packing, encoding: str) -> Iterator[str]:
    for block in utf8_blocks(packing, encoding):
        yield from io.StringIO(block.content.decode(errors="replace"), newline="")


def _doubt(field: "frictionless.Field") -> Doubt | None:
    """What makes a cell of a field doubtful; null where its format is strict."""
    described = field.to_descriptor()
    if field.type in _DATES and described.get("format") == "any":
        return _is_guessed
    if field.type not in _NUMBERS:
        return None
    group, point = described.get("groupChar"), described.get("decimalChar", ".")
    tests: list[Doubt] = [_loses_sign] if described.get("bareNumber") is False else []
    if group:
        tests.append(_grouped(re.escape(group), re.escape(point)))
    return (lambda cell, value: any(test(cell, value) for test in tests)) if tests else None


def _loses_sign(cell: str, value: object) -> bool:
    return value is not None and value >= 0 and bool(_NEGATIVE.fullmatch(cell))  # type: ignore[operator]


def _grouped(group: str, point: str) -> Doubt:
    """Whether digits are set apart otherwise than in threes, or as in India in twos before the last three."""
    well = re.compile(rf"\D*\d{{1,3}}(?:(?:{group}\d{{3}})+|(?:{group}\d{{2}})*{group}\d{{3}})(?:{point}\d*)?\D*")
    apart = re.compile(rf"\d{group}\d")
    return lambda cell, value: value is not None and bool(apart.search(cell)) and not well.fullmatch(cell)


def _is_guessed(cell: str, value: object) -> bool:
    """Whether a date lacks a part, or its day and its month may change places."""
    if value is None:
        return False
    if (parts := _DAY_OR_MONTH.match(cell)) and parts[1] != parts[2]:
        return max(int(parts[1]), int(parts[2])) <= _MONTHS
    bare = _TIME.sub("", cell)
    numbers, words = re.findall(r"\d+", bare), re.findall(r"[^\W\d_]{3,}", bare)
    return not (len(numbers) + bool(words) >= 3 or any(len(number) >= 8 for number in numbers))  # noqa: PLR2004
