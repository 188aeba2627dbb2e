"""What frictionless will check in the rows of an open table, and how to read its file without it, if that is known."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import frictionless
from frictionless import formats, resources, system

from pipeline.observe.facts import Form, Packing
from pipeline.prover.cell_reader import FieldReader
from pipeline.prover.keywords import group_char, in_one_word, positions, understand, unique_keys
from pipeline.prover.layout import ENCODINGS, Column, ForeignKey, Format, Layout, TablePlan
from pipeline.prover.store import is_address

_DELIMITERS = {",", ";", "\t", "|"}
_COMPRESSIONS = {"", "gz", "zip"}
_HERE = {"file", "multipart"}  # one file of this machine, or several
_BOUNDS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
_NUMBER_OPTIONS = (
    ("decimalChar", "decimal_char", "."),
    ("groupChar", "group_char", ""),
    ("bareNumber", "bare_number", True),
)
"""Name in the schema, name in frictionless, default."""
_KEY_TYPES = {"any", "boolean", "date", "datetime", "integer", "number", "string", "time", "year", "yearmonth"}
"""Types whose values can be keys; for others frictionless raises."""


def is_plain_parquet(resource: resources.TableResource) -> bool:
    """Whether all columns and rows of the files are read as they are."""
    within = [Path(path) for path in resource.paths if not is_address(path)]
    return (
        resource.format == "parquet"
        and not (resource.memory or resource.compression)
        and bool(resource.paths)
        and not resource.dialect.to_descriptor()
        and bool(resource.schema.fields)
        and not any(path.is_absolute() or ".." in path.parts for path in within)
    )


def layout_of(resource: resources.TableResource) -> Layout | None:
    """The layout of an open table; null for what is not read the plain way."""
    if not (_is_plain_source(resource) and _is_plain_dialect(resource.dialect)):
        return None
    plan = plan_of(resource)
    if plan is None:
        return None
    first_row: int = resource.dialect.create_first_content_row()  # type: ignore[no-untyped-call]
    return Layout(
        form=Format(resource.encoding or "", formats.CsvControl.from_dialect(resource.dialect).delimiter),
        plan=plan,
        header_rows=first_row - 1,
    )


def referred_columns(resource: frictionless.Resource) -> set[tuple[str, ...]]:
    """The groups of columns of a table that others of its package refer to."""
    package = resource.package
    others = [each for each in package.resources if each.name != resource.name] if package else []
    keys = [key for each in others if isinstance(each, resources.TableResource) for key in each.schema.foreign_keys]
    groups = {tuple(key["reference"]["fields"]) for key in keys if key["reference"]["resource"] == resource.name}
    return groups - {()}


def path_of(resource: frictionless.Resource) -> Path:
    """Where the file lies."""
    return Path(resource.normpath or "")


def packings_of(resource: frictionless.Resource) -> list[Packing]:
    """The files of text that a table is read from; none where it is read from something else.

    Only regular files that its descriptor may name: frictionless refuses others when it opens them.
    """
    if resource.memory or resource.scheme not in _HERE or resource.format not in {"csv", "tsv"}:
        return []
    within = [Path(path) for path in resource.paths if not is_address(path)]
    is_inside = system.trusted or not any(path.is_absolute() or ".." in path.parts for path in within)
    if (resource.compression or "") not in _COMPRESSIONS or not is_inside:
        return []
    files = [Path(at) for path, at in zip(resource.paths, resource.normpaths, strict=True) if not is_address(path)]
    if not all(file.is_file() for file in files):
        return []
    return [Packing(file, resource.compression or "", resource.innerpath) for file in files]


def form_of_text(resource: resources.TableResource) -> Form:
    """How an open table, or one that was open, is cut into cells."""
    dialect = resource.dialect
    control = formats.CsvControl.from_dialect(dialect)
    schema = resource.schema
    missing = {text for field in schema.fields for text in _missing_values(field)}
    has_header = bool(dialect.header) and len(dialect.header_rows) == 1 and not dialect.comment_char
    return Form(
        delimiter=control.delimiter,
        encoding=resource.encoding or "utf-8",
        header_row=dialect.header_rows[0] if has_header else 0,
        is_plain=control.quote_char == '"' and control.escape_char is None and len(control.delimiter) == 1,
        missing=frozenset(missing),
    )


def _is_plain_source(resource: resources.TableResource) -> bool:
    return (
        resource.format == "csv"
        and resource.scheme in _HERE
        and not (resource.memory or resource.remote)
        and (resource.compression or "") in _COMPRESSIONS
        and resource.encoding in ENCODINGS
    )


def _is_plain_dialect(dialect: frictionless.Dialect) -> bool:
    """Whether each record of the file is one row, its cells as `csv.reader` gives them by default."""
    control = formats.CsvControl.from_dialect(dialect)
    return (
        not (dialect.comment_char or dialect.comment_rows or dialect.skip_blank_rows)
        and dialect.header_case
        and control.delimiter in _DELIMITERS
        and control.quote_char == '"'
        and control.escape_char is None
        and not control.skip_initial_space
    )


def plan_of(resource: resources.TableResource) -> TablePlan | None:
    """What frictionless will check in each row; null where it may raise, or has nothing to check."""
    fields = resource.header.get_expected_fields()
    position = {field.name: index for index, field in enumerate(fields)}
    if not fields or len(position) != len(fields):
        return None
    unique = [(position[field.name],) for field in fields if field.constraints.get("unique")]
    primary = tuple(resource.schema.primary_key)
    has_primary = bool(primary) and set(primary) <= set(position)
    primary_key = tuple(position[name] for name in primary) if has_primary else None
    several = positions(unique_keys(resource.schema), position)
    keys = tuple(dict.fromkeys([*unique, *several, *([primary_key] if primary_key else [])]))
    if any(fields[index].type not in _KEY_TYPES for key in keys for index in key):
        return None
    if not all(key["fields"] for key in resource.schema.foreign_keys):
        return None
    return TablePlan(
        columns=tuple(column_of(field) for field in fields),
        keys=keys,
        primary_key=keys.index(primary_key) if primary_key else None,
        foreign_keys=tuple(_foreign_keys(resource, position)),
    )


def columns_of(schema: Mapping[str, Any]) -> list[Column]:
    """The columns of any table that a Table Schema describes."""
    described = frictionless.Schema.from_descriptor(dict(in_one_word(schema)))
    resource = understand(frictionless.Resource(data=[], schema=described))
    return [column_of(field) for field in resource.schema.fields]


def column_of(field: frictionless.Field) -> Column:
    """A field with its own reader, and what a form needs to know of it."""
    read_value = field.create_value_reader()
    missing = tuple(_missing_values(field))
    return Column(
        name=field.name,
        type=field.type,
        format=field.format,
        read=FieldReader(field, missing),
        missing=missing,
        constraints={
            name: read_value(value) if name in _BOUNDS else value
            for name in field.supported_constraints
            if (value := field.constraints.get(name)) is not None
        },
        options=_options(field),
    )


def _missing_values(field: frictionless.Field) -> list[str]:
    """A field's own missing values, else those of its schema."""
    if isinstance(field.schema, frictionless.Schema) and not field.has_defined("missing_values"):
        return field.schema.missing_values
    return field.missing_values


def _options(field: frictionless.Field) -> dict[str, Any]:
    """The number options that are not as by default."""
    found = {option: getattr(field, name, default) for option, name, default in _NUMBER_OPTIONS}
    found["groupChar"] = found["groupChar"] or group_char(field)
    return {option: found[option] for option, _, default in _NUMBER_OPTIONS if found[option] != default}


def _foreign_keys(resource: resources.TableResource, position: Mapping[str, int]) -> Iterator[ForeignKey]:
    """The foreign keys that frictionless will check, against the values it has read."""
    for key in resource.schema.foreign_keys:
        source = resource.lookup.get(key["reference"]["resource"])
        if not source or not set(key["fields"]) <= set(position):
            continue
        values = source.get(tuple(key["reference"]["fields"]), set())
        yield ForeignKey(tuple(position[name] for name in key["fields"]), values)
