"""Files of tables: known by their bytes, read with exact types, kept in key order within a bound of memory."""

import datetime as dt
import gzip
import hashlib
import json
import threading
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from described import read_package
from ledger import LEDGER

from pipeline import spool
from pipeline.errors import SourceError, UnfitSource, UsageError
from pipeline.flow.read_tables import read_tables
from pipeline.project import Settings
from pipeline.rows import CSV_BLOCK, table_from_csv, table_from_rows
from pipeline.schema import table_spec
from pipeline.schema.spelling import in_default_spelling
from pipeline.sources.tablefile import ensure_unchanged, parquet_batches, source_file
from pipeline.spool import spooled
from pipeline.wording.errors import sentence

TEXTS = {"sv": "Text", "en": "Text"}
LEAP_DAY, NOON = (dt.datetime.fromisoformat(f"2024-02-29T{hour}:00") for hour in ("00", "12"))


def spec(*key, **types):
    fields = [{"name": name, "type": kind, "titles": TEXTS, "descriptions": TEXTS} for name, kind in types.items()]
    described = {"fields": fields, "primaryKey": list(key or types), "titles": TEXTS, "descriptions": TEXTS}
    return table_spec("payments", described)


def known(path):
    return source_file(path, "ledger", "https://example.org/ledger/", None)


def test_a_file_is_known_by_its_bytes_and_no_day_is_made_up(tmp_path):
    path = tmp_path / "payments.csv"
    path.write_bytes(b"id\n1\n")

    file = known(path)

    assert (file.sha256, file.bytes) == (hashlib.sha256(b"id\n1\n").hexdigest(), 5)
    assert (file.observed_at, file.observed_at_basis) == (None, "unknown")
    assert file.snapshot_id == f"ledger-{file.sha256[:12]}"


def test_the_operator_may_say_when_the_file_was_right(tmp_path):
    path = tmp_path / "payments.csv"
    path.write_bytes(b"id\n")
    day = dt.date(2026, 1, 31)
    file = source_file(path, "ledger", "https://example.org/", day)
    assert (file.observed_at, file.observed_at_basis) == (day, "operator")


@pytest.mark.parametrize(("name", "key"), [("payments.csv", "source_file_missing"), ("a.ods", "table_format_unknown")])
def test_a_missing_or_unknown_file_is_refused(tmp_path, name, key):
    with pytest.raises(SourceError) as caught:
        known(tmp_path / name)
    assert caught.value.key == key


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path):
    path = tmp_path / "payments.csv"
    path.write_bytes(b"id\n1\n")
    file = known(path)
    ensure_unchanged(file)
    path.write_bytes(b"id\n2\n")
    with pytest.raises(SourceError) as caught:
        ensure_unchanged(file)
    assert caught.value.key == "source_changed"


def batches(tmp_path, column, kind):
    path = tmp_path / "payments.parquet"
    pq.write_table(pa.table({"value": column}), path)
    found = list(parquet_batches(path, spec(value=kind)))
    return pa.Table.from_batches(found)["value"].to_pylist()


