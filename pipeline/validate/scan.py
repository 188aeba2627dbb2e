"""One pass over a file: blocks are proven on all cores, and the rows that are not come out, for frictionless to judge."""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass

import numpy as np

from pipeline.validate.buffers import Integers
from pipeline.validate.keys import KeyIndex
from pipeline.validate.prove import BlockProof, TableProver
from pipeline.validate.reference import DeferredRow, Layout
from pipeline.validate.split import BLOCK, Block, UnreadableBlockError, blocks, content_offset, records_at

Progress = Callable[[int, int], None]
"""Called with the bytes that are done and those there are."""

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
            UnreadableBlockError: only frictionless can read this file.
        """
        with contextlib.ExitStack() as on_disk:
            self._keys = [on_disk.enter_context(KeyIndex()) for _ in self._layout.plan.keys]
            compare_at = 1
            unproven: list[Integers] = []
            for proof in self._proofs():
                unproven.append(self._take(proof))
                if not self._keys or len(self._extents) == compare_at:
                    yield from self._defer(unproven)
                    compare_at = compare_at * _GROWTH + 1
                    unproven = []
            yield from self._defer(unproven)

    def _proofs(self) -> Iterator[BlockProof]:
        """The proofs of all blocks in order; cut carefully from the first one that was cut in the wrong place."""
        offset = content_offset(self._file, self._layout.form, self._layout.header_rows)
        for careful in (False, True):
            cut = blocks(self._file, offset, self._layout.form, careful=careful, size=BLOCK)
            for proof in _in_order(self._pool, TableProver(self._layout.plan, self._layout.form), cut):
                if not proof.closed:
                    break
                yield proof
                offset = proof.end
            else:
                return
        raise UnreadableBlockError

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


def _in_order(pool: Executor, prover: TableProver, cut: Iterator[Block]) -> Iterator[BlockProof]:
    """The proof of each block, some blocks ahead of the one that is asked for."""
    waiting: deque[Future[BlockProof]] = deque()
    try:
        for block in cut:
            waiting.append(pool.submit(prover.prove, block))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
