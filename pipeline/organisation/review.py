"""Prose and tasks that nobody has read where they stand: injected text looks like text, so a person reads it first."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from pipeline.organisation.grammar import MARK
from pipeline.organisation.page import ORGANISATION, WORKING_GROUPS, Page, Sentence
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.prose import reading
from pipeline.organisation.read import SENTENCE_END
from pipeline.organisation.report import Report
from pipeline.organisation.state import State

ANY_END = re.compile(r"(?<=[.!?])\s+")  # of a sentence, though the next one begins in lower case


@dataclass(frozen=True)
class _Texts:
    """The texts of one section: as they stand on the page, and as they were published of it last."""

    key: str
    kind: str
    now: tuple[Sentence, ...]
    before: tuple[str, ...]
    """Empty where nothing was published of the section."""

    @property
    def known(self) -> frozenset[str]:
        """What was published of the section, as it reads."""
        return frozenset(reading(text) for text in self.before)

    def parts(self, sentence: Sentence) -> list[str]:
        """The known sentences that a text is made of, where one begins in lower case; else the text itself."""
        parts = ANY_END.split(sentence.text)
        return parts if all(reading(part) in self.known for part in parts) else [sentence.text]


def check_texts(page: Page, before: State, groups_before: State, spec: PageSpec, report: Report) -> None:
    """Whatever the prose and the tasks say that they did not say before, where they say it, waits for a person."""
    sections = list(_sections(page, before, groups_before, spec))
    homes = _homes(sections, before, spec)
    reviewed = {reading(text) for text in spec.texts}
    for section in sections:
        _check_new(section, reviewed, homes, spec, report)
        _check_left(section, report)
        _check_emptied(section, spec, report)
    _check_facts(page, before, homes.keys(), report)
    _check_quotes(page, before, spec, report)


def _sections(page: Page, before: State, groups_before: State, spec: PageSpec) -> Iterable[_Texts]:
    """Every section with prose, then every working group with its tasks; without the sentence of the municipalities."""
    described = {row["organization_id"]: row["description"] or "" for row in before.table("organizations")}
    for key, sentences in page.prose.items():
        now = tuple(item for item in sentences if not spec.opening.fullmatch(item.text))
        published = SENTENCE_END.split(described.get(key, ""))
        texts = tuple(t for t in published if t and not spec.opening.fullmatch(t) and not MARK.search(t))
        yield _Texts(key, ORGANISATION, now, texts)
    tasks: dict[str, list[str]] = {}
    for row in groups_before.table("tasks"):
        tasks.setdefault(row["organization_id"], []).append(row["text"])
    for group in page.groups:
        yield _Texts(group.body.id, WORKING_GROUPS, group.tasks, tuple(tasks.get(group.body.id, ())))


def _homes(sections: Iterable[_Texts], before: State, spec: PageSpec) -> Mapping[str, set[str]]:
    """The sections in which each text was read by a person or published last, or quoted for a fact, by reading."""
    homes: dict[str, set[str]] = {}
    for key, texts in spec.read_in.items():
        for text in texts:
            homes.setdefault(reading(text), set()).add(key)
    for section in sections:
        for text in section.known:
            homes.setdefault(text, set()).add(section.key)
    places = {fact.id: fact.section for fact in spec.facts}
    for row in before.table("governance_facts"):
        if row["fact_id"] in places:
            homes.setdefault(reading(row["quote"]), set()).add(places[row["fact_id"]])
    return homes


def _check_new(
    section: _Texts, reviewed: set[str], homes: Mapping[str, set[str]], spec: PageSpec, report: Report
) -> None:
    """Each text was published of this section, or a person has read it; and it stands here once."""
    counts = Counter(reading(sentence.text) for sentence in section.now)
    for sentence in section.now:
        text = reading(sentence.text)
        where = {"source_line": sentence.line, "verbatim": sentence.text}
        if counts[text] > 1:
            report.add((section.kind,), "text_twice", **where)
        if section.key in homes.get(text, ()):
            if sentence.text not in section.before and sentence.text not in spec.texts:
                report.add((section.kind,), "respelled_text", **where)
        elif len(section.parts(sentence)) > 1:
            report.add((section.kind,), "respelled_text", **where)
        elif text in reviewed:
            report.add((section.kind,), "text_elsewhere", **where)
        else:
            report.add((section.kind,), "unreviewed_text", section=section.key, **where)


def _check_left(section: _Texts, report: Report) -> None:
    """Nothing is gone without anything new for a person to read, and sentences stand in the order in which they did."""
    now = [reading(text) for sentence in section.now for text in section.parts(sentence)]
    if (section.kind == WORKING_GROUPS and not now) or not section.before or set(now) - section.known:
        return
    gone = [text for text in section.before if reading(text) not in now]
    for text in gone:
        report.add((section.kind,), "text_gone", row_key=section.key, verbatim=text)
    before = [reading(text) for text in section.before]
    if not gone and section.kind == ORGANISATION and now != before and len(now) == len(before):
        moved = next(item for item, text in zip(section.now, before, strict=False) if reading(item.text) != text)
        report.add((section.kind,), "text_elsewhere", source_line=moved.line, verbatim=moved.text)


def _check_emptied(section: _Texts, spec: PageSpec, report: Report) -> None:
    """A section of which a person has read texts has some, also where nothing was published of it before."""
    read = spec.read_in.get(section.key)
    if read and not section.now and not section.before and section.kind == ORGANISATION:
        report.add((section.kind,), "text_gone", row_key=section.key, verbatim=min(read))


def _check_facts(page: Page, before: State, reviewed: Collection[str], report: Report) -> None:
    """A fact is read from the sentence it was read from before, or a person has seen that the new one states it.

    Asked once somebody has read that sentence: until then it is the sentence that waits.
    """
    quotes = {row["fact_id"]: reading(row["quote"]) for row in before.table("governance_facts")}
    for fact in page.facts:
        quote = reading(fact.quote)
        if fact.spec.counted is None and quotes.get(fact.spec.id, quote) != quote and quote in reviewed:
            report.add(
                (ORGANISATION,), "fact_restated", table="governance_facts", row_key=fact.spec.id,
                source_line=fact.line, verbatim=fact.quote, found=fact.value,
            )  # fmt: skip


def _check_quotes(page: Page, before: State, spec: PageSpec, report: Report) -> None:
    """No fact is gone of a section whose texts are not published, so that nothing else tells that its sentence is."""
    described = {row["organization_id"] for row in before.table("organizations")}
    homes = {fact.id: fact.section for fact in spec.facts if fact.section not in described}
    for row in before.table("governance_facts"):
        if row["fact_id"] in homes.keys() - {fact.spec.id for fact in page.facts}:
            report.add((ORGANISATION,), "text_gone", row_key=homes[row["fact_id"]], verbatim=row["quote"])
