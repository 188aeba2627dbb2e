"""What may stand on the page of a body, as its settings say; another page of the kind is other settings, no code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pipeline.errors import SettingsError
from pipeline.model import Line
from pipeline.organisation.ruled import Correction, Dated, Reason, Ruled, Statement

Basis = Literal["stated", "derived"]


@dataclass(frozen=True, kw_only=True)
class SectionSpec(Dated):
    """A section of the page: what opens it, what its lines may hold, and the organization that it describes, if any."""

    id: str
    holds: Literal["text", "people", "tasks"]
    """Sentences, and links; a heading a municipality, then a place a line; or a task a line, then a link."""
    heading: str | None = None
    """Null: the first section, which the title of the page opens."""
    name: str = ""
    """Of the organization, a promise as the id is; empty where the section describes none."""
    kind: str = ""
    parent: str | None = None
    reports_to: str | None = None
    board: str = ""
    """Of people: the organization whose members they are."""
    directors_group: str = ""
    """Of people: the organization that the directors among them are members of."""

    def __post_init__(self) -> None:
        """Raise SettingsError where an organization lacks its name or its kind, or people lack what they belong to."""
        needed = {"name": bool(self.kind), "kind": bool(self.name)}
        needed |= dict.fromkeys(("board", "directors_group"), self.holds == "people")
        missing = [key for key, is_needed in needed.items() if is_needed and not getattr(self, key)]
        SettingsError.ensure_none([SettingsError("missing_key", key=key) for key in missing])


@dataclass(frozen=True, kw_only=True)
class Expectations:
    """How much of the last accepted roster may be gone, as shares from 0 to 1."""

    completeness: float
    churn: float


@dataclass(frozen=True, kw_only=True)
class DocumentSpec(Dated):
    """A link of the page: its text, and what it leads to. Without an organization: one for each section of tasks."""

    id: str
    text: str
    kind: str
    organization: str | None = None
    section: str | None = None
    """The body whose section the link stands in, where that is another one than it belongs to."""


@dataclass(frozen=True, kw_only=True)
class LeftOut(Dated):
    """A line that carries no data, and why it stands on the page."""

    text: str
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class SeatRule(Dated):
    """The seats of some municipalities on the board, or (without names) of all others."""

    seats: int
    basis: Basis
    municipalities: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FactSpec(Dated):
    """A fact that the prose states: where, in which words, and of which type."""

    id: str
    section: str
    type: str
    basis: Basis = "stated"
    pattern: re.Pattern[str] | None = None
    value: str | None = None
    counted: Literal["municipalities"] | None = None
    seats_of: str | None = None
    """The municipality whose seats the fact states."""

    def __post_init__(self) -> None:
        """Raise SettingsError where the fact does not say where its value comes from."""
        found = self.pattern is not None and (self.value is not None or "value" in self.pattern.groupindex)
        if not found and self.counted is None:
            raise SettingsError("fact_without_value", fact=self.id)


@dataclass(frozen=True, kw_only=True)
class PageSpec(Ruled):
    """All that is known beforehand of a page, as it counts on one day."""

    address: str
    link_hosts: tuple[str, ...]
    title: str
    opening: re.Pattern[str]
    sections: tuple[SectionSpec, ...]
    """In the order of the page."""
    aliases: Mapping[str, str]
    documents: tuple[DocumentSpec, ...]
    leave_out: tuple[LeftOut, ...]
    foreign: re.Pattern[str]
    """What no text of this page has: addresses, mark-up, the words of common spam."""
    read_in: Mapping[str, frozenset[str]]
    """The sentences and tasks that a person has read, by the key of the section."""
    seats: tuple[SeatRule, ...]
    expectations: Expectations
    facts: tuple[FactSpec, ...]
    corrections: Mapping[str, Correction]
    statements: tuple[Statement, ...]
    retention_years: int | None = None
    """For how long ended memberships stay in new versions; null: for good."""

    @cached_property
    def texts(self) -> frozenset[str]:
        """All sentences and tasks that a person has read."""
        return frozenset().union(*self.read_in.values())

    @property
    def bodies(self) -> tuple[SectionSpec, ...]:
        """The sections that describe an organization each."""
        return tuple(section for section in self.sections if section.kind)

    @property
    def roster(self) -> SectionSpec:
        """The section that holds people."""
        return next(section for section in self.sections if section.holds == "people")

    def seats_of(self, municipality: str) -> SeatRule | None:
        """The seat rule of a municipality: the first that names it, or names none; null where there is none."""
        return next((rule for rule in self.seats if municipality in (rule.municipalities or (municipality,))), None)

    def correction(self, line: Line) -> Correction | None:
        """The reviewed correction of a line, which names it as printed or as read; null where there is none."""
        return self.corrections.get(line.text) or self.corrections.get(line.verbatim)

    def meant(self, line: Line) -> str:
        """What a line was meant to say: itself, unless a reviewed correction says otherwise."""
        correction = self.correction(line)
        return (correction.corrected if correction else None) or line.text
