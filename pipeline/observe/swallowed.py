"""Records that a stray quote made cells of another record.

A quote that opens a cell and is closed rows later by another one, or never, makes one cell of all between. Cells of
several lines are legal (addresses, poems, code). So a cell is told only where each line within it would be a record of
this table: as many delimiters, none of them followed by a space as in prose, and cells that the columns there may have.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.observe.profile import Profile

_ODD_ROWS = 0.1  # of the swallowed rows may be odd themselves, where there are many
_NARROW = 2  # columns
_SOME_ROWS = 3
_MANY_DELIMITERS = 8  # in their places, where no column says what it may hold


@dataclass(frozen=True)
class Record:
    """One record as csv reads it."""

    line: int
    """Where it begins, from 1."""
    lines: int
    """How many it takes."""
    cells: Sequence[str]
    closed: bool = True
    """False where the file ends within a quoted cell of it."""


def swallowing_cell(record: Record, profile: Profile, delimiter: str) -> int | None:
    """The place of the cell that swallowed rows, in a record of several lines; null where none did for certain."""
    for place, cell in enumerate(record.cells):
        lines = cell.splitlines()
        if len(lines) > 1 and _are_rows(lines, place, record.cells, profile, delimiter):
            return place
    return None


def _are_rows(lines: list[str], place: int, cells: Sequence[str], profile: Profile, delimiter: str) -> bool:
    """Whether the lines of a cell are the end of a row, whole rows, and the beginning of one."""
    if not profile.spaced and any(f"{delimiter} " in line for line in lines):
        return False
    first, *between, last = (line.split(delimiter) for line in lines)
    width = profile.width
    is_ragged = len(cells) != width  # as where a swallowed row has quotes of its own
    is_exact = len(last) + len(cells[place + 1 :]) == width
    if place + len(first) != width or not (is_ragged or is_exact):
        return False
    whole = [row for row in between if len(row) == width]
    # The cell that the quote opened, and the one that closed it, are themselves no proof.
    rows = [[""] * (place + 1) + first[1:], *whole, last[:-1]]
    agreements = [profile.agreement(row) for row in rows]
    odd = len(between) - len(whole) + agreements.count(None)
    if odd > _ODD_ROWS * len(lines):
        return False
    if is_ragged and is_exact and width > _NARROW:  # no row as it is, and rows if it is cut
        return True
    return _is_proof(whole, sum(agreement or 0 for agreement in agreements), width)


def _is_proof(whole: Sequence[Sequence[str]], agreed: int, width: int) -> bool:
    """Whether so many whole rows, and cells that agree with their columns, are no chance."""
    if agreed:  # a column of decimals with commas may look like a table of two columns
        return width > _NARROW or (len(whole) >= _SOME_ROWS and agreed >= _SOME_ROWS)
    return width > 1 and len(whole) * (width - 1) >= _MANY_DELIMITERS and all(cell for row in whole for cell in row)
