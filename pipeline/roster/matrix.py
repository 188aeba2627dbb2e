"""A matrix of people: a table whose columns are each of a municipality or a party, and whose rows are of a title."""

from collections.abc import Mapping, Sequence

from pipeline.roster.cells import people_of
from pipeline.roster.description import Description
from pipeline.roster.headings import heading
from pipeline.roster.line import SEVERAL_ARE, Person
from pipeline.roster.pieces import Unread
from pipeline.roster.table import Row
from pipeline.roster.words import kind_of_role, section_of

Heads = Mapping[int, Mapping[str, str]]
"""By the place of a column: what its heading says of whoever stands below it."""
FEWEST = 2  # columns


def heads_of(rows: Sequence[Row], said: Description) -> Heads:
    """What the headings of the columns beside the first say; none where they are not all municipalities, or parties."""
    found = {place: heading(line.text, said) for place, line in rows[0].items()}
    first = tuple(found.pop(0, ()))
    meanings = {tuple(each) for each in found.values()}
    is_one = meanings in ({("municipality",)}, {("party",)}) and first not in meanings
    return found if is_one and len(found) >= FEWEST else {}


def people_in(row: Row, heads: Heads, said: Description) -> list[tuple[Person, Mapping[str, str]]]:
    """The people of a row, each with what the heading of the column says.

    Raises:
        Unread: a cell, or what the row is of, cannot be told.
    """
    label = row[0].text if 0 in row else ""
    cells = [row[place] for place in heads if place in row]
    if merged := next((cell.text for cell in cells if cells.count(cell) > 1), ""):
        raise Unread("two_of", merged)  # of whom, where a cell reaches over two columns?
    found = []
    for place, given in heads.items():
        if place in row:
            found += [(person, given) for person in _of_cell(label, row[place].text, said)]
    return found


def _of_cell(label: str, cell: str, said: Description) -> list[Person]:
    """The people of a cell: "Ledamot" is the title of one, and of several it says what they are."""
    people = people_of({"name": cell}, said)
    is_title = bool(kind_of_role(label)) and label.casefold() not in SEVERAL_ARE and len(people) == 1
    if label and not is_title and not section_of(label):
        raise Unread("unknown_words", label)
    return people_of({"name": cell, ("role" if is_title else "section"): label}, said) if label else people
