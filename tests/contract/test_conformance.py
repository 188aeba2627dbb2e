"""The engine against frictionless on tables from elsewhere, where they lie beside the checkout."""

import json
import zipfile
from pathlib import Path
from typing import Any

import frictionless
import pytest

from pipeline.prover.judge import Check

ARCHIVE = Path(__file__).parents[3] / "shared" / "validation" / "conformance.zip"

pytestmark = pytest.mark.skipif(not ARCHIVE.is_file(), reason=f"no recorded cases at {ARCHIVE}")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """The folder of the tables, and the cases recorded from frictionless."""
    folder = tmp_path_factory.mktemp("conformance")
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(folder)
    return folder, json.loads((folder / "cases.json").read_text("utf-8"))


def judged(folder: Path, case: dict[str, Any]) -> dict[str, Any]:
    """What the engine says of a case, in the form in which it was recorded."""

    def load() -> frictionless.Resource:
        options: dict[str, Any] = {}
        if case["schema"] is not None:
            options["schema"] = frictionless.Schema.from_descriptor(json.loads(json.dumps(case["schema"])))
        if case["dialect"] is not None:
            options["dialect"] = frictionless.Dialect.from_descriptor(json.loads(json.dumps(case["dialect"])))
        return frictionless.Resource(path=case["table"], basepath=str(folder), **options)

    with Check("always", case["limit_errors"], None) as check:
        report = check.judge(load)
    return {
        "valid": report.valid,
        "stats": {name: value for name, value in report.task.stats.items() if name != "seconds"},
        "flat": report.flatten(["rowNumber", "fieldNumber", "type", "note"]),
    }


def test_every_recorded_case_has_the_recorded_report(recorded: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, cases = recorded
    expected = ({name: case[name] for name in ("valid", "stats", "flat")} for case in cases)
    differing = [
        (case["table"], case["tag"])
        for case, wanted in zip(cases, expected, strict=True)
        if judged(folder, case) != wanted
    ]
    assert len(cases) > 1000
    assert not differing
