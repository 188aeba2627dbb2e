"""The working groups and their tasks; a text that two groups share says so."""

from dataclasses import dataclass
from itertools import groupby

from pipeline.model import Row
from pipeline.pages.page import Context, Link, Section, web_link
from pipeline.past import Contents
from pipeline.wording.pages import listing


@dataclass(frozen=True)
class Task:
    """A task as printed."""

    text: str
    shared: str
    """Which other groups have the same text, as a sentence; empty where none has."""


@dataclass(frozen=True)
class Group:
    """A working group."""

    id: str
    name: str
    printed: str
    """How the page spells the name, as a sentence; empty where it is spelled the same."""
    tasks: tuple[Task, ...]
    plan: Link | None


def groups(contents: Contents, context: Context) -> Section:
    """The section with a block a working group; its anchor is that of the flat table."""
    tasks = contents.rows("tasks")
    known = contents.rows("working_groups")
    names = {row["organization_id"]: row["name"] for row in known}
    bearers: dict[str, list[str]] = {}
    for row in tasks:
        bearers.setdefault(row["text"], []).append(row["organization_id"])
    by_group = {key: list(rows) for key, rows in groupby(tasks, key=lambda row: row["organization_id"])}
    view = [_group(row, by_group.get(row["organization_id"], []), bearers, names, context) for row in known]
    return Section("working_group_tasks", context.say("groups"), "groups.html", view, context.say("groups_nav"))


def _group(row: Row, tasks: list[Row], bearers: dict[str, list[str]], names: dict[str, str], context: Context) -> Group:
    identifier = row["organization_id"]
    title = row["activity_plan_title"]
    respelled = row["name_verbatim"] != row["name"]
    return Group(
        id=identifier,
        name=row["name"],
        printed=context.say("printed_as", text=row["name_verbatim"]) if respelled else "",
        tasks=tuple(
            Task(
                task["text"],
                _shared([names[other] for other in bearers[task["text"]] if other != identifier], context),
            )
            for task in tasks
        ),
        plan=web_link(title, row["activity_plan_url"]) if title else None,
    )


def _shared(others: list[str], context: Context) -> str:
    return context.say("shared_with", groups=listing(others, context.language)) if others else ""
