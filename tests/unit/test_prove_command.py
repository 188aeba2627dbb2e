"""What `check` says, where it says it, and its exit code."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.checks.command import check
from pipeline.checks.judged import Options
from pipeline.wording.run import Talk

SCHEMA: dict[str, Any] = {"fields": [{"name": "id", "type": "integer"}, {"name": "text", "type": "string"}]}


def told(folder: Path, content: str, schema: dict[str, Any] = SCHEMA, form: str = "text") -> tuple[int, str, str]:
    """Exit code, result and talk for a table with this content."""
    (folder / "t.csv").write_text(content, "utf-8")
    (folder / "s.json").write_text(json.dumps(schema), "utf-8")
    results: list[str] = []
    asides: list[str] = []
    talk = Talk("en", results.append, asides.append, terminal=False)
    code = check([str(folder / "t.csv")], Options(folder / "s.json", how={"prove": "always"}), form, talk)
    return code, "\n".join(results), "\n".join(asides)


def test_a_valid_table_exits_0_and_says_how_much_was_proven(tmp_path: Path) -> None:
    code, result, aside = told(tmp_path, "id,text\n1,a\n2,b\n")
    assert (code, result) == (0, "t.csv: valid, 2 rows")
    assert "2 of 2 rows" in aside


def test_a_table_with_errors_exits_1_and_shows_them(tmp_path: Path) -> None:
    code, result, _ = told(tmp_path, "id,text\nx,a\n2,b\n")
    assert code == 1
    assert "row 2: “x”" in result


def test_the_report_as_json_is_that_of_frictionless(tmp_path: Path) -> None:
    code, result, _ = told(tmp_path, "id,text\nx,a\n", form="json")
    assert code == 1
    assert json.loads(result)["tasks"][0]["errors"][0]["type"] == "type-error"


def test_a_table_that_refers_to_others_is_checked_with_its_package(tmp_path: Path) -> None:
    keys = [{"fields": ["id"], "reference": {"resource": "other", "fields": ["id"]}}]
    code, _, aside = told(tmp_path, "id,text\n1,a\n", {**SCHEMA, "foreignKeys": keys})
    assert code == 2
    assert "datapackage.json" in aside


@pytest.mark.parametrize(
    "schema",
    [
        {"fields": [{"name": "id", "type": "nonsense"}]},
        {
            "fields": [
                {"name": "id", "type": "any"},
                {"name": "text", "type": "object", "constraints": {"unique": True}},
            ]
        },
    ],
    ids=["no schema", "a schema on which frictionless raises"],
)
def test_what_cannot_be_checked_exits_2_without_a_trace(tmp_path: Path, schema: dict[str, Any]) -> None:
    code, result, aside = told(tmp_path, 'id,text\n1,"{}"\n', schema)
    assert code == 2
    assert result + aside
    assert "Traceback" not in result + aside


def test_a_descriptor_is_checked_as_the_package_it_describes(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,text\n1,a\n", "utf-8")
    resource = {"name": "t", "path": "t.csv", "type": "table", "schema": SCHEMA}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}), "utf-8")
    results: list[str] = []
    talk = Talk("sv", results.append, results.append, terminal=False)
    assert check([str(tmp_path / "datapackage.json")], Options(), "text", talk) == 0
    assert results == ["t.csv: giltig, 1 rad"]
