"""What foreign keys refer to, read by column.

Frictionless reads each row of such a table. Where it raises on a cell as it does, it raises again as it judges that
table itself, unless it has found all the errors that are wanted before.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipeline.prover.buffers import Integers, Mask, booleans, strings
from pipeline.prover.fingerprint import KeyColumn, certain_value, combined
from pipeline.prover.layout import Column, Layout, Progress, TablePlan, UnreadableBlock
from pipeline.prover.parquet_part import parquet_part
from pipeline.prover.parquet_shape import DAMAGED, shape_of_all, shape_of_part
from pipeline.prover.parts import Part
from pipeline.prover.referenced_keys import IN_MEMORY, ReferencedValues, distinct_keys, sorted_keys
from pipeline.prover.scan import Glue, read_blocks
from pipeline.prover.split import Block
from pipeline.prover.store import Reachable, Source
from pipeline.prover.tokenise import Cells, cell, is_closed, odd_records, tokenise
from pipeline.prover.typed_column import NativeKey


@dataclass(frozen=True)
class _KeyBlock:
    """The keys of a block, each once."""

    keys: list[pa.RecordBatch]
    end: int
    closed: bool


def values_in_text(
    sources: Sequence[Source],
    layout: Layout,
    names: Sequence[str],
    pool: Executor,
    folder: Callable[[], Path],
    progress: Progress | None,
) -> ReferencedValues:
    """What the CSV files of a table, which are not compressed, have in the columns `names`.

    Args:
        sources: the files.
        layout: how they lie.
        names: columns.
        pool: what reads blocks.
        folder: gives one where the values can be kept; it must outlive them.
        progress: called with the bytes that are read and those there are.

    Raises:
        UnreadableBlock: only frictionless can read it.
        UsageError: there is no room for the values.
    """
    reader = _KeyReader(layout, names)
    glue = Glue(sources, layout)

    def work(block: Block) -> _KeyBlock:
        cells = tokenise(block, layout.form, len(layout.plan.columns))
        if not is_closed(block, layout.form, cells):
            return _KeyBlock([], block.end, closed=False)
        return _KeyBlock(reader.keys(block, cells), block.end, closed=True)

    def keys() -> Iterator[pa.RecordBatch]:
        for part, done in read_blocks(sources, layout, pool, work):
            yield from done.keys
            if progress:
                progress(*glue.progress(part, done.end))

    return reader.values(keys(), folder)


class _KeyReader:
    """What the text of a table has in some of its columns."""

    def __init__(self, layout: Layout, names: Sequence[str]) -> None:
        """Read the columns `names`. Raises UnreadableBlock where one is not there."""
        self._form = layout.form
        self._wanted = _positions(layout.plan, names)
        self._columns = [layout.plan.columns[index] for index in self._wanted]
        self._readers = [KeyColumn(column, certain_value) for column in self._columns]

    def keys(self, block: Block, cells: Cells) -> list[pa.RecordBatch]:
        """The keys of a block, each once. Raises UnreadableBlock where only frictionless can read one."""
        odd = list(odd_records(block, self._form, cells).values())
        pairs = zip(self._readers, self._wanted, strict=True)
        read = [_read(reader, cells, odd, index) for reader, index in pairs]
        fingerprints, absent = combined([part for _, part in read])
        return distinct_keys(fingerprints, absent, [texts for texts, _ in read])

    def values(self, keys: Iterable[pa.RecordBatch], folder: Callable[[], Path]) -> ReferencedValues:
        """All keys, to look others up among them."""
        return ReferencedValues(self._columns, sorted_keys([pa.string()] * len(self._columns), keys, folder))


class Referred:
    """What others refer to in a table, gathered while it is proven: it need not be read again for them.

    More than fits into memory is not kept, and read when it is asked for.
    """

    def __init__(self, layout: Layout, names: Iterable[tuple[str, ...]]) -> None:
        """Gather what these groups of columns have, one by one."""
        known = {column.name for column in layout.plan.columns}
        self._readers = {each: _KeyReader(layout, each) for each in names if known.issuperset(each)}
        self._keys: dict[tuple[str, ...], list[pa.RecordBatch]] = {each: [] for each in self._readers}
        self._size = 0

    def of_block(self, block: Block, cells: Cells) -> list[list[pa.RecordBatch]] | None:
        """The keys of a block, by group; null where only frictionless can read one."""
        try:
            return [reader.keys(block, cells) for reader in self._readers.values()]
        except UnreadableBlock:
            return None

    def take(self, keys: Sequence[list[pa.RecordBatch]] | None) -> None:
        """Keep the keys of a block; none of any, from when they are null or too many."""
        self._size += sum(batch.nbytes for each in keys or () for batch in each)
        if keys is None or self._size > IN_MEMORY:
            self._keys = {}
        for held, more in zip(self._keys.values(), keys or (), strict=False):
            held.extend(more)

    def values(self, folder: Callable[[], Path]) -> Iterator[tuple[tuple[str, ...], ReferencedValues]]:
        """All that was kept, by group."""
        for names, keys in self._keys.items():
            yield names, self._readers[names].values(keys, folder)


def values_in_parquet(
    parts: Sequence[Part],
    plan: TablePlan,
    names: Sequence[str],
    folder: Callable[[], Path],
    progress: Progress | None,
    reachable: Reachable | None = None,
) -> ReferencedValues:
    """What a Parquet table, whose rows must satisfy `plan`, has in the columns `names`.

    All its columns are read: where another one is damaged, frictionless must say so.

    Args:
        parts: its files.
        plan: what its rows must satisfy.
        names: columns.
        folder: as for `values_in_text`.
        progress: called with the rows that are read and those there are.
        reachable: as for `store.opened`.

    Raises:
        UnreadableBlock: only frictionless can read it.
        UsageError: there is no room for the values.
    """
    wanted = _positions(plan, names)
    columns = [plan.columns[index] for index in wanted]
    needed = replace(plan, keys=(wanted,))
    fields = [column.name for column in plan.columns]
    try:
        seen = []
        for part in parts:
            with parquet_part(part, fields, reachable) as file:
                seen.append(shape_of_part(file, needed))
        shape, total = shape_of_all(seen, needed), sum(each.rows for each in seen)
        kinds = [shape.kinds[index] for index in wanted]
        if not all(map(_is_exact, columns, kinds)):
            raise UnreadableBlock
        readers = [NativeKey(column, kind, certain_value) for column, kind in zip(columns, kinds, strict=True)]

        def keys() -> Iterator[pa.RecordBatch]:
            done = 0
            for part in parts:
                with parquet_part(part, fields, reachable) as file:
                    for batch in shape.batches(file):
                        cells = [batch[index] for index in wanted]
                        read = [reader.fingerprints(each) for reader, each in zip(readers, cells, strict=True)]
                        yield from distinct_keys(*combined(read), cells)
                        done += len(cells[0])
                        if progress:
                            progress(done, total)

        return ReferencedValues(columns, sorted_keys(kinds, keys(), folder))
    except DAMAGED as error:
        raise UnreadableBlock from error


def _positions(plan: TablePlan, names: Sequence[str]) -> tuple[int, ...]:
    """Which columns these are. Raises UnreadableBlock where one is not there: to frictionless it is empty."""
    known = {column.name: index for index, column in enumerate(plan.columns)}
    if not set(names) <= set(known):
        raise UnreadableBlock
    return tuple(known[name] for name in names)


def _read(
    reader: KeyColumn, cells: Cells, odd: Sequence[Sequence[str]], index: int
) -> tuple[pa.StringArray, tuple[Integers, Mask]]:
    """The texts of a column and their fingerprints: those of regular records, then those of the odd ones."""
    regular = cells.columns[index].filter(booleans(~cells.empty)) if cells.empty.any() else cells.columns[index]
    others = [cell(record, index) for record in odd]
    parts = zip(reader.fingerprints(regular), reader.of_texts(others), strict=True)
    fingerprints, absent = (np.concatenate(pair) for pair in parts)
    return pa.concat_arrays([regular, strings(others)]), (fingerprints, absent)


def _is_exact(column: Column, kind: pa.DataType) -> bool:
    """Whether what is read from values of this type is equal exactly where they are: 0.0 and -0.0 are, as numbers."""
    if pa.types.is_floating(kind):
        return column.type in {"integer", "number"}
    return pa.types.is_integer(kind) or pa.types.is_string(kind) or kind in {pa.bool_(), pa.date32()}