@pytest.mark.parametrize(
    ("column", "kind", "values"),
    [
        (pa.array([1, None, -(2**31)], pa.int32()), "integer", [1, None, -(2**31)]),
        (pa.array([Decimal("1.10"), None], pa.decimal128(9, 2)), "number", [1.1, None]),
        (pa.array([Decimal("314973.97")], pa.decimal128(18, 2)), "number", [314973.97]),  # Arrow: 314973.97000000003
        (pa.array([Decimal("314973.97")], pa.decimal256(50, 2)), "number", [314973.97]),
        (pa.array([Decimal(7), None], pa.decimal128(18, 0)), "integer", [7, None]),
        (pa.array([0.1, float("inf"), None], pa.float32()), "number", [0.1, float("inf"), None]),
        (pa.array([16_777_216, 3.4e38, 1e-45], pa.float32()), "number", [16_777_216, 3.4e38, 1e-45]),
        (pa.array(["a", None, ""], pa.large_string()), "string", ["a", None, ""]),
        (pa.array(["å", "b", "å"]).dictionary_encode(), "string", ["å", "b", "å"]),
        (pa.array([LEAP_DAY], pa.timestamp("ns")), "date", [dt.date(2024, 2, 29)]),
        (pa.array([NOON], pa.timestamp("ms")), "datetime", [NOON]),
        (pa.array([0.5, None], pa.float32()).cast(pa.float16()), "number", [0.5, None]),
        (pa.nulls(2), "string", [None, None]),
        (pa.nulls(1), "datetime", [None]),
    ],
)
def test_a_type_is_widened_where_every_value_stays_the_same(tmp_path, column, kind, values):
    assert batches(tmp_path, column, kind) == values


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (pa.array([1.0, 2.0, 2.5]), "integer"),
        (pa.array([1, 2, 2**63], pa.uint64()), "integer"),
        (pa.array([1, 2, 2**53 + 1]), "number"),
        (pa.array([Decimal(1), Decimal(2), Decimal("2.5")]), "integer"),
        (pa.array([Decimal(1), Decimal(2), Decimal("0.12345678901234567890")]), "number"),
        (pa.array([LEAP_DAY, LEAP_DAY, NOON]), "date"),
        (pa.array(["1", "2", "x"]), "integer"),
        (pa.array([[1], [2], [3]]), "integer"),
    ],
)
def test_a_value_without_an_exact_counterpart_is_refused_and_its_place_is_named(tmp_path, column, kind):
    with pytest.raises(UnfitSource) as caught:
        batches(tmp_path, column, kind)
    assert caught.value.key == "value_not_of_type"
    assert caught.value.facts["field"] == "value"
    assert "3" in str(caught.value.facts["row"]) or caught.value.facts["row"] == 1


def test_a_parquet_file_without_a_column_of_the_schema_is_refused(tmp_path):
    path = tmp_path / "payments.parquet"
    pq.write_table(pa.table({"other": [1]}), path)
    with pytest.raises(UnfitSource) as caught:
        list(parquet_batches(path, spec(value="integer")))
    assert caught.value.facts["field"] == "value"


def test_a_parquet_file_with_a_column_twice_is_refused(tmp_path):
    pq.write_table(pa.table([pa.array([1]), pa.array([2])], names=["value", "value"]), tmp_path / "payments.parquet")
    with pytest.raises(UnfitSource) as caught:
        list(parquet_batches(tmp_path / "payments.parquet", spec(value="integer")))
    assert caught.value.key == "column_twice"


def test_what_is_no_parquet_file_is_refused(tmp_path):
    path = tmp_path / "payments.parquet"
    path.write_text("id\n1\n")
    with pytest.raises(SourceError):
        list(parquet_batches(path, spec(value="integer")))


def rows_of(*pairs):
    region, number = zip(*pairs, strict=True)
    return pa.RecordBatch.from_arrays([pa.array(region), pa.array(number)], names=["region", "number"])


def kept(table):
    return [(row["region"], row["number"]) for row in table.rows()]


def test_rows_in_key_order_are_kept_as_they_come(tmp_path):
    schema = spec(region="string", number="integer")
    table = spooled(schema, iter([rows_of(("a", 1), ("a", 2)), rows_of(("b", 1))]), tmp_path)
    assert kept(table) == kept(table) == [("a", 1), ("a", 2), ("b", 1)]
    assert not (tmp_path / "payments-by-key.arrow").exists()


@pytest.mark.parametrize(
    "chunks",
    [
        [[("b", 1), ("a", 1), ("a", 2)]],
        [[("b", 1)], [("a", 2)], [("a", 1)]],
        [[("a", 2), ("b", 1)], [("a", 1)]],
        [[("a", 2), ("a", 1), ("b", 1)]],
    ],
)
def test_other_rows_are_sorted_by_key_wherever_the_batches_end(tmp_path, chunks):
    schema = spec(region="string", number="integer")
    table = spooled(schema, (rows_of(*chunk) for chunk in chunks), tmp_path)
    assert kept(table) == [("a", 1), ("a", 2), ("b", 1)]


def test_more_rows_than_memory_holds_are_sorted_on_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(spool, "MEMORY", "48MB")
    numbers = pa.array(range(300_000, 0, -1), pa.int64())
    texts = pa.array([f"{number:0200}" for number in range(300_000)])
    batch = pa.RecordBatch.from_arrays([numbers, texts], names=["number", "region"])
    schema = spec("number", number="integer", region="string")

    table = spooled(schema, (batch.slice(start, 10_000) for start in range(0, 300_000, 10_000)), tmp_path)

    found = pa.Table.from_batches(table.batches())
    assert found["number"].to_pylist() == list(range(1, 300_001))
    assert found["region"][0].as_py() == f"{299_999:0200}"


