"""The sections of a page, as its description lists them: what opens each, and how the page departs from the list."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from pipeline.model import Line


class Headed(Protocol):
    """A section as a description has it."""

    @property
    def heading(self) -> str | None:
        """The line that opens it; null: the first section of the page."""


S = TypeVar("S", bound=Headed)


@dataclass
class Part(Generic[S]):
    """A section as it stands on the page."""

    section: S
    heading: Line | None
    """Null: no line opened it."""
    lines: list[Line] = field(default_factory=list)


def split(lines: Iterable[Line], sections: Sequence[S], above: S) -> list[Part[S]]:
    """The sections of a page in its order, each with its lines.

    What stands above all headings is of the section that needs none, or of `above` where there is no such section.
    """
    parts = [Part(next((each for each in sections if each.heading is None), above), None)]
    for line in lines:
        if opened := opened_by(line.text, sections):
            parts.append(Part(opened, line))
        else:
            parts[-1].lines.append(line)
    return parts


def opened_by(text: str, sections: Iterable[S]) -> S | None:
    """The section whose heading a line is; null where it is none."""
    return next((each for each in sections if each.heading and is_same(text, each.heading)), None)


def departures(found: Sequence[S], expected: Sequence[S]) -> Iterator[tuple[str, Sequence[S]]]:
    """Each section stands once, in the order of the description; what does not, by the rule that it breaks."""
    for each in expected:
        if each not in found:
            yield "section_missing", [each]
        elif found.count(each) > 1:
            yield "section_doubled", [each]
    in_order = [each for each in expected if each in found]
    if len(found) == len(in_order) and list(found) != in_order:
        yield "section_order", found


def folded(text: str) -> str:
    """A heading as it is compared: letter case and a colon at its end say nothing."""
    return text.casefold().rstrip(":").strip()


def is_same(text: str, other: str) -> bool:
    """Whether two lines are the same heading."""
    return folded(text) == folded(other)
