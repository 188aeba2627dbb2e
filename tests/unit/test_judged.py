"""The files of a package are read once: proven and typed in the same pass, Parquet as Parquet."""

import datetime as dt
import json
from contextlib import closing, contextmanager

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from described import read_package
from ledger import LEDGER

from pipeline.errors import SettingsError, UnfitSource
from pipeline.flow.read_tables import read_tables
from pipeline.project import Settings
from pipeline.prover.rows import typed_batches
from pipeline.validate import verdict
from pipeline.wording.errors import sentence

TYPES = {"id": "integer", "text": "string", "at": "datetime", "amount": "number", "year": "year", "paid": "boolean"}
COUNT = 12_000  # rows: more than frictionless is left alone with


@contextmanager
def reading(root, suffix, put, **said):
    """What is read of a package of one table, whose file `put` writes; `said` of the text besides."""
    for name in ("datapackage/ledger", "schemas", "data"):
        (root / name).mkdir(parents=True)
    texts = {"titles": {"sv": "x", "en": "x"}, "descriptions": {"sv": "x", "en": "x"}}
    fields = [{"name": name, "type": kind, **texts} for name, kind in TYPES.items()]
    fields[1].update(said)
    schema = {"fields": fields, "primaryKey": ["id"], **texts}
    (root / "schemas/payments.json").write_text(json.dumps(schema))
    (root / "datapackage/ledger/datapackage.yaml").write_text(LEDGER.replace("payments.csv", f"payments.{suffix}"))
    put(root / f"data/payments.{suffix}")
    settings = Settings(root=root, target=root / "public", clock=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    with closing(read_tables(settings, "ledger", [read_package(settings, "ledger")])) as found:
        yield next(found)


def columns():
    """Values, some of each column but the key null, in the order of the key."""
    day = dt.datetime(2026, 1, 1)  # noqa: DTZ001
    holes = [None if number % 7 == 0 else number for number in range(COUNT)]
    return pa.table(
        {
            "id": pa.array(range(COUNT), pa.int64()),
            "text": [None if n is None else f'nr {n}, "å"\n' for n in holes],
            "at": pa.array([n and day + dt.timedelta(seconds=n) for n in holes], pa.timestamp("us")),
            "amount": pa.array([n and n / 4 for n in holes], pa.float64()),
            "year": pa.array([n and 1900 + n % 100 for n in holes], pa.int64()),
            "paid": pa.array([None if n is None else n % 2 == 0 for n in holes], pa.bool_()),
        }
    )


def written(table):
    return lambda path: pq.write_table(table, path)


def rows_of(reading):
    return list(reading.tables()["payments"].rows())


def test_a_parquet_ledger_with_nulls_is_judged_as_parquet_and_never_becomes_csv_for_that(tmp_path):
    with reading(tmp_path, "parquet", written(columns())) as found:
        assert rows_of(found) == columns().to_pylist()
        assert found.row_counts() == {"payments": COUNT}
        assert not list(found.folder.glob("*.csv"))


def test_parquet_of_other_types_is_judged_in_those_of_the_table(tmp_path):
    wider = (
        columns()
        .set_column(0, "id", pa.array(map(float, range(COUNT)), pa.float64()))
        .append_column("more", [[1] * COUNT])
    )
    with reading(tmp_path, "parquet", written(wider)) as found:
        assert rows_of(found) == columns().to_pylist()
        assert not list(found.folder.glob("*.csv"))


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [("id", 17, "primary key"), ("year", 123_456, "year"), ("id", None, "primary key")],
)
def test_a_fault_in_parquet_is_told_as_frictionless_finds_it_with_its_row(tmp_path, column, value, told):
    values = columns().column(column).to_pylist()
    values[11_999] = value
    wrong = columns().set_column(TYPES_AT[column], column, pa.array(values, pa.int64()))
    with reading(tmp_path, "parquet", written(wrong)) as found, pytest.raises(UnfitSource) as caught:
        found.tables()
    assert "row 12001" in sentence(caught.value, "en")  # the header is row 1
    assert told in sentence(caught.value, "en")
    assert caught.value.facts["count"] == 1


TYPES_AT = {name: index for index, name in enumerate(TYPES)}


