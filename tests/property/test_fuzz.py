"""Bytes that nobody meant: whatever a page, a file of ours or a table holds, a run ends with a result or a sentence.

How long is tried: `FUZZ_SECONDS`, for all together. A failure names the seed that shows it again.
"""

import gc
import gzip
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from described import read_page_spec

from pipeline.cli import main
from pipeline.errors import PipelineError, TargetRefused, UsageError
from pipeline.organisation.reference import read_reference
from pipeline.project import Settings, every_package, now, read_catalog
from pipeline.release import Target, ensure_sound
from pipeline.release.journal import recover
from pipeline.sources import archive
from pipeline.sources.looks import Look, last_look, log_look, read_looks
from pipeline.validate.verdict import check_file
from pipeline.wording.errors import sentence
from tests.looks import REAL, look
from tests.mutation import bounded, damaged, misshapen, noise, rounds

GOLDEN = Path(__file__).parents[1] / "golden"
PAGES = [
    REAL.encode(),
    REAL.encode("utf-16"),
    *(path.read_bytes() for path in sorted(GOLDEN.glob("html-*/undated.html"))),
]
MEDIA_TYPES = ("text/plain", "text/html", "", "text/html; charset=utf-16", "text/plain; charset=idna")
SOURCE = Path("datapackage/sources/om-mlr")
WIDEST = 6000  # bytes of a table: frictionless copies a row for each of its cells that is one too many
SCHEMA = {
    "fields": [
        {"name": "a", "type": "integer", "constraints": {"minimum": 0, "unique": True}},
        {"name": "b", "type": "string", "constraints": {"pattern": "[a-z]+", "maxLength": 5}},
        {"name": "c", "type": "number", "decimalChar": ",", "groupChar": " "},
        {"name": "d", "type": "date", "format": "%d/%m/%Y"},
        {"name": "e", "type": "boolean", "trueValues": ["ja"], "falseValues": ["nej"]},
        {"name": "f", "type": "any", "constraints": {"enum": ["x", "y"]}},
    ],
    "primaryKey": ["a", "b"],
    "missingValues": ["", "-"],
}
ROWS = "a,b,c,d,e,f\n" + "".join(f'{n},"abc",1 234,5,0{n % 9 + 1}/02/2022,ja,x\n' for n in range(30))


def told(error: PipelineError) -> None:
    """An error is a sentence of bearable length that a terminal can show, or some on a line each, in both languages."""
    for language in ("sv", "en"):
        for text in sentence(error, language).splitlines():
            assert text.replace("\N{NO-BREAK SPACE}", " ").isprintable(), ascii(text)
            assert 10 < len(text) < 3000, len(text)


def damage(random: Random, path: Path) -> None:
    """Change a file: its bytes, or, where it has a structure, what it says."""
    content = path.read_bytes()
    if path.suffix == ".yaml" and random.random() < 0.7:
        document = misshapen(random, yaml.safe_load(content))
        path.write_text(yaml.dump(document, allow_unicode=True), encoding="utf-8", errors="surrogatepass")
    elif path.suffix == ".json" and random.random() < 0.7:
        path.write_text(json.dumps(misshapen(random, json.loads(content)), default=str), encoding="utf-8")
    else:
        path.write_bytes(damaged(random, content))


def fuzz(paths: list[Path], share: float, act: Callable[[], Any], *expected: type[PipelineError]) -> None:
    """Damage one file after the other, and do `act`: it succeeds, or raises one of the expected errors."""
    for seed, random in rounds(share):
        path = random.choice(paths)
        whole = path.read_bytes()
        damage(random, path)
        with bounded(seed):
            try:
                act()
            except expected as error:
                told(error)
        path.write_bytes(whole)


def test_a_damaged_page_is_read_or_refused():
    for seed, random in rounds(0.25):
        page = damaged(random, random.choice(PAGES))
        media_type = random.choice(MEDIA_TYPES)
        with bounded(seed):
            try:
                look(page, media_type=media_type)
            except PipelineError as error:
                told(error)


def test_damaged_settings_are_read_or_refused(project):
    settings = Settings(root=project, target=project / "public", clock=now())

    def read_all():
        spec = read_page_spec(SOURCE, None)
        read_reference(Path("datapackage/reference"), spec.aliases)
        read_catalog(settings)
        every_package(settings)

    paths = [
        *Path("datapackage").rglob("*.yaml"),
        *Path("datapackage/reference").iterdir(),
        *Path("schemas").rglob("*.json"),
    ]
    fuzz(sorted(paths), 0.25, read_all, UsageError)


