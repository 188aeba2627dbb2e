"""What changed in the rows between two versions, found by primary key.

Where a row was read is not what it says: columns and tables of provenance are not compared.

- `difference`: of tables that people read, in memory
- `parted`: what two versions of a table in parts have in common, and nobody need compare
- `counted.counted_difference`: of tables of any size, within a bound of memory
"""

from itertools import accumulate
from typing import Any

from pipeline.changes.rows.parted import without_same_parts
from pipeline.model import Row, Table, Tables
from pipeline.versions import Difference

LARGE = 10_000  # rows from which a table is compared on disk: below, that costs more than it saves


def differences(before: Tables, after: Tables) -> tuple[Difference, ...]:
    """One difference for each table of `after` that changed, in the order of the tables.

    A table that `before` lacks is all added rows. One that `after` lacks is not mentioned: that is a change of the
    contract, not of rows.
    """
    compared = [table for table in after.values() if table.spec.change != "provenance"]
    found = (_difference(before.get(table.spec.name), table) for table in compared)
    return tuple(item for item in found if item)


def _difference(before: Table | None, after: Table) -> Difference:
    if before:
        before, after = without_same_parts(before, after)
    if not any(_is_large(table) for table in (before, after) if table):
        return difference(before, after)
    from pipeline.changes.rows.counted import counted_difference

    return counted_difference(before, after)


def _is_large(table: Table) -> bool:
    """Whether a table has more than `LARGE` rows; of a large one only the beginning is read."""
    return any(rows > LARGE for rows in accumulate(batch.num_rows for batch in table.batches()))


def difference(before: Table | None, after: Table) -> Difference:
    """The keyed difference of two versions of one table; columns that only one of them has are not compared.

    Where the primary key itself changed, no row can be told to be the same: all were removed, and all added. Holds
    both tables in memory.
    """
    spec = after.spec
    if before is None or before.spec.primary_key != spec.primary_key:
        return Difference(spec.name, added=_in_key_order(after), removed=_in_key_order(before) if before else ())
    old = {spec.key(row): row for row in _in_key_order(before)}
    new = {spec.key(row): row for row in _in_key_order(after)}
    return Difference(
        spec.name,
        added=tuple(row for key, row in new.items() if key not in old),
        removed=tuple(row for key, row in old.items() if key not in new),
        changed=tuple((old[key], row) for key, row in new.items() if key in old and spec.differing(old[key], row)),
    )


def _in_key_order(table: Table) -> tuple[Row, ...]:
    def nulls_first(row: Row) -> list[tuple[bool, Any]]:
        return [(value is not None, value) for value in table.spec.key(row)]

    return tuple(sorted(table.rows(), key=nulls_first))
