"""Which rows of a table share a key with another row."""

import numpy as np

from pipeline.validate.buffers import Integers, Mask

_NONE = np.zeros(0, np.int64)


class KeyIndex:
    """The fingerprints of one key over all rows seen so far.

    Two keys may have one fingerprint by chance. Their rows are then judged for nothing, but judged rightly.
    """

    def __init__(self) -> None:
        """Begin with no row."""
        self._parts: list[tuple[int, Integers, Mask]] = []
        self._rising = True
        self._last: int | None = None

    def add(self, first_row: int, fingerprints: Integers, absent: Mask) -> None:
        """Add the keys of rows `first_row`, `first_row + 1`, ..."""
        if not len(fingerprints):
            return
        self._parts.append((first_row, fingerprints, absent))
        self._rising = self._rising and self._goes_on(fingerprints, absent)
        self._last = int(fingerprints[-1])

    def _goes_on(self, fingerprints: Integers, absent: Mask) -> bool:
        """Whether every key is greater than the one before it, as running numbers are."""
        later = self._last is None or fingerprints[0] > self._last
        return bool(later and (fingerprints[1:] > fingerprints[:-1]).all() and not absent.any())

    def shared(self) -> Integers:
        """The rows whose key some other row has as well, ascending."""
        if self._rising or not self._parts:
            return _NONE
        rows = np.concatenate([first + np.flatnonzero(~absent) for first, _, absent in self._parts])
        keys = np.concatenate([fingerprints[~absent] for _, fingerprints, absent in self._parts])
        ordered = np.sort(keys)
        repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        if not len(repeated):
            return _NONE
        nearest = repeated[np.minimum(np.searchsorted(repeated, keys), len(repeated) - 1)]
        return rows[nearest == keys]
