"""The main job: what the sources say becomes new versions in the target, or a sentence that says why not.

The fault of one package spares the others; nothing of a package is published before everything of it was checked.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.changes import changes_json, changes_md
from pipeline.contract import contract_changes
from pipeline.describe import datapackage_json, readme_md
from pipeline.diff import differences
from pipeline.errors import PipelineError, SourceError, UnfitSource
from pipeline.files import canonical_json
from pipeline.flow.site import publish_site
from pipeline.flow.world import Reading, published_tables, read_world
from pipeline.model import Comparison, Decision, Edition, PackageSpec, Release, Tables
from pipeline.pages import findings_page
from pipeline.project import Settings, every_package, packages, read_catalog, timestamp
from pipeline.release import Publisher, Target, ensure_sound
from pipeline.validate.findings import quality_json
from pipeline.schema import Json
from pipeline.story.tell import tell
from pipeline.validate.policy import validate_tables
from pipeline.version import decide
from pipeline.wording.findings import findings_text
from pipeline.wording.run import Talk
from pipeline.write import BUNDLES, WRITERS


@dataclass(frozen=True)
class Draft:
    """What a package would be if it were published now."""

    reading: Reading
    tables: Tables
    comparison: Comparison
    decision: Decision


def publish(settings: Settings, talk: Talk, sign: Path | None = None) -> int:
    """Publish every package asked for that changed, then make the site; the exit code of the worst that happened."""
    catalog = read_catalog(settings)
    with Publisher(settings.target, _signer(sign)) as publisher:
        if publisher.completed:
            talk.aside_say("completed", paths=", ".join(publisher.completed))
        ensure_sound(settings.target)
        code = _each(
            settings, talk, lambda reading: _publish_one(settings, publisher, reading, talk)
        )
        publish_site(settings, catalog, publisher)
    if not catalog.confirmed:
        talk.aside_say("draft")
    return code


def plan(settings: Settings, talk: Talk) -> int:
    """Say what `publish` would do, and write nothing; the exit code that it would end with."""
    read_catalog(settings)
    return _each(settings, talk, lambda reading: _plan_one(settings, reading, talk))


def _plan_one(settings: Settings, reading: Reading, talk: Talk) -> None:
    if reading.snapshot is None:
        raise _refusal(reading)
    draft = _draft(settings, reading)
    name = reading.package.name
    if draft.decision.level is None:
        talk.say("unchanged", package=name, version=draft.decision.version)
        return
    talk.say("would_publish", **_facts(name, draft.decision, talk))
    for event in draft.comparison.events:
        talk.result(f"  {event.text[talk.language]}")


def _each(settings: Settings, talk: Talk, act: Callable[[Reading], None]) -> int:
    """Do `act` for each package asked for; the fault of one is told, and spares the others."""
    code = 0
    for reading in readings(settings, talk):
        try:
            act(reading)
        except (UnfitSource, SourceError) as error:
            talk.fault(error)
            code = max(code, error.exit_code)
    return code


def validate(settings: Settings, form: str, talk: Talk) -> int:
    """Show every finding on the newest snapshot; exit code 1 where one of them stops a package.

    Raises:
        SourceError: the snapshot cannot be read, or is another page.
    """
    code = 0
    documents = []
    for reading in readings(settings, talk):
        if reading.rejected and reading.rejected.error:
            raise reading.rejected.error
        findings = reading.rejected.findings if reading.rejected else reading.findings
        code = max(code, int(any(finding.stops for finding in findings)))
        if form == "text":
            talk.result(f"{reading.package.name}\n\n{findings_text(findings, talk.language)}\n")
        documents.append(quality_json(reading.package.name, None, findings))
    if form == "json":
        talk.result(canonical_json(documents).decode().rstrip("\n"))
    elif form == "html":
        talk.result(findings_page(documents, talk.language).decode())
    return code


def readings(settings: Settings, talk: Talk) -> Iterator[Reading]:
    """What each source says for each package asked for, with a word on how old it is."""
    asked = packages(settings)
    sources = {package.source_id: None for package in asked}
    for source_id in sources:
        of_source = [package for package in every_package(settings) if package.source_id == source_id]
        for reading in read_world(settings, source_id, of_source):
            if reading.package.name in {package.name for package in asked}:
                _tell_age(settings, reading, talk)
                yield reading


def compare(package: PackageSpec, latest: Release | None, tables: Tables) -> Comparison:
    """How the tables of a package differ from its newest version, in rows, in words, and in the contract."""
    before = published_tables(latest) if latest else None
    found = differences(before or {}, tables) if before else ()
    contract = contract_changes(latest.descriptor, package) if latest else ()
    return Comparison(found, tell(before, tables, found), contract)


def _draft(settings: Settings, reading: Reading) -> Draft:
    """The tables of a package, how they differ from the newest version, and the version that makes."""
    releases = Target(settings.target).releases(reading.package.name)
    tables = reading.tables()
    comparison = compare(reading.package, Target(settings.target).latest(reading.package.name), tables)
    previous = releases[0].version if releases else None
    return Draft(reading, tables, comparison, decide(previous, reading.package.tables, comparison))


def _publish_one(settings: Settings, publisher: Publisher, reading: Reading, talk: Talk) -> None:
    """Publish one package, if it changed.

    Raises:
        UnfitSource: a finding, or frictionless, says that it must not be published.
        SourceError: nothing of the source was accepted, and it could not even be read.
        TargetRefused: as `Publisher.commit`.
    """
    if reading.snapshot is None:
        raise _refusal(reading)
    draft = _draft(settings, reading)
    name, decision = reading.package.name, draft.decision
    if decision.level is None:
        talk.say("unchanged", package=name, version=decision.version)
        return
    with publisher.stage(name, decision.version) as folder:
        _write(settings, draft, folder)
        observed = reading.snapshot.observed_at
        publisher.commit(
            name,
            decision.version,
            published_at=timestamp(settings.clock),
            observed_at=observed.isoformat() if observed else None,
            level=decision.level,
            reason=decision.reason,
        )
    talk.say("published", folder=settings.target / name / decision.version, **_facts(name, decision, talk))
    for table, rows in reading.row_counts().items():
        talk.say("rows", table=table, count=rows)


def _write(settings: Settings, draft: Draft, folder: Path) -> None:
    """Every file of a version but its checksums.

    Raises:
        UnfitSource: frictionless finds a table that breaks its schema.
    """
    reading, decision = draft.reading, draft.decision
    package = reading.package
    edition = Edition(
        package=package,
        version=decision.version,
        published_at=timestamp(settings.clock),
        snapshots=(reading.snapshot,) if reading.snapshot else (),
        rows=reading.row_counts(),
    )
    formats = [name for name in WRITERS if not settings.formats or name in settings.formats]
    files = [file for name in formats for file in WRITERS[name](edition, draft.tables, folder)]
    descriptor = datapackage_json(edition, files, reading.state.identity)
    _judge(package.name, descriptor, folder)
    contents = {
        "datapackage.json": canonical_json(descriptor),
        "changes.json": canonical_json(changes_json(package, decision, draft.comparison)),
        "CHANGES.md": changes_md(package, decision, draft.comparison).encode(),
        "quality.json": canonical_json(quality_json(package.name, decision.version, reading.findings)),
        "README.md": readme_md(edition, files),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    for name, bundle in BUNDLES.items():
        if not settings.formats or name in settings.formats:
            bundle(edition, draft.tables, folder)


def _judge(package: str, descriptor: Json, folder: Path) -> None:
    """Let frictionless judge the tables of a staged version, in the form that bears their plain names."""
    tables = [resource for resource in descriptor["resources"] if resource["format"] == "csv"]
    report = validate_tables({**descriptor, "resources": tables}, folder).report
    faults = [f"{task['name']}: {error['message']}" for task in report["tasks"] for error in task["errors"]]
    faults += [error["message"] for error in report["errors"]]
    if faults:
        raise UnfitSource("breaks_schema", package=package, count=len(faults), first=faults[0])


def _refusal(reading: Reading) -> PipelineError:
    """Why nothing of a package was accepted: the findings that stop it, or the fault of the source itself."""
    rejected = reading.rejected
    if rejected and rejected.error:
        return rejected.error
    stopping = [finding for finding in rejected.findings if finding.stops] if rejected else []
    return UnfitSource("not_fit", package=reading.package.name, count=len(stopping), findings=stopping)


def _tell_age(settings: Settings, reading: Reading, talk: Talk) -> None:
    if reading.snapshot:
        seen = reading.snapshot.observed_at
        days = (settings.clock.date() - seen).days if seen else 0
        age = talk.words("age_days", date=seen, days=days) if seen else talk.words("age_unknown")
        talk.aside_say("reading", snapshot=reading.snapshot.snapshot_id, age=age)
    if reading.snapshot and reading.rejected:
        talk.aside_say(
            "rejected_snapshot",
            package=reading.package.name,
            snapshot=reading.rejected.snapshot.snapshot_id,
            count=reading.rejected.errors,
        )


def _facts(package: str, decision: Decision, talk: Talk) -> dict[str, object]:
    reason = decision.reason[talk.language]
    return {"package": package, "version": decision.version, "level": decision.level, "reason": reason}


def _signer(key: Path | None) -> "Signer | None":
    if key is None:
        return None
    from pipeline.release.sign import Signer

    return Signer(key)
