"""Every type of Table Schema, in every form, as other readers see it."""

import json
import subprocess
from pathlib import Path

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
    root = tmp_path_factory.mktemp("types")
    texts = {"sv": "fält", "en": "field"}
    fields = [
        {
            "name": f"a_{kind}",
            "type": kind,
            "titles": {"sv": kind, "en": kind},
            "descriptions": texts,
            "constraints": CONSTRAINTS.get(kind, {}),
        }
        for kind in sorted(CELLS)
    ]
    fields.insert(
        0, {"name": "k", "type": "integer", "titles": texts, "descriptions": texts, "constraints": {"required": True}}
    )
    schema = {"titles": texts, "descriptions": texts, "fields": fields, "primaryKey": ["k"]}
    example = Path(__file__).parents[2] / "examples/ledger/datapackage"
    described = yaml.safe_load((example / "ledger/datapackage.yaml").read_text(encoding="utf-8"))
    described["resources"] = [{"name": "things", "schema": "schemas/things.json", "source": "things.csv"}]
    described["publishing"]["flat_table"] = "things"
    rows = [[str(number), *(CELLS[kind][number] for kind in sorted(CELLS))] for number in (0, 1)]
    rows.append(["2", *("" for _ in CELLS)])
    lines = [",".join(["k", *(f"a_{kind}" for kind in sorted(CELLS))])]
    lines += [",".join(quoted(cell) if cell else "" for cell in row) for row in rows]
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
    assert shown["datetime"] == typed[0]["a_datetime"]
    assert shown["date"].date() == typed[0]["a_date"]
