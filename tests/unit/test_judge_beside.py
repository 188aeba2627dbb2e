"""Frictionless in a process of its own: its verdict is the same, whatever becomes of the process."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import frictionless
import pytest
from reports import without_time

from pipeline.validate.beside import JudgeBeside, judge_here
from pipeline.validate.verdict import check_package

ROOT = Path(__file__).parents[2]


@pytest.fixture
def package(tmp_path):
    """Two tables that refer to a third, one of them also to itself; each reference is broken once."""
    files = {
        "kommuner": "kod,namn\n1280,Malmö\n1281,Lund\n",
        "personer": "id,kommun,chef\n1,1280,\n2,1281,1\n3,9999,7\n",
        "uppdrag": "id,kommun,person\n1,1281,2\n2,1280,9\n",
    }
    references = {
        "kommuner": {},
        "personer": {"kommun": ("kommuner", "kod"), "chef": ("", "id")},
        "uppdrag": {"kommun": ("kommuner", "kod"), "person": ("personer", "id")},
    }
    for name, content in files.items():
        (tmp_path / f"{name}.csv").write_text(content, "utf-8")
    resources = [
        {
            "name": name,
            "type": "table",
            "path": f"{name}.csv",
            "schema": {
                "fields": [{"name": column, "type": "string"} for column in files[name].split("\n")[0].split(",")],
                "foreignKeys": [
                    {"fields": [column], "reference": {"resource": table, "fields": [key]}}
                    for column, (table, key) in references[name].items()
                ],
            },
        }
        for name in files
    ]
    return {"name": "kommuner", "resources": resources}, tmp_path


@pytest.fixture
def _only_beside(monkeypatch):
    """Nothing can be judged in this process."""
    monkeypatch.setattr("pipeline.validate.verdict.validate_tables", None)


def test_the_verdict_of_another_process_is_that_of_this_one(package, monkeypatch):
    here = without_time(judge_here(*package)())
    monkeypatch.setattr("pipeline.validate.verdict.validate_tables", None)
    with JudgeBeside() as judge:
        verdicts = [judge(*package)() for _ in range(2)]
    assert [without_time(verdict) for verdict in verdicts] == [here, here]
    assert [task["stats"]["errors"] for task in here["tasks"]] == [0, 2, 1]


@pytest.mark.usefixtures("_only_beside")
def test_a_verdict_that_nobody_asked_for_is_not_taken_for_the_next_one(package):
    descriptor, folder = package
    with JudgeBeside() as judge:
        judge({**descriptor, "resources": descriptor["resources"][:1]}, folder)
        assert [task["valid"] for task in judge(descriptor, folder)()["tasks"]] == [True, False, False]


def test_a_table_that_several_refer_to_is_read_once_and_the_report_is_frictionless_own(package, monkeypatch):
    descriptor, folder = package
    path = folder / "datapackage.json"
    path.write_text(json.dumps(descriptor), "utf-8")
    genuine = frictionless.Package(str(path)).validate().to_descriptor()
    opened = []
    open_table = frictionless.resources.TableResource.open
    monkeypatch.setattr(
        frictionless.resources.TableResource,
        "open",
        lambda self: (opened.append(self.name), open_table(self))[1],
    )
    report = check_package(path).report
    assert without_time(report) == without_time(genuine)
    assert sorted(opened) == sorted(["kommuner", "personer", "uppdrag", "kommuner", "personer"])


def test_tables_are_judged_here_when_the_other_process_died(package):
    with JudgeBeside() as judge:
        os.kill(judge._process.pid, signal.SIGKILL)
        verdict = judge(*package)
        assert without_time(verdict()) == without_time(judge_here(*package)())


def test_tables_are_judged_here_when_the_other_process_dies_over_them(package):
    with JudgeBeside() as judge:
        os.kill(judge._process.pid, signal.SIGSTOP)
        verdict = judge(*package)
        os.kill(judge._process.pid, signal.SIGKILL)
        assert without_time(verdict()) == without_time(judge_here(*package)())


def test_tables_are_judged_here_when_no_other_process_starts(package, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with JudgeBeside() as judge:
        assert without_time(judge(*package)()) == without_time(judge_here(*package)())


def test_the_other_process_ends_with_the_block_that_began_it():
    with JudgeBeside() as judge:
        process = judge._process
        assert process.poll() is None
    assert process.poll() is not None


PUBLISHER = """
import time
from pipeline.validate.beside import JudgeBeside
with JudgeBeside() as judge:
    print(judge._process.pid, flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here to look for processes in")
def test_the_other_process_does_not_outlive_a_publisher_that_is_killed():
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", PUBLISHER], stdout=subprocess.PIPE, env=environment) as publisher:
        beside = int(publisher.stdout.readline())
        publisher.kill()
    deadline = time.monotonic() + 120
    while _runs(beside):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _runs(pid):
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.usefixtures("_only_beside")
def test_a_folder_named_like_ours_where_the_command_is_run_is_not_taken_for_it(package, tmp_path, monkeypatch):
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline" / "__init__.py").write_text("raise SystemExit(1)")
    (tmp_path / "json.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    with JudgeBeside() as judge:
        assert len(judge(*package)()["tasks"]) == 3
