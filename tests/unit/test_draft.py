"""`describe` drafts a schema that says what a table says, and no more."""

import csv
import datetime as dt
import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.draft.table import draft
from pipeline.errors import UsageError

# frictionless leaves archives open
LEFT_OPEN = pytest.mark.filterwarnings("ignore:unclosed file", "ignore::pytest.PytestUnraisableExceptionWarning")


def describe(*arguments: str | Path, language: str = "en") -> Result:
    return CliRunner().invoke(main, ["--language", language, "describe", *map(str, arguments)])


def field(folder: Path, label: str, *cells: str) -> dict[str, Any]:
    """The field that is drafted from these cells, without its name."""
    with (folder / "t.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([("n", label), *(("x", cell) for cell in cells)])
    found = dict(draft(folder / "t.csv").schema["fields"][1])
    assert found.pop("name") == label
    return found


@pytest.mark.parametrize(
    ("label", "cells", "said"),
    [
        ("a", ["1", "-20", "0"], {"type": "integer"}),
        ("a", ["1", "02"], {"type": "string"}),
        ("kommunkod", ["1280", "1281"], {"type": "string"}),
        ("telefon", ["40123456"], {"type": "string"}),
        ("a", ["+46"], {"type": "string"}),
        ("a", ["1e5"], {"type": "string"}),
        ("a", ["9223372036854775808"], {"type": "string"}),
        ("a", ["1", "2.5"], {"type": "number"}),
        ("a", ["0.1234567890123456"], {"type": "string"}),
        ("a", ["1", "2,5"], {"type": "number", "decimalChar": ","}),
        ("a", ["1,234", "2,500"], {"type": "string"}),
        ("a", ["1,234", "2,5"], {"type": "number", "decimalChar": ","}),
        ("a", ["1 234", "12"], {"type": "integer", "groupChar": " "}),
        ("a", ["1 234,5", "12"], {"type": "number", "groupChar": " ", "decimalChar": ","}),
        ("a", ["1,234.50", "12.00"], {"type": "number", "groupChar": ",", "decimalChar": "."}),
        ("a", ["1.234,50", "12,00"], {"type": "number", "groupChar": ".", "decimalChar": ","}),
        ("a", ["1", "NA", "-"], {"type": "integer", "missingValues": ["", "-", "NA"]}),
        ("a", ["x", "NA"], {"type": "string"}),
        ("a", ["NA", "NA"], {"type": "string"}),
        ("a", ["", ""], {"type": "string"}),
        ("a", ["2026-01-31", "2024-02-29"], {"type": "date"}),
        ("a", ["2026-02-30"], {"type": "string"}),
        ("a", ["31/12/2026", "1/2/2026"], {"type": "date", "format": "%d/%m/%Y"}),
        ("a", ["12/31/2026", "1/2/2026"], {"type": "date", "format": "%m/%d/%Y"}),
        ("a", ["1/2/2026"], {"type": "string"}),
        ("a", ["31.12.2026"], {"type": "date", "format": "%d.%m.%Y"}),
        ("a", ["20261231"], {"type": "integer"}),
        ("datum", ["20261231"], {"type": "date", "format": "%Y%m%d"}),
        ("a", ["2026-01-31T10:00:00", "2026-01-31T10:00:00.5+01:00"], {"type": "datetime"}),
        ("a", ["2026-01-31 10:00"], {"type": "datetime", "format": "%Y-%m-%d %H:%M"}),
        ("a", ["10:00:59"], {"type": "time"}),
        ("a", ["10:00", "23:59"], {"type": "time", "format": "%H:%M"}),
        ("a", ["2026-12"], {"type": "yearmonth"}),
        ("a", ["2026"], {"type": "integer"}),
        ("verksamhetsår", ["2026"], {"type": "year"}),
        ("birth year", ["1999"], {"type": "year"}),
        ("a", ["true", "false"], {"type": "boolean"}),
        ("a", ["ja", "nej"], {"type": "boolean", "trueValues": ["ja"], "falseValues": ["nej"]}),
        ("a", ["ja", "ja"], {"type": "string"}),
        ("a", ["0", "1"], {"type": "integer"}),
        ("a", ["a@b.se", "c.d@e.se"], {"type": "string", "format": "email"}),
        ("a", ["https://a.se/x?y=1"], {"type": "string", "format": "uri"}),
        ("a", ["6fa459ea-ee8a-3ca4-894e-db77e160355e"], {"type": "string", "format": "uuid"}),
    ],
)
def test_a_type_is_that_of_all_cells_and_loses_nothing(tmp_path, label, cells, said):
    assert field(tmp_path, label, *cells) == said


def test_few_texts_that_come_often_are_a_list_and_always_filled_is_required(tmp_path):
    said = field(tmp_path, "a", *["A", "B", "C"] * 40)
    assert said == {"type": "string", "constraints": {"required": True, "enum": ["A", "B", "C"]}}
    assert field(tmp_path, "a", *["A", "B", "C"] * 3) == {"type": "string"}


def test_all_rows_are_read_so_the_last_one_counts(tmp_path):
    rows = "".join(f"{number}\n" for number in range(50_000))
    (tmp_path / "t.csv").write_text(f"a\n{rows}x\n", "utf-8")
    assert draft(tmp_path / "t.csv").schema["fields"][0]["type"] == "string"


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("id,a\n1,x\n2,x\n", ["id"]),
        ("a,person_id\nx,1\nx,2\n", ["person_id"]),
        ("a,b\nx,1\nx,2\n", None),
        ("id,a\n1,x\n1,x\n", None),
        ("id,a\n1,x\n,y\n", None),
        ("kod,år,n\n" + "".join(f"{kod},{year},5\n" for kod in "abcde" for year in range(2000, 2010)), ["kod", "år"]),
        ("namn,orgnr\n" + "".join(f"{'abc'[n % 3]},55{n:08d}\n" for n in range(30)), ["orgnr"]),
        ("namn,antal\n" + "".join(f"{'abc'[n % 3]},{n}\n" for n in range(30)), None),
    ],
)
def test_a_key_tells_all_rows_apart(tmp_path, table, key):
    (tmp_path / "t.csv").write_text(table, "utf-8")
    assert draft(tmp_path / "t.csv").schema.get("primaryKey") == key


