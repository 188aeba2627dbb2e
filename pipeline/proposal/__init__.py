"""What a run would publish, as a thing that can be looked at, saved, and compared with what it would be later.

- `grouping`: changes by municipality and by kind
- `text`, `markdown`, `terminal`: the screen of `plan`, each from the same facts; `pages.plan` has it as a page
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

from pipeline.schema import Json, Text

Sort = Literal["new", "gone", "moved", "vacant", "changed"]
Fate = Literal["published", "unchanged", "silent", "retired", "held", "unread"]


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise than it was published."""

    kind: str
    """A key of `wording.stories.STORIES`."""
    sort: Sort
    text: Text


@dataclass(frozen=True)
class Group:
    """The changes in one place: a municipality, the working groups, the texts."""

    title: Text
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Story:
    """How a package differs from what is published of it."""

    snapshot: str
    observed_at: str | None
    """The day the source showed it; null where nobody knows."""
    published: str | None
    """The version that stands; null where none does."""
    version: str
    level: str | None
    """Null where nothing changed."""
    reason: Text
    groups: tuple[Group, ...] = ()
    contract: tuple[Text, ...] = ()
    findings_new: tuple[Text, ...] = ()
    findings_settled: tuple[Text, ...] = ()
    content: str = ""
    """A hash of all that would be published: what two stories of one version agree in."""

    @property
    def counts(self) -> dict[Sort, int]:
        """How many changes there are of each sort, in the order of the screen; those that there are."""
        sorts = [change.sort for group in self.groups for change in group.changes]
        order: tuple[Sort, ...] = ("new", "gone", "moved", "vacant", "changed")
        return {sort: sorts.count(sort) for sort in order if sort in sorts}


@dataclass(frozen=True)
class Asked:
    """A question that waits for a person."""

    id: str
    stops: bool
    asks: Mapping[str, tuple[str, ...]]
    """By language, as sentences."""
    answers: Mapping[str, tuple[str, ...]]
    """By language, what may be answered."""


@dataclass(frozen=True)
class Proposal:
    """What a run would do with one package, and what waits for a person."""

    package: str
    titles: Text
    fate: Fate
    story: Story | None = None
    """What would be published; null where nothing of it is known."""
    waiting: Story | None = None
    """What the newest look would change, which is held; null where none is."""
    questions: tuple[Asked, ...] = ()
    must_change: tuple[Text, ...] = ()
    """What stops the package and no answer settles."""
    fault: Text | None = None
    """Why its source could not be read, or does not fit."""

    @property
    def version(self) -> str:
        """The version that stands, or would be published; `?` where none does."""
        return self.story.version if self.story else "?"


@dataclass(frozen=True)
class Screen:
    """All that `plan` shows."""

    target: str
    proposals: tuple[Proposal, ...]

    def to_json(self) -> Json:
        """The same for programs."""
        return asdict(self)
