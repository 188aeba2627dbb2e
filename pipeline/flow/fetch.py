"""One look at the live page: fetch it, archive it if it changed, judge it, and log the look whatever came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.errors import PipelineError, SourceError, UnfitSource, UsageError
from pipeline.flow.forgetting import kept_content, kept_of_people
from pipeline.flow.live_page import live_page
from pipeline.flow.page_settings import page_spec, reference_of
from pipeline.flow.people_pages import PeoplePage, live_pages
from pipeline.flow.read_bodies import PageReading, read_bodies
from pipeline.flow.read_people import read_people
from pipeline.model import LANGUAGES, Finding, PackageSpec, Snapshot
from pipeline.project import Settings, every_package, packages, timestamp
from pipeline.schema import Text
from pipeline.sources import archive
from pipeline.sources.fetch import Fetched
from pipeline.sources.looks import Look, Outcome, log_look
from pipeline.web.hosts import check_url
from pipeline.wording.errors import in_short
from pipeline.wording.findings import findings_text
from pipeline.wording.rules import RULES
from pipeline.wording.run import Talk


@dataclass(frozen=True)
class Refused:
    """Why a package does not accept a snapshot: an error, or findings."""

    why: Text
    error: PipelineError | None = None
    findings: Sequence[Finding] = ()


def fetch(settings: Settings, talk: Talk) -> int:
    """Look at the page of each source of the packages asked for; the exit code of the worst that happened.

    Of a package without a page on the web, who asked for it is told so; and whoever asked for nothing else.
    """
    asked = packages(settings)
    if settings.source and len(several := live_pages(asked)) > 1:
        raise UsageError("source_of_several", source=settings.source, count=len(several))
    sources = dict.fromkeys(package.source_id for package in asked if not package.files)
    codes = [_look_at_body(settings, source_id, talk) for source_id in sources]
    for package in asked:
        codes += [_look_at_people(settings, package, page, talk) for page in live_pages([package])]
    for package in asked:
        if package.files and not live_pages([package]) and (package.name in settings.packages or not codes):
            talk.say("fetch_of_files", package=package.name)
    return max(codes, default=0)


def _look_at_body(settings: Settings, source_id: str, talk: Talk) -> int:
    """A page whose history is kept: an archive may have to forget people of it."""
    url = settings.source or page_spec(settings, source_id, settings.clock.date()).address
    of_source = [package for package in every_package(settings) if package.source_id == source_id]

    def stored(found: Fetched) -> bytes | None:
        return _stored(settings, source_id, found)

    def judge() -> list[Refused]:
        readings = read_bodies(settings.of_archive(), source_id, of_source)
        return [_refused(reading) for reading in readings if reading.rejected]

    return _look_at(settings, source_id, url, stored, judge, talk)


def _look_at_people(settings: Settings, package: PackageSpec, page: PeoplePage, talk: Talk) -> int:
    """A page of people: the whole package is judged, as `publish` would."""

    def judge() -> list[Refused]:
        if not all(
            archive.newest(settings.source_folder(each.source_id), each.source_id) for each in live_pages([package])
        ):
            return []  # the last one to come is judged with all others
        try:
            [reading] = read_people(settings.of_archive(), [package])
            reading.accepted_snapshot()
        except (SourceError, UnfitSource, UsageError) as error:
            return [Refused(in_short(error), error)]
        return []

    def stored(found: Fetched) -> bytes | None:
        return kept_of_people(settings, package, found.content, found.media_type)

    return _look_at(settings, page.source_id, settings.source or page.named, stored, judge, talk)


def _look_at(
    settings: Settings,
    source_id: str,
    url: str,
    stored: Callable[[Fetched], bytes | None],
    judge: Callable[[], list[Refused]],
    talk: Talk,
) -> int:
    folder = settings.source_folder(source_id)
    known = archive.newest(folder, source_id)
    check_url(url)  # a slip of ours is no look at the page
    try:
        found = live_page(settings, url, archive.validators(folder, url))
    except SourceError as error:
        _log(settings, source_id, "unreachable", None, None, in_short(error))
        raise
    added = None
    if isinstance(found, Fetched):
        added = archive.add(folder, source_id, found, settings.clock, stored(found))
    if added:
        return _judged(settings, added, found.status, judge(), talk)
    _log(settings, source_id, "unchanged", found.status, known)
    talk.say("fetch_unchanged", snapshot=known.snapshot_id if known else "?")
    return 0


def _stored(settings: Settings, source_id: str, found: Fetched) -> bytes | None:
    """What the archive keeps of a page that names people who were erased; null: all of it."""
    spec = page_spec(settings, source_id, settings.clock.date())
    reference = reference_of(settings, spec.aliases)
    return kept_content(found.content, found.media_type, spec, reference)


def _judged(settings: Settings, snapshot: Snapshot, status: int, refused: Sequence[Refused], talk: Talk) -> int:
    """Say whether every package accepts the new snapshot."""
    source_id = snapshot.source_id
    if not refused:
        _log(settings, source_id, "accepted", status, snapshot)
        talk.say("fetch_archived", snapshot=snapshot.snapshot_id)
        return 0
    why = {language: "; ".join(each.why[language] for each in refused) for language in LANGUAGES}
    _log(settings, source_id, "rejected", status, snapshot, why)
    talk.say("fetch_rejected", snapshot=snapshot.snapshot_id)
    for each in refused:
        if each.error:
            talk.fault(each.error)
            return each.error.exit_code
        talk.aside(findings_text([finding for finding in each.findings if finding.stops], talk.language))
    return 1


def _refused(reading: PageReading) -> Refused:
    """What was wrong for a package: the error that ended its reading, or the rules that were broken."""
    fault = reading.rejected
    if fault and fault.error:
        return Refused(in_short(fault.error), fault.error)
    findings = fault.findings if fault else ()
    rules = dict.fromkeys(finding.rule for finding in findings if finding.stops)
    titles = {language: ", ".join(RULES[rule].title[language] for rule in rules) for language in LANGUAGES}
    return Refused({language: f"{reading.package.name}: {titles[language]}" for language in LANGUAGES}, None, findings)


def _log(
    settings: Settings,
    source_id: str,
    outcome: Outcome,
    status: int | None,
    snapshot: Snapshot | None,
    why: Text | None = None,
) -> None:
    look = Look(
        looked_at=timestamp(settings.clock),
        outcome=outcome,
        status=status,
        sha256=snapshot.sha256 if snapshot else None,
        snapshot_id=snapshot.snapshot_id if snapshot else None,
        why_sv=why["sv"] if why else "",
        why_en=why["en"] if why else "",
    )
    log_look(settings.source_folder(source_id), look)
