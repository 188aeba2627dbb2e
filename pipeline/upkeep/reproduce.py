"""Every published version made again from the archive, and its hashes held against those that were published.

Each version is made on top of the published one before it, with the archive and the log of looks as they were then,
and its own time of publication as the clock. So a version that cannot be made again spares those after it.
"""

import csv
import io
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline.errors import SourceError, UnfitSource
from pipeline.files import sha256_of
from pipeline.flow.accepted_words import PUBLISHED
from pipeline.flow.draft import draft_of, write
from pipeline.flow.people_pages import pages_of
from pipeline.flow.readers import builder_of
from pipeline.model import PackageSpec, Source
from pipeline.past import Contents
from pipeline.project import Settings, every_package, packages
from pipeline.release import Entry, Target
from pipeline.release.index import format_index
from pipeline.release.names import INDEX, SUMS
from pipeline.release.sums import seal
from pipeline.sources import archive
from pipeline.sources.looks import LOOKS
from pipeline.sources.sidecar import sidecar_path
from pipeline.validate.beside import judge_here
from pipeline.versions import Release
from pipeline.wording.run import Talk


@dataclass(frozen=True)
class Outcome:
    """What came of making one version again."""

    package: str
    version: str
    why_not: str | None = None
    """A key of `wording.run.RUN` that says why nobody can make it again; null where it was made."""
    differing: tuple[str, ...] = ()
    """The files that differ, or that only one of the two has."""


def reproduce(settings: Settings, talk: Talk) -> int:
    """Make every version of the packages asked for again; exit code 1 where one differs from what was published."""
    known = {package.name for package in every_package(settings)}
    elsewhere = [name for name in Target(settings.target).packages() if name not in known]
    here = replace(settings, packages=tuple(name for name in settings.packages if name not in elsewhere))
    asked = packages(here) if here.packages or not settings.packages else []
    outcomes = [outcome for package in asked for outcome in _of_package(settings, package)]
    outcomes += [
        Outcome(name, entry.version, "settings_elsewhere")
        for name in elsewhere
        if name in settings.packages or not settings.packages
        for entry in reversed(Target(settings.target).entries(name))
    ]
    for outcome in outcomes:
        facts = {"package": outcome.package, "version": outcome.version}
        if outcome.why_not:
            talk.say("not_reproducible", why=talk.words(outcome.why_not), **facts)
        elif outcome.differing:
            talk.say("not_reproduced", count=len(outcome.differing), first=outcome.differing[0], **facts)
        else:
            talk.say("reproduced", **facts)
    if any(outcome.differing for outcome in outcomes):
        talk.say("why_not_reproduced")
    return int(any(outcome.differing for outcome in outcomes))


def _of_package(settings: Settings, package: PackageSpec) -> Iterator[Outcome]:
    published = Target(settings.target)
    entries = published.entries(package.name)
    releases = published.releases(package.name)
    with tempfile.TemporaryDirectory(prefix="reproduce-") as name:
        work = Path(name)
        shutil.copytree(settings.datapackage, work / "datapackage", ignore=shutil.ignore_patterns(archive.SNAPSHOTS))
        shutil.copytree(settings.root / "schemas", work / "schemas")
        for number in reversed(range(len(entries))):
            release, then = releases[number], entries[number:]
            why_not = _why_not(settings, package, release, then)
            if why_not:
                yield Outcome(package.name, release.version, why_not)
                continue
            made = _made_again(settings, package, release, then[1:], work)
            differing = sorted(path for path, _ in made.items() ^ _hashes(release).items())
            yield Outcome(package.name, release.version, differing=tuple(dict.fromkeys(differing)))


def _why_not(settings: Settings, package: PackageSpec, release: Release, then: list[Entry]) -> str | None:
    """Why a version cannot be made again: what it was made from or compared with is not there any more."""
    if any(not file.rosters for file in package.files.values()):
        return "made_of_files"
    if release.state == "withdrawn":
        return "is_withdrawn"
    if any(event["kind"] == "erased" for event in then[0].events):
        return "is_erased"
    if any(event.get("withdrawn_at", "") >= release.published_at for entry in then[1:] for event in entry.events):
        return "base_withdrawn"
    return None if all(_archived(settings, source) for source in Contents(release).sources) else "not_archived"


