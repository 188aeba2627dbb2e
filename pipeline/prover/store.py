"""Files wherever they lie, here or in a store that an address names: listed, and read at any offset.

Credentials come from the surroundings, as pyarrow and each store's own tools take them. They never stand in an address.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from posixpath import basename
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit, urlunsplit

from pipeline.errors import Unreachable, UsageError
from pipeline.prover.object_store import OBJECT_STORES, file_system

if TYPE_CHECKING:
    from pyarrow import fs

WEB = frozenset({"http", "https"})
CHUNK = 1 << 20  # bytes


class Source(Protocol):
    """What can be read at any offset."""

    @property
    def size(self) -> int:
        """In bytes."""

    def read_at(self, count: int, offset: int) -> bytes:
        """So many bytes from there on, fewer at the end."""

    def close(self) -> None:
        """Give back what it holds."""


class FileSource:
    """A file of this machine that is open."""

    def __init__(self, file: int, *, owned: bool = False) -> None:
        """Read from a descriptor, which is closed with this if it is `owned`."""
        self._file = file
        self._owned = owned
        self.size = os.fstat(file).st_size

    def read_at(self, count: int, offset: int) -> bytes:
        """As `Source.read_at`."""
        return os.pread(self._file, count, offset)

    def close(self) -> None:
        """Close the file, if it is ours."""
        if self._owned:
            os.close(self._file)


def is_address(path: str) -> bool:
    """Whether a path leads to a store or to the web, and not to a file of this machine."""
    return "://" in path


def opened(uri: str, reachable: "Reachable | None" = None) -> Source:
    """A file, open.

    Args:
        uri: a path, or an address.
        reachable: raises where an address of the web may not be asked.

    Raises:
        UsageError: it is of a kind that we do not read.
        SourceError: it is not there, or cannot be read.
    """
    if not is_address(uri):
        try:
            return FileSource(os.open(uri, os.O_RDONLY), owned=True)
        except OSError as error:
            raise Unreachable("part_unreached", place=uri, detail=error.strerror or "?") from error
    if _scheme(uri) in WEB:
        from pipeline.prover.web import WebSource  # most tables need no requests

        return WebSource(uri, reachable)
    with _reaching(uri):
        system, within = _store(uri)
        return _StoreSource(uri, system.open_input_file(within))


def beginning(uri: str, reachable: "Reachable | None" = None) -> bytes:
    """The first whole lines of a file of text. Raises as `opened`."""
    source = opened(uri, reachable)
    try:
        found = source.read_at(CHUNK, 0)
        return found if len(found) == source.size else found[: found.rfind(b"\n") + 1]
    finally:
        source.close()


def listed(uri: str) -> list[str]:
    """The addresses of all files below a folder of a store, or of those that a pattern names; a file's is its own.

    Raises as `opened`.
    """
    if _scheme(uri) in WEB:
        return [uri]
    from pyarrow import fs

    with _reaching(uri):
        system, within = _store(uri)
        prefix = uri.removesuffix(within) if within else uri.removesuffix("/") + "/"
        if not _is_pattern(within):
            info = system.get_file_info(within)
            if info.type is fs.FileType.File:
                return [uri]
        base = within if not _is_pattern(within) else within[: _first_magic(within)].rpartition("/")[0]
        found = system.get_file_info(fs.FileSelector(base, recursive=True, allow_not_found=False))
        files = [each.path for each in found if each.type is fs.FileType.File]
    wanted = [path for path in files if not _is_pattern(within) or _matches(path, within)]
    return [prefix + path for path in wanted]


Reachable = Callable[[str], None]


def _scheme(uri: str) -> str:
    return uri.partition("://")[0].lower()


def _is_pattern(path: str) -> bool:
    return any(sign in path for sign in "*?[")


def _first_magic(path: str) -> int:
    return min(path.find(sign) for sign in "*?[" if sign in path)


def _matches(path: str, pattern: str) -> bool:
    """Whether each step of a path fits that of a pattern; `**` stands for any steps."""
    return _steps_match(path.split("/"), pattern.split("/"))


def _steps_match(steps: list[str], patterns: list[str]) -> bool:
    if not patterns:
        return not steps
    first, *rest = patterns
    if first == "**":
        return any(_steps_match(steps[skipped:], rest) for skipped in range(len(steps) + 1))
    return bool(steps) and fnmatchcase(steps[0], first) and _steps_match(steps[1:], rest)


def _store(uri: str) -> "tuple[fs.FileSystem, str]":
    """The file system that an address names, and the path there."""
    scheme = _scheme(uri)
    if scheme not in OBJECT_STORES:
        raise UsageError("store_unknown", scheme=scheme, known=", ".join(sorted({*OBJECT_STORES, *WEB})))
    ensure_without_password(uri)
    return file_system(scheme, uri.partition("://")[2])


def ensure_without_password(uri: str) -> None:
    """Return if an address holds nothing that only its owner should know. Raises UsageError, which does not tell it."""
    parts = urlsplit(uri)
    container = _scheme(uri) in {"abfs", "abfss"}  # abfs://container@account
    if (parts.password is not None) or (parts.username is not None and not container):
        raise UsageError("store_password", place=urlunsplit((parts.scheme, parts.hostname or "", parts.path, "", "")))


@contextmanager
def _reaching(uri: str) -> Iterator[None]:
    """Say what a store did not give; what it answered may hold keys, and is not told."""
    from pyarrow import ArrowException

    try:
        yield
    except FileNotFoundError:
        raise Unreachable("part_unreached", place=uri, detail="not found") from None
    except PermissionError:
        raise Unreachable("part_unreached", place=uri, detail="access denied") from None
    except (OSError, ValueError, ArrowException) as error:
        raise Unreachable("part_unreached", place=uri, detail=_plain(str(error))) from None


def _plain(detail: str) -> str:
    """What a store says, without its request: the first sentence of it."""
    lines = detail.splitlines() or ["?"]
    said = lines[0].partition("?")[0]
    lowered = said.lower()
    if "access_denied" in lowered or "access denied" in lowered or "http status 403" in lowered:
        return "access denied"
    return said[:120]


class _StoreSource:
    """An object of a store."""

    def __init__(self, uri: str, file: object) -> None:
        self._uri = uri
        self._file = file
        self.size: int = file.size()  # type: ignore[attr-defined]

    def read_at(self, count: int, offset: int) -> bytes:
        if offset >= self.size:
            return b""
        with _reaching(self._uri):
            found: bytes = self._file.read_at(min(count, self.size - offset), offset)  # type: ignore[attr-defined]
            return found

    def close(self) -> None:
        self._file.close()  # type: ignore[attr-defined]


def name_of(uri: str) -> str:
    """The name of a file, without what its address asks."""
    return basename(urlsplit(uri).path) if is_address(uri) else Path(uri).name
