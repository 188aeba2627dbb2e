"""What happened to the tasks of the working groups, told by their text: a task is not its place in the list."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.changes.story.matching import match
from pipeline.changes.story.rows import row_events
from pipeline.model import Row, Tables
from pipeline.schema import Text
from pipeline.versions import Difference, Event, RowId
from pipeline.wording import stories as say

SAME_TASK = (("organization_id", "task"), ("task",), ("organization_id", "position"))
TABLES = ("working_group_tasks", "tasks")
TOLD_WITH_THE_GROUP = {"working_group", "activity_plan_url"}


def task_events(before: Tables, after: Tables) -> Iterator[Event]:
    """The events on the tasks, in page order; those that came and went last."""
    found = match(before["working_group_tasks"].rows(), after["working_group_tasks"].rows(), SAME_TASK)
    reordered: dict[str, list[Row]] = {}
    for earlier, later in found.pairs:
        yield from _pair_events(earlier, later)
        if earlier["position"] != later["position"] and earlier["organization_id"] == later["organization_id"]:
            reordered.setdefault(later["working_group"], []).extend((earlier, later))
    for group, tasks in reordered.items():
        yield _event("tasks_reordered", *tasks, group=group)
    for task in found.new:
        yield _event("task_added", task, group=task["working_group"], text=task["task"])
    for task in found.gone:
        yield _event("task_removed", task, group=task["working_group"], text=task["task"])


def group_events(after: Tables, changed: Mapping[str, Difference], names: Mapping[str, str]) -> Iterator[Event]:
    """The events on the groups themselves; what the flat table repeats beside each task is told once."""
    if "working_groups" not in changed:
        return
    flat = after["working_group_tasks"].spec
    repeated: dict[str, set[RowId]] = defaultdict(set)
    for earlier, later in changed["working_group_tasks"].changed:
        if set(flat.differing(earlier, later)) <= TOLD_WITH_THE_GROUP:
            repeated[later["organization_id"]].add(flat.row_id(later))
    for event in row_events(after["working_groups"].spec, changed["working_groups"], (), names):
        groups = [key[0] for _, key in event.rows]
        yield replace(event, rows=event.rows.union(*(repeated[group] for group in groups)))


def _pair_events(earlier: Row, later: Row) -> Iterator[Event]:
    facts = {"group": later["working_group"], "text": later["task"]}
    if earlier["organization_id"] != later["organization_id"]:
        yield _event("task_moved", earlier, later, **facts, origin=earlier["working_group"])
    if earlier["task"] != later["task"]:
        yield _event("task_changed", earlier, later, **facts, before=earlier["task"], after=later["task"])
    elif earlier["is_shared_text"] != later["is_shared_text"]:
        yield _event("text_shared" if later["is_shared_text"] else "text_unshared", earlier, later, **facts)


def _event(kind: str, *tasks: Row, **facts: str | Text) -> Event:
    """An event of these tasks: it shows at each of their places, in the flat table and in the other."""
    rows: set[RowId] = {(table, (task["organization_id"], task["position"])) for table in TABLES for task in tasks}
    return Event(kind, say.sentence(kind, **facts), frozenset(rows))
