"""The form of integers and numbers: plain digits, strictly within their bounds."""

import operator
import re
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
        passed = self._spelled(cells)
        plain = cells if passed.all() else cells.filter(booleans(passed))
        try:
            within = self._within(plain)
        except pa.ArrowInvalid:  # some cell is a mere sign, or too large
            passed = mask(pc.match_substring_regex(cells, self._text)).copy()
            within = self._within(cells.filter(booleans(passed)))
        passed[passed] = within
        return passed

    def _spelled(self, cells: pa.StringArray) -> Mask:
        """Which cells have characters, and none but those of numbers."""
        passed: Mask = lengths(cells) > 0
        odd = np.flatnonzero(~self._alphabet[content_of(cells)])
        if len(odd):
            passed[np.searchsorted(np.cumsum(lengths(cells)), odd, side="right")] = False
        return passed

    def _within(self, cells: pa.StringArray) -> Mask:
        text = cells if self._point == "." else pc.replace_substring(cells, self._point, ".")
        values = numbers(text.cast(self._arrow), self._numpy)
        passed = np.ones(len(values), np.bool_)
        for bound in self._bounds:
            passed &= bound(values)
        return passed


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
