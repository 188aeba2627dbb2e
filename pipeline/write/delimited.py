"""Tables as delimited text by RFC 4180: UTF-8 without BOM, LF; a cell is quoted only where it must be.

`pyarrow.csv.write_csv` either quotes every text or refuses those that need quotes, so the lines are joined
here, by Arrow too.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.model import Table
from pipeline.schema import TableSpec
from pipeline.write.cells import any_of, as_text, constant, empty_rows, line_bytes, replaced, rows_with, side_by_side

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
    with path.open("wb") as stream:
        stream.write(_header(table.spec.names, delimiter))
        for batch in table.batches():
            stream.write(_lines(batch, table.spec, delimiter))


def _header(names: Iterable[str], delimiter: str) -> bytes:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow(names)
    return line.getvalue().encode()


def _lines(batch: pa.RecordBatch, spec: TableSpec, delimiter: str) -> pa.Buffer:
    parts: list[pa.Array | str] = []
    for field, column in zip(spec.fields, batch.columns, strict=True):
        cells = _cells(column, delimiter)
        parts += [_of_four_digits(cells) if field.type == "year" else cells, delimiter]
    return line_bytes(batch, *parts[:-1], "\n")


def _cells(column: pa.Array, delimiter: str) -> pa.Array:
    text = as_text(column)
    if pa.types.is_string(column.type):
        special = [ord(character) for character in ('"', "\r", "\n", delimiter)]
        needs_quotes = rows_with(text, lambda found: any_of(found == code for code in special))
        text = replaced(text, needs_quotes | empty_rows(text), _quoted)
    return text.fill_null(constant(""))


def _quoted(text: pa.Array) -> pa.Array:
    return side_by_side('"', pc.replace_substring(text, '"', '""'), '"')


def _of_four_digits(years: pa.Array) -> pa.Array:
    """Years as Table Schema reads them from text: year 1 is `0001`; null stays an empty cell."""
    return pc.if_else(pc.equal(years, constant("")), years, pc.utf8_lpad(years, 4, "0"))
