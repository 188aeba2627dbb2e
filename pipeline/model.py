"""The facts that travel between the stages. All frozen: a stage answers with new facts, it changes none.

In the order in which they come to be:
Snapshot -> Line -> Table -> Finding -> Difference -> Event -> Decision -> Release.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipeline.schema import Json, TableSpec, Text

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
Severity = Literal["error", "warning", "info"]
Level = Literal["major", "minor", "patch"]
LANGUAGES = ("sv", "en")
HIDDEN = "\u25a1"
"""Stands in a line for each character that is not what a reader sees; fonts show it for what they do not have."""


@dataclass(frozen=True)
class Source:
    """What is known of a source as it was received."""

    sha256: str
    source_id: str
    source_url: str
    media_type: str
    observed_at: dt.date | None
    """The day the source showed this; null where nobody knows."""
    observed_at_basis: Literal["crawl", "operator", "unknown"]

    @property
    def snapshot_id(self) -> str:
        """An id that follows from the content alone, so that the same bytes are the same snapshot."""
        return f"{self.source_id}-{self.sha256[:12]}"


@dataclass(frozen=True)
class Snapshot(Source):
    """A page with its bytes."""

    content: bytes = field(repr=False)
    received: int | None = None
    """How many bytes were received, where people were erased from them since; null: these are what was received."""

    @property
    def bytes(self) -> int:
        """How many were received."""
        return len(self.content) if self.received is None else self.received


@dataclass(frozen=True)
class SourceFile(Source):
    """A file that holds one table: it may be larger than memory, and is read where it lies."""

    path: Path
    bytes: int


@dataclass(frozen=True)
class Link:
    """A link within a line: its text and its target as written (null where the target was lost)."""

    text: str
    url: str | None
    base: str | None = None
    """What the page says that its targets are relative to, as written; null where it says nothing: its own address."""


@dataclass(frozen=True)
class Line:
    """One line of a snapshot: its number from 1, its text (NFC, single spaces), and as printed."""

    number: int
    text: str
    verbatim: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table: what it is, and its rows as Arrow batches that can be asked for again and again.

    The roster has one batch, a ledger ten thousand; whoever reads a table reads it batch by batch.
    """

    spec: TableSpec
    batches: Callable[[], "Iterator[pa.RecordBatch]"] = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """The rows as dicts, in order: for tables that people read."""
        for batch in self.batches():
            yield from batch.to_pylist()


Tables = Mapping[str, Table]


@dataclass(frozen=True)
class TableFile:
    """The file that a table is published from."""

    path: Path
    schema: Json = field(repr=False)
    """The Table Schema that judges the file, as written: it may say how numbers, days and nulls are spelled there."""


