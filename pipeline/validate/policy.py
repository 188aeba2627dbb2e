"""Prove what can be proven, let frictionless judge the rest: one report, frictionless's own."""

import gzip
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Literal, Self, cast

from pipeline.errors import UsageError
from pipeline.schema import read_schema
from pipeline.shape import check_shape
from pipeline.validate.bounds import USUAL, Bounds, ensure_within
from pipeline.validate.digest import FileDigest
from pipeline.validate.layout import Layout, Progress, Totals, UnreadableBlock
from pipeline.validate.lookup import Lookups
from pipeline.validate.observed import Observer, Seen
from pipeline.validate.reference import (
    ReferenceTable,
    Report,
    cells_of,
    judge_package,
    judge_table,
    package_from,
    table_resource,
)

if TYPE_CHECKING:
    import frictionless
    import pyarrow as pa

    from pipeline.validate.referenced_keys import ReferencedValues

Prove = Literal["auto", "always", "never"]

SMALL = 5000  # rows: below, frictionless alone is done before Arrow's compute functions are loaded
_SAMPLE = 1 << 16  # bytes from which the number of rows is guessed
_DAMAGED = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, IndexError, KeyError)
"""What unpacking a damaged, encrypted, empty or exotic archive raises; frictionless then says what is wrong."""
_NOT_UNPACKED = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError)
"""What frictionless lets through of these."""


@dataclass(frozen=True)
class CheckResult:
    """The verdict on a table or a package."""

    report: Mapping[str, Any] = field(repr=False)
    """Frictionless's report, as it would be without proofs; JSON-able."""
    rows: int
    """Rows of data that were read, in all tables."""
    rows_proven: int
    """Those of them that frictionless need not look at."""
    valid: bool
    seen: tuple[Seen, ...] = ()
    """What was seen in the files, whatever their schemas."""


class Check:
    """One check under way.

    Attributes:
        rows_proven: rows that were proven so far.
    """

    def __init__(
        self, prove: Prove, limit_errors: int, progress: Progress | None, observer: Observer | None = None
    ) -> None:
        """Prepare a check; the arguments are those of `check_file`, and who looks at the files, if anybody does."""
        self._observer = observer
        self.rows_proven = 0
        self._prove = prove
        self._limit_errors = limit_errors
        self._progress = progress
        self._lookups = Lookups(self._referenced)
        self._on_disk = ExitStack()

    def __enter__(self) -> Self:
        """Nothing is on disk yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what is on disk."""
        self._on_disk.close()

    def judge(self, load: "Callable[[], frictionless.Resource]") -> Report:
        """Frictionless's report on one resource."""
        load = self._observer.watching(load) if self._observer else load
        table = ReferenceTable(load(), self._lookups)
        if not self._is_tried(table):
            return table.judge_all(self._limit_errors)
        try:
            return self._judge_parquet(table) if table.is_parquet else self._judge_text(table)
        except UnreadableBlock:
            table.close()
            return ReferenceTable(load(), self._lookups).judge_all(self._limit_errors)

    def _is_tried(self, table: ReferenceTable) -> bool:
        """Whether a table may be read without frictionless."""
        return self._prove == "always" or (self._prove == "auto" and not _is_small(table))

    def _judge_text(self, table: ReferenceTable) -> Report:
        layout = table.layout(self._limit_errors)
        if layout is None:
            return table.judge_all(self._limit_errors)
        from pipeline.validate.scan import Scan  # small tables need no Arrow

        with _unpacked(layout) as file, FileDigest(layout.path) as digest, _pool() as pool:
            scan = Scan(file.fileno(), layout, pool, self._progress)

            def totals() -> Totals:
                digest.wait()
                return Totals(scan.rows, digest.bytes, digest.md5.hexdigest(), digest.sha256.hexdigest())

            report = table.judge(scan, totals, self._limit_errors)
            self.rows_proven += (report.task.stats.get("rows") or 0) - scan.deferred
            return report

    def _judge_parquet(self, table: ReferenceTable) -> Report:
        plan = table.plan_of_parquet()
        from pipeline.validate.parquet import ParquetScan  # small tables need no Arrow

        scan = ParquetScan(table.path, plan, cells_of, self._progress)
        report = table.judge(scan, lambda: Totals(scan.rows), self._limit_errors)
        self.rows_proven += (report.task.stats.get("rows") or 0) - scan.deferred
        return report

    def _referenced(self, resource: "frictionless.Resource", names: tuple[str, ...]) -> "ReferencedValues | None":
        """What a table that others refer to has in these columns; null where frictionless must read it."""
        table = ReferenceTable(resource)
        if not self._is_tried(table):
            return None
        from pipeline.validate.read_referenced import values_in_parquet, values_in_text  # small tables need no Arrow

        try:
            if table.is_parquet:
                return values_in_parquet(table.path, table.plan_of_parquet(), names, self._folder, self._progress)
            layout = table.layout(limit_errors=0)
            if layout is None:
                return None
            with _unpacked(layout) as file, _pool() as pool:
                return values_in_text(file.fileno(), layout, names, pool, self._folder, self._progress)
        except UnreadableBlock:
            return None
        finally:
            table.close()

    def _folder(self) -> Path:
        """A folder that lasts as long as the check."""
        return Path(self._on_disk.enter_context(tempfile.TemporaryDirectory(prefix="references-")))

    def result(self, report: Report) -> CheckResult:
        """The verdict of a check that is done."""
        rows = sum(task.stats.get("rows") or 0 for task in report.tasks)
        seen = tuple(self._observer.seen()) if self._observer else ()
        return CheckResult(report.to_descriptor(), rows, self.rows_proven, report.valid, seen)


