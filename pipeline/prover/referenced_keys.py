"""What foreign keys refer to, as many values as a table has rows, in bounded memory.

The cells lie in the order of the fingerprints of their values; many, in files that are mapped into memory. Equal
fingerprints are not believed: keys are the same if their cells are, or if frictionless reads equal values from them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.machine.threads import side_by_side
from pipeline.prover.buffers import Integers, Mask, booleans, integers, mask, numbers, one_array
from pipeline.prover.fingerprint import combined, fingerprints_of, python_values
from pipeline.prover.layout import Column
from pipeline.spool import BATCH, append, open_database, room_in

IN_MEMORY = 64 << 20  # bytes of keys; of more, those that are not asked for stay on disk
_ALIKE = 32  # fingerprints, one of which is found one by one
_SAMPLE = 1000  # fingerprints by which all are halved
_FINGERPRINT = "fingerprint"
_READ_BY_TEXT = {"any", "date", "datetime", "integer", "number", "string", "time", "year", "yearmonth"}
"""Types whose values depend on nothing but what `Column` knows of a field."""


class ReferencedValues:
    """The values of some columns of a table, row by row: a container of tuples."""

    def __init__(self, columns: Sequence[Column], keys: "SortedKeys") -> None:
        """Look up in what the rows have in `columns`."""
        self._columns = columns
        self._fingerprints = keys.fingerprints
        self._cells = keys.cells
        self._order = keys.order
        self._batches = keys.cells.to_batches()
        self._firsts = np.cumsum([0, *(batch.num_rows for batch in self._batches)])
        self._starts = _starts_of(keys)

    def __contains__(self, values: object) -> bool:
        """Whether a row has these values. Raises a TypeError where one of them cannot be hashed, as a set does."""
        if not isinstance(values, tuple):
            return False
        hash(values)
        found, _ = combined([fingerprints_of([value]) for value in values])
        first, end = (int(np.searchsorted(self._fingerprints, found[0], side)) for side in ("left", "right"))
        candidates = [python_values(column) for column in self._cells_at(np.arange(first, end)).columns]
        return any(self._values(key) == values for key in zip(*candidates, strict=True))

    def _values(self, cells: tuple[Any, ...]) -> tuple[Any, ...]:
        """What frictionless reads from the cells of a key."""
        return tuple(column.read(each)[0] for column, each in zip(self._columns, cells, strict=True))

    def found(self, columns: Sequence[Column], fingerprints: Integers, cells: Sequence[pa.Array]) -> Mask:
        """Which keys of another table a row has, cell by cell. Of those that it has not, nothing is known.

        Args:
            columns: of the other table.
            fingerprints: of its keys.
            cells: theirs, by column; none is null.
        """
        found = np.zeros(len(fingerprints), np.bool_)
        alike = all(map(_are_read_alike, columns, self._columns))
        if not (len(self._fingerprints) and alike and [each.type for each in cells] == self._cells.schema.types):
            return found
        if self._starts:
            order = np.arange(len(fingerprints))
            places = self._starts.places(fingerprints)
        else:
            order = np.argsort(fingerprints)  # neighbours lie on the same pages
            places = np.searchsorted(self._fingerprints, fingerprints[order])
            places = np.minimum(places, len(self._fingerprints) - 1)
        known = self._fingerprints[places] == fingerprints[order]
        mine, same = integers(order[known]), np.ones(np.count_nonzero(known), np.bool_)
        for column, theirs in zip(cells, self._cells_at(places[known]).columns, strict=True):
            there = one_array(theirs)
            same &= mask(pc.is_valid(there)) & mask(pc.equal(column.take(mine), there))
        found[order[known]] = same
        return found

    def _cells_at(self, places: Integers) -> pa.Table:
        """The cells at places, which ascend if they are on disk: Arrow's `take` copies a table of several chunks."""
        if self._order is not None:
            return self._cells.take(integers(self._order[places]))
        bounds = pairwise(np.searchsorted(places, self._firsts).tolist())
        taken = [
            batch.take(integers(places[start:end] - first))
            for batch, first, (start, end) in zip(self._batches, self._firsts[:-1], bounds, strict=True)
            if start < end
        ]
        return pa.Table.from_batches(taken, self._cells.schema)


def _are_read_alike(column: Column, other: Column) -> bool:
    """Whether the same cell has the same value in both."""
    return column.type in _READ_BY_TEXT and (column.type, column.format, column.missing, column.options) == (
        other.type,
        other.format,
        other.missing,
        other.options,
    )


