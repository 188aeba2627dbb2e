"""What `automate` writes is what its readers take; and `run.json` says what a run did."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

import pipeline
from pipeline.upkeep.automate import WHERE

ROOT = Path(pipeline.__file__).parents[1]


@pytest.fixture
def project(tmp_path, monkeypatch):
    for name in ("datapackage", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("what", WHERE)
def test_the_files_are_written_once_and_never_over_others(project, run, what):
    assert run("automate", what).exit_code == 0
    files = {path: (project / path).read_bytes() for path in WHERE[what].values()}
    assert not [path for path, content in files.items() if b"@" in content and b"@ROOT@" in content]
    assert run("automate", what).exit_code == 0
    first = next(iter(files))
    (project / first).write_text("mine", encoding="utf-8")
    assert run("automate", what).exit_code == 2
    assert (project / first).read_text(encoding="utf-8") == "mine"
    assert run("automate", what, "--overwrite").exit_code == 0
    assert (project / first).read_bytes() == files[first]


def test_a_path_that_units_cannot_hold_is_refused(project, run):
    assert run("automate", "systemd", "--target", project / "with space").exit_code == 2
    assert not (project / "automation").exists()


def test_github_takes_the_workflows(project, run):
    run("automate", "github")
    for path in WHERE["github"].values():
        told = yaml.safe_load((project / path).read_text(encoding="utf-8"))
        (job,) = told["jobs"].values()
        assert {"name", "permissions", "concurrency", "jobs"} <= set(told)
        assert all(("uses" in step) != ("run" in step) for step in job["steps"])
        assert job["timeout-minutes"]
    if linter := shutil.which("actionlint"):
        judged = subprocess.run(
            [linter, "-shellcheck=", *WHERE["github"].values()], capture_output=True, text=True, check=False
        )
        assert (judged.returncode, judged.stdout) == (0, "")


def test_every_command_in_the_files_is_one_with_such_options(project, run):
    import re

    from pipeline.cli import main

    for what in WHERE:
        run("automate", what)
    text = "\n".join(
        (project / path).read_text(encoding="utf-8") for files in WHERE.values() for path in files.values()
    )
    found = re.findall(r"mlr-opendata\"? ((?:fetch|publish|plan|deploy|doctor)[^\n|>&;]*)", text)
    assert {line.split()[0] for line in found} == {"fetch", "publish", "plan", "deploy", "doctor"}
    for line in found:
        name, *_ = line.split()
        known = {option for parameter in main.commands[name].params for option in parameter.opts}
        assert set(re.findall(r"(?<= )--[a-z-]+", line)) <= known, line


def test_gitlab_is_given_jobs_of_lines(project, run):
    run("automate", "gitlab")
    told = yaml.safe_load((project / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    assert set(told) == {"default", "look", "pages"}
    for job in ("look", "pages"):
        assert all(isinstance(line, str) for line in told[job]["script"])
        assert told[job]["rules"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_takes_the_units(project, run):
    run("automate", "systemd")
    units = [str(project / path) for path in WHERE["systemd"].values()]
    judged = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert [line for line in judged.stderr.splitlines() if "is not executable" not in line] == []


def test_the_script_of_cron_is_silent_while_nothing_changed_and_loud_when_it_breaks(project, run):
    run("automate", "cron")
    script = project / "automation/look.sh"
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
    text = script.read_text(encoding="utf-8")
    fake = project / "fake"
    for code, state, said in ((0, "unchanged", ""), (0, "published", "fetch\npublish\n"), (3, "", "fetch\ndoctor\n")):
        fake.write_text(
            f'#!/bin/sh\necho "$1"\n[ "$1" = doctor ] && exit 0\n'
            f"printf '%s' '{{\"state\": \"{state}\"}}' > run.json\nexit {code}\n",
            encoding="utf-8",
        )
        fake.chmod(0o755)
        command = next(word for word in text.split('"') if word.endswith("/mlr-opendata"))
        script.write_text(text.replace(command, str(fake)), encoding="utf-8")
        ran = subprocess.run(["sh", script], capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stdout) == (code, said)


def test_run_json_says_what_a_run_did_however_it_ended(project, run):
    assert run("publish", "--formats", "csv", "--run-json", "run.json").exit_code == 0
    told = json.loads(Path("run.json").read_bytes())
    assert (told["command"], told["exit_code"]) == ("publish", 0)
    package = told["packages"]["mlr-organisation"]
    assert (package["state"], package["version"], package["rows"]["roster"]) == ("published", "1.0.0", 38)
    assert package["checks"]["error"] == 0
    assert told["seconds"] >= sum(told["seconds_by_stage"].values()) - 0.1
    run("publish", "--formats", "csv", "--run-json", "run.json")
    assert json.loads(Path("run.json").read_bytes())["packages"]["mlr-organisation"]["state"] == "unchanged"
    assert run("publish", "nothing", "--run-json", "run.json").exit_code == 2
    told = json.loads(Path("run.json").read_bytes())
    assert (told["exit_code"], "nothing" in told["why"]["en"]) == (2, True)
    assert run("publish", "--run-json", "public/run.json").exit_code == 2
    assert run("verify").exit_code == 0
