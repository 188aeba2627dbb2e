"""What a package would be if it were published now: how it differs from what stands, its version, and its files."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.changes.contract import address_changes, contract_changes, format_changes, publisher_changes
from pipeline.changes.files import changes_json, changes_md
from pipeline.changes.rows import differences
from pipeline.changes.story.tell import tell
from pipeline.changes.version import decide
from pipeline.files import canonical_json
from pipeline.flow.edition import write_edition
from pipeline.flow.parts import in_parts
from pipeline.flow.reading import Reading
from pipeline.flow.rows_lost import hold_replaced
from pipeline.formats import ensure_apart, of_kind, parted
from pipeline.model import PackageSpec, Snapshot, SourceFile, Tables
from pipeline.past import Contents
from pipeline.project import Settings, timestamp
from pipeline.release import Target
from pipeline.validate.beside import Judge, judge_description
from pipeline.validate.findings import quality_json
from pipeline.versions import Comparison, Decision, Difference, Edition, Release


@dataclass(frozen=True)
class Draft:
    """The tables of a package, how they differ from its newest version, and the version that makes."""

    reading: Reading
    snapshot: Snapshot | SourceFile
    tables: Tables
    comparison: Comparison
    decision: Decision
    publisher: Mapping[str, str] | None
    """Who publishes it; null while nobody has confirmed that."""

    @property
    def package(self) -> PackageSpec:
        """The package that this is a version of."""
        return self.reading.package


def draft_of(settings: Settings, reading: Reading, publisher: Mapping[str, str] | None) -> Draft:
    """What would be published of a reading.

    Args:
        settings: of the run.
        reading: what a source says.
        publisher: who publishes it; null while nobody has confirmed that.

    Raises:
        UnfitSource: findings stop it.
        SourceError: no snapshot of the source could even be read.
        TargetRefused: the target's index cannot be read.
        UsageError: two files of the version would have the same name.
    """
    snapshot = reading.accepted_snapshot()
    package = reading.package
    target = Target(settings.target)
    latest = target.latest(package.name)
    tables = in_parts(package, reading.tables(), Contents(latest).tables if latest else None)
    if latest:
        settings.watch("comparing", package=package.name, version=latest.version)
    releases = target.releases(package.name)  # numbers go on from the newest one, even where that was withdrawn
    suiting = of_kind(package.kind, settings.formats, reading.row_counts(), parted(tables))
    ensure_apart(package, tables, suiting)
    formats = [form.name for form in suiting]
    comparison = compare(package, latest, tables, formats, is_first=not releases)
    if latest:
        hold_replaced(package, latest, tables, comparison.differences)
        named = publisher_changes(Contents(latest).publisher, publisher)
        comparison = replace(comparison, contract=(*comparison.contract, *named))
    decision = decide(releases[0].version if releases else None, package.tables, comparison)
    decision = replace(decision, previous=latest.version if latest else None)  # the one that it was compared with
    if decision.level is None and latest:
        decision = replace(decision, version=latest.version)
    return Draft(reading, snapshot, tables, comparison, decision, publisher)


def compare(
    package: PackageSpec, latest: Release | None, tables: Tables, formats: Collection[str], *, is_first: bool = True
) -> Comparison:
    """How a package differs from a published version of it: in rows, in words, and in the contract with its formats.

    Where none stands (`latest` is null), this is the first version, or (`is_first` is false) all were withdrawn.
    """
    past = Contents(latest) if latest else None
    before = past.tables if past else None
    found = differences(before, tables) if before else ()
    contract = contract_changes(past, package) + format_changes(past.formats, formats) if past else ()
    contract += address_changes(before, tables) if before else ()
    return Comparison(found, tell(before, tables, found, is_first=is_first), contract)


def write(settings: Settings, draft: Draft, folder: Path, judge: Judge) -> Callable[[], None]:
    """Write every file of a version but its checksums into an empty folder; what waits for the verdict on them.

    That is to be called before anything is published: it raises as `write_edition` says.
    """
    package, decision = draft.package, draft.decision
    settings.watch("writing", package=package.name, version=decision.version)
    edition = Edition(
        package=package,
        version=decision.version,
        published_at=timestamp(settings.clock),
        snapshots=draft.reading.snapshots,
        rows=draft.reading.row_counts(),
        publisher=draft.publisher,
    )
    documents = {
        "changes.json": canonical_json(changes_json(package, decision, draft.comparison)),
        "CHANGES.md": changes_md(package, decision, draft.comparison).encode(),
        "quality.json": canonical_json(quality_json(package.name, decision.version, draft.reading.findings)),
    }
    return write_edition(
        edition,
        draft.tables,
        draft.reading.identity,
        documents,
        settings.formats,
        folder,
        judge=judge_description if draft.reading.is_proven_as_written else judge,
        since=_since(settings, draft),
    )


def _since(settings: Settings, draft: Draft) -> tuple[Tables, Sequence[Difference]] | None:
    """The tables that a version was compared with, and what differs; null where nothing stands before it."""
    latest = Target(settings.target).latest(draft.package.name)
    return (Contents(latest).tables, draft.comparison.differences) if latest else None