def _observer(prove: Prove, bounds: Bounds = USUAL) -> Observer:
    """Who looks at the files; with `never`, frictionless also guesses their encoding as it does alone."""
    return Observer(tells_encoding=prove != "never", bounds=bounds)


def check_file(
    path: Path | str,
    schema: Mapping[str, Any] | Path | str | None,
    *,
    prove: Prove = "auto",
    limit_errors: int = 1000,
    progress: Progress | None = None,
    bounds: Bounds = USUAL,
) -> CheckResult:
    """The verdict on one table against a Table Schema.

    Args:
        path: a CSV file, plain, gzipped or zipped, a Parquet file, or any other table that frictionless reads.
        schema: the descriptor, or where it lies; null to have frictionless infer one.
        prove: `auto` leaves small tables to frictionless alone, `never` all.
        limit_errors: stop at so many errors; 0 for all.
        progress: called with the bytes done and those there are; with rows for a Parquet file.
        bounds: how far the check goes.
    """
    path = Path(path)
    if not path.is_file():  # a device, or a pipe that never ends
        raise UsageError("file_missing", file=path)
    described = _described(schema)
    with _telling(path), Check(prove, limit_errors, progress, _observer(prove, bounds)) as check:
        return check.result(judge_table(partial(table_resource, path, described), check.judge))


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Say what cannot be unpacked, where frictionless lets such an error through."""
    try:
        yield
    except _NOT_UNPACKED as error:
        raise UsageError("table_unreadable", file=path, detail=str(error) or "?") from error
    except RuntimeError as error:
        if "is encrypted" not in str(error):  # zipfile has no class of its own for that
            raise
        raise UsageError("table_unreadable", file=path, detail=str(error)) from error


def _described(schema: Mapping[str, Any] | Path | str | None) -> Mapping[str, Any] | None:
    """The descriptor of a Table Schema, whose fields are described in it.

    Raises:
        UsageError: it is no JSON, or a field is no mapping: frictionless would take a text for the address of one,
            and read what it finds there.
    """
    if isinstance(schema, (str, Path)):
        path = Path(schema)
        schema = read_schema(path)
        check_shape(schema, {"fields": [{"name": str}]}, path)
    return schema


def check_package(
    path: Path | str,
    *,
    prove: Prove = "auto",
    limit_errors: int = 1000,
    progress: Progress | None = None,
    bounds: Bounds = USUAL,
) -> CheckResult:
    """The verdict on all resources of a data package and the references among them.

    Args:
        path: the package's descriptor, `datapackage.json`.
        prove: as for `check_file`.
        limit_errors: stop at so many errors in each resource; 0 for all.
        progress: called with the bytes done and those there are, resource by resource, and for each table that another
            refers to as it is read for that.
        bounds: how far the check goes, and where its descriptor may lead.
    """
    ensure_within(Path(path), bounds)
    with _telling(Path(path)), Check(prove, limit_errors, progress, _observer(prove, bounds)) as check:
        return check.result(judge_package(partial(package_from, Path(path)), check.judge))


def validate_tables(
    descriptor: Mapping[str, Any],
    basepath: Path,
    *,
    prove: Prove = "auto",
    progress: Progress | None = None,
    observe: bool = False,
) -> CheckResult:
    """The verdict on a package that is not published yet.

    Args:
        descriptor: the package's.
        basepath: the folder its files lie in.
        prove: as for `check_file`.
        progress: as for `check_package`.
        observe: whether to look at the files, too: at those of others, not at our own.
    """
    with Check(prove, 1000, progress, _observer(prove) if observe else None) as check:
        return check.result(judge_package(partial(package_from, descriptor, basepath), check.judge, twice=False))


def typed_batches(
    path: Path | str, schema: Mapping[str, Any] | Path | str | None, encoding: str | None = None
) -> "Iterator[pa.RecordBatch]":
    """The rows of a table that a check found valid, with the values frictionless reads, as typed Arrow batches.

    Integers are `int64`, numbers `float64`, dates `date32`, moments `timestamp[us]` (in UTC where the cell names a
    zone); a field of another type keeps its text. A missing value is null. Where no encoding is named, frictionless
    guesses it.

    Raises:
        frictionless.FrictionlessException: it cannot open the table.
        OverflowError: an integer needs more than 64 bits.
    """
    from pipeline.validate.typed import TypedTable

    load = partial(table_resource, Path(path), Path(schema) if isinstance(schema, str) else schema, encoding)
    table = ReferenceTable(load())
    layout = table.layout(limit_errors=0)
    typed = TypedTable(table.columns())
    done = 0
    if layout is not None:
        table.close()
        try:
            with _unpacked(layout) as file, _pool() as pool:
                for batch in typed.of_file(file.fileno(), layout, pool):
                    yield batch
                    done += batch.num_rows
        except UnreadableBlock:
            table = ReferenceTable(load())
            table.layout(limit_errors=0)
        else:
            return
    yield from typed.of_rows(islice(table.rows(), done, None))


def _pool() -> ThreadPoolExecutor:
    """Threads suffice: Arrow leaves the interpreter free while it tokenises and matches."""
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="prove")


def _is_small(table: ReferenceTable) -> bool:
    """Whether a table has few rows, by the length of its first lines; true of what is no file.

    A Parquet file is never small: frictionless takes seconds for some thousand rows of one.
    """
    path = table.path
    if table.is_parquet:
        return False
    if not path.is_file():
        return True
    with path.open("rb") as stream:
        sample = stream.read(_SAMPLE)
    return path.stat().st_size * sample.count(b"\n") < SMALL * max(len(sample), 1)


@contextmanager
def _unpacked(layout: Layout) -> Iterator[IO[bytes]]:
    """The file itself, or a temporary copy of what is in the archive.

    Raises:
        UnreadableBlock: the archive is damaged, or not one that we read.
    """
    if not layout.compression:
        with layout.path.open("rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as unpacked:
        try:
            _unpack(layout, unpacked)
        except _DAMAGED as error:
            raise UnreadableBlock from error
        unpacked.flush()
        yield unpacked


def _unpack(layout: Layout, target: IO[bytes]) -> None:
    if layout.compression == "gz":
        with gzip.open(layout.path) as source:
            shutil.copyfileobj(cast("IO[bytes]", source), target)
        return
    with zipfile.ZipFile(layout.path) as archive, archive.open(layout.innerpath or archive.namelist()[0]) as source:
        shutil.copyfileobj(source, target)
