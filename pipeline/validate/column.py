"""Which cells of one column frictionless would accept, asked of it as seldom as possible.

A column of few distinct values is proven by looking its cells up among those that frictionless has read and accepted. A
column of many is proven by their form. What neither knows is read by frictionless's own reader, once for each
distinct text: nothing is re-implemented.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.validate.buffers import Integers, Mask, booleans, is_empty, mask, numbers, strings
from pipeline.validate.forms import form_of
from pipeline.validate.layout import CRASHES, Column, UnreadableBlock, Value

VOCABULARY = 8192  # accepted texts kept for look-up: 290 municipalities, 2,190 days, 4,000 suppliers
DIVERSE = 512  # new texts in one block, if they are a quarter of it: such a column is better proven by form
REMEMBERED = 200_000  # verdicts kept by text, for columns without a form

ValueOf = Callable[[Column, Value], Value]
_ABSENT = 0x5BD1E995  # stands for a cell without a value in a key; what it collides with is judged, not lost


class Verdicts:
    """Frictionless's own verdicts on the cells of one column, each asked for once."""

    def __init__(self, column: Column, *, keyed: bool) -> None:
        """Ask the reader of `column`; `keyed` as for `ColumnProof`."""
        self._column = column
        self._keyed = keyed
        self._known: dict[Hashable, bool] = {}

    def accepts(self, cell: Value, known_as: Hashable) -> bool:
        """Whether a cell is valid; what is known by the same name has the same verdict."""
        verdict = self._known.get(known_as)
        if verdict is None:
            if len(self._known) >= REMEMBERED:
                self._known = {}
            verdict = self._known[known_as] = self._read(cell)
        return verdict

    def _read(self, cell: Value) -> bool:
        try:
            value, notes = self._column.read(cell)
            if self._keyed:
                hash(value)
        except CRASHES:
            return False
        return not notes


class ColumnProof:
    """Proves cells of one column. Verdicts are remembered: they depend on nothing but the text of the cell."""

    def __init__(self, column: Column, *, keyed: bool = False) -> None:
        """Prepare the proofs of `column`, whose values must be fit for a key where it is part of one (`keyed`)."""
        self._form = form_of(column)
        self._by_form = self._form is not None and self._form.cheap
        self._missing = strings(dict.fromkeys(column.missing))
        self._only_empty_is_missing = tuple(column.missing) == ("",)
        self._vocabulary = strings([])
        self._verdicts = Verdicts(column, keyed=keyed)
        self._may_be_missing = all(self._accepted(text) for text in column.missing)

    def proven(self, cells: pa.StringArray) -> Mask:
        """Which of the cells are certainly valid."""
        passed = self._first_pass(cells)
        if passed.all():
            return passed
        unknown = pc.unique(cells.filter(booleans(~passed)))
        if not self._by_form and self._form and self._is_diverse(len(unknown), len(cells)):
            self._by_form = True
            return self.proven(cells)
        accepted = strings([text for text in unknown.to_pylist() if self._accepted(text)])
        if not len(accepted):
            return passed
        if not self._by_form and len(self._vocabulary) + len(accepted) <= VOCABULARY:
            self._vocabulary = pc.unique(pa.concat_arrays([self._vocabulary, accepted]))
        return passed | mask(pc.is_in(cells, value_set=accepted))

    def missing(self, cells: pa.StringArray) -> Mask:
        """Which of the cells stand for no value."""
        if self._only_empty_is_missing:
            return is_empty(cells)
        return mask(pc.is_in(cells, value_set=self._missing))

    def _is_diverse(self, unknown: int, cells: int) -> bool:
        return unknown > max(DIVERSE, cells // 4) or len(self._vocabulary) + unknown > VOCABULARY

    def _first_pass(self, cells: pa.StringArray) -> Mask:
        if self._by_form and self._form:
            passed = self._form.test(cells)
            if self._may_be_missing:
                return passed if passed.all() else passed | self.missing(cells)
            return passed & ~self.missing(cells)
        return mask(pc.is_in(cells, value_set=self._vocabulary))

    def _accepted(self, text: str) -> bool:
        """Frictionless's own verdict on a text."""
        return self._verdicts.accepts(text, text)


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
        self._form = form_of(replace(column, constraints={})) if _is_plain_integer(column) else None
        self._plain_text = column.type in {"string", "any"} and column.format == "default"
        self._missing = frozenset(column.missing)

    def fingerprints(self, cells: pa.StringArray) -> tuple[Integers, Mask]:
        """Python's hash of each cell's value, and which cells have none."""
        plain = self._form.test(cells) if self._form else np.zeros(len(cells), np.bool_)
        if plain.all():
            return _hashes(cells), np.zeros(len(cells), np.bool_)
        found, absent = np.zeros(len(cells), np.int64), np.zeros(len(cells), np.bool_)
        found[plain] = _hashes(cells.filter(booleans(plain)))
        others = cells.filter(booleans(~plain)).dictionary_encode()
        by_text = self.of_texts(others.dictionary.to_pylist())
        codes = numbers(others.indices, np.int32)
        found[~plain], absent[~plain] = (values[codes] for values in by_text)
        return found, absent

    def of_texts(self, texts: Sequence[str | None]) -> tuple[Integers, Mask]:
        """The same for cells that are read one by one, and may not be there at all."""
        if self._plain_text and None not in texts:  # a text is its own value
            absent = np.fromiter(map(self._missing.__contains__, texts), np.bool_, len(texts))
            return np.where(absent, _ABSENT, np.fromiter(map(hash, texts), np.int64, len(texts))), absent
        return fingerprints_of([self._value_of(self._column, text) for text in texts])


def fingerprints_of(values: Sequence[Value]) -> tuple[Integers, Mask]:
    """Python's hash of each value, and which of them are none."""
    absent = np.fromiter((value is None for value in values), np.bool_, len(values))
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


def _hashes(cells: pa.StringArray) -> Integers:
    """Python's hash of integers of up to 18 digits: themselves, but for -1."""
    return fingerprints_of_integers(numbers(cells.cast(pa.int64()), np.int64))


def fingerprints_of_integers(values: Integers) -> Integers:
    """Python's hash of integers that are not large: themselves, but for -1."""
    return np.where(values == -1, hash(-1), values)


def _fingerprint(value: Value) -> int:
    """Python's own hash, by which frictionless's dicts find equal values."""
    if value is None:
        return _ABSENT
    try:
        return hash(value)
    except TypeError:  # a signalling NaN: frictionless raises when it comes to this row
        return _ABSENT
