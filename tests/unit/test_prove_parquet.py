"""Parquet files: what has a type is proven without reading it as text, and the report is frictionless's own."""

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import frictionless
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from reports import without_time

from pipeline.cli import main
from pipeline.prover import keys, parquet, parquet_shape
from pipeline.prover.rows import typed_batches
from pipeline.validate.verdict import check_file, check_package

ROOT = Path(__file__).parents[2]
FIRST_DAY = dt.date(2024, 1, 1)
SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "kommun", "type": "string", "constraints": {"pattern": r"\d{4}"}},
        {"name": "datum", "type": "date", "constraints": {"minimum": "2023-12-31"}},
        {"name": "belopp", "type": "number", "constraints": {"minimum": -1}},
    ],
    "primaryKey": ["id"],
}


def ledger(rows=3000, **columns):
    """A table that satisfies SCHEMA, but for columns that are given."""
    valid = {
        "id": list(range(rows)),
        "kommun": [str(1200 + row % 33) for row in range(rows)],
        "datum": [FIRST_DAY + dt.timedelta(row % 300) for row in range(rows)],
        "belopp": [row / 7 for row in range(rows)],
    }
    return pa.table({**valid, **columns})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.parquet"


@pytest.fixture(params=[7, 1 << 16], ids=["small batches", "one batch"], autouse=True)
def _batches(request, monkeypatch):
    monkeypatch.setattr(parquet, "BATCH", request.param)
    monkeypatch.setattr(parquet_shape, "BATCH", request.param)


def checked(path, schema=SCHEMA, limit=1000):
    """The result, whose report is that of frictionless alone."""
    result = check_file(path, schema, limit_errors=limit)
    assert without_time(result.report) == without_time(
        check_file(path, schema, prove="never", limit_errors=limit).report
    )
    return result


@pytest.mark.parametrize("group", [1000, 3000])
def test_every_row_of_a_clean_file_is_proven(path, group):
    pq.write_table(ledger(), path, row_group_size=group)
    result = checked(path)
    assert (result.valid, result.rows, result.rows_proven) == (True, 3000, 3000)


def test_a_file_that_pandas_wrote_is_proven_too(path):
    frame = pd.DataFrame(
        {"id": range(300), "kommun": ["1280"] * 300, "datum": [FIRST_DAY] * 300, "belopp": [0.5] * 300}
    )
    frame.to_parquet(path)
    assert checked(path).rows_proven == 300


@pytest.mark.parametrize("change", [{"index": "id"}, {"type": "Int64"}])
def test_a_file_that_asks_pandas_for_an_index_or_a_type_of_its_own_is_left_to_frictionless(path, change):
    frame = ledger(30).to_pandas()
    frame = frame.set_index("id") if "index" in change else frame.astype({"id": "Int64"})
    frame.to_parquet(path)
    assert checked(path).rows_proven == 0


def test_only_the_rows_that_may_be_wrong_are_judged_and_keep_their_numbers(path):
    amounts = [row / 7 for row in range(3000)]
    amounts[10], amounts[2500] = -5.0, -1.0  # wrong, and at the bound
    places = ["1280"] * 3000
    places[1999] = "Lund"
    pq.write_table(ledger(belopp=amounts, kommun=places), path, row_group_size=1000)
    result = checked(path)
    assert [(error["rowNumber"], error["fieldName"]) for error in result.report["tasks"][0]["errors"]] == [
        (12, "belopp"),
        (2001, "kommun"),
    ]
    assert result.rows_proven == 3000 - 3


def test_rows_that_share_a_key_are_judged_though_they_lie_far_apart(path):
    ids = list(range(3000))
    ids[2999] = 5
    pq.write_table(ledger(id=ids), path, row_group_size=500)
    result = checked(path)
    assert [error["note"] for error in result.report["tasks"][0]["errors"]] == ["the same as in the row at position 7"]
    assert result.rows_proven == 2998


def test_judging_stops_at_the_limit(path):
    pq.write_table(ledger(kommun=["x"] * 3000), path)
    assert len(checked(path, limit=10).report["tasks"][0]["errors"]) == 10


def test_whole_numbers_with_a_null_are_the_floats_that_pandas_makes_of_them(path):
    pq.write_table(ledger(belopp=[None, *range(1, 3000)]), path)
    schema = {"fields": [*SCHEMA["fields"][:3], {"name": "belopp", "type": "integer"}]}
    result = checked(path, schema)
    assert [(error["type"], error["cell"]) for error in result.report["tasks"][0]["errors"]] == [("type-error", "nan")]
    assert result.rows_proven == 2999


