"""The values that the rows of one part refer to, or that others may refer to there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.prover.buffers import Integers, booleans, distinct, integers
from pipeline.prover.fingerprint import ValueOf, certain_value, likely_value, python_values
from pipeline.prover.foreign_keys import distinct_rows
from pipeline.prover.key_digest import digests_of
from pipeline.prover.layout import Format
from pipeline.prover.parquet_part import parquet_part
from pipeline.prover.parquet_shape import Shape
from pipeline.prover.part_text import blocks_of
from pipeline.prover.parts import Part, unpacked
from pipeline.prover.recipe import REFERENCES, Recipe
from pipeline.prover.split import Block
from pipeline.prover.tokenise import cell, is_closed, odd_records, tokenise

_Values = list[tuple[int, int]]


def referred(recipe: Recipe, part: Part) -> pa.Table:
    """Each value that the rows of a part refer to, once."""
    seen: dict[tuple[int, int, int], int] = {}
    for number, values, rows in _references(recipe, part):
        for (high, low), row in zip(values, rows.tolist(), strict=True):
            seen.setdefault((number, high, low), row)
    columns = list(zip(*((*key, part.number, row) for key, row in seen.items()), strict=True)) or [()] * len(REFERENCES)
    return pa.Table.from_arrays(
        [pa.array(values, kind) for values, kind in zip(columns, REFERENCES.types, strict=True)], schema=REFERENCES
    )


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
        for done in blocks_of(recipe, form, part, source, work):
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
        return is_closed(self.block, self.form, self.cells)


def rows_that_refer(recipe: Recipe, part: Part, missing: frozenset[tuple[int, int, int]]) -> Integers:
    """The rows of a part that refer to values which are found nowhere: number of the reference, and the value."""
    found = [
        rows
        for number, values, rows in _references(recipe, part)
        for rows in [rows[[(number, high, low) in missing for high, low in values]]]
    ]
    return distinct(np.concatenate([np.zeros(0, np.int64), *found]))
