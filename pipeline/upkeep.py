"""What is done with what is published: verify it, compare two versions, withdraw a version or all."""

from dataclasses import replace
from pathlib import Path

from pipeline.changes.files import changes_json, changes_md
from pipeline.changes.version import decide
from pipeline.errors import NotThere, TargetRefused, UsageError, Withdrawn
from pipeline.flow.draft import compare
from pipeline.flow.ready import ready
from pipeline.flow.site import publish_site
from pipeline.flow.telling import tell_dois
from pipeline.model import PackageSpec
from pipeline.past import Contents
from pipeline.project import Settings, nearest, timestamp
from pipeline.release import Publisher, Target, VerifyResult, ensure_sound, read_signer
from pipeline.release.names import DEPLOYMENT, TOMBSTONE, check_version
from pipeline.release.verify import verify as verify_target
from pipeline.release.verify import verify_through
from pipeline.store import is_store, is_web, reader_of
from pipeline.versions import Comparison, Decision, Release
from pipeline.wording.run import Talk


def diff(settings: Settings, package: str, old: str, new: str, form: str, talk: Talk) -> int:
    """Tell how two published versions of a package differ.

    Raises:
        UsageError: the package or a version is not in the target, or was withdrawn.
        TargetRefused: there is no published tree.
    """
    before, after = release_of(settings, package, old), release_of(settings, package, new)
    told = Contents(after)
    spec = told.package
    comparison = compare(spec, before, told.tables, told.formats)
    decision = _between(spec, before, after, comparison)
    if form == "json":
        talk.answer(changes_json(spec, decision, comparison))
    elif form == "markdown":
        talk.result(changes_md(spec, decision, comparison).rstrip("\n"))
    elif not comparison.events and not comparison.contract:
        talk.say("no_difference", package=package, old=old, new=new)
    else:
        for text in (*(event.text for event in comparison.events), *(change.text for change in comparison.contract)):
            talk.result(text[talk.language])
    return 0


def _between(spec: PackageSpec, before: Release, after: Release, comparison: Comparison) -> Decision:
    """The step from one version to another, which need not be the next."""
    due = decide(before.version, spec.tables, comparison)
    return Decision(due.level, after.version, before.version, due.reason)


def verify(settings: Settings, target: str, key: Path | None, talk: Talk, *, repair: bool = False) -> int:
    """Check every byte of every published version, in a folder, in an object store, or over HTTP.

    The exit code is 4 where something published is not whole, or pages may show what was withdrawn or erased; what the
    next publish mends by itself is only told.

    Args:
        settings: of the run.
        target: a folder, the address of an object store, or a URL.
        key: the public key that the indices must be signed with; null where signatures are not looked at.
        talk: how to speak.
        repair: whether to finish first what a run began, make the site again, and mend permissions.

    Raises:
        TargetRefused: there is no such folder, or no published tree in it; or it cannot be repaired.
        UsageError: what is to be repaired is no folder.
        SourceError: the target cannot be reached.
    """
    if repair:
        _repair(settings, target, talk)
    result = _verified(settings, target, key)
    if result.is_of_nothing:
        raise TargetRefused("nothing_published", target=target)
    if not result.complete:
        talk.aside_say("verified_over_http")
    if not result.problems:
        talk.say("verified", versions=result.versions, files=result.files, bytes=result.bytes)
        return 0
    talk.say("not_verified", count=len(result.problems), target=target)
    for problem in result.problems:
        talk.result(f"  {problem.path}: {talk.words(f'problem_{problem.kind}')}")
    return TargetRefused.exit_code if result.tampered or result.is_stale else 0


def _verified(settings: Settings, target: str, key: Path | None) -> VerifyResult:
    if is_web(target) or is_store(target) or (Path(target) / DEPLOYMENT).is_file():
        return verify_through(reader_of(target, allow_private=settings.allow_private), key)
    return verify_target(Path(target), key)


def _repair(settings: Settings, target: str, talk: Talk) -> None:
    """Finish or undo what a run began in a target, make its site again, and mend the permissions."""
    if is_web(target) or is_store(target):
        raise UsageError("repair_over_http", target=target)
    here = replace(settings, target=Path(target).absolute())
    if not Target(here.target).packages():
        raise TargetRefused("nothing_published", target=target)
    with Publisher(here.target) as publisher:
        if publisher.completed:
            talk.aside_say("completed", paths=", ".join(publisher.completed))
        ensure_sound(here.target)
        publisher.mend_aliases()
        publish_site(here, ready(here), publisher)
        publisher.mend_modes()


