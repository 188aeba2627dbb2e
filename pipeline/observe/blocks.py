"""The bytes of a table in blocks of whole lines, unpacked as they are read: a bomb takes no room."""

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO, cast

from pipeline.errors import UsageError
from pipeline.observe.facts import Packing

UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, LookupError)
"""What a damaged, encrypted, empty or exotic archive raises; who reads the table then says what is wrong."""
BLOCK = 1 << 21  # bytes: large enough that threads, which hand the interpreter to each other, seldom wait
FREE = 1 << 30  # bytes that any archive may unpack to
RATIO = 200  # times its own size that a larger one may: tables shrink to a tenth, bombs to a thousandth
MOST_COLUMNS = 16_384  # as many as a sheet has
LONG_LINE = 1 << 20  # bytes from which the cells of a line are counted
DELIMITERS = (b",", b";", b"\t", b"|")
LONGEST_LINE = 64 << 20  # bytes; a longer one is cut


@dataclass(frozen=True)
class Block:
    """Whole lines of a file."""

    index: int
    offset: int
    """Where it begins, in bytes of the unpacked file."""
    content: bytes


class _Bounded:
    """A stream of unpacked bytes that ends in an error where it has more of them than anybody meant."""

    def __init__(self, stream: IO[bytes], packing: Packing) -> None:
        self._stream = stream
        self._packing = packing
        self._left = _limit(packing)

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1) -> bytes:
        return self._counted(self._stream.read(size))

    def readline(self, size: int = -1) -> bytes:
        return self._counted(self._stream.readline(size))

    def _counted(self, content: bytes) -> bytes:
        self._left -= len(content)
        if self._left < 0:
            raise _too_large(self._packing)
        return content


def _limit(packing: Packing) -> int:
    """Bytes that an archive may unpack to."""
    return packing.most or max(FREE, RATIO * packing.path.stat().st_size)


def _too_large(packing: Packing) -> UsageError:
    size = packing.path.stat().st_size
    return UsageError("unpacked_too_large", file=packing.path, limit=_limit(packing), bytes=size)


def ensure_no_bomb(packing: Packing) -> None:
    """Return if all that a zip holds, as that of a sheet, unpacks to no more than is allowed. Raises UsageError."""
    with zipfile.ZipFile(packing.path) as archive:
        if sum(each.file_size for each in archive.infolist()) > _limit(packing):
            raise _too_large(packing)


def tables_within(path: Path, form: str) -> list[str]:
    """The files of a zip that are tables of a format by their names; else all that are named as the first one.

    Folders, and what a Mac adds, are none. Raises one of `UNREADABLE`.
    """
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not name.startswith("__MACOSX/") and not name.endswith("/")]
    suffixes = [PurePath(name).suffix.lower() for name in names]
    read = f".{form}" if f".{form}" in suffixes else suffixes[0] if suffixes else ""
    return [name for name, suffix in zip(names, suffixes, strict=True) if suffix == read]


@contextmanager
def opened(packing: Packing) -> Iterator[IO[bytes]]:
    """The unpacked bytes.

    Raises one of `UNREADABLE` where it cannot be unpacked; and UsageError where it is a bomb.
    """
    if packing.compression == "gz":
        with gzip.open(packing.path) as stream:
            yield cast("IO[bytes]", _Bounded(cast("IO[bytes]", stream), packing))
    elif packing.compression == "zip":
        with (
            zipfile.ZipFile(packing.path) as archive,
            archive.open(packing.innerpath or archive.namelist()[0]) as stream,
        ):
            yield cast("IO[bytes]", _Bounded(stream, packing))
    else:
        with packing.path.open("rb") as stream:
            yield stream


def blocks(stream: IO[bytes], path: Path | None = None) -> Iterator[Block]:
    """The bytes of a stream in blocks that end where a line does, or the file.

    Where `path` names the file, a line of more cells than any table has raises UsageError.
    """
    index = offset = 0
    while content := _lines(stream, offset):
        if path and _most_cells(content) > MOST_COLUMNS:
            raise UsageError("too_many_columns", place=path, limit=MOST_COLUMNS)
        while _is_cut(content) and (more := stream.read(1)):
            content += more
        yield Block(index, offset, content)
        index, offset = index + 1, offset + len(content)


def _lines(stream: IO[bytes], offset: int) -> bytes:
    """A block of whole lines from where a stream is; nothing at its end."""
    if not stream.seekable():
        content = stream.read(BLOCK)
        return content + stream.readline(LONGEST_LINE) if content else content
    stream.seek(offset + BLOCK)  # to look for the end of the line first takes half the time of adding it
    size = BLOCK + len(stream.readline(LONGEST_LINE))
    stream.seek(offset)
    return stream.read(size)


def _most_cells(content: bytes) -> int:
    """How many cells a line of `LONG_LINE` bytes or more has at most; 0 where no line is so long."""
    step = LONG_LINE // 2
    if all(content.find(b"\n", start, start + step) >= 0 for start in range(0, len(content) - step + 1, step)):
        return 0
    lines = [line for line in re.split(rb"[\r\n]", content) if len(line) >= LONG_LINE]
    unquoted = [b"".join(line.split(b'"')[::2]) for line in lines]  # a shape in one cell has commas of its own
    return max((max(map(line.count, DELIMITERS)) for line in unquoted), default=0)


def _is_cut(content: bytes) -> bool:
    """Whether bytes end within a character of UTF-8, as they may where a line was cut."""
    tail = content[-3:]
    return any(byte >= lead for byte, lead in zip(reversed(tail), (0xC0, 0xE0, 0xF0), strict=False))


def line_ends(content: bytes) -> int:
    """How many lines end in some bytes: at a line feed, a carriage return, or both together."""
    lone = content.count(b"\r") - content.count(b"\r\n") if b"\r" in content else 0
    return content.count(b"\n") + lone
