"""Whom an erasure is about: every id and name under which the published versions know the person."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.flow.world import published_tables
from pipeline.model import Release, Row, Tables
from pipeline.organisation.erasure import names_any, plain


@dataclass(frozen=True)
class Person:
    """Somebody who must be forgotten."""

    ids: frozenset[str]
    """The id that was given, and those that turned out to be the same person's."""
    named: frozenset[tuple[str, str, str]] = frozenset()
    """Name, municipality code and class, as published; empty where no version knows the person any more."""

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
    standing = [release for release in releases if release.state == "published"]
    versions = [(list(tables["persons"].rows()), list(tables["memberships"].rows())) for tables in _with_people(standing)]
    ids = {person_id}
    for _ in versions:  # a chain of merged ids is no longer than the versions that made it
        pairs = ((row["person_id"], row["replaced_by"]) for persons, _ in versions for row in persons)
        ids |= {one for pair in pairs if ids & set(pair) for one in pair if one}
    named = set()
    for persons, memberships in versions:
        homes = {(row["person_id"], row["on_behalf_of"]) for row in memberships}
        for row in persons:
            if row["person_id"] in ids:
                named |= {(row["name"], code, row["person_class"]) for owner, code in homes if owner == row["person_id"]}
    return Person(frozenset(ids), frozenset(named))


def _with_people(releases: Iterable[Release]) -> Iterable[Tables]:
    """The tables of the versions that have people at all."""
    every = (published_tables(release) for release in releases)
    return (tables for tables in every if {"persons", "memberships"} <= tables.keys())
