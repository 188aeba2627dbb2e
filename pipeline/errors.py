"""Everything that can go wrong in a way a person can mend.

    PipelineError
    ├── UnfitSource            exit 1   the page was recognised, but is not fit to publish
    ├── UsageError             exit 2   an option, a setting or a file of ours is wrong, or TMPDIR has no room
    │   └── SettingsError      exit 2   a settings file, schema or list of the project is wrong: edit it
    ├── SourceError            exit 3   the source or an object store was not reached, or it is not this page
    ├── TargetRefused          exit 4   the target is locked, tampered with, or holds the version already
    └── ProgramFault           exit 70  the program is at fault, as nobody foresaw it

An error carries a key and facts, never a sentence: `wording.ERRORS` has the sentence for each key, in Swedish and
English, and a test holds the two together.
"""

from collections.abc import Sequence
from typing import ClassVar


class PipelineError(Exception):
    """A fault that ends a run with one clear sentence.

    Attributes:
        key: names the sentence in `wording.ERRORS`.
        facts: what the sentence mentions: file, line, field, what was expected, what was found.
        exit_code: the promise to scripts (see `mlr-opendata --help`).
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, key: str, /, **facts: object) -> None:
        """Keep key and facts; the sentence is made where the reader's language is known."""
        super().__init__(key, facts)
        self.key = key
        self.facts = facts


class UnfitSource(PipelineError):
    """The page is the right one, but publishing what it says would be wrong."""

    exit_code = 1


class UsageError(PipelineError):
    """An option, a setting, a schema or another file of the project is wrong; or what `TMPDIR` names is too small."""

    exit_code = 2


class SettingsError(UsageError, ValueError):
    """A settings file, a schema or a list of the project is wrong: somebody must edit it.

    Attributes:
        problems: everything that is wrong, each with `file` and `line` among its facts; the first is this error's own.
    """

    def __init__(self, key: str, /, **facts: object) -> None:
        """One thing that is wrong."""
        super().__init__(key, **facts)
        self.problems: tuple[SettingsError, ...] = (self,)

    @classmethod
    def all_of(cls, problems: Sequence["SettingsError"]) -> "SettingsError":
        """All of `problems` as one error; there is one at least. The same thing is told once."""
        told = {(problem.key, *map(str, problem.facts.values())): problem for problem in problems}
        error = cls(problems[0].key, **problems[0].facts)
        error.problems = tuple(told.values())
        return error


class SourceError(PipelineError):
    """The source was not reached, could not be decoded, or is another page."""

    exit_code = 3


class TargetRefused(PipelineError):
    """The target may not be written: locked, tampered with, or not writable."""

    exit_code = 4


class ProgramFault(PipelineError):
    """A fault of this program, which nobody but its makers can mend."""

    exit_code = 70  # EX_SOFTWARE of sysexits.h
