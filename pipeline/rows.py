"""Tables made from rows, and read back from our own CSV files; neither way imports pandas.

`pa.array(list)` and `from_pylist` import pandas where it is installed, which costs more than the whole of a
small publish. Arrow's JSON and CSV readers do not, and take the types from the schema instead of guessing.
"""

import datetime as dt
import io
import json
import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.json

from pipeline.errors import UsageError
from pipeline.model import Table
from pipeline.schema import TableSpec

CSV_BLOCK = 2 << 20  # bytes parsed at a time; Arrow holds several such blocks
LARGEST_ROW = 64 << 20  # bytes; a row must fit into one block


def table_from_rows(spec: TableSpec, rows: Iterable[Mapping[str, Any]]) -> Table:
    """A table of one batch with the types of `spec`, its rows in the order given.

    A value is None, str, int, float, bool or `datetime.date` (ISO text is a date too). None stays null and ""
    stays the empty string. A null in a required field is left for validation to find.

    Raises:
        UsageError: a row lacks a column, has one that the schema does not name, or a value of another type.
    """
    batch = _batch_from_rows(spec, rows)
    return Table(spec, lambda: iter((batch,)))


def finite(value: object) -> object:
    """`value` as JSON can say it: what is no finite number is the text that tables have for it."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def table_from_csv(spec: TableSpec, path: Path) -> Table:
    """The table that a CSV file of ours holds, read batch by batch each time it is asked for.

    An empty cell is null, `""` is the empty string.

    Raises:
        KeyError: (when batches are asked for) the file lacks a column of `spec`.
        pyarrow.ArrowInvalid: (likewise) a cell does not have the type of its column.
    """
    return Table(spec, partial(_batches_from_csv, spec, path))


def conformed(table: Table, spec: TableSpec) -> Table:
    """The rows of an earlier version in the columns of `spec`.

    A column that is new is null, one that is gone is left out, and a value is given the type it has now.

    Raises:
        UsageError: (when batches are asked for) a value cannot be given that type without loss.
    """
    return table if table.spec.arrow_schema() == spec.arrow_schema() else Table(spec, partial(_conformed, table, spec))


def _conformed(table: Table, spec: TableSpec) -> Iterator[pa.RecordBatch]:
    schema = spec.arrow_schema()
    for batch in table.batches():
        try:
            columns = [
                batch.column(field.name).cast(field.type)
                if field.name in batch.schema.names
                else pa.nulls(batch.num_rows, field.type)
                for field in schema
            ]
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise UsageError("schema_does_not_fit", table=spec.name, detail=str(error)) from None
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _batch_from_rows(spec: TableSpec, rows: Iterable[Mapping[str, Any]]) -> pa.RecordBatch:
    schema = spec.arrow_schema()
    numbers = frozenset(field.name for field in schema if pa.types.is_floating(field.type))
    lines = "\n".join(_json_line(spec, row, numbers) for row in rows).encode()
    if not lines:  # Arrow's reader refuses an empty file
        return pa.RecordBatch.from_arrays([pa.nulls(0, field.type) for field in schema], schema=schema)
    try:
        table = pa.json.read_json(
            io.BytesIO(lines),
            pa.json.ReadOptions(use_threads=False, block_size=len(lines) + 1),  # no row may straddle two blocks
            pa.json.ParseOptions(explicit_schema=_as_text(schema)),
        )
        columns = [table[field.name].cast(field.type).combine_chunks() for field in schema]
    except pa.ArrowInvalid as error:
        raise UsageError("schema_does_not_fit", table=spec.name, detail=str(error)) from error
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _json_line(spec: TableSpec, row: Mapping[str, Any], numbers: Collection[str]) -> str:
    strangers = row.keys() ^ set(spec.names)
    if strangers:
        raise UsageError("schema_does_not_fit", table=spec.name, detail=", ".join(sorted(strangers)))
    if wrong := [value for name in numbers if not isinstance(value := row[name], (int, float, type(None)))]:
        raise UsageError("schema_does_not_fit", table=spec.name, detail=str(wrong[0]))
    told = {name: repr(value) if name in numbers and value is not None else value for name, value in row.items()}
    return json.dumps(told, ensure_ascii=False, default=_iso)


def _iso(day_or_moment: dt.date) -> str:
    return day_or_moment.isoformat()  # its own: that of the class of dates leaves the time of day out


def _as_text(schema: pa.Schema) -> pa.Schema:
    """`schema` as Arrow's JSON reader can read it: it knows no ISO dates, and JSON no infinity."""
    texts = [pa.types.is_temporal(field.type) or pa.types.is_floating(field.type) for field in schema]
    return pa.schema(
        [field.with_type(pa.string()) if text else field for field, text in zip(schema, texts, strict=True)]
    )


def _batches_from_csv(spec: TableSpec, path: Path) -> Iterator[pa.RecordBatch]:
    done = 0
    try:
        for batch in _parsed(spec, path, CSV_BLOCK):
            yield batch
            done += batch.num_rows
    except pa.ArrowInvalid as error:
        if "straddling" not in str(error):
            raise
    else:
        return
    for batch in _parsed(spec, path, LARGEST_ROW):  # from the first row again, as the reader cannot go back
        known = min(done, batch.num_rows)
        done -= known
        yield batch.slice(known)


def _parsed(spec: TableSpec, path: Path, block: int) -> Iterator[pa.RecordBatch]:
    schema = spec.arrow_schema()
    with pa.csv.open_csv(
        path,
        read_options=pa.csv.ReadOptions(block_size=block),
        parse_options=pa.csv.ParseOptions(newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(
            column_types=schema,
            include_columns=spec.names,
            null_values=[""],
            true_values=["true"],
            false_values=["false"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    ) as reader:
        for batch in reader:
            yield pa.RecordBatch.from_arrays(batch.columns, schema=schema)
