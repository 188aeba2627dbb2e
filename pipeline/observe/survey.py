"""One pass over the text of a file: its head and its foot, and which blocks need a closer look."""

import codecs
import os
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from pipeline.machine.threads import in_order
from pipeline.observe.blocks import Block

SMALL = 1 << 19  # bytes: of so few, exactness costs less than loading numpy and Arrow
EDGE = 1 << 15  # bytes at either end of a file by which the table is known


@dataclass(frozen=True)
class Survey:
    """What the pass found."""

    is_utf8: bool
    is_ascii: bool
    head: bytes = field(repr=False)
    """The first whole lines."""
    foot: bytes = field(repr=False)
    """The last whole lines; all of a small file."""
    signs: Collection[int] = field(repr=False)
    """Blocks that may have a sign of damaged cells."""
    quotes: Collection[int] = field(repr=False)
    """Blocks in which a quoted cell may be open at the end of a line."""

    @property
    def is_marked(self) -> bool:
        """Whether the file begins with the mark of UTF-8."""
        return self.head.startswith(codecs.BOM_UTF8)


def surveyed(text: Iterable[Block], threads: int = os.cpu_count() or 1) -> Survey:
    """The survey of a file, block by block, several of them at once. Where it is not UTF-8, only that counts."""
    is_utf8 = is_ascii = True
    head = foot = b""
    signs: set[int] = set()
    quotes: set[int] = set()
    for block, found in _judged(text, threads):
        content = block.content
        head = head if block.index else content[:EDGE]
        foot = (foot + content)[-EDGE:] if len(content) < EDGE else content[-EDGE:]
        is_ascii = is_ascii and content.isascii()
        is_utf8 = is_utf8 and found.is_utf8
        signs.update({block.index} if found.may_have_signs else ())
        quotes.update({block.index} if found.may_be_open else ())
    return Survey(is_utf8, is_ascii, _to_line_end(head), foot, signs, quotes)


@dataclass(frozen=True)
class _Found:
    """What a block has."""

    may_have_signs: bool = False
    may_be_open: bool = False
    is_utf8: bool = True


def _judged(text: Iterable[Block], threads: int) -> Iterator[tuple[Block, _Found]]:
    """Each block with what it has; several at once, as numpy and Arrow leave the interpreter free."""
    if threads == 1:
        yield from ((block, _of_block(block)) for block in text)
        return
    blocks = iter(text)
    first = next(blocks, None)
    if first is None:
        return
    yield first, _of_block(first)
    with ThreadPoolExecutor(threads, thread_name_prefix="look") as pool:
        yield from in_order(pool, _of_block, ((block, block) for block in blocks))


def _of_block(block: Block) -> _Found:
    if block.index == 0 and len(block.content) < SMALL:  # all of a small file
        try:
            block.content.decode()
        except UnicodeDecodeError:
            return _Found(is_utf8=False)
        return _Found(may_have_signs=True, may_be_open=b'"' in block.content)
    from pipeline.observe.quick import asks, is_utf8

    return _Found(*asks(block.content)) if is_utf8(block.content) else _Found(is_utf8=False)


def _to_line_end(head: bytes) -> bytes:
    """The whole lines of the first bytes of a file; all of them where there is no end of a line."""
    if len(head) < EDGE:
        return head
    return head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1] or head
