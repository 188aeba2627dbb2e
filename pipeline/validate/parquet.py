"""The rows of a Parquet file that are not certainly valid.

Frictionless reads such a file through pandas, a row at a time, and pandas may change what it reads: a column of
integers with a null becomes one of floats, and so do integers beside nothing but floats; a null beside nothing but
moments becomes a moment that is none. The first two changes are made here too; a row with the third is left to
frictionless, and a file with any other as a whole.
"""

import contextlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.validate.buffers import Integers, Mask, integers, mask
from pipeline.validate.column import combined
from pipeline.validate.keys import KeyIndex
from pipeline.validate.layout import DeferredRow, Progress, TablePlan, UnreadableBlock
from pipeline.validate.native import CALENDAR, NativeKey, NativeProof
from pipeline.validate.prove import references_of

BATCH = 65_536  # rows
Cells = Callable[[pa.Table], Iterator[list[Any]]]
"""The cells of rows as frictionless reads them."""

_DAMAGED = (pa.ArrowException, OSError, ValueError)
"""What reading a damaged file raises; frictionless then says what is wrong."""
_INTEGERS = {pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32()}
_NUMBERS = {*_INTEGERS, pa.float32(), pa.float64()}
_TEXTS = {pa.string(), pa.large_string()}
_UNITS = {"s", "ms", "us"}
_PANDAS_TYPES = re.compile(r"bool|object|str|u?int(8|16|32)|int64|float(32|64)|datetime64\[(s|ms|us)[^]]*\]")
"""Types that pandas gives its columns by itself; for others, as `Int64`, files written by it ask."""


@dataclass(frozen=True)
class _Shape:
    """A file whose rows frictionless is known to see as they are in columns of these types."""

    kinds: tuple[pa.DataType, ...]
    """As pandas has them."""

    def seen(self, batch: pa.RecordBatch) -> list[pa.Array]:
        """The columns of a batch as pandas sees them.

        Raises:
            UnreadableBlock: a text is none, or a day is beyond the calendar.
        """
        try:
            batch.validate(full=True)
        except pa.ArrowInvalid as error:
            raise UnreadableBlock from error
        columns = [
            column if column.type == kind else column.cast(kind, safe=False)
            for column, kind in zip(batch.columns, self.kinds, strict=True)
        ]
        for column in columns:
            if pa.types.is_date32(column.type) and not _is_in_calendar(column):
                raise UnreadableBlock
        return columns


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
                shape = _shape(file, self._plan)
                yield from self._read(file, shape, self._unproven(file, shape))
        except _DAMAGED as error:
            raise UnreadableBlock from error

    def _unproven(self, file: pq.ParquetFile, shape: _Shape) -> Integers:
        """The rows that frictionless must see, ascending."""
        found = []
        with contextlib.ExitStack() as on_disk:
            keys = [on_disk.enter_context(KeyIndex()) for _ in self._plan.keys]
            prover = _NativeTableProver(self._plan, shape, keys)
            for batch in file.iter_batches(BATCH):
                found.append(self.rows + np.flatnonzero(~prover.proven(self.rows, shape.seen(batch))))
                self.rows += batch.num_rows
                if self._progress:
                    self._progress(self.rows, file.metadata.num_rows)
            if self.rows != file.metadata.num_rows:
                raise UnreadableBlock
            return np.unique(np.concatenate([*found, *(index.shared() for index in keys)]))

    def _read(self, file: pq.ParquetFile, shape: _Shape, wanted: Integers) -> Iterator[DeferredRow]:
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

    def _judged(self, batch: pa.RecordBatch, shape: _Shape, rows: Integers, places: Integers) -> Iterator[DeferredRow]:
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

    def __init__(self, plan: TablePlan, shape: _Shape, keys: Sequence[KeyIndex]) -> None:
        """Compile the proofs of `plan`; `keys` is where its keys are noted."""
        self._plan = plan
        self._is_moment = [pa.types.is_timestamp(kind) for kind in shape.kinds]
        keyed = {column for key in plan.keys for column in key}
        columns = list(zip(plan.columns, shape.kinds, strict=True))
        self._proofs = [
            NativeProof(column, kind, references_of(plan, index), keyed=index in keyed)
            for index, (column, kind) in enumerate(columns)
        ]
        self._key_columns = {index: NativeKey(*columns[index]) for index in sorted(keyed)}
        self._keys = keys

    def proven(self, first_row: int, columns: list[pa.Array]) -> Mask:
        """Which rows of a batch are valid but for the keys that they may share with others."""
        pairs = list(zip(self._proofs, columns, strict=True))
        proven = _conjunction(proof.proven(values) for proof, values in pairs)
        proven &= ~_conjunction(proof.missing(values) for proof, values in pairs)
        proven &= self._unchanged(columns)
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
        return _conjunction(present) | _disjunction(other, present[0]) | ~_disjunction(moments, present[0])


