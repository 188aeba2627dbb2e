"""What each form looks like, byte by byte where people and programs count on it."""

import datetime as dt
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from samples import PACKAGES, ROOT, SNAPSHOT, put_described, sample

from pipeline.describe import readme_md
from pipeline.errors import UsageError
from pipeline.files import sha256_of
from pipeline.formats import called, ensure_apart, of_kind, popolo
from pipeline.formats.xlsx import flat_workbook
from pipeline.model import Row, Table
from pipeline.rows import table_from_rows
from pipeline.schema import Field, TableSpec
from pipeline.versions import DataFile
from pipeline.wording.errors import sentence

TEXTS = {"sv": "x", "en": "x"}


def spec_of(**types: str) -> TableSpec:
    fields = tuple(Field(name, kind, {}, TEXTS, TEXTS, "content", {}) for name, kind in types.items())
    return TableSpec("t", fields, (next(iter(types)),), (), TEXTS, TEXTS, {})


def written(form: str, table: Table, folder: Path) -> bytes:
    edition, _ = sample("mlr-working-groups")
    (file,) = called(form).write(edition, {"t": table}, folder)
    return (folder / file.path).read_bytes()


def publish(package: str, folder: Path) -> list[DataFile]:
    """Everything that a version folder holds of data, as `flow` would write it."""
    edition, tables = sample(package)
    *forms, bundle = of_kind("organisation" if package == "mlr-organisation" else "any", (), edition.rows)
    files = [file for form in forms for file in form.write(edition, tables, folder)]
    put_described(folder, edition, files)
    (folder / "README.md").write_bytes(readme_md(edition, files))
    return [*files, *bundle.write(edition, tables, folder)]


AWKWARD = spec_of(k="string", i="integer", b="boolean", d="date", x="number")
AWKWARD_ROWS: list[Row] = [
    {"k": "0180", "i": 2**62, "b": True, "d": dt.date(2022, 2, 28), "x": 0.1},
    {"k": 'a "b", c', "i": None, "b": None, "d": None, "x": None},
    {"k": "rad\nbryt \\ åäö 🎈\x00\x1f\t", "i": -1, "b": False, "d": dt.date(1899, 12, 31), "x": 1e300},
    {"k": "", "i": 0, "b": False, "d": None, "x": -2.0},
]


def test_csv_quotes_only_what_must_be_quoted(tmp_path: Path) -> None:
    assert written("csv", table_from_rows(AWKWARD, AWKWARD_ROWS), tmp_path).decode() == (
        "k,i,b,d,x\n"
        "0180,4611686018427387904,true,2022-02-28,0.1\n"
        '"a ""b"", c",,,,\n'
        '"rad\nbryt \\ åäö 🎈\x00\x1f\t",-1,false,1899-12-31,1e+300\n'
        '"",0,false,,-2\n'
    )


def test_json_has_an_object_a_line_with_real_types(tmp_path: Path) -> None:
    content = written("json", table_from_rows(AWKWARD, AWKWARD_ROWS), tmp_path).decode()
    assert content.splitlines()[:3] == [
        "[",
        '{"k": "0180", "i": 4611686018427387904, "b": true, "d": "2022-02-28", "x": 0.1},',
        '{"k": "a \\"b\\", c", "i": null, "b": null, "d": null, "x": null},',
    ]
    assert "åäö 🎈" in content
    assert content.endswith("}\n]\n")
    dates = [{**row, "d": row["d"] and row["d"].isoformat()} for row in AWKWARD_ROWS]
    assert json.loads(content) == dates


def test_no_rows_are_an_empty_array_and_a_lone_header(tmp_path: Path) -> None:
    assert written("json", table_from_rows(AWKWARD, []), tmp_path) == b"[]\n"
    assert written("csv", table_from_rows(AWKWARD, []), tmp_path) == b"k,i,b,d,x\n"
    assert pq.read_table(io.BytesIO(written("parquet", table_from_rows(AWKWARD, []), tmp_path))).num_rows == 0


def test_batches_leave_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.formats.parquet.ROW_GROUP", 3)
    whole = table_from_rows(AWKWARD, [*AWKWARD_ROWS, {**AWKWARD_ROWS[0], "k": None}, *AWKWARD_ROWS[1:]])
    (batch,) = whole.batches()

    def pieces() -> Iterator[pa.RecordBatch]:
        yield from (batch.slice(0, 1), batch.slice(1, 0), batch.slice(1, 5), batch.slice(6))

    for form in ("csv", "tsv", "json", "parquet"):
        as_one = written(form, whole, tmp_path)
        with monkeypatch.context() as some:
            some.setattr("pipeline.write.cells.PIECE", 50)  # bytes: a row or two
            assert written(form, Table(AWKWARD, pieces), tmp_path) == as_one == written(form, whole, tmp_path)
    parquet = pq.ParquetFile(tmp_path / "data/t.parquet")
    assert [parquet.metadata.row_group(n).num_rows for n in range(parquet.num_row_groups)] == [3, 3, 2]


