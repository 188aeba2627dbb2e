"""How a run ends that could not go on: one sentence, the right exit code, nothing left. Real processes and signals."""

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli.processes import command, wait_until_it_hears

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
    run("publish", "--formats", "csv,json")
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


def limited(*arguments, kind, bound, **options):
    """The same, by a process that may not use more than that of something."""
    return ended(*arguments, preexec_fn=lambda: resource.setrlimit(kind, (bound, bound)), **options)


@pytest.mark.parametrize("megabytes", [60, 399])
def test_little_address_space_is_a_sentence(project, run, temporary, megabytes):
    run("publish", "--formats", "csv,json")
    for arguments in COMMANDS[1:]:
        code, out, err = limited(*arguments, kind=resource.RLIMIT_AS, bound=megabytes << 20)
        assert code == 2, (arguments, out, err)
        assert_one_sentence(err)
        assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("bytes_", [0, 20_000, 100_000])
def test_a_disk_that_takes_no_more_is_a_refusal_of_the_target(project, temporary, bytes_):
    code, _, err = limited("publish", kind=resource.RLIMIT_FSIZE, bound=bytes_)
    assert code == 4, err
    assert_one_sentence(err)
    assert list(temporary.iterdir()) == []
    assert ended("publish")[0] == 0


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["verify"], ["publish"], ["nonsense", "--help"]], ids=" ".join
)
def test_who_cannot_be_told_does_not_stop_the_work(project, run, temporary, arguments):
    run("publish", "--formats", "csv,json")
    expected = 2
    shell = f'exec "$0" -m pipeline.command {" ".join(arguments)}'
    for redirected, told in [(">/dev/full", True), (">&-", True), ("| true", None), (">/dev/full 2>&-", False)]:
        line = f"set -o pipefail; {shell.removeprefix('exec ')} {redirected}"
        done = subprocess.run(["bash", "-c", line, sys.executable], capture_output=True, text=True, check=False)
        assert done.returncode == expected, (line, done)
        assert "Traceback" not in done.stderr
        if told and arguments[0] != "nonsense":
            assert_one_sentence(done.stderr)
    for redirected in ("2>&-", "2>/dev/full"):
        line = f"{shell} {redirected}"
        done = subprocess.run(["bash", "-c", line, sys.executable], capture_output=True, text=True, check=False)
        assert done.returncode == (2 if arguments[0] == "nonsense" else 0), (line, done)


def test_what_a_killed_run_left_is_removed_by_a_later_one_but_not_what_a_living_one_needs(project, temporary):
    killed, living = command("reproduce"), None
    left = the_room_in(temporary)
    killed.kill()
    killed.communicate()
    assert left.exists()
    (temporary / "mlr-opendata-run-notes.txt").touch()  # of somebody else

    living = command("serve", "--port", "0", "--target", str(project))
    assert living.stderr.readline()
    names = {path.name for path in temporary.iterdir()}
    assert left.name not in names
    assert ended("--version")[0] == 0
    assert {path.name for path in temporary.iterdir()} == names
    living.send_signal(signal.SIGTERM)
    living.communicate(timeout=60)
    assert [path.name for path in temporary.iterdir()] == ["mlr-opendata-run-notes.txt"]


def the_room_in(folder):
    """The folder of a run that has begun; before it makes one, Python tries with a file whether it may write here."""
    while not (found := list(folder.glob("mlr-opendata-run-*-*"))):
        time.sleep(0.01)
    [room] = found
    return room


def test_a_fault_of_the_program_is_said_so_and_its_details_are_kept(project, temporary):
    program = (
        "import pipeline.upkeep.verify\n"
        "def broken(*_, **__): raise ZeroDivisionError('of ours')\n"
        "pipeline.upkeep.verify.verify = broken\n"
        "from pipeline.command import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", program, "verify"], capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert_one_sentence(done.stderr)
    [details] = temporary.iterdir()
    assert str(details) in done.stderr
    assert "of ours" in details.read_text(encoding="utf-8")


def helpers_of(pid):
    """The processes that one has started and that live."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_judge_ends_with_the_run_that_asked(project, temporary, number):
    process = command("publish")
    while not helpers_of(process.pid):
        time.sleep(0.01)
    [helper] = helpers_of(process.pid)
    process.send_signal(number)
    process.communicate(timeout=60)
    until = time.monotonic() + 60
    while Path(f"/proc/{helper}/exe").exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert not Path(f"/proc/{helper}/exe").exists()
