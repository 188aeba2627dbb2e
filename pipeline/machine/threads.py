"""Work in threads: in the order in which it was given, a little ahead of whoever waits for it, or all of it at once."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Thread
from typing import TypeVar

_Item = TypeVar("_Item")
_Piece = TypeVar("_Piece")
_Place = TypeVar("_Place")
_Result = TypeVar("_Result")
_AHEAD = 4  # pieces in work beyond the one that is waited for: keeps two cores busy, bounds memory


def in_order(
    pool: Executor, work: Callable[[_Piece], _Result], cut: Iterator[tuple[_Place, _Piece]], ahead: int = _AHEAD
) -> Iterator[tuple[_Place, _Result]]:
    """Where each piece is, and what `work` made of it, some pieces ahead of the one that is asked for."""
    waiting: deque[tuple[_Place, Future[_Result]]] = deque()

    def first() -> tuple[_Place, _Result]:
        place, future = waiting.popleft()
        return place, future.result()

    try:
        for place, piece in cut:
            waiting.append((place, pool.submit(work, piece)))
            if len(waiting) > ahead:
                yield first()
        while waiting:
            yield first()
    finally:
        for _, future in waiting:
            future.cancel()


@contextmanager
def loading(load: Callable[[], object]) -> Iterator[None]:
    """Let modules be loaded beside the block, which leaves the interpreter free; a fault is met where they are used."""
    thread = Thread(target=_quietly, args=(load,), name="load", daemon=True)
    try:
        thread.start()
    except RuntimeError:  # the machine gives us none
        yield
        return
    try:
        yield
    finally:
        thread.join()


def _quietly(load: Callable[[], object]) -> None:
    with suppress(Exception):
        load()


def side_by_side(work: Callable[[_Item], _Result], items: Sequence[_Item], most: int) -> list[_Result]:
    """What `work` makes of each, in at most so many threads; one after another where the machine gives us none.

    Raises what `work` raises.
    """
    try:
        with ThreadPoolExecutor(most) as pool:
            return list(pool.map(work, items))
    except RuntimeError:
        return [work(item) for item in items]
