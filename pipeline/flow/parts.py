"""Tables above the size that their package names, cut into parts by their keys: each part has files of its own.

The cuts are the least keys of the parts of the version before. So a row that comes, goes or changes touches one part,
and all others stay, file by file. A part that has grown to more than twice the size is cut again, and a small one is
put to the one before it. All of that follows from the rows and the version before: it is the same on every machine.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate, pairwise
from typing import Any

import pyarrow as pa

from pipeline.model import PackageSpec, Part, Table, Tables
from pipeline.write.delimited import text_sha256

Key = tuple[tuple[bool, Any], ...]
"""The key of a row, as keys are compared: null comes last, as in the order of the rows."""
DIGITS = 4  # of the number in the name of a part


def in_parts(package: PackageSpec, tables: Tables, before: Tables | None) -> Tables:
    """The tables, those that are to be in parts with them.

    A table is in parts where it has more rows than the package wants in a file; and where it was before, so that its
    addresses do not change to and fro.

    Args:
        package: what is published.
        tables: in the order of their keys.
        before: those of the version that stands; null where none does.
    """
    size = package.rows_per_file
    if size is None:
        return tables
    return {name: _parted(table, size, before.get(name) if before else None) for name, table in tables.items()}


def _parted(table: Table, size: int, before: Table | None) -> Table:
    known = [part for part in before.parts if part.rows] if before and _has_same_key(table, before) else []
    rows, starts = _found(table, [_least_key(part.table) for part in known[1:]])
    if not (before and before.parts) and sum(rows) <= size:
        return replace(table, parts=())
    offsets = list(accumulate(rows, initial=0))
    bounds = pairwise([0, *starts, sum(rows)])
    counts = [(part.name, stop - start) for part, (start, stop) in zip(known, bounds, strict=False)]
    wanted = recut(counts, size) if known else _cut(f"{table.spec.name}-", "", None, sum(rows), size)
    published = {part.identity: part.published for part in known}
    parts, start = [], 0
    for name, count in wanted:
        some = Table(table.spec, partial(_between, table, offsets, start, start + count))
        sha256 = text_sha256(some)
        parts.append(Part(name, some, count, sha256, published.get((name, sha256), {})))
        start += count
    return replace(table, parts=tuple(parts))


def recut(parts: Sequence[tuple[str, int]], size: int) -> list[tuple[str, int]]:
    """Name and number of rows of each part from now on, in order.

    Args:
        parts: the same of each part as it was cut, with the rows that are in it now.
        size: how many rows a part is to have, about: at first and where it is cut again, no more.
    """
    kept: list[tuple[str, int]] = []
    for name, rows in [part for part in parts if part[1]] or parts[:1]:
        if kept and _are_small(kept[-1][1], rows, size):
            kept[-1] = (kept[-1][0], kept[-1][1] + rows)
        else:
            kept.append((name, rows))
    following = [name for name, _ in kept[1:]]
    found = []
    for (name, rows), after in zip(kept, [*following, None], strict=True):
        if rows <= 2 * size:
            found.append((name, rows))
            continue
        stem, number = name.rsplit("-", 1)
        new = _cut(f"{stem}-", number, after.rsplit("-", 1)[1] if after else None, rows, size)
        found += [(name, new[0][1]), *new[1:]]
    return found


def _are_small(rows: int, following: int, size: int) -> bool:
    """Whether two parts are better one: one of them is less than a quarter of a file, and both fit into one."""
    return 4 * min(rows, following) < size and rows + following <= size


def _cut(stem: str, number: str, after: str | None, rows: int, size: int) -> list[tuple[str, int]]:
    """As few parts of equal size as do; the first has the number given, if any, the others those up to `after`."""
    count = max(1, -(-rows // size))
    bounds = [rows * n // count for n in range(count + 1)]
    first = number or "1".zfill(max(DIGITS, len(str(count))))
    names = [first, *_numbers(first, after, count - 1)]
    return [(stem + name, stop - start) for name, (start, stop) in zip(names, pairwise(bounds), strict=True)]


def _numbers(low: str, high: str | None, count: int) -> list[str]:
    """So many numbers between two, as digits behind a decimal point: such names stand in their order in any list.

    Behind the last part (`high` is null) they count on.
    """
    width = max(len(low), len(high or ""))
    least = int(low.ljust(width, "0"))
    most = int(high.ljust(width, "0")) if high else 10**width
    if high is None and least + count < most:
        return [str(least + n).zfill(width) for n in range(1, count + 1)]
    while most - least <= count:
        least, most, width = least * 10, most * 10, width + 1
    step = (most - least) // (count + 1)
    return [str(least + n * step).zfill(width) for n in range(1, count + 1)]


def _has_same_key(table: Table, before: Table) -> bool:
    names = table.spec.primary_key
    if before.spec.primary_key != names:
        return False
    return all(table.spec.field(name).type == before.spec.field(name).type for name in names)


def _least_key(table: Table) -> Key:
    """The key of the first row, of which there is one."""
    return _key(next(batch for batch in table.batches() if batch.num_rows), table.spec.primary_key, 0)


def _key(batch: pa.RecordBatch, names: Sequence[str], row: int) -> Key:
    values = (batch.column(name)[row].as_py() for name in names)
    return tuple((value is None, value) for value in values)


def _found(table: Table, cuts: Sequence[Key]) -> tuple[list[int], list[int]]:
    """The number of rows of each batch of a table, and of the rows before each cut."""
    names, rows, starts = table.spec.primary_key, list[int](), list[int]()
    waiting, before = list(cuts), 0
    for batch in table.batches():
        count = batch.num_rows
        while waiting and count and _key(batch, names, count - 1) >= waiting[0]:
            cut = waiting.pop(0)
            starts.append(before + bisect_left(range(count), cut, key=partial(_key, batch, names)))
        before += count
        rows.append(count)
    return rows, [*starts, *(before for _ in waiting)]


def _between(table: Table, offsets: Sequence[int], start: int, stop: int) -> Iterator[pa.RecordBatch]:
    """The rows of a table from one number up to another; `offsets` are the rows before each of its batches."""
    first = bisect_right(offsets, start) - 1
    batches = table.skip(first) if table.skip else table.batches()
    at = offsets[first] if table.skip else 0
    for batch in batches:
        if at >= stop:
            return
        if at + batch.num_rows > start:
            yield batch.slice(max(start - at, 0), min(stop, at + batch.num_rows) - max(start, at))
        at += batch.num_rows
