"""One publisher at a time.

The lock is held on the target's own folder, not on a file in it: the kernel drops it with the process that
held it, so a killed run leaves nothing that could block the next one, or be published.
"""

import fcntl
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from pipeline.errors import TargetLocked
from pipeline.files import locked


def exclusive(folder: Path) -> AbstractContextManager[None]:
    """Hold `folder` for this process alone.

    Raises:
        TargetRefused: another process holds it; said at once, without waiting.
        OSError: `folder` cannot be opened.
    """
    return _held(folder, fcntl.LOCK_EX)


def shared(folder: Path) -> AbstractContextManager[None]:
    """Keep whoever wants `folder` alone away from it, with others that only read.

    Raises:
        TargetRefused: a process holds it alone; said at once, without waiting.
        OSError: `folder` cannot be opened.
    """
    return _held(folder, fcntl.LOCK_SH)


@contextmanager
def _held(folder: Path, kind: int) -> Iterator[None]:
    with ExitStack() as held:
        try:
            held.enter_context(locked(folder, kind | fcntl.LOCK_NB))
        except BlockingIOError:
            raise TargetLocked("target_locked", target=folder) from None
        yield
