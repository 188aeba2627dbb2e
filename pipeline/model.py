"""The facts that travel between the stages. All frozen: a stage answers with new facts, it changes none.

In the order in which they come to be: Snapshot -> Line -> Table -> Finding; what becomes of them is in `versions`.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from pipeline.schema import Json, TableSpec, Text

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""The gravest first."""
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
class Cell:
    """A cell of a table on a page: the table, the row and the cell in the row, counted; and how far it reaches."""

    table: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Line:
    """One line of a snapshot: its number from 1, its text (NFC, single spaces), and as printed."""

    number: int
    text: str
    verbatim: str
    links: tuple[Link, ...] = ()
    cell: Cell | None = field(default=None, compare=False)
    """Null where the line stands in no table."""
    within: tuple[int, ...] = field(default=(), compare=False, repr=False)
    """The numbers of the elements of a page around it, and of the headings that it stands below within each: of two
    lines, the largest that both have is that of what they share. Empty where there is no mark-up."""
    is_heading: bool = field(default=False, compare=False)
    """Whether the mark-up says so."""


@dataclass(frozen=True)
class Held:
    """A line of a page of people that somebody has to look at before anything of the page is published."""

    line: int
    key: str
    """Of `wording.roster.HELD`."""
    found: str
    file: str = ""


@dataclass(frozen=True)
class Table:
    """A table: what it is, and its rows as Arrow batches that can be asked for again and again.

    The roster has one batch, a ledger ten thousand; whoever reads a table reads it batch by batch.
    """

    spec: TableSpec
    batches: Callable[[], "Iterator[pa.RecordBatch]"] = field(repr=False)
    skip: "Callable[[int], Iterator[pa.RecordBatch]] | None" = field(default=None, repr=False)
    """Its batches without the first so many; null where it cannot but begin with the first."""
    parts: "tuple[Part, ...]" = ()
    """Its rows, cut by their keys, each part with files of its own; empty where one file holds the table."""

    def rows(self) -> Iterator[Row]:
        """The rows as dicts, in order: for tables that people read."""
        for batch in self.batches():
            yield from batch.to_pylist()


Tables = Mapping[str, Table]


@dataclass(frozen=True)
class Part:
    """Rows of a table whose keys follow on one another, in files of their own."""

    name: str
    """Of its files, without their endings; they stand in the order of the names."""
    table: Table
    """Its rows alone."""
    rows: int
    """How many."""
    rows_sha256: str
    """SHA-256 of its rows as CSV: the same is the same rows, whatever file they are in."""
    published: "Mapping[str, PublishedPart]" = field(default_factory=dict)
    """By format, the file in which these rows were published before; empty where they were not."""

    @property
    def identity(self) -> tuple[str, str]:
        """What two parts have in common whose files may be the same."""
        return self.name, self.rows_sha256


@dataclass(frozen=True)
class PublishedPart:
    """A file that holds part of a table in a version."""

    path: Path
    sha256: str
    """As published."""


@dataclass(frozen=True)
class TableFile:
    """The file that a table is published from."""

    path: Path
    schema: Json = field(repr=False)
    """The Table Schema that judges the file, as written: it may say how numbers, days and nulls are spelled there."""
    encoding: str | None = None
    """In which it is to be read; null where its bytes are to tell."""
    accepted: tuple[str, ...] = ()
    """Codes of observations that its maintainer has looked into: they do not keep it from being published."""
    sources: tuple[str, ...] = ()
    """What stands for the parts of the table: paths of files and folders, patterns, addresses; the path where empty."""
    rosters: tuple[Path, ...] = ()
    """For each of `sources`, a page of people, the file that says how to read it; empty where the file is a table."""

    @property
    def place(self) -> str:
        """What people are told of where it is: its path, or the first of its addresses."""
        return self.sources[0] if self.sources and "://" in self.sources[0] else str(self.path)


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
    """What builds its tables: a key of `flow.readers.BUILDERS`."""
    flat_table: str
    """The table that most people want, and that portals harvest."""
    tables: tuple[TableSpec, ...]
    descriptor: Json = field(repr=False)
    """The Frictionless part of the file, as written."""
    files: Mapping[str, TableFile] = field(default_factory=dict)
    """Where each table lies; empty where the tables are read from a page."""
    rows_per_file: int | None = None
    """A table with more rows is published in several files of about so many; null: each in one."""
    for_portals: Mapping[str, Any] = field(default_factory=dict)
    """`theme`, `spatial` and `frequency`, as addresses; what is missing is as `catalog.yaml` says."""
    doi: str | None = None
    """That leads to its newest version; null where it has none, or nobody wrote it down."""

    def table(self, name: str) -> TableSpec:
        """The table called `name`. Raises KeyError where there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)


@dataclass(frozen=True)
class Finding:
    """Something a person should know about the data, and what to do about it."""

    rule: str
    """Stable code: a key of `wording.rules.RULES`, and an anchor of the page that documents the rules."""
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
class Observation:
    """Something seen in a file, as often as it was seen, told once."""

    code: str
    """A key of `wording.observations.OBSERVATIONS`."""
    line: int | None = None
    """The first line it is on, counted from 1 in the file as unpacked; null where it is no matter of lines."""
    label: str | None = None
    """That of its column; null where it is not known."""
    cell: str | None = None
    """What stands there, as far as it can be read."""
    count: int = 1
    lines: tuple[int, ...] = ()
    """The first few lines that have it."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What else the sentence mentions."""
