"""What is known of the world after a look: the rows of every table, and the highest numbers given to ids."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from pipeline.model import Row

NEAR = 0.7  # words more alike than this may be spellings of one name: Persson/Petersson are, Andersson/Svensson not

LONG = 4  # letters: of a shorter word, two other letters make another word
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
    dated: dt.date | None = None
    """The newest day on which the page was seen before, whatever it said; null where nobody knows any."""

    @property
    def newest_day(self) -> dt.date | None:
        """The newest day on which the page is known to have been seen, as it is known or as it was before."""
        return self.last_look or self.observed_at or self.dated

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


def plain(text: str) -> str:
    """`text` as names are sought in it: letters and digits without marks, in lower case, words parted by one space."""
    bare = (letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare).split())


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


def overlap(name: str, other: str) -> bool:
    """Whether one of two names has all words of the other, in any order, an initial standing for a word.

    Two words at least, one of them whole: `Anna Ek` in `Anna-Karin Ek`, `Kim Ek` in `Avgående Kim Ek`, `K. Ek`.
    """
    fewer, more = sorted((plain(name).split(), plain(other).split()), key=len)
    left = sorted(more, key=len, reverse=True)
    whole = False
    for word in sorted(fewer, key=lambda word: (word not in more, -len(word))):
        found = next((item for item in left if item == word or _initial(item, word)), None)
        if found is None:
            return False
        left.remove(found)
        whole = whole or (found == word and len(word) > 1)
    return whole and len(fewer) > 1


def _initial(word: str, other: str) -> bool:
    return word[0] == other[0] and min(len(word), len(other)) == 1


def near(name: str, other: str) -> bool:
    """Whether two names may be spellings of one: alike, whole or word by word, re-ordered, or with words left out."""
    words, others = (re.split(r"[\s\-‐‑]+", name_key(item)) for item in (name, other))
    if sorted(words) == sorted(others) or misprint(name, other):
        return True
    if not _alike(words[0], others[0]):
        return False
    if len(words) == len(others):
        return all(_alike(word, counterpart) for word, counterpart in zip(words, others, strict=True))
    shorter, longer = sorted((words[1:], others[1:]), key=len)
    return bool(shorter) and set(shorter) <= set(longer)


def misprint(name: str, other: str) -> bool:
    """Whether two names are so alike as a whole that one may be a misprint of the other."""
    return _likeness(name_key(name), name_key(other)) >= MISPRINT


def _alike(word: str, other: str) -> bool:
    if sorted(word) == sorted(other) or _likeness(word, other) >= NEAR:
        return True
    return min(len(word), len(other)) >= LONG and _edits(word, other) <= 2  # noqa: PLR2004 (Swahn, Svan)


def _edits(word: str, other: str) -> int:
    """How many letters are other, more or less."""
    changes = SequenceMatcher(None, word, other).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in changes if tag != "equal")


def _likeness(text: str, other: str) -> float:
    return SequenceMatcher(None, text, other).ratio()
