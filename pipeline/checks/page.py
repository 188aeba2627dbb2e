"""A page that one can send to whoever made a table: errors by cause, with rows that have them and the cell marked.

It stands alone: one file, without scripts, and it loads nothing. Every text is escaped where all pages are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.checks.causes import Cause, causes_of, what_to_do
from pipeline.checks.judged import VALID, Judged
from pipeline.checks.report import remarks, stopping, verdict_on
from pipeline.pages.page import Page, Section
from pipeline.pages.render import render
from pipeline.wording.checks import Error, phrase, remark, told
from pipeline.wording.plain import cut, on_one_line, printable

SHOWN = 5  # rows of one cause
NUMBERED = 60  # further rows that are named by number
WIDEST = 6  # columns of a row that are shown; those about the marked cell, if there are more
LONGEST = 120  # letters of a cell
SENTENCE = 400  # letters of what is wrong: a list of codes may be long


@dataclass(frozen=True)
class Column:
    """A column of the rows that are shown."""

    label: str
    beside: bool
    """Whether it stands beside what is marked: a small screen leaves it out."""


@dataclass(frozen=True)
class Cell:
    """A cell of a row that is shown."""

    text: str
    lacking: str
    """What stands for a cell without text: that it is empty, or that the row ends before it; else empty."""
    marked: bool
    beside: bool
    """As its column."""


@dataclass(frozen=True)
class Shown:
    """A row with an error."""

    number: str
    """That of the row; of a table in parts, that within its part, after the part's name."""
    cells: tuple[Cell, ...]
    remark: str


@dataclass(frozen=True)
class Block:
    """All errors of one cause."""

    heading: str
    count: str
    action: str
    """What to do; empty where nobody can say."""
    columns: tuple[Column, ...]
    rows: tuple[Shown, ...]
    has_remarks: bool
    sentences: tuple[str, ...]
    """Errors that are in no row: of the header, or of the file."""
    more: str
    caption: str


@dataclass(frozen=True)
class Checked:
    """The view model of one table."""

    summary: str
    stopped: str
    blocks: tuple[Block, ...]
    seen: tuple[str, ...]
    words: Mapping[str, str]
    """Headings that all tables share."""


def page(judged: Sequence[Judged], language: str) -> str:
    """The HTML of the page, with a section for each table."""
    tables = [(place, view) for one in judged for place, view in _views(one, language)]
    sections = tuple(
        Section(f"table-{number}", place, "checked.html", view, place if len(tables) > 1 else "")
        for number, (place, view) in enumerate(tables, 1)
    )
    if len(tables) == 1:  # its name stands above
        [(_, view)] = tables
        sections = (replace(sections[0], heading=view.summary, view=replace(view, summary="")),)
    page = Page("", language, _title(judged, language), phrase(_lede(judged, tables), language), sections)
    return render(page, None, ("checked.css",)).decode()


def _lede(judged: Sequence[Judged], tables: Iterable[tuple[str, Checked]]) -> str:
    """Which sentence stands below the title."""
    if any(view.blocks for _, view in tables):
        return "lede_invalid"
    if any(one.code != VALID for one in judged):
        return "lede_seen"
    return "lede_guessed" if any(one.guessed for one in judged) else "lede_valid"


def _title(judged: Sequence[Judged], language: str) -> str:
    if len(judged) == 1:
        verdict = ("title_valid", "title_invalid", "title_unchecked")[min(judged[0].code, 2)]
        return phrase(verdict, language, name=_shown(judged[0].name))
    bad = sum(one.code != VALID for one in judged)
    return phrase("title_some" if bad else "title_all_valid", language, bad=bad, tables=len(judged))


def _views(one: Judged, language: str) -> Iterator[tuple[str, Checked]]:
    if one.trouble:
        trouble = " ".join(map(printable, one.trouble.split("\n")))
        yield _shown(one.name), Checked(f"{phrase('unchecked', language)}. {trouble}", "", (), (), {})
        return
    for task in one.tasks:
        blocks = tuple(_block(cause, task.get("labels", ()), language) for cause in causes_of(task["errors"], language))
        seen = tuple(remarks(one.seen_in(task["place"]), language, _shown))
        words = {key: phrase(key, language) for key in ("row", "remark", "seen")}
        summary = _summary(one, task, blocks, language)
        yield _shown(task["place"]), Checked(summary, stopping(task, language), blocks, seen, words)


