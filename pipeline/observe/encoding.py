"""The encoding of a file of a table, told from all of its bytes: none is guessed from the start of a file."""

import codecs
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.model import Observation
from pipeline.observe.blocks import BLOCK, Block, blocks, line_ends, opened
from pipeline.observe.facts import Packing
from pipeline.observe.mojibake import MOJIBAKE
from pipeline.observe.survey import Survey
from pipeline.observe.utf8 import Damage, Tally

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

UTF8 = frozenset({"utf-8", "utf-8-sig", "ascii"})
WIDE = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"})
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Byte order marks, the longest first."""
_SINGLE_BYTE = ("cp1252", "mac-roman", "cp850")
"""Encodings in which a Swedish table may come without saying so."""
_HEAD = 4096  # bytes that tell UTF-16 without a mark
_EXPECTED = 0.9  # of all characters beyond ASCII
_WESTERN = set("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿ–—’‘“”„…•€£§°²³½¼¾·«»µ®©\xa0\xad´")
_SWEDISH = set("åäöÅÄÖéÉüÜ–”’…§°²³½\xa0€")
_HALF_A_LETTER = re.compile("(?<=[a-zåäö])[ÃÂ]")
_FOREIGN_WORD = re.compile(r"[^\W\d_\x00-\x7f]{3,}")  # no Western word has three such letters in a row


@dataclass(frozen=True)
class Encoding:
    """In what a file is to be read, and what is wrong with it."""

    name: str | None
    """As Python calls it; null where only frictionless's guess is left."""
    beyond_ascii: bool
    """Whether it matters."""
    fault: Observation | None = None
    """Why it cannot be read so without garbling it."""


def of_utf8(declared: str | None, *, beyond_ascii: bool, marked: bool) -> Encoding:
    """The encoding of a file that is valid UTF-8."""
    name = "utf-8-sig" if marked else "utf-8"
    if declared is None or declared in UTF8 or not beyond_ascii or not _is_single_byte(declared):
        return Encoding(declared or name, beyond_ascii)
    return Encoding(declared, beyond_ascii, Observation("encoding_misnamed", facts={"declared": declared, "is": name}))


def of_other(packing: Packing, survey: Survey, declared: str | None) -> Encoding:
    """The encoding of a file that is not valid UTF-8, or has NUL bytes, or is declared to have wide characters."""
    head = survey.head
    mark = next((codec for mark, codec in MARKS.items() if head.startswith(mark)), None)
    wide = mark if mark in WIDE else declared if declared in WIDE else _unmarked_utf16(head)
    if wide:
        return _of_wide(packing, wide, declared)
    if survey.is_utf8:  # a stray NUL
        return of_utf8(declared, beyond_ascii=not survey.is_ascii, marked=survey.is_marked)
    tally = _tallied(packing)
    if damage := tally.damage():
        return Encoding(declared or "utf-8", True, _of_fault("encoding_damaged", damage, encoding="utf-8"))  # noqa: FBT003
    if declared or mark:
        name = declared or "utf-8"
        fits = name not in UTF8 and _decodes(packing, name)
        return Encoding(name, True, None if fits else _misnamed(tally, name, _told(packing)))  # noqa: FBT003
    told = _told(packing)
    if told and tally.first and _has_mojibake(packing, told):
        return Encoding(told, True, _of_fault("encoding_mixed", tally.first, other=told))  # noqa: FBT003
    return Encoding(told, True)  # noqa: FBT003


def of_files(files: Mapping[str, Encoding]) -> str | None:
    """In what to read the files of one table; null where only frictionless's guess is left.

    ASCII is the same in all but wide encodings. Which one has a byte a character is told by what is plausible, so that
    most files tell it for all.

    Raises:
        UsageError: their bytes, one file after the other, are no text in any encoding.
    """
    first = next(iter(files.values())).name if files else None
    beyond = {place: each for place, each in files.items() if each.beyond_ascii}
    names = {place: each.name for place, each in beyond.items() if not each.fault}
    if len(files) == 1 or not names:
        return next((each.name for each in beyond.values()), first)
    expected = next(iter(names.values())) in UTF8
    if unfit := next((place for place, name in names.items() if name in WIDE or (name in UTF8) != expected), None):
        raise UsageError("part_other_encoding", place=unfit, found=names[unfit] or "?")
    told = Counter(name for name in names.values() if name)
    return first if expected else next((name for name, _ in told.most_common(1)), None)


def confirmed(packing: Packing, name: str) -> Observation | None:
    """Why a guess of frictionless is wrong; null where the whole file decodes in it and has no sign of mojibake."""
    if _decodes(packing, name) and not _has_mojibake(packing, name):
        return None
    return Observation("encoding_unknown", facts={"tried": name})


