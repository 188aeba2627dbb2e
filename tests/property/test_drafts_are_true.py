"""Whatever a table holds: by the schema that is drafted from it, it is valid, and no value loses by its type."""

import csv
import datetime as dt
import io
import json
import re
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.draft.candidates import MISSING
from pipeline.draft.table import draft
from pipeline.validate.verdict import check_file

UNMENDED = {"blank-row"}
"""What no schema mends, and what these tables may have."""

days = st.dates(dt.date(1000, 1, 1), dt.date(2999, 12, 31))
moments = st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1))  # noqa: DTZ001
COLUMNS = (
    st.integers().map(str),
    st.integers(0, 9999).map("{:04d}".format),
    st.decimals(allow_nan=False, allow_infinity=False, places=2).map("{:f}".format),
    st.decimals(-(10**9), 10**9, places=2).map(lambda number: f"{number:f}".replace(".", ",")),
    st.integers(-(10**9), 10**9).map(lambda number: f"{number:,}"),
    st.integers(-(10**9), 10**9).map(lambda number: f"{number:,}".replace(",", " ")),
    st.decimals(-(10**6), 10**6, places=2).map(lambda number: f"{number:,f}"),
    st.floats().map(str),
    days.map(str),
    days.map(lambda day: f"{day:%d/%m}/{day.year}"),
    days.map(lambda day: f"{day.month}/{day.day}/{day.year}"),
    days.map(lambda day: f"{day:%d.%m}.{day.year}"),
    days.map(lambda day: f"{day.year}{day:%m%d}"),
    moments.map(dt.datetime.isoformat),
    moments.map(lambda moment: moment.isoformat(" ", "seconds")),
    moments.map(lambda moment: f"{moment:%H:%M}"),
    st.integers(1000, 2999).map(str),
    st.tuples(st.integers(1000, 2999), st.integers(0, 13)).map(lambda both: f"{both[0]}-{both[1]:02d}"),
    st.sampled_from(["true", "false"]),
    st.sampled_from(["ja", "nej"]),
    st.sampled_from(["A", "B", "c"]),
    st.uuids().map(str),
    st.emails(),
    st.sampled_from(["https://a.se/x", "http://b.se", "https://å.se"]),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2).map(json.dumps),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
)
nothing = st.sampled_from(["", *MISSING])
names = st.sampled_from(["id", "kod", "datum", "år", "x", "amount", "Belopp", "e-post", "date", "nr"])


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A header, and rows whose columns are of one kind, or nearly so."""
    header = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    count = draw(st.integers(1, 12)) * draw(st.sampled_from([1, 1, 15]))
    columns = []
    for _ in header:
        kind = draw(st.sampled_from(COLUMNS))
        few = draw(
            st.lists(
                draw(st.sampled_from([kind, kind, kind | nothing, kind | st.one_of(COLUMNS)])), min_size=1, max_size=12
            )
        )
        columns.append([few[number % len(few)] for number in range(count)])
    return [header, *map(list, zip(*columns, strict=True))]


def text_of(rows: list[list[str]], delimiter: str) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return stream.getvalue()


def told_again(value: Any, field: dict[str, Any], cell: str) -> bool:
    """Whether the value that frictionless reads says all that the cell says."""
    kind = field["type"]
    if value is None:
        return cell in field.get("missingValues", [""])
    if kind == "boolean":
        usual = {str(value), str(value).lower(), str(value).upper()}
        return cell in field.get("trueValues" if value else "falseValues", usual)
    if kind in {"integer", "number"}:
        plain = cell.replace(field.get("groupChar", "\0"), "").replace(field.get("decimalChar", "."), ".")
        is_held = Decimal(repr(float(value))) == Decimal(plain) if kind == "number" else abs(value) < 1 << 63
        return is_held and (str(value) == plain if kind == "integer" else value == Decimal(plain))
    if kind in {"date", "datetime", "time"}:
        again = value.strftime(field["format"]) if "format" in field else value.isoformat()
        return numbers(again)[: len(numbers(cell))] == numbers(cell)
    return numbers(str(value)) == numbers(cell) if kind == "yearmonth" else str(value) == cell


def numbers(text: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", text)]


@given(tables(), st.sampled_from([*",;\t"]))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_table_is_valid_by_its_draft_and_no_value_loses_by_its_type(rows: list[list[str]], delimiter: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_text(text_of(rows, delimiter), "utf-8", newline="")
        drafted = draft(path)
        report = check_file(path, drafted.schema).report
        kinds = {error["type"] for task in report["tasks"] for error in task["errors"]}
        assert kinds <= UNMENDED, (drafted.schema, report["tasks"][0]["errors"][:2])
        assert drafted.rows == len(rows) - 1
    fields = drafted.schema["fields"]
    assert [field["name"] for field in fields] == rows[0]
    for field, cells in zip(fields, zip(*rows[1:], strict=True), strict=True):
        read = frictionless.Field.from_descriptor(field).create_cell_reader()
        for cell in cells:
            value, notes = read(cell)
            assert not notes, (field, cell)
            assert told_again(value, field, cell), (field, cell, value)
