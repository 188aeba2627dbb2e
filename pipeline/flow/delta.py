"""What a version changes, as tables: `delta/TABLE.csv` and `.parquet`, so that whoever keeps a copy need not take all.

A row a change: `_change` (added, removed, changed), `_changed_fields`, then the columns of the table: the values of
today, of a removed row those it had. To bring a copy up to date: drop the rows whose keys are removed or changed, and
put in those that are added or changed. A table that did not change has none, nor has the first version.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa

from pipeline.changes.rows.counted import each_difference
from pipeline.files import sha256_once
from pipeline.formats import called
from pipeline.model import Row, Table, Tables
from pipeline.rows import table_from_rows
from pipeline.schema import ARROW_TYPES, OF_CHANGES, Field, TableSpec, table_spec
from pipeline.versions import DataFile, Difference, Edition

FORMATS = ("csv", "parquet")
FOLDER = "delta"
BATCH = 10_000  # rows held at a time


def write_deltas(
    edition: Edition,
    before: Tables,
    after: Tables,
    found: Sequence[Difference],
    formats: Collection[str],
    folder: Path,
) -> list[DataFile]:
    """Write what changed in each table; the files, in the order of the tables.

    Args:
        edition: what is said of the version as a whole.
        before: the tables of the version that it was compared with.
        after: its own.
        found: what differs.
        formats: those of the version; a delta is written in those of them that are among `FORMATS`.
        folder: that of the version.
    """
    written = []
    for difference in found:
        name = difference.table
        spec = _spec(after[name].spec)
        table = Table(spec, _batches(spec, difference, before.get(name), after[name]))
        for form in (called(form) for form in FORMATS if form in formats):
            if form.write_table is None:
                continue
            path = f"{FOLDER}/{name}{form.suffix}"
            (folder / path).parent.mkdir(exist_ok=True)
            form.write_table(edition, table, folder / path)
            size, sha256 = (folder / path).stat().st_size, sha256_once(folder / path)
            written.append(DataFile(path, form.name, form.media_type, size, sha256, name))
    return written


def _spec(spec: TableSpec) -> TableSpec:
    """The columns of a delta: what changed, then those of the table, of which none must have a value."""
    texts = {"titles": {"sv": "Ändring", "en": "Change"}, "descriptions": {"sv": "", "en": ""}}
    own = [{"name": name, "type": "string", **texts} for name in OF_CHANGES]
    fields = [
        {**field.descriptor, "constraints": {k: v for k, v in field.constraints.items() if k != "required"}}
        for field in spec.fields
    ]
    return table_spec(spec.name, {**spec.descriptor, "fields": [*own, *fields], "foreignKeys": []})


def _batches(
    spec: TableSpec, difference: Difference, before: Table | None, after: Table
) -> Callable[[], Iterator[pa.RecordBatch]]:
    earlier = before.spec if before else after.spec

    def batches() -> Iterator[pa.RecordBatch]:
        rows = (_row(after.spec, earlier, *each) for each in _changes(difference, before, after))
        while some := list(islice(rows, BATCH)):
            yield from table_from_rows(spec, some).batches()

    return batches


def _changes(difference: Difference, before: Table | None, after: Table) -> Iterator[tuple[str, Row, Row]]:
    """Every change: those that were kept, or, where they are too many, found once more."""
    if difference.counts:
        yield from each_difference(before, after)
        return
    yield from (("added", {}, row) for row in difference.added)
    yield from (("changed", was, row) for was, row in difference.changed)
    yield from (("removed", row, {}) for row in difference.removed)


def _row(spec: TableSpec, before: TableSpec, kind: str, was: Row, is_now: Row) -> Row:
    """A change as a row; what a removed row said in a column of another type is told only where that is text now."""
    fields = " ".join(spec.differing(was, is_now)) if kind == "changed" else None
    if kind == "removed":
        is_now = {field.name: _of_type(field, before, was) for field in spec.fields}
    return {**is_now, "_change": kind, "_changed_fields": fields}


def _of_type(field: Field, before: TableSpec, was: Row) -> object:
    value = was.get(field.name)
    if value is None or before.field(field.name).type == field.type:
        return value
    return str(value) if ARROW_TYPES.get(field.type) is None else None
