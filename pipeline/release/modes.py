"""What everybody may do with a published file or folder: read it, and nothing else."""

import stat
from collections.abc import Iterable, Iterator

FILE, FOLDER = 0o644, 0o755
_VISITABLE = stat.S_IROTH | stat.S_IXOTH
_DANGEROUS = stat.S_ISUID | stat.S_IWOTH
_EXECUTABLE = stat.S_ISGID | 0o111  # a group may own a folder, and what is made in it; who enters one, executes it


def is_wrong(mode: int) -> bool:
    """Whether anybody may change it or run it, or visitors may not read it; what a group may is its own matter."""
    if mode & _DANGEROUS:
        return True
    if stat.S_ISDIR(mode):
        return mode & _VISITABLE != _VISITABLE
    return bool(mode & _EXECUTABLE) or not mode & stat.S_IROTH


def wrong_in(modes: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """The files and folders whose permissions are wrong, and their `st_mode`."""
    return ((path, mode) for path, mode in modes if is_wrong(mode))


def right(mode: int) -> int:
    """The permissions that it should have."""
    return FOLDER if stat.S_ISDIR(mode) else FILE
