"""The values that foreign keys refer to, read once for a package: frictionless reads a table for each key to it."""

from collections.abc import Mapping
from typing import Any

from frictionless import resources

Referenced = tuple[str, tuple[str, ...]]
"""A resource and some of its columns."""
_OPEN_LOOKUP = "_TableResource__open_lookup"


def remember_referenced(resource: resources.TableResource, known: dict[Referenced, set[tuple[Any, ...]]]) -> None:
    """Let a resource look its references up in values that are known already: frictionless reads the table each time.

    This replaces a private method on one object. Were it called otherwise one day, frictionless would read again.
    """
    genuine = getattr(resource, _OPEN_LOOKUP, None)
    if genuine is None:
        return

    def open_lookup() -> None:
        references = resource.schema.foreign_keys
        fresh = [reference for reference in references if _referenced(reference) not in known]
        resource.schema.foreign_keys = fresh
        try:
            genuine()
        finally:
            resource.schema.foreign_keys = references
        for table, columns in map(_referenced, references):
            values = resource.lookup.setdefault(table, {})
            if columns not in values:
                values[columns] = known[table, columns]
            elif table:  # without a name it is this table itself
                known[table, columns] = values[columns]

    vars(resource)[_OPEN_LOOKUP] = open_lookup


def _referenced(foreign_key: Mapping[str, Any]) -> Referenced:
    """The resource and the columns that a foreign key refers to."""
    return foreign_key["reference"]["resource"], tuple(foreign_key["reference"]["fields"])
