"""`history` and `as-of`, as people ask them."""

import json
from pathlib import Path

import pytest

import pipeline
from pipeline.errors import UsageError
from tests.looks import REAL, changed

AFTER = changed("Robert Wenglén (M), KSO", "Ida Oxel (M), KSO")


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """Two looks, both published; the working groups only as they were first."""
    from click.testing import CliRunner

    from pipeline.cli import main

    folder = tmp_path_factory.mktemp("asked")
    for day, page in (("2026-10-01", REAL), ("2026-10-05", AFTER)):
        (folder / "page.txt").write_text(page, encoding="utf-8")
        options = ["--source", folder / "page.txt", "--observed-at", day, "--formats", "csv,parquet"]
        arguments = map(str, ["publish", "--target", folder / "public", *options])
        result = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
        assert result.exit_code == 0, result.output
    return folder / "public"


def test_history_tells_what_happened_between_which_looks(run, target: Path) -> None:
    said = run("--language", "en", "history", "mlr-organisation", "--target", target).stdout.splitlines()
    assert said == [
        "Between 2026-10-01 and 2026-10-05:",
        "  Lomma: Ida Oxel (M) succeeds Robert Wenglén (M) as chair of the municipal executive board",
    ]


@pytest.mark.parametrize("about", ["Robert Wenglén", "wenglén", "p-0013"])
def test_the_story_of_a_person_has_their_periods(run, target: Path, about: str) -> None:
    said = run("--language", "sv", "history", "mlr-organisation", about, "--target", target).stdout
    assert "Lomma: Robert Wenglén, kommunstyrelsens ordförande: på sidan från en odaterad sida till 2026-10-01" in said
    assert "  Lomma: Ida Oxel (M) efterträder Robert Wenglén (M) som kommunstyrelsens ordförande\n" in said


def test_the_story_of_a_municipality_is_everybodys_there(run, target: Path) -> None:
    told = json.loads(run("history", "mlr-organisation", "1262", "--format", "json", "--target", target).stdout)
    assert [change["kind"] for change in told["changes"]] == ["joined", "left"]
    assert len(told["memberships"]) == 4


@pytest.mark.parametrize(("about", "hint"), [("Lom", "Lomma"), ("Johan", "p-0"), ("…", "")])
def test_a_name_that_means_nobody_or_several_is_refused_with_a_hint(run, target: Path, about: str, hint: str) -> None:
    refused = run("history", "mlr-organisation", about, "--target", target)
    assert (refused.exit_code, hint in refused.stderr) == (2, True)


def test_a_package_without_people_tells_version_by_version(run, target: Path) -> None:
    told = run("--language", "en", "history", "mlr-working-groups", "--target", target).stdout
    assert told.startswith("Version 1.0.0, 2026-10-01:\n  First version")
    assert run("history", "mlr-working-groups", "Lomma", "--target", target).exit_code == 2


def test_a_day_between_two_looks_says_what_each_showed(run, target: Path) -> None:
    said = run("--language", "en", "as-of", "2026-10-03", "mlr-organisation", "--target", target).stdout
    assert "The page was read on 2026-10-01 and on 2026-10-05" in said
    assert "Robert Wenglén (M), chair of the municipal executive board [seen on 2026-10-01, not on 2026-10-05]" in said
    assert "Per Bengtsson (S), member\n" in said


def test_a_day_before_the_first_look_is_unknown(run, target: Path) -> None:
    told = json.loads(run("as-of", "2020-01-01", "--format", "json", "--target", target).stdout)
    assert [(each.get("standing"), each.get("roster"), each["version"]) for each in told] == [
        ("unknown", [], "1.1.0"), (None, None, None),
    ]  # fmt: skip


def test_load_gives_the_same_roster_of_a_day(run, target: Path) -> None:
    told = json.loads(run("as-of", "2026-10-03", "mlr-organisation", "--format", "json", "--target", target).stdout)
    frame = pipeline.load("mlr-organisation", "roster", base=target, as_of="2026-10-03")
    assert list(frame["person"]) == [row["person"] for row in told[0]["roster"]]
    assert (frame.attrs["standing"], frame.attrs["look_after"]) == ("between", "2026-10-05")
    assert str(frame["seen_before"].dtype).startswith("datetime64")


def test_load_gives_any_other_table_as_the_version_of_that_day_has_it(target: Path) -> None:
    frame = pipeline.load("mlr-organisation", "persons", base=target, as_of="2026-10-03")
    assert (frame.attrs["version"], frame.attrs["standing"]) == ("1.0.0", "between")
    with pytest.raises(UsageError, match="later day"):
        pipeline.load("mlr-organisation", "persons", base=target, as_of="2020-01-01")
    with pytest.raises(UsageError, match="exclude"):
        pipeline.load("mlr-organisation", "persons", "1.0.0", target, as_of="2026-10-03")
    with pytest.raises(UsageError, match="no day"):
        pipeline.load("mlr-organisation", "persons", base=target, as_of="yesterday")


