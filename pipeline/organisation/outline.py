"""The outline of a page: where its content begins and ends, what each line is, and which section it belongs to.

Every line ends up as a heading, a document link, noise, set aside, or text of a section; what text means is for
`read` to say. Lines around the content (navigation, footer) belong to no section, and may not look like content.
"""

import re
from collections.abc import Sequence
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
    parts = [Part(next(section for section in spec.sections if section.heading is None), lines[start])]
    if not _same(lines[start].text, spec.title):
        parts[0].items.append(Item(lines[start]))
    for line in lines[start + 1 : end]:
        _place(_corrected(line, spec, report), parts, spec, report)
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
    headings = {_folded(section.heading): section for section in spec.sections if section.heading}
    own = {heading for heading, section in headings.items() if not section.kind}  # no other page has all of them
    folded = [_folded(line.text) for line in lines]
    opening = _line_of(spec.opening, lines)
    if opening is None and not (own and own <= set(folded)):
        raise AnotherPage("not_this_page", title=spec.title, found=redact(lines[0].text)[:80] if lines else "")
    start = max((i for i in range(opening or 0) if folded[i] == _folded(spec.title)), default=opening or 0)
    links = [i for i, line in enumerate(folded) if any(_ends_with(line, doc.text) for doc in spec.documents)]
    end = max((*links, start)) + 1
    meant = [_folded(spec.meant(line)) for line in lines]
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
    if _heading(meant, spec) is None:
        report.add(KINDS, "corrected_line", normalised=meant.text, **seen)
    return meant


def _place(line: Line | None, parts: list[Part], spec: PageSpec, report: Report) -> None:
    """Put one line where it belongs: it opens a section, is noise, or goes into the section that is open."""
    if line is None:
        return
    opened = _heading(line, spec)
    if opened is not None:
        parts.append(opened)
        _check_heading(opened, spec, report)
        return
    if any(_same(line.text, noise.text) for noise in spec.noise):
        return
    if MARK.fullmatch(line.text) and parts[-1].spec.holds != "people":  # the archive: somebody was named here
        return
    for document in spec.documents:
        if _belongs(document, parts[-1]) and _ends_with(_folded(line.text), document.text):
            before = line.text[: len(line.text) - len(document.text)].strip()
            if before:
                parts[-1].items.append(Item(replace(line, text=before, links=())))
            parts[-1].items.append(Item(replace(line, text=line.text[-len(document.text) :]), document))
            return
    parts[-1].items.append(Item(line))


def _heading(line: Line, spec: PageSpec) -> Part | None:
    opened = (each for each in spec.sections if each.heading and _same(line.text, each.heading))
    return next((Part(section, line) for section in opened), None)


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
    expected = [(section.id, section.heading or spec.title) for section in spec.sections]
    found = [part.key for part in parts]
    for key, heading in expected:
        if key not in found:
            report.add(KINDS, "section_missing", row_key=key, heading=heading)
        elif found.count(key) > 1:
            lines = ", ".join(str(part.heading.number) for part in parts if part.key == key)
            report.add(KINDS, "section_doubled", row_key=key, heading=heading, lines=lines)
    order = [key for key, _ in expected if key in found]
    if len(set(found)) == len(found) and found != order:
        report.add(KINDS, "section_order", found=_named(found, expected), expected=_named(order, expected))


def _named(keys: Sequence[str], expected: Sequence[tuple[str, str]]) -> str:
    names = dict(expected)
    return " · ".join(names[key] for key in keys)


def _belongs(document: DocumentSpec, part: Part) -> bool:
    """Whether a link of this kind belongs into the section."""
    if document.organization is None:
        return part.spec.holds == "tasks"
    return (document.section or document.organization) == part.key


def _folded(text: str) -> str:
    return text.casefold().rstrip(":").strip()


def _same(text: str, other: str) -> bool:
    return _folded(text) == _folded(other)


def _ends_with(folded: str, text: str) -> bool:
    return folded == _folded(text) or folded.endswith(" " + _folded(text))
