"""What the cells of one column have in common, block by block: which types are left, which texts stand for nothing."""

import datetime as dt
import decimal
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.draft.candidates import MISSING, Candidate, candidates_for

FEW = 20  # distinct texts: beyond, a list of them is none to read over
OFTEN = 10  # times that each of them occurs on average: else they are few by chance
LONGEST = 60  # letters of a text in such a list
MANY_ROWS = 100  # from which on "always filled" is no chance

_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (decimal.Decimal, "number"),
    (dt.datetime, "datetime"),
    (dt.date, "date"),
    (dt.time, "time"),
    (dict, "object"),
    (list, "array"),
)
"""The type of a value that is no text; a bool is an int, and a datetime a date, so those come first."""
_WIDENING = (("integer", "number"), ("date", "datetime"))
"""Types of which the second takes all values of the first."""
Field = dict[str, Any]


class _Trial:
    """A candidate, for as long as all cells fit it."""

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = candidate
        self._is_proven = not candidate.proof
        self._is_sure = not candidate.doubt
        self._seen: set[str] = set()

    def takes(self, texts: pa.StringArray) -> bool:
        """Whether all of these texts fit, too."""
        candidate = self.candidate
        if not pc.all(_matches(texts, candidate.pattern)).as_py():
            return False
        if candidate.longest is not None and pc.max(pc.utf8_length(texts)).as_py() > candidate.longest:
            return False
        if not self._is_proven or not self._is_sure:
            proof = texts.filter(_matches(texts, candidate.proof))
            self._is_proven |= len(proof) > 0
            self._is_sure |= pc.all(_matches(proof, candidate.doubt)).as_py() is False
        if candidate.values:
            self._seen |= candidate.values.intersection(texts.to_pylist())
        return True

    @property
    def is_alike(self) -> bool:
        """Whether they have this type or another that looks the same."""
        return not (self._is_proven and self._is_sure)

    @property
    def is_won(self) -> bool:
        """Whether the cells tell this type from all others."""
        return self._is_proven and self._is_sure and self._seen == self.candidate.values


class ColumnFacts:
    """What is known of a column after some blocks.

    Attributes:
        name: that of the field.
        rows: cells so far.
        repeats: cells that say what another one of their block says.
    """

    def __init__(self, name: str) -> None:
        """Know nothing yet: all types are possible."""
        self.name = name
        self.rows = 0
        self.repeats = 0
        self._empty = 0
        self._missing: dict[str, int] = {}
        self._texts: dict[str, int] | None = {}
        self._has_text = False
        self._kinds: set[str] = set()
        self._trials = [_Trial(candidate) for candidate in candidates_for(name)]

    def see(self, cells: pa.StringArray) -> None:
        """Take the texts of a block; null and the empty text stand for nothing."""
        counted = pc.value_counts(cells)
        texts, counts = counted.field("values"), counted.field("counts")
        self.rows += len(cells)
        self.repeats += len(cells) - len(texts)
        blank = pc.fill_null(pc.equal(texts, ""), True)  # noqa: FBT003 (Arrow's argument)
        self._empty += pc.sum(counts.filter(blank)).as_py() or 0
        filled = pc.invert(blank)
        texts, counts = texts.filter(filled), counts.filter(filled)
        self._count(texts, counts)
        is_missing = pc.is_in(texts, value_set=pa.array(MISSING))
        for text, count in zip(
            texts.filter(is_missing).to_pylist(), counts.filter(is_missing).to_pylist(), strict=True
        ):
            self._missing[text] = self._missing.get(text, 0) + count
        told = texts.filter(pc.invert(is_missing))
        if len(told):
            self._has_text = True
            self._trials = [trial for trial in self._trials if trial.takes(told)]

    def see_values(self, values: Sequence[Any]) -> None:
        """Take cells of a file that has types of its own: a text in it is one, whatever it looks like."""
        self._trials = [trial for trial in self._trials if trial.candidate.descriptor["type"] == "string"]
        others = [value for value in values if value is not None and not isinstance(value, str)]
        self._kinds |= {_kind(value) for value in others}
        self.see(pa.array([value for value in values if value is None or isinstance(value, str)], pa.string()))
        self.rows += len(others)
        distinct = {repr(value) for value in others}
        self.repeats += len(others) - len(distinct)
        if others:
            self._texts = None

    @property
    def is_filled(self) -> bool:
        """Whether each cell has a value, whatever the type."""
        return not self._empty and not self._missing

    @property
    def is_undecided(self) -> bool:
        """Whether the cells can be read in two ways, as `1,234` and `1/2/2026`, so that they stay text."""
        return self._has_text and any(trial.is_alike for trial in self._trials) and not self._types()

    @property
    def distinct(self) -> int:
        """How many values there are at most."""
        return self.rows if self._texts is None else len(self._texts)

    def proposals(self) -> list[Field]:
        """The fields that it may be, the likeliest first; the last one takes anything."""
        proposed = [self._of_type(dict(said)) for said in self._types()]
        if self._kinds:
            return [*proposed, {"name": self.name, "type": "any"}]
        text: Field = {"name": self.name, "type": "string"}
        listed = self._listed()
        if listed:
            proposed.append(self._constrained(text, {"enum": listed}, absent=self._empty))
        return [*proposed, self._constrained(text, {}, absent=self._empty), text]

    def _types(self) -> list[Field]:
        """What the values can be beside text."""
        if not self._kinds:
            won = [trial.candidate.descriptor for trial in self._trials if trial.is_won] if self._has_text else []
            return [dict(said) for said in won[:1]]
        if self._has_text:
            return []
        likely = next((kinds for kinds in _WIDENING if self._kinds <= set(kinds)), tuple(self._kinds)[:1])
        return [{"type": kind} for kind in likely if self._kinds <= {*likely[: likely.index(kind)], kind}]

    def _of_type(self, said: Field) -> Field:
        """The field of a type, in which the texts that stand for no value are missing."""
        if self._missing:
            said["missingValues"] = ["", *sorted(self._missing)]
        return self._constrained({"name": self.name, **said}, {}, absent=self._empty + sum(self._missing.values()))

    def _constrained(self, said: Field, constraints: Field, *, absent: int) -> Field:
        if self.rows >= MANY_ROWS and not absent:
            constraints = {"required": True, **constraints}
        return {**said, "constraints": constraints} if constraints else said

    def _listed(self) -> list[str]:
        """All texts that there are, where they are so few that they are a list of codes; else none."""
        texts = self._texts or {}
        if len(texts) < 2 or len(texts) * OFTEN > sum(texts.values()) or max(map(len, texts)) > LONGEST:  # noqa: PLR2004
            return []
        return sorted(texts)

    def _count(self, texts: pa.StringArray, counts: pa.Array) -> None:
        if self._texts is None:
            return
        if len(texts) > FEW:
            self._texts = None
            return
        for text, count in zip(texts.to_pylist(), counts.to_pylist(), strict=True):
            self._texts[text] = self._texts.get(text, 0) + count
        if len(self._texts) > FEW:
            self._texts = None


def _matches(texts: pa.StringArray, pattern: str) -> pa.BooleanArray:
    return pc.match_substring_regex(texts, rf"\A(?:{pattern})\z")


def _kind(value: object) -> str:
    """The type of a value. A sheet has no days but moments at midnight."""
    if isinstance(value, dt.datetime) and value.time() == dt.time() and value.tzinfo is None:
        return "date"
    return next((kind for python, kind in _KINDS if isinstance(value, python)), "any")
