"""Two versions, cell by cell: every row that came, went or differs, however many there are."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from pipeline.changes.rows.counted import each_difference
from pipeline.errors import NotThere
from pipeline.model import Row, Table
from pipeline.past import Contents
from pipeline.project import Settings, nearest
from pipeline.rows import finite
from pipeline.schema import TableSpec
from pipeline.upkeep.asked import release_of
from pipeline.wording.plain import printable
from pipeline.wording.run import Talk
from pipeline.wording.sentences import in_language
from pipeline.wording.stories import value

SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def diff_cells(
    settings: Settings, package: str, old: str, new: str, asked: Sequence[str], form: str, talk: Talk
) -> int:
    """Tell every row in which tables of two published versions differ, with the cells before and after.

    Rows are told as they are found, so that memory does not grow with their number. Where a row was read is not what it
    says: fields of provenance are not compared.

    Args:
        settings: of the run.
        package: which one.
        old: one version.
        new: the other; it may be the older one.
        asked: the tables; empty: all that say more than where something was read.
        form: `text`, or `json`: one document, a row a line.
        talk: how to speak.

    Raises:
        UsageError: the package, a version or a table is not there, or a version was withdrawn.
        TargetRefused: there is no published tree.
    """
    before, after = (Contents(release_of(settings, package, version)).tables for version in (old, new))
    names = _names(package, asked, before, after)
    if form == "json":
        for line in _json_lines(package, old, new, names, before, after):
            talk.result(line)
        return 0
    differs = False
    for name in names:
        for number, found in enumerate(each_difference(before.get(name), after.get(name))):
            if not number:
                talk.result(f"{name}:")
            differs = True
            talk.result(f"  {_line(_spec(name, before, after), *found, talk.language)}")
    if not differs:
        talk.say("no_difference", package=package, old=old, new=new)
    return 0


def _names(
    package: str, asked: Sequence[str], before: Mapping[str, Table], after: Mapping[str, Table]
) -> Collection[str]:
    known = {**after, **before}
    for name in asked:
        if name not in known:
            near = nearest(name, known)
            raise NotThere("no_such_table", package=package, table=name, nearest=near, known=", ".join(known))
    return asked or [name for name, table in known.items() if table.spec.change != "provenance"]


def _spec(name: str, before: Mapping[str, Table], after: Mapping[str, Table]) -> TableSpec:
    return (after.get(name) or before[name]).spec


def _cells(spec: TableSpec, was: Row, is_now: Row) -> dict[str, tuple[Any, Any]]:
    """The fields that differ, with the value before and after."""
    return {name: (was[name], is_now[name]) for name in spec.differing(was, is_now)}


def _line(spec: TableSpec, kind: str, was: Row, is_now: Row, language: str) -> str:
    key = ", ".join(str((is_now or was)[name]) for name in spec.primary_key if name in (is_now or was))

    def told(cell: object) -> str:
        return printable(in_language(value(cell), language))

    if kind == "changed":
        cells = (f"{name} {told(old)} → {told(new)}" for name, (old, new) in _cells(spec, was, is_now).items())
    else:
        cells = (f"{name} {told(cell)}" for name, cell in (is_now or was).items() if cell is not None)
    return f"{SIGNS[kind]} {printable(key)}: {'; '.join(cells)}"


def _json_lines(
    package: str, old: str, new: str, names: Collection[str], before: Mapping[str, Table], after: Mapping[str, Table]
) -> Iterator[str]:
    """A JSON document in lines, one a row."""
    yield json.dumps({"package": package, "old": old, "new": new})[:-1] + ', "tables": {'
    for number, name in enumerate(names):
        yield f"{',' if number else ''}{json.dumps(name)}: ["
        spec = _spec(name, before, after)
        for place, (kind, was, is_now) in enumerate(each_difference(before.get(name), after.get(name))):
            key = {field: (is_now or was).get(field) for field in spec.primary_key}
            cells = {name: [finite(old), finite(new)] for name, (old, new) in _cells(spec, was, is_now).items()}
            whole = {name: finite(cell) for name, cell in (is_now or was).items()}
            said = {"cells": cells} if kind == "changed" else {"row": whole}
            row = json.dumps({"change": kind, "key": key, **said}, default=str, ensure_ascii=False)
            yield f"{',' if place else ''}{row}"
        yield "]"
    yield "}}"
