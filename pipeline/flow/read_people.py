"""What pages of people say now, on top of what was published of them: ids stay, and who left has left."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os.path import relpath
from pathlib import Path

from pipeline.errors import HeldForDecision, PipelineError, SourceError, UnfitSource, UsageError
from pipeline.flow.accepted_words import PUBLISHED, ensure_acceptable
from pipeline.flow.id_numbers import marks_of
from pipeline.flow.page_settings import ruled
from pipeline.flow.people_doubted import doubt_of
from pipeline.flow.people_pages import live_pages, looks_of, pages_of, shown
from pipeline.flow.read_bodies import PageReading, published_state
from pipeline.flow.reading import Rejected
from pipeline.model import Finding, Held, PackageSpec, Row, Snapshot, Source, Table
from pipeline.organisation.questions import Question
from pipeline.organisation.state import State
from pipeline.past import Contents, last_dated
from pipeline.people.build import RULES, Page, build
from pipeline.people.forgotten import unnamed, unnamed_lines, without_erased
from pipeline.people.rows import fitted, read_pages
from pipeline.project import Settings
from pipeline.release import Target
from pipeline.roster.told import Row as Seat
from pipeline.rows import table_from_rows
from pipeline.schema import TableSpec
from pipeline.sources.looks import last_look, read_looks
from pipeline.validate.findings import issue_rows

Fault = SourceError | UsageError | UnfitSource


@dataclass(frozen=True)
class RosterReading(PageReading):
    """What the pages of one package say; all of them are one look."""

    pages: tuple[Snapshot, ...] = ()
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
            whole = Question(code, ("accept_page",), stops=True, fault=self.doubt, source_id=self.package.source_id)
            asked.append(whole)
        return asked

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


def read_people(settings: Settings, packages: Iterable[PackageSpec]) -> Iterator[RosterReading]:
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
    """The newest look, on top of what is published and of the looks since that were accepted.

    The look that was published is read again first: code or settings may have changed since.
    """
    target = Target(settings.target)
    latest = target.latest(package.name)
    past = Contents(latest) if latest else None
    try:
        looks = looks_of(settings, package, past.sources if past else ())
    except (SourceError, UsageError) as error:
        return RosterReading(package, fault=error)
    marks = marks_of(target.releases(package.name), [look[0] for look in looks])
    known, start = _published(settings, package, past, looks)
    reading = RosterReading(package)
    since = list(enumerate(looks))[start:]
    if known.pages and not live_pages([package]):
        since = [*since[:-1][:1], since[-1]]  # what lies in the project is archived when it is published, and only then
    for index, look in since:
        before = replace(known, state=marks.above(known.state, index))
        reading = _look(settings, package, look, before, is_newest=look is looks[-1])
        if reading.snapshot and not reading.doubt:
            known = _Known(reading.state, _pages(settings, look, known.pages))
    return reading


def _published(
    settings: Settings, package: PackageSpec, past: Contents | None, looks: Sequence[Sequence[Snapshot]]
) -> tuple["_Known", int]:
    """What is published, and the place of the look that it shows; of what is not archived, that of the newest.

    A version from before people had ids tells nothing that could be carried on.
    """
    if past is None or not past.is_about_people:
        return _Known(State({}), {}), 0
    erased = ruled(settings, package.source_id, None, RULES).erased
    places = [place for place, look in enumerate(looks) if shown(look) == shown(past.sources)]
    releases = Target(settings.target).releases(package.name)
    dated = {page.source_id: State({}, dated=last_dated(releases, page.source_id)) for page in past.sources}
    known = _Known(published_state(package, past, (), erased), _pages(settings, past.sources, dated))
    return known, max(places, default=len(looks) - 1)


def _pages(settings: Settings, look: Iterable[Source], before: Mapping[str, State]) -> dict[str, State]:
    """Pages as they were when they were last seen to say so, by source; `before` is what was known of them."""
    found = {}
    for page in look:
        seen = last_look(read_looks(settings.source_folder(page.source_id)), page.sha256) or page.observed_at
        dated = before.get(page.source_id, State({})).newest_day
        here = State({}, snapshot_sha256=page.sha256, observed_at=page.observed_at, last_look=seen)
        found[page.source_id] = replace(here, dated=here.newest_day or dated)
    return found


def _look(
    settings: Settings, package: PackageSpec, look: tuple[Snapshot, ...], known: "_Known", *, is_newest: bool
) -> RosterReading:
    """What one look gives on top of what is known; nothing where a line of it is held."""
    file = package.files[package.flat_table]
    rosters, is_published = file.rosters, is_newest and PUBLISHED in file.accepted
    reading = RosterReading(package, pages=look)
    try:
        spec = ruled(settings, package.source_id, look[0].observed_at, RULES)
        labels = [page.label for page in pages_of(package)]
        read = list(zip(labels, look, rosters, strict=True))
        roster, held = read_pages(read)
        reading = replace(reading, told=tuple(unnamed_lines(roster, spec)))
        told = [replace(each, found=unnamed(each.found, spec)) for each in held]
        miscounted = [each for each in told if each.key == "other_count" and (known.pages or is_published)]
        if len(miscounted) < len(told):
            on = {each.file for each in told}
            files = ", ".join(dict.fromkeys(relpath(file, settings.root) for label, _, file in read if label in on))
            facts = {"package": package.name, "count": len(told), "file": files, "held": tuple(told)}
            return replace(reading, fault=UnfitSource("roster_held", **facts))
        seats, near = without_erased(roster.rows, spec)
        pages = [
            Page(snapshot, count, known.pages.get(snapshot.source_id, State({})))
            for snapshot, count in zip(look, roster.line_counts, strict=True)
        ]
        built = build(seats, pages, known.state, spec, (package.name, package.titles["sv"]), near)
    except (SourceError, UsageError, UnfitSource) as error:
        return replace(reading, fault=error)
    counted = _counted(read, miscounted, roster.rows)
    if not is_published:
        reading = replace(reading, doubt=doubt_of(package, known.state, seats, miscounted, counted))
    if built.fit:
        return replace(reading, snapshot=look[0], state=built.state, findings=built.findings)
    return replace(reading, rejected=Rejected(look[0], built.findings, state=built.state))


def _counted(
    pages: Sequence[tuple[str, Snapshot, Path]], miscounted: Iterable[Held], seats: Iterable[Seat]
) -> dict[Path, int]:
    """How many places those pages have of which somebody has said another number, by the description that says it."""
    places = Counter(seat.snapshot_id for seat in seats)
    on = {each.file for each in miscounted}
    files = {file for label, _, file in pages if label in on}
    return {file: sum(places[page.snapshot_id] for _, page, other in pages if other == file) for file in files}


@dataclass(frozen=True)
class _Known:
    """What is known of the people, and the pages that tell it."""

    state: State
    pages: Mapping[str, State]
    """By source: hash and days of each, without rows."""
