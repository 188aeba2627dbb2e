"""Whether a table lost what nobody takes out of one: its file was cut short, is another's, or a column of it slipped.

Then somebody is asked: before the rows are read, of how many there are; and once they are compared, of what they say.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import HeldForDecision
from pipeline.model import PackageSpec, Table, Tables
from pipeline.observe.facts import COLUMN_EMPTIED, CUT_OFF, EMPTIED, HALVED, REPLACED
from pipeline.past import Contents
from pipeline.versions import Difference, Release

if TYPE_CHECKING:
    import pyarrow as pa

FEW = 10  # rows of a table that may be halved by a change that means it


def hold_lost(package: PackageSpec, read: Mapping[str, Path], rows: Mapping[str, int], latest: Release) -> None:
    """Return if every table has the rows that one may expect after those of the newest version.

    Args:
        package: what is published.
        read: the file that each table was read from: of one in parts or at an address, what was made of it.
        rows: how many there are of each table now.
        latest: what is published of it.

    Raises:
        HeldForDecision: one has none any more, has fewer than half, or has fewer and its file ends within a line, and
            nobody has said that this is right.
    """
    past = Contents(latest)
    for name, file in package.files.items():
        if name in past.tables and name in rows:
            facts = {"package": package.name, "table": name, "file": file.place, "version": latest.version}
            held = _held(read[name], rows[name], past.row_count(name), facts)
            if held and held.facts["code"] not in file.accepted:
                raise held


def _held(file: Path, rows: int, before: int, facts: Mapping[str, object]) -> HeldForDecision | None:
    """The question whether a file has all its rows; null where nothing speaks against it."""
    if not rows < before:
        return None
    if not rows:
        return HeldForDecision("table_emptied", code=EMPTIED, **facts)
    if _ends_within_a_line(file):
        return HeldForDecision("table_cut_off", code=CUT_OFF, rows=rows, before=before, **facts)
    if rows * 2 < before >= FEW:
        return HeldForDecision("table_halved", code=HALVED, rows=rows, before=before, **facts)
    return None


def hold_replaced(package: PackageSpec, latest: Release, tables: Tables, found: Sequence[Difference]) -> None:
    """Return if every table says for the most part what it said in the newest version.

    A table whose schema tells its rows apart by other fields now, or fields by other types, is another on purpose.

    Args:
        package: what is published.
        latest: what is published of it.
        tables: its tables now.
        found: how they differ from those of the newest version.

    Raises:
        HeldForDecision: of ten published rows or more, more than half are changed or went while others came; or a
            column that had a value in ten rows or more that are still there has none any more; and nobody has said
            that this is right.
    """
    past = Contents(latest)
    for difference in found:
        before, after = past.tables.get(difference.table), tables[difference.table]
        file = package.files.get(difference.table)
        if file is None or file.rosters or before is None or not _is_comparable(before, after):
            continue  # people are compared by who they are
        facts = {"package": package.name, "table": difference.table, "file": file.place, "version": latest.version}
        if COLUMN_EMPTIED not in file.accepted and (emptied := _emptied(difference, after)):
            raise HeldForDecision("column_emptied", code=COLUMN_EMPTIED, field=emptied, **facts)
        added, removed, changed = difference.totals
        replaced, rows = changed + min(added, removed), past.row_count(difference.table)
        if replaced * 2 > rows >= FEW and REPLACED not in file.accepted:
            raise HeldForDecision("table_replaced", code=REPLACED, replaced=replaced, rows=rows, **facts)


def _is_comparable(before: Table, after: Table) -> bool:
    types = {field.name: field.type for field in before.spec.fields}
    same = all(types.get(field.name, field.type) == field.type for field in after.spec.fields)
    return same and before.spec.primary_key == after.spec.primary_key


def _emptied(difference: Difference, after: Table) -> str | None:
    """A field that differs in enough rows and has no value now; null where there is none."""
    counts = Counter(name for was, row in difference.changed for name in after.spec.differing(was, row))
    differing = difference.counts.fields if difference.counts else counts
    often = [name for name, count in differing.items() if count >= FEW]
    return next((name for name in often if all(_is_empty(batch, name) for batch in after.batches())), None)


def _is_empty(batch: "pa.RecordBatch", name: str) -> bool:
    return bool(batch.column(name).null_count == batch.num_rows)


def _ends_within_a_line(path: Path) -> bool:
    """Whether a file of text has no end of line behind the last one."""
    if path.suffix.lower() not in {".csv", ".tsv", ".txt"} or not path.is_file():
        return False
    with path.open("rb") as stream:
        stream.seek(-min(path.stat().st_size, 1), 2)
        return stream.read() not in {b"\n", b"\r", b"\0", b""}  # the zero is half of one in UTF-16
