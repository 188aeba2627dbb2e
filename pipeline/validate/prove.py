"""Which rows of a block are certainly valid: a Table Schema compiled to proofs over Arrow string columns.

A proof is a test on the text of the cells, never a cast: Arrow takes `0x10`, `tRuE` and year `24`, frictionless does
not. "Not proven" is no verdict: such a row is deferred to frictionless.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from pipeline.validate.buffers import Integers, Mask, is_empty
from pipeline.validate.column import REMEMBERED, ColumnProof, KeyColumn, combined
from pipeline.validate.layout import CRASHES, ForeignKey, Format, TablePlan
from pipeline.validate.split import Block, records_at
from pipeline.validate.tokenise import Cells, is_closed, tokenise

_Item = TypeVar("_Item")
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


class TableProver:
    """Proves the rows of one table, block by block; blocks may be proven in any order, twice, or at once."""

    def __init__(self, plan: TablePlan, form: Format) -> None:
        """Compile the proofs of `plan` for text in `form`."""
        self._form = form
        self._plan = plan
        self._composites = [key for key in plan.foreign_keys if len(key.columns) > 1]
        keyed = {column for key in plan.keys for column in key}
        self._proofs = [
            ColumnProof(column, references_of(plan, index), keyed=index in keyed)
            for index, column in enumerate(plan.columns)
        ]
        self._key_columns = {column: KeyColumn(plan.columns[column]) for column in sorted(keyed)}
        self._verdicts: dict[tuple[ForeignKey, tuple[str, ...]], bool] = {}

    def prove(self, block: Block) -> BlockProof:
        """The proof of one block, which begins where a record begins.

        Raises:
            UnreadableBlock: the bytes cannot be tokenised as frictionless would.
        """
        cells = tokenise(block, self._form, len(self._plan.columns))
        columns, rows = cells.columns, cells.rows
        if not is_closed(block, self._form, cells):
            return BlockProof(block.offset, block.end, rows, _NO_ROW, (), closed=False)
        place = np.delete(np.arange(rows), np.asarray(list(cells.ragged), np.int64))
        empty = _in_all(columns, is_empty)  # to Arrow, an empty line and a line of delimiters are one
        keys = self._keys(block, cells, place, place[empty])
        deferred = np.ones(rows, np.bool_)
        deferred[place] = ~self._proven(columns) | self._blank(columns) | empty
        if self._plan.primary_key is not None:
            deferred |= keys[self._plan.primary_key].absent
        return BlockProof(block.offset, block.end, rows, np.flatnonzero(deferred), keys, closed=True)

    def _proven(self, columns: Sequence[pa.StringArray]) -> Mask:
        """Rows whose cells are all proven, and whose composite references are found."""
        proven = np.ones(len(columns[0]), np.bool_)
        for proof, cells in zip(self._proofs, columns, strict=True):
            proven &= proof.proven(cells)
        for reference in self._composites:
            proven &= self._referenced(reference, columns)
        return proven

    def _blank(self, columns: Sequence[pa.StringArray]) -> Mask:
        """Rows without any value: frictionless has an error of its own for them."""
        return _in_all(zip(self._proofs, columns, strict=True), lambda pair: pair[0].missing(pair[1]))

    def _referenced(self, reference: ForeignKey, columns: Sequence[pa.StringArray]) -> Mask:
        """Rows whose composite reference is found, or has no value at all."""
        texts = zip(*(columns[index].to_pylist() for index in reference.columns), strict=True)
        return np.fromiter((self._is_referenced(reference, cells) for cells in texts), np.bool_, len(columns[0]))

    def _is_referenced(self, reference: ForeignKey, texts: tuple[str, ...]) -> bool:
        verdict = self._verdicts.get((reference, texts))
        if verdict is None:
            if len(self._verdicts) >= REMEMBERED:
                self._verdicts = {}
            verdict = self._verdicts[reference, texts] = self._look_up(reference, texts)
        return verdict

    def _look_up(self, reference: ForeignKey, texts: tuple[str, ...]) -> bool:
        readers = (self._plan.columns[index].read for index in reference.columns)
        try:
            values = tuple(read(text)[0] for read, text in zip(readers, texts, strict=True))
            return set(values) == {None} or reference.contains(values)
        except CRASHES:
            return False

    def _keys(self, block: Block, cells: Cells, place: Integers, empty: Integers) -> tuple[KeyPart, ...]:
        """The keys of all rows; those of rows that Arrow did not see as they are from what csv reads.

        Args:
            block: the block.
            cells: its cells.
            place: the row of each record that is not ragged.
            empty: rows that may be an empty line.
        """
        if not self._plan.keys:
            return ()
        odd = {
            index: next(csv.reader(_lines(text), delimiter=self._form.delimiter))
            for index, text in cells.ragged.items()
        }
        odd |= {record.index: record.cells for record in records_at(block, self._form, empty.tolist(), cells.rows)}
        rows = np.asarray(list(odd), np.int64)
        parts = {}
        for index, column in self._key_columns.items():
            found, absent = np.zeros(cells.rows, np.int64), np.zeros(cells.rows, np.bool_)
            found[place], absent[place] = column.fingerprints(cells.columns[index])
            found[rows], absent[rows] = column.of_texts([_cell(record, index) for record in odd.values()])
            parts[index] = found, absent
        return tuple(KeyPart(*combined([parts[index] for index in key])) for key in self._plan.keys)


def references_of(plan: TablePlan, index: int) -> list[Callable[[Any], bool]]:
    """For each foreign key of this column alone, whether the referenced table has a value."""

    def looks_up(reference: ForeignKey) -> Callable[[Any], bool]:
        return lambda value: reference.contains((value,))

    return [looks_up(reference) for reference in plan.foreign_keys if reference.columns == (index,)]


def _in_all(items: Iterable[_Item], test: Callable[[_Item], Mask]) -> Mask:
    """Rows for which the test holds in every column, asked until none is left."""
    tests = map(test, items)
    passed = next(tests)
    while passed.any() and (more := next(tests, None)) is not None:
        passed = passed & more
    return passed


def _cell(record: Sequence[str], index: int) -> str | None:
    """A cell of a record; null where the record is too short to have it."""
    return record[index] if index < len(record) else None


def _lines(text: str) -> list[str]:
    """The lines of a record, as files give them."""
    return list(io.StringIO(text, newline=""))
