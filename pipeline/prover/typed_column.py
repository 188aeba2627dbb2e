"""Which values of one typed column frictionless would accept: as for text, but nothing is read that has a type already.

A common type of value in a field of its own type is proven by its range. Of all else, frictionless's own reader is
asked once for each distinct value.
"""

import datetime as dt
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.prover.buffers import Integers, Mask, mask, numbers
from pipeline.prover.column import ColumnProof, Verdicts
from pipeline.prover.fingerprint import (
    KeyColumn,
    ValueOf,
    fingerprints_of,
    fingerprints_of_integers,
    likely_value,
    python_values,
)
from pipeline.prover.layout import Column, Value
from pipeline.prover.numeric import BOUNDS, Within, strictly_within

EXACT = 1 << 53  # integers below are exact as a double
_FIRST_DAY = dt.date(1970, 1, 1).toordinal()
CALENDAR = range(1 - _FIRST_DAY, dt.date.max.toordinal() + 1 - _FIRST_DAY)
"""The days that Python has, of the years 1 to 9999, counted from 1970."""
_TRUE_OF_VALUES = {"required"}  # constraints that hold for every value that is there

_InRange = Callable[[npt.NDArray[Any]], Mask]


class NativeProof:
    """Proves the values of one column. Verdicts are remembered: they depend on nothing but the value."""

    def __init__(self, column: Column, kind: pa.DataType, *, keyed: bool = False, as_stored: bool = False) -> None:
        """Prepare the proofs of `column`, whose values are of Arrow type `kind`; `keyed` as for `ColumnProof`.

        With `as_stored` a null is none, whatever pandas would make of it.
        """
        self._column = column
        self._texts = ColumnProof(column, keyed=keyed) if pa.types.is_string(kind) else None
        self._in_range = None if column.missing != ("",) else _range_test(column, kind)
        self._verdicts = Verdicts(column, keyed=keyed)
        self._may_be_null = self._verdicts.accepts(None, None) if as_stored else self._null_is_valid(kind)

    def proven(self, values: pa.Array) -> Mask:
        """Which of the values are certainly valid, those that are not there among them."""
        present = mask(pc.is_valid(values))
        if self._texts:
            return np.where(present, self._texts.proven(_filled(values)), self._may_be_null)
        if self._in_range:
            passed = self._in_range(numbers(values, _dtype(values.type)))
            return np.where(present, passed, self._may_be_null)
        encoded = values.dictionary_encode()
        accepted = np.asarray(
            [self._accepted(value, values.type) for value in python_values(encoded.dictionary)] or [False]
        )
        codes = numbers(encoded.indices, np.int32)
        return np.where(present, accepted[np.where(present, codes, 0)], self._may_be_null)

    def missing(self, values: pa.Array) -> Mask:
        """Which of the values stand for none."""
        absent = ~mask(pc.is_valid(values))
        if self._texts:
            return absent | self._texts.missing(_filled(values))
        if self._column.missing == ("",):
            return absent
        encoded = values.dictionary_encode()
        stands_for_none = [str(value) in self._column.missing for value in python_values(encoded.dictionary)] or [False]
        codes = np.where(absent, 0, numbers(encoded.indices, np.int32))
        return np.asarray(absent | np.asarray(stands_for_none)[codes])

    def _null_is_valid(self, kind: pa.DataType) -> bool:
        """Whether a null is certainly valid, be it none to pandas, NaN, or a moment that is none."""
        if is_certain(None, kind):
            return self._accepted(None, kind)
        of_its_type = self._column.type == ("datetime" if pa.types.is_timestamp(kind) else "number")
        return of_its_type and not self._column.constraints and self._in_range is not None

    def _accepted(self, value: Value, kind: pa.DataType) -> bool:
        """Frictionless's own verdict on a value that it certainly sees."""
        if not is_certain(value, kind):
            return False
        # Moments in the hour that comes twice in autumn are equal.
        return self._verdicts.accepts(value, (value, getattr(value, "fold", 0)))


