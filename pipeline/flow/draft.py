"""What a package would be if it were published now: how it differs from what stands, its version, and its files."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.changes import changes_json, changes_md
from pipeline.contract import contract_changes
from pipeline.describe import datapackage_json, readme_md
from pipeline.diff import differences
from pipeline.errors import UnfitSource
from pipeline.files import canonical_json
from pipeline.flow.world import Reading, published_tables
from pipeline.model import Comparison, Decision, Edition, PackageSpec, Release, Snapshot, Tables
from pipeline.organisation import popolo
from pipeline.project import Settings, timestamp
from pipeline.release import Target
from pipeline.schema import Json
from pipeline.story.tell import tell
from pipeline.validate.findings import quality_json
from pipeline.validate.policy import validate_tables
from pipeline.version import decide
from pipeline.write import BUNDLES, WRITERS, Writer

WRITERS_OF_KIND: Mapping[str, Mapping[str, Writer]] = {"organisation": {"popolo": popolo.write}}
"""The forms that only one kind of package has."""


@dataclass(frozen=True)
class Draft:
    """The tables of a package, how they differ from its newest version, and the version that makes."""

    reading: Reading
    snapshot: Snapshot
    tables: Tables
    comparison: Comparison
    decision: Decision

    @property
    def package(self) -> PackageSpec:
        """The package that this is a version of."""
        return self.reading.package


def draft_of(settings: Settings, reading: Reading) -> Draft:
    """What would be published of a reading.

    Raises:
        UnfitSource: findings stop it.
        SourceError: no snapshot of the source could even be read.
        TargetRefused: the target's index cannot be read.
    """
    snapshot = reading.accepted_snapshot()
    package = reading.package
    target = Target(settings.target)
    tables = reading.tables()
    latest = target.latest(package.name)
    comparison = compare(package, latest, tables)
    releases = target.releases(package.name)  # numbers go on from the newest one, even where that was withdrawn
    decision = decide(releases[0].version if releases else None, package.tables, comparison)
    if decision.level is None and latest:
        decision = replace(decision, version=latest.version)
    return Draft(reading, snapshot, tables, comparison, decision)


def compare(package: PackageSpec, latest: Release | None, tables: Tables) -> Comparison:
    """How the tables of a package differ from a published version of it: in rows, in words, and in the contract."""
    before = published_tables(latest) if latest else None
    found = differences(before, tables) if before else ()
    contract = contract_changes(latest.descriptor, package) if latest else ()
    return Comparison(found, tell(before, tables, found), contract)


def write(settings: Settings, draft: Draft, folder: Path) -> None:
    """Write every file of a version but its checksums into an empty folder.

    Raises:
        UnfitSource: frictionless finds a table that breaks its schema.
    """
    package, decision = draft.package, draft.decision
    edition = Edition(
        package=package,
        version=decision.version,
        published_at=timestamp(settings.clock),
        snapshots=(draft.snapshot,),
        rows=draft.reading.row_counts(),
    )
    writers = {**WRITERS, **WRITERS_OF_KIND.get(package.kind, {})}
    wanted = settings.formats or (*writers, *BUNDLES)
    files = [file for name in writers if name in wanted for file in writers[name](edition, draft.tables, folder)]
    descriptor = datapackage_json(edition, files, draft.reading.state.identity)
    _judge(package.name, descriptor, folder)
    contents = {
        "datapackage.json": canonical_json(descriptor),
        "changes.json": canonical_json(changes_json(package, decision, draft.comparison)),
        "CHANGES.md": changes_md(package, decision, draft.comparison).encode(),
        "quality.json": canonical_json(quality_json(package.name, decision.version, draft.reading.findings)),
        "README.md": readme_md(edition, files),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    for name in (name for name in BUNDLES if name in wanted):
        BUNDLES[name](edition, draft.tables, folder)


def _judge(package: str, descriptor: Json, folder: Path) -> None:
    """Let frictionless judge the tables of a staged version in one of their forms, CSV; tests judge the others."""
    tables = [resource for resource in descriptor["resources"] if resource["format"] == "csv"]
    report = validate_tables({**descriptor, "resources": tables}, folder).report
    faults = [f"{task['name']}: {error['message']}" for task in report["tasks"] for error in task["errors"]]
    faults += [error["message"] for error in report["errors"]]
    if faults:
        raise UnfitSource("breaks_schema", package=package, count=len(faults), first=faults[0])
