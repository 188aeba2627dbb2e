"""The bytes of a table in blocks of whole lines, unpacked as they are read: a bomb takes no room."""

import gzip
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, cast

from pipeline.observe.facts import Packing

BLOCK = 1 << 19  # bytes: one stays in the cache while it is looked at in several ways
LONGEST_LINE = 64 << 20  # bytes; a longer one is cut


@dataclass(frozen=True)
class Block:
    """Whole lines of a file."""

    index: int
    offset: int
    """Where it begins, in bytes of the unpacked file."""
    content: bytes


@contextmanager
def opened(packing: Packing) -> Iterator[IO[bytes]]:
    """The unpacked bytes. Raises what a damaged or encrypted archive makes gzip and zipfile raise."""
    if packing.compression == "gz":
        with gzip.open(packing.path) as stream:
            yield cast("IO[bytes]", stream)
    elif packing.compression == "zip":
        with (
            zipfile.ZipFile(packing.path) as archive,
            archive.open(packing.innerpath or archive.namelist()[0]) as stream,
        ):
            yield stream
    else:
        with packing.path.open("rb") as stream:
            yield stream


def blocks(stream: IO[bytes]) -> Iterator[Block]:
    """The bytes of a stream in blocks that end where a line does, or the file."""
    index = offset = 0
    while content := stream.read(BLOCK):
        content += stream.readline(LONGEST_LINE)
        while _is_cut(content) and (more := stream.read(1)):
            content += more
        yield Block(index, offset, content)
        index, offset = index + 1, offset + len(content)


def _is_cut(content: bytes) -> bool:
    """Whether bytes end within a character of UTF-8, as they may where a line was cut."""
    tail = content[-3:]
    return any(byte >= lead for byte, lead in zip(reversed(tail), (0xC0, 0xE0, 0xF0), strict=False))


def line_ends(content: bytes) -> int:
    """How many lines end in some bytes: at a line feed, a carriage return, or both together."""
    lone = content.count(b"\r") - content.count(b"\r\n") if b"\r" in content else 0
    return content.count(b"\n") + lone
