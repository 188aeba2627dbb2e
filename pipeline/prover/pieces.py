"""What is made of one part of a table, wherever: pure functions of what they are given, whose results may be lost.

They are called by name in other processes and on other machines, perhaps twice. A part, a recipe and a summary are
facts that plain pickle carries. Rows are numbered from 0 within their part.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.prover.buffers import Integers, booleans, integers
from pipeline.prover.digests import digests_of
from pipeline.prover.fingerprint import ValueOf, certain_value, likely_value
from pipeline.prover.foreign_keys import distinct_rows
from pipeline.prover.layout import Format, Layout, TablePlan, UnreadableBlock
from pipeline.prover.parquet import NativeTableProver, rows_of_parquet
from pipeline.prover.parquet_part import parquet_part
from pipeline.prover.parquet_shape import DAMAGED, PartShape, Shape, shape_of_part
from pipeline.prover.parts import Part, UnfitPart, unpacked
from pipeline.prover.prove import BlockProof, TableProver
from pipeline.prover.scan import read_blocks
from pipeline.prover.split import Block, content_offset, records_at
from pipeline.prover.store import Reachable, Source
from pipeline.prover.tokenise import cell, odd_records, tokenise

KEYS = pa.schema([("key", pa.int8()), ("fingerprint", pa.int64()), ("part", pa.int32()), ("row", pa.int64())])
"""A row of this a row of the table and key that it has."""
REFERENCES = pa.schema(
    [("reference", pa.int8()), ("high", pa.int64()), ("low", pa.int64()), ("part", pa.int32()), ("row", pa.int64())]
)
"""The values that a part refers to, or that others may refer to, each once, by 128 bits; and the first row with it."""


@dataclass(frozen=True)
class Recipe:
    """All that must be known of a table to prove a part of it."""

    plan: TablePlan
    """Without what its foreign keys refer to."""
    references: tuple[tuple[int, ...], ...]
    """The columns of each foreign key; or of what others refer to."""
    form: Format | None
    """Null for Parquet."""
    header_rows: int
    parts: int
    """How many there are."""
    kinds: tuple[pa.DataType, ...] = ()
    """The types of the columns of Parquet, as pandas would see all parts as one file."""
    cap: int = 1000
    """The cells of so many deferred rows come with the summary; more must be asked for."""
    is_referenced: bool = False
    """Whether it is asked for what others refer to, and not for its own keys."""
    reachable: Reachable | None = None

    @property
    def names(self) -> list[str]:
        """Of the columns."""
        return [column.name for column in self.plan.columns]


@dataclass(frozen=True)
class Extent:
    """Where some rows are in a file of text."""

    first_row: int
    rows: int
    offset: int
    length: int


@dataclass(frozen=True)
class Deferred:
    """A row for frictionless to judge."""

    row: int
    cells: list[Any]
    read_to: int | None = None
    """The offset in the part to which it must be read to know its end; null where nobody counts bytes."""


@dataclass(frozen=True)
class Summary:
    """What is known of some rows of a part, one after the other; of a whole part in the end."""

    rows: int = 0
    deferred: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    """Rows that are not proven, ascending."""
    extents: tuple[Extent, ...] = ()
    """Of text only."""
    part: int = 0
    first: tuple[Deferred, ...] = ()
    """The first deferred rows."""
    head: int = 0
    """Bytes of the header."""
    size: int = 0
    """Bytes of the part."""
    fault: str = ""
    """Why it cannot be read: `open_quote`, or `unreadable`; empty where it can."""

    def followed_by(self, other: "Summary") -> "Summary":
        """What is known of these rows and those of `other` after them. Associative."""
        shifted = (replace(extent, first_row=extent.first_row + self.rows) for extent in other.extents)
        return replace(
            self,
            rows=self.rows + other.rows,
            deferred=np.concatenate([self.deferred, other.deferred + self.rows]),
            extents=(*self.extents, *shifted),
        )


def summary_of(proof: BlockProof) -> Summary:
    """What is known of the rows of a block."""
    extent = Extent(0, proof.rows, proof.offset, proof.end - proof.offset)
    return Summary(proof.rows, proof.deferred, (extent,) if extent.length else ())


@dataclass(frozen=True)
class Proof:
    """What a part gives: a summary for who asked, and keys to be compared with those of other parts."""

    summary: Summary
    keys: pa.Table
    references: pa.Table


def seen_part(recipe: Recipe, part: Part) -> PartShape | None:
    """What a Parquet part tells of the columns of its table; null where only frictionless can read it."""
    keyed = (*recipe.plan.keys, *recipe.references) if recipe.is_referenced else recipe.plan.keys
    try:
        with parquet_part(part, recipe.names, recipe.reachable) as file:
            return shape_of_part(file, replace(recipe.plan, keys=keyed))
    except (UnreadableBlock, *DAMAGED):
        return None


def prove_part(recipe: Recipe, part: Part) -> Proof:
    """The proof of a part."""
    try:
        return _prove_text(recipe, recipe.form, part) if recipe.form else _prove_parquet(recipe, part)
    except UnfitPart as unfit:
        return _none(part, unfit.why)
    except (UnreadableBlock, *DAMAGED):
        return _none(part, "unreadable")


def rows_of_part(recipe: Recipe, part: Part, extents: Sequence[Extent], wanted: Integers) -> list[Deferred]:
    """These rows of a part, which was proven."""
    if recipe.form is None:
        with parquet_part(part, recipe.names, recipe.reachable) as file:
            from pipeline.prover.reference import cells_of  # frictionless is slow to load

            found = []
            for rows, table in rows_of_parquet(file, Shape(recipe.kinds), wanted):
                found += [Deferred(row, cells) for row, cells in zip(rows.tolist(), cells_of(table), strict=True)]
            return found
    source = unpacked(part, recipe.reachable)
    try:
        return list(_rows_of_text(source, recipe.form, extents, wanted))
    finally:
        source.close()


def rows_that_refer(recipe: Recipe, part: Part, missing: frozenset[tuple[int, int, int]]) -> Integers:
    """The rows of a part that refer to values which are found nowhere: number of the reference, and the value."""
    found = [
        rows
        for number, values, rows in _references(recipe, part)
        for rows in [rows[[(number, high, low) in missing for high, low in values]]]
    ]
    return np.unique(np.concatenate([np.zeros(0, np.int64), *found]))


def _none(part: Part, fault: str) -> Proof:
    return Proof(Summary(part=part.number, fault=fault), KEYS.empty_table(), REFERENCES.empty_table())


class _Here(Executor):
    """Work done where it is asked for: who asked for a part has many at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401 (as it is)
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except (UnreadableBlock, UnfitPart) as error:
            done.set_exception(error)
        return done


