"""Texts of one length whose bytes each lie within a range, like `556000-1234` and `2024-12-31T23:59:59`.

They are told by the column, in a fifth of the time that RE2 takes to match one after the other.
"""

import re._constants as code
import re._parser as parser
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.prover.buffers import Mask, booleans, content_of, lengths

Range = tuple[int, int]
"""The least and the largest byte."""
_Digits = npt.NDArray[np.uint8]
_DIGIT = (ord("0"), ord("9"))
_LONGEST = 64  # bytes
_ASCII = 0x80
_DAYS = np.asarray([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.uint8)
_FEBRUARY = 2


class FixedText:
    """Tests for texts of one length."""

    def __init__(self, ranges: Sequence[Range], closer: Callable[[_Digits], Mask] | None = None) -> None:
        """Prepare the test.

        Args:
            ranges: of each byte.
            closer: which texts pass that have their bytes in these ranges, by how far each is above the least.
        """
        least, most = np.asarray(ranges, np.uint8).T
        self._closer = closer
        self._width = len(ranges)
        self._least, self._span = least, most - least
        self._tiles = np.zeros((2, 0), np.uint8)

    def __call__(self, cells: pa.StringArray) -> Mask:
        """Which cells are such texts."""
        passed: Mask = lengths(cells) == self._width
        if passed.all():
            return self._of_width(content_of(cells))
        passed[passed] = self._of_width(content_of(cells.filter(booleans(passed))))
        return passed

    def _of_width(self, content: npt.NDArray[np.uint8]) -> Mask:
        """The same of texts that have this length, one after the other."""
        least, span = self._tiled(len(content))
        passed: Mask = np.ones(len(content) // self._width, np.bool_)
        above = content - least  # what is below comes out as a large number
        odd = above > span
        if odd.any():
            passed[np.flatnonzero(odd) // self._width] = False
        if self._closer:
            passed &= self._closer(above.reshape(-1, self._width))
        return passed

    def _tiled(self, size: int) -> npt.NDArray[np.uint8]:
        """The ranges once a text: NumPy is slow where what it repeats is as short as a text."""
        tiles = self._tiles
        if tiles.shape[1] < size:
            tiles = self._tiles = np.tile([self._least, self._span], size // self._width)
        return tiles[:, :size]


def fixed_pattern(pattern: str) -> FixedText | None:
    """The test of a pattern that has one length; null where it has not.

    Args:
        pattern: what RE2 and Python match alike. Digits are those of ASCII, of which Python knows more.
    """
    try:
        ranges = list(_ranges(parser.parse(pattern)))
    except _Varies:
        return None
    return FixedText(ranges) if 0 < len(ranges) <= _LONGEST else None


class _Varies(Exception):
    """A pattern may match texts of several lengths, or a byte that is in no one range."""


def _ranges(parsed: Any) -> Iterator[Range]:  # noqa: ANN401 (re has no name for it)
    for place, (kind, value) in enumerate(parsed):
        if kind is code.AT:
            if (value, place) not in {(code.AT_BEGINNING, 0), (code.AT_END, len(parsed) - 1)}:
                raise _Varies
        elif kind is code.MAX_REPEAT and value[0] == value[1] <= _LONGEST and len(value[2]) == 1:
            yield from [_range(*value[2][0])] * value[0]
        else:
            yield _range(kind, value)


def _range(kind: Any, value: Any) -> Range:  # noqa: ANN401
    if kind is code.IN and len(value) == 1:
        kind, value = value[0]
    if kind is code.LITERAL and value < _ASCII:
        return value, value
    if kind is code.RANGE and value[1] < _ASCII:
        return value[0], value[1]
    if kind is code.CATEGORY and value is code.CATEGORY_DIGIT:
        return _DIGIT
    raise _Varies


def _written(form: str) -> list[Range]:
    """The ranges of a form in which each digit is the largest that may stand there."""
    return [(ord("0"), ord(each)) if each.isdigit() else (ord(each), ord(each)) for each in form]


def _is_day(digits: _Digits) -> Mask:
    """Whether the year has four digits, as frictionless wants it, and the month such a day."""
    month, day = _number(digits, 5), _number(digits, 8)
    passed: Mask = (digits[:, 0] > 0) & (month - np.uint8(1) < 12) & (day - np.uint8(1) < 31)  # noqa: PLR2004
    late = np.flatnonzero((day > _DAYS.min()) & passed)
    passed[late] = day[late] <= _DAYS[month[late] - 1] + (_is_leap(digits[late]) & (month[late] == _FEBRUARY))
    return passed


def _is_leap(digits: _Digits) -> Mask:
    """Whether February has one day more in that year."""
    year = _number(digits, 2)
    leap: Mask = np.where(year == 0, _number(digits, 0), year) % 4 == 0
    return leap


def _is_moment(digits: _Digits) -> Mask:
    """Whether it is such a day, and the day has such an hour."""
    hour: Mask = _number(digits, 11) < 24  # noqa: PLR2004
    return _is_day(digits) & hour


def _number(digits: _Digits, place: int) -> _Digits:
    """The number that two digits make."""
    found: _Digits = digits[:, place] * np.uint8(10) + digits[:, place + 1]
    return found


def fixed_date() -> FixedText:
    """The test of dates."""
    return FixedText(_written("9999-19-39"), _is_day)


def fixed_datetime() -> FixedText:
    """The test of moments without a zone."""
    return FixedText(_written("9999-19-39T29:59:59"), _is_moment)
