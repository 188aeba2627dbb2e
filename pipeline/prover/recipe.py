"""What engines carry: how to prove a part of a table, and what is known of one. Facts for plain pickle.

Rows are numbered from 0 within their part.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.prover.buffers import Integers
from pipeline.prover.layout import Format, TablePlan
from pipeline.prover.store import Reachable

KEYS = pa.schema([("key", pa.int8()), ("fingerprint", pa.int64()), ("part", pa.int32()), ("row", pa.int64())])
"""A row of this a row of the table and key that it has."""
REFERENCES = pa.schema(
    [("reference", pa.int8()), ("high", pa.int64()), ("low", pa.int64()), ("part", pa.int32()), ("row", pa.int64())]
)
"""The values that a part refers to, or that others may refer to, each once, by 128 bits; and the first row with it."""


@dataclass(frozen=True)
class Recipe:
    """All that must be known of a table to prove a part of it."""

    plan: TablePlan
    """Without what its foreign keys refer to."""
    references: tuple[tuple[int, ...], ...]
    """The columns of each foreign key; or of what others refer to."""
    form: Format | None
    """Null for Parquet."""
    header_rows: int
    parts: int
    """How many there are."""
    kinds: tuple[pa.DataType, ...] = ()
    """The types of the columns of Parquet, as pandas would see all parts as one file."""
    cap: int = 1000
    """The cells of so many deferred rows come with the summary; more must be asked for."""
    is_referenced: bool = False
    """Whether it is asked for what others refer to, and not for its own keys."""
    reachable: Reachable | None = None

    @property
    def names(self) -> list[str]:
        """Of the columns."""
        return [column.name for column in self.plan.columns]


@dataclass(frozen=True)
class Extent:
    """Where some rows are in a file of text."""

    first_row: int
    rows: int
    offset: int
    length: int


@dataclass(frozen=True)
class Deferred:
    """A row for frictionless to judge."""

    row: int
    cells: list[Any]
    read_to: int | None = None
    """The offset in the part to which it must be read to know its end; null where nobody counts bytes."""


@dataclass(frozen=True)
class Summary:
    """What is known of some rows of a part, one after the other; of a whole part in the end."""

    rows: int = 0
    deferred: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    """Rows that are not proven, ascending."""
    extents: tuple[Extent, ...] = ()
    """Of text only."""
    part: int = 0
    first: tuple[Deferred, ...] = ()
    """The first deferred rows."""
    head: int = 0
    """Bytes of the header."""
    size: int = 0
    """Bytes of the part."""
    fault: str = ""
    """Why it cannot be read: `open_quote`, or `unreadable`; empty where it can."""

    def followed_by(self, other: "Summary") -> "Summary":
        """What is known of these rows and those of `other` after them. Associative."""
        shifted = (replace(extent, first_row=extent.first_row + self.rows) for extent in other.extents)
        return replace(
            self,
            rows=self.rows + other.rows,
            deferred=np.concatenate([self.deferred, other.deferred + self.rows]),
            extents=(*self.extents, *shifted),
        )


@dataclass(frozen=True)
class Proof:
    """What a part gives: a summary for who asked, and keys to be compared with those of other parts."""

    summary: Summary
    keys: pa.Table
    references: pa.Table
