"""Which rows certainly refer to a row that is there. Each distinct key is looked up once."""

from collections.abc import Hashable, Sequence
from itertools import compress
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.prover.buffers import Integers, Mask, booleans, in_all, integers, mask, numbers
from pipeline.prover.column import REMEMBERED
from pipeline.prover.fingerprint import combined, python_values
from pipeline.prover.layout import CRASHES, Column, ForeignKey
from pipeline.prover.referenced_keys import ReferencedValues
from pipeline.prover.typed_column import is_certain

_Key = tuple[Any, ...]


class _KeyReader(Protocol):
    def fingerprints(self, cells: pa.Array, /) -> tuple[Integers, Mask]: ...


class ForeignKeyProof:
    """Proves one foreign key, of texts and of typed values alike. Verdicts depend on nothing but the key."""

    def __init__(self, key: ForeignKey, columns: Sequence[Column], readers: Sequence[_KeyReader]) -> None:
        """Prepare for `key` of a table with these columns; `readers` are those of the key's own."""
        self._key = key
        self._columns = [columns[index] for index in key.columns]
        self._readers = readers
        self._known: dict[Hashable, bool] = {}
        self._hardly_again = False  # does a key come twice in a block

    def proven(self, columns: Sequence[pa.Array]) -> Mask:
        """Which rows, of which all columns are given, refer to a row that is there, or to none."""
        keys_of_rows = [columns[index] for index in self._key.columns]
        if self._hardly_again and (found := self._found(keys_of_rows)).all():
            return found
        cells, places = distinct_rows(keys_of_rows)
        self._hardly_again = 2 * len(cells[0]) > len(places)  # nothing is gained by remembering them
        if self._hardly_again:
            return self._verdicts(cells)[places]
        keys = _names(cells)
        known = self._known  # another thread may replace it
        if len(known) + len(keys) > REMEMBERED:
            known = self._known = {}
        verdicts = list(map(known.get, keys))
        if None not in verdicts:
            return np.asarray(verdicts, np.bool_)[places]
        fresh = np.fromiter((verdict is None for verdict in verdicts), np.bool_, len(verdicts))
        found = np.asarray(verdicts, np.bool_)
        found[fresh] = self._verdicts([column.filter(booleans(fresh)) for column in cells])
        known.update(zip(compress(keys, fresh), found[fresh].tolist(), strict=True))
        return found[places]

    def _verdicts(self, cells: Sequence[pa.Array]) -> Mask:
        """Of keys by column: found as they are, else by the values that frictionless reads."""
        found = self._found(cells)
        others = [python_values(column.filter(booleans(~found))) for column in cells]
        kinds = [column.type for column in cells]
        found[~found] = [self._refers(key, kinds) for key in zip(*others, strict=True)]
        return found

    def _found(self, cells: Sequence[pa.Array]) -> Mask:
        """Keys that are found as they are."""
        found = np.zeros(len(cells[0]), np.bool_)
        present = in_all(cells, lambda column: mask(pc.is_valid(column)))
        if isinstance(self._key.values, ReferencedValues) and present.any():
            there = [column.filter(booleans(present)) for column in cells]
            parts = [reader.fingerprints(column) for reader, column in zip(self._readers, there, strict=True)]
            fingerprints, _ = combined(parts)
            found[present] = self._key.values.found(self._columns, fingerprints, there)
        return found

    def _refers(self, cells: _Key, kinds: Sequence[pa.DataType]) -> bool:
        """Frictionless's own verdict on one key."""
        if not all(map(is_certain, cells, kinds)):
            return False
        try:
            values = tuple(column.read(cell)[0] for column, cell in zip(self._columns, cells, strict=True))
            return set(values) == {None} or values in self._key.values
        except CRASHES:
            return False


def distinct_rows(columns: Sequence[pa.Array]) -> tuple[list[pa.Array], Integers]:
    """The keys that rows have, each once and by column, and which of them each row has."""
    first, *others = [column.dictionary_encode(null_encoding="encode") for column in columns]
    codes = numbers(first.indices, np.int32).astype(np.int64)
    if not others:
        return [first.dictionary], codes
    rows = codes[:0]
    for column in others:
        pairs = codes * max(len(column.dictionary), 1) + numbers(column.indices, np.int32)
        _, rows, codes = np.unique(pairs, return_index=True, return_inverse=True)
    return [column.take(integers(rows)) for column in columns], codes


def _names(cells: Sequence[pa.Array]) -> list[Hashable]:
    """What to remember each key by: itself, and which of two hours a moment is in when the clocks go back."""
    columns = [python_values(column) for column in cells]
    for column, values in zip(cells, list(columns), strict=True):
        if pa.types.is_timestamp(column.type):
            columns.append([getattr(value, "fold", 0) for value in values])
    return columns[0] if len(columns) == 1 else list(zip(*columns, strict=True))
