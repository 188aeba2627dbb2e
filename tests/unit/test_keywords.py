"""Every keyword of Data Package 2.0 that says something about rows is judged, or refused by name; none is passed over."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.errors import UsageError
from pipeline.prover.rows import typed_batches
from pipeline.validate.verdict import CheckResult, check_file, check_package

V2 = {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json"}
TEXT: dict[str, Any] = {"name": "a", "type": "string"}
WHOLE: dict[str, Any] = {"name": "b", "type": "integer"}
both_ways = pytest.mark.parametrize("prove", ["never", "always"])


def judged(folder: Path, rows: str, fields: list[dict[str, Any]], prove: Any = "never", **schema: Any) -> CheckResult:
    (folder / "t.csv").write_text(rows, "utf-8")
    return check_file(folder / "t.csv", {"fields": fields, **schema}, prove=prove)


def errors(result: CheckResult) -> list[tuple[str, int]]:
    return [(each["type"], each["rowNumber"]) for task in result.report["tasks"] for each in task["errors"]]


def package(folder: Path, resource: dict[str, Any]) -> CheckResult:
    described = {"name": "p", "resources": [{"name": "t", "type": "table", **resource}]}
    (folder / "datapackage.json").write_text(json.dumps(described), "utf-8")
    return check_package(folder / "datapackage.json")


@both_ways
def test_fields_match_as_a_list_of_one_is_that_one(tmp_path, prove):
    assert judged(tmp_path, "a,b\nx,1\n", [WHOLE], prove, fieldsMatch=["subset"]).valid
    assert not judged(tmp_path, "a,b\nx,1\n", [WHOLE], prove, fieldsMatch=["equal"]).valid


@pytest.mark.parametrize("match", [[], ["subset", "equal"], ["some"]])
def test_fields_match_as_another_list_is_refused(tmp_path, match):
    with pytest.raises(UsageError, match="keyword_wrong"):
        judged(tmp_path, "a,b\nx,1\n", [WHOLE], fieldsMatch=match)


@both_ways
def test_categories_are_the_only_values(tmp_path, prove):
    fields = [{**TEXT, "categories": ["x", "y"], "categoriesOrdered": True}, WHOLE]
    assert errors(judged(tmp_path, "a,b\nx,1\nz,2\n,3\n", fields, prove)) == [("constraint-error", 3)]
    labelled = [TEXT, {**WHOLE, "categories": [{"value": 1, "label": "one"}, {"value": 2}]}]
    assert errors(judged(tmp_path, "a,b\nx,1\nx,2\nx,3\n", labelled, prove)) == [("constraint-error", 4)]


def test_an_enum_narrows_categories_and_does_not_widen_them(tmp_path):
    field = {**TEXT, "categories": ["x", "y"]}
    narrow = [{**field, "constraints": {"enum": ["x"]}}, WHOLE]
    assert errors(judged(tmp_path, "a,b\nx,1\ny,2\n", narrow)) == [("constraint-error", 3)]
    with pytest.raises(UsageError, match="keyword_wrong"):
        judged(tmp_path, "a,b\nx,1\n", [{**field, "constraints": {"enum": ["q"]}}, WHOLE])


@pytest.mark.parametrize(
    "field",
    [{"type": "date", "categories": ["2026-01-01"]}, {"type": "string", "categories": [1]}, {"categories": {"x": 1}}],
)
def test_categories_of_what_has_none_are_refused(tmp_path, field):
    with pytest.raises(UsageError, match="keyword_wrong"):
        judged(tmp_path, "a,b\nx,1\n", [{**TEXT, **field}, WHOLE])


@both_ways
def test_unique_keys_are_judged_by_all_their_fields_and_null_is_like_nothing(tmp_path, prove):
    rows = "a,b\nx,1\ny,1\nx,1\nx,\nx,\n"
    result = judged(tmp_path, rows, [TEXT, WHOLE], prove, uniqueKeys=[["a", "b"]])
    assert errors(result) == [("unique-key", 4)]
    [error] = result.report["tasks"][0]["errors"]
    assert (error["fieldNames"], error["note"]) == (["a", "b"], "the same as in the row at position 2")
    assert errors(judged(tmp_path, rows, [TEXT, WHOLE], prove, uniqueKeys=[["b"]])) == [
        ("unique-key", 3),
        ("unique-key", 4),
    ]


def test_unique_keys_of_many_rows_are_proven_without_frictionless(tmp_path):
    rows = "".join(f"x{number % 3000},{number // 2}\n" for number in range(20_000))
    result = judged(tmp_path, f"a,b\n{rows}", [TEXT, WHOLE], "auto", uniqueKeys=[["a", "b"]])
    assert result.valid
    assert result.rows_proven == 20_000
    result = judged(tmp_path, f"a,b\n{rows}x0,0\n", [TEXT, WHOLE], "auto", uniqueKeys=[["a", "b"]])
    assert errors(result) == [("unique-key", 20_002)]


@pytest.mark.parametrize("keys", [["a"], [[]], [["nothing"]], {"a": 1}, [[1]]])
def test_unique_keys_of_no_fields_are_refused(tmp_path, keys):
    with pytest.raises(UsageError, match="keyword_wrong"):
        judged(tmp_path, "a,b\nx,1\n", [TEXT, WHOLE], uniqueKeys=keys)


@both_ways
def test_digits_of_an_integer_may_be_set_apart(tmp_path, prove):
    fields = [TEXT, {**WHOLE, "groupChar": " ", "constraints": {"maximum": "1 500"}}]
    found = errors(judged(tmp_path, "a,b\nx,1 000\ny,2 000\nz,1.5\n", fields, prove))
    assert found == [("constraint-error", 3), ("type-error", 4)]


@both_ways
def test_what_the_second_version_adds_is_judged_where_the_schema_says_that_it_is_one(tmp_path, prove):
    missing = [{"value": "-99", "label": "refused"}]
    assert judged(tmp_path, "a,b\nx,-99\n", [TEXT, WHOLE], prove, missingValues=missing, **V2).valid
    above = [TEXT, {**WHOLE, "constraints": {"exclusiveMinimum": 1}}]
    assert errors(judged(tmp_path, "a,b\nx,1\ny,2\n", above, prove, **V2)) == [("constraint-error", 2)]


@pytest.mark.parametrize(
    ("keyword", "schema"),
    [
        ("exclusiveMinimum", {"fields": [TEXT, {**WHOLE, "constraints": {"exclusiveMinimum": 1}}]}),
        ("`missingValues` with labels", {"fields": [TEXT, WHOLE], "missingValues": [{"value": "-"}]}),
        ("jsonSchema", {"fields": [{**TEXT, "type": "object", "constraints": {"jsonSchema": {}}}, WHOLE], **V2}),
        ("pattern", {"fields": [TEXT, {**WHOLE, "constraints": {"pattern": "1"}}], **V2}),
        ("uniqueKeys", {"fields": [TEXT, WHOLE], "uniqueKeys": ["a"]}),
        ("categories", {"fields": [{**TEXT, "type": "date", "categories": ["x"]}, WHOLE]}),
    ],
)
def test_the_command_names_the_keyword_that_it_refuses(tmp_path, keyword, schema):
    (tmp_path / "t.csv").write_text("a,b\nx,1\n", "utf-8")
    (tmp_path / "s.json").write_text(json.dumps(schema), "utf-8")
    result: Result = CliRunner().invoke(main, ["check", str(tmp_path / "t.csv"), "--schema", str(tmp_path / "s.json")])
    assert result.exit_code == 2
    assert keyword in result.output


@both_ways
def test_a_list_is_judged_item_by_item(tmp_path, prove):
    fields = [{"name": "a", "type": "list", "itemType": "integer", "delimiter": ";"}, WHOLE]
    assert errors(judged(tmp_path, "a,b\n1;2,1\n1;x,2\n", fields, prove)) == [("type-error", 3)]


@pytest.mark.parametrize("inline", [True, False])
def test_a_package_says_the_same(tmp_path, inline):
    schema = {"fields": [{**TEXT, "categories": ["x"]}], "fieldsMatch": ["subset"], "uniqueKeys": [["a"]]}
    (tmp_path / "s.json").write_text(json.dumps(schema), "utf-8")
    (tmp_path / "t.csv").write_text("b,a\n1,x\n2,x\n3,z\n", "utf-8")
    found = errors(package(tmp_path, {"path": "t.csv", "schema": schema if inline else "s.json"}))
    assert found == [("unique-key", 3), ("constraint-error", 4)]


def test_the_dialect_of_a_structured_file_is_heeded(tmp_path):
    (tmp_path / "t.json").write_text(json.dumps({"rows": [{"z": 2, "b": 1, "a": "x"}]}), "utf-8")
    said = {"path": "t.json", "schema": {"fields": [TEXT, WHOLE]}}
    assert package(tmp_path, {**said, "dialect": {"property": "rows", "itemKeys": ["a", "b"]}}).valid
    assert not package(tmp_path, said).valid


@pytest.mark.parametrize("dialect", [{"sheetNumber": 2}, {"sheetName": "två"}])
def test_the_sheet_that_is_named_is_read(tmp_path, dialect):
    workbook = openpyxl.Workbook()
    workbook.active.append(["q"])
    sheet = workbook.create_sheet("två")
    sheet.append(["b"])
    sheet.append([3])
    workbook.save(tmp_path / "t.xlsx")
    said = {"path": "t.xlsx", "schema": {"fields": [WHOLE]}}
    assert package(tmp_path, {**said, "dialect": dialect}).valid
    assert not package(tmp_path, said).valid


@pytest.mark.parametrize("dialect", [{"nullSequence": "NA"}, {"lineTerminator": "|"}, {"csv": {"nullSequence": "NA"}}])
def test_what_no_reader_here_heeds_is_refused(tmp_path, dialect):
    (tmp_path / "t.csv").write_text("a,b\nx,1\n", "utf-8")
    with pytest.raises(UsageError, match="keyword_unjudged"):
        package(tmp_path, {"path": "t.csv", "schema": {"fields": [TEXT, WHOLE]}, "dialect": dialect})


def test_columns_that_the_schema_does_not_name_are_read_whoever_reads_the_rows(tmp_path):
    schema = {"fields": [WHOLE], "fieldsMatch": "subset"}
    for encoding in ("utf-8", "utf-16"):  # by blocks, and by frictionless row by row
        (tmp_path / "t.csv").write_text("a,b,c\nx,1,å\ny,2,ö\n", encoding)
        [batch] = typed_batches(tmp_path / "t.csv", schema, encoding)
        assert batch.to_pylist() == [{"a": "x", "b": 1, "c": "å"}, {"a": "y", "b": 2, "c": "ö"}]
