"""What passes between frictionless and the proofs: how a table lies, what its rows must satisfy, and rows to judge.

Plain facts: importing this module imports neither frictionless nor Arrow.
"""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

Value = Any  # what a schema may hold, or a reader give
CellReader = Callable[[str | None], tuple[Any, Mapping[str, str] | None]]
CRASHES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    re.error,
)
"""What frictionless is seen to raise on cells or schemas it did not expect. A row on which it would is not proven: it
raises when it judges the row, and that is its verdict."""
Progress = Callable[[int, int], None]
"""Called with the bytes that are done and those there are; with rows for a Parquet file."""


class Keep(Protocol):
    """Is given the rows of a table while they are proven: they are of use where it is found valid."""

    def see(self, cells: Sequence["pa.StringArray"], values: "pa.RecordBatch") -> None:
        """A block of text, by columns, and its values: in any order, by several threads at once, perhaps twice."""

    def keep(self, values: "pa.RecordBatch | None") -> None:
        """The values: batch by batch, in order; null where one cannot be read before frictionless has judged it."""


_SINGLE_BYTE = {"cp1252", "iso8859-1", "iso8859-15"}
ENCODINGS = {"utf-8", "utf-8-sig"} | _SINGLE_BYTE
"""Encodings in which line breaks, quotes and delimiters are the bytes they are in ASCII."""


class UnreadableBlock(Exception):
    """A file cannot be read in parts as frictionless reads it: it must read the file itself."""


@dataclass(frozen=True)
class Format:
    """How the bytes of a CSV file become cells, as frictionless found it."""

    encoding: str
    delimiter: str

    def text(self, content: bytes) -> str:
        """The text of whole lines.

        Raises:
            UnreadableBlock: the bytes are not in this encoding.
        """
        try:
            return content.decode("utf-8" if self.encoding == "utf-8-sig" else self.encoding)
        except UnicodeDecodeError as error:
            raise UnreadableBlock from error

    def utf8(self, content: bytes) -> bytes:
        """Whole lines as UTF-8; bytes that claim to be UTF-8 already are not looked at."""
        return self.text(content).encode() if self.encoding in _SINGLE_BYTE else content


@dataclass(frozen=True)
class Column:
    """One expected field, as frictionless will read it."""

    name: str
    type: str
    format: str
    read: CellReader
    """Frictionless's own reader: the value of a cell, and notes where it is not valid."""
    missing: tuple[str, ...] = ("",)
    constraints: Mapping[str, Any] = field(default_factory=dict)
    """The constraints that frictionless will check; bounds are values, not text."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """What the schema says beyond type and format, by property name (`decimalChar`); defaults are left out."""


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values must be found in another table."""

    columns: tuple[int, ...]
    values: Container[tuple[Any, ...]]
    """What the referenced table has in its columns, row by row."""


@dataclass(frozen=True)
class TablePlan:
    """What the rows of a table must satisfy."""

    columns: tuple[Column, ...]
    keys: tuple[tuple[int, ...], ...] = ()
    """Columns of each unique field and of the primary key, whose rows must differ."""
    primary_key: int | None = None
    """Which of `keys` must have a value in every row."""
    foreign_keys: tuple[ForeignKey, ...] = ()


@dataclass(frozen=True)
class DeferredRow:
    """A row for frictionless to judge."""

    number: int
    """Its number in the file, from 1, header rows counted."""
    ordinal: int
    """Its number among the rows of data, from 1."""
    cells: list[Any]
    """Texts; the values of a Parquet file."""
    read_to: int | None = None
    """The offset in the file to which the row must be read to know its end, in bytes; null where nobody counts them."""


@dataclass(frozen=True)
class Totals:
    """What reading a whole file counts: of a Parquet file nothing but its rows."""

    rows: int
    bytes: int | None = None
    md5: str | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Layout:
    """How to read a table without frictionless, and what its rows must satisfy."""

    form: Format
    plan: TablePlan
    header_rows: int
    """Records before the first row of data."""
