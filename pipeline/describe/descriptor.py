"""`datapackage.json`: a version in the words of Data Package 2.0."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pipeline.formats import MAIN, Format, every
from pipeline.model import PackageSpec, Snapshot, SourceFile
from pipeline.schema import Json, TableSpec
from pipeline.versions import DataFile, Edition

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def datapackage_json(
    edition: Edition,
    files: Iterable[DataFile],
    identity: Mapping[str, int],
    formats: Sequence[str],
    deltas: Sequence[DataFile] = (),
) -> Json:
    """The descriptor of a version.

    Args:
        edition: what is said of the version as a whole.
        files: every data file, in all formats; a table becomes a resource in each format that describes tables.
        identity: the highest number used so far in ids, by kind: the next version counts on from there.
        deltas: what changed since the version before, a file a table and format.
        formats: every format of the version; a bundle is among them, though not among the files that it holds.
    """
    written = list(files)
    by_table = {(file.table, file.format): file for file in written}
    package = edition.package
    return {
        "$schema": PROFILE,
        "name": package.name,
        **_publisher(edition),
        "title": package.titles["sv"],
        "description": package.descriptions["sv"],
        "version": edition.version,
        "created": edition.published_at,
        "keywords": list(package.keywords["sv"]),
        "licenses": package.descriptor["licenses"],
        **({"sources": package.descriptor["sources"]} if "sources" in package.descriptor else {}),
        "resources": [
            _resource(table, form, by_table[table.name, form.name], edition.rows[table.name])
            for table in package.tables
            for form in sorted(every(), key=lambda form: form.name != MAIN)
            if form.resource is not None and (table.name, form.name) in by_table
        ],
        "publishing": {
            **_publishing(edition, written, identity, formats),
            **({"deltas": [_file(file) for file in deltas]} if deltas else {}),
        },
    }


def _publisher(edition: Edition) -> Json:
    """Whose the package is, so that a file that was handed on still says so; nothing while nobody has confirmed it.

    The id is a name, not an address: it stays where the package is published elsewhere.
    """
    publisher = edition.publisher
    if publisher is None:
        return {}
    organisation = f"http://dataportal.se/organisation/{publisher['organisation_number']}"
    contributor = {"title": publisher["name"], "path": publisher["homepage"], "roles": ["publisher"]}
    return {
        "id": uuid5(NAMESPACE_URL, f"{organisation}/{edition.package.name}").urn,
        "homepage": publisher["homepage"],
        "contributors": [{**contributor, "organisationNumber": publisher["organisation_number"]}],
    }


def schemas(package: PackageSpec) -> dict[str, Json]:
    """The Table Schema of each table, by its path in the version: a table has the same one in all its forms.

    Foreign keys lead to the main form of another table: that resource bears its name.
    """
    return {_schema_path(spec.name): spec.descriptor for spec in package.tables}


def _schema_path(table: str) -> str:
    return f"schemas/{table}.json"


def _resource(spec: TableSpec, form: Format, file: DataFile, rows: int) -> Json:
    said = form.resource or {}
    return {
        "name": spec.name if form.name == MAIN else f"{spec.name}-{form.name}",
        "path": [part.path for part in file.parts] or file.path,
        "title": spec.titles["sv"],
        "description": spec.descriptions["sv"],
        "format": form.name,
        "mediatype": file.media_type,
        **({} if file.parts else {"hash": f"sha256:{file.sha256}"}),  # the standard has one of a single file alone
        **said,
        # frictionless 5.21 counts the bytes of a table right where it is delimited text, and calls the others broken
        **({"bytes": file.bytes} if "dialect" in said and not file.parts else {}),
        **({"type": "table", "schema": _schema_path(spec.name)} if rows or form.empty_is_table else {}),
    }


def _publishing(
    edition: Edition, files: Iterable[DataFile], identity: Mapping[str, int], formats: Sequence[str]
) -> Json:
    """What Data Package does not name: texts in both languages, the source, every file, and the ids used."""
    package = edition.package
    return {
        "titles": dict(package.titles),
        "descriptions": dict(package.descriptions),
        "keywords_en": list(package.keywords["en"]),
        **package.for_portals,
        "kind": package.kind,
        "flat_table": package.flat_table,
        **({"doi": package.doi} if package.doi else {}),
        **({"rows_per_file": package.rows_per_file} if package.rows_per_file else {}),
        "source": _source(edition.snapshot),
        **({"sources": [_source(each) for each in edition.snapshots]} if len(edition.snapshots) > 1 else {}),
        "rows": dict(edition.rows),
        "formats": list(formats),
        "files": [_file(file) for file in files],
        "identity": dict(identity),
        **({"deprecated": told} if (told := list(_deprecated(package.tables))) else {}),
    }


def _deprecated(tables: Iterable[TableSpec]) -> Iterator[Json]:
    """What will go in a later version, and what to use instead; `field` is null where it is the whole table."""
    for table in tables:
        if table.deprecated:
            yield {"table": table.name, "field": None, **table.deprecated}
        for field in table.fields:
            if field.deprecated:
                yield {"table": table.name, "field": field.name, **field.deprecated}


def _source(source: Snapshot | SourceFile) -> Json:
    return {
        "snapshot_id": source.snapshot_id,
        "source_url": source.source_url,
        "sha256": source.sha256,
        "bytes": source.bytes,
        "media_type": source.media_type,
        "observed_at": source.observed_at.isoformat() if source.observed_at else None,
        "observed_at_basis": source.observed_at_basis,
    }


def _file(file: DataFile) -> dict[str, Any]:
    return {name: value for name, value in asdict(file).items() if name != "parts" or value}
