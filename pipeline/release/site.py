"""Pages and catalogues: which of them change, in which order. Only what is ours is ever replaced or removed.

The list of what is ours is the target's own `SHA256SUMS`.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from pipeline.errors import TargetRefused
from pipeline.files import sha256_of
from pipeline.model import SiteFiles
from pipeline.release.index import Target
from pipeline.release.journal import Step, Transaction
from pipeline.release.names import INDEX, LATEST, PUBLIC_KEY, SIGNATURE, STATUS, SUMS, is_path
from pipeline.release.sums import format_sums, parse_sums

TRANSACTION = "-site"  # no package can have this name
GIVES_WAY = frozenset({"robots.txt", "sitemap.xml"})
"""A host may have files of its own with these names: they stay, and ours are not published."""
_NO_PAGES = {SUMS, STATUS, PUBLIC_KEY, INDEX, SIGNATURE}


def owned(target: Path) -> dict[str, str]:
    """Path to hash of the pages and catalogues that were put in place last; empty in a new target.

    Raises:
        TargetRefused: the list is not one that this program writes.
    """
    path = target / SUMS
    try:
        return parse_sums(path.read_bytes()) if path.exists() else {}
    except ValueError:
        raise TargetRefused("list_unreadable", path=path) from None


def without_theirs(target: Target, files: SiteFiles) -> SiteFiles:
    """The files but those that give way to one that somebody else put into the target.

    Raises:
        TargetRefused: as `owned`.
    """
    ours = owned(target.path)
    theirs = {path for path in GIVES_WAY - ours.keys() if os.path.lexists(target.path / path)}
    return {path: content for path, content in files.items() if path not in theirs}


def plan(target: Target, files: Mapping[str, bytes], kept: Mapping[str, str]) -> list[Step]:
    """The steps that make the pages and catalogues of `target` exactly `files` and `kept`; none where they are so.

    `kept` are pages that stay as they are, with their hashes.

    Raises:
        TargetRefused: a path is not one for pages, or holds a file that is not ours.
    """
    ours = owned(target.path)
    wanted = {**_hashes(files), **kept}
    closed = _closed_folders(target)
    for path in {*ours, *wanted}:
        if not is_path(path) or PurePosixPath(path).name in _NO_PAGES or closed & set(PurePosixPath(path).parents):
            raise TargetRefused("not_a_page", path=path)
    written = [path for path in sorted(files, key=_order) if _hash_at(target.path / path) != wanted[path]]
    for path in written:
        if path not in ours and (target.path / path).exists():
            raise TargetRefused("not_ours", path=target.path / path)
    gone = [path for path in sorted(ours) if path not in wanted]
    if not written and ours == wanted:
        return []
    return [
        *(Step("place", path) for path in written),
        *(Step("remove", path) for path in gone),
        Step("place", SUMS),
    ]


def stage(transaction: Transaction, steps: Sequence[Step], files: Mapping[str, bytes], kept: Mapping[str, str]) -> None:
    """Prepare the files that `steps` will place."""
    contents = {**files, SUMS: format_sums({**_hashes(files), **kept})}
    for step in steps:
        if step.action == "place":
            transaction.staged(step.path).write_bytes(contents[step.path])


def _closed_folders(target: Target) -> set[PurePosixPath]:
    """The folders in which no page may lie: `latest/`, and every version that stands."""
    folders: set[PurePosixPath] = set()
    for package in target.packages():
        standing = [entry.version for entry in target.entries(package) if entry.state == "published"]
        folders.update(PurePosixPath(package, name) for name in (LATEST, *standing))
    return folders


def _order(path: str) -> tuple[bool, str]:
    """Pages before catalogues."""
    return not path.endswith(".html"), path


def _hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}


def _hash_at(path: Path) -> str | None:
    return sha256_of(path) if path.is_file() and not path.is_symlink() else None
