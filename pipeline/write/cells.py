"""The cells of an Arrow batch as lines of text, column by column: no Python loop over rows."""

import struct

import pyarrow as pa
import pyarrow.compute as pc

TEXT = pa.large_string()  # no limit of 2 GiB to a column of lines


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
    return pc.replace_substring(text, " ", "T", max_replacements=1)


def constant(text: str) -> pa.Scalar:
    """`text` as an Arrow scalar; made of bytes, for `pa.scalar` imports pandas where it is installed."""
    content = text.encode()
    offsets = struct.pack("=qq", 0, len(content))
    return pa.LargeStringArray.from_buffers(1, pa.py_buffer(offsets), pa.py_buffer(content))[0]


def side_by_side(*parts: pa.Array | str) -> pa.Array:
    """`parts` one after another, row by row; a `str` is the same in every row, a null makes the row null."""
    texts = [constant(part) if isinstance(part, str) else part for part in parts]
    return pc.binary_join_element_wise(*texts, constant(""))


def line_bytes(batch: pa.RecordBatch, *parts: pa.Array | str) -> pa.Buffer:
    """The bytes of one line a row of `batch`, each made of `parts`, none of them null."""
    if not batch.num_rows:
        return pa.py_buffer(b"")
    lines = side_by_side(*parts)
    return lines.buffers()[2].slice(0, pc.sum(pc.binary_length(lines)).as_py())
