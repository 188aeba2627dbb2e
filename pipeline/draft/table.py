"""A Table Schema drafted from a table, and tried on it: what proves wrong is not proposed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from pipeline.draft.columns import ColumnFacts
from pipeline.draft.source import Source
from pipeline.validate.bounds import USUAL, Bounds
from pipeline.validate.verdict import check_file, telling

SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"

_KEY_TYPES = frozenset({"date", "datetime", "integer", "string", "year", "yearmonth"})
_IDENTIFYING = re.compile(r"(?:^|[^a-z])(?:id|key|nyckel|nr|no|uuid|kod|code)$|[a-z]Id$", re.IGNORECASE)
_FIRST = 4  # columns among which a key of two is looked for: keys come first
_ENOUGH = 20  # rows: in fewer, two columns tell all rows apart by chance
_CELL_ERRORS = frozenset({"type-error", "constraint-error"})
_KEY_ERRORS = frozenset({"primary-key"})


@dataclass(frozen=True)
class Draft:
    """A Table Schema, and what came of trying it on the table."""

    path: Path
    schema: Mapping[str, Any]
    encoding: str | None
    """In which the file is read; null where it is no text."""
    delimiter: str | None
    rows: int
    """All of which were read."""
    faults: int
    """Errors of the table that no schema mends: a label that is empty, a row that is too long, a damaged file."""


def draft(path: Path, bounds: Bounds = USUAL) -> Draft:
    """The Table Schema of a table, from all of its rows.

    Raises:
        UsageError: it cannot be read as a table.
    """
    with telling(path):
        source = Source(path, bounds)
        facts = source.facts()
    proposals = {column.name: column.proposals() for column in facts}
    keys = _keys(facts, proposals)
    while True:
        schema = _schema(proposals, next(iter(keys), None))
        result = check_file(path, schema, bounds=bounds)
        errors = [*result.report["errors"], *(error for task in result.report["tasks"] for error in task["errors"])]
        wrong = {error["fieldName"] for error in errors if error["type"] in _CELL_ERRORS}
        wrong = {name for name in wrong if len(proposals.get(name, ())) > 1}
        if wrong:
            for name in wrong:
                del proposals[name][0]
        elif keys and any(error["type"] in _KEY_ERRORS for error in errors):
            keys = keys[1:]
        else:
            faults = len(errors) + sum(seen.is_damaged for seen in result.seen)
            return Draft(path, schema, source.encoding, source.delimiter, source.rows, faults)


def _schema(proposals: Mapping[str, Sequence[Mapping[str, Any]]], key: Sequence[str] | None) -> dict[str, Any]:
    fields = [dict(fields[0]) for fields in proposals.values()]
    return {"$schema": SCHEMA, "fields": fields, **({"primaryKey": list(key)} if key else {})}


def _keys(facts: Sequence[ColumnFacts], proposals: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[tuple[str, ...]]:
    """What may tell the rows apart, the likeliest first."""
    return list(_possible_keys(facts, {name: str(fields[0]["type"]) for name, fields in proposals.items()}))


def _possible_keys(facts: Sequence[ColumnFacts], types: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    fit = [column for column in facts if column.rows and column.is_filled and types[column.name] in _KEY_TYPES]
    alone = [column for column in fit if column.is_distinct and column.distinct == column.rows]
    first = facts[0].name if facts else ""
    for column in sorted(alone, key=lambda column: (not _IDENTIFYING.search(column.name), column.name != first)):
        if _IDENTIFYING.search(column.name) or column.name == first:
            yield (column.name,)
    if not facts or facts[0].rows < _ENOUGH:
        return
    for one, other in combinations([column for column in fit if column in facts[:_FIRST]], 2):
        if one.distinct * other.distinct >= one.rows:
            yield (one.name, other.name)
