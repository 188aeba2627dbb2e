"""The lines that a reader of an HTML page sees, whatever the mark-up: no class name, no page builder is known here.

The page is read as a stream of tags, without a tree: mark-up nested 100,000 deep costs no more than any other.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from pipeline.errors import SourceError
from pipeline.model import Cell, Link
from pipeline.sources.hidden_elements import declarations, is_left_out, role_of
from pipeline.web.address import SPACES

CHUNK = 1 << 16  # characters parsed at a time, so that whoever has seen enough lines can stop
MAX_EVENTS = 200_000  # tags and pieces of text; a page builder makes some thousands, so many take two seconds

BREAKING_TAGS = frozenset(
    """
    address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html img label legend li listing main menu nav
    ol p pre search section summary table tbody td tfoot th thead tr ul
    """.split()
)
BREAKING_STYLES = frozenset(
    f"display:{display}" for display in ("block", "flex", "grid", "list-item", "table", "table-row", "table-cell")
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
NEAREST = 8  # elements around a line that are told of: a card is no deeper
CONTENT = frozenset({"main", "article", "section"})

_LINE_END = re.compile(r"\r\n|\r|\n")
_MARKUP = re.compile(r"<(?:!doctype|!--|\?xml|/?[a-z][a-z0-9-]*(?:\s[^<>]*)?/?>)", re.IGNORECASE)
_BASE = re.compile(r"<base\b", re.IGNORECASE)
_WHITESPACE = re.compile(r"[ \t\n\f\r]+")  # what HTML collapses; no-break spaces stay


@dataclass(frozen=True)
class MarkupLine:
    """One line as the page shows it, and the links in it."""

    text: str
    links: tuple[Link, ...]
    cell: Cell | None = None
    """Where in a table it stands; null where it stands in none."""
    within: tuple[int, ...] = ()
    """The numbers of what it stands in, as `model.Line` has them."""
    is_heading: bool = False


def is_markup(text: str, media_type: str) -> bool:
    """Whether `text` is HTML: it begins with a tag, or it is declared as HTML and holds one."""
    return bool(_MARKUP.match(text.lstrip())) or ("html" in media_type.lower() and bool(_MARKUP.search(text)))


def markup_lines(text: str) -> Iterator[MarkupLine]:
    """The lines of an HTML page, in order; none of them is blank.

    Raises:
        SourceError: the page has more mark-up than any page needs.
    """
    collector = _Collector(_base(text))
    for _ in _fed(collector, text):
        yield from collector.take()


def _fed(target: object, text: str) -> Iterator[None]:
    """Feed `target` with the tags and the text of a page; stops after each piece of it."""
    # `huge_tree` lifts limits that would cut a page short without a word; there is no tree to grow huge.
    parser = etree.HTMLParser(  # type: ignore[call-overload]  # the stubs ask for events that nobody needs here
        target=target, encoding="utf-8", no_network=True, huge_tree=True
    )
    for start in range(0, len(text), CHUNK):
        parser.feed(text[start : start + CHUNK].encode())
        yield
    parser.close()
    yield


def _base(text: str) -> str | None:
    """What the page says that all its links are relative to, wherever it says so; null where it says nothing.

    Raises:
        SourceError: it says two things, of which browsers follow the first, and other readers perhaps the last.
    """
    if not _BASE.search(text):
        return None
    bases = _Bases()
    for _ in _fed(bases, text):
        pass
    if len(bases.found) > 1:
        raise SourceError("source_bases", count=len(bases.found))
    return next(iter(bases.found), None)


class _Bases:
    """A receiver of the parser's events that only looks for `<base href>`."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "base" and "href" in attributes:
            self.found.add(attributes["href"])

    def close(self) -> None:
        """The parser asks for it."""


@dataclass(frozen=True)
class _Element:
    """What an open element means for the text within it."""

    breaks: bool = False
    """It starts and ends a line."""
    left_out: bool = False
    """Nothing within is read."""
    banner: bool = False
    """Within the site's header: only headings are read, since page builders put the page's title there."""
    in_content: bool = False
    """Within the content of the page, not of the site."""
    preformatted: bool = False
    """Line ends of the source are line ends on the page."""
    link: tuple[int, str] | None = None
    """The link this is part of: its number on the page, and its target as written."""


@dataclass
class _Block:
    """An open element that starts and ends a line."""

    number: int
    is_heading: bool
    heading: int = 0
    """The number of the last heading, or term of a list, that began right within it; 0 where none did."""


