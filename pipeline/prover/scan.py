"""One pass over a file: blocks are proven on all cores; the rows that are not come out, for frictionless to judge."""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from pipeline.prover.buffers import Integers
from pipeline.prover.keys import KeyIndex
from pipeline.prover.layout import DeferredRow, Layout, Progress, UnreadableBlock
from pipeline.prover.prove import BlockProof, TableProver
from pipeline.prover.split import BLOCK, Block, blocks, content_offset, records_at


class _BlockDone(Protocol):
    """What was made of a block: where it ends, and whether it could be cut there."""

    @property
    def end(self) -> int: ...
    @property
    def closed(self) -> bool: ...


_Done = TypeVar("_Done", bound=_BlockDone)
_AHEAD = 4  # blocks in work beyond the one that is waited for: keeps two cores busy, bounds memory
_GROWTH = 4  # keys are compared after 1, 5, 21, 85 ... blocks: often enough to stop early, seldom enough to be cheap


@dataclass(frozen=True)
class _Extent:
    """Where the rows of a block are."""

    first_row: int
    """Its first row's number among the rows of data, from 0."""
    rows: int
    offset: int
    length: int


class Scan:
    """The rows of one file that are not proven valid.

    Attributes:
        rows: rows read so far.
        deferred: rows given to be judged so far.
    """

    def __init__(self, file: int, layout: Layout, pool: Executor, progress: Progress | None = None) -> None:
        """Prepare a pass over an open file that is not compressed."""
        self.rows = 0
        self.deferred = 0
        self._file = file
        self._layout = layout
        self._pool = pool
        self._progress = progress
        self._size = os.fstat(file).st_size
        self._extents: list[_Extent] = []
        self._keys: list[KeyIndex] = []
        self._judged = np.zeros(0, np.int64)

    def __iter__(self) -> Iterator[DeferredRow]:
        """Every row that may have an error, or shares a key with another row, in order.

        A row that was proven may come late, before the first row that shares its key.

        Raises:
            UnreadableBlock: only frictionless can read this file.
        """
        with contextlib.ExitStack() as on_disk:
            self._keys = [on_disk.enter_context(KeyIndex()) for _ in self._layout.plan.keys]
            compare_at = 1
            unproven: list[Integers] = []
            prover = TableProver(self._layout.plan, self._layout.form)
            for proof in read_blocks(self._file, self._layout, self._pool, prover.prove):
                unproven.append(self._take(proof))
                if not self._keys or len(self._extents) == compare_at:
                    yield from self._defer(unproven)
                    compare_at = compare_at * _GROWTH + 1
                    unproven = []
            yield from self._defer(unproven)

    def _take(self, proof: BlockProof) -> Integers:
        """Note where the block's rows are, and their keys; the rows that are not proven."""
        self._extents.append(_Extent(self.rows, proof.rows, proof.offset, proof.end - proof.offset))
        for index, part in zip(self._keys, proof.keys, strict=True):
            index.add(self.rows, part.fingerprints, part.absent)
        rows = proof.deferred + self.rows
        self.rows += proof.rows
        if self._progress:
            self._progress(proof.end, self._size)
        return rows

    def _defer(self, unproven: list[Integers]) -> Iterator[DeferredRow]:
        """These rows and all that share a key, but for those given before."""
        found = np.unique(np.concatenate([*unproven, *(index.shared() for index in self._keys), self._judged[:0]]))
        fresh = np.setdiff1d(found, self._judged, assume_unique=True)
        if self._keys:
            self._judged = np.union1d(self._judged, fresh)
        firsts = np.asarray([extent.first_row for extent in self._extents], np.int64)
        places = np.searchsorted(firsts, fresh, side="right") - 1
        for place in np.unique(places):
            yield from self._read(self._extents[place], fresh[places == place])

    def _read(self, extent: _Extent, rows: Integers) -> Iterator[DeferredRow]:
        """These rows of a block, with the cells as frictionless reads them."""
        block = Block(extent.offset, os.pread(self._file, extent.length, extent.offset))
        for record in records_at(block, self._layout.form, (rows - extent.first_row).tolist(), extent.rows):
            row = extent.first_row + record.index
            line_feed = block.content[record.end - 1 : record.end] == b"\n"
            self.deferred += 1
            yield DeferredRow(
                number=self._layout.header_rows + row + 1,
                ordinal=row + 1,
                cells=record.cells,
                read_to=extent.offset + record.end + (not line_feed),  # else one must look for what follows
            )


def read_blocks(file: int, layout: Layout, pool: Executor, work: Callable[[Block], _Done]) -> Iterator[_Done]:
    """`work` done on each block of a file, in order; cut carefully from the first one that was cut in the wrong place.

    Raises:
        UnreadableBlock: only frictionless can read this file.
    """
    offset = content_offset(file, layout.form, layout.header_rows)
    for careful in (False, True):
        for done in _in_order(pool, work, blocks(file, offset, layout.form, careful=careful, size=BLOCK)):
            if not done.closed:
                break
            yield done
            offset = done.end
        else:
            return
    raise UnreadableBlock


def _in_order(pool: Executor, work: Callable[[Block], _Done], cut: Iterator[Block]) -> Iterator[_Done]:
    """`work` done on each block, some blocks ahead of the one that is asked for."""
    waiting: deque[Future[_Done]] = deque()
    try:
        for block in cut:
            waiting.append(pool.submit(work, block))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
