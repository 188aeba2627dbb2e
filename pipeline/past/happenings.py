"""Which changes of a look are one happening: somebody succeeds somebody, two swap roles, a body comes with its people.

A row of `changes` says one thing. That two belong together is said only where nobody else can be meant: one who left a
role and one who came to it, in one place for one party; else in one presidium, or in one place.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Row
from pipeline.wording.history import KINDS_OF_PLACE, role_told

OTHER_ROLE = frozenset({"role_changed", "kind_changed"})
"""Kinds by which somebody who stays leaves one role and comes to another."""
SIDES = {
    "came": ("after", {"joined", *OTHER_ROLE}),
    "left": ("before", {"left"}),
    "gave_up": ("before", OTHER_ROLE),
    "closed": ("before", {"vacancy_closed"}),
    "opened": ("after", {"vacancy_opened"}),
}
"""Who came to a role, left with it, or left it for another; vacant places that went, and new ones: with the role."""
KINDS: Mapping[tuple[str, ...], str] = {
    ("came", "left"): "succeeded",
    ("came", "gave_up"): "succeeded",
    ("came", "closed"): "vacancy_filled",
    ("left", "opened"): "vacancy_left",
}
"""What happened where there is one of each of two sides, and none of the others."""
WHOLE = {
    "joined": "organization_added",
    "vacancy_opened": "organization_added",
    "left": "organization_ended",
    "vacancy_closed": "organization_ended",
}
"""With which change of their body the places in it go without saying."""


@dataclass(frozen=True)
class Happening:
    """A change, or several that are told as one."""

    kind: str
    rows: tuple[Row, ...]
    """Whom, or which body, it is about first; then whom they succeed or swap with, the vacant place, all others."""


@dataclass(frozen=True)
class _End:
    """One side of a change of the look: a role that somebody, or nobody, came to or left."""

    number: int
    """Of the row, from 0."""
    side: str
    role: str
    body: str | None
    place: str | None
    party: str | None
    is_one: bool
    """Whether a body has one such role: that of a presidium."""


CRITERIA: tuple[Callable[[_End], object], ...] = (
    lambda end: (end.role, end.body, end.place, end.party),
    lambda end: (end.role, end.body, end.is_one or end.place),
)
"""Who is compared with whom, the strictest first."""


def happenings(changes: Iterable[Row], memberships: Mapping[str, Row]) -> list[Happening]:
    """What happened, look by look and page by page, in the order of the rows.

    Args:
        changes: rows of the table.
        memberships: by id, with the code of the `party`, and `kind` where it is known.
    """
    looks: dict[object, list[Row]] = {}
    for row in changes:
        looks.setdefault((row["from_look"], row["to_look"], row["snapshot_id"]), []).append(row)
    return [each for rows in looks.values() for each in _of_look(rows, memberships)]


def _of_look(rows: Sequence[Row], memberships: Mapping[str, Row]) -> Iterator[Happening]:
    gathered = _gathered(rows)
    pairs = _pairs(end for end in _ends(rows, memberships) if end.number not in gathered)
    follow = {other for _, other in pairs.values() if rows[other]["kind"] not in OTHER_ROLE} | gathered.keys()
    for number, row in enumerate(rows):
        kind, other = pairs.get(number, (row["kind"], number))
        is_swap = other != number and pairs.get(other, ("", -1))[1] == number
        if number not in follow and not (is_swap and other < number):
            others = [rows[each] for each, first in gathered.items() if first == number]
            both = (row, rows[other]) if other != number else (row, *others)
            yield Happening("roles_swapped" if is_swap else kind, both)


def _gathered(rows: Sequence[Row]) -> dict[int, int]:
    """Rows by number, each with that of the one it is told with: of a body that came or went, of the same new term."""
    first: dict[tuple[object, ...], int] = {}
    for number, row in enumerate(rows):
        if row["kind"] in WHOLE.values():
            first[row["kind"], row["after"] or row["before"]] = number
        elif row["kind"] == "term_changed":
            first.setdefault(_term(row), number)
    keys = ((WHOLE[row["kind"]], row.get("organization")) if row["kind"] in WHOLE else _term(row) for row in rows)
    found = enumerate(map(first.get, keys))
    return {number: other for number, other in found if other is not None and other != number}


def _term(row: Row) -> tuple[object, ...]:
    return row["kind"], row.get("organization"), row["municipality"], row["before"], row["after"]


def _ends(rows: Sequence[Row], memberships: Mapping[str, Row]) -> Iterator[_End]:
    """Side by side, those of each in the order of the rows."""
    offices = {_told(each["role"]) for each in memberships.values() if each.get("kind") == "presidium"}
    for side, (column, kinds) in SIDES.items():
        for number, row in enumerate(rows):
            # a title that the page states at last, or no longer, is no other role
            if row["kind"] in kinds and _told(row["before"]) != _told(row["after"]):
                yield _End(
                    number,
                    side,
                    role=_told(row[column]),
                    body=row.get("organization"),
                    place=row.get("municipality_code", row["municipality"]),
                    party=memberships.get(row["row_key"], {}).get("party"),
                    is_one=_told(row[column]) in offices,
                )


def _pairs(ends: Iterable[_End]) -> dict[int, tuple[str, int]]:
    """What a row is told as, and with which other one, by number."""
    pairs: dict[int, tuple[str, int]] = {}
    waiting = list(ends)
    for criterion in CRITERIA:
        groups: dict[object, list[_End]] = {}
        for end in waiting:
            groups.setdefault(criterion(end), []).append(end)
        for group in groups.values():
            kind = KINDS.get(tuple(end.side for end in group))
            if kind and not (kind == "succeeded" and _may_be_of_others(*group)):
                pairs[group[0].number] = kind, group[1].number
                waiting = [end for end in waiting if end not in group]
    return pairs


def _may_be_of_others(came: _End, left: _End) -> bool:
    """Whether it may be another's place that somebody came to: in a body without places, for another party."""
    return not came.is_one and not came.place and came.party != left.party


def _told(role: str | None) -> str:
    return role_told(role or "", KINDS_OF_PLACE, "sv")