def utf8_blocks(packing: Packing, name: str) -> Iterator[Block]:
    """The text of a file in blocks of whole lines, as UTF-8 without a mark; what cannot be decoded as U+FFFD."""
    with opened(packing) as stream:
        if name in UTF8:
            yield from blocks(stream)
            return
        decoder = codecs.getincrementaldecoder(name)("replace")
        yield from blocks(io.BufferedReader(_Recoded(stream, decoder), BLOCK))


class _Recoded(io.RawIOBase):
    """A stream of UTF-8, made of one in another encoding."""

    def __init__(self, stream: IO[bytes], decoder: codecs.IncrementalDecoder) -> None:
        self._stream = stream
        self._decoder = decoder
        self._rest = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """As much as fits; 0 at the end."""
        view = memoryview(buffer)
        while not self._rest and (content := self._stream.read(len(view))):
            self._rest = self._decoder.decode(content).encode("utf-8", "replace")
        count = min(len(view), len(self._rest))
        view[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def _of_wide(packing: Packing, wide: str, declared: str | None) -> Encoding:
    if _decodes(packing, wide):
        return Encoding(wide if declared is None else declared, True)  # noqa: FBT003
    return Encoding(wide, True, Observation("encoding_unknown", facts={"tried": wide}))  # noqa: FBT003


def _of_fault(code: str, first: Damage, **facts: object) -> Observation:
    """An observation on the first byte that is not UTF-8."""
    where = {"offset": first.offset, "found": first.found, "likely": first.likely}
    return Observation(code, first.line, None, first.text, first.count, (first.line,), {**where, **facts})


def _misnamed(tally: Tally, declared: str, told: str | None) -> Observation:
    facts = {"declared": declared, "is": told or "?"}
    if tally.first and declared in UTF8:
        return _of_fault("encoding_misnamed", tally.first, **facts)
    return Observation("encoding_misnamed", facts=facts)


def _tallied(packing: Packing) -> Tally:
    tally, line = Tally(), 1
    with opened(packing) as stream:
        for block in blocks(stream):
            if not block.content.isascii():
                tally.add(block.content, block.offset, line)
            line += line_ends(block.content)
    return tally


def _told(packing: Packing) -> str | None:
    """The single-byte encoding in which a file is plausible Western text, or Swedish; null where it is so in none."""
    return next((name for name in _SINGLE_BYTE if _is_plausible(packing, name)), None)


def _is_plausible(packing: Packing, name: str) -> bool:
    """Whether nearly all characters beyond ASCII are those that Western text has: another encoding yields others."""
    expected = _WESTERN if name == "cp1252" else _SWEDISH
    seen = fitting = foreign = 0
    for decoded in _strict(packing, name):
        if decoded is None:
            return False
        text = MOJIBAKE.sub("", decoded)  # UTF-8 that another file brought
        beyond = [character for character in text if character > "\x7f"]
        seen += len(beyond)
        fitting += sum(character in expected for character in beyond)
        foreign += sum(len(word) for word in _FOREIGN_WORD.findall(text))
    return fitting >= _EXPECTED * seen and foreign <= (1 - _EXPECTED) * seen


def _strict(packing: Packing, name: str) -> Iterator[str | None]:
    """The text of a file, block by block; null where it does not decode."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    with opened(packing) as stream:
        try:
            while piece := stream.read(BLOCK):
                yield decoder.decode(piece)
            yield decoder.decode(b"", final=True)
        except UnicodeError:
            yield None


def _decodes(packing: Packing, name: str) -> bool:
    wide = name in WIDE
    return all(text is not None and not (wide and "\0" in text) for text in _strict(packing, name))


def _has_mojibake(packing: Packing, name: str) -> bool:
    """Whether text in an encoding has characters that UTF-8 yields there, whole or cut in half."""
    texts = (text for text in _strict(packing, name) if text is not None)
    return any(MOJIBAKE.search(text) or _HALF_A_LETTER.search(text) for text in texts)


def _is_single_byte(name: str) -> bool:
    """Whether each byte is one character, so that text in it is not valid UTF-8 by chance."""
    try:
        return len(bytes(range(0xC0, 0xF0)).decode(name, "replace")) == 0xF0 - 0xC0
    except LookupError:
        return False


def _unmarked_utf16(head: bytes) -> str | None:
    """The kind of UTF-16 whose every other byte is NUL, as it is of Western text."""
    even, odd = head[:_HEAD:2].count(0), head[1:_HEAD:2].count(0)
    half = len(head[:_HEAD]) / 2
    if min(even, odd) > half / 10 or max(even, odd) < half * 0.7:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"
