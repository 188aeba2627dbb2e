"""A matrix of people: a table whose columns are each of a municipality or a party, and whose rows are of a title.

Or the other way round: columns of titles, and rows of bodies or municipalities.
"""

from collections.abc import Mapping, Sequence

from pipeline.roster.cells import people_of
from pipeline.roster.description import Description
from pipeline.roster.headings import heading
from pipeline.roster.line import SEVERAL_ARE, Person
from pipeline.roster.pieces import Unread
from pipeline.roster.table import Row, usual_column
from pipeline.roster.words import kind_of_role, section_of

Heads = Mapping[int, Mapping[str, str]]
"""By the place of a column: what its heading says of whoever stands below it."""
FEWEST = 2  # columns
OF_ROWS = {"body", "municipality", "party"}
"""What rows may be of where the columns are of titles."""


def heads_of(rows: Sequence[Row], said: Description) -> Heads:
    """What the headings of the columns beside the first say; none where they are not all municipalities, or parties."""
    found = {place: heading(line.text, said) for place, line in rows[0].items()}
    first = tuple(found.pop(0, ()))
    meanings = {tuple(each) for each in found.values()}
    is_one = meanings in ({("municipality",)}, {("party",)}) and first not in meanings
    if meanings == {("role",)} and (of_rows := usual_column(rows[0][0].text) if 0 in rows[0] else None) in OF_ROWS:
        is_one = not all(section_of(each["role"]) for each in found.values())
        found = {place: {**each, "rows": of_rows} for place, each in found.items()}
    return found if is_one and len(found) >= FEWEST else {}


def people_in(row: Row, heads: Heads, said: Description) -> list[tuple[Person, Mapping[str, str]]]:
    """The people of a row, each with what the heading of the column says.

    Raises:
        Unread: a cell, or what the row is of, cannot be told.
    """
    label = row[0].text if 0 in row else ""
    if not label and any("rows" in given for given in heads.values()):
        raise Unread("nobody", ", ".join(cell.text for cell in row.values()))
    cells = [row[place] for place in heads if place in row]
    if merged := next((cell.text for cell in cells if cells.count(cell) > 1), ""):
        raise Unread("two_of", merged)  # of whom, where a cell reaches over two columns?
    found = []
    for place, given in heads.items():
        if place in row:
            title = given.get("role", label)
            of_row = {given["rows"]: label} if "rows" in given else {}
            people = _of_cell(title, {"name": row[place].text, **of_row}, said)
            found += [(person, of_row or given) for person in people]
    return found


def _of_cell(label: str, cells: Mapping[str, str], said: Description) -> list[Person]:
    """The people of a cell: "Ledamot" is the title of one, and of several it says what they are."""
    people = people_of(cells, said)
    is_title = bool(kind_of_role(label)) and label.casefold() not in SEVERAL_ARE and len(people) == 1
    if label and not is_title and not section_of(label):
        raise Unread("unknown_words", label)
    return people_of({**cells, ("role" if is_title else "section"): label}, said) if label else people
