"""What everybody may do with a published file or folder: read it, and nothing else."""

import stat

FILE, FOLDER = 0o644, 0o755
_DANGEROUS = stat.S_ISUID | stat.S_IWOTH
_EXECUTABLE = stat.S_ISGID | 0o111  # a group may own a folder, and what is made in it; who enters one, executes it


def is_wrong(mode: int) -> bool:
    """Whether anybody may change it, or run it, or visitors may not read it. Who belongs to the group is not our matter."""
    if mode & _DANGEROUS:
        return True
    if stat.S_ISDIR(mode):
        return mode & 0o005 != 0o005
    return bool(mode & _EXECUTABLE) or not mode & stat.S_IROTH


def right(mode: int) -> int:
    """The permissions that it should have."""
    return FOLDER if stat.S_ISDIR(mode) else FILE
