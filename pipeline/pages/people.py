"""Who sits where, of packages of people: a card a municipality, or a kind of place, in each group the pages tell of."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipeline.model import Row
from pipeline.pages.page import Context, Link, Section
from pipeline.pages.roster import Holder, Party
from pipeline.past import Contents
from pipeline.wording.history import KINDS_OF_PLACE, role_told

SITTING = frozenset({"presidium", "member"})
"""The kinds of place that make a body; all others are set apart."""
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Card:
    """Places that belong together."""

    id: str
    name: str
    members: tuple[Holder, ...]
    others: tuple[Holder, ...]
    """Those who are no members: substitutes, adjuncts, officials."""


@dataclass(frozen=True)
class Part:
    """A body, or a group of it, with its cards; without a name where the package tells of one alone."""

    name: str
    cards: tuple[Card, ...]


def people(contents: Contents, context: Context) -> Section:
    """The section with the cards, in the order of the pages."""
    return Section("people", context.say("people"), "people.html", parts(contents, context), context.say("people_nav"))


def parts(contents: Contents, context: Context) -> tuple[Part, ...]:
    """The bodies and groups, each with its cards."""
    rows = contents.rows(contents.flat_table)
    several = len({row.get("body") for row in rows}) > 1
    found: list[Part] = []
    for (body, group), places in _grouped(rows, lambda row: (row.get("body"), row.get("group"))):
        name = ", ".join(filter(None, (body if several else None, group)))
        found.append(Part(name, _cards(places, sum(len(part.cards) for part in found), context)))
    return tuple(found)


def ways(contents: Contents, context: Context, page: str) -> list[Link]:
    """Links to the cards; none where some place is of no municipality, or there are several groups."""
    found = parts(contents, context)
    if len(found) != 1 or not all(row.get("municipality") for row in contents.rows(contents.flat_table)):
        return []
    return [Link(card.name, f"{page}#{card.id}") for card in found[0].cards]


def _grouped(rows: Sequence[Row], key: Callable[[Row], Key]) -> list[tuple[Key, list[Row]]]:
    """The rows by key, in the order in which each comes first."""
    groups: dict[Key, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.items())


def _cards(places: Sequence[Row], before: int, context: Context) -> tuple[Card, ...]:
    """The cards of a part, before which there are so many: by municipality, else presidium, members, others."""
    if not any(row.get("municipality") for row in places):
        places = sorted(places, key=lambda row: list(KINDS_OF_PLACE).index(row["kind"]))
    named = _grouped(places, lambda row: row.get("municipality") or context.say(f"people_{row['kind']}"))
    return tuple(_card(f"place-{number}", *each, context) for number, each in enumerate(named, before + 1))


def _card(anchor: str, name: str, places: Sequence[Row], context: Context) -> Card:
    is_of_kind = not places[0].get("municipality")
    members = [row for row in places if is_of_kind or row["kind"] in SITTING]
    others = [row for row in places if not is_of_kind and row["kind"] not in SITTING]
    made = [tuple(_holder(row, context, named=is_of_kind) for row in rows) for rows in (members, others)]
    return Card(anchor, name, *made)


def _holder(row: Row, context: Context, *, named: bool) -> Holder:
    """Who holds a place; `named`: the card says already what somebody is who has no title."""
    code = row.get("role") or ("" if named else row["kind"])
    role = role_told(code, KINDS_OF_PLACE, context.language) if code else ""
    if whom := row.get("substitute_for"):
        role = context.say("substitute_for", role=role or KINDS_OF_PLACE["substitute"][context.language], whom=whom)
    if row.get("is_acting"):
        role = ", ".join(filter(None, (role, context.say("acting"))))
    party = row.get("party")
    return Holder(
        name=row["name"] or context.say("vacant"),
        party=Party(party, party) if party else None,
        role=role[:1].upper() + role[1:],
        is_vacant=bool(row.get("is_vacant")),
        role_is_assumed=False,
    )
