"""Frictionless, the reference: it opens a table, says how to read it, and judges the rows it is given.

It, `keywords`, `loading`, `lookup`, `plan`, `cell_reader`, `fast_errors`, `undescribed` and `parts_table` are the only
importers of frictionless. Import it late.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import frictionless
from frictionless import resources

import pipeline.prover.fast_errors  # noqa: F401 (lets it tell its errors faster)
from pipeline.errors import UsageError
from pipeline.prover.keywords import checklist_of
from pipeline.prover.layout import Column, DeferredRow, Layout, TablePlan, Totals, UnreadableBlock
from pipeline.prover.lookup import Lookups
from pipeline.prover.parts import Part, Parts, UnfitPart
from pipeline.prover.plan import column_of, is_plain_parquet, layout_of, path_of, plan_of, referred_columns
from pipeline.prover.store import Reachable, is_address, name_of

if TYPE_CHECKING:
    import pyarrow as pa

Report = frictionless.Report
Failed = frictionless.FrictionlessException
"""What frictionless raises; its `error.note` says why."""


_WHERE = ("basepath", "path", "extrapaths", "scheme", "compression", "innerpath")
_SMALL = 5000  # rows: below, frictionless alone is done before Arrow's compute functions are loaded
_SAMPLE = 1 << 16  # bytes from which the number of rows is guessed
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

    def __enter__(self) -> Self:
        """It is opened when it is asked for something."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close its files, and name the part that does not fit."""
        self.close()
        self.sources.close()
        if isinstance(error, UnfitPart):
            raise error.named(self.parts) from error

    @property
    def name(self) -> str:
        """What the table is called in its package."""
        return self._resource.name or ""

    @property
    def path(self) -> Path:
        """Where the file lies, if the table is one."""
        return path_of(self._resource)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its files."""
        return self.sources.parts

    @cached_property
    def sources(self) -> Parts:
        """Its files, to be read without frictionless."""
        resource = self._resource
        parts = [
            Part(
                number,
                path if is_address(path) else str(Path(at).absolute()),
                path,
                resource.compression or "",
                resource.innerpath,
            )
            for number, (path, at) in enumerate(zip(resource.paths, resource.normpaths, strict=True))
        ]
        return Parts(parts, self._reachable)

    def unpacked(self) -> Parts:
        """The same, the first one open. Raises UnreadableBlock where it is an archive that cannot be unpacked."""
        try:
            self.sources[0]
        except UsageError as error:
            raise UnreadableBlock from error
        return self.sources

    @property
    def fields(self) -> list[str]:
        """The names of the fields that its schema has."""
        return [field.name for field in self._resource.schema.fields]

    @property
    def is_parquet(self) -> bool:
        """Whether frictionless reads it as Parquet."""
        return self._resource.format == "parquet"

    @property
    def is_small(self) -> bool:
        """Whether it has few rows, by the length of its first lines; true of what is no file.

        A Parquet file is never small: frictionless takes seconds for some thousand rows of one. Nor is what lies in a
        store, of which it would have to be given a copy.
        """
        if self.is_parquet or any(is_address(part.uri) for part in self.parts):
            return False
        paths = [Path(part.uri) for part in self.parts]
        if not paths or not all(path.is_file() for path in paths):
            return True
        with paths[0].open("rb") as stream:
            sample = stream.read(_SAMPLE)
        return sum(path.stat().st_size for path in paths) * sample.count(b"\n") < _SMALL * max(len(sample), 1)

    @property
    def is_measured(self) -> bool:
        """Whether a descriptor says how many bytes it has, or their hash."""
        return self._resource.bytes is not None or self._resource.hash is not None

    @property
    def referred(self) -> set[tuple[str, ...]]:
        """The groups of columns that other tables of its package refer to."""
        return referred_columns(self._resource)

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
        """Close what frictionless has opened."""
        self._resource.close()

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


def cells_of(table: "pa.Table") -> Iterator[list[Any]]:
    """The cells of the rows of a table, as frictionless reads them from Parquet: through pandas."""
    with resources.TableResource(data=table.to_pandas(), format="pandas") as resource:
        yield from islice(resource.cell_stream, 1, None)
