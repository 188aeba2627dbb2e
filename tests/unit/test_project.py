"""A project is read once a run, strictly, and all that is wrong with it is told at once, by file and line."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from pipeline.errors import SettingsError
from pipeline.flow.page_settings import page_spec
from pipeline.flow.readers import BUILDERS
from pipeline.flow.ready import ready
from pipeline.project import Settings, every_package
from pipeline.project.keys import Kind
from pipeline.wording.errors import sentence

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "datapackage/mlr-organisation/datapackage.yaml"
SOURCE = "datapackage/sources/om-mlr/source.yaml"
SLIPS = {
    "datapackage/catalog.yaml": ("confirmed: false", "confirmed: ja"),
    PACKAGE: ("  flat_table: roster", "  flat_tabel: roster"),
    SOURCE: ("{severity: error, responsible: maintainer}", "{severity: eror, responsible: maintainer}"),
    "datapackage/sources/om-mlr/decisions.yaml": ("persons:\naccept:", "persons:\nacept:"),
    "datapackage/sources/om-mlr/texts.yaml": ('- "Modellen är', "- Modellen: är"),
    "datapackage/reference/parties.csv": ("C,Centerpartiet,", "C;Centerpartiet;"),
    "schemas/mlr-organisation/roster.json": ('"type": "string"', '"type": "strin"'),
}
COUNTED = """
import os, sys, json
opened = []
def heard(event, args):
    if event == "open" and isinstance(args[0], (str, bytes, os.PathLike)):
        opened.append(os.path.realpath(os.fsdecode(args[0])))
sys.addaudithook(heard)
from pipeline.cli import main
try:
    main(["publish"], prog_name="mlr-opendata")
except SystemExit as end:
    assert not end.code
