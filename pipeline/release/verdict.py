"""What a look at a target found."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["changed", "missing", "added", "link", "unreadable", "chain", "page", "signature", "interrupted"]


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it was published."""

    kind: Kind
    """`page`: a page or catalogue that differs; the next publish makes it again. `interrupted`: a promised
    change; the next publish completes it. Everything else is damage or tampering."""
    path: str
    """Relative to the target."""
    expected: str | None = None
    """What the index promises, mostly a SHA-256; null where nothing should be there."""
    found: str | None = None
    """What is there; null where nothing is."""


@dataclass(frozen=True)
class VerifyResult:
    """What was checked, and what is wrong."""

    versions: int
    files: int
    bytes: int
    problems: tuple[Problem, ...]
    complete: bool
    """False over HTTP, where an added file cannot be seen."""

    @property
    def tampered(self) -> tuple[Problem, ...]:
        """The problems that neither an interrupted run nor the next publish explains."""
        return tuple(problem for problem in self.problems if problem.kind not in {"interrupted", "page"})