@dataclass(frozen=True)
class PackageSpec:
    """One data package as its maintainer describes it by hand, with its tables in order."""

    name: str
    titles: Text
    descriptions: Text
    keywords: Mapping[str, tuple[str, ...]]
    source_id: str
    """The folder of its source; of a package of table files, its own name."""
    kind: str
    """What builds its tables: a key of `flow.builders.BUILDERS`."""
    flat_table: str
    """The table that most people want, and that portals harvest."""
    tables: tuple[TableSpec, ...]
    descriptor: Json = field(repr=False)
    """The Frictionless part of the file, as written."""
    files: Mapping[str, TableFile] = field(default_factory=dict)
    """Where each table lies; empty where the tables are read from a page."""

    def table(self, name: str) -> TableSpec:
        """The table called `name`. Raises KeyError where there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)


@dataclass(frozen=True)
class Edition:
    """What is said of one version as a whole, in every file that describes it."""

    package: PackageSpec
    version: str
    published_at: str
    """UTC, ISO 8601 with Z."""
    snapshots: tuple[Snapshot | SourceFile, ...]
    """What this version was read from: the current snapshot first, or the file of the flat table."""
    rows: Mapping[str, int]
    """The number of rows of each table."""

    @property
    def snapshot(self) -> Snapshot | SourceFile:
        """The source whose content this version shows."""
        return self.snapshots[0]


@dataclass(frozen=True)
class DataFile:
    """One file of a version: where it lies, what it holds, and how to know that it is whole."""

    path: str
    """Relative to the version folder: `data/roster.csv`."""
    format: str
    """A key of `write.WRITERS`."""
    media_type: str
    bytes: int
    sha256: str
    table: str | None = None
    """The table it holds; null where it holds the whole package."""


@dataclass(frozen=True)
class Finding:
    """Something a person should know about the data, and what to do about it."""

    rule: str
    """Stable code: a key of `wording.RULES`, and an anchor of the page that documents the rules."""
    severity: Severity
    responsible: str
    """Who can mend it: page_owner, maintainer or developer."""
    facts: Mapping[str, Any]
    """What the sentences in `wording.RULES[rule]` mention."""
    table: str | None = None
    row_key: str | None = None
    field: str | None = None
    source_line: int | None = None
    verbatim: str | None = None
    """The text as printed; contact details are redacted before a finding is made."""
    normalised: str | None = None
    accepted_reason: str | None = None
    """Why a maintainer accepted this error (`decisions.yaml`); null where nobody had to."""

    @property
    def scope(self) -> str:
        """What an acceptance in `decisions.yaml` names: the text, else the row, else the whole page."""
        return self.verbatim or self.row_key or "page"

    @property
    def stops(self) -> bool:
        """Whether this finding keeps its package from being published."""
        return self.severity == "error" and self.accepted_reason is None


@dataclass(frozen=True)
class Counts:
    """How many rows of a table changed, and in how many of the changed ones each field did."""

    added: int
    removed: int
    changed: int
    fields: Mapping[str, int]


@dataclass(frozen=True)
class Difference:
    """What changed in one table between two versions, by primary key. Rows and keys are in key order."""

    table: str
    added: tuple[Row, ...] = ()
    removed: tuple[Row, ...] = ()
    changed: tuple[tuple[Row, Row], ...] = ()
    """Pairs (before, after) of rows with the same key; provenance columns are not compared."""
    counts: Counts | None = None
    """Where more rows changed than anybody reads: how many in truth. The rows above are then examples of each kind,
    those that matter most to the version among them."""

    @property
    def totals(self) -> tuple[int, int, int]:
        """How many rows were added, removed and changed."""
        if self.counts:
            return self.counts.added, self.counts.removed, self.counts.changed
        return len(self.added), len(self.removed), len(self.changed)

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.added or self.removed or self.changed)


RowId = tuple[str, tuple[Any, ...]]
"""A row of a package: its table and its primary key."""


@dataclass(frozen=True)
class Event:
    """What happened between two versions, as one sentence in each language, and the rows in which it shows."""

    kind: str
    """A key of `wording.stories.STORIES`."""
    text: Text
    rows: frozenset[RowId] = frozenset()


@dataclass(frozen=True)
class ContractChange:
    """A change of what readers rely on beside the rows: schemas, keys, licence, descriptions."""

    level: Level
    kind: str
    """A key of `wording.contract.CONTRACT`."""
    text: Text


@dataclass(frozen=True)
class Comparison:
    """All that changed between two versions of a package."""

    differences: tuple[Difference, ...] = ()
    """In the rows."""
    events: tuple[Event, ...] = ()
    """The same, told: each changed row is among the rows of at least one event. A first version has one event."""
    contract: tuple[ContractChange, ...] = ()


@dataclass(frozen=True)
class Decision:
    """Whether a new version is due, at which level, and why, in both languages."""

    level: Level | None
    """Null where nothing changed: no version is made."""
    version: str
    """The version to publish; where nothing changed, the one that stands."""
    previous: str | None
    reason: Mapping[str, str]


@dataclass(frozen=True)
class Release:
    """One version of a package as it stands in a target: what `site` is made from."""

    package: str
    version: str
    published_at: str
    """UTC, ISO 8601 with Z."""
    observed_at: str | None
    level: str
    reason: Mapping[str, str]
    state: Literal["published", "withdrawn"]
    folder: Path
    descriptor: Json = field(repr=False)
    """The content of its `datapackage.json`; of its `tombstone.json` where it was withdrawn."""
