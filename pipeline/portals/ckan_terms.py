"""A dataset in the terms of CKAN: its fields, and one resource a format, as ckanext-dcat maps them to DCAT.

CKAN has one language a portal: ours is that of the data, Swedish.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.catalog import vocabulary as v
from pipeline.catalog.facts import Dataset
from pipeline.codelists import licences
from pipeline.formats import Format
from pipeline.project import CatalogSettings
from pipeline.schema import Json

LANGUAGE = "sv"


@dataclass(frozen=True)
class Resource:
    """A file of the flat table, as one resource."""

    uri: str
    """The address of the distribution, by which it is known again."""
    fields: Json
    path: Path | None
    """The file, where one holds the whole table."""


@dataclass(frozen=True)
class Described:
    """A dataset as a CKAN should show it."""

    name: str
    iri: str
    fields: Json
    facts: Json
    """What CKAN has no field for: extras, or fields where the portal has a schema of its own."""
    tags: frozenset[str]
    resources: tuple[Resource, ...]


def described(settings: CatalogSettings, dataset: Dataset) -> Described:
    """A dataset as a CKAN should show it."""
    own, newest, facts = settings.of(dataset.newest.package), dataset.newest, dataset.publishing
    start, end = dataset.period
    return Described(
        name=newest.package,
        iri=str(dataset.iri),
        fields={
            "title": facts["titles"][LANGUAGE],
            "notes": facts["descriptions"][LANGUAGE],
            "url": str(dataset.page),
            "version": newest.version,
            "license_id": licences()[dataset.contents.licence["name"]].ckan,
            "author": own.publisher["name"],
            "maintainer": own.contact["name"],
            "maintainer_email": own.contact["email"],
        },
        facts={
            "uri": str(dataset.iri),
            "identifier": str(dataset.iri),
            **({"alternate_identifier": v.DOI + dataset.doi} if dataset.doi else {}),
            "issued": dataset.releases[-1].published_at,
            "modified": dataset.shown_since,
            "version_notes": newest.reason[LANGUAGE],
            "frequency": facts["frequency"],
            "theme": list(facts["theme"]),
            "language": [str(v.SWEDISH)],
            "access_rights": str(v.PUBLIC),
            **({"temporal_start": start} if start else {}),
            "temporal_end": end,
            "publisher_uri": str(dataset.publisher),
            "publisher_name": own.publisher["name"],
        },
        tags=frozenset(newest.descriptor["keywords"]),
        resources=tuple(_resource(dataset, form) for form in dataset.files),
    )


def _resource(dataset: Dataset, form: Format) -> Resource:
    file, harvest, uri = dataset.files[form], form.harvest, f"{dataset.iri}-{form.name}"
    download = dataset.download(file)
    proof = {"hash": file.sha256, "hash_algorithm": str(v.SHA256)} if download else {}
    fields = {
        "uri": uri,
        "name": f"{dataset.contents.titles[LANGUAGE]} ({form.name.upper()})",
        "description": harvest.description[LANGUAGE] if harvest else "",
        "url": str(download or dataset.page),
        "format": form.name.upper(),
        "mimetype": file.media_type,
        "size": file.bytes,
        "issued": dataset.first_published(form),
        "modified": dataset.unchanged_since(form),
        **proof,
    }
    return Resource(uri, fields, dataset.newest.folder / file.path if download else None)


def package_body(wanted: Described, found: Json, of_schema: Collection[str]) -> Json:
    """The fields of a dataset that a portal does not show as they should be; empty where it does.

    Args:
        wanted: what it should show.
        found: what it shows; empty where it has no such dataset.
        of_schema: those of the facts that are fields there, and no extras.
    """
    body = differing(wanted.fields, found)
    body |= differing({key: value for key, value in wanted.facts.items() if key in of_schema}, found)
    extras = {key: _flat(value) for key, value in wanted.facts.items() if key not in of_schema}
    shown = {each["key"]: each["value"] for each in found.get("extras", ())}
    if differing(extras, shown):
        body["extras"] = [{"key": key, "value": value} for key, value in {**shown, **extras}.items()]
    tags = found.get("tags", ())
    ours = {each["name"] for each in tags if not each.get("vocabulary_id")}
    if ours != wanted.tags:
        theirs = [{key: each[key] for key in ("name", "vocabulary_id")} for each in tags if each.get("vocabulary_id")]
        body["tags"] = [*({"name": tag} for tag in sorted(wanted.tags)), *theirs]
    return body


def differing(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Json:
    """The fields that are not as they should be; a portal spells formats and numbers in its own way."""
    return {key: value for key, value in wanted.items() if _alike(key, value) != _alike(key, found.get(key))}


def matched(resource: Resource, found: Iterable[Json]) -> Json | None:
    """The resource at the portal that is this one: known by the distribution, else by the file and its format."""
    found = list(found)
    for fields in (("uri",), ("url", "format")):
        for each in found:
            if not differing({key: resource.fields[key] for key in fields}, each):
                return each
    return None


def _alike(key: str, value: Any) -> Any:  # noqa: ANN401 (JSON)
    if isinstance(value, list):
        return _flat(value)
    text = "" if value is None else str(value)
    return text.casefold() if key == "format" else text


def _flat(value: Any) -> str:  # noqa: ANN401 (JSON)
    """A value as an extra has it: text."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
