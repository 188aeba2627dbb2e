"""The rows of a Parquet file that are not certainly valid."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.prover.buffers import Integers, Mask, in_all, integers, mask
from pipeline.prover.fingerprint import combined
from pipeline.prover.foreign_keys import ForeignKeyProof
from pipeline.prover.keys import KeyIndex
from pipeline.prover.layout import DeferredRow, Progress, TablePlan, UnreadableBlock
from pipeline.prover.native import NativeKey, NativeProof
from pipeline.prover.parquet_shape import BATCH, DAMAGED, Shape, shape_of

Cells = Callable[[pa.Table], Iterator[list[Any]]]
"""The cells of rows as frictionless reads them."""


class ParquetScan:
    """The rows of one file that are not proven valid.

    Attributes:
        rows: rows read so far.
        deferred: rows given to be judged so far.
    """

    def __init__(self, path: Path, plan: TablePlan, cells: Cells, progress: Progress | None = None) -> None:
        """Prepare to read a file; `cells` gives the cells of rows that are not proven."""
        self.rows = 0
        self.deferred = 0
        self._path = path
        self._plan = plan
        self._cells = cells
        self._progress = progress

    def __iter__(self) -> Iterator[DeferredRow]:
        """Every row that may have an error, or shares a key with another row, in order.

        Raises:
            UnreadableBlock: only frictionless can read this file.
        """
        try:
            with pq.ParquetFile(self._path, pre_buffer=False) as file:  # else all that was read stays in memory
                shape = shape_of(file, self._plan)
                yield from self._read(file, shape, self._unproven(file, shape))
        except DAMAGED as error:
            raise UnreadableBlock from error

    def _unproven(self, file: pq.ParquetFile, shape: Shape) -> Integers:
        """The rows that frictionless must see, ascending."""
        found = []
        with contextlib.ExitStack() as on_disk:
            keys = [on_disk.enter_context(KeyIndex()) for _ in self._plan.keys]
            prover = _NativeTableProver(self._plan, shape, keys)
            for columns in shape.batches(file):
                found.append(self.rows + np.flatnonzero(~prover.proven(self.rows, columns)))
                self.rows += len(columns[0])
                if self._progress:
                    self._progress(self.rows, file.metadata.num_rows)
            return np.unique(np.concatenate([*found, *(index.shared() for index in keys)]))

    def _read(self, file: pq.ParquetFile, shape: Shape, wanted: Integers) -> Iterator[DeferredRow]:
        """These rows, from the groups that have some."""
        sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
        firsts = np.cumsum([0, *sizes])
        for group, (first, end) in enumerate(pairwise(firsts)):
            if not ((wanted >= first) & (wanted < end)).any():
                continue
            at = first
            for batch in file.iter_batches(BATCH, row_groups=[group]):
                rows = wanted[(wanted >= at) & (wanted < at + batch.num_rows)]
                yield from self._judged(batch, shape, rows, rows - at)
                at += batch.num_rows

    def _judged(self, batch: pa.RecordBatch, shape: Shape, rows: Integers, places: Integers) -> Iterator[DeferredRow]:
        if not len(rows):
            return
        schema = pa.schema(
            [pa.field(name, kind) for name, kind in zip(batch.schema.names, shape.kinds, strict=True)],
            batch.schema.metadata,
        )
        chosen = [column.take(integers(places)) for column in shape.seen(batch)]
        for row, cells in zip(rows.tolist(), self._cells(pa.Table.from_arrays(chosen, schema=schema)), strict=True):
            self.deferred += 1
            yield DeferredRow(number=row + 2, ordinal=row + 1, cells=cells)


class _NativeTableProver:
    """Proves the rows of one table, batch by batch, and notes their keys."""

    def __init__(self, plan: TablePlan, shape: Shape, keys: Sequence[KeyIndex]) -> None:
        """Compile the proofs of `plan`; `keys` is where its keys are noted."""
        self._plan = plan
        self._is_moment = [pa.types.is_timestamp(kind) for kind in shape.kinds]
        keyed = {column for key in plan.keys for column in key}
        columns = list(zip(plan.columns, shape.kinds, strict=True))
        self._proofs = [NativeProof(column, kind, keyed=index in keyed) for index, (column, kind) in enumerate(columns)]
        self._foreign_keys = [
            ForeignKeyProof(key, plan.columns, [NativeKey(*columns[index]) for index in key.columns])
            for key in plan.foreign_keys
        ]
        self._key_columns = {index: NativeKey(*columns[index]) for index in sorted(keyed)}
        self._keys = keys

    def proven(self, first_row: int, columns: list[pa.Array]) -> Mask:
        """Which rows of a batch are valid but for the keys that they may share with others."""
        pairs = list(zip(self._proofs, columns, strict=True))
        is_blank = in_all(pairs, lambda pair: pair[0].missing(pair[1]))
        proven = in_all(pairs, lambda pair: pair[0].proven(pair[1])) & ~is_blank & self._unchanged(columns)
        for reference in self._foreign_keys:
            proven &= reference.proven(columns)
        parts = {index: key.fingerprints(columns[index]) for index, key in self._key_columns.items()}
        for number, (key, index) in enumerate(zip(self._plan.keys, self._keys, strict=True)):
            fingerprints, absent = combined([parts[column] for column in key])
            index.add(first_row, fingerprints, absent)
            if number == self._plan.primary_key:
                proven &= ~absent
        return proven

    def _unchanged(self, columns: list[pa.Array]) -> Mask:
        """Rows whose nulls pandas lets be: those without a moment, without a null, or with some other value."""
        present = [mask(pc.is_valid(values)) for values in columns]
        pairs = list(zip(self._is_moment, present, strict=True))
        other = [there for is_moment, there in pairs if not is_moment]
        moments = [there for is_moment, there in pairs if is_moment]
        without_null = in_all(present, lambda there: there)
        return without_null | _disjunction(other, present[0]) | ~_disjunction(moments, present[0])


def first_rows(path: Path, count: int, target: Path) -> None:
    """Write the first rows of a file as a file of the same form.

    Raises:
        UnreadableBlock: it is none that we read, or they cannot be written.
    """
    try:
        with pq.ParquetFile(path) as file:
            shape_of(file, None)
            batch = next(file.iter_batches(count), None)
            if batch is None:
                raise UnreadableBlock
            target.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_batches([batch]), target)
    except DAMAGED as error:
        raise UnreadableBlock from error


def _disjunction(masks: Iterable[Mask], like: Mask) -> Mask:
    """Where one of the masks holds, if there are any; as long as `like`."""
    return reduce(np.logical_or, masks, np.zeros_like(like))
