"""The main job: what the sources say becomes new versions in the target, or a sentence that says why not.

The fault of one package spares the others; nothing of a package is published before everything of it was checked.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.errors import PipelineError, SourceError, UnfitSource, UsageError
from pipeline.files import canonical_json
from pipeline.flow.builders import AnyReading, builder_of
from pipeline.flow.draft import Draft, draft_of, write
from pipeline.flow.proposals import content_of, weigh
from pipeline.flow.ready import ready
from pipeline.flow.reviewed import Reviewed, save
from pipeline.flow.visit import Visit, visit
from pipeline.formats import called
from pipeline.model import Decision, Snapshot, SourceFile
from pipeline.project import (
    CatalogSettings,
    Settings,
    asked_among,
    every_package,
    is_same_address,
    packages,
    timestamp,
)
from pipeline.proposal import Screen
from pipeline.proposal.markdown import as_markdown
from pipeline.proposal.text import as_text, headline
from pipeline.release import Publisher, Target, ensure_sound, read_signer
from pipeline.validate.beside import Judge
from pipeline.validate.findings import quality_json
from pipeline.wording.findings import findings_text
from pipeline.wording.run import Talk
from pipeline.wording.stories import count


def publish(
    settings: Settings, talk: Talk, judge: Judge, key: Path | None = None, reviewed: Reviewed | None = None
) -> int:
    """Publish every package asked for that changed, then make the site; the exit code of the worst that happened.

    With `reviewed`, exactly that plan is published, or nothing.

    Raises:
        TargetRefused: the target is locked, tampered with, lies at another address, or cannot be written; or a package
            in it is another project's.
        UsageError: a settings file is wrong.
    """
    catalog = ready(settings)
    if _is_ours(settings):
        raise UsageError("target_in_project", target=settings.target)
    with Publisher(settings.target, read_signer(key) if key else None) as publisher:
        if publisher.completed:
            talk.aside_say("completed", paths=", ".join(publisher.completed))
        ensure_sound(settings.target)
        found = _tell_site(settings, catalog, publisher.target, talk)
        if reviewed:
            reviewed.ensure_same_world(settings)
            reviewed.ensure_same(_screen(settings, catalog, replace(talk, aside=lambda _text: None))[0])
        if publisher.is_site_due():  # what was withdrawn must not wait for what this run may have to refuse
            from pipeline.flow.site import publish_site

            publish_site(settings, catalog, publisher)
        refused = _each(
            settings, talk, lambda reading: _publish_one(settings, catalog, publisher, reading, judge, talk, reviewed)
        )
        if signed := publisher.sign():
            talk.say("signed", packages=", ".join(signed))
        from pipeline.flow.site import publish_site, write_status  # see _load_site

        write_status(settings, publisher, refused)
        if found.moves or len(refused) < len(packages(settings)):  # who was refused everything touches no more
            publish_site(settings, catalog, publisher)
    if found.moves:
        talk.say("moved", **_move(found))
    if not catalog.confirmed:
        talk.aside_say("draft")
    return _exit_code(refused)


def plan(
    settings: Settings, talk: Talk, form: str = "text", *, on_terminal: bool = False, save_to: Path | None = None
) -> int:
    """Show what `publish` would do, and write nothing; the exit code that it would end with.

    Only frictionless's verdict on the files themselves, and what the file system allows, are left to `publish`.

    Args:
        settings: of the run.
        talk: how the run speaks.
        form: `text`, `markdown`, `json` or `html`.
        on_terminal: whether text is shown with colours and tables.
        save_to: where to save the plan for `publish`; null: nowhere.

    Raises:
        TargetRefused: the target is tampered with, lies at another address, or a package in it is another project's.
        UsageError: a settings file is wrong.
    """
    catalog = ready(settings)
    ensure_sound(settings.target)
    found = _tell_site(settings, catalog, Target(settings.target), talk)
    if found.moves:
        talk.say("would_move", **_move(found))
    screen, faults = _screen(settings, catalog, talk)
    talk.show("")
    if save_to:
        save(settings, screen, save_to)
        talk.aside_say("plan_saved", file=save_to)
    if form == "text" and on_terminal:
        from pipeline.proposal.terminal import show

        show(screen, talk.language)
        return _exit_code(faults)
    for fault in faults.values():
        if isinstance(fault, UnfitSource):
            talk.fault(fault)
    talk.result(_shown(screen, form, talk.language))
    _tell_unread(faults, talk)
    return _exit_code(faults)


def _screen(settings: Settings, catalog: CatalogSettings, talk: Talk) -> tuple[Screen, dict[str, PipelineError]]:
    """What would be done with each package asked for, and the faults by package."""
    faults: dict[str, PipelineError] = {}
    proposals = []
    for reading in readings(settings, talk):
        weighed = weigh(settings, reading, catalog.confirmed_publisher)
        proposals.append(weighed.proposal)
        if weighed.draft:
            _tell_left_out(settings, weighed.draft, talk)
        if weighed.fault:
            faults[weighed.proposal.package] = weighed.fault
        elif reading.snapshot:
            for remark in reading.remarks(talk.language):
                talk.aside(remark)
    return Screen(str(settings.target), tuple(proposals)), faults


def _shown(screen: Screen, form: str, language: str) -> str:
    """The screen in a form for files and pipes."""
    if form == "json":
        return canonical_json(screen.to_json()).decode().rstrip("\n")
    if form == "markdown":
        return as_markdown(screen, language).rstrip("\n")
    if form == "html":
        from pipeline.pages.plan import plan_page

        headlines = tuple(headline(proposal, language) for proposal in screen.proposals)
        return plan_page(screen.to_json(), headlines, language).decode().rstrip("\n")
    return as_text(screen, language)


def validate(settings: Settings, form: str, talk: Talk) -> int:
    """Show every finding on the newest snapshot; exit code 1 where one of them stops a package.

    Raises:
        SourceError: the snapshot cannot be read, or is another page.
    """
    code = 0
    documents = []
    for reading in readings(settings, talk):
        try:
            for told in reading.lines_read(talk.language):
                talk.aside(told)
            findings = reading.newest_findings()
            for remark in reading.remarks(talk.language):
                talk.aside(remark)
        except UnfitSource as error:
            talk.fault(error)
            code = max(code, error.exit_code)
            continue
        code = max(code, int(any(finding.stops for finding in findings)))
        if form == "text":
            talk.result(f"{reading.package.name}\n\n{findings_text(findings, talk.language)}\n")
        documents.append(quality_json(reading.package.name, None, findings))
    if form == "json":
        talk.result(canonical_json(documents).decode().rstrip("\n"))
    elif form == "html":
        from pipeline.pages import findings_page

        talk.result(findings_page(documents, talk.language).decode().rstrip("\n"))
    return code


def readings(settings: Settings, talk: Talk) -> Iterator[AnyReading]:
    """What each source says for each package asked for, with a word on how old it is."""
    every = every_package(settings)
    asked = {package.name: package for package in asked_among(every, settings)}
    for source_id, builder in dict.fromkeys((package.source_id, builder_of(package)) for package in asked.values()):
        of_source = [package for package in every if (package.source_id, builder_of(package)) == (source_id, builder)]
        told: set[str] = set()
        for reading in builder(settings, source_id, of_source):
            if reading.package.name in asked:
                for snapshot in reading.snapshots if reading.snapshot else ():
                    if snapshot.snapshot_id not in told:
                        told.add(snapshot.snapshot_id)
                        talk.aside_say("reading", snapshot=snapshot.snapshot_id, age=_age(settings, snapshot, talk))
                yield reading


def _age(settings: Settings, snapshot: Snapshot | SourceFile, talk: Talk) -> str:
    seen = snapshot.observed_at
    if seen:
        return talk.words("age_days", date=seen, days=count((settings.clock.date() - seen).days, "day")[talk.language])
    return talk.words("age_unknown" if isinstance(snapshot, Snapshot) else "age_of_file_unknown")


def _is_ours(settings: Settings) -> bool:
    """Whether the target is the project, or lies among its settings: what is published is no part of its sources."""
    target, root = (Path(os.path.realpath(folder)) for folder in (settings.target, settings.root))  # loops are no error
    sources = (root / "datapackage", root / "schemas")
    return root.is_relative_to(target) or any(target.is_relative_to(folder) for folder in sources)


def _tell_site(settings: Settings, catalog: CatalogSettings, target: Target, talk: Talk) -> Visit:
    """Tell where a target stays, and which packages stay in it as they are; what the run finds there.

    Raises:
        TargetRefused: as `Visit.ensure_welcome`.
    """
    found = visit(settings, catalog, target)
    found.ensure_welcome()
    if found.before is None:
        return found
    others = found.others
    if settings.move_to is None and not is_same_address(catalog.base_url, found.address):
        talk.aside_say("address_stays", target=target.path, address=found.address, other=catalog.base_url)
    if found.own is None:
        first = found.before.projects[0]
        title, publisher = first.titles[talk.language], first.publisher["name"]
        talk.aside_say("joins", target=target.path, title=title, publisher=publisher)
    for name, latest in found.latest.items():
        if name in others and latest:
            title = others[name].titles[talk.language]
            talk.aside_say("kept_of_another", package=name, version=latest.version, title=title)
        elif latest and name not in {spec.name for spec in found.specs}:
            talk.aside_say("kept", package=name, version=latest.version)
    return found


def _move(found: Visit) -> dict[str, object]:
    """What is told of a move."""
    return {"target": found.settings.target, "old": found.before and found.before.address, "new": found.address}


def _each(settings: Settings, talk: Talk, act: Callable[[AnyReading], None]) -> dict[str, PipelineError]:
    """Do `act` for each package asked for; the fault of one is told, and spares the others. The faults by package."""
    faults: dict[str, PipelineError] = {}
    for reading in readings(settings, talk):
        name, newer = reading.package.name, reading.rejected
        target = Target(settings.target)
        try:
            if name not in settings.packages and target.retirement(name):
                talk.say("stays_retired", package=name)
                continue
            if reading.is_silent:
                latest = target.latest(name)
                talk.say("nothing_newer", package=name, version=latest.version if latest else "?")
                continue
            if reading.snapshot and newer:
                snapshot = newer.snapshot.snapshot_id
                talk.aside_say("rejected_snapshot", package=name, snapshot=snapshot, count=newer.errors)
            act(reading)
            for remark in reading.remarks(talk.language):
                talk.aside(remark)
        except UnfitSource as error:
            talk.fault(error)
            faults[name] = error
        except SourceError as error:
            faults[name] = error
        finally:
            talk.show("")
    _tell_unread(faults, talk)
    return faults


def _tell_unread(faults: Mapping[str, PipelineError], talk: Talk) -> None:
    """Tell once why a source could not be read, and which packages that stops."""
    for fault in dict.fromkeys(error for error in faults.values() if isinstance(error, SourceError)):
        talk.fault(fault)
        talk.aside_say("stopped", packages=", ".join(name for name, error in faults.items() if error is fault))


def _exit_code(faults: Mapping[str, PipelineError]) -> int:
    """The code of the worst fault; 0 where there is none."""
    return max((error.exit_code for error in faults.values()), default=0)


def _publish_one(
    settings: Settings,
    catalog: CatalogSettings,
    publisher: Publisher,
    reading: AnyReading,
    judge: Judge,
    talk: Talk,
    reviewed: Reviewed | None,
) -> None:
    draft = draft_of(settings, reading, catalog.confirmed_publisher)
    _tell_left_out(settings, draft, talk)
    name, decision = draft.package.name, draft.decision
    if decision.level is None:
        talk.say("unchanged", package=name, version=decision.version)
        return
    if reviewed:
        reviewed.ensure_planned(name, content_of(draft))
    with publisher.stage(name, decision.version) as folder:
        ensure_valid = write(settings, draft, folder, judge)
        _load_site()
        ensure_valid()
        observed_at = draft.snapshot.observed_at
        publisher.commit(
            name,
            decision.version,
            published_at=timestamp(settings.clock),
            observed_at=observed_at.isoformat() if observed_at else None,
            level=decision.level,
            reason=decision.reason,
        )
    talk.say("published", folder=settings.target / name / decision.version, **_facts(name, decision, talk))
    for table, rows in reading.row_counts().items():
        talk.say("rows", table=table, count=rows)


def _load_site() -> None:
    """Load what the site will be made with: there is time while frictionless judges."""
    import pipeline.flow.site  # noqa: F401
    from pipeline.pages import load_templates

    load_templates()


def _tell_left_out(settings: Settings, draft: Draft, talk: Talk) -> None:
    """Tell which formats were asked for that the package cannot have."""
    package, rows = draft.package, draft.reading.row_counts()
    for form in (form for form in map(called, settings.formats) if not form.suits(package.kind, rows)):
        key = "format_too_small" if form.is_too_small_for(rows) else "format_of_another_kind"
        talk.aside_say(key, package=package.name, format=form.name, most=form.most_rows)


def _facts(package: str, decision: Decision, talk: Talk) -> dict[str, object]:
    reason = decision.reason[talk.language]
    return {"package": package, "version": decision.version, "level": decision.level, "reason": reason}
