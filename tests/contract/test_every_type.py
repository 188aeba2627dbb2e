"""Every type of Table Schema, in every form, as other readers see it."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner
from frictionless import Package

from pipeline.cli import main
from pipeline.schema import TYPES

CSVW = Path(__file__).parents[2] / ".venv-csvw" / "bin" / "csvwvalidate"
DATATYPES = """
integer number boolean date time datetime duration gYear gYearMonth json string
""".split()
CELLS: dict[str, list[str]] = {
    "any": ["x", "1"],
    "array": ["[1, 2]", '["a"]'],
    "boolean": ["true", "false"],
    "date": ["2026-11-23", "1899-12-31"],
    "datetime": ["2026-11-23T06:32:00", "2026-11-23T06:32:00.125"],
    "duration": ["P1Y2M", "PT5M"],
    "geojson": ['{"type": "Point", "coordinates": [13.0, 55.6]}', '{"type": "Point", "coordinates": [14.0, 55.0]}'],
    "geopoint": ["13.00,55.60", "14.0, 55.0"],
    "integer": ["0", "-12345678901234"],
    "list": ["a,b", "c"],
    "number": ["0.5", "-1e10"],
    "object": ['{"a": 1}', "{}"],
    "string": ["Malmö", '0180 "x", y'],
    "time": ["06:32:00", "23:59:59"],
    "year": ["2026", "1999"],
    "yearmonth": ["2026-11", "1999-01"],
}
CONSTRAINTS = {
    "integer": {"minimum": -99999999999999, "maximum": 10},
    "number": {"minimum": -1e11},
    "date": {"minimum": "1800-01-01", "maximum": "2100-01-01"},
    "datetime": {"minimum": "1800-01-01T00:00:00"},
    "year": {"minimum": 1900, "maximum": 2100},
    "string": {"minLength": 1, "maxLength": 40},
    "list": {"minLength": 1},
    "array": {"minLength": 1},
}


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A version of a package whose one table has a column of each type."""
    fields = [{"name": f"a_{kind}", "type": kind, "constraints": CONSTRAINTS.get(kind, {})} for kind in sorted(CELLS)]
    rows = [[CELLS[kind][number] for kind in sorted(CELLS)] for number in (0, 1)]
    return publish(tmp_path_factory.mktemp("types"), fields, [*rows, ["" for _ in CELLS]])


