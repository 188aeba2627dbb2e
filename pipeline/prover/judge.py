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
from functools import partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Literal, Self, cast

from pipeline.prover.digest import FileDigest
from pipeline.prover.layout import Layout, Progress, Totals, UnreadableBlock
from pipeline.prover.lookup import Lookups
from pipeline.prover.reference import ReferenceTable, Report, cells_of, table_resource

if TYPE_CHECKING:
    import frictionless
    import pyarrow as pa

    from pipeline.prover.referenced_keys import ReferencedValues

    Load = Callable[[], frictionless.Resource]
    Watching = Callable[[Load], Load]

Prove = Literal["auto", "always", "never"]

SMALL = 5000  # rows: below, frictionless alone is done before Arrow's compute functions are loaded
_SAMPLE = 1 << 16  # bytes from which the number of rows is guessed
_DAMAGED = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, IndexError, KeyError)
"""What unpacking a damaged, encrypted, empty or exotic archive raises; frictionless then says what is wrong."""


class Check:
    """One check under way.

    Attributes:
        rows_proven: rows that were proven so far.
    """

    def __init__(
        self,
        prove: Prove,
        limit_errors: int = 1000,
        progress: Progress | None = None,
        watching: "Watching | None" = None,
    ) -> None:
        """Prepare a check.

        Args:
            prove: `auto` leaves small tables to frictionless alone, `never` all.
            limit_errors: stop at so many errors in each table; 0 for all.
            progress: called with the bytes done and those there are; with rows for a Parquet file.
            watching: makes of what opens a table what opens it and looks at its files, before they are read.
        """
        self._watching = watching
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

    def judge(self, load: "Load") -> Report:
        """Frictionless's report on one resource."""
        load = self._watching(load) if self._watching else load
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
        from pipeline.prover.scan import Scan  # small tables need no Arrow

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
        from pipeline.prover.parquet import ParquetScan  # small tables need no Arrow

        scan = ParquetScan(table.path, plan, cells_of, self._progress)
        report = table.judge(scan, lambda: Totals(scan.rows), self._limit_errors)
        self.rows_proven += (report.task.stats.get("rows") or 0) - scan.deferred
        return report

    def _referenced(self, resource: "frictionless.Resource", names: tuple[str, ...]) -> "ReferencedValues | None":
        """What a table that others refer to has in these columns; null where frictionless must read it."""
        table = ReferenceTable(resource)
        if not self._is_tried(table):
            return None
        from pipeline.prover.read_referenced import values_in_parquet, values_in_text  # small tables need no Arrow

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
    from pipeline.prover.typed import TypedTable

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
