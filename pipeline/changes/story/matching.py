"""Which row of yesterday is which row of today, where the key cannot tell."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model import Row


@dataclass(frozen=True)
class Matching:
    """Rows found on both sides, and those found on one."""

    pairs: tuple[tuple[Row, Row], ...]
    gone: tuple[Row, ...]
    new: tuple[Row, ...]


def match(before: Iterable[Row], after: Iterable[Row], criteria: Sequence[tuple[str, ...]]) -> Matching:
    """Pair rows that agree in the columns of a criterion: the strictest criterion first, each row at most once.

    Among rows that agree equally well the first goes with the first. Pairs and what is left keep the order of their
    side (pairs: that of `after`).
    """
    old, new = list(enumerate(before)), list(enumerate(after))
    pairs: list[tuple[int, Row, Row]] = []
    for columns in criteria:
        waiting: dict[tuple[object, ...], deque[tuple[int, Row]]] = defaultdict(deque)
        for place, row in old:
            waiting[tuple(row[name] for name in columns)].append((place, row))
        unmatched = []
        for place, row in new:
            candidates = waiting[tuple(row[name] for name in columns)]
            if candidates:
                pairs.append((place, candidates.popleft()[1], row))
            else:
                unmatched.append((place, row))
        new = unmatched
        old = sorted((item for candidates in waiting.values() for item in candidates), key=lambda item: item[0])
    return Matching(
        pairs=tuple((earlier, later) for _, earlier, later in sorted(pairs, key=lambda pair: pair[0])),
        gone=tuple(row for _, row in old),
        new=tuple(row for _, row in new),
    )