def test_who_is_erased_is_in_no_change_either(run, target: Path, tmp_path: Path) -> None:
    import shutil

    project, there = tmp_path / "project", tmp_path / "public"
    root = Path(pipeline.__file__).parents[1]
    for name in ("datapackage", "schemas"):
        shutil.copytree(root / name, project / name)
    shutil.copytree(target, there)
    arguments = ["--reason", "begäran", "--key", tmp_path / "key", "--target", there]
    assert run("--project", project, "erase", "mlr-organisation", "p-0013", *arguments).exit_code == 0
    said = run("--language", "en", "history", "mlr-organisation", "--target", there).stdout
    assert said.splitlines() == [
        "Between 2026-10-01 and 2026-10-05:",
        "  Lomma: Ida Oxel (M) joins as chair of the municipal executive board",
    ]
    texts = [path.read_text(encoding="utf-8") for path in there.rglob("*") if path.suffix in {".csv", ".json", ".md"}]
    assert not [text for text in texts if "Wenglén" in text]
    assert run("verify", "--target", there).exit_code == 0


def test_cells_are_told_old_and_new_row_by_row(run, target: Path) -> None:
    asked = ["diff", "mlr-organisation", "1.0.0", "1.1.0", "--target", target]
    said = run("--language", "en", *asked, "--table", "memberships", "--table", "persons").stdout.splitlines()
    assert "  ~ m-0013: last_seen (empty) → 2026-10-01; status current → ended" in said
    assert "  ~ p-0013: last_seen (empty) → 2026-10-01" in said
    assert any(line.startswith("  + m-0051: ") and "role kso" in line for line in said)
    told = json.loads(run(*asked, "--cells", "--format", "json").stdout)
    assert (told["old"], told["new"]) == ("1.0.0", "1.1.0")
    assert {"change": "removed", "key": {"membership_id": "m-0013"}} in [
        {"change": row["change"], "key": row["key"]} for row in told["tables"]["roster"]
    ]
    assert run(*asked, "--table", "nothing").exit_code == 2


def test_cells_backwards_are_the_same_the_other_way_round(run, target: Path) -> None:
    there, back = (
        json.loads(run("diff", "mlr-organisation", *way, "--cells", "--format", "json", "--target", target).stdout)
        for way in (("1.0.0", "1.1.0"), ("1.1.0", "1.0.0"))
    )
    swapped = {"added": "removed", "removed": "added", "changed": "changed"}
    for name, rows in there["tables"].items():
        turned = [
            {**row, "change": swapped[row["change"]]}
            | ({"cells": {field: cells[::-1] for field, cells in row["cells"].items()}} if "cells" in row else {})
            for row in rows
        ]
        assert sorted(map(json.dumps, turned)) == sorted(map(json.dumps, back["tables"][name]))


@pytest.mark.parametrize("most", [1000, 0], ids=["kept in memory", "found once more"])
def test_the_delta_of_a_version_makes_the_version_before_it_the_same(
    run, tmp_path: Path, monkeypatch, most: int
) -> None:
    import pyarrow.parquet as pq

    from pipeline.changes import rows as found
    from pipeline.changes.rows import counted

    monkeypatch.setattr(found, "LARGE", 10_000 if most else 0)
    monkeypatch.setattr(counted, "MOST", most)
    page, public = tmp_path / "page.txt", tmp_path / "public"
    for day, text in (("2026-10-01", REAL), ("2026-10-05", AFTER)):
        page.write_text(text, encoding="utf-8")
        options = ("--source", page, "--observed-at", day, "--target", public, "--formats", "csv,parquet")
        assert run("publish", "mlr-organisation", *options).exit_code == 0

    def rows(path):
        return pq.read_table(public / "mlr-organisation" / path).to_pylist()

    descriptor = json.loads((public / "mlr-organisation/1.1.0/datapackage.json").read_bytes())
    deltas = [file for file in descriptor["publishing"]["deltas"] if file["format"] == "parquet"]
    assert {"roster", "memberships", "persons"} <= {file["table"] for file in deltas}
    assert not (public / "mlr-organisation/1.0.0/delta").exists()
    for file in deltas:
        key = {"persons": "person_id"}.get(file["table"], "membership_id")
        if file["table"] not in {"roster", "memberships", "persons"}:
            continue
        before = {row[key]: row for row in rows(f"1.0.0/data/{file['table']}.parquet")}
        for row in rows(f"1.1.0/{file['path']}"):
            kind, fields = row.pop("_change"), row.pop("_changed_fields")
            assert (kind == "changed") == bool(fields)
            before.pop(row[key], None)
            if kind != "removed":
                before[row[key]] = row
        provenance = {"snapshot_id", "source_line"}
        made, now = (
            sorted(({k: v for k, v in row.items() if k not in provenance} for row in side), key=lambda row: row[key])
            for side in (before.values(), rows(f"1.1.0/data/{file['table']}.parquet"))
        )
        assert made == now, file["table"]
    assert run("verify", "--target", public).exit_code == 0
