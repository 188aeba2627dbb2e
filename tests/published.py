"""A small published tree, in the form that `release` gives it: for tests of what is made from releases."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.project import CatalogSettings
from pipeline.versions import Release

BASE_URL = "https://data.example.org/mlr/"
MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sqlite": "application/vnd.sqlite3",
}
SETTINGS = CatalogSettings(
    confirmed=False,
    base_url=BASE_URL,
    titles={"sv": "Öppna data", "en": "Open data"},
    descriptions={"sv": "En samling <data> & mer.", "en": "A collection of <data> & more."},
    publisher={
        "name": "Malmö stad",
        "organisation_number": "212000-1124",
        "homepage": "https://malmo.example.org/",
    },
    contact={"name": "Öppna data", "email": "opendata@example.org"},
)
FLAT = {"mlr-organisation": "roster", "mlr-working-groups": "working_group_tasks"}


def put_release(
    target: Path,
    version: str = "1.0.0",
    published_at: str = "2026-11-23T06:32:00Z",
    *,
    package: str = "mlr-organisation",
    rows: Sequence[Mapping[str, Any]] = ({"person": "Åsa Öberg"},),
    story: Sequence[Mapping[str, str]] = (),
    **facts: Any,
) -> Release:
    """Write a version folder with small files, and give the release it is."""
    folder = target / package / version
    (folder / "data").mkdir(parents=True)
    content = json.dumps(list(rows), ensure_ascii=False).encode()
    files = []
    for name, media_type in MEDIA_TYPES.items():
        table = None if name == "sqlite" else FLAT[package]
        path = f"data/{table or package}.{name}"
        (folder / path).write_bytes(content)
        files.append(
            {
                "path": path,
                "format": name,
                "media_type": media_type,
                "bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                "table": table,
            }
        )
    changes = {"previous": None, "level": "major", "story": list(story), "schema": []}
    (folder / "changes.json").write_text(json.dumps(changes), encoding="utf-8")
    sums = "".join(f"{file['sha256']}  {file['path']}\n" for file in files)
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    descriptor = {
        "name": package,
        "version": version,
        "licenses": [{"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}],
        "keywords": ["kommunsamverkan", "Skåne"],
        "publishing": {
            "titles": {"sv": f"Data om {package}", "en": f"Data on {package}"},
            "descriptions": {"sv": "Vad paketet <innehåller>.", "en": "What the package & its tables hold."},
            "keywords_en": ["inter-municipal cooperation", "Skåne"],
            "flat_table": FLAT[package],
            "source": {"snapshot_id": "om-mlr-0123456789ab", "observed_at": None},
            "files": files,
        },
    }
    release = Release(
        package=package,
        version=version,
        published_at=published_at,
        observed_at=None,
        level="major",
        reason={"sv": "Första versionen.", "en": "The first version."},
        state="published",
        sums="0" * 64,
        folder=folder,
        read=lambda: descriptor,
    )
    return replace(release, **facts)


def put_latest(release: Release) -> None:
    """Make `latest/` and the landing page of a release, as a published tree has them."""
    package = release.folder.parent
    for file in release.descriptor["publishing"]["files"]:
        copy = package / "latest" / file["path"]
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((release.folder / file["path"]).read_bytes())
    (package / "index.html").write_text("<!doctype html>", encoding="utf-8")


def withdraw(release: Release) -> Release:
    """The release as it is after `withdraw`: a tombstone in place of its data."""
    tombstone = {
        "package": release.package,
        "version": release.version,
        "withdrawn_at": "2026-12-01T08:00:00Z",
        "state": "withdrawn",
        "reason": "Fel fil publicerades.",
        "replacement": None,
    }
    return replace(release, state="withdrawn", read=lambda: tombstone)
