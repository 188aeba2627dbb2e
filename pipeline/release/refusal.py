"""What the file system refuses, said as a refusal of the target."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import TargetRefused

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
    """Turn every OSError of the block into a TargetRefused that says what is wrong with `target`."""
    try:
        yield
    except OSError as error:
        key = _KEYS.get(error.errno or 0, "target_failed")
        detail = error.strerror or str(error)
        raise TargetRefused(key, target=target, path=error.filename or target, detail=detail) from error