class NativeKey:
    """Fingerprints of the values of one key column, all of which are there: equal values have equal ones."""

    def __init__(self, column: Column, kind: pa.DataType, value_of: ValueOf = likely_value) -> None:
        """Prepare for `column`, whose values are of Arrow type `kind`; the rest as for `KeyColumn`."""
        self._column = column
        self._value_of = value_of
        self._texts = KeyColumn(column, value_of) if pa.types.is_string(kind) else None
        self._plain = column.type == "integer" and column.missing == ("",) and pa.types.is_integer(kind)

    def fingerprints(self, values: pa.Array) -> tuple[Integers, Mask]:
        """The fingerprint of each value as frictionless reads it, and which it reads as none."""
        if self._texts:
            return self._texts.fingerprints(values)
        if self._plain:
            found = numbers(values, _dtype(values.type)).astype(np.int64)
            if not len(found) or -EXACT < found.min() <= found.max() < EXACT:
                return fingerprints_of_integers(found), np.zeros(len(found), np.bool_)
        encoded = values.dictionary_encode()
        read = [self._value_of(self._column, value) for value in python_values(encoded.dictionary)]
        found, absent = fingerprints_of(read)
        codes = numbers(encoded.indices, np.int32)
        return found[codes], absent[codes]


def is_certain(value: Value, kind: pa.DataType) -> bool:
    """Whether frictionless certainly sees a value: a null may be NaN or NaT to it, and 0.0 may be written `-0.0`."""
    if value is None:
        return not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_timestamp(kind))
    return not (isinstance(value, float) and (not value or math.isnan(value)))


def _range_test(column: Column, kind: pa.DataType) -> _InRange | None:
    """What proves values of this type in this column, if they are there; null where frictionless must be asked."""
    if set(column.constraints) - set(BOUNDS) - _TRUE_OF_VALUES:
        return None
    bounds = {name: value for name, value in column.constraints.items() if name in BOUNDS}
    if pa.types.is_integer(kind) and column.type in {"integer", "number"}:
        return _all_of([_is_exact], [strictly_within(*bound) for bound in bounds.items()])
    if pa.types.is_float64(kind) and column.type in {"integer", "number"}:
        whole = [_is_exact, _is_whole] if column.type == "integer" else [_is_finite]
        return _all_of(whole, [strictly_within(*bound) for bound in bounds.items()])
    if pa.types.is_date32(kind) and column.type == "date":
        return _all_of([], [_within_days(*bound) for bound in bounds.items()])
    if pa.types.is_timestamp(kind) and column.type == "datetime" and not bounds:
        return _is_moment(kind.unit)
    return None


def _is_moment(unit: str) -> _InRange:
    """Within the years that Python has, in any zone."""
    day = 86_400 * {"s": 1, "ms": 1_000, "us": 1_000_000}[unit]
    first, end = ((CALENDAR.start + 1) * day, (CALENDAR.stop - 1) * day)
    return lambda values: (values >= first) & (values < end)


def _all_of(tests: Sequence[_InRange], bounds: Sequence[Within | None]) -> _InRange | None:
    """All tests in one; null where one of them is not known."""
    known = [bound for bound in bounds if bound is not None]
    if len(known) < len(bounds):
        return None

    def passed(values: npt.NDArray[Any]) -> Mask:
        found = np.ones(len(values), np.bool_)
        for test in (*tests, *known):
            found &= test(values)
        return found

    return passed


def _is_exact(values: npt.NDArray[Any]) -> Mask:
    """Not so large that a double would be another number; false of what is no number."""
    return (values > -EXACT) & (values < EXACT)


def _is_whole(values: npt.NDArray[Any]) -> Mask:
    return np.asarray(np.trunc(values) == values)


def _is_finite(values: npt.NDArray[Any]) -> Mask:
    return np.asarray(np.isfinite(values))


def _within_days(name: str, bound: object) -> Within | None:
    """Strictly within a day; null where the bound is none."""
    if not isinstance(bound, dt.date) or isinstance(bound, dt.datetime):
        return None
    limit, compare = bound.toordinal() - _FIRST_DAY, BOUNDS[name]
    return lambda values: compare(values, limit)


def _filled(texts: pa.StringArray) -> pa.StringArray:
    """The texts, with an empty one in place of none."""
    return pc.fill_null(texts, "") if texts.null_count else texts


def _dtype(kind: pa.DataType) -> npt.DTypeLike:
    """How NumPy sees the bytes of an integer, a double, a day, or a moment."""
    if pa.types.is_date32(kind):
        return np.int32
    return np.int64 if pa.types.is_timestamp(kind) else str(kind).replace("double", "float64")
