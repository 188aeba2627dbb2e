"""Tables larger than memory: kept on disk in the order of their keys, sorted and compared within a bound."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import MachineRefuses
from pipeline.machine import scratch
from pipeline.model import Table
from pipeline.schema import TableSpec

if TYPE_CHECKING:
    import duckdb

MEMORY = "128MB"  # what DuckDB may hold before it writes to disk; a table of 1 M rows x 12 columns is some 200 MB
THREADS = 1  # each holds blocks of its own: two run out of 128 MB when they sort 10 M rows, and one is hardly slower
BATCH = 65_536  # rows: some 13 MB of such a table


@contextmanager
def connect(folder: Path) -> "Iterator[duckdb.DuckDBPyConnection]":
    """A database as from `open_database`, for a block that does nothing else. Raises as `room_in`."""
    with room_in(folder), open_database(folder) as database:
        yield database


def open_database(folder: Path) -> "duckdb.DuckDBPyConnection":
    """A DuckDB that holds no more than `MEMORY`, and spills into `folder`."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "threads": THREADS,
        "temp_directory": str(folder / "spill"),
        "preserve_insertion_order": False,
    }
    database = duckdb.connect(":memory:", config=config)
    database.execute("SET enable_progress_bar = false")  # it would go to stdout
    return database


@contextmanager
def room_in(folder: Path) -> Iterator[None]:
    """For what a database does in `folder`, or a file.

    Raises:
        UsageError: neither memory nor disk has room for it.
        KeyboardInterrupt: it was interrupted; DuckDB has an error of its own for that.
    """
    import duckdb

    try:
        yield
    except (duckdb.InterruptException, RuntimeError) as error:
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from error
        raise
    except (duckdb.IOException, duckdb.OutOfMemoryException, OSError) as error:  # Arrow's streams give an OSError
        detail = str(error).partition("\n")[0]
        place = scratch.outside() if scratch.is_temporary(folder.parent) else folder.parent
        raise MachineRefuses("no_room_on_disk", folder=place, detail=detail) from error


def append(database: "duckdb.DuckDBPyConnection", name: str, rows: pa.Table) -> None:
    """Put rows into a table, which is made of them where there is none of that name."""
    database.register("appended", rows)
    database.execute(f"CREATE TABLE IF NOT EXISTS {quoted(name)} AS FROM appended LIMIT 0")
    database.execute(f"INSERT INTO {quoted(name)} FROM appended")
    database.unregister("appended")


def stream(table: Table) -> pa.RecordBatchReader:
    """The rows of a table, to be read once."""
    return pa.RecordBatchReader.from_batches(table.spec.arrow_schema(), table.batches())


class Spool:
    """The rows of a table while they come in.

    Attributes:
        rows: how many were kept.
    """

    def __init__(self, spec: TableSpec, folder: Path) -> None:
        """Keep nothing yet; `folder` must outlive the table."""
        self.rows = 0
        self._spec, self._folder = spec, folder
        self._schema = spec.arrow_schema()
        self._order = _KeyOrder(spec.primary_key)
        self._open = ExitStack()
        self._keep, self._as_kept = self._open.enter_context(spooling(spec, folder / f"{spec.name}.arrow"))

    def keep(self, batch: pa.RecordBatch) -> None:
        """Keep some rows. Where `fieldsMatch` lets a file have other columns, or in another order, names tell which."""
        columns = batch.columns if batch.schema.names == self._schema.names else self._named(batch)
        self._keep(self._order.seen(pa.RecordBatch.from_arrays(columns, schema=self._schema)))
        self.rows += batch.num_rows

    def _named(self, batch: pa.RecordBatch) -> list[pa.Array]:
        there = set(batch.schema.names)
        return [
            batch.column(field.name) if field.name in there else pa.nulls(batch.num_rows, field.type)
            for field in self._schema
        ]

    def close(self) -> None:
        """Keep no more."""
        self._open.close()

    def table(self) -> Table:
        """What was kept, in the order of its primary key. Raises as `room_in`."""
        self.close()
        if self._order.rising:
            return self._as_kept
        with connect(self._folder) as database:
            database.register("unsorted", stream(self._as_kept))
            names = ", ".join(quoted(name) for name in self._spec.primary_key)
            query = f"SELECT * FROM unsorted ORDER BY {names}"  # noqa: S608 (quoted)
            rows = database.sql(query).to_arrow_reader(BATCH)
            with spooling(self._spec, self._folder / f"{self._spec.name}-by-key.arrow") as (keep, ordered):
                for batch in rows:
                    keep(pa.RecordBatch.from_arrays(batch.columns, schema=self._schema))
        (self._folder / f"{self._spec.name}.arrow").unlink()
        return ordered


def spooled(spec: TableSpec, batches: Iterable[pa.RecordBatch], folder: Path) -> Table:
    """The table of these batches, which are read once, one at a time, in the order of its primary key; see `Spool`."""
    spool = Spool(spec, folder)
    try:
        for batch in batches:
            spool.keep(batch)
    finally:
        spool.close()
    return spool.table()


def quoted(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


class _KeyOrder:
    """Whether the keys seen so far rise from row to row."""

    def __init__(self, key: tuple[str, ...]) -> None:
        self._key = list(key)
        self._last: pa.RecordBatch | None = None
        self.rising = True

    def seen(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The same batch, its keys compared."""
        if self.rising and batch.num_rows:
            keys = batch.select(self._key)
            self.rising = (self._last is None or _rises(_joined(self._last, keys.slice(0, 1)))) and _rises(keys)
            self._last = keys.slice(batch.num_rows - 1)
        return batch


def _joined(*rows: pa.RecordBatch) -> pa.RecordBatch:
    return pa.Table.from_batches(rows).combine_chunks().to_batches()[0]


def _rises(keys: pa.RecordBatch) -> bool:
    """Whether each row is greater than the one before, by the first column, then by the next; a null is not."""
    rises = None
    for column in reversed(keys.columns):
        before, after = column[:-1], column[1:]
        greater = pc.greater(after, before)
        rises = greater if rises is None else pc.or_(greater, pc.and_(pc.equal(after, before), rises))
    return bool(pc.all(rises, skip_nulls=False, min_count=0).as_py())


@contextmanager
def spooling(spec: TableSpec, path: Path) -> Iterator[tuple[Callable[[pa.RecordBatch], None], Table]]:
    """How to keep a batch in the file at `path`, and the table of those kept: to be read when all are."""
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, spec.arrow_schema()) as writer:
        yield writer.write_batch, Table(spec, partial(_read, path), partial(_read, path))


def _read(path: Path, first: int = 0) -> Iterator[pa.RecordBatch]:
    with pa.OSFile(str(path)) as file:  # read, not mapped: what was read can be forgotten
        reader = pa.ipc.open_file(file)
        yield from (reader.get_batch(index) for index in range(first, reader.num_record_batches))
