"""What is deployed: every file that was published, and what readers are told with it; a pure function of a target.

Files go in phases, each after all of the one before, so that nothing names what is not there yet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from pipeline.deploy.headers import head_of
from pipeline.files import sha256_of
from pipeline.release import Entry, Target
from pipeline.release.names import (
    DESCRIPTOR,
    INDEX,
    LATEST,
    PUBLIC_KEY,
    SIGNATURE,
    STATUS,
    SUMS,
    is_alias,
    is_version,
    major,
)
from pipeline.release.site import GIVES_WAY
from pipeline.release.sums import parse_sums
from pipeline.store import Head


class Phase(IntEnum):
    """The order in which files are sent."""

    VERSIONS = 0
    VERSION_LISTS = 1
    """Descriptor and list of files: where those lie, the version is whole."""
    LATEST = 2
    LATEST_LISTS = 3
    INDICES = 4
    PAGES = 5
    CATALOGUES = 6
    """Also feeds and what crawlers read."""
    LIST = 7
    """Of the pages and catalogues, with the indices that they were made from."""


@dataclass(frozen=True)
class Local:
    """A file of the target."""

    place: Path
    sha256: str
    size: int
    phase: Phase
    head: Head


def inventory(target: Path) -> dict[str, Local]:
    """Every file of a sound target that was published, by path, and what hosts want beside it."""
    versions = {f"{package}/{entry.version}" for package, entry in _entries(target) if entry.state == "published"}
    found = {}
    for path, sha256 in _hashes(target).items():
        place = target / path
        head = head_of(path, place, sha256, versions)
        found[path] = Local(place, sha256, place.stat().st_size, _phase(path), head)
    return found


def _hashes(target: Path) -> dict[str, str]:
    """Path to SHA-256: as the lists have it, which were held against the files a moment ago."""
    listed = dict(_listed(target, ""))
    for package, entry in _entries(target):
        for folder in (entry.version, LATEST, major(entry.version)):
            listed |= _listed(target, f"{package}/{folder}/")
    packages = [package for package, _ in _entries(target)]
    beside = (STATUS, PUBLIC_KEY, *GIVES_WAY, *(f"{package}/{SIGNATURE}" for package in packages))
    alone = (*beside, *(f"{package}/{INDEX}" for package in packages))
    places = {path: target / path for path in alone if path not in listed}
    return listed | {path: sha256_of(place) for path, place in places.items() if place.is_file()}


def _entries(target: Path) -> Iterator[tuple[str, Entry]]:
    known = Target(target)
    for package in known.packages():
        for entry in known.entries(package):
            yield package, entry


def _listed(target: Path, folder: str) -> Mapping[str, str]:
    """What the list of a folder names, and the list itself; nothing where there is none."""
    path = target / folder / SUMS
    if not path.is_file():
        return {}
    inner = {f"{folder}{name}": sha256 for name, sha256 in parse_sums(path.read_bytes()).items()}
    return {**inner, f"{folder}{SUMS}": sha256_of(path)}


def _phase(path: str) -> Phase:
    *folders, name = path.split("/")
    inner = folders[1] if len(folders) > 1 else ""
    is_list = len(folders) == 2 and name in {SUMS, DESCRIPTOR}  # noqa: PLR2004 (package/version)
    if is_alias(inner):
        return Phase.LATEST_LISTS if is_list else Phase.LATEST
    if is_version(inner):
        return Phase.VERSION_LISTS if is_list else Phase.VERSIONS
    if name in {INDEX, SIGNATURE, PUBLIC_KEY}:
        return Phase.INDICES
    if path == SUMS:
        return Phase.LIST
    return Phase.PAGES if name.endswith(".html") else Phase.CATALOGUES