def _archived(settings: Settings, source: Source) -> Path | None:
    """Where the bytes of a source lie in the archive; null where they are not there."""
    kept = archive.files(settings.source_folder(source.source_id), source.source_id)
    wanted = (source.sha256, source.observed_at)
    return next((path for path, each in kept if (each.sha256, each.observed_at) == wanted), None)


def _made_again(
    settings: Settings, package: PackageSpec, release: Release, before: list[Entry], work: Path
) -> Mapping[str, str]:
    """The hashes of a version as it is made today, by path; of one that nobody would publish, none."""
    if package.files:
        package = _from_archive(settings, package, release)
    for source in Contents(release).sources:
        _archive_as_of(settings, source, release, work)
    _target_as_of(settings.target, package.name, before, work)
    then = replace(
        settings,
        root=work,
        target=work / "public",
        clock=datetime.fromisoformat(release.published_at),
        formats=tuple(sorted(Contents(release).formats)),
    )
    folder = work / "made"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        for reading in builder_of(package)(then, package.source_id, [package], None):
            draft = draft_of(then, reading, Contents(release).publisher)
            if draft.decision.level is None:
                return {}
            ensure_valid = write(then, draft, folder, judge_here)
            ensure_valid()
    except (SourceError, UnfitSource):
        return {}
    return seal(folder)


def _from_archive(settings: Settings, package: PackageSpec, release: Release) -> PackageSpec:
    """A package of pages of people that is read from the pages of a release, as they are archived.

    A page that is looked at on the web is that of the archive anyway.

    Whoever published it has confirmed how it differs from the version before.
    """
    kept = {source.source_id: str(_archived(settings, source)) for source in Contents(release).sources}
    pages = [(page.table, page.named if page.is_live else kept[page.source_id]) for page in pages_of(package)]
    files = {
        name: replace(
            file, sources=tuple(path for table, path in pages if table == name), accepted=(*file.accepted, PUBLISHED)
        )
        for name, file in package.files.items()
    }
    return replace(package, files=files)


def _archive_as_of(settings: Settings, wanted: Source, release: Release, work: Path) -> None:
    """Put the snapshots up to the one of a release, and the looks up to its time, into the project at `work`."""
    source, copy = (root / "datapackage" / "sources" / wanted.source_id for root in (settings.root, work))
    shutil.rmtree(copy / archive.SNAPSHOTS, ignore_errors=True)
    (copy / archive.SNAPSHOTS).mkdir(parents=True)
    for path, snapshot in archive.files(source, wanted.source_id):
        for file in (path, sidecar_path(path)):
            shutil.copy(file, copy / archive.SNAPSHOTS)
        if (snapshot.sha256, snapshot.observed_at) == (wanted.sha256, wanted.observed_at):
            break
    looks = source / LOOKS
    if looks.exists():
        header, *rows = csv.reader(io.StringIO(looks.read_text(encoding="utf-8")))
        with (copy / LOOKS).open("w", encoding="utf-8", newline="") as stream:
            then = (row for row in rows if row[0] <= release.published_at)
            csv.writer(stream, lineterminator="\n").writerows([header, *then])


def _target_as_of(target: Path, package: str, before: list[Entry], work: Path) -> None:
    """Put the versions of a package before one, as they are published, into the target at `work`."""
    copy = work / "public" / package
    shutil.rmtree(copy, ignore_errors=True)
    for entry in before:
        shutil.copytree(target / package / entry.version, copy / entry.version)
    if before:
        (copy / INDEX).write_bytes(format_index(before))


def _hashes(release: Release) -> dict[str, str]:
    """The hashes of a version as it is published, by path."""
    return {**release.hashes, SUMS: sha256_of(release.folder / SUMS)}
