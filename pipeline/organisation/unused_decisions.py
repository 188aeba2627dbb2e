"""Entries of `decisions.yaml` and `corrections.yaml` that fit nothing: one misspelt letter, and they do nothing."""

from collections.abc import Iterable, Mapping, Sequence

from pipeline.model import Finding, Line
from pipeline.organisation.page import Page
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.state import State, name_key


def check_decided(
    lines: Sequence[Line], page: Page, before: State, found: Mapping[str, Sequence[Finding]], spec: PageSpec
) -> tuple[Finding, ...]:
    """A finding for each entry in force that fits neither the page nor, where it is about a person, anybody known.

    Asked for where a page is held: one that is fit needed no other entry than it had. A finding tells the place of an
    entry and not what it says: that may be the name of somebody who was erased.
    """
    entries = {
        "decisions.yaml, persons": _fitting_persons(page, before, spec),
        "decisions.yaml, accept": _fitting_acceptances(found, spec),
        "corrections.yaml": _fitting_corrections(lines, spec),
    }
    reported = (
        spec.finding("decision_unused", row_key=f"{place}, {position}", place=place, position=position)
        for place, fitting in entries.items()
        for position, fits in enumerate(fitting, start=1)
        if not fits
    )
    return tuple(finding for finding in reported if finding)


def _fitting_persons(page: Page, before: State, spec: PageSpec) -> Iterable[bool]:
    """Whether each decision is about somebody on the page, or known from before."""
    here = {(name_key(seat.place.name), municipality.name) for municipality, seat in page.seats if seat.place.name}
    known = {name_key(row["name"]) for row in before.table("persons")}
    for item in spec.persons:
        yield (name_key(item.name), item.municipality) in here or name_key(item.name) in known


def _fitting_acceptances(found: Mapping[str, Sequence[Finding]], spec: PageSpec) -> Iterable[bool]:
    """Whether each acceptance is of something that was found, or is over."""
    about = {(finding.rule, finding.scope) for findings in found.values() for finding in findings}
    for item in spec.accepted:
        yield (item.rule, item.scope) in about or not item.counts(spec.day, spec.snapshot)


def _fitting_corrections(lines: Sequence[Line], spec: PageSpec) -> Iterable[bool]:
    """Whether each correction is of a line of the page."""
    used = {correction.verbatim for line in lines if (correction := spec.correction(line))}
    for item in spec.corrections.values():
        yield item.verbatim in used
