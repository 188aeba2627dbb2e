"""NumPy and Arrow over the same bytes, without copies and without pandas.

`pa.array(list)`, `pa.scalar(1)` and `Array.to_numpy()` import pandas where it is installed, which costs more than the
validation of a small table. What is built from buffers does not.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Mask = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
_Item = TypeVar("_Item")


def numbers(array: pa.Array, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """The values of a fixed-width array without nulls, as a read-only view."""
    data = array.buffers()[1]
    if data is None or not len(array):
        return np.zeros(0, dtype)
    return np.frombuffer(data, dtype, count=array.offset + len(array))[array.offset :]


def mask(array: pa.BooleanArray) -> Mask:
    """A boolean array without nulls as one byte a value."""
    data = array.buffers()[1]
    if data is None or not len(array):
        return np.zeros(0, np.bool_)
    end = array.offset + len(array)
    bits = np.unpackbits(np.frombuffer(data, np.uint8, count=(end + 7) // 8), count=end, bitorder="little")
    return bits[array.offset :].view(np.bool_)


def booleans(values: Mask) -> pa.BooleanArray:
    """A mask as an Arrow array, to filter with."""
    bits = np.packbits(values, bitorder="little")
    return pa.BooleanArray.from_buffers(pa.bool_(), len(values), [None, pa.py_buffer(bits)])


def integers(values: Integers) -> pa.Int64Array:
    """Integers as an Arrow array without nulls."""
    return pa.Array.from_buffers(pa.int64(), len(values), [None, pa.py_buffer(np.ascontiguousarray(values))])


def strings(values: Iterable[str | None]) -> pa.StringArray:
    """Strings as an Arrow array, null where there is none."""
    encoded = [None if value is None else value.encode() for value in values]
    texts = [value or b"" for value in encoded]
    offsets = np.zeros(len(texts) + 1, np.int32)
    np.cumsum([len(value) for value in texts], out=offsets[1:])
    present = np.fromiter((value is not None for value in encoded), np.bool_, len(encoded))
    buffers = [validity(present), pa.py_buffer(offsets), pa.py_buffer(b"".join(texts))]
    return pa.Array.from_buffers(pa.string(), len(texts), buffers)


def validity(present: Mask) -> pa.Buffer | None:
    """The bitmap of values that are there; null where all are."""
    return None if present.all() else pa.py_buffer(np.packbits(present, bitorder="little"))


def one_array(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def distinct(values: Integers) -> Integers:
    """Each once, ascending: as `np.unique`, but for what that loads when it is first asked."""
    ordered = np.sort(values)
    is_new = np.ones(len(ordered), np.bool_)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_new]


def lengths(cells: pa.StringArray) -> npt.NDArray[np.int32]:
    """How many bytes each cell has."""
    ends = _ends(cells)
    found: npt.NDArray[np.int32] = ends[1:] - ends[:-1]
    return found


def content_of(cells: pa.StringArray) -> npt.NDArray[np.uint8]:
    """The bytes of all cells, one after the other."""
    ends = _ends(cells)
    return np.frombuffer(cells.buffers()[2] or b"", np.uint8)[ends[0] : ends[-1]]


def _ends(cells: pa.StringArray) -> npt.NDArray[np.int32]:
    """Where the first cell begins and where each ends."""
    offsets = cells.buffers()[1]
    if offsets is None or not len(cells):
        return np.zeros(1, np.int32)
    return np.frombuffer(offsets, np.int32)[cells.offset : cells.offset + len(cells) + 1]


def is_empty(cells: pa.StringArray) -> Mask:
    """Cells without a character."""
    return np.asarray(lengths(cells) == 0)


def in_all(items: Iterable[_Item], test: Callable[[_Item], Mask]) -> Mask:
    """Rows for which the test holds in every column, asked until none is left."""
    tests = map(test, items)
    passed = next(tests)
    while passed.any() and (more := next(tests, None)) is not None:
        passed = passed & more
    return passed
