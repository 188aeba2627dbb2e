"""What each line of a page was read as, in the terms of any page that lists people."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.model import Finding, Line
from pipeline.organisation.outline import Part
from pipeline.organisation.page import Delegation, Seat
from pipeline.organisation.report import Report
from pipeline.roster.line import Person
from pipeline.roster.told import Row, Told

HOLDS = {"text": "text", "tasks": "task", "people": "left_out"}
"""What a line of a section is that nothing else is known of."""


def told_of(
    lines: Sequence[Line], parts: Sequence[Part], delegations: Iterable[Delegation], report: Report
) -> tuple[Told, ...]:
    """Every line of a page, in order; without people who were erased."""
    known = {told.line.number: told for told in (*_of_parts(parts), *_of_people(delegations, lines))}
    first, last = min(known), max(known)
    found = []
    for line in lines:
        is_inside = first <= line.number <= last
        told = known.get(line.number, Told(line, "left_out" if is_inside else "outside"))
        printed = told.rows[0].verbatim if told.rows else None  # of somebody who was erased, only a mark
        text, verbatim = (report.clean(each) if printed is None else printed for each in (line.text, line.verbatim))
        found.append(replace(told, line=replace(line, text=text, verbatim=verbatim, links=())))
    return tuple(found)


def held_by(told: Iterable[Told], findings: Iterable[Finding]) -> tuple[Told, ...]:
    """The lines of a page, those marked that a finding stops."""
    lines = {finding.source_line for finding in findings if finding.stops}
    return tuple(replace(each, meaning="held") if each.line.number in lines else each for each in told)


def _of_parts(parts: Iterable[Part]) -> Iterator[Told]:
    for part in parts:
        yield Told(part.heading, "heading")
        for item in part.items:
            yield Told(item.line, "link" if item.document else HOLDS[part.spec.holds])


def _of_people(delegations: Iterable[Delegation], lines: Iterable[Line]) -> Iterator[Told]:
    by_number = {line.number: line for line in lines}
    for delegation in delegations:
        yield Told(by_number[delegation.line], "heading")
        for seat in delegation.seats:
            yield Told(by_number[seat.line], "people", (_row(seat, delegation.municipality.name),))


def _row(seat: Seat, municipality: str) -> Row:
    place = seat.place
    person = Person(
        name=place.name,
        party=place.party.code if place.party else None,
        role=place.role_verbatim,
        municipality=municipality,
        is_vacant=place.is_vacant,
        is_acting=place.is_acting,
    )
    return Row(person, None, None, seat.line, place.printed)
