"""What changed in what readers rely on beside the rows: tables, fields, types, keys, constraints, licence, texts.

MAJOR where a reader may break, MINOR where there is something new to read, PATCH where earlier readers cannot tell.
A constraint is a promise: a looser one lets values through that no reader has met (MAJOR), a tighter one harms
nobody (PATCH). Enums are open by contract, so a new value is MINOR. The licence is the ground on which data is
reused: another one is MAJOR. What is announced to go (`deprecated`) is MINOR: there is something new to read.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pipeline.codelists import PORTAL_LISTS
from pipeline.model import PackageSpec, Tables
from pipeline.past import Contents
from pipeline.schema import Json
from pipeline.versions import ContractChange, Level
from pipeline.wording.sentences import Sentences

CONTRACT = Sentences("contract")
TEXTS = frozenset({"title", "titles", "description", "descriptions", "example", "examples", "rdfType", "change"})
LOWER_BOUNDS = frozenset({"minimum", "exclusiveMinimum", "minLength"})
UPPER_BOUNDS = frozenset({"maximum", "exclusiveMaximum", "maxLength"})


def contract_changes(before: Contents, package: PackageSpec) -> tuple[ContractChange, ...]:
    """How `package` differs from the contract of a version of it."""
    schemas = {table.name: table.descriptor for table in package.tables}
    return (*schema_changes(before.schemas, schemas), *_descriptor_changes(before.release.descriptor, package))


def format_changes(before: Collection[str], after: Collection[str]) -> tuple[ContractChange, ...]:
    """How the formats of a version differ from those of the one before: who reads one that is gone, breaks."""
    return (
        *(_change("major", "format_removed", format=name) for name in sorted(set(before) - set(after))),
        *(_change("minor", "format_added", format=name) for name in sorted(set(after) - set(before))),
    )


def address_changes(before: Tables, after: Tables) -> tuple[ContractChange, ...]:
    """The tables that came to be in parts, or are so no more: whoever reads their files finds none there."""
    kept = [name for name in after if name in before and bool(before[name].parts) != bool(after[name].parts)]
    return tuple(
        _change("major", "table_in_parts" if after[name].parts else "table_in_one_file", table=name) for name in kept
    )


def publisher_changes(before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> tuple[ContractChange, ...]:
    """Whether a version says otherwise than the one before who publishes it; null: nobody has confirmed it."""
    return () if before == after else (_change("patch", "publisher_told"),)


def schema_changes(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[ContractChange, ...]:
    """How the Table Schemas `after` differ from those `before`, table by table, by name."""
    return (
        *(_change("major", "table_removed", table=name) for name in before if name not in after),
        *(_change("minor", "table_added", table=name) for name in after if name not in before),
        *(change for name in after if name in before for change in _table_changes(name, before[name], after[name])),
    )


def _table_changes(table: str, before: Json, after: Json) -> Iterator[ContractChange]:
    old = {field["name"]: field for field in before["fields"]}
    new = {field["name"]: field for field in after["fields"]}
    for name in [name for name in old if name not in new]:
        yield _change("major", "field_removed", table=table, field=name)
    for name in [name for name in new if name not in old]:
        yield _change("minor", "field_added", table=table, field=name)
    shared = [name for name in new if name in old]
    if shared != [name for name in old if name in new]:
        yield _change("major", "fields_reordered", table=table)
    for name in shared:
        yield from _field_changes(table, old[name], new[name])
    yield from _key_changes(table, before, after)
    yield from _deprecation("table_deprecated", before, after, table=table)
    for name in _differing(before, after, but={"fields", "primaryKey", "foreignKeys", "uniqueKeys", "deprecated"}):
        if name in TEXTS | {"$schema"}:
            yield _change("patch", "table_texts", table=table)
        else:
            yield _change("major", "table_read_otherwise", table=table, property=name)


def _key_changes(table: str, before: Json, after: Json) -> Iterator[ContractChange]:
    if _as_list(before.get("primaryKey")) != _as_list(after.get("primaryKey")):
        yield _change("major", "primary_key_changed", table=table)
    for kind in ("foreignKeys", "uniqueKeys"):
        old, new = before.get(kind, []), after.get(kind, [])
        if any(key not in new for key in old):
            yield _change("major", f"{kind}_removed", table=table)
        if any(key not in old for key in new):
            yield _change("patch", f"{kind}_added", table=table)


def _field_changes(table: str, before: Json, after: Json) -> Iterator[ContractChange]:
    where = {"table": table, "field": after["name"]}
    yield from _deprecation("field_deprecated", before, after, **where)
    changed = _differing(before, after, but={"constraints", "deprecated"})
    if any(name not in TEXTS for name in changed):
        yield _change("major", "field_retyped", **where)
    if any(name in TEXTS for name in changed):
        yield _change("patch", "field_texts", **where)
    old, new = _constraints(before), _constraints(after)
    for name in _differing(old, new):
        if name == "enum":
            yield from _enum_changes(where, old.get("enum"), new.get("enum"))
        elif _loosened(name, old.get(name), new.get(name)):
            yield _change("major", "constraint_loosened", constraint=name, **where)
        else:
            yield _change("patch", "constraint_tightened", constraint=name, **where)


def _deprecation(kind: str, before: Json, after: Json, **where: str) -> Iterator[ContractChange]:
    """What is announced to go: nothing breaks yet, but a reader has something to read about."""
    old, new = before.get("deprecated"), after.get("deprecated")
    if new and not old:
        yield _change("minor", kind, why_sv=new["sv"], why_en=new["en"], **where)
    elif old != new:
        yield _change("patch", "field_texts" if "field" in where else "table_texts", **where)


def _constraints(field: Json) -> Json:
    """The constraints of a field; `required: false` is none."""
    return {name: value for name, value in field.get("constraints", {}).items() if value is not False}


def _enum_changes(where: dict[str, str], before: list[Any] | None, after: list[Any] | None) -> Iterator[ContractChange]:
    if after is None:
        yield _change("minor", "enum_opened", **where)
    elif before is None:
        yield _change("patch", "constraint_tightened", constraint="enum", **where)
    else:
        gained = [str(value) for value in after if value not in before]
        if gained:
            yield _change("minor", "enum_widened", values=", ".join(gained), **where)
        elif set(before) != set(after):
            yield _change("patch", "constraint_tightened", constraint="enum", **where)


def _loosened(name: str, before: Any, after: Any) -> bool:  # noqa: ANN401 (a constraint's value: any JSON)
    """Whether a constraint lets values through that it used to stop. Nobody can tell which of two patterns is wider."""
    if before is None or after is None:
        return after is None
    if name in LOWER_BOUNDS and type(before) is type(after):
        return bool(after < before)
    if name in UPPER_BOUNDS and type(before) is type(after):
        return bool(after > before)
    return True


def _descriptor_changes(before: Json, package: PackageSpec) -> Iterator[ContractChange]:
    old, new = _names(before["licenses"]), _names(package.descriptor["licenses"])
    if old != new:
        yield _change("major", "licence_changed", before=old, after=new)
    elif _texts(before, before["publishing"]) != _texts(package.descriptor, _publishing(package)):
        yield _change("patch", "descriptor_texts")
    if any(before["publishing"].get(name) != package.for_portals.get(name) for name in PORTAL_LISTS):
        yield _change("patch", "told_portals")
    if before["publishing"].get("doi") != package.doi:
        yield _change("patch", "doi_said")


def _texts(descriptor: Json, publishing: Json) -> list[Any]:
    """What describes a package as a whole. Its Frictionless title and description are the Swedish ones of these."""
    plain = [descriptor.get(name) for name in ("keywords", "sources", "licenses")]
    return plain + [publishing.get(name) for name in ("titles", "descriptions", "keywords_en", "flat_table")]


def _publishing(package: PackageSpec) -> Json:
    return {
        "titles": package.titles,
        "descriptions": package.descriptions,
        "keywords_en": list(package.keywords["en"]),
        "flat_table": package.flat_table,
    }


def _names(licenses: list[Json]) -> str:
    return ", ".join(str(item.get("name", item.get("path"))) for item in licenses)


def _differing(before: Mapping[str, Any], after: Mapping[str, Any], but: Collection[str] = ()) -> list[str]:
    names = sorted(before.keys() | after.keys())
    return [name for name in names if name not in but and before.get(name) != after.get(name)]


def _as_list(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def _change(level: Level, kind: str, **facts: str) -> ContractChange:
    return ContractChange(level, kind, CONTRACT.both(kind, **facts))
