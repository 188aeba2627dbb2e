"""The archive of a source without a person: their lines become marks that keep the numbers of their ids taken."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.erase.person import Person
from pipeline.flow.forgetting import kept_content, kept_of_people
from pipeline.flow.page_settings import page_spec, reference_of
from pipeline.flow.people_pages import pages_of
from pipeline.flow.read_bodies import Step, replay
from pipeline.model import PackageSpec
from pipeline.organisation.erasure import Erased
from pipeline.organisation.page import KINDS, ORGANISATION
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.state import State
from pipeline.project import Settings
from pipeline.sources import archive


def erase_from_archive(settings: Settings, source_id: str, erased: Erased, person: Person) -> int:
    """Take a person out of every archived snapshot.

    The archive is replayed as if they had not been erased yet: so each mark gets the ids that its line had. As
    `archive.rewrite` begins with the newest, a run that is cut off can be repeated: what is replayed up to the
    first snapshot that still names them is as it was.

    Args:
        settings: of the run.
        source_id: whose archive it is.
        erased: the list of the source, the person included.
        person: who it is.

    Returns:
        The number of snapshots that were rewritten.

    Raises:
        TargetRefused: the archive cannot be written.
        UsageError: a settings file is wrong.
    """
    folder = settings.source_folder(source_id)
    archived = archive.snapshots(folder, source_id)
    nothing = {kind: State({}) for kind in KINDS}
    known = erased.without(person.ids)

    def as_before(settings: Settings, source_id: str, day: dt.date | None) -> PageSpec:
        return replace(page_spec(settings, source_id, day), erased=known)

    contents = []
    for step in replay(settings, source_id, nothing, archived, read_spec=as_before):
        snapshot = step.snapshot
        spec = replace(page_spec(settings, source_id, snapshot.observed_at), erased=erased)
        reference = reference_of(settings, spec.aliases)
        names = [name for name, _, _ in person.named]
        ids = _ids(step, person)
        kept = kept_content(snapshot.content, snapshot.media_type, spec, reference, names, ids, person.ids)
        contents.append(kept)
    archive.rewrite(folder, contents)
    return sum(content is not None for content in contents)


def erase_from_pages(
    settings: Settings, package: PackageSpec, sources: Iterable[str], erased: Erased, person: Person
) -> int:
    """Take a person out of every archived page of a package of people; a name that nobody has stands there instead.

    Of near spellings, those go that the list of the source knows by now.

    Args:
        settings: of the run.
        package: which one.
        sources: the pages that its versions were read from.
        erased: the list of the source, the person included.
        person: who it is.

    Returns:
        The number of snapshots that were rewritten.

    Raises:
        TargetRefused: the archive cannot be written.
    """
    names = {name: min(person.ids) for name, _, _ in person.named}
    others = {name for name, _, _ in person.others}
    written = 0
    for source_id in sorted({*sources, *(page.source_id for page in pages_of(package))}):
        folder = settings.source_folder(source_id)
        archived = archive.snapshots(folder, source_id)
        contents = [
            kept_of_people(settings, package, each.content, each.media_type, names, others, erased=erased)
            for each in archived
        ]
        if any(contents):
            archive.rewrite(folder, contents)
        written += sum(content is not None for content in contents)
    return written


def _ids(step: Step, person: Person) -> Mapping[int, list[str]]:
    """The ids that the person's lines of an accepted snapshot gave, by line: theirs, then the memberships'."""
    found: dict[int, list[str]] = defaultdict(list)
    for row in step.after[ORGANISATION].table("memberships"):
        here = row["snapshot_id"] == step.snapshot.snapshot_id and row["status"] != "ended"
        if here and row["person_id"] in person.ids:
            line = found[row["source_line"]]
            line += [row["membership_id"]] if line else [row["person_id"], row["membership_id"]]
    return found
