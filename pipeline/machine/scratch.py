"""The temporary files of a process, whichever library makes them: all in one folder in `TMPDIR`, and gone afterwards.

The process holds a lock on its folder, which the kernel drops when the process is gone, however it went. So a later run
can tell what a killed one left there, and removes it.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LITTLE = 1 << 16  # bytes: less is a full disk
PREFIX = "mlr-opendata-run-"

_outside: Path | None = None


def outside() -> Path:
    """The folder that `TMPDIR` names, or the usual one; not that of this process in it."""
    return _outside or Path(tempfile.gettempdir())


def is_full(folder: Path | None = None) -> bool:
    """Whether the disk of a folder has no room, or that of temporary files; false where nobody knows."""
    try:
        return shutil.disk_usage(folder or outside()).free < LITTLE
    except OSError:
        return False


def is_temporary(path: Path) -> bool:
    """Whether a path lies where temporary files do."""
    return path.absolute().is_relative_to(outside())


@contextmanager
def room() -> Iterator[None]:
    """For the block, let all temporary files lie in a folder of this process; afterwards it is removed.

    Where none can be made, nothing changes: whoever needs one says so.
    """
    global _outside  # noqa: PLW0603 (a process has one)
    try:
        _outside = Path(tempfile.gettempdir())
        _remove_left(_outside)
        folder, lock = _locked(_outside)
    except OSError:
        _outside = None
        yield
        return
    tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir, _outside = str(_outside), None
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _locked(outer: Path) -> tuple[Path, int]:
    """A new folder, and the descriptor that holds the lock on it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=outer))
        lock = _lock(folder)
        if lock is not None and folder.exists():  # a run that clears up could have come between
            return folder, lock


def _lock(folder: Path) -> int | None:
    """The descriptor that holds the lock on a folder; null where somebody else holds it, or it is no folder of ours."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        if os.fstat(descriptor).st_uid == os.geteuid():
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None


def _remove_left(outer: Path) -> None:
    """Remove what killed runs of the same user left."""
    with os.scandir(outer) as entries:
        left = [Path(entry.path) for entry in entries if entry.name.startswith(PREFIX)]
    for folder in left:
        lock = _lock(folder)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)
