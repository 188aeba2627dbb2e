"""Files that hold one table each, CSV or Parquet: what is known of them, and the rows of a typed one."""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import SourceError, UnfitSource
from pipeline.files import sha256_once
from pipeline.model import SourceFile
from pipeline.schema import TableSpec

MEDIA_TYPES = {".csv": "text/csv", ".csv.gz": "application/gzip", ".parquet": "application/vnd.apache.parquet"}
"""By the end of the file's name."""
BATCH = 65_536  # rows


def source_file(path: Path, source_id: str, source_url: str, observed_at: dt.date | None) -> SourceFile:
    """What is known of the file at `path`, which is read once, in bounded memory.

    Args:
        path: where it lies.
        source_id: begins its snapshot id.
        source_url: where it comes from.
        observed_at: the day it showed this; null where nobody knows: the day of the run tells nothing.

    Raises:
        SourceError: it is no readable file, or of a format that we do not read.
    """
    media_type = next((known for end, known in MEDIA_TYPES.items() if path.name.endswith(end)), None)
    if media_type is None:
        raise SourceError("table_format_unknown", file=path, known=", ".join(MEDIA_TYPES))
    if not path.is_file():
        raise SourceError("source_file_missing", file=path)
    return SourceFile(
        sha256=sha256_once(path),
        source_id=source_id,
        source_url=source_url,
        media_type=media_type,
        observed_at=observed_at,
        observed_at_basis="operator" if observed_at else "unknown",
        path=path,
        bytes=path.stat().st_size,
    )


def ensure_unchanged(file: SourceFile) -> None:
    """Raise SourceError where a file is not what it was: what was judged must be what is published."""
    if sha256_once(file.path) != file.sha256:
        raise SourceError("source_changed", file=file.path)


def is_parquet(path: Path) -> bool:
    """Whether the file brings types of its own."""
    return path.suffix == ".parquet"


def parquet_batches(path: Path, spec: TableSpec) -> Iterator[pa.RecordBatch]:
    """The rows of a Parquet file with the types of `spec`, batch by batch.

    Raises:
        SourceError: it is no Parquet file.
        UnfitSource: it lacks a column of `spec`, or has one twice; or a value does not have the type of its column and
            cannot be given it without loss.
    """
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path, pre_buffer=False)  # else all that was read stays in memory
    except pa.ArrowInvalid as error:
        raise SourceError("source_file_unreadable", file=path, detail=str(error)) from None
    with file:
        if missing := [name for name in spec.names if name not in file.schema_arrow.names]:
            raise UnfitSource("column_missing", file=path, field=missing[0])
        if twice := [name for name in spec.names if file.schema_arrow.names.count(name) > 1]:
            raise UnfitSource("column_twice", file=path, field=twice[0])
        first = 1
        for batch in file.iter_batches(BATCH, columns=list(spec.names)):
            yield _typed(batch, spec, path, first)
            first += batch.num_rows


def is_of_types(path: Path, spec: TableSpec) -> bool:
    """Whether a Parquet file has the columns of `spec` and their types, and nothing for pandas to read into them."""
    import pyarrow.parquet as pq

    try:
        found = pq.read_schema(path)
    except pa.ArrowInvalid:
        return False
    wanted = spec.arrow_schema()
    return (found.names, found.types) == (wanted.names, wanted.types) and b"pandas" not in (found.metadata or {})


def write_parquet(batches: Iterable[pa.RecordBatch], spec: TableSpec, path: Path) -> None:
    """Write rows that have the types of `spec` as a Parquet file, for us alone to read."""
    import pyarrow.parquet as pq

    with pq.ParquetWriter(path, spec.arrow_schema(), compression="lz4") as writer:
        for batch in batches:
            writer.write_batch(batch)


def _typed(batch: pa.RecordBatch, spec: TableSpec, path: Path, first: int) -> pa.RecordBatch:
    schema = spec.arrow_schema()
    columns = [_cast(batch.column(field.name), field, path, first) for field in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _cast(column: pa.Array, field: pa.Field, path: Path, first: int) -> pa.Array:
    """The same values in another type: what has no exact counterpart there is refused, with its row."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if column.type == field.type:
        return column
    if pa.types.is_null(column.type):  # no value at all: a file need not say of what type
        return column.cast(field.type)
    try:
        found = _nearest(column, field.type)
        if pa.types.is_floating(column.type) and pa.types.is_float64(field.type):  # wider: even NaN, equal to nothing
            return found
        if pa.types.is_decimal(column.type) and pa.types.is_integer(field.type):  # Arrow has refused what is no integer
            return found
        same = pc.fill_null(pc.equal(found.cast(column.type), column), True)  # noqa: FBT003 (null stays null)
    except pa.ArrowInvalid as error:
        row = f"{first}–{first + len(column) - 1}"
        raise UnfitSource("value_not_of_type", file=path, field=field.name, row=row, detail=str(error)) from None
    except pa.ArrowNotImplementedError:
        detail = f"{column.type} → {field.type}"
        raise UnfitSource("value_not_of_type", file=path, field=field.name, row=first, detail=detail) from None
    if pc.all(same).as_py():
        return found
    row = first + pc.index(same, pa.scalar(False)).as_py()  # noqa: FBT003
    raise UnfitSource("value_not_of_type", file=path, field=field.name, row=row, detail=str(column[row - first]))


def _nearest(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """A column cast; to a double by its digits.

    Of a decimal, Arrow's own cast misses the nearest double in one of eight. Of a 32-bit float they are the fewest that
    tell it from all others, so that 0.1 stays 0.1.
    """
    if pa.types.is_float64(kind) and (pa.types.is_decimal(column.type) or pa.types.is_float32(column.type)):
        column = column.cast(pa.string())
    return column.cast(kind)