def first_rows(path: Path, count: int, target: Path) -> None:
    """Write the first rows of a file as a file of the same form.

    Raises:
        UnreadableBlock: it is none that we read, or they cannot be written.
    """
    try:
        with pq.ParquetFile(path) as file:
            _shape(file, None)
            batch = next(file.iter_batches(count), None)
            if batch is None:
                raise UnreadableBlock
            target.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_batches([batch]), target)
    except _DAMAGED as error:
        raise UnreadableBlock from error


def _shape(file: pq.ParquetFile, plan: TablePlan | None) -> _Shape:
    """How pandas sees the columns of a file.

    Args:
        file: the file.
        plan: what its rows must satisfy; null where only the file's own form is of interest.

    Raises:
        UnreadableBlock: that is not known; or keys may be null, or refer to several columns.
    """
    schema = file.schema_arrow
    if (
        not file.metadata.num_rows
        or file.metadata.num_columns != len(schema)  # lists and structures have other columns below them
        or len(set(schema.names)) < len(schema)
        or not all(map(_is_known, schema.types))
        or not _is_plain_to_pandas(schema.metadata or {})
    ):
        raise UnreadableBlock
    if plan is None:
        return _Shape(tuple(schema.types))
    keyed = {schema.names[column] for key in plan.keys for column in key}
    nullable = _with_nulls(file, [field.name for field in schema if field.type in _INTEGERS or field.name in keyed])
    if keyed & nullable or any(len(reference.columns) > 1 for reference in plan.foreign_keys):
        raise UnreadableBlock
    kinds = [_seen(field.type, with_nulls=field.name in nullable) for field in schema]
    if all(kind in _NUMBERS for kind in schema.types) and pa.float64() in kinds:  # pandas has one type for a row
        if pa.float32() in schema.types:
            raise UnreadableBlock
        kinds = [pa.float64()] * len(kinds)
    return _Shape(tuple(kinds))


def _is_known(kind: pa.DataType) -> bool:
    """Whether it is known what pandas makes of a column of this type."""
    if pa.types.is_timestamp(kind):
        return kind.unit in _UNITS
    return kind in _NUMBERS | _TEXTS or kind in {pa.bool_(), pa.date32()} or pa.types.is_decimal128(kind)


def _seen(kind: pa.DataType, *, with_nulls: bool) -> pa.DataType:
    """The type with which pandas sees a column."""
    if kind in _INTEGERS:
        return pa.float64() if with_nulls else kind
    if kind == pa.float32():
        return pa.float64()
    return pa.string() if kind in _TEXTS else kind


def _with_nulls(file: pq.ParquetFile, names: list[str]) -> set[str]:
    """Those of the columns that have nulls, by the data: statistics may lack, and damaged ones abort the process."""
    found = set()
    if names:
        for batch in file.iter_batches(BATCH, columns=names):
            if batch.num_columns != len(names):  # a name with a dot
                raise UnreadableBlock
            found |= {name for name, column in zip(batch.schema.names, batch.columns, strict=True) if column.null_count}
    return found


def _is_plain_to_pandas(metadata: Mapping[bytes, bytes]) -> bool:
    """Whether a file does not ask pandas for an index or a type that it would not choose by itself."""
    if b"pandas" not in metadata:
        return True
    try:
        asked = json.loads(metadata[b"pandas"])
        return all(isinstance(index, dict) and index["name"] is None for index in asked["index_columns"]) and all(
            _PANDAS_TYPES.fullmatch(column["numpy_type"]) for column in asked["columns"]
        )
    except (ValueError, KeyError, TypeError):
        return False


def _is_in_calendar(days: pa.Array) -> bool:
    """Whether Python has each of these days."""
    bounds = pc.min_max(days)
    first, last = (bounds[name].cast(pa.int32()).as_py() for name in ("min", "max"))
    return first is None or (first in CALENDAR and last in CALENDAR)


def _disjunction(masks: Iterable[Mask], like: Mask) -> Mask:
    """Where one of the masks holds, if there are any; as long as `like`."""
    return reduce(np.logical_or, masks, np.zeros_like(like))


def _conjunction(masks: Iterable[Mask]) -> Mask:
    """Where all masks hold."""
    return reduce(np.logical_and, masks)
