"""Two folders change places in one step, so that a reader of `latest/` never meets a gap."""

import ctypes
import errno
import os
import sys
from pathlib import Path

_AT_FDCWD = -100  # <fcntl.h>: paths are relative to the working directory
_RENAME_EXCHANGE = 2  # renameat2(2)
_UNSUPPORTED = {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}


def exchange(one: Path, other: Path) -> None:
    """Let `one` and `other` change places: at once where the system can, else with the shortest gap possible.

    Raises:
        OSError: neither has moved.
    """
    if not _exchange_at_once(one, other):
        _exchange_by_renames(one, other)


def _exchange_at_once(one: Path, other: Path) -> bool:
    """Whether renameat2(2) did it; false where the platform or the file system has no such call."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    sys.audit("os.rename", str(one), str(other), -1, -1)  # as os.rename does
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))


def _exchange_by_renames(one: Path, other: Path) -> None:
    aside = one.with_name(one.name + ".aside")
    other.rename(aside)
    try:
        one.rename(other)
    except OSError:
        aside.rename(other)
        raise
    aside.rename(one)
