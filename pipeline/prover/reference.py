"""Frictionless, the reference: it opens a table, says how to read it, and judges the rows it is given.

It, `keywords`, `lookup`, `plan`, `reader`, `told` and `parts_table` are the only importers of frictionless. Import it
late.
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import frictionless
from frictionless import formats, resources

import pipeline.prover.told  # noqa: F401 (lets it tell its errors faster)
from pipeline.errors import UsageError
from pipeline.prover.keywords import checklist_of, in_one_word, package_in_one_word, understand
from pipeline.prover.layout import Column, DeferredRow, Layout, TablePlan, Totals, UnreadableBlock
from pipeline.prover.lookup import Lookups
from pipeline.prover.parts import Part, expanded, is_expandable
from pipeline.prover.plan import column_of, is_plain_parquet, layout_of, path_of, plan_of
from pipeline.prover.store import Reachable, is_address, name_of

if TYPE_CHECKING:
    import pyarrow as pa

Report = frictionless.Report
Failed = frictionless.FrictionlessException
"""What frictionless raises; its `error.note` says why."""


_WHERE = ("basepath", "path", "extrapaths", "scheme", "compression", "innerpath")
READ_SIZE = 8192  # bytes Python's text files read at a time, and so what frictionless has counted when it stops


class ReferenceTable:
    """A resource as frictionless sees it, which judges all its rows or only those it is given."""

    def __init__(
        self, resource: frictionless.Resource, lookups: Lookups | None = None, reachable: Reachable | None = None
    ) -> None:
        """Take a resource that is not open, where its references are looked up, if it may have any, and whom to ask."""
        self._resource = resource
        self._reachable = reachable
        self._lookups = lookups
        if lookups:
            lookups.serve(resource)
        self._deferred: Iterator[tuple[int, list[Any]]] | None = None

    @property
    def name(self) -> str:
        """What the table is called in its package."""
        return self._resource.name or ""

    @property
    def path(self) -> Path:
        """Where the file lies, if the table is one."""
        return path_of(self._resource)

    @property
    def parts(self) -> Sequence[Part]:
        """Its files."""
        resource = self._resource
        return [
            Part(
                number,
                path if is_address(path) else str(Path(at).absolute()),
                path,
                resource.compression or "",
                resource.innerpath,
            )
            for number, (path, at) in enumerate(zip(resource.paths, resource.normpaths, strict=True))
        ]

    @property
    def fields(self) -> list[str]:
        """The names of the fields that its schema has."""
        return [field.name for field in self._resource.schema.fields]

    @property
    def is_parquet(self) -> bool:
        """Whether frictionless reads it as Parquet."""
        return self._resource.format == "parquet"

    @property
    def is_measured(self) -> bool:
        """Whether a descriptor says how many bytes it has, or their hash."""
        return self._resource.bytes is not None or self._resource.hash is not None

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
        return layout_of(resource)

    def plan_of_parquet(self) -> TablePlan:
        """Open a Parquet file: what its rows must satisfy.

        Frictionless reads all of such a file when it opens it. So it is shown another one of the same name, which has
        the first rows.

        Raises:
            UnreadableBlock: only frictionless can read it, and must open it anew.
        """
        from pipeline.prover.parquet import first_rows  # small tables need no Arrow

        resource = self._resource
        try:
            resource.to_descriptor(validate=True)
        except frictionless.FrictionlessException as exception:
            raise UnreadableBlock from exception
        if not (isinstance(resource, resources.TableResource) and is_plain_parquet(resource)):
            raise UnreadableBlock
        try:
            left = self._lookups.learn(resource) if self._lookups else []
        except frictionless.FrictionlessException as exception:
            raise UnreadableBlock from exception
        if any(key["reference"]["resource"] in {"", resource.name} for key in left):
            raise UnreadableBlock  # it would be looked for among the first rows
        with tempfile.TemporaryDirectory(prefix="first-rows-") as folder:
            shown = Path(folder) / name_of(resource.path or "")
            first_rows(self.parts, self.fields, resource.detector.sample_size, shown, self._reachable)
            self._divert(resource.dialect)
            try:
                with shown_as(resource, shown):
                    resource.open()  # type: ignore[no-untyped-call]
            except frictionless.FrictionlessException as exception:
                raise UnreadableBlock from exception
        plan = None if resource.header.errors else plan_of(resource)
        if plan is None:
            raise UnreadableBlock
        return plan

    def close(self) -> None:
        """Close the file."""
        self._resource.close()

    @contextmanager
    def opened(self) -> "Iterator[Opened]":
        """The table as frictionless alone sees it, for the block.

        Raises:
            UsageError: it cannot be opened.
        """
        resource = self._resource
        try:
            resource.open()  # type: ignore[no-untyped-call]
        except frictionless.FrictionlessException as exception:
            raise UsageError("table_unopened", file=resource.path or "", detail=exception.error.note) from exception
        try:
            yield Opened(resource)
        finally:
            resource.close()

    def columns(self) -> tuple[Column, ...]:
        """The columns of an open table."""
        return tuple(column_of(field) for field in self._resource.header.get_expected_fields())  # type: ignore[attr-defined]

    def read_rows(self) -> Iterator[list[Any]]:
        """The rows of an open table, as frictionless reads them."""
        with self._resource as resource:
            yield from (row.to_list() for row in resource.row_stream)

    def rows(self) -> Iterator[list[str]]:
        """The cells of the rows of an open table, as frictionless finds them: more or fewer where a row is ragged."""
        with self._resource as resource:
            yield from (row.cells for row in resource.row_stream)

    def judge_all(self, limit_errors: int) -> Report:
        """Frictionless's report on the whole table."""
        return self._resource.validate(checklist_of(self._resource), limit_errors=limit_errors)

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

        def content() -> Iterator[tuple[int, list[Any]]]:
            nonlocal last
            for last in rows:
                resource.stats.rows = last.ordinal - 1  # frictionless adds the row it is given
                yield last.number, last.cells
            counted = totals()
            resource.stats.rows = counted.rows
            if self._counts_as_it_reads():
                resource.stats.bytes = counted.bytes
                resource.stats.md5, resource.stats.sha256 = counted.md5, counted.sha256

        self._deferred = content()
        report = resource.validate(checklist_of(resource), limit_errors=limit_errors)
        stopped = any(warning.startswith("reached error limit") for warning in report.task.warnings)
        if stopped and last is not None and last.read_to is not None and self._counts_as_it_reads():
            self._count_until(last.read_to, counted_on_opening, totals, report.task.stats)
        return report

    def _counts_as_it_reads(self) -> bool:
        """Whether frictionless counts bytes while rows are read; those of an archive it counts as it opens it."""
        return not self._resource.compression

    def _count_until(self, read_to: int, counted: int, totals: Callable[[], Totals], stats: dict[str, Any]) -> None:
        """Put right what frictionless would have counted when it stopped: whole reads, and hashes only at the end."""
        size = self._size()
        stats["bytes"] = max(counted, min(size, self._read_until(read_to)))
        if read_to > size:
            whole = totals()
            stats["md5"], stats["sha256"] = whole.md5, whole.sha256

    def _size(self) -> int:
        """Of the file, in bytes."""
        return self.path.stat().st_size

    def _read_until(self, read_to: int) -> int:
        """How many bytes frictionless reads at least to have so many."""
        return -(-read_to // READ_SIZE) * READ_SIZE

    def _divert(self, dialect: frictionless.Dialect) -> None:
        """Let the dialect's content stream carry the deferred rows, once there are any."""
        genuine = dialect.read_enumerated_content_stream

        def content(cells: Iterable[list[Any]]) -> Iterator[tuple[int, list[Any]]]:
            yield from genuine(cells) if self._deferred is None or isinstance(cells, list) else self._deferred

        vars(dialect)["read_enumerated_content_stream"] = content


class Opened:
    """An open table that nobody has described.

    Attributes:
        format: `csv`, `xlsx`, …
        names: those of its fields: its labels, or what stands for them where they are empty or there twice.
        encoding: in which it is read; null where it is no text.
        delimiter: what stands between its cells; null where it is no text.
    """

    def __init__(self, resource: frictionless.Resource) -> None:
        """Take a resource that is open."""
        self._resource = resource
        self.format = resource.format or ""
        self.names: list[str] = resource.schema.field_names
        is_text = self.format in {"csv", "tsv"}
        self.encoding = resource.encoding if is_text else None
        self.delimiter = formats.CsvControl.from_dialect(resource.dialect).delimiter if is_text else None

    def cells(self) -> Iterator[list[Any]]:
        """The cells of each row below the header, as the file has them."""
        first: int = self._resource.dialect.create_first_content_row()  # type: ignore[no-untyped-call]
        yield from islice(self._resource.cell_stream, first - 1, None)  # type: ignore[attr-defined]


@contextmanager
def shown_as(resource: frictionless.Resource, path: Path) -> Iterator[None]:
    """Let a resource be read from a file of this machine instead of its own; its name and place stay as they are."""
    held = {name: getattr(resource, name) for name in _WHERE}
    resource.basepath, resource.path, resource.extrapaths = str(path.parent), path.name, []
    resource.scheme, resource.compression, resource.innerpath = "file", None, None
    try:
        yield
    finally:
        for name, value in held.items():
            setattr(resource, name, value)


def table_resource(
    path: Path | Sequence[str], schema: Mapping[str, Any] | Path | None, encoding: str | None = None
) -> frictionless.Resource:
    """The resource of a table, in an encoding if it is known; its report names the file, not the folder.

    Args:
        path: a file, or what stands for the parts of a table: paths of files and folders, patterns, addresses.
        schema: the descriptor, or where it lies; null to have frictionless infer one.
        encoding: null where it is not known.

    Raises:
        frictionless.FrictionlessException: the schema is none.
        UsageError: there are no parts, or they are of several kinds.
        SourceError: a store does not give their list.
    """
    options: dict[str, Any] = {"encoding": encoding}
    options |= {"path": path.name, "basepath": str(path.parent)} if isinstance(path, Path) else _files_of(path)
    if schema is None:
        return frictionless.Resource(**options)
    described = frictionless.Schema.from_descriptor(
        str(schema) if isinstance(schema, Path) else dict(in_one_word(schema))
    )
    return understand(frictionless.Resource(**options, schema=described))


def _files_of(paths: Sequence[str]) -> dict[str, Any]:
    """The parts of a table as a resource names them: below one folder, as frictionless wants them."""
    files = [file for path in paths for file in expanded(path, Path())]
    local = [Path(file) for file in files if not is_address(file)]
    base = ""
    if any(path.is_absolute() or ".." in path.parts for path in local):
        base = os.path.commonpath([Path(os.path.abspath(path)).parent for path in local])  # noqa: PTH100 (links stay)
        files = [file if is_address(file) else os.path.relpath(file, base) for file in files]
    return {"path": files[0], "extrapaths": files[1:], **({"basepath": base} if base else {})}


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
    reports = [judge(_loader(package, load, index)) for index in range(len(package.resources))]
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
        UsageError: it has a keyword that cannot be judged.
    """
    if isinstance(source, Path):
        package = _package_in(source)
    else:
        folder = basepath or Path.cwd()
        package = frictionless.Package.from_descriptor(dict(package_in_one_word(source, folder)), basepath=str(folder))
    for resource in package.resources:
        understand(resource)
    return package


def _package_in(file: Path) -> frictionless.Package:
    """The package that a file describes; as frictionless reads it, unless it says something in other words."""
    try:
        described = json.loads(file.read_bytes())
        mended = package_in_one_word(described, file.parent) if isinstance(described, dict) else described
        mended = _with_parts(mended, file.parent)
    except (OSError, ValueError, RecursionError):
        return frictionless.Package.from_descriptor(str(file))  # it says what is wrong
    if mended == described:
        return frictionless.Package.from_descriptor(str(file))
    return frictionless.Package.from_descriptor(dict(mended), basepath=str(file.parent))


def _with_parts(described: Any, folder: Path) -> Any:  # noqa: ANN401 (JSON)
    """The descriptor of a package with each file of its tables named, where it names folders and patterns."""
    listed = described.get("resources") if isinstance(described, dict) else None
    if not isinstance(listed, list):
        return described
    return {**described, "resources": [_in_files(each, folder) for each in listed]}


def _in_files(described: Any, folder: Path) -> Any:  # noqa: ANN401 (JSON)
    """The same of one resource."""
    named = described.get("path") if isinstance(described, dict) else None
    paths = [named] if isinstance(named, str) else named
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        return described
    if not any(is_expandable(path, folder) for path in paths):
        return described
    found = [file for path in paths for file in expanded(path, folder)]
    return {**described, "path": found if len(found) > 1 else found[0]}


def _loader(
    package: frictionless.Package, load: Callable[[], frictionless.Package], index: int
) -> Callable[[], frictionless.Resource]:
    """Loads a resource: from the package at first, from a fresh one when it is asked for again."""
    packages = iter([package])
    return lambda: (next(packages, None) or load()).resources[index]


def cells_of(table: "pa.Table") -> Iterator[list[Any]]:
    """The cells of the rows of a table, as frictionless reads them from Parquet: through pandas."""
    with resources.TableResource(data=table.to_pandas(), format="pandas") as resource:
        yield from islice(resource.cell_stream, 1, None)
