"""What is no name: words that no name has, titles before one, and what stands where a place is vacant.

The list is one for all pages; a project may add to it.
"""

import fnmatch
import re
from collections.abc import Callable, Iterable
from functools import cache, cached_property

from pipeline.codelists import rows_of

KINDS = ("title", "vacancy", "word")
"""A word that no name begins with, though a surname may be one; what says that nobody holds a place; a word that no
name has."""
_PARTED = re.compile(r"[\s.‐‑-]+")
_WILD = frozenset("*?[")


class NotNames:
    """The list, and what is asked of it."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        """From texts, each with its kind; in a word, `*` stands for any letters."""
        texts = {kind: [text for text, each in rows if each == kind] for rows in (tuple(rows),) for kind in KINDS}
        self._vacancies = frozenset(map(_undotted, texts["vacancy"]))
        self._words = _OneOf(texts["word"])
        self._titles = _OneOf(texts["title"])

    def is_vacancy(self, text: str) -> bool:
        """Whether `text` says that nobody holds a place."""
        return _undotted(text) in self._vacancies

    def has_word(self, text: str) -> bool:
        """Whether one of the words of a text is one that no name has: `Avgående`, `Sjukskriven`."""
        return any(map(self._words, _PARTED.split(text)))

    def has_title(self, name: str) -> bool:
        """Whether what has the form of a name has such a word, or a title before its last one."""
        return self.has_word(name) or any(map(self._titles, _PARTED.split(name)[:-1]))


class _OneOf:
    """Whether a word is one of those that patterns stand for; hundreds of them are plain words."""

    def __init__(self, patterns: Iterable[str]) -> None:
        folded = [pattern.casefold() for pattern in patterns]
        self._words = frozenset(each for each in folded if not _WILD & set(each))
        self._patterns = [each for each in folded if each not in self._words]

    @cached_property
    def _matches(self) -> Callable[[str], object]:
        return re.compile("|".join(map(fnmatch.translate, self._patterns)) or r"(?!)").fullmatch

    def __call__(self, word: str) -> bool:
        folded = word.casefold()
        return folded in self._words or self._matches(folded) is not None


@cache
def listed() -> tuple[tuple[str, str], ...]:
    """The rows of the list that every project has: a text and its kind."""
    return tuple((row["text"], row["kind"]) for row in rows_of("not_names.csv"))


@cache
def known() -> NotNames:
    """The list that every project has."""
    return NotNames(listed())


def _undotted(text: str) -> str:
    """`N.N.`, `N. N.` and `n n` are one."""
    return " ".join(text.replace(".", " ").split()).casefold()
