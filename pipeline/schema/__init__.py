"""Table Schemas read from `schemas/`: the only place where a table and its fields are defined.

A field may carry, beside what Table Schema names, `titles` and `descriptions` ({sv, en}) and `change`: what a
new value in it means for the version of the data ("content", the default; "correction": the same fact, spelled
better; "provenance": where the fact was read, which is no change at all). So may a whole table. `deprecated` ({sv,
en}) announces one version ahead that a field or a table will go, and what to use instead.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, cast

from pipeline.document import OPEN, Checked, Files, Some, Texts, Words, ensure_known, on_disk
from pipeline.document.jsonfile import read_json
from pipeline.errors import SettingsError
from pipeline.schema.spelling import in_default_spelling

if TYPE_CHECKING:
    import pyarrow as pa

Json = dict[str, Any]
Text = Mapping[str, str]
ChangeKind = Literal["content", "correction", "provenance"]

OF_CHANGES = ("_change", "_changed_fields")
"""The columns that tell in `delta/` what happened to a row, before those of its table."""
ARROW_TYPES = {
    "boolean": "bool",
    "date": "date32",
    "datetime": "timestamp[us]",
    "integer": "int64",
    "number": "float64",
    "year": "int64",
}
"""By Table Schema type; a field of any other type is text."""
TYPES = frozenset(ARROW_TYPES) | {
    "any",
    "array",
    "duration",
    "geojson",
    "geopoint",
    "list",
    "object",
    "string",
    "time",
    "yearmonth",
}
"""The types of Table Schema (Data Package 2.0)."""


def _names(value: object) -> object:
    """One name, or a list of one at least."""
    names = [value] if isinstance(value, str) else value
    if not (isinstance(names, list) and names and all(isinstance(each, str) for each in names)):
        raise SettingsError("wrong_type")
    return value


def _type(value: str) -> str:
    ensure_known("type", value, TYPES)
    return value


Names = Annotated[Any, Checked(_names)]


@dataclass(frozen=True, kw_only=True)
class _Constraints:
    """Those whose values are of one type, whatever the field's."""

    __pydantic_config__: ClassVar = OPEN
    required: bool = False
    unique: bool = False
    minLength: int = 0  # noqa: N815 (as Table Schema spells it)
    maxLength: int = 0  # noqa: N815
    pattern: re.Pattern[str] | None = None
    enum: Some[Any] = ()


@dataclass(frozen=True, kw_only=True)
class _Field:
    """What a field of ours must say; it may say more."""

    __pydantic_config__: ClassVar = OPEN
    name: Words
    type: Annotated[Words, Checked(_type)]
    titles: Texts
    descriptions: Texts
    title: str = ""
    description: str = ""
    constraints: _Constraints = field(default_factory=_Constraints)
    change: ChangeKind = "content"
    deprecated: Texts | None = None


@dataclass(frozen=True, kw_only=True)
class _Reference:
    """What a foreign key refers to; without a resource, its own table."""

    __pydantic_config__: ClassVar = OPEN
    fields: Names
    resource: str = ""


@dataclass(frozen=True, kw_only=True)
class _ForeignKey:
    __pydantic_config__: ClassVar = OPEN
    fields: Names
    reference: _Reference


@dataclass(frozen=True, kw_only=True)
class _Schema:
    """What a table of ours must say."""

    __pydantic_config__: ClassVar = OPEN
    titles: Texts
    descriptions: Texts
    title: str = ""
    description: str = ""
    primaryKey: Names  # noqa: N815 (as Table Schema spells it)
    fields: Some[_Field]
    foreignKeys: tuple[_ForeignKey, ...] = ()  # noqa: N815
    change: ChangeKind = "content"
    deprecated: Texts | None = None


@dataclass(frozen=True)
class Field:
    """One column: name, Table Schema type and constraints, and its texts."""

    name: str
    type: str
    constraints: Json
    titles: Text
    descriptions: Text
    change: ChangeKind
    descriptor: Json

    @property
    def deprecated(self) -> Text | None:
        """That it will go, and what to use instead; null where it stays."""
        return cast("Text | None", self.descriptor.get("deprecated"))

    @property
    def required(self) -> bool:
        """Whether null is forbidden."""
        return bool(self.constraints.get("required"))


