"""The patterns of a schema, in bounded time: a pattern that backtracks may take longer than anybody waits.

Most patterns are given to Python's `re`, as frictionless gives them. One that may backtrack far goes to `regex`, which
finds the same, but gives up when its time is over.
"""

import re
import re._constants as code
import re._parser as parser
from typing import Any

from pipeline.errors import UsageError

SECONDS = 2  # for one cell
LONGEST = 10_000  # characters of a pattern
REPEATS = {code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT}
FEW = 16  # times: a repeat that ends so soon cannot take long by itself


class Bounded:
    """A compiled pattern that matches in bounded time."""

    def __init__(self, pattern: str) -> None:
        """Compile a pattern that `re` can compile."""
        import regex  # late: hardly any schema needs it

        self.pattern = pattern
        self._compiled = regex.compile(pattern)

    def match(self, cell: str) -> Any:  # noqa: ANN401 (a match of `regex`, or None)
        """What `re.Pattern.match` gives. Raises UsageError where it takes too long."""
        try:
            return self._compiled.match(cell, timeout=SECONDS)
        except TimeoutError:
            raise UsageError("pattern_too_slow", pattern=self.pattern[1:-1], seconds=SECONDS) from None


def compiled(pattern: str) -> "re.Pattern[str] | Bounded":
    """A pattern, ready to match.

    Raises:
        UsageError: it is none, or so long that it would take all memory.
    """
    if len(pattern) > LONGEST:
        raise UsageError("pattern_unreadable", pattern=f"{pattern[:60]} …", detail=f"> {LONGEST}")
    try:
        plain = re.compile(pattern)  # what `re` does not take is no pattern, though `regex` may take it
        return Bounded(pattern) if _may_backtrack(parser.parse(pattern)) else plain
    except (re.error, OverflowError, RecursionError) as error:
        raise UsageError("pattern_unreadable", pattern=pattern[1:-1], detail=str(error)) from None


def _may_backtrack(parsed: Any) -> bool:  # noqa: ANN401 (re has no name for it)
    """Whether a parsed pattern has several repeats, or refers to a group: one alone takes a time that is linear."""
    return _weight(parsed) > 1


def _weight(parsed: Any) -> int:  # noqa: ANN401
    """The number of repeats that may go on for long; one within another counts as two, and so does a reference."""
    total = 0
    for kind, value in parsed:
        if kind in REPEATS:
            least, most, inner = value
            total += 2 if most > 1 and _varies(inner) else (most - least > FEW) + _weight(inner)
        elif kind in {code.GROUPREF, code.GROUPREF_EXISTS, code.ASSERT, code.ASSERT_NOT}:
            total += 2
        elif kind is code.SUBPATTERN:
            total += _weight(value[-1])
        elif kind is code.BRANCH:
            total += sum(map(_weight, value[1]))
        elif kind is code.ATOMIC_GROUP:
            total += _weight(value)
    return total


def _varies(parsed: Any) -> bool:  # noqa: ANN401
    """Whether there is a choice within, or a repeat that need not always be as long."""
    for kind, value in parsed:
        if kind is code.BRANCH or (kind in REPEATS and (value[0] != value[1] or _varies(value[2]))):
            return True
        if kind is code.SUBPATTERN and _varies(value[-1]):
            return True
    return False