def test_parquet_of_many_values_is_batched_without_a_trace_and_keeps_no_dictionary_that_takes_room(tmp_path):
    spec = spec_of(k="integer")
    batch = pa.RecordBatch.from_arrays([pa.array(range(40_000), pa.int64())], schema=spec.arrow_schema())
    pieces = [batch.slice(start, 777) for start in range(0, batch.num_rows, 777)]
    as_one = written("parquet", Table(spec, lambda: iter([batch])), tmp_path)
    assert written("parquet", Table(spec, lambda: iter(pieces)), tmp_path) == as_one
    column = pq.ParquetFile(tmp_path / "data/t.parquet").metadata.row_group(0).column(0)
    assert column.total_uncompressed_size < 1.15 * batch.nbytes  # a number, and its place in a dictionary: 1.25


def test_parquet_has_the_types_of_the_schema_and_says_what_it_holds(tmp_path: Path) -> None:
    edition, tables = sample("mlr-organisation")
    called("parquet").write(edition, tables, tmp_path)
    file = pq.ParquetFile(tmp_path / "data/memberships.parquet")
    schema = file.schema_arrow
    assert schema.equals(tables["memberships"].spec.arrow_schema())
    assert schema.field("first_seen").type == pa.date32()
    assert not schema.field("membership_id").nullable
    assert schema.field("person_id").metadata[b"title_en"] == b"Person id"
    assert file.metadata.row_group(0).column(0).compression == "SNAPPY"  # which every reader unpacks
    assert file.metadata.row_group(0).column(0).has_offset_index
    assert b"pandas" not in schema.metadata
    said = {key.decode(): value.decode() for key, value in schema.metadata.items()}
    assert said["package"] == "mlr-organisation"
    assert said["version"] == "1.0.0"
    assert said["licence"] == "CC0-1.0"
    assert said["source_sha256"] == SNAPSHOT.sha256
    assert said["source_observed_at"] == "unknown"
    assert json.loads(said["primary_key"]) == ["membership_id"]
    assert json.loads(said["foreign_keys"])[0]["reference"]["resource"] == "persons"


def test_a_workbook_keeps_texts_as_texts_and_says_where_it_comes_from(tmp_path: Path) -> None:
    edition, tables = sample("mlr-organisation")
    called("xlsx").write(edition, tables, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "data/mlr-organisation.xlsx")
    assert book.sheetnames[:3] == ["Om data", "Fält", "Styrelse och kommundirektörer"]
    cover = {row[0].value: row[1].value for row in book["Om data"].iter_rows()}
    assert cover["Version"] == "1.0.0"
    assert cover["Källan sedd"].startswith("okänt datum")
    assert "CC0" in cover["Licens"]
    sheet = book["Styrelse och kommundirektörer"]
    code = sheet["B2"]
    assert (sheet["B1"].value, code.value, code.data_type, code.number_format) == (
        "Kommunkod",
        "0180",
        "s",
        "@",
    )
    assert sheet["N2"].value is False
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:R4"
    (date,) = [cell for row in book["Uppdrag"].iter_rows() for cell in row if cell.is_date]
    assert (date.value, date.number_format) == (dt.datetime(2022, 2, 28), "yyyy-mm-dd")  # noqa: DTZ001


def test_the_flat_workbook_has_the_columns_of_the_csv_file_under_swedish_headings(tmp_path: Path) -> None:
    edition, tables = sample("mlr-organisation")
    called("xlsx").write(edition, tables, tmp_path)
    book, spec = openpyxl.load_workbook(tmp_path / "data/roster.xlsx"), tables["roster"].spec
    rows = list(book["roster"].values)
    assert rows[0] == tuple(field.titles["sv"] for field in spec.fields)
    assert [dict(zip(spec.names, row, strict=True)) for row in rows[1:]] == list(tables["roster"].rows())
    named = {row[2]: row[1] for row in list(book["Fält"].values)[1:]}
    assert [named[heading] for heading in rows[0]] == list(spec.names)


@pytest.mark.parametrize(("rows", "used"), [(10, "SNAPPY"), (100_000, "ZSTD")])
def test_parquet_is_compressed_as_suits_its_size(tmp_path, rows, used):
    edition, tables = sample("mlr-organisation")
    edition = replace(edition, rows={**edition.rows, "roster": rows})
    called("parquet").write(edition, {"roster": tables["roster"]}, tmp_path)
    assert pq.ParquetFile(tmp_path / "data/roster.parquet").metadata.row_group(0).column(0).compression == used


