"""Tables as delimited text by RFC 4180: UTF-8 without BOM, LF; a cell is quoted only where it must be.

`pyarrow.csv.write_csv` either quotes every text or refuses those that need quotes, so the lines are joined
here, by Arrow too.
"""

import csv
import gzip
import hashlib
import io
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.files import hashed
from pipeline.model import Table
from pipeline.schema import Field, TableSpec
from pipeline.write.cells import (
    any_of,
    as_text,
    constant,
    empty_rows,
    line_bytes,
    replaced,
    rows_with,
    side_by_side,
    spelled,
)

PACKED = 6  # how hard gzip tries: its own default; harder takes twice as long for two per cent
DIALECT = {
    "quoteChar": '"',
    "doubleQuote": True,
    "lineTerminator": "\n",
    "skipInitialSpace": False,
    "header": True,
}
"""In the words of Data Package, all but the delimiter; said in full: a reader that guesses would take a space after a
comma for none of the data."""


def write_table(table: Table, path: Path, delimiter: str = ",") -> None:
    """The file of one table: a header, then the rows in their order; null is an empty cell, an empty text `""`."""
    with hashed(path) as write:
        for text in _text(table, delimiter):
            write(text)


def write_gzipped(table: Table, path: Path) -> None:
    """The same with commas, gzipped: without name and time, so that the same rows are the same bytes."""
    with path.open("wb") as stream, gzip.GzipFile("", "wb", PACKED, stream, mtime=0) as packed:
        for text in _text(table, ","):
            packed.write(text)


def text_sha256(table: Table) -> str:
    """SHA-256 of the file of a table, with commas and not packed: of the rows, and the names of the columns."""
    digest = hashlib.sha256()
    for text in _text(table, ","):
        digest.update(text)
    return digest.hexdigest()


def _text(table: Table, delimiter: str) -> Iterator[pa.Buffer | bytes]:
    yield _header(table.spec.names, delimiter)
    yield from spelled(table.batches(), partial(_lines, spec=table.spec, delimiter=delimiter))


def _header(names: Iterable[str], delimiter: str) -> bytes:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow(names)
    return line.getvalue().encode()


def _lines(batch: pa.RecordBatch, spec: TableSpec, delimiter: str) -> pa.Buffer:
    *cells, last = (_cells(column, field, delimiter) for field, column in zip(spec.fields, batch.columns, strict=True))
    return line_bytes(*cells, side_by_side(last, "\n"), between=delimiter)


def unquoted(column: pa.Array, field: Field) -> pa.Array:
    """The cells of a column as they are written, but for their quotes; null where there is no value."""
    text = as_text(column)
    return pc.utf8_lpad(text, 4, "0") if field.type == "year" else text  # as Table Schema reads year 1 from text


def _cells(column: pa.Array, field: Field, delimiter: str) -> pa.Array:
    text = unquoted(column, field)
    if pa.types.is_string(column.type):
        special = [ord(character) for character in ('"', "\r", "\n", delimiter)]
        needs_quotes = rows_with(text, lambda found: any_of(found == code for code in special))
        text = replaced(text, needs_quotes | empty_rows(text), _quoted)
    return text.fill_null(constant(""))


def _quoted(text: pa.Array) -> pa.Array:
    return side_by_side('"', pc.replace_substring(text, '"', '""'), '"')
