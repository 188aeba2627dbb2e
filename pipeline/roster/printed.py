"""The lines of a page before they are read: columns of spaces made cells of a table, contact details taken out."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.model import Cell, Line
from pipeline.roster.forms import redacted
from pipeline.roster.prose import TWO_CAPITALS
from pipeline.roster.table import usual_column
from pipeline.roster.words import COLUMN_OF_WORD

FEWEST = 2  # columns, and rows below their headings
LABELLED = {"party", "role", "municipality", "term"}
_CREDIT = re.compile(r"(?<=\S)[.,]?\s+\(?(?:foto(?:graf)?|bild|photo): [^():]+\)?$", re.IGNORECASE)
"""Who took the picture: "Anna Ek (S), ordförande. Foto: Bo Al"."""
_FIELD = re.compile(r"\S+(?: \S+)*")


def prepared(lines: Iterable[Line]) -> list[Line]:
    """The lines as they are read."""
    plain = [_without_credit(line) for line in _in_columns(list(lines))]
    return list(_with_labels(list(redacted(plain))))


def _without_credit(line: Line) -> Line:
    return replace(line, text=_CREDIT.sub("", line.text), verbatim=_CREDIT.sub("", line.verbatim))


def _with_labels(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines with labels that stand on lines of their own, on each of several cards, before what they tell of."""
    label_of = {line.number: line.text.strip(" :") for line in lines if _labels(line)}
    seen = Counter(label_of.values())
    below = [(line, after) for line, after in pairwise(lines) if seen[label_of.get(line.number, "")] > 1]
    values = {after.number: label_of[line.number] for line, after in below if _may_be_value(after)}
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        if label := values.get(line.number):
            yield replace(line, text=f"{label}: {line.text}", verbatim=f"{label}: {line.verbatim}")
        elif after is None or after.number not in values:
            yield line


def _labels(line: Line) -> bool:
    return not line.cell and COLUMN_OF_WORD.get(line.text.strip(" :").casefold()) in LABELLED


def _may_be_value(line: Line) -> bool:
    """Whether a line below a label may be what it tells of: names and headings are not."""
    return not (line.cell or line.is_heading or _labels(line) or "(" in line.text or TWO_CAPITALS.search(line.text))


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
