"""Every file of a version, written into its folder: when it is published, and when somebody was erased from it."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pipeline.describe import datapackage_json, readme_md, schemas
from pipeline.errors import SettingsError, UnfitSource
from pipeline.files import canonical_json, sync
from pipeline.flow.delta import write_deltas
from pipeline.formats import MAIN, of_kind, parted
from pipeline.model import PackageSpec, Tables
from pipeline.release import REDIRECT, redirect
from pipeline.schema import Json
from pipeline.validate.beside import Judge
from pipeline.versions import Difference, Edition
from pipeline.wording.checks import TableError
from pipeline.wording.notes import Note

TEXTS = frozenset({"title", "titles", "description", "descriptions", "change"})
OF_SCHEMAS = frozenset({"schema-error", "field-error"})
"""What frictionless calls a schema that it cannot use, whatever the cells are."""
LARGE = 10_000  # rows from which it pays to write several forms at a time
HEAVY = 32 << 20  # bytes of a file that is brought to disk at once, and not with all others in the end


def write_edition(
    edition: Edition,
    tables: Tables,
    identity: Mapping[str, int],
    documents: Mapping[str, bytes],
    formats: Sequence[str],
    folder: Path,
    *,
    judge: Judge,
    since: tuple[Tables, Sequence[Difference]] | None = None,
) -> Callable[[], None]:
    """Write every file of a version but its checksums, and let frictionless begin to judge them.

    Args:
        edition: what is said of the version as a whole.
        tables: its tables.
        identity: the highest number used so far in ids, by kind.
        documents: the files that tell what changed and what was found, by name.
        formats: those to write; empty means all.
        folder: an empty one.
        judge: lets frictionless judge the tables.
        since: the tables of the version that it was compared with, and what differs; null: nothing stands before it.

    Returns:
        what waits for the verdict, to be called before anything of the version is published. It raises UnfitSource
        where frictionless finds a table that breaks its schema.
    """
    wanted = of_kind(edition.package.kind, formats, edition.rows, parted(tables))
    names = [form.name for form in wanted]
    is_large = max(edition.rows.values(), default=0) > LARGE
    threads = 1 + (os.cpu_count() or 1) if is_large else 1  # one more than there are cores, so that none waits
    with (
        ThreadPoolExecutor(1, thread_name_prefix="sync") as disk,
        ThreadPoolExecutor(threads, thread_name_prefix="write") as pool,  # Arrow leaves the interpreter free
    ):

        def written(place: Path) -> None:
            if place.stat().st_size >= HEAVY:
                disk.submit(sync, place)  # while it is hashed, and others are written

        writing = {
            form.name: pool.submit(form.write, edition, tables, folder, written)
            for form in wanted
            if not form.is_bundle
        }
        described = datapackage_json(edition, writing[MAIN].result(), identity, names)
        verdict = judge(_judged(described, edition.package), folder)
        files = [file for each in writing.values() for file in each.result()]
    deltas = write_deltas(edition, since[0], tables, since[1], names, folder) if since else []
    descriptor = datapackage_json(edition, files, identity, names, deltas)
    contents = {
        "datapackage.json": canonical_json(descriptor),
        **{path: canonical_json(schema) for path, schema in schemas(edition.package).items()},
        **documents,
        "README.md": readme_md(edition, files),
        REDIRECT: redirect(edition.package.name, edition.version),
    }
    for name, content in contents.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    for form in (form for form in wanted if form.is_bundle):
        form.write(edition, tables, folder)
    return lambda: _ensure_valid(edition.package, verdict())


def _judged(descriptor: Json, package: PackageSpec) -> Json:
    """What frictionless judges of a staged version: its tables in one of their forms, CSV; tests judge the others.

    Sizes and hashes are left out: what seals a version holds them against its files (`check_descriptor`).
    """
    resources = [
        {
            **{name: value for name, value in resource.items() if name not in {"bytes", "hash"}},
            "schema": _without_texts(package.table(resource["name"]).descriptor),
        }
        for resource in descriptor["resources"]
    ]
    return {**descriptor, "resources": resources}


def _ensure_valid(package: PackageSpec, report: Mapping[str, Any]) -> None:
    """Raise UnfitSource where frictionless reports an error."""
    ensure_usable(package, report)
    faults = [(task["name"], error) for task in report["tasks"] for error in task["errors"]]
    faults += [(package.name, error) for error in report["errors"]]
    if faults:
        key = "breaks_as_published" if package.files else "breaks_schema"
        table, first = faults[0]
        raise UnfitSource(key, package=package.name, count=len(faults), table=table, first=TableError(first))


def ensure_usable(package: PackageSpec, report: Mapping[str, Any]) -> None:
    """Return if frictionless could use the schemas, whatever it found in the tables.

    Raises:
        SettingsError: every schema that it could not use.
    """
    found = [(task["name"], error) for task in report["tasks"] for error in task["errors"]]
    wrong = [(name, str(error["note"])) for name, error in found if error["type"] == "resource-error"]
    if any(error["type"] in OF_SCHEMAS for error in (*report["errors"], *(error for _, error in found))):
        from pipeline.prover.loading import faults_of  # frictionless is slow to load

        judged = {spec.name: spec.descriptor for spec in package.tables}
        judged |= {name: file.schema for name, file in package.files.items()}
        wrong += [(name, fault) for name, schema in judged.items() for fault in faults_of(schema)]
    files = {each["name"]: each.get("schema") for each in package.descriptor["resources"]}  # a version has its own copy
    SettingsError.ensure_none(
        [
            SettingsError("schema_unreadable", file=files.get(name) or f"{name}.json", detail=Note(fault))
            for name, fault in wrong
        ]
    )


def _without_texts(schema: Json) -> Json:
    """A schema without the texts of its fields: frictionless copies and checks a descriptor a dozen times over."""
    fields = [{name: value for name, value in field.items() if name not in TEXTS} for field in schema["fields"]]
    return {**{name: value for name, value in schema.items() if name not in TEXTS}, "fields": fields}
