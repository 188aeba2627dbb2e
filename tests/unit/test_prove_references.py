"""Foreign keys to large tables: what they refer to is read by column, found exactly, and kept within a bound."""

import datetime as dt
import json
import tempfile
import tracemalloc

import frictionless
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from reports import without_time

from pipeline import spool
from pipeline.cli import main
from pipeline.prover import read_referenced, referenced_keys, scan
from pipeline.prover.buffers import strings
from pipeline.prover.layout import Column
from pipeline.prover.referenced_keys import ReferencedValues, distinct_keys, sorted_keys
from pipeline.validate.verdict import check_file, check_package

NOON = dt.datetime(2024, 1, 1, 12)  # noqa: DTZ001


@pytest.fixture(params=[0, 1 << 30], ids=["on disk", "in memory"], autouse=True)
def _kept(request, monkeypatch, tmp_path):
    monkeypatch.setattr(referenced_keys, "IN_MEMORY", request.param)
    monkeypatch.setattr(referenced_keys, "BATCH", 100)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def fields(*kinds):
    """Fields k0, k1, ... of these types, or as described."""
    described = [kind if isinstance(kind, dict) else {"type": kind} for kind in kinds]
    return [{"name": f"k{number}", **kind} for number, kind in enumerate(described)]


def package(folder, kinds, rows, others, other_kinds=None):
    """A package of two tables with keys of these types: `child`, which has the rows `others`, refers to `parent`."""
    folder = folder / "package"
    folder.mkdir()
    names = [f"k{number}" for number in range(len(kinds))]
    for name, lines in (("parent", rows), ("child", others)):
        text = "\n".join(["row," + ",".join(names), *(f"{number},{line}" for number, line in enumerate(lines)), ""])
        (folder / f"{name}.csv").write_text(text, "utf-8")
    row = {"name": "row", "type": "integer"}
    key = {"fields": names, "reference": {"resource": "parent", "fields": names}}
    schemas = {
        "parent": {"fields": [row, *fields(*kinds)]},
        "child": {"fields": [row, *fields(*(other_kinds or kinds))], "foreignKeys": [key]},
    }
    resources = [
        {"name": name, "type": "table", "path": f"{name}.csv", "schema": schema} for name, schema in schemas.items()
    ]
    path = folder / "datapackage.json"
    path.write_text(json.dumps({"name": "p", "resources": resources}), "utf-8")
    return path


def not_found(path):
    """The rows of the child whose key is not found, by ours and by frictionless's report, which are the same."""
    result = check_package(path, prove="always")
    assert without_time(result.report) == without_time(frictionless.Package(str(path)).validate().to_descriptor())
    return [error["rowNumber"] for error in result.report["tasks"][1]["errors"]], result.rows_proven


def test_what_is_referred_to_is_found_and_what_is_missing_is_named(tmp_path):
    rows = [f"kund-{row * 7 % 3001}" for row in range(3001)]
    path = package(tmp_path, ["string"], rows, [*rows[::-1], "kund-3001", "", "kund-0"])
    assert not_found(path) == ([3003], 3001 + 3003)


def test_frictionless_reads_no_row_of_a_table_that_is_referred_to(tmp_path, monkeypatch):
    rows = [str(row) for row in range(2000)]
    path = package(tmp_path, ["integer"], rows, [*rows, "7777"])
    read = []
    genuine = frictionless.table.Row.__init__
    monkeypatch.setattr(
        frictionless.table.Row, "__init__", lambda self, *args, **how: read.append(1) or genuine(self, *args, **how)
    )
    result = check_package(path, prove="always")
    assert (len(result.report["tasks"][1]["errors"]), len(read)) == (1, 1)


def test_a_table_that_was_proven_is_not_read_again_for_those_that_refer_to_it(tmp_path, monkeypatch):
    monkeypatch.setattr(read_referenced, "values_in_text", lambda *_: pytest.fail("it is read again"))
    rows = [f"kund-{row}" for row in range(2000)]
    path = package(tmp_path, ["string"], [*rows, "kund-7", ""], [*rows, "kund-2000", "kund-7"])
    assert not_found(path) == ([2002], 2002 + 2001)


