"""What a person says of a page of people, in a file of its own: its headings, its lines, its columns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.document import Some, Words
from pipeline.errors import SettingsError
from pipeline.roster.words import AGENCIES

Meaning = Literal["body", "group", "municipality", "party", "role", "ignore"]
ColumnMeaning = Literal[
    "name",
    "first_name",
    "surname",
    "party",
    "role",
    "municipality",
    "body",
    "group",
    "term",
    "begins",
    "ends",
    "member",
    "substitute",
    "substitute_for",
    "state",
    "ignore",
]
LineForm = Words


def is_line(said: str | None, text: str) -> bool:
    """Whether a line is the one that a description names, whole or by its beginning and `*`."""
    return said is not None and (text.startswith(said[:-1]) if said.endswith("*") else text == said)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section of the page: the heading that opens it, and what stands in it."""

    holds: Literal["people", "text", "nothing"]
    """People; sentences that list nobody; or what is no part of the roster, whoever is named there."""
    heading: Words | None = None
    """Null: what stands above the first heading."""


@dataclass(frozen=True, kw_only=True)
class Description:
    """The keys of the file that `roster` names.

    A line between `begins_after` and `ends_before` is a heading, people, or left out; any other line is held.
    """

    body: Words | None = None
    """The body that all people of the page belong to, if the page has no headings for bodies."""
    begins_after: Words | None = None
    """The line before the first that counts, or its beginning and `*`; null: the first line of the page counts."""
    ends_before: Words | None = None
    sections: Some[Section] | None = None
    """The sections of the page in its order, each once; null: all of it holds people."""
    every_line: bool = False
    """Whether a line that is not described is held though it seems to list nobody: a sentence, a day, a button."""
    headings: Mapping[str, Meaning] | None = None
    """By the text of the heading. Known municipalities, and words as "Ersättare", are headings without being named."""
    nesting: Some[Meaning] | None = None
    """Which headings are within which, the outermost first; null: in the order in which they first come."""
    lines: Some[LineForm] = ("any",)
    """What a line may hold, as "name (party), role"; `any` for whatever can be told, `name` for a name alone,
    `sentence` for "Ordförande är Anna Ek (S)." and the like, which otherwise list nobody."""
    titles: Literal["below", "above"] | None = None
    """Where a title that stands on a line of its own belongs; null: it is a heading."""
    columns: Mapping[str, ColumnMeaning] | None = None
    """By the heading of a table's column; the usual words are known."""
    municipalities: Some[Words] | None = None
    parties: Some[Words] | None = None
    """Local parties and the like, beside those that are known."""
    roles: Mapping[str, Literal["presidium", "member", "substitute", "adjunct", "official"]] | None = None
    """Titles beside those that are known, and what somebody with the title is."""
    surname_first: bool = False
    """Whether names stand as "Ek, Anna", which is published as "Anna Ek"."""
    names: Some[Words] | None = None
    """Names of four words or more that are one person's: they might be two people in columns."""
    leave_out: Some[Words] | None = None
    """Lines that are no people, or words within one that say nothing of them: the text, or its beginning and `*`."""
    people: int | None = None
    """How many people and empty places there should be; null: as many as are read."""

    def __post_init__(self) -> None:
        """Raise SettingsError where no section holds people, two have no heading, or the page has other bounds, too."""
        if self.sections is None:
            return
        is_bounded = self.begins_after is not None or self.ends_before is not None
        unnamed = sum(section.heading is None for section in self.sections)
        if is_bounded or unnamed > 1 or all(section.holds != "people" for section in self.sections):
            raise SettingsError("sections_without_people", at=("sections",))

    def leaves_out(self, text: str) -> bool:
        """Whether the line is one to leave out."""
        return any(is_line(each, text) for each in self.leave_out or ())

    def kind(self, role: str) -> str | None:
        """What somebody with a title of `roles` is; null where it is none of them."""
        return next((kind for word, kind in (self.roles or {}).items() if word.casefold() == role.casefold()), None)

    def municipality(self, text: str) -> str | None:
        """The known municipality that `text` names, "X kommun" and "Xs kommun" too; null where it names none.

        An agency of the state that sits in a body beside municipalities is named as one.
        """
        if text.casefold() in AGENCIES:
            return text
        bare = re.sub(r"\s+(?:kommun|stad|kommune|kn)$", "", text.strip(" ."), flags=re.IGNORECASE).casefold()
        for name in self.municipalities or ():
            if bare in {name.casefold(), f"{name.casefold()}s", text.casefold() if text == name else name.casefold()}:
                return name
        return None
