"""What frictionless sees of a Parquet file, which it reads through pandas.

Pandas may change what it reads: a column of integers with a null becomes one of floats, and so do integers beside
nothing but floats; a null beside nothing but moments becomes a moment that is none. The first two changes are made here
too; a file with any other that is known of is left to frictionless as a whole.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.prover.layout import TablePlan, UnreadableBlock
from pipeline.prover.native import CALENDAR

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

    def batches(self, file: pq.ParquetFile) -> Iterator[list[pa.Array]]:
        """The columns of all rows, batch by batch. Raises UnreadableBlock as `seen`, or where rows are missing."""
        rows = 0
        for batch in file.iter_batches(BATCH):
            yield self.seen(batch)
            rows += batch.num_rows
        if rows != file.metadata.num_rows:
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


def shape_of(file: pq.ParquetFile, plan: TablePlan | None) -> Shape:
    """How pandas sees the columns of a file.

    Args:
        file: the file.
        plan: what its rows must satisfy; null where only the file's own form is of interest.

    Raises:
        UnreadableBlock: that is not known, or keys may be null.
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
        return Shape(tuple(schema.types))
    keyed = {schema.names[column] for key in plan.keys for column in key}
    nullable = _with_nulls(file, [field.name for field in schema if field.type in _INTEGERS or field.name in keyed])
    if keyed & nullable:
        raise UnreadableBlock
    kinds = [_seen(field.type, with_nulls=field.name in nullable) for field in schema]
    if all(kind in _NUMBERS for kind in schema.types) and pa.float64() in kinds:  # pandas has one type for a row
        if pa.float32() in schema.types:
            raise UnreadableBlock
        kinds = [pa.float64()] * len(kinds)
    return Shape(tuple(kinds))


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
