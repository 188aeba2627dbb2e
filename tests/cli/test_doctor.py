"""`doctor`: each thing that is wrong is a line that says what to do."""

import json
import os
import shutil
import stat
from pathlib import Path

import pytest

import pipeline

ROOT = Path(pipeline.__file__).parents[1]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of its own, of which nothing is published."""
    for name in ("datapackage", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return tmp_path


def looked(run, *options):
    """What is told, by what it is about, with the exit code."""
    result = run("doctor", *options, "--format", "json")
    told = json.loads(result.stdout)
    assert told["well"] == (result.exit_code == 0)
    return result.exit_code, {check["about"]: (check["state"], check["en"]) for check in told["checks"]}


def test_of_a_new_project_it_says_what_is_to_be_done_and_that_nothing_is_ill(project, run):
    code, told = looked(run, "--offline")
    assert code == 0
    assert {about for about, (state, _) in told.items() if state == "todo"} == {"catalog", "target", "archive", "look"}
    assert "mlr-opendata publish" in told["target"][1]
    assert "page" not in told


def test_it_writes_nothing(project, run):
    before = sorted(project.rglob("*"))
    looked(run, "--offline")
    assert sorted(project.rglob("*")) == before


def test_a_changed_file_a_wrong_permission_and_a_slow_clock_are_ill(project, run, monkeypatch):
    assert run("publish", "--formats", "csv").exit_code == 0
    assert looked(run, "--offline")[1]["target"][0] == "well"
    file = project / "public/mlr-organisation/1.0.0/data/roster.csv"
    copy = file.read_bytes()
    file.unlink()
    file.write_bytes(copy + b"x")
    file.chmod(file.stat().st_mode | stat.S_IWOTH)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    code, told = looked(run, "--offline")
    assert code == 1
    assert "Restore the files" in told["target"][1]
    assert "verify --repair" in told["rights"][1]
    assert told["clock"][0] == "todo"


def test_a_folder_that_cannot_be_written_is_named(project, run, monkeypatch):
    here = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: "datapackage" not in str(path) and here(path, mode))
    code, told = looked(run, "--offline")
    assert (code, told["rights"][0]) == (1, "ill")


def test_what_keeps_it_from_looking_is_told_and_spares_the_rest(project, run):
    (project / "datapackage/catalog.yaml").write_text("publisher: [", encoding="utf-8")
    code, told = looked(run, "--offline")
    assert (code, told["catalog"][0], told["python"][0]) == (1, "ill", "well")


def test_a_page_that_does_not_answer_is_ill_and_one_that_does_is_well(project, run, site):
    settings = project / "datapackage/sources/om-mlr/source.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("https://www.malmolundregionen.se/om-mlr/", site.url), encoding="utf-8")
    site.page = b"<html><body><p>hej</p></body></html>"
    code, told = looked(run, "--allow-private")
    assert (code, told["page"]) == (0, ("well", f"{site.url} answers, {len(site.page)} bytes."))
    site.status = 404
    site.page = b"x"
    assert looked(run, "--allow-private")[1]["page"][0] == "ill"


def test_a_page_that_was_rejected_and_a_decision_that_waits_are_ill_until_it_is_answered(project, run, site):
    page = next((project / "datapackage/sources/om-mlr/snapshots").glob("*.txt")).read_text(encoding="utf-8")
    (project / "datapackage/sources/om-mlr/looks.csv").unlink(missing_ok=True)
    settings = project / "datapackage/sources/om-mlr/source.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("https://www.malmolundregionen.se/om-mlr/", site.url), encoding="utf-8")
    lines = page.replace("Robert Wenglén (M)", "Robert Wenglen (M)").splitlines()
    site.page = ("<main>" + "".join(f"<p>{line}</p>" for line in lines) + "</main>").encode()
    run("fetch", "--allow-private")
    code, told = looked(run, "--offline")
    assert code == 1
    assert (told["look"][0], told["decisions"][0]) == ("ill", "ill")
    assert "mlr-opendata decide" in told["decisions"][1]
    (asked,) = json.loads(run("decide", "--format", "json").stdout)
    answer = {"answer": asked["answers"][0]["answer"], "reason": "x", "by": "Eva"}
    Path("answers.json").write_text(json.dumps({asked["id"]: answer}), encoding="utf-8")
    run("decide", "--answers", "answers.json")
    state, said = looked(run, "--offline")[1]["look"]
    assert (state, "settled since" in said) == ("well", True)
