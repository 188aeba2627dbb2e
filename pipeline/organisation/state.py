"""What is known of the world after a look: the rows of every table, and the highest numbers given to ids."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from pipeline.model import Row

NEAR = 0.7  # words more alike than this may be spellings of one name: Persson/Petersson are, Andersson/Svensson not

MISPRINT = 0.85  # whole names as alike as this may differ by a misprint: one letter of twelve


@dataclass(frozen=True)
class State:
    """The rows of a package's tables after a snapshot, and the high-water marks of its ids."""

    rows: Mapping[str, tuple[Row, ...]]
    identity: Mapping[str, int] = field(default_factory=dict)
    """`persons` and `memberships`: the highest number given so far; a number is never given twice."""
    snapshot_sha256: str = ""
    observed_at: dt.date | None = None
    last_look: dt.date | None = None
    """The last day the snapshot was seen to be the page; null where no look was dated."""

    def table(self, name: str) -> tuple[Row, ...]:
        """The rows of a table; none where there is no such table."""
        return self.rows.get(name, ())


@dataclass
class Numbers:
    """Gives each new id the next number; never one that was given before, or that somebody had who was erased."""

    highest: int
    taken: frozenset[int]

    def next(self) -> int:
        """A number that nobody ever had."""
        self.highest += 1
        while self.highest in self.taken:
            self.highest += 1
        return self.highest

    @property
    def mark(self) -> int:
        """The highest number that is given or taken."""
        return max(self.highest, *self.taken, 0)


def name_key(name: str) -> str:
    """A name as it is compared: NFC, single spaces, without case."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def id_number(identifier: str) -> int:
    """The number in an id: m-10000 comes after m-9999."""
    return int(identifier.rpartition("-")[2])


def stands_for(person_id: str, persons: Mapping[str, Row]) -> str:
    """The id that stands for `person_id` today: merged ids lead to the one that replaced them.

    `persons` are the rows by id. Ids that replace one another in a circle lead to one of them.
    """
    seen = {person_id}
    while (replacement := persons[person_id]["replaced_by"]) and replacement not in seen:
        seen.add(replacement)
        person_id = replacement
    return person_id


def near(name: str, other: str) -> bool:
    """Whether two names may be spellings of one: alike, whole or word by word, re-ordered, or with words left out."""
    words, others = (re.split(r"[\s\-‐‑]+", name_key(item)) for item in (name, other))
    if sorted(words) == sorted(others) or _likeness(name_key(name), name_key(other)) >= MISPRINT:
        return True
    if not _alike(words[0], others[0]):
        return False
    if len(words) == len(others):
        return all(_alike(word, counterpart) for word, counterpart in zip(words, others, strict=True))
    shorter, longer = sorted((words[1:], others[1:]), key=len)
    return bool(shorter) and set(shorter) <= set(longer)


def _alike(word: str, other: str) -> bool:
    return sorted(word) == sorted(other) or _likeness(word, other) >= NEAR


def _likeness(text: str, other: str) -> float:
    return SequenceMatcher(None, text, other).ratio()
