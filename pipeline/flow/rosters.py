"""What pages of people say now, on top of what was published of them: ids stay, and who left has left."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import HeldForDecision, PipelineError, SourceError, UnfitSource, UsageError
from pipeline.flow.acceptable import ensure_acceptable
from pipeline.flow.described import ruled
from pipeline.flow.doubted import doubt_of
from pipeline.flow.marks import marks_of
from pipeline.flow.people import newest, pages_of
from pipeline.flow.reading import Rejected
from pipeline.flow.world import PageReading, published_state
from pipeline.model import Finding, PackageSpec, Row, Snapshot, SourceFile, Table
from pipeline.organisation.erasure import Erased
from pipeline.organisation.pagespec import Ruled
from pipeline.organisation.questions import Question
from pipeline.organisation.state import State
from pipeline.past import Contents
from pipeline.project import Settings
from pipeline.release import Target
from pipeline.roster.build import RULES, Page, build
from pipeline.roster.forgotten import unnamed, unnamed_lines, without_erased
from pipeline.roster.rows import fitted, read_pages, summary
from pipeline.roster.told import Roster, Told
from pipeline.rows import table_from_rows
from pipeline.schema import TableSpec
from pipeline.sources.looks import last_look, read_looks
from pipeline.validate.findings import issue_rows
from pipeline.wording.roster import told_sentence

Fault = SourceError | UsageError | UnfitSource


@dataclass(frozen=True)
class RosterReading(PageReading):
    """What the pages of one package say; all of them are one look."""

    pages: tuple[Snapshot, ...] = ()
    told: tuple[Told, ...] = ()
    """What each line was read as."""
    fault: Fault | None = None
    """Why they could not be read, or what of them is held; nothing is known of the package then."""
    doubt: HeldForDecision | None = None
    """Why somebody has to look at the pages first, although each line of them is told."""

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """The pages, in the order of the settings."""
        return self.pages

    @property
    def is_silent(self) -> bool:
        """Whether the pages have nothing to say: there always is something."""
        return False

    def accepted_snapshot(self) -> Snapshot:
        """The first page. Raises what is wrong with any of them, and as `PageReading` does; then what is doubted."""
        if self.fault:
            raise self.fault
        snapshot = super().accepted_snapshot()
        if self.doubt:
            raise self.doubt
        return snapshot

    def newest_findings(self) -> tuple[Finding, ...]:
        """The findings on the pages. Raises what is wrong with any of them."""
        if self.fault:
            raise self.fault
        return super().newest_findings()

    def if_accepted(self) -> PageReading | None:
        """What the pages say, taken for right although somebody has to decide; null where they say nothing."""
        newest = super().if_accepted() or (self if self.doubt else None)
        return newest and replace(
            self, snapshot=newest.snapshot, state=newest.state, findings=newest.findings, doubt=None
        )

    def questions(self, fault: PipelineError | None = None) -> list[Question]:
        """What a person has to decide: of the people one by one, and of the pages as a whole."""
        asked = super().questions(fault)
        if self.doubt:
            code = str(self.doubt.facts["code"])
            whole = Question(code, ("accept_table",), stops=True, fault=self.doubt, source_id=self.package.source_id)
            asked.append(whole)
        return asked

    def lines_read(self, language: str) -> tuple[str, ...]:
        """What each line was read as, as sentences."""
        return tuple(
            told_sentence(each.line.number, each.line.verbatim, each.meaning, summary(each), language)
            for each in self.told
        )

    def tables(self) -> dict[str, Table]:
        """The tables of the package in its order, each in the columns that its schema asks for.

        Raises:
            UsageError: the settings name a table or a column that no page gives.
        """
        rows = {**self.state.rows, "quality_issues": issue_rows(self.findings)}
        return {spec.name: table_from_rows(spec, self._fitted(spec, rows)) for spec in self.package.tables}

    def _fitted(self, spec: TableSpec, rows: Mapping[str, Sequence[Row]]) -> list[Row]:
        if spec.name not in rows:
            raise UsageError("table_not_built", package=self.package.name, table=spec.name, known=", ".join(rows))
        return fitted(rows[spec.name], spec)


def read_rosters(settings: Settings, packages: Iterable[PackageSpec]) -> Iterator[RosterReading]:
    """What the pages of each package say.

    Raises:
        UsageError: a page was asked for instead of those that the settings name.
    """
    for package in packages:
        ensure_acceptable(settings, package.name)
        if settings.source:
            raise UsageError("source_is_for_pages", package=package.name, source=settings.source)
        yield _read(settings, package)


def _read(settings: Settings, package: PackageSpec) -> RosterReading:
    description = package.files[package.flat_table].roster or Path()
    reading = RosterReading(package)
    try:
        seen = [(page.label, newest(settings, page)) for page in pages_of(package)]
        reading = replace(reading, pages=tuple(snapshot for _, snapshot in seen))
        spec = ruled(settings, package.source_id, seen[0][1].observed_at, RULES)
        roster, held = read_pages(seen, description)
        reading = replace(reading, told=tuple(unnamed_lines(roster, spec)))
        if not held:
            return _built(settings, reading, roster, spec)
        held = [replace(each, found=unnamed(each.found, spec)) for each in held]
        facts = {"package": package.name, "count": len(held), "file": description, "held": tuple(held)}
        return replace(reading, fault=UnfitSource("roster_held", **facts))
    except (SourceError, UsageError, UnfitSource) as error:
        return replace(reading, fault=error)


def _built(settings: Settings, reading: RosterReading, roster: Roster, spec: Ruled) -> RosterReading:
    """The tables that a look gives on top of the newest version."""
    package, pages = reading.package, reading.pages
    seats, near = without_erased(roster.rows, spec)
    target = Target(settings.target)
    latest = target.latest(package.name)
    past = Contents(latest) if latest else None
    before = _known(package, past, spec.erased) if past else State({})
    before = marks_of(target.releases(package.name), ()).above(before, 0)
    known = {source.source_id: source for source in past.sources} if past else {}
    looked_at = [
        Page(snapshot, count, _published(settings, known.get(snapshot.source_id)))
        for snapshot, count in zip(pages, roster.line_counts, strict=True)
    ]
    built = build(seats, looked_at, before, spec, (package.name, package.titles["sv"]), near)
    reading = replace(reading, doubt=doubt_of(package, past, seats) if past and past.is_about_people else None)
    if built.fit:
        return replace(reading, snapshot=pages[0], state=built.state, findings=built.findings)
    return replace(reading, rejected=Rejected(pages[0], built.findings, state=built.state))


def _known(package: PackageSpec, past: Contents, erased: Erased) -> State:
    """What a version says; one from before people had ids says nothing that could be carried on."""
    return published_state(package, past, (), erased) if past.is_about_people else State({})


def _published(settings: Settings, source: SourceFile | None) -> State:
    """A page as it was when a version was made of it, without its rows; empty where none was."""
    if source is None:
        return State({})
    looks = read_looks(settings.source_folder(source.source_id))
    last = last_look(looks, source.sha256) or source.observed_at
    return State({}, snapshot_sha256=source.sha256, observed_at=source.observed_at, last_look=last)
