"""The data dictionary: what every field of every table means, from the schemas that the version was published with."""

from dataclasses import dataclass

from pipeline.pages.page import Context, Section
from pipeline.past import Contents
from pipeline.schema import Field, TableSpec, Text
from pipeline.wording.pages import count, type_name


@dataclass(frozen=True)
class FieldEntry:
    """One field."""

    name: str
    title: str
    type: str
    notes: str
    """Whether it is the key, may be null, refers to another table."""
    meaning: str
    deprecated: str


@dataclass(frozen=True)
class TableEntry:
    """One table with its fields."""

    name: str
    title: str
    size: str
    description: str
    fields: tuple[FieldEntry, ...]
    is_flat: bool
    deprecated: str
    """That it will go, and what to use instead; empty where it stays."""


def dictionary(contents: Contents, context: Context) -> Section:
    """The section with a block a table, the flat one open."""
    view = tuple(
        _table(table.spec, contents.facts["rows"][name], name == contents.flat_table, context)
        for name, table in contents.tables.items()
    )
    return Section("fields", context.say("fields"), "dictionary.html", view, context.say("fields_nav"))


def _table(spec: TableSpec, rows: int, is_flat: bool, context: Context) -> TableEntry:  # noqa: FBT001
    language = context.language
    return TableEntry(
        name=spec.name,
        title=spec.titles[language],
        size=f"{count(len(spec.fields), 'field', language)}, {count(rows, 'row', language)}",
        description=spec.descriptions[language],
        fields=tuple(_field(spec, field, context) for field in spec.fields),
        is_flat=is_flat,
        deprecated=_going(spec.deprecated, context),
    )


def _field(spec: TableSpec, field: Field, context: Context) -> FieldEntry:
    notes = []
    if field.name in spec.primary_key:
        notes.append(context.say("key"))
    elif field.required:
        notes.append(context.say("required"))
    for key in spec.foreign_keys:
        referred = key["reference"]["resource"]
        if field.name in key["fields"] and referred:
            notes.append(context.say("refers_to", table=referred))
    return FieldEntry(
        name=field.name,
        title=field.titles[context.language],
        type=type_name(field.type, context.language),
        notes=", ".join(notes),
        meaning=field.descriptions[context.language],
        deprecated=_going(field.deprecated, context),
    )


def _going(deprecated: Text | None, context: Context) -> str:
    return context.say("deprecated", why=deprecated[context.language]) if deprecated else ""
