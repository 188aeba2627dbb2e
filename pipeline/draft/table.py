"""A Table Schema drafted from a table, and tried on it: what proves wrong is not proposed."""

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice
from pathlib import Path
from typing import Any

from pipeline.draft.candidates import CODED
from pipeline.draft.columns import ColumnFacts
from pipeline.draft.source import Source
from pipeline.model import Observation
from pipeline.observe.blocks import opened
from pipeline.observe.facts import FOOTER
from pipeline.prover.loading import table_resource
from pipeline.prover.plan import packings_of
from pipeline.validate.bounds import USUAL, Bounds
from pipeline.validate.verdict import check_file, telling

SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"

_KEY_TYPES = frozenset({"date", "datetime", "integer", "string", "year", "yearmonth"})
_IDENTIFYING = re.compile(r"(?:^|[^a-z])(?:id|key|nyckel|nr|no|uuid|kod|code)$|[a-z]Id$", re.IGNORECASE)
_A_FEW = 0.1  # of the rows: so many may be there twice by mistake
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
    doubled: tuple[str, int] | None
    """A field that would be the key, and how many rows have a value of it that another row has; null where none is."""
    undecided: tuple[str, ...]
    """Fields that stay text, as what stands there can be read in two ways."""
    footer: Observation | None
    """The notes or the sum at the end of the file, a fault; of a file of text the schema does not count them."""
    faults: int
    """Errors of the table that no schema mends: a label that is empty, a row that is too long, a damaged file."""


def draft(path: Path, bounds: Bounds = USUAL) -> Draft:
    """The Table Schema of a table, from all of its rows; notes and sums at the end of its file are none.

    Raises:
        UsageError: it cannot be read as a table.
    """
    found = _draft(path, bounds)
    if found.footer is None or found.encoding is None:
        return found
    with tempfile.TemporaryDirectory(prefix="draft-") as folder:
        above = _draft(_cut(found, Path(folder), bounds), bounds)
    return replace(above, path=path, footer=found.footer, faults=above.faults + 1)


def _cut(found: Draft, folder: Path, bounds: Bounds) -> Path:
    """What stands in the file of a table above its footer, put into a folder; without the blank lines between them."""
    ends, blank = (found.footer.line or 1) - 1 if found.footer else None, ""
    resource = table_resource(found.path, None)
    whole, place = folder / "whole", folder / f"table.{resource.format}"
    with opened(replace(packings_of(resource)[0], most=bounds.size)) as unpacked, whole.open("wb") as copy:
        shutil.copyfileobj(unpacked, copy)
    with (
        whole.open(encoding=found.encoding, newline="") as file,
        place.open("w", encoding=found.encoding, newline="") as copy,
    ):
        for line in islice(file, ends):
            if line.strip(f"{found.delimiter}\r\n\t "):
                copy.write(blank + line)
                blank = ""
            else:
                blank += line
    return place


def _draft(path: Path, bounds: Bounds) -> Draft:
    with telling(path):
        source = Source(path, bounds)
        facts = source.facts()
    proposals = {column.name: column.proposals() for column in facts}
    types = {name: str(fields[0]["type"]) for name, fields in proposals.items()}
    doubled = _doubled(facts, types)
    keys = list(_possible_keys(facts, types, doubled))
    while True:
        schema = _schema(proposals, next(iter(keys), None))
        result = check_file(path, schema, bounds=bounds)
        errors = [*result.report["errors"], *(error for task in result.report["tasks"] for error in task["errors"])]
        wrong = {error["fieldName"] for error in errors if error["type"] in _CELL_ERRORS}
        wrong = {name for name in wrong if len(proposals.get(name, ())) > 1}
        if wrong:
            for name in wrong:
                del proposals[name][0]
        elif keys and (twice := sum(error["type"] in _KEY_ERRORS for error in errors)):
            if _is_told_apart_by(keys[0], twice, source.rows):
                doubled = (keys[0][0], twice)
            keys = [key for key in keys[1:] if doubled is None or doubled[0] not in key]
        else:
            faults = len(errors) + sum(seen.is_damaged for seen in result.seen)
            footer = next((each for seen in result.seen for each in seen.observations if each.code == FOOTER), None)
            undecided = tuple(column.name for column in facts if column.is_undecided)
            return Draft(
                path, schema, source.encoding, source.delimiter, source.rows, doubled, undecided, footer, faults
            )


def _schema(proposals: Mapping[str, Sequence[Mapping[str, Any]]], key: Sequence[str] | None) -> dict[str, Any]:
    fields = [dict(fields[0]) for fields in proposals.values()]
    return {"$schema": SCHEMA, "fields": fields, **({"primaryKey": list(key)} if key else {})}


def _doubled(facts: Sequence[ColumnFacts], types: Mapping[str, str]) -> tuple[str, int] | None:
    """The first field that would be the key, if some rows did not have a value of it that another row has."""
    for column in _fit(facts, types):
        if _is_told_apart_by((column.name,), column.repeats, column.rows) and column.distinct == column.rows:
            return column.name, column.repeats
    return None


def _is_told_apart_by(key: Sequence[str], twice: int, rows: int) -> bool:
    """Whether a field is made to tell rows apart, and does so but for a few."""
    return len(key) == 1 and bool(_IDENTIFYING.search(key[0])) and 0 < twice <= rows * _A_FEW


def _fit(facts: Sequence[ColumnFacts], types: Mapping[str, str]) -> list[ColumnFacts]:
    """The columns that may be part of a key."""
    return [column for column in facts if column.rows and column.is_filled and types[column.name] in _KEY_TYPES]


def _possible_keys(
    facts: Sequence[ColumnFacts], types: Mapping[str, str], doubled: tuple[str, int] | None
) -> Iterator[tuple[str, ...]]:
    """What may tell the rows apart, the likeliest first; no pair with a field that does so alone, or should."""
    fit = [column for column in _fit(facts, types) if doubled is None or column.name != doubled[0]]
    alone = [column for column in fit if not column.repeats and column.distinct == column.rows]
    first = facts[0].name if facts else ""
    for column in sorted(alone, key=lambda column: (not _IDENTIFYING.search(column.name), column.name != first)):
        if _IDENTIFYING.search(column.name) or column.name == first:
            yield (column.name,)
    if not facts or facts[0].rows < _ENOUGH:
        return
    for one, other in combinations([column for column in facts[:_FIRST] if column in fit and column not in alone], 2):
        if one.distinct * other.distinct >= one.rows:
            yield (one.name, other.name)
    yield from ((column.name,) for column in alone if CODED.search(column.name.lower()))
