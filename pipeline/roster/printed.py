"""The lines of a page before they are read: columns of spaces made cells of a table, contact details taken out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.model import Cell, Line
from pipeline.roster.forms import redacted
from pipeline.roster.table import usual_column

FEWEST = 2  # columns, and rows below their headings
_FIELD = re.compile(r"\S+(?: \S+)*")


def prepared(lines: Iterable[Line]) -> list[Line]:
    """The lines as they are read."""
    return list(redacted(list(_in_columns(list(lines)))))


def as_printed(line: Line) -> str:
    """The text of a line with the wide gaps that it is printed with."""
    return re.sub(r"\s{2,}", "  ", line.verbatim) if line.text == " ".join(line.verbatim.split()) else line.text


def _in_columns(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines whose columns are made of spaces as cells, where headings of columns stand above and all begin below one.

    Anything less may be two people who happen to stand beside each other.
    """
    place = 0
    while place < len(lines):
        rows = _rows(lines[place:])
        if len(rows) <= FEWEST:
            yield lines[place]
            place += 1
            continue
        starts = list(rows[0])
        for number, (line, fields) in enumerate(zip(lines[place:], rows, strict=False)):
            for start, text in fields.items():
                cell = Cell(lines[place].number, number, starts.index(start))
                yield replace(line, text=text, verbatim=text, cell=cell)
        place += len(rows)


def _rows(lines: Sequence[Line]) -> list[dict[int, str]]:
    """The fields of headings that stand on the first line, and of the rows below, by where they begin; else none."""
    head = _fields(lines[0])
    if len(head) < FEWEST or not all(map(usual_column, head.values())):
        return []
    rows = [head]
    for line in lines[1:]:
        fields = _fields(line)
        if len(fields) < FEWEST or not fields.keys() <= head.keys():
            break
        rows.append(fields)
    return rows


def _fields(line: Line) -> dict[int, str]:
    return {} if line.cell else {found.start(): found[0] for found in _FIELD.finditer(line.verbatim)}
