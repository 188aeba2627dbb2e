"""One pass over a table: blocks are proven on all cores; the rows that are not come out, for frictionless to judge.

The files of a table in parts are read as if they were one that has the header once.
"""

import contextlib
import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from pipeline.machine.threads import in_order
from pipeline.prover.buffers import Integers, distinct
from pipeline.prover.keys import KeyIndex
from pipeline.prover.layout import DeferredRow, Format, Keep, Layout, Progress, UnreadableBlock
from pipeline.prover.parts import UnfitPart
from pipeline.prover.prove import BlockProof, TableProver, Typed
from pipeline.prover.split import BLOCK, Block, Record, blocks, content_offset, records_at
from pipeline.prover.store import Source

if TYPE_CHECKING:
    from pipeline.prover.read_referenced import Referred


class _BlockDone(Protocol):
    """What was made of a block: where it ends, and whether it could be cut there."""

    @property
    def end(self) -> int: ...
    @property
    def closed(self) -> bool: ...


Done = TypeVar("Done", bound=_BlockDone)
"""What was made of a block."""
_GROWTH = 4  # keys are compared after 1, 5, 21, 85 ... blocks: often enough to stop early, seldom enough to be cheap
_SOON = 8  # blocks, or their eighth: pauses for which workers have enough to do
_ERRORS = 1.2  # of a row that is not proven
_FIRST = 100  # rows that are not proven whose cells come with the proof of a block
_HELD = 2000  # of such rows until they are judged: a block with more is read again


@dataclass(frozen=True)
class _Extent:
    """Where the rows of a block are."""

    part: int
    first_row: int
    """Its first row's number among the rows of data, from 0."""
    rows: int
    offset: int
    length: int


@dataclass(frozen=True)
class Keeping:
    """How the values of a table are had while its rows are proven."""

    typed: Typed
    keep: Keep


class Scan:
    """The rows of one table that are not proven valid.

    Attributes:
        rows: rows read so far.
        deferred: rows given to be judged so far.
        before: rows before each part that was reached.
        is_whole: whether all rows were read.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        layout: Layout,
        pool: Executor,
        progress: Progress | None = None,
        keeping: Keeping | None = None,
        referred: "Referred | None" = None,
    ) -> None:
        """Prepare a pass over the files of a table, which are not compressed; `keeping` where its values are wanted.

        `referred` is given what others refer to.
        """
        self._keeping = keeping
        self._referred = referred
        self.is_whole = False
        self.rows = 0
        self.deferred = 0
        self.before: list[int] = []
        self._sources = sources
        self._layout = layout
        self._pool = pool
        self._progress = progress
        self._glue = Glue(sources, layout)
        self._extents: list[_Extent] = []
        self._keys: list[KeyIndex] = []
        self._judged = np.zeros(0, np.int64)
        self._first: dict[int, Record] = {}
        self._unproven = 0
        self._compared = 0
        self._done, self._all = 0, 1

    @property
    def likely_errors(self) -> float:
        """How many errors the table will have, if it goes on as it began: a row that is not proven may have several.

        Infinitely many before it has begun.
        """
        return _ERRORS * self._unproven * self._all / self._done if self._done else math.inf

    def __iter__(self) -> Iterator[DeferredRow]:
        """Every row that may have an error, or shares a key with another row, in order.

        A row that was proven may come late, before the first row that shares its key.

        Raises:
            UnreadableBlock: only frictionless can read this file.
        """
        with contextlib.ExitStack() as on_disk:
            self._keys = [on_disk.enter_context(KeyIndex()) for _ in self._layout.plan.keys]
            unproven: list[Integers] = []
            typed = self._keeping.typed if self._keeping else None
            aside = self._referred.of_block if self._referred else None
            prover = TableProver(self._layout.plan, self._layout.form, typed, aside)
            work = partial(_proof_of, prover, self._layout.form)
            for part, proof in read_blocks(self._sources, self._layout, self._pool, work):
                unproven.append(self._take(part, proof))
                if not self._keys or self._is_due(waiting=any(map(len, unproven))):
                    self._compared = len(self._extents)
                    yield from self._defer(unproven)
                    unproven = []
            self.is_whole = True
            yield from self._defer(unproven)

    def _is_due(self, *, waiting: bool) -> bool:
        """Whether keys are to be compared now: soon where rows wait for that to be judged, and seldom where not."""
        done, last = len(self._extents), self._compared
        is_soon = waiting and done >= last + max(_SOON, last // _SOON)
        return done > last * _GROWTH or (is_soon and not any(index.is_on_disk for index in self._keys))

    def _take(self, part: int, proof: BlockProof) -> Integers:
        """Note where the block's rows are, and their keys; the rows that are not proven."""
        self.before += [self.rows] * (part + 1 - len(self.before))
        self._extents.append(_Extent(part, self.rows, proof.rows, proof.offset, proof.end - proof.offset))
        if len(self._first) < _HELD:
            self._first |= {self.rows + record.index: record for record in proof.first}
        if self._keeping:
            self._keeping.keep.keep(proof.typed)
        if self._referred:
            self._referred.take(proof.aside)
        for index, key in zip(self._keys, proof.keys, strict=True):
            index.add(self.rows, key.fingerprints, key.absent)
        rows = proof.deferred + self.rows
        self.rows += proof.rows
        self._unproven += len(rows)
        self._done, self._all = self._glue.progress(part, proof.end)
        if self._progress:
            self._progress(self._done, self._all)
        return rows

    def _defer(self, unproven: list[Integers]) -> Iterator[DeferredRow]:
        """These rows and all that share a key, but for those given before."""
        found = distinct(np.concatenate([*unproven, *(index.shared() for index in self._keys), self._judged[:0]]))
        fresh = np.setdiff1d(found, self._judged, assume_unique=True)
        if self._keys:
            self._judged = distinct(np.concatenate([self._judged, fresh]))
        firsts = np.asarray([extent.first_row for extent in self._extents], np.int64)
        places = np.searchsorted(firsts, fresh, side="right") - 1
        for place in distinct(places):
            yield from self._rows(self._extents[place], fresh[places == place])

    def _records(self, extent: _Extent, rows: Integers) -> list[Record]:
        """These rows of a block, with the cells as frictionless reads them."""
        found = [self._first.pop(row) for row in rows.tolist() if row in self._first]
        if len(found) == len(rows):
            return found
        block = Block(extent.offset, self._sources[extent.part].read_at(extent.length, extent.offset))
        return list(records_at(block, self._layout.form, (rows - extent.first_row).tolist(), extent.rows))

    def _rows(self, extent: _Extent, rows: Integers) -> Iterator[DeferredRow]:
        shift = self._glue.shift(extent.part) + extent.offset
        for record in self._records(extent, rows):
            row = extent.first_row + record.index
            self.deferred += 1
            yield DeferredRow(self._layout.header_rows + row + 1, row + 1, record.cells, shift + record.read_to)


