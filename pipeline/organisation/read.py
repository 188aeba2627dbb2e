"""Lines of the page -> what the page says. One grammar for text and HTML: mark-up is gone before this begins."""

import re
from collections.abc import Iterable, Sequence

from pipeline.errors import SourceError
from pipeline.model import HIDDEN, Line
from pipeline.organisation.documents import read_documents
from pipeline.organisation.forgotten import names_erased, without_erased
from pipeline.organisation.grammar import looks_like_a_person, parse_place
from pipeline.organisation.outline import Part, outline
from pipeline.organisation.page import (
    KINDS,
    ORGANISATION,
    Delegation,
    Fact,
    Page,
    Seat,
    Section,
    Sentence,
)
from pipeline.organisation.pagespec import FactSpec, PageSpec
from pipeline.organisation.prose import denials, reading
from pipeline.organisation.reference import Municipality, Reference
from pipeline.organisation.report import Report
from pipeline.organisation.told import told_of
from pipeline.redact import DOUBTFUL, REDACTED
from pipeline.roster.forms import is_contact_line, redacted

MAX_CHARACTERS = 100_000  # of a whole page; this one has some five thousand, and more takes more than seconds to judge
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])")
PART_OF_WORD = re.compile(r"[\w‐‑-]")
NUMBERS = dict(
    zip(
        "noll en två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton".split(),
        range(16),
        strict=True,
    )
)


def read_page(lines: Sequence[Line], spec: PageSpec, reference: Reference) -> Page:
    """What the lines of a snapshot say, with a finding for all that a person should look at.

    Raises:
        SourceError: the lines are not those of this page.
    """
    characters = sum(len(line.text) for line in lines)
    if characters > MAX_CHARACTERS:
        raise SourceError("page_too_long", characters=characters, limit=MAX_CHARACTERS)
    report = Report(spec)
    lines = list(redacted(lines))
    parts = outline(lines, spec, reference, report)
    for part in parts:
        if part.spec.holds != "people":
            _forget_texts(part, spec, report)
        _check_lines(part, spec, reference, report)
    prose = {part.key: _prose(part) for part in parts if part.spec.holds == "text"}
    sections = tuple(_section(part, prose, report) for part in parts if part.spec.kind)
    opening, members = _members(prose.get(parts[0].key, ()), spec, reference, report)
    delegations = [d for part in parts if part.spec.holds == "people" for d in _roster(part, spec, reference, report)]
    return Page(
        sections=sections,
        members=members,
        opening=opening,
        delegations=tuple(delegations),
        documents=tuple(read_documents(parts, spec, report)),
        facts=tuple(_facts(prose, members, spec, report)),
        prose=prose,
        told=told_of(lines, parts, delegations, report),
        findings=report.findings(),
    )


def _check_lines(part: Part, spec: PageSpec, reference: Reference, report: Report) -> None:
    """Hold each line of a section against what no line of the page may be."""
    for item in part.items:
        where = {"source_line": item.line.number, "verbatim": item.line.verbatim}
        if REDACTED in item.line.verbatim:
            report.add(part.kinds, "contact_details", **where)
        is_corrected = spec.correction(item.line) is not None  # then somebody has written what it should say
        if DOUBTFUL in item.line.text or (DOUBTFUL in item.line.verbatim and not is_corrected):
            report.add(part.kinds, "possible_contact", **where)
        if HIDDEN in item.line.verbatim:
            report.add(part.kinds, "foreign_text", found=HIDDEN, **where)
        if foreign := spec.foreign.search(item.line.text):
            report.add(part.kinds, "foreign_text", found=foreign[0], **where)
        if part.spec.holds != "people" and looks_like_a_person(item.line.text, reference):
            report.add(KINDS, "outside_content", **where)


def _section(part: Part, prose: dict[str, tuple[Sentence, ...]], report: Report) -> Section:
    tasks = tuple(_tasks(part, report)) if part.spec.holds == "tasks" else ()
    heading = part.heading.verbatim if part.spec.heading else part.spec.name
    return Section(part.spec, heading, part.heading.number, prose.get(part.key, ()), tasks)


def _prose(part: Part) -> tuple[Sentence, ...]:
    """The sentences of a section, whatever its lines and paragraphs."""
    lines = [item.line for item in part.items if item.document is None]
    text = " ".join(line.text for line in lines)
    starts, position = [], 0
    for line in lines:
        starts.append((position, line.number))
        position += len(line.text) + 1
    sentences, position = [], 0
    for sentence in SENTENCE_END.split(text) if text else ():
        position = text.index(sentence, position)
        number = max(number for start, number in starts if start <= position)
        sentences.append(Sentence(sentence, number))
    return tuple(sentences)


