"""Whether a block of a large file needs a closer look: answered by the column, at about a gigabyte a second.

A no is certain, but for a line among many quoted ones whose quotes are wrong twice over, so that they look right.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.observe.cells import ERRORS, SCIENTIFIC

_Bytes = npt.NDArray[np.uint8]
_Places = npt.NDArray[np.int64]
_BESIDE_QUOTES = np.isin(np.arange(256), np.frombuffer(b',;\t|\n\r"', np.uint8))
_QUOTE, _TAB, _LINE_FEED, _RETURN, _SPACE = 0x22, 0x09, 0x0A, 0x0D, 0x20
_DENSE = 1 / 64  # of all bytes are quotes, as where all cells are quoted


def is_utf8(content: bytes) -> bool:
    """Whether some bytes are valid UTF-8."""
    if content.isascii():
        return True
    bounds = pa.py_buffer(np.asarray([0, len(content)], np.int64))
    text = pa.Array.from_buffers(pa.large_string(), 1, [None, bounds, pa.py_buffer(content)])
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def asks(content: bytes) -> tuple[bool, bool]:
    """Whether whole lines of UTF-8 may have a sign of damaged cells, and a quoted cell that is open at a line's end."""
    found = np.frombuffer(content, np.uint8)
    line_feeds = _places(found, _LINE_FEED)
    if b'"' not in content:
        return _may_have_signs(content, found, len(line_feeds)), False
    quotes = _places(found, _QUOTE)
    may_be_open = not _closes_each_line(found, quotes, np.searchsorted(line_feeds, quotes))
    return _may_have_signs(content, found, len(line_feeds)), may_be_open


def _places(found: _Bytes, byte: int) -> _Places:
    """Where a byte is."""
    return np.flatnonzero(found == byte)


def _may_have_signs(content: bytes, found: _Bytes, line_feeds: int) -> bool:
    if b"#" in content and ERRORS.search(content):
        return True
    if b"+" in content and SCIENTIFIC.search(content):
        return True
    return _has_controls(content, found, line_feeds) or (not content.isascii() and _has_odd_letters(content, found))


def _has_controls(content: bytes, found: _Bytes, line_feeds: int) -> bool:
    low = np.count_nonzero(found < _SPACE) - line_feeds
    if low:
        low -= len(_places(found, _RETURN)) + len(_places(found, _TAB))
    return bool(low) or b"\x7f" in content


def _has_odd_letters(content: bytes, found: _Bytes) -> bool:
    """Whether there may be mojibake, lost letters, marks, or characters that nobody sees."""
    if (b"\x82" in content or b"\x83" in content) and _followed(found, 0xC3, (0x82, 0x83)):
        return True
    if b"\xc2" in content and _followed(found, 0xC2, range(0x80, 0xA0)):
        return True
    if found.max() < 0xE2:  # noqa: PLR2004
        return False
    if b"\xef" in content or b"\xf0" in content:
        return True
    first = _places(found, 0xE2)
    second, third = found[first + 1], found[first + 2]
    odd = (second == 0x88) & (third == 0x9A)  # noqa: PLR2004 (√)
    odd |= (second == 0x94) & ((third == 0x9C) | (third == 0xAC))  # noqa: PLR2004 (├ ┬)
    odd |= (second == 0x80) & (third >= 0xAA) & (third <= 0xAE)  # noqa: PLR2004 (direction)
    odd |= (second == 0x81) & (third >= 0xA6) & (third <= 0xA9)  # noqa: PLR2004 (direction)
    return bool(odd.any()) or "â€".encode() in content


def _followed(found: _Bytes, lead: int, by: "range | tuple[int, ...]") -> bool:
    after = found[_places(found, lead) + 1]
    return bool(np.isin(after, np.asarray(by, np.uint8)).any())


def _closes_each_line(found: _Bytes, quotes: _Places, lines: _Places) -> bool:
    """Whether the quotes of each line are in pairs, of which the first opens a cell and the last closes one.

    Of many quotes, pairs are enough.
    """
    if len(quotes) % 2 or (lines[::2] != lines[1::2]).any():
        return False
    if len(quotes) > len(found) * _DENSE:
        return True
    is_first = np.append([True], lines[1:] != lines[:-1])
    first, last = quotes[is_first], quotes[np.append(is_first[1:], [True])]
    opens = _BESIDE_QUOTES[found[np.maximum(first - 1, 0)]] | (first == 0)
    closes = _BESIDE_QUOTES[found[np.minimum(last + 1, len(found) - 1)]]
    return bool((opens & closes).all())
