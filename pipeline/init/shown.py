"""How a page is read, for a person to look at: each line beside what it would become, on a terminal and as HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.init.derive import Reading
from pipeline.pages.page import Page, Section
from pipeline.pages.render import render
from pipeline.roster.told import Row, Told
from pipeline.wording.init import KINDS, told
from pipeline.wording.init import MEANINGS as OF_HEADINGS
from pipeline.wording.plain import printable
from pipeline.wording.roster import CELLS, MEANINGS, held_sentence

WIDEST = 46  # characters of a line of the page, on a terminal
NEXT = 3  # lines outside that are shown on either side of the roster: one of them may belong to it
_COLUMNS = ("line", "printed", "read_as", "name", "party", "municipality", "role", "body")


@dataclass(frozen=True)
class Entry:
    """A line of the page, or one of several people on it."""

    number: str
    """Empty where it is the line of the entry before."""
    printed: str
    meaning: str
    cells: tuple[str, ...]
    """Name, party, municipality, role with its term, and body of somebody; none where nobody stands there."""
    tone: str
    """`people`, `held` or `quiet`."""


@dataclass(frozen=True)
class View:
    """The view model of the page."""

    columns: tuple[str, ...]
    entries: tuple[Entry, ...]
    caption: str


def entries(reading: Reading, language: str) -> Iterator[Entry]:
    """Every line of the page in its order, with what it is read as."""
    why = {held.line: held_sentence(held, language).removeprefix(" ") for held in reading.held}
    for each in reading.roster.told:
        yield from _of_line(each, reading, why, language)
    last = reading.roster.told[-1].line.number if reading.roster.told else 0
    lines = {each.line.number for each in reading.roster.told if each.meaning == "held"}
    for held in reading.held:
        if held.line not in lines or held.line > last:
            yield Entry("", "", held_sentence(held, language).strip(), (), "held")


def _of_line(each: Told, reading: Reading, why: dict[int, str], language: str) -> Iterator[Entry]:
    number, printed = str(each.line.number), printable(each.line.verbatim)
    if each.rows:
        for place, row in enumerate(each.rows):
            kind = KINDS[row.person.kind or "member"][language]
            yield Entry("" if place else number, "" if place else printed, kind, _cells(row, language), "people")
        return
    meaning = MEANINGS[each.meaning][language]
    if each.meaning == "held":
        yield Entry(number, printed, why.get(each.line.number, meaning).strip(), (), "held")
        return
    said = reading.way.meanings.get(each.line.text.strip(" :"))
    if each.meaning == "heading" and said and said in OF_HEADINGS:
        meaning = told("heading_as", language, meaning=OF_HEADINGS[said][language])
    yield Entry(number, printed, meaning, (), "quiet")


def _cells(row: Row, language: str) -> tuple[str, ...]:
    person = row.person
    name = person.name or told("vacant", language)
    more = {"substitute_for": person.substitute_for, "term": person.term}
    said = (f"{CELLS[cell][language]} {what}" for cell, what in more.items() if what)
    role = ", ".join(filter(None, (person.role, *said)))
    return tuple(printable(text or "") for text in (name, person.party, person.municipality, role, row.body))


def text(reading: Reading, language: str, *, several: bool) -> Iterator[str]:
    """The lines of a terminal: of what stands outside of the roster, those next to it, and how many others.

    Args:
        reading: of the page.
        language: of the words.
        several: whether there are several bodies, of which each is told then.
    """
    shown = list(entries(reading, language))
    wide = max((len(_cut(each.printed)) for each in shown if each.tone == "people"), default=0)
    for meaning, run in groupby(shown, key=lambda each: each.meaning):
        lines = [_line(each, wide, several=several) for each in run]
        others = len(lines) - 2 * NEXT
        if meaning == MEANINGS["outside"][language] and others > 1:
            lines[NEXT:-NEXT] = [f"      {told('outside', language, count=others)}"]
        yield from lines
    yield told("lede", language, **_facts(reading))


def _line(entry: Entry, wide: int, *, several: bool) -> str:
    """An entry on a terminal; with its body where there are several."""
    said = " · ".join(filter(None, [*(entry.cells if several else entry.cells[:-1]), entry.meaning]))
    sign = "!" if entry.tone == "held" else " "
    return f"{sign}{entry.number:>4} {_cut(entry.printed):<{wide}} → {said}".rstrip()


def html(readings: Sequence[tuple[str, Reading]], language: str) -> str:
    """The same as a page that stands alone: a section a page, which comes with its name."""
    heading = told("heading", language)
    columns = tuple(told(column, language) for column in _COLUMNS)
    sections = []
    for number, (name, reading) in enumerate(readings, start=1):
        here = printable(name) if len(readings) > 1 else heading
        view = View(columns, tuple(entries(reading, language)), here)
        sections.append(Section(f"lines-{number}" if number > 1 else "lines", here, "reading.html", view))
    title = told("title", language, page=printable(", ".join(name for name, _ in readings)))
    lede = told("lede", language, **_facts(*(reading for _, reading in readings)))
    return render(Page("", language, title, lede, tuple(sections)), None, ("reading.css",)).decode()


def _facts(*readings: Reading) -> dict[str, object]:
    rosters = [reading.roster for reading in readings]
    return {
        "people": sum(len(roster.rows) for roster in rosters),
        "held": sum(len(reading.held) for reading in readings),
        "lines": sum(len(roster.told) for roster in rosters),
    }


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"
