"""What the file system refuses, said as a refusal of the target."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import MachineRefuses, TargetRefused
from pipeline.machine import scratch
from pipeline.machine.refusal import FULL, Refusal, is_out_of_memory, refusal_of

_KEYS = {
    errno.ENOSPC: "target_full",
    errno.EDQUOT: "target_full",
    errno.EFBIG: "target_full",
    errno.EROFS: "target_not_writable",
    errno.EACCES: "target_not_writable",
    errno.EPERM: "target_not_writable",
    errno.ENOTDIR: "target_in_the_way",
    errno.EISDIR: "target_in_the_way",
    errno.EEXIST: "target_in_the_way",
    errno.ENOTEMPTY: "target_in_the_way",
}


@contextmanager
def refusing(target: Path) -> Iterator[None]:
    """Turn what the file system refuses in the block into a TargetRefused that says what is wrong with `target`.

    Raises:
        UsageError: what is full is not the target, but the place of temporary files.
    """
    try:
        yield
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None or is_out_of_memory(error):
            raise
        if refusal.number in FULL and _is_of_temporary(refusal, target):
            raise MachineRefuses("no_room_on_disk", folder=scratch.outside(), detail=refusal.detail) from error
        key = _KEYS.get(refusal.number, "target_failed")
        raise TargetRefused(key, target=target, path=refusal.path or target, detail=refusal.detail) from error


def _is_of_temporary(refusal: Refusal, target: Path) -> bool:
    """Whether the full disk is that of temporary files: who only writes on is not told which file it was."""
    if refusal.path is not None:
        path = Path(refusal.path)
        return scratch.is_temporary(path) and not path.absolute().is_relative_to(target.absolute())
    return scratch.is_full() and not scratch.is_full(target)