def test_the_database_shows_no_progress_of_its_own_among_our_results(tmp_path):
    with spool.open_database(tmp_path) as database:
        assert database.sql("SELECT current_setting('enable_progress_bar')").fetchall() == [(False,)]


def test_an_interrupted_database_is_an_interrupted_run(tmp_path):
    def work():
        with spool.connect(tmp_path) as database:
            threading.Timer(0.3, database.interrupt).start()
            database.sql(
                "SELECT count(*) FROM range(3000000) a, range(3000000) b WHERE a.range * b.range = 7"
            ).fetchall()

    with pytest.raises(KeyboardInterrupt):
        work()


def test_where_there_is_no_room_to_sort_the_sentence_names_the_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(spool, "MEMORY", "4MB")
    numbers = pa.array(range(200_000, 0, -1), pa.int64())
    batch = pa.RecordBatch.from_arrays([numbers, numbers.cast(pa.string())], names=["number", "region"])
    with pytest.raises(UsageError) as caught:
        spooled(spec("number", number="integer", region="string"), [batch], tmp_path)
    assert caught.value.key == "no_room_on_disk"


def test_the_published_schema_says_nothing_of_how_the_source_spells():
    source = {
        "missingValues": ["", "-"],
        "fields": [
            {"name": "amount", "type": "number", "decimalChar": ",", "groupChar": " "},
            {"name": "paid_on", "type": "date", "format": "%d/%m/%Y"},
            {"name": "email", "type": "string", "format": "email"},
            {"name": "paid", "type": "boolean", "trueValues": ["ja"], "falseValues": ["nej"]},
        ],
    }
    assert in_default_spelling(source, Path("t.json"))["fields"] == [
        {"name": "amount", "type": "number"},
        {"name": "paid_on", "type": "date"},
        {"name": "email", "type": "string", "format": "email"},
        {"name": "paid", "type": "boolean"},
    ]
    assert "missingValues" not in in_default_spelling(source, Path("t.json"))


@pytest.fixture
def project_with(tmp_path):
    """A project with a package of one table, its settings changed by replacing one text by another."""

    def make(old="", new=""):
        folder = tmp_path / "datapackage" / "ledger"
        folder.mkdir(parents=True)
        (tmp_path / "schemas").mkdir()
        (tmp_path / "schemas/payments.json").write_text(json.dumps(spec(id="integer").descriptor))
        (folder / "datapackage.yaml").write_text(LEDGER.replace(old, new) if old else LEDGER)
        return Settings(root=tmp_path, target=tmp_path / "public", clock=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))

    return make


def test_a_package_of_files_names_the_file_of_each_table(project_with):
    settings = project_with()
    package = read_package(settings, "ledger")
    assert package.files["payments"].path == settings.root / "data/payments.csv"
    assert package.source_id == "ledger"


@pytest.mark.parametrize(
    ("old", "new", "key", "facts"),
    [
        ("source: data", "sorce: data", "unknown_key", {"key": "sorce", "nearest": "source"}),
        (", source: data/payments.csv", "", "missing_key", {"key": "source"}),
        ("sources: [{title: Ekonomi, path: https://example.org/ledger/}]\n", "", "missing_key", {"key": "sources"}),
        ("kind: table", "kind: organisation", "missing_key", {"key": "source"}),
    ],
)
def test_a_package_of_files_is_read_strictly(project_with, old, new, key, facts):
    with pytest.raises(UsageError) as caught:
        read_package(project_with(old, new), "ledger")
    assert caught.value.key == key
    assert facts.items() <= caught.value.facts.items()


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("payments.csv}", "payments.csv, encoding: utf-88}", "utf-88"),
        ("payments.csv}", "payments.csv, accepted: [foter]}", "foter"),
        ("payments.csv}", "payments.csv, accepted: [encoding_damaged]}", "encoding_damaged"),
    ],
)
def test_what_is_said_of_a_file_must_have_a_meaning(project_with, old, new, value):
    settings = project_with(old, new)
    with pytest.raises(UsageError) as caught:
        next(read_tables(settings, "ledger", [read_package(settings, "ledger")]))
    assert caught.value.facts["value"] == value