@pytest.mark.parametrize("rows", [40, 30_000])
def test_a_row_that_is_there_twice_is_told_and_no_pair_hides_it(tmp_path, rows):
    lines = [f"{row},2026-01-{row % 28 + 1:02d}" for row in range(rows)]
    lines[-1] = lines[0].replace("01-01", "02-01")
    (tmp_path / "t.csv").write_text("\n".join(["id,datum", *lines]), "utf-8")
    drafted = draft(tmp_path / "t.csv")
    assert "primaryKey" not in drafted.schema
    assert drafted.doubled == ("id", 1)
    assert "The field id would be the key, but 1 row has a value" in describe(tmp_path / "t.csv").stderr


def test_a_sheet_and_lines_of_json_keep_the_types_of_their_cells(tmp_path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in [["id", "code", "n", "d", "m"], [1, "007", 1, dt.date(2026, 1, 1), "a"], [2, "12", 2.5, None, 3]]:
        sheet.append(row)
    workbook.save(tmp_path / "t.xlsx")
    types = [each["type"] for each in draft(tmp_path / "t.xlsx").schema["fields"]]
    assert types == ["integer", "string", "number", "date", "any"]
    lines = [{"id": 1, "t": "7", "o": {"q": 1}, "l": [1]}, {"id": 2, "t": None, "o": {}, "l": []}]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n", "utf-8")
    types = [each["type"] for each in draft(tmp_path / "t.jsonl").schema["fields"]]
    assert types == ["integer", "string", "object", "array"]


def test_parquet_has_types_already(tmp_path):
    table = pa.table(
        {"id": [1, 2], "s": ["007", None], "n": [1.5, None], "d": [dt.date(2026, 1, 1)] * 2, "i": [1, None]}
    )
    pq.write_table(table, tmp_path / "t.parquet")
    types = [each["type"] for each in draft(tmp_path / "t.parquet").schema["fields"]]
    assert types == ["integer", "string", "number", "date", "number"]  # frictionless reads it through pandas


def test_the_draft_is_the_result_and_checks_clean(tmp_path):
    (tmp_path / "t.csv").write_text("id;belopp\n1;2,5\n2;\n", "utf-8")
    result = describe(tmp_path / "t.csv")
    assert result.exit_code == 0
    (tmp_path / "s.json").write_text(result.stdout, "utf-8")
    assert json.loads(result.stdout)["$schema"] == "https://datapackage.org/profiles/2.0/tableschema.json"
    assert "Primary key: id." in result.stderr
    checked = CliRunner().invoke(main, ["check", str(tmp_path / "t.csv"), "--schema", str(tmp_path / "s.json")])
    assert checked.exit_code == 0


@pytest.mark.parametrize("rows", [50, 50_000])
def test_a_damaged_file_is_not_valid_by_any_schema(tmp_path, rows):
    (tmp_path / "t.csv").write_bytes(b"id,a\n" + "1,å\n".encode() * rows + b"2,\xe5\n")
    result = describe(tmp_path / "t.csv")
    assert result.exit_code in {1, 2}
    assert "t.csv" in result.stderr
    assert "Traceback" not in result.output


def test_what_no_schema_mends_is_said(tmp_path):
    (tmp_path / "t.csv").write_text("id,\n1,2\n1,2,3\n", "utf-8")
    result = describe(tmp_path / "t.csv", language="sv")
    assert result.exit_code == 1
    assert [each["name"] for each in json.loads(result.stdout)["fields"]] == ["id", "field2"]
    assert "fel som inget schema kan rätta" in result.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("foot", ["Totalt;;60,50\n", "\nTotalt;;60,50\n", ";;\nTotalt;;60,50\nKälla: kassan;;\n"])
def test_a_sum_below_a_table_is_told_and_is_no_row_of_it(tmp_path, encoding, foot):
    rows = "nr;namn;belopp\n1;Åsa;10,00\n2;Bo;20,50\n3;Eva;30,00\n"
    (tmp_path / "t.csv").write_text(f"{rows}{foot}", encoding)
    result = describe(tmp_path / "t.csv")
    assert result.exit_code == 1
    assert "“Totalt;;60,50” is at the end of the file" in result.stderr
    assert "3 fields from 3 rows" in result.stderr
    drafted = json.loads(result.stdout)
    assert [each["type"] for each in drafted["fields"]] == ["integer", "string", "number"]
    assert drafted["primaryKey"] == ["nr"]


@LEFT_OPEN
@pytest.mark.parametrize("name", ["t.csv.gz", "t.csv.zip"])
def test_of_a_packed_table_a_sum_below_it_is_no_row_either(tmp_path, name):
    content = "nr;namn\n1;Åsa\n2;Bo\n3;Eva\nSumma;3\n".encode("cp1252")
    if name.endswith("gz"):
        (tmp_path / name).write_bytes(gzip.compress(content))
    else:
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("t.csv", content)
    result = describe(tmp_path / name)
    assert (result.exit_code, "2 fields from 3 rows" in result.stderr) == (1, True)
    assert json.loads(result.stdout)["fields"][0]["type"] == "integer"


def test_what_can_be_read_in_two_ways_is_named(tmp_path):
    (tmp_path / "t.csv").write_text('id,kr,datum,namn\n1,"1,234",1/2/2026,Ek\n2,"2,500",3/4/2026,Bo\n', "utf-8")
    assert "can be read in two ways (as 1,234 and 1/2/2026 can): kr, datum." in describe(tmp_path / "t.csv").stderr


@LEFT_OPEN
@pytest.mark.parametrize(
    ("name", "content"),
    [("t.csv", b""), ("t.txt", b"x"), ("t.parquet", b"x"), ("t.csv.gz", b"x"), ("u.csv.gz", b"\x1f\x8b\x08")],
)
def test_what_is_no_table_is_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError):
        draft(tmp_path / name)
    result = describe(tmp_path / name)
    assert result.exit_code == 2
    assert name in result.stderr


