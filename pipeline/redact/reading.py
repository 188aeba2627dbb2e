"""A text as a person reads it: plain letters, digits and signs, each with its place in what was written."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from itertools import groupby
from typing import NamedTuple
from urllib.parse import unquote

# `&#64;`, `&commat;` and `%40` are read as what they stand for, however often they were encoded.
_ENCODED = re.compile(r"(?:%(?:25)*[0-9a-fA-F]{2})+|\\u[0-9a-fA-F]{4}|&(?:amp;)*(?:#\w{1,8}|[A-Za-z]\w{1,30});")
_DEEPEST = 5
_HIDDEN = "\u25a1"  # what lines have in place of a character that nobody sees (`model.HIDDEN`)
Placed = tuple[str, tuple[int, int]]
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2212\u2043\u02d7\u06d4\u30fc\u2500", "-"),
        **dict.fromkeys("\u00b7\u2022\u2219\u22c5\u2027\u3002\u30fb", "."),
        **dict.fromkeys("\u2215\u29f8", "/"),
        **dict.fromkeys("\u260e\u260f\u2706\U0001f4de\U0001f4df\U0001f4e0\U0001f4f1\U0001f4f2\U0001f919", "\u260e"),
        **dict.fromkeys("\u00ab\u00bb\u2039\u203a\u201c\u201d\u201e\u2018\u2019", '"'),
        **dict.fromkeys("\u24d0\u24b6", "@"),
    }
)


class Span(NamedTuple):
    """A part of a reading that is not published."""

    start: int
    end: int
    sure: bool
    """Whether it is one without doubt; where it is not, a person looks."""


class Reading:
    """The text of a reading, and where each of its characters stands in what was written."""

    def __init__(self, written: str) -> None:
        """Read `written`."""
        self.text = written
        self._places: list[tuple[int, int]] | None = None  # null: each sign stands where it stood
        plain = _sign_by_sign(written)
        if plain is not None:
            self.text = plain
        else:
            read = list(_single_spaced((sign, place) for token, place in _tokens(written) for sign in _plain(token)))
            self.text = "".join(sign for sign, _ in read)
            self._places = [place for _, place in read]

    def place(self, span: Span) -> tuple[int, int]:
        """Where a part of the reading begins and ends in what was written."""
        if self._places is None:
            return span.start, span.end
        return self._places[span.start][0], self._places[span.end - 1][1]


def _sign_by_sign(written: str) -> str | None:
    """What is read where each sign is read as one; null where something is encoded, or takes no room or more."""
    if _ENCODED.search(written):
        return None
    signs = list(map(_plain_sign, written))
    plain = "".join(signs)
    is_even = len(plain) == len(written) and all(signs)
    return plain if is_even and "  " not in plain else None


def _tokens(written: str) -> list[Placed]:
    """The characters of a text with their places; what is encoded is one token, as what it stands for."""
    found: list[Placed] = []
    position = 0
    for encoded in _ENCODED.finditer(written):
        found += [(written[i], (i, i + 1)) for i in range(position, encoded.start())]
        found.append((_decoded(encoded[0]), encoded.span()))
        position = encoded.end()
    return found + [(written[i], (i, i + 1)) for i in range(position, len(written))]


def _single_spaced(read: Iterable[Placed]) -> Iterator[Placed]:
    """What was read, each run of spaces as one."""
    for sign, group in groupby(read, key=lambda item: item[0]):
        places = [place for _, place in group]
        if sign == " ":
            yield sign, (places[0][0], places[-1][1])
        else:
            yield from ((sign, place) for place in places)


def _decoded(text: str) -> str:
    if text.startswith("\\u"):
        return chr(int(text.removeprefix("\\u"), 16))
    for _ in range(_DEEPEST):
        plainer = unescape(unquote(text))
        if plainer == text:
            break
        text = plainer
    return text


def _plain(token: str) -> str:
    """A token in ASCII where it has a counterpart there; empty where it takes no room on a page."""
    return "".join(_plain_sign(sign) for sign in token)


@lru_cache(4096)
def _plain_sign(sign: str) -> str:
    if sign.isascii():
        return " " if sign.isspace() and sign != "\n" else sign
    if sign.isspace():
        return " "
    if sign == _HIDDEN or unicodedata.category(sign) in {"Cf", "Mn", "Me", "Cc", "Co", "Cn"}:
        return ""
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(sign) == "Pd":
        return "-"
    return unicodedata.normalize("NFKC", sign.translate(_SIGNS)).translate(_SIGNS)
