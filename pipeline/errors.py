"""Everything that can go wrong in a way a person can mend.

    PipelineError
    ├── UnfitSource            exit 1   the page was recognised, but is not fit to publish
    │   └── HeldForDecision             somebody has to decide on it: `decide` asks what
    ├── UsageError             exit 2   an option, a setting or a file of ours is wrong, or TMPDIR has no room
    │   ├── SettingsError               a settings file, a schema, a list or another file that was named: edit it
    │   ├── NotThere                    what was asked for by name is not there: choose another
    │   ├── Withdrawn                   what was asked for was published, and taken back
    │   ├── ErasureKeyError             without the key of erasures nothing can be read: restore it
    │   └── MachineRefuses              no room, no memory, no right: mend the machine, and run the same again
    ├── SourceError            exit 3   the source, an object store or a portal was not reached, or it is another page
    │   ├── Unreachable                 nobody answered, or not in time: try again later
    │   ├── AddressForbidden            the address is none that this program goes to: give another
    │   └── AnotherPage                 what answered is another page: look at it
    ├── TargetRefused          exit 4   the target is locked, tampered with, or holds the version; or a portal refuses
    │   ├── TargetLocked                another run is at work: wait
    │   ├── TargetTampered              it is not as it was written: restore it
    │   ├── TargetOfAnother             it, or a package in it, is another project's, or lies at another address
    │   └── VersionExists               the version is published already, or a newer one
    └── ProgramFault           exit 70  the program is at fault, as nobody foresaw it

A class of its own has what a caller would treat otherwise than its siblings; of the others the key tells.
An error carries a key and facts, never a sentence: `wording.errors.ERRORS` has the sentence for each key, in Swedish
and English, and a test holds the two together.
"""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar


class PipelineError(Exception):
    """A fault that ends a run with one clear sentence.

    Attributes:
        key: names the sentence in `wording.errors.ERRORS`.
        facts: what the sentence mentions: file, line, field, what was expected, what was found.
        exit_code: the promise to scripts (see `mlr-opendata --help`).
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, key: str, /, **facts: object) -> None:
        """Keep key and facts; the sentence is made where the reader's language is known."""
        super().__init__(key, facts)
        self.key = key
        self.facts = facts

    def __reduce__(self) -> "tuple[partial[PipelineError], tuple[()], dict[str, object]]":
        """Also comes from a worker of an engine whole."""
        return partial(type(self), self.key, **self.facts), (), self.__dict__


class UnfitSource(PipelineError):
    """The page is the right one, but publishing what it says would be wrong."""

    exit_code = 1


class HeldForDecision(UnfitSource):
    """What a source says waits for somebody to decide on it, or to mend it."""


class UsageError(PipelineError):
    """An option, a setting, a schema or another file of the project is wrong; or what `TMPDIR` names is too small."""

    exit_code = 2


class SettingsError(UsageError, ValueError):
    """A settings file, a schema or a list of the project is wrong: somebody must edit it.

    It is a ValueError because pydantic gathers those, and lets every other error through.

    Attributes:
        problems: everything that is wrong, each with `file` and `line` among its facts; the first is this error's own.
    """

    def __init__(self, key: str, /, **facts: object) -> None:
        """One thing that is wrong."""
        super().__init__(key, **facts)
        self.problems: tuple[SettingsError, ...] = (self,)

    @classmethod
    def ensure_none(cls, problems: Sequence["SettingsError"]) -> None:
        """Return if nothing is wrong. Raises all of `problems` as one error."""
        if problems:
            raise cls.all_of(problems)

    @classmethod
    def all_of(cls, problems: Sequence["SettingsError"]) -> "SettingsError":
        """All of `problems` as one error; there is one at least. The same thing is told once."""
        told = {(problem.key, *map(str, problem.facts.values())): problem for problem in problems}
        error = cls(problems[0].key, **problems[0].facts)
        error.problems = tuple(told.values())
        return error


class NotThere(UsageError):
    """What was asked for by name is not there."""


class Withdrawn(UsageError):
    """What was asked for was published, and taken back."""


class ErasureKeyError(UsageError):
    """The key of erasures is missing, another, or in the wrong place."""


class MachineRefuses(UsageError):
    """The machine has no room, no memory, or no right to what is needed."""


class SourceError(PipelineError):
    """The source was not reached, could not be decoded, or is another page."""

    exit_code = 3


class Unreachable(SourceError):
    """Nobody answered, or not in time, or not to the end."""


class AddressForbidden(SourceError):
    """An address is none that this program asks anything of."""


class AnotherPage(SourceError):
    """What answered is another page."""


class TargetRefused(PipelineError):
    """The target may not be written: locked, tampered with, or not writable."""

    exit_code = 4


class TargetLocked(TargetRefused):
    """Another run is at work in the target."""


class TargetTampered(TargetRefused):
    """What is published is not as it was written."""


class TargetOfAnother(TargetRefused):
    """The target, or a package in it, is another project's, or lies at another address."""


class VersionExists(TargetRefused):
    """The version is published already, or a newer one."""


class ProgramFault(PipelineError):
    """A fault of this program, which nobody but its makers can mend."""

    exit_code = 70  # EX_SOFTWARE of sysexits.h
