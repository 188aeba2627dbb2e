"""What files of tables say: judged as they lie there, and read meanwhile, typed and in the order of their keys."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import HeldForDecision, PipelineError, SourceError, UnfitSource, UsageError
from pipeline.flow.acceptable import ensure_acceptable
from pipeline.flow.doubted import doubt_of
from pipeline.flow.judged import Judged, judged, table_of
from pipeline.model import Finding, PackageSpec, Snapshot, SourceFile, Table
from pipeline.observe.facts import DAMAGED, HOLDING
from pipeline.organisation.questions import Question, question_id
from pipeline.project import Settings
from pipeline.prover.parts import is_expandable
from pipeline.prover.store import is_address
from pipeline.sources.tablefile import ensure_unchanged, source_file
from pipeline.wording.observations import encoding_taken, sentence_of
from pipeline.wording.roster import told_sentence

if TYPE_CHECKING:
    from pipeline.roster.told import Row as Person
    from pipeline.validate.observed import Seen

Pages = list[tuple[str, Snapshot]]
"""The pages of a table, each as it is called, and as it was seen."""


@dataclass(frozen=True)
class TableReading:
    """What the files of one package say. Nothing of them is held in memory: the tables lie in `folder`."""

    package: PackageSpec
    files: Mapping[str, SourceFile]
    """By table; that of a table on a page of people is made of it."""
    pages: Mapping[str, tuple[Snapshot, ...]]
    """What tables on pages of people were read from, by table."""
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
    doubt: HeldForDecision | None = None
    """Why somebody has to look at the people of a page first, although each line of it is told."""

    @property
    def snapshot(self) -> SourceFile | Snapshot | None:
        """The file or the page of the flat table; null where one could not be read."""
        return next(iter(self.snapshots), None)

    @property
    def snapshots(self) -> tuple[SourceFile | Snapshot, ...]:
        """All files and pages, those of the flat table first."""
        tables = sorted(self.files, key=lambda table: table != self.package.flat_table)
        return tuple(each for table in tables for each in self.pages.get(table, (self.files[table],)))

    def accepted_snapshot(self) -> SourceFile | Snapshot:
        """The file or the page of the flat table, once frictionless has accepted all tables and the references in them.

        Raises:
            UnfitSource: it does not accept them; the sentence names the first row. Or nobody has confirmed what a page
                says of people.
            SourceError: a file could not be read.
        """
        if self.fault:
            raise self.fault
        _ = self._judged
        if self.doubt:
            raise self.doubt
        return self.snapshots[0]

    def remarks(self, language: str) -> list[str]:
        """What was seen in the files and did not stop them, and in what encoding they were read, as sentences.

        Raises as `accepted_snapshot`.
        """
        self.accepted_snapshot()
        files = [seen for seen in self._seen if not self.package.files[table_of(seen.place)].roster]
        return [
            *(encoding_taken(self._name_of(seen), seen.encoding, language) for seen in files if seen.beyond_ascii),
            *(sentence_of(self._name_of(seen), each, language) for seen in files for each in seen.observations),
        ]

    def lines_read(self, language: str) -> list[str]:
        """What each line of a page of people was read as, as sentences; none where all tables are files.

        Raises:
            SettingsError: a description is wrong.
            SourceError: a page cannot be read, or nobody has looked at it yet.
        """
        from pipeline.roster.rows import read_pages, summary

        return [
            told_sentence(told.line.number, told.line.verbatim, told.meaning, summary(told), language)
            for table, file in self.package.files.items()
            if file.roster
            for told in read_pages(_seen(self.settings, self.package, table), file.roster)[0].told
        ]

    def if_accepted(self) -> "TableReading | None":
        """What a page says, taken for right; null where it is not doubted: of a file, nothing is taken for right."""
        return replace(self, doubt=None) if self.doubt else None

    def questions(self, fault: PipelineError | None = None) -> list[Question]:
        """What a person has to decide: one thing at most, as the judge stops at the first; `fault` is what it said."""
        try:
            if fault:
                raise fault
            self.accepted_snapshot()
        except UnfitSource as error:
            if not isinstance(error, HeldForDecision):
                raise
            table, code = error.facts["table"], error.facts["code"]
            identity = code if error is self.doubt else question_id(error.key, self.package.name, table, code)
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
    def _judged(self) -> Judged:
        """The verdict on the files.

        Raises:
            UnfitSource: they break their schemas, or would be published garbled.
        """
        self._tell_progress(0, 1)
        paths = {name: file.path for name, file in self.files.items()}
        found = judged(self.package, paths, self.folder, self._tell_progress)
        self._hold(found.result.seen)
        report = found.result.report
        errors = [(task["name"], error["message"]) for task in report["tasks"] for error in task["errors"]]
        errors += [(self.package.flat_table, error["message"]) for error in report["errors"]]
        if errors:
            table, first = errors[0]
            file = self.package.files[table].path
            facts = {"package": self.package.name, "count": len(errors), "file": file, "first": first}
            raise UnfitSource("breaks_table_schema", **facts)
        return found

    @property
    def _seen(self) -> tuple["Seen", ...]:
        """What was seen in the files, once they are judged."""
        return self._judged.result.seen

    def _hold(self, seen: tuple["Seen", ...]) -> None:
        """Raise UnfitSource where publishing a file would lose or garble rows or cells, and nobody accepted that."""
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
        raise HeldForDecision("table_loses", **facts, table=table, count=len(holding), code=first.code)

    def _name_of(self, seen: "Seen") -> Path:
        return self.package.files[table_of(seen.place)].path

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
                seen = {name: _seen(settings, package, name) for name, file in package.files.items() if file.roster}
                people = {name: _people(package, name, pages) for name, pages in seen.items()}
                files = {
                    name: source_file(_whole(package, name, people, Path(folder)), source_id, url, settings.observed_at)
                    for name in package.files
                }
            except (SourceError, UsageError, UnfitSource) as error:
                yield TableReading(package, {}, {}, Path(folder), settings, error)
            else:
                pages = {name: tuple(snapshot for _, snapshot in each) for name, each in seen.items()}
                doubt = doubt_of(settings, package, people)
                yield TableReading(package, files, pages, Path(folder), settings, doubt=doubt)


def _seen(settings: Settings, package: PackageSpec, name: str) -> Pages:
    """The pages of a table of people. Raises as `people.newest`."""
    from pipeline.flow.people import newest, pages_of

    return [(page.label, newest(settings, page)) for page in pages_of(package) if page.table == name]


def _people(package: PackageSpec, name: str, pages: Pages) -> "Sequence[Person]":
    """Whom the pages of a table list. Raises as `roster.rows.read_pages`, and UnfitSource where a line is held."""
    from pipeline.roster.rows import read_pages

    description = package.files[name].roster
    if description is None:
        raise ValueError(name)
    found, held = read_pages(pages, description)
    if held:
        facts = {"package": package.name, "count": len(held), "file": description, "held": tuple(held)}
        raise UnfitSource("roster_held", **facts)
    return found.rows


def _whole(package: PackageSpec, name: str, people: "Mapping[str, Sequence[Person]]", folder: Path) -> Path:
    """The file of a table; one in parts, or of `people`, is made in `folder`. Raises as `prover.judge.glued`."""
    file = package.files[name]
    if file.roster:
        from pipeline.roster.rows import write_rows

        return write_rows(people[name], package.table(name).names, file.roster, folder / f"people-{name}.csv")
    if len(file.sources) <= 1 and not any(map(_may_be_several, file.sources)):
        return file.path
    from pipeline.prover.judge import glued

    parts = folder / f"parts-{name}"
    parts.mkdir()
    return glued(file.sources, file.schema, parts)


def _may_be_several(source: str) -> bool:
    return is_address(source) or is_expandable(source, Path())
