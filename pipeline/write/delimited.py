"""CSV by RFC 4180: UTF-8 without BOM, comma, LF; a cell is quoted only where it must be.

`pyarrow.csv.write_csv` either quotes every text or refuses those that need quotes, so the lines are joined
here, by Arrow too.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.datafile import data_file, data_path
from pipeline.model import DataFile, Edition, Table, Tables
from pipeline.write.cells import as_text, constant, line_bytes, side_by_side

NEEDS_QUOTES = r'[",\r\n]|^$'
"""Null is the empty cell; an empty text is written as `""` to be told from it."""


def write(_edition: Edition, tables: Tables, folder: Path) -> list[DataFile]:
    """`data/TABLE.csv` of each table: a header, then the rows in their order; null is an empty cell."""
    files = []
    for name, table in tables.items():
        path, target = data_path(folder, f"{name}.csv")
        write_table(table, target)
        files.append(data_file(folder, path, "csv", name))
    return files


def write_table(table: Table, path: Path) -> None:
    """The CSV file of one table."""
    with path.open("wb") as stream:
        stream.write(_header(table.spec.names))
        for batch in table.batches():
            stream.write(_lines(batch))


def _header(names: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(names)
    return line.getvalue().encode()


def _lines(batch: pa.RecordBatch) -> pa.Buffer:
    parts: list[pa.Array | str] = []
    for column in batch.columns:
        parts += [_cells(column), ","]
    return line_bytes(batch, *parts[:-1], "\n")


def _cells(column: pa.Array) -> pa.Array:
    text = as_text(column)
    if pa.types.is_string(column.type):
        needs_quotes = pc.match_substring_regex(text, NEEDS_QUOTES)
        if pc.any(needs_quotes).as_py():
            quoted = side_by_side('"', pc.replace_substring(text, '"', '""'), '"')
            text = pc.if_else(needs_quotes, quoted, text)
    return text.fill_null(constant(""))
