"""The pages that a package begins with, each as it was looked at and as it is read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import SourceError
from pipeline.init.derive import Reading, Way, derive, read
from pipeline.init.questions import pairs
from pipeline.model import Line
from pipeline.sources import MEDIA_TYPES
from pipeline.sources.encoding import decode
from pipeline.sources.lines import read_lines

if TYPE_CHECKING:
    from pipeline.sources.fetch import Fetched

_ON_THE_WEB = re.compile(r"https?://", re.IGNORECASE)
_OF_ANY_PAGE = frozenset({"municipality", "party"})


@dataclass(frozen=True)
class Seen:
    """A page as it was looked at."""

    name: str
    content: bytes
    suffix: str
    fetched: "Fetched | None" = None
    """As it came from its address; null where it was read from a file."""

    @property
    def address(self) -> str | None:
        """Where it answered; null where it was read from a file."""
        return self.fetched.url if self.fetched else None

    @property
    def text(self) -> str:
        """All that it says, at its foot as well, without mark-up; empty where it is no page but a file of a table."""
        if not MEDIA_TYPES[self.suffix].startswith("text/html"):
            return "\n".join(line.text for line in self.lines)
        from lxml import html

        root = html.fromstring(decode(self.content, "text/html").encode(), parser=html.HTMLParser(encoding="utf-8"))
        return " ".join(" ".join(root.xpath("//text()[not(ancestor::script or ancestor::style)]")).split())

    @property
    def lines(self) -> list[Line]:
        """Its lines. Raises SourceError where they cannot be read."""
        return read_lines(self.content, MEDIA_TYPES[self.suffix], tabs=True)


def look(where: str, *, allow_private: bool = False) -> Seen:
    """The page in a file, or at an address, in bytes that tell the same when they are read as a file.

    Raises:
        SourceError: it cannot be reached or read.
    """
    if _ON_THE_WEB.match(where):
        from pipeline.sources.fetch import Fetched, fetch

        page = fetch(where, allow_private=allow_private)
        if not isinstance(page, Fetched):
            raise SourceError("source_empty")
        suffix = ".txt" if page.media_type.lower().startswith("text/plain") else ".html"
        content = decode(page.content, page.media_type).encode("utf-8-sig")
        return Seen(where, content, suffix, replace(page, url=page.final_url))
    path = Path(where)
    if not path.is_file():
        raise SourceError("page_missing", file=path)
    suffix = path.suffix.lower()
    if suffix not in MEDIA_TYPES:
        raise SourceError("table_format_unknown", file=path, known=", ".join(MEDIA_TYPES))
    return Seen(path.name, path.read_bytes(), suffix)


def read_as(pages: Sequence[Seen], answers: Mapping[str, str]) -> tuple[list[Reading], bool]:
    """How each page is read, and whether titles on one of them might stand elsewhere as well.

    What one page tells of municipalities and parties, the others are read with.
    """
    told = Way(
        meanings=pairs("meanings", answers.get("meanings", "")), columns=pairs("columns", answers.get("columns", ""))
    )
    found = [_read(page.lines, told, answers.get("titles")) for page in pages]
    if len(pages) > 1:
        taught = _taught([reading for reading, _ in found])
        told = replace(told, meanings={**taught, **told.meanings})
        found = [_read(page.lines, told, answers.get("titles")) for page in pages]
    return [reading for reading, _ in found], any(is_open for _, is_open in found)


def _read(lines: Sequence[Line], told: Way, titles: str | None) -> tuple[Reading, bool]:
    reading, rivals = derive(lines, replace(told, titles=titles))
    return reading, bool(rivals)


def _taught(readings: Sequence[Reading]) -> dict[str, str]:
    """The municipalities and parties of all pages; none that is this on one page and that on another."""
    said = [(text, meaning) for reading in readings for text, meaning in reading.way.meanings.items()]
    found = {text: meaning for text, meaning in said if meaning in _OF_ANY_PAGE}
    return {
        text: meaning
        for text, meaning in found.items()
        if all(other == meaning for each, other in said if each == text)
    }


def final(readings: Sequence[Reading], pages: Sequence[Seen], name: str, people: Sequence[int]) -> list[Reading]:
    """The readings with the body that no heading names, and the number of places that a person counted on each page."""
    return [
        read(page.lines, replace(reading.way, body=None if _has_bodies(reading) else name, people=count))
        for reading, page, count in zip(readings, pages, people, strict=True)
    ]


def _has_bodies(reading: Reading) -> bool:
    return all(row.body for row in reading.roster.rows)
