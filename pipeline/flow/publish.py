"""The main job: what the sources say becomes new versions in the target, or a sentence that says why not.

The fault of one package spares the others; nothing of a package is published before everything of it was checked.
"""

import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import PipelineError, SourceError, UnfitSource, UsageError
from pipeline.flow.draft import draft_of, write
from pipeline.flow.reading import Reading
from pipeline.flow.readings import readings
from pipeline.flow.ready import ready
from pipeline.flow.telling import exit_code, tell_left_out, tell_site, tell_unread
from pipeline.machine.threads import loading
from pipeline.project import CatalogSettings, Settings, packages, timestamp
from pipeline.release import Publisher, Target, ensure_sound, read_signer
from pipeline.validate.beside import Judge
from pipeline.wording.run import Talk

if TYPE_CHECKING:
    from pipeline.flow.saved_plan import Reviewed


def publish(
    settings: Settings, talk: Talk, judge: Judge, key: Path | None = None, reviewed: "Reviewed | None" = None
) -> int:
    """Publish every package asked for that changed, then make the site; the exit code of the worst that happened.

    With `reviewed`, exactly that plan is published, or nothing.

    Raises:
        TargetRefused: the target is locked, tampered with, lies at another address, or cannot be written; or a package
            in it is another project's.
        UsageError: a settings file is wrong.
    """
    catalog = ready(settings)
    _ensure_apart(settings)
    with ExitStack() as held, Publisher(settings.target, read_signer(key) if key else None) as publisher:
        if publisher.completed:
            talk.aside_say("completed", paths=", ".join(publisher.completed))
        ensure_sound(settings.target)
        found = tell_site(settings, catalog, publisher.target, talk)
        said: Iterable[Reading] = readings(settings, talk)
        if reviewed:
            from pipeline.flow.plan import screen_of

            reviewed.ensure_same_world(settings)
            said = tuple(readings(settings, talk, held))  # what is held against the plan is what is published
            reviewed.ensure_same(screen_of(settings, catalog, replace(talk, aside=lambda _text: None), said)[0])
        if publisher.is_site_due():  # what was withdrawn must not wait for what this run may have to refuse
            from pipeline.flow.site import publish_site

            publish_site(settings, catalog, publisher)
        act = partial(_publish_one, settings, catalog, publisher, judge, talk, reviewed)
        refused = _each(settings, talk, said, act)
        if signed := publisher.sign():
            talk.say("signed", packages=", ".join(signed))
        from pipeline.flow.site import publish_site, write_status  # see _load_rest

        write_status(settings, publisher, refused)
        if found.moves or len(refused) < len(packages(settings)):  # who was refused everything touches no more
            publish_site(settings, catalog, publisher)
    if found.moves:
        talk.say("moved", **found.move)
    if not catalog.confirmed:
        talk.aside_say("draft")
    return exit_code(refused)


def _ensure_apart(settings: Settings) -> None:
    """Raise UsageError where the target is the project, or lies among its settings: it is no part of its sources."""
    target, root = (Path(os.path.realpath(folder)) for folder in (settings.target, settings.root))  # loops are no error
    sources = (root / "datapackage", root / "schemas")
    if root.is_relative_to(target) or any(target.is_relative_to(folder) for folder in sources):
        raise UsageError("target_in_project", target=settings.target)


def _each(
    settings: Settings, talk: Talk, said: Iterable[Reading], act: Callable[[Reading], None]
) -> dict[str, PipelineError]:
    """Do `act` for each reading; the fault of one package is told, and spares the others. The faults by package."""
    faults: dict[str, PipelineError] = {}
    for reading in said:
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
    tell_unread(faults, talk)
    return faults


def _publish_one(
    settings: Settings,
    catalog: CatalogSettings,
    publisher: Publisher,
    judge: Judge,
    talk: Talk,
    reviewed: "Reviewed | None",
    reading: Reading,
) -> None:
    draft = draft_of(settings, reading, catalog.confirmed_publisher)
    tell_left_out(settings, draft, talk)
    name, decision = draft.package.name, draft.decision
    if decision.level is None:
        talk.say("unchanged", package=name, version=decision.version)
        return
    if reviewed:
        reviewed.ensure_planned(draft)
    with publisher.stage(name, decision.version) as folder:
        with loading(_load_rest):
            ensure_valid = write(settings, draft, folder, judge)
            ensure_valid()
        from pipeline.flow.people_pages import keep  # see _load_rest

        keep(settings, draft.package, reading.snapshots)
        observed_at = draft.snapshot.observed_at
        publisher.commit(
            name,
            decision.version,
            published_at=timestamp(settings.clock),
            observed_at=observed_at.isoformat() if observed_at else None,
            level=decision.level,
            reason=decision.reason,
        )
    talk.say(
        "published",
        package=name,
        version=decision.version,
        level=decision.level,
        reason=decision.reason[talk.language],
        folder=settings.target / name / decision.version,
    )
    for table, rows in reading.row_counts().items():
        talk.say("rows", table=table, count=rows)


def _load_rest() -> None:
    """Load what is done after files are written, and what the site will be made with: there is time meanwhile."""
    import pipeline.flow.people_pages
    import pipeline.flow.site  # noqa: F401
    from pipeline.pages import load_templates

    load_templates()
