"""JSON by RFC 8259: an array of objects, one object a line, so that people and `diff` can read it too."""

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.files import hashed
from pipeline.formats import Format, Harvest
from pipeline.model import Table
from pipeline.versions import Edition
from pipeline.write.cells import Mask, any_of, as_text, constant, line_bytes, replaced, rows_with, side_by_side, spelled

QUOTES = {"\\": "\\\\", '"': '\\"'}  # the backslash first: the other brings one of its own
CONTROLS = {
    **{chr(code): f"\\u{code:04x}" for code in range(0x20)},
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}
"""What a JSON string may not hold as it is (RFC 8259, section 7); everything else stays UTF-8."""


def write_table(_edition: Edition, table: Table, path: Path) -> None:
    """The JSON file of one table: keys in schema order; numbers, booleans and nulls are JSON's own."""
    with hashed(path) as write:
        separator = b"["
        for lines in spelled(table.batches(), _lines):
            write(separator)
            write(memoryview(lines)[1:])
            separator = b","
        write(b"\n]\n" if separator == b"," else b"[]\n")


def _lines(batch: pa.RecordBatch) -> pa.Buffer:
    """The objects of `batch`, each on a line of its own, and each after a comma."""
    parts: list[pa.Array | str] = []
    opening = ",\n{"
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        values, quote = _values(column)
        parts += [f"{opening}{json.dumps(name, ensure_ascii=False)}: {quote}", values]
        opening = f"{quote}, "
    return line_bytes(*parts, opening.removesuffix(", ") + "}")


def _values(column: pa.Array) -> tuple[pa.Array, str]:
    """The values of `column`, and the quotation mark that is to stand around each, where none is null."""
    text = as_text(column)
    if pa.types.is_string(column.type):
        text = _escaped(text)
    elif pa.types.is_floating(column.type) and not pc.all(pc.is_finite(column)).as_py():
        text = pc.if_else(pc.is_finite(column), text, _quoted(text))  # no JSON numbers: the texts Table Schema reads
    quote = '"' if pa.types.is_string(column.type) or pa.types.is_temporal(column.type) else ""
    if not column.null_count:
        return text, quote
    return (_quoted(text) if quote else text).fill_null(constant("null")), ""


def _quoted(text: pa.Array) -> pa.Array:
    return side_by_side('"', text, '"')


def _escaped(text: pa.Array) -> pa.Array:
    quotes, controls = rows_with(text, _is_quote), rows_with(text, _is_control)
    return replaced(replaced(text, quotes, partial(_spelled, QUOTES)), controls, partial(_spelled, CONTROLS))


def _is_quote(found: npt.NDArray[np.uint8]) -> Mask:
    return any_of(found == ord(character) for character in QUOTES)


def _is_control(found: npt.NDArray[np.uint8]) -> Mask:
    return found < len(CONTROLS)


def _spelled(escapes: Mapping[str, str], text: pa.Array) -> pa.Array:
    for character, escape in escapes.items():
        text = pc.replace_substring(text, character, escape)
    return text


FORMAT = Format(
    name="json",
    place=30,
    titles={"sv": "JSON", "en": "JSON"},
    good_for={"sv": "webb och programmering", "en": "the web and programming"},
    suffix=".json",
    media_type="application/json",
    write_table=write_table,
    resource={},
    empty_is_table=False,
    harvest=Harvest(
        "JSON",
        {
            "sv": "Tabellen som JSON: en lista med ett objekt per rad.",
            "en": "The table as JSON: an array with one object a row.",
        },
    ),
)
