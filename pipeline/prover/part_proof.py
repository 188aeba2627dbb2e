"""What is made of one part of a table, wherever: pure functions of what they are given, whose results may be lost.

They are called by name in other processes and on other machines, perhaps twice.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

import numpy as np
import pyarrow as pa

from pipeline.prover.buffers import Integers, integers
from pipeline.prover.layout import Format, UnreadableBlock
from pipeline.prover.parquet import NativeTableProver, rows_of_parquet
from pipeline.prover.parquet_part import parquet_part
from pipeline.prover.parquet_shape import DAMAGED, PartShape, Shape, shape_of_part
from pipeline.prover.part_references import referred
from pipeline.prover.part_text import blocks_of, rows_of_text
from pipeline.prover.parts import Part, UnfitPart, unpacked
from pipeline.prover.prove import BlockProof, TableProver
from pipeline.prover.recipe import KEYS, REFERENCES, Deferred, Extent, Proof, Recipe, Summary
from pipeline.prover.split import content_offset


def summary_of(proof: BlockProof) -> Summary:
    """What is known of the rows of a block."""
    extent = Extent(0, proof.rows, proof.offset, proof.end - proof.offset)
    return Summary(proof.rows, proof.deferred, (extent,) if extent.length else ())


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
        return list(rows_of_text(source, recipe.form, extents, wanted))
    finally:
        source.close()


def _none(part: Part, fault: str) -> Proof:
    return Proof(Summary(part=part.number, fault=fault), KEYS.empty_table(), REFERENCES.empty_table())


def _prove_text(recipe: Recipe, form: Format, part: Part) -> Proof:
    prover = TableProver(recipe.plan, form)
    source = unpacked(part, recipe.reachable)
    summaries, keys = [Summary(part=part.number)], _Keys(part.number)
    try:
        for proof in blocks_of(recipe, form, part, source, prover.prove):
            keys.add(proof)
            summaries.append(summary_of(proof))
        found = reduce(Summary.followed_by, summaries)
        head = content_offset(source, form, recipe.header_rows)
        first = tuple(rows_of_text(source, form, found.extents, found.deferred[: recipe.cap]))
        summary = replace(found, first=first, head=head, size=source.size)
    finally:
        source.close()
    return Proof(summary, keys.table(), referred(recipe, part))


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
    return Proof(replace(found, first=first), keys.table(), referred(recipe, part))


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
