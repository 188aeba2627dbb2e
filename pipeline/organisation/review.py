"""Prose and tasks that nobody has read before: injected text looks like text, so a person reads it first."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

from pipeline.organisation.page import ORGANISATION, WORKING_GROUPS, Page, Sentence
from pipeline.organisation.pagespec import PageSpec
from pipeline.organisation.read import SENTENCE_END
from pipeline.organisation.report import Report
from pipeline.organisation.state import State

RESPELLED = 0.6  # how alike a word and its correction must be
DIGIT = re.compile(r"\d")


def check_texts(page: Page, before: State, groups_before: State, spec: PageSpec, report: Report) -> None:
    """Prose and tasks that nobody has read before wait for a person: injected text looks like text."""
    described = {
        sentence for row in before.table("organizations") for sentence in SENTENCE_END.split(row["description"] or "")
    }
    prose = [[item for item in sentences if not spec.opening.fullmatch(item.text)] for sentences in page.prose]
    tasks = {row["text"] for row in groups_before.table("tasks")}
    _check_sections(prose, described | spec.texts, (ORGANISATION,), report)
    _check_sections([group.tasks for group in page.groups], tasks | spec.texts, (WORKING_GROUPS,), report)


def _check_sections(
    sections: Sequence[Sequence[Sentence]], known: Collection[str], kinds: tuple[str, ...], report: Report
) -> None:
    """Each text is known, or the respelling of one that is gone, and stands once in its section."""
    gone = set(known) - {sentence.text for sentences in sections for sentence in sentences}
    for sentences in sections:
        counts = Counter(sentence.text for sentence in sentences)
        for sentence in sentences:
            where = {"source_line": sentence.line, "verbatim": sentence.text}
            if counts[sentence.text] > 1:
                report.add(kinds, "text_twice", **where)
            if sentence.text not in known:
                respelled = any(_respelled(sentence.text, other) for other in gone)
                report.add(kinds, "respelled_text" if respelled else "unreviewed_text", **where)


def _respelled(text: str, other: str) -> bool:
    """Whether two texts have the same words, at most two of them spelled otherwise: no word or number may be new."""
    words, others = text.split(), other.split()
    differing = [(a, b) for a, b in zip(words, others, strict=False) if a != b]
    return len(words) == len(others) and len(differing) <= 2 and all(_alike(a, b) for a, b in differing)  # noqa: PLR2004 (a misprint, not a new text)


def _alike(word: str, other: str) -> bool:
    return not DIGIT.search(word + other) and SequenceMatcher(None, word, other).ratio() >= RESPELLED