def odd_csv(path):
    """Rows that frictionless accepts and no proof does, in every block."""
    lines = [",".join(TYPES)]
    for number in range(COUNT):
        at = "2026-01-01T10:00:00.5" if number % 97 == 0 else "2026-01-01T10:00:00"
        lines.append(
            f'{number},"nr ""{number}"", å\nmera",{at},{number}.50,{1900 + number % 100},{"TRUE" if number % 5 else "1"}'
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("row", "cell", "key"),
    [
        (11_999, "2026-01-01T10:00:00Z", "moments_mixed"),
        (3, "2026-01-01T10:00:00+01:00", "moments_mixed"),
        (3, "2026-01-01T10:00:00.1234567", "moment_too_fine"),
    ],
)
def test_a_moment_that_its_column_would_not_keep_as_it_is_stops_the_table(tmp_path, row, cell, key):
    def put(path):
        odd_csv(path)
        lines = path.read_text(encoding="utf-8").split(f"\n{row},")
        lines[1] = lines[1].replace("2026-01-01T10:00:00", cell, 1)
        path.write_text(f"\n{row},".join(lines), encoding="utf-8")

    with reading(tmp_path, "csv", put) as found, pytest.raises(UnfitSource) as caught:
        found.tables()
    assert (caught.value.key, caught.value.facts["field"]) == (key, "at")
    assert "at:" in sentence(caught.value, "en")


def test_csv_is_typed_in_the_pass_that_proves_it_with_the_values_that_frictionless_reads(tmp_path, monkeypatch):
    with reading(tmp_path, "csv", odd_csv) as found:
        schema = found.package.files["payments"].schema
        expected = pa.Table.from_batches(typed_batches(found.files["payments"].path, schema, "utf-8")).to_pylist()
        monkeypatch.setattr("pipeline.prover.rows.typed_batches", None)  # a second pass
        assert rows_of(found) == expected
        assert len(expected) == COUNT


def test_what_csv_becomes_needs_no_second_verdict_however_it_spells_its_values(tmp_path):
    with reading(tmp_path, "csv", odd_csv) as found:
        found.accepted_snapshot()
        assert found.is_proven_as_written


def test_what_parquet_or_a_small_table_becomes_is_judged_as_it_is_written(tmp_path):
    few = "id,text,at,amount,year,paid\n2,x,,,,\n"
    for suffix, put in (("parquet", written(columns())), ("csv", lambda path: path.write_text(few))):
        with reading(tmp_path / suffix, suffix, put) as found:
            found.accepted_snapshot()
            assert not found.is_proven_as_written


def test_a_key_that_is_published_otherwise_than_it_was_read_is_judged_as_it_is_written(tmp_path):
    lines = [",".join(TYPES), *(f"{number:06},x,,,," for number in range(COUNT))]
    with reading(tmp_path, "csv", lambda path: path.write_text("\n".join(lines))) as found:
        found.accepted_snapshot()
        assert not found.is_proven_as_written


def test_a_table_that_is_small_or_ends_in_another_encoding_is_read_all_the_same(tmp_path):
    few = "id,text,at,amount,year,paid\n2,x,,,,\n1,å,,,,\n"
    with reading(tmp_path, "csv", lambda path: path.write_bytes(few.encode("cp1252"))) as found:
        assert [row["text"] for row in rows_of(found)] == ["å", "x"]


def test_what_is_not_counted_is_not_told(tmp_path):
    odd_csv(tmp_path / "payments.csv")
    schema = {"fields": [{"name": name, "type": kind} for name, kind in TYPES.items()]}
    resource = {"name": "payments", "type": "table", "path": "payments.csv", "schema": schema}
    counted, bare = (
        verdict.validate_tables({"name": "p", "resources": [resource]}, tmp_path, counted=counted).report["tasks"][0]
        for counted in (True, False)
    )
    assert counted["stats"]["rows"] == bare["stats"]["rows"] == COUNT
    assert "sha256" in counted["stats"]
    assert "sha256" not in bare["stats"]
    assert counted["errors"] == bare["errors"] == []


@pytest.mark.parametrize(
    ("said", "code"), [({"hash": "sha256:" + "0" * 64}, "hash-count"), ({"bytes": 1}, "byte-count")]
)
def test_what_a_descriptor_has_a_number_for_is_counted_whoever_asks(tmp_path, said, code):
    odd_csv(tmp_path / "payments.csv")
    schema = {"fields": [{"name": name, "type": kind} for name, kind in TYPES.items()]}
    resource = {"name": "payments", "type": "table", "path": "payments.csv", "schema": schema, **said}
    report = verdict.validate_tables({"name": "p", "resources": [resource]}, tmp_path, counted=False).report
    assert [error["type"] for error in report["tasks"][0]["errors"]] == [code]


@pytest.mark.parametrize(
    "said", [{"format": "emial"}, {"missingValues": 5}, {"constraints": {"minimum": 1}}, {"constraints": {"MAX": 1}}]
)
def test_a_schema_that_frictionless_cannot_use_is_the_fault_of_the_schema_not_of_the_file(tmp_path, said):
    def put(path):
        path.write_text(f"{','.join(TYPES)}\n1,x,,,,\n")

    with reading(tmp_path, "csv", put, **said) as found, pytest.raises(SettingsError) as refused:
        found.newest_findings()
    (told,) = {(each.key, each.facts["file"]) for each in refused.value.problems}
    assert told == ("schema_unreadable", "schemas/payments.json")
