"""What the columns of a table hold, as its first records show: whether a text would itself be a row of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

_NUMERIC = re.compile(r"\s*[-+]?[$€£]?\d[\d\s.,:/TZ+%-]*\s*")
_ENOUGH = 3  # filled cells: below, nothing is said of a column
_HARDLY_ANY = 0.02
_FEW, _MANY = 12, 40  # distinct texts among so many cells: a list of codes


@dataclass(frozen=True)
class Column:
    """What all filled cells of a column have in common."""

    numeric: bool = False
    """Numbers, dates or times."""
    codes: frozenset[str] = frozenset()
    """All texts that it has, where they are few; empty where they are many."""

    @property
    def says_something(self) -> bool:
        """Whether a cell can be told not to belong here."""
        return self.numeric or bool(self.codes)

    def fits(self, cell: str) -> bool:
        """Whether a filled cell may belong here."""
        if self.numeric:
            return bool(_NUMERIC.fullmatch(cell))
        return not self.codes or cell in self.codes


@dataclass(frozen=True)
class Profile:
    """What the records of a table have in common; found out when it is asked for, as hardly any file needs it."""

    rows: Sequence[Sequence[str]] = field(repr=False)
    """Some of its records, each on one line."""
    width: int
    """The number of cells of a record."""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What is common to each column."""
        return tuple(_column([row[index] for row in self.rows if row[index]]) for index in range(self.width))

    @cached_property
    def spaced(self) -> bool:
        """Whether cells begin with a space, as what follows a comma does in prose."""
        return any(cell.startswith(" ") for row in self.rows for cell in row[1:])

    @cached_property
    def usually_full(self) -> bool:
        """Whether hardly any cell is empty."""
        cells = [cell for row in self.rows for cell in row]
        return bool(cells) and cells.count("") <= len(cells) * _HARDLY_ANY

    def without(self, rows: Sequence[Sequence[str]]) -> Self:
        """The same of all other rows."""
        return replace(self, rows=[row for row in self.rows if not any(row is other for other in rows)])

    def agreement(self, row: Sequence[str]) -> int | None:
        """How many cells of a row are such as only this column has; null where one cannot belong to its column."""
        pairs = [(column, cell) for column, cell in zip(self.columns, row, strict=False) if cell]
        if not all(column.fits(cell) for column, cell in pairs):
            return None
        return sum(column.says_something for column, _ in pairs)


def profile_of(records: Sequence[Sequence[str]], width: int) -> Profile:
    """The profile of a table of this width, from records that are each on one line."""
    return Profile([record for record in records if len(record) == width], width)


def _column(cells: Sequence[str]) -> Column:
    if len(cells) < _ENOUGH:
        return Column()
    if all(_NUMERIC.fullmatch(cell) for cell in cells):
        return Column(numeric=True)
    distinct = frozenset(cells)
    return Column(codes=distinct if len(cells) >= _MANY and len(distinct) <= _FEW else frozenset())