def test_a_null_among_floats_or_moments_is_proven_where_it_is_valid_to_frictionless_too(path):
    moments = pa.array([None, 1, 2] * 1000, pa.timestamp("us"))
    table = ledger(belopp=pa.array([1.5, None, 2.5] * 1000)).append_column("bokat", moments)
    pq.write_table(table, path)
    fields = [*SCHEMA["fields"][:3], {"name": "belopp", "type": "number"}, {"name": "bokat", "type": "datetime"}]
    assert checked(path, {"fields": fields}).rows_proven == 3000


def test_another_header_is_left_to_frictionless(path):
    pq.write_table(ledger(30).rename_columns(["id", "kommun", "datum", "summa"]), path)
    assert [error["type"] for error in checked(path).report["tasks"][0]["errors"]] == ["incorrect-label"]


@pytest.mark.parametrize("content", [b"", b"PAR1 no more PAR1", b"id,kommun\n1,1280\n"])
def test_what_is_no_parquet_is_left_to_frictionless(path, content):
    path.write_bytes(content)
    assert not checked(path).valid


def test_a_file_whose_pages_are_damaged_is_left_to_frictionless(path):
    pq.write_table(ledger(), path, compression="none", row_group_size=1000)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 2000] = b"\xff" * 2000
    path.write_bytes(bytes(content))
    try:
        expected = without_time(check_file(path, SCHEMA, prove="never").report)
    except Exception as error:  # whatever it is, it is the same  # noqa: BLE001
        with pytest.raises(type(error)):
            check_file(path, SCHEMA)
    else:
        assert without_time(check_file(path, SCHEMA).report) == expected


def test_a_text_that_is_no_utf8_is_left_to_frictionless(path):
    texts = pa.Array.from_buffers(
        pa.string(), 2, [*pa.array(["abcd", "efgh"]).buffers()[:2], pa.py_buffer(b"1280\xff\xfe12")]
    )
    pq.write_table(ledger(2, kommun=texts), path)
    assert not checked(path).valid


def test_frictionless_never_opens_a_large_file_as_a_whole(path, monkeypatch):
    pq.write_table(ledger(), path)
    read = []
    read_table = pq.read_table
    monkeypatch.setattr(pq, "read_table", lambda file, **how: read.append(read_table(file, **how)) or read[-1])
    assert check_file(path, SCHEMA).valid
    assert [table.num_rows for table in read] == [100]


def package(folder, references=()):
    """A package whose Parquet file lies in a folder of its own, with references to a CSV file or to itself."""
    (folder / "data").mkdir()
    pq.write_table(ledger(), folder / "data" / "ledger.parquet")
    (folder / "kommuner.csv").write_text("kod\n" + "".join(f"{code}\n" for code in range(1200, 1232)), "utf-8")
    descriptor = {
        "name": "p",
        "resources": [
            {
                "name": "ledger",
                "type": "table",
                "path": "data/ledger.parquet",
                "schema": {**SCHEMA, "foreignKeys": list(references)},
            },
            {
                "name": "kommuner",
                "type": "table",
                "path": "kommuner.csv",
                "schema": {"fields": [{"name": "kod", "type": "string"}]},
            },
        ],
    }
    path = folder / "datapackage.json"
    path.write_text(json.dumps(descriptor), "utf-8")
    return path


def test_references_to_another_table_are_looked_up(tmp_path):
    key = {"fields": ["kommun"], "reference": {"resource": "kommuner", "fields": ["kod"]}}
    path = package(tmp_path, [key])
    result = check_package(path)
    assert without_time(result.report) == without_time(frictionless.Package(str(path)).validate().to_descriptor())
    assert {error["type"] for error in result.report["tasks"][0]["errors"]} == {"foreign-key"}
    assert result.rows_proven == 3000 - 90


@pytest.mark.parametrize("resource", ["", "ledger"])
def test_a_file_may_refer_to_itself(tmp_path, resource):
    key = {"fields": ["id"], "reference": {"resource": resource, "fields": ["id"]}}
    path = package(tmp_path, [key])
    result = check_package(path)
    assert without_time(result.report) == without_time(frictionless.Package(str(path)).validate().to_descriptor())
    assert (result.valid, result.rows_proven) == (True, 3000)


