"""`pipeline.check`: one import, a typed result."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline import CheckError, NotChecked, check

SCHEMA: dict[str, Any] = {"fields": [{"name": "id", "type": "integer"}, {"name": "note", "type": "string"}]}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text("id,note\n1,a\nx,b\n", "utf-8")
    return tmp_path / "t.csv"


def test_a_result_says_what_is_wrong_and_where(table):
    result = check(table, SCHEMA)
    assert (result.valid, result.rows) == (False, 2)
    message = "the value has the wrong type, field id, expected: a whole number: row 3: “x”"
    assert result.errors == (CheckError("t.csv", "type-error", 3, "id", "x", message),)
    assert result.report["tasks"][0]["errors"][0]["type"] == "type-error"
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.valid = True  # type: ignore[misc]


def test_a_schema_may_be_a_file_and_messages_are_in_swedish_too(table):
    (table.parent / "s.json").write_text(json.dumps(SCHEMA), "utf-8")
    [error] = check(str(table), schema=str(table.parent / "s.json"), language="sv").errors
    assert error.message == "värdet har fel typ, fält id, väntat: ett heltal: rad 3: ”x”"


def test_what_was_seen_is_not_an_error_unless_one_is_strict(tmp_path):
    (tmp_path / "t.csv").write_text("id,note\n1,MalmÃ¶\n", "utf-8")
    result = check(tmp_path / "t.csv", SCHEMA)
    assert result.valid
    assert [(each.code, each.line) for each in result.observations] == [("garbled_text", 2)]
    assert not check(tmp_path / "t.csv", SCHEMA, strict=True).valid


def test_errors_are_as_many_as_asked_for(tmp_path):
    (tmp_path / "t.csv").write_text("id,note\n" + "x,b\n" * 50, "utf-8")
    assert len(check(tmp_path / "t.csv", SCHEMA, limit_errors=7).errors) == 7
    assert len(check(tmp_path / "t.csv", SCHEMA, limit_errors=0).errors) == 50


@pytest.mark.parametrize(
    ("file", "schema", "said"),
    [
        ("nothing.csv", SCHEMA, "nothing.csv"),
        ("t.txt", SCHEMA, "not read as a table"),
        ("t.csv", {"fields": [{"name": "id", "type": "nonsense"}]}, "nonsense"),
        ("t.csv", "nothing.json", "nothing.json"),
        ("t.csv", {**SCHEMA, "uniqueKeys": ["id"]}, "uniqueKeys"),
    ],
)
def test_what_cannot_be_checked_raises_a_sentence(table, file, schema, said):
    (table.parent / "t.txt").write_text("x", "utf-8")
    with pytest.raises(NotChecked, match=said):
        check(table.parent / file, schema)


def test_a_package_is_checked_by_its_descriptor(table):
    described = {"name": "p", "resources": [{"name": "t", "type": "table", "path": "t.csv", "schema": SCHEMA}]}
    (table.parent / "datapackage.json").write_text(json.dumps(described), "utf-8")
    assert [error.row for error in check(table.parent / "datapackage.json").errors] == [3]


def test_check_is_a_function_whatever_was_imported_before():
    code = "import pipeline.checks.command, pipeline.cli; from pipeline import check; print(check.__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "check\n"
    assert "check" in pipeline.__all__
