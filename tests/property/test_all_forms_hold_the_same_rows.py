"""Whatever the texts, numbers and dates are: every form of a table gives back the same rows in the same order."""

import csv
import datetime as dt
import io
import json
import re
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import sample

from pipeline.formats import called
from pipeline.formats.xlsx import flat_workbook
from pipeline.model import Row
from pipeline.rows import table_from_csv, table_from_rows
from pipeline.schema import Field, TableSpec
from pipeline.versions import Edition

TEXTS = {"sv": "Rubrik", "en": "Heading"}
TYPES = {
    "k": "integer",
    "t": "string",
    "u": "string",
    "i": "integer",
    "b": "boolean",
    "d": "date",
    "x": "number",
}
SPEC = TableSpec(
    name="t",
    fields=tuple(
        Field(name, kind, {"required": name == "k"}, {"sv": name, "en": name}, TEXTS, "content", {})
        for name, kind in TYPES.items()
    ),
    primary_key=("k",),
    foreign_keys=(),
    titles=TEXTS,
    descriptions=TEXTS,
    descriptor={},
)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.text('",\n\r \\=é🎈0;\t\x00', max_size=8)
INTEGERS = st.integers(-(2**63), 2**63 - 1)


def rows_with(texts: st.SearchStrategy[str]) -> st.SearchStrategy[list[Row]]:
    """Rows of the table, nulls everywhere but in the key, the texts from `texts`."""
    row = st.fixed_dictionaries(
        {
            "t": st.none() | texts,
            "u": st.none() | texts,
            "i": st.none() | INTEGERS,
            "b": st.none() | st.booleans(),
            "d": st.none() | st.dates(),
            "x": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        }
    )
    return st.lists(row, max_size=6).map(lambda rows: [{"k": n, **row} for n, row in enumerate(rows)])


@cache
def edition() -> Edition:
    given_edition, _ = sample("mlr-working-groups")
    return replace(given_edition, rows={"t": 0})


@settings(deadline=None, max_examples=60)  # files are slow
@given(rows_with(ANY_TEXT))
def test_csv_tsv_json_parquet_and_sqlite_hold_the_same_rows(rows: list[Row]) -> None:
    table = table_from_rows(SPEC, rows)
    assert list(table.rows()) == rows
    with tempfile.TemporaryDirectory() as folder:
        for form in ("csv", "tsv", "json", "parquet", "sqlite"):
            called(form).write(edition(), {"t": table}, Path(folder))
        data = Path(folder, "data")
        assert list(table_from_csv(SPEC, data / "t.csv").rows()) == rows
        assert read_csv(data / "t.csv") == [{key: as_csv(value) for key, value in row.items()} for row in rows]
        assert read_csv(data / "t.tsv", "\t") == read_csv(data / "t.csv")
        assert read_json(data / "t.json") == rows
        assert pq.read_table(data / "t.parquet").to_pylist() == rows
        assert read_sqlite(data / "mlr-working-groups.sqlite") == rows


@settings(deadline=None, max_examples=60)  # files are slow
@given(rows_with(st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=20)))
def test_a_workbook_holds_the_same_rows(rows: list[Row]) -> None:
    content = flat_workbook(edition(), table_from_rows(SPEC, rows))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["t"]
    headings, *cells = sheet.values
    assert headings == SPEC.names
    assert [[as_cell(row[name]) for name in SPEC.names] for row in rows] == [
        [as_read(value) for value in row] for row in cells
    ]


def read_csv(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def as_csv(value: object) -> str:
    """What a cell of a CSV file says; numbers are compared by `table_from_csv`, here as Arrow writes them."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return arrow_number(value)
        case _:
            return str(value)


def arrow_number(value: float) -> str:
    import pyarrow as pa

    return str(pa.scalar(value).cast(pa.string()).as_py())


def read_json(path: Path) -> list[Row]:
    rows: list[Row] = json.loads(path.read_text(encoding="utf-8"))
    return [{**row, "d": date(row["d"]), "x": None if row["x"] is None else float(row["x"])} for row in rows]


def read_sqlite(path: Path) -> list[Row]:
    with closing(sqlite3.connect(path)) as database:
        found: Iterable[tuple[object, ...]] = database.execute("SELECT * FROM t ORDER BY rowid").fetchall()
    rows = [dict(zip(SPEC.names, values, strict=True)) for values in found]
    return [{**row, "b": None if row["b"] is None else bool(row["b"]), "d": date(row["d"])} for row in rows]


def date(text: object) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(str(text))


def as_cell(value: object) -> object:
    """What Excel can hold of a value: fifteen digits, days from March 1900, numbers below 1E+308."""
    match value:
        case bool() | None:
            return value
        case int() if abs(value) >= 10**15:
            return str(value)
        case float() if abs(value) > 9.99999999999999e307:
            return str(value)
        case float():
            return pytest.approx(value, rel=1e-14, abs=0)
        case dt.date() if value < dt.date(1900, 3, 1):
            return str(value)
        case _:
            return value


def as_read(value: object) -> object:
    """A cell as it was meant: openpyxl leaves escapes of control characters, and gives a day as a time."""
    match value:
        case dt.datetime():
            return value.date()
        case str():
            return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), value)
        case _:
            return value
