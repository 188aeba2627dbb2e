"""The rows of a Parquet table that are not certainly valid."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.machine.threads import in_order
from pipeline.prover.buffers import Integers, Mask, distinct, in_all, integers, mask
from pipeline.prover.fingerprint import combined
from pipeline.prover.foreign_keys import ForeignKeyProof
from pipeline.prover.keys import KeyIndex
from pipeline.prover.layout import DeferredRow, Keep, Progress, TablePlan, UnreadableBlock
from pipeline.prover.parquet_part import ParquetPart, parquet_part
from pipeline.prover.parquet_shape import BATCH, DAMAGED, PartShape, Shape, ensure_alike, shape_of_all, shape_of_part
from pipeline.prover.parts import Part, UnfitPart
from pipeline.prover.prove import BlockProof, KeyPart
from pipeline.prover.store import Reachable
from pipeline.prover.typed_column import NativeKey, NativeProof

Cells = Callable[[pa.Table], Iterator[list[Any]]]
"""The cells of rows as frictionless reads them."""


class ParquetScan:
    """The rows of one table that are not proven valid.

    Attributes:
        rows: rows read so far.
        deferred: rows given to be judged so far.
        before: rows before each part.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        plan: TablePlan,
        cells: Cells,
        pool: Executor,
        progress: Progress | None = None,
        reachable: Reachable | None = None,
        keep: Keep | None = None,
    ) -> None:
        """Prepare to read the files of a table; `cells` gives the cells of rows that are not proven.

        With `keep`, which is given all rows, they are judged as they are stored: one that is not proven cannot be read.
        """
        self.rows = 0
        self.deferred = 0
        self.before: list[int] = []
        self._parts = parts
        self._plan = plan
        self._names = [column.name for column in plan.columns]
        self._cells = cells
        self._pool = pool
        self._progress = progress
        self._reachable = reachable
        self._keep = keep

    def __iter__(self) -> Iterator[DeferredRow]:
        """Every row that may have an error, or shares a key with another row, in order.

        Raises:
            UnreadableBlock: only frictionless can read this table, or judge it.
            UnfitPart: a part has other columns than the first.
        """
        try:
            seen = list(self._pool.map(self._seen, self._parts))
            shape = shape_of_all(seen, self._plan, as_stored=self._keep is not None)
            sizes = [part.rows for part in seen]
            self.before = np.cumsum([0, *sizes])[:-1].tolist()
            wanted = self._unproven(shape, sum(sizes))
            if self._keep and len(wanted):
                raise UnreadableBlock
            for part, first, size in zip(self._parts, self.before, sizes, strict=True):
                yield from self._read(part, shape, first, wanted[(wanted >= first) & (wanted < first + size)] - first)
        except DAMAGED as error:
            raise UnreadableBlock from error

    def _open(self, part: Part) -> contextlib.AbstractContextManager[ParquetPart]:
        return parquet_part(part, self._names, self._reachable)

    def _seen(self, part: Part) -> PartShape:
        with self._open(part) as file:
            return shape_of_part(file, self._plan, as_stored=self._keep is not None)

    def _unproven(self, shape: Shape, total: int) -> Integers:
        """The rows that frictionless must see, ascending."""
        found: list[Integers] = []
        prover = NativeTableProver(self._plan, shape, as_stored=self._keep is not None)
        with contextlib.ExitStack() as on_disk:
            keys = [on_disk.enter_context(KeyIndex()) for _ in self._plan.keys]
            for _, proof in in_order(self._pool, prover.prove, self._batches(shape)):
                for index, part in zip(keys, proof.keys, strict=True):
                    index.add(self.rows, part.fingerprints, part.absent)
                found.append(proof.deferred + self.rows)
                self.rows += proof.rows
                if self._progress:
                    self._progress(self.rows, total)
            return distinct(np.concatenate([*found, *(index.shared() for index in keys)]))

    def _batches(self, shape: Shape) -> Iterator[tuple[None, list[pa.Array]]]:
        for part in self._parts:
            with self._open(part) as file:
                yield from ((None, columns) for columns in shape.batches(file, self._keep))

    def _read(self, part: Part, shape: Shape, first: int, wanted: Integers) -> Iterator[DeferredRow]:
        """These rows of a part."""
        if not len(wanted):
            return
        with self._open(part) as file:
            for rows, table in rows_of_parquet(file, shape, wanted):
                for row, cells in zip((rows + first).tolist(), self._cells(table), strict=True):
                    self.deferred += 1
                    yield DeferredRow(number=row + 2, ordinal=row + 1, cells=cells)


