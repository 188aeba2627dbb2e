"""Which rows of a block are certainly valid: a Table Schema compiled to proofs over Arrow string columns.

A proof is a test on the text of the cells, never a cast: Arrow takes `0x10`, `tRuE` and year `24`, frictionless does
not. "Not proven" is no verdict: such a row is deferred to frictionless.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.prover.buffers import Integers, Mask, in_all
from pipeline.prover.column import ColumnProof
from pipeline.prover.fingerprint import KeyColumn, combined
from pipeline.prover.foreign_keys import ForeignKeyProof
from pipeline.prover.layout import Format, TablePlan
from pipeline.prover.split import Block, Record
from pipeline.prover.tokenise import Cells, cell, is_closed, odd_records, tokenise

Typed = Callable[[Cells], pa.RecordBatch | None]
"""The values of the cells of a block; null where a cell has none."""
Aside = Callable[[Block, Cells], Any]
"""What else is made of a block while its cells are at hand."""

_NO_ROW = np.zeros(0, np.int64)


@dataclass(frozen=True)
class KeyPart:
    """One key over the rows of a block."""

    fingerprints: Integers
    """Equal keys have equal ones; one a row."""
    absent: Mask
    """Rows without this key."""


@dataclass(frozen=True)
class BlockProof:
    """What is known of the rows of a block; rows are numbered from 0 within it."""

    offset: int
    """Where the block begins in the file, in bytes."""
    end: int
    """Where it ends."""
    rows: int
    deferred: Integers
    """Rows that are not proven, ascending."""
    keys: tuple[KeyPart, ...] = field(repr=False)
    closed: bool
    """False where the block ends within a quoted cell: it was cut in the wrong place."""
    first: tuple[Record, ...] = field(default=(), repr=False)
    """The first of these rows, where they are wanted at once."""
    aside: Any = field(default=None, repr=False)
    """What else was made of it."""
    typed: pa.RecordBatch | None = field(default=None, repr=False)
    """The rows with their values, where they are wanted and the block can be read as if it were valid."""


class TableProver:
    """Proves the rows of one table, block by block; blocks may be proven in any order, twice, or at once."""

    def __init__(self, plan: TablePlan, form: Format, typed: Typed | None = None, aside: Aside | None = None) -> None:
        """Compile the proofs of `plan` for text in `form`; `typed` gives the values of cells, where they are wanted."""
        self._typed = typed
        self._aside = aside
        self._form = form
        self._plan = plan
        keyed = {column for key in plan.keys for column in key}
        self._proofs = [ColumnProof(column, keyed=index in keyed) for index, column in enumerate(plan.columns)]
        self._key_columns = {column: KeyColumn(plan.columns[column]) for column in sorted(keyed)}
        self._foreign_keys = [
            ForeignKeyProof(key, plan.columns, [KeyColumn(plan.columns[index]) for index in key.columns])
            for key in plan.foreign_keys
        ]

    def prove(self, block: Block) -> BlockProof:
        """The proof of one block, which begins where a record begins.

        Raises:
            UnreadableBlock: the bytes cannot be tokenised as frictionless would.
        """
        cells = tokenise(block, self._form, len(self._plan.columns))
        columns, rows = cells.columns, cells.rows
        if not is_closed(block, self._form, cells):
            return BlockProof(block.offset, block.end, rows, _NO_ROW, (), closed=False)
        keys = self._keys(block, cells)
        deferred = np.ones(rows, np.bool_)
        deferred[cells.place] = ~self._proven(columns) | self._blank(columns) | cells.empty
        if self._plan.primary_key is not None:
            deferred |= keys[self._plan.primary_key].absent
        typed = self._typed(cells) if self._typed else None
        aside = self._aside(block, cells) if self._aside else None
        unproven = np.flatnonzero(deferred)
        return BlockProof(block.offset, block.end, rows, unproven, keys, closed=True, aside=aside, typed=typed)

    def _proven(self, columns: Sequence[pa.StringArray]) -> Mask:
        """Rows whose cells are all proven, and whose references are found."""
        proven = np.ones(len(columns[0]), np.bool_)
        for proof, cells in zip(self._proofs, columns, strict=True):
            proven &= proof.proven(cells)
        for reference in self._foreign_keys:
            proven &= reference.proven(columns)
        return proven

    def _blank(self, columns: Sequence[pa.StringArray]) -> Mask:
        """Rows without any value: frictionless has an error of its own for them."""
        return in_all(zip(self._proofs, columns, strict=True), lambda pair: pair[0].missing(pair[1]))

    def _keys(self, block: Block, cells: Cells) -> tuple[KeyPart, ...]:
        """The keys of all rows; those of rows that Arrow did not see as they are from what csv reads."""
        if not self._plan.keys:
            return ()
        odd = odd_records(block, self._form, cells)
        rows = np.asarray(list(odd), np.int64)
        parts = {}
        for index, column in self._key_columns.items():
            found, absent = np.zeros(cells.rows, np.int64), np.zeros(cells.rows, np.bool_)
            found[cells.place], absent[cells.place] = column.fingerprints(cells.columns[index])
            found[rows], absent[rows] = column.of_texts([cell(record, index) for record in odd.values()])
            parts[index] = found, absent
        return tuple(KeyPart(*combined([parts[index] for index in key])) for key in self._plan.keys)
