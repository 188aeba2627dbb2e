"""Lines of the page -> what the page says. One grammar for text and HTML: mark-up is gone before this begins."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from pipeline.model import Line
from pipeline.organisation.grammar import is_contact_line, looks_like_a_person, parse_place
from pipeline.organisation.outline import GROUPS, ROSTER, Item, Part, outline
from pipeline.organisation.page import (
    KINDS,
    ORGANISATION,
    WORKING_GROUPS,
    Delegation,
    Document,
    Fact,
    Page,
    Seat,
    Section,
    Sentence,
)
from pipeline.organisation.pagespec import FactSpec, PageSpec
from pipeline.organisation.reference import Municipality, Reference
from pipeline.organisation.report import Report
from pipeline.redact import REDACTED, redact

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])")
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
    report = Report(spec)
    parts = outline([_without_contact_details(line) for line in lines], spec, reference, report)
    for part in parts:
        _check_lines(part, spec, reference, report)
    prose = {part.key: _prose(part) for part in parts if part.key != ROSTER and not _is_group(part)}
    sections = tuple(_section(part, prose, report) for part in parts if part.body)
    opening, members = _members(prose.get(parts[0].key, ()), spec, reference, report)
    delegations = [d for part in parts if part.key == ROSTER for d in _roster(part, reference, report)]
    return Page(
        sections=sections,
        members=members,
        opening=opening,
        delegations=tuple(delegations),
        documents=tuple(_documents(parts, spec, report)),
        facts=tuple(_facts(prose, members, spec, report)),
        prose=tuple(prose.values()),
        findings=report.findings(),
    )


def _without_contact_details(line: Line) -> Line:
    """The line as everything below may see it: what is taken out here can never be published."""
    text = redact(line.text)
    return replace(line, text=text, verbatim=text if line.verbatim == line.text else redact(line.verbatim))


def _check_lines(part: Part, spec: PageSpec, reference: Reference, report: Report) -> None:
    """Hold each line of a section against what no line of the page may be."""
    for item in part.items:
        where = {"source_line": item.line.number, "verbatim": item.line.verbatim}
        if REDACTED in item.line.verbatim:
            report.add(part.kinds, "contact_details", **where)
        if spec.foreign.search(item.line.text):
            report.add(part.kinds, "foreign_text", **where)
        if part.key != ROSTER and looks_like_a_person(item.line.text, reference):
            report.add(KINDS, "outside_content", **where)


def _is_group(part: Part) -> bool:
    return part.body is not None and part.body.kind == "working_group"


def _section(part: Part, prose: dict[str, tuple[Sentence, ...]], report: Report) -> Section:
    if part.body is None:
        raise ValueError(part.key)
    tasks = tuple(_tasks(part, report)) if _is_group(part) else ()
    heading = part.heading.verbatim if part.body.heading else part.body.name
    return Section(part.body, heading, part.heading.number, prose.get(part.key, ()), tasks)


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
    """The tasks of a working group: the lines between its heading and the link to its plan."""
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
        else:
            members.append(municipality)
    return sentence, tuple(members)


def _roster(part: Part, reference: Reference, report: Report) -> Iterable[Delegation]:
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
        if place is None:
            report.add((ORGANISATION,), "unclassified_line", source_line=line.number, verbatim=line.verbatim)
        else:
            seats.append(Seat(place, line.number))
    if current:
        yield Delegation(current, heading, tuple(seats))


def _documents(parts: Sequence[Part], spec: PageSpec, report: Report) -> Iterable[Document]:
    """The links of the page that the settings know, each once for its body."""
    seen: set[str] = set()
    for part in parts:
        for item in part.items:
            if item.document is None:
                continue
            organization = item.document.organization or part.key
            document_id = item.document.id if item.document.organization else f"{item.document.id}-{part.key}"
            if document_id in seen:
                kinds = KINDS if _is_group(part) else part.kinds
                report.add(kinds, "unclassified_line", source_line=item.line.number, verbatim=item.line.verbatim)
                continue
            seen.add(document_id)
            url = _url(item, document_id, part, spec, report)
            yield Document(document_id, item.document, organization, item.line.text, url, item.line.number)


def _url(item: Item, document_id: str, part: Part, spec: PageSpec, report: Report) -> str | None:
    """The absolute target of a document link; null where it is lost, or lies where documents may not lie."""
    targets = {link.url for link in item.line.links if link.url and not link.url.startswith("#")}
    where = {"row_key": document_id, "source_line": item.line.number}
    tables = [(ORGANISATION, "documents", "url")]
    if _is_group(part):
        tables.append((WORKING_GROUPS, "working_groups", "activity_plan_url"))
    for kind, table, field in tables:
        place = {"table": table, "field": field, **where, "row_key": part.key if kind == WORKING_GROUPS else document_id}
        if not targets:
            report.add((kind,), "document_without_url", title=item.line.text, **place)
        elif not _allowed(targets, spec):
            report.add((kind,), "document_elsewhere", title=item.line.text, verbatim=", ".join(sorted(targets)), **place)
    return urljoin(spec.address, targets.pop()) if targets and _allowed(targets, spec) else None


def _allowed(targets: set[str], spec: PageSpec) -> bool:
    """Whether there is one target, over http(s), on a host that the settings name."""
    try:
        parts = [urlsplit(urljoin(spec.address, target)) for target in targets]
    except ValueError:
        return False
    return len(parts) == 1 and parts[0].scheme in {"http", "https"} and parts[0].hostname in spec.link_hosts


def _facts(
    prose: dict[str, tuple[Sentence, ...]], members: Sequence[Municipality], spec: PageSpec, report: Report
) -> Iterable[Fact]:
    """The facts that the settings look for, each with the sentence it stands in."""
    for fact in spec.facts:
        for sentence in prose.get(fact.section, ()):
            value = _value(fact, sentence, members, spec)
            if value is not None:
                yield Fact(fact, value, sentence.text, sentence.line)
                break
        else:
            report.add((ORGANISATION,), "fact_missing", table="governance_facts", row_key=fact.id)


def _value(fact: FactSpec, sentence: Sentence, members: Sequence[Municipality], spec: PageSpec) -> str | None:
    if fact.counted == "municipalities":
        return str(len(members)) if spec.opening.search(sentence.text) else None
    found = fact.pattern.search(sentence.text) if fact.pattern else None
    if not found:
        return None
    if fact.value is not None:
        return fact.value
    word = found["value"].strip()
    return str(NUMBERS.get(word.casefold(), word)) if fact.type == "integer" else word