@contextmanager
def reading(settings, content):
    """What is read of the package whose file has this content."""
    (settings.root / "schemas/payments.json").write_text(json.dumps(spec(id="string", text="string").descriptor))
    (settings.root / "data").mkdir()
    (settings.root / "data/payments.csv").write_bytes(content)
    with closing(read_tables(settings, "ledger", [read_package(settings, "ledger")])) as readings:
        yield next(readings)


ROWS = "".join(f"{number},Malmö\n" for number in range(1, 100))


@pytest.mark.parametrize(
    ("content", "key", "code"),
    [
        (f"id,text\n{ROWS}x,Kl".encode() + b"\xf6v\n", "table_damaged", "encoding_damaged"),
        (f'id,text\n{ROWS}x,"Malmö\n{ROWS}'.encode(), "table_loses", "quote_unclosed"),
        (f"id,text\n{ROWS}x,#REF!\n".encode(), "table_loses", "spreadsheet_error"),
        (f"id,text\n{ROWS}x,KÃ¤vlinge\n".encode(), "table_loses", "garbled_text"),
        (f"Lista\n\nid,text\n{ROWS}".encode(), "table_loses", "title_above_header"),
        (f"id,text\n{ROWS}Totalt,\n".encode(), "table_footed", "footer"),
    ],
)
def test_a_file_that_says_something_else_than_its_rows_is_held(project_with, content, key, code):
    with reading(project_with(), content) as found, pytest.raises(UnfitSource) as caught:
        found.accepted_snapshot()
    assert caught.value.key == key
    assert caught.value.facts["observed"].code == code
    assert "payments.csv, line " in sentence(caught.value, "en")


def test_the_first_errors_of_a_file_are_told_one_by_one(project_with):
    twice = "".join(f"{number},Malmö\n" for number in range(1, 13))
    with reading(project_with(), f"id,text\n{ROWS}{twice}".encode()) as found, pytest.raises(UnfitSource) as caught:
        found.accepted_snapshot()
    first, *others = sentence(caught.value, "en").split("\n")
    assert "12 errors against the schema" in first
    assert "the same as in row 2" in first
    assert [line.rpartition(" ")[2] for line in others] == [str(position) for position in range(3, 12)]


def test_a_file_of_a_header_alone_is_a_table_without_rows(project_with):
    with reading(project_with(), b"id,text\n") as found:
        assert found.row_counts() == {"payments": 0}


@pytest.mark.parametrize(
    ("row", "word", "code"), [("x,#REF!", "#REF!", "spreadsheet_error"), ("Totalt,", "Totalt", "footer")]
)
def test_what_a_maintainer_accepted_is_published_and_told(project_with, row, word, code):
    content = f"id,text\n{ROWS}{row}\n".encode()
    settings = project_with("payments.csv}", f"payments.csv, accepted: [{code}]}}")
    with reading(settings, content) as found:
        assert found.row_counts() == {"payments": 100}
        assert any(word in remark for remark in found.remarks("en"))


@pytest.mark.parametrize("named", ["", ", encoding: mac-roman"])
def test_a_file_in_another_encoding_is_published_with_its_letters_and_that_is_told(project_with, named):
    content = f"id,text\n{ROWS}".encode("mac-roman")
    with reading(project_with("payments.csv}", f"payments.csv{named}}}"), content) as found:
        assert {row["text"] for row in found.tables()["payments"].rows()} == {"Malmö"}
        assert any("read as mac-roman" in remark for remark in found.remarks("en"))


@pytest.mark.parametrize(
    "named", ["[data/a.csv, data/b.csv]", "data/", "data/*.csv"], ids=["a list", "a folder", "a pattern"]
)
def test_a_table_in_parts_is_published_as_one(project_with, named):
    settings = project_with("data/payments.csv}", named + "}")
    (settings.root / "schemas/payments.json").write_text(json.dumps(spec(id="string", text="string").descriptor))
    (settings.root / "data").mkdir()
    (settings.root / "data/a.csv").write_text("id,text\n2,b\n")
    (settings.root / "data/b.csv").write_text("id,text\n1,a\n")
    with closing(read_tables(settings, "ledger", [read_package(settings, "ledger")])) as readings:
        assert next(readings).row_counts() == {"payments": 2}
    (settings.root / "data/b.csv").write_text("id,other\n1,a\n")
    with closing(read_tables(settings, "ledger", [read_package(settings, "ledger")])) as readings:
        found = next(readings)
        with pytest.raises(UsageError) as caught:
            found.accepted_snapshot()
    assert caught.value.key == "part_other_header"


