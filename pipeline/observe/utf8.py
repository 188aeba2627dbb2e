"""UTF-8 with a few wrong bytes, told from text in another encoding: for pages and for tables the same.

Text in a single-byte encoding is hardly ever valid UTF-8, not even in part: two letters beyond ASCII would have to
stand side by side and look like `Ã¶`. So where characters of UTF-8 are more than faults, the text was UTF-8 once.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

_CHARACTER = (
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_BEYOND_ASCII = re.compile(rb"(" + _CHARACTER + rb")|(?:(?!" + _CHARACTER + rb")[\x80-\xff])+")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_AROUND = 60  # bytes of the line that are shown before a fault and after it


@dataclass(frozen=True)
class Damage:
    """The first fault in a text that is UTF-8 but for a few bytes."""

    line: int
    """Counted from 1."""
    offset: int
    """In bytes, from the start of the text."""
    found: str
    """The wrong bytes, in hexadecimal."""
    likely: str
    """What they should probably be; empty where nobody can tell."""
    text: str
    """The line around it as far as it can be read, each wrong byte as `\\xf6`."""
    count: int
    """How many faults there are in all."""


class Tally:
    """Counts characters of UTF-8 beyond ASCII, and what is none, in text that comes piece by piece.

    Attributes:
        characters: those of UTF-8 beyond ASCII.
        faults: runs of bytes that are none.
        first: the first of them, whatever the text is; null where there is none.
    """

    def __init__(self) -> None:
        """Nothing is counted yet."""
        self.characters = 0
        self.faults = 0
        self.first: Damage | None = None

    def add(self, content: bytes, offset: int, line: int) -> None:
        """Count in `content`, which begins at `offset` in line `line` and does not end within a character."""
        for match in _BEYOND_ASCII.finditer(content):
            if match[1]:
                self.characters += 1
                continue
            self.faults += 1
            if self.first is None:
                self.first = _described(content, match.start(), match.end(), offset, line)

    def damage(self) -> Damage | None:
        """The first fault, if the text is UTF-8 for the most part; null where it has none, or is something else."""
        if self.first is None or self.characters <= self.faults:
            return None
        return replace(self.first, count=self.faults)


def damage_in(pieces: Iterable[bytes]) -> Damage | None:
    """The damage in a text of whole lines; null where it is whole, or was never UTF-8."""
    tally, offset, line = Tally(), 0, 1
    for piece in pieces:
        tally.add(piece, offset, line)
        offset += len(piece)
        line += len(_LINE_END.findall(piece))
    return tally.damage()


def _described(content: bytes, start: int, end: int, offset: int, line: int) -> Damage:
    before = [match.end() for match in _LINE_END.finditer(content, 0, start)]
    ends = _LINE_END.search(content, start)
    first = max(before[-1] if before else 0, start - _AROUND)
    last = min(ends.start() if ends else len(content), end + _AROUND)
    return Damage(
        line=line + len(before),
        offset=offset + start,
        found=content[start:end].hex(" ").upper(),
        likely=_likely(content[start:end]),
        text=content[first:last].decode("utf-8", "backslashreplace"),
        count=1,
    )


def _likely(found: bytes) -> str:
    """The letters that some bytes are in windows-1252; empty where they are none."""
    text = found.decode("cp1252", "replace")
    cut_off = len(found) == 1 and found in b"\xc2\xc3"  # the first half of a letter in UTF-8
    return text if text.isalpha() and not cut_off else ""