def _proof_of(prover: TableProver, form: Format, block: Block) -> BlockProof:
    """The proof of a block, and the first rows of it that are to be judged: its bytes are at hand, and will not be."""
    proof = prover.prove(block)
    return replace(proof, first=tuple(records_at(block, form, proof.deferred[:_FIRST].tolist(), proof.rows)))


class Glue:
    """Where the bytes of each part would be if all were one file, which has the header once."""

    def __init__(self, sources: Sequence[Source], layout: Layout) -> None:
        """Ask nothing yet."""
        self._sources = sources
        self._layout = layout
        self._shifts = [0]
        self._ends: list[int] = []
        self._total: int | None = None

    def shift(self, part: int) -> int:
        """What to add to an offset in a part."""
        while len(self._shifts) <= part:
            number = len(self._shifts)
            self._shifts.append(self._end(number - 1) - self._head(number))
        return self._shifts[part]

    def size(self) -> int:
        """Of all parts as one, in bytes."""
        return self._end(len(self._sources) - 1)

    def progress(self, part: int, end: int) -> tuple[int, int]:
        """The bytes that are done and those there are: of several parts, whole ones."""
        if len(self._sources) == 1:
            return end, self._sources[0].size
        return part + 1, len(self._sources)

    def _end(self, part: int) -> int:
        while len(self._ends) <= part:
            number = len(self._ends)
            self._ends.append(self.shift(number) + self._sources[number].size)
        return self._ends[part]

    def _head(self, part: int) -> int:
        return content_offset(self._sources[part], self._layout.form, self._layout.header_rows)


def read_blocks(
    sources: Sequence[Source], layout: Layout, pool: Executor, work: Callable[[Block], Done], *, more: bool = False
) -> Iterator[tuple[int, Done]]:
    """The part and what `work` made of each block, in order; cut carefully from where one was cut in the wrong place.

    Args:
        sources: the parts.
        layout: how they lie.
        pool: what does the work.
        work: done on each block.
        more: whether there are parts after these.

    Raises:
        UnreadableBlock: only frictionless can read this file.
        UnfitPart: a part ends within a quoted cell, and is not the last.
    """
    last = len(sources) if more else len(sources) - 1  # only the last may end within quotes
    start = _Start(0, None, careful=False)
    while True:
        for place, done in in_order(pool, work, _cut(sources, layout, start, last)):
            if not done.closed:
                if place.careful and done.end == sources[place.part].size and place.part < last:
                    raise UnfitPart(place.part, "open_quote")
                if place.careful:
                    raise UnreadableBlock
                start = replace(place, careful=True)
                break
            yield place.part, done
        else:
            return


@dataclass(frozen=True)
class _Start:
    """Where to read on."""

    part: int
    offset: int | None
    """In bytes; null for the first row."""
    careful: bool
    """Whether to read every record of this part from here on."""


def _cut(sources: Sequence[Source], layout: Layout, start: _Start, last: int) -> Iterator[tuple[_Start, Block]]:
    """The blocks from there on, and where each begins."""
    for part in range(start.part, len(sources)):
        source = sources[part]
        is_first = part == start.part
        careful = start.careful and is_first
        offset = start.offset if is_first and start.offset is not None else None
        if offset is None:
            offset = content_offset(source, layout.form, layout.header_rows)
        for block in blocks(source, offset, layout.form, careful=careful, size=BLOCK):
            whole = replace(block, final=False) if part < last else block
            yield _Start(part, block.offset, careful), whole
