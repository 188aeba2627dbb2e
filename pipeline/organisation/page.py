"""What a page says, before it becomes tables: the records that reading gives, each with the line it stands on."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model import Finding
from pipeline.organisation.grammar import Place
from pipeline.organisation.pagespec import DocumentSpec, FactSpec, SectionSpec
from pipeline.organisation.reference import Municipality
from pipeline.roster.told import Told

ORGANISATION = "organisation"
WORKING_GROUPS = "working_groups"
KINDS = (ORGANISATION, WORKING_GROUPS)


@dataclass(frozen=True)
class Sentence:
    """A sentence of prose, and the line it begins on."""

    text: str
    line: int


@dataclass(frozen=True)
class Seat:
    """A place of the roster, and the line it stands on."""

    place: Place
    line: int


@dataclass(frozen=True)
class Delegation:
    """A municipality's section of the roster: its places in the order of the page."""

    municipality: Municipality
    line: int
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class Section:
    """A body's heading as printed, and the prose below it."""

    body: SectionSpec
    heading: str
    line: int
    prose: tuple[Sentence, ...] = ()
    tasks: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Document:
    """A link of the page: its text, and its target where that is known and lies where documents may lie."""

    document_id: str
    spec: DocumentSpec
    organization_id: str
    title: str
    url: str | None
    line: int


@dataclass(frozen=True)
class Fact:
    """A fact that the prose states, and the sentence it stands in."""

    spec: FactSpec
    value: str
    quote: str
    line: int


@dataclass(frozen=True)
class Page:
    """All that was read from one snapshot, and what a person should look at, by the kind of package it concerns."""

    sections: tuple[Section, ...]
    """In the order of the page: the bodies that are not working groups, then the working groups."""
    members: tuple[Municipality, ...]
    """The municipalities that the opening sentence names."""
    opening: Sentence
    delegations: tuple[Delegation, ...]
    documents: tuple[Document, ...]
    facts: tuple[Fact, ...]
    prose: Mapping[str, tuple[Sentence, ...]]
    """The sentences of each section that has prose, by its key, whether a table holds them or not."""
    told: tuple[Told, ...]
    """What each line was read as."""
    findings: Mapping[str, tuple[Finding, ...]]

    @property
    def groups(self) -> tuple[Section, ...]:
        """The working groups, in the order of the page."""
        return tuple(section for section in self.sections if section.body.holds == "tasks")

    @property
    def groups_by_task(self) -> dict[str, list[str]]:
        """The names of the working groups under which each task stands, in the order of the page."""
        names: dict[str, list[str]] = {}
        for group in self.groups:
            for text in dict.fromkeys(task.text for task in group.tasks):
                names.setdefault(text, []).append(group.body.name)
        return names

    @property
    def seats(self) -> tuple[tuple[Municipality, Seat], ...]:
        """Every place of the roster with its municipality, in the order of the page."""
        return tuple((item.municipality, seat) for item in self.delegations for seat in item.seats)

    def taken(self, letter: str) -> frozenset[int]:
        """The numbers of the ids ("p" or "m") that people had who were erased from this page."""
        ids = (item for _, seat in self.seats for item in seat.place.erased or ())
        return frozenset(int(item.removeprefix(f"{letter}-")) for item in ids if item.startswith(f"{letter}-"))