def test_a_file_that_refers_to_what_it_does_not_have_is_left_to_frictionless(tmp_path):
    path = package(tmp_path, [{"fields": ["id"], "reference": {"resource": "ledger", "fields": ["nummer"]}}])
    result = check_package(path)
    assert without_time(result.report) == without_time(frictionless.Package(str(path)).validate().to_descriptor())
    assert not result.valid


def test_the_command_tells_what_is_wrong_in_a_parquet_file(path):
    pq.write_table(ledger(kommun=["Lund", *["1280"] * 2999]), path)
    schema = path.with_name("schema.json")
    schema.write_text(json.dumps(SCHEMA), "utf-8")
    done = CliRunner().invoke(main, ["--language", "en", "check", str(path), "--schema", str(schema)])
    assert done.exit_code == 1
    assert "row 2: “Lund”" in done.output
    assert "2,999 of 3,000 rows were proven" in done.output


def test_the_typed_batches_of_a_parquet_file_have_all_its_rows(path):
    pq.write_table(ledger(), path)
    assert sum(batch.num_rows for batch in typed_batches(path, SCHEMA)) == 3000


@pytest.mark.parametrize("_batches", [1 << 14], indirect=True)
def test_damage_behind_many_keys_is_reported_as_damage(path, monkeypatch):
    monkeypatch.setattr(keys, "IN_MEMORY", 1000)
    pq.write_table(ledger(60_000, id=list(range(60_000))[::-1]), path, row_group_size=20_000)
    content = bytearray(path.read_bytes())
    offset = pq.ParquetFile(path).metadata.row_group(2).column(0).data_page_offset
    content[offset + 40 : offset + 80] = b"\xff" * 40
    path.write_bytes(content)
    assert [error["type"] for error in checked(path).report["tasks"][0]["errors"]] == ["source-error"]


@pytest.mark.parametrize("_batches", [1 << 14], indirect=True)
def test_memory_does_not_grow_with_the_file(path):
    groups = 40
    rows = ledger(20_000, kommun=[f"{row:04}" for row in range(10_000)] * 2)
    with pq.ParquetWriter(path, rows.schema, compression="none", use_dictionary=False) as writer:
        for group in range(groups):
            writer.write_table(rows.set_column(0, "id", pa.array(range(group * 20_000, (group + 1) * 20_000))))
    before, held = pa.total_allocated_bytes(), []
    assert check_file(path, SCHEMA, progress=lambda *_: held.append(pa.total_allocated_bytes() - before)).valid
    assert max(held) < path.stat().st_size / 4


MOMENT = {"name": "a", "type": "datetime", "constraints": {"maximum": "2020-10-25T00:45:00Z"}}


def test_moments_in_the_hour_that_comes_twice_are_told_apart(path):
    seconds = [1603585800, 1603589400]  # 02:30 summer time, 02:30 winter time
    pq.write_table(pa.table({"a": pa.array(seconds).cast(pa.timestamp("s", "Europe/Stockholm"))}), path)
    assert [error["rowNumber"] for error in checked(path, {"fields": [MOMENT]}).report["tasks"][0]["errors"]] == [3]


@pytest.mark.parametrize("kind", ["datetime", "any", "string", "date"])
def test_a_moment_that_only_its_zone_puts_into_the_calendar_is_left_to_frictionless(path, kind):
    moments = pa.array([0, -62135596800000001]).cast(pa.timestamp("us", "Europe/Stockholm"))
    pq.write_table(pa.table({"a": moments}), path)
    assert checked(path, {"fields": [{"name": "a", "type": kind}]}).rows == 2


FLIP = """
import sys
from pathlib import Path
from pipeline.validate.verdict import check_file
path, schema = Path(sys.argv[1]), {"fields": [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]}
content = path.read_bytes()
for place in range(4, len(content)):
    path.write_bytes(content[:place] + bytes([content[place] ^ int(sys.argv[2])]) + content[place + 1 :])
    check_file(path, schema)
"""


@pytest.mark.parametrize("bits", ["1", "255"])
def test_no_damaged_byte_ends_the_process(path, bits):
    table = pa.table({"a": [1, 2, 3], "b": ["x", "y", None]})
    pq.write_table(table, path, compression="none", use_dictionary=False, store_schema=False)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", FLIP, str(path), bits], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
