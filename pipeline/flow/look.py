"""One look at the live page: fetch it, archive it if it changed, judge it, and log the look whatever came of it."""

from collections.abc import Iterable

from pipeline.errors import SourceError
from pipeline.flow.described import page_spec, reference_of
from pipeline.flow.forgetting import kept_content
from pipeline.flow.live import live_page
from pipeline.flow.world import Reading, read_world
from pipeline.hosts import check_url
from pipeline.model import LANGUAGES, Snapshot
from pipeline.project import Settings, every_package, packages, timestamp
from pipeline.schema import Text
from pipeline.sources import archive
from pipeline.sources.fetch import Fetched
from pipeline.wording.errors import sentence
from pipeline.wording.findings import findings_text
from pipeline.wording.rules import RULES
from pipeline.wording.run import Talk


def look(settings: Settings, talk: Talk) -> int:
    """Look at the page of each source of the packages asked for; the exit code of the worst that happened."""
    sources = dict.fromkeys(package.source_id for package in packages(settings) if not package.files)
    return max((_look_at(settings, source_id, talk) for source_id in sources), default=0)


def _look_at(settings: Settings, source_id: str, talk: Talk) -> int:
    folder = settings.source_folder(source_id)
    url = settings.source or page_spec(settings, source_id, settings.clock.date()).address
    known = archive.newest(folder, source_id)
    check_url(url)  # a slip of ours is no look at the page
    try:
        found = live_page(settings, url, archive.validators(folder, url))
    except SourceError as error:
        _log(settings, source_id, "unreachable", None, None, {lang: sentence(error, lang) for lang in LANGUAGES})
        raise
    added = None
    if isinstance(found, Fetched):
        added = archive.add(folder, source_id, found, settings.clock, _stored(settings, source_id, found))
    if added:
        return _judge(settings, source_id, added, found.status, talk)
    _log(settings, source_id, "unchanged", found.status, known)
    talk.say("fetch_unchanged", snapshot=known.snapshot_id if known else "?")
    return 0


def _stored(settings: Settings, source_id: str, found: Fetched) -> bytes | None:
    """What the archive keeps of a page that names people who were erased; null: all of it."""
    spec = page_spec(settings, source_id, settings.clock.date())
    reference = reference_of(settings, spec.aliases)
    return kept_content(found.content, found.media_type, spec, reference)


def _judge(settings: Settings, source_id: str, snapshot: Snapshot, status: int, talk: Talk) -> int:
    """Read the new snapshot as publish would, and say whether every package accepts it."""
    of_source = [package for package in every_package(settings) if package.source_id == source_id]
    rejected = [reading for reading in read_world(settings.of_archive(), source_id, of_source) if reading.rejected]
    if not rejected:
        _log(settings, source_id, "accepted", status, snapshot)
        talk.say("fetch_archived", snapshot=snapshot.snapshot_id)
        return 0
    _log(settings, source_id, "rejected", status, snapshot, _why(rejected))
    talk.say("fetch_rejected", snapshot=snapshot.snapshot_id)
    code = 1
    for reading in rejected:
        fault = reading.rejected
        if fault and fault.error:
            talk.fault(fault.error)
            return fault.error.exit_code
        if fault:
            talk.aside(findings_text([f for f in fault.findings if f.stops], talk.language))
    return code


def _why(rejected: Iterable[Reading]) -> Text:
    """What was wrong, package by package: the sentence of an error, or the rules that were broken."""
    return {language: "; ".join(_fault(reading, language) for reading in rejected) for language in LANGUAGES}


def _fault(reading: Reading, language: str) -> str:
    fault = reading.rejected
    if fault and fault.error:
        return sentence(fault.error, language)
    rules = dict.fromkeys(finding.rule for finding in fault.findings if finding.stops) if fault else {}
    return f"{reading.package.name}: {', '.join(RULES[rule].title[language] for rule in rules)}"


def _log(
    settings: Settings,
    source_id: str,
    outcome: archive.Outcome,
    status: int | None,
    snapshot: Snapshot | None,
    why: Text | None = None,
) -> None:
    look = archive.Look(
        looked_at=timestamp(settings.clock),
        outcome=outcome,
        status=status,
        sha256=snapshot.sha256 if snapshot else None,
        snapshot_id=snapshot.snapshot_id if snapshot else None,
        why_sv=why["sv"] if why else "",
        why_en=why["en"] if why else "",
    )
    archive.log_look(settings.source_folder(source_id), look)
