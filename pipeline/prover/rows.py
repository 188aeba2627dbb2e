"""The rows of a table as typed Arrow batches, and a table in parts as one file."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.prover.judge import threads
from pipeline.prover.layout import UnreadableBlock
from pipeline.prover.loading import table_resource
from pipeline.prover.parts_table import PartsTable, is_in_parts
from pipeline.prover.reference import ReferenceTable

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.prover.judge import Watching


def typed_batches(
    path: Path | str, schema: Mapping[str, Any] | Path | str | None, encoding: str | None = None
) -> "Iterator[pa.RecordBatch]":
    """The rows of a table that a check found valid, with the values frictionless reads, as typed Arrow batches.

    Integers are `int64`, numbers `float64`, dates `date32`, moments `timestamp[us]` (in UTC where the cell names a
    zone); a field of another type keeps its text. A missing value is null. Where no encoding is named, frictionless
    guesses it.

    Raises:
        frictionless.FrictionlessException: it cannot open the table.
        OverflowError: an integer needs more than 64 bits, or a number is larger than a double can be.
        Unkept: some moments of a column name a zone and others none, or one is finer than a microsecond.
    """
    from pipeline.prover.typed import TypedTable

    load = partial(table_resource, Path(path), Path(schema) if isinstance(schema, str) else schema, encoding)
    table = ReferenceTable(load())
    layout = table.layout(limit_errors=0)
    typed = TypedTable(table.columns())
    done = 0
    if layout is not None:
        table.close()
        try:
            with table, threads() as pool:
                for batch in typed.of_files(table.unpacked(), layout, pool):
                    yield batch
                    done += batch.num_rows
        except UnreadableBlock:
            table = ReferenceTable(load())
            table.layout(limit_errors=0)
        else:
            return
    if table.is_parquet:
        yield from typed.of_values(table.read_rows())
    else:
        yield from typed.of_rows(islice(table.rows(), done, None))


def glued(
    sources: Sequence[str], schema: Mapping[str, Any], encoding: str | None, folder: Path, watching: "Watching"
) -> Path:
    """The parts of a table as one file in `folder`; where it is one file of this machine, that file.

    Args:
        sources: what stands for the parts: paths of files and folders, patterns, addresses.
        schema: the table's; it says which partitions are columns.
        encoding: null where nobody names one.
        folder: exists, and is empty.
        watching: as for `Check`.

    Raises:
        UsageError: a part does not fit the others, or there is none.
        SourceError: one is not reached.
    """
    alone = {key: schema[key] for key in schema if key != "foreignKeys"}
    resource = watching(partial(table_resource, list(sources), alone, encoding))()
    if not is_in_parts(resource):
        return ReferenceTable(resource).path
    table = PartsTable(resource)
    with table, threads() as pool:
        if not table.is_parquet:
            with suppress(UnreadableBlock):  # of a part without a header: what fits is told with its name
                table.layout(0)
            table.ensure_fit(pool, closely=True)
        return table.glued(folder)
