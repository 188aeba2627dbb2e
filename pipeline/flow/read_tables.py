"""What files of tables say: judged as they lie there, and read meanwhile, typed and in the order of their keys."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import HeldForDecision, PipelineError, SourceError, UnfitSource, UsageError
from pipeline.flow.accepted_words import ensure_acceptable
from pipeline.flow.edition import ensure_usable
from pipeline.flow.files_judged import Judged, judged, table_of
from pipeline.flow.rows_lost import hold_lost
from pipeline.machine.threads import loading
from pipeline.model import Finding, PackageSpec, SourceFile, Table
from pipeline.observe.facts import DAMAGED, FOOTER, HOLDING
from pipeline.organisation.questions import Question, question_id
from pipeline.project import Settings
from pipeline.prover.parts import is_expandable
from pipeline.prover.store import is_address
from pipeline.release import Target
from pipeline.sources.tablefile import ensure_unchanged, source_file
from pipeline.wording.checks import TableError
from pipeline.wording.observations import encoding_taken, sentence_of

if TYPE_CHECKING:
    from pipeline.validate.observed import Seen

TOLD = 10  # errors in files that are told one by one


@dataclass(frozen=True)
class TableReading:
    """What the files of one package say. Nothing of them is held in memory: the tables lie in `folder`."""

    package: PackageSpec
    files: Mapping[str, SourceFile]
    """By table."""
    folder: Path = field(repr=False)
    """Exists as long as the reading is in use."""
    settings: Settings = field(repr=False)
    """Of the run; its watch is told what is read."""
    fault: SourceError | UsageError | UnfitSource | None = None
    """Why a file could not be read; there are no files then."""
    rejected: None = None
    is_silent: bool = False
    """Files always say something."""
    findings: tuple[Finding, ...] = ()
    identity: Mapping[str, int] = field(default_factory=dict)

    @property
    def snapshot(self) -> SourceFile | None:
        """The file of the flat table; null where one could not be read."""
        return next(iter(self.snapshots), None)

    @property
    def snapshots(self) -> tuple[SourceFile, ...]:
        """All files, that of the flat table first."""
        tables = sorted(self.files, key=lambda table: table != self.package.flat_table)
        return tuple(self.files[table] for table in tables)

    def accepted_snapshot(self) -> SourceFile:
        """The file of the flat table, once frictionless has accepted all tables and the references in them.

        Raises:
            UnfitSource: it does not accept them; the sentence names the first row.
            SourceError: a file could not be read.
        """
        if self.fault:
            raise self.fault
        _ = self._counts
        return self.snapshots[0]

    def remarks(self, language: str) -> list[str]:
        """What was seen in the files and did not stop them, and in what encoding they were read, as sentences.

        Raises as `accepted_snapshot`.
        """
        self.accepted_snapshot()
        files = self._seen
        return [
            *(encoding_taken(self._name_of(seen), seen.encoding, language) for seen in files if seen.beyond_ascii),
            *(sentence_of(self._name_of(seen), each, language) for seen in files for each in seen.observations),
        ]

    def lines_read(self, _language: str) -> tuple[str, ...]:
        """None: files are no pages."""
        return ()

    def if_accepted(self) -> None:
        """Null: a file that is not accepted gives no tables."""

    def questions(self, fault: PipelineError | None = None) -> list[Question]:
        """What a person has to decide: one thing at most, as the judge stops at the first; `fault` is what it said."""
        from pipeline.flow.draft import draft_of  # which reads what this is

        try:
            if fault:
                raise fault
            draft_of(self.settings, self, None)
        except UnfitSource as error:
            if not isinstance(error, HeldForDecision):
                raise
            table, code = error.facts["table"], error.facts["code"]
            identity = question_id(error.key, self.package.name, table, code)
            return [
                Question(str(identity), ("accept_table",), stops=True, fault=error, source_id=self.package.source_id)
            ]
        return []

    def unanswerable(self) -> list[Finding]:
        """None: what stops a file is an error."""
        return []

    def newest_findings(self) -> tuple[Finding, ...]:
        """None: a table that breaks its schema has errors, not findings. Raises as `accepted_snapshot`."""
        self.accepted_snapshot()
        return self.findings

    def tables(self) -> dict[str, Table]:
        """The tables of the package in its order, each in the order of its keys.

        Raises:
            UnfitSource: a value has no exact counterpart in the type of its column.
            SourceError: a file was changed while it was read.
        """
        return {name: table for name, (table, _) in self._spooled.items()}

    def row_counts(self) -> dict[str, int]:
        """The number of rows of each table."""
        return {name: rows for name, (_, rows) in self._spooled.items()}

    @cached_property
    def _spooled(self) -> dict[str, tuple[Table, int]]:
        self.accepted_snapshot()
        found = {}
        for spec in self.package.tables:
            self.settings.watch("reading_table", package=self.package.name, table=spec.name)
            found[spec.name] = self._judged.table(spec)
            ensure_unchanged(self.files[spec.name])
        return found

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        """The number of rows of each table. Raises as `_judged`, and HeldForDecision where too many were lost."""
        counts = self._judged.counts
        if latest := Target(self.settings.target).latest(self.package.name):
            hold_lost(self.package, {name: file.path for name, file in self.files.items()}, counts, latest)
        return counts

    @cached_property
    def _judged(self) -> Judged:
        """The verdict on the files.

        Raises:
            UnfitSource: they break their schemas, or would be published garbled.
            SettingsError: a schema is none that frictionless can use.
        """
        self._tell_progress(0, 1)
        paths = {name: file.path for name, file in self.files.items()}
        found = judged(self.package, paths, self.folder, self._tell_progress)
        self._hold(found.result.seen)
        report = found.result.report
        ensure_usable(self.package, report)
        errors = [(task["name"], error) for task in report["tasks"] for error in task["errors"]]
        errors += [(self.package.flat_table, error) for error in report["errors"]]
        if errors:
            table, first = errors[0]
            file = self.package.files[table].place
            facts = {"package": self.package.name, "count": len(errors), "file": file, "first": TableError(first)}
            raise UnfitSource("breaks_table_schema", **facts, others=errors[1:TOLD])
        return found

    @property
    def is_proven_as_written(self) -> bool:
        """Whether the verdict on the files holds of the CSV that they become as well. Raises as `accepted_snapshot`."""
        return self._judged.is_proven_as_written

    @property
    def _seen(self) -> tuple["Seen", ...]:
        """What was seen in the files, once they are judged."""
        return self._judged.result.seen

    def _hold(self, seen: tuple["Seen", ...]) -> None:
        """Raise UnfitSource where a file does not hold what would be published as its rows, and nobody accepts it."""
        holding = [
            (each.code not in DAMAGED, file, each)
            for file in seen
            for each in file.observations
            if each.code in HOLDING and each.code not in self.package.files[table_of(file.place)].accepted
        ]
        if not holding:
            return
        _, file, first = min(holding, key=lambda held: held[0])  # a damaged encoding explains all else
        facts = {"package": self.package.name, "file": self._name_of(file), "observed": first}
        if first.code in DAMAGED:
            raise UnfitSource("table_damaged", **facts)
        table = table_of(file.place)
        key = "table_footed" if first.code == FOOTER else "table_loses"
        raise HeldForDecision(key, **facts, table=table, count=len(holding), code=first.code)

    def _name_of(self, seen: "Seen") -> str:
        return self.package.files[table_of(seen.place)].place

    def _tell_progress(self, done: int, total: int) -> None:
        self.settings.watch("judging", package=self.package.name, percent=100 * done // max(total, 1))


def read_tables(
    settings: Settings, source_id: str, packages: Iterable[PackageSpec], held: ExitStack | None = None
) -> Iterator[TableReading]:
    """What the files of each package say; a reading is of use until the next one is asked for, or `held` is closed.

    Raises:
        UsageError: a page was asked for instead of the files; or what the settings say of a file has no meaning.
    """
    for package in packages:
        ensure_acceptable(settings, package.name)
        if settings.source:
            raise UsageError("source_is_for_pages", package=package.name, source=settings.source)
        url = package.descriptor["sources"][0]["path"]
        with ExitStack() as until_next:
            folder = (held or until_next).enter_context(tempfile.TemporaryDirectory(prefix="tables-"))
            try:
                with loading(_load_judge):  # to hash a large file takes as long
                    files = {
                        name: source_file(_whole(package, name, Path(folder)), source_id, url, settings.observed_at)
                        for name in package.files
                    }
            except (SourceError, UsageError, UnfitSource) as error:
                yield TableReading(package, {}, Path(folder), settings, error)
            else:
                yield TableReading(package, files, Path(folder), settings)


def _load_judge() -> None:
    """Load frictionless, and all else that judges."""
    import pipeline.prover.scan
    import pipeline.prover.typed
    import pipeline.validate.as_written
    import pipeline.validate.verdict  # noqa: F401


def _whole(package: PackageSpec, name: str, folder: Path) -> Path:
    """The file of a table; that of one in parts is made in `folder`. Raises as `prover.rows.glued`."""
    file = package.files[name]
    if len(file.sources) <= 1 and not any(map(_may_be_several, file.sources)):
        return file.path
    from pipeline.prover.rows import glued
    from pipeline.validate.observed import Observer

    parts = folder / f"parts-{name}"
    parts.mkdir()
    return glued(file.sources, file.schema, file.encoding, parts, Observer().watching)


def _may_be_several(source: str) -> bool:
    return is_address(source) or is_expandable(source, Path())
