"""What Data Package 2.0 says that frictionless 5.21 passes over: judged by it all the same, or refused by name.

Of Table Schema: `fieldsMatch` as a list (as the profile of 2.0 had it), `categories`, `uniqueKeys`, `groupChar` of
integers. Of Table Dialect: `property` and `itemKeys`, `sheetNumber` and `sheetName`, `nullSequence`, `lineTerminator`.
All else frictionless judges itself, or refuses by name: `jsonSchema`, constraints that a type does not have, and what
2.0 adds where `$schema` does not name 2.0. `categoriesOrdered`, `rdfType` and labels say nothing about a row.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import attrs
import frictionless
from frictionless import Check, Checklist, errors, fields, formats

from pipeline.errors import UsageError

_RESOURCE_2_0 = "https://datapackage.org/profiles/2.0/dataresource.json"
_STANDARD_2 = "https://datapackage.org/profiles/2."
_FIELDS_MATCH = ("exact", "equal", "subset", "superset", "partial")
_CATEGORICAL = {"string": (str,), "integer": (int, str)}
"""Types of fields that may have categories, and what a category of such a field is in JSON."""
_LINE_ENDS = {"\r\n", "\n", "\r"}
_STRUCTURED = {"json", "jsonl", "ndjson"}


def in_one_word(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A Table Schema with `fieldsMatch` as the text that frictionless knows.

    Raises:
        UsageError: it is a list of none or several.
    """
    match = schema.get("fieldsMatch")
    if not isinstance(match, list):
        return schema
    if len(match) != 1 or match[0] not in _FIELDS_MATCH:
        raise UsageError("keyword_wrong", keyword="fieldsMatch", place="schema", expected=" | ".join(_FIELDS_MATCH))
    return {**schema, "fieldsMatch": match[0]}


def package_in_one_word(package: Mapping[str, Any], folder: Path) -> Mapping[str, Any]:
    """A package with the schemas in it, and in files whose paths start from `folder`, so. Raises what that does."""
    resources = package.get("resources")
    if not isinstance(resources, list):
        return package
    return {**package, "resources": [_resource_in_one_word(resource, folder) for resource in resources]}


def _resource_in_one_word(resource: Any, folder: Path) -> Any:  # noqa: ANN401 (whatever the file holds)
    schema = resource.get("schema") if isinstance(resource, dict) else None
    if isinstance(schema, str) and "://" not in schema:
        try:
            schema = json.loads((folder / schema).read_bytes())
        except (OSError, ValueError, RecursionError):
            return resource  # frictionless says what is wrong
    if not isinstance(schema, dict) or not isinstance(schema.get("fieldsMatch"), list):
        return resource
    return {**resource, "schema": in_one_word(schema)}


def understand(resource: frictionless.Resource) -> frictionless.Resource:
    """The resource, whose keywords frictionless now judges.

    Raises:
        UsageError: a keyword has no meaning there, or is none that can be judged.
    """
    schema = resource.schema
    for field in schema.fields:
        _understand_categories(field)
    unique_keys(schema)
    if resource.package is None and resource._schema_profile is None:  # noqa: SLF001 (pinned; it has no public name)
        declared = schema._schema_profile or ""  # noqa: SLF001
        if declared.startswith(_STANDARD_2):
            resource._schema_profile = _RESOURCE_2_0  # noqa: SLF001
    _understand_dialect(resource)
    return resource


def unique_keys(schema: frictionless.Schema) -> list[tuple[str, ...]]:
    """The unique keys of a schema: names of fields each.

    Raises:
        UsageError: they are not lists of names of fields.
    """
    keys = schema.custom.get("uniqueKeys", [])
    known = set(schema.field_names)
    if not isinstance(keys, list) or not all(_is_key(key, known) for key in keys):
        expected = "[[…], …]: " + ", ".join(sorted(known))
        raise UsageError("keyword_wrong", keyword="uniqueKeys", place="schema", expected=expected)
    return [tuple(key) for key in keys]


def _is_key(key: object, known: set[str]) -> bool:
    return isinstance(key, list) and bool(key) and all(isinstance(name, str) and name in known for name in key)


def group_char(field: frictionless.Field) -> str:
    """What sets the digits of an integer apart; frictionless knows of that for numbers alone."""
    return str(field.custom.get("groupChar", "")) if field.type == "integer" else ""


