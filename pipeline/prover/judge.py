"""Prove what can be proven, let frictionless judge the rest: one report, frictionless's own."""

import gzip
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Literal, Self, cast

from pipeline.errors import UsageError
from pipeline.prover.digest import FileDigest, chunks_of, glued_chunks
from pipeline.prover.layout import Keep, Layout, Progress, Totals, UnreadableBlock
from pipeline.prover.lookup import Lookups
from pipeline.prover.parts import PartRows, UnfitPart
from pipeline.prover.parts_table import PartsTable, is_in_parts, is_proven_in_parts
from pipeline.prover.reference import ReferenceTable, Report, cells_of, table_resource
from pipeline.prover.store import FileSource, Reachable, Source, is_address

if TYPE_CHECKING:
    import frictionless
    import pyarrow as pa

    from pipeline.prover.engine import Engine, EngineScan, Proven
    from pipeline.prover.lookup import Values
    from pipeline.prover.parquet import ParquetScan
    from pipeline.prover.referenced_keys import ReferencedValues
    from pipeline.prover.scan import Keeping, Scan

    Load = Callable[[], frictionless.Resource]
    Watching = Callable[[Load], Load]

Prove = Literal["auto", "always", "never"]

_CAP = 1000  # rows of a part whose cells come with its proof, where all errors are wanted
SMALL = 5000  # rows: below, frictionless alone is done before Arrow's compute functions are loaded
_SAMPLE = 1 << 16  # bytes from which the number of rows is guessed
_DAMAGED = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, IndexError, KeyError)
"""What unpacking a damaged, encrypted, empty or exotic archive raises; frictionless then says what is wrong."""


