"""The rows of a table that frictionless found valid, with the values it reads, as typed Arrow batches."""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.prover.buffers import Mask, booleans, is_empty, mask, numbers, strings, validity
from pipeline.prover.forms import form_of
from pipeline.prover.layout import CRASHES, Column, Layout, UnreadableBlock
from pipeline.prover.scan import read_blocks
from pipeline.prover.split import Block
from pipeline.prover.store import Source
from pipeline.prover.tokenise import Cells, is_closed, tokenise

SHOWN = 40  # characters of a number that is told
BATCH = 10_000  # rows, where frictionless reads them one by one

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_FIRST_DAY = dt.date(1970, 1, 1)
_FINER = re.compile(r"[.,]\d{6}\d*[1-9]")
"""A fraction of a second that microseconds do not hold."""


@dataclass(frozen=True)
class _Storage:
    """How the values of a type are held in Arrow: its type, that of its buffer, and each value as a number."""

    arrow: pa.DataType
    numpy: npt.DTypeLike
    number: Callable[[Any], Any]
    castable: bool
    """Whether Arrow's cast gives frictionless's value, for a text that passes the form."""


class Unkept(ValueError):
    """What moments say has no place in their column.

    Attributes:
        field: the column.
        finer: a cell that is finer than a microsecond; null where some cells name a zone and others none.
    """

    def __init__(self, field: str, finer: str | None = None) -> None:
        """A fault of cells that frictionless accepts."""
        super().__init__(field)
        self.field, self.finer = field, finer


