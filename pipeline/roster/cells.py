"""The people of a row of a table: what its cells say, each by what its column holds."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.roster.description import Description
from pipeline.roster.line import FOREIGN, Person, kind_within, read_line
from pipeline.roster.pieces import Unread, parenthesis, role_kind
from pipeline.roster.table import NAMES, Columns, Row, of_column
from pipeline.roster.words import STAFF, STATES, VACANT, is_furniture, is_party, kind_of_role, section_of

_DAY = re.compile(r"(?:19|20)\d\d(?:-?[01]\d-?[0-3]\d)?")
_IN_WORDS = re.compile(r"(?:[^()]+ )?\(([^()]+)\)")  # "(S)", "Socialdemokraterna (S)"
_OTHER_DAY = re.compile(r"([0-3]?\d)[.-]([01]?\d)[.-]((?:19|20)\d\d)")  # Norwegian and Danish
_OPEN = {"", "tills vidare", "tillsvidare", "-", "\u2013"}


def cells_of(row: Row, columns: Columns) -> dict[str, str]:
    """The cells of a row by what they hold; names and terms in two are one. None of an appointment that is over.

    Raises:
        Unread: nobody knows what a cell holds, or two hold the same.
    """
    cells: dict[str, str] = {}
    for place, cell in row.items():
        meaning = columns.get(place, "unknown")
        if meaning == "ignore":
            continue
        if foreign := FOREIGN.search(cell.text):
            raise Unread("foreign", foreign[0])
        if meaning == "unknown" or cells.get(meaning, cell.text) != cell.text:
            raise Unread("unknown_column", cell.text)
        cells[meaning] = cell.text
    if _is_over(cells.pop("state", "")):
        return {}
    cells = _in_one(cells)
    if not cells.get("role"):
        cells["role"] = cells.pop("section", "")
    for column in NAMES & cells.keys():
        if {of_column("party", column), "party"} & set(columns.values()):
            cells.setdefault(of_column("party", column), cells.get("party", ""))
    return cells


def _is_over(state: str) -> bool:
    """Whether a register says of an appointment that it is over."""
    if state and state.casefold() not in STATES:
        raise Unread("unknown_words", state)
    return STATES.get(state.casefold()) == "over"


def people_of(cells: Mapping[str, str], said: Description) -> list[Person]:
    """The people of a row. Raises Unread where the columns say something of them that cannot be told."""
    people = [person for column in cells if column in NAMES for person in _of_cell(column, cells, said)]
    whom = cells.get("substitute_for")
    return [_told_whose(person, whom, said, is_alone=len(people) == 1) for person in people] if whom else people


def _told_whose(person: Person, whom: str, said: Description, *, is_alone: bool) -> Person:
    """Somebody with whose substitute a column says they are; one who is no substitute may come after that other."""
    named = [other.name for other in read_line(whom, said, bare=True)]
    kind = kind_within(person.kind, person.role, said) if person.role else person.kind
    if not is_alone or len(named) != 1 or kind not in {None, "substitute"}:
        raise Unread("unknown_words", whom)
    return replace(person, kind="substitute", substitute_for=named[0])


def _in_one(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row with `name` from first name and surname, and `term` from its beginning and its end."""
    found = dict(cells)
    names = [cells[part] for part in ("first_name", "surname") if cells.get(part)]
    if names and "name" not in cells:
        if len(names) == 1 and not VACANT.fullmatch(names[0]):
            raise Unread("bare_name", names[0])
        found["name"] = " ".join(names)
    if re.search(r"(?<!\d)\d{3}(?!\d)", cells.get("term", "")):  # a year that is cut short
        raise Unread("unknown_words", cells["term"])
    if {"begins", "ends"} & cells.keys():
        found.setdefault("term", "\u2013".join(_day(cells.get(each, "")) for each in ("begins", "ends")))
    return found


def _day(text: str) -> str:
    if text.casefold() in _OPEN:
        return ""
    if other := _OTHER_DAY.fullmatch(text):
        text = "{2}-{1:0>2}-{0:0>2}".format(*other.groups())
    if not _DAY.fullmatch(text):
        raise Unread("unknown_words", text)
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if text.isdigit() and len(text) > len("2026") else text


def _of_cell(column: str, cells: Mapping[str, str], said: Description) -> Iterable[Person]:
    """The people of one cell, with what the other columns of the row say of them."""
    is_one = {"surname", "first_name"} & cells.keys() and column == "name"
    known = replace(said, names=(*(said.names or ()), cells[column])) if is_one else said
    people = read_line(cells[column], known, bare=True)
    if (party := cells.get(of_column("party", column))) is not None:
        if party and len(people) > 1 and "party" not in cells:  # of the row, and so of them all
            raise Unread("two_of", f"{cells[column]}, {party}")
        people = _with_party(people, party, cells[column], said)
    people = _with_role(_with_municipality(people, column, cells, said), column, cells, said)
    if not (section := section_of(cells.get("section", "")) if column == "name" else column):
        return people
    kinds = [kind_within(section, person.role, said) if person.role else section for person in people]
    return [replace(person, kind=person.kind or kind) for person, kind in zip(people, kinds, strict=True)]


def _with_municipality(people: list[Person], column: str, cells: Mapping[str, str], said: Description) -> list[Person]:
    """The people of a cell with the municipality of their own column; that of the row is the caller's to give."""
    own, of_row = cells.get(of_column("municipality", column)), cells.get("municipality")
    if place := next((place for place in (own, of_row) if place and not _may_be_place(place, said)), None):
        raise Unread("unknown_words", place)
    if not own and not of_row:
        return people
    return [
        replace(each, shape=(*each.shape, "municipality"), municipality=each.municipality or own) for each in people
    ]


def _may_be_place(text: str, said: Description) -> bool:
    """Whether a cell may have whom somebody sits for: a known one, where any is, no title or party; or the staff."""
    is_other = is_party(text) or kind_of_role(text) or is_furniture(text) or re.search(r"[\d():]", text)
    return (
        bool(said.municipality(text))
        or text.casefold() in STAFF
        or not (said.municipalities or is_other or not text[0].isupper())
    )


def _with_role(people: list[Person], column: str, cells: Mapping[str, str], said: Description) -> list[Person]:
    """The people of a cell with the title beside it; a word for a kind of people ("Ordinarie") is no title."""
    is_own = column == "name" or of_column("role", column) in cells
    role = cells.get(of_column("role", column)) or cells.get("role")
    if not role:
        return people
    if not is_own and "name" not in cells:  # of whom, where a row has a member and a substitute?
        raise Unread("unknown_words", role)
    if (section := section_of(role)) and not kind_of_role(role):
        return [replace(person, kind=person.kind or section) for person in people]
    if not is_own:
        return people
    if len(people) != 1 or people[0].role or not role_kind(role, said):
        raise Unread("unknown_words", role)
    return [replace(people[0], role=role)]


def _with_party(people: list[Person], party: str, cell: str, said: Description) -> list[Person]:
    """The people of a cell with the party beside it; an empty one, or a dash, is no party."""
    if any("party" in person.shape for person in people):
        if not party:
            return people
        raise Unread("two_of", f"{cell}, {party}")
    named = parenthesis(_IN_WORDS.sub(r"\1", party), said) if party else None
    if named and named.kind != "party":
        raise Unread("unknown_parenthesis", party)
    return [replace(each, party=(named and named.text) or None, shape=(*each.shape, "party")) for each in people]
