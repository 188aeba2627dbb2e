"""Power cuts and failing disks: real processes, struck at every file-system step they take.

After each strike the target is whole and shows the state before or after one of its changes, an interruption is not
called tampering, and the next run completes what was asked without a trace of what happened.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.release import Publisher, verify

PROGRAM = Path(__file__).with_name("power_cuts.py")
REFUSED = 4
UNSHOWN = {
    "next": ["behind pack/versions.json"],
    "withdraw": ["stale pack/versions.json"],
    "withdraw-only": ["stale pack/versions.json"],
    "retire": ["stale pack/versions.json"],
}
"""What is told, by scenario, while the data have changed and the pages have not: where there are pages."""
STRIDE = int(os.environ.get("POWER_CUT_STRIDE", "9"))  # faults: at every step in a soak, at every ninth in the suite
KILLS = int(os.environ.get("POWER_CUT_KILLS", "12"))  # at random times


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: fsync is called either way, and there it costs nothing."""
    memory = Path("/dev/shm")  # noqa: S108 (the folder within has a random name)
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as name:
        yield Path(name)


def strikes(folder: Path, scenario: str, mode: str, stride: int = 1) -> list[dict[str, Any]]:
    """What was found after each strike."""
    # Python 3.12 warns of a fork while the system still counts threads that have been joined.
    calm = ("-W", "ignore:This process:DeprecationWarning")
    command = [sys.executable, *calm, str(PROGRAM), str(folder), scenario, mode, str(stride)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    return [json.loads(line) for line in run.stdout.splitlines()]


def assert_survived(outcome: dict[str, Any], scenario: str) -> None:
    """The promises that hold after every strike."""
    assert outcome["tampered"] == [], outcome
    assert outcome["torn"] == [], outcome
    assert not outcome["latest_missing"], outcome
    assert outcome["problems"] == (UNSHOWN.get(scenario, []) if outcome["state"] == 1 else []), outcome
    assert outcome["state"] is not None, outcome
    assert outcome["complete"], outcome


@pytest.mark.parametrize("mode", ["kill", "torn"])
@pytest.mark.parametrize("scenario", ["first", "next", "withdraw", "withdraw-only", "retire"])
def test_a_run_that_is_killed_at_any_step_leaves_the_old_state_or_the_new(
    folder: Path, scenario: str, mode: str
) -> None:
    outcomes = strikes(folder, scenario, mode)
    assert len(outcomes) > 50
    for outcome in outcomes:
        assert outcome["status"] == -signal.SIGKILL
        assert_survived(outcome, scenario)
    assert {outcome["state"] for outcome in outcomes} >= {0, 1}


@pytest.mark.parametrize("mode", ["ENOSPC", "EACCES-lasting"])
@pytest.mark.parametrize("scenario", ["first", "next", "withdraw"])
def test_a_file_system_that_fails_at_any_step_is_a_refusal_and_leaves_the_target_whole(
    folder: Path, scenario: str, mode: str
) -> None:
    outcomes = strikes(folder, scenario, mode, STRIDE)
    for outcome in outcomes:
        assert outcome["status"] in {0, REFUSED}, outcome
        assert_survived(outcome, scenario)
    assert REFUSED in {outcome["status"] for outcome in outcomes}


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_run_that_is_killed_at_a_random_time_is_completed_by_the_next(tmp_path: Path, seed: int) -> None:
    target = tmp_path / "public"
    program = (
        f"import sys, pathlib; sys.path.insert(0, {str(PROGRAM.parent)!r})\n"
        "from power_cuts import *\n"
        "print('ready', flush=True)\n"
        "for minor in range(1000):\n"
        "    run(pathlib.Path(sys.argv[1]), [lambda p: publish(p, f'1.{minor}.0'), publish_site])\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(target)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(random.Random(seed).uniform(0, 0.5))
        child.kill()
    if target.is_dir():
        assert verify(target).tampered == ()
    with Publisher(target):
        pass
    assert [problem for problem in verify(target).problems if problem.kind != "behind"] == []
    assert not (target / ".publishing").exists()


@pytest.mark.parametrize("limit", [0, 40, 100, 300])
def test_a_disk_that_takes_only_so_much_is_a_refusal(tmp_path: Path, limit: int) -> None:
    target = tmp_path / "public"
    program = (
        f"import sys, pathlib, resource; sys.path.insert(0, {str(PROGRAM.parent)!r})\n"
        "from power_cuts import *\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "try: run(pathlib.Path(sys.argv[1]), [lambda p: publish(p, '1.0.0')])\n"
        "except PipelineError as error: print(error.key, error.exit_code)\n"
    )
    command = [sys.executable, "-B", "-c", program, str(target)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said == f"target_full {REFUSED}\n"
    assert list(target.iterdir()) == []