class _Collector:
    """The receiver of the parser's events: it keeps the open elements and the line that is being read."""

    def __init__(self, base: str | None) -> None:
        self._base = base
        self._lines: list[MarkupLine] = []
        self._open = [_Element()]
        self._text: list[str] = []
        self._links: dict[tuple[int, str], list[str]] = {}
        self._links_seen = 0
        self._events_seen = 0
        self._tables = 0
        self._cells: list[Cell] = []
        """The last cell begun in each table that is open."""
        self._blocks: list[_Block] = []
        self._within: tuple[int, ...] = ()
        self._is_heading = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._count()
        element = self._element(tag, attributes, self._open[-1])
        self._open.append(element)
        if element.breaks:
            self._break()
            self._enter_block(tag)
        self._enter(tag, attributes)
        if tag == "img":
            self.data(attributes.get("alt", ""))

    def end(self, tag: str) -> None:
        # The parser ends each element that it started, in order, also where the page does not.
        if self._open.pop().breaks:
            self._break()
            self._blocks.pop()
        if tag == "table" and self._cells:
            self._cells.pop()

    def _enter_block(self, tag: str) -> None:
        """Number an element that a line stands in; a heading or a term begins a part of what it stands in."""
        if tag in HEADINGS | {"dt"} and self._blocks:
            self._blocks[-1].heading = self._events_seen
        self._blocks.append(_Block(self._events_seen, tag in HEADINGS))

    def _enter(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Keep count of tables, their rows and their cells."""
        if tag == "table":
            self._tables += 1
            self._cells.append(Cell(self._tables, -1, -1))
        elif self._cells and tag == "tr":
            self._cells[-1] = Cell(self._cells[-1].table, self._cells[-1].row + 1, -1)
        elif self._cells and tag in {"td", "th"}:
            rows, columns = _span(attributes.get("rowspan")), _span(attributes.get("colspan"))
            last = self._cells[-1]
            self._cells[-1] = Cell(last.table, last.row, last.column + 1, rows, columns)

    def data(self, text: str) -> None:
        self._count()
        element = self._open[-1]
        if element.left_out or element.banner:
            return
        first, *others = _LINE_END.split(text) if element.preformatted else [text]
        self._append(first, element)
        for line in others:
            self._break()
            self._append(line, element)

    def close(self) -> None:
        self._break()

    def take(self) -> list[MarkupLine]:
        """The lines gathered since they were last taken."""
        lines, self._lines = self._lines, []
        return lines

    def _count(self) -> None:
        self._events_seen += 1
        if self._events_seen > MAX_EVENTS:
            raise SourceError("source_too_many_elements", limit=MAX_EVENTS)

    def _element(self, tag: str, attributes: Mapping[str, str], parent: _Element) -> _Element:
        role = role_of(attributes)
        is_site_header = not parent.in_content and (tag == "header" or role == "banner")
        return _Element(
            breaks=tag in BREAKING_TAGS or not BREAKING_STYLES.isdisjoint(declarations(attributes.get("style", ""))),
            left_out=parent.left_out or is_left_out(tag, attributes, in_content=parent.in_content),
            banner=(parent.banner or is_site_header) and tag not in HEADINGS,
            in_content=parent.in_content or tag in CONTENT or role in {"main", "article"},
            preformatted=parent.preformatted or tag in {"pre", "listing"},
            link=self._link(attributes["href"]) if tag == "a" and attributes.get("href") else parent.link,
        )

    def _link(self, target: str) -> tuple[int, str]:
        self._links_seen += 1
        return self._links_seen, target.strip(SPACES)

    def _append(self, text: str, element: _Element) -> None:
        if text.strip():
            nearest = self._blocks[-NEAREST:]
            self._within = tuple(number for block in nearest for number in (block.number, block.heading) if number)
            self._is_heading = any(block.is_heading for block in nearest)
        self._text.append(text)
        if element.link:
            self._links.setdefault(element.link, []).append(text)

    def _break(self) -> None:
        text = _collapsed(self._text)
        if text.strip():
            links = ((_collapsed(parts), url) for (_, url), parts in self._links.items())
            found = tuple(Link(words, url, self._base) for words, url in links if words.strip())
            cell = self._cells[-1] if self._cells and self._cells[-1].column >= 0 else None
            self._lines.append(MarkupLine(text, found, cell, self._within, self._is_heading))
        self._text.clear()
        self._links.clear()


def _span(text: str | None) -> int:
    """How many rows or columns a cell takes; a browser takes what is no number for one, and so do we."""
    return max(1, min(int(text), 1000)) if text and text.isascii() and text.isdigit() and len(text) < 5 else 1  # noqa: PLR2004


def _collapsed(parts: list[str]) -> str:
    return _WHITESPACE.sub(" ", "".join(parts)).strip(" ")
