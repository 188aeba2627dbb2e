"""A published tree of small versions, in the form that `release` gives it, with every file a page is made from."""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from samples import put_described, sample

from pipeline.files import canonical_json
from pipeline.formats import called
from pipeline.model import Row
from pipeline.versions import Release

FORMATS = ("csv", "tsv", "json", "parquet", "xlsx")
ANY_TABLE = "any_table"
"""A kind of package that no page knows."""


def put_version(
    target: Path,
    package: str = "mlr-organisation",
    version: str = "1.0.0",
    *,
    findings: Sequence[Mapping[str, Any]] = (),
    story: Sequence[Mapping[str, str]] = (),
    of_package: Mapping[str, Any] | None = None,
    **rows: list[Row],
) -> Release:
    """Write a version with the sample rows, and give the release it is; `of_package` changes what is said of it."""
    edition, tables = sample(package, **rows)
    edition = replace(edition, version=version, package=replace(edition.package, **(of_package or {})))
    folder = target / package / version
    folder.mkdir(parents=True)
    files = [file for name in FORMATS for file in called(name).write(edition, tables, folder)]
    descriptor = put_described(folder, edition, files, *FORMATS, "zip")
    changes = {"previous": None, "level": "major", "story": list(story), "schema": [], "tables": {}}
    for name, content in {
        "changes.json": canonical_json(changes),
        "quality.json": canonical_json({"findings": list(findings)}),
        "README.md": b"",
        "CHANGES.md": b"",
    }.items():
        (folder / name).write_bytes(content)
    called("zip").write(edition, tables, folder)
    _seal(folder)
    shutil.copytree(folder, target / package / "latest", dirs_exist_ok=True)
    return Release(
        package=package,
        version=version,
        published_at=edition.published_at,
        observed_at=None,
        level="major",
        reason={"sv": "Första versionen.", "en": "The first version."},
        state="published",
        sums=hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest(),
        folder=folder,
        read=lambda: json.loads(canonical_json(descriptor)),
    )


def withdrawn(release: Release, replacement: str | None = None) -> Release:
    """The release as it is after `withdraw`: a tombstone in place of its data."""
    shutil.rmtree(release.folder)
    tombstone = {
        "package": release.package,
        "version": release.version,
        "state": "withdrawn",
        "withdrawn_at": "2026-12-01T08:00:00Z",
        "reason": "Fel fil <publicerades>.",
        "replacement": replacement,
    }
    return replace(release, state="withdrawn", read=lambda: tombstone)


def _seal(folder: Path) -> None:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n" for path in paths]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
