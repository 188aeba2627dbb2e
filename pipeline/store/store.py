"""What is asked of any place that a target is deployed to. Every path is relative to it and has been checked."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol


class Overtaken(Exception):
    """A file is not the one that a write was meant to replace: somebody else wrote it in the meantime."""


@dataclass(frozen=True)
class Mark:
    """Which writing of a file is meant: two writings of the same bytes may have the same mark."""

    etag: str
    version: str | None = None
    """As Google has it beside the ETag; null where the store has no such thing."""

    @property
    def plain(self) -> str:
        """The ETag as `Stored` has it: some stores quote it in an answer, but not in a listing."""
        return self.etag.strip('"')


@dataclass(frozen=True)
class Stored:
    """A file as a listing shows it."""

    etag: str
    """Without quotation marks."""
    size: int


@dataclass(frozen=True)
class Head:
    """What the store tells readers with a file."""

    content_type: str
    cache: str
    """`Cache-Control`."""
    sha256: str | None = None
    """Kept with the file; null where the file is nobody's to read."""


ABSENT: Literal["absent"] = "absent"
"""The condition that there is no file yet."""
Condition = Mark | Literal["absent"] | None
"""What must be there for a write to happen; null: whatever is there."""


class Store(Protocol):
    """A place for files, each of which is written whole or not at all."""

    address: str
    """As it is told to people; it never holds a password."""
    patience: float
    """Seconds after which a deployment that gave no sign of life is dead, and none of its writes can still arrive; 0
    where `held` keeps others out."""

    def held(self) -> AbstractContextManager[None]:
        """Hold the place as far as it can be held. Raises TargetRefused where another process holds it."""

    def list(self) -> dict[str, Stored]:
        """Every file there; empty where there is none."""

    def read(self, path: str) -> tuple[bytes, Mark] | None:
        """The content of a file, and which writing of it that is; null where there is none."""

    def digest(self, path: str) -> tuple[str, int] | None:
        """SHA-256 and number of bytes of a file, read in bounded memory; null where there is none."""

    def put(self, path: str, content: bytes | Path, head: Head, only: Condition = None) -> Mark:
        """Write a file.

        Raises:
            Overtaken: what is there is not what `only` says; nothing was written.
        """

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files; one that is not there is removed."""
