"""A page of people, line by line: headings say where one is, the rest lists people, is left out, or is held."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import groupby

from pipeline.model import Held, Line
from pipeline.roster import matrix, table
from pipeline.roster.apart import facts
from pipeline.roster.around import Around
from pipeline.roster.cards import Side, told_by, told_of
from pipeline.roster.cells import cells_of, people_of
from pipeline.roster.description import Description, Section, is_line
from pipeline.roster.details import detail, tells
from pipeline.roster.headings import heading
from pipeline.roster.legend import Legend, is_personal, legend_of
from pipeline.roster.line import Person, both, kind_within, read_line
from pipeline.roster.pieces import Unread, role_kind
from pipeline.roster.printed import as_printed, prepared
from pipeline.roster.prose import is_calendar, is_no_news, is_prose, pass_over
from pipeline.roster.sections import split
from pipeline.roster.sentence import people_in
from pipeline.roster.told import Roster, Row, Told
from pipeline.roster.whole import departed, judge
from pipeline.roster.words import FORMER, STAFF, is_contact_heading, section_of


def read_roster(lines: Iterable[Line], said: Description) -> Roster:
    """The people of a page. Where a line is held, what else was read must not be published either."""
    reader = _Reader(said)
    sections = said.sections or ()
    parts = split(prepared(lines), sections, Section(holds="nothing" if sections else "people"))
    for part in parts:
        if part.section.holds != "people":
            pass_over(part, reader.roster, said)
            continue
        reader.enter(part.heading)
        for number, group in groupby(part.lines, key=lambda line: line.cell.table if line.cell else None):
            (reader.read_table if number else reader.read_lines)(list(group))
    roster = reader.finished()
    roster.held += departed(parts, sections)
    return roster


class _Reader:
    def __init__(self, said: Description) -> None:
        self.said = said
        self.roster = Roster()
        self.around = Around(said)
        self._is_within = said.begins_after is None
        self._is_over = False
        self._right_above: AbstractSet[str] = frozenset()  # what the last heading tells of
        self._shared = ""  # the title above the last person, where those below may have it, too: "Gruppledare"
        self._since = 0  # people above the last heading
        self._doubtful: list[tuple[Line, str]] = []  # below it: what tells of a person, and might be headings

    def enter(self, opening: Line | None) -> None:
        """A section begins: what the headings of the one before said is over, and its own may say whose people are."""
        self._settle()
        self.around.forget()
        if opening and heading(opening.text, self.said):
            self._line(opening)
        elif opening:
            self._tell(opening, "heading")

    def read_lines(self, lines: Sequence[Line]) -> None:
        """Lines that stand in no table. A name right above a line that begins with it is the caption of a picture."""
        sides = told_of(lines, self.said)
        for place, (line, after) in enumerate(zip(lines, [*lines[1:], None], strict=True)):
            is_caption = after and after.text.startswith(line.text) and len(line.text.split()) > 1
            if is_caption and self._is_inside():
                self._tell(line, "left_out")
            else:
                self._line(line, after.text if after else "", sides.get(place))

    def read_table(self, lines: Sequence[Line]) -> None:
        """A table with a row of headings is read by its columns; another one as lines, a row each."""
        rows = table.grid(lines)
        if heads := matrix.heads_of(rows, self.said):
            self._read_matrix(rows, heads)
            return
        head, columns = table.head_of(rows, self.said)
        carried: dict[str, str | None] = dict.fromkeys(table.carried_down(rows[head + 1 :], columns or {}))
        for place, row in enumerate(rows):
            line = table.as_line(row)
            if columns is None and self._is_inside() and table.is_open(row, self.said):
                self._hold(line, Unread("two_of", line.text))
            elif columns is None or place < head or not self._is_inside() or is_line(self.said.ends_before, line.text):
                self._line(line)
            elif place == head or table.is_heading_again(row, columns):
                columns = table.columns_of(row, {}, rows[place + 1 :], self.said) if place > head else columns
                above = [each.text for each in rows[place - 1].values()] if place == head > 0 else []
                self.around.legend = Legend(is_personal=is_personal(" ".join([*above, line.text])))
                if self.around.section == "substitute" and (members := table.of_members(row, self.said)):
                    self._hold(line, Unread("members_below", members))
                else:
                    self._tell(line, "heading")
            else:
                self._row(row, columns, carried)

    def _read_matrix(self, rows: Sequence[table.Row], heads: matrix.Heads) -> None:
        for place, row in enumerate(rows):
            line = table.as_line(row)
            if not self._is_inside() or table.is_across(row, dict.fromkeys(row, "name")):
                self._line(line)
            elif place == 0:
                self._tell(line, "heading")
            else:
                try:
                    self._add_each(line, matrix.people_in(row, heads, self.said))
                except Unread as unread:
                    self._hold(line, unread)

    def finished(self) -> Roster:
        """All that was read, with what the page as a whole lacks, or has twice."""
        roster, last = self.roster, self.roster.told[-1].line.number if self.roster.told else 1
        if not self._is_within:
            roster.held.append(Held(1, "no_beginning", self.said.begins_after or ""))
        if self.said.ends_before and not self._is_over:
            roster.held.append(Held(last, "no_end", self.said.ends_before))
        if self.around.title:
            roster.held.append(Held(last, "title_alone", self.around.title))
        self._settle()
        judge(roster, self.said)
        return roster

    def _settle(self) -> None:
        """Hold what was read as of the person above it, where others below the same heading have no such line."""
        named = [row.person for row in self.roster.rows[self._since :] if row.person.name]
        for line, key in self._doubtful:
            if not all(getattr(person, key) for person in named):
                self.roster.held.append(Held(line.number, "title_alone", line.text))
        self._since, self._doubtful = len(self.roster.rows), []

    def _is_inside(self) -> bool:
        return self._is_within and not self._is_over

    def _line(self, line: Line, after: str = "", side: Side | None = None) -> None:
        text = line.text
        if not self._is_inside():
            self._is_within = self._is_within or is_line(self.said.begins_after, text)
            self._tell(line, "outside")
        elif is_line(self.said.ends_before, text):
            self._is_over = True
            self._tell(line, "outside")
        elif self._announces(line):
            self._tell(line, "heading")
        elif self.said.leaves_out(text) or is_no_news(line):
            self._tell(line, "left_out")
        elif not side and not self._is_told_below(line) and (found := heading(text, self.said)):
            if self.roster.before == "heading" and self.around.is_beside(found):
                self._hold(line, Unread("two_sections", text))
                return
            self._settle()
            self._shared = ""
            self.around.enter(found, self._right_above if self.roster.before == "heading" else frozenset())
            self._right_above = found.keys()
            self._tell(line, "heading")
        else:
            self._people(line, after, side)

    def _announces(self, line: Line) -> bool:
        """Whether a line says of those below that they are to be asked, are there no more, or what each of them is."""
        if is_contact_heading(line.text) and (line.is_heading or not is_no_news(line)):
            self.around.forget()
            return True
        if legend := legend_of(as_printed(line)):
            self.around.legend = legend
            return True
        is_former = FORMER.fullmatch(line.text) is not None and not self.said.leaves_out(line.text)
        self.around.former = line.text if is_former else self.around.former
        return is_former

    def _people(self, line: Line, after: str, side: Side | None) -> None:
        """A line of people, or one that tells of somebody; `side` is told by the mark-up that puts it beside one."""
        try:
            if side == "above" or (self.said.titles == "above" and role_kind(line.text, self.said) and not side):
                self._announce(line)
            elif found := told_by(line, self.said) if side else detail(line.text, self.said):
                self._add_detail(line, found)
            else:
                self._add(line, self._listed(line, after))
        except Unread as unread:
            if is_prose(line.text) or (unread.key == "nobody" and is_calendar(line.text)):
                self._tell(line, "prose")
            elif "sentence" in self.said.lines and (said_of := people_in(line.text, self.said)):
                self._add(line, said_of)
            else:
                self._hold(line, unread)

    def _listed(self, line: Line, after: str) -> list[Person]:
        is_evident = self._is_announced() or tells(after, self.said)
        alone = is_evident or self.roster.before != "held"
        if not (people := read_line(as_printed(line), self.said, bare=is_evident, alone=alone)):
            raise Unread("nobody", line.text)
        return self.around.legend.told_of(people, line.text, self.said)

    def _is_announced(self) -> bool:
        """Whether the line before is a title: whoever stands alone on this one has it."""
        is_next = self.roster.before == "heading" and self.around.title_of_one
        return bool(is_next or self.around.title or self.around.is_title_of_all)

    def _announce(self, line: Line) -> None:
        """A title on a line of its own, of the person to come."""
        if self.around.title:
            raise Unread("title_alone", self.around.title)
        self.around.title = line.text
        self._tell(line, "heading")

    def _is_told_below(self, line: Line) -> bool:
        """Whether what may be a heading ("Ersättare") tells of the person above, as such lines do of all before."""
        found = facts(line.text, self.said) if self.said.titles else {}
        people = [row.person for row in self.roster.rows[self._since :]]
        if (
            not (found and people)
            or (self.said.titles == "above" and "role" in found)
            or line.text in (self.said.headings or {})
            or self.roster.before not in {"people", "title"}
            or (line.is_heading and not self.roster.told[-1].line.is_heading)
            or any(getattr(people[-1], key) for key in found)
            or not all(getattr(person, key) for person in people[:-1] for key in found)
        ):
            return False
        self._doubtful += [(line, key) for key in found if heading(line.text, replace(self.said, titles="above"))]
        return True

    def _add_detail(self, line: Line, found: Mapping[str, str]) -> None:
        """A line of its own that says something of the person before: "Vice ordförande", "Kommun: Ekskog"."""
        if not self.roster.rows or self.roster.before not in {"people", "title"}:
            raise Unread("title_alone", line.text)
        last = self.roster.rows[-1]
        if twice := next((key for key in found if key != "role" and getattr(last.person, key)), None):
            raise Unread("two_of", f"{getattr(last.person, twice)}, {found[twice]}")
        person = replace(last.person, shape=(*last.person.shape, *found), **found)  # type: ignore[arg-type]  # texts
        if "role" in found:
            role = both(last.person.role, found["role"], on_one_line=False) if last.person.role else found["role"]
            person = replace(person, role=role, kind=kind_within(self.around.section, role, self.said))
        self.roster.rows[-1] = replace(last, person=person, verbatim=f"{last.verbatim} | {line.verbatim}")
        self._tell(line, "title")

    def _add(self, line: Line, people: Sequence[Person], given: Mapping[str, str] | None = None) -> None:
        self._add_each(line, [(person, given or {}) for person in people])

    def _add_each(self, line: Line, found: Sequence[tuple[Person, Mapping[str, str]]]) -> None:
        """The people of a line, each with what a column says of them."""
        people = [person for person, _ in found]
        if self.around.former:
            self._hold(line, Unread("nobody", line.text))
            return
        rows = tuple(self.around.placed(person, line, given) for person, given in found)
        title = self.around.title
        if title and len(people) > 1:
            self._hold(line, Unread("one_title", title))
        elif not title and self._shared and not all(person.role for person in people):
            self._hold(line, Unread("title_of_several", self._shared))
        elif not title and self.around.is_of_several(sum(not person.role for person in people)):
            self._hold(line, Unread("title_of_several", self.around.title_of_one))
        elif doubted := self.around.doubted(rows):
            self._hold(line, Unread("nesting", doubted))
        elif contradicted := self.around.contradicted(rows, self._right_above):
            self._hold(line, Unread("two_of", contradicted))
        self._shared = title if title and role_kind(title, self.said) == "member" and not section_of(title) else ""
        self.around.title = None
        self.roster.rows += rows
        self._tell(line, "people", rows)

    def _row(self, row: table.Row, columns: table.Columns, carried: dict[str, str | None]) -> None:
        line = table.as_line(row, columns)
        if table.is_across(row, columns):
            self._line(line)
        elif self.said.leaves_out(line.text):
            self._tell(line, "left_out")
        else:
            try:
                cells = cells_of(row, columns)
                people = self.around.legend.told_of(people_of(cells, self.said), line.text, self.said)
            except Unread as unread:
                self._hold(line, unread)
                return
            given: dict[str, str] = {
                key: cells[key] for key in ("municipality", "body", "group", "term") if key in cells
            }
            if given.get("municipality", "").casefold() in STAFF:  # who sits for nobody else
                del given["municipality"]
            carried.update((key, text) for key, text in given.items() if key in carried)
            if people:
                above = {} if {person.kind for person in people} == {"official"} else carried  # who sits for nobody
                self._add(line, people, {**{key: text for key, text in above.items() if text}, **given})
            elif cells:
                self._hold(line, Unread("nobody", line.text))
            else:
                self._tell(line, "left_out")

    def _hold(self, line: Line, why: Unread) -> None:
        why = Unread("former", self.around.former) if self.around.former else why
        self.roster.held.append(Held(line.number, why.key, why.found))
        self._tell(line, "held")

    def _tell(self, line: Line, meaning: str, rows: tuple[Row, ...] = ()) -> None:
        self.roster.told.append(Told(line, meaning, rows))
