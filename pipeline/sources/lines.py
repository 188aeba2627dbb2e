"""Lines from the bytes of a snapshot: the same from text and from HTML, in every encoding that can be told."""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from pipeline.errors import SourceError
from pipeline.model import HIDDEN, Cell, Line
from pipeline.sources import MAX_BYTES
from pipeline.sources.encoding import decode

MAX_LINES = 20_000  # the page has 174: a hundred times as many is another page
MAX_CHARACTERS = 5_000  # of one line; the longest of the page, its paragraph on the board, has some six hundred

_LINE_END = re.compile(r"\r\n|\r|\n")
# A dash or an asterisk is a bullet only before a space: "-12" is a number.
_BULLET = re.compile(r"^(?:[•·◦‣▪●○∙]|[-\u2013*](?=\s|$))")
# What takes no room on the page: soft hyphen, zero-width characters, direction marks, byte order mark.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\ufe0e\ufe0f\ufeff]")
# What looks like a space, or like nothing, and is a letter or a sign.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")

# What the bytes 80 to BF, which end a letter in UTF-8, look like in windows-1252 or Latin-1.
_UTF8_TAIL = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0)) + "\x80-\x9f"
_DAMAGE = re.compile(
    rf"\ufffd|[ÂÃ](?:[{_UTF8_TAIL}\s]|$)|â[€\x80]|ï»¿|ð[Ÿ\x9f]"  # UTF-8 read as windows-1252 or Latin-1
    r"|√[^\s\d]|[├┬]."  # UTF-8 read as Mac Roman or cp850
    r"|[\x00-\x08\x0e-\x1f\x7f-\x9f]"  # control characters
    r"|[\u0300-\u036f]{9}"  # more marks on one letter than any language has
)
_LOST_LETTER = re.compile(r"[^\W\d_]\?[a-zåäöé]")  # "K?vlinge": lost before the page reached us
_ADDRESS = re.compile(r"[/=&@]")  # "index.php?id=1" has lost nothing


def read_lines(content: bytes, media_type: str, *, tabs: bool = False) -> list[Line]:
    """The non-empty lines of a snapshot, in order.

    Text: `number` is the physical line, from 1, blank ones counted; `verbatim` is the line as printed. HTML: a
    block or a `<br>` ends a line, and `number` counts the lines that the page shows. A register or minutes: a cell is a
    line, and `number` that of its row. `text` is in NFC, without
    bullet, its words parted by single spaces: the same page gives the same texts, whatever encoding and mark-up.

    Args:
        content: of the snapshot.
        media_type: as it was told.
        tabs: whether lines of a text that have tabs, one after another, are the rows of a table.

    Raises:
        SourceError: no text, binary, too large, too much of it, in an encoding that cannot be told, or damaged.
    """
    if len(content) > MAX_BYTES:
        raise SourceError("source_too_large", limit=MAX_BYTES)
    lines = []
    for line in _printed(content, media_type, tabs=tabs):
        if line.number > MAX_LINES:
            raise SourceError("source_too_many_lines", limit=MAX_LINES)
        if read := _read(line):
            lines.append(read)
    if not lines:
        raise SourceError("source_empty")
    return lines


def _printed(content: bytes, media_type: str, *, tabs: bool) -> Iterator[Line]:
    """The lines as they are printed, `text` and all."""
    from pipeline.sources.documents import READERS
    from pipeline.sources.markup import is_markup, markup_lines  # lxml: a text does not need it

    if read := READERS.get(media_type):
        yield from (Line(number, printed, printed, (), cell) for number, printed, cell in read(content))
        return
    text = decode(content, media_type)
    if is_markup(text, media_type):
        for number, line in enumerate(markup_lines(text), start=1):
            yield Line(number, line.text, line.text, line.links, line.cell, line.within, line.is_heading)
    else:
        split = _LINE_END.split(text)
        printed = enumerate(split, start=1)
        paragraph = [2 + number for number in itertools.accumulate(not line.strip() for line in split)]
        for table, run in groupby(printed, key=lambda each: tabs and "\t" in each[1].strip()):
            for row, (number, row_text) in enumerate(run):
                cells = row_text.split("\t") if table else [row_text]
                for column, cell in enumerate(cells):  # the table goes by the number of its first line
                    place = Cell(number - row, row, column) if table else None
                    yield Line(number, cell, cell, (), place, (1, paragraph[number - 1]))


def _read(line: Line) -> Line | None:
    """A line that is printed so, as it is read; null where nothing stands on it."""
    if len(line.text) > MAX_CHARACTERS:
        raise SourceError("source_line_too_long", line=line.number, characters=len(line.text), limit=MAX_CHARACTERS)
    _refuse_damage(line.number, line.text)
    verbatim = _plain(line.text).strip()
    text = _single_spaced(_BULLET.sub("", verbatim))
    if not text:
        return None
    shown = tuple(replace(link, text=_single_spaced(_plain(link.text))) for link in line.links)
    return replace(line, text=text, verbatim=verbatim, links=shown)


def _refuse_damage(number: int, printed: str) -> None:
    """Raises SourceError where the characters are not those that were once written."""
    if damage := _DAMAGE.search(printed) or _DAMAGE.search(unicodedata.normalize("NFC", printed)):
        raise SourceError("source_mojibake", line=number, found=_shown(damage[0]))
    for word in printed.split():
        if (lost := _LOST_LETTER.search(word)) and not _ADDRESS.search(word):
            raise SourceError("source_mojibake", line=number, found=_shown(lost[0]))


def _shown(found: str) -> str:
    """What was found, as any terminal can show it; never more of the page than that."""
    return found if found.isprintable() else found.encode("unicode_escape").decode()


def _plain(text: str) -> str:
    """`text` in NFC, without what cannot be seen, and with a plain space for each kind of space.

    Characters that change what a reader sees, or are shown otherwise everywhere (they turn the direction of reading,
    belong to nobody, or look blank), become `HIDDEN`: no text of a page may have them.
    """
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return visible if visible.isascii() and visible.isprintable() else "".join(map(_plain_character, visible))


def _plain_character(character: str) -> str:
    if character.isspace():
        return " "
    hidden = not character.isprintable() or character in _BLANKS or "\ufe00" <= character <= "\ufe0d"
    return HIDDEN if hidden or "\U000e0100" <= character <= "\U000e01ef" else character


def _single_spaced(text: str) -> str:
    return " ".join(text.split())
