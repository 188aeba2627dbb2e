"""One publisher at a time.

The lock is held on the target's own folder, not on a file in it: the kernel drops it with the process that
held it, so a killed run leaves nothing that could block the next one, or be published.
"""

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pipeline.errors import TargetLocked
from pipeline.files import locked


@contextmanager
def held(folder: Path, *, alone: bool = True) -> Iterator[None]:
    """Hold `folder` for the block: alone, or with others that only read it.

    Raises:
        TargetRefused: another process keeps us out; said at once, without waiting.
        OSError: `folder` cannot be opened.
    """
    with ExitStack() as lock:
        try:
            lock.enter_context(locked(folder, fcntl.LOCK_NB | (fcntl.LOCK_EX if alone else fcntl.LOCK_SH)))
        except BlockingIOError:
            raise TargetLocked("target_locked", target=folder) from None
        yield