@dataclass(frozen=True)
class TableSpec:
    """One table: its fields in order, its keys, its texts, and the descriptor they were read from."""

    name: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[Json, ...]
    titles: Text
    descriptions: Text
    descriptor: Json

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(field.name for field in self.fields)

    @property
    def change(self) -> ChangeKind:
        """What a change of any row means: "content" leaves it to the fields."""
        return cast("ChangeKind", self.descriptor.get("change", "content"))

    @property
    def deprecated(self) -> Text | None:
        """That it will go, and what to use instead; null where it stays."""
        return cast("Text | None", self.descriptor.get("deprecated"))

    def field(self, name: str) -> Field:
        """The field called `name`. Raises KeyError where there is none."""
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(name)

    def key(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """The primary-key values of `row`; null where the row of an earlier version has no such column."""
        return tuple(row.get(name) for name in self.primary_key)

    def row_id(self, row: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """By what `row` is known in its package: its table, and its primary-key values."""
        return self.name, self.key(row)

    def differing(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
        """The fields in which two rows differ; provenance, and what only one of them has, is not compared."""
        return tuple(
            field.name
            for field in self.fields
            if field.change != "provenance"
            and field.name in before
            and field.name in after
            and not _same(before[field.name], after[field.name])
        )

    def arrow_schema(self) -> "pa.Schema":
        """The Arrow types of the columns: dates are date32, a required field is not nullable."""
        import pyarrow as pa

        return pa.schema(
            [
                pa.field(f.name, pa.type_for_alias(ARROW_TYPES.get(f.type, "string")), nullable=not f.required)
                for f in self.fields
            ]
        )


def _same(before: object, after: object) -> bool:
    """Whether two values are one; what is no number (NaN) is, although it equals nothing."""
    return before == after or (before != before and after != after)  # noqa: PLR0124


def read_table_spec(path: Path, files: Files = on_disk) -> TableSpec:
    """The table that the Table Schema file at `path` defines; the file's name is the table's.

    Raises:
        SettingsError: the file is missing, is no JSON, or lacks what a table needs.
    """
    document = read_json(path, files)
    document.read_as(_Schema)
    spec = table_spec(path.stem, in_default_spelling(document.value, path))
    names = spec.names
    wrong = [
        document.problem("unknown_value", ("primaryKey",), key="primaryKey", value=name, known=", ".join(names))
        for name in spec.primary_key
        if name not in names
    ]
    for place, name in enumerate(names):
        before = names[:place]
        if name in before:
            wrong.append(document.problem("field_twice", ("fields", place), field=name))
        elif alike := [other for other in before if other.lower() == name.lower()]:
            wrong.append(document.problem("field_alike", ("fields", place), field=name, other=alike[0]))
        elif name.lower() in OF_CHANGES:
            wrong.append(document.problem("field_reserved", ("fields", place), field=name))
    SettingsError.ensure_none(wrong)
    return spec


def read_schema(path: Path, files: Files = on_disk) -> Json:
    """The Table Schema in the file at `path`, as written.

    Raises:
        SettingsError: the file is missing, or is no JSON.
    """
    return cast("Json", read_json(path, files).value)


def table_spec(name: str, descriptor: Json) -> TableSpec:
    """The table called `name` that a Table Schema of ours defines, read from a file or a published descriptor.

    Raises:
        KeyError: it lacks what a table of ours needs: fields with texts, a primary key.
    """
    key = descriptor["primaryKey"]
    return TableSpec(
        name=name,
        fields=tuple(_field(item) for item in descriptor["fields"]),
        primary_key=(key,) if isinstance(key, str) else tuple(key),
        foreign_keys=tuple(descriptor.get("foreignKeys", ())),
        titles=descriptor["titles"],
        descriptions=descriptor["descriptions"],
        descriptor=descriptor,
    )


def _field(item: Json) -> Field:
    return Field(
        name=item["name"],
        type=item["type"],
        constraints=item.get("constraints", {}),
        titles=item["titles"],
        descriptions=item["descriptions"],
        change=item.get("change", "content"),
        descriptor=item,
    )
