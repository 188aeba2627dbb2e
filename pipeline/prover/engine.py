"""The verdict on a table whose parts an engine proves: it maps, shuffles and joins; frictionless judges the rest here.

An engine does two things that exist wherever there is one: it calls a function for each item, and compares keys by its
own shuffle and join. It is asked for nothing else, and what it was asked for may be done twice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from pipeline.prover.buffers import Integers, distinct
from pipeline.prover.key_digest import Digest, digest_of
from pipeline.prover.layout import DeferredRow, Layout, TablePlan, UnreadableBlock
from pipeline.prover.lookup import Lookups
from pipeline.prover.parquet_shape import shape_of_all
from pipeline.prover.part_proof import prove_part, rows_of_part, seen_part
from pipeline.prover.part_references import rows_that_refer
from pipeline.prover.parts import Part, UnfitPart
from pipeline.prover.parts_table import PartsTable, is_proven_in_parts
from pipeline.prover.recipe import Deferred, Proof, Recipe, Summary
from pipeline.prover.store import Reachable

if TYPE_CHECKING:
    import frictionless

Item = TypeVar("Item")
Result = TypeVar("Result")
PartRow = tuple[int, int]
"""A part, and a row in it."""
Missing = tuple[int, Digest, int, int]
"""A reference, the value that is found nowhere, a part, and its first row with it."""
AHEAD = 8  # parts whose deferred rows are asked for at once: more would lie here unread


class Proven(Protocol):
    """Proofs that lie where the engine keeps them."""

    def summaries(self) -> list[Summary]:
        """Of all parts."""

    def shared(self, limit: int) -> list[PartRow]:
        """The rows whose key another row has as well.

        Args:
            limit: only the first rows, in order, that repeat an earlier one, and what they repeat; 0 for all.
        """

    def missing(self, referenced: "Sequence[Proven]", limit: int) -> list[Missing]:
        """What is referred to and found in no part of the table that each reference leads to.

        Args:
            referenced: of each reference, the proofs of that table.
            limit: only so many of each reference, the first ones in order; 0 for all.
        """


class Engine(Protocol):
    """What has workers."""

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """What the workers made of each item, in order."""

    def prove(self, work: Callable[[Part], Proof], parts: Sequence[Part]) -> Proven:
        """Proofs of all parts."""

    def close(self) -> None:
        """Leave the engine as it was."""


class AllBut:
    """What a table has in some columns: all values but those that an engine did not find there."""

    def __init__(self) -> None:
        """Miss nothing yet."""
        self.missing: set[Digest] = set()

    def __contains__(self, values: object) -> bool:
        """Whether a row has these values."""
        hash(values)
        return isinstance(values, tuple) and digest_of(values) not in self.missing


def containers() -> Lookups:
    """Look-ups in tables that an engine reads."""
    return Lookups(lambda _resource, _names: AllBut())


def recipe_of(
    plan: TablePlan, layout: Layout | None, parts: Sequence[Part], engine: Engine, reachable: Reachable | None, cap: int
) -> Recipe:
    """How to prove the parts of a table; `layout` is null for Parquet. Raises as `with_kinds`."""
    recipe = Recipe(
        replace(plan, foreign_keys=()),
        tuple(key.columns for key in plan.foreign_keys),
        layout.form if layout else None,
        layout.header_rows if layout else 0,
        len(parts),
        cap=cap,
        reachable=reachable,
    )
    return with_kinds(recipe, parts, engine)


def with_kinds(recipe: Recipe, parts: Sequence[Part], engine: Engine) -> Recipe:
    """The same, with the types of the columns of Parquet: nulls in one part change what pandas makes of all.

    Raises:
        UnreadableBlock: only frictionless can read one.
        UnfitPart: one has other columns than the first.
    """
    if recipe.form:
        return recipe
    seen = engine.map(partial(seen_part, recipe), parts)
    known = [shape for shape in seen if shape is not None]
    if len(known) < len(seen):
        raise UnreadableBlock
    keys = (*recipe.plan.keys, *recipe.references) if recipe.is_referenced else recipe.plan.keys
    return replace(recipe, kinds=shape_of_all(known, replace(recipe.plan, keys=keys)).kinds)


def proven_of(
    engine: Engine, resource: "frictionless.Resource", reference: Mapping[str, Any], reachable: Reachable | None
) -> Proven:
    """What the table that a foreign key of this one refers to has in its columns, as an engine knows it.

    Raises:
        UnreadableBlock: only frictionless can read it.
        UsageError: a part of it does not fit the others.
    """
    package = resource.package
    source = package.get_resource(reference["resource"]) if reference["resource"] and package else resource
    copied = source.to_copy()
    copied.schema.foreign_keys = []
    if not is_proven_in_parts(copied):
        raise UnreadableBlock
    with PartsTable(copied, Lookups(lambda _resource, _names: None), reachable) as table:
        layout, plan = table.how_to_prove(0)
        names = [column.name for column in plan.columns]
        if not set(reference["fields"]) <= set(names):
            raise UnreadableBlock
        recipe = Recipe(
            replace(plan, keys=(), primary_key=None, foreign_keys=()),
            (tuple(names.index(name) for name in reference["fields"]),),
            layout.form if layout else None,
            layout.header_rows if layout else 0,
            len(table.parts),
            is_referenced=True,
            reachable=reachable,
        )
        proven = engine.prove(partial(prove_part, with_kinds(recipe, table.parts, engine)), table.parts)
        if any(summary.fault for summary in proven.summaries()):
            raise UnreadableBlock
        return proven


class EngineScan:
    """The rows of a table that frictionless must see, in order.

    Attributes:
        rows: of the table.
        deferred: rows given to be judged so far.
        before: rows before each part.
    """

    def __init__(
        self,
        engine: Engine,
        recipe: Recipe,
        parts: Sequence[Part],
        plan: TablePlan,
        referenced: Sequence[Proven],
        limit_errors: int,
    ) -> None:
        """Prove all parts; `referenced` has the proofs of what each foreign key of `plan` refers to."""
        self.deferred = 0
        self._engine = engine
        self._recipe = recipe
        self._parts = parts
        self._proven = engine.prove(partial(prove_part, recipe), parts)
        self._summaries = sorted(self._proven.summaries(), key=lambda summary: summary.part)
        if any(summary.fault == "unreadable" for summary in self._summaries):
            raise UnreadableBlock
        self.before = [0, *accumulate(summary.rows for summary in self._summaries)][:-1]
        self.rows = sum(summary.rows for summary in self._summaries)
        self._keyed = bool(recipe.plan.keys)
        self._wanted = {summary.part: [summary.deferred] for summary in self._summaries}
        self._refer(plan, referenced, limit_errors)
        self._share(limit_errors)

    def _refer(self, plan: TablePlan, referenced: Sequence[Proven], limit: int) -> None:
        """Defer the rows that refer to what is not there, and let frictionless not find it."""
        missing = self._proven.missing(referenced, limit) if referenced else []
        for number, digest, _, _ in missing:
            container = plan.foreign_keys[number].values
            if isinstance(container, AllBut):
                container.missing.add(digest)
        found = frozenset((number, *digest) for number, digest, _, _ in missing)
        affected = sorted({part for *_, part, _ in missing})
        rows = self._engine.map(partial(_referring, self._recipe, found), [self._parts[part] for part in affected])
        for part, some in zip(affected, rows, strict=True):
            self._wanted[part].append(some)

    def _share(self, limit: int) -> None:
        """Defer the rows that share a key, the first ones at least that make as many errors as are wanted."""
        for part, row in self._proven.shared(limit) if self._keyed else ():
            self._wanted[part].append(np.asarray([row], np.int64))

    def __iter__(self) -> Iterator[DeferredRow]:
        """Every row that may have an error, or shares a key with another row, in order.

        Raises:
            UnfitPart: a part ends within a quoted cell, and is not the last.
        """
        for start in range(0, len(self._parts), AHEAD):
            group = self._summaries[start : start + AHEAD]
            wanted = {summary.part: distinct(np.concatenate(self._wanted[summary.part])) for summary in group}
            lacking = [each for each in group if not _has_come(each, wanted[each.part])]
            asked = [(self._parts[each.part], each, wanted[each.part]) for each in lacking]
            fetched = self._engine.map(partial(_fetched, self._recipe), asked) if asked else []
            come = {each.part: rows for each, rows in zip(lacking, fetched, strict=True)}
            for summary in group:
                if summary.fault:
                    raise UnfitPart(summary.part, summary.fault)
                yield from map(partial(self._judged, summary), come.get(summary.part, summary.first))

    def _judged(self, summary: Summary, deferred: Deferred) -> DeferredRow:
        self.deferred += 1
        ordinal = self.before[summary.part] + deferred.row + 1
        header = self._recipe.header_rows if self._recipe.form else 1
        read_to = None if deferred.read_to is None else deferred.read_to + self._shift(summary.part)
        return DeferredRow(ordinal + header, ordinal, deferred.cells, read_to)

    def _shift(self, part: int) -> int:
        """What to add to an offset in a part, to have it among all parts as one file."""
        before = sum(each.size - (each.head if each.part else 0) for each in self._summaries[:part])
        return before - (self._summaries[part].head if part else 0)


def _has_come(summary: Summary, wanted: Integers) -> bool:
    return np.array_equal(wanted, np.asarray([each.row for each in summary.first], np.int64))


def _fetched(recipe: Recipe, asked: tuple[Part, Summary, Integers]) -> list[Deferred]:
    part, summary, wanted = asked
    return rows_of_part(recipe, part, summary.extents, wanted)


def _referring(recipe: Recipe, missing: frozenset[tuple[int, int, int]], part: Part) -> Integers:
    return rows_that_refer(recipe, part, missing)
