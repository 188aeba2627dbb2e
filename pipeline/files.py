"""Bytes on disk: written whole or not at all, hashed, and the same every time."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

CHUNK = 1 << 20  # bytes read at a time: large enough to be fast, small enough to forget
_HASHED = 8 << 20  # bytes hashed at a time: who seldom asks for the interpreter seldom waits for who loads modules
LARGE = 32 << 20  # bytes of a file that is not read twice: at 2 GB/s that takes 16 ms, and a clock ticks every 10 ms
_read: dict[tuple[int, int], tuple[tuple[int, int, int], str]] = {}
"""By device and inode of a large file: what told when it was last touched, and its SHA-256."""


def canonical_json(value: object) -> bytes:
    """`value` as JSON that is the same on every machine: UTF-8 unescaped, two spaces, LF, keys as given."""
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def beginning_of(path: Path, most: int = CHUNK) -> bytes:
    """The content of a small file, or of a pipe that a secret comes by; of a device that never ends, `most` bytes."""
    with path.open("rb") as stream:
        return stream.read(most)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in lower-case hex, read in bounded memory."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_HASHED):
            digest.update(chunk)
    return digest.hexdigest()


def sha256_once(path: Path) -> str:
    """The same; of a large file that this process has read, and that nobody has touched since, what was found then.

    It is told by its size and times. To read a large file takes longer than the clock of a file system ticks, so
    whoever writes into one that was read leaves another time.
    """
    place, touched = _stamp(path)
    known = _read.get(place)
    if known and known[0] == touched:
        return known[1]
    found = sha256_of(path)
    if touched[0] >= LARGE and _stamp(path) == (place, touched):
        _read[place] = touched, found
    return found


@contextlib.contextmanager
def hashed(path: Path) -> Iterator[Callable[[bytes | memoryview], None]]:
    """What writes a file piece by piece, and hashes it meanwhile: if it is large, `sha256_once` need not read it."""
    digest = hashlib.sha256()
    with path.open("wb") as stream:

        def write(content: bytes | memoryview) -> None:
            stream.write(content)
            digest.update(content)

        yield write
    place, touched = _stamp(path)
    if touched[0] >= LARGE:
        _read[place] = touched, digest.hexdigest()


def _stamp(path: Path) -> tuple[tuple[int, int], tuple[int, int, int]]:
    """Which file it is; and what tells whether somebody touched it: its size, and when it or its inode changed."""
    stat = path.stat()
    return (stat.st_dev, stat.st_ino), (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


def format_sums(hashes: Mapping[str, str]) -> bytes:
    """A list of files as sha256sum prints it, for these paths and hashes, sorted by path."""
    return "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes)).encode()


def write_atomic(path: Path, content: bytes) -> None:
    """Put `content` at `path` so that a reader, or a power cut, meets the old file or the new one, never a part.

    Raises:
        OSError: the folder is missing, read-only or full; `path` is then as it was.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)  # whatever the umask: the tree is for publishing
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    sync(path.parent)


@contextlib.contextmanager
def locked(folder: Path, kind: int = fcntl.LOCK_EX) -> Iterator[None]:
    """Hold `folder` for the block, as `fcntl.flock` has the kinds: alone, and waiting for whoever holds it.

    The lock is on the folder itself, so the kernel drops it with the process, and a killed run blocks nobody.

    Raises:
        BlockingIOError: the kind is one that does not wait, and another process holds it.
        OSError: there is no such folder.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, kind)
        yield
    finally:
        os.close(descriptor)


def link_or_copy(source: str | Path, place: str | Path) -> None:
    """`place` as another name of the file `source`, which takes no room; a copy where there are no such names."""
    try:
        os.link(source, place, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, place)


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to disk: a rename is only safe once its folder is there."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def listed(folder: Path) -> list[Path]:
    """What lies directly in a folder, sorted; nothing where there is no folder.

    Raises:
        OSError: it cannot be listed. `Path.glob` and `os.walk` pass over that: what a bad disk hides would be taken for
            what is not there.
    """
    return sorted(folder.iterdir()) if folder.is_dir() else []


def holding(folder: Path, name: str) -> list[Path]:
    """The folders that lie directly in a folder and hold something of this name, sorted. Raises as `listed`."""
    return [path for path in listed(folder) if (path / name).exists()]


def below(folder: Path, *, skipping: Callable[[str], bool] = lambda _name: False) -> Iterator[Path]:
    """Every file and folder below a folder, links too, but nothing behind one; nothing where there is no folder.

    Args:
        folder: where to look.
        skipping: whether what has this name is passed over, with all that lies below it.

    Raises:
        OSError: as `listed`.
    """
    return _below(str(folder), skipping) if folder.is_dir() else iter(())


def _below(folder: str, skipping: Callable[[str], bool]) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        found = sorted((entry for entry in entries if not skipping(entry.name)), key=lambda entry: entry.name)
    for entry in found:
        yield Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path, skipping)
