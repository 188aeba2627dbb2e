"""The values that foreign keys refer to, read once for a package: frictionless reads a table for each key to it."""

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

import frictionless
from frictionless import resources

Values = Container[tuple[Any, ...]]
"""What columns of a table have, row by row: a set, or what can be asked like one."""
ReadValues = Callable[[resources.TableResource, tuple[str, ...]], Values | None]
"""Reads what these columns of a table have; null where frictionless itself must read it."""
_Place = tuple[str, tuple[str, ...]]
"""A table and some of its columns."""
_OPEN_LOOKUP = "_TableResource__open_lookup"


class Lookups:
    """What foreign keys refer to, for all tables of a package."""

    def __init__(self, read: ReadValues) -> None:
        """Know nothing yet; `read` is given a table that is not open, and has no foreign keys of its own."""
        self._read = read
        self._known: dict[_Place, Values] = {}
        self._left: set[_Place] = set()

    def serve(self, resource: frictionless.Resource) -> None:
        """Let a resource look its references up here, when it is opened.

        This replaces a private method on one object.
        """
        if not isinstance(resource, resources.TableResource):
            return
        genuine = getattr(resource, _OPEN_LOOKUP)

        def open_lookup() -> None:
            references = resource.schema.foreign_keys
            resource.schema.foreign_keys = self.learn(resource)
            try:
                genuine()
            finally:
                resource.schema.foreign_keys = references
            for reference in references:
                _, columns = place = self._place(resource, reference)
                values = resource.lookup.setdefault(reference["reference"]["resource"], {})
                if place not in self._known:
                    self._known[place] = values[columns]  # frictionless has read it
                values[columns] = self._known[place]

        vars(resource)[_OPEN_LOOKUP] = open_lookup

    def learn(self, resource: resources.TableResource) -> list[dict[str, Any]]:
        """Read what the keys of a resource refer to; gives the keys that are left to frictionless."""
        return [each for each in resource.schema.foreign_keys if not self._learn(resource, each)]

    def unread(self, groups: Iterable[tuple[str, ...]], table: str) -> list[tuple[str, ...]]:
        """Those groups of columns of a table whose values are not known yet."""
        return [each for each in groups if (table, each) not in self._known]

    def note(self, table: str, values: Mapping[tuple[str, ...], Values]) -> None:
        """What groups of columns of a table have: it need not be read for that any more."""
        self._known |= {(table, columns): each for columns, each in values.items()}

    def _learn(self, resource: resources.TableResource, foreign_key: Mapping[str, Any]) -> bool:
        """Whether what a key refers to is known, or can be read. Else frictionless reads it, or says why it cannot."""
        table, columns = place = self._place(resource, foreign_key)
        if place in self._known or place in self._left:
            return place in self._known
        source: frictionless.Resource = resource
        if table != resource.name:
            if not resource.package or not resource.package.has_resource(table):
                return False
            source = resource.package.get_resource(table)
        if not isinstance(source, resources.TableResource) or not columns:
            return False
        copied = source.to_copy()
        if copied.schema:  # else frictionless infers one, which it would not if this had something in it
            copied.schema.foreign_keys = []
        values = self._read(copied, columns)
        if values is None:
            self._left.add(place)
            return False
        self._known[place] = values
        return True

    @staticmethod
    def _place(resource: resources.TableResource, foreign_key: Mapping[str, Any]) -> _Place:
        """The table and the columns that a foreign key refers to; without a name it is the key's own table."""
        reference = foreign_key["reference"]
        return reference["resource"] or resource.name, tuple(reference["fields"])
