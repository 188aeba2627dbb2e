"""The same snapshots, code and clock give the same bytes in every file, wherever and whenever the command runs."""

import csv
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", 'from pipeline.cli import main; main(prog_name="mlr-opendata")']
FIRST, SECOND = 1795392000, 1795996800  # 2026-11-23 and 2026-11-30
ARCHIVE = "datapackage/sources/om-mlr"
ANOTHER_DAY = """
import datetime, time

shift = 400 * 86400
seconds, local, utc = time.time, time.localtime, time.gmtime
time.time = lambda: seconds() + shift
time.localtime = lambda at=None: local(time.time() if at is None else at)
time.gmtime = lambda at=None: utc(time.time() if at is None else at)


class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls):
        return cls.now(datetime.UTC).replace(tzinfo=None)

    today = now


datetime.datetime = Later
"""
USUAL = {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0", "umask": "022", "folder": "here"}
CIRCUMSTANCES = {
    "in another folder": {"folder": "som bor/långt bort i ett träd"},
    "in another time zone": {"TZ": "Pacific/Kiritimati"},
    "in Swedish": {"LC_ALL": "sv_SE.UTF-8", "LANG": "sv_SE.UTF-8"},
    "under another umask": {"umask": "077"},
    "with another hash seed": {"PYTHONHASHSEED": "4711"},
    "on another day, all of that at once": {
        "TZ": "America/St_Johns",
        "LC_ALL": "sv_SE",
        "PYTHONHASHSEED": "random",
        "umask": "002",
        "folder": "b",
        "PYTHONPATH": "later",
        "HOME": "/nonexistent",
        "USER": "nobody",
        "PYTHONUTF8": "0",
    },
}


def project_in(folder):
    """The project with one snapshot."""
    folder.mkdir(parents=True)
    for name in ("datapackage", "schemas"):
        shutil.copytree(CHECKOUT / name, folder / name)
    return folder


def archive_another(root):
    """Put a later snapshot into the archive, in which an acting director got the office."""
    undated = next((root / ARCHIVE / "snapshots").glob("0000-*.txt"))
    sidecar = json.loads(undated.with_name(undated.name + ".json").read_text(encoding="utf-8"))
    content = undated.read_bytes().replace(b"t f Kommun", b"Kommun")
    sha256 = subprocess.run(["sha256sum"], input=content, capture_output=True, check=True).stdout.decode()[:64]
    path = undated.with_name(f"2026-11-30T000000Z-{sha256[:12]}.txt")
    path.write_bytes(content)
    dated = {"observed_at": "2026-11-30", "observed_at_basis": "crawl", "fetched_at": "2026-11-30T00:00:00Z"}
    sidecar |= {**dated, "sha256": sha256, "bytes": len(content)}
    path.with_name(path.name + ".json").write_text(json.dumps(sidecar), encoding="utf-8")


def command(root, *arguments, epoch=SECOND, umask="022", **environment):
    shell = f'umask {umask} && exec "$@"'
    paths = [str(CHECKOUT)]
    if "PYTHONPATH" in environment:
        paths.insert(0, environment.pop("PYTHONPATH"))
    environment |= {"PYTHONPATH": os.pathsep.join(paths), "SOURCE_DATE_EPOCH": str(epoch)}
    return subprocess.run(
        ["sh", "-c", shell, "sh", *COMMAND, *arguments],
        cwd=root,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def published(base, /, **circumstances):
    """The target after two publishes, path to mode and bytes."""
    umask = circumstances.pop("umask")
    root = project_in(base / circumstances.pop("folder"))
    if "PYTHONPATH" in circumstances:
        site = base / circumstances["PYTHONPATH"]
        site.mkdir()
        (site / "sitecustomize.py").write_text(ANOTHER_DAY, encoding="utf-8")
        circumstances["PYTHONPATH"] = str(site)
    for epoch in (FIRST, SECOND):
        if epoch == SECOND:
            archive_another(root)
        result = command(root, "publish", epoch=epoch, umask=umask, **circumstances)
        assert result.returncode == 0, result.stderr
    files = (path for path in (root / "public").rglob("*") if path.is_file())
    return {
        str(path.relative_to(root / "public")): (stat.S_IMODE(path.stat().st_mode), path.read_bytes()) for path in files
    }


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    return published(tmp_path_factory.mktemp("usual"), **USUAL)


@pytest.mark.xdist_group("reproducible")
@pytest.mark.parametrize("circumstance", CIRCUMSTANCES)
def test_the_same_bytes_come(usual, tmp_path, circumstance):
    there = published(tmp_path, **{**USUAL, **CIRCUMSTANCES[circumstance]})

    assert [path for path in sorted(usual.keys() | there.keys()) if usual.get(path) != there.get(path)] == []


@pytest.mark.xdist_group("reproducible")
def test_all_formats_pages_and_indices_are_among_them(usual):
    suffixes = {Path(path).suffix for path in usual}

    assert {".csv", ".json", ".parquet", ".xlsx", ".sqlite", ".zip", ".md"} <= suffixes
    assert {".html", ".xml", ".rdf", ".ttl", ".jsonld"} <= suffixes
    assert {mode for mode, _ in usual.values()} == {0o644}
    assert "mlr-organisation/1.1.0/data/popolo.json" in usual


@pytest.fixture
def two_versions(tmp_path):
    published(tmp_path, **USUAL)
    return tmp_path / "here"


@pytest.mark.xdist_group("reproducible")
def test_every_version_is_made_again_from_the_archive(two_versions):
    result = command(two_versions, "reproduce", LC_ALL="C", TZ="Asia/Tokyo")

    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == [
        "mlr-organisation 1.0.0: the same bytes.",
        "mlr-organisation 1.1.0: the same bytes.",
        "mlr-working-groups 1.0.0: the same bytes.",
    ]


@pytest.mark.xdist_group("reproducible")
def test_what_cannot_be_made_again_is_said_and_spares_the_versions_after_it(two_versions):
    settings = two_versions / "datapackage/mlr-working-groups/datapackage.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("Skåne", "Scania"), encoding="utf-8")
    command(two_versions, "withdraw", "mlr-organisation", "1.0.0", "--reason", "test", LC_ALL="C")

    result = command(two_versions, "reproduce", LC_ALL="C")

    assert result.returncode == 1
    assert "mlr-organisation 1.0.0: cannot be made again: it is withdrawn." in result.stdout
    assert (
        "mlr-organisation 1.1.0: cannot be made again: a version that it may have been compared with" in result.stdout
    )
    assert "mlr-working-groups 1.0.0: " in result.stdout
    assert "differ, first " in result.stdout


@pytest.mark.xdist_group("reproducible")
def test_the_log_of_looks_counts_as_it_was_then(two_versions):
    header = ("looked_at", "outcome", "status", "sha256", "snapshot_id", "why_sv", "why_en")
    sha256 = json.loads((two_versions / "public/mlr-organisation/1.1.0/datapackage.json").read_bytes())["publishing"][
        "source"
    ]
    later = ("2026-12-24T00:00:00Z", "unchanged", "304", sha256["sha256"], sha256["snapshot_id"], "", "")
    with (two_versions / ARCHIVE / "looks.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, later])

    assert command(two_versions, "reproduce", LC_ALL="C").returncode == 0
