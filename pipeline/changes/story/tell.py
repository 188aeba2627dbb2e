"""The whole story of a version: what each teller finds, then whatever is left. No changed row goes untold."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.changes.story.findings import finding_events
from pipeline.changes.story.looks import look_events
from pipeline.changes.story.rows import row_events
from pipeline.changes.story.seats import seat_events
from pipeline.changes.story.tasks import group_events, task_events
from pipeline.changes.story.trails import BOOKKEEPING
from pipeline.model import Tables
from pipeline.versions import Difference, Event, RowId
from pipeline.wording import stories as say

ROSTER = {
    *("membership_id", "municipality_code", "municipality", "position", "person_id", "person", "party", "role"),
    *("role_sv", "role_en", "role_verbatim", "attendance", "is_acting", "is_vacant", "source_text"),
}
TASKS = {"organization_id", "working_group", "position", "task", "is_shared_text", "activity_plan_url"}
FINDINGS = {"issue_id", "rule", "table_name", "row_key", "field", "verbatim", "message_sv", "message_en"}
MEMBERS = {"membership_id", "person_id", "name"}
CHANGES = {"change_id", "kind", "person_id", "person", "organization", "table_name", "row_key", "before", "after"}
BASELINE = {
    "municipalities": "municipality",
    "roster": "place",
    "members": "place",
    "persons": "person",
    "working_groups": "working_group",
    "tasks": "task",
}
"""The tables whose numbers say what a first version holds; of other packages, the rows of each table."""
OURS = ({"roster"}, {"working_groups"}, {"members", "memberships"})
"""Each package that is read from a page has the tables of one of these."""


def tell(
    before: Tables | None, after: Tables, differences: Sequence[Difference], *, is_first: bool = True
) -> tuple[Event, ...]:
    """What happened between two versions; of one that nothing stands before (`before` is null), what it holds.

    Such a one is the first version, or (`is_first` is false) all before it were withdrawn.
    Every changed row is among the rows of at least one event, and every event shows in at least one changed row.
    A table that lacks the columns its teller needs, in either version, is told row by row.
    """
    if before is None:
        return (_baseline(after, "baseline" if is_first else "baseline_again"),)
    changed = {difference.table: difference for difference in differences}
    rows = {row for name in changed for row in _row_ids(after, changed[name])}
    names = _names(after)
    special = [*_dated(after, changed), *_special(before, after, changed, names)]
    told = frozenset[RowId]().union(*(event.rows for event in special))
    rest = (event for name, found in changed.items() for event in row_events(after[name].spec, found, told, names))
    trimmed = (replace(event, rows=event.rows & rows) for event in sorted([*special, *rest], key=_weight))
    return tuple(event for event in trimmed if event.rows)


def _weight(event: Event) -> int:
    """Events of the world come first, then the age of the page and rows without words of their own, then findings."""
    if event.kind.startswith("finding"):
        return 2
    return int(event.kind in {"dated", "undated", "lines_reprinted", "row_changed", "rows_changed"})


def _special(
    before: Tables, after: Tables, changed: Mapping[str, Difference], names: Mapping[str, str]
) -> Iterator[Event]:
    """What the tellers find that know what their tables are about."""
    if "roster" in changed and _have("roster", ROSTER, before, after):
        yield from seat_events(before, after, changed)
    if _have("members", MEMBERS, before, after) and _have("changes", CHANGES, before, after):
        yield from look_events(before, after, changed)
    if "working_group_tasks" in changed and _have("working_group_tasks", TASKS, before, after):
        yield from task_events(before, after)
        yield from group_events(after, changed, names)
    if "quality_issues" in changed and _have("quality_issues", FINDINGS, before, after):
        yield from finding_events(after["quality_issues"].spec, changed["quality_issues"])


def _have(table: str, columns: set[str], *versions: Tables) -> bool:
    return all(table in tables and columns <= set(tables[table].spec.names) for tables in versions)


def _dated(after: Tables, changed: Mapping[str, Difference]) -> Iterator[Event]:
    """The first dated look after an undated one, or the other way round: of which day all is, and that nobody knows."""
    rows, number = _only_dated(after, changed, "current", "unknown")
    if number:
        yield Event("undated", say.sentence("undated", places=number), rows)
    rows, number = _only_dated(after, changed, "unknown", "current")
    if not number:
        return
    days: list[dt.date] = [row["observed_at"] for row in after["snapshots"].rows() if row["observed_at"]]
    if days:
        yield Event("dated", say.sentence("dated", places=number, date=max(days).isoformat()), rows)
    else:
        yield Event("dated", say.sentence("dated_without_day", places=number), rows)


def _only_dated(after: Tables, changed: Mapping[str, Difference], was: str, now: str) -> tuple[frozenset[RowId], int]:
    """The rows of which nothing changed but how sure they are, from `was` to `now`; and how many places they are."""
    rows: set[RowId] = set()
    for name, difference in changed.items():
        spec = after[name].spec
        for earlier, later in difference.changed:
            only_dates = set(spec.differing(earlier, later)) <= BOOKKEEPING
            if only_dates and (earlier.get("status"), later.get("status")) == (was, now):
                rows.add(spec.row_id(later))
    seats = next((after[name].rows() for name in ("roster", "members") if name in after), ())
    return frozenset(rows), sum(("memberships", (seat.get("membership_id"),)) in rows for seat in seats)


def _baseline(after: Tables, kind: str) -> Event:
    numbers = {name: sum(batch.num_rows for batch in table.batches()) for name, table in after.items()}
    counts = [say.count(numbers[name], noun) for name, noun in BASELINE.items() if name in numbers]
    if not any(tables <= numbers.keys() for tables in OURS):
        counts = [
            say.listing([table.spec.titles, say.count(numbers[name], "row")], " ") for name, table in after.items()
        ]
    return Event(kind, say.sentence(kind, counts=say.listing(counts)))


def _row_ids(after: Tables, difference: Difference) -> Iterator[RowId]:
    spec = after[difference.table].spec
    for row in (*difference.added, *difference.removed, *(later for _, later in difference.changed)):
        yield spec.row_id(row)


def _names(after: Tables) -> dict[str, str]:
    """The name of each person and each organization, by id."""
    ids = {"persons": "person_id", "organizations": "organization_id"}
    present = {table: column for table, column in ids.items() if _have(table, {column, "name"}, after)}
    return {row[column]: row["name"] for table, column in present.items() for row in after[table].rows()}
