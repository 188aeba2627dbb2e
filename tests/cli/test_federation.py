"""A page of people is published by configuration alone, and what cannot be told of it stops the release."""

import csv
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "federation"


@pytest.fixture
def federation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = Path(shutil.copytree(EXAMPLE, tmp_path / "federation", ignore=shutil.ignore_patterns("public")))
    monkeypatch.chdir(root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")  # 2026-11-23T00:00:00Z
    return root


def command(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["--language", "en", *arguments])


def spoil(federation: Path, old: str, new: str) -> None:
    page = federation / "pages/board.html"
    page.write_text(page.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_newcomer_publishes_it_with_one_command(federation: Path) -> None:
    result = command("publish", "--formats", "csv,json")
    assert result.exit_code == 0, result.output
    with (federation / "public/board/latest/data/members.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert len(rows) == 7
    assert rows["direktionen-ekskog-dag-myrdal-presidium"]["party"] == "Kommunens väl"
    assert rows["direktionen-bjorkvik-didrik-savlund-substitute"]["party"] == ""
    assert rows["direktionen-ekskog-vakant"]["is_vacant"] == "true"


@pytest.mark.parametrize("name", ["plan", "publish"])
def test_a_line_that_cannot_be_told_stops_the_release_with_its_number_and_what_to_do(
    federation: Path, name: str
) -> None:
    spoil(federation, "Bo af Klintvik (M), ledamot", "Bo af Klintvik (Qx), ledamot")
    result = command(name)
    assert result.exit_code == 1
    assert "board.html line 5: what “(Qx)” is we do not know. Put it under `parties`" in result.stderr
    assert "7 is" not in result.stderr
    assert not (federation / "public/board").exists()


def test_validate_shows_what_each_line_was_read_as(federation: Path) -> None:
    spoil(federation, "Vakant, ledamot", "Okänd sak")
    result = command("validate")
    assert result.exit_code == 1
    assert "line 3: Björkvik → heading" in result.stderr
    assert "name: Anna-Lisa Granqvist, party: S, role: ordförande, kind: presidium" in result.stderr
    assert "Okänd sak → HELD" in result.stderr
