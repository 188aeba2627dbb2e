"""A published package or version that is asked for by name."""

from pipeline.errors import NotThere, TargetRefused, Withdrawn
from pipeline.project import Settings, nearest
from pipeline.release import Target
from pipeline.release.names import TOMBSTONE, check_version
from pipeline.versions import Release


def releases_of(settings: Settings, package: str) -> list[Release]:
    """Every version of a published package, newest first, withdrawn ones too.

    Raises:
        UsageError: it is not in the target.
        TargetRefused: there is no published tree.
    """
    return holding(settings, package).releases(package)


def newest_of(settings: Settings, package: str) -> Release:
    """The newest version of a published package that stands.

    Raises:
        UsageError: it is not in the target, or all its versions were withdrawn.
        TargetRefused: there is no published tree.
    """
    release = holding(settings, package).latest(package)
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


def holding(settings: Settings, package: str) -> Target:
    """The target, if a package was ever published there.

    Raises:
        UsageError: it was not.
        TargetRefused: there is no published tree.
    """
    target = Target(settings.target)
    known = target.packages()
    if not known:
        raise TargetRefused("nothing_published", target=settings.target)
    if package not in known:
        raise NotThere("unknown_package", name=package, nearest=nearest(package, known), known=", ".join(known))
    return target


def standing(settings: Settings) -> list[str]:
    """Every package of which a version stands; at least one does.

    Raises:
        TargetRefused: none does.
    """
    target = Target(settings.target)
    if not (found := [package for package in target.packages() if target.latest(package)]):
        raise TargetRefused("nothing_published", target=settings.target)
    return found