def _layout(recipe: Recipe, form: Format) -> Layout:
    return Layout(Path(), "", None, form, recipe.plan, recipe.header_rows)


def _prove_text(recipe: Recipe, form: Format, part: Part) -> Proof:
    prover = TableProver(recipe.plan, form)
    source = unpacked(part, recipe.reachable)
    more = part.number + 1 < recipe.parts
    summaries, keys = [Summary(part=part.number)], _Keys(part.number)
    try:
        for _, proof in read_blocks([source], _layout(recipe, form), _Here(), prover.prove, more=more):
            keys.add(proof)
            summaries.append(summary_of(proof))
        found = reduce(Summary.followed_by, summaries)
        head = content_offset(source, form, recipe.header_rows)
        first = tuple(_rows_of_text(source, form, found.extents, found.deferred[: recipe.cap]))
        summary = replace(found, first=first, head=head, size=source.size)
    finally:
        source.close()
    return Proof(summary, keys.table(), _referred(recipe, part))


def _prove_parquet(recipe: Recipe, part: Part) -> Proof:
    shape = Shape(recipe.kinds)
    prover = NativeTableProver(recipe.plan, shape)
    summaries, keys = [Summary(part=part.number)], _Keys(part.number)
    with parquet_part(part, recipe.names, recipe.reachable) as file:
        for columns in shape.batches(file):
            proof = prover.prove(columns)
            keys.add(proof)
            summaries.append(summary_of(proof))
    found = reduce(Summary.followed_by, summaries)
    first = tuple(rows_of_part(recipe, part, (), found.deferred[: recipe.cap]))
    return Proof(replace(found, first=first), keys.table(), _referred(recipe, part))


class _Keys:
    """The keys of a part, as they are proven."""

    def __init__(self, part: int) -> None:
        self._part = part
        self._rows = 0
        self._batches: list[pa.RecordBatch] = []

    def add(self, proof: BlockProof) -> None:
        for number, key in enumerate(proof.keys):
            rows = self._rows + np.flatnonzero(~key.absent)
            columns = [
                pa.array(np.full(len(rows), number, np.int8)),
                integers(key.fingerprints[~key.absent]),
                pa.array(np.full(len(rows), self._part, np.int32)),
                integers(rows),
            ]
            self._batches.append(pa.RecordBatch.from_arrays(columns, schema=KEYS))
        self._rows += proof.rows

    def table(self) -> pa.Table:
        return pa.Table.from_batches(self._batches, KEYS)


