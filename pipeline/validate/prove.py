"""Which rows of a block are certainly valid: a Table Schema compiled to proofs over Arrow string columns.

A proof is a test on the text of the cells, never a cast: Arrow takes `0x10`, `tRuE` and year `24`, frictionless does
not. "Not proven" is no verdict: such a row is deferred to frictionless.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from pipeline.validate.buffers import Integers, Mask, numbers
from pipeline.validate.column import CRASHES, REMEMBERED, ColumnProof, KeyColumn, combined
from pipeline.validate.forms import Column
from pipeline.validate.split import Block, Format, Record, Records, UnreadableBlockError, records_at

_Item = TypeVar("_Item")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values must be found in another table."""

    columns: tuple[int, ...]
    contains: Callable[[tuple[Any, ...]], bool]
    """Whether the referenced table has these values."""


@dataclass(frozen=True)
class TablePlan:
    """What the rows of a table must satisfy."""

    columns: tuple[Column, ...]
    keys: tuple[tuple[int, ...], ...] = ()
    """Columns of each unique field and of the primary key, whose rows must differ."""
    primary_key: int | None = None
    """Which of `keys` must have a value in every row."""
    foreign_keys: tuple[ForeignKey, ...] = ()


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
            ColumnProof(column, _references(plan, index), keyed=index in keyed)
            for index, column in enumerate(plan.columns)
        ]
        self._key_columns = {column: KeyColumn(plan.columns[column]) for column in sorted(keyed)}
        self._verdicts: dict[tuple[ForeignKey, tuple[str, ...]], bool] = {}

    def prove(self, block: Block) -> BlockProof:
        """The proof of one block, which begins where a record begins.

        Raises:
            UnreadableBlockError: the bytes cannot be tokenised as frictionless would.
        """
        columns, ragged = self._tokenise(block.content)
        count = len(columns[0])
        rows = count + len(ragged)
        place = np.delete(np.arange(rows), ragged) if ragged else np.arange(rows)
        if not (block.final or self._closed(block.content, columns, ragged, rows)):
            return BlockProof(block.offset, block.end, rows, place[:0], (), closed=False)
        empty = _in_all(columns, _is_empty)
        uncertain = np.sort(np.concatenate([np.asarray(ragged, np.int64), place[empty]]))
        keys = self._keys(block, columns, place, uncertain, rows)
        deferred = np.ones(rows, np.bool_)
        deferred[place] = ~self._proven(columns) | self._blank(columns) | empty
        if self._plan.primary_key is not None:
            deferred |= keys[self._plan.primary_key].absent
        return BlockProof(block.offset, block.end, rows, np.flatnonzero(deferred), keys, closed=True)

    def _tokenise(self, content: bytes) -> tuple[list[pa.StringArray], list[int]]:
        """The cells by column of all records with as many cells as there are fields, and the other records."""
        if content.startswith(_BYTE_ORDER_MARK):  # Arrow would drop it, frictionless keeps it
            raise UnreadableBlockError
        text = self._form.utf8(content)
        ragged: list[int] = []

        def note(row: pa.csv.InvalidRow) -> str:
            ragged.append(row.number - 1)
            return "skip"

        names = [str(index) for index in range(len(self._plan.columns))]
        try:
            table = pa.csv.read_csv(
                pa.BufferReader(text),
                pa.csv.ReadOptions(use_threads=False, block_size=len(text) + 1, column_names=names),
                pa.csv.ParseOptions(
                    delimiter=self._form.delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=note,
                ),
                pa.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
            )
        except pa.ArrowInvalid as error:  # not UTF-8
            raise UnreadableBlockError from error
        return [_one_chunk(table.column(index)) for index in range(len(names))], ragged

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

    def _closed(self, content: bytes, columns: list[pa.StringArray], ragged: list[int], rows: int) -> bool:
        """Whether the block ends where its last record ends.

        If it ended within quotes, its last line break would be part of the last cell.
        """
        if b'"' not in content:
            return True
        last_is_ragged = bool(ragged) and ragged[-1] == rows - 1
        if not last_is_ragged and not columns[-1][-1].as_py().endswith(("\n", "\r")):
            return True
        records = Records(content, self._form)
        for _ in records:
            pass
        return records.closed

    def _keys(
        self, block: Block, columns: list[pa.StringArray], place: Integers, uncertain: Integers, rows: int
    ) -> tuple[KeyPart, ...]:
        """The keys of all rows; those of `uncertain` rows from their cells as frictionless sees them."""
        if not self._plan.keys:
            return ()
        records = list(records_at(block, self._form, uncertain.tolist(), rows)) if len(uncertain) else []
        parts = {}
        for index, column in self._key_columns.items():
            found, absent = np.zeros(rows, np.int64), np.zeros(rows, np.bool_)
            found[place], absent[place] = column.fingerprints(columns[index])
            if records:
                cells = [_cell(record, index) for record in records]
                found[uncertain], absent[uncertain] = column.of_cells(cells)
            parts[index] = found, absent
        return tuple(KeyPart(*combined([parts[index] for index in key])) for key in self._plan.keys)


def _references(plan: TablePlan, index: int) -> list[Callable[[Any], bool]]:
    """For each foreign key of this column alone, whether the referenced table has a value."""

    def looks_up(reference: ForeignKey) -> Callable[[Any], bool]:
        return lambda value: reference.contains((value,))

    return [looks_up(reference) for reference in plan.foreign_keys if reference.columns == (index,)]


def _one_chunk(column: pa.ChunkedArray) -> pa.StringArray:
    """The column as one array: a block is read as one."""
    chunks = column.chunks
    return chunks[0] if len(chunks) == 1 else pa.concat_arrays(chunks)


def _is_empty(cells: pa.StringArray) -> Mask:
    """Cells without a character. A row of them may be an empty line, or a line of delimiters: to Arrow it is one."""
    return numbers(pc.binary_length(cells), np.int32) == 0


def _in_all(items: Iterable[_Item], test: Callable[[_Item], Mask]) -> Mask:
    """Rows for which the test holds in every column, asked until none is left."""
    passed: Mask | None = None
    for item in items:
        passed = test(item) if passed is None else passed & test(item)
        if not passed.any():
            return passed
    assert passed is not None
    return passed


def _cell(record: Record, index: int) -> str | None:
    """A cell of a record; null where the record is too short to have it."""
    return record.cells[index] if index < len(record.cells) else None
