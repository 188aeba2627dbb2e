"""Page variants, each a folder: its pages in order, what was decided, and what must come of it.

`<case>/undated.*` and `<case>/YYYY-MM-DD.*` are looks at the page (txt or html), the undated one first; the last is
judged, all before it must be fit. `decisions.yaml`, `corrections.yaml`, `texts.yaml` and `parties.csv` stand in for
those of the project. `expected.yaml` says what must come of the last look:

    about: what the case shows
    after: real             the real text was published before
    media_type: …           of the last page, where it is not what the ending says
    same_as_real: true      every row says what those of the real text say; `urls: true` where links have addresses
    errors: […]             the rules that stop it, all of them; none where left out
    refused: {key, exit_code}
    findings: {rule: n}     how often these rules are reported
    rows: {table: n}        how many rows these tables have
    contains: {table: […]}  rows of which some columns are given
    lacks: […]              texts that no row of a package that is published may hold
"""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from described import read_page_spec

from pipeline.errors import PipelineError
from pipeline.organisation.build import Built
from pipeline.organisation.reference import read_reference
from tests.looks import NOTHING, REAL, REFERENCE, SOURCE, findings, look, real_states, rows, said, states, stops

HERE = Path(__file__).parent
CASES = sorted(path.parent.name for path in HERE.glob("*/expected.yaml"))
MEDIA_TYPES = {".txt": "text/plain", ".html": "text/html"}
TABLES = (
    "roster", "municipalities", "organizations", "parties", "persons", "memberships", "documents", "governance_facts",
    "working_group_tasks", "working_groups", "tasks",
)  # fmt: skip
KEYS = {
    "about", "after", "media_type", "same_as_real", "urls", "errors", "refused", "findings", "rows", "contains", "lacks",
}  # fmt: skip


def pages(case: Path) -> list[Path]:
    """The looks of a case, in order."""
    found = [path for path in case.iterdir() if path.suffix in MEDIA_TYPES]
    return sorted(found, key=lambda path: path.stem.replace("undated", ""))


def last_look(case: Path, expected: dict[str, Any], folder: Path) -> dict[str, Built]:
    """What the last look of a case gives; those before it are published."""
    shutil.copytree(SOURCE, folder / "source", ignore=shutil.ignore_patterns("snapshots"))
    shutil.copytree(REFERENCE, folder / "reference")
    for name in ("decisions.yaml", "corrections.yaml", "texts.yaml"):
        if (case / name).exists():
            shutil.copy(case / name, folder / "source")
    if (case / "parties.csv").exists():
        shutil.copy(case / "parties.csv", folder / "reference")
    before = real_states() if expected.get("after") == "real" else NOTHING
    *earlier, last = pages(case)
    for path in (*earlier, last):
        day = None if path.stem == "undated" else dt.date.fromisoformat(path.stem)
        spec = read_page_spec(folder / "source", day)
        lists = read_reference(folder / "reference", spec.aliases)
        media_type = (expected.get("media_type") if path == last else None) or MEDIA_TYPES[path.suffix]
        built = look(path.read_bytes(), before, day, media_type=media_type, spec=spec, lists=lists)
        if path != last:
            assert stops(built) == [], path
        before = states(built)
    return built


@pytest.mark.parametrize("case", CASES)
def test_the_page_gives_what_the_case_expects(case: str, tmp_path: Path) -> None:
    expected = yaml.safe_load((HERE / case / "expected.yaml").read_text(encoding="utf-8"))
    assert set(expected) <= KEYS, f"{case}/expected.yaml has a key that nothing reads; the head of this file has all"
    if "refused" in expected:
        with pytest.raises(PipelineError) as refusal:
            last_look(HERE / case, expected, tmp_path)
        assert expected["refused"] == {"key": refusal.value.key, "exit_code": refusal.value.exit_code}
        return
    built = last_look(HERE / case, expected, tmp_path)
    assert stops(built) == sorted(expected.get("errors", []))
    for rule, count in expected.get("findings", {}).items():
        assert len(findings(built, rule)) == count, rule
    for table, count in expected.get("rows", {}).items():
        assert len(rows(built, table)) == count, table
    for table, parts in expected.get("contains", {}).items():
        for part in parts:
            assert any(part.items() <= row.items() for row in rows(built, table)), part
    published = repr([item.state.rows for item in built.values() if item.fit])
    for text in expected.get("lacks", []):
        assert text not in published
    if expected.get("same_as_real"):
        check_same_as_real(built, urls=expected.get("urls", False))


def check_same_as_real(built: dict[str, Built], *, urls: bool) -> None:
    """Every row says what the real text says; line numbers differ, and with `urls` every document has its own."""
    real = look(REAL)
    left_out = {"url", "activity_plan_url"} if urls else set()
    for table in TABLES:
        assert said(rows(built, table), left_out) == said(rows(real, table), left_out), table
    if urls:
        addresses = [row["url"] for row in rows(built, "documents")]
        assert len(set(addresses)) == len(addresses) == 7
        assert all(address.startswith("https://") for address in addresses)


def test_the_cases_are_many() -> None:
    assert len(CASES) >= 40
