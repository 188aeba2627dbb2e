"""Frictionless, the reference: it opens a table, says how to read it, and judges the rows it is given.

The only importer of frictionless. Import it late.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import frictionless
from frictionless import formats, resources

from pipeline.validate.layout import ENCODINGS, Column, DeferredRow, ForeignKey, Format, Layout, TablePlan, Totals

Report = frictionless.Report
_Referenced = tuple[str, tuple[str, ...]]

READ_SIZE = 8192  # bytes Python's text files read at a time, and so what frictionless has counted when it stops
_DELIMITERS = {",", ";", "\t", "|"}
_COMPRESSIONS = {"", "gz", "zip"}
_BOUNDS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
_NUMBER_OPTIONS = (
    ("decimalChar", "decimal_char", "."),
    ("groupChar", "group_char", ""),
    ("bareNumber", "bare_number", True),
)
"""Name in the schema, name in frictionless, default."""
_OPEN_LOOKUP = "_TableResource__open_lookup"
_KEY_TYPES = {"any", "boolean", "date", "datetime", "integer", "number", "string", "time", "year", "yearmonth"}
"""Types whose values can be keys; for others frictionless raises."""


class ReferenceTable:
    """A resource as frictionless sees it, which judges all its rows or only those it is given."""

    def __init__(self, resource: frictionless.Resource) -> None:
        """Take a resource that is not open."""
        self._resource = resource
        self._deferred: Iterator[tuple[int, list[str]]] | None = None

    @property
    def path(self) -> Path:
        """Where the file lies, if the table is one."""
        return _path(self._resource)

    def layout(self, limit_errors: int) -> Layout | None:
        """Open the table: how it is laid out; null where only frictionless can read it.

        Null also where the header alone has as many errors as are wanted: frictionless then reads one row.
        """
        resource = self._resource
        try:
            resource.to_descriptor(validate=True)
            if not isinstance(resource, resources.TableResource):
                return None
            self._divert(resource.dialect)
            resource.open()  # type: ignore[no-untyped-call]
        except frictionless.FrictionlessException:
            resource.close()
            return None
        if 0 < limit_errors <= len(resource.header.errors):
            return None
        return _layout(resource)

    def close(self) -> None:
        """Close the file."""
        self._resource.close()

    def columns(self) -> tuple[Column, ...]:
        """The columns of an open table."""
        return tuple(column_of(field) for field in self._resource.header.get_expected_fields())  # type: ignore[attr-defined]

    def rows(self) -> Iterator[list[Any]]:
        """The rows of an open table, as frictionless reads them."""
        with self._resource as resource:
            yield from (row.to_list() for row in resource.row_stream)

    def judge_all(self, limit_errors: int) -> Report:
        """Frictionless's report on the whole table."""
        return self._resource.validate(limit_errors=limit_errors)

    def judge(self, rows: Iterable[DeferredRow], totals: Callable[[], Totals], limit_errors: int) -> Report:
        """Frictionless's report on the whole table, of which it is shown these rows.

        Args:
            rows: every row that may have an error, or share a key with one; in order, but that a row may come late
                if no row before it has its keys.
            totals: what to count for the file; asked for at its end.
            limit_errors: stop at so many; 0 for all.
        """
        resource = self._resource
        last: DeferredRow | None = None
        counted_on_opening = resource.stats.bytes or 0

        def content() -> Iterator[tuple[int, list[str]]]:
            nonlocal last
            for last in rows:
                resource.stats.rows = last.ordinal - 1  # frictionless adds the row it is given
                yield last.number, last.cells
            counted = totals()
            resource.stats.rows = counted.rows
            if not resource.compression:  # frictionless counts a compressed file as it opens it
                resource.stats.bytes = counted.bytes
                resource.stats.md5, resource.stats.sha256 = counted.md5, counted.sha256

        self._deferred = content()
        report = resource.validate(limit_errors=limit_errors)
        stopped = any(warning.startswith("reached error limit") for warning in report.task.warnings)
        if stopped and last is not None and not resource.compression:
            self._count_until(last.read_to, counted_on_opening, totals, report.task.stats)
        return report

    def _count_until(self, read_to: int, counted: int, totals: Callable[[], Totals], stats: dict[str, Any]) -> None:
        """Put right what frictionless would have counted when it stopped: whole reads, and hashes only at the end."""
        size = _path(self._resource).stat().st_size
        stats["bytes"] = max(counted, min(size, -(-read_to // READ_SIZE) * READ_SIZE))
        if read_to > size:
            whole = totals()
            stats["md5"], stats["sha256"] = whole.md5, whole.sha256

    def _divert(self, dialect: frictionless.Dialect) -> None:
        """Let the dialect's content stream carry the deferred rows, once there are any."""
        genuine = dialect.read_enumerated_content_stream

        def content(cells: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
            yield from genuine(cells) if self._deferred is None or isinstance(cells, list) else self._deferred

        vars(dialect)["read_enumerated_content_stream"] = content


def table_resource(path: Path, schema: Mapping[str, Any] | Path | None) -> frictionless.Resource:
    """The resource of a table on disk; its report names the file, not the folder it lies in.

    Raises:
        frictionless.FrictionlessException: the schema is none.
    """
    if schema is None:
        return frictionless.Resource(path=path.name, basepath=str(path.parent))
    described = frictionless.Schema.from_descriptor(str(schema) if isinstance(schema, Path) else dict(schema))
    return frictionless.Resource(path=path.name, basepath=str(path.parent), schema=described)


def judge_table(
    load: Callable[[], frictionless.Resource], judge: Callable[[Callable[[], frictionless.Resource]], Report]
) -> Report:
    """Frictionless's report on one table, which is judged by `judge` unless its description is not valid."""
    try:
        load()
    except frictionless.FrictionlessException as exception:
        return _failure(exception)
    return judge(load)


def judge_package(
    load: Callable[[], frictionless.Package],
    judge: Callable[[Callable[[], frictionless.Resource]], Report],
    *,
    twice: bool = True,
) -> Report:
    """Frictionless's report on a package, each resource of which is judged by `judge`.

    Args:
        load: gives the package, anew each time.
        judge: is given a loader of one resource; the first load belongs to the same package for all resources.
        twice: check the package's description again when it is loaded, as frictionless does.
    """
    try:
        package = load()
        if twice:
            package.to_descriptor(validate=True)
    except frictionless.FrictionlessException as exception:
        return _failure(exception)
    known: dict[_Referenced, set[tuple[Any, ...]]] = {}
    reports = [judge(_loader(package, load, index, known)) for index in range(len(package.resources))]
    report: Report = frictionless.Report.from_validation_reports(time=0, reports=reports)
    return report


def _failure(exception: frictionless.FrictionlessException) -> Report:
    """The report on what could not even be loaded."""
    report: Report = frictionless.Report.from_validation(errors=exception.to_errors())
    return report


def package_from(source: Path | Mapping[str, Any], basepath: Path | None = None) -> frictionless.Package:
    """A package from the path of its descriptor, or from a descriptor and the folder its paths start from.

    Raises:
        frictionless.FrictionlessException: it is none.
    """
    if isinstance(source, Path):
        return frictionless.Package.from_descriptor(str(source))
    return frictionless.Package.from_descriptor(dict(source), basepath=str(basepath or Path.cwd()))


def _loader(
    package: frictionless.Package,
    load: Callable[[], frictionless.Package],
    index: int,
    known: dict["_Referenced", set[tuple[Any, ...]]],
) -> Callable[[], frictionless.Resource]:
    """Loads a resource: from the package at first, from a fresh one when it is asked for again.

    Args:
        package: the package.
        load: gives it anew.
        index: of the resource.
        known: the values that the references of other resources led to so far; gets those of this one.
    """
    packages = iter([package])

    def resource() -> frictionless.Resource:
        found = (next(packages, None) or load()).resources[index]
        if isinstance(found, resources.TableResource):
            _remember_referenced(found, known)
        return found

    return resource


def _remember_referenced(resource: resources.TableResource, known: dict["_Referenced", set[tuple[Any, ...]]]) -> None:
    """Let a resource look its references up in values that are known already: frictionless reads the table each time.

    This replaces a private method on one object. Were it called otherwise one day, frictionless would read again.
    """
    genuine = getattr(resource, _OPEN_LOOKUP)

    def open_lookup() -> None:
        references = resource.schema.foreign_keys
        fresh = [reference for reference in references if _referenced(reference) not in known]
        resource.schema.foreign_keys = fresh
        try:
            genuine()
        finally:
            resource.schema.foreign_keys = references
        for table, columns in map(_referenced, references):
            values = resource.lookup.setdefault(table, {})
            if columns not in values:
                values[columns] = known[table, columns]
            elif table:  # without a name it is this table itself
                known[table, columns] = values[columns]

    vars(resource)[_OPEN_LOOKUP] = open_lookup


def _referenced(foreign_key: Mapping[str, Any]) -> "_Referenced":
    """The resource and the columns that a foreign key refers to."""
    return foreign_key["reference"]["resource"], tuple(foreign_key["reference"]["fields"])


def _layout(resource: resources.TableResource) -> Layout | None:
    """The layout of an open table; null for what is not read the plain way."""
    if not (_is_plain_source(resource) and _is_plain_dialect(resource.dialect)):
        return None
    plan = _plan(resource)
    if plan is None:
        return None
    first_row: int = resource.dialect.create_first_content_row()  # type: ignore[no-untyped-call]
    return Layout(
        path=_path(resource),
        compression=resource.compression or "",
        innerpath=resource.innerpath,
        form=Format(resource.encoding or "", formats.CsvControl.from_dialect(resource.dialect).delimiter),
        plan=plan,
        header_rows=first_row - 1,
    )


def _path(resource: frictionless.Resource) -> Path:
    """Where the file lies."""
    return Path(resource.normpath or "")


def _is_plain_source(resource: resources.TableResource) -> bool:
    return (
        resource.format == "csv"
        and resource.scheme == "file"
        and not (resource.memory or resource.remote or resource.multipart)
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


def _plan(resource: resources.TableResource) -> TablePlan | None:
    """What frictionless will check in each row; null where it may raise, or has nothing to check."""
    fields = resource.header.get_expected_fields()
    position = {field.name: index for index, field in enumerate(fields)}
    if not fields or len(position) != len(fields):
        return None
    unique = [(position[field.name],) for field in fields if field.constraints.get("unique")]
    primary = tuple(resource.schema.primary_key)
    has_primary = bool(primary) and set(primary) <= set(position)
    primary_key = tuple(position[name] for name in primary) if has_primary else None
    keys = tuple(dict.fromkeys([*unique, primary_key] if primary_key else unique))
    if any(fields[index].type not in _KEY_TYPES for key in keys for index in key):
        return None
    return TablePlan(
        columns=tuple(column_of(field) for field in fields),
        keys=keys,
        primary_key=keys.index(primary_key) if primary_key else None,
        foreign_keys=tuple(_foreign_keys(resource, position)),
    )


def column_of(field: frictionless.Field) -> Column:
    """A field with its own reader, and what a form needs to know of it."""
    read_value = field.create_value_reader()
    return Column(
        name=field.name,
        type=field.type,
        format=field.format,
        read=field.create_cell_reader(),
        missing=tuple(_missing_values(field)),
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
    return {option: found[option] for option, _, default in _NUMBER_OPTIONS if found[option] != default}


def _foreign_keys(resource: resources.TableResource, position: Mapping[str, int]) -> Iterator[ForeignKey]:
    """The foreign keys that frictionless will check, against the values it has read."""
    for key in resource.schema.foreign_keys:
        source = resource.lookup.get(key["reference"]["resource"])
        if not source or not set(key["fields"]) <= set(position):
            continue
        known: set[tuple[Any, ...]] = source.get(tuple(key["reference"]["fields"]), set())
        yield ForeignKey(tuple(position[name] for name in key["fields"]), known.__contains__)
