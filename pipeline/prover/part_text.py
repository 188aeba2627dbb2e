"""The text of one part: what is made of each block of it, and the rows that are asked for."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from typing import Any

from pipeline.prover.buffers import Integers
from pipeline.prover.layout import Format, Layout, UnreadableBlock
from pipeline.prover.parts import Part, UnfitPart
from pipeline.prover.recipe import Deferred, Extent, Recipe
from pipeline.prover.scan import Done, read_blocks
from pipeline.prover.split import Block, records_at
from pipeline.prover.store import Source


class _Here(Executor):
    """Work done where it is asked for: who asked for a part has many at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401 (as it is)
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except (UnreadableBlock, UnfitPart) as error:
            done.set_exception(error)
        return done


def blocks_of(
    recipe: Recipe, form: Format, part: Part, source: Source, work: Callable[[Block], Done]
) -> Iterator[Done]:
    """What `work` made of each block of a part, in order. Raises as `scan.read_blocks`."""
    layout = Layout(form, recipe.plan, recipe.header_rows)
    more = part.number + 1 < recipe.parts
    for _, done in read_blocks([source], layout, _Here(), work, more=more):
        yield done


def rows_of_text(source: Source, form: Format, extents: Sequence[Extent], wanted: Integers) -> Iterator[Deferred]:
    """These rows of a part, where these blocks of it lie."""
    for extent in extents:
        here = wanted[(wanted >= extent.first_row) & (wanted < extent.first_row + extent.rows)]
        if not len(here):
            continue
        block = Block(extent.offset, source.read_at(extent.length, extent.offset))
        for record in records_at(block, form, (here - extent.first_row).tolist(), extent.rows):
            yield Deferred(extent.first_row + record.index, record.cells, extent.offset + record.read_to)
