"""Prove what can be proven, let frictionless judge the rest: one report, frictionless's own."""

import math
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from pipeline.errors import UsageError
from pipeline.prover.file_digest import FileDigest, chunks_of, glued_chunks
from pipeline.prover.layout import Keep, Layout, Progress, Totals, UnreadableBlock
from pipeline.prover.lookup import Lookups
from pipeline.prover.parts import PartRows
from pipeline.prover.parts_table import PartsTable, is_in_parts, is_proven_in_parts
from pipeline.prover.reference import ReferenceTable, Report, cells_of
from pipeline.prover.store import Reachable

if TYPE_CHECKING:
    import frictionless
    import pyarrow as pa

    from pipeline.prover.engine import Engine, EngineScan
    from pipeline.prover.lookup import Values
    from pipeline.prover.parquet import ParquetScan
    from pipeline.prover.read_referenced import Referred
    from pipeline.prover.referenced_keys import ReferencedValues
    from pipeline.prover.scan import Keeping, Scan
    from pipeline.prover.tokenise import Cells

    Load = Callable[[], frictionless.Resource]
    Watching = Callable[[Load], Load]

Prove = Literal["auto", "always", "never"]

_CAP = 1000  # rows of a part whose cells come with its proof, where all errors are wanted


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
        with table:
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
                    keep.keep(None)
                return self._table(load()).judge_all(self._limit_errors)

    def _table(self, resource: "frictionless.Resource", lookups: Lookups | None = None) -> ReferenceTable:
        kind = PartsTable if is_in_parts(resource) else ReferenceTable
        return kind(resource, lookups or self._lookups, self._reachable)

    def _judge_on(self, engine: "Engine", resource: "frictionless.Resource") -> Report:
        """The report on a table whose parts an engine proves. There is no other way there: raises UsageError."""
        from pipeline.prover.engine import EngineScan, containers, proven_of, recipe_of

        references = list(resource.schema.foreign_keys)
        table = PartsTable(resource, containers(), self._reachable)
        cap = self._limit_errors or _CAP
        with table, threads() as pool:
            try:
                layout, plan = table.how_to_prove(self._limit_errors)
                table.ensure_fit(pool, closely=False)
                recipe = recipe_of(plan, layout, table.parts, engine, self._reachable, cap)
                referenced = [proven_of(engine, resource, each["reference"], self._reachable) for each in references]
                scan = EngineScan(engine, recipe, table.parts, plan, referenced, self._limit_errors)
            except UnreadableBlock as error:
                raise UsageError("engine_unreadable", place=resource.place) from error
            if table.is_parquet:
                return self._judged(table, scan, lambda: Totals(scan.rows))
            with self._counting(table) as counts:
                return self._judged(table, scan, lambda: counts(scan.rows))

    def _judge_parts(self, load: "Load", table: PartsTable) -> Report:
        """The report on a table in parts, or elsewhere than on this machine."""
        tried = self._is_tried(table)
        try:
            if tried and table.is_parquet:
                return self._judge_parquet(table)
            layout = None if table.is_parquet else table.layout(self._limit_errors)
            with threads() as pool:
                table.ensure_fit(pool, closely=not tried)
            if tried and layout is not None:
                return self._judge_layout(table, layout)
        except UnreadableBlock:
            with threads() as pool:
                table.ensure_fit(pool, closely=True)
        table.close()
        report = self._table(load()).judge_all(self._limit_errors)
        if not report.valid and len(table.parts) > 1:
            self.lying[-1] = PartRows(table.sources.names, table.rows_before())
        return report

    def _is_tried(self, table: ReferenceTable) -> bool:
        """Whether a table may be read without frictionless."""
        return self._prove == "always" or (self._prove == "auto" and not table.is_small)

    def _judge_text(self, table: ReferenceTable) -> Report:
        layout = table.layout(self._limit_errors)
        if layout is None:
            return table.judge_all(self._limit_errors)
        return self._judge_layout(table, layout)

    def _judge_layout(self, table: ReferenceTable, layout: Layout) -> Report:
        from pipeline.prover.scan import Scan  # small tables need no Arrow

        keep = self._keep.get(table.name)
        referred = self._lookups.unread(table.referred, table.name)
        gathered = _gathering(layout, referred) if referred else None
        with threads() as pool:
            keeping = _keeping(layout, keep) if keep else None
            scan = Scan(table.unpacked(), layout, pool, self._progress, keeping, gathered)
            with self._counting(table, lambda: scan.likely_errors < (self._limit_errors or math.inf)) as counts:
                report = self._judged(table, scan, lambda: counts(scan.rows))
        if gathered and scan.is_whole:
            self._lookups.note(table.name, dict(gathered.values(self._folder)))
        return report

    @contextmanager
    def _counting(
        self, table: ReferenceTable, will_end: Callable[[], bool] = lambda: True
    ) -> Iterator[Callable[[int], Totals]]:
        """What counts a file while it is proven, given its number of rows; no more than those where nobody asks.

        It is hashed while it likely `will_end` before all the errors that are wanted are found.
        """
        if not (self._counted or table.is_measured):
            yield Totals
            return
        if isinstance(table, PartsTable):
            chunks = glued_chunks(table.sources.elsewhere(), table.header_end)
        else:
            chunks = chunks_of(table.path)
        with FileDigest(chunks, will_end) as digest:

            def counts(rows: int) -> Totals:
                digest.wait()
                return Totals(rows, digest.bytes, digest.md5.hexdigest(), digest.sha256.hexdigest())

            yield counts

    def _judge_parquet(self, table: ReferenceTable) -> Report:
        plan = table.plan_of_parquet()
        from pipeline.prover.parquet import ParquetScan  # small tables need no Arrow

        with threads() as pool:
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
        with table:
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
        with threads() as pool:
            if isinstance(table, PartsTable):
                table.ensure_fit(pool, closely=False)
            return values_in_text(table.unpacked(), layout, names, pool, self._folder, self._progress)

    def _folder(self) -> Path:
        """A folder that lasts as long as the check."""
        return Path(self._on_disk.enter_context(tempfile.TemporaryDirectory(prefix="references-")))


def _keeping(layout: Layout, keep: Keep) -> "Keeping":
    from pipeline.prover.scan import Keeping
    from pipeline.prover.typed import TypedTable

    table = TypedTable(layout.plan.columns)

    def typed(cells: "Cells") -> "pa.RecordBatch | None":
        values = table.if_valid(cells)
        if values is not None:
            keep.see(cells.columns, values)
        return values

    return Keeping(typed, keep)


def _gathering(layout: Layout, names: Iterable[tuple[str, ...]]) -> "Referred":
    from pipeline.prover.read_referenced import Referred

    return Referred(layout, names)


def threads() -> ThreadPoolExecutor:
    """Threads suffice: Arrow leaves the interpreter free while it tokenises and matches."""
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="prove")
