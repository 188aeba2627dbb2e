"""128 bits for the values of a key: equal values have equal ones, in every process, and no others do.

Fingerprints tell which keys may be equal, and frictionless looks at those. Of a reference that is found nobody looks
further: so its digest must be one that nobody can make twice.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pipeline.prover.fingerprint import as_number
from pipeline.prover.layout import UnreadableBlock

Digest = tuple[int, int]
"""Two signed integers of 64 bits."""


def digests_of(keys: Sequence[tuple[Any, ...]]) -> list[Digest | None]:
    """The digest of each key; null where it has no value. Raises UnreadableBlock where one cannot be compared."""
    return [digest_of(key) for key in keys]


def digest_of(key: tuple[Any, ...]) -> Digest | None:
    """The digest of one key; null where it has no value at all."""
    if all(value is None for value in key):
        return None
    written = "\x1f".join(f"{len(text)}:{text}" for text in map(_written, key))
    found = hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return int.from_bytes(found[:8], signed=True), int.from_bytes(found[8:], signed=True)


def _written(value: Any) -> str:  # noqa: ANN401 (whatever frictionless reads)
    """A text that values share exactly where they are equal."""
    if value is None:
        return "none"
    if isinstance(value, str):
        return f"text {value}"
    if isinstance(value, int | float | Decimal):
        return f"number {_number(value)}"
    if isinstance(value, dt.date | dt.time):
        aware = getattr(value, "tzinfo", None) is not None
        return f"{type(value).__name__ if type(value) in _KNOWN else _kind(value)} {aware} {as_number(value)}"
    if isinstance(value, tuple):
        return "tuple " + " ".join(map(_written, value))
    raise UnreadableBlock


_KNOWN = frozenset({dt.date, dt.time, dt.datetime})


def _kind(value: dt.date | dt.time) -> str:
    """The name of what it is a kind of: pandas has a moment of its own."""
    return next(kind.__name__ for kind in (dt.datetime, dt.date, dt.time) if isinstance(value, kind))


def _number(value: float | Decimal) -> str:
    """Digits without zeros at the end, and an exponent: 1, 1.0 and True are equal."""
    exact = Decimal(value)
    if not exact.is_finite():
        return str(exact)
    sign, digits, exponent = exact.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    short = text.rstrip("0")
    if not short or not isinstance(exponent, int):
        return "0"
    return f"{'-' * sign}{short}e{exponent + len(text) - len(short)}"
