"""A page written anew from the lines that were read, in the structure that their reader saw: cells, headings, elements.

Of the elements around lines, those are written that tell some lines from others.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from pipeline.model import Line


def rebuilt(lines: Mapping[int, Line], shown: Mapping[int, str]) -> Iterator[str]:
    """The mark-up of a page, piece by piece.

    Args:
        lines: by number.
        shown: what each says now, as mark-up, also those that are counted but not read.
    """
    tables, around = _tables(lines), _around(lines)
    inside: list[int] = []
    for table, run in groupby(sorted(shown), key=tables.get):
        numbers = list(run)
        if table:
            yield from ("</div>" for _ in inside)
            inside = []
            yield from _table([lines[number] for number in numbers if number in lines], shown)
            continue
        for number in numbers:
            here = around.get(number, inside)
            while inside and inside[-1] not in here:
                inside.pop()
                yield "</div>"
            for each in here[here.index(inside[-1]) + 1 :] if inside else here:
                inside.append(each)
                yield "<div>"
            tag = "h3" if number in lines and lines[number].is_heading else "p"
            yield f"<{tag}>{shown[number]}</{tag}>"
    yield from ("</div>" for _ in inside)


def _around(lines: Mapping[int, Line]) -> dict[int, list[int]]:
    """The elements around each line that stands in no table, the outermost first: one of those with the same lines."""
    within: dict[int, list[int]] = {}
    for number, line in sorted(lines.items()):
        for each in line.within if not line.cell else ():
            within.setdefault(each, []).append(number)
    outer: dict[tuple[int, ...], int] = {}
    for each, numbers in sorted(within.items()):
        if len(numbers) > 1:
            outer.setdefault(tuple(numbers), each)
    kept = set(outer.values())
    return {number: [each for each in line.within if each in kept] for number, line in lines.items()}


def _tables(lines: Mapping[int, Line]) -> dict[int, int]:
    """The table of each line that stands in one, and of those within it that are counted but not read."""
    found: dict[int, int] = {}
    for (before, line), (number, after) in pairwise(sorted(lines.items())):
        if line.cell and after.cell and line.cell.table == after.cell.table:
            found |= dict.fromkeys(range(before, number + 1), line.cell.table)
    return found | {number: line.cell.table for number, line in lines.items() if line.cell}


def _table(lines: Sequence[Line], shown: Mapping[int, str]) -> Iterator[str]:
    """The lines of a table, each in its cell; cells and rows that say nothing stay empty."""
    cells: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        if line.cell:
            cells.setdefault((line.cell.row, line.cell.column), []).append(line)
    yield "<table>"
    for row in range(max(row for row, _ in cells) + 1):
        yield "<tr>"
        for column in range(max((place for at, place in cells if at == row), default=-1) + 1):
            here = cells.get((row, column), [])
            cell = here[0].cell if here else None
            span = f' rowspan="{cell.rows}" colspan="{cell.columns}"' if cell else ""
            yield f"<td{span}>{'<br>'.join(shown[line.number] for line in here)}</td>"
        yield "</tr>"
    yield "</table>"
