"""Most rows of a large table are what they were, and stand where they stood: those need no join.

A pair of rows with the same key and the same values is no difference, wherever it stands. So a stretch of both tables
whose keys are equal, row by row, is reduced to the rows whose values differ. What rows that came or went have shifted
is left to the join.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.model import Table
from pipeline.spool import spooling

Stretch = tuple[pa.RecordBatch | None, pa.RecordBatch | None]
"""As many rows of one table as of the other; at the end, rows of the longer one alone."""


def without_unchanged(before: Table, after: Table, names: Sequence[str], folder: Path) -> tuple[Table, Table]:
    """Both tables without most of the rows that did not change.

    Args:
        before: one version.
        after: the other, with the same primary key; the types of the key and of `names` are the same in both.
        names: the columns that are compared.
        folder: keeps what is left of the tables, and must outlive them.
    """
    key = after.spec.primary_key
    with (
        spooling(before.spec, folder / "before.arrow") as (keep_before, left_of_before),
        spooling(after.spec, folder / "after.arrow") as (keep_after, left_of_after),
    ):
        for stretch in _side_by_side(before.batches(), after.batches()):
            earlier, later = _differing(*stretch, key, names)
            if earlier is not None:
                keep_before(earlier)
            if later is not None:
                keep_after(later)
    return left_of_before, left_of_after


def _side_by_side(before: Iterator[pa.RecordBatch], after: Iterator[pa.RecordBatch]) -> Iterator[Stretch]:
    earlier, later = next(before, None), next(after, None)
    while earlier is not None and later is not None:
        rows = min(earlier.num_rows, later.num_rows)
        yield earlier.slice(0, rows), later.slice(0, rows)
        earlier = earlier.slice(rows) if rows < earlier.num_rows else next(before, None)
        later = later.slice(rows) if rows < later.num_rows else next(after, None)
    yield earlier, later
    yield from ((batch, None) for batch in before)
    yield from ((None, batch) for batch in after)


def _differing(
    earlier: pa.RecordBatch | None, later: pa.RecordBatch | None, key: Sequence[str], names: Sequence[str]
) -> Stretch:
    if earlier is None or later is None or not all(earlier[name].equals(later[name]) for name in key):
        return earlier, later
    changed = [name for name in names if not earlier[name].equals(later[name])]
    if not changed:
        return None, None
    rows = None
    for name in changed:
        found = _distinct(earlier[name], later[name])
        rows = found if rows is None else pc.or_(rows, found)
    return earlier.filter(rows), later.filter(rows)


def _distinct(before: pa.Array, after: pa.Array) -> pa.Array:
    """Where the values differ; null is a value like any other."""
    both_null = pc.and_(before.is_null(), after.is_null())
    return pc.invert(pc.coalesce(pc.equal(before, after), both_null))
