"""The text of a report says what is wrong, how often, where, and what was expected."""

from pathlib import Path
from typing import Any

import frictionless
import pytest

from pipeline.checks.judged import Options, judge
from pipeline.checks.report import rendered
from pipeline.wording.checks import CAUSES, REPORT

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"unique": True, "maximum": 50}},
        {"name": "kod", "type": "string"},
    ],
}


def text(folder: Path, lines: list[str], language: str, limit: int = 1000) -> str:
    """The report on a table with these lines."""
    (folder / "t.csv").write_text("\n".join(["id,kod", *lines]), "utf-8")
    return rendered(judge(folder / "t.csv", "t.csv", Options(SCHEMA, how={"limit_errors": limit}), language), language)


def test_errors_of_one_cause_are_counted_and_some_are_shown(tmp_path: Path) -> None:
    said = text(tmp_path, [f"x{row},a" for row in range(5)] + ["1,a", "1,b", "99,c", "2"], "sv")
    assert "t.csv: inte giltig" in said
    assert "5 × värdet har fel typ, fält id, väntat: ett heltal" in said
    assert "rad 2: ”x0”" in said
    assert "… och 2 till" in said
    assert "samma som på rad 7" in said
    assert "1 × värdet uppfyller inte villkoret, fält id, väntat: högst 50" in said
    assert "raden har färre celler" in said


def test_a_valid_table_takes_one_line(tmp_path: Path) -> None:
    assert text(tmp_path, ["1,a", "2,b"], "en") == "t.csv: valid, 2 rows"


def test_a_check_that_stopped_says_where(tmp_path: Path) -> None:
    assert "stopped at 2 errors, in row 3:" in text(tmp_path, ["x,a"] * 9, "en", limit=2)


def test_a_long_or_broken_cell_is_shown_on_one_line(tmp_path: Path) -> None:
    said = text(tmp_path, ['"a\nb",c', f"{'x' * 100},c"], "en")
    assert "“a⏎b”" in said
    assert "x" * 61 not in said


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_schema_that_is_none_is_explained(tmp_path: Path, language: str) -> None:
    (tmp_path / "t.csv").write_text("a\n1\n", "utf-8")
    nonsense = Options({"fields": [{"name": "a", "type": "nonsense"}]})
    assert "nonsense" in judge(tmp_path / "t.csv", "t.csv", nonsense, language).trouble


def test_every_error_of_the_baseline_has_a_sentence_in_both_languages() -> None:
    assert {
        error.type for error in frictionless.Checklist().connect(frictionless.Resource(data=[["a"]]))[0].Errors
    } <= set(CAUSES)
    assert all(set(sentence) == {"sv", "en"} for sentence in (*CAUSES.values(), *REPORT.values()))
