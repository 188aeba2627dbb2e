"""The facts of a version of a package: what is said of it, its files, what it changes, and how it stands in a target.

In the order in which they come to be: Edition -> DataFile; Difference -> Event -> Decision; then Release.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pipeline.model import LANGUAGES, PackageSpec, Row, Snapshot, SourceFile
from pipeline.schema import Json, Text

Level = Literal["major", "minor", "patch"]


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
    publisher: Mapping[str, str] | None = None
    """`name`, `organisation_number` and `homepage` of who publishes it; null while nobody has confirmed that."""

    @property
    def snapshot(self) -> Snapshot | SourceFile:
        """The source whose content this version shows."""
        return self.snapshots[0]


@dataclass(frozen=True)
class PartFile:
    """One of the files that hold a table together."""

    path: str
    """Relative to the version folder: `data/payments/csv/payments-0001.csv.gz`."""
    bytes: int
    sha256: str
    rows: int
    rows_sha256: str
    """As of `Part`."""

    @property
    def name(self) -> str:
        """That of the part."""
        before, _, number = self.path.rpartition("/")[2].rpartition("-")
        return f"{before}-{number.partition('.')[0]}"

    @property
    def suffix(self) -> str:
        """What its path has behind the name."""
        return self.path.rpartition(self.name)[2]


@dataclass(frozen=True)
class DataFile:
    """A table, or a package, in one format: where it lies, what it holds, and how to know that it is whole."""

    path: str
    """Relative to the version folder: `data/roster.csv`; of a table in parts, the folder of its files."""
    format: str
    """The name of one of `pipeline.formats`."""
    media_type: str
    bytes: int
    sha256: str
    table: str | None = None
    """The table it holds; null where it holds the whole package."""
    parts: tuple[PartFile, ...] = ()
    """The files, in the order of their rows, where there are several: `bytes` is then that of all, `sha256` that of
    their list as sha256sum prints it."""

    @property
    def hashes(self) -> Mapping[str, str]:
        """SHA-256 by path of each file: one, or the parts."""
        return {part.path: part.sha256 for part in self.parts} or {self.path: self.sha256}


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
    """A key of `changes.contract.CONTRACT`."""
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
class Listed:
    """What is told of a version wherever it is listed."""

    version: str
    published_at: str
    """UTC, ISO 8601 with Z."""
    observed_at: str | None
    """The day the source showed this; null where nobody knows."""
    level: str
    reason: Mapping[str, str]
    state: Literal["published", "withdrawn"]


@dataclass(frozen=True)
class Release(Listed):
    """One version of a package as it stands in a target: what `site` is made from."""

    package: str
    sums: str
    """SHA-256 of its `SHA256SUMS` as it must be now: the same is the same to the last byte."""
    folder: Path
    read: Callable[[], Json] = field(repr=False, compare=False)
    """Gives its descriptor; raises TargetRefused where that cannot be read."""

    @cached_property
    def descriptor(self) -> Json:
        """The content of its `datapackage.json`, or of its `tombstone.json` where it was withdrawn.

        Read when it is asked for: most of a long past is listed, but not looked into.
        """
        return self.read()

    @property
    def updated_at(self) -> str:
        """When it last had something new to say: at publication, or when it was withdrawn."""
        return str(self.descriptor["withdrawn_at"]) if self.state == "withdrawn" else self.published_at

    @property
    def told(self) -> Json:
        """What the index says of it: all that it is follows from this."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name not in {"folder", "read"}}

    @cached_property
    def hashes(self) -> Mapping[str, str]:
        """SHA-256 by path of every file of the version, as its `SHA256SUMS` lists them."""
        lines = (self.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        return {path: sha256 for sha256, path in (line.split("  ", 1) for line in lines)}


def newest_of(releases: Iterable[Release]) -> Release | None:
    """The newest of the releases of a package, given newest first, that was not withdrawn; null where none stands."""
    return next((release for release in releases if release.state == "published"), None)


@dataclass(frozen=True)
class LastingPage:
    """A page that need not be made again while what it is made of stays the same."""

    basis: str
    """The hash of all that it is made of."""
    make: Callable[[], bytes]


SiteFiles = Mapping[str, bytes | LastingPage]
"""The pages, the feed and the notations of the catalogue, by path relative to the target."""


def page_name(stem: str, language: str) -> str:
    """The file of a page: the first language bears the plain name, another its code before the ending."""
    return f"{stem}.html" if language == LANGUAGES[0] else f"{stem}.{language}.html"


def feed_name(language: str) -> str:
    """The file of the feed in a language, named as pages are."""
    return page_name("feed", language).replace(".html", ".xml")