def test_a_partitioned_folder_of_parquet_is_published_as_one_table(project_with):
    settings = project_with("data/payments.csv}", "data}")
    (settings.root / "schemas/payments.json").write_text(json.dumps(spec(id="string", year="integer").descriptor))
    for year in (2023, 2024):
        part = settings.root / f"data/year={year}"
        part.mkdir(parents=True)
        pq.write_table(pa.table({"id": [f"{year}-1"]}), part / "part-0.parquet")
    with closing(read_tables(settings, "ledger", [read_package(settings, "ledger")])) as readings:
        rows = list(next(readings).tables()["payments"].rows())
    assert rows == [{"id": "2023-1", "year": 2023}, {"id": "2024-1", "year": 2024}]


def test_a_gzipped_csv_is_known_as_one(tmp_path):
    path = tmp_path / "payments.csv.gz"
    path.write_bytes(gzip.compress(b"id\n1\n", mtime=0))
    assert known(path).media_type == "application/gzip"


def test_a_row_longer_than_a_block_is_read_and_none_twice(tmp_path):
    path = tmp_path / "payments.csv"
    lengths = [1] * 50_000 + [3 * CSV_BLOCK, 1]
    path.write_text("".join(["text\n", *("x" * length + "\n" for length in lengths)]))

    found = [len(row["text"]) for row in table_from_csv(spec(text="string"), path).rows()]

    assert found == lengths


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ({"type": "number", "decimalChar": ",", "constraints": {"minimum": "abc"}}, "abc"),
        ({"type": "number", "constraints": {"maximum": "many"}}, "many"),
        ({"type": "date", "constraints": {"enum": ["2020-01-01", "2020-02-30"]}}, "2020-02-30"),
        ({"type": "datetime", "constraints": {"minimum": "2020-01-01"}}, "2020-01-01"),
        ({"type": "time", "format": "%H.%M", "constraints": {"minimum": "06:00"}}, "06:00"),
    ],
)
def test_a_bound_that_is_no_value_of_its_field_is_told_before_a_row_is_read(field, value):
    with pytest.raises(UsageError) as refusal:
        in_default_spelling({"fields": [{"name": "f", **field}]}, Path("t.json"))
    assert (refusal.value.key, refusal.value.facts["value"]) == ("constraint_unreadable", value)


def test_a_missing_value_in_an_enum_is_no_fault():
    field = {"name": "f", "type": "date", "format": "%d/%m/%Y", "constraints": {"enum": ["", "01/02/2020"]}}
    [ours] = in_default_spelling({"fields": [field]}, Path("t.json"))["fields"]
    assert ours == {"name": "f", "type": "date", "constraints": {"enum": ["", "2020-02-01"]}}


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        ({"id": [1], "b": ["B"], "a": ["A"]}, {"id": 1, "a": "A", "b": "B"}),  # fieldsMatch: equal
        ({"id": [1], "x": ["X"], "a": ["A"], "b": ["B"]}, {"id": 1, "a": "A", "b": "B"}),  # subset
        ({"b": ["B"], "id": [1]}, {"id": 1, "a": None, "b": "B"}),  # superset
    ],
)
def test_a_column_is_known_by_its_name_wherever_it_stands_in_the_file(tmp_path, columns, row):
    table = spooled(spec("id", id="integer", a="string", b="string"), [pa.record_batch(columns)], tmp_path)
    assert list(table.rows()) == [row]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("datetime", NOON),
        ("datetime", dt.datetime(9999, 12, 31, 23, 59, 59, 999999)),  # noqa: DTZ001 (of no zone, as in the table)
        ("date", dt.date(1, 1, 1)),
        ("number", float("inf")),
        ("number", 0.1),
        ("integer", 2**63 - 1),
        ("boolean", False),
        ("year", 2024),
        ("string", "a\0b\u2028"),
        ("time", "10:00:00"),
        ("datetime", None),
    ],
)
def test_rows_that_become_a_table_again_say_what_they_said(kind, value):
    """So are deltas written, and the versions from which somebody was erased."""
    row = {"id": 1, "value": value}

    assert list(table_from_rows(spec("id", id="integer", value=kind), [row]).rows()) == [row]
