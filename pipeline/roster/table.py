"""A table that lists people: its rows, and what its columns hold by their headings."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.model import Line
from pipeline.roster.description import Description
from pipeline.roster.forms import PARENTHESIS, is_name
from pipeline.roster.pieces import Unread, piece
from pipeline.roster.words import ADDRESS, COLUMN_OF_WORD, is_party, kind_of_role, section_of

HEAD = 3  # rows, among which the headings of columns are looked for
NAMES = {"name", "member", "substitute"}
_NUMBER = re.compile(r"\d{1,3}\.?")
Row = Mapping[int, Line]
"""A row by the place of its cells, from 0; a merged cell stands in all places that it reaches over."""
Columns = Mapping[int, str]
"""What each column holds, of `description.ColumnMeaning`, `unknown`, or as `of_column` says."""


def grid(lines: Sequence[Line]) -> list[Row]:
    """The rows of a table; a cell of several lines is one."""
    rows: dict[int, dict[int, Line]] = {}
    from_above: set[tuple[int, int]] = set()
    width: dict[tuple[int, int], int] = {}
    for cell, group in groupby(lines, key=lambda line: line.cell):
        if cell is None:
            continue
        parts = list(group)
        whole = replace(parts[0], text=", ".join(dict.fromkeys(part.text for part in parts)))
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


def as_line(row: Row, columns: Columns | None = None) -> Line:
    """A row as one line, each text once; cells of columns that are ignored are left out."""
    shown = {place: cell for place, cell in row.items() if (columns or {}).get(place) != "ignore"} or row
    first = min(row.values(), key=lambda line: (line.number, line.verbatim))
    own = dict.fromkeys(line.text for _, line in sorted(shown.items()))
    return replace(first, text=", ".join(own), verbatim=" | ".join(own), cell=None)


def is_across(row: Row, columns: Columns) -> bool:
    """Whether one cell reaches over the whole row: a heading within the table."""
    return len({line.text for line in row.values()}) == 1 and len(row) >= len(columns) > 1


def is_open(row: Row, said: Description) -> bool:
    """Whether cells of a row name several, and others nobody: without headings nobody can tell whose those are."""
    cells = dict.fromkeys(PARENTHESIS.sub("", line.text) for line in row.values())
    named = [_is_of_person(each, said) for each in _first_parts(cells)]
    return sum(named) > 1 and not all(named)


def _is_of_person(text: str, said: Description) -> bool:
    try:
        found = piece(text, said)
    except Unread:  # "Region Norr"
        return False
    return found is not None and found.kind == "name"


def head_of(rows: Sequence[Row], said: Description) -> tuple[int, Columns | None]:
    """The place of the row with the headings of columns, and what those hold; the end and null where no row has any."""
    for place, row in enumerate(rows[:HEAD]):
        if columns := columns_of(row, rows[place - 1] if place else {}, rows[place + 1 :], said):
            return place, columns
    return len(rows), None


def columns_of(row: Row, above: Row, below: Sequence[Row], said: Description) -> Columns | None:
    """What the columns hold if `row` has their headings; null where none of them announces names.

    Args:
        row: the headings, perhaps.
        above: the row above, whose merged cells may say whose the columns are: "Ledamöter", "Ersättare"; or empty.
        below: the rows below.
        said: what the page's own headings mean.
    """
    if below and len({line.text for line in row.values()}) < len(row) and is_heading_again(below[0], row):
        return None  # the headings of columns stand below those of parts
    words = {place: heading_word(line.text) for place, line in row.items()}
    own = {heading_word(text): meaning for text, meaning in (said.columns or {}).items()}
    if ADDRESS & set(words.values()):  # of a home, and not the municipality that somebody sits for
        own = {"ort": "ignore", **own}
    found: dict[int, str] = {place: own.get(word) or usual_column(word) or "unknown" for place, word in words.items()}
    known = [meaning for meaning in found.values() if meaning != "unknown"]
    if not (NAMES | {"surname"}) & set(known) or 2 * len(known) < len(found):
        return None
    unknown = [PARENTHESIS.sub("", row[place].text) for place in found if found[place] == "unknown"]
    if any(map(is_name, _first_parts(unknown))):
        return None  # "Ledamot | Anna Ek (S) | Ekby" is a row as any other
    found = _without_owners(found, below)
    if "substitute" not in found.values():  # of whatever kind the heading above the table says
        found = {place: "name" if meaning == "member" else meaning for place, meaning in found.items()}
    kinds = {place: section_of(line.text) or kind_of_role(line.text) for place, line in above.items() if place in found}
    if {"name"} == NAMES & set(found.values()) and {"member", "substitute"} <= set(kinds.values()):
        found = {place: _of_kind(meaning, kinds.get(place)) for place, meaning in found.items()}
    for place in {place for each in below for place in each} - found.keys():
        found[place] = _by_cells([each[place].text for each in below if place in each], place)
    return _told_whose(found)


def of_members(row: Row, said: Description) -> str:
    """The heading of a column that says that the names below it are members; empty where none does.

    None does where there is a column of substitutes, too, or the description says what the heading means.
    """
    own = {heading_word(text) for text in said.columns or {}}
    words = {line.text: heading_word(line.text) for line in row.values()}
    found = {text: usual_column(word) for text, word in words.items() if word not in own}
    return "" if "substitute" in found.values() else next((text for text in found if found[text] == "member"), "")


def _by_cells(cells: Sequence[str], place: int) -> str:
    """What a column without a heading holds, by its cells; the first has whom those in the row sit for."""
    fits: dict[str, Callable[[str], object]]
    fits = {"ignore": _NUMBER.fullmatch, "role": kind_of_role, "party": is_party}
    found = next((meaning for meaning, fit in fits.items() if all(map(fit, cells))), None)
    return found or ("unknown" if place else "municipality")


def _without_owners(columns: dict[int, str], below: Sequence[Row]) -> dict[int, str]:
    """Columns where of two with members ("Medlem", "Ordinarie") one has no names: it has whom the others sit for."""
    members = [place for place, meaning in columns.items() if meaning == "member"]
    cells = {place: [PARENTHESIS.sub("", row[place].text) for row in below if place in row] for place in members}
    named = [place for place in members if 2 * sum(map(is_name, _first_parts(cells[place]))) > len(cells[place])]
    return columns | {place: "municipality" for place in members if len(members) == 2 and named and place not in named}  # noqa: PLR2004


def _first_parts(cells: Iterable[str]) -> list[str]:
    return [cell.split(",")[0].strip() for cell in cells]


def carried_down(rows: Sequence[Row], columns: Columns) -> frozenset[str]:
    """What an empty cell has from the one above: that of which the cells each say something else, on its first row.

    A cell that is empty where nearly all are full is no such one, but one that somebody forgot.
    """
    found = set()
    for place, meaning in columns.items():
        cells = {row[place].number: row[place].text for row in rows if place in row}
        is_usual = 2 * sum(place not in row for row in rows) >= len(cells)
        if meaning in {"municipality", "body", "group"} and is_usual and len(set(cells.values())) == len(cells):
            found.add(meaning)
    return frozenset(found)


def is_heading_again(row: Row, columns: Row | Columns) -> bool:
    """Whether a row has the headings once more, as at the beginning of a page."""
    words = [line.text for line in row.values()]
    return len(set(words)) > 1 and all(map(usual_column, words)) and len(words) >= len(columns) - 1


def heading_word(text: str) -> str:
    """The heading of a column as it is looked up."""
    return text.strip(" .:").casefold().replace("-", " ")


def usual_column(text: str) -> str | None:
    """What a column with this heading usually holds: that called "Personlig ersättare, parti" has substitutes."""
    word = heading_word(text)
    first, *others = (part.strip() for part in re.split(r" ?[,/()]| och ", word))
    if {section_of(first), *map(section_of, others)} >= {"member", "substitute"}:  # "Ordinarie/Ersättare"
        return "section"
    kind = section_of(first) or kind_of_role(first)
    return COLUMN_OF_WORD.get(word) or COLUMN_OF_WORD.get(first) or (kind if kind in NAMES else None)


def of_column(meaning: str, column: str) -> str:
    """What the column is that says something of those in another one: their parties, their titles."""
    return f"{meaning} of {column}"


def _of_kind(meaning: str, kind: str | None) -> str:
    """What a column holds below a heading for members, or for substitutes."""
    if kind not in NAMES or meaning not in {"name", "party", "role", "municipality"}:
        return meaning
    return kind if meaning == "name" else of_column(meaning, kind)


def _told_whose(columns: Columns) -> Columns:
    """Columns by place, each party told whose it is; titles and municipalities where each kind of people has one."""
    people = sorted(place for place, meaning in columns.items() if meaning in {*NAMES, "surname"})
    found = {**columns, **_beside(columns, "party", people)}
    if {"member", "substitute"} <= set(columns.values()):
        roles = [place for place, meaning in columns.items() if meaning == "role"]
        if len(roles) == len(people) or all(people[0] < place < people[-1] for place in roles):
            found |= _beside(columns, "role", people)
        if sum(meaning == "municipality" for meaning in columns.values()) == len(people):
            found |= _beside(columns, "municipality", people)
    return found


def _beside(columns: Columns, meaning: str, people: Sequence[int]) -> dict[int, str]:
    """Columns of one meaning as those of the names to their left, or to their right where one comes first."""
    places = sorted(place for place, each in columns.items() if each == meaning)
    if not people or not places or (len(places) == 1 < len(people) and places[0] < people[0]):  # of all in the row
        return {}
    is_left = places[0] < people[0]
    found = {}
    for place in places:
        near = [each for each in people if (each > place) is is_left]
        whose = columns[(min(near) if is_left else max(near)) if near else people[0]]
        found[place] = of_column(meaning, "name" if whose == "surname" else whose)
    return found
