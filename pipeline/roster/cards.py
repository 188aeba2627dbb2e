"""Cards of a page: lines that the mark-up puts together with one name alone tell of whoever has it, above or below.

"Ordförande" between two names may be of either, or a heading. Where an element of the page holds it and one of the
names, and no other, it is told whose it is: nobody has to say where titles stand.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from pipeline.model import Line
from pipeline.roster.description import Description
from pipeline.roster.details import detail
from pipeline.roster.headings import heading
from pipeline.roster.line import is_of_one, read_line
from pipeline.roster.pieces import Unread
from pipeline.roster.prose import TWO_CAPITALS
from pipeline.roster.words import is_furniture, section_of

Side = Literal["above", "below"]
"""Where whoever a line tells of stands: the line is read as a title to come, or as one of the person before."""


def told_of(lines: Sequence[Line], said: Description) -> dict[int, Side]:
    """By the place of each line that is certainly of one person: on which side of it that person stands.

    "Ersättare" above one is a title where whoever comes next has one above, too, and else a heading.
    """
    people = [place for place, line in enumerate(lines) if _lists_people(line, said)]
    within = Counter(number for place in people for number in set(lines[place].within))
    cards = []
    for place in people:
        outer = max((number for number in lines[place].within if within[number] > 1), default=0)
        cards.append(dict(_card(lines, place, outer, said)))
    titled = ["above" in card.values() for card in cards]
    beside = [*titled[1:], len(titled) > 1 and titled[-2]]  # of the next, or where nobody comes, of the one before
    return {
        place: side
        for card, is_usual in zip(cards, beside, strict=False)
        for place, side in card.items()
        if side == "below" or is_usual or not section_of(lines[place].text)
    }


def told_by(line: Line, said: Description) -> Mapping[str, str]:
    """What a line of a card tells of a person, by meaning; a municipality that calls itself one need not be known."""
    try:
        if found := detail(line.text, replace(said, titles="below")):
            return found
    except Unread:
        return {}
    found = heading(line.text, said)  # "Utsedd av Ekby kommun"
    return found if found.keys() <= {"municipality", "party"} else {}


def _lists_people(line: Line, said: Description) -> bool:
    """Whether a line names somebody, or an empty place, as far as it itself can tell."""
    if not line.within or line.cell or is_furniture(line.text) or said.leaves_out(line.text):
        return False
    if told_by(line, said):
        return False
    try:
        return bool(read_line(line.text, said, bare=True))
    except Unread:  # whoever it may be, what stands beside it may be theirs
        return "(" in line.text or TWO_CAPITALS.search(line.text) is not None


def shared(one: Line, other: Line) -> int:
    """The number of the smallest element that two lines stand in; 0 where none is near enough."""
    return max(set(one.within) & set(other.within), default=0)


def _card(lines: Sequence[Line], place: int, outer: int, said: Description) -> Iterator[tuple[int, Side]]:
    """The lines around a person that tell of them alone; `outer` is the smallest element with somebody else in it."""
    person = lines[place]
    if not outer:  # nobody else is near: what is theirs alone cannot be told
        return
    for step, side in ((1, "below"), (-1, "above")):
        here = place + step
        while 0 <= here < len(lines) and shared(lines[here], person) > outer:
            line = lines[here]
            found = told_by(line, said) if not line.is_heading or person.is_heading else {}
            is_title = found.keys() == {"role"} and (not section_of(line.text) or is_of_one(line.text))
            if found and line.text not in (said.headings or {}) and (side == "below" or is_title):
                yield here, side  # type: ignore[misc]
            here += step
