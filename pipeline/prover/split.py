"""A CSV file cut into blocks of whole records, each with its offset.

A block may be cut at any line break that ends a record. Which ones do is known for certain only by reading every record
from the start; an even count of quotes says it for nearly every file. A stray quote (`Rör 12" AB`) makes the count lie,
so whoever reads a block says whether it closed, and asks for a careful cut from there on if it did not.
"""

import codecs
import csv
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.prover.buffers import Integers, Mask
from pipeline.prover.layout import Format, UnreadableBlock
from pipeline.prover.store import FileSource, Source

BLOCK = 3 << 20  # bytes: large enough that threads seldom wait for each other, small enough to bound memory
_QUOTE, _LINE_FEED = b'"\n'
_HEAD = 1 << 16  # bytes that have most headers: a thousand parts are not read by blocks for theirs
_TAIL = 1 << 12  # bytes in which the last line of most blocks ends
_own = threading.local()
LARGEST_RECORD = 64 << 20  # bytes without an end of a record: rather an unclosed quote than a cell


@dataclass(frozen=True)
class Block:
    """Whole records of a file: the offset at which they begin, in bytes, and their bytes."""

    offset: int
    content: bytes
    final: bool = False
    """Whether the file ends here, be it within a quoted cell."""

    @property
    def end(self) -> int:
        """The offset at which the next block begins."""
        return self.offset + len(self.content)


@dataclass(frozen=True)
class Record:
    """One record, read as Python's csv module and so frictionless reads it."""

    index: int
    """Its number in the block, from 0."""
    cells: list[str]
    end: int
    """The offset in the block at which it ends, line break included."""
    has_line_feed: bool = True
    """Whether that is its last byte."""

    @property
    def read_to(self) -> int:
        """The offset in the block to which one must read to know where it ends."""
        return self.end + (not self.has_line_feed)


class Records:
    """The records of some bytes, one by one; slow and certain.

    Attributes:
        closed: false once the bytes have ended within a quoted cell.
    """

    def __init__(self, content: bytes, form: Format) -> None:
        """Read `content`, which begins where a record begins."""
        self._content = content
        self._form = form
        self.closed = True

    def __iter__(self) -> Iterator[Record]:
        """The records in order, the last one even if it is not closed."""
        read = 0
        seen = 0

        def lines() -> Iterator[str]:
            nonlocal read
            for line in self._content.splitlines(keepends=True):
                read += len(line)
                yield self._form.text(line)
            self.closed = read == seen  # asked for more in the middle of a record

        for index, cells in enumerate(csv.reader(lines(), delimiter=self._form.delimiter)):
            seen = read
            yield Record(index, cells, read, self._content[read - 1 : read] == b"\n")


def content_offset(file: Source, form: Format, skipped: int) -> int:
    """The offset in bytes at which the records after the first `skipped` ones (the header) begin.

    Raises:
        UnreadableBlock: they are longer than a block.
    """
    for size in (_HEAD, BLOCK):
        head = file.read_at(size, 0)
        mark = len(codecs.BOM_UTF8) if form.encoding == "utf-8-sig" and head.startswith(codecs.BOM_UTF8) else 0
        if skipped == 0:
            return mark
        records = Records(head[mark:] if len(head) < size else head[mark : head.rfind(b"\n") + 1], form)
        for record in records:
            if record.index + 1 == skipped and (records.closed or len(head) < size):
                return mark + record.end
    raise UnreadableBlock


def blocks(file: Source, offset: int, form: Format, *, careful: bool = False, size: int = BLOCK) -> Iterator[Block]:
    """The file from `offset` on, in blocks of about `size` bytes that are cut where records end.

    Args:
        file: what can be read at any offset.
        offset: where the first record begins.
        form: how to read it.
        careful: read every record instead of counting quotes.
        size: bytes a block, but for longer records.

    Raises:
        UnreadableBlock: a record is longer than `LARGEST_RECORD`.
    """
    wanted = size
    while content := file.read_at(asked := _to_line_end(file, wanted, offset), offset):
        final = len(content) < asked
        end = len(content) if final else _last_end(content, form, careful=careful)
        if end == 0:
            wanted *= 2
            if wanted > LARGEST_RECORD:
                raise UnreadableBlock
            continue
        yield Block(offset, content[:end], final)
        offset += end
        wanted = size


def _to_line_end(file: Source, wanted: int, offset: int) -> int:
    """So many bytes, or somewhat fewer up to the end of a line: what is cut off later would be copied."""
    if not isinstance(file, FileSource) or wanted < 2 * _TAIL:
        return wanted
    tail = file.read_at(_TAIL, offset + wanted - _TAIL)
    return wanted if len(tail) < _TAIL else wanted - _TAIL + (tail.rfind(b"\n") + 1 or _TAIL)


def _last_end(content: bytes, form: Format, *, careful: bool) -> int:
    """Where the last record that is whole ends; 0 where none is."""
    if not careful:
        end = content.rfind(b"\n") + 1
        quotes = np.count_nonzero(_marks(content, _QUOTE))  # a third of the time of `content.count`
        if end and (quotes - content.count(b'"', end)) % 2 == 0:
            return end
    whole_lines = content[: max(content.rfind(b"\n"), content.rfind(b"\r")) + 1]
    records = Records(whole_lines, form)
    last_but_one = last = 0
    for record in records:
        last_but_one, last = last, record.end
    # A carriage return may have a line feed after it, beyond what was read.
    return last if records.closed and whole_lines.endswith(b"\n") else last_but_one


def _marks(content: bytes, byte: int) -> Mask:
    """Where a byte is; until this thread asks again, whose memory would else be given back and asked for anew."""
    room: Mask | None = getattr(_own, "marks", None)
    if room is None or len(room) < len(content):
        room = _own.marks = np.empty(len(content), np.bool_)
    marks: Mask = np.equal(np.frombuffer(content, np.uint8), byte, out=room[: len(content)])
    return marks


def records_at(block: Block, form: Format, wanted: Sequence[int], total: int) -> Iterator[Record]:
    """The records of a block with these indices, in order, where it has `total` in all."""
    if not wanted:
        return
    ends = _line_ends(block.content)
    if ends is None or len(ends) != total:  # a record of several lines
        chosen = set(wanted)
        yield from (record for record in Records(block.content, form) if record.index in chosen)
        return
    for index in wanted:
        start, end = int(ends[index - 1]) if index else 0, int(ends[index])
        line = block.content[start:end]
        cells = next(csv.reader([form.text(line)], delimiter=form.delimiter))
        yield Record(index, cells, end, line.endswith(b"\n"))


def _line_ends(content: bytes) -> Integers | None:
    """The offset at which each line ends; null where a carriage return alone ends one."""
    if b"\r" in content and content.count(b"\r") != content.count(b"\r\n"):
        return None
    ends = np.flatnonzero(_marks(content, _LINE_FEED)) + 1
    return ends if content.endswith(b"\n") else np.append(ends, len(content))
