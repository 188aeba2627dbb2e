r"""Forms: strict tests on the text of a cell that prove it valid without reading it.

A form may miss what frictionless accepts (`+1`, `1_000`, `2024-1-5`): such cells are read by frictionless instead. It
may never pass what frictionless rejects. A type, format, option or constraint that is not named here has no form.

RE2, which Arrow matches with, knows `\d` and `\w` as ASCII only: a smaller set than Python's, so a match still proves.
"""

import datetime as dt
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.prover.buffers import Mask, booleans, lengths, mask, numbers, strings
from pipeline.prover.fixed_length import FixedText, fixed_date, fixed_datetime, fixed_pattern
from pipeline.prover.layout import Column, Value
from pipeline.prover.numeric import BOUNDS, numeric_test

Test = Callable[[pa.StringArray], Mask]

_DATE = (
    "[1-9][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
TEXTS = {
    ("date", "default"): _DATE,
    ("datetime", "default"): f"{_DATE}T{_TIME}Z?",
    ("time", "default"): _TIME,
    ("year", "default"): "[0-9]{4}",
    ("yearmonth", "default"): "[0-9]{4}-(?:0[1-9]|1[0-2])",
    ("string", "email"): (
        r"[a-z0-9]{1,30}(?:[._-][a-z0-9]{1,30})?@(?:[a-z0-9]{1,12}[.-]){0,3}[a-z0-9]{1,12}\.[a-z]{2,12}"
    ),
    ("string", "uuid"): "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
}
_FIXED = {("date", "default"): fixed_date(), ("datetime", "default"): fixed_datetime()}
"""Of a text that has mostly one length."""
_ANY_TEXT = {("string", "default"), ("any", "default")}
_NUMERIC = {"integer", "number"}
_URI = ("string", "uri")
_LENGTHS = {"minLength", "maxLength"}
_FEW = 16  # texts: Arrow takes as long to compile a pattern as frictionless to read so many
_LARGEST_LENGTH = 1 << 30  # lengths beyond are no 32-bit numbers, which Arrow counts in

# A pattern made of these alone means the same, or less, in RE2 as in Python: no look-around, no reference, no
# negated class (of which RE2 knows more members), no \D \W \S \b, no flag.
_PORTABLE_TOKEN = re.compile(
    r"""\\[dw.\-/+*?()\[\]{}^$|]
      | \[(?!\^)(?:\\[dw.\-/+*?()\[\]{}^$|]|[^\\\[\]])+\]
      | \((?:\?:)?(?!\?) | \) | \|
      | [*+?] | \{\d{1,3}(?:,(?:\d{1,3})?)?\}
      | [\^$.]
      | [^\\\[\]{}()*+?|^$.]""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Form:
    """What proves cells of one column, if they are not missing."""

    tests: tuple[Test, ...]
    """All must pass; none at all where any text is valid."""
    cheap: bool
    """Whether the tests cost less than looking the cells up."""

    def test(self, cells: pa.StringArray) -> Mask:
        """Which cells pass."""
        passed = np.ones(len(cells), np.bool_)
        for each in self.tests:
            passed &= each(cells)
        return passed


def form_of(column: Column) -> Form | None:
    """The form of a column's valid, non-missing cells; null where none is known."""
    tests = _type_tests(column)
    if tests is None:
        return None
    for name, value in column.constraints.items():
        if name == "required" or (name in BOUNDS and column.type in _NUMERIC):
            continue  # true of every cell that is not missing; part of the test of type
        test = _constraint_test(column, name, value)
        if test is None:
            return None
        tests.append(test)
    kind = (column.type, column.format)
    is_cheap = kind in _ANY_TEXT | {_URI} and not any(isinstance(test, _Matches) for test in tests)
    return Form(tuple(tests), cheap=is_cheap)


def _type_tests(column: Column) -> list[Test] | None:
    """The tests of type and format, with the bounds of numbers; null where they are not known."""
    kind = (column.type, column.format)
    if column.type in _NUMERIC:
        test = numeric_test(column.options, column.constraints, whole=column.type == "integer")
        return [test] if test else None
    if column.options:
        return None
    if kind in _ANY_TEXT:
        return []
    if kind == _URI:
        return [_has_web_scheme]
    if kind not in TEXTS:
        return None
    pattern = _Matches(rf"\A(?:{TEXTS[kind]})\z")
    return [_mostly(_FIXED[kind], pattern) if kind in _FIXED else pattern]


def _has_web_scheme(cells: pa.StringArray) -> Mask:
    """Frictionless asks a URI for its scheme only."""
    return mask(pc.starts_with(cells, "https://")) | mask(pc.starts_with(cells, "http://"))


@dataclass(frozen=True)
class _Matches:
    """The test of a pattern, text by text."""

    pattern: str

    def __call__(self, cells: pa.StringArray) -> Mask:
        """Which cells match."""
        return mask(pc.match_substring_regex(cells, self.pattern))


def _mostly(fixed: FixedText, pattern: _Matches) -> Test:
    """Matches a pattern, as what passes `fixed` does."""

    def test(cells: pa.StringArray) -> Mask:
        passed = fixed(cells)
        others = ~passed & (lengths(cells) > 0)
        if np.count_nonzero(others) >= _FEW:
            passed[others] = pattern(cells.filter(booleans(others)))
        return passed

    return test


def _constraint_test(column: Column, name: str, value: Value) -> Test | None:
    """The test of one constraint; null where it is not known for this type."""
    if name in _LENGTHS and column.type == "string":
        return _length_test(name, value)
    if name == "pattern" and column.type == "string":
        return _pattern_test(value)
    if name in BOUNDS and column.type in {"date", "datetime"}:
        return _temporal_bound(column, name, value)
    return None


def _length_test(name: str, limit: Value) -> Test | None:
    """Length in code points, as Python's `len`."""
    if not isinstance(limit, int) or abs(limit) > _LARGEST_LENGTH:
        return None
    compare = operator.ge if name == "minLength" else operator.le

    def test(cells: pa.StringArray) -> Mask:
        passed: Mask = compare(numbers(pc.utf8_length(cells), np.int32), limit)
        return passed

    return test


def _pattern_test(pattern: str) -> Test | None:
    """The pattern in RE2, anchored as `re.match("^{pattern}$")` is; null where the two might differ."""
    if "".join(_PORTABLE_TOKEN.findall(pattern)) != pattern:
        return None
    portable = rf"\A(?:^{pattern}$)"
    try:
        pc.match_substring_regex(strings([""]), portable)
    except pa.ArrowInvalid:
        return None
    return fixed_pattern(pattern) or _Matches(portable)


def _temporal_bound(column: Column, name: str, bound: Value) -> Test | None:
    """Strictly within the bound as text: ISO 8601 sorts as time does where all have one length and no zone."""
    if isinstance(bound, dt.datetime):
        if bound.tzinfo or bound.microsecond or column.type != "datetime":
            return None
    elif not isinstance(bound, dt.date) or column.type != "date":
        return None
    text = bound.isoformat()
    limit = strings([text])[0]
    compare = pc.greater if BOUNDS[name] is operator.gt else pc.less

    def test(cells: pa.StringArray) -> Mask:
        as_long: Mask = lengths(cells) == len(text)
        return as_long & mask(compare(cells, limit))

    return test
