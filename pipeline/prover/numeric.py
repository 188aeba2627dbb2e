"""The form of integers and numbers: plain digits, strictly within their bounds."""

import operator
import re
import threading
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.prover.buffers import Mask, booleans, content_of, lengths, mask, numbers

BOUNDS = {
    "minimum": operator.gt,
    "exclusiveMinimum": operator.gt,
    "maximum": operator.lt,
    "exclusiveMaximum": operator.lt,
}
"""Each bound and what is strictly within it."""

Within = Callable[[npt.NDArray[Any]], Mask]
_own = threading.local()


class PlainNumbers:
    """Tests for texts like `-12` or `12.50` of at most 15 + 15 digits, with bounds.

    Arrow reads more than these (`0x10`, `1e5`) and frictionless reads more (`+1`, `1_000`); of texts that are nothing
    but digits, a sign and a point, both read the same ones.
    """

    def __init__(self, *, whole: bool, point: str, bounds: list[Within]) -> None:
        """Prepare the test.

        Args:
            whole: integers, which have no point.
            point: the decimal sign.
            bounds: what the values must be within.
        """
        self._point = point
        self._bounds = bounds
        self._arrow = pa.int64() if whole else pa.float64()
        self._numpy = np.dtype(np.int64 if whole else np.float64)
        self._alphabet = np.zeros(256, np.bool_)
        self._alphabet[list(("-0123456789" if whole else f"-0123456789{point}").encode())] = True
        self._text = r"\A-?[0-9]{1,18}\z" if whole else rf"\A-?[0-9]{{1,15}}(?:{re.escape(point)}[0-9]{{1,15}})?\z"

    def __call__(self, cells: pa.StringArray) -> Mask:
        """Which cells are such numbers within the bounds."""
        passed, values = self.read(cells)
        within = np.ones(len(values), np.bool_)
        for bound in self._bounds:
            within &= bound(values)
        if len(within) == len(passed):
            return within
        passed = passed.copy()
        passed[passed] = within
        return passed

    def read(self, cells: pa.StringArray) -> tuple[Mask, npt.NDArray[Any]]:
        """Which cells are such numbers, and the values of those; neither is to be changed.

        A thread remembers what it has read last: the column of a key is asked for twice.
        """
        known = getattr(_own, "read", None)
        if known is None or known[0] is not cells or known[1] != self._text:
            known = _own.read = cells, self._text, self._read(cells)
        found: tuple[Mask, npt.NDArray[Any]] = known[2]
        return found

    def _read(self, cells: pa.StringArray) -> tuple[Mask, npt.NDArray[Any]]:
        passed = self._spelled(cells)
        try:
            return passed, self._values(cells if passed.all() else cells.filter(booleans(passed)))
        except pa.ArrowInvalid:  # some cell is a mere sign, or too large
            passed = mask(pc.match_substring_regex(cells, self._text))
            return passed, self._values(cells.filter(booleans(passed)))

    def _spelled(self, cells: pa.StringArray) -> Mask:
        """Which cells have characters, and none but those of numbers."""
        passed: Mask = lengths(cells) > 0
        odd = np.flatnonzero(~self._alphabet[content_of(cells)])
        if len(odd):
            passed[np.searchsorted(np.cumsum(lengths(cells)), odd, side="right")] = False
        return passed

    def _values(self, cells: pa.StringArray) -> npt.NDArray[Any]:
        text = cells if self._point == "." else pc.replace_substring(cells, self._point, ".")
        return numbers(text.cast(self._arrow), self._numpy)


def numeric_test(options: Mapping[str, Any], constraints: Mapping[str, Any], *, whole: bool) -> PlainNumbers | None:
    """The test of a numeric column; null where an option or a bound is not known."""
    point = options.get("decimalChar", ".")
    bounds = [strictly_within(name, value) for name, value in constraints.items() if name in BOUNDS]
    known = [bound for bound in bounds if bound is not None]
    if set(options) - {"decimalChar"} or point not in {".", ","} or len(known) < len(bounds):
        return None
    return PlainNumbers(whole=whole, point=point, bounds=known)


def strictly_within(name: str, bound: float | str) -> Within | None:
    """Strictly within the bound as a float: rounding keeps order, so the exact number is within it too.

    A number at the bound, or within a rounding of it, is left to frictionless, which compares exactly.
    """
    try:
        limit = float(bound)
    except (TypeError, ValueError, OverflowError):
        return None
    compare = BOUNDS[name]
    return lambda values: compare(values, limit)
