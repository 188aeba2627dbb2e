"""Every file of a version, written into its folder: when it is published, and when somebody was erased from it."""

import os
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pipeline.datafile import MOST_ROWS_IN_EXCEL
from pipeline.describe import datapackage_json, readme_md
from pipeline.errors import UnfitSource
from pipeline.files import canonical_json
from pipeline.model import Edition, Tables
from pipeline.organisation import popolo
from pipeline.release import LANDING, landing
from pipeline.schema import Json
from pipeline.validate.beside import Judge
from pipeline.write import BUNDLES, WRITERS, Writer

WRITERS_OF_KIND: Mapping[str, Mapping[str, Writer]] = {"organisation": {"popolo": popolo.write}}
"""The forms that only one kind of package has."""
TEXTS = frozenset({"title", "titles", "description", "descriptions", "change"})
LARGE = 10_000  # rows from which it pays to write several forms at a time


def write_edition(
    edition: Edition,
    tables: Tables,
    identity: Mapping[str, int],
    documents: Mapping[str, bytes],
    formats: tuple[str, ...],
    folder: Path,
    *,
    judge: Judge,
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

    Returns:
        what waits for the verdict, to be called before anything of the version is published. It raises UnfitSource
        where frictionless finds a table that breaks its schema.
    """
    writers = {**WRITERS, **WRITERS_OF_KIND.get(edition.package.kind, {})}
    wanted = formats_of(edition.package.kind, formats, edition.rows)
    threads = os.cpu_count() if max(edition.rows.values(), default=0) > LARGE else 1
    with ThreadPoolExecutor(threads, thread_name_prefix="write") as pool:  # Arrow leaves the interpreter free
        writing = {
            name: pool.submit(write, edition, tables, folder) for name, write in writers.items() if name in wanted
        }
        verdict = judge(_judged(datapackage_json(edition, writing["csv"].result(), identity)), folder)
        files = [file for written in writing.values() for file in written.result()]
    descriptor = datapackage_json(edition, files, identity)
    contents = {
        "datapackage.json": canonical_json(descriptor),
        **documents,
        "README.md": readme_md(edition, files),
        LANDING: landing(edition.package.name, edition.version),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    for name in (name for name in BUNDLES if name in wanted):
        BUNDLES[name](edition, tables, folder)
    return lambda: _ensure_valid(edition.package.name, verdict())


def formats_of(kind: str, asked: Collection[str], rows: Mapping[str, int]) -> set[str]:
    """In which formats a version is written.

    Args:
        kind: of its package: some have a format of their own.
        asked: the formats that were asked for; empty means all.
        rows: the number of rows of each table: one that is too long for a sheet leaves no Excel file.
    """
    known = {*WRITERS, *WRITERS_OF_KIND.get(kind, {}), *BUNDLES}
    fits = all(count <= MOST_ROWS_IN_EXCEL for count in rows.values())
    return {name for name in known if (not asked or name in asked) and (fits or name != "xlsx")}


def _judged(descriptor: Json) -> Json:
    """What frictionless judges of a staged version: its tables in one of their forms, CSV; tests judge the others."""
    return {**descriptor, "resources": [_without_texts(resource) for resource in descriptor["resources"]]}


def _ensure_valid(package: str, report: Mapping[str, Any]) -> None:
    """Raise UnfitSource where frictionless reports an error."""
    faults = [f"{task['name']}: {error['message']}" for task in report["tasks"] for error in task["errors"]]
    faults += [error["message"] for error in report["errors"]]
    if faults:
        raise UnfitSource("breaks_schema", package=package, count=len(faults), first=faults[0])


def _without_texts(resource: Json) -> Json:
    """A resource without the texts of its fields: frictionless copies and checks a descriptor a dozen times over."""
    schema = {name: value for name, value in resource["schema"].items() if name not in TEXTS}
    fields = [{name: value for name, value in field.items() if name not in TEXTS} for field in schema["fields"]]
    return {**resource, "schema": {**schema, "fields": fields}}
