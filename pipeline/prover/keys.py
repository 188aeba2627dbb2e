"""Which rows of a table share a key with another row, in bounded memory.

A key is known by its fingerprint, 64 bits. Two keys may have the same one by chance: their rows are then judged for
nothing, but judged rightly.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa

from pipeline.prover.buffers import Integers, Mask, distinct, integers
from pipeline.spool import append, open_database, room_in

IN_MEMORY = 4_000_000  # keys held as arrays (150 MB with what sorting needs); more go to disk
_SLOTS = 1 << 12  # by which most keys are told from those that are repeated

_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True)
class _Run:
    """Rows that are numbered one by one, as running numbers are: their keys need no place."""

    first_row: int
    first_key: int
    count: int

    def keys(self) -> tuple[Integers, Integers]:
        """Rows and their keys."""
        return self.first_row + np.arange(self.count), self.first_key + np.arange(self.count)

    def rows_with(self, keys: Integers) -> Integers:
        """The rows that have one of these keys."""
        here = keys[(keys >= self.first_key) & (keys < self.first_key + self.count)]
        return self.first_row + here - self.first_key


@dataclass(frozen=True)
class _Part:
    """Rows with any keys."""

    rows: Integers
    fingerprints: Integers
    least: int
    most: int

    @property
    def count(self) -> int:
        """How many rows have a key."""
        return len(self.rows)

    def keys(self) -> tuple[Integers, Integers]:
        """Rows and their keys."""
        return self.rows, self.fingerprints

    def rows_with(self, keys: Integers) -> Integers:
        """The rows that have one of these keys."""
        here = keys[(keys >= self.least) & (keys <= self.most)]
        if not len(here):
            return _NONE
        likely = np.zeros(_SLOTS, np.bool_)
        likely[here & _SLOTS - 1] = True
        some = np.flatnonzero(likely[self.fingerprints & _SLOTS - 1])
        return self.rows[some[np.isin(self.fingerprints[some], here)]]


class KeyIndex:
    """The fingerprints of one key over all rows seen so far."""

    def __init__(self) -> None:
        """Begin with no row."""
        self._parts: list[_Run | _Part] = []
        self._held = 0
        self._rising = True
        self._last: int | None = None
        self._ordered = _NONE
        self._fresh: list[_Run | Integers] = []  # keys that are not among these yet, in order part by part
        self._disk: _KeysOnDisk | None = None

    def __enter__(self) -> Self:
        """Nothing is on disk yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what is on disk."""
        if self._disk:
            self._disk.close()

    def add(self, first_row: int, fingerprints: Integers, absent: Mask) -> None:
        """Add the keys of rows `first_row`, `first_row + 1`, ... but for those that have none."""
        rows = first_row + np.flatnonzero(~absent)
        keys = fingerprints[~absent] if absent.any() else fingerprints
        if not len(rows):
            return
        rises = bool((keys[1:] > keys[:-1]).all())  # a difference of keys may be more than 64 bits hold
        self._rising = self._rising and rises and (self._last is None or keys[0] > self._last)
        self._last = int(keys[-1])
        if rises and len(rows) == len(absent) and int(keys[-1]) - int(keys[0]) == len(keys) - 1:
            self._parts.append(run := _Run(first_row, int(keys[0]), len(rows)))
            self._fresh.append(run)
            return
        self._fresh.append(keys if rises else np.sort(keys))
        self._parts.append(_Part(rows, keys, keys.min(), keys.max()))
        self._held += len(rows)
        if self._held > IN_MEMORY:
            self._spill()

    def shared(self) -> Integers:
        """The rows whose key some other row has as well, ascending."""
        if self._rising:
            return _NONE
        if self._disk or sum(part.count for part in self._parts) > IN_MEMORY:
            return self._spill().shared()
        fresh = (each.keys()[1] if isinstance(each, _Run) else each for each in self._fresh)
        ordered = np.concatenate([self._ordered, *fresh])
        ordered.sort(kind="stable")  # merges what rises
        self._ordered, self._fresh = ordered, []
        repeated = distinct(ordered[1:][ordered[1:] == ordered[:-1]])
        if not len(repeated):
            return _NONE
        return np.sort(np.concatenate([part.rows_with(repeated) for part in self._parts]))

    @property
    def is_on_disk(self) -> bool:
        """Whether it takes long to compare all keys."""
        return self._disk is not None

    def _spill(self) -> "_KeysOnDisk":
        """Move all keys to disk."""
        self._disk = self._disk or _KeysOnDisk()
        for part in self._parts:
            self._disk.add(*part.keys())
        self._parts, self._held, self._ordered, self._fresh = [], 0, _NONE, []
        return self._disk


class _KeysOnDisk:
    """Keys in a temporary database, for tables of many millions of rows. Raises a UsageError where it has no room."""

    def __init__(self) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="keys-")
        self._folder = Path(self._temporary.name)
        self._database = open_database(self._folder)

    def add(self, rows: Integers, keys: Integers) -> None:
        """Append keys."""
        arrays = [integers(rows), integers(keys)]
        with room_in(self._folder):
            append(self._database, "keys", pa.Table.from_arrays(arrays, names=["row_number", "fingerprint"]))

    def shared(self) -> Integers:
        """The rows whose key some other row has as well, ascending."""
        query = (
            "SELECT row_number FROM keys WHERE fingerprint IN"
            " (SELECT fingerprint FROM keys GROUP BY fingerprint HAVING count(*) > 1) ORDER BY row_number"
        )
        with room_in(self._folder):
            return np.asarray([row for (row,) in self._database.execute(query).fetchall()], np.int64)

    def close(self) -> None:
        """Remove the database."""
        self._database.close()
        self._temporary.cleanup()
