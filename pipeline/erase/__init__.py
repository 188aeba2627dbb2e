"""A person taken out of everything that this program can reach: every version, the archive, and what is to come.

In this order, so that a run that is cut off anywhere is completed by the same command again:

1. the list of the source (`erased.csv`): from now on no page brings the person back
2. the archive, as long as the versions still tell who it is
3. the versions of all packages at once, with an event in each index; `publish` refuses until that is done
4. the pages, the feed and the catalogue
"""

from pathlib import Path

from pipeline.erase.archived import erase_from_archive, erase_from_pages
from pipeline.erase.person import Person, find_person
from pipeline.erase.remains import tell_remains
from pipeline.erase.versions import rewrite_versions
from pipeline.errors import ErasureKeyError, NotThere, UsageError
from pipeline.flow.ready import ready
from pipeline.flow.shared_target import visit
from pipeline.flow.site import publish_site
from pipeline.flow.telling import tell_dois
from pipeline.model import PackageSpec
from pipeline.organisation.erasure import Erased, make_key, read_erased, read_key, remember
from pipeline.past import Contents
from pipeline.project import CatalogSettings, Settings, erasure_key_file, every_package, packages, timestamp
from pipeline.release import Erasure, Publisher, Target, ensure_sound, read_signer
from pipeline.wording.run import Talk


def erase(
    settings: Settings, person_id: str, reason: str, key_file: Path | None, signing: Path | None, talk: Talk
) -> int:
    """Erase the person with this id in the one package that `settings` asks for, and tell what nobody here can reach.

    Args:
        settings: of the run.
        person_id: who it is.
        reason: why, without the name; it stands in the index from now on.
        key_file: what erased people are recognised with; null: where `erasure_key_file` says.
        signing: the key that signs the index; null where nobody signs it.
        talk: how to speak.

    Raises:
        UsageError: there is no such person, the reason names them, or the key is missing or in the wrong place.
        TargetRefused: the target or the archive is locked, tampered with, or cannot be written.
    """
    catalog = ready(settings)
    _ensure_settings(settings)
    (package,) = packages(settings)
    with Publisher(settings.target, read_signer(signing) if signing else None) as publisher:
        ensure_sound(settings.target)
        publisher.ensure_signer()
        erased = read_erased(settings.source_folder(package.source_id), _key_file(settings, key_file))
        person = find_person(person_id, publisher.target.releases(package.name))
        _check(package, person, erased, person_id, reason)
        erased = _remembered(settings, package, person, erased, person_id)
        snapshots = _erase_from_archive(settings, package, publisher.target, erased, person)
        versions = _erase_from_versions(settings, catalog, publisher, package, person, reason)
        publish_site(settings, catalog, publisher)
    talk.say("erased", package=package.name, person_id=person_id, versions=versions, snapshots=snapshots)
    tell_remains(person, settings, talk)
    tell_dois(settings, Target(settings.target).packages(), talk)
    talk.say("out_of_reach", list=erased.file, key_file=erased.key_file)
    return 0


def _ensure_settings(settings: Settings) -> None:
    """Raise UsageError where a package is published, but what says how to read its archive is not here."""
    (name,), known = settings.packages, {package.name for package in every_package(settings)}
    if name not in known and name in Target(settings.target).packages():
        raise UsageError("erase_elsewhere", package=name, target=settings.target, root=settings.root)


def _key_file(settings: Settings, asked_for: Path | None) -> Path:
    """Where the key lies: neither where the hashes lie nor where they could be published."""
    key_file = (asked_for or erasure_key_file()).absolute()
    for folder in (settings.root, settings.target):
        if key_file.resolve().is_relative_to(folder.resolve()):
            raise ErasureKeyError("erasure_key_inside", file=key_file, folder=folder)
    return key_file


def _check(package: PackageSpec, person: Person, erased: Erased, person_id: str, reason: str) -> None:
    if not person.named and person_id not in erased.people:
        raise NotThere("no_such_person", package=package.name, person_id=person_id)
    if person.is_hinted_at(reason):
        raise UsageError("erasure_names_person")


def _remembered(settings: Settings, package: PackageSpec, person: Person, erased: Erased, person_id: str) -> Erased:
    """The list of the source with the person on it, and the key that it was made with."""
    if not erased.hashes and not erased.key_file.exists():
        make_key(erased.key_file)
    key = read_key(erased.key_file, erased.file)
    remember(erased, key, person_id, person.named, person.others, timestamp(settings.clock))
    return read_erased(settings.source_folder(package.source_id), erased.key_file)


def _erase_from_archive(
    settings: Settings, package: PackageSpec, target: Target, erased: Erased, person: Person
) -> int:
    """Take a person out of all that the archive has of a package; the number of snapshots that were rewritten."""
    if not package.files:
        return erase_from_archive(settings, package.source_id, erased, person)
    standing = [Contents(release) for release in target.releases(package.name) if release.state == "published"]
    return erase_from_pages(
        settings, package, {each.source_id for past in standing for each in past.sources}, erased, person
    )


def _erase_from_versions(
    settings: Settings,
    catalog: CatalogSettings,
    publisher: Publisher,
    package: PackageSpec,
    person: Person,
    reason: str,
) -> int:
    """Put all versions in place without the person; their number.

    Of every package of this project that was read from the source, or of which only tombstones are left, even where it
    has no settings for it any more.
    """
    found = visit(settings, catalog, publisher.target)
    of_source = [
        name
        for name, latest in found.latest.items()
        if name not in found.others and (latest is None or Contents(latest).source_id == package.source_id)
    ]
    rewritten = {name: rewrite_versions(publisher, name, person) for name in of_source}
    publisher.erase(rewritten, Erasure(timestamp(settings.clock), reason, person.is_named_in))
    return sum(len(versions) for versions in rewritten.values())