def test_a_table_that_was_not_read_to_its_end_is_read_for_those_that_refer_to_it(tmp_path, monkeypatch):
    monkeypatch.setattr(scan, "BLOCK", 1 << 10)
    path = package(tmp_path, ["integer"], ["x", *map(str, range(3000))], ["1", "2999", "4001"])
    parent, child = check_package(path, prove="always", limit_errors=1).report["tasks"]
    assert [error["type"] for error in parent["errors"]] == ["type-error"]
    assert [error["rowNumber"] for error in child["errors"]] == [4]


def fingerprints(kind):
    """Some that lie as those of numbers or of texts do."""
    if kind == "of texts":
        return np.random.default_rng(7).integers(-(1 << 63), 1 << 63, 2000)
    far = {"of small numbers": 1, "of numbers": 1 << 40, "of large numbers": (1 << 62) // 500}[kind]
    return np.asarray([*range(-300, 300), *(far * number for number in range(-500, 500))], np.int64)


@pytest.mark.parametrize("kind", ["of texts", "of small numbers", "of numbers", "of large numbers"])
def test_a_key_is_found_wherever_fingerprints_lie(tmp_path, kind):
    column = Column("k", "integer", "default", read=lambda text: (int(text), None))
    there = fingerprints(kind)
    keys = distinct_keys(there, np.zeros(len(there), np.bool_), [strings(map(str, there.tolist()))])
    values = ReferencedValues([column], sorted_keys([pa.string()], keys, lambda: tmp_path))
    asked = np.concatenate([there, there + 601, [-(1 << 63), (1 << 63) - 1]])
    found = values.found([column], asked, [strings(map(str, asked.tolist()))])
    assert found.tolist() == np.isin(asked, there).tolist()


def test_equal_values_are_found_however_they_are_written(tmp_path):
    rows = ["5", "+7", " 9 ", "-1", "1_000"]
    path = package(tmp_path, ["integer"], rows, ["05", "7", "9", "-01", "1000", "-2", "1"], ["number"])
    assert not_found(path)[0] == [7, 8]


def test_keys_with_the_same_fingerprint_are_told_apart(tmp_path):
    # The fingerprint of (a, b) is a * 1000003 ^ b, and that of -1 is that of -2, as Python's is.
    path = package(tmp_path, ["integer", "integer"], ["1,0", "3,-1"], ["0,1000003", "1,0", "3,-2", "3,-1"])
    assert not_found(path)[0] == [2, 4]


def test_keys_of_several_columns_may_lack_some_of_their_values(tmp_path):
    path = package(tmp_path, ["string", "integer"], ["a,1", "b,", ",2", ","], ["a,1", "b,", ",2", ",", "a,", ",1"])
    assert not_found(path)[0] == [6, 7]


def test_an_empty_line_and_a_short_one_have_no_key(tmp_path):
    kinds = [{"type": "string", "missingValues": ["-"]}]
    path = package(tmp_path, kinds, ["a", ""], ["a", "", "-", "b"])
    parent = path.with_name("parent.csv")
    assert not_found(path)[0] == [5]
    parent.write_text("row,k0\n0,a\n1\n\n", "utf-8")
    assert not_found(path)[0] == [3, 5]


@pytest.mark.parametrize("block", [8, 1 << 20])
def test_no_number_that_is_none_is_ever_found(tmp_path, monkeypatch, block):
    monkeypatch.setattr(scan, "BLOCK", block)
    rows = ["1", "INF", "NaN", "2"]
    path = package(tmp_path, ["number"], rows, ["NaN", "INF", "1.0", "-INF", "2"])
    assert not_found(path)[0] == [2, 5]


def test_texts_that_mean_something_else_in_the_other_table_are_not_found(tmp_path):
    comma = {"type": "number", "decimalChar": ",", "groupChar": "."}
    path = package(tmp_path, ["number"], ["1.500", "2"], ["1.500", "2"], [comma])
    assert not_found(path)[0] == [2]


def test_the_same_texts_are_only_the_same_key_where_they_are_read_alike(tmp_path):
    columns = [
        Column("k", "number", "default", read=lambda text: (text, None), options=options)
        for options in ({}, {"groupChar": "."})
    ]
    texts, fingerprints = strings(["1.5", "2"]), np.asarray([1, 2])
    keys = distinct_keys(fingerprints, np.zeros(2, np.bool_), [texts])
    values = ReferencedValues(columns[:1], sorted_keys([pa.string()], keys, lambda: tmp_path))
    assert values.found(columns[:1], fingerprints, [texts]).tolist() == [True, True]
    assert values.found(columns[1:], fingerprints, [texts]).tolist() == [False, False]
    assert values.found(columns[:1], fingerprints[::-1], [texts]).tolist() == [False, False]


def test_a_table_may_refer_to_itself_by_any_name(tmp_path):
    path = tmp_path / "unit.csv"
    path.write_text("\n".join(["id,above", "0,", *(f"{row},{row // 2}" for row in range(1, 500)), "500,501"]), "utf-8")
    schema = {"fields": [{"name": "id", "type": "integer"}, {"name": "above", "type": "integer"}], "primaryKey": "id"}
    for name in ("", "unit"):
        schema["foreignKeys"] = [{"fields": "above", "reference": {"resource": name, "fields": "id"}}]
        result, genuine = (check_file(path, schema, prove=prove) for prove in ("always", "never"))
        assert without_time(result.report) == without_time(genuine.report)
        assert (len(result.report["tasks"][0]["errors"]), result.rows_proven) == (1, 500)


DAYS = pa.array(range(1000), pa.int32()).cast(pa.date32())
COLUMNS = {
    "int64": ("integer", pa.array(range(1000))),
    "uint8": ("integer", pa.array([row % 256 for row in range(1000)], pa.uint8())),
    "large integers": ("integer", pa.array([(1 << 53) + row for row in range(1000)])),
    "string": ("string", pa.array([f"k{row}" for row in range(1000)])),
    "large string": ("string", pa.array([f"k{row}" for row in range(1000)], pa.large_string())),
    "day": ("date", DAYS),
    "double": ("number", pa.array([row / 8 for row in range(1000)])),
    "float": ("number", pa.array([row / 8 for row in range(1000)], pa.float32())),
    "whole": ("integer", pa.array([float(row) for row in range(1000)])),
    "boolean": ("boolean", pa.array([row % 2 == 0 for row in range(1000)])),
    "decimal": ("number", pa.array([row / 8 for row in range(1000)]).cast(pa.decimal128(12, 3))),
    "moment": ("datetime", DAYS.cast(pa.timestamp("us"))),
}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_parquet_file_may_be_referred_to(tmp_path, column):
    kind, values = COLUMNS[column]
    table = pa.table({column: values, "code": [f"k{row}" for row in range(1000)]})
    kinds = {column: kind, "code": "string"}
    pq.write_table(table, tmp_path / "parent.parquet")
    pq.write_table(table.slice(500), tmp_path / "child.parquet")
    texts = (str(value).replace(" ", "T").lower().removesuffix(".0") for value in values.to_pylist())
    (tmp_path / "text.csv").write_text("k\n" + "".join(f"{text}\n" for text in texts))
    described = {
        "parent": ("parent.parquet", table.column_names, []),
        "child": ("child.parquet", table.column_names, [column]),
        "text": ("text.csv", ["k"], ["k"]),
    }
    resources = [
        {
            "name": name,
            "type": "table",
            "path": path,
            "schema": {
                "fields": [{"name": each, "type": kinds.get(each, kinds[column])} for each in names],
                "foreignKeys": [{"fields": key, "reference": {"resource": "parent", "fields": [column]}}]
                if key
                else [],
            },
        }
        for name, (path, names, key) in described.items()
    ]
    path = tmp_path / "datapackage.json"
    path.write_text(json.dumps({"name": "p", "resources": resources}), "utf-8")
    result = check_package(path, prove="always")
    assert without_time(result.report) == without_time(frictionless.Package(str(path)).validate().to_descriptor())
    assert result.valid
    judged = 1502 if column == "large integers" else 2  # what is no double for certain; and 0.0, which may be -0.0
    assert result.rows_proven >= 2500 - judged


@pytest.mark.parametrize("kind", ["number", "datetime", "string"])
def test_a_null_in_a_parquet_file_is_what_frictionless_sees_in_it(tmp_path, kind):
    values = {"number": [1.5, None, 2.5], "datetime": [NOON, None, NOON], "string": ["a", None, "c"]}[kind]
    path = package(tmp_path, [kind], [str(values[0]).replace(" ", "T")] * 3, [])
    path.write_text(path.read_text("utf-8").replace("child.csv", "child.parquet"), "utf-8")
    pq.write_table(pa.table({"row": [1, 2, 3], "k0": values}), path.with_name("child.parquet"))
    not_found(path)


def test_large_integers_are_found(tmp_path):
    rows = ["7", "1", str(2**61 - 1), str(-(2**61)), str(2**63 - 1)]
    path = package(tmp_path, ["integer"], rows, [*rows, " 7 ", "0", str(2**61)])
    assert not_found(path)[0] == [8, 9]


def test_a_table_without_a_schema_may_be_referred_to(tmp_path):
    path = package(tmp_path, ["number"], ["0.1", "2"], ["0.1", "0.5"])
    described = json.loads(path.read_text("utf-8"))
    del described["resources"][0]["schema"]
    path.write_text(json.dumps(described), "utf-8")
    assert not_found(path)[0] == [3]


@pytest.mark.parametrize("rows", [[], ["1"]])
def test_a_foreign_key_of_no_columns_is_left_to_frictionless(tmp_path, rows):
    path = package(tmp_path, ["string"], rows, ["a", "b"])
    described = json.loads(path.read_text("utf-8"))
    described["resources"][1]["schema"]["foreignKeys"] = [
        {"fields": [], "reference": {"resource": "parent", "fields": []}}
    ]
    path.write_text(json.dumps(described), "utf-8")
    not_found(path)


@pytest.mark.parametrize("kind", ["array", "object"])
def test_what_cannot_be_a_key_is_left_to_frictionless_to_refuse(tmp_path, kind):
    path = package(tmp_path, [kind], ['"[1]"', "{}"], ["{}"])
    with pytest.raises(TypeError):
        frictionless.Package(str(path)).validate()
    with pytest.raises(TypeError):
        check_package(path, prove="always")


def test_nothing_is_left_on_disk(tmp_path):
    rows = [str(row) for row in range(2000)]
    path = package(tmp_path, ["integer"], rows, rows)
    assert check_package(path, prove="always").valid
    assert [each.name for each in tmp_path.iterdir()] == ["package"]


@pytest.mark.parametrize("_kept", [1000], indirect=True)
def test_what_is_referred_to_is_not_held_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(scan, "BLOCK", 1 << 16)  # each thread keeps room for one

    def held(folder, rows):
        """What is held at the end of each step."""
        (tmp_path / folder).mkdir()
        path = package(
            tmp_path / folder, ["string"], [f"kund-{row:09}" for row in range(rows)], ["kund-000000007", "x"]
        )
        tracemalloc.start()
        arrow, found = pa.total_allocated_bytes(), []
        check_package(
            path,
            prove="always",
            progress=lambda *_: found.append(tracemalloc.get_traced_memory()[0] + pa.total_allocated_bytes() - arrow),
        )
        tracemalloc.stop()
        return found

    held("first", 2000)  # loads what a check needs
    assert held("second", 200_000)[-1] < 2e6  # in memory they take 5.7 MB


@pytest.mark.parametrize("_kept", [0], indirect=True)
def test_where_there_is_no_room_a_sentence_says_so(tmp_path, monkeypatch):
    rows = [f"{row:09}" + "x" * 200 for row in range(60_000)]
    path = package(tmp_path, ["string"], rows, rows[:10])
    monkeypatch.setattr(spool, "MEMORY", "4MB")
    done = CliRunner().invoke(main, ["--language", "en", "check", str(path)])
    assert done.exit_code == 2, done.output
    assert "has no room for what must be kept for a while" in done.output
    assert "Traceback" not in done.output
