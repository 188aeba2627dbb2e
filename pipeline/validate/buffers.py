"""NumPy and Arrow over the same bytes, without copies and without pandas.

`pa.array(list)`, `pa.scalar(1)` and `Array.to_numpy()` import pandas where it is installed, which costs more than the
validation of a small table. What is built from buffers does not.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]


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


def strings(values: Iterable[str]) -> pa.StringArray:
    """Strings as an Arrow array without nulls."""
    encoded = [value.encode() for value in values]
    offsets = np.zeros(len(encoded) + 1, np.int32)
    np.cumsum([len(value) for value in encoded], out=offsets[1:])
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded)))


def is_empty(cells: pa.StringArray) -> Mask:
    """Cells without a character."""
    return np.asarray(numbers(pc.binary_length(cells), np.int32) == 0)
