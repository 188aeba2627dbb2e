"""One publisher at a time.

The lock is held on the target's own folder, not on a file in it: the kernel drops it with the process that
held it, so a killed run leaves nothing that could block the next one, or be published.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import TargetRefused


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold `folder` for this process alone.

    Raises:
        TargetRefused: another process holds it; said at once, without waiting.
        OSError: `folder` cannot be opened.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TargetRefused("target_locked", target=folder) from None
        yield
    finally:
        os.close(descriptor)
