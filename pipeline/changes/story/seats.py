"""What happened to the places on the roster: who came and left, and which places are vacant.

Told from the roster, municipality by municipality in page order: there a person is one row, while in `memberships`
a change of role ends one row and opens another.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.changes.story.matching import Matching, match
from pipeline.changes.story.people import merged_persons, pair_events, swaps
from pipeline.changes.story.trails import Trails, trails
from pipeline.model import Row, Tables
from pipeline.schema import TableSpec, Text
from pipeline.versions import Difference, Event
from pipeline.wording import stories as say

SAME_PERSON = (
    ("person_id", "membership_id"),
    ("person_id", "municipality_code", "role"),
    ("person_id", "municipality_code"),
    ("person_id",),
)
SAME_VACANCY = (("membership_id",), ("municipality_code", "role"))
LARGE_TURNOVER = 0.25  # of the people; beyond that a reader wants the sum before the names


@dataclass(frozen=True)
class _Rosters:
    """Two rosters, seat matched with seat."""

    spec: TableSpec
    people: Matching
    vacancies: Matching
    before: Mapping[str, str]
    """The municipalities of the earlier roster: name by code, in page order."""
    after: Mapping[str, str]
    trail: Trails


def seat_events(before: Tables, after: Tables, differences: Mapping[str, Difference]) -> Iterator[Event]:
    """The events on the roster: records merged, a large turnover, then municipality by municipality."""
    trail = trails(differences, after)
    merged = merged_persons(differences)
    kept = {row["person_id"]: row["replaced_by"] for row in merged}
    old = [row | {"person_id": kept.get(row["person_id"], row["person_id"])} for row in before["roster"].rows()]
    new = list(after["roster"].rows())
    rosters = _Rosters(
        spec=after["roster"].spec,
        people=match(_people(old), _people(new), SAME_PERSON),
        vacancies=match(_vacant(old), _vacant(new), SAME_VACANCY),
        before=_places(old),
        after=_places(new),
        trail=trail,
    )
    yield from (_merged(row, old, trail) for row in merged)
    yield from _turnover(rosters.people, trail)
    for code in {**rosters.after, **rosters.before}:
        yield from _place_events(code, rosters)


def _place_events(code: str, rosters: _Rosters) -> list[Event]:
    """What happened in one municipality."""
    trail = rosters.trail
    gone, came = _within(code, rosters.people.gone), _within(code, rosters.people.new)
    closed, opened = _within(code, rosters.vacancies.gone), _within(code, rosters.vacancies.new)
    if code not in rosters.before:
        told = [_whole_place("municipality_joined", rosters.after[code], (*came, *opened), trail)]
    elif code not in rosters.after:
        told = [_whole_place("municipality_left", rosters.before[code], (*gone, *closed), trail)]
    else:
        told = list(_comings_and_goings(gone, came, closed, opened, trail))
    pairs = [pair for pair in rosters.people.pairs if pair[1]["municipality_code"] == code]
    swapped_events, swapped = swaps(pairs, trail)
    told += swapped_events
    for earlier, later in pairs:
        told += pair_events(rosters.spec, earlier, later, trail, swapped=later["membership_id"] in swapped)
    shifted = [later for earlier, later in pairs if rosters.spec.differing(earlier, later) == ("position",)]
    return _with_shifted(told, shifted, trail)


def _merged(row: Row, old: Iterable[Row], trail: Trails) -> Event:
    """The event of a person's row that turned out to be another's; `old` has the seats under the id that is kept."""
    text = say.sentence("merged", person=row["name"], merged=row["person_id"], kept=row["replaced_by"])
    seats = [seat for seat in old if seat["person_id"] == row["replaced_by"]]
    return Event("merged", text, trail.of(seats) | trail.on(row["person_id"]))


def _turnover(people: Matching, trail: Trails) -> Iterator[Event]:
    gone, new = people.gone, people.new
    if new and len(gone) > 1 and len(gone) > LARGE_TURNOVER * (len(gone) + len(people.pairs)):
        text = say.sentence(
            "turnover",
            people=say.count(len(gone), "person"),
            newcomers=say.count(len(new), "newcomer"),
            municipalities=say.count(len(_places((*gone, *new))), "municipality"),
        )
        yield Event("turnover", text, trail.of((*gone, *new)))


def _whole_place(kind: str, name: str, seats: Sequence[Row], trail: Trails) -> Event:
    people: list[Text] = [say.seat(seat) for seat in seats]
    rows = trail.of(seats) | {("municipalities", (seat["municipality_code"],)) for seat in seats}
    return Event(kind, say.sentence(kind, place=name, people=say.listing(people, "; ")), rows)


def _comings_and_goings(
    gone: Sequence[Row], came: Sequence[Row], closed: Sequence[Row], opened: Sequence[Row], trail: Trails
) -> Iterator[Event]:
    """Who came, left, or followed whom in one municipality, role by role.

    That one person succeeded another is said only where nobody else can be meant: one left and one came.
    """
    for role in dict.fromkeys(seat["role"] for seat in (*gone, *came, *closed, *opened)):
        sides = [[seat for seat in side if seat["role"] == role] for side in (gone, came, closed, opened)]
        match [len(side) for side in sides]:
            case [1, 1, 0, 0]:
                yield _seat_event("succeeded", sides[1][0], trail, sides[0][0], predecessor=say.who(sides[0][0]))
            case [1, 0, 0, 1]:
                yield _seat_event("vacancy_left", sides[0][0], trail, sides[3][0])
            case [0, 1, 1, 0]:
                yield _seat_event("vacancy_filled", sides[1][0], trail, sides[2][0])
            case _:
                for kind, side in zip(("left", "joined", "vacancy_gone", "vacancy_opened"), sides, strict=True):
                    yield from (_seat_event(kind, seat, trail) for seat in side)


def _seat_event(kind: str, seat: Row, trail: Trails, *others: Row, **facts: str) -> Event:
    text = say.sentence(kind, place=seat["municipality"], person=say.who(seat), post=say.post(seat), **facts)
    return Event(kind, text, trail.of((seat, *others)))


def _with_shifted(told: list[Event], shifted: Sequence[Row], trail: Trails) -> list[Event]:
    """`told`, and the rows that only moved up or down: that follows from what is told, or is all there is to tell."""
    if not shifted:
        return told
    if not told:
        text = say.sentence("reordered", place=shifted[0]["municipality"])
        return [Event("reordered", text, trail.of(shifted))]
    return [replace(told[0], rows=told[0].rows | trail.of(shifted)), *told[1:]]


def _people(roster: Iterable[Row]) -> list[Row]:
    return [row for row in roster if not row["is_vacant"]]


def _vacant(roster: Iterable[Row]) -> list[Row]:
    return [row for row in roster if row["is_vacant"]]


def _places(roster: Iterable[Row]) -> dict[str, str]:
    """The municipalities of these seats, name by code, in page order."""
    return {row["municipality_code"]: row["municipality"] for row in roster}


def _within(code: str, seats: Iterable[Row]) -> list[Row]:
    return [seat for seat in seats if seat["municipality_code"] == code]
