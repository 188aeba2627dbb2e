"""A data package drafted from tables: a resource each, and references between them that all rows bear out."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.draft.table import Draft
from pipeline.errors import UsageError
from pipeline.files import below
from pipeline.validate.bounds import MOST_TABLES
from pipeline.validate.verdict import validate_tables
from pipeline.web.address import slug

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
ENDINGS = (".csv", ".tsv", ".csv.gz", ".csv.zip", ".parquet", ".xlsx", ".jsonl")
"""Names of files that are read as tables."""

_MEDIA_TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl",
}
_REFERRED = frozenset({"integer", "string"})
Json = dict[str, Any]


@dataclass(frozen=True)
class PackageDraft:
    """The descriptor of a data package, and what came of trying it."""

    descriptor: Json
    faults: int
    """Errors of its tables that no description mends."""


def tables_in(paths: Sequence[Path]) -> list[Path]:
    """The tables among some files and folders, in order, each once; those in hidden folders are left out.

    Raises:
        UsageError: there is none, or there are more than any package has.
    """
    found = dict.fromkeys(file for path in paths for file in (_within(path) if path.is_dir() else [path]))
    if not found:
        raise UsageError("no_tables", place=", ".join(map(str, paths)), endings=", ".join(ENDINGS))
    if len(found) > MOST_TABLES:
        raise UsageError("too_many_files", place=paths[0], limit=MOST_TABLES)
    return list(found)


def _within(folder: Path) -> Iterator[Path]:
    for path in below(folder, skipping=lambda name: name.startswith((".", "~$"))):
        if path.name.endswith(ENDINGS) and not path.is_dir():
            yield path


def folder_of(paths: Sequence[Path], tables: Iterable[Path]) -> Path:
    """Where the descriptor belongs: the folder that was named, else the one that all tables lie in or below."""
    if len(paths) == 1 and paths[0].is_dir():
        return paths[0]
    return Path(os.path.commonpath([table.parent.resolve() for table in tables]))


def draft_package(drafts: Sequence[Draft], folder: Path) -> PackageDraft:
    """The data package of some tables, whose descriptor will lie in `folder`."""
    names = list(_names(draft.path for draft in drafts))
    resources = [_resource(draft, name, folder) for draft, name in zip(drafts, names, strict=True)]
    descriptor: Json = {"$schema": SCHEMA, "name": slug(folder.resolve().name) or "table", "resources": resources}
    for resource, keys in _references(resources):
        resource["schema"]["foreignKeys"] = keys
    while True:
        report = validate_tables(descriptor, folder, observe=True).report
        faults = len(report["errors"])
        dropped = False
        for resource, task in zip(resources, report["tasks"], strict=False):
            wrong = [error["fieldNames"] for error in task["errors"] if error["type"] == "foreign-key"]
            faults += len(task["errors"])
            if wrong:
                _drop(resource["schema"], wrong)
                dropped = True
        if not dropped:
            return PackageDraft(descriptor, faults)


def _drop(schema: Json, wrong: Sequence[list[str]]) -> None:
    """Take references back that some row does not bear out."""
    schema["foreignKeys"] = [key for key in schema["foreignKeys"] if key["fields"] not in wrong]
    if not schema["foreignKeys"]:
        del schema["foreignKeys"]


def _resource(draft: Draft, name: str, folder: Path) -> Json:
    form = next(part for part in reversed(draft.path.name.split(".")) if part not in {"gz", "zip"})
    resource: Json = {
        "name": name,
        "type": "table",
        "path": Path(os.path.relpath(draft.path.resolve(), folder.resolve())).as_posix(),
        "format": form,
        "mediatype": _MEDIA_TYPES[form],
    }
    if draft.encoding:
        resource["encoding"] = draft.encoding
    if draft.delimiter and draft.delimiter != {"csv": ",", "tsv": "\t"}.get(form):
        resource["dialect"] = {"delimiter": draft.delimiter}
    resource["schema"] = {key: value for key, value in draft.schema.items() if key != "$schema"}
    return resource


def _references(resources: Sequence[Json]) -> Iterator[tuple[Json, list[Json]]]:
    """What fields may refer to: the key of another table, whose name they bear, alone or after that of the table."""
    keys = {}
    for resource in resources:
        key = resource["schema"].get("primaryKey", [])
        if len(key) == 1:
            [field] = [field for field in resource["schema"]["fields"] if field["name"] == key[0]]
            keys[resource["name"]] = field
    for resource in resources:
        others = {table: key for table, key in keys.items() if table != resource["name"]}
        found = [
            {"fields": [field["name"]], "reference": {"resource": table, "fields": [key["name"]]}}
            for field in resource["schema"]["fields"]
            for table, key in _referred(field, others)
        ]
        if found:
            yield resource, found


def _referred(field: Json, keys: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """The first key that a field may refer to, if there is any."""
    for table, key in keys.items():
        alike = field["type"] == key["type"] and field["type"] in _REFERRED
        if alike and _may_refer(field["name"], table, key["name"]):
            yield table, key
            return


def _may_refer(field: str, table: str, key: str) -> bool:
    field, table, key = field.lower(), table.lower(), key.lower()
    stems = {table, table.removesuffix("s"), table.removesuffix("es"), table.removesuffix("er")}
    if field in {f"{stem}{apart}{key}" for stem in stems for apart in ("_", "-", "")}:
        return True
    return field == key and key not in {"id", "key", "nr", "no", "code", "kod", "name", "namn", "nyckel"}


def _names(paths: Iterable[Path]) -> Iterator[str]:
    """A name for each resource, from that of its file, each once."""
    taken: set[str] = set()
    for path in paths:
        stem = slug(path.name.partition(".")[0]) or "table"
        name = next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, MOST_TABLES + 2))) if name not in taken)
        taken.add(name)
        yield name
