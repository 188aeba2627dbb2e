"""What a look at a target found."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.release.names import SUMS

Kind = Literal[
    "changed",
    "missing",
    "added",
    "link",
    "unreadable",
    "chain",
    "page",
    "unsigned",
    "signature",
    "interrupted",
    "beside",
    "behind",
    "stale",
    "mode",
]

_EXPLAINED: set[Kind] = {"interrupted", "page", "beside", "behind", "stale", "mode"}


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it was published."""

    kind: Kind
    """`page`: a page or catalogue that differs; the next publish makes it again. `interrupted`: a promised
    change; the next publish completes it. `beside`: a file beside the packages that was not published, such as one
    that the host wants there. `behind`: an index has versions that the pages do not show yet. `stale`: an index has
    taken away what the pages may still show. `mode`: permissions that let others change or run a file, or hide it from
    visitors.
    Everything else is damage or tampering."""
    path: str
    """Relative to the target."""
    expected: str | None = None
    """What the index promises, mostly a SHA-256; null where nothing should be there."""
    found: str | None = None
    """What is there; null where nothing is."""

    def explained(self, promised: Collection[str]) -> "Problem":
        """The same, called an interruption where a run had promised to change that path."""
        is_promised = any(self.path == path or self.path.startswith(f"{path}/") for path in promised)
        return replace(self, kind="interrupted") if is_promised else self


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
        """The problems that neither an interrupted run, the next publish nor the host explains."""
        return tuple(problem for problem in self.problems if problem.kind not in _EXPLAINED)

    @property
    def is_stale(self) -> bool:
        """Whether pages may show what was withdrawn or erased."""
        return any(problem.kind == "stale" for problem in self.problems)

    @property
    def is_of_nothing(self) -> bool:
        """Whether there is no published tree: no file that was checked, and no sign that one should be there."""
        return not self.files and all(problem.kind == "beside" or problem.path == SUMS for problem in self.problems)
