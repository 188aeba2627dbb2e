"""A version in the terms of Zenodo: its metadata, and the files that are kept there."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.formats import every
from pipeline.model import LANGUAGES
from pipeline.past import Contents
from pipeline.portals.zenodo_api import MOST_FILES
from pipeline.project import CatalogSettings
from pipeline.schema import Json
from pipeline.versions import Release

_IDENTICAL = "isIdenticalTo"


def metadata_of(settings: CatalogSettings, release: Release) -> Json:
    """What Zenodo is told of a version; by the address of the version it is known again."""
    contents = Contents(release)
    descriptions = (contents.facts["descriptions"][language] for language in LANGUAGES)
    return {
        "upload_type": "dataset",
        "title": contents.titles["sv"],
        "description": "".join(f"<p>{escape(text)}</p>" for text in descriptions),
        "creators": [{"name": settings.of(release.package).publisher["name"]}],
        "publication_date": release.published_at[:10],
        "access_right": "open",
        "license": contents.licence["name"].lower(),
        "keywords": list(release.descriptor["keywords"]),
        "language": "swe",
        "version": release.version,
        "related_identifiers": [
            {"relation": _IDENTICAL, "identifier": marker(settings, release.package, release.version)}
        ],
    }


def marker(settings: CatalogSettings, package: str, version: str) -> str:
    """By what a deposition is known to be that of a version: an address that stays where the target moves."""
    return f"{settings.datasets_named_under.get(package, settings.base_url)}{package}/{version}/"


def marked(deposition: Json) -> str | None:
    """The version that a deposition is of, by its marker; null where it has none."""
    metadata = deposition.get("metadata")
    related = metadata.get("related_identifiers", ()) if isinstance(metadata, dict) else ()
    found = (each.get("identifier") for each in related if each.get("relation") == _IDENTICAL)
    return next((str(each) for each in found), None)


def files_of(release: Release) -> Mapping[str, Path]:
    """What is kept at Zenodo, by name: the bundle of the whole package, else every file of the version.

    Raises:
        UsageError: they are more than Zenodo takes.
    """
    suffixes = tuple(form.suffix for form in every() if form.is_bundle)
    bundles = [path for path in release.hashes if path.endswith(suffixes)]
    paths = bundles or [path for path in release.hashes if "/." not in f"/{path}"]
    if len(paths) > MOST_FILES:
        raise UsageError("zenodo_files", package=release.package, count=len(paths), most=MOST_FILES)
    return {path.replace("/", "_"): release.folder / path for path in paths}
