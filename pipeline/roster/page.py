"""A page of people, line by line: headings say where one is, the rest lists people, is left out, or is held."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from pipeline.model import Held, Line
from pipeline.redact import redact_lines
from pipeline.roster.description import Description
from pipeline.roster.line import Person, Unread, read_line
from pipeline.roster.register import in_one, party_of, with_parties
from pipeline.roster.words import (
    ADDRESS,
    COLUMN_OF_WORD,
    FORMER,
    is_contact_heading,
    is_furniture,
    kind_of_role,
    section_of,
)

PROSE = 8  # words; a shorter line without a sign at its end is no sentence
_DAY = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d")
_COUNT = re.compile(r"\s*\(\d{1,3}\)$")
NAMES = {"name", "member", "substitute"}


@dataclass(frozen=True)
class Row:
    """A person or an empty place on a page, with where it stands there; what the page does not say is null."""

    person: Person
    body: str | None
    group: str | None
    line: int
    verbatim: str
    is_auditor: bool = False
    """Stands below a heading of auditors, or after it: they are elected."""


@dataclass(frozen=True)
class Told:
    """What a line was read as: heading, people, left out, prose, outside or held."""

    line: Line
    meaning: str
    rows: tuple[Row, ...] = ()


@dataclass
class Roster:
    """What a page says."""

    rows: list[Row] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    """Every line of the page, in order."""


def read_roster(lines: Iterable[Line], said: Description) -> Roster:
    """The people of a page. Where a line is held, what else was read must not be published either."""
    reader = _Reader(said)
    for table, group in groupby(_redacted(lines), key=lambda line: line.cell.table if line.cell else None):
        (reader.table if table else reader.lines)(list(group))
    reader.finish()
    return reader.roster


def _redacted(lines: Iterable[Line]) -> Iterator[Line]:
    every = list(lines)
    judged = [line for line in every if not _DAY.fullmatch(line.text)]  # two days in a row are no number
    texts = redact_lines(line.text for line in judged)
    verbatims = redact_lines(line.verbatim for line in judged)
    clean = zip(judged, texts, verbatims, strict=True)
    for line in every:
        if _DAY.fullmatch(line.text):
            yield line
        else:
            _, text, verbatim = next(clean)
            yield replace(line, text=text, verbatim=verbatim)


class _Reader:
    def __init__(self, said: Description) -> None:
        self.said = said
        self.roster = Roster()
        self._headings: dict[str, str] = {"body": said.body} if said.body else {}
        self._nesting: list[str] = list(said.nesting or ())
        self._is_within = said.begins_after is None
        self._is_over = False
        self._title: str | None = None
        self._former = ""  # the heading of those who are not there any more
        self._is_taken = False  # the title that a heading is, by a person below it

    def lines(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self._line(line)

    def table(self, lines: Sequence[Line]) -> None:
        """A table with a row of headings is read by its columns; another one as lines, a row each."""
        rows = _grid(lines)
        columns = self._columns(rows[0]) if rows else {}
        if not (NAMES | {"surname"}) & set(columns.values()) or not self._is_within or self._is_over:
            for row in rows:
                first = min(row.values(), key=lambda line: (line.number, line.verbatim))
                own = dict.fromkeys(line.text for _, line in sorted(row.items()))
                self._line(replace(first, text=", ".join(own), verbatim=" | ".join(own), cell=None))
            return
        self._tell(next(iter(rows[0].values())), "heading")
        carried: dict[str, str] = {}
        for row in rows[1:]:
            self._row(row, columns, carried)

    def finish(self) -> None:
        """Hold what the page as a whole lacks, or has twice."""
        last = self.roster.told[-1].line.number if self.roster.told else 1
        if not self._is_within:
            self.roster.held.append(Held(1, "no_beginning", self.said.begins_after or ""))
        if self.said.ends_before and not self._is_over:
            self.roster.held.append(Held(last, "no_end", self.said.ends_before))
        if self._title:
            self.roster.held.append(Held(last, "title_alone", self._title))
        seen: set[tuple[object, ...]] = set()
        for row in self.roster.rows:
            key = (row.body, row.group, row.person.municipality, row.person.name, row.person.kind)
            if row.person.name and key in seen:
                self.roster.held.append(Held(row.line, "twice", row.person.name))
            seen.add(key)
        self._hold_cut_short()
        count = len(self.roster.rows)
        if self.said.people is not None and count != self.said.people:
            self.roster.held.append(Held(last, "other_count", f"{count} ≠ {self.said.people}"))
        elif not count:
            self.roster.held.append(Held(last, "nobody_at_all", ""))

    def _hold_cut_short(self) -> None:
        """Hold whom the page gives neither party nor municipality, where it gives most people one: a line cut short."""
        named = [row for row in self.roster.rows if row.person.name]
        bare = [row for row in named if not {"party", "municipality"} & set(row.person.shape)]
        if "name" in self.said.lines or 2 * len(bare) > len(named):
            return
        for row in bare:
            if row.person.kind != "official":
                self.roster.held.append(Held(row.line, "no_party", row.person.name or ""))

    def _line(self, line: Line) -> None:
        text = line.text
        if not self._is_within or self._is_over:
            self._is_within = self._is_within or text == self.said.begins_after
            self._tell(line, "outside")
        elif text == self.said.ends_before:
            self._is_over = True
            self._tell(line, "outside")
        elif self.said.leaves_out(text) or is_furniture(text):
            self._tell(line, "left_out")
        elif FORMER.fullmatch(text) and not self._heading(text):
            self._former = text
            self._tell(line, "heading")
        elif is_contact_heading(text) and not self._heading(text):
            self._headings = {"body": self.said.body} if self.said.body else {}
            self._tell(line, "heading")
        elif meaning := self._heading(text):
            self._tell(line, "heading")
            self._enter(meaning, _COUNT.sub("", text).strip(" :"))
        else:
            self._people(line)

    def _people(self, line: Line) -> None:
        wide = re.sub(r"\s{2,}", "  ", line.verbatim) if line.text == " ".join(line.verbatim.split()) else line.text
        try:
            if self._is_title(line.text):
                self._titled(line)
                return
            people = read_line(wide, self.said)
        except Unread as unread:
            if _is_prose(line.text) or (unread.key == "nobody" and _is_calendar(line.text)):
                self._tell(line, "prose")
            else:
                self._hold(line, unread.key, unread.found)
            return
        if people:
            self._add(line, people)
        elif _is_prose(line.text) or _is_calendar(line.text):
            self._tell(line, "prose")
        else:
            self._hold(line, "nobody", line.text)

    def _is_title(self, text: str) -> bool:
        return self.said.titles is not None and self._kind(text) is not None

    def _is_title_of_one(self, heading: str) -> bool:
        """Whether a heading is a title ("Ordförande"), and nobody has said that all below it have it."""
        said = {given.strip(" :").casefold() for given in self.said.headings or {}}
        return bool(heading) and not section_of(heading) and heading.casefold() not in said

    def _titled(self, line: Line) -> None:
        """A title on a line of its own: that of the person before, or of the one to come."""
        if self.said.titles == "above":
            if self._title:
                raise Unread("title_alone", self._title)
            self._title = line.text
            self._tell(line, "heading")
            return
        last = self.roster.rows[-1] if self.roster.rows else None
        if last is None or last.person.role or self.roster.told[-1].meaning != "people":
            raise Unread("title_alone", line.text)
        person = replace(last.person, role=line.text, kind=self._kind(line.text))
        self.roster.rows[-1] = replace(last, person=person, verbatim=f"{last.verbatim} | {line.verbatim}")
        self._tell(line, "title")

    def _kind(self, text: str) -> str | None:
        own = {word.casefold(): kind for word, kind in (self.said.roles or {}).items()}
        return own.get(text.casefold()) or kind_of_role(text)

    def _heading(self, text: str) -> str | None:
        """What a heading means; null where the line is none."""
        text = _COUNT.sub("", text)  # how many stand below it
        for given, meaning in (self.said.headings or {}).items():
            if text.strip(" :").casefold() == given.strip(" :").casefold():
                return meaning
        if self.said.municipality(text.strip(" :")):
            return "municipality"
        is_role = section_of(text) or (self.said.titles is None and self._kind(text.strip(" :")))
        return "role" if is_role and not text.endswith(",") else None

    def _enter(self, meaning: str, text: str) -> None:
        """A heading begins: what it stands within stays, what stood within another of its kind is over."""
        if meaning == "ignore":
            return
        self._is_taken, self._former = False, ""
        if meaning not in self._nesting:
            self._nesting = ["body", *self._nesting] if meaning == "body" else [*self._nesting, meaning]
        for inner in self._nesting[self._nesting.index(meaning) :]:
            self._headings.pop(inner, None)
        self._headings[meaning] = text

    def _add(self, line: Line, people: Sequence[Person], given: dict[str, str] | None = None) -> None:
        if self._former:
            self._hold(line, "former", self._former)
            return
        around = {**self._headings, **(given or {})}
        rows = tuple(self._placed(person, around, line) for person in people)
        if self._title and len(people) > 1:
            self._hold(line, "one_title", self._title)
        elif not self._title and (untitled := sum(not person.role for person in people)):
            heading = around.get("role", "")
            if self._is_title_of_one(heading) and self._is_taken + untitled > 1:
                self._hold(line, "title_of_several", heading)
            self._is_taken = True
        self._title = None
        self.roster.rows += rows
        self._tell(line, "people", rows)

    def _placed(self, person: Person, around: dict[str, str], line: Line) -> Row:
        heading = around.get("role", "")
        section = section_of(heading)
        role = person.role or self._title or (heading if heading and not section else None)
        kind = person.kind or (self._kind(role) if role else None)
        if section and kind in {None, "member"}:
            kind = section
        here = around.get("municipality")
        municipality = person.municipality or (here and (self.said.municipality(here) or here))
        placed = replace(person, role=role, kind=kind or "member", municipality=municipality)
        placed = replace(placed, term=person.term or around.get("term"))
        is_auditor = "revisor" in f"{heading} {line.text}".casefold()
        return Row(placed, around.get("body"), around.get("group"), line.number, line.verbatim, is_auditor)

    def _columns(self, row: dict[int, Line]) -> dict[int, str]:
        own = {
            heading.strip(" .:").casefold().replace("-", " "): meaning
            for heading, meaning in (self.said.columns or {}).items()
        }
        known = {place: line.text.strip(" .:").casefold().replace("-", " ") for place, line in row.items()}
        if ADDRESS & set(known.values()):  # of a home, and not the municipality that somebody sits for
            own = {"ort": "ignore", **own}
        found = {place: own.get(word) or COLUMN_OF_WORD.get(word) for place, word in known.items()}
        return with_parties({place: meaning or "unknown" for place, meaning in found.items()})

    def _row(self, row: dict[int, Line], columns: dict[int, str], carried: dict[str, str]) -> None:
        first = min(row.values(), key=lambda line: line.number)
        is_across = len({line.text for line in row.values()}) == 1 and len(row) >= len(columns) > 1
        shown = {place: cell for place, cell in row.items() if is_across or columns.get(place) != "ignore"}
        own = dict.fromkeys(line.text for _, line in sorted(shown.items()))
        line = replace(first, text=", ".join(own), verbatim=" | ".join(own), cell=None)
        if is_across:
            self._line(line)
            return
        cells: dict[str, str] = {}
        for place, cell in shown.items():
            meaning = columns.get(place, "unknown")
            if meaning == "unknown" or (meaning in cells and cells[meaning] != cell.text):
                self._hold(line, "unknown_column", cell.text)
                return
            cells[meaning] = cell.text
        if self.said.leaves_out(line.text) or not cells:
            self._tell(line, "left_out")
            return
        try:
            cells = in_one(cells)
        except Unread as unread:
            self._hold(line, unread.key, unread.found)
            return
        for column in NAMES & cells.keys():
            if party_of(column) in columns.values() and "(" not in cells[column]:
                cells.setdefault(party_of(column), "-")  # a cell that is empty, or has a dash
        carried.update({key: cells[key] for key in ("municipality", "body", "group") if key in cells})
        try:
            people = [each for column in cells if column in NAMES for each in self._cell(column, cells)]
        except Unread as unread:
            self._hold(line, unread.key, unread.found)
            return
        if people:
            self._add(line, people, {**carried, **{key: cells[key] for key in ("term",) if key in cells}})
        else:
            self._hold(line, "nobody", line.text)

    def _cell(self, column: str, cells: dict[str, str]) -> list[Person]:
        """The people of one cell, with what the other columns of the row say of them."""
        party = cells.get(party_of(column))
        if party and "(" in cells[column]:
            raise Unread("two_of", f"{cells[column]}, {party}")
        beside = [f"({party})"] if party else []
        one = {"surname", "first_name"} & cells.keys() and column == "name"
        said = replace(self.said, names=(*(self.said.names or ()), cells[column])) if one else self.said
        people = read_line(" ".join([cells[column], *beside]), said, bare=True)
        role = cells.get("role")
        if column != "name":
            if role:  # of whom, where a row has a member and a substitute?
                raise Unread("unknown_words", role)
            return [replace(person, kind=person.kind or (None if person.role else column)) for person in people]
        if role and (len(people) != 1 or people[0].role or not self._kind(role)):
            raise Unread("unknown_words", role)
        municipality = cells.get("municipality")
        if municipality and self.said.municipalities and not self.said.municipality(municipality):
            raise Unread("unknown_words", municipality)
        return [replace(person, role=role or person.role) for person in people]

    def _hold(self, line: Line, key: str, found: str) -> None:
        self.roster.held.append(Held(line.number, key, found))
        self._tell(line, "held")

    def _tell(self, line: Line, meaning: str, rows: tuple[Row, ...] = ()) -> None:
        self.roster.told.append(Told(line, meaning, rows))


def _grid(lines: Sequence[Line]) -> list[dict[int, Line]]:
    """The rows of a table by column, a merged cell in all that it reaches over; a cell of several lines is one."""
    rows: dict[int, dict[int, Line]] = {}
    from_above: set[tuple[int, int]] = set()
    width: dict[tuple[int, int], int] = {}
    for cell, group in groupby(lines, key=lambda line: line.cell):
        if cell is None:
            continue
        parts = list(group)
        whole = replace(parts[0], text=", ".join(part.text for part in parts))
        width[cell.row, cell.column] = cell.columns
        start = 0
        for each in range(cell.column + 1):
            while (cell.row, start) in from_above:
                start += 1
            start += width.get((cell.row, each), 1) if each < cell.column else 0
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(start, start + cell.columns):
                rows.setdefault(row, {})[column] = whole
                if row > cell.row:
                    from_above.add((row, column))
    return [rows[number] for number in sorted(rows)]


def _heading_word(text: str) -> str:
    """The heading of a column as it is looked up."""
    return text.strip(" .:").casefold().replace("-", " ")


def _is_prose(text: str) -> bool:
    """Whether a line is a sentence: many words, most of them without a capital, and no party in a parenthesis."""
    words = text.split()
    small = sum(word[0].islower() for word in words)
    return len(words) >= PROSE and 2 * small > len(words) and text[-1] in ".!?" and "(" not in text


def _is_calendar(text: str) -> bool:
    """Whether a line tells of a year, and names nobody: "Ordförande 2026: rullande", "2027: Ekskog"."""
    names = re.search(r"[^\W\d_a-zåäöæø]\w+ [^\W\d_a-zåäöæø]\w+", text)
    return re.search(r"\b(?:19|20)\d\d\b", text) is not None and "(" not in text and not names