class _Starts:
    """Where fingerprints that are nearly alike lie among sorted ones: found at once, as in a table of hashes."""

    def __init__(self, fingerprints: Integers) -> None:
        """Note where those begin that share their first bits: as many bits as leave few that do."""
        self._fingerprints = fingerprints
        self._least, self._most = fingerprints[0], fingerprints[-1]
        span = int(self._most) - int(self._least)
        self._shift = np.uint64(max(0, span.bit_length() - len(fingerprints).bit_length()))
        counts = np.bincount(self._bits(fingerprints))
        self.most_alike = int(counts.max())
        self._starts = np.cumsum(counts) - counts

    def places(self, wanted: Integers) -> Integers:
        """The first place of each that is there, and any of those that are not."""
        within = np.clip(wanted, self._least, self._most)
        places = self._starts[self._bits(within)]
        late = np.flatnonzero(self._fingerprints[places] < within)
        while len(late):
            places[late] += 1
            late = late[self._fingerprints[places[late]] < within[late]]
        return places

    def _bits(self, fingerprints: Integers) -> Integers:
        """The first bits of what each is above the least."""
        above = fingerprints.view(np.uint64) - self._least.view(np.uint64)
        bits: Integers = (above >> self._shift).view(np.int64)
        return bits


def _starts_of(keys: "SortedKeys") -> _Starts | None:
    """Null where keys are on disk, or where so many are nearly alike that a search takes less time."""
    if keys.order is None or not len(keys.order):
        return None
    starts = _Starts(keys.fingerprints)
    return starts if starts.most_alike <= _ALIKE else None


@dataclass(frozen=True)
class SortedKeys:
    """Keys by their fingerprints, which ascend; the same key may stand there several times."""

    fingerprints: Integers
    cells: pa.Table
    """By column, nameless."""
    order: Integers | None = None
    """Where the cells of each key are; null where they have the order of the fingerprints."""


def distinct_keys(fingerprints: Integers, absent: Mask, cells: Sequence[pa.Array]) -> list[pa.RecordBatch]:
    """The keys of some rows, each once, but for rows that have none: fingerprints first, then the cells by column."""
    ordered = np.sort(fingerprints)
    are_distinct = bool((ordered[1:] != ordered[:-1]).all())  # as in a primary key: a tenth of the work
    names = [_FINGERPRINT, *map(str, range(len(cells)))]
    keys = pa.Table.from_arrays([integers(fingerprints), *cells], names=names)
    present = keys.filter(booleans(~absent)) if absent.any() else keys
    once = present if are_distinct else present.group_by(names, use_threads=False).aggregate([])
    batches: list[pa.RecordBatch] = once.to_batches()
    return batches


def sorted_keys(
    kinds: Sequence[pa.DataType], batches: Iterable[pa.RecordBatch], folder: Callable[[], Path]
) -> SortedKeys:
    """Keys in order, on disk where they are many.

    Args:
        kinds: the types of their cells.
        batches: as from `distinct_keys`.
        folder: gives one where they can be kept; it must outlive them.

    Raises:
        UsageError: there is no room for them.
    """
    schema = pa.schema([(_FINGERPRINT, pa.int64()), *((str(number), kind) for number, kind in enumerate(kinds))])
    remaining, held, size = iter(batches), list[pa.RecordBatch](), 0
    for batch in remaining:
        held.append(batch)
        size += batch.nbytes
        if size > IN_MEMORY:
            return _sorted_on_disk(schema, chain(held, remaining), folder())
    keys = pa.Table.from_batches(held, schema).combine_chunks()
    fingerprints = numbers(one_array(keys.column(0)), np.int64)
    order = _order_of(fingerprints)
    return SortedKeys(fingerprints[order], keys.drop_columns([_FINGERPRINT]), order)


def _order_of(fingerprints: Integers) -> Integers:
    """As `np.argsort`, in two threads."""
    sample = fingerprints[:: len(fingerprints) // _SAMPLE + 1]
    below = fingerprints < (np.sort(sample)[len(sample) // 2] if len(sample) else 0)
    halves = [np.flatnonzero(below), np.flatnonzero(~below)]
    return np.concatenate(side_by_side(lambda half: half[np.argsort(fingerprints[half])], halves, len(halves)))


def _sorted_on_disk(schema: pa.Schema, batches: Iterable[pa.RecordBatch], folder: Path) -> SortedKeys:
    """Keys in order, in files that are mapped."""
    cells = schema.remove(0)
    fingerprint_file, cell_file = folder / "fingerprints", folder / "cells.arrow"
    with open_database(folder) as database:
        for batch in batches:
            with room_in(folder):
                append(database, "keys", pa.Table.from_batches([batch]))
        with (
            room_in(folder),
            fingerprint_file.open("wb") as fingerprints_out,
            pa.OSFile(str(cell_file), "wb") as cells_out,
            pa.ipc.new_file(cells_out, cells) as writer,
        ):
            for batch in database.sql(f"FROM keys ORDER BY {_FINGERPRINT}").to_arrow_reader(BATCH):
                fingerprints_out.write(numbers(batch.column(0), np.int64).tobytes())
                writer.write_batch(pa.RecordBatch.from_arrays(batch.columns[1:], schema=cells))
    mapped = pa.ipc.open_file(pa.memory_map(str(cell_file))).read_all()
    return SortedKeys(np.memmap(fingerprint_file, np.int64, "r"), mapped)