def _referred(recipe: Recipe, part: Part) -> pa.Table:
    """Each value that the rows of a part refer to, once."""
    seen: dict[tuple[int, int, int], int] = {}
    for number, values, rows in _references(recipe, part):
        for (high, low), row in zip(values, rows.tolist(), strict=True):
            seen.setdefault((number, high, low), row)
    columns = list(zip(*((*key, part.number, row) for key, row in seen.items()), strict=True)) or [()] * len(REFERENCES)
    return pa.Table.from_arrays(
        [pa.array(values, kind) for values, kind in zip(columns, REFERENCES.types, strict=True)], schema=REFERENCES
    )


_Values = list[tuple[int, int]]


def _references(recipe: Recipe, part: Part) -> Iterator[tuple[int, _Values, Integers]]:
    """Of each reference and block: the values that rows have, and the rows, ascending; without those that have none."""
    if not recipe.references:
        return
    value_of = certain_value if recipe.is_referenced else likely_value
    for number, columns, cells, rows in _cells(recipe, part):
        distinct, codes = distinct_rows(cells)
        read = [_read(value_of, recipe, index, each) for index, each in zip(columns, distinct, strict=True)]
        digests = digests_of(list(zip(*read, strict=True)))
        found = [digests[code] for code in codes.tolist()]
        present = np.fromiter((digest is not None for digest in found), np.bool_, len(found))
        yield number, [digest for digest in found if digest is not None], rows[present]


def _read(value_of: ValueOf, recipe: Recipe, index: int, cells: pa.Array) -> list[Any]:
    from pipeline.prover.fingerprint import python_values

    return [value_of(recipe.plan.columns[index], each) for each in python_values(cells)]


def _cells(recipe: Recipe, part: Part) -> Iterator[tuple[int, tuple[int, ...], list[pa.Array], Integers]]:
    """Of each reference and block: its columns, their cells, and the rows."""
    if recipe.form is None:
        first = 0
        with parquet_part(part, recipe.names, recipe.reachable) as file:
            for batch in Shape(recipe.kinds).batches(file):
                rows = first + np.arange(len(batch[0]))
                for number, columns in enumerate(recipe.references):
                    yield number, columns, [batch[index] for index in columns], rows
                first += len(rows)
        return
    form = recipe.form
    source = unpacked(part, recipe.reachable)

    def work(block: Block) -> "_Tokenised":
        return _Tokenised(block, tokenise(block, form, len(recipe.plan.columns)), form)

    try:
        first = 0
        more = part.number + 1 < recipe.parts
        for _, done in read_blocks([source], _layout(recipe, form), _Here(), work, more=more):
            odd = odd_records(done.block, form, done.cells)
            regular = ~done.cells.empty
            for number, columns in enumerate(recipe.references):
                cells = [
                    pa.concat_arrays(
                        [
                            done.cells.columns[index].filter(booleans(regular)),
                            pa.array([cell(record, index) for record in odd.values()], pa.string()),
                        ]
                    )
                    for index in columns
                ]
                rows = np.concatenate([done.cells.place[regular], np.asarray(list(odd), np.int64)])
                order = np.argsort(rows)
                yield number, columns, [each.take(integers(order)) for each in cells], first + rows[order]
            first += done.cells.rows
    finally:
        source.close()


@dataclass(frozen=True)
class _Tokenised:
    """The cells of a block."""

    block: Block
    cells: Any
    form: Format

    @property
    def end(self) -> int:
        return self.block.end

    @property
    def closed(self) -> bool:
        from pipeline.prover.tokenise import is_closed

        return is_closed(self.block, self.form, self.cells)


def _rows_of_text(source: Source, form: Format, extents: Sequence[Extent], wanted: Integers) -> Iterator[Deferred]:
    for extent in extents:
        here = wanted[(wanted >= extent.first_row) & (wanted < extent.first_row + extent.rows)]
        if not len(here):
            continue
        block = Block(extent.offset, source.read_at(extent.length, extent.offset))
        for record in records_at(block, form, (here - extent.first_row).tolist(), extent.rows):
            line_feed = block.content[record.end - 1 : record.end] == b"\n"
            read_to = extent.offset + record.end + (not line_feed)
            yield Deferred(extent.first_row + record.index, record.cells, read_to)
