"""The data of a published version, or of all versions of a package, taken away."""

from pathlib import Path

from pipeline.flow.ready import ready
from pipeline.flow.site import publish_site
from pipeline.flow.telling import tell_dois
from pipeline.project import Settings, timestamp
from pipeline.release import Publisher, ensure_sound, read_signer
from pipeline.upkeep.asked import holding
from pipeline.wording.run import Talk


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
    holding(settings, package)
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
    holding(settings, package)
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