json.dump(opened, open("opened.json", "w"))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project."""
    shutil.copytree(ROOT / "datapackage", tmp_path / "datapackage")
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    return tmp_path


def settings_of(project: Path) -> Settings:
    return Settings(root=project, target=project / "public", clock=datetime(2026, 11, 23, tzinfo=UTC))


def slip(project: Path, file: str, before: str, after: str) -> int:
    """Put one slip into a file; the line of it."""
    path = project / file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return text[: text.index(before)].count("\n") + 1 + before.count("\n")


def refusal(project: Path) -> SettingsError:
    with pytest.raises(SettingsError) as error:
        ready(settings_of(project))
    return error.value


def test_a_publish_opens_each_settings_file_once(project):
    import json

    subprocess.run([sys.executable, "-c", COUNTED], cwd=project, check=True, capture_output=True, timeout=300,
                   env={"PYTHONPATH": str(ROOT), "PATH": "", "HOME": str(project)})  # fmt: skip
    opened = Counter(json.loads((project / "opened.json").read_text()))
    files = [path for path in (*project.rglob("datapackage/**/*"), *project.rglob("schemas/**/*")) if path.is_file()]
    settings = [path for path in files if "public" not in path.parts and "snapshots" not in path.parts]
    assert len(settings) > 20
    assert {str(path.relative_to(project)): opened[str(path.resolve())] for path in settings} == {
        str(path.relative_to(project)): 1 for path in settings
    }


def test_an_edit_in_the_middle_of_a_run_changes_nothing_of_it(project):
    settings = settings_of(project)
    ready(settings)
    before = (every_package(settings), page_spec(settings, "om-mlr", None).title)
    for path in (*project.rglob("*.yaml"), *project.rglob("schemas/**/*.json"), *project.rglob("reference/*.csv")):
        path.write_text("broken: [", encoding="utf-8")
    assert (every_package(settings), page_spec(settings, "om-mlr", None).title) == before
    assert ready(settings)
    with pytest.raises(SettingsError):
        ready(settings.afresh())


def test_everything_that_is_wrong_is_told_at_once_with_file_and_line(project):
    lines = {file: slip(project, file, *slipped) for file, slipped in SLIPS.items()}
    error = refusal(project)
    told = {(str(each.facts["file"].relative_to(project)), each.facts["line"]) for each in error.problems}
    assert told == set(lines.items())
    for language, begins in (("sv", "7 fel"), ("en", "7 faults")):
        text = sentence(error, language)
        assert text.startswith(begins)
        for file, line in lines.items():
            assert f"{file}:{line}: " in text


def test_several_slips_in_one_file_are_told_in_the_order_of_their_lines(project):
    path = project / SOURCE
    text = path.read_text(encoding="utf-8")
    text = text.replace("link_hosts:", "link_host:").replace("churn: 0.5", "churn: half")
    path.write_text(text.replace("board: styrelse,", "board: [styrelse],"), encoding="utf-8")
    problems = refusal(project).problems
    assert [(each.key, each.facts["key"]) for each in problems] == [
        ("unknown_key", "link_host"),
        ("wrong_type", "sections.board"),
        ("wrong_type", "expectations.churn"),
    ]
    assert [each.facts["line"] for each in problems] == sorted(each.facts["line"] for each in problems)


@pytest.mark.parametrize("file", SLIPS)
def test_no_word_of_the_library_that_reads_settings_reaches_people(project, file):
    slip(project, file, *SLIPS[file])
    error = refusal(project)
    for language in ("sv", "en"):
        assert not re.search(r"pydantic|[Ii]nput should|[Ff]ield required|_type\b", sentence(error, language))


def test_a_date_in_the_place_of_a_text_stays_as_it_is_written(project):
    slip(project, SOURCE, "title: MLR - en samverkansplattform", "title: 2026-11-23")
    assert page_spec(settings_of(project), "om-mlr", None).title == "2026-11-23"


def test_help_is_told_without_the_library_that_reads_settings():
    code = "import sys; from pipeline.cli import main; main(['--help'], standalone_mode=False); print(bool({'pydantic', 'yaml'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.rstrip().endswith("False")


def test_an_unknown_kind_is_told_with_all_else_that_is_wrong(project):
    slip(project, PACKAGE, "  kind: organisation", "  kind: organization")
    slip(project, "datapackage/catalog.yaml", *SLIPS["datapackage/catalog.yaml"])
    told = [(each.key, each.facts["key"], each.facts.get("nearest")) for each in refusal(project).problems]
    assert told == [
        ("not_true_or_false", "confirmed", None),
        ("unknown_value", "publishing.kind", "organisation"),
    ]


def test_a_slip_in_the_kind_of_a_package_of_files_is_one_fault_and_hides_no_other(tmp_path):
    shutil.copytree(ROOT / "examples" / "ledger", tmp_path, dirs_exist_ok=True)
    file = "datapackage/ledger/datapackage.yaml"
    slip(tmp_path, file, "  kind: table", "  kind: tables")
    slip(tmp_path, file, "source: data/municipalities.csv", "source: data/municipalities.csv, accepted: [digit_lost]")
    told = {(each.key, each.facts["key"], each.facts["nearest"]) for each in refusal(tmp_path).problems}
    assert told == {("unknown_value", "publishing.kind", "table"), ("unknown_value", "accepted", "digits_lost")}


def test_a_list_or_a_text_that_is_neither_is_told_by_its_key(tmp_path):
    shutil.copytree(ROOT / "examples" / "ledger", tmp_path, dirs_exist_ok=True)
    slip(tmp_path, "datapackage/ledger/datapackage.yaml", "source: data/payments.csv", "source: 12")
    assert [(each.key, each.facts["key"]) for each in refusal(tmp_path).problems] == [
        ("wrong_type", "resources.source")
    ]


@pytest.mark.parametrize("name", ["Betalningar", "år", ".dold", "-rf", "sqlite_master", "b" * 101])
def test_a_table_is_called_as_all_of_its_files_can_be(tmp_path, name):
    shutil.copytree(ROOT / "examples" / "ledger", tmp_path, dirs_exist_ok=True)
    schemas = tmp_path / "schemas" / "ledger"
    (schemas / "payments.json").rename(schemas / f"{name}.json")
    file = "datapackage/ledger/datapackage.yaml"
    slip(
        tmp_path,
        file,
        "name: payments, schema: schemas/ledger/payments",
        f"name: {name}, schema: schemas/ledger/{name}",
    )
    slip(tmp_path, file, "flat_table: payments", f"flat_table: {name}")
    assert [(each.key, each.facts["table"]) for each in refusal(tmp_path).problems] == [("table_name_unfit", name)]


def test_a_table_that_stands_twice_is_refused(tmp_path):
    shutil.copytree(ROOT / "examples" / "federation", tmp_path, dirs_exist_ok=True)
    person = "  - {name: persons, schema: schemas/board/persons.json}\n"
    line = slip(tmp_path, "datapackage/board/datapackage.yaml", person, person * 2)
    assert [(each.key, each.facts["line"]) for each in refusal(tmp_path).problems] == [("table_twice", line)]


def test_there_is_a_reader_for_every_kind():
    assert BUILDERS.keys() == set(get_args(Kind))
