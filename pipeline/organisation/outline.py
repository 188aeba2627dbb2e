"""The outline of a page: where its content begins and ends, what each line is, and which section it belongs to.

Every line ends up as a heading, a document link, left out, set aside, or text of a section; what text means is for
`read` to say. Lines around the content (navigation, footer) belong to no section, and may not look like content.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.errors import AnotherPage
from pipeline.model import Line
from pipeline.organisation.grammar import MARK, looks_like_a_person
from pipeline.organisation.page import KINDS, ORGANISATION, WORKING_GROUPS
from pipeline.organisation.pagespec import DocumentSpec, PageSpec, SectionSpec
from pipeline.organisation.prose import reading
from pipeline.organisation.reference import Reference
from pipeline.organisation.report import Report
from pipeline.redact import redact
from pipeline.roster.sections import departures, folded, is_same, opened_by, split


@dataclass(frozen=True)
class Item:
    """A line of a section, and what it is there: text, or the link to a document."""

    line: Line
    document: DocumentSpec | None = None


@dataclass
class Part:
    """A section as found: what the settings say of it, its heading, and its lines."""

    spec: SectionSpec
    heading: Line
    items: list[Item] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The id of the section."""
        return self.spec.id

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of package that a fault in the text of this section concerns."""
        return (WORKING_GROUPS,) if self.spec.holds == "tasks" else (ORGANISATION,)


def outline(lines: Sequence[Line], spec: PageSpec, reference: Reference, report: Report) -> list[Part]:
    """The sections of a page in its order, each with its lines; faults of the outline go to `report`.

    Raises:
        SourceError: the lines are not those of this page.
    """
    start, end = _content(lines, spec, report)
    _check_around((*lines[:start], *lines[end:]), spec, reference, report)
    is_titled = is_same(lines[start].text, spec.title)
    meant = [_corrected(line, spec, report) for line in lines[start + 1 : end]]
    own = [*([] if is_titled else [lines[start]]), *filter(None, meant)]
    parts = []
    for found in split(own, spec.sections, spec.sections[0]):
        part = Part(found.section, found.heading or lines[start])
        part.items = [item for line in found.lines for item in _items(line, part, spec)]
        parts.append(part)
        if found.heading:
            _check_heading(part, spec, report)
    _check_sections(parts, spec, report)
    return parts


def _check_around(lines: Sequence[Line], spec: PageSpec, reference: Reference, report: Report) -> None:
    """Navigation and footer are not read, which is said; a person, or a text of the page, is no part of a footer."""
    read = {reading(text) for text in spec.texts}
    if lines:
        numbers = ", ".join(str(line.number) for line in lines)
        report.add(KINDS, "not_read", found=len(lines), lines=numbers)
    for line in lines:
        if looks_like_a_person(line.text, reference) or reading(line.text) in read:
            report.add(KINDS, "outside_content", source_line=line.number, verbatim=line.verbatim)


def _content(lines: Sequence[Line], spec: PageSpec, report: Report) -> tuple[int, int]:
    """Where the content begins and ends: from the title before the opening sentence to the last link or heading."""
    headings = {folded(section.heading): section for section in spec.sections if section.heading}
    own = {heading for heading, section in headings.items() if not section.kind}  # no other page has all of them
    texts = [folded(line.text) for line in lines]
    opening = _line_of(spec.opening, lines)
    if opening is None and not (own and own <= set(texts)):
        raise AnotherPage("not_this_page", title=spec.title, found=redact(lines[0].text)[:80] if lines else "")
    start = max((i for i in range(opening or 0) if texts[i] == folded(spec.title)), default=opening or 0)
    links = [i for i, text in enumerate(texts) if any(_ends_with(text, doc.text) for doc in spec.documents)]
    end = max((*links, start)) + 1
    meant = [folded(spec.meant(line)) for line in lines]
    if any(line in headings.keys() - set(meant[start:end]) for line in meant[end:]):
        end = len(lines)  # the last section has no closing link: read on rather than lose the section
        report.add(KINDS, "cut_off", source_line=lines[-1].number, verbatim=lines[-1].verbatim)
    return start, end


def _line_of(pattern: re.Pattern[str], lines: Sequence[Line]) -> int | None:
    """The index of the line on which a sentence begins, however the lines are wrapped; null where it is missing."""
    found = pattern.search(" ".join(line.text for line in lines))
    if found is None:
        return None
    position = 0
    for index, line in enumerate(lines):
        position += len(line.text) + 1
        if position > found.start():
            return index
    return None


def _corrected(line: Line, spec: PageSpec, report: Report) -> Line | None:
    """The line as it was meant; null where a reviewed correction sets it aside."""
    correction = spec.correction(line)
    if correction is None:
        return line
    seen = {"source_line": line.number, "verbatim": line.verbatim, "reason": correction.reason}
    if correction.corrected is None:
        report.add(KINDS, "set_aside", **seen)
        return None
    meant = replace(line, text=correction.corrected)
    if opened_by(meant.text, spec.sections) is None:
        report.add(KINDS, "corrected_line", normalised=meant.text, **seen)
    return meant


def _items(line: Line, part: Part, spec: PageSpec) -> Iterable[Item]:
    """What a line is within its section: a text, a link, both, or nothing where it carries no data."""
    if any(is_same(line.text, each.text) for each in spec.leave_out):
        return
    if MARK.fullmatch(line.text) and part.spec.holds != "people":  # the archive: somebody was named here
        return
    links = (each for each in spec.documents if _belongs(each, part) and _ends_with(line.text, each.text))
    if not (document := next(links, None)):
        yield Item(line)
        return
    if before := line.text[: -len(document.text)].strip():
        yield Item(replace(line, text=before, links=()))
    yield Item(replace(line, text=line.text[-len(document.text) :]), document)


def _check_heading(part: Part, spec: PageSpec, report: Report) -> None:
    """Say where a heading was corrected, or is printed in other letters."""
    expected = part.spec.heading
    printed = part.heading.verbatim.strip()
    where = {"table": "organizations", "row_key": part.key, "field": "name", "source_line": part.heading.number}
    correction = spec.corrections.get(" ".join(printed.split()))
    if correction:
        seen = {"verbatim": printed, "normalised": expected, "reason": correction.reason}
        report.add((ORGANISATION,), "corrected_heading", **seen, **where)
        if part.spec.holds == "tasks":
            report.add((WORKING_GROUPS,), "corrected_heading", **seen, **where | {"table": "working_groups"})
    elif part.heading.text != expected:
        report.add((ORGANISATION,), "letter_case", found=printed, expected=expected, verbatim=printed, **where)


def _check_sections(parts: Sequence[Part], spec: PageSpec, report: Report) -> None:
    """Each section once, and in the order of the settings; a fault here puts the whole page in doubt."""
    found = [part.spec for part in parts]
    for rule, sections in departures(found, spec.sections):
        if rule == "section_order":
            expected = [section for section in spec.sections if section in found]
            report.add(KINDS, rule, found=_named(sections, spec), expected=_named(expected, spec))
            continue
        (section,) = sections
        numbers = ", ".join(str(part.heading.number) for part in parts if part.spec == section)
        lines = {"lines": numbers} if numbers else {}
        report.add(KINDS, rule, row_key=section.id, heading=_named(sections, spec), **lines)


def _named(sections: Iterable[SectionSpec], spec: PageSpec) -> str:
    return " · ".join(section.heading or spec.title for section in sections)


def _belongs(document: DocumentSpec, part: Part) -> bool:
    """Whether a link of this kind belongs into the section."""
    if document.organization is None:
        return part.spec.holds == "tasks"
    return (document.section or document.organization) == part.key


def _ends_with(text: str, link: str) -> bool:
    return is_same(text, link) or folded(text).endswith(f" {folded(link)}")