def test_a_moment_in_a_workbook_is_a_moment_and_one_that_excel_cannot_keep_is_a_text(tmp_path):
    spec = spec_of(k="integer", at="datetime")
    moments = ["2026-11-23T06:32:05", "2026-11-23T06:32:05.123", "2026-11-23T06:32:05.123456", "1850-01-01T00:00:00"]
    column = pa.array(moments, pa.string()).cast(pa.timestamp("us"))
    batch = pa.RecordBatch.from_arrays([pa.array(range(4), pa.int64()), column], schema=spec.arrow_schema())
    edition, _ = sample("mlr-organisation")
    book = openpyxl.load_workbook(io.BytesIO(flat_workbook(edition, Table(spec, lambda: iter([batch])))))
    found = [row[1] for row in list(book["t"].values)[1:]]
    assert found[:2] == [dt.datetime.fromisoformat(moment) for moment in moments[:2]]
    assert found[2:] == moments[2:]


def test_sqlite_lets_no_value_of_another_type_into_a_column(tmp_path):
    edition, tables = sample("mlr-organisation")
    called("sqlite").write(edition, tables, tmp_path)
    with closing(sqlite3.connect(tmp_path / "data/mlr-organisation.sqlite")) as database:
        assert {strict for _, _, kind, _, _, strict in database.execute("PRAGMA table_list") if kind == "table"} >= {1}
        ours = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        listed = {name: strict for _, name, _, _, _, strict in database.execute("PRAGMA table_list")}
        assert all(listed[name] for (name,) in ours)
        with pytest.raises(sqlite3.IntegrityError):
            database.execute("UPDATE roster SET position = 'first'")


def test_a_formula_in_a_workbook_is_a_text() -> None:
    table = table_from_rows(spec_of(k="string"), [{"k": "=1+1"}, {"k": "https://example.org"}, {"k": "{=1}"}])
    edition, _ = sample("mlr-working-groups")
    book = openpyxl.load_workbook(io.BytesIO(flat_workbook(edition, table)))
    assert [cell.data_type for cell in book["t"]["A"]] == ["s", "s", "s", "s"]
    assert book["t"]["A2"].value == "=1+1"
    assert book["t"]["A3"].hyperlink is None


def test_a_text_too_long_for_a_cell_is_refused_not_cut() -> None:
    edition, _ = sample("mlr-working-groups")
    table = table_from_rows(spec_of(k="string"), [{"k": "x" * 32_768}])
    with pytest.raises(UsageError) as refusal:
        flat_workbook(edition, table)
    assert refusal.value.facts["length"] == 32_768


def test_a_table_whose_name_is_longer_than_excel_takes_still_has_a_sheet() -> None:
    edition, _ = sample("mlr-working-groups")
    table = table_from_rows(replace(spec_of(k="string"), name="leverantorsfakturor-med-kontering"), [{"k": "a"}])
    sheets = openpyxl.load_workbook(io.BytesIO(flat_workbook(edition, table))).sheetnames
    assert "leverantorsfakturor-med-konteri" in sheets


def test_a_table_wider_than_sqlite_takes_is_refused_with_what_to_do(tmp_path: Path) -> None:
    wide = table_from_rows(spec_of(**{f"c{number}": "string" for number in range(2001)}), [])
    with pytest.raises(UsageError) as refusal:
        written("sqlite", wide, tmp_path)
    assert "take sqlite out of --formats" in sentence(refusal.value, "en")


def test_a_table_too_long_for_people_gets_no_workbook() -> None:
    assert "xlsx" in [form.name for form in of_kind("table", (), {"t": 100_000, "u": 1})]
    assert "xlsx" not in [form.name for form in of_kind("table", ("xlsx",), {"t": 100_001, "u": 1})]


def test_the_zip_holds_the_package_as_it_is_described(tmp_path: Path) -> None:
    *_, bundle = publish("mlr-working-groups", tmp_path)
    assert (bundle.path, bundle.table) == ("mlr-working-groups.zip", None)
    with zipfile.ZipFile(tmp_path / bundle.path) as archive:
        descriptor = json.loads(archive.read("datapackage.json"))
        names = {resource[part] for resource in descriptor["resources"] for part in ("path", "schema")}
        names |= {"datapackage.json", "README.md"}
        assert archive.namelist() == sorted(names)
        assert all(archive.read(name) == (tmp_path / name).read_bytes() for name in names)
        assert {item.date_time for item in archive.infolist()} == {(2026, 11, 23, 6, 32, 0)}