def _tasks(part: Part, report: Report) -> Iterable[Sentence]:
    """The tasks of a section: the lines between its heading and the link to its plan."""
    closed = False
    for item in part.items:
        if item.document is not None:
            closed = True
        elif closed:
            report.add(part.kinds, "unclassified_line", source_line=item.line.number, verbatim=item.line.verbatim)
        else:
            yield Sentence(item.line.text, item.line.number)


def _members(
    prose: tuple[Sentence, ...], spec: PageSpec, reference: Reference, report: Report
) -> tuple[Sentence, tuple[Municipality, ...]]:
    """The opening sentence, and the municipalities that it names."""
    for sentence in prose:
        found = spec.opening.search(sentence.text)
        if found:
            break
    else:
        report.add(KINDS, "section_missing", row_key="opening", heading=spec.opening.pattern.replace("\\", ""))
        return Sentence("", 0), ()
    members = []
    for name in re.split(r",\s*|\s+(?:och|samt|&)\s+", found["municipalities"].strip()):
        municipality = reference.municipality(name)
        if municipality is None:
            report.add((ORGANISATION,), "municipality_unknown", source_line=sentence.line, verbatim=name)
        elif municipality in members:
            report.add((ORGANISATION,), "text_twice", source_line=sentence.line, verbatim=name)
        else:
            members.append(municipality)
    return sentence, tuple(members)


def _roster(part: Part, spec: PageSpec, reference: Reference, report: Report) -> Iterable[Delegation]:
    """The delegations of the roster: each begins with a line that is a municipality's name."""
    current: Municipality | None = None
    heading = 0
    seats: list[Seat] = []
    for item in part.items:
        line = item.line
        municipality = reference.municipality(line.text.rstrip(":"))
        if municipality:
            if current:
                yield Delegation(current, heading, tuple(seats))
            current, heading, seats = municipality, line.number, []
            continue
        if is_contact_line(line.text):
            continue
        place = parse_place(line.text, line.verbatim, current, reference) if current else None
        if place and current:
            place = without_erased(place, current, spec)
        unclear = place is None or (place.notes and place.erased is None)
        if unclear and names_erased(line.text, spec):
            report.add((ORGANISATION,), "erased_in_text", row_key=part.heading.text, source_line=line.number)
        elif place is None or current is None:
            report.add((ORGANISATION,), "unclassified_line", source_line=line.number, verbatim=line.verbatim)
        else:
            seats.append(Seat(place, line.number))
    if current:
        yield Delegation(current, heading, tuple(seats))


def _forget_texts(part: Part, spec: PageSpec, report: Report) -> None:
    """Take the lines out of a section that name somebody who was erased, outside of where people stand.

    The finding does not say what the line says.
    """
    for item in [item for item in part.items if names_erased(item.line.text, spec)]:
        part.items.remove(item)
        report.add(part.kinds, "erased_in_text", row_key=part.heading.text, source_line=item.line.number)


def _facts(
    prose: dict[str, tuple[Sentence, ...]], members: Sequence[Municipality], spec: PageSpec, report: Report
) -> Iterable[Fact]:
    """The facts that the settings look for, each with the sentence it stands in.

    A sentence that reads as one that a person has read is taken to be that one, however it is set.
    """
    reviewed = {reading(text): text for text in sorted(spec.texts)}
    for fact in spec.facts:
        for sentence in prose.get(fact.section, ()):
            value = _value(fact, reviewed.get(reading(sentence.text), sentence.text), members, spec)
            if value is not None:
                yield Fact(fact, value, sentence.text, sentence.line)
                break
        else:
            report.add((ORGANISATION,), "fact_missing", table="governance_facts", row_key=fact.id)


def _value(fact: FactSpec, sentence: str, members: Sequence[Municipality], spec: PageSpec) -> str | None:
    if fact.counted == "municipalities":
        return str(len(members)) if spec.opening.search(sentence) else None
    found = fact.pattern.search(sentence) if fact.pattern else None
    if not found or _denied(found, sentence):
        return None
    if fact.value is not None:
        return fact.value
    word = found["value"].strip()
    return str(NUMBERS.get(word.casefold(), word)) if fact.type == "integer" else word


def _denied(found: re.Match[str], sentence: str) -> bool:
    """Whether what was found is part of another word, or stands in a sentence that may say the contrary."""
    within = PART_OF_WORD.search(sentence[: found.start()][-1:] + sentence[found.end() :][:1])
    return bool(within or denials(sentence) - denials(found.re.pattern))