class Check:
    """One check under way.

    Attributes:
        rows_proven: rows that were proven so far.
        lying: of each resource that was judged, where its rows lie; null for a table of one file.
    """

    def __init__(
        self,
        prove: Prove,
        limit_errors: int = 1000,
        progress: Progress | None = None,
        watching: "Watching | None" = None,
        reachable: "Reachable | None" = None,
        engine: "Engine | None" = None,
        keep: Mapping[str, Keep] | None = None,
        *,
        counted: bool = True,
    ) -> None:
        """Prepare a check.

        Args:
            prove: `auto` leaves small tables to frictionless alone, `never` all.
            limit_errors: stop at so many errors in each table; 0 for all.
            progress: called with the bytes done and those there are; with rows for a Parquet file.
            watching: makes of what opens a table what opens it and looks at its files, before they are read.
            reachable: raises where an address of the web may not be asked.
            engine: proves the parts of tables; null for threads of this process.
            keep: by the name of a table, what is given its values while its rows are proven. A Parquet file is then
                judged as it is stored, not as pandas would see it: either all of it is proven, or `UnreadableBlock`.
            counted: whether the report tells the size and the hashes of files; it does so of those that a descriptor
                has a size or a hash for.
        """
        self._keep = keep or {}
        self._counted = counted
        self._watching = watching
        self._reachable = reachable
        self._engine = engine
        self.rows_proven = 0
        self.lying: list[PartRows | None] = []
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
        """Frictionless's report on one resource.

        Raises:
            UsageError: a part of the table does not fit the others.
            SourceError: a part is not reached.
        """
        load = self._watching(load) if self._watching else load
        self.lying.append(None)
        if self._engine and is_proven_in_parts(resource := load()):
            return self._judge_on(self._engine, resource)
        table = self._table(load())
        with _refusing(table):
            if isinstance(table, PartsTable):
                return self._judge_parts(load, table)
            if not self._is_tried(table):
                return table.judge_all(self._limit_errors)
            try:
                return self._judge_parquet(table) if table.is_parquet else self._judge_text(table)
            except UnreadableBlock:
                table.close()
                if keep := self._keep.get(table.name):
                    if table.is_parquet:
                        raise
                    keep(None)
                return self._table(load()).judge_all(self._limit_errors)

    def _table(self, resource: "frictionless.Resource", lookups: Lookups | None = None) -> ReferenceTable:
        kind = PartsTable if is_in_parts(resource) else ReferenceTable
        return kind(resource, lookups or self._lookups, self._reachable)

    def _judge_on(self, engine: "Engine", resource: "frictionless.Resource") -> Report:
        """The report on a table whose parts an engine proves. There is no other way there: raises UsageError."""
        from pipeline.prover.engine import EngineScan, containers, recipe_of

        references = list(resource.schema.foreign_keys)
        table = PartsTable(resource, containers(), self._reachable)
        cap = self._limit_errors or _CAP
        with _refusing(table), _pool() as pool:
            try:
                layout, plan = table.how_to_prove(self._limit_errors)
                table.ensure_fit(pool, closely=False)
                recipe = recipe_of(plan, layout, table.parts, engine, self._reachable, cap)
                referenced = [self._referenced_on(engine, resource, each["reference"]) for each in references]
                scan = EngineScan(engine, recipe, table.parts, plan, referenced, self._limit_errors)
            except UnreadableBlock as error:
                raise UsageError("engine_unreadable", place=resource.place) from error
            if table.is_parquet:
                return self._judged(table, scan, lambda: Totals(scan.rows))
            with self._counting(table) as counts:
                return self._judged(table, scan, lambda: counts(scan.rows))

    def _referenced_on(
        self, engine: "Engine", resource: "frictionless.Resource", reference: Mapping[str, Any]
    ) -> "Proven":
        """What a table that a foreign key refers to has, as an engine knows it. Raises UnreadableBlock."""
        from pipeline.prover.engine import with_kinds
        from pipeline.prover.pieces import Recipe, prove_part

        package = resource.package
        source = package.get_resource(reference["resource"]) if reference["resource"] and package else resource
        copied = source.to_copy()
        copied.schema.foreign_keys = []
        if not is_proven_in_parts(copied):
            raise UnreadableBlock
        table = PartsTable(copied, Lookups(lambda _resource, _names: None), self._reachable)
        with _refusing(table):
            layout, plan = table.how_to_prove(0)
            names = [column.name for column in plan.columns]
            if not set(reference["fields"]) <= set(names):
                raise UnreadableBlock
            recipe = Recipe(
                replace(plan, keys=(), primary_key=None, foreign_keys=()),
                (tuple(names.index(name) for name in reference["fields"]),),
                layout.form if layout else None,
                layout.header_rows if layout else 0,
                len(table.parts),
                is_referenced=True,
                reachable=self._reachable,
            )
            proven = engine.prove(partial(prove_part, with_kinds(recipe, table.parts, engine)), table.parts)
            if any(summary.fault for summary in proven.summaries()):
                raise UnreadableBlock
            return proven

    def _judge_parts(self, load: "Load", table: PartsTable) -> Report:
        """The report on a table in parts, or elsewhere than on this machine."""
        tried = self._is_tried(table)
        try:
            if tried and table.is_parquet:
                return self._judge_parquet(table)
            layout = None if table.is_parquet else table.layout(self._limit_errors)
            with _pool() as pool:
                table.ensure_fit(pool, closely=not tried)
            if tried and layout is not None:
                return self._judge_layout(table, layout, table.sources)
        except UnreadableBlock:
            with _pool() as pool:
                table.ensure_fit(pool, closely=True)
        table.close()
        report = self._table(load()).judge_all(self._limit_errors)
        if not report.valid and len(table.parts) > 1:
            self.lying[-1] = PartRows(table.sources.names, table.rows_before())
        return report

    def _is_tried(self, table: ReferenceTable) -> bool:
        """Whether a table may be read without frictionless."""
        return self._prove == "always" or (self._prove == "auto" and not _is_small(table))

    def _judge_text(self, table: ReferenceTable) -> Report:
        layout = table.layout(self._limit_errors)
        if layout is None:
            return table.judge_all(self._limit_errors)
        with _unpacked(layout) as file:
            return self._judge_layout(table, layout, [FileSource(file.fileno())])

    def _judge_layout(self, table: ReferenceTable, layout: Layout, sources: Sequence[Source]) -> Report:
        from pipeline.prover.scan import Scan  # small tables need no Arrow

        keep = self._keep.get(table.name)
        with self._counting(table) as counts, _pool() as pool:
            scan = Scan(sources, layout, pool, self._progress, _keeping(layout, keep) if keep else None)
            return self._judged(table, scan, lambda: counts(scan.rows))

    @contextmanager
    def _counting(self, table: ReferenceTable) -> Iterator[Callable[[int], Totals]]:
        """What counts a file while it is proven, given its number of rows; no more than those where nobody asks."""
        if not (self._counted or table.is_measured):
            yield Totals
            return
        if isinstance(table, PartsTable):
            chunks = glued_chunks(table.sources.elsewhere(), table.header_end)
        else:
            chunks = chunks_of(table.path)
        with FileDigest(chunks) as digest:

            def counts(rows: int) -> Totals:
                digest.wait()
                return Totals(rows, digest.bytes, digest.md5.hexdigest(), digest.sha256.hexdigest())

            yield counts

    def _judge_parquet(self, table: ReferenceTable) -> Report:
        plan = table.plan_of_parquet()
        from pipeline.prover.parquet import ParquetScan  # small tables need no Arrow

        with _pool() as pool:
            keep = self._keep.get(table.name)
            scan = ParquetScan(table.parts, plan, cells_of, pool, self._progress, self._reachable, keep)
            return self._judged(table, scan, lambda: Totals(scan.rows))

    def _judged(
        self, table: ReferenceTable, scan: "Scan | ParquetScan | EngineScan", totals: "Callable[[], Totals]"
    ) -> Report:
        """The report on the rows that a scan gives."""
        report = table.judge(scan, totals, self._limit_errors)
        self.rows_proven += (report.task.stats.get("rows") or 0) - scan.deferred
        if isinstance(table, PartsTable):
            self.lying[-1] = PartRows(table.sources.names, scan.before)
        return report

    def _referenced(self, resource: "frictionless.Resource", names: tuple[str, ...]) -> "Values | None":
        """What a table that others refer to has in these columns; null where frictionless must read it."""
        table = self._table(resource, Lookups(lambda _resource, _names: None))
        with _refusing(table):
            try:
                return self._read_referenced(table, names)
            except UnreadableBlock:
                pass
            finally:
                table.close()
            return table.values(names) if isinstance(table, PartsTable) else None

    def _read_referenced(self, table: ReferenceTable, names: tuple[str, ...]) -> "ReferencedValues":
        """The same. Raises UnreadableBlock where frictionless must read it."""
        if not self._is_tried(table):
            raise UnreadableBlock
        from pipeline.prover.read_referenced import values_in_parquet, values_in_text  # small tables need no Arrow

        if table.is_parquet:
            plan = table.plan_of_parquet()
            return values_in_parquet(table.parts, plan, names, self._folder, self._progress, self._reachable)
        layout = table.layout(limit_errors=0)
        if layout is None:
            raise UnreadableBlock
        with ExitStack() as closing:
            pool = closing.enter_context(_pool())
            sources: Sequence[Source]
            if isinstance(table, PartsTable):
                table.ensure_fit(pool, closely=False)
                sources = table.sources
            else:
                sources = [FileSource(closing.enter_context(_unpacked(layout)).fileno())]
            return values_in_text(sources, layout, names, pool, self._folder, self._progress)

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
        OverflowError: an integer needs more than 64 bits, or a number is larger than a double can be.
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
                for batch in typed.of_files([FileSource(file.fileno())], layout, pool):
                    yield batch
                    done += batch.num_rows
        except UnreadableBlock:
            table = ReferenceTable(load())
            table.layout(limit_errors=0)
        else:
            return
    if table.is_parquet:
        yield from typed.of_values(table.read_rows())
    else:
        yield from typed.of_rows(islice(table.rows(), done, None))


