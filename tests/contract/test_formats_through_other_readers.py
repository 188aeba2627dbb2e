"""Programs that are not ours read the published files, and find in them what we meant."""

import csv
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from frictionless import Package
from samples import PACKAGES, ROOT, put_described, sample

from pipeline.describe import readme_md
from pipeline.formats import called, of_kind
from pipeline.formats.xlsx import flat_workbook
from pipeline.model import Row

CSVW = ROOT / ".venv-csvw/bin/csvwvalidate"
SOFFICE = shutil.which("soffice")


def publish(package: str, folder: Path, **rows: list[Row]) -> dict[str, list[Row]]:
    """Write a package below `folder`, and give its rows by table."""
    edition, tables = sample(package, **rows)
    *forms, bundle = of_kind("any", (), edition.rows)
    files = [file for form in forms for file in form.write(edition, tables, folder)]
    put_described(folder, edition, files)
    (folder / "README.md").write_bytes(readme_md(edition, files))
    bundle.write(edition, tables, folder)
    return {name: list(table.rows()) for name, table in tables.items()}


@pytest.mark.parametrize("package", PACKAGES)
def test_frictionless_finds_the_package_valid_and_the_same_rows_in_all_forms(package: str, tmp_path: Path) -> None:
    rows = publish(package, tmp_path)
    described = Package(str(tmp_path / "datapackage.json"))
    report = described.validate()
    assert report.valid, report.flatten(["name", "type", "note"])
    for resource in described.resources:
        table = resource.name.removesuffix(f"-{resource.format}")
        assert [row.to_dict() for row in resource.read_rows()] == rows[table]


def test_frictionless_finds_a_package_with_empty_tables_valid(tmp_path: Path) -> None:
    publish("mlr-organisation", tmp_path, quality_issues=[], documents=[])
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "note"])


@pytest.mark.parametrize("form", ["", "-tsv", "-json", "-parquet"])
def test_frictionless_notices_a_person_that_does_not_exist(form: str, tmp_path: Path) -> None:
    _, tables = sample("mlr-organisation")
    publish("mlr-organisation", tmp_path, persons=list(tables["persons"].rows())[1:])
    report = Package(str(tmp_path / "datapackage.json")).validate()
    wrong = {task.name for task in report.tasks if not task.valid}
    assert {f"roster{form}", f"memberships{form}"} <= wrong


def test_frictionless_reads_the_zip(tmp_path: Path) -> None:
    publish("mlr-working-groups", tmp_path)
    assert Package(str(tmp_path / "mlr-working-groups.zip")).validate().valid


@pytest.mark.parametrize("package", PACKAGES)
def test_arrow_polars_duckdb_and_pandas_read_the_parquet_alike(package: str, tmp_path: Path) -> None:
    for name, rows in publish(package, tmp_path).items():
        path = str(tmp_path / f"data/{name}.parquet")
        assert pq.read_table(path).to_pylist() == rows
        assert pl.read_parquet(path).to_dicts() == rows
        relation = duckdb.from_parquet(path)
        assert [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()] == rows
        frame = pd.read_parquet(path, dtype_backend="pyarrow")
        assert [{key: none(value) for key, value in row.items()} for row in frame.to_dict("records")] == rows


def none(value: Any) -> Any:
    """A cell of pandas with its missing values as None."""
    return None if pd.isna(value) else value


def test_dates_texts_and_booleans_have_their_types_in_polars_and_duckdb(tmp_path: Path) -> None:
    publish("mlr-organisation", tmp_path)
    path = str(tmp_path / "data/memberships.parquet")
    polars = pl.read_parquet(path).schema
    assert (polars["valid_from"], polars["on_behalf_of"], polars["is_acting"]) == (
        pl.Date,
        pl.String,
        pl.Boolean,
    )
    types = dict(zip(duckdb.from_parquet(path).columns, map(str, duckdb.from_parquet(path).types), strict=True))
    assert (types["valid_from"], types["on_behalf_of"], types["is_acting"]) == ("DATE", "VARCHAR", "BOOLEAN")


@pytest.mark.parametrize("package", PACKAGES)
def test_the_standard_library_reads_csv_and_json_alike(package: str, tmp_path: Path) -> None:
    for name, rows in publish(package, tmp_path).items():
        with (tmp_path / f"data/{name}.csv").open(encoding="utf-8", newline="") as stream:
            cells = list(csv.DictReader(stream))
        assert cells == [{key: as_csv(value) for key, value in row.items()} for row in rows]
        objects = json.loads((tmp_path / f"data/{name}.json").read_text(encoding="utf-8"))
        assert objects == json.loads(json.dumps(rows, default=str))
        assert duckdb.from_csv_auto(str(tmp_path / f"data/{name}.csv"), all_varchar=True).fetchall() == [
            tuple(as_csv(value) or None for value in row.values()) for row in rows
        ]


@pytest.mark.parametrize("package", PACKAGES)
def test_pandas_and_duckdb_read_the_tsv_alike(package: str, tmp_path: Path) -> None:
    for name, rows in publish(package, tmp_path).items():
        path, cells = tmp_path / f"data/{name}.tsv", [tuple(map(as_csv, row.values())) for row in rows]
        frame = pd.read_csv(path, sep="\t", dtype="string", keep_default_na=False)
        assert list(frame.itertuples(index=False, name=None)) == cells
        relation = duckdb.read_csv(str(path), all_varchar=True, delimiter="\t", header=True)
        assert relation.fetchall() == [tuple(cell or None for cell in row) for row in cells]