def _microseconds(moment: dt.datetime) -> int:
    """Microseconds since 1970, in UTC where the cell names a zone, else as written."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return (aware - _EPOCH) // dt.timedelta(microseconds=1)


def _double(value: Any) -> float:  # noqa: ANN401
    """The double nearest to a number. Raises OverflowError where only infinity is."""
    found = float(value)
    if math.isinf(found) and value != found:
        raise OverflowError(str(value)[:SHOWN])
    return found


_STORAGE = {
    "integer": _Storage(pa.int64(), np.int64, int, castable=True),
    "year": _Storage(pa.int64(), np.int64, int, castable=True),
    "number": _Storage(pa.float64(), np.float64, _double, castable=True),
    "boolean": _Storage(pa.bool_(), np.bool_, bool, castable=False),
    "date": _Storage(pa.date32(), np.int32, lambda day: (day - _FIRST_DAY).days, castable=True),
    "datetime": _Storage(pa.timestamp("us"), np.int64, _microseconds, castable=True),
}
"""By type of field; of all others the text is kept, and null where it is missing."""


def arrow_type(kind: str) -> pa.DataType:
    """The Arrow type of a field of this Table Schema type."""
    return _STORAGE[kind].arrow if kind in _STORAGE else pa.string()


class TypedColumn:
    """The cells of one valid column as values."""

    def __init__(self, column: Column) -> None:
        """Prepare for `column`."""
        self._column = column
        self._storage = _STORAGE.get(column.type)
        form = form_of(replace(column, constraints={}))
        self._form = form if self._storage and self._storage.castable else None
        self._point = column.options.get("decimalChar", ".")
        self._missing = strings(column.missing)
        self._is_spelled = tuple(column.missing) != ("",)
        self._zoned: set[bool] = set()
        """Whether moments name a zone: as they are seen, of all blocks."""

    def of_cells(self, cells: pa.StringArray) -> pa.Array:
        """The values of cells that frictionless accepts; null for those that are missing.

        Raises:
            OverflowError: an integer needs more than 64 bits, or a number is larger than a double can be.
            Unkept: some moments name a zone and others none, or one is finer than a microsecond.
        """
        absent = mask(pc.is_in(cells, value_set=self._missing)) if self._is_spelled else is_empty(cells)
        if self._storage is None:
            texts = (
                self._respelled(cells) if self._column.type == "time" and self._column.format != "default" else cells
            )
            return pa.Array.from_buffers(pa.string(), len(cells), [validity(~absent), *texts.buffers()[1:]])
        found = np.zeros(len(cells), self._storage.numpy)
        plain = self._form.test(cells) & ~absent if self._form else np.zeros(len(cells), np.bool_)
        found[plain] = self._cast(cells if plain.all() else cells.filter(booleans(plain)), self._storage)
        other = ~(plain | absent)
        if other.any():
            found[other] = self._read(cells.filter(booleans(other)), self._storage)
        if self._column.type == "number" and (endless := np.isinf(found)).any():
            _ensure_endless(cells.filter(booleans(endless)))
        return _array(found, ~absent, self._storage.arrow)

    def of_values(self, values: Sequence[Any]) -> pa.Array:
        """The same for values that frictionless has read."""
        if self._storage is None:
            return strings(None if value is None else str(value) for value in values)
        present = np.asarray([value is not None for value in values], np.bool_)
        found = np.zeros(len(values), self._storage.numpy)
        found[present] = [self._storage.number(value) for value in values if value is not None]
        return _array(found, present, self._storage.arrow)

    def _respelled(self, cells: pa.StringArray) -> pa.StringArray:
        """Times of day in ISO 8601, whatever the format of the cells; a missing one is any text."""
        encoded = cells.dictionary_encode()
        times = [self._column.read(text)[0] for text in encoded.dictionary.to_pylist()]
        return strings(time.isoformat() if time else "" for time in times).take(encoded.indices)

    def _cast(self, cells: pa.StringArray, storage: _Storage) -> npt.NDArray[Any]:
        """The values of cells that pass the form."""
        text = cells if self._point == "." else pc.replace_substring(cells, self._point, ".")
        try:
            found = numbers(text.cast(storage.arrow), storage.numpy)
        except pa.ArrowInvalid:  # a zone, which Arrow wants in all cells of a column or in none
            return self._read(cells, storage)
        if self._column.type == "datetime" and len(cells):
            self._see_zones({False})
        return found

    def _read(self, cells: pa.StringArray, storage: _Storage) -> npt.NDArray[Any]:
        """The values as frictionless reads each distinct text."""
        encoded = cells.dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        read = [self._column.read(text)[0] for text in texts]
        values = [storage.number(value) for value in read]
        if self._column.type == "datetime":
            if fine := next(filter(_FINER.search, texts), None):
                raise Unkept(self._column.name, fine[:SHOWN])
            self._see_zones({moment.tzinfo is not None for moment in read})
        found: npt.NDArray[Any] = np.asarray(values, storage.numpy)[numbers(encoded.indices, np.int32)]
        return found

    def _see_zones(self, zoned: set[bool]) -> None:
        """Raise Unkept where one moment is in UTC, as its cell has a zone, and another in nobody knows which."""
        self._zoned.update(zoned)
        if len(self._zoned) > 1:
            raise Unkept(self._column.name)


@dataclass(frozen=True)
class _TypedBlock:
    """A block as values."""

    batch: pa.RecordBatch
    end: int
    closed: bool


class TypedTable:
    """A table as typed batches: the columns in the order of the file."""

    def __init__(self, columns: Sequence[Column]) -> None:
        """Prepare for a table with these columns."""
        self._columns = [TypedColumn(column) for column in columns]
        self.schema = pa.schema([pa.field(column.name, arrow_type(column.type)) for column in columns])

    def of_files(self, sources: Sequence[Source], layout: Layout, pool: Executor) -> Iterator[pa.RecordBatch]:
        """The rows of the files of a valid table, which are not compressed.

        Raises:
            UnreadableBlock: only frictionless can read this file.
        """

        def work(block: Block) -> _TypedBlock:
            cells = tokenise(block, layout.form, len(self._columns))
            closed = is_closed(block, layout.form, cells)
            if cells.ragged and closed:
                raise UnreadableBlock
            return _TypedBlock(self._batch(cells.columns), block.end, closed)

        return (done.batch for _, done in read_blocks(sources, layout, pool, work))

    def if_valid(self, cells: Cells) -> pa.RecordBatch | None:
        """The rows of a block, of which it is not known whether they are valid; null where they cannot be read."""
        if cells.ragged:
            return None
        try:
            return self._batch(cells.columns)
        except CRASHES:
            return None

    def _batch(self, cells: Sequence[pa.StringArray]) -> pa.RecordBatch:
        arrays = [column.of_cells(each) for column, each in zip(self._columns, cells, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def of_values(self, rows: Iterable[Sequence[Any]]) -> Iterator[pa.RecordBatch]:
        """Rows of values that frictionless has read."""
        for chunk in _batched(rows, BATCH):
            by_column = zip(self._columns, zip(*chunk, strict=True), strict=True)
            arrays = [column.of_values(values) for column, values in by_column]
            yield pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def of_rows(self, rows: Iterable[Sequence[Any]]) -> Iterator[pa.RecordBatch]:
        """Rows whose cells frictionless alone can find; one that is too short, or too long, is made to fit."""
        width = len(self._columns)
        for chunk in _batched(rows, BATCH):
            fitted = ([*row[:width], *[""] * (width - len(row))] for row in chunk)
            yield self._batch([strings(cells) for cells in zip(*fitted, strict=True)])


def _ensure_endless(cells: pa.StringArray) -> None:
    """Raise OverflowError where a cell that became infinite is the text of a number: a digit stands in it."""
    if finite := [text for text in cells.to_pylist() if any(map(str.isdigit, text))]:
        raise OverflowError(finite[0][:SHOWN])


def _batched(rows: Iterable[Sequence[Any]], size: int) -> Iterator[list[Sequence[Any]]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, size)):
        yield chunk


def _array(values: npt.NDArray[Any], present: Mask, kind: pa.DataType) -> pa.Array:
    """Numbers as an Arrow array of a type of the same width, null where they are not present."""
    data = np.packbits(values, bitorder="little") if values.dtype == np.bool_ else np.ascontiguousarray(values)
    return pa.Array.from_buffers(kind, len(values), [validity(present), pa.py_buffer(data)])