def _shown(place: str) -> str:
    """The name of a table, without the folders of whoever checked it."""
    return printable(place.rpartition("/")[2] if place.startswith("/") else place)


def _summary(one: Judged, task: Mapping[str, Any], blocks: Sequence[Block], language: str) -> str:
    rows = task["stats"].get("rows") or 0
    if not blocks:
        return phrase(f"summary_{verdict_on(one, task)}", language, rows=rows)
    return phrase("summary", language, errors=len(task["errors"]), kinds=len(blocks), rows=rows)


def _block(cause: Cause, labels: Sequence[str], language: str) -> Block:
    within = [error for error in cause.errors if "rowNumber" in error and "cells" in error]
    alone = [told(error, language) for error in cause.errors if not ("rowNumber" in error and "cells" in error)]
    sentences = list(filter(None, alone))
    shown = within[:SHOWN]
    marked = [_marked(error, labels) for error in shown]
    window = _window(marked, _width(shown, labels))
    beside = set(window[1:]).difference(*marked) if any(marked) else set()
    rows = tuple(_row(error, labels, {index: index in beside for index in window}, language) for error in shown)
    return Block(
        heading=cut(printable(cause.words[:1].upper() + cause.words[1:]), SENTENCE),
        count=phrase("errors", language, count=len(cause.errors)),
        action=cut(printable(what_to_do(cause.errors[0], language)), SENTENCE),
        columns=tuple(Column(_label(labels, index, language), index in beside) for index in window),
        rows=rows,
        has_remarks=any(row.remark for row in rows),
        sentences=tuple(printable(sentence) for sentence in sentences[:NUMBERED]),
        more=_more(within[SHOWN:], len(sentences) - NUMBERED, language),
        caption=phrase("rows_of", language, cause=cut(printable(cause.words), SENTENCE)),
    )


def _more(further: Sequence[Error], sentences: int, language: str) -> str:
    """Which rows have the same error, beyond those that are shown."""
    numbers = ", ".join(_numbered(error) for error in further[:NUMBERED])
    left = max(len(further) - NUMBERED, 0) + max(sentences, 0)
    parts = [phrase("also_in", language, rows=numbers)] if numbers else []
    if left:
        parts.append(phrase("and_more", language, rows=left))
    return " ".join(parts)


def _row(error: Error, labels: Sequence[str], window: Mapping[int, bool], language: str) -> Shown:
    """The row of an error: its cells in a window, of which some stand beside what matters."""
    marked = _marked(error, labels)
    cells = tuple(
        Cell(*_text(error["cells"], index, language), marked=index in marked, beside=beside)
        for index, beside in window.items()
    )
    return Shown(_numbered(error), cells, printable(remark(error, language)))


def _numbered(error: Error) -> str:
    """The row of an error, and the part that it is in where a table has several."""
    return f"{_shown(error['part'])}: {error['partRow']}" if "part" in error else str(error["rowNumber"])


def _text(cells: Sequence[Any], index: int, language: str) -> tuple[str, str]:
    """What a cell holds, and what stands for it where that is nothing."""
    if index >= len(cells):
        return "", phrase("absent", language)
    text = "" if cells[index] is None else on_one_line(str(cells[index]))
    return cut(printable(text), LONGEST), "" if text.strip() else phrase("empty", language)


def _marked(error: Error, labels: Sequence[str]) -> set[int]:
    """Which cells of a row an error is about, from 0; none where it is about the row."""
    if "fieldNumber" in error:
        return {error["fieldNumber"] - 1}
    names = error.get("fieldNames", ())
    return {index for index, label in enumerate(labels) if label in names}


def _width(shown: Iterable[Error], labels: Sequence[str]) -> int:
    return max([len(labels), *(len(error["cells"]) for error in shown)])


def _window(marked: Iterable[set[int]], width: int) -> list[int]:
    """Which columns are shown: the first, which often is the key, and those about the marked cells."""
    wanted = set().union(*marked)
    if width <= WIDEST or len(wanted) >= WIDEST:
        return sorted(wanted) if len(wanted) >= WIDEST else list(range(max([width, *(index + 1 for index in wanted)])))
    first = min(wanted, default=0)
    near = sorted(range(width), key=lambda index: (index not in wanted, index != 0, abs(index - first)))
    return sorted({*near[:WIDEST], *wanted})


def _label(labels: Sequence[str], index: int, language: str) -> str:
    label = printable(labels[index]).strip() if index < len(labels) else ""
    return label or phrase("column", language, number=index + 1)
