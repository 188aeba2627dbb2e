"""The cells of a table by column, all of them, before anybody knows their types."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.draft.columns import ColumnFacts
from pipeline.errors import SettingsError, UsageError
from pipeline.prover.loading import table_resource
from pipeline.prover.reference import Failed
from pipeline.prover.rows import typed_batches
from pipeline.prover.undescribed import opened
from pipeline.validate.bounds import Bounds
from pipeline.validate.observed import Observer

_BATCH = 10_000  # rows of a file that is read row by row


class Source:
    """A file of a table, opened once to see how it is read.

    Attributes:
        path: where it lies.
        names: those of the fields: the labels of the header, or what stands for them.
        encoding: in which it is read; null where it is no text.
        delimiter: what stands between cells; null where it is no text.
        rows: how many there are, once they are read.
    """

    def __init__(self, path: Path, bounds: Bounds) -> None:
        """Open it.

        Raises:
            UsageError: it is no table, it has no header, or it is beyond what may be read.
        """
        if not path.is_file():
            raise SettingsError("no_file" if path.exists() else "file_missing", file=path)
        self.path = path
        self.rows = 0
        self.encoding: str | None = None
        self.delimiter: str | None = None
        if path.suffix == ".parquet":  # frictionless would read it all
            self.names = _labels(path)
        else:
            load = Observer(bounds=bounds).watching(partial(table_resource, path, None))
            with opened(load()) as table:
                self.names, self.encoding, self.delimiter = table.names, table.encoding, table.delimiter
        if not self.names:
            raise UsageError("no_header", file=path)

    def facts(self) -> list[ColumnFacts]:
        """What each column holds, from all rows. Raises UsageError where they cannot be read."""
        columns = [ColumnFacts(name) for name in self.names]
        with _reading(self.path):
            if self.delimiter is None:
                self._see_values(columns)
            else:
                self._see_texts(columns)
        self.rows = columns[0].rows
        return columns

    def _see_texts(self, columns: list[ColumnFacts]) -> None:
        schema = {"fields": [{"name": name, "type": "string"} for name in self.names], "missingValues": []}
        for batch in typed_batches(self.path, schema, self.encoding):
            for facts, cells in zip(columns, batch.columns, strict=True):
                facts.see(cells)

    def _see_values(self, columns: list[ColumnFacts]) -> None:
        for rows in self._batches():
            for index, facts in enumerate(columns):
                facts.see_values([row[index] if index < len(row) else None for row in rows])

    def _batches(self) -> Iterator[list[list[object]]]:
        if self.path.suffix == ".parquet":
            with pq.ParquetFile(self.path) as file:
                for batch in file.iter_batches(_BATCH):
                    yield [list(row) for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)]
            return
        with opened(table_resource(self.path, None, self.encoding)) as table:
            cells = table.cells()
            while rows := list(islice(cells, _BATCH)):
                yield rows


def _labels(path: Path) -> list[str]:
    """The columns of a Parquet file. Raises UsageError where it is none."""
    with _reading(path):
        return list(pq.read_schema(path).names)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Say what keeps a file from being read as a table, whichever library found it."""
    try:
        yield
    except Failed as error:
        raise UsageError("table_unopened", file=path, detail=error.error.note) from error
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # of the system, not of the file
            raise
        raise UsageError("table_unopened", file=path, detail=str(error).partition("\n")[0]) from error
