"""A format is one module: whoever adds one, or takes one away, need tell nobody else."""

import json
import os
import subprocess
import sys
from importlib import import_module

import pytest
from samples import ROOT

from pipeline.formats import NAMES, every
from pipeline.model import LANGUAGES

NDJSON = """
import json

from pipeline.formats import Format, Harvest

TEXTS = {"sv": "rad för rad", "en": "line by line"}


def write_table(edition, table, path):
    path.write_text("".join(json.dumps(row, default=str) + "\\n" for row in table.rows()), encoding="utf-8")


FORMAT = Format(
    name="ndjson",
    place=33,
    titles={"sv": "NDJSON", "en": "NDJSON"},
    good_for=TEXTS,
    suffix=".ndjson",
    media_type="application/x-ndjson",
    write_table=write_table,
    resource={},
    harvest=Harvest("JSON", TEXTS),
    in_readme="jq . data/{flat}.ndjson",
)
"""
WITH_ANOTHER = """
import sys
from pipeline import formats
if sys.argv[1]:
    formats.__path__.append(sys.argv[1])
    formats.NAMES = (*formats.NAMES, "ndjson")
sys.argv[1:2] = []
from pipeline.command import main
main()
"""


def run(*arguments: object, more: object = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1795415520", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-c", WITH_ANOTHER, str(more), *map(str, arguments)]
    found = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_format_is_described_in_full_and_named_after_its_module(name):
    form = import_module(f"pipeline.formats.{name}").FORMAT
    assert form.name == name
    texts = [form.titles, form.good_for, *([form.harvest.description] if form.harvest else [])]
    texts += [loader.how for loader in form.loaders if loader.how]
    assert all(text[language] for text in texts for language in LANGUAGES)
    assert form.write_table or form.write_package


def test_no_two_formats_write_the_same_file_or_stand_at_the_same_place():
    paths = [form.package_path.format(package="p", suffix=form.suffix) for form in every() if form.write_package]
    suffixes = [form.suffix for form in every() if form.write_table]
    for names in (paths, suffixes, [form.place for form in every()]):
        assert len(set(names)) == len(names)


def test_one_more_module_is_a_format_everywhere_and_one_less_breaks_readers_and_says_so(tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more/ndjson.py").write_text(NDJSON, encoding="utf-8")
    target = tmp_path / "public"
    publish = ("publish", "mlr-working-groups", "--target", target)

    run(*publish)
    assert "mlr-working-groups 1.1.0 published" in run(*publish, more=tmp_path / "more").stdout
    package = target / "mlr-working-groups"
    folder = package / "1.1.0"
    assert "ndjson" in (folder / "CHANGES.md").read_text(encoding="utf-8")
    lines = (folder / "data/working_group_tasks.ndjson").read_text(encoding="utf-8").splitlines()
    assert len([json.loads(line) for line in lines]) == 10
    descriptor = json.loads((folder / "datapackage.json").read_bytes())
    assert "working_group_tasks-ndjson" in [resource["name"] for resource in descriptor["resources"]]
    assert "ndjson" in descriptor["publishing"]["formats"]
    assert "jq . data/working_group_tasks.ndjson" in (folder / "README.md").read_text(encoding="utf-8")
    page = (package / "index.en.html").read_text(encoding="utf-8")
    assert "latest/data/working_group_tasks.ndjson" in page
    assert "line by line" in page
    assert "application/x-ndjson" in page
    assert "working_group_tasks.ndjson" in (target / "catalog.ttl").read_text(encoding="utf-8")

    assert "mlr-working-groups 2.0.0 published" in run(*publish).stdout
    assert "ndjson" in (package / "2.0.0/CHANGES.md").read_text(encoding="utf-8")
    old = (package / "1.1.0.en.html").read_text(encoding="utf-8")
    assert "1.1.0/data/working_group_tasks.ndjson" in old
    assert ">NDJSON<" in old
    run("verify", "--target", target)


def test_a_format_that_a_package_cannot_have_is_told_not_passed_over(tmp_path):
    said = run("plan", "--formats", "popolo", "--target", tmp_path).stderr
    assert "mlr-working-groups: not written as popolo, which only packages of another kind have." in said
    assert "mlr-organisation: not written" not in said
    assert "not written" not in run("plan", "--target", tmp_path).stderr
