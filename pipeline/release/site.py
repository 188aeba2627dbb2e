"""Pages and catalogues: which of them change, in which order. Only what is ours is ever replaced or removed.

The list of what is ours is the target's own `SHA256SUMS`. It also has the hash of each `versions.json` that the pages
were made from: so that anybody can tell pages that still show what an index has taken away since.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from pipeline.errors import TargetRefused, TargetTampered
from pipeline.files import format_sums, sha256_of
from pipeline.release.index import Target, aliases
from pipeline.release.journal import Step, Transaction
from pipeline.release.memory import Memory
from pipeline.release.names import INDEX, LATEST, PUBLIC_KEY, SIGNATURE, STATUS, SUMS, is_index, is_path
from pipeline.release.sums import parse_sums
from pipeline.versions import LastingPage, SiteFiles

TRANSACTION = "-site"  # no package can have this name
GIVES_WAY = frozenset({"robots.txt", "sitemap.xml"})
"""A host may have files of its own with these names: they stay, and ours are not published."""
_NO_PAGES = {SUMS, STATUS, PUBLIC_KEY, INDEX, SIGNATURE}


def put(target: Target, files: SiteFiles) -> list[Step]:
    """Make the pages and catalogues of a target exactly these; the steps that did so.

    A page that lies there, made from the same and not touched since, is not made again: see `Memory`.

    Raises:
        TargetRefused: as `owned` and `_plan`, or the file system refuses.
    """
    files = _without_theirs(target, files)
    memory, ours = Memory.of(target.path), owned(target.path)
    lasting = {path: page.basis for path, page in files.items() if isinstance(page, LastingPage)}
    kept = {path: ours[path] for path, basis in lasting.items() if memory.is_made(path, basis, ours.get(path))}
    made = {
        path: page.make() if isinstance(page, LastingPage) else page for path, page in files.items() if path not in kept
    }
    steps = _plan(target, made, kept)
    if steps:
        transaction = Transaction(target.path, TRANSACTION)
        _stage(transaction, steps, made, kept)
        transaction.commit(steps)
    memory.remember_made(lasting, kept)
    memory.keep()
    return steps


def owned(target: Path) -> dict[str, str]:
    """Path to hash of the pages and catalogues that were put in place last; empty in a new target.

    Raises:
        TargetRefused: the list is not one that this program writes.
    """
    return {path: sha256 for path, sha256 in _listed(target).items() if not is_index(path)}


def is_due(target: Target) -> bool:
    """Whether an index has changed since the pages were made, or they never were.

    Raises:
        TargetRefused: as `owned`.
    """
    return _made_from(target.path) != indices(target)


def indices(target: Target) -> dict[str, str]:
    """Path to hash of the indices as they are."""
    paths = [f"{package}/{INDEX}" for package in target.packages()]
    return {path: sha256_of(target.path / path) for path in paths}


def _made_from(target: Path) -> dict[str, str]:
    """Path to hash of the indices that the pages were made from; empty where nobody wrote that down."""
    return {path: sha256 for path, sha256 in _listed(target).items() if is_index(path)}


def _listed(target: Path) -> dict[str, str]:
    path = target / SUMS
    try:
        return parse_sums(path.read_bytes()) if path.exists() else {}
    except ValueError:
        raise TargetTampered("list_unreadable", path=path) from None


def _without_theirs(target: Target, files: SiteFiles) -> SiteFiles:
    """The files but those that give way to one that somebody else put into the target.

    Raises:
        TargetRefused: as `owned`.
    """
    ours = owned(target.path)
    theirs = {path for path in GIVES_WAY - ours.keys() if os.path.lexists(target.path / path)}
    return {path: content for path, content in files.items() if path not in theirs}


def _plan(target: Target, files: Mapping[str, bytes], kept: Mapping[str, str]) -> list[Step]:
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
    if not written and ours == wanted and not is_due(target):
        return []
    return [
        *(Step("place", path) for path in written),
        *(Step("remove", path) for path in gone),
        Step("place", SUMS),
    ]


def _stage(
    transaction: Transaction, steps: Sequence[Step], files: Mapping[str, bytes], kept: Mapping[str, str]
) -> None:
    """Prepare the files that `steps` will place."""
    made_from = indices(Target(transaction.target))
    contents = {**files, SUMS: format_sums({**_hashes(files), **kept, **made_from})}
    for step in steps:
        if step.action == "place":
            transaction.staged(step.path).write_bytes(contents[step.path])


def _closed_folders(target: Target) -> set[PurePosixPath]:
    """The folders in which no page may lie: those that move, and every version that stands."""
    folders: set[PurePosixPath] = set()
    for package in target.packages():
        entries = target.entries(package)
        standing = [entry.version for entry in entries if entry.state == "published"]
        folders.update(PurePosixPath(package, name) for name in (LATEST, *aliases(entries), *standing))
    return folders


def _order(path: str) -> tuple[bool, str]:
    """Pages before catalogues."""
    return not path.endswith(".html"), path


def _hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}


def _hash_at(path: Path) -> str | None:
    return sha256_of(path) if path.is_file() and not path.is_symlink() else None