def withdraw(settings: Settings, package: str, version: str, reason: str, signing: Path | None, talk: Talk) -> int:
    """Take the data of a version away, leave a tombstone, and make the site again.

    Args:
        settings: of the run.
        package: whose version it is.
        version: which one.
        reason: why; it stands at the version's address from now on.
        signing: the key that signs the index; null where nobody signs it.
        talk: how to speak.

    Raises:
        UsageError: there is no such version, or it was withdrawn before.
        TargetRefused: the target is locked, tampered with, signed by a key that was not given, or cannot be written.
    """
    catalog = ready(settings)
    _holding(settings, package)
    with Publisher(settings.target, read_signer(signing) if signing else None) as publisher:
        ensure_sound(settings.target)
        if not _is_withdrawn_but_shown(publisher, package, version):
            publisher.withdraw(package, version, reason=reason, withdrawn_at=timestamp(settings.clock))
        publish_site(settings, catalog, publisher)
    talk.say("withdrawn", package=package, version=version)
    tell_dois(settings, [package], talk, version)
    return 0


def _is_withdrawn_but_shown(publisher: Publisher, package: str, version: str) -> bool:
    """Whether a run that was cut off withdrew a version, and may have left it on the pages."""
    states = {entry.version: entry.state for entry in publisher.target.entries(package)}
    return states.get(version) == "withdrawn" and (bool(publisher.completed) or publisher.is_site_due())


def retire(settings: Settings, package: str, reason: str, signing: Path | None, talk: Talk) -> int:
    """Take the data of all versions of a package away, leave tombstones, and make the site again without it.

    Args:
        settings: of the run; they need not know the package.
        package: which one.
        reason: why; it stands at the package's address from now on.
        signing: the key that signs the index; null where nobody signs it.
        talk: how to speak.

    Raises:
        UsageError: it is not published there.
        TargetRefused: the target is locked, tampered with, signed by a key that was not given, or cannot be written.
    """
    catalog = ready(settings)
    _holding(settings, package)
    with Publisher(settings.target, read_signer(signing) if signing else None) as publisher:
        ensure_sound(settings.target)
        known = publisher.target.retirement(package)
        versions = [] if known else publisher.retire(package, reason=reason, retired_at=timestamp(settings.clock))
        publish_site(settings, catalog, publisher)  # which a run that was cut off may have left undone
    if known:
        talk.say("retired_already", package=package, day=known["retired_at"][:10])
    else:
        talk.say("retired", package=package, versions=len(versions))
    tell_dois(settings, [package], talk)
    return 0


def releases_of(settings: Settings, package: str) -> list[Release]:
    """Every version of a published package, newest first, withdrawn ones too.

    Raises:
        UsageError: it is not in the target.
        TargetRefused: there is no published tree.
    """
    return _holding(settings, package).releases(package)


def newest_of(settings: Settings, package: str) -> Release:
    """The newest version of a published package that stands.

    Raises:
        UsageError: it is not in the target, or all its versions were withdrawn.
        TargetRefused: there is no published tree.
    """
    release = _holding(settings, package).latest(package)
    if release is None:
        raise Withdrawn("every_version_withdrawn", package=package)
    return release


def release_of(settings: Settings, package: str, version: str) -> Release:
    """One version of a published package.

    Raises:
        UsageError: it is not in the target, or was withdrawn.
        TargetRefused: there is no published tree.
    """
    found = {release.version: release for release in releases_of(settings, package)}
    if check_version(version) not in found:
        raise NotThere("no_such_version", package=package, version=version, known=", ".join(found))
    release = found[version]
    if release.state == "withdrawn":
        raise Withdrawn("version_withdrawn", package=package, version=version, tombstone=release.folder / TOMBSTONE)
    return release


def _holding(settings: Settings, package: str) -> Target:
    """The target, if the package was ever published there."""
    target = Target(settings.target)
    known = target.packages()
    if not known:
        raise TargetRefused("nothing_published", target=settings.target)
    if package not in known:
        raise NotThere("unknown_package", name=package, nearest=nearest(package, known), known=", ".join(known))
    return target
