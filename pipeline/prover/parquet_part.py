"""One Parquet file of a table, and what its path tells of its rows."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.prover.buffers import strings
from pipeline.prover.parts import Part, partitions_of
from pipeline.prover.store import Source, is_address, opened

if TYPE_CHECKING:
    from pipeline.prover.store import Reachable


class ParquetPart:
    """A file that is open."""

    def __init__(self, file: pq.ParquetFile, added: Mapping[str, str | None], order: Sequence[str]) -> None:
        """Take a file.

        Args:
            file: the file.
            added: the columns that its path tells of, each with its value in all rows.
            order: the names of the table's fields, among which those stand.
        """
        self._file = file
        self.added = added
        self._places = sorted((order.index(name), name) for name in added)
        self.rows: int = file.metadata.num_rows
        self.is_flat: bool = file.metadata.num_columns == len(file.schema_arrow)
        """False where columns have others below them: lists and structures."""
        schema = file.schema_arrow
        for place, name in self._places:
            schema = schema.insert(min(place, len(schema)), pa.field(name, pa.string()))
        self.schema = schema

    def stored(self, size: int, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Some of the columns that are in the file itself."""
        yield from self._file.iter_batches(size, columns=list(columns))

    def batches(self, size: int, row_group: int | None = None) -> Iterator[pa.RecordBatch]:
        """All columns of all rows, or of those in a row group."""
        groups = None if row_group is None else [row_group]
        for batch in self._file.iter_batches(size, row_groups=groups):
            yield self._completed(batch) if self.added else batch

    def groups(self) -> Iterator[tuple[int, int, int]]:
        """The number of each row group, its first row, and the one behind its last."""
        sizes = [self._file.metadata.row_group(group).num_rows for group in range(self._file.num_row_groups)]
        ends = [0]
        for size in sizes:
            ends.append(ends[-1] + size)
        yield from ((group, first, end) for group, (first, end) in enumerate(pairwise(ends)))

    def _completed(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        columns = list(batch.columns)
        for place, name in self._places:
            one = strings([self.added[name]])
            columns.insert(min(place, len(columns)), one.take(pa.nulls(batch.num_rows, pa.int64()).fill_null(0)))
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)


@contextmanager
def parquet_part(part: Part, fields: Sequence[str] = (), reachable: "Reachable | None" = None) -> Iterator[ParquetPart]:
    """A part, open. A column that its path tells of is there if `fields` name it, and it is not stored in the file.

    Raises what reading a damaged file does, and as `store.opened`.
    """
    told = partitions_of(part.name)
    # Without `pre_buffer`, or all that was read stays in memory.
    if not is_address(part.uri):
        with pq.ParquetFile(part.uri, pre_buffer=False) as file:
            yield _completed(file, told, fields)
        return
    source = opened(part.uri, reachable)
    try:
        with pq.ParquetFile(pa.PythonFile(io.BufferedReader(_Stream(source), 1 << 16), "r"), pre_buffer=False) as file:
            yield _completed(file, told, fields)
    finally:
        source.close()


def _completed(file: pq.ParquetFile, told: Mapping[str, str | None], fields: Sequence[str]) -> ParquetPart:
    stored = set(file.schema_arrow.names)
    return ParquetPart(file, {name: told[name] for name in told if name in fields and name not in stored}, fields)


class _Stream(io.RawIOBase):
    """A source as Python's streams are."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        found = self._source.read_at(len(buffer), self._at)
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._source.size}[whence]
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at
