"""What passes between frictionless and the proofs: how a table lies, and the rows it is to judge."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.validate.prove import TablePlan
from pipeline.validate.split import Format


@dataclass(frozen=True)
class DeferredRow:
    """A row for frictionless to judge."""

    number: int
    """Its number in the file, from 1, header rows counted."""
    ordinal: int
    """Its number among the rows of data, from 1."""
    cells: list[str]
    read_to: int
    """The offset in the file to which the row must be read to know its end, in bytes."""


@dataclass(frozen=True)
class Totals:
    """What reading a whole file counts."""

    rows: int
    bytes: int
    md5: str
    sha256: str


@dataclass(frozen=True)
class Layout:
    """How to read a table without frictionless, and what its rows must satisfy."""

    path: Path
    compression: str
    """`gz`, `zip`, or nothing."""
    innerpath: str | None
    """The file within a zip; null for the first."""
    form: Format
    plan: TablePlan
    header_rows: int
    """Records before the first row of data."""
