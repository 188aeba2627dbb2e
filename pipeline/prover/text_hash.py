"""64 bits for a text, the same in every process and on every machine: of all texts at once, eight bytes at a time.

Python's own is salted: in two processes, equal texts have different ones. DuckDB's takes as long as this one, and a
tenth of a second to load. Whoever makes two texts with the same one gains nothing: rows are judged that need not be.
"""

import hashlib
import threading
from functools import lru_cache

import numpy as np
import pyarrow as pa

from pipeline.prover.buffers import Integers, content_of, lengths, strings

_PIECE = 1 << 14  # texts: what is made of them on the way stays near the processor
_WORD = 8  # bytes
_LONGEST = 512  # bytes; a longer text is hashed by itself
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, its bits as if by chance
_HALF = np.uint64(32)  # bits
_OF_WORD = np.asarray([(1 << 8 * count) - 1 for count in range(_WORD + 1)], np.uint64)
"""The bits of a word, by how many of its bytes belong to a text."""
_own = threading.local()


def hashes_of(texts: pa.StringArray) -> Integers:
    """The hash of each text; of null it means nothing."""
    if getattr(_own, "texts", None) is not texts:  # a key that others refer to is hashed for both
        pieces = [texts.slice(start, _PIECE) for start in range(0, max(len(texts), 1), _PIECE)]
        _own.texts, _own.hashes = texts, np.concatenate([_hashes(each) for each in pieces])
    hashes: Integers = _own.hashes
    return hashes


def _hashes(texts: pa.StringArray) -> Integers:
    """The same of some."""
    sizes, content = lengths(texts).astype(np.int64), content_of(texts)
    found, places = sizes.astype(np.uint64) * _FACTOR, np.cumsum(sizes) - sizes
    for row in np.flatnonzero(sizes > _LONGEST):
        text = content[places[row] : places[row] + sizes[row]]
        found[row] = int.from_bytes(hashlib.blake2b(text.tobytes(), digest_size=_WORD).digest())
    rows = np.argsort(np.minimum(sizes, _LONGEST + 1).astype(np.uint16), kind="stable")
    rows = rows[: np.count_nonzero(sizes <= _LONGEST)]
    places, ordered, hashes = places[rows], sizes[rows], found[rows]
    padded = np.append(content, np.zeros(_WORD, np.uint8))
    words = np.ndarray((len(content) + 1,), "<u8", padded, strides=(1,))  # one begins at each byte
    for done in range(0, int(ordered.max(initial=0)), _WORD):
        live = slice(np.searchsorted(ordered, done, "right"), None)  # those that are longer
        word = words[places[live] + done]
        if ordered[live][0] < done + _WORD:
            word &= _OF_WORD[np.minimum(ordered[live] - done, _WORD)]
        mixed = (hashes[live] ^ word) * _FACTOR
        hashes[live] = mixed ^ (mixed >> _HALF)
    found[rows] = hashes
    return found.view(np.int64)


@lru_cache(maxsize=4096)
def hash_of(text: str) -> int:
    """The same of a single text."""
    return int(hashes_of(strings([text]))[0])
