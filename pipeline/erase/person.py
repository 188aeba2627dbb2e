"""Whom an erasure is about: every id and name under which the published versions know the person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.model import Row
from pipeline.organisation.erasure import Named, names_any
from pipeline.organisation.state import plain
from pipeline.past import Contents
from pipeline.versions import Release


@dataclass(frozen=True)
class Person:
    """Somebody who must be forgotten."""

    ids: frozenset[str]
    """The id that was given, and those that turned out to be the same person's."""
    named: frozenset[Named] = frozenset()
    """As published; empty where no version knows the person any more."""
    others: frozenset[Named] = frozenset()
    """Everybody else: nobody is forgotten because their name is near."""

    @property
    def names(self) -> frozenset[str]:
        """The names as texts are searched for them."""
        return frozenset(plain(name) for name, _, _ in self.named)

    def is_named_in(self, text: str) -> bool:
        """Whether a text has one of the names."""
        return names_any(text, self.names)

    def is_hinted_at(self, text: str) -> bool:
        """Whether a text has a name or a surname: more than may stand in a reason."""
        return names_any(text, {*self.names, *(name.split()[-1] for name in self.names)})

    def is_told_by(self, row: Row) -> bool:
        """Whether a row has one of the ids, or a text with one of the names."""
        if {row.get("person_id"), row.get("replaced_by")} & self.ids:
            return True
        return any(isinstance(value, str) and self.is_named_in(value) for value in row.values())


def find_person(person_id: str, releases: Iterable[Release]) -> Person:
    """The person with this id, in the versions of a package that stand."""
    named: dict[str, set[Named]] = {}
    replaced: dict[str, set[str]] = {}
    for release in releases:
        past = Contents(release)
        persons = {} if past.is_withdrawn else {row["person_id"]: row for row in past.rows("persons")}
        for row in persons.values():
            replaced.setdefault(row["person_id"], set()).update({row["replaced_by"]} - {None})
        for row in past.rows("memberships") if persons else ():
            if person := persons.get(row["person_id"]):
                place = (person["name"], row["on_behalf_of"] or "", person.get("person_class") or "")
                named.setdefault(row["person_id"], set()).add(place)
    ids = _same(person_id, replaced)
    return Person(
        ids,
        frozenset(place for item in ids for place in named.get(item, ())),
        frozenset(place for item, places in named.items() if item not in ids for place in places),
    )


def _same(person_id: str, replaced: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The ids of one person: those that replaced one another, directly or over others."""
    ids, grown = {person_id}, set[str]()
    while ids != grown:
        grown = set(ids)
        ids |= {one for old, new in replaced.items() if ids & {old, *new} for one in (old, *new)}
    return frozenset(ids)
