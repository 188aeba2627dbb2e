"""`datapackage/<package>/datapackage.yaml`: what is published, as its maintainer describes it by hand."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, get_args

from pipeline.document import Document, all_of, ensure_known, nearest
from pipeline.errors import NotThere, SettingsError
from pipeline.model import PackageSpec, TableFile
from pipeline.project.files import Project
from pipeline.project.keys import (
    OF_KIND,
    FilePackage,
    FilePublishing,
    FileResource,
    Kind,
    Package,
    PagePackage,
    PeopleResource,
    Resource,
)
from pipeline.project.settings import Settings
from pipeline.schema import TableSpec, read_schema, read_table_spec

_TABLE = re.compile(r"(?!sqlite_)[a-z0-9_][a-z0-9._-]{0,99}")
"""Names of tables that are names of files, of resources of a data package and of tables of SQLite alike."""


def packages(settings: Settings) -> list[PackageSpec]:
    """The packages asked for, in the order of their names. Raises UsageError as `asked_among` and `every_package`."""
    return asked_among(every_package(settings), settings)


def asked_among(every: Sequence[PackageSpec], settings: Settings) -> list[PackageSpec]:
    """Those of `every` package that were asked for: by name, or all.

    Raises:
        UsageError: a name is unknown.
    """
    known = [package.name for package in every]
    for name in settings.packages:
        if name not in known:
            raise NotThere("unknown_package", name=name, known=", ".join(known), nearest=nearest(name, known))
    return [package for package in every if not settings.packages or package.name in settings.packages]


def every_package(settings: Settings) -> list[PackageSpec]:
    """All packages of the project, in the order of their names.

    Raises:
        SettingsError: what is wrong with any of them.
    """
    return list(settings.project.once(_every_package, settings.project))


def _every_package(project: Project) -> list[PackageSpec]:
    return all_of(*(partial(project.once, _read, project, name) for name in project.packages))


def _several(said: str | Sequence[str] | None) -> tuple[str, ...]:
    """What may be one text or a list of them; nothing where nothing is said."""
    return (said,) if isinstance(said, str) else tuple(said or ())


def _read(project: Project, name: str) -> PackageSpec:
    document = project.document(project.root / "datapackage" / name / "datapackage.yaml")
    reads: list[partial[Any]] = [partial(_said, document, name)]
    reads += [partial(_table, project, document, place) for place in _places(document.value)]
    said, *specs = all_of(*reads)
    publishing = said.publishing
    files = {
        spec.name: _file(project, each)
        for spec, each in zip(specs, said.resources, strict=True)
        if not isinstance(each, Resource) and each.source
    }
    return PackageSpec(
        name=name,
        titles=publishing.titles,
        descriptions=publishing.descriptions,
        keywords={"sv": said.keywords, "en": publishing.keywords_en},
        source_id=publishing.source or name,
        kind=publishing.kind,
        flat_table=publishing.flat_table,
        tables=tuple(specs),
        descriptor={key: value for key, value in document.value.items() if key != "publishing"},
        files=files,
        rows_per_file=publishing.rows_per_file if isinstance(publishing, FilePublishing) else None,
        for_portals=publishing.said(),
        doi=publishing.doi,
    )


def _file(project: Project, table: FileResource | PeopleResource) -> TableFile:
    """Where a table lies, or the pages that it is read from."""
    named, rosters = _several(table.source), _several(table.roster)
    file = table if isinstance(table, FileResource) else None
    return TableFile(
        path=project.root / named[0],
        schema=project.once(read_schema, project.root / table.schema, project.content),
        encoding=file.encoding if file else None,
        accepted=table.accepted,
        sources=tuple(each if "://" in each else str(project.root / each) for each in named),
        rosters=tuple(project.root / each for each in (rosters if len(rosters) > 1 else rosters * len(named))),
    )


HISTORY = {
    "persons": "person_id name",
    "memberships": "membership_id person_id organization_id on_behalf_of role kind first_seen last_seen status"
    " snapshot_id",
    "organizations": "organization_id name",
    "changes": "change_id from_look to_look kind municipality row_key before after",
}
"""By table of a package of people: the fields that its history is told by. Others may be left out of the schema."""


def _kind(value: Any) -> Any:  # noqa: ANN401
    """What a package is to be read as: what it says that it is, or that of tables in files if it names one."""
    said = value if isinstance(value, dict) else {}
    publishing, resources = said.get("publishing"), said.get("resources")
    kind = publishing.get("kind") if isinstance(publishing, dict) else None
    if isinstance(kind, str) and kind in get_args(Kind):
        return OF_KIND.get(kind, PagePackage)
    named = resources if isinstance(resources, list) else ()
    return FilePackage if any(isinstance(each, dict) and "source" in each for each in named) else PagePackage


def _places(value: Any) -> list[int]:  # noqa: ANN401
    """Which resources name a schema: it is looked at even where something else is wrong with the file."""
    resources = value.get("resources") if isinstance(value, dict) else None
    named = enumerate(resources if isinstance(resources, list) else [])
    return [
        place
        for place, item in named
        if isinstance(item, dict) and all(isinstance(item.get(key), str) for key in ("name", "schema"))
    ]


def _said(document: Document, folder: str) -> Package:
    """What a file says.

    Raises:
        SettingsError: it is wrong, the package is not called as its folder, or its flat table is none of its own.
    """
    said: Package = document.read_as(_kind(document.value))
    tables = [each.name for each in said.resources]
    wrong = []
    if said.name != folder:
        wrong.append(document.problem("package_name_differs", ("name",), name=said.name, folder=folder))
    try:
        ensure_known("flat_table", said.publishing.flat_table, tables)
    except SettingsError as error:
        wrong.append(document.problem(error.key, ("publishing", "flat_table"), **error.facts))
    wrong += [
        document.problem("table_twice", ("resources", place, "name"), table=name)
        for place, name in enumerate(tables)
        if name in tables[:place]
    ]
    wrong += _of_people(document, said)
    SettingsError.ensure_none(wrong)
    return said


def _of_people(document: Document, said: Package) -> list[SettingsError]:
    """What is wrong with how pages of people are named: by the flat table alone, in a package of that kind."""
    wrong = []
    for place, each in enumerate(said.resources):
        if isinstance(each, FileResource) and each.roster:
            wrong.append(document.problem("people_as_table", ("resources", place, "roster"), table=each.name))
        if isinstance(each, PeopleResource):
            is_flat = each.name == said.publishing.flat_table
            if {bool(each.source), bool(each.roster)} != {is_flat}:
                key = "pages_unnamed" if is_flat else "pages_beside"
                wrong.append(document.problem(key, ("resources", place), table=each.name))
            pages, rosters = len(_several(each.source)), len(_several(each.roster))
            if rosters > 1 and rosters != pages:
                facts = {"table": each.name, "pages": pages, "rosters": rosters}
                wrong.append(document.problem("rosters_differ", ("resources", place, "roster"), **facts))
    return wrong


def _table(project: Project, document: Document, place: int) -> TableSpec:
    """The table of a resource. Raises SettingsError where its schema is not within the project, or wrong."""
    name, schema = (document.value["resources"][place][key] for key in ("name", "schema"))
    path: Path = project.root / schema
    if not _TABLE.fullmatch(name):
        raise document.problem("table_name_unfit", ("resources", place, "name"), table=name)
    if name != path.stem:
        facts = {"key": "name", "value": name, "expected": path.stem}
        raise document.problem("table_unnamed", ("resources", place, "name"), **facts)
    if not path.resolve().is_relative_to(project.root.resolve()):
        raise document.problem("schema_outside", ("resources", place, "schema"), schema=schema)
    spec: TableSpec = project.once(read_table_spec, path, project.content)
    publishing = document.value.get("publishing")
    if isinstance(publishing, dict) and publishing.get("kind") == "people":
        _ensure_history(spec, path)
    return spec


def _ensure_history(spec: TableSpec, path: Path) -> None:
    """Raise SettingsError where a table lacks a field that the next look, or a page of the years, is told by."""
    needed = HISTORY.get(spec.name, "").split()
    if missing := [name for name in needed if name not in spec.names]:
        raise SettingsError("history_field_missing", file=path, field=missing[0])
