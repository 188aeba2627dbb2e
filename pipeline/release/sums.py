"""`SHA256SUMS`: the list of every file of a folder with its hash, in the form that `sha256sum -c` reads."""

import os
import re
from pathlib import Path

from pipeline.errors import TargetRefused
from pipeline.files import below, format_sums, sha256_of, sha256_once, sync
from pipeline.machine.threads import side_by_side
from pipeline.release.names import SUMS, is_path

SIDE_BY_SIDE = 16  # threads that wait for the disk: more gain nothing
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


def paths_in(folder: Path) -> list[str]:
    """Every file below `folder`, relative to it, sorted.

    Raises:
        TargetRefused: something there is neither file nor folder, or has a name that cannot be published.
    """
    found = []
    for path in below(folder):
        relative = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_dir() or path.is_file()) or not is_path(relative):
            raise TargetRefused("not_publishable", path=path)
        if path.is_file():
            found.append(relative)
    return sorted(found)


def parse_sums(content: bytes) -> dict[str, str]:
    """Path to hash, as a `SHA256SUMS` lists them.

    Raises:
        ValueError: a line is not of that form, names a file twice, or a path that leaves the folder.
    """
    hashes: dict[str, str] = {}
    for line in content.decode().splitlines():
        match = _LINE.fullmatch(line)
        if match is None or not is_path(match[2]) or match[2] in hashes:
            raise ValueError(line)
        hashes[match[2]] = match[1]
    return hashes


def seal(folder: Path) -> dict[str, str]:
    """Write the `SHA256SUMS` of a folder that is complete.

    Returns:
        The hash of every file, `SHA256SUMS` itself included.
    """
    paths = [path for path in paths_in(folder) if path != SUMS]
    found = side_by_side(sha256_once, [folder / path for path in paths], os.cpu_count() or 1)
    hashes = dict(zip(paths, found, strict=True))
    (folder / SUMS).write_bytes(format_sums(hashes))
    return {**hashes, SUMS: sha256_of(folder / SUMS)}


def make_durable(folder: Path) -> None:
    """Bring every file and folder below `folder` to disk, readable for everybody whatever the umask.

    They are brought to disk side by side, files first: a journaling file system commits them together, some fifteen
    times faster than one after another.
    """
    found = [folder, *below(folder)]
    for of_folders in (False, True):
        side_by_side(_sync, [path for path in found if path.is_dir() is of_folders], SIDE_BY_SIDE)


def _sync(path: Path) -> None:
    path.chmod(0o755 if path.is_dir() else 0o644)
    sync(path)
