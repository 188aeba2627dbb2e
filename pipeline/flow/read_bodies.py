"""What a source says now, on top of what was known before: history, folded over the snapshots not yet published."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.errors import HeldForDecision, PipelineError, SourceError, UsageError
from pipeline.flow.id_numbers import Marks, marks_of
from pipeline.flow.page_settings import page_spec, reference_of
from pipeline.flow.reading import Rejected
from pipeline.model import Finding, PackageSpec, Snapshot, Table
from pipeline.organisation.build import Built, build
from pipeline.organisation.erasure import Erased
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.questions import Question, questions_of, unanswerable
from pipeline.organisation.state import State
from pipeline.past import Contents, last_dated
from pipeline.project import Settings
from pipeline.release import Target
from pipeline.roster.told import Told
from pipeline.rows import table_from_rows
from pipeline.sources import archive
from pipeline.sources.lines import read_lines
from pipeline.sources.looks import Look, last_look, read_looks
from pipeline.validate.findings import issue_rows

Before = dict[str, State]


@dataclass(frozen=True)
class PageReading:
    """What a source says for one package: the newest accepted snapshot with its tables, and what was not accepted."""

    package: PackageSpec
    snapshot: Snapshot | None = None
    """Null where nothing was accepted."""
    state: State = field(default_factory=lambda: State({}))
    findings: tuple[Finding, ...] = ()
    rejected: Rejected | None = None
    """The newest snapshot, where it was not accepted."""
    told: tuple[Told, ...] = ()
    """What each line was read as."""

    @property
    def is_silent(self) -> bool:
        """Whether the source has nothing newer to say than what is published."""
        return self.snapshot is None and self.rejected is None

    @property
    def is_proven_as_written(self) -> bool:
        """False: nobody has judged these tables."""
        return False

    def accepted_snapshot(self) -> Snapshot:
        """The snapshot to publish.

        Raises:
            UnfitSource: findings stop it.
            SourceError: it could not even be read.
        """
        if self.snapshot:
            return self.snapshot
        if self.rejected and self.rejected.error:
            raise self.rejected.error
        stopping = [finding for finding in self.rejected.findings if finding.stops] if self.rejected else []
        raise HeldForDecision("not_fit", package=self.package.name, count=len(stopping), findings=stopping)

    def if_accepted(self) -> "PageReading | None":
        """What the newest snapshot says, taken for right although it was not accepted; null where there is none."""
        newest = self.rejected
        if newest is None or newest.state is None:
            return None
        kept = tuple(finding for finding in newest.findings if not finding.stops)
        return PageReading(self.package, newest.snapshot, newest.state, kept)

    def lines_read(self, language: str) -> tuple[str, ...]:
        """What each line of the newest snapshot was read as, as sentences."""
        from pipeline.people.rows import sentences

        return tuple(sentences((self.rejected.told if self.rejected else ()) or self.told, language))

    def remarks(self, _language: str) -> tuple[str, ...]:
        """None: what is to be said of a page are its findings."""
        return ()

    def questions(self, _fault: PipelineError | None = None) -> list[Question]:
        """What of the newest snapshot a person has to decide. Raises SourceError as `newest_findings`."""
        return questions_of(self.newest_findings(), self.package.source_id)

    def unanswerable(self) -> list[Finding]:
        """What stops the newest snapshot, and no answer settles. Raises SourceError as `newest_findings`."""
        return unanswerable(self.newest_findings())

    def newest_findings(self) -> tuple[Finding, ...]:
        """The findings on the newest snapshot, accepted or not. Raises SourceError where it could not be read."""
        if self.rejected and self.rejected.error:
            raise self.rejected.error
        return self.rejected.findings if self.rejected else self.findings

    def tables(self) -> dict[str, Table]:
        """The tables of the package in its order, with the findings among them.

        Raises:
            UsageError: the settings name a table that this kind of package does not have, or describe it otherwise.
        """
        rows = {**self.state.rows, "quality_issues": issue_rows(self.findings)}
        for spec in self.package.tables:
            if spec.name not in rows:
                raise UsageError("table_not_built", package=self.package.name, table=spec.name, known=", ".join(rows))
        return {spec.name: table_from_rows(spec, rows[spec.name]) for spec in self.package.tables}

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """What the tables were read from."""
        return (self.accepted_snapshot(),)

    @property
    def identity(self) -> Mapping[str, int]:
        """The highest number used so far in ids, by kind."""
        return self.state.identity

    def row_counts(self) -> dict[str, int]:
        """The number of rows of each table."""
        rows = {**self.state.rows, "quality_issues": issue_rows(self.findings)}
        return {spec.name: len(rows[spec.name]) for spec in self.package.tables}


@dataclass(frozen=True)
class Step:
    """What one snapshot gives, and what is known after it."""

    snapshot: Snapshot
    kinds: tuple[str, ...]
    """The kinds of package that it counts for."""
    after: Before
    built: Mapping[str, Built] = field(default_factory=dict)
    """By kind; empty where it could not be read."""
    error: SourceError | None = None


def read_bodies(settings: Settings, source_id: str, packages: Iterable[PackageSpec]) -> list[PageReading]:
    """What the source says for each of its packages: from the archive, or from the file or address asked for.

    Raises:
        SourceError: the file or address asked for cannot be read, or is another page.
        UsageError: a settings file is wrong, or a day was given without the file or address that was seen on it.
    """
    if settings.observed_at and settings.source is None:
        raise UsageError("day_without_source", day=settings.observed_at)
    packages = list(packages)
    archived = archive.snapshots(settings.source_folder(source_id), source_id)
    before = {package.kind: _published(settings, package) for package in packages}
    target = Target(settings.target)
    marks = {package.kind: marks_of(target.releases(package.name), archived) for package in packages}
    if settings.source is None:
        if not archived and not any(state.rows for state in before.values()):
            raise UsageError("archive_empty", source=source_id)
        starts = {kind: _position(archived, state) for kind, state in before.items()}
        _, accepted, rejected = _fold(settings, source_id, before, archived, starts, marks)
        return [_reading(package, accepted, rejected) for package in packages]
    starts = {kind: len(archived) if state.rows else 0 for kind, state in before.items()}
    before, _, _ = _fold(settings, source_id, before, archived, starts, marks)
    before = {kind: marks[kind].above(state, len(archived)) for kind, state in before.items()}
    _, accepted, rejected = _fold(settings, source_id, before, [asked_for(settings, source_id)])
    return [_reading(package, accepted, rejected) for package in packages]


def _published(settings: Settings, package: PackageSpec) -> State:
    target = Target(settings.target)
    release = target.latest(package.name)
    if release is None:
        return State({})
    looks = read_looks(settings.source_folder(package.source_id))
    erased = page_spec(settings, package.source_id, None).erased
    state = published_state(package, Contents(release), looks, erased)
    return replace(state, dated=last_dated(target.releases(package.name), package.source_id))


def published_state(package: PackageSpec, past: Contents, looks: Sequence[Look], erased: Erased) -> State:
    """What a version of a package says, in the columns of today.

    Raises:
        UsageError: it tells of somebody who is on the list of the erased.
    """
    forgotten = erased.people
    for row in past.rows("persons") if forgotten else ():
        if row["person_id"] in forgotten:
            raise UsageError("erasure_unfinished", package=package.name, person_id=row["person_id"])
    return State(
        rows={name: tuple(table.rows()) for name, table in past.conformed(package.tables).items()},
        identity=past.identity,
        snapshot_sha256=past.source["sha256"],
        observed_at=past.observed_at,
        last_look=last_look(looks, past.source["sha256"]) or past.observed_at,
    )


def asked_for(settings: Settings, source_id: str) -> Snapshot:
    """The snapshot that `--source` names, a file or an address; it is not archived."""
    source = settings.source or ""
    address = page_spec(settings, source_id, settings.observed_at).address
    if source.startswith(("http://", "https://")):
        from pipeline.flow.live_page import fetch_once

        return fetch_once(settings, source_id, source)
    return archive.read_file(source, source_id, address, settings.observed_at)


def _position(archived: list[Snapshot], state: State) -> int:
    """Where in the archive to go on: at the snapshot published last (code or settings may have changed since).

    Where that one is not in the archive (it came by `--source`), at what was seen later.
    """
    if not state.rows:
        return 0
    seen = [(snapshot.sha256, snapshot.observed_at) for snapshot in archived]
    if (state.snapshot_sha256, state.observed_at) in seen:
        return seen.index((state.snapshot_sha256, state.observed_at))
    later = (i for i, (_, day) in enumerate(seen) if day and (state.observed_at is None or day > state.observed_at))
    return next(later, len(archived))


def _fold(
    settings: Settings,
    source_id: str,
    before: Before,
    snapshots: Sequence[Snapshot],
    starts: Mapping[str, int] | None = None,
    marks: Mapping[str, Marks] | None = None,
) -> tuple[Before, dict[str, tuple[Snapshot, Built]], dict[str, Rejected]]:
    """Step through snapshots, for each kind of package from where it starts.

    Returns:
        The states after them, the last accepted snapshot by kind, and the last one rejected since.
    """
    accepted: dict[str, tuple[Snapshot, Built]] = {}
    rejected: dict[str, Rejected] = {}
    for step in replay(settings, source_id, before, snapshots, starts, marks):
        before = step.after
        for kind in step.kinds:
            if step.error:
                rejected[kind] = Rejected(step.snapshot, error=step.error)
            elif not step.built[kind].fit:
                built = step.built[kind]
                rejected[kind] = Rejected(step.snapshot, built.findings, state=built.state, told=built.told)
            else:
                accepted[kind] = (step.snapshot, step.built[kind])
                rejected.pop(kind, None)
    return before, accepted, rejected


def replay(
    settings: Settings,
    source_id: str,
    before: Before,
    snapshots: Sequence[Snapshot],
    starts: Mapping[str, int] | None = None,
    marks: Mapping[str, Marks] | None = None,
    read_spec: Callable[[Settings, str, dt.date | None], PageSpec] = page_spec,
) -> Iterator[Step]:
    """What each snapshot gives on top of those before it; one that is not fit changes nothing.

    Args:
        settings: of the run.
        source_id: whose snapshots they are.
        before: what is known before the first of them, by kind of package.
        snapshots: in order of time.
        starts: the place of the first snapshot that counts for a kind; null: the first of all.
        marks: the numbers that ids were given, by kind; null: none.
        read_spec: what may stand on the page, by source and day.
    """
    folder = settings.source_folder(source_id)
    looks = read_looks(folder)
    starts = starts or dict.fromkeys(before, 0)
    for index in range(min(starts.values()), len(snapshots)):
        snapshot = snapshots[index]
        before = {**before, **{kind: mark.above(before[kind], index) for kind, mark in (marks or {}).items()}}
        spec = read_spec(settings, source_id, snapshot.observed_at)
        reference = reference_of(settings, spec.aliases)
        kinds = tuple(kind for kind, start in starts.items() if start <= index)
        try:
            built = build(read_lines(snapshot.content, snapshot.media_type), snapshot, before, spec, reference)
        except SourceError as error:
            yield Step(snapshot, kinds, before, error=error)
            continue
        seen = last_look(looks, snapshot.sha256) or snapshot.observed_at
        accepted = {kind: replace(built[kind].state, last_look=seen) for kind in kinds if built[kind].fit}
        before = {**before, **accepted}
        yield Step(snapshot, kinds, before, built)


def _reading(
    package: PackageSpec, accepted: Mapping[str, tuple[Snapshot, Built]], rejected: Mapping[str, Rejected]
) -> PageReading:
    newest = rejected.get(package.kind)
    if package.kind not in accepted:
        return PageReading(package, rejected=newest)
    snapshot, built = accepted[package.kind]
    return PageReading(package, snapshot, built.state, built.findings, newest, built.told)
