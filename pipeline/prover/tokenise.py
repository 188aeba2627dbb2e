"""The cells of a block by column, as Arrow's CSV reader and Python's csv module both find them."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.csv

from pipeline.observe.quick import is_utf8
from pipeline.prover.buffers import Integers, Mask, in_all, is_empty, one_array
from pipeline.prover.layout import Format, UnreadableBlock
from pipeline.prover.split import Block, Records, records_at

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Cells:
    """The records of a block that have as many cells as there are fields, and which ones do not."""

    columns: list[pa.StringArray]
    ragged: dict[int, str]
    """The text of each other record, by its index among all, ascending."""

    @property
    def rows(self) -> int:
        """All records of the block."""
        return len(self.columns[0]) + len(self.ragged)

    @cached_property
    def place(self) -> Integers:
        """The index among all records of each that is in the columns."""
        return np.delete(np.arange(self.rows), np.asarray(list(self.ragged), np.int64))

    @cached_property
    def empty(self) -> Mask:
        """Which of those in the columns may be an empty line: to Arrow, that and a line of delimiters are one."""
        return in_all(self.columns, is_empty)


def tokenise(block: Block, form: Format, width: int) -> Cells:
    """The cells of a block in `width` columns.

    Raises:
        UnreadableBlock: Arrow would not see what frictionless sees.
    """
    if block.content.startswith(_BYTE_ORDER_MARK):  # Arrow drops it, frictionless keeps it
        raise UnreadableBlock
    text = form.utf8(block.content)
    if not is_utf8(text):  # asked of all at once, which Arrow would ask of each cell
        raise UnreadableBlock
    ragged: dict[int, str] = {}

    def note(row: pa.csv.InvalidRow) -> str:
        ragged[row.number - 1] = row.text
        return "skip"

    names = [str(index) for index in range(width)]
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(text),
            pa.csv.ReadOptions(use_threads=False, block_size=len(text) + 1, column_names=names),
            pa.csv.ParseOptions(
                delimiter=form.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=note,
            ),
            pa.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), check_utf8=False),
        )
    except pa.ArrowInvalid as error:
        raise UnreadableBlock from error
    return Cells([one_array(table.column(index)) for index in range(width)], ragged)


def odd_records(block: Block, form: Format, cells: Cells) -> dict[int, list[str]]:
    """The cells of ragged records and of empty lines as csv reads them, by their index among all."""
    ragged = {
        index: next(csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter))
        for index, text in cells.ragged.items()
    }
    wanted = cells.place[cells.empty].tolist()
    return ragged | {record.index: record.cells for record in records_at(block, form, wanted, cells.rows)}


def cell(record: Sequence[str], index: int) -> str | None:
    """A cell of a record; null where the record is too short to have it."""
    return record[index] if index < len(record) else None


def is_closed(block: Block, form: Format, cells: Cells) -> bool:
    """Whether the block ends where its last record ends: the end of the file always does.

    Where it ended within quotes, its last line break would be part of the last cell.
    """
    if block.final or b'"' not in block.content:
        return True
    last_is_ragged = cells.rows - 1 in cells.ragged
    if not last_is_ragged and not cells.columns[-1][-1].as_py().endswith(("\n", "\r")):
        return True
    records = Records(block.content, form)
    for _ in records:
        pass
    return records.closed
