"""A cell that a loose format reads as something else than it says is seen, and keeps its table from being published."""

import gzip
import json
import zipfile

import pytest

from pipeline import check
from pipeline.observe.facts import ACCEPTABLE, HOLDING

BARE = {"type": "number", "bareNumber": False}
APART = {"type": "number", "groupChar": ".", "decimalChar": ","}
SPACED = {"type": "integer", "groupChar": " "}
DAY, MOMENT = {"type": "date", "format": "any"}, {"type": "datetime", "format": "any"}


def seen(tmp_path, field, cell):
    (tmp_path / "t.csv").write_text(f'id;value\n1;\n2;"{cell}"\n', encoding="utf-8")
    fields = [{"name": "id", "type": "integer"}, {"name": "value", **field}]
    (tmp_path / "s.json").write_text(json.dumps({"fields": fields}))
    result = check(tmp_path / "t.csv", schema=tmp_path / "s.json")
    assert result.valid  # frictionless reads them all
    return [(each.code, each.line, each.message) for each in result.observations]


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        (BARE, "(15)", "15"),
        (BARE, "SEK (15)", "15"),
        (BARE, "15-", "15"),
        (BARE, "−5 kr", "5"),
        (APART, "12.34", "1234"),
        (APART, "1.234.56,7", "123456.7"),
        (SPACED, "10 00", "1000"),
        (DAY, "1/2/2024", "2024-01-02"),
        (MOMENT, "3/4/2024 02:30", "2024-03-04 02:30:00"),
    ],
)
def test_a_cell_that_is_read_as_something_else_is_seen_with_what_it_is_read_as(tmp_path, field, cell, value):
    [(code, line, message)] = seen(tmp_path, field, cell)
    assert (code, line) == ("cell_misread", 3)
    assert f"“{cell}” is read as {value} " in message


@pytest.mark.parametrize(("field", "cell"), [(DAY, "2024"), (DAY, "feb 2024"), (MOMENT, "10:30")])
def test_a_date_that_frictionless_completes_from_today_is_seen(tmp_path, field, cell):
    assert [code for code, *_ in seen(tmp_path, field, cell)] == ["cell_misread"]


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        *((BARE, cell) for cell in ("-15", "-15 kr", "kr -15", "15:-", "15,-", "15 %")),
        *((APART, cell) for cell in ("1.234,5", "12,34", "-1.234.567", "1.23.456")),  # the last as in India
        *((SPACED, cell) for cell in ("1 000", "5")),
        *((DAY, cell) for cell in ("2024-02-01", "31/1/2024", "2/2/2024", "29 feb 2024", "20240229")),
        (MOMENT, "2024-03-31T02:30:00+02:00"),
    ],
)
def test_a_cell_that_says_what_it_is_read_as_is_not(tmp_path, field, cell):
    assert seen(tmp_path, field, cell) == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # frictionless leaves archives open
@pytest.mark.parametrize("packed", ["gz", "zip"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_it_is_seen_in_a_packed_table_of_any_encoding(tmp_path, packed, encoding):
    content = "id;värde\n1;\n2;(15)\n".encode(encoding)
    path = tmp_path / f"t.csv.{packed}"
    if packed == "gz":
        path.write_bytes(gzip.compress(content))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("t.csv", content)
    schema = {"fields": [{"name": "id", "type": "integer"}, {"name": "värde", **BARE}]}
    found = [(each.code, each.line) for each in check(path, schema=schema).observations]
    assert ("cell_misread", 3) in found


def test_it_is_held_until_somebody_accepts_it():
    assert "cell_misread" in HOLDING & ACCEPTABLE
