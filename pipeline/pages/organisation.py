"""The organisation: a drawing of who reports to whom, and the same as a nested list with what the page says of each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Row
from pipeline.pages.drawing import Drawing, Node, columns, indented
from pipeline.pages.page import Context, Link, Section, web_link
from pipeline.past import Contents
from pipeline.wording.pages import count
from pipeline.wording.stories import fact_label

LEADERSHIP = frozenset("chair_shared_by chair_rotation decision_rule equal_influence participation".split())
"""The facts that answer who leads, and how they decide."""
MEMBER_NOUNS = {"board": "seat", "directors_group": "director"}
"""What the members of a body are counted as, by its kind."""


@dataclass(frozen=True)
class Body:
    """A body, with those that report to it."""

    id: str
    name: str
    note: str
    description: str | None
    """What the page says of it, as printed."""
    reports_to: str | None
    """A sentence; null for the topmost."""
    documents: tuple[Link, ...]
    tasks: str | None
    """Where its tasks stand; null where it has none."""
    below: tuple["Body", ...]


@dataclass(frozen=True)
class Fact:
    """A sentence of the page about how it is governed, and what it tells."""

    label: str
    quote: str


@dataclass(frozen=True)
class Organisation:
    """The view model of the section."""

    title: str
    description: str
    """Who reports to whom, in sentences: for those who do not see the drawing."""
    drawings: tuple[Drawing, ...]
    topmost: tuple[Body, ...]
    """The collaboration itself, which every body is a part of, and the bodies that report to none."""
    facts: tuple[Fact, ...]


def organisation(contents: Contents, context: Context) -> Section:
    """The section about the bodies of a package of the kind `organisation`."""
    rows = [row for row in contents.rows("organizations") if row["status"] != "ended"]
    whole = next((row for row in rows if row["kind"] == "collaboration"), None)
    tree: dict[str | None, list[Row]] = {}
    for row in rows:
        if row is not whole:
            tree.setdefault(row["reports_to_id"], []).append(row)
    bodies = _Bodies(contents, context, tree, {row["organization_id"]: row["name"] for row in rows})
    view = Organisation(
        title=context.say("drawing_title", name=whole["name"] if whole else contents.titles[context.language]),
        description=" ".join(
            bodies.reports(row, "drawing_reports") for row in rows if row["reports_to_id"] is not None
        ),
        drawings=tuple(draw(bodies.nodes()) for draw in (columns, indented)),
        topmost=tuple(bodies.body(row) for row in (*([whole] if whole else ()), *tree.get(None, ()))),
        facts=_facts(contents.rows("governance_facts"), context),
    )
    return Section(
        "organisation", context.say("organisation"), "organisation.html", view, context.say("organisation_nav")
    )


class _Bodies:
    """The bodies of a version: what the drawing and the list both need."""

    def __init__(
        self, contents: Contents, context: Context, tree: Mapping[str | None, Sequence[Row]], names: Mapping[str, str]
    ) -> None:
        self._context, self._tree, self._names = context, tree, names
        current = (row for row in contents.rows("memberships") if row["status"] != "ended")
        self._members = Counter(row["organization_id"] for row in current if row["attendance"] == "member")
        self._documents: dict[str, list[Link]] = {}
        for row in contents.rows("documents"):
            self._documents.setdefault(row["organization_id"], []).append(web_link(row["title"], row["url"]))

    def body(self, row: Row) -> Body:
        """A body with everything below it."""
        identifier = row["organization_id"]
        return Body(
            id=anchor(identifier),
            name=row["name"],
            note=self._note(row),
            description=row["description"],
            reports_to=self.reports(row, "reports_to") if row["reports_to_id"] else None,
            documents=tuple(self._documents.get(identifier, ())),
            tasks=self._context.group_pages.get(identifier),
            below=tuple(self.body(below) for below in self._tree.get(identifier, ())),
        )

    def nodes(self) -> dict[str | None, list[Node]]:
        """The tree for the drawing."""
        return {
            above: [
                Node(row["organization_id"], row["name"], self._note(row), f"#{anchor(row['organization_id'])}")
                for row in rows
            ]
            for above, rows in self._tree.items()
        }

    def reports(self, row: Row, key: str) -> str:
        """The sentence called `key` about a body that reports to another."""
        return self._context.say(key, child=row["name"], parent=self._names[row["reports_to_id"]])

    def _note(self, row: Row) -> str:
        members, noun = self._members[row["organization_id"]], MEMBER_NOUNS.get(row["kind"])
        return count(members, noun, self._context.language) if members and noun else ""


def anchor(organization_id: str) -> str:
    """Where the page tells about a body."""
    return f"organ-{organization_id}"


def _facts(rows: Sequence[Row], context: Context) -> tuple[Fact, ...]:
    """The sentences on who leads and how they decide; the descriptions of the bodies have the rest."""
    labels = {row["fact_id"]: fact_label(row["fact_id"])[context.language] for row in rows}
    return tuple(
        Fact(labels[row["fact_id"]][:1].upper() + labels[row["fact_id"]][1:], row["quote"])
        for row in rows
        if row["fact_id"] in LEADERSHIP
    )
