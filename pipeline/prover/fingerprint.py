"""Fingerprints of the values of keys, 64 bits each: equal values have equal ones, in every process.

A value is what frictionless reads from a cell; where it is plain from the form of a text, the text is not read. Of
numbers Python's hash is taken, which is the same everywhere; that of texts and of dates is not.
"""

import datetime as dt
import sys
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.prover.buffers import Integers, Mask, booleans, is_empty, mask, numbers, strings
from pipeline.prover.layout import CRASHES, Column, UnreadableBlock, Value
from pipeline.prover.numeric import numeric_test
from pipeline.prover.text_hash import hash_of, hashes_of

ValueOf = Callable[[Column, Value], Value]
_LARGE = sys.hash_info.modulus  # from here on, Python's hash of an integer is another integer
_FEW = 8  # texts: hashed one by one, as a query costs what these do
_ABSENT = 0x5BD1E995  # stands for a cell without a value in a key; what it collides with is judged, not lost


def likely_value(column: Column, cell: Value) -> Value:
    """The value of a cell as frictionless reads it; null where it reads none, or would raise."""
    try:
        return column.read(cell)[0]
    except CRASHES:
        return None


def certain_value(column: Column, cell: Value) -> Value:
    """The same for a cell that nobody else looks at.

    Raises:
        UnreadableBlock: frictionless would raise, or the value cannot be found again: NaN, or what has no hash.
    """
    try:
        value = column.read(cell)[0]
        hash(value)
        is_equal_to_itself = value == value  # noqa: PLR0124 (NaN is not)
    except CRASHES as error:
        raise UnreadableBlock from error
    if not is_equal_to_itself:
        raise UnreadableBlock
    return value


def python_values(values: pa.Array) -> list[Value]:
    """The values as Python has them. Raises UnreadableBlock where it has none, as for the moments beyond its years."""
    try:
        found: list[Value] = values.to_pylist()
    except (OverflowError, ValueError, pa.ArrowException) as error:
        raise UnreadableBlock from error
    return found


class KeyColumn:
    """Fingerprints of the values of one key column: equal values have equal ones."""

    def __init__(self, column: Column, value_of: ValueOf = likely_value) -> None:
        """Prepare for `column`; `value_of` gives the value of a cell that can be hashed."""
        self._column = column
        self._value_of = value_of
        self._digits = numeric_test({}, {}, whole=True) if _is_plain_integer(column) else None
        self._plain_text = column.type in {"string", "any"} and column.format == "default"
        self._missing = frozenset(column.missing)

    def fingerprints(self, cells: pa.StringArray) -> tuple[Integers, Mask]:
        """The fingerprint of each cell's value, and which cells have none."""
        if self._plain_text:
            return self._of_plain(cells)
        found = np.zeros(len(cells), np.int64)
        plain, absent = np.zeros((2, len(cells)), np.bool_)
        if self._digits:
            plain, values = self._digits.read(cells)
            if plain.all():
                return fingerprints_of_integers(values), absent
            found[plain] = fingerprints_of_integers(values)
        others = cells.filter(booleans(~plain)).dictionary_encode()
        by_text = self.of_texts(others.dictionary.to_pylist())
        codes = numbers(others.indices, np.int32)
        found[~plain], absent[~plain] = (values[codes] for values in by_text)
        return found, absent

    def of_texts(self, texts: Sequence[str | None]) -> tuple[Integers, Mask]:
        """The same for cells that are read one by one, and may not be there at all."""
        if self._plain_text and None not in texts:
            return self._of_plain(strings(texts))
        return fingerprints_of([self._value_of(self._column, text) for text in texts])

    def _of_plain(self, cells: pa.StringArray) -> tuple[Integers, Mask]:
        """The same of texts that are their own values."""
        absent = is_empty(cells) if self._missing == {""} else mask(pc.is_in(cells, value_set=strings(self._missing)))
        return np.where(absent, _ABSENT, hashes_of(cells)), absent


def fingerprints_of(values: Sequence[Value]) -> tuple[Integers, Mask]:
    """The fingerprint of each value, and which of them are none."""
    absent = np.fromiter((value is None for value in values), np.bool_, len(values))
    if len(values) > _FEW and all(isinstance(value, str) for value in values):
        return hashes_of(strings(values)), absent
    return np.fromiter(map(_fingerprint, values), np.int64, len(values)), absent


def combined(parts: Sequence[tuple[Integers, Mask]]) -> tuple[Integers, Mask]:
    """The fingerprints of composite keys, and which keys have no value in any part."""
    total, absent = parts[0]
    for found, none in parts[1:]:
        total = total * np.int64(1_000_003) ^ found
        absent = absent & none
    return total, absent


def _is_plain_integer(column: Column) -> bool:
    """Whether every text of digits is the integer it looks like."""
    return column.type == "integer" and not column.options and column.missing == ("",)


def fingerprints_of_integers(values: Integers) -> Integers:
    """Python's hash of integers: themselves, but for -1 and for large ones."""
    found = np.where(values == -1, hash(-1), values)
    large = (values <= -_LARGE) | (values >= _LARGE)
    if large.any():
        found[large] = [hash(value) for value in values[large].tolist()]
    return found


def _fingerprint(value: Value) -> int:
    """The same for equal values, by which frictionless's dicts find them."""
    if value is None:
        return _ABSENT
    if isinstance(value, str):
        return hash_of(value)
    try:
        return hash(as_number(value) if isinstance(value, dt.date | dt.time) else value)
    except (TypeError, ValueError):  # a signalling NaN, at which frictionless raises; or a moment that is none
        return _ABSENT


def as_number(value: dt.date | dt.time) -> float:
    """A number that equal dates, times or moments share; an offset is taken without `fold`, as Python does."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.toordinal()
    offset = value.replace(fold=0).utcoffset() or dt.timedelta()
    days = value.toordinal() if isinstance(value, dt.datetime) else 0
    clock = dt.timedelta(days, value.second, value.microsecond, 0, value.minute, value.hour)
    return (clock - offset) // dt.timedelta(microseconds=1)
