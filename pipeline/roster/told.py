"""What a page of people says: its rows, every line with what it was read as, and what is held."""

from dataclasses import dataclass, field

from pipeline.model import Held, Line
from pipeline.roster.line import Person


@dataclass(frozen=True)
class Row:
    """A person or an empty place on a page, with where it stands there; what the page does not say is null."""

    person: Person
    body: str | None
    group: str | None
    line: int
    verbatim: str
    is_auditor: bool = False
    """Stands below a heading of auditors, or after it: they are elected."""
    snapshot_id: str = ""
    """Of the page that it stands on; empty where that is the only one."""


@dataclass(frozen=True)
class Told:
    """What a line was read as: heading, people, title, left_out, prose, text, task, link, outside or held."""

    line: Line
    meaning: str
    rows: tuple[Row, ...] = ()


@dataclass
class Roster:
    """What a page says."""

    rows: list[Row] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    """Every line of the page, in order."""
    line_counts: list[int] = field(default_factory=list)
    """How many lines each page has."""

    @property
    def before(self) -> str:
        """What the line before was read as, but for those left out; empty at the beginning."""
        return next((told.meaning for told in reversed(self.told) if told.meaning != "left_out"), "")
