"""What waits for a person: each held finding as a question, with the answers that settle it."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.errors import HeldForDecision
from pipeline.model import Finding
from pipeline.wording.decide import ASKED, asked, meaning
from pipeline.wording.errors import sentence
from pipeline.wording.plain import printable
from pipeline.wording.rules import RULES, finding_texts

Wish = Literal["name", "line", "party", "role", "title", "lines"]

OF_REMEDY: Mapping[str | None, tuple[str, ...]] = {
    "accept": ("accept",),
    "person": ("same", "different"),
    "review": ("read",),
    "set_aside": ("set_aside", "correct"),
    "erased": ("forget", "namesake"),
    None: (),
}
"""By remedy of a rule: the answers that settle a finding of it."""
BESIDE: Mapping[str, tuple[str, ...]] = {
    "unknown_parenthesis": ("party",),
    "unknown_role": ("role", "new_elected", "new_employed"),
    "name_shape": ("vacant", "correct"),
    "part_of_name": ("correct",),
    "possible_contact": ("correct",),
    "executive_chair_count": ("correct_line",),
    "director_count": ("correct_line",),
}
"""By rule: further answers, each put into another file."""
WISHES: Mapping[str, Wish] = {
    "correct": "line",
    "correct_line": "lines",
    "party": "party",
    "role": "role",
    "new_elected": "title",
    "new_employed": "title",
    "namesake": "name",
}
"""What an answer has to say beside itself."""
WITHOUT_REASON = frozenset({"read", "forget"})
"""Answers that need no reason: a text was read, or somebody stays forgotten."""
IDENTITY = ("name", "municipality", "person_id", "entry")
"""The facts of a finding that make its question another one."""


@dataclass(frozen=True)
class Question:
    """Something that only a person can say, and what they may say."""

    id: str
    """Follows from what is asked alone, so that it is the same in every run until somebody has answered."""
    answers: tuple[str, ...]
    """Keys of `wording.decide.ANSWERS`."""
    stops: bool
    """Whether its packages wait for the answer; if not, they are published as the finding says."""
    finding: Finding | None = None
    """What was found on a page; null where it was seen in a table."""
    fault: HeldForDecision | None = None
    """What was seen in a table: of its facts, `table` and `code` say what an answer accepts; null for a finding."""
    packages: tuple[str, ...] = ()
    source_id: str = ""

    @property
    def rule(self) -> str:
        """What was broken: a code of `wording.rules.RULES`, or the key of what was seen in a table."""
        return self.finding.rule if self.finding else self.fault.key if self.fault else ""

    @property
    def municipality(self) -> str:
        """The name of the municipality below which the line stands that it is about; empty where it is about none."""
        return (self.finding.row_key or "").partition(":")[0] if self.finding else ""

    @property
    def until(self) -> dt.date | None:
        """The day that is suggested for the end of an acceptance; null where it is of one look, or there is none."""
        day: dt.date | None = self.finding.facts.get("until") if self.finding else None
        return day

    def asks(self, language: str) -> list[str]:
        """What was found, and what a person should look at."""
        if self.finding is None:
            return _told(self.fault, language) if self.fault else []
        texts = finding_texts(self.finding)
        action = texts[f"action_{language}"].partition("\n")[0]
        return [printable(texts[f"message_{language}"]), printable(action)]

    def meanings(self, language: str) -> Iterator[str]:
        """What each answer says."""
        facts = {**(self.finding.facts if self.finding else {}), "municipality": self.municipality}
        for answer in self.answers:
            yield meaning(answer, language, **{"person_id": "?", **facts})


def _told(fault: HeldForDecision, language: str) -> list[str]:
    """What was seen, line by line; of a page, with a question in place of the sentence that sends people here."""
    first, *lines = (line.strip() for line in sentence(fault, language).splitlines())
    return [asked(fault.key, language) if fault.key in ASKED else first, *lines]


def questions_of(findings: Iterable[Finding], source_id: str) -> list[Question]:
    """The questions that findings on a page of a source leave open, each once, in their order."""
    found = (question for finding in findings if (question := _question(finding, source_id)))
    return list({question.id: question for question in found}.values())


def unanswerable(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that stop a release and that no answer settles: the page must change, or `source.yaml`."""
    return [finding for finding in findings if finding.stops and not _answers(finding)]


def question_id(rule: str, *identity: object) -> str:
    """A short id of a question, which tells its rule; what it is about cannot be read from it."""
    told = json.dumps([rule, *identity], ensure_ascii=False, default=str)
    return f"{rule}-{hashlib.sha256(told.encode()).hexdigest()[:6]}"


def _question(finding: Finding, source_id: str) -> Question | None:
    answers = _answers(finding)
    is_open = finding.stops or (RULES[finding.rule].remedy == "person" and finding.accepted_reason is None)
    if not answers or not is_open:
        return None
    about = [finding.facts.get(key) for key in IDENTITY]
    if finding.scope == "page" and "snapshot" in finding.facts:  # of the next page that nobody dated, it is another
        about.append(finding.facts["snapshot"])
    identity = question_id(finding.rule, source_id, finding.scope, *about)
    return Question(identity, answers, finding.stops, finding, source_id=source_id)


def _answers(finding: Finding) -> tuple[str, ...]:
    return (*OF_REMEDY[RULES[finding.rule].remedy], *BESIDE.get(finding.rule, ()))