def test_the_command_meets_damaged_settings_with_one_sentence(project):
    def plan():
        result = CliRunner().invoke(main, ["plan", "--target", "public"], catch_exceptions=False)
        assert result.exit_code in {0, 1, 2, 3}
        assert result.exit_code == 0 or "Error: " in result.stderr

    paths = [
        *Path("datapackage").rglob("*.yaml"),
        *Path("datapackage/reference").iterdir(),
        *Path("schemas").rglob("*.json"),
    ]
    fuzz(sorted(paths), 0.15, plan)


def test_a_damaged_archive_is_read_or_refused(project):
    look_ = Look("2026-11-01T10:00:00Z", "accepted", 200, "0" * 64, "om-mlr-000000000000", "bra", "good")
    log_look(SOURCE, look_)

    def read_all():
        archive.snapshots(SOURCE, "om-mlr")
        read_looks(SOURCE)
        archive.validators(SOURCE, "https://example.org/")
        last_look(read_looks(SOURCE), "0" * 64)

    fuzz([*sorted((SOURCE / "snapshots").iterdir()), SOURCE / "looks.csv"], 0.1, read_all, UsageError)


@pytest.fixture
def published(project):
    result = CliRunner().invoke(main, ["publish"], catch_exceptions=False)
    assert result.exit_code == 0
    return project / "public"


def test_a_damaged_target_is_read_or_refused(published, tmp_path):
    """Its index, its descriptors, and what an interrupted run would have left."""
    journal = published / ".publishing/pages/journal.json"

    def read_all():
        target = Target(published)
        for package in target.packages():
            target.latest(package)
            _ = [release.descriptor for release in target.releases(package)]
        ensure_sound(published)

    def recover_copy():
        copy = tmp_path / "copy"
        (copy / ".publishing/pages/tree").mkdir(parents=True)
        shutil.copy(journal, copy / ".publishing/pages/journal.json")
        try:
            recover(copy)
        finally:
            shutil.rmtree(copy)

    files = [
        path for name in ("versions.json", "1.0.0/datapackage.json", "SHA256SUMS") for path in published.rglob(name)
    ]
    fuzz(sorted(files), 0.1, read_all, UsageError, TargetRefused)
    journal.parent.mkdir(parents=True)
    journal.write_text(
        json.dumps([{"action": "place", "path": "mlr/1.0.0", "sums": "0" * 64}, {"action": "remove", "path": "a.html"}])
    )
    fuzz([journal], 0.05, recover_copy, TargetRefused)


def packed(random: Random, table: bytes) -> tuple[str, bytes]:
    """A table as plain, gzipped or zipped file: its suffix and bytes; half of the archives damaged."""
    suffix, content = "csv", table
    if random.random() < 0.2:
        suffix, content = "csv.gz", gzip.compress(table)
    elif random.random() < 0.2:
        archived = io.BytesIO()
        with zipfile.ZipFile(archived, "w") as archive_:
            archive_.writestr("table.csv", table)
        suffix, content = "csv.zip", archived.getvalue()
    return suffix, damaged(random, content) if random.random() < 0.5 else content


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # frictionless leaves archives open
def test_any_table_is_judged(tmp_path):
    """Against any schema."""
    for seed, random in rounds(0.3):
        table = noise(random) if random.random() < 0.2 else damaged(random, ROWS.encode())
        suffix, content = packed(random, table[:WIDEST])
        file, schema = tmp_path / f"table.{suffix}", tmp_path / "schema.json"
        file.write_bytes(content)
        if random.random() < 0.5:
            described = json.dumps(misshapen(random, SCHEMA), default=str).encode()
        else:
            described = damaged(random, json.dumps(SCHEMA).encode())
        schema.write_bytes(described if random.random() < 0.6 else json.dumps(SCHEMA).encode())
        with bounded(seed):
            try:
                result = check_file(file, schema, prove=random.choice(("auto", "always", "never")))
            except PipelineError as error:
                told(error)
            else:
                json.dumps(result.report, default=str)
                assert result.valid == (
                    not result.report["errors"] and all(task["valid"] for task in result.report["tasks"])
                )
    while gc.collect():  # here, where the warning is expected
        pass