def rows_of_parquet(file: ParquetPart, shape: Shape, wanted: Integers) -> Iterator[tuple[Integers, pa.Table]]:
    """These rows of a file with the types that pandas sees, from the groups that have some."""
    for group, first, end in file.groups():
        if not ((wanted >= first) & (wanted < end)).any():
            continue
        at = first
        for batch in file.batches(BATCH, group):
            rows = wanted[(wanted >= at) & (wanted < at + batch.num_rows)]
            if len(rows):
                fields = [pa.field(name, kind) for name, kind in zip(batch.schema.names, shape.kinds, strict=True)]
                chosen = [column.take(integers(rows - at)) for column in shape.seen(batch)]
                yield rows, pa.Table.from_arrays(chosen, schema=pa.schema(fields, batch.schema.metadata))
            at += batch.num_rows


class NativeTableProver:
    """Proves the rows of one table, batch by batch; batches may be proven in any order, twice, or at once."""

    def __init__(self, plan: TablePlan, shape: Shape, *, as_stored: bool = False) -> None:
        """Compile the proofs of `plan`; `as_stored` as for `NativeProof`."""
        self._plan = plan
        self._is_moment = [pa.types.is_timestamp(kind) for kind in shape.kinds]
        keyed = {column for key in plan.keys for column in key}
        columns = list(zip(plan.columns, shape.kinds, strict=True))
        self._proofs = [
            NativeProof(column, kind, keyed=index in keyed, as_stored=as_stored)
            for index, (column, kind) in enumerate(columns)
        ]
        self._foreign_keys = [
            ForeignKeyProof(key, plan.columns, [NativeKey(*columns[index]) for index in key.columns])
            for key in plan.foreign_keys
        ]
        self._key_columns = {index: NativeKey(*columns[index]) for index in sorted(keyed)}

    def prove(self, columns: list[pa.Array]) -> BlockProof:
        """The proof of a batch: its rows are valid but for those that are deferred, and the keys they may share."""
        pairs = list(zip(self._proofs, columns, strict=True))
        is_blank = in_all(pairs, lambda pair: pair[0].missing(pair[1]))
        proven = in_all(pairs, lambda pair: pair[0].proven(pair[1])) & ~is_blank & self._unchanged(columns)
        for reference in self._foreign_keys:
            proven &= reference.proven(columns)
        parts = {index: key.fingerprints(columns[index]) for index, key in self._key_columns.items()}
        keys = tuple(KeyPart(*combined([parts[column] for column in key])) for key in self._plan.keys)
        if self._plan.primary_key is not None:
            proven &= ~keys[self._plan.primary_key].absent
        return BlockProof(0, 0, len(proven), np.flatnonzero(~proven), keys, closed=True)

    def _unchanged(self, columns: list[pa.Array]) -> Mask:
        """Rows whose nulls pandas lets be: those without a moment, without a null, or with some other value."""
        present = [mask(pc.is_valid(values)) for values in columns]
        pairs = list(zip(self._is_moment, present, strict=True))
        other = [there for is_moment, there in pairs if not is_moment]
        moments = [there for is_moment, there in pairs if is_moment]
        without_null = in_all(present, lambda there: there)
        return without_null | _disjunction(other, present[0]) | ~_disjunction(moments, present[0])


def first_rows(
    parts: Sequence[Part], fields: Sequence[str], count: int, target: Path, reachable: Reachable | None = None
) -> None:
    """Write the first rows of a table as a file of the same form.

    Raises:
        UnfitPart: a part has other columns than the first.
        UnreadableBlock: it is none that we read, or they cannot be written.
    """
    try:
        for part in parts:
            with parquet_part(part, fields, reachable) as file:
                shape_of_part(file, None)
                batch = next(file.batches(count), None)
            if batch is not None and batch.num_rows:
                break
        else:
            raise UnreadableBlock
        target.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_batches([batch]), target)
    except DAMAGED as error:
        raise UnreadableBlock from error


def rows_before(parts: Sequence[Part], reachable: Reachable | None) -> list[int]:
    """How many rows of a table come before each part."""
    found = [0]
    for part in parts[:-1]:
        with parquet_part(part, (), reachable) as file:
            found.append(found[-1] + file.rows)
    return found


def glue_parquet(parts: Sequence[Part], fields: Sequence[str], target: Path, reachable: Reachable | None) -> None:
    """Write the parts of a table as one file, for frictionless to read.

    Raises:
        UnfitPart: a part has other columns than the first.
    """
    first: pa.Schema | None = None
    with contextlib.ExitStack() as closing:
        for part in parts:
            try:
                with parquet_part(part, fields, reachable) as file:
                    if first is None:
                        first = file.schema
                        writer = closing.enter_context(pq.ParquetWriter(target, first))
                    ensure_alike(part.number, file.schema, first)
                    for batch in file.batches(BATCH):
                        writer.write_batch(batch.replace_schema_metadata(first.metadata))
            except DAMAGED as error:
                raise UnfitPart(part.number, "damaged", found=str(error)) from error


def _disjunction(masks: Iterable[Mask], like: Mask) -> Mask:
    """Where one of the masks holds, if there are any; as long as `like`."""
    return reduce(np.logical_or, masks, np.zeros_like(like))