def _understand_categories(field: frictionless.Field) -> None:
    """Let the categories of a field be its `enum`."""
    categories = field.custom.get("categories")
    if categories is None:
        return
    listed = categories if isinstance(categories, list) else []
    values = [each.get("value") if isinstance(each, dict) else each for each in listed]
    kinds = _CATEGORICAL.get(field.type, ())
    if not values or not all(isinstance(value, kinds) and not isinstance(value, bool) for value in values):
        raise UsageError("keyword_wrong", keyword="categories", place=field.name, expected="string | integer")
    narrower = field.constraints.get("enum")
    if narrower is None:
        field.constraints = {**field.constraints, "enum": values}
    elif not set(map(str, narrower)) <= set(map(str, values)):
        raise UsageError("keyword_wrong", keyword="enum", place=field.name, expected="categories")


def _understand_dialect(resource: frictionless.Resource) -> None:
    """Put what the dialect says of a file of this format where frictionless looks for it."""
    dialect, said = resource.dialect, resource.dialect.custom
    if resource.format in _STRUCTURED and ("property" in said or "itemKeys" in said):
        items = formats.JsonControl.from_dialect(dialect)
        items.property = said.get("property", items.property)
        items.keys = said.get("itemKeys", items.keys)
    sheet = said.get("sheetName", said.get("sheetNumber"))
    if sheet is not None and resource.format == "xlsx":
        formats.ExcelControl.from_dialect(dialect).sheet = sheet
    if resource.format in {"csv", "tsv"} and dialect.has_control("csv"):
        text = formats.CsvControl.from_dialect(dialect)
        if text.null_sequence is not None:
            raise UsageError("keyword_unjudged", keyword="nullSequence", place=resource.name, instead="missingValues")
        if text.line_terminator not in _LINE_ENDS:
            raise UsageError("keyword_unjudged", keyword="lineTerminator", place=resource.name, instead=r"\n")


def _reader_of_integers(self: fields.IntegerField) -> Any:  # noqa: ANN401 (frictionless's own type)
    """Frictionless's reader of an integer, which is given the digits without what sets them apart."""
    read, apart = _READ_INTEGER(self), group_char(self)  # type: ignore[no-untyped-call]
    if not apart:
        return read
    return lambda cell: read(cell.replace(apart, "") if isinstance(cell, str) else cell)


_READ_INTEGER = fields.IntegerField.create_value_reader
fields.IntegerField.create_value_reader = _reader_of_integers  # type: ignore[method-assign]  # as `reference` has it of `re`


@attrs.define(kw_only=True)
class UniqueKeyError(errors.RowError):
    """A key that is in another row, too."""

    type = "unique-key"
    title = "UniqueKey Error"
    description = "Values in the fields of a unique key should be unique for every row that has them all"
    template = 'Row at position "{rowNumber}" violates the unique key: {note}'

    field_names: list[str] = attrs.field(factory=list)

    metadata_profile_patch: ClassVar[dict[str, Any]] = {
        "properties": {"fieldNames": {"type": "array", "items": {"type": "string"}}}
    }


class _UniqueKeys(Check):
    """Judges the unique keys of a table: a row that lacks a part of one does not have it, as in SQL."""

    type = "unique-keys"
    Errors: ClassVar[list[Any]] = [UniqueKeyError]

    def validate_start(self) -> Iterator[frictionless.Error]:
        """Begin with no row."""
        keys = unique_keys(self.resource.schema)
        vars(self)["seen"] = {key: {} for key in keys}
        yield from ()

    def validate_row(self, row: frictionless.Row) -> Iterator[frictionless.Error]:
        """An error for each key that an earlier row has."""
        for key, seen in vars(self)["seen"].items():
            if not set(key) <= set(row.field_names):
                continue
            cells = tuple(row[name] for name in key)
            if None in cells:
                continue
            first = seen.setdefault(cells, row.row_number)
            if first != row.row_number:
                error = UniqueKeyError.from_row(row, note=f"the same as in the row at position {first}")
                error.field_names = list(key)
                yield error


def checklist_of(resource: frictionless.Resource) -> Checklist | None:
    """What is to be judged of a table beside what frictionless judges of every one; null where that is nothing."""
    return Checklist(checks=[_UniqueKeys()]) if unique_keys(resource.schema) else None


def positions(keys: Sequence[Sequence[str]], position: Mapping[str, int]) -> list[tuple[int, ...]]:
    """The columns of those keys that a table has all fields of."""
    return [tuple(position[name] for name in key) for key in keys if set(key) <= set(position)]
