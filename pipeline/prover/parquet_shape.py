"""What frictionless sees of a Parquet file, which it reads through pandas.

Pandas may change what it reads: a column of integers with a null becomes one of floats, and so do integers beside
nothing but floats; a null beside nothing but moments becomes a moment that is none. The first two changes are made here
too; a file with any other that is known of is left to frictionless as a whole.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.prover.layout import Keep, TablePlan, UnreadableBlock
from pipeline.prover.parquet_part import ParquetPart
from pipeline.prover.parts import UnfitPart
from pipeline.prover.typed_column import CALENDAR

BATCH = 65_536  # rows
DAMAGED = (pa.ArrowException, OSError, ValueError)
"""What reading a damaged file raises; frictionless then says what is wrong."""
_INTEGERS = {pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32()}
_NUMBERS = {*_INTEGERS, pa.float32(), pa.float64()}
_TEXTS = {pa.string(), pa.large_string()}
_UNITS = {"s", "ms", "us"}
_PANDAS_TYPES = re.compile(r"bool|object|str|u?int(8|16|32)|int64|float(32|64)|datetime64\[(s|ms|us)[^]]*\]")
"""Types that pandas gives its columns by itself; for others, as `Int64`, files written by it ask."""


@dataclass(frozen=True)
class Shape:
    """A file whose rows frictionless is known to see as they are in columns of these types."""

    kinds: tuple[pa.DataType, ...]
    """As pandas has them."""

    def batches(self, file: ParquetPart, keep: Keep | None = None) -> Iterator[list[pa.Array]]:
        """The columns of all rows, batch by batch. Raises UnreadableBlock as `seen`, or where rows are missing."""
        rows = 0
        for batch in file.batches(BATCH):
            yield self.seen(batch)
            if keep:
                keep.keep(batch)
            rows += batch.num_rows
        if rows != file.rows:
            raise UnreadableBlock

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


@dataclass(frozen=True)
class PartShape:
    """What one file tells of the columns of its table."""

    schema: pa.Schema
    rows: int
    nullable: frozenset[str]
    """The columns with nulls, of those where that matters."""


def shape_of_part(file: ParquetPart, plan: TablePlan | None, *, as_stored: bool = False) -> PartShape:
    """What one file tells of the columns of its table.

    Args:
        file: the file.
        plan: what its rows must satisfy; null where only the file's own form is of interest.
        as_stored: whether it is judged as it is stored, whatever pandas would make of it.

    Raises:
        UnreadableBlock: what pandas makes of it is not known.
    """
    schema = file.schema
    if (
        not file.is_flat
        or len(set(schema.names)) < len(schema)
        or not all(map(_is_known, schema.types))
        or not _is_plain_to_pandas(schema.metadata or {})
    ):
        raise UnreadableBlock
    keyed = {schema.names[column] for key in plan.keys for column in key} if plan else set()
    changed = set() if as_stored else _INTEGERS
    wanted = [field.name for field in schema if field.type in changed or field.name in keyed] if plan else []
    return PartShape(schema.remove_metadata(), file.rows, frozenset(_with_nulls(file, wanted)))


def shape_of_all(parts: Sequence[PartShape], plan: TablePlan | None, *, as_stored: bool = False) -> Shape:
    """How pandas would see the columns of a table if its parts were one file; with `as_stored`, how they are stored.

    Raises:
        UnfitPart: one has other columns than the first.
        UnreadableBlock: what pandas makes of them is not known, or keys may be null.
    """
    schema = parts[0].schema
    for number, part in enumerate(parts):
        ensure_alike(number, part.schema, schema)
    if not any(part.rows for part in parts):
        raise UnreadableBlock
    if plan is None:
        return Shape(tuple(schema.types))
    nullable = frozenset[str]().union(*(part.nullable for part in parts))
    if nullable & {schema.names[column] for key in plan.keys for column in key}:
        raise UnreadableBlock
    if as_stored:
        return Shape(tuple(schema.types))
    kinds = [_seen(field.type, with_nulls=field.name in nullable) for field in schema]
    if all(kind in _NUMBERS for kind in schema.types) and pa.float64() in kinds:  # pandas has one type for a row
        if pa.float32() in schema.types:
            raise UnreadableBlock
        kinds = [pa.float64()] * len(kinds)
    return Shape(tuple(kinds))


def ensure_alike(number: int, schema: pa.Schema, first: pa.Schema) -> None:
    """Return if a part has the columns of the first. Raises UnfitPart."""
    if schema.names != first.names:
        raise UnfitPart(number, "other_columns", found=", ".join(schema.names), expected=", ".join(first.names))
    for field, other in zip(schema, first, strict=True):
        if field.type != other.type:
            raise UnfitPart(number, "other_type", field=field.name, found=field.type, expected=other.type)


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


def _with_nulls(file: ParquetPart, names: list[str]) -> set[str]:
    """Those of the columns that have nulls, by the data: statistics may lack, and damaged ones abort the process."""
    found = {name for name in names if name in file.added and file.added[name] is None}
    stored = [name for name in names if name not in file.added]
    if stored:
        for batch in file.stored(BATCH, stored):
            if batch.num_columns != len(stored):  # a name with a dot
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