def glued(
    sources: Sequence[str], schema: Mapping[str, Any], encoding: str | None, folder: Path, watching: "Watching"
) -> Path:
    """The parts of a table as one file in `folder`; where it is one file of this machine, that file.

    Args:
        sources: what stands for the parts: paths of files and folders, patterns, addresses.
        schema: the table's; it says which partitions are columns.
        encoding: null where nobody names one.
        folder: exists, and is empty.
        watching: as for `Check`.

    Raises:
        UsageError: a part does not fit the others, or there is none.
        SourceError: one is not reached.
    """
    alone = {key: schema[key] for key in schema if key != "foreignKeys"}
    resource = watching(partial(table_resource, list(sources), alone, encoding))()
    if not is_in_parts(resource):
        return ReferenceTable(resource).path
    table = PartsTable(resource)
    with _refusing(table), _pool() as pool:
        if not table.is_parquet:
            table.layout(0)
            table.ensure_fit(pool, closely=True)
        return table.glued(folder)


@contextmanager
def _refusing(table: ReferenceTable) -> Iterator[None]:
    """Name the part that does not fit."""
    try:
        yield
    except UnfitPart as unfit:
        parts = table.parts
        place, first = parts[unfit.part].name, parts[0].name
        raise UsageError(
            f"part_{unfit.why}",  # noqa: EM102 (a key)
            place=place,
            first=first,
            field=unfit.field,
            found=unfit.found,
            expected=unfit.expected,
        ) from unfit
    finally:
        if isinstance(table, PartsTable):
            table.close()
            table.sources.close()


def _keeping(layout: Layout, keep: Keep) -> "Keeping":
    from pipeline.prover.scan import Keeping
    from pipeline.prover.typed import TypedTable

    return Keeping(TypedTable(layout.plan.columns).if_valid, keep)


def _pool() -> ThreadPoolExecutor:
    """Threads suffice: Arrow leaves the interpreter free while it tokenises and matches."""
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="prove")


def _is_small(table: ReferenceTable) -> bool:
    """Whether a table has few rows, by the length of its first lines; true of what is no file.

    A Parquet file is never small: frictionless takes seconds for some thousand rows of one. Nor is what lies in a
    store, of which it would have to be given a copy.
    """
    parts = table.parts
    if table.is_parquet or any(is_address(part.uri) for part in parts):
        return False
    paths = [Path(part.uri) for part in parts]
    if not paths or not all(path.is_file() for path in paths):
        return True
    with paths[0].open("rb") as stream:
        sample = stream.read(_SAMPLE)
    return sum(path.stat().st_size for path in paths) * sample.count(b"\n") < SMALL * max(len(sample), 1)


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
