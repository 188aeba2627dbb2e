"""What is published, verified byte by byte wherever it lies, and mended where a run was cut off."""

from dataclasses import replace
from pathlib import Path

from pipeline.errors import TargetRefused, UsageError
from pipeline.flow.ready import ready
from pipeline.flow.site import publish_site
from pipeline.project import Settings
from pipeline.release import Publisher, Target, VerifyResult, ensure_sound
from pipeline.release.names import DEPLOYMENT
from pipeline.release.verify import verify as verify_target
from pipeline.release.verify import verify_through
from pipeline.store import is_store, is_web, reader_of
from pipeline.wording.run import Talk


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
        publish_site(here, ready(here), publisher)
        publisher.mend_modes()