def publish(root: Path, fields: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[str]], **of_schema: Any) -> Path:
    """A version of a package of one table, with a key beside the fields given; as `root` has it for its source."""
    texts = {"sv": "fält", "en": "field"}
    key = {"name": "k", "type": "integer", "constraints": {"required": True}}
    told = [{"titles": dict.fromkeys(texts, field["name"]), "descriptions": texts, **field} for field in (key, *fields)]
    schema = {"titles": texts, "descriptions": texts, "fields": told, "primaryKey": ["k"], **of_schema}
    example = Path(__file__).parents[2] / "examples/ledger/datapackage"
    described = yaml.safe_load((example / "ledger/datapackage.yaml").read_text(encoding="utf-8"))
    described["resources"] = [{"name": "things", "schema": "schemas/things.json", "source": "things.csv"}]
    described["publishing"]["flat_table"] = "things"
    lines = [",".join(field["name"] for field in told)]
    lines += [",".join([str(k), *(quoted(cell) if cell else "" for cell in row)]) for k, row in enumerate(rows)]
    for path, content in {
        "datapackage/catalog.yaml": (example / "catalog.yaml").read_text(encoding="utf-8"),
        "datapackage/ledger/datapackage.yaml": yaml.safe_dump(described, allow_unicode=True),
        "schemas/things.json": json.dumps(schema),
        "things.csv": "\n".join(lines) + "\n",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    patch = pytest.MonkeyPatch()
    patch.chdir(root)
    result = CliRunner().invoke(main, ["--project", str(root), "publish", "--target", str(root / "public")])
    patch.undo()
    assert result.exit_code == 0, result.output
    return root / "public/ledger/1.0.0"


def test_every_type_is_tried_here() -> None:
    assert set(CELLS) == TYPES


def test_frictionless_accepts_the_table_as_csv_tsv_and_json(published: Path) -> None:
    """Not as Parquet: pandas, with which it reads that, makes a float of an integer column with a null."""
    report = Package(str(published / "datapackage.json")).validate()
    faults = {task.name: task.flatten(["rowNumber", "fieldName", "note"]) for task in report.tasks if not task.valid}
    assert faults.keys() <= {"things-parquet"}, faults
    assert len(report.tasks) == 4


def test_the_metadata_names_datatypes_that_csvw_knows_and_its_validator_accepts_the_table(published: Path) -> None:
    path = published / "data/things.csv-metadata.json"
    columns = json.loads(path.read_bytes())["tableSchema"]["columns"]
    assert {column["datatype"]["base"] for column in columns} <= set(DATATYPES)
    judged = subprocess.run([str(CSVW), str(path)], capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout + judged.stderr


def test_all_forms_hold_the_same_rows(published: Path) -> None:
    data = published / "data"
    typed = pq.read_table(data / "things.parquet").to_pylist()
    assert pl.read_parquet(data / "things.parquet").to_dicts() == typed
    found = duckdb.sql(f"SELECT * FROM '{data / 'things.parquet'}' ORDER BY k")  # noqa: S608 (our own path)
    assert [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()] == typed
    plain = json.loads((data / "things.json").read_bytes())
    assert [{key: str(value) for key, value in row.items()} for row in plain][2] == {
        "k": "2",
        **{f"a_{kind}": "None" for kind in CELLS},
    }
    assert plain[0]["a_year"] == typed[0]["a_year"] == 2026
    assert plain[0]["a_date"] == typed[0]["a_date"].isoformat()
    sheet = [list(row) for row in openpyxl.load_workbook(data / "things.xlsx")["things"].values]
    shown = dict(zip(sheet[0], sheet[1], strict=True))
    assert shown["a_datetime"] == typed[0]["a_datetime"]
    assert shown["a_date"].date() == typed[0]["a_date"]


SPELLED: dict[str, tuple[dict[str, Any], list[str], dict[str, Any], list[Any]]] = {
    "number": (
        {"decimalChar": ",", "groupChar": " ", "constraints": {"minimum": "0,5", "enum": ["0,5", "1 234,25", "3"]}},
        ["1 234,25", "0,5"],
        {"minimum": 0.5, "enum": [0.5, 1234.25, 3.0]},
        [1234.25, 0.5],
    ),
    "integer": (
        {"bareNumber": False, "constraints": {"minimum": "5 kr", "maximum": "9 kr"}},
        ["7 kr", "5 kr"],
        {"minimum": 5, "maximum": 9},
        [7, 5],
    ),
    "boolean": (
        {"trueValues": ["ja"], "falseValues": ["nej"], "constraints": {"enum": ["ja"]}},
        ["ja", "ja"],
        {"enum": [True]},
        [True, True],
    ),
    "date": (
        {"format": "%d.%m.%Y", "constraints": {"minimum": "01.02.2020", "enum": ["01.02.2020", "03.02.2020"]}},
        ["01.02.2020", "03.02.2020"],
        {"minimum": "2020-02-01", "enum": ["2020-02-01", "2020-02-03"]},
        ["2020-02-01", "2020-02-03"],
    ),
    "datetime": (
        {"constraints": {"minimum": "2020-02-01T00:00:00+01:00"}},
        ["2020-02-01T00:00:00+01:00", "2026-11-23T06:32:00Z"],
        {"minimum": "2020-01-31T23:00:00"},
        ["2020-01-31T23:00:00", "2026-11-23T06:32:00"],
    ),
    "time": (
        {"format": "%H.%M", "constraints": {"minimum": "06.30", "maximum": "18.00"}},
        ["06.30", "14.05"],
        {"minimum": "06:30:00", "maximum": "18:00:00"},
        ["06:30:00", "14:05:00"],
    ),
    "year": ({"constraints": {"minimum": 1}}, ["0001", "0987"], {"minimum": 1}, [1, 987]),
}
"""By type: what the schema of the source says of the field, two cells, and what ours says, and the values."""


@pytest.fixture(scope="module")
def spelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A version whose source spells values, bounds and enums in its own way, and nothing as a dash."""
    fields = [{"name": f"a_{kind}", "type": kind, **said} for kind, (said, _, _, _) in SPELLED.items()]
    rows = [[cells[number] for _, cells, _, _ in SPELLED.values()] for number in (0, 1)]
    return publish(tmp_path_factory.mktemp("spelled"), fields, [*rows, ["-" for _ in SPELLED]], missingValues=["-"])


def test_bounds_and_enums_are_spelled_as_the_published_values_are(spelled: Path) -> None:
    fields = {field["name"]: field for field in json.loads((spelled / "schemas/things.json").read_bytes())["fields"]}
    assert {kind: fields[f"a_{kind}"]["constraints"] for kind in SPELLED} == {
        kind: ours for kind, (_, _, ours, _) in SPELLED.items()
    }
    values = json.loads((spelled / "data/things.json").read_bytes())
    assert {kind: [row[f"a_{kind}"] for row in values] for kind in SPELLED} == {
        kind: [*found, None] for kind, (_, _, _, found) in SPELLED.items()
    }


def test_frictionless_and_the_csvw_validator_accept_what_was_spelled_otherwise(spelled: Path) -> None:
    report = Package(str(spelled / "datapackage.json")).validate()
    faults = {task.name: task.flatten(["rowNumber", "fieldName", "note"]) for task in report.tasks if not task.valid}
    assert faults.keys() <= {"things-parquet"}, faults
    path = spelled / "data/things.csv-metadata.json"
    judged = subprocess.run([str(CSVW), str(path)], capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout + judged.stderr


def test_what_our_own_form_would_break_is_refused_not_published(tmp_path: Path) -> None:
    """An empty text is a value to a source that spells nothing as a dash, and nothing at all to readers of ours."""
    name = {"name": "name", "type": "string", "constraints": {"required": True}}
    with pytest.raises(AssertionError, match=r"nothing published; the files follow their schemas.*name"):
        publish(tmp_path, [name], [["Malmö"], [""]], missingValues=["-"])
    assert not (tmp_path / "public/ledger").exists()