def test_cut_and_grep_find_a_column_of_the_tsv(tmp_path: Path) -> None:
    rows = publish("mlr-organisation", tmp_path)["municipalities"]
    run = subprocess.run(["cut", "-f", "1,2", tmp_path / "data/municipalities.tsv"], capture_output=True, check=True)
    found = [tuple(line.split("\t")) for line in run.stdout.decode().splitlines()]
    assert found == [tuple(rows[0])[:2], *(tuple(row.values())[:2] for row in rows)]


def as_csv(value: object) -> str:
    """The cell that a value is written as."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case _:
            return str(value)


def test_sqlite_knows_types_keys_and_descriptions(tmp_path: Path) -> None:
    rows = publish("mlr-organisation", tmp_path)
    with closing(sqlite3.connect(tmp_path / "data/mlr-organisation.sqlite")) as database:
        database.row_factory = sqlite3.Row
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for name, expected in rows.items():
            found = [dict(row) for row in database.execute(f"SELECT * FROM {name} ORDER BY rowid")]  # noqa: S608
            assert found == [{key: as_sqlite(value) for key, value in row.items()} for row in expected]
        keys = database.execute('SELECT "table", "from" FROM pragma_foreign_key_list(\'roster\')').fetchall()
        assert {tuple(key) for key in keys} == {
            ("memberships", "membership_id"),
            ("persons", "person_id"),
            ("municipalities", "municipality_code"),
            ("snapshots", "snapshot_id"),
        }
        view = database.execute("SELECT * FROM roster_sv").fetchone()
        assert (view["Kommunkod"], view["Person"]) == ("0180", "Åsa af Öberg")
        told = database.execute("SELECT description_en FROM _fields WHERE field = 'party' AND table_name = 'roster'")
        assert "Null = a civil servant" in told.fetchone()[0]
        version = database.execute("SELECT value FROM _package WHERE language = 'en' AND label = 'Version'")
        assert version.fetchone()[0] == "1.0.0"
        with pytest.raises(sqlite3.IntegrityError):
            database.execute("INSERT INTO persons (person_id) VALUES ('p-0009')")


def as_sqlite(value: object) -> object:
    """What SQLite holds of a value: 0 and 1 for booleans, ISO text for dates."""
    match value:
        case bool():
            return int(value)
        case None | int() | float():
            return value
        case _:
            return str(value)


@pytest.mark.parametrize("package", PACKAGES)
def test_openpyxl_finds_a_sheet_for_every_table(package: str, tmp_path: Path) -> None:
    rows = publish(package, tmp_path)
    book = openpyxl.load_workbook(tmp_path / f"data/{package}.xlsx")
    assert [sheet.max_row - 1 for sheet in book.worksheets[2:]] == [len(found) for found in rows.values()]


@pytest.mark.skipif(not CSVW.exists(), reason="the CSVW validator has an environment of its own: make test sets it up")
class TestCsvOnTheWeb:
    """`csvw` from PyPI needs another rfc3986 than frictionless, so it is run from `.venv-csvw`."""

    @pytest.mark.parametrize("package", PACKAGES)
    def test_the_validator_accepts_every_table(self, package: str, tmp_path: Path) -> None:
        for name in publish(package, tmp_path):
            assert judge(tmp_path / f"data/{name}.csv-metadata.json") == "OK"

    @pytest.mark.parametrize(
        ("table", "cell", "wrong"),
        [
            ("municipalities", "0180", "180"),
            ("persons", "p-0001", ""),
            ("memberships", "m-0002", "m-0001"),
            ("memberships", "false", "nej"),
            ("memberships", "2022-02-28", "2022-02-29"),
        ],
    )
    def test_the_validator_notices_a_table_that_is_not_as_described(
        self, table: str, cell: str, wrong: str, tmp_path: Path
    ) -> None:
        called("csv").write(*sample("mlr-organisation"), tmp_path)
        called("csvw").write(*sample("mlr-organisation"), tmp_path)
        path = tmp_path / f"data/{table}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(cell, wrong), encoding="utf-8")
        assert judge(path.with_name(f"{table}.csv-metadata.json")) != "OK"


def judge(metadata: Path) -> str:
    """The verdict of the CSVW validator: OK, or what is wrong."""
    run = subprocess.run([CSVW, "--verbose", metadata], capture_output=True, text=True, check=False)
    return run.stdout.strip() + run.stderr.strip()


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_a_formula_as_text_and_keeps_leading_zeros(tmp_path: Path) -> None:
    edition, tables = sample("mlr-working-groups")
    dangerous: Mapping[str, Any] = {"name": "=1+1", "name_verbatim": '=HYPERLINK("http://x.example")'}
    row = {**next(tables["working_groups"].rows()), **dangerous, "organization_id": "0180"}
    _, tables = sample("mlr-working-groups", working_groups=[row])
    source = tmp_path / "groups.xlsx"
    source.write_bytes(flat_workbook(edition, tables["working_groups"]))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        str(SOFFICE),
        "--headless",
        profile,
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76",
        "--outdir",
        str(tmp_path),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with (tmp_path / "groups.csv").open(encoding="utf-8", newline="") as stream:
        (shown,) = csv.DictReader(stream)
    titles = {field.name: field.titles["sv"] for field in tables["working_groups"].spec.fields}
    assert {key: shown[titles[key]] for key in dangerous} == dangerous
    assert shown[titles["organization_id"]] == "0180"
