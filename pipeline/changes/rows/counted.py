"""The keyed difference of tables of any size: exact counts, and the rows themselves where they are few.

What is not plainly unchanged (`aligned`) DuckDB joins by key, within a bound of memory; it keeps the rows that differ.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.changes.rows.aligned import without_unchanged
from pipeline.changes.rows.parted import without_same_parts
from pipeline.model import Row, Table
from pipeline.rows import table_from_rows
from pipeline.schema import TableSpec
from pipeline.spool import connect, quoted, stream
from pipeline.versions import Counts, Difference

if TYPE_CHECKING:
    import duckdb

MOST = 1000  # changed rows of a table that are all kept: `changes.json` stays a file that people can open
EXAMPLES = 20  # rows of each kind that are kept of more
FETCHED = 1000  # rows that are held at a time where each is asked for
NUMBERS = {"integer", "number", "year"}


def counted_difference(before: Table | None, after: Table) -> Difference:
    """The same as `difference`; of more than `MOST` changed rows the exact counts, and `EXAMPLES` of each kind.

    Changes of content are the first examples, so that the examples tell what the whole means for the version.
    """
    with _joined(before or table_from_rows(after.spec, ()), after) as join:
        return join.difference()


def each_difference(before: Table | None, after: Table | None) -> Iterator[tuple[str, Row, Row]]:
    """Every row that differs between two versions of a table, one at a time, whatever their number.

    Args:
        before: one version; null: it had no such table.
        after: the other; one of the two is there.

    Yields:
        `added`, `removed` or `changed`, with the row before (empty of an added one) and after (empty of a removed
        one), by kind and in the order of the key.
    """
    known = after or before
    if known is None:
        return
    before, after = without_same_parts(*(table or table_from_rows(known.spec, ()) for table in (before, after)))
    with _joined(before, after) as join:
        yield from join.each()


@contextmanager
def _joined(before: Table, after: Table) -> "Iterator[_Join]":
    """Two versions of a table, side by side, without most of the rows that did not change."""
    with tempfile.TemporaryDirectory(prefix="diff-") as name, connect(Path(name)) as database:
        names = compared(before.spec, after.spec)
        if before.spec.primary_key == after.spec.primary_key and _same_types(before, after, names):
            before, after = without_unchanged(before, after, names, Path(name))
        yield _Join(database, before, after)


def compared(before: TableSpec, after: TableSpec) -> list[str]:
    """The columns that both versions have and whose change means something."""
    return [field.name for field in after.fields if field.name in before.names and field.change != "provenance"]


def _same_types(before: Table, after: Table, names: Sequence[str]) -> bool:
    every = {*names, *after.spec.primary_key}
    return all(before.spec.field(name).type == after.spec.field(name).type for name in every)


@dataclass(frozen=True)
class _Join:
    """Two versions of a table, side by side."""

    database: "duckdb.DuckDBPyConnection"
    before: Table
    after: Table

    def difference(self) -> Difference:
        """What differs. Where the primary key itself changed, no row can be told to be the same."""
        self._keep_what_differs()
        added, removed, changed = (self._count(kind) for kind in ("added", "removed", "changed"))
        is_whole = added + removed + changed <= MOST
        limit = MOST if is_whole else EXAMPLES
        pairs = self._rows("changed", self.before.spec, "b", limit), self._rows("changed", self.after.spec, "a", limit)
        return Difference(
            self.after.spec.name,
            added=tuple(self._rows("added", self.after.spec, "a", limit)),
            removed=tuple(self._rows("removed", self.before.spec, "b", limit)),
            changed=tuple(zip(*pairs, strict=True)),
            counts=None if is_whole else Counts(added, removed, changed, self._changed_fields()),
        )

    def each(self) -> Iterator[tuple[str, Row, Row]]:
        """Every row that differs: its kind, and both sides of it."""
        self._keep_what_differs()
        earlier, later = self.before.spec.names, self.after.spec.names
        sides = [*(f"b {name}" for name in earlier), *(f"a {name}" for name in later)]
        key = [quoted(f"a {name}") for name in self.after.spec.primary_key]
        key += [quoted(f"b {name}") for name in self.before.spec.primary_key]
        columns, order = ", ".join(map(quoted, sides)), ", ".join(f"{name} NULLS FIRST" for name in key)
        found = self.database.execute(f'SELECT "change", {columns} FROM differing ORDER BY "change", {order}')  # noqa: S608
        while rows := found.fetchmany(FETCHED):
            for kind, *cells in rows:
                was = dict(zip(earlier, cells[: len(earlier)], strict=True)) if kind != "added" else {}
                is_now = dict(zip(later, cells[len(earlier) :], strict=True)) if kind != "removed" else {}
                yield kind, was, is_now

    @cached_property
    def _compared(self) -> list[str]:
        return compared(self.before.spec, self.after.spec)

    def _keep_what_differs(self) -> None:
        """Make the table `differing`: what kind of change, whether of content, and both versions of the row."""
        self.database.register("earlier", stream(self.before))
        self.database.register("later", stream(self.after))
        content = [name for name in self._compared if self.after.spec.field(name).change == "content"]
        columns = [
            *(f"b.{quoted(name)} AS {quoted('b ' + name)}" for name in self.before.spec.names),
            *(f"a.{quoted(name)} AS {quoted('a ' + name)}" for name in self.after.spec.names),
        ]
        self.database.execute(
            f"""CREATE TEMP TABLE differing AS
            SELECT CASE WHEN b.present IS NULL THEN 'added' WHEN a.present IS NULL THEN 'removed' ELSE 'changed' END
                AS "change", {self._any_distinct(content)} AS "of content", {", ".join(columns)}
            FROM (SELECT *, true AS present FROM earlier) b FULL JOIN (SELECT *, true AS present FROM later) a
            ON {self._same_key()}
            WHERE a.present IS NULL OR b.present IS NULL OR {self._any_distinct(self._compared)}"""  # noqa: S608 (quoted)
        )

    def _same_key(self) -> str:
        """The condition of the join. Under another key, or one of another type, no row is known again."""
        key = self.after.spec.primary_key
        if self.before.spec.primary_key != key or not all(self._comparable(name) for name in key):
            return "b.present = (NOT a.present)"
        return " AND ".join(f"b.{quoted(name)} IS NOT DISTINCT FROM a.{quoted(name)}" for name in key)

    def _any_distinct(self, names: Sequence[str]) -> str:
        """Whether any of these columns differs; null is a value like any other."""
        return " OR ".join(self._distinct(f"b.{quoted(name)}", f"a.{quoted(name)}", name) for name in names) or "false"

    def _distinct(self, before: str, after: str, name: str) -> str:
        if self._comparable(name):
            return f"{before} IS DISTINCT FROM {after}"
        return f"({before} IS NOT NULL OR {after} IS NOT NULL)"  # 1 and "1" are not the same

    def _comparable(self, name: str) -> bool:
        """Whether equal values of both versions are equal to DuckDB as well."""
        types = {table.spec.field(name).type for table in (self.before, self.after)}
        return len(types) == 1 or types <= NUMBERS

    def _count(self, kind: str) -> int:
        return self._numbers("count(*)", kind)[0]

    def _changed_fields(self) -> dict[str, int]:
        """In how many changed rows each field differs."""
        if not self._compared:
            return {}
        differs = [self._distinct(quoted(f"b {name}"), quoted(f"a {name}"), name) for name in self._compared]
        terms = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in differs)
        found = dict(zip(self._compared, self._numbers(terms, "changed"), strict=True))
        return {name: count for name, count in found.items() if count}

    def _numbers(self, terms: str, kind: str) -> tuple[int, ...]:
        query = f'SELECT {terms} FROM differing WHERE "change" = ?'  # noqa: S608 (names are quoted)
        found: tuple[int, ...] | None = self.database.execute(query, [kind]).fetchone()
        return found or ()

    def _rows(self, kind: str, spec: TableSpec, side: str, limit: int) -> list[Row]:
        """One side of the first rows of a kind, in the order of their keys; changes of content come first."""
        columns = ", ".join(f"{quoted(f'{side} {name}')} AS {quoted(name)}" for name in spec.names)
        first = '"of content" DESC, ' if limit == EXAMPLES else ""
        by_key = ", ".join(f"{quoted(f'{side} {name}')} NULLS FIRST" for name in spec.primary_key)
        query = f'SELECT {columns} FROM differing WHERE "change" = ? ORDER BY {first}{by_key} LIMIT {limit}'  # noqa: S608
        return [dict(zip(spec.names, row, strict=True)) for row in self.database.execute(query, [kind]).fetchall()]
