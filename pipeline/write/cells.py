"""The cells of an Arrow batch as lines of text, column by column: no Python loop over rows."""

import os
import struct
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from itertools import chain, islice

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.machine.threads import in_order

AHEAD = 2  # pieces that are spelled before they can be written
PIECE = 1 << 20  # bytes of values that are spelled at a time, at most: all stages of their text take ten times as much
TEXT = pa.large_string()  # no limit of 2 GiB to a column of lines
Mask = npt.NDArray[np.bool_]
_SPACE, _T = np.frombuffer(b" T", np.uint8)


def as_text(column: pa.Array) -> pa.Array:
    """`column` as text: ISO dates, `true` and `false`, the shortest exact numbers; null stays null."""
    if pa.types.is_timestamp(column.type):
        return _moments(column)
    return column.cast(TEXT)


def _moments(column: pa.Array) -> pa.Array:
    """ISO 8601 with a T; a fraction of a second only where there is one."""
    whole = column.cast(pa.timestamp("s"), safe=False)
    if whole.cast(column.type).equals(column):
        text = whole.cast(TEXT)
    else:
        text = pc.replace_substring_regex(column.cast(TEXT), r"\.0+$", "")
    return _with_t(text)


def _with_t(text: pa.LargeStringArray) -> pa.LargeStringArray:
    """Moments with a T in place of the space, of which each has one; byte by byte, as all else takes twice as long."""
    present, bounds, content = text.buffers()
    if content is None or not len(text):
        return text
    found = np.frombuffer(content, np.uint8)
    spelled = pa.py_buffer(np.where(found == _SPACE, _T, found))
    return pa.Array.from_buffers(TEXT, len(text), [present, bounds, spelled], text.null_count, text.offset)


def constant(text: str) -> pa.Scalar:
    """`text` as an Arrow scalar; made of bytes, for `pa.scalar` imports pandas where it is installed."""
    content = text.encode()
    offsets = struct.pack("=qq", 0, len(content))
    return pa.LargeStringArray.from_buffers(1, pa.py_buffer(offsets), pa.py_buffer(content))[0]


def rows_with(text: pa.LargeStringArray, special: Callable[[npt.NDArray[np.uint8]], Mask]) -> Mask:
    """The rows with a byte that is `special`, which is asked of all bytes at once: a regex costs more than the rest."""
    bounds, content = _bounds(text), text.buffers()[2]
    first, end = int(bounds[0]), int(bounds[-1])
    found = np.zeros(len(text), np.bool_)
    if content is not None and end > first:
        bytes_found = special(np.frombuffer(content, np.uint8, end - first, first))
        if bytes_found.any():  # to look for places where there is none takes longer than that
            places = np.flatnonzero(bytes_found)
            found[np.searchsorted(bounds, places + first, side="right") - 1] = True
    return found


def empty_rows(text: pa.LargeStringArray) -> Mask:
    """The rows with a text without a character; not those without a text."""
    empty = np.asarray(np.diff(_bounds(text)) == 0)
    return empty & _present(text) if text.null_count else empty


def any_of(masks: Iterable[Mask]) -> Mask:
    """Where one of the masks holds; there is one."""
    return reduce(np.logical_or, masks)


def _bounds(text: pa.LargeStringArray) -> npt.NDArray[np.int64]:
    """Where each text begins among the bytes of all, and where the last one ends."""
    if not len(text):
        return np.zeros(1, np.int64)
    return np.frombuffer(text.buffers()[1], np.int64, len(text) + 1, 8 * text.offset)


def _present(text: pa.LargeStringArray) -> Mask:
    bits = np.unpackbits(np.frombuffer(text.buffers()[0], np.uint8), bitorder="little")
    return bits[text.offset : text.offset + len(text)].astype(np.bool_)


def replaced(text: pa.LargeStringArray, rows: Mask, spell: Callable[[pa.Array], pa.Array]) -> pa.LargeStringArray:
    """`text` with the texts in `rows` as `spell` spells them: it is asked of those alone."""
    if not rows.any():
        return text
    bits = pa.py_buffer(np.packbits(rows, bitorder="little"))
    chosen = pa.BooleanArray.from_buffers(pa.bool_(), len(rows), [None, bits])
    return pc.replace_with_mask(text, chosen, spell(text.filter(chosen)))


def side_by_side(*parts: pa.Array | str, between: str = "") -> pa.Array:
    """`parts` one after another, row by row; a `str` is the same in every row, a null makes the row null."""
    texts = [constant(part) if isinstance(part, str) else part for part in parts]
    return pc.binary_join_element_wise(*texts, constant(between))


def line_bytes(*parts: pa.Array | str, between: str = "") -> pa.Buffer:
    """The bytes of one line a row, each made of `parts`, none of them null; there is a row."""
    lines = side_by_side(*parts, between=between)
    return lines.buffers()[2].slice(0, pc.sum(pc.binary_length(lines)).as_py())


def spelled(batches: Iterator[pa.RecordBatch], spell: Callable[[pa.RecordBatch], pa.Buffer]) -> Iterator[pa.Buffer]:
    """The text of the rows, in order; of many by threads, some pieces ahead of whoever writes them."""
    pieces = _pieces(batches)
    first = list(islice(pieces, 2))
    if len(first) == 1:
        yield spell(first[0])
    elif first:
        cut = ((None, piece) for piece in chain(first, pieces))
        with ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="spell") as pool:  # Arrow leaves Python free
            yield from (text for _, text in in_order(pool, spell, cut, AHEAD))


def _pieces(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The rows of the batches, which may be as large as those who made them liked."""
    for batch in batches:
        rows = -(-batch.num_rows // (1 + batch.nbytes // PIECE)) or 1
        yield from (batch.slice(start, rows) for start in range(0, batch.num_rows, rows))