def test_popolo_tells_who_sits_where_for_whom(tmp_path: Path) -> None:
    edition, tables = sample("mlr-organisation")
    (file,) = popolo.FORMAT.write(edition, tables, tmp_path)
    document = json.loads((tmp_path / file.path).read_text(encoding="utf-8"))
    membership = document["memberships"][0]
    assert (membership["person_id"], membership["organization_id"]) == ("p-0001", "styrelse")
    assert membership["on_behalf_of_id"] == "municipality-0180"
    assert {"id": "p-0001-s", "person_id": "p-0001", "organization_id": "party-s"} in document["memberships"]
    ids = {item["id"] for kind in ("persons", "organizations", "areas") for item in document[kind]}
    for item in document["memberships"]:
        named = ("person_id", "organization_id", "on_behalf_of_id", "area_id")
        assert {item[name] for name in named if name in item} <= ids


def test_a_vacant_seat_is_a_post_and_not_a_person() -> None:
    _, tables = sample("mlr-organisation")
    document = popolo.popolo(tables)
    assert [post["id"] for post in document["posts"]] == ["m-0003"]
    assert "m-0003" not in {membership["id"] for membership in document["memberships"]}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_is_recorded_with_its_size_and_hash(package: str, tmp_path: Path) -> None:
    files = publish(package, tmp_path)
    for file in files:
        content = (tmp_path / file.path).read_bytes()
        assert (file.bytes, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    on_disk = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    described = {path for path in on_disk if not path.startswith("schemas/")} - {"datapackage.json", "README.md"}
    assert {file.path for file in files} == described


PUBLISH = """
import os, sys
from pathlib import Path
from test_writers import publish
os.umask(int(sys.argv[2], 8))
publish("mlr-organisation", Path(sys.argv[1]))
"""


def test_another_process_zone_locale_and_umask_give_the_same_bytes(tmp_path: Path) -> None:
    worlds = {
        "a": ("077", {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"}),
        "b": ("000", {"PYTHONHASHSEED": "77", "TZ": "America/Lima", "LC_ALL": "C.UTF-8"}),
    }
    for name, (umask, settings) in worlds.items():
        (tmp_path / name).mkdir()
        paths = os.pathsep.join(str(ROOT / folder) for folder in (".", "tests", "tests/unit"))
        environment = {**os.environ, **settings, "PYTHONPATH": paths}
        subprocess.run([sys.executable, "-c", PUBLISH, str(tmp_path / name), umask], env=environment, check=True)
    contents = [
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name).rglob("*.*")
            if path.is_file()
        }
        for name in worlds
    ]
    assert contents[0] == contents[1]


WITHOUT_PANDAS = """
import sys
from pathlib import Path
from samples import sample
from pipeline.formats import of_kind
for form in of_kind("organisation", (), {})[:-1]:
    form.write(*sample("mlr-organisation"), Path(sys.argv[1]))
raise SystemExit("pandas" in sys.modules)
"""


def test_writing_does_not_import_pandas(tmp_path: Path) -> None:
    paths = os.pathsep.join(str(ROOT / folder) for folder in (".", "tests"))
    command = [sys.executable, "-c", WITHOUT_PANDAS, str(tmp_path)]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, check=True)


@pytest.mark.parametrize("table", ["stops", "Stops"])  # capitals tell no files apart on Windows and macOS
def test_a_package_called_as_its_flat_table_has_a_workbook_of_each(tmp_path, table):
    edition, _ = sample("mlr-working-groups")
    spec = replace(spec_of(key="string"), name=table)
    package = replace(edition.package, name="stops", flat_table=table, tables=(spec,))
    tables = {table: table_from_rows(spec, [{"key": "Höör"}])}

    files = called("xlsx").write(replace(edition, package=package, rows={table: 1}), tables, tmp_path)

    assert [(file.path, file.table) for file in files] == [
        (f"data/{table}.xlsx", table),
        ("data/stops-package.xlsx", None),
    ]
    assert all(file.sha256 == sha256_of(tmp_path / file.path) for file in files)
    ensure_apart(package, tables, of_kind("table", (), {table: 1}))


def test_a_table_with_the_name_of_another_file_is_refused_before_any_is_written():
    edition, tables = sample("mlr-organisation")
    twice = {**tables, "popolo": tables["roster"]}
    with pytest.raises(UsageError) as refused:
        ensure_apart(edition.package, twice, of_kind("organisation", (), {}))
    assert refused.value.facts["path"] == "data/popolo.json"
    ensure_apart(edition.package, twice, of_kind("organisation", ("json",), {}))


def test_tables_with_the_same_title_get_sheets_of_their_own(tmp_path):
    edition, _ = sample("mlr-working-groups")
    tables = {name: table_from_rows(replace(spec_of(key="string"), name=name), [{"key": name}]) for name in ("a", "b")}

    files = called("xlsx").write(replace(edition, rows={"a": 1, "b": 1}), tables, tmp_path)

    book = openpyxl.load_workbook(tmp_path / files[-1].path)
    assert book.sheetnames[-2:] == ["x", "b"]
