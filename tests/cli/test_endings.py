"""How a run ends that could not go on: one sentence, the right exit code, nothing left. Real processes and signals."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TIMES = int(os.environ.get("ENDING_TIMES", "3"))  # moments at which each signal is sent; more in a soak
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The folder that TMPDIR names."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return folder


def command(*arguments, **options):
    """`mlr-opendata ARGUMENTS` in a process of its own."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen([sys.executable, "-m", "pipeline.command", *arguments], text=True, **streams)


def wait_until_it_hears(process):
    """Until Python has started, and our first lines have run: nothing before that can be in our hands."""
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        caught = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
        if int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.001)


def ended(*arguments, **options):
    """What it said, to both, and its exit code."""
    process = command(*arguments, **options)
    out, err = process.communicate(timeout=120)
    return process.returncode, out or "", err or ""


def assert_one_sentence(err):
    assert "Traceback" not in err, err
    assert "Exception ignored" not in err, err
    assert err.count("Error: ") == 1, err


COMMANDS = [
    ["--help"],
    ["publish", "--target", "public"],
    ["plan", "--target", "other"],
    ["validate"],
    ["verify"],
    ["diff", "mlr-organisation", "1.0.0", "1.0.0"],
    ["check", "public/mlr-organisation/latest/data/persons.csv"],
    ["reproduce"],
]


@pytest.mark.parametrize("number", CODES)
def test_a_signal_ends_every_command_at_any_time_with_its_code(project, run, temporary, number):
    run("publish")
    for arguments in COMMANDS:
        for part in range(TIMES):
            delay = 0.7 * part / max(TIMES - 1, 1)
            process = command(*arguments)
            wait_until_it_hears(process)
            time.sleep(delay)
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
            told = (arguments, delay, process.returncode, err)
            assert "Traceback" not in err + out, told
            assert "Exception ignored" not in err, told
            assert process.returncode in {CODES[number], 0}, told
            assert (process.returncode == 0) or "Interrupted." in err, told
            assert list(temporary.iterdir()) == [], told
