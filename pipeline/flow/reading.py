"""What a source says for one package, whatever it is: all that is done with it afterwards asks this and no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.errors import PipelineError, SourceError
from pipeline.model import Finding, PackageSpec, Snapshot, SourceFile, Table
from pipeline.organisation.questions import Question
from pipeline.organisation.state import State
from pipeline.roster.told import Told


@dataclass(frozen=True)
class Rejected:
    """A snapshot that was not accepted, and why: findings, or the error that ended its reading."""

    snapshot: Snapshot
    findings: tuple[Finding, ...] = ()
    error: SourceError | None = None
    state: State | None = None
    """What would be known after it, if every finding were right; null where it could not be read."""
    told: tuple[Told, ...] = ()
    """What each line of it was read as."""

    @property
    def errors(self) -> int:
        """How many faults stand in the way."""
        return sum(finding.stops for finding in self.findings) or 1


class Reading(Protocol):
    """The newest accepted snapshot of a source with the tables of a package, and what was not accepted."""

    @property
    def package(self) -> PackageSpec:
        """For which it is."""

    @property
    def snapshot(self) -> Snapshot | SourceFile | None:
        """That of the flat table; null where nothing was accepted."""

    @property
    def snapshots(self) -> tuple[Snapshot | SourceFile, ...]:
        """All that the tables were read from, that of the flat table first."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """On the accepted snapshot."""

    @property
    def identity(self) -> Mapping[str, int]:
        """The highest number used so far in ids, by kind; empty where ids are not numbered."""

    @property
    def rejected(self) -> Rejected | None:
        """The newest snapshot, where it was not accepted and an older one was read."""

    @property
    def is_silent(self) -> bool:
        """Whether the source has nothing newer to say than what is published."""

    @property
    def is_proven_as_written(self) -> bool:
        """Whether the verdict on what was read holds of the tables as they are written, too; once they were read."""

    def accepted_snapshot(self) -> Snapshot | SourceFile:
        """The snapshot to publish.

        Raises:
            UnfitSource: it is held, or breaks its schema.
            SourceError: it could not be read.
        """

    def if_accepted(self) -> "Reading | None":
        """What the newest snapshot says, taken for right although it was not accepted; null where there is none."""

    def questions(self, fault: PipelineError | None = None) -> list[Question]:
        """What a person has to decide. `fault` is why it is not accepted, where that is known: else it is judged again.

        Raises as `accepted_snapshot`.
        """

    def unanswerable(self) -> list[Finding]:
        """What stops it, and no answer settles. Raises SourceError where it could not be read."""

    def newest_findings(self) -> tuple[Finding, ...]:
        """The findings on the newest snapshot, accepted or not. Raises as `accepted_snapshot`."""

    def tables(self) -> Mapping[str, Table]:
        """The tables of the package in its order. Raises as `accepted_snapshot`."""

    def row_counts(self) -> Mapping[str, int]:
        """The number of rows of each table."""

    def lines_read(self, language: str) -> Sequence[str]:
        """What each line of a page was read as, as sentences; none where findings tell of the lines."""

    def remarks(self, language: str) -> Sequence[str]:
        """What is to be said beside it, as sentences."""