def test_several_tables_are_a_package(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("id\n1\n", "utf-8")
    for paths in ([tmp_path], [tmp_path / "a.csv", tmp_path / "b.csv"]):
        refused = describe(*paths)
        assert refused.exit_code == 2
        assert "--package" in refused.stderr
    result = describe("--package", tmp_path / "a.csv", tmp_path / "b.csv")
    assert [each["path"] for each in json.loads(result.stdout)["resources"]] == ["a.csv", "b.csv"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with tables that refer to each other, or seem to."""
    (tmp_path / "in").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "suppliers.csv").write_text("id,namn\n1,A\n2,Å\n3,C\n", "utf-8")
    (tmp_path / "in" / "Fakturor 2026.csv").write_text("nr;supplier_id;belopp\nF1;1;2,5\nF2;3;7\n", "utf-8")
    (tmp_path / "in" / "other.csv").write_text("nr,supplier_id\n1,1\n2,9\n", "utf-8")
    (tmp_path / ".hidden" / "x.csv").write_text("id\n1\n", "utf-8")
    (tmp_path / "readme.txt").write_text("x", "utf-8")
    return tmp_path


def test_a_package_has_a_resource_for_each_table_and_the_references_that_all_rows_bear_out(folder):
    result = describe("--package", folder)
    assert result.exit_code == 0
    described = json.loads(result.stdout)
    invoices, other, suppliers = sorted(described["resources"], key=lambda each: each["name"])
    assert [each["name"] for each in (invoices, other, suppliers)] == ["fakturor-2026", "other", "suppliers"]
    assert invoices["path"] == "in/Fakturor 2026.csv"
    assert invoices["dialect"] == {"delimiter": ";"}
    assert (suppliers["format"], suppliers["mediatype"], suppliers["encoding"]) == ("csv", "text/csv", "utf-8")
    reference = {"resource": "suppliers", "fields": ["id"]}
    assert invoices["schema"]["foreignKeys"] == [{"fields": ["supplier_id"], "reference": reference}]
    assert "foreignKeys" not in other["schema"]
    (folder / "datapackage.json").write_text(result.stdout, "utf-8")
    assert CliRunner().invoke(main, ["check", str(folder / "datapackage.json")]).exit_code == 0


def test_a_folder_without_tables_is_no_package(tmp_path):
    result = describe("--package", tmp_path)
    assert result.exit_code == 2
    assert "holds no tables" in result.stderr
